"""What the whole council has in common: its households, its posts, and what the records of nobody have to agree with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from warehouse.calendar import Quarter, add_months

from . import profile
from .chance import Chance
from .homes import Homes
from .records import Cell, Entry
from .workers import Workforce


@dataclass(slots=True)
class Town:
    """The council around its children.

    Attributes:
        seed: The council's seed.
        authority: Its slug.
        newest: The last quarter written.
        horizon: Last day anything has happened.
        share: Its size beside :data:`profile.REFERENCE_CHILDREN`.
        homes: Households and homes.
        workforce: Posts and who fills them.
        looked_after: Children in care on the newest quarter's last day, with the first day of their time in care.
        weeks: Cost category and the day after a quarter -> (weeks, pounds) of that quarter.
    """

    seed: int
    authority: str
    newest: Quarter
    horizon: date
    share: float
    homes: Homes
    workforce: Workforce
    looked_after: list[tuple[str, date]] = field(default_factory=list)
    weeks: dict[tuple[str, date], tuple[float, float]] = field(default_factory=dict)
    _numbers: Counter[str] = field(default_factory=Counter)

    @property
    def recent(self) -> date:
        """First day of the records that systems keep for some years only: visits, school, money."""
        return date(self.newest.ends.year - profile.RECENT_YEARS - (self.newest.ends.month < 4), 4, 1)

    def chance(self, *name: object) -> Chance:
        """A stream of the council's own, the same for the same name."""
        return Chance.named(self.seed, self.authority, *name)

    def number(self, letter: str) -> str:
        """The next number of a register, such as ``C00012``."""
        self._numbers[letter] += 1
        return f"{letter}{self._numbers[letter]:05d}"

    def quarters(self, back: int, on: int = 0) -> list[Quarter]:
        """Quarters up to the newest, oldest first, and some to come."""
        return [self.newest.shift(n) for n in range(-back, on + 1)]

    def scaled(self, number: float) -> int:
        """A number of the reference council as many as this one has."""
        return max(1, round(number * self.share))


def entry(extract: str, known: date, **cells: Cell) -> Entry:
    """A row of nobody, on file from a day."""
    return Entry(extract, known, cells)


def months(first: date, last: date, step: int) -> Iterator[date]:
    """The same day of every so-many-th month from the first day to the last."""
    n = 0
    while (day := add_months(first, n * step)) <= last:
        yield day
        n += 1
