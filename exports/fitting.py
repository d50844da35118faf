"""Making a table fit before it is written: whatever its cells hold, it can be stored, read and printed.

No value stops a workbook. A cell nobody filled says that nothing is available, a number or date that would show as ``###``
widens its column, columns that are too wide together give way where they hold words, and a text that no row can hold ends
with a word that says so: what is stored elsewhere is never shortened.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

from exports.content import Column, Content, Heading, Link, Number, Shorthand, Status, TableSheet, as_shown
from exports.text import clean_text, shortened, text_width

#: Lines the tallest row of a spreadsheet (409 points) holds, and what one of them takes.
MOST_LINES = 27
#: Narrowest a column of words may become, in pixels: a long word and its padding.
_NARROWEST = 96
#: How wide a column of numbers may grow, in pixels: no count of children is longer.
_WIDEST_NUMBER = 260


def fitted(sheet: TableSheet) -> TableSheet:
    """The sheet with contents and widths that can be shown whole, or as whole as a row allows."""
    settled = [
        tuple(_settled(content, column, row) for content, column in zip(row, sheet.columns, strict=True))
        for row in sheet.rows
    ]
    columns = _narrowed(_widened(sheet.columns, settled), sheet)
    rows = tuple(
        tuple(_within(content, column) for content, column in zip(row, columns, strict=True)) for row in settled
    )
    return replace(sheet, columns=columns, rows=rows)


def _settled(content: Content, column: Column, row: tuple[Content, ...]) -> Content:
    """The content as it can be stored; nothing at all where a cell may not be blank is not available."""
    if isinstance(content, str):
        content = clean_text(content) or None
    if isinstance(content, Number) and not math.isfinite(content.value):
        content = None
    if content is None and column.blank_means is None and not isinstance(row[0], Heading):
        return Shorthand("x")
    return content


def _widened(columns: tuple[Column, ...], rows: list[tuple[Content, ...]]) -> tuple[Column, ...]:
    """Columns as wide as their widest number or date: one that does not fit shows as ``###``."""
    found = list(columns)
    for place, column in enumerate(columns):
        shown = {as_shown(row[place]) for row in rows if isinstance(row[place], Number | date)}
        widest = max((text_width(words) for words in shown), default=0.0)
        if (lacking := math.ceil(widest) - column.room) > 0:
            pixels = min(column.pixels + lacking, max(_WIDEST_NUMBER, column.pixels))
            found[place] = replace(column, width=(pixels - 5) / 7)
    return tuple(found)


def _narrowed(columns: tuple[Column, ...], sheet: TableSheet) -> tuple[Column, ...]:
    """Columns no wider together than the page takes; those of words give way, each by its share."""
    surplus = sum(column.pixels for column in columns) - sheet.most_pixels
    if surplus <= 0 or sheet.is_working_list:
        return columns
    spare = {
        place: column.pixels - _NARROWEST
        for place, column in enumerate(columns)
        if not column.numeric and column.pixels > _NARROWEST
    }
    share = min(1.0, surplus / max(1, sum(spare.values())))
    return tuple(
        replace(column, width=(column.pixels - math.ceil(spare[place] * share) - 5) / 7) if place in spare else column
        for place, column in enumerate(columns)
    )


def _within(content: Content, column: Column) -> Content:
    """Words that a row can hold."""
    match content:
        case str():
            return shortened(content, column.room, MOST_LINES)
        case Status(rating, words):
            return Status(rating, shortened(clean_text(words), column.room, MOST_LINES))
        case Link(words, sheet):
            return Link(shortened(clean_text(words), column.room, MOST_LINES), sheet)
    return content
