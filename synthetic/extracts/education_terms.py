"""School: a term's school, attendance, suspensions and plan of every child in care from two to eighteen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from .. import profile
from ..chance import Chance
from ..life import Life
from ..people import Person
from ..records import Cells, Entry
from ..spoiling import Spoil
from ..town import Town

_LAST_DAYS = ((12, 31), (3, 31), (8, 31))
_FIRST_DAYS = ((9, 1), (1, 1), (4, 1))
_HALF_DAYS = (140, 118, 122)


def academic_year(day: date) -> int:
    """The calendar year in which the academic year of a day begins."""
    return day.year - (day.month < 9)


def terms(first: date, last: date) -> Iterator[tuple[str, date, date, int]]:
    """Label, first day, last day and number of every term that begins from the first day to the last."""
    for year in range(academic_year(first), last.year + 1):
        for n, ((month, day), (end_month, end_day)) in enumerate(zip(_FIRST_DAYS, _LAST_DAYS, strict=True), start=1):
            starts = date(year + (n > 1), month, day)
            if first <= starts <= last:
                yield f"{year}-{(year + 1) % 100:02d}-{n}", starts, date(year + (n > 1), end_month, end_day), n


def year_group(person: Person, day: date) -> str | None:
    """National curriculum year of a day, ``None`` for the youngest."""
    age = person.age(date(academic_year(day), 8, 31))
    if age < 2:
        return "EY" if person.birthday(2) <= day else None
    return "EY" if age < 4 else "R" if age == 4 else str(min(age - 4, 14))


def record(life: Life, town: Town) -> None:
    """Put the school terms of a child in care on file."""
    chance, person = life.chance, life.person
    leaning = chance.gammavariate(0.7, profile.ABSENT_SHARE / 0.7)
    school, group, home = "", None, None
    for label, starts, ends, n in terms(town.recent - timedelta(days=250), life.horizon):
        day = min(ends, life.horizon)
        if not person.is_looked_after(day):
            continue
        now = year_group(person, starts if n > 1 else day)
        if now is None:
            continue
        lives = next(p for p in person.periods if p.covers(day)).on(day).placement.id
        transfers = now != group and now in {"EY", "R", "7", "12"}
        moves = bool(school) and not transfers and chance.yes(0.14 if lives != home else 0.012)
        if not school or transfers or moves:
            school = f"{chance.whole(100_000, 100_160 if now in {'EY', 'R'} or int(now) < 7 else 100_030)}"
        group, home = now, lives
        cells: Cells = {
            "term": label, "year_group": now, "school_id": None if chance.yes(0.004) else school,
            "phase_transfer": transfers, "alternative_provision": now in {"9", "10", "11"} and chance.yes(0.12),
            "place_taken": chance.yes(profile.EARLY_PLACE_TAKEN) if now == "EY" else None,
        }  # fmt: skip
        row = life.put("education_terms", starts + timedelta(days=14), **cells)
        if row is not None:
            _plan(life, row, starts, day)
            if ends <= life.horizon:
                row.add(chance.recorded(ends), **_attendance(chance, now, n, leaning))


def _plan(life: Life, row: Entry, starts: date, day: date) -> None:
    """The personal education plan of the term."""
    chance = life.chance
    planned = starts + timedelta(days=chance.whole(10, 85))
    if planned <= day and chance.yes(profile.PLAN_EACH_TERM):
        quality = chance.pick({"good": 0.62, "improve": 0.28, "poor": 0.10})
        row.add(chance.recorded(planned), pep_date=planned, pep_quality=None if chance.yes(0.03) else quality)


def _attendance(chance: Chance, group: str, term: int, leaning: float) -> Cells:
    """What is known once a term is over."""
    if group == "EY":
        return {}
    possible = _HALF_DAYS[term - 1]
    absent = min(possible, round(possible * leaning * chance.gammavariate(2.0, 0.5)))
    older = group not in {"R", "1", "2", "3", "4"}
    suspended = chance.yes(0.045 if older else 0.008)
    return {
        "sessions_possible": possible, "sessions_absent": absent,
        "suspensions": chance.pick({1: 0.7, 2: 0.3}) if suspended else 0,
        "sessions_suspended": chance.whole(1, 5) * 2 if suspended else 0,
        "permanently_excluded": older and chance.yes(0.0006),
        "offer": chance.yes(0.86) if group == "11" and term > 1 else None,
    }  # fmt: skip


def _more_than_possible(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    possible = cells.get("sessions_possible")
    return [cells | {"sessions_absent": possible + chance.whole(1, 20)}] if isinstance(possible, int) else None


def _no_such_term(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"term": str(cells["term"])[:-1] + "4"}]


FAULTS: tuple[Spoil, ...] = (_more_than_possible, _no_such_term)
