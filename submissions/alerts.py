"""Columns most of whose cells are invalid: the fault is in the column, so it is said once and loudest."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from schemas.codes import code_set, code_sets
from schemas.extracts import Column

#: More than this share of the filled cells must be invalid.
MOSTLY = 0.5
#: With fewer filled cells than this, one slip would already be "most of the column".
FEWEST_CELLS = 3


@dataclass(frozen=True)
class ColumnFault:
    """A column most of whose filled cells are invalid.

    Attributes:
        column_name: Contract name.
        cells_filled: Cells that are not blank.
        cells_invalid: Cells that are filled and invalid.
        hint: What may have happened and what to do, without any cell's value.
    """

    column_name: str
    cells_filled: int
    cells_invalid: int
    hint: str


def column_fault(column: Column, cells: pd.Series, wrong: pd.Series) -> ColumnFault | None:
    """Judge a column as a whole.

    Args:
        column: The column.
        cells: Its trimmed texts, missing where blank.
        wrong: Whether each cell is filled and invalid.

    Returns:
        The fault, or ``None`` when most cells are sound.
    """
    filled, bad = int(cells.notna().sum()), int(wrong.sum())
    if filled < FEWEST_CELLS or bad <= MOSTLY * filled:
        return None
    return ColumnFault(column.name, filled, bad, _hint(column, cells[wrong]))


def _hint(column: Column, wrong: pd.Series) -> str:
    if column.kind in ("date", "datetime"):
        return _date_hint(wrong)
    if column.kind in ("code", "code_list"):
        return _code_hint(column, wrong)
    return "Check whether the right column was exported under this heading, and in the form the contract asks for."


#: Pattern of a cell to what it looks like, most telling first.
_DATE_FORMS = (
    (r"[0-9]{1,2}[/.-](?:1[3-9]|2[0-9]|3[01])[/.-][0-9]{2,4}.*", "with the month first"),
    (r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{2}(?: .*)?", "with hyphens and years of two digits, which may as well be days"),
    (r".*[+-][0-9]{2}:?[0-9]{2}", "with a time zone"),
    (r"[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}.*", "with strokes behind the year"),
)


def _date_hint(wrong: pd.Series) -> str:
    wanted = "Export dates as DD/MM/YYYY or YYYY-MM-DD, or as true date cells in Excel."
    for pattern, words in _DATE_FORMS:
        if wrong.str.fullmatch(pattern).mean() > MOSTLY / 2:
            return f"The dates seem to be written {words}. {wanted}"
    return f"The cells do not look like dates in a known form. {wanted}"


def _code_hint(column: Column, wrong: pd.Series) -> str:
    name = column.codes or ""
    wanted = f"Map the values to the codes of {name} (schemas/codes/codesets.csv) in the export."
    texts = wrong.str.lower()
    meanings = {meaning.lower() for meaning in code_set(name).meaning.values()}
    if texts.isin(list(meanings)).mean() > MOSTLY:
        return f"The cells hold the words and not the codes. {wanted}"
    for other, codes in code_sets().items():
        if other != name and texts.isin(list(codes.readings)).mean() > MOSTLY and len(set(texts)) > 1:
            return f"The cells look like codes of {other}, so two columns may be exchanged. {wanted}"
    kinds = texts.nunique()
    many = "a single value, which is" if kinds == 1 else f"{kinds} different values, which are"
    return f"The invalid cells hold {many} not in the code set: the case system may have renamed its codes. {wanted}"
