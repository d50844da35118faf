"""Checks 4, 5, 6, 7, 15 and 16: tables, blank cells, introductions, shorthand, numbers as text, cut-off text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.accessibility.opened import (
    Opened,
    Problem,
    bounds,
    filled_cells,
    heading_rows,
    introduction,
    table_cells,
    tables_of,
)
from exports.content import CELL_PADDING, CONTENTS_ANCHOR, DIGIT_PIXELS, INDENT_PIXELS, PAGE_PIXELS, SHORTHAND_ANCHOR
from exports.text import pieces, text_width, wrap
from exports.words import NOTE_MARKER, SHORTHAND, TEXT_MARKER

_BLANK_DECLARED = re.compile(r"A blank cell under (.+?) means ")
_STATED = re.compile(r"This worksheet contains (no|one|two|three) tables?\b")
_COUNTS = {"no": 0, "one": 1, "two": 2, "three": 3}
_NUMBER = re.compile(r"[+-]?[\d,]*\d(\.\d+)?\s*%?")
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d{2}-\d{2}")
SMALLEST_PRINT = 10
_DEFAULT_WIDTH = 8.43
_LINE_SPACING = 1.15


def marked_up(opened: Opened) -> Iterator[Problem]:
    """4: one marked-up table a sheet, from column A, with unique headings, no filter, and nothing around it."""
    for sheet in opened.sheets:
        tables = tables_of(sheet)
        if sheet.auto_filter.ref:
            yield Problem(4, sheet.title, sheet.auto_filter.ref, "The sheet has filter buttons.", "Take them off.")
        if not tables and any(cell.column > 1 for cell in filled_cells(sheet)):
            yield Problem(4, sheet.title, "", "Cells stand in columns without a table.", "Mark them up as a table.")
        if len(tables) > 1:
            yield Problem(4, sheet.title, "", "The sheet has more than one table.", "Give each its own sheet.")
        for table in tables:
            left, top, right, _ = bounds(table)
            headings = [sheet.cell(top, column).value for column in range(left, right + 1)]
            if left != 1:
                yield Problem(4, sheet.title, table.ref, "The table does not start in column A.", "Move it.")
            if not table.headerRowCount or any(not isinstance(heading, str) for heading in headings):
                yield Problem(4, sheet.title, table.ref, "The table has no row of headings in words.", "Add one.")
            if len({str(heading).lower() for heading in headings}) != len(headings):
                yield Problem(4, sheet.title, table.ref, "Two headings are the same.", "Make each unique.")
            if [column.name for column in table.tableColumns] != headings:
                yield Problem(4, sheet.title, table.ref, "Headings differ from the table's own.", "Make them equal.")
            if table.autoFilter is not None and not opened.is_working_list(sheet):
                yield Problem(4, sheet.title, table.ref, "The table has filter buttons.", "Take them off.")
            if re.fullmatch(r"table\d*", table.displayName, re.IGNORECASE):
                yield Problem(4, sheet.title, table.ref, "The table has a default name.", "Name it.")


def alone(opened: Opened) -> Iterator[Problem]:
    """4: nothing stands beside or below a table, and above it only column A is used."""
    for sheet in opened.sheets:
        for table in tables_of(sheet):
            left, top, right, bottom = bounds(table)
            for cell in filled_cells(sheet):
                inside = top <= cell.row <= bottom and left <= cell.column <= right
                if not inside and not (cell.column == 1 and cell.row < top):
                    yield Problem(4, sheet.title, cell.coordinate, "A cell stands beside or below the table.",
                                  "Move it above, into column A.")  # fmt: skip


def blank_cells(opened: Opened) -> Iterator[Problem]:
    """5: no blank cell in a table, unless the introduction says what it means, or the row is a heading alone."""
    for sheet in opened.sheets:
        headings = heading_rows(sheet)
        declared = {found for text in introduction(sheet) for found in _BLANK_DECLARED.findall(text)}
        for heading, cell in table_cells(sheet):
            if cell.row in headings:
                continue
            if (cell.value is None or str(cell.value).strip() == "") and heading not in declared:
                yield Problem(5, sheet.title, cell.coordinate, f"A cell under {heading} is blank.",
                              "Give a value or shorthand, or say above the table what blank means.")  # fmt: skip


def introductions(opened: Opened) -> Iterator[Problem]:
    """6: a title in A1, no blank row above the table, and a true statement of how many tables there are."""
    for sheet in opened.sheets:
        tables = tables_of(sheet)
        if sheet["A1"].style != "Title":
            yield Problem(6, sheet.title, "A1", "A1 is not in the Title style.", "Apply it.")
        if tables:
            top = bounds(tables[0])[1]
            blank = [row for row in range(1, top) if sheet.cell(row, 1).value is None]
            for row in blank:
                yield Problem(6, sheet.title, f"A{row}", "There is a blank row above the table.", "Take it out.")
        stated = [_COUNTS[word] for text in introduction(sheet) for word in _STATED.findall(text)]
        if stated != [len(tables)] and sheet.title != CONTENTS_ANCHOR:
            yield Problem(6, sheet.title, "", "The number of tables is not stated, or not true.",
                          f"Write how many there are: {len(tables)}.")  # fmt: skip


def shorthand(opened: Opened) -> Iterator[Problem]:
    """7: shorthand is known and explained; every note marker leads to a note, and every note is referred to."""
    names = [sheet.title for sheet in opened.sheets]
    notes = opened.workbook[SHORTHAND_ANCHOR] if SHORTHAND_ANCHOR in names else None
    explained = {str(cell.value) for cell in filled_cells(notes)} if notes is not None else set()
    referred: set[str] = set()
    for sheet in opened.sheets:
        for cell in filled_cells(sheet):
            text = str(cell.value)
            for code in TEXT_MARKER.findall(text):
                if code not in SHORTHAND:
                    yield Problem(7, sheet.title, cell.coordinate, "The shorthand is not in use here.",
                                  f"Use one of {', '.join(SHORTHAND)}.")  # fmt: skip
                elif f"[{code}]" not in explained:
                    yield Problem(7, sheet.title, cell.coordinate, f"[{code}] is not explained.", "Add it to Notes.")
            if sheet is notes:
                continue
            for number in NOTE_MARKER.findall(text):
                referred.add(f"[note {number}]")
                if f"[note {number}]" not in explained:
                    yield Problem(7, sheet.title, cell.coordinate, f"[note {number}] is not on the Notes sheet.",
                                  "Add the note.")  # fmt: skip
    for marker in sorted(explained - referred):
        if NOTE_MARKER.fullmatch(marker):
            yield Problem(7, SHORTHAND_ANCHOR, "", f"Nothing refers to {marker}.", "Take it out.")


def numbers_as_text(opened: Opened) -> Iterator[Problem]:
    """15: numbers and dates in tables are stored as such."""
    for sheet in opened.sheets:
        free = opened.as_recorded(sheet)
        for _, cell in table_cells(sheet):
            if cell.column in free:
                continue
            text = cell.value.strip() if isinstance(cell.value, str) else ""
            if _NUMBER.fullmatch(text) or _DATE.fullmatch(text):
                yield Problem(
                    15, sheet.title, cell.coordinate, "A number or date is stored as text.", "Store it as one."
                )


def room(opened: Opened) -> Iterator[Problem]:
    """16: words fit their column, text fits its row, and print is 10 point or more."""
    for sheet in opened.sheets:
        widths = [_width(sheet, column) for column in range(1, sheet.max_column + 1)]
        tables = tables_of(sheet)
        top = bounds(tables[0])[1] if tables else None
        free = opened.as_recorded(sheet)
        headings = heading_rows(sheet)
        for cell in filled_cells(sheet):
            size, bold = cell.font.sz or 11, bool(cell.font.b)
            space = widths[cell.column - 1] - CELL_PADDING - INDENT_PIXELS * int(cell.alignment.indent or 0)
            if top is not None and cell.row < top:
                if text_width(str(cell.value), size=size, bold=bold) > sum(widths):
                    yield Problem(16, sheet.title, cell.coordinate, "The line is wider than the table.", "Split it.")
                continue
            text = str(cell.value) if isinstance(cell.value, str) else ""
            if cell.row in headings and text_width(text, size=size, bold=bold) <= sum(widths):
                continue  # it runs over the blank cells beside it
            if cell.column not in free and any(
                text_width(piece.rstrip(), size=size, bold=bold) > space for piece in pieces(text)
            ):
                yield Problem(16, sheet.title, cell.coordinate, "A word is wider than its column.", "Widen the column.")
            if isinstance(cell.value, date) and text_width(f"{cell.value:%d %B %Y}", size=size, bold=bold) > space:
                yield Problem(16, sheet.title, cell.coordinate, "A date is wider than its column.", "Widen the column.")
            needed = len(wrap(text, space, size=size, bold=bold)) * size * _LINE_SPACING
            if needed > _height(sheet, cell, size):
                yield Problem(16, sheet.title, cell.coordinate, "The text is cut off.", "Make the row taller.")
        printed = _printed_size(sheet, sum(widths))
        if printed < SMALLEST_PRINT and not opened.is_working_list(sheet):
            yield Problem(16, sheet.title, "", f"Text prints at {printed:.1f} point.", "Narrow the columns.")


def _width(sheet: Worksheet, column: int) -> float:
    """Width of a column in pixels."""
    letter = get_column_letter(column)
    known = sheet.column_dimensions[letter].width if letter in sheet.column_dimensions else _DEFAULT_WIDTH
    return float(known) * DIGIT_PIXELS


def _height(sheet: Worksheet, cell: Cell, size: float) -> float:
    """Height of a cell's row in points; a row without one of its own holds one line."""
    height = sheet.row_dimensions[cell.row].height
    return float(height) if height is not None else size * _LINE_SPACING


def _printed_size(sheet: Worksheet, width: float) -> float:
    """Size at which 12 point text prints when the sheet is fitted to one page's width, or at its own scale."""
    fitted = sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
    own = (sheet.page_setup.scale or 100) / 100
    return 12 * (min(1.0, PAGE_PIXELS / width) if fitted else own)


CHECKS = (marked_up, alone, blank_cells, introductions, shorthand, numbers_as_text, room)
