"""Putting text and tables on a worksheet so that the rules of accessible spreadsheets hold by construction.

A sheet is described first (:class:`TableSheet`, :class:`TextSheet`) and written afterwards (:class:`Book`).
The writer gives every sheet its title in A1, says what is on it, marks the table up, makes rows tall enough
for their text, and sets the page up; it refuses a blank cell nobody declared, a number that is no number,
and text that would be cut off. Text is always stored as text, whatever it begins with.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from exports import styles
from exports.content import (
    CELL_PADDING,
    CONTENTS_ANCHOR,
    DIGIT_PIXELS,
    SHORTHAND_ANCHOR,
    Column,
    Content,
    LayoutError,
    Link,
    Masthead,
    Number,
    Shorthand,
    Status,
    TableSheet,
    TextSheet,
    as_shown,
    refuse_faults,
    shorthand_used,
)
from exports.page import finish_page
from exports.text import TextError, clean_text, sentences, text_width, wrap
from exports.words import SHORTHAND

LINE_POINTS = {styles.BODY_SIZE: 15.0, styles.HEADING_SIZE: 18.0, styles.TITLE_SIZE: 21.0}
TALLEST_ROW = 409.0
#: Share of a page's width a line above a table may fill: shrunk for print, text is drawn a little wider than it measures.
_NO_LINE_IS_CUT = 0.96


@dataclass
class Book:
    """A workbook being written, and the words its pages repeat."""

    masthead: Masthead
    workbook: Workbook = field(default_factory=Workbook)

    def __post_init__(self) -> None:
        self.workbook.remove(self.workbook.worksheets[0])
        styles.install(self.workbook)

    def add_text(self, sheet: TextSheet) -> Worksheet:
        """Write a sheet of text."""
        worksheet = self.new_sheet(sheet.name)
        pixels = round(sheet.width * 7) + 5
        worksheet.column_dimensions["A"].width = pixels / DIGIT_PIXELS
        for row, line in enumerate(sheet.lines, 1):
            cell = worksheet.cell(row, 1)
            style, size = _LEVELS[line.level]
            put_text(cell, line.content, f"Sheet '{sheet.name}', row {row}", style=style, size=size)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            text = line.content.words if isinstance(line.content, Link) else line.content
            lines = wrap(text, pixels - CELL_PADDING, size=size, bold=line.level != "body")
            gap = 6 if line.level == "heading" and row > 1 else 0
            cell.alignment = Alignment(wrap_text=True, vertical="bottom" if gap else "top")
            worksheet.row_dimensions[row].height = len(lines) * LINE_POINTS[size] + 3 + gap
        area = f"A1:A{len(sheet.lines)}"
        finish_page(
            self.masthead,
            worksheet,
            area,
            named=sheet.name != CONTENTS_ANCHOR,
            breaks=sheet.breaks,
            pages=1 if sheet.is_one_page else 0,
        )
        return worksheet

    def add_table(self, sheet: TableSheet) -> Worksheet:
        """Write a sheet with one table.

        Raises:
            LayoutError: When a rule of the module's docstring would be broken.
        """
        refuse_faults(sheet)
        worksheet = self.new_sheet(sheet.name)
        header_row = write_introduction(self.masthead, worksheet, sheet) + 1
        for position, column in enumerate(sheet.columns, 1):
            cell = worksheet.cell(header_row, position)
            worksheet.column_dimensions[get_column_letter(position)].width = column.pixels / DIGIT_PIXELS
            put_text(cell, column.heading, f"Sheet '{sheet.name}', headings", bold=True)
            cell.alignment = column.alignment
            cell.border = styles.HEADER_BORDER
        _set_height(worksheet, header_row, [(c.heading, c, True) for c in sheet.columns], sheet.name)
        looks: dict[tuple[int, object], StyleArray] = {}
        for offset, row in enumerate(sheet.rows, 1):
            _write_row(worksheet, header_row + offset, row, sheet, looks)
        last = worksheet.cell(header_row + len(sheet.rows), len(sheet.columns)).coordinate
        _mark_up(worksheet, sheet, f"A{header_row}:{last}", is_filtered=_may_filter(self.masthead, sheet))
        worksheet.print_title_rows = f"{header_row}:{header_row}"
        finish_page(self.masthead, worksheet, f"A1:{last}")
        return worksheet

    def new_sheet(self, name: str) -> Worksheet:
        """An empty worksheet at the end, without gridlines; the first is the one that opens."""
        worksheet: Worksheet = self.workbook.create_sheet(name)
        worksheet.sheet_view.showGridLines = False
        worksheet.sheet_view.tabSelected = len(self.workbook.worksheets) == 1
        return worksheet


_LEVELS = {
    "title": ("Title", styles.TITLE_SIZE),
    "heading": ("Heading 1", styles.HEADING_SIZE),
    "body": (None, styles.BODY_SIZE),
}


def put_text(
    cell: Cell | MergedCell,
    content: str | Link,
    where: str,
    *,
    style: str | None = None,
    size: int = styles.BODY_SIZE,
    bold: bool = False,
) -> None:
    """Store text as text (never a formula or an outside link), or a link to a sheet of this workbook."""
    _store_text(cell, content.words if isinstance(content, Link) else content, where)
    cell.number_format = styles.TEXT_FORMAT
    if style is not None:
        cell.style = style
    else:
        cell.font = styles.font(size=size, bold=bold, link=isinstance(content, Link))
    if isinstance(content, Link):
        _lead(cell, content)


def _lead(cell: Cell | MergedCell, link: Link) -> None:
    """Make a cell's text lead to the top of another sheet."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{link.sheet}'!A1", tooltip=None)
    cell.data_type = "s"


def _store_text(cell: Cell | MergedCell, words: str, where: str) -> None:
    cell.value = clean_text(words, where)
    cell.data_type = "s"


def write_introduction(masthead: Masthead, worksheet: Worksheet, sheet: TableSheet) -> int:
    """Write the lines above the table into column A and give the number of the last one."""
    room = (sum(column.pixels for column in sheet.columns) - CELL_PADDING) * _NO_LINE_IS_CUT
    # Sentences share lines, so that the table begins as far up the page as it can.
    said = ["This worksheet contains one table.", *sheet.how_to_read]
    for column in sheet.columns:
        if column.blank_means and any(row[sheet.columns.index(column)] is None for row in sheet.rows):
            said.append(f"A blank cell under {column.heading} means {column.blank_means}.")
    if (used := shorthand_used(sheet.rows)) and sheet.name != SHORTHAND_ANCHOR:
        meanings = "; ".join(f"[{code}] {SHORTHAND[code][0]}" for code in used)
        said.append(f"Shorthand used: {meanings}. The {SHORTHAND_ANCHOR} sheet explains each.")
    lines: list[str | Link] = [*masthead.subtitle, *fitted(" ".join(said), room), masthead.way_back(sheet.name)]
    put_text(worksheet["A1"], sheet.heading, f"Sheet '{sheet.name}', title", style="Title")
    worksheet.row_dimensions[1].height = LINE_POINTS[styles.TITLE_SIZE] + 3
    for row, line in enumerate(lines, 2):
        put_text(worksheet.cell(row, 1), line, f"Sheet '{sheet.name}', row {row}")
        worksheet.cell(row, 1).alignment = Alignment(vertical="top")
        worksheet.row_dimensions[row].height = LINE_POINTS[styles.BODY_SIZE] + 3
    worksheet.row_dimensions[len(lines) + 1].height = LINE_POINTS[styles.BODY_SIZE] + 9
    return len(lines) + 1


def fitted(text: str, room: float) -> list[str]:
    """Text as lines no wider than ``room`` pixels, broken between sentences where that is enough."""
    lines: list[str] = []
    for sentence in sentences(text):
        joined = f"{lines[-1]} {sentence}" if lines else sentence
        if lines and text_width(joined) <= room:
            lines[-1] = joined
        else:
            lines += wrap(sentence, room)
    return lines


def _write_row(
    worksheet: Worksheet,
    row: int,
    contents: Sequence[Content],
    sheet: TableSheet,
    looks: dict[tuple[int, object], StyleArray],
) -> None:
    """Write one row; cells of a column that look alike share the style worked out for the first of them.

    ``looks`` has those styles so far: openpyxl compares a style with every other for each cell it is given to.
    """
    for position, (column, content) in enumerate(zip(sheet.columns, contents, strict=True), 1):
        cell = worksheet.cell(row, position)
        _put_content(cell, content, sheet, column)
        look = (position, _kind(content))
        if look in looks:
            cell._style = copy(looks[look])  # type: ignore[union-attr]  # the stubs lack it
        else:
            _dress(cell, column, content)
            looks[look] = cell._style  # type: ignore[union-attr]
    shown = [(as_shown(content), column, False) for column, content in zip(sheet.columns, contents, strict=True)]
    _set_height(worksheet, row, shown, sheet.name)


def _put_content(cell: Cell | MergedCell, content: Content, sheet: TableSheet, column: Column) -> None:
    if isinstance(content, str):
        words = content
    elif content is None:
        return
    elif isinstance(content, Status | Link):
        words = content.words
    elif isinstance(content, Shorthand):
        words = f"[{content.code}]"
    else:
        cell.value = content.value if isinstance(content, Number) else content
        return
    _store_text(cell, words, f"Sheet '{sheet.name}', column '{column.heading}', row {cell.row}")
    if isinstance(content, Link):
        _lead(cell, content)


def _kind(content: Content) -> object:
    """What a cell's look depends on besides its column."""
    if isinstance(content, str):
        return str
    if isinstance(content, Number):
        return content.format
    if isinstance(content, Status):
        return content.rating, Status
    return type(content)


def _dress(cell: Cell | MergedCell, column: Column, content: Content) -> None:
    cell.alignment = column.alignment
    match content:
        case Number(_, number_format):
            cell.number_format = number_format
        case date():
            cell.number_format = styles.DATE_FORMAT
        case str() | Shorthand() | Status() | Link():
            cell.number_format = styles.TEXT_FORMAT
    cell.font = styles.font(link=isinstance(content, Link))
    if isinstance(content, Status):
        cell.fill = styles.status_fill(content.rating)
    cell.border = styles.BODY_BORDER


def _set_height(worksheet: Worksheet, row: int, shown: list[tuple[str, Column, bool]], name: str) -> None:
    most = max((_lines(text, column.room, bold) for text, column, bold in shown), default=1)
    height = most * LINE_POINTS[styles.BODY_SIZE] + 3
    if height > TALLEST_ROW:
        raise TextError(
            f"Sheet '{name}', row {row}: the text needs {most} lines and a row holds 27. Shorten the longest text."
        )
    worksheet.row_dimensions[row].height = height


@lru_cache(maxsize=4096)
def _lines(text: str, room: float, bold: bool) -> int:
    """Lines a text takes; long lists repeat the same words in row after row."""
    return len(wrap(clean_text(text, "A cell"), room, bold=bold))


def _may_filter(masthead: Masthead, sheet: TableSheet) -> bool:
    """Whether the table gets filter buttons: a working list of a restricted workbook does.

    Raises:
        LayoutError: When a working list is put into a workbook made for the panel.
    """
    if sheet.is_working_list and not masthead.marking:
        raise LayoutError(f"Sheet '{sheet.name}' is a working list, which only a restricted workbook may hold.")
    return sheet.is_working_list


def _mark_up(worksheet: Worksheet, sheet: TableSheet, reference: str, *, is_filtered: bool) -> None:
    """Make the cells a table that assistive software can announce, without banding; filters only where allowed."""
    table = Table(displayName=sheet.table_name, name=sheet.table_name, ref=reference)
    table.tableColumns = [
        TableColumn(id=number, name=clean_text(column.heading, sheet.name))
        for number, column in enumerate(sheet.columns, 1)
    ]
    table.autoFilter = AutoFilter(ref=reference) if is_filtered else None
    worksheet.add_table(table)
