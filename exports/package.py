"""Everything a reader of a workbook could be shown or not shown, as facts that two files can be compared by.

A file that was only saved again by a spreadsheet program has other bytes, other parts and other styles, and the same facts.
What changes a fact is a change: a cell, a format that hides, a hidden row, column or sheet, a comment, a header, a print
area, a chart with its stored values, a description for those who cannot see it, a property, a part that was added.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils.cell import rows_from_range
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.package_charts import DESCRIPTION, STORED, drawing_facts
from exports.panel import plain_format, plain_value
from exports.styles import contrast

#: (where, what) -> as it is. ``where`` is a sheet, a cell or ``workbook``; no fact names a value in a difference.
Facts = Mapping[tuple[str, str], str]

#: Less contrast than this between text and ground cannot be read.
_LEGIBLE = 1.6
#: Points of the smallest text, and of the lowest row, that can be seen; characters of the narrowest column.
_SMALLEST_TEXT, _LOWEST_ROW, _NARROWEST = 5.0, 2.0, 0.4
#: Parts every program writes in a way of its own; what they say is read as facts.
_USUAL_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml|xl/(workbook|styles|sharedStrings|calcChain|metadata)\.xml|"
    r"xl/theme/theme\d+\.xml|xl/(worksheets|charts|drawings|tables)/(_rels/)?[a-z]+\d+\.xml(\.rels)?|"
    r"xl/_rels/workbook\.xml\.rels|xl/printerSettings/printerSettings\d+\.bin|xl/charts/(_rels/)?(style|colors|chart)\d+\.xml(\.rels)?|"
    r"xl/comments\d*\.xml|xl/drawings/vmlDrawing\d+\.vml|xl/drawings/commentsDrawing\d+\.vml|xl/comments/comment\d+\.xml|"
    r"docMetadata/LabelInfo\.xml|xl/threadedComments/.*|xl/persons/.*"
)
#: Properties that office programs add by themselves: labels of sensitivity, and what document stores keep.
_OFFICE_PROPERTIES = ("MSIP_Label", "ContentTypeId", "MediaService")
_HEADER_STYLE = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&K\d\d[+-]\d{3}|&\d+\s?|&[BIUSEXY]')


def facts(file: Path) -> Facts:
    """The facts of a workbook.

    Args:
        file: An ``.xlsx`` file.

    Raises:
        ValueError: When it is no workbook, or cannot be read as one.
    """
    try:
        with ZipFile(file) as archive:
            found = dict(_parts(archive))
            found |= drawing_facts(archive)
        book = load_workbook(file)
    except Exception as error:  # whatever a broken archive or part makes of the libraries
        raise ValueError(f"it cannot be read as a workbook ({type(error).__name__})") from None
    try:
        found |= dict(_of_workbook(book))
        for place, sheet in enumerate(book.worksheets, start=1):
            found[sheet.title, "place among the sheets"] = str(place)
            found |= dict(_of_sheet(sheet))
    finally:
        book.close()
    return found


@dataclass(frozen=True)
class Differences:
    """Where two workbooks differ; no value is given.

    Attributes:
        changed: What was changed where, cells first.
        lost: Descriptions of charts that are not there any more, which some programs lose when they save.
    """

    changed: tuple[str, ...]
    lost: tuple[str, ...]


def differences(file: Facts, original: Facts) -> Differences:
    """Compare a workbook with the one it was."""
    keys = {key for key in {*file, *original} if file.get(key) != original.get(key)}
    lost = {key for key in keys if key[1].endswith(DESCRIPTION) and not file.get(key)}
    keys = {
        key
        for key in keys - lost
        if not key[1].split(", ", 1)[-1].startswith(STORED) or not _is_as_its_cells(file, key)
    }
    ordered = sorted(keys, key=lambda key: (key[1] != "value", key))
    return Differences(tuple(f"{a}: {b}" for a, b in ordered), tuple(f"{a}: {b}" for a, b in sorted(lost)))


def _is_as_its_cells(file: Facts, key: tuple[str, str]) -> bool:
    """Whether the values a chart has stored are those of the cells it names; one that stores none is drawn from them."""
    stored = file.get(key, "")
    if not stored:
        return True
    source = file.get((key[0], key[1].replace(STORED, "line or bar ")), "")
    sheet, _, area = source.rpartition("!")
    if not sheet:
        return stored.partition("=")[2] == source
    cells = [f"{sheet}!{cell}" for row in rows_from_range(area) for cell in row]
    kept = dict(point.split("=", 1) for point in stored.split("|"))
    return all(
        _is_same(kept.get(str(place), ""), file.get((cell, "value"), "")) for place, cell in enumerate(cells)
    ) and all(int(place) < len(cells) for place in kept)


def _is_same(stored: str, value: str) -> bool:
    try:
        return math.isclose(float(stored), float(value), rel_tol=1e-9)
    except ValueError:
        return " ".join(stored.split()) == " ".join(value.split())


def _parts(archive: ZipFile) -> Iterator[tuple[tuple[str, str], str]]:
    for name in archive.namelist():
        if not _USUAL_PARTS.fullmatch(name) and not name.endswith("/"):
            yield ("workbook", f"part {name}"), "there"


def _of_workbook(book: Workbook) -> Iterator[tuple[tuple[str, str], str]]:
    said = book.properties
    for name in ("title", "subject", "keywords", "category", "description"):
        # Programs separate keywords by commas or not.
        yield ("workbook", f"property {name}"), re.sub(r"[,;\s]+", " ", str(getattr(said, name) or ""))
    for custom in book.custom_doc_props:  # type: ignore[attr-defined]  # the stubs lack it
        if not str(custom.name).startswith(_OFFICE_PROPERTIES):
            yield ("workbook", f"property {custom.name}"), str(custom.value)
    for name, defined in book.defined_names.items():
        yield ("workbook", f"name {name}"), str(defined.attr_text)
    for sheet in book.chartsheets:
        yield (sheet.title, "chart sheet"), "there"


def _of_sheet(sheet: Worksheet) -> Iterator[tuple[tuple[str, str], str]]:
    title = sheet.title
    yield (title, "hidden sheet"), str(sheet.sheet_state != "visible")
    yield (title, "print area"), str(sheet.print_area or "").replace("$", "").replace("'", "").rpartition("!")[2]
    yield (title, "printed headings"), f"{sheet.print_title_rows or ''} {sheet.print_title_cols or ''}".replace("$", "")
    yield (title, "merged cells"), " ".join(sorted(str(merged) for merged in sheet.merged_cells.ranges))
    yield (title, "conditional formats"), " ".join(sorted(str(rule.sqref) for rule in sheet.conditional_formatting))
    yield (title, "pictures"), str(len(sheet._images))  # type: ignore[attr-defined]
    filtered = sheet.auto_filter
    yield (title, "filter"), " ".join(str(column.colId) for column in filtered.filterColumn) if filtered.ref else ""
    for part in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        said = getattr(sheet, part)
        texts = [_HEADER_STYLE.sub("", str(side.text or "")) for side in (said.left, said.center, said.right)]
        used = part.startswith("odd") or _is_used(sheet, part)
        yield (
            (title, f"page {'header' if part.endswith('Header') else 'footer'} ({part[:-6]})"),
            "|".join(texts) if used else "||",
        )
    for row, size in sheet.row_dimensions.items():
        if size.hidden or (size.height is not None and size.height < _LOWEST_ROW):
            yield (f"{title}!{row}:{row}", "hidden row"), "True"
    for letter, width in sheet.column_dimensions.items():
        if width.hidden or (width.customWidth and width.width < _NARROWEST):
            last = width.max if width.max is not None else width.index
            yield (f"{title}!{letter}", f"hidden column (to {last})"), "True"
    for row_of_cells in sheet.iter_rows():
        for cell in row_of_cells:
            if isinstance(cell, Cell):
                yield from _of_cell(title, cell)


def _is_used(sheet: Worksheet, part: str) -> bool:
    settings = sheet.HeaderFooter
    return bool(settings.differentFirst if part.startswith("first") else settings.differentOddEven)


def _of_cell(title: str, cell: Cell) -> Iterator[tuple[tuple[str, str], str]]:
    where = f"{title}!{cell.coordinate}"
    if cell.comment is not None:
        yield (where, "comment"), str(cell.comment.text)
    if cell.value is None:
        return
    yield (where, "value"), plain_value(cell.value)
    yield (where, "number format"), plain_format(cell.number_format)
    hidden = _hides(cell)
    if hidden:
        yield (where, f"format that hides ({hidden})"), "True"
    link = cell.hyperlink
    if link is not None and link.target:
        yield (where, "link"), str(link.target)


def _hides(cell: Cell) -> str:
    """How a cell's format keeps its value from being read; blank where it does not."""
    if float(cell.font.sz or 11) < _SMALLEST_TEXT:
        return "text too small"
    sections = cell.number_format.split(";")
    if len(sections) > 1 and not any(section.strip() for section in sections):
        return "number format"
    text, ground = _rgb(cell.font.color, "000000"), "FFFFFF"
    if cell.fill.patternType == "solid":
        ground = _rgb(cell.fill.fgColor, "FFFFFF")
    return "text on its own colour" if contrast(text, ground) < _LEGIBLE else ""


def _rgb(colour: object, usual: str) -> str:
    """Six digits of a colour; what themes and indexes stand for where they are black or white, which hides most often."""
    kind = getattr(colour, "type", None)
    if kind == "rgb":
        return str(getattr(colour, "rgb", usual))[-6:]
    number = getattr(colour, kind, None) if kind in ("theme", "indexed") else None
    if kind == "theme":
        return {0: "FFFFFF", 1: "000000"}.get(int(number or 0), usual)
    return {1: "FFFFFF", 9: "FFFFFF"}.get(int(number or 0), usual) if kind == "indexed" else usual
