"""Dates and moments as councils write them: day first, always; the forms are those of the design of real files."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

#: Dates outside these years are slips of the keyboard.
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
#: Day numbers of Excel that are read as dates (18 May 1927 to 8 April 2064).
FIRST_DAY_NUMBER, LAST_DAY_NUMBER = 10_000, 60_000
#: Day 0 of Excel's count, which has a 29 February 1900 that never was.
_EXCEL_DAY_0 = pd.Timestamp("1899-12-30")
#: Days between the first days of Excel's two counts, of 1900 and of 1904.
DAYS_1900_TO_1904 = 1462

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_FORM = re.compile(
    r"(?:(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"
    r"|(?P<y8>[0-9]{4})(?P<m8>[0-9]{2})(?P<d8>[0-9]{2})"
    r"|(?P<ds>[0-9]{1,2})/(?P<ms>[0-9]{1,2})/(?P<ys>[0-9]{4}|[0-9]{2})"
    r"|(?P<dd>[0-9]{2})\.(?P<md>[0-9]{2})\.(?P<yd>[0-9]{4}|[0-9]{2})"
    # Two figures at the end behind hyphens may as well be a day that stands behind its year.
    r"|(?P<dh>[0-9]{2})-(?P<mh>[0-9]{2})-(?P<yh>[0-9]{4})"
    rf"|(?P<dw>[0-9]{{1,2}})(?P<between>[-/ ])(?P<mw>(?i:{_MONTH}))(?P=between)(?P<yw>[0-9]{{4}}|[0-9]{{2}}))"
    r"(?:[ T](?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?Z?)?"
)
_DAY_NUMBER = re.compile(r"([0-9]{5})(?:\.([0-9]{1,15}))?")
_SIX = ("", "8", "s", "d", "h", "w")


@dataclass(frozen=True)
class Moments:
    """Texts read as moments, one of each a text.

    Attributes:
        values: The moments, missing where a text is none.
        timed: Whether a time of day is stated.
        short_years: Whether the year has two digits.
        month_first_only: A day and a month that are a date only when the month stands first.
        day_first_only: A day and a month that are a date only when the day stands first.
        either: A day and a month that could be either and would be two different dates.
    """

    values: pd.Series
    timed: npt.NDArray[np.bool_]
    short_years: npt.NDArray[np.bool_]
    month_first_only: npt.NDArray[np.bool_]
    day_first_only: npt.NDArray[np.bool_]
    either: npt.NDArray[np.bool_]


def read_moments(texts: pd.Series, this_year: int) -> Moments:
    """Read distinct trimmed texts.

    Args:
        texts: The texts.
        this_year: Year of the run; a year of two digits up to the next one's is of this century, above it of the last.
    """
    size = len(texts)
    year, month, day = (np.zeros(size, dtype=np.int64) for _ in range(3))
    seconds = np.zeros(size, dtype=np.int64)
    timed, short, numeric_month, found = (np.zeros(size, dtype=np.bool_) for _ in range(4))
    for place, text in enumerate(texts.tolist()):
        form = _FORM.fullmatch(text)
        if form is None:
            number = _DAY_NUMBER.fullmatch(text)
            if number and FIRST_DAY_NUMBER <= int(number[1]) <= LAST_DAY_NUMBER:
                moment = _EXCEL_DAY_0 + pd.Timedelta(days=int(number[1]))
                year[place], month[place], day[place] = moment.year, moment.month, moment.day
                # Excel stores a time as a fraction of a day, which may miss the second by a hair.
                seconds[place] = min(round(float("0." + (number[2] or "0")) * 86_400), 86_399)
                timed[place] = seconds[place] > 0
                found[place] = True
            continue
        kind = next(kind for kind in _SIX if form["y" + kind])
        written = form["y" + kind]
        short[place] = len(written) == 2
        year[place] = _full_year(int(written), this_year) if short[place] else int(written)
        name = form["m" + kind]
        month[place] = _MONTHS.index(name[:3].lower()) + 1 if kind == "w" else int(name)
        day[place] = int(form["d" + kind])
        numeric_month[place] = kind in ("s", "d", "h")
        found[place] = True
        if form["hour"]:
            clock = int(form["hour"]), int(form["minute"]), int(form["second"] or 0)
            found[place] = clock[0] <= 23 and clock[1] <= 59 and clock[2] <= 59
            timed[place] = True
            seconds[place] = clock[0] * 3600 + clock[1] * 60 + clock[2]
    found &= (year >= EARLIEST_YEAR) & (year <= LATEST_YEAR)
    days = _days(year, month, day, found)
    sound = days.notna().to_numpy()
    order = found & numeric_month & (day >= 1) & (month >= 1)
    month_first = order & (month > 12) & (month <= 31) & (day <= 12)
    day_first = order & sound & (day > 12)
    return Moments(
        values=(days + pd.to_timedelta(seconds, unit="s")).astype("datetime64[us]").set_axis(texts.index),
        timed=timed & sound,
        short_years=short & sound,
        month_first_only=month_first,
        day_first_only=day_first,
        either=order & sound & (day <= 12) & (day != month),
    )


def _full_year(two: int, this_year: int) -> int:
    century = this_year // 100 * 100
    return century + two if two <= this_year + 1 - century else century - 100 + two


def _days(
    year: npt.NDArray[np.int64], month: npt.NDArray[np.int64], day: npt.NDArray[np.int64], found: npt.NDArray[np.bool_]
) -> pd.Series:
    """The days that are in the calendar; missing elsewhere."""
    parts = pd.DataFrame({"year": year, "month": month, "day": day}, dtype="float64")
    parts.loc[~found] = np.nan
    return pd.to_datetime(parts, errors="coerce").astype("datetime64[us]")
