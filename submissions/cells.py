"""Reading cells: from text to dates, numbers, yes or no, and codes in their one spelling.

Every function works on the distinct texts of a column, for a column of 150,000 dates holds but a few thousand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import take

from schemas.codes import code_set
from schemas.extracts import Column
from schemas.fields import PERIODS
from submissions.codewords import read_code_lists, read_codes, read_yes_no
from submissions.moments import Moments, read_moments

#: Words that a blank cell says, in lower case.
BLANK_WORDS = frozenset({"null", "(null)", "n/a", "nan", "none", "-"})
#: What Excel and LibreOffice show in a cell whose formula failed, and what ``reading`` shows for one without a value.
_ERROR = re.compile(
    r"#(?:N/A(?: N/A)?|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|PYTHON!"
    r"|GETTING_DATA|EXTERNAL!|FORMULA WITHOUT VALUE|ERROR)|Err:[0-9]{3}",
    re.IGNORECASE,
)
#: Characters that are there and not seen; the last stands at the head of files.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_NO_BREAK = "\u00a0\u2007\u202f"
_OUTER = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + _INVISIBLE
_TO_NOTHING = dict.fromkeys(map(ord, _INVISIBLE))
_YES_NO = {
    **dict.fromkeys(("y", "yes", "true", "1"), True),
    **dict.fromkeys(("n", "no", "false", "0"), False),
}
_WHOLE = r"[+-]?[0-9]{1,15}(?:\.0*)?"
_DECIMAL = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?"
_GUARDED = re.compile(r'="([^"]*)"')
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]*)?[eE]\+[0-9]{1,3}|[0-9]\.[0-9]+[eE][0-9]{1,3}")


@dataclass(frozen=True)
class Told:
    """What there is to say of a column as a whole.

    Attributes:
        rule: Code of the rule.
        detail: Fills its message; a count or words, never a cell's value.
    """

    rule: str
    detail: str


@dataclass(frozen=True)
class TypedColumn:
    """A column after reading.

    Attributes:
        values: One value a row, missing where the cell is blank or cannot be read.
        invalid: Whether the cell is filled and cannot be read.
        has_time: For moments, whether the cell states a time of day; otherwise ``None``.
        told: What there is to say of the column as a whole.
        month_first: Whether the whole column is refused because its dates are written month first.
        scientific: Whether identifiers stand in scientific notation, so that digits are lost.
    """

    values: pd.Series
    invalid: pd.Series
    has_time: pd.Series | None = None
    told: tuple[Told, ...] = ()
    month_first: bool = False
    scientific: bool = False


@dataclass
class _Distinct:
    """The distinct texts of a column as they are read.

    Attributes:
        texts: Each text once, trimmed; missing where it is blank.
        counts: How many rows hold each.
        told: As in ``TypedColumn``.
    """

    texts: pd.Series
    counts: npt.NDArray[np.int64]
    told: list[Told] = field(default_factory=list)

    def rows(self, which: npt.NDArray[np.bool_]) -> int:
        """How many rows hold one of some texts."""
        return int(self.counts[which].sum())


def trimmed(cells: pd.Series, column: Column | None = None) -> pd.Series:
    """Cells without outer spaces; missing where they are blank, whichever way that is written.

    Args:
        cells: One text a row, missing where nothing is there.
        column: What the column holds; a word of its code set is never blank.
    """
    places, distinct = pd.factorize(cells)
    return _spread(_texts(distinct, column)[0], places, cells.index)


def type_column(cells: pd.Series, column: Column, this_year: int | None = None) -> TypedColumn:
    """Read a column by its kind.

    Args:
        cells: One text a row as it stands in the file, missing where nothing is there.
        column: What the column holds.
        this_year: Year of the run, by which years of two digits are understood; today's where none is given.
    """
    places, raw = pd.factorize(cells)
    texts, worded = _texts(raw, column)
    distinct = _Distinct(texts, np.bincount(places[places >= 0], minlength=len(raw)))
    if worded.any():
        distinct.told.append(Told("blank_words", f"{distinct.rows(worded):,}"))
    errors = texts.str.fullmatch(_ERROR).fillna(False).to_numpy(dtype=bool)
    filled = texts.notna().to_numpy()
    readable = texts[filled & ~errors]
    timed = None
    month_first = scientific = False
    if column.kind in ("date", "datetime"):
        moments = read_moments(readable, this_year or date.today().year)
        month_first = _judge_moments(moments, distinct, filled & ~errors)
        values = moments.values.where(np.full(len(readable), not month_first))
        if column.kind == "datetime":
            timed = pd.Series(moments.timed, index=readable.index).reindex(texts.index, fill_value=False)
        else:
            values = values.dt.normalize()
    elif column.kind == "identifier":
        values, scientific = _identifiers(readable, distinct, raw)
    else:
        values = _by_kind(readable, column)
    spread = _spread(values.reindex(texts.index), places, cells.index)
    has_time = None
    if timed is not None:
        has_time = _spread_flags(timed.to_numpy(dtype=bool), places, cells.index) & spread.notna()
    invalid = _spread_flags(filled, places, cells.index) & spread.isna()
    return TypedColumn(spread, invalid, has_time, tuple(distinct.told), month_first, scientific)


def _texts(raw: npt.NDArray[np.object_] | pd.Index, column: Column | None) -> tuple[pd.Series, npt.NDArray[np.bool_]]:
    """Distinct texts trimmed, missing where blank; and which of those are blank that show a word or hide a character."""
    texts = pd.Series(raw, dtype="str").str.strip(_OUTER)
    holds = code_set(column.codes).readings if column is not None and column.codes else {}
    words = [word for word in BLANK_WORDS if word not in holds]
    blank = texts.eq("") | texts.str.lower().isin(words)
    seen = pd.Series(raw, dtype="str").str.strip().ne("")
    return texts.where(~blank), (blank & seen).to_numpy(dtype=bool)


def _by_kind(texts: pd.Series, column: Column) -> pd.Series:
    """Distinct texts that are neither dates nor identifiers."""
    if column.kind == "text":
        return texts
    # A no-break space inside a code or number came from a web page or a word processor.
    if not all(text.isascii() for text in texts.tolist()):
        texts = texts.str.translate({**_TO_NOTHING, **dict.fromkeys(map(ord, _NO_BREAK), " ")})
    if column.kind == "yes_no":
        return pd.Series([read_yes_no(text, _YES_NO) for text in texts.tolist()], texts.index).astype("boolean")
    if column.kind == "integer":
        return pd.to_numeric(texts.where(texts.str.fullmatch(_WHOLE))).round().astype("Int64")
    if column.kind == "decimal":
        return pd.to_numeric(texts.where(texts.str.fullmatch(_DECIMAL))).astype("float64")
    if column.kind in PERIODS:
        labels = texts.str.upper()
        return labels.where(labels.str.fullmatch(PERIODS[column.kind]))
    if column.kind == "code":
        return read_codes(texts, column.codes or "")
    return read_code_lists(texts, column.codes or "")


def _judge_moments(moments: Moments, distinct: _Distinct, read: npt.NDArray[np.bool_]) -> bool:
    """Say that years have two digits; whether the column is written month first."""
    counts = distinct.counts[read]
    if moments.short_years.any():
        distinct.told.append(Told("two_digit_years", f"{int(counts[moments.short_years].sum()):,}"))
    month_first, day_first, either = (
        int(counts[which].sum()) for which in (moments.month_first_only, moments.day_first_only, moments.either)
    )
    return month_first > day_first and either > 0


def _identifiers(
    texts: pd.Series, distinct: _Distinct, raw: npt.NDArray[np.object_] | pd.Index
) -> tuple[pd.Series, bool]:
    """Identifiers without what programs dress them in, and whether any has lost digits."""
    given = pd.Series(raw, dtype="str").loc[texts.index]
    counts = pd.Series(distinct.counts).loc[texts.index]
    guarded = texts.str.extract(_GUARDED.pattern + r"\Z", expand=False)
    guarded = guarded.where(texts.str.startswith('="'))
    plain = guarded.fillna(texts).str.translate(_TO_NOTHING).str.strip(_OUTER)
    hidden = given.str.contains(f"[{_INVISIBLE}{_NO_BREAK}]", regex=True)
    floats = plain.str.fullmatch(r"[0-9]+\.0")
    as_floats = bool(len(plain)) and bool(floats.all())
    if as_floats:
        plain = plain.str.removesuffix(".0")
    dressed = [
        f"{words} ({int(counts[which].sum()):,})"
        for words, which in (
            ('="..."', guarded.notna()),
            ("a trailing .0", floats & as_floats),
            ("no-break or zero-width characters", hidden),
        )
        if which.any()
    ]
    if dressed:
        distinct.told.append(Told("dressed_identifiers", ", ".join(dressed)))
    lost = plain.str.fullmatch(_SCIENTIFIC.pattern)
    return plain.where(~lost & plain.ne("")), bool(lost.any())


def _spread(distinct: pd.Series, places: npt.NDArray[np.intp], index: pd.Index) -> pd.Series:
    """From one value a distinct text to one value a row; a place of -1 is a blank cell."""
    return pd.Series(take(distinct.array, places, allow_fill=True), index=index, dtype=distinct.dtype)


def _spread_flags(distinct: npt.NDArray[np.bool_], places: npt.NDArray[np.intp], index: pd.Index) -> pd.Series:
    """As ``_spread`` for flags, which are not set where a cell is blank."""
    return pd.Series(np.append(distinct, False)[places], index=index, dtype=bool)
