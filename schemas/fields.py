"""How a column of an extract is declared: one helper a kind, each a pandera field with the contract's mark.

Marks (data contract, section 2): ``*`` the column must be there and each cell filled and valid, or the row is
rejected; ``°`` the column must be there, but a blank or invalid cell loads as missing with a warning; no
mark: the column may be absent and an invalid cell loads as missing with a warning.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pandas as pd
import pandera.pandas as pa
from pandera.engines import pandas_engine

from schemas.codes import code_set

Mark = Literal["*", "°", ""]

#: Column types as pandera checks them and pandas holds them.
Text = str
Moment = Annotated[pandas_engine.DateTime, {}, "us", None, False, {}]
YesNo = pd.BooleanDtype
Whole = pd.Int64Dtype
Decimal = float

#: Whole numbers beyond this are slips of the keyboard.
MOST = 1_000_000
#: A year such as ``2017-18``, its second half following on the first.
_YEAR = "(?:" + "|".join(f"{year}-{(year + 1) % 100:02d}" for year in range(1950, 2150)) + ")"
#: Kind of period -> the only form its label has.
PERIODS = {
    "term": rf"\A{_YEAR}-[123]\Z",
    "academic_year": rf"\A{_YEAR}\Z",
    "financial_year": rf"\A{_YEAR}\Z",
    "quarter": rf"\A{_YEAR}-Q[1-4]\Z",
}


def _field(mark: Mark, kind: str, description: str, checks: dict[str, Any], **metadata: Any) -> Any:
    return pa.Field(
        nullable=mark == "",
        description=description,
        metadata={"mark": mark, "kind": kind, **metadata},
        **checks,
    )


def about(
    *,
    place: int,
    key: tuple[str, ...],
    words: str,
    serves: str,
    span: tuple[str, str] | None = None,
    is_required: bool = False,
) -> dict[str, Any]:
    """What a model says of its extract as a whole.

    Args:
        place: Its place in the contract's order, from 1.
        key: Columns that together name one row.
        words: What a reader calls these records.
        serves: What a delivery of it makes available.
        span: Columns that hold the first and the last day of what a row is, for rows that last.
        is_required: Whether an authority without it has no results.
    """
    return {"place": place, "key": key, "words": words, "serves": serves, "span": span, "is_required": is_required}


def identifier(mark: Mark, description: str) -> Any:
    """An identifier: text whatever it looks like, so leading zeros survive."""
    return _field(mark, "identifier", description, {})


def text(mark: Mark, description: str) -> Any:
    """Free text."""
    return _field(mark, "text", description, {})


def code(mark: Mark, codes: str, description: str, *, judged_on: str | None = None, family: str | None = None) -> Any:
    """A code of one code set.

    Args:
        mark: The contract's mark.
        codes: Name of the code set.
        description: What the column says.
        judged_on: Date column of the same row, or its academic year, on which the code's validity dates are judged.
        family: Only codes of this family of the set are taken; all of them when left out.
    """
    isin = {"isin": list(code_set(codes).of_family(family))}  # of a tuple pandera takes the first for all
    return _field(mark, "code", description, isin, codes=codes, judged_on=judged_on, family=family)


def code_list(mark: Mark, codes: str, description: str) -> Any:
    """Several codes of one code set in a cell, separated by semicolons."""
    one = "|".join(code_set(codes).codes)
    pattern = rf"^(?:{one})(?:;(?:{one}))*$"
    return _field(mark, "code_list", description, {"str_matches": pattern}, codes=codes)


def placement_authority(mark: Mark, description: str) -> Any:
    """An ONS code of a local authority, or one of the words for places without one."""
    special = "|".join(code_set("PLACEMENT_LA_SPECIAL").codes)
    checks = {"str_matches": rf"^(?:[EWSN][0-9]{{8}}|{special})$"}
    return _field(mark, "code", description, checks, codes="PLACEMENT_LA_SPECIAL")


def day(mark: Mark, description: str, *, ends: bool = False, planned: bool = False) -> Any:
    """A date without a time of day.

    Args:
        mark: The contract's mark.
        description: What the column says.
        ends: An end date: an invalid cell rejects the row, for a bad end must not read as "still open".
        planned: The date states a plan and may lie after the day of the run.
    """
    return _field(mark, "date", description, {}, ends=ends, planned=planned)


def moment(mark: Mark, description: str, *, ends: bool = False) -> Any:
    """A date with or without a time of day; ``<name>_has_time`` beside it says which."""
    return _field(mark, "datetime", description, {}, ends=ends)


def yes_no(mark: Mark, description: str) -> Any:
    """Yes or no."""
    return _field(mark, "yes_no", description, {})


def whole(mark: Mark, description: str, *, at_least: int = 0, at_most: int = MOST, not_above: str | None = None) -> Any:
    """A whole number within limits, both included.

    Args:
        mark: The contract's mark.
        description: What the column says.
        at_least: Lowest number allowed.
        at_most: Highest number allowed.
        not_above: Column of the same row it may not exceed, as a check between cells judges.
    """
    words = f"a whole number from {at_least} to {at_most:,}" + (f", not above {not_above}" if not_above else "")
    limits = {"in_range": {"min_value": at_least, "max_value": at_most}}
    return _field(mark, "integer", description, limits, allowed=words)


def decimal(
    mark: Mark,
    description: str,
    *,
    at_least: float | None = None,
    above: float | None = None,
    at_most: float | None = None,
    allowed: str = "",
) -> Any:
    """A number within limits.

    Args:
        mark: The contract's mark.
        description: What the column says.
        at_least: Lowest number allowed.
        above: The number must be greater than this.
        at_most: Highest number allowed.
        allowed: What may be written, where the limits depend on another cell.
    """
    limits = {"ge": at_least, "gt": above, "le": at_most}
    checks = {name: limit for name, limit in limits.items() if limit is not None}
    words = [
        f"{word} {limit:g}" for word, limit in (("from", at_least), ("above", above), ("not above", at_most))
        if limit is not None
    ]  # fmt: skip
    return _field(mark, "decimal", description, checks, allowed=allowed or " ".join(["a number", *words]))


def period(mark: Mark, kind: Literal["term", "academic_year", "financial_year", "quarter"], description: str) -> Any:
    """A stretch of the calendar by its label: ``2017-18-1`` (term), ``2017-18`` (year), ``2017-18-Q4`` (quarter)."""
    return _field(mark, kind, description, {"str_matches": PERIODS[kind]})
