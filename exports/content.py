"""What a worksheet says, before it is written: cells, columns, tables and text.

A table is checked before it is written (:func:`refuse_faults`): headings are unique, every row has a cell for each column,
and shorthand is explained. What its cells hold is made to fit (:mod:`exports.fitting`) and never refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.styles import Alignment

from exports.words import SHORTHAND, TEXT_MARKER

#: Pixels of one digit of the normal font (Arial 12); a column's width is stored in these.
DIGIT_PIXELS = 9
#: A4 landscape less margins of 12.7 mm, in pixels, and the furthest 12 point text may shrink: to 10 point.
PAGE_PIXELS = 1026
SMALLEST_SCALE = 10 / 12
TABLE_PIXELS = int(PAGE_PIXELS / SMALLEST_SCALE)
#: Room a cell keeps free at its sides, in pixels.
CELL_PADDING = 8
#: How far one indent moves text: three spaces of the normal font.
INDENT_PIXELS = 14
CONTENTS_ANCHOR = "Cover"
#: The sheet that explains shorthand.
SHORTHAND_ANCHOR = "Notes"


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


@dataclass(frozen=True)
class Heading:
    """Words over the rows that follow, alone in their row: the other cells of it are blank."""

    words: str


#: ``None`` is a blank cell, allowed only where the column says so, and beside a heading.
Content = str | Number | Shorthand | Status | Link | Heading | date | None


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        heading: Unique in its table.
        width: In characters of the design's 7 pixels each.
        numeric: Whether heading and content stand at the right.
        blank_means: What a blank cell says; without it no cell may be blank.
        indented: Whether its text stands clear of a full column to its left.
    """

    heading: str
    width: float
    numeric: bool = False
    blank_means: str | None = None
    indented: bool = False

    @property
    def pixels(self) -> int:
        """Width on screen."""
        return round(self.width * 7) + 5

    @property
    def room(self) -> int:
        """Pixels a line of text may take."""
        return self.pixels - CELL_PADDING - (INDENT_PIXELS if self.indented else 0)

    @property
    def alignment(self) -> Alignment:
        """Text left and numbers right, wrapped, from the top of the cell."""
        return Alignment(
            wrap_text=True,
            vertical="top",
            horizontal="right" if self.numeric else "left",
            indent=1 if self.indented else 0,
        )


@dataclass(frozen=True)
class TableSheet:
    """A worksheet with one table and nothing below or beside it.

    Attributes:
        name: On the tab.
        answers: What the sheet tells a reader, for the contents.
        heading: In A1; begins with the tab's name.
        table_name: What assistive software announces.
        how_to_read: Sentences above the table.
        is_working_list: A long list that officers filter on screen: it has filter buttons, may be wider than a page at
            10 point, and exists in restricted workbooks only.
        most_pixels: How wide it may be.
        is_one_page: Whether it is printed on one page, with nothing above the table but what and when.
        is_on_one_page: Whether print is made small enough for one page, with all that stands above the table.
        is_printed: Whether a panel's pack has it: nothing on it leads to another sheet.
    """

    name: str
    answers: str
    heading: str
    table_name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Content, ...], ...]
    how_to_read: tuple[str, ...] = ()
    is_working_list: bool = False
    most_pixels: int = TABLE_PIXELS
    is_one_page: bool = False
    is_printed: bool = False
    is_on_one_page: bool = False


@dataclass(frozen=True)
class Line:
    """One cell of a text sheet; ``level`` is ``title``, ``heading`` or ``body``."""

    content: str | Link
    level: str = "body"

    @property
    def words(self) -> str:
        """What a reader sees."""
        return self.content.words if isinstance(self.content, Link) else self.content


@dataclass(frozen=True)
class TextSheet:
    """A worksheet of text in column A alone; see :class:`TableSheet` for the shared attributes.

    Attributes:
        lines: One for each row.
        breaks: Rows after which a new printed page begins.
        width: In characters, as a column's.
        is_one_page: Whether print is made small enough for one page.
    """

    name: str
    answers: str
    lines: tuple[Line, ...]
    breaks: tuple[int, ...] = ()
    width: float = 112
    is_one_page: bool = False


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
        case Status(_, words) | Link(words) | Heading(words):
            return words
        case date():
            return f"{content:%d %B %Y}"
        case str():
            return content


def shorthand_used(rows: Iterable[Sequence[Content]]) -> list[str]:
    """The shorthand that stands in some cell or inside its text, in the order :data:`SHORTHAND` has it."""
    used = set()
    for content in (content for row in rows for content in row):
        if isinstance(content, Shorthand):
            used.add(content.code)
        elif isinstance(content, str):
            used.update(code for code in TEXT_MARKER.findall(content) if code in SHORTHAND)
    return [code for code in SHORTHAND if code in used]


def refuse_faults(sheet: TableSheet) -> None:
    """Raise for a sheet that is described wrongly; what its cells hold is never a reason (:mod:`exports.fitting`)."""
    where = f"Sheet '{sheet.name}'"
    headings = [column.heading for column in sheet.columns]
    if len(set(headings)) != len(headings):
        raise LayoutError(f"{where}: two columns have the same heading. Give each its own.")
    if not sheet.rows:
        raise LayoutError(f"{where}: there are no rows. Leave the sheet out instead.")
    for number, row in enumerate(sheet.rows, 1):
        if len(row) != len(sheet.columns):
            raise LayoutError(f"{where}: row {number} has {len(row)} cells for {len(sheet.columns)} columns.")
        for column, content in zip(sheet.columns, row, strict=True):
            here = f"{where}, column '{column.heading}', row {number}"
            if isinstance(content, Shorthand) and content.code not in SHORTHAND:
                raise LayoutError(f"{here}: shorthand that is not explained. Use one of {', '.join(SHORTHAND)}.")


@dataclass(frozen=True)
class Masthead:
    """What a workbook says about itself on every sheet and page.

    Attributes:
        title: Of the workbook.
        council: Whose it is.
        quarter_words: Which quarter, in words.
        edition: For example ``Panel edition``.
        state: For example ``DRAFT``.
        marking: Who may see a restricted workbook; empty for one made for the panel.
        version: Such as ``0.2``; empty for a workbook without versions.
        contents: The sheet that lists the others.
    """

    title: str
    council: str
    quarter_words: str
    edition: str
    state: str
    marking: str = ""
    version: str = ""
    contents: str = CONTENTS_ANCHOR

    @property
    def standing(self) -> str:
        """Edition, state and version in words, the same wherever they are said."""
        return f"{self.edition}. {self.state}{f', version {self.version}' if self.version else ''}."

    def way_back(self, sheet: str) -> Link:
        """The link that stands above what a sheet shows."""
        if self.contents == CONTENTS_ANCHOR:
            return Link("Back to the cover and contents", CONTENTS_ANCHOR)
        return (
            Link("Back to the cover", CONTENTS_ANCHOR)
            if sheet == self.contents
            else Link("Back to the contents", self.contents)
        )

    @property
    def parts(self) -> tuple[str, ...]:
        """What and when, part by part."""
        said = (f"{self.title}, {self.council}.", f"{self.quarter_words}.", self.standing)
        return (f"{self.marking}.", *said) if self.marking else said

    @property
    def subtitle(self) -> tuple[str, ...]:
        """The lines under every sheet's title; a marking comes first, in A2."""
        lines = (f"{self.title}, {self.council}", f"{self.quarter_words}. {self.standing}")
        return (self.marking, *lines) if self.marking else lines
