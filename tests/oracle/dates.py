"""Calendar arithmetic of the oracle: quarters, windows, ages, months and working days.

Everything here is worked out from first principles with the standard library, so that an error in the
project's own calendar cannot hide behind the same error in its check.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """A named stretch of days, both ends inclusive. ``as_at`` is the single day D."""

    name: str
    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


@dataclass(frozen=True)
class Quarter:
    """A quarter of a financial year, such as 2017-18-Q4 (January to March 2018)."""

    label: str
    first: date
    last: date
    financial_year_start: date

    @property
    def windows(self) -> dict[str, Window]:
        """The four windows of the contract's notation, keyed by time_window."""
        year_ago = add_months(self.last, -12)
        return {
            "as_at": Window("as_at", self.last, self.last),
            "quarter": Window("quarter", self.first, self.last),
            "ytd": Window("ytd", self.financial_year_start, self.last),
            "r12": Window("r12", year_ago + ONE_DAY, self.last),
        }


def parse_quarter(label: str) -> Quarter:
    """Read ``2017-18-Q4``: the financial year that began on 1 April 2017, its fourth quarter."""
    year, number = int(label[:4]), int(label[-1])
    april = date(year, 4, 1)
    first = add_months(april, 3 * (number - 1))
    last = add_months(first, 3) - ONE_DAY
    return Quarter(label, first, last, april)


def add_months(day: date, months: int) -> date:
    """Contract rule 3.2: move by calendar months (backwards when negative), clamped to the month's end."""
    months_since_year_0 = day.year * 12 + (day.month - 1) + months
    year, month = months_since_year_0 // 12, months_since_year_0 % 12 + 1
    last_day_of_month = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last_day_of_month))


def birthday(date_of_birth: date, age: int) -> date:
    """Contract rule 3.1: the day a person turns ``age``; 29 February is kept on 1 March in common years."""
    year = date_of_birth.year + age
    if (date_of_birth.month, date_of_birth.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return date(year, date_of_birth.month, date_of_birth.day)


def age_on(date_of_birth: date, day: date) -> int:
    """Contract rule 3.1: completed years. Negative before birth, so that an unborn child has no false age."""
    age = day.year - date_of_birth.year
    return age if birthday(date_of_birth, age) <= day else age - 1


def easter_sunday(year: int) -> date:
    """Western Easter by the Gauss computus with the Gregorian corrections."""
    golden = year % 19
    century = year // 100
    moon_shift = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon_shift -= (moon_shift // 28) * (1 - (moon_shift // 28) * (29 // (moon_shift + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon_shift + 2 - century + century // 4) % 7
    offset = moon_shift - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))


# Proclaimed changes to the bank holidays of England and Wales (gov.uk/bank-holidays and the London Gazette).
MOVED_MAY_DAY = {1995: date(1995, 5, 8), 2020: date(2020, 5, 8)}
MOVED_SPRING = {2002: date(2002, 6, 4), 2012: date(2012, 6, 4), 2022: date(2022, 6, 2)}
EXTRA_HOLIDAYS = {
    date(1999, 12, 31),  # millennium
    date(2002, 6, 3),  # golden jubilee
    date(2011, 4, 29),  # royal wedding
    date(2012, 6, 5),  # diamond jubilee
    date(2022, 6, 3),  # platinum jubilee
    date(2022, 9, 19),  # state funeral
    date(2023, 5, 8),  # coronation
}


def _monday_on_or_after(day: date) -> date:
    while day.weekday() != 0:
        day += ONE_DAY
    return day


def _next_free_weekday(day: date, taken: set[date]) -> date:
    while day.weekday() >= 5 or day in taken:
        day += ONE_DAY
    return day


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays of England and Wales that fall on a weekday in ``year`` (from 1978 on)."""
    easter = easter_sunday(year)
    found = {
        _next_free_weekday(date(year, 1, 1), set()),
        easter - timedelta(days=2),
        easter + ONE_DAY,
        MOVED_MAY_DAY.get(year, _monday_on_or_after(date(year, 5, 1))),
        MOVED_SPRING.get(year, _monday_on_or_after(date(year, 5, 25))),
        _monday_on_or_after(date(year, 8, 25)),
    }
    # A Christmas Day or Boxing Day on a weekend is made up on the next weekdays that are free.
    christmas = _next_free_weekday(date(year, 12, 25), set())
    found |= {christmas, _next_free_weekday(date(year, 12, 26), {christmas})}
    return frozenset(found | {day for day in EXTRA_HOLIDAYS if day.year == year})


def is_working_day(day: date) -> bool:
    """Contract rule 3.3."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


@cache
def add_working_days(start: date, count: int) -> date:
    """Contract rule 3.3: the ``count``-th working day after ``start``, which is day 0 whatever day it is."""
    day = start
    while count > 0:
        day += ONE_DAY
        if is_working_day(day):
            count -= 1
    return day
