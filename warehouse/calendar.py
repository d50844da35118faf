"""Quarters, windows and working days: the only place that knows the financial year.

A leaf module: it imports nothing of the project, so every room may use it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

_LABEL = re.compile(r"(\d{4})-(\d{2})-Q([1-4])")
_QUARTER_MONTHS = {
    1: "April to June",
    2: "July to September",
    3: "October to December",
    4: "January to March",
}

#: The first quarter the pipeline offers for a run.
FIRST_QUARTER = "2010-11-Q1"


def add_months(day: date, months: int) -> date:
    """Move a date by calendar months, clamped to the month's end (31 August − 6 months is 28 or 29 February)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def in_words(day: date) -> str:
    """A date as people write it: 16 April 2018."""
    return f"{day.day} {day:%B %Y}"


class Window(StrEnum):
    """The stretch of time a figure speaks of; both ends inclusive."""

    AS_AT = "as_at"
    QUARTER = "quarter"
    YEAR_TO_DATE = "ytd"
    ROLLING_YEAR = "r12"
    THREE_YEARS = "r36"

    @property
    def words(self) -> str:
        """What a reader is told: 'At quarter end', 'In the quarter', 'Year to date', 'Last 12 months', 'Last three years'."""
        return {
            Window.AS_AT: "At quarter end",
            Window.QUARTER: "In the quarter",
            Window.YEAR_TO_DATE: "Year to date",
            Window.ROLLING_YEAR: "Last 12 months",
            Window.THREE_YEARS: "Last three years",
        }[self]


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter of a financial year (1 April to 31 March).

    Attributes:
        year: The calendar year in which the financial year starts.
        number: 1 April-June, 2 July-September, 3 October-December, 4 January-March.
    """

    year: int
    number: int

    @classmethod
    def parse(cls, label: str) -> Quarter:
        """Read a label such as ``2017-18-Q4``.

        Raises:
            ValueError: When the label has another shape or its two years do not follow each other.
        """
        match = _LABEL.fullmatch(label)
        if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
            raise ValueError(
                f"'{label}' is not a quarter. Write the financial year and the quarter, for example 2017-18-Q4 "
                "(January to March 2018)."
            )
        return cls(int(match[1]), int(match[3]))

    @classmethod
    def containing(cls, day: date) -> Quarter:
        """The quarter in which a day falls."""
        year = day.year if day.month >= 4 else day.year - 1
        return cls(year, (day.month - 4) % 12 // 3 + 1)

    @property
    def label(self) -> str:
        """The key used for folders, partitions and tables: ``2017-18-Q4``."""
        return f"{self.year}-{(self.year + 1) % 100:02d}-Q{self.number}"

    @property
    def words(self) -> str:
        """What a reader is told: ``Quarter 4, January to March 2018 (2017 to 2018)``."""
        months = _QUARTER_MONTHS[self.number]
        return f"Quarter {self.number}, {months} {self.ends.year} ({self.year} to {self.year + 1})"

    @property
    def starts(self) -> date:
        """``S``, the first day of the quarter."""
        return add_months(date(self.year, 4, 1), 3 * (self.number - 1))

    @property
    def ends(self) -> date:
        """``D``, the last day of the quarter."""
        return add_months(self.starts, 3) - timedelta(days=1)

    @property
    def year_starts(self) -> date:
        """``FY``, the 1 April on or before ``D``."""
        return date(self.year, 4, 1)

    @property
    def rolling_year_starts(self) -> date:
        """First day of the 12 months ending on ``D``."""
        return add_months(self.ends, -12) + timedelta(days=1)

    def window(self, window: Window) -> tuple[date, date]:
        """First and last day of a window of this quarter; ``as_at`` is the last day alone."""
        starts = {
            Window.AS_AT: self.ends,
            Window.QUARTER: self.starts,
            Window.YEAR_TO_DATE: self.year_starts,
            Window.ROLLING_YEAR: self.rolling_year_starts,
            Window.THREE_YEARS: add_months(self.ends, -36) + timedelta(days=1),
        }[window]
        return starts, self.ends

    def shift(self, quarters: int) -> Quarter:
        """The quarter so many quarters later (earlier when negative)."""
        year, number = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(year, number + 1)

    def back(self, count: int) -> Iterator[Quarter]:
        """This quarter and the ``count`` before it, oldest first."""
        return (self.shift(-n) for n in range(count, -1, -1))

    def __str__(self) -> str:
        return self.label


def quarter_labels(until: date) -> list[str]:
    """Every quarter a run may name: from :data:`FIRST_QUARTER` to the one containing ``until``."""
    first, last = Quarter.parse(FIRST_QUARTER), Quarter.containing(until)
    count = (last.year - first.year) * 4 + last.number - first.number
    return [quarter.label for quarter in last.back(count)]


def not_runnable(quarter: Quarter, today: date) -> str | None:
    """Why a quarter cannot be run today, in a sentence; ``None`` when it can."""
    first, last = Quarter.parse(FIRST_QUARTER), Quarter.containing(today)
    if first <= quarter <= last:
        return None
    begins = f"has not begun: it starts on {in_words(quarter.starts)}"
    words = f"{quarter} {begins if quarter > last else 'is too early'}"
    return f"{words}. Quarters from {first} to {last} can be run today."


def working_days_between(day: date, later: date) -> int:
    """Working days after a date, up to and including a later one; 0 when it is not later."""
    return sum(is_working_day(day + timedelta(days=n)) for n in range(1, (later - day).days + 1))


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays in England and Wales in a calendar year, substitute and one-off days included."""
    import holidays  # noqa: PLC0415 - imported where used: it is slow to load and most commands need no calendar

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday, except bank holidays in England and Wales."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after a date; the date itself is day 0 whether or not it is a working day."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
