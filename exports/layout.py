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

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from exports import fitting, styles
from exports.content import (
    CELL_PADDING,
    CONTENTS_ANCHOR,
    DIGIT_PIXELS,
    SHORTHAND_ANCHOR,
    Column,
    Content,
    Heading,
    LayoutError,
    Line,
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
from exports.text import broken, clean_text, lines_needed, parts, sentences, text_width, wrap
from exports.words import SHORTHAND

#: What every sheet with a table says, for those who cannot see it at a glance.
ONE_TABLE = "This worksheet contains one table."
LINE_POINTS = {styles.BODY_SIZE: 15.0, styles.HEADING_SIZE: 18.0, styles.TITLE_SIZE: 21.0}
#: Points a row is taller than its lines.
_AROUND_A_ROW = 3
#: Points of a line of a table that has one page to itself. Its rows have nothing around them: what a page of many rows
#: saves in height is print that can be read, and a line of Arial needs 13.8 of them (19 whole pixels).
_CLOSE_LINE = 14.25
#: Margin above and below such a table, and of what stands in it, in inches.
_CLOSE_MARGIN, _CLOSE_HEADER = 0.42, 0.22
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
        room = pixels - CELL_PADDING
        worksheet.column_dimensions["A"].width = pixels / DIGIT_PIXELS
        lines = [part for line in sheet.lines for part in _parted(line, room)]
        for row, line in enumerate(lines, 1):
            cell = worksheet.cell(row, 1)
            style, size = _LEVELS[line.level]
            put_text(cell, line.content, style=style, size=size)
            needed = lines_needed(clean_text(line.words), room, line.level != "body", size)
            gap = 6 if line.level == "heading" and row > 1 else 0
            cell.alignment = Alignment(wrap_text=True, vertical="bottom" if gap else "top")
            worksheet.row_dimensions[row].height = needed * LINE_POINTS[size] + _AROUND_A_ROW + gap
        area = f"A1:A{len(lines)}"
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
        sheet = fitting.fitted(sheet)
        worksheet = self.new_sheet(sheet.name)
        header_row = write_introduction(self.masthead, worksheet, sheet) + 1
        for position, column in enumerate(sheet.columns, 1):
            cell = worksheet.cell(header_row, position)
            worksheet.column_dimensions[get_column_letter(position)].width = column.pixels / DIGIT_PIXELS
            put_text(cell, column.heading, bold=True)
            cell.alignment = column.alignment
            cell.border = styles.HEADER_BORDER
        most = max(lines_needed(clean_text(column.heading), column.room, True) for column in sheet.columns)
        worksheet.row_dimensions[header_row].height = _height(sheet, most)
        looks: dict[tuple[int, object], StyleArray] = {}
        for offset, row in enumerate(sheet.rows, 1):
            _write_row(worksheet, header_row + offset, row, sheet, looks)
        last = worksheet.cell(header_row + len(sheet.rows), len(sheet.columns)).coordinate
        _mark_up(worksheet, sheet, f"A{header_row}:{last}", is_filtered=_may_filter(self.masthead, sheet))
        worksheet.print_title_rows = f"{header_row}:{header_row}"
        finish_page(
            self.masthead,
            worksheet,
            f"A1:{last}",
            pages=1 if sheet.is_one_page or sheet.is_on_one_page else 0,
            margins=(_CLOSE_MARGIN, _CLOSE_HEADER) if sheet.is_one_page else None,
        )
        return worksheet

    def new_sheet(self, name: str) -> Worksheet:
        """An empty worksheet at the end, without gridlines; the first is the one that opens."""
        worksheet: Worksheet = self.workbook.create_sheet(name)
        worksheet.sheet_view.showGridLines = False
        worksheet.sheet_view.tabSelected = len(self.workbook.worksheets) == 1
        return worksheet


def _parted(line: Line, room: float) -> list[Line]:
    """A line as one or more that a row can hold."""
    if isinstance(line.content, Link) or lines_needed(clean_text(line.content), room) <= fitting.MOST_LINES // 2:
        return [line]
    words = broken(line.content, room)
    return [Line(part, line.level) for part in parts(words, room, fitting.MOST_LINES // 2)]


_LEVELS = {
    "title": ("Title", styles.TITLE_SIZE),
    "heading": ("Heading 1", styles.HEADING_SIZE),
    "body": (None, styles.BODY_SIZE),
}


def put_text(
    cell: Cell | MergedCell,
    content: str | Link,
    *,
    style: str | None = None,
    size: int = styles.BODY_SIZE,
    bold: bool = False,
) -> None:
    """Store text as text (never a formula or an outside link), or a link to a sheet of this workbook."""
    _store_text(cell, content.words if isinstance(content, Link) else content)
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


def _store_text(cell: Cell | MergedCell, words: str) -> None:
    cell.value = clean_text(words)
    cell.data_type = "s"


def write_introduction(masthead: Masthead, worksheet: Worksheet, sheet: TableSheet) -> int:
    """Write the lines above the table into column A and give the number of the last one."""
    room = (sum(column.pixels for column in sheet.columns) - CELL_PADDING) * _NO_LINE_IS_CUT
    # Sentences share lines, so that the table begins as far up the page as it can.
    what_and_when = masthead.subtitle
    said = [ONE_TABLE]
    if sheet.is_one_page:
        what_and_when, said = _packed([*masthead.parts, ONE_TABLE], room), []
    else:
        said += sheet.how_to_read
        for place, column in enumerate(sheet.columns):
            if column.blank_means and any(row[place] is None for row in sheet.rows if not isinstance(row[0], Heading)):
                said.append(f"A blank cell under {column.heading} means {column.blank_means}.")
        if (used := shorthand_used(sheet.rows)) and sheet.name != SHORTHAND_ANCHOR:
            meanings = "; ".join(f"[{code}] {SHORTHAND[code][0]}" for code in used)
            said.append(f"Shorthand used: {meanings}. The {SHORTHAND_ANCHOR} sheet explains each.")
    above = [line for text in what_and_when for line in wrap(clean_text(text), room)]
    lines: list[str | Link] = [*above, *(fitted(" ".join(said), room) if said else ())]
    if not sheet.is_printed:
        lines.append(masthead.way_back(sheet.name))
    put_text(worksheet["A1"], sheet.heading, style="Title")
    worksheet.row_dimensions[1].height = LINE_POINTS[styles.TITLE_SIZE] + (0 if sheet.is_one_page else _AROUND_A_ROW)
    for row, line in enumerate(lines, 2):
        put_text(worksheet.cell(row, 1), line)
        worksheet.cell(row, 1).alignment = Alignment(vertical="top")
        worksheet.row_dimensions[row].height = _height(sheet, 1)
    if not sheet.is_one_page:
        worksheet.row_dimensions[len(lines) + 1].height = LINE_POINTS[styles.BODY_SIZE] + 9
    return len(lines) + 1


def _packed(told: Sequence[str], room: float) -> tuple[str, ...]:
    """Texts as few lines as hold them whole."""
    lines: list[str] = []
    for text in told:
        joined = f"{lines[-1]} {text}" if lines else text
        if lines and text_width(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(text)
    return tuple(lines)


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
    worksheet.row_dimensions[row].height = _height(sheet, _lines(sheet, contents))


def _height(sheet: TableSheet, lines: int) -> float:
    """Points of a row of so many lines."""
    if sheet.is_one_page:
        return lines * _CLOSE_LINE
    return lines * LINE_POINTS[styles.BODY_SIZE] + _AROUND_A_ROW


def _lines(sheet: TableSheet, contents: Sequence[Content]) -> int:
    """Lines the row takes; a heading may use the whole width."""
    if isinstance(contents[0], Heading):
        return 1
    return max(
        lines_needed(as_shown(content), column.room) for column, content in zip(sheet.columns, contents, strict=True)
    )


def _put_content(cell: Cell | MergedCell, content: Content, sheet: TableSheet, column: Column) -> None:
    if isinstance(content, str):
        words = content
    elif content is None:
        return
    elif isinstance(content, Status | Link | Heading):
        words = content.words
    elif isinstance(content, Shorthand):
        words = f"[{content.code}]"
    else:
        cell.value = content.value if isinstance(content, Number) else content
        return
    _store_text(cell, words)
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
        case str() | Shorthand() | Status() | Link() | Heading():
            cell.number_format = styles.TEXT_FORMAT
    cell.font = styles.font(link=isinstance(content, Link), bold=isinstance(content, Heading))
    if isinstance(content, Heading):  # alone in its row, it may run over the blank cells beside it
        cell.alignment = Alignment(vertical="bottom")
    if isinstance(content, Status):
        cell.fill = styles.status_fill(content.rating)
    cell.border = styles.BODY_BORDER


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
        TableColumn(id=number, name=clean_text(column.heading)) for number, column in enumerate(sheet.columns, 1)
    ]
    table.autoFilter = AutoFilter(ref=reference) if is_filtered else None
    worksheet.add_table(table)
