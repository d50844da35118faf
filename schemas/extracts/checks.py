"""Rules that hold between cells of one row, shared by the extracts' models.

Each takes a typed frame and gives one boolean a row: ``True`` where the row keeps the rule. A blank never
breaks a comparison.
"""

from __future__ import annotations

import pandas as pd


def not_before(frame: pd.DataFrame, later: str, earlier: str) -> pd.Series:
    """The later column is not before the earlier one (equal is allowed).

    Where either value has no time of day, their dates are compared.
    """
    return ~before(frame[later], frame[earlier], _timed(frame, later) & _timed(frame, earlier))


def before(first: pd.Series, second: pd.Series, timed: pd.Series) -> pd.Series:
    """Whether ``first`` lies before ``second``; to the second where ``timed``, otherwise by date."""
    by_date: pd.Series = first.dt.normalize() < second.dt.normalize()
    return by_date.where(~timed, first < second)


def _timed(frame: pd.DataFrame, column: str) -> pd.Series:
    """Whether the value has a time of day; a date column never has one."""
    flag = f"{column}_has_time"
    if flag in frame:
        return frame[flag].astype(bool)
    return pd.Series(False, index=frame.index)
