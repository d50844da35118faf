"""Taking part: the children in care council, surveys, advocates, visitors, programmes, work experience."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from .. import profile
from ..chance import Chance
from ..life import Life
from ..people import Person
from ..records import Cells, Entry
from ..spoiling import Spoil
from ..town import Town, entry

#: Activity -> youngest age, times a year for each child in care.
_IN_CARE = {"recruitment": (11, 0.02), "service_design": (11, 0.02), "panel": (11, 0.012), "work_experience": (14, 0.3)}
_LEAVERS = {"forum_meeting": 0.18, "recruitment": 0.03, "training_delivery": 0.03, "panel": 0.02}


def record(life: Life, town: Town) -> None:
    """Put what a child or young person took part in on file."""
    chance, person = life.chance, life.person
    for period, last in life.stays():
        first = max(period.start, town.recent)
        _council_sessions(life, town, first, last)
        for activity, (youngest, rate) in _IN_CARE.items():
            _events(life, town, activity, rate, (max(first, person.birthday(youngest)), last))
        _spell(life, town, "advocacy", profile.ADVOCACY_A_YEAR, 120, (max(first, person.birthday(5)), last))
        _spell(life, town, "independent_visitor", profile.VISITORS_A_YEAR, 900, (max(first, person.birthday(7)), last))
        twelve = max(first, person.birthday(12))
        if twelve <= last and chance.yes(0.35):
            start = twelve + timedelta(days=chance.whole(0, 500))
            _lasts(life, town, "independence_programme", start, chance.around(400, 120, 60), last)
    for first, until in life.leaving():
        reach = (max(first, town.recent), min(until or life.horizon, life.horizon))
        for activity, rate in _LEAVERS.items():
            _events(life, town, activity, rate * (0.4 + person.engagement), reach)
        _spell(life, town, "advocacy", profile.ADVOCACY_A_YEAR * 1.5, 120, reach)


def _put(life: Life, town: Town, activity: str, day: date, **cells: date | None) -> Entry | None:
    return life.put("participation", day, record_id=town.number("P"), activity=activity, start_date=day, **cells)


def _events(life: Life, town: Town, activity: str, rate: float, reach: tuple[date, date]) -> None:
    """Events that come at random."""
    day, last = reach
    while True:
        day += timedelta(days=life.chance.waiting(365.25 / rate, 1))
        if day > last:
            return
        _put(life, town, activity, day)


def _council_sessions(life: Life, town: Town, first: date, last: date) -> None:
    """Few are regular members, more look in once."""
    chance = life.chance
    first = max(first, life.person.birthday(8))
    draw = chance.random()
    if draw < profile.COUNCIL_REGULARS:
        rate = 7.0
    elif draw < profile.COUNCIL_REGULARS + 0.12:
        rate = 0.8
    else:
        return
    _events(life, town, "council_meeting", rate, (first, last))


def _spell(life: Life, town: Town, activity: str, rate: float, days: int, reach: tuple[date, date]) -> None:
    """Support that begins at random and lasts."""
    chance, (day, last) = life.chance, reach
    while True:
        day += timedelta(days=chance.waiting(365.25 / rate, 1))
        if day > last:
            return
        length = chance.waiting(days, 14)
        _lasts(life, town, activity, day, length, last)
        day += timedelta(days=length)


def _lasts(life: Life, town: Town, activity: str, start: date, days: int, last: date) -> None:
    if start > last or start > life.horizon:
        return
    row = _put(life, town, activity, start, end_date=None)
    end = min(start + timedelta(days=days), last + timedelta(days=1))
    if row is not None and end <= life.horizon:
        row.add(life.chance.recorded(end), end_date=end)


def council(town: Town) -> Iterator[Entry]:
    """The yearly survey, answered without a name by about two in five."""
    chance = town.chance("survey")
    for year in range(town.recent.year, town.horizon.year + 1):
        opened = date(year, 11, 6)
        for _ in range(town.scaled(profile.SURVEY_ANSWERS)):
            day = opened + timedelta(days=chance.whole(0, 25))
            for activity, share in (("survey_safe", profile.FEEL_SAFE), ("survey_heard", profile.FEEL_HEARD)):
                answer = chance.yes(share)
                if day <= town.horizon and chance.yes(0.96):
                    yield entry(
                        "participation", day + timedelta(days=9), record_id=town.number("P"), activity=activity,
                        start_date=day, answer=answer,
                    )  # fmt: skip


def _nobody(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return None if str(cells["activity"]).startswith("survey") else [cells | {"person_id": None}]


def _no_answer(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"answer": None}] if str(cells["activity"]).startswith("survey") else None


FAULTS: tuple[Spoil, ...] = (_nobody, _no_answer)
