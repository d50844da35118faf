"""Reading workbooks: the values of every sheet; formulas, macros and links are never executed or followed."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from submissions.reading.archive import Archive
from submissions.reading.known import KnownHeadings
from submissions.reading.limits import Deadline, Limits
from submissions.reading.oddities import Oddities, of_spreadsheet, of_worksheet
from submissions.reading.sheet import FileFault, FileFaultError, Sheet
from submissions.reading.table import Merged, Values, table_of
from submissions.reading.xml_walk import walk

#: Parts of a workbook that list its sheets, and the parts that hold them.
WORKBOOK_PART, LINKS_PART = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_CONTENT = "content.xml"
_1904 = re.compile(rb"<(?:\w{1,30}:)?workbookPr\b[^<>]{0,2000}?\bdate1904\s{0,9}=\s{0,9}[\"'](?:1|true|on)[\"']")


@dataclass(frozen=True)
class _Raw:
    """One sheet as the library gives it.

    Attributes:
        name: Its name.
        is_hidden: Whether it is hidden.
        rows: Its values from the first row and column on.
        merged: Corners of its merged cells.
    """

    name: str
    is_hidden: bool
    rows: Values
    merged: Merged


def read_workbook(content: bytes, name: str, limits: Limits, known: KnownHeadings) -> tuple[Sheet, ...]:
    """Read the bytes of an Excel workbook (.xlsx, .xlsm) or an OpenDocument spreadsheet (.ods).

    Args:
        content: The bytes.
        name: What findings call the file.
        limits: How much is read.
        known: Headings by which heading rows are found.

    Returns:
        One sheet a worksheet that holds anything, hidden ones too, in the workbook's order.

    Raises:
        FileFaultError: When the file cannot be used as a whole.
    """
    archive = Archive(content, limits)
    # Every part is unpacked once: a part that is damaged or longer than it says is found here, not inside the library.
    parts = {
        member.filename: archive.read(member)
        for member in archive.members
        if member.filename.endswith((".xml", ".rels"))
    }
    from_1904 = False
    paths: dict[str, str] = {}
    tables: list[Oddities] = []
    if WORKBOOK_PART in parts:
        from_1904 = bool(_1904.search(parts[WORKBOOK_PART]))
        paths = sheet_paths(parts.get(WORKBOOK_PART, b""), parts.get(LINKS_PART, b""))
    else:
        tables = of_spreadsheet(parts.get(_CONTENT, b""), limits)
    library = _Library(content)
    sheets = []
    for place, worksheet in enumerate(library.worksheets()):
        try:
            if WORKBOOK_PART in parts:
                odd = of_worksheet(parts.get(paths.get(worksheet, ""), b""), limits)
            else:
                odd = tables[place] if place < len(tables) else Oddities()
            raw = library.read(worksheet)
            _put_back(raw.rows, odd)
            sheet = table_of(raw.rows, name, raw.name, limits, known, merged=raw.merged, is_hidden=raw.is_hidden)
        except FileFaultError as fault:
            sheet = Sheet.refused(name, worksheet, FileFault(fault.rule, fault.detail))
        if sheet is not None:
            sheet.from_1904 = from_1904
            sheets.append(sheet)
    if len(sheets) == 1 and sheets[0].fault is not None:
        raise FileFaultError(sheets[0].fault.rule, sheets[0].fault.detail)
    return tuple(sheets)


def sheet_paths(workbook: bytes, links: bytes) -> dict[str, str]:
    """Name of each worksheet to the name of the part that holds it, in the workbook's order.

    Args:
        workbook: The part ``xl/workbook.xml``.
        links: The part ``xl/_rels/workbook.xml.rels``.
    """
    ids: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def sheet(element: str, attributes: dict[str, str]) -> None:
        if element == "sheet":
            link = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            ids.append((attributes.get("name", ""), link))

    def target(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    for part, start in ((workbook, sheet), (links, target)):
        walk(part, start, _nothing, _nothing, Deadline(Limits().seconds))
    found = {}
    for name, link in ids:
        path = targets.get(link, "")
        found[name] = path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
    return found


def _nothing(_: str) -> None:
    """Take no note."""


class _Library:
    """The library that reads workbooks, whose own faults are told as faults of the file.

    Raises:
        FileFaultError: ``unreadable_file``.
    """

    def __init__(self, content: bytes) -> None:
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - slow to load, not always needed

        self._workbook = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))

    def worksheets(self) -> list[str]:
        """Names of the worksheets; charts and macro sheets are none."""
        self._about = {
            about.name: about for about in self._workbook.sheets_metadata if str(about.typ).endswith("WorkSheet")
        }
        return list(self._about)

    def read(self, name: str) -> _Raw:
        """The values of one worksheet."""
        sheet = _guarded(lambda: self._workbook.get_sheet_by_name(name))
        rows = _guarded(lambda: sheet.to_python(skip_empty_area=False))
        merged = _guarded(lambda: sheet.merged_cell_ranges) or []
        return _Raw(name, not str(self._about[name].visible).endswith(".Visible"), rows, merged)


def _guarded(read: Any) -> Any:
    """What the library gives; whatever goes wrong inside it is a fault of the file.

    A panic of the library is no ``Exception``, so everything is caught that is not somebody stopping the run.
    """
    try:
        return read()
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:
        raise FileFaultError("unreadable_file", "the workbook is damaged or one of its sheets is no table") from error


def _put_back(rows: Values, odd: Oddities) -> None:
    """Put back what the library reads as blank: read so, a broken end date would say 'still open'."""
    for (row, column), text in odd.texts.items():
        while len(rows) <= row:
            rows.append([])
        line = rows[row]
        line.extend([""] * (column + 1 - len(line)))
        line[column] = text
