"""A workbook opened for checking: as openpyxl reads it, and part by part for what openpyxl does not show."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from exports.words import AS_RECORDED, WORKING_LISTS

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        check: Number of the check, 1 to 17.
        sheet: On which sheet; empty for the workbook as a whole.
        cell: In which cell or range; empty where none is meant.
        what: What is wrong.
        remedy: What to do about it.
    """

    check: int
    sheet: str
    cell: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.sheet, self.cell) if part) or "Workbook"
        return f"Check {self.check}, {place}: {self.what} {self.remedy}"


@dataclass(frozen=True)
class Opened:
    """The workbook and its parts by path.

    Attributes:
        workbook: As openpyxl reads it.
        parts: Every file inside it.
        is_restricted: Whether it is a workbook for named officers.
    """

    workbook: Workbook
    parts: dict[str, bytes]
    is_restricted: bool = False

    @property
    def sheets(self) -> list[Worksheet]:
        """Worksheets in order."""
        return [sheet for sheet in self.workbook.worksheets if isinstance(sheet, Worksheet)]

    def is_working_list(self, sheet: Worksheet) -> bool:
        """Whether the sheet is a list officers filter on screen."""
        return self.is_restricted and sheet.title in WORKING_LISTS

    def as_recorded(self, sheet: Worksheet) -> set[int]:
        """Columns, from 1, whose cells are identifiers or stand as they were received."""
        if not self.is_restricted:
            return set()
        return {
            column
            for table in tables_of(sheet)
            for column in range(bounds(table)[0], bounds(table)[2] + 1)
            if sheet.cell(bounds(table)[1], column).value in AS_RECORDED
        }

    def xml(self, path: str) -> ElementTree.Element:
        """One part, parsed."""
        return ElementTree.fromstring(self.parts[path])

    def relations(self, path: str) -> dict[str, str]:
        """Relation id -> path of the part it leads to, for links inside the file."""
        folder, name = posixpath.split(path)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self.parts:
            return {}
        return {
            found.attrib["Id"]: posixpath.normpath(posixpath.join("/", folder, found.attrib["Target"])).lstrip("/")
            for found in self.xml(relations).iter(_RELATIONS)
            if found.get("TargetMode") != "External"
        }

    def sheet_paths(self) -> dict[str, str]:
        """Sheet name -> its part."""
        targets = self.relations("xl/workbook.xml")
        return {
            sheet.attrib["name"]: targets[sheet.attrib[f"{_OFFICE}id"]]
            for sheet in self.xml("xl/workbook.xml").iter(f"{_MAIN}sheet")
        }


Check = Callable[[Opened], Iterator[Problem]]


def open_workbook(file: Path | bytes, *, is_restricted: bool = False) -> Opened:
    """Open a workbook for checking.

    Args:
        file: Where it is, or its bytes.
        is_restricted: Whether it is a workbook for named officers.

    Raises:
        ValueError: When it is not an ``.xlsx`` file.
    """
    data = file if isinstance(file, bytes) else file.read_bytes()
    name = "The file" if isinstance(file, bytes) else file.name
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = {entry: archive.read(entry) for entry in archive.namelist()}
        workbook = load_workbook(io.BytesIO(data))
    except (BadZipFile, KeyError) as error:
        raise ValueError(f"{name} is not an .xlsx workbook. Save it as .xlsx and check it again.") from error
    return Opened(workbook, parts, is_restricted)


def filled_cells(sheet: Worksheet) -> Iterator[Cell]:
    """Cells that hold something, row by row."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.value is not None:
                yield cell


def tables_of(sheet: Worksheet) -> list[Table]:
    """The marked-up tables of a sheet."""
    return list(sheet.tables.values())


def introduction(sheet: Worksheet) -> list[str]:
    """Text in column A above the first table; of a sheet without one, all of column A."""
    tables = tables_of(sheet)
    last = bounds(tables[0])[1] - 1 if tables else sheet.max_row
    return [str(sheet.cell(row, 1).value) for row in range(1, last + 1) if sheet.cell(row, 1).value is not None]


def bounds(table: Table) -> tuple[int, int, int, int]:
    """First column, first row (of headings), last column and last row of a table, from 1."""
    left, top, right, bottom = range_boundaries(table.ref)
    if left is None or top is None or right is None or bottom is None:
        raise ValueError(f"Table '{table.displayName}' spans whole rows or columns. Give it a range such as A5:C9.")
    return left, top, right, bottom


def table_cells(sheet: Worksheet) -> Iterator[tuple[str, Cell | MergedCell]]:
    """Heading and cell for each cell under the headings of the sheet's tables."""
    for table in tables_of(sheet):
        left, top, right, bottom = bounds(table)
        for row in range(top + 1, bottom + 1):
            for column in range(left, right + 1):
                yield str(sheet.cell(top, column).value), sheet.cell(row, column)


def heading_rows(sheet: Worksheet) -> set[int]:
    """Rows of the tables that are a heading over those that follow: one bold cell in the first column, and no other."""
    found = set()
    for table in tables_of(sheet):
        left, top, right, bottom = bounds(table)
        for row in range(top + 1, bottom + 1):
            first, *others = (sheet.cell(row, column) for column in range(left, right + 1))
            if others and first.value is not None and first.font.b and all(cell.value is None for cell in others):
                found.add(row)
    return found
