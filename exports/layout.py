"""Putting text and tables on a worksheet so that the rules of accessible spreadsheets hold by construction.

A sheet is described first (:class:`TableSheet`, :class:`TextSheet`) and written afterwards (:class:`Book`).
The writer gives every sheet its title in A1, says what is on it, marks the table up, makes rows tall enough
for their text, and sets the page up; it refuses a blank cell nobody declared, a number that is no number,
and text that would be cut off. Text is always stored as text, whatever it begins with.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from exports import styles
from exports.text import TextError, clean_text, sentences, text_width, wrap
from exports.words import SHORTHAND, TEXT_MARKER

#: Pixels of one digit of the normal font (Arial 12); a column's width is stored in these.
DIGIT_PIXELS = 9
#: A4 landscape less margins of 12.7 mm, in pixels, and the furthest 12 point text may shrink: to 10 point.
PAGE_PIXELS = 1026
SMALLEST_SCALE = 10 / 12
TABLE_PIXELS = int(PAGE_PIXELS / SMALLEST_SCALE)
#: Room a cell keeps free at its sides, in pixels.
CELL_PADDING = 8
LINE_POINTS = {styles.BODY_SIZE: 15.0, styles.HEADING_SIZE: 18.0, styles.TITLE_SIZE: 21.0}
TALLEST_ROW = 409.0
CONTENTS_ANCHOR = "Cover"
_MARGIN_INCHES = 0.5
_A4 = 9


class LayoutError(ValueError):
    """A sheet that would break a rule; the message names sheet and column, never a cell's value."""


@dataclass(frozen=True)
class Number:
    """A number and how it is shown.

    Attributes:
        value: Already rounded to what is shown.
        format: A number format of :mod:`exports.styles`.
    """

    value: float | int
    format: str


@dataclass(frozen=True)
class Shorthand:
    """A marker standing where there is no number, such as ``[c]``; ``code`` is the letter."""

    code: str


@dataclass(frozen=True)
class Status:
    """A rating and the words that state it, on the pale fill of that rating."""

    rating: str
    words: str


@dataclass(frozen=True)
class Link:
    """Words that lead to the top of another sheet of the same workbook."""

    words: str
    sheet: str


#: ``None`` is a blank cell, allowed only where the column says so.
Content = str | Number | Shorthand | Status | date | None


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        heading: Unique in its table.
        width: In characters of the design's 7 pixels each.
        numeric: Whether heading and content stand at the right.
        blank_means: What a blank cell says; without it no cell may be blank.
    """

    heading: str
    width: float
    numeric: bool = False
    blank_means: str | None = None

    @property
    def pixels(self) -> int:
        """Width on screen."""
        return round(self.width * 7) + 5


@dataclass(frozen=True)
class TableSheet:
    """A worksheet with one table and nothing below or beside it.

    Attributes:
        name: On the tab.
        answers: What the sheet tells a reader, for the contents.
        heading: In A1; begins with the tab's name.
        table_name: What assistive software announces.
        how_to_read: Sentences above the table.
    """

    name: str
    answers: str
    heading: str
    table_name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Content, ...], ...]
    how_to_read: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One cell of a text sheet; ``level`` is ``title``, ``heading`` or ``body``."""

    content: str | Link
    level: str = "body"


@dataclass(frozen=True)
class TextSheet:
    """A worksheet of text in column A alone; see :class:`TableSheet` for the shared attributes."""

    name: str
    answers: str
    lines: tuple[Line, ...]
    width: float = 100


@dataclass
class Book:
    """A workbook being written, and the words its pages repeat.

    Attributes:
        title: Of the workbook.
        council: Whose it is.
        quarter_words: Which quarter, in words.
        edition: For example ``Panel edition``.
        state: For example ``DRAFT``.
    """

    title: str
    council: str
    quarter_words: str
    edition: str
    state: str
    workbook: Workbook = field(default_factory=Workbook)

    def __post_init__(self) -> None:
        self.workbook.remove(self.workbook.worksheets[0])
        styles.install(self.workbook)

    @property
    def subtitle(self) -> tuple[str, str]:
        """The two lines under every sheet's title."""
        return f"{self.title}, {self.council}", f"{self.quarter_words}. {self.edition}. {self.state}."

    def add_text(self, sheet: TextSheet) -> Worksheet:
        """Write a sheet of text."""
        worksheet = self._new(sheet.name)
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
        finish_page(self, worksheet, f"A1:A{len(sheet.lines)}", named=sheet.name != CONTENTS_ANCHOR)
        return worksheet

    def add_table(self, sheet: TableSheet) -> Worksheet:
        """Write a sheet with one table.

        Raises:
            LayoutError: When a rule of the module's docstring would be broken.
        """
        _refuse_faults(sheet)
        worksheet = self._new(sheet.name)
        header_row = write_introduction(self, worksheet, sheet) + 1
        for position, column in enumerate(sheet.columns, 1):
            cell = worksheet.cell(header_row, position)
            worksheet.column_dimensions[cell.column_letter].width = column.pixels / DIGIT_PIXELS
            put_text(cell, column.heading, f"Sheet '{sheet.name}', headings", bold=True)
            cell.alignment = Alignment(
                wrap_text=True, vertical="top", horizontal="right" if column.numeric else "left"
            )
            cell.border = styles.HEADER_BORDER
        _set_height(worksheet, header_row, [(c.heading, c, True) for c in sheet.columns], sheet.name)
        for offset, row in enumerate(sheet.rows, 1):
            _write_row(worksheet, header_row + offset, row, sheet)
        last = worksheet.cell(header_row + len(sheet.rows), len(sheet.columns)).coordinate
        _mark_up(worksheet, sheet, f"A{header_row}:{last}")
        worksheet.print_title_rows = f"{header_row}:{header_row}"
        finish_page(self, worksheet, f"A1:{last}")
        return worksheet

    def _new(self, name: str) -> Worksheet:
        worksheet = self.workbook.create_sheet(name)
        worksheet.sheet_view.showGridLines = False
        worksheet.sheet_view.tabSelected = len(self.workbook.worksheets) == 1
        return worksheet


_LEVELS = {
    "title": ("Title", styles.TITLE_SIZE),
    "heading": ("Heading 1", styles.HEADING_SIZE),
    "body": (None, styles.BODY_SIZE),
}


def put_text(
    cell: Cell,
    content: str | Link,
    where: str,
    *,
    style: str | None = None,
    size: int = styles.BODY_SIZE,
    bold: bool = False,
) -> None:
    """Store text as text (never a formula or an outside link), or a link to a sheet of this workbook."""
    words = content.words if isinstance(content, Link) else content
    cell.value = clean_text(words, where)
    cell.data_type = "s"
    cell.number_format = styles.TEXT_FORMAT
    if style is not None:
        cell.style = style
    else:
        cell.font = styles.font(size=size, bold=bold, link=isinstance(content, Link))
    if isinstance(content, Link):
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{content.sheet}'!A1", tooltip=None)
        cell.data_type = "s"


def write_introduction(book: Book, worksheet: Worksheet, sheet: TableSheet) -> int:
    """Write the lines above the table into column A and give the number of the last one."""
    room = sum(column.pixels for column in sheet.columns) - CELL_PADDING
    lines: list[str | Link] = [*book.subtitle, "This worksheet contains one table."]
    lines += [_sentence for text in sheet.how_to_read for _sentence in fitted(text, room)]
    for column in sheet.columns:
        if column.blank_means and any(row[sheet.columns.index(column)] is None for row in sheet.rows):
            lines += fitted(f"A blank cell under {column.heading} means {column.blank_means}.", room)
    if used := shorthand_used(sheet.rows):
        meanings = "; ".join(f"[{code}] {SHORTHAND[code][0]}" for code in used)
        lines += fitted(f"Shorthand used: {meanings}. The Notes sheet explains each.", room)
    lines.append(Link("Back to the cover and contents", CONTENTS_ANCHOR))
    put_text(worksheet["A1"], sheet.heading, f"Sheet '{sheet.name}', title", style="Title")
    worksheet.row_dimensions[1].height = LINE_POINTS[styles.TITLE_SIZE] + 3
    for row, line in enumerate(lines, 2):
        put_text(worksheet.cell(row, 1), line, f"Sheet '{sheet.name}', row {row}")
        worksheet.row_dimensions[row].height = LINE_POINTS[styles.BODY_SIZE] + 3
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


def shorthand_used(rows: Iterable[Sequence[Content]]) -> list[str]:
    """The shorthand that stands in some cell or inside its text, in the order :data:`SHORTHAND` has it."""
    used = set()
    for content in (content for row in rows for content in row):
        if isinstance(content, Shorthand):
            used.add(content.code)
        elif isinstance(content, str):
            used.update(code for code in TEXT_MARKER.findall(content) if code in SHORTHAND)
    return [code for code in SHORTHAND if code in used]


def _refuse_faults(sheet: TableSheet) -> None:
    """Raise for whatever can be told before anything is written."""
    where = f"Sheet '{sheet.name}'"
    headings = [column.heading for column in sheet.columns]
    if len(set(headings)) != len(headings):
        raise LayoutError(f"{where}: two columns have the same heading. Give each its own.")
    if not sheet.rows:
        raise LayoutError(f"{where}: there are no rows. Leave the sheet out instead.")
    if (total := sum(column.pixels for column in sheet.columns)) > TABLE_PIXELS:
        raise LayoutError(
            f"{where}: {total} pixels wide, so print would fall below 10 point. Narrow it to {TABLE_PIXELS}."
        )
    for number, row in enumerate(sheet.rows, 1):
        if len(row) != len(sheet.columns):
            raise LayoutError(f"{where}: row {number} has {len(row)} cells for {len(sheet.columns)} columns.")
        for column, content in zip(sheet.columns, row, strict=True):
            here = f"{where}, column '{column.heading}', row {number}"
            if (content is None or content == "") and column.blank_means is None:
                raise LayoutError(
                    f"{here}: the cell is blank. Give a value or shorthand, or declare what blank means."
                )
            if isinstance(content, Number) and not math.isfinite(content.value):
                raise LayoutError(f"{here}: not a number. Use shorthand where there is no figure.")
            if isinstance(content, Shorthand) and content.code not in SHORTHAND:
                raise LayoutError(
                    f"{here}: shorthand that is not explained. Use one of {', '.join(SHORTHAND)}."
                )


def _write_row(worksheet: Worksheet, row: int, contents: Sequence[Content], sheet: TableSheet) -> None:
    for position, (column, content) in enumerate(zip(sheet.columns, contents, strict=True), 1):
        cell = worksheet.cell(row, position)
        where = f"Sheet '{sheet.name}', column '{column.heading}', row {row}"
        right = column.numeric
        match content:
            case Number(value, number_format):
                cell.value, cell.number_format, cell.font = value, number_format, styles.font()
                right = True
            case date():
                cell.value, cell.number_format, cell.font = content, styles.DATE_FORMAT, styles.font()
            case Status(rating, words):
                put_text(cell, words, where)
                cell.fill = styles.status_fill(rating)
            case Shorthand(code):
                put_text(cell, f"[{code}]", where)
            case str():
                put_text(cell, content, where)
            case None:
                cell.font = styles.font()
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right" if right else "left")
        cell.border = styles.BODY_BORDER
    shown = [
        (as_shown(content), column, False) for column, content in zip(sheet.columns, contents, strict=True)
    ]
    _set_height(worksheet, row, shown, sheet.name)


def as_shown(content: Content) -> str:
    """What a reader sees in the cell, near enough to measure."""
    match content:
        case None:
            return ""
        case Number(value, number_format):
            digits = f"{value:,.1f}" if "0.0" in number_format else f"{value:,.0f}"
            return digits + ("%" if "%" in number_format else "") + ("+" if "+" in number_format else "")
        case Shorthand(code):
            return f"[{code}]"
        case Status(_, words):
            return words
        case date():
            return f"{content:%d %B %Y}"
        case str():
            return content


def _set_height(worksheet: Worksheet, row: int, shown: list[tuple[str, Column, bool]], name: str) -> None:
    most = 1
    for text, column, bold in shown:
        lines = wrap(clean_text(text, name), column.pixels - CELL_PADDING, bold=bold)
        most = max(most, len(lines))
    height = most * LINE_POINTS[styles.BODY_SIZE] + 3
    if height > TALLEST_ROW:
        raise TextError(
            f"Sheet '{name}', row {row}: the text needs {most} lines and a row holds 27. Shorten the "
            "longest text."
        )
    worksheet.row_dimensions[row].height = height


def _mark_up(worksheet: Worksheet, sheet: TableSheet, reference: str) -> None:
    """Make the cells a table that assistive software can announce, without filter buttons or banding."""
    table = Table(displayName=sheet.table_name, name=sheet.table_name, ref=reference)
    table.tableColumns = [
        TableColumn(id=number, name=clean_text(column.heading, sheet.name))
        for number, column in enumerate(sheet.columns, 1)
    ]
    table.autoFilter = None
    worksheet.add_table(table)


def finish_page(
    book: Book, worksheet: Worksheet, area: str, *, named: bool = True, breaks: Sequence[int] = ()
) -> None:
    """Set the page up for print: A4 landscape, one page wide, with a header and footer that repeat cell text.

    Args:
        book: Whose words are repeated.
        worksheet: The sheet.
        area: What is printed.
        named: Whether the footer repeats the sheet's name.
        breaks: Rows after which a new page begins. Spreadsheets heed these only on a sheet that is not
            shrunk to fit, so a sheet with breaks must be no wider than the page as it is.
    """
    setup = worksheet.page_setup
    setup.orientation, setup.paperSize = "landscape", _A4
    if breaks:
        setup.scale = 100
        for row in breaks:
            worksheet.row_breaks.append(Break(id=row))
    else:
        setup.fitToWidth, setup.fitToHeight = 1, 0
        worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = worksheet.page_margins
    margins.left = margins.right = _MARGIN_INCHES
    margins.top = margins.bottom = _MARGIN_INCHES + 0.1
    margins.header = margins.footer = 0.3
    worksheet.print_area = area
    header, footer = worksheet.oddHeader, worksheet.oddFooter
    header.left.text = _literal(book.title)
    header.center.text = _literal(book.quarter_words)
    header.right.text = _literal(f"{book.edition}. {book.state}.")
    parts = [book.state, *([worksheet.title] if named else []), book.council]
    footer.left.text = _literal(", ".join(parts))
    footer.center.text = "Page &P of &N"


def _literal(text: str) -> str:
    """Text for a page header, where an ampersand begins a code."""
    return clean_text(text, "Page header").replace("&", "&&")
