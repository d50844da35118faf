"""What a panel secretary is told with the two finished workbooks: what changed, how many pages, which sheets to print.

Pages and the size of print are worked out from the file itself, as a spreadsheet program lays it out: A4 landscape, one
page wide, headings repeated. Another program or printer may break a page one row sooner, so pages are said to be about
so many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from exports.content import DIGIT_PIXELS
from exports.sheet import printed_names
from exports.text import clean_text

#: A4 landscape, in inches, and what the units of a sheet are in one.
_PAPER_WIDTH, _PAPER_HEIGHT = 11.69, 8.27
_PIXELS, _POINTS = 96, 72
#: Height of a row that nobody set, in points.
_DEFAULT_ROW = 15.75
#: What a sum of heights may be out by, in points.
_ROUNDING = 0.01


@dataclass(frozen=True)
class PrintedSheet:
    """How one sheet of the printed set comes out of a printer.

    Attributes:
        name: Of the sheet.
        pages: A4 pages, estimated.
        smallest_text: Size of its smallest text on paper, in points, estimated.
    """

    name: str
    pages: int
    smallest_text: float


def printed_sheets(workbook: Path) -> tuple[PrintedSheet, ...]:
    """The sheets of a panel workbook that belong in a printed pack, with their estimated pages and size of text.

    Args:
        workbook: A panel workbook of ours.
    """
    book = load_workbook(workbook)
    try:
        return tuple(_printed(book[name]) for name in printed_names() if name in book.sheetnames)
    finally:
        book.close()


def _title(workbook: Path) -> str:
    """Title of a workbook, or its file name where it has none."""
    book = load_workbook(workbook, read_only=True)
    try:
        return str(book.properties.title or workbook.name)
    finally:
        book.close()


def printed_pages(workbook: Path) -> int:
    """Estimated pages of a panel workbook's printed set."""
    return sum(sheet.pages for sheet in printed_sheets(workbook))


def _printed(sheet: Worksheet) -> PrintedSheet:
    left, top, right, bottom = range_boundaries(str(sheet.print_area).rpartition("!")[2])
    assert left and top and right and bottom  # a print area of ours has all four corners
    wide = sum(_width(sheet, column) for column in range(left, right + 1))
    margins = sheet.page_margins
    room = (_PAPER_WIDTH - margins.left - margins.right) * _PIXELS
    fits = bool(sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage)
    paper = (_PAPER_HEIGHT - margins.top - margins.bottom) * _POINTS
    scale = min(1.0, room / wide) if fits else (sheet.page_setup.scale or 100) / 100
    if fits and sheet.page_setup.fitToHeight == 1:
        scale = min(scale, paper / sum(_heights(sheet, top, bottom).values()))
    across = 1 if fits else max(1, -int(-(wide * scale) // room))
    tall = paper / scale + _ROUNDING
    sizes = [
        float(cell.font.sz) for row in sheet.iter_rows() for cell in row if cell.value is not None and cell.font.sz
    ]
    return PrintedSheet(
        name=sheet.title,
        pages=across * sum(1 for _ in _pages(sheet, top, bottom, tall)),
        smallest_text=round(min(sizes) * scale, 1),
    )


def _heights(sheet: Worksheet, top: int, bottom: int) -> dict[int, float]:
    return {row: float(sheet.row_dimensions[row].height or _DEFAULT_ROW) for row in range(top, bottom + 1)}


def _width(sheet: Worksheet, column: int) -> float:
    return float(sheet.column_dimensions[get_column_letter(column)].width) * DIGIT_PIXELS


def _pages(sheet: Worksheet, top: int, bottom: int, tall: float) -> Iterator[int]:
    """The first row of each page, for pages of so many points on the sheet's own scale."""
    heights = _heights(sheet, top, bottom)
    repeated = sum(heights.get(row, 0.0) for row in _repeated(sheet))
    forced = {int(b.id) + 1 for b in sheet.row_breaks.brk}
    used = tall + 1  # the first row begins a page
    for row, height in heights.items():
        if used + height > tall or row in forced:
            yield row
            used = repeated if row > top and repeated else 0.0
        used += height


def _repeated(sheet: Worksheet) -> range:
    """The rows printed at the head of every page."""
    rows = str(sheet.print_title_rows or "").replace("$", "").rpartition("!")[2]
    if not rows:
        return range(0)
    first, _, last = rows.partition(":")
    return range(int(first), int(last or first) + 1)


def handover_note(
    workbooks: Sequence[Path], *, quarter_words: str, version: str, replaces: str | None = None, reason: str = ""
) -> str:
    """Three lines for whoever puts the panel's pack together: what changed, how many pages, what to print.

    Args:
        workbooks: The finished files, children in our care first.
        quarter_words: Such as ``Quarter 4, January to March 2018 (2017 to 2018)``.
        version: Such as ``1.1``.
        replaces: The version it takes the place of, such as ``1.0``; ``None`` for the first.
        reason: Why there is a new version, in a sentence; needed with ``replaces``.

    Returns:
        Three lines, each ending in a line break.
    """
    if replaces is None:
        changed = f"Version {version} is the first approved one for {quarter_words}. It replaces nothing."
    else:
        why = clean_text(reason).rstrip(".")
        changed = (
            f"Version {version} replaces version {replaces} for {quarter_words}. Take version {replaces} out of the pack. "
            f"Why: {why or 'not stated'}."
        )
    sets = [(_title(path), printed_sheets(path)) for path in workbooks]
    counts = "; ".join(f"{name}, about {sum(sheet.pages for sheet in sheets)}" for name, sheets in sets)
    total = sum(sheet.pages for _, sheets in sets for sheet in sheets)
    listed = {", ".join(sheet.name for sheet in sheets) for _, sheets in sets}
    if len(listed) == 1:
        prints = f"{listed.pop()}, of each workbook."
    else:
        prints = "; ".join(f"of {name} {', '.join(sheet.name for sheet in sheets)}" for name, sheets in sets) + "."
    return (
        f"What changed: {changed}\n"
        f"Pages: about {total}, A4 landscape ({counts}). The bottom right corner is free for the pack's own page number.\n"
        f"Print: {prints}\n"
    )
