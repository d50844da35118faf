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


def _field(mark: Mark, kind: str, description: str, checks: dict[str, Any], **metadata: Any) -> Any:
    return pa.Field(
        nullable=mark == "",
        description=description,
        metadata={"mark": mark, "kind": kind, **metadata},
        **checks,
    )


def key(*columns: str) -> dict[str, Any]:
    """Model metadata that names the columns which together name one row."""
    return {"key": columns}


def identifier(mark: Mark, description: str) -> Any:
    """An identifier: text whatever it looks like, so leading zeros survive."""
    return _field(mark, "identifier", description, {})


def text(mark: Mark, description: str) -> Any:
    """Free text."""
    return _field(mark, "text", description, {})


def code(mark: Mark, codes: str, description: str, *, judged_on: str | None = None) -> Any:
    """A code of one code set.

    Args:
        mark: The contract's mark.
        codes: Name of the code set.
        description: What the column says.
        judged_on: Date column of the same row on which the code's validity dates are judged.
    """
    return _field(
        mark, "code", description, {"isin": code_set(codes).codes}, codes=codes, judged_on=judged_on
    )


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


def whole(mark: Mark, description: str, *, at_least: int, at_most: int) -> Any:
    """A whole number within limits, both included."""
    return _field(mark, "integer", description, {"in_range": {"min_value": at_least, "max_value": at_most}})


def decimal(mark: Mark, description: str, *, at_least: float) -> Any:
    """A number not below a limit."""
    return _field(mark, "decimal", description, {"ge": at_least})
