"""Figures as they are shown: the exact ratio behind a value, rounded once by the project's rounding function.

Ratings, gaps and changes are all judged on these shown values, so nothing printed can contradict its status. A value
is rebuilt from its integer numerator and denominator wherever there are two: ``0.2875 * 100`` is a little under
28.75 in binary and would be shown as 28.7.
"""

from __future__ import annotations

import pandas as pd

from indicators.units import unit_of
from warehouse.calendar import Quarter


def displayed(frame: pd.DataFrame) -> pd.Series:
    """Shown values of figures: rounded half up, as their unit is shown.

    Args:
        frame: Columns ``unit``, ``numerator``, ``denominator``, ``value``, ``status``.

    Returns:
        One float per row, missing where the status is not ``ok``.
    """
    keys = frame[["unit", "numerator", "denominator", "value"]].astype({"numerator": float, "denominator": float})
    keys = keys.where(frame["status"].eq("ok"))
    distinct = keys.drop_duplicates()
    shown = [_shown(*row) for row in distinct.itertuples(index=False, name=None)]
    # Missing keys match missing keys in a merge, which is what is wanted here.
    table = distinct.assign(shown=pd.array(shown, dtype="Float64").to_numpy(dtype=float, na_value=float("nan")))
    return keys.merge(table, how="left", on=list(keys.columns))["shown"].set_axis(frame.index)


def _shown(unit: str | float, numerator: float, denominator: float, value: float) -> float | None:
    """One shown value; missing without a figure."""
    return None if pd.isna(unit) else unit_of(str(unit)).shown(numerator, denominator, value)


def shift_quarters(quarters: pd.Series, count: int) -> pd.Series:
    """Quarter labels moved by so many quarters, each distinct label parsed once."""
    moved = {label: Quarter.parse(str(label)).shift(count).label for label in quarters.dropna().unique()}
    return quarters.map(moved)


def month_words(quarter: str) -> str:
    """The month a quarter ends in, in words: ``2017-18-Q3`` is ``December 2017``."""
    return f"{Quarter.parse(quarter).ends:%B %Y}"
