"""Who the invented people are: birth, sex, ethnicity and the leanings that shape what happens to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from warehouse.calendar import add_months

from . import profile
from .chance import Chance, level

#: Person numbers are spread over seven digits by this multiplier, so an id says nothing about order or age.
_SPREAD, _RANGE, _OFFSET = 7_368_787, 9_999_991, 48_211


@dataclass(slots=True)
class Placement:
    """Where a child lives: SSDA903 type and provider, miles from home (``None`` = not recorded), authority, URN.

    ``id`` names the household, home or address, once :mod:`synthetic.homes` has found it.
    """

    type: str
    provider: str | None
    distance: float | None
    authority: str | None
    urn: str | None
    id: str | None = None

    @property
    def is_temporary(self) -> bool:
        """Whether it is a leg (T0-T4) rather than a placement."""
        return self.type.startswith("T")


@dataclass(slots=True)
class Episode:
    """One SSDA903 episode. ``end`` is ``None`` while nothing had happened by the horizon."""

    start: date
    reason: str
    legal: str
    placement: Placement
    end: date | None = None
    ceased: str | None = None
    change: str | None = None


@dataclass(slots=True)
class Period:
    """One period of care: ``start``, ``end`` (``None`` = still open at the horizon) and its episodes in order."""

    start: date
    end: date | None
    ceased: str | None
    episodes: list[Episode]

    def covers(self, day: date) -> bool:
        """Whether the child was looked after on a day in this period (the day it ends is outside)."""
        return self.start <= day and (self.end is None or self.end > day)

    def on(self, day: date) -> Episode:
        """The episode in force on a day inside the period."""
        current = self.episodes[0]
        for episode in self.episodes:
            if episode.start > day:
                break
            current = episode
        return current


@dataclass
class Person:
    """One invented person; ``periods`` is filled by :mod:`synthetic.care`.

    Attributes:
        moves: Own factor on placement moves, mean 1.
        engagement: 0 (hard to reach) to 1; behind contact, activity and accommodation of a care leaver.
        runs: Missing episodes a year at 14 and over; 0 for most.
        sibling_group: The same for brothers and sisters in care now.
    """

    person_id: str
    born: date
    sex: str
    ethnicity: str
    disability: str
    need: str
    is_unaccompanied: bool
    moves: float
    engagement: float
    runs: float
    periods: list[Period] = field(default_factory=list)
    sibling_group: str | None = None

    def birthday(self, age: int) -> date:
        """The day a person turns an age; a 29 February birthday falls on 1 March in common years."""
        year = self.born.year + age
        if (self.born.month, self.born.day) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
            return date(year, 3, 1)
        return self.born.replace(year=year)

    @cached_property
    def eighteen(self) -> date:
        """The 18th birthday."""
        return self.birthday(18)

    def age(self, day: date) -> int:
        """Completed years on a day."""
        years = day.year - self.born.year
        return years - (self.birthday(years) > day)

    @property
    def last_day_in_care(self) -> date | None:
        """End of the last period, ``None`` while it is open."""
        return self.periods[-1].end

    def is_looked_after(self, day: date) -> bool:
        """Whether any period covers a day."""
        return any(period.covers(day) for period in self.periods)

    def days_looked_after(self, first: date, before: date) -> int:
        """Days looked after from ``first`` up to, not including, ``before``."""
        total = 0
        for period in self.periods:
            end = min(period.end or before, before)
            total += max(0, (end - max(period.start, first)).days)
        return total


def person_id(number: int) -> str:
    """Seven digits, leading zeros kept, different for every number below 9,999,991."""
    return f"{(number * _SPREAD + _OFFSET) % _RANGE:07d}"


def invent(chance: Chance, number: int, start: date) -> Person:
    """Invent the person whose first care starts on a day."""
    unaccompanied = chance.yes(level(profile.UASC_STARTS, start))
    if unaccompanied:
        born = add_months(start, -12 * 18) + timedelta(days=chance.whole(20, 900))
    else:
        youngest, oldest = chance.pick(profile.START_AGES)
        share = chance.random() ** (2.4 if youngest == 0 else 1.0)  # many babies come at birth
        days = round((youngest + share * (oldest - youngest)) * 365.25)
        born = start - timedelta(days=min(days, 6540))
    disability = "NONE" if unaccompanied else chance.pick(profile.DISABILITY)
    if disability == "yes":
        first = chance.pick(profile.DISABILITY_CODES)
        second = chance.pick(profile.DISABILITY_CODES)
        disability = first if first == second or chance.yes(0.6) else f"{first};{second}"
    return Person(
        person_id=person_id(number),
        born=born,
        sex="M" if chance.yes(profile.UASC_MALE_SHARE if unaccompanied else profile.MALE_SHARE) else "F",
        ethnicity=chance.pick(profile.UASC_ETHNICITY if unaccompanied else profile.ETHNICITY),
        disability=disability,
        need="N8" if unaccompanied else chance.pick(profile.NEED),
        is_unaccompanied=unaccompanied,
        moves=chance.gammavariate(profile.MOVE_SHAPE, 1 / profile.MOVE_SHAPE),
        engagement=chance.random(),
        runs=chance.gammavariate(0.8, profile.MISSING_A_YEAR / 0.8) if chance.yes(profile.RUNNERS) else 0.0,
    )
