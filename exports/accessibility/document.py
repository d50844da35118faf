"""Checks 1, 2, 3, 11, 12, 13 and 14: properties, sheets, what may not be there, links, view, fonts, page headers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openpyxl.worksheet.worksheet import Worksheet

from exports.accessibility.opened import Opened, Problem, filled_cells

LANGUAGE = "en-GB"
LONGEST_NAME = 31
SMALLEST_FONT = 12
_DEFAULT_NAME = re.compile(r"(sheet|chart|table)\s*\d*", re.IGNORECASE)
_ADDRESS = re.compile(r"^(https?:|www\.|mailto:|[^\s]+![A-Z]+\d+$)", re.IGNORECASE)
_FORBIDDEN_PARTS = {
    "vbaProject": ("a macro", "Save the workbook without macros."),
    "externalLinks/": ("a link to another workbook", "Break the link."),
    "comments": ("a comment", "Move its text into a cell."),
    "threadedComments": ("a comment", "Move its text into a cell."),
    "media/": ("an image", "Take it out, or use a native chart with alt text."),
    "embeddings/": ("an embedded object", "Take it out."),
}


def properties(opened: Opened) -> Iterator[Problem]:
    """1: title as on the cover, the council as author, language and keywords."""
    found = opened.workbook.properties
    cover = opened.sheets[0]
    on_cover = {str(cell.value) for cell in filled_cells(cover)}
    if not found.title or found.title != cover["A1"].value:
        yield Problem(1, "", "", "The title property is not the title on the cover.", "Set it to the text of A1.")
    if not found.creator or found.creator not in on_cover:
        yield Problem(1, "", "", "The author is not a name on the cover.", "Set the author to the council.")
    if found.language != LANGUAGE:
        yield Problem(1, "", "", "The language is not set.", f"Set it to {LANGUAGE}.")
    if not found.keywords:
        yield Problem(1, "", "", "There are no keywords.", "Give a few.")


def sheets(opened: Opened) -> Iterator[Problem]:
    """2: names that mean something, nothing hidden, nothing empty."""
    for sheet in opened.sheets:
        if _DEFAULT_NAME.fullmatch(sheet.title):
            yield Problem(2, sheet.title, "", "The sheet has a default name.", "Name it after what it shows.")
        if len(sheet.title) > LONGEST_NAME:
            yield Problem(2, sheet.title, "", "The sheet's name is too long.", f"Use {LONGEST_NAME} characters.")
        if sheet.sheet_state != "visible":
            yield Problem(2, sheet.title, "", "The sheet is hidden.", "Show it or take it out.")
        if next(filled_cells(sheet), None) is None:
            yield Problem(2, sheet.title, "", "The sheet is empty.", "Take it out.")
        for key, row in sheet.row_dimensions.items():
            if row.hidden or row.height == 0:
                yield Problem(2, sheet.title, f"row {key}", "The row is hidden.", "Show it or take it out.")
        for letter, column in sheet.column_dimensions.items():
            if column.hidden or column.width == 0:
                yield Problem(2, sheet.title, f"column {letter}", "The column is hidden.", "Show it or take it out.")


def forbidden(opened: Opened) -> Iterator[Problem]:
    """3: no merged cells, macros, formulas, outside links, comments, text boxes or images."""
    for sheet in opened.sheets:
        for merged in sheet.merged_cells.ranges:
            yield Problem(3, sheet.title, str(merged), "Cells are merged.", "Split them.")
        for cell in filled_cells(sheet):
            if cell.data_type == "f":
                yield Problem(3, sheet.title, cell.coordinate, "The cell is a formula.", "Write its result.")
    for path in opened.parts:
        for fragment, (what, remedy) in _FORBIDDEN_PARTS.items():
            if fragment in path:
                yield Problem(3, "", "", f"The workbook holds {what}.", remedy)
        if path.startswith("xl/drawings/drawing"):
            kinds = {element.tag.rpartition("}")[2] for element in opened.xml(path).iter()}
            if kinds & {"sp", "pic", "cxnSp", "grpSp"}:
                yield Problem(3, "", "", "A drawing holds a text box, shape or image.", "Move its text into cells.")


def links(opened: Opened) -> Iterator[Problem]:
    """11: links are words, and lead to a sheet of the same workbook."""
    names = {sheet.title for sheet in opened.sheets}
    for sheet in opened.sheets:
        for cell in filled_cells(sheet):
            link = cell.hyperlink
            if link is None:
                continue
            if link.target:
                yield Problem(11, sheet.title, cell.coordinate, "The link leaves the workbook.", "Take it out.")
            elif str(link.location or "").rpartition("!")[0].strip("'") not in names:
                yield Problem(11, sheet.title, cell.coordinate, "The link leads nowhere.", "Link to a sheet.")
            if _ADDRESS.match(str(cell.value)):
                yield Problem(11, sheet.title, cell.coordinate, "The link's text is an address.", "Use words.")


def view(opened: Opened) -> Iterator[Problem]:
    """12: opens at A1 of the first sheet, nothing frozen or split."""
    if opened.workbook.active is not opened.sheets[0]:
        yield Problem(12, "", "", "The workbook does not open on its first sheet.", "Make the first sheet active.")
    for sheet in opened.sheets:
        if sheet.sheet_view.pane is not None:
            yield Problem(12, sheet.title, "", "Panes are frozen or split.", "Unfreeze them.")
        if any((selection.activeCell or "A1") != "A1" for selection in sheet.sheet_view.selection):
            yield Problem(12, sheet.title, "", "The sheet does not open at A1.", "Select A1.")


def fonts(opened: Opened) -> Iterator[Problem]:
    """13: one typeface, 12 point or more, no italic, underline for links alone."""
    family = opened.sheets[0]["A1"].font.name
    for sheet in opened.sheets:
        for cell in filled_cells(sheet):
            font = cell.font
            if font.name != family:
                yield Problem(13, sheet.title, cell.coordinate, "Another typeface is used.", f"Use {family}.")
            if (font.sz or 0) < SMALLEST_FONT:
                yield Problem(13, sheet.title, cell.coordinate, "The text is small.", "Use 12 point or more.")
            if font.i:
                yield Problem(13, sheet.title, cell.coordinate, "The text is italic.", "Use upright text.")
            if font.u and cell.hyperlink is None:
                yield Problem(13, sheet.title, cell.coordinate, "Text is underlined.", "Underline links only.")


def page_headers(opened: Opened) -> Iterator[Problem]:
    """14: what a page header or footer says is also in a cell of its sheet."""
    for sheet in opened.sheets:
        said = "\n".join(str(cell.value) for cell in filled_cells(sheet)).lower()
        for text in _header_texts(sheet):
            if text.lower() in said or all(part.lower() in said for part in text.split(", ")):
                continue
            yield Problem(14, sheet.title, "", "A page header or footer says what no cell says.", "Put it in a cell.")


def _header_texts(sheet: Worksheet) -> Iterator[str]:
    for item in (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter):
        for part in (item.left, item.center, item.right) if item is not None else ():
            text = (part.text or "").replace("&&", "\0")
            text = re.sub(r"Page &P of &N|&[A-Z]", "", text).replace("\0", "&").strip()
            if text:
                yield text


CHECKS = (properties, sheets, forbidden, links, view, fonts, page_headers)
