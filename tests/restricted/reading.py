"""Reads a workbook's tables with a library other than the one that wrote them."""

from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

#: What ends the introduction of every sheet with a table.
_BACK = "Back to the cover and contents"


def sheets(path: Path) -> dict[str, list[list[object]]]:
    """Every sheet's cells, blank ones as empty text."""
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def records(path: Path, sheet: str) -> list[dict[str, object]]:
    """The rows of a sheet's table by heading."""
    rows = sheets(path)[sheet]
    start = next(place for place, row in enumerate(rows) if row[0] == _BACK) + 1
    headings = [str(heading) for heading in rows[start]]
    return [dict(zip(headings, row, strict=True)) for row in rows[start + 1 :]]


def day(value: object) -> date | None:
    return value if isinstance(value, date) else None
