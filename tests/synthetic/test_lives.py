"""What the invented lives are like, read back from the files of a council that makes no mistakes."""

import re
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from schemas.extracts import EXTRACTS
from synthetic import leaving_care
from synthetic.chance import Chance
from synthetic.people import Period, invent, person_id
from tests.synthetic.conftest import QUARTERS
from tests.synthetic.reading import checked
from warehouse.calendar import Quarter

LAST = "2017-18-Q4"


@pytest.fixture(scope="module")
def clean(careful: Path) -> dict[str, pd.DataFrame]:
    return checked(careful, LAST).clean


@pytest.fixture(scope="module")
def episodes(clean: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Episodes with the one before in the same child's history beside them, short breaks left out."""
    rows = clean["care_episodes"]
    rows = rows[~rows["legal_status"].isin(["V3", "V4"])].sort_values(["person_id", "episode_start"])
    for column in ("episode_end", "placement_type", "legal_status"):
        rows[f"before_{column}"] = rows.groupby("person_id")[column].shift()
    return rows


def test_as_many_children_as_asked_for(episodes: pd.DataFrame) -> None:
    day = pd.Timestamp(Quarter.parse(LAST).ends)
    ends = episodes["episode_end"]
    now = episodes[(episodes["episode_start"] <= day) & (ends.isna() | (ends > day))]
    assert now["person_id"].nunique() == len(now) == 60


def test_history_reaches_back_six_years_and_arrivals_are_spread(episodes: pd.DataFrame) -> None:
    starts = episodes.loc[episodes["reason_new_episode"] == "S", "episode_start"]
    assert starts.min() < pd.Timestamp(2012, 3, 31)
    by_year = starts[starts >= pd.Timestamp(2012, 4, 1)].dt.year.value_counts()
    assert set(range(2012, 2018)) <= set(by_year.index)
    assert by_year.max() < 0.4 * by_year.sum()


def test_only_new_episodes_of_a_stay_follow_on(episodes: pd.DataFrame) -> None:
    follows = episodes["reason_new_episode"] != "S"
    assert (episodes.loc[follows, "episode_start"] == episodes.loc[follows, "before_episode_end"]).all()
    again = episodes[~follows & episodes["before_episode_end"].notna()]
    assert (again["episode_start"] > again["before_episode_end"]).all()
    assert len(again) > 0


def test_the_reason_says_what_changed(episodes: pd.DataFrame) -> None:
    legal = episodes["legal_status"] != episodes["before_legal_status"]
    reason = episodes["reason_new_episode"]
    assert legal[reason.isin(["L", "B", "U"])].all()
    assert not legal[reason.isin(["P", "T"])].any()
    moved = episodes["placement_type"] != episodes["before_placement_type"]
    assert not moved[reason == "L"].any()
    assert {"S", "L", "P", "T"} <= set(reason)


def test_nobody_stays_in_care_past_18(clean: dict[str, pd.DataFrame], episodes: pd.DataFrame) -> None:
    born = clean["children"].set_index("person_id")["date_of_birth"]
    ends = episodes.dropna(subset=["episode_end"])
    limit = ends["person_id"].map(born) + pd.DateOffset(years=18, days=1)
    assert (ends["episode_end"] <= limit).all()


def test_short_breaks_and_temporary_legs_are_there(ordinary: Path) -> None:
    rows = checked(ordinary, LAST).clean["care_episodes"]
    assert set(rows["legal_status"]) >= {"V3", "V4", "V2", "C1", "C2", "E1"}
    legs = rows["placement_type"].str.fullmatch("T[0-4]")
    assert legs.any()
    assert rows.loc[legs, "placement_provider"].isna().all()
    assert (rows["reason_placement_change"] == "PLACE").any()


def test_every_code_is_valid_on_its_day(careful: Path) -> None:
    for quarter in QUARTERS:
        assert not {"invalid_code", "code_out_of_date"} & set(checked(careful, quarter).findings["rule"])


def test_people_are_numbers_and_workers_codes(careful: Path, clean: dict[str, pd.DataFrame]) -> None:
    assert clean["children"]["person_id"].str.fullmatch(r"\d{7}").all()
    assert clean["worker_allocations"]["worker_id"].str.fullmatch(r"W\d{3,}").all()
    assert not any(re.search("name", column) for extract in EXTRACTS.values() for column in extract.column_names)


def test_numbers_of_people_never_meet() -> None:
    assert len({person_id(number) for number in range(50_000)}) == 50_000


def test_the_roster_agrees_with_the_rules_for_nearly_everyone(
    clean: dict[str, pd.DataFrame], episodes: pd.DataFrame
) -> None:
    day = pd.Timestamp(Quarter.parse(LAST).ends)
    roster = clean["care_leaver_roster"]
    open_now = roster[(roster["start_date"] <= day) & (roster["end_date"].isna() | (roster["end_date"] > day))]
    born = clean["children"].set_index("person_id")["date_of_birth"]
    agree = 0
    for person, category in zip(open_now["person_id"], open_now["eligibility"], strict=True):
        mine = episodes[episodes["person_id"] == person]
        agree += category == _derived(mine, born[person], day)
    assert agree / len(open_now) > 0.9


def _derived(mine: pd.DataFrame, born: pd.Timestamp, day: pd.Timestamp) -> str | None:
    """Eligibility by the rule, one day at a time."""

    def birthday(age: int) -> pd.Timestamp:
        return born + pd.DateOffset(years=age)

    spans = [
        (start, day + timedelta(days=1) if pd.isna(end) or end > day else end)
        for start, end in zip(mine["episode_start"], mine["episode_end"], strict=True)
    ]
    days = {d for start, end in spans for d in pd.date_range(max(start, birthday(14)), end - timedelta(days=1))}
    since_16 = any(d >= birthday(16) for d in days)
    if len(days) >= 91 and since_16:
        if day >= birthday(18):
            return "former_relevant"
        return "eligible" if day in days else "relevant"
    return "qualifying" if since_16 else None


def test_entitlement_starts_on_the_91st_day() -> None:
    person = invent(Chance.named("test"), 1, date(2016, 1, 4))
    person.born = date(2000, 3, 1)  # 16 on 1 March 2016
    person.periods = [Period(date(2016, 1, 4), None, None, [])]
    # 4 January is day 1, so day 91 is 3 April.
    assert leaving_care.became_entitled(person, date(2016, 4, 2)) is None
    assert leaving_care.became_entitled(person, date(2016, 4, 3)) == date(2016, 4, 3)
    person.periods = [Period(date(2015, 1, 4), date(2015, 5, 4), "E4A", []), Period(date(2016, 6, 1), None, None, [])]
    assert leaving_care.became_entitled(person, date(2016, 12, 31)) == date(2016, 6, 1)
    person.periods = [Period(date(2015, 1, 4), date(2016, 3, 1), "E4A", [])]
    assert leaving_care.became_entitled(person, date(2018, 1, 1)) is None


def test_history_grows_and_some_of_it_is_recorded_late(careful: Path) -> None:
    newest = checked(careful, LAST).clean
    for quarter in QUARTERS[:-1]:
        day = pd.Timestamp(Quarter.parse(quarter).ends)
        earlier = checked(careful, quarter).clean
        assert set(earlier["children"]["person_id"]) < set(newest["children"]["person_id"])
        then, now = (
            {
                name: int((submission[name][column] <= day).sum())
                for name, column in (
                    ("health_checks", "check_date"), ("reviews", "held_date"), ("worker_allocations", "start_date"),
                )
            }
            for submission in (earlier, newest)
        )  # fmt: skip
        assert all(then[name] <= now[name] < 1.1 * then[name] for name in then)
        assert sum(then.values()) < sum(now.values())


def test_an_end_recorded_late_is_open_in_the_submission_before(careful: Path) -> None:
    key = ["person_id", "episode_start"]
    earlier = checked(careful, QUARTERS[-2]).clean["care_episodes"]
    newest = checked(careful, LAST).clean["care_episodes"]
    both = earlier.merge(newest, on=key, suffixes=("_then", "_now"))
    assert len(both) == len(earlier)
    closed_since = both["episode_end_then"].isna() & both["episode_end_now"].notna()
    assert closed_since.sum() > 3
    assert (both["episode_end_now"].notna() | both["episode_end_then"].isna()).all()
