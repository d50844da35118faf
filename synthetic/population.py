"""The population of the invented council: everybody whose records it holds, one after another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from warehouse.calendar import Quarter, add_months

from . import additions, after_care, care, extracts, health, leaving_care, missing, profile, reviews, workers
from .chance import Chance
from .homes import Homes
from .life import Life
from .people import Person, invent
from .placements import HomeFinder
from .records import CaseFile, Cells
from .town import Town


def extracted(quarter: Quarter) -> date:
    """The day a quarter's submission is extracted."""
    return quarter.ends + timedelta(days=profile.EXTRACT_DELAY_DAYS)


def town(children: int, seed: int, authority: str, newest: Quarter) -> Town:
    """The council around its children: households, posts and what its records have in common."""
    horizon, since = extracted(newest), add_months(newest.ends, -12 * profile.YEARS_ON_FILE)
    return Town(
        seed, authority, newest, horizon, children / profile.REFERENCE_CHILDREN,
        Homes(seed, authority, children, horizon), workers.Workforce(seed, authority, children, since, horizon),
    )  # fmt: skip


def people(children: int, around: Town, home_authority: str) -> Iterator[tuple[Person, CaseFile]]:
    """Invent people one after another until enough children are looked after on the newest quarter's last day.

    Everybody's life comes from a stream of their own. Only people in care within the years on file are kept.

    Args:
        children: Children looked after on the last day, as the newest submission tells it.
        around: The council, whose seed and slug name every stream, so that two councils of one seed differ.
        home_authority: Its ONS code.

    Yields:
        Each person with the rows the case system holds, the roster of children first.
    """
    newest, horizon = around.newest, around.horizon
    since = add_months(newest.ends, -12 * profile.YEARS_ON_FILE)
    calendar = _StartCalendar(add_months(newest.ends, -12 * 18), horizon)
    found, number = 0, 0
    while found < children:
        number += 1
        chance = around.chance(number)
        start = calendar.day(chance)
        person = invent(chance, number, start)
        if chance.yes(profile.SHORT_BREAK_SHARE):
            start = max(start, since)
            if not person.is_unaccompanied and (person.eighteen - start).days >= 60:
                life = Life(chance, person, CaseFile(person.person_id, start), since, horizon)
                _short_breaks(life)
                extracts.record(life, around, number)
                yield person, life.file
            continue
        person.periods = care.history(HomeFinder(chance, person, home_authority), start, horizon)
        left = person.last_day_in_care
        if left is None or left >= since:
            file = CaseFile(person.person_id, chance.recorded(start))
            around.homes.settle(person)
            life = Life(chance, person, file, since, horizon)
            _fill(life, around.workforce)
            additions.record(life, around, number)
            extracts.record(life, around, number)
            if _is_counted(file, newest.ends, horizon):
                found += 1
                around.looked_after.append((person.person_id, person.periods[-1].start))
            yield person, file


def _is_counted(file: CaseFile, day: date, known: date) -> bool:
    """Whether the records known on a day show the person looked after on another."""
    for entry in file:
        cells = entry.on(known) if entry.extract == "care_episodes" else None
        if cells is None:
            continue
        start, end = cells["episode_start"], cells["episode_end"]
        if isinstance(start, date) and start <= day and (not isinstance(end, date) or end > day):
            return True
    return False


def _fill(life: Life, workforce: workers.Workforce) -> None:
    """Put what the first release asks for on file; care given by another authority is not in it."""
    _child(life)
    spells = leaving_care.spells(life.chance, life.person, life.horizon)
    file_has_care = True
    if spells and spells[-1].eligibility == "former_relevant" and life.chance.yes(profile.CARED_FOR_ELSEWHERE):
        spells, file_has_care = spells[-1:], False
    else:
        care.record(life)
        health.record(life)
        missing.record(life)
        reviews.record(life)
    leaving_care.record_roster(life, spells)
    leaving_care.record_plans(life, spells)
    after_care.record(life, spells)
    workers.record(life, workforce, spells)
    if not file_has_care:
        life.person.periods = []


def _child(life: Life) -> None:
    """The person's row in the roster of children, with what changed on it later."""
    chance, person, file = life.chance, life.person, life.file
    has_upn = person.birthday(5) <= life.horizon and not person.is_unaccompanied and chance.yes(0.97)
    entry = file.add(
        "children", file.opened, date_of_birth=person.born, sex=person.sex, ethnicity=person.ethnicity or None,
        upn=f"Z000{chance.whole(0, 999_999_999):09d}" if has_upn else None,
        disability_codes=person.disability or None, uasc=person.is_unaccompanied, uasc_end_date=None, parent=False,
        team=f"Child Protection Team {chance.whole(1, 2)}" if person.periods else "Short Breaks Team",
    )  # fmt: skip
    if entry is not None and person.periods:
        for day, cells in sorted(_changes(chance, person), key=lambda change: change[0]):
            if day <= life.horizon:
                entry.add(day, **cells)


def _changes(chance: Chance, person: Person) -> Iterator[tuple[date, Cells]]:
    """What changes on a child's row, and when: the team, the end of unaccompanied status, becoming a parent."""
    start, last = person.periods[0].start, person.periods[-1]
    if person.disability not in {"NONE", ""} and chance.yes(0.7):
        yield add_months(start, 3), {"team": "Children with Disabilities Team"}
    else:
        yield add_months(start, 9), {"team": "Looked After Children Team"}
        yield person.birthday(16), {"team": "16+ Team"}
    if person.is_unaccompanied:
        ended = last.end if last.ceased == "E15" and last.end is not None else person.eighteen
        yield ended, {"uasc_end_date": ended}
    if chance.yes(profile.PARENTS[person.sex]):
        yield person.birthday(16) + timedelta(days=chance.whole(60, 1800)), {"parent": True}


def _short_breaks(life: Life) -> None:
    """A disabled child who lives at home and stays away now and then; never counted as looked after."""
    person = life.person
    if person.disability in {"NONE", ""}:
        person.disability = life.chance.pick(profile.DISABILITY_CODES)
    _child(life)
    care.record_short_breaks(life, life.file.opened)


class _StartCalendar:
    """Days on which care starts, weighted by year, quarter and month."""

    def __init__(self, first: date, last: date) -> None:
        self._months: list[date] = []
        weights: list[float] = []
        month, self._last = first.replace(day=1), last
        while month <= last:
            year, place = (month.year if month.month >= 4 else month.year - 1), (month.month - 4) % 12
            otherwise = profile.STARTS_BEFORE if year < min(profile.STARTS_BY_YEAR) else profile.STARTS_AFTER
            weight = profile.STARTS_BY_YEAR.get(year, otherwise) * profile.STARTS_BY_MONTH[place]
            if year == 2017:
                weight *= profile.STARTS_BY_QUARTER_2017[place // 3]
            following = add_months(month, 1)
            days = (min(following, last + timedelta(days=1)) - month).days
            self._months.append(month)
            weights.append(weight * days / (following - month).days)
            month = following
        self._sums = list(accumulate(weights))

    def day(self, chance: Chance) -> date:
        """A day on which somebody comes into care."""
        month = self._months[bisect_left(self._sums, chance.random() * self._sums[-1])]
        until = min(add_months(month, 1), self._last + timedelta(days=1))
        return month + timedelta(days=chance.whole(0, (until - month).days - 1))
