"""The forecast of rule 31: its worked example, and what is said when history is too short."""

from datetime import date
from typing import Any

import pytest

from indicators.calculate import calculate
from indicators.registry import all_indicators
from tests.support.engine import built

#: Rates per 10,000, oldest to newest, which with 10,000 children are numbers too.
RATES = (60, 61, 61, 62, 64, 63, 63, 65, 66)
ENDS = (
    date(2016, 3, 31), date(2016, 6, 30), date(2016, 9, 30), date(2016, 12, 31), date(2017, 3, 31), date(2017, 6, 30),
    date(2017, 9, 30), date(2017, 12, 31), date(2018, 3, 31),
)  # fmt: skip
#: Low, central and high, by quarters ahead, as the contract gives them.
WORKED = {1: (65.3430, 66.75, 68.1570), 4: (65.7507, 69, 72.2493), 16: (68.8095, 78, 87.1905)}
POPULATION = dict.fromkeys(range(2014, 2018), 10000)
DECLARED = [i for i in all_indicators() if i.id in ("LAC-01", "SUF-14", "SUF-18", "SUF-19")]


def _episode(person: str, start: date, end: date | None = None) -> dict[str, Any]:
    ceased = "E4A" if end else None
    return {
        "person_id": person, "episode_start": start, "reason_new_episode": "S", "legal_status": "C2",
        "category_of_need": "N1", "placement_type": "U4", "episode_end": end, "reason_episode_ceased": ceased,
    }  # fmt: skip


def _council(first_end: date) -> dict[str, list[dict[str, Any]]]:
    """So many children at each quarter end as the rates say, and one who left on the day history begins."""
    episodes = [_episode("earliest to leave", date(2014, 1, 1), first_end)]
    there: list[dict[str, Any]] = []
    for wanted, day in zip(RATES, ENDS, strict=True):
        while len(there) > wanted:
            there.pop().update(episode_end=day, reason_episode_ceased="E4A")
        while len(there) < wanted:
            there.append(_episode(f"child {len(episodes)}", date(2015, 1, 1) if day == ENDS[0] else day))
            episodes.append(there[-1])
    people = dict.fromkeys(e["person_id"] for e in episodes)
    children = [{"person_id": p, "date_of_birth": date(2008, 1, 1), "sex": "F", "ethnicity": "WBRI"} for p in people]
    return {"children": children, "care_episodes": episodes}


def test_the_contracts_worked_example() -> None:
    with built(_council(date(2016, 1, 5)), "2017-18-Q4", population=POPULATION) as connection:
        calculate(connection, DECLARED)
        rows = connection.execute(
            "SELECT horizon, low, central, high, changes_used, drift, spread, population_source FROM scorecards.forecast "
            "WHERE quarter = '2017-18-Q4' AND indicator_id = 'SUF-18' ORDER BY horizon"
        ).fetchall()
        headline = connection.execute(
            "SELECT value FROM indicators.result WHERE indicator_id = 'SUF-18' AND breakdown = 'all' AND quarter = '2017-18-Q4'"
        ).fetchall()
    assert [row[0] for row in rows] == list(range(1, 17))
    for ahead, worked in WORKED.items():
        assert rows[ahead - 1][1:4] == pytest.approx(worked, abs=5e-5)
        assert rows[ahead - 1][4:7] == pytest.approx((8, 0.75, 1.035098), abs=5e-7)
    assert rows[0][7] == "estimate"  # 30 June 2018 is itself no mid-year before that day
    assert {row[7] for row in rows[1:]} == {"carried"}
    assert headline == [(pytest.approx(69),)]  # the first 31 March to come


def test_seven_changes_are_too_few() -> None:
    with built(_council(date(2016, 4, 1)), "2017-18-Q4", population=POPULATION) as connection:
        calculate(connection, DECLARED)
        assert connection.execute("SELECT count(*) FROM scorecards.forecast").fetchall() == [(0,)]
        status = connection.execute(
            "SELECT DISTINCT status, missing FROM indicators.result WHERE indicator_id = 'SUF-18' AND quarter = '2017-18-Q4'"
        ).fetchall()
    assert status == [("not_available", "history: too short for a forecast")]
