"""Reading cells: from text to dates, numbers, yes or no, and codes in their one spelling.

Every function works on the distinct texts of a column, for a column of 150,000 dates holds but a few thousand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import take

from schemas.codes import code_set
from schemas.extracts import Column
from schemas.fields import PERIODS

#: Dates outside these years are slips of the keyboard.
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199

_MOMENT = (
    r"\A(?:(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"
    r"|(?P<d2>[0-9]{1,2})/(?P<m2>[0-9]{1,2})/(?P<y2>[0-9]{4}))"
    r"(?:[ T](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?\Z"
)
_YES_NO = {
    **dict.fromkeys(("y", "yes", "true", "1"), True),
    **dict.fromkeys(("n", "no", "false", "0"), False),
}
_WHOLE = r"[+-]?[0-9]{1,15}(?:\.0*)?"
_DECIMAL = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?"


@dataclass(frozen=True)
class TypedColumn:
    """A column after reading.

    Attributes:
        values: One value a row, missing where the cell is blank or cannot be read.
        invalid: Whether the cell is filled and cannot be read.
        has_time: For moments, whether the cell states a time of day; otherwise ``None``.
    """

    values: pd.Series
    invalid: pd.Series
    has_time: pd.Series | None = None


def trimmed(cells: pd.Series) -> pd.Series:
    """Cells without outer spaces; whitespace alone is blank."""
    places, distinct = pd.factorize(cells)
    texts = pd.Series(distinct, dtype="str").str.strip()
    return _spread(texts.where(texts.ne("")), places, cells.index)


def type_column(cells: pd.Series, column: Column) -> TypedColumn:
    """Read the trimmed texts of a column by its kind.

    Args:
        cells: One text a row, missing where blank.
        column: What the column holds.
    """
    places, distinct = pd.factorize(cells)
    texts = pd.Series(distinct, dtype="str")
    has_time = None
    if column.kind in ("date", "datetime"):
        values, timed = _moments(texts)
        if column.kind == "datetime":
            has_time = _spread(timed, places, cells.index).astype("boolean").fillna(False).astype(bool)
        else:
            values = values.dt.normalize()
    elif column.kind == "yes_no":
        values = texts.str.lower().map(_YES_NO).astype("boolean")
    elif column.kind == "integer":
        values = pd.to_numeric(texts.where(texts.str.fullmatch(_WHOLE))).round().astype("Int64")
    elif column.kind == "decimal":
        values = pd.to_numeric(texts.where(texts.str.fullmatch(_DECIMAL))).astype("float64")
    elif column.kind == "code":
        values = _codes(texts, column.codes or "")
    elif column.kind == "code_list":
        values = _code_lists(texts, column.codes or "")
    elif column.kind in PERIODS:
        labels = texts.str.upper()
        values = labels.where(labels.str.fullmatch(PERIODS[column.kind]))
    else:
        values = texts
    spread = _spread(values, places, cells.index)
    if has_time is not None:
        has_time &= spread.notna()
    return TypedColumn(spread, cells.notna() & spread.isna(), has_time)


def _spread(distinct: pd.Series, places: npt.NDArray[np.intp], index: pd.Index) -> pd.Series:
    """From one value a distinct text to one value a row; a place of -1 is a blank cell."""
    return pd.Series(take(distinct.array, places, allow_fill=True), index=index, dtype=distinct.dtype)


def _moments(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Moments and whether a time of day is stated; day first, never month first."""
    part = texts.str.extract(_MOMENT)
    year = part["y"].fillna(part["y2"])
    month = part["m"].fillna(part["m2"].str.zfill(2))
    day = part["d"].fillna(part["d2"].str.zfill(2))
    days = pd.to_datetime(year + "-" + month + "-" + day, format="%Y-%m-%d", errors="coerce")
    timed = part["hour"].notna()
    hour, minute, second = (pd.to_numeric(part[name]).fillna(0) for name in ("hour", "minute", "second"))
    sound = pd.to_numeric(year).between(EARLIEST_YEAR, LATEST_YEAR) & hour.le(23) & minute.le(59) & second.le(59)
    seconds = pd.to_timedelta(hour * 3600 + minute * 60 + second, unit="s")
    return (days + seconds).where(sound).astype("datetime64[us]"), timed & sound


def _codes(texts: pd.Series, name: str) -> pd.Series:
    """Codes in their one spelling; a text that is no code of the set stays as it is, for the model to judge."""
    if name == "PLACEMENT_LA_SPECIAL":
        return texts.str.upper()
    return texts.str.lower().map(code_set(name).readings).astype("str").fillna(texts)


def _code_lists(texts: pd.Series, name: str) -> pd.Series:
    """Lists of codes in their one spelling, each code once, separated by semicolons."""
    readings = code_set(name).readings

    def one(text: str) -> str:
        members = [member.strip() for member in text.split(";")]
        known = (readings.get(member.lower(), member) for member in members if member)
        return ";".join(dict.fromkeys(known)) or ";"

    return pd.Series([one(text) for text in texts], index=texts.index, dtype="str")
