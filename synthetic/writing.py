"""Submission files as councils deliver them: CSV in several dialects, and workbooks with true dates.

Same rows, same bytes: workbooks are packed again without the moment of writing that the format carries.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from .records import COLUMNS, Cell

#: The moment every packed file of a workbook carries.
_STILL = (2018, 4, 1, 0, 0, 0)
_STILL_TEXT = "2018-04-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one extract is delivered.

    Attributes:
        suffix: ``.csv`` or ``.xlsx``.
        encoding: Encoding of a CSV file.
        slashes: Whether dates read 31/03/2018 rather than 2018-03-31.
        yes_no: The texts for yes and no.
        headings: Headings that differ from the contract column.
        unknown_column: Heading and text of a further column the contract does not know, always the last.
        trailing_blanks: Blank records at the end.
    """

    suffix: str = ".csv"
    encoding: str = "utf-8"
    slashes: bool = False
    yes_no: tuple[str, str] = ("Y", "N")
    headings: tuple[tuple[str, str], ...] = ()
    unknown_column: tuple[str, str] | None = None
    trailing_blanks: int = 0

    def header(self, extract: str) -> list[str]:
        """The headings of an extract in order."""
        known = dict(self.headings)
        names = [known.get(column, column) for column in COLUMNS[extract]]
        return names if self.unknown_column is None else [*names, self.unknown_column[0]]


class Sink(Protocol):
    """A file being written, one row of cells at a time."""

    def write(self, row: Sequence[Cell]) -> None:
        """Add a row; cells stand in contract order, text cells are written as they are."""

    def close(self) -> Path:
        """Finish the file and say where it is."""


def open_sink(folder: Path, extract: str, dialect: Dialect) -> Sink:
    """Start the file of an extract in a submission folder."""
    path = folder / f"{extract}{dialect.suffix}"
    return _Worksheet(path, extract, dialect) if dialect.suffix == ".xlsx" else _Csv(path, extract, dialect)


class _Csv:
    def __init__(self, path: Path, extract: str, dialect: Dialect) -> None:
        self._path, self._dialect = path, dialect
        self._file = path.open("w", encoding=dialect.encoding, newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._width = len(dialect.header(extract))
        self._day = "%d/%m/%Y" if dialect.slashes else "%Y-%m-%d"
        self._writer.writerow(dialect.header(extract))

    def write(self, row: Sequence[Cell]) -> None:
        texts = [self._text(cell) for cell in row]
        if self._dialect.unknown_column is not None and len(texts) == self._width - 1:
            texts.append(self._dialect.unknown_column[1])
        self._writer.writerow(texts)

    def _text(self, cell: Cell) -> str:
        if cell is None:
            return ""
        if isinstance(cell, str):
            return cell
        if isinstance(cell, bool):
            return self._dialect.yes_no[0 if cell else 1]
        if isinstance(cell, datetime):
            return f"{cell:{self._day} %H:%M}"
        if isinstance(cell, date):
            return f"{cell:{self._day}}" if self._dialect.slashes else cell.isoformat()
        return str(cell)

    def close(self) -> Path:
        for _ in range(self._dialect.trailing_blanks):
            self._writer.writerow([""] * self._width)
        self._file.close()
        return self._path


class _Worksheet:
    def __init__(self, path: Path, extract: str, dialect: Dialect) -> None:
        self._path, self._dialect = path, dialect
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet(extract)
        self._sheet.append(dialect.header(extract))

    def write(self, row: Sequence[Cell]) -> None:
        self._sheet.append([self._cell(cell) for cell in row])

    def _cell(self, cell: Cell) -> object:
        if isinstance(cell, bool):
            return self._dialect.yes_no[0 if cell else 1]
        if isinstance(cell, date):
            made = WriteOnlyCell(self._sheet)
            made.value = cell
            made.number_format = "dd/mm/yyyy hh:mm" if isinstance(cell, datetime) else "dd/mm/yyyy"
            return made
        return cell

    def close(self) -> Path:
        for _ in range(self._dialect.trailing_blanks):
            self._sheet.append([""])
        packed = io.BytesIO()
        self._book.save(packed)
        _write_still(packed, self._path)
        return self._path


def _write_still(packed: io.BytesIO, path: Path) -> None:
    """Write a workbook with every trace of the moment of writing replaced by a fixed one."""
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _with_still_times(content.decode()).encode()
            target.writestr(zipfile.ZipInfo(name, _STILL), content, zipfile.ZIP_DEFLATED)


def _with_still_times(properties: str) -> str:
    """The document properties with both of their times fixed."""
    for tag in ("dcterms:created", "dcterms:modified"):
        start = properties.find(f"<{tag}")
        if start >= 0:
            inside = properties.index(">", start) + 1
            end = properties.index(f"</{tag}>", inside)
            properties = properties[:inside] + _STILL_TEXT + properties[end:]
    return properties
