"""Reading XLSX: the values of the first sheet; formulas, macros and links are never executed or followed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

import numpy as np

from submissions.reading.sheet import Cells, FileFaultError, Mask, Sheet

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: What the library raises, between them, for an archive or a part of it that was damaged on its way.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    StopIteration,
    ValueError,
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)([0-9]+)"[^>]*>')
_FIRST_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")


def read_xlsx(content: bytes) -> Sheet | None:
    """Read the bytes of an Excel workbook.

    Returns:
        The records of the first sheet, or ``None`` when it holds not even a header.

    Raises:
        FileFaultError: When the file cannot be used as a whole.
    """
    first_sheet = _first_sheet_xml(content)
    rows = _values(content)
    if first_sheet is not None:
        _put_error_values(rows, first_sheet)
    filled = (place for place, row in enumerate(rows) if any(_text(value) for value in row))
    header_place = next(filled, None)
    if header_place is None:
        return None
    places = list(filled)
    headings = [(_text(value) or "").strip() for value in rows[header_place]]
    columns: list[Cells] = []
    numeric: dict[int, Mask] = {}
    fractional: dict[int, Mask] = {}
    for position in range(len(headings)):
        values = [rows[place][position] for place in places]
        column = np.empty(len(values), dtype=object)
        column[:] = [_text(value) for value in values]
        columns.append(column)
        numbers = [isinstance(value, (int, float)) and not isinstance(value, bool) for value in values]
        if any(numbers):
            numeric[position] = np.array(numbers, dtype=np.bool_)
            fractional[position] = numeric[position] & np.array(
                [isinstance(value, float) and not value.is_integer() for value in values], dtype=np.bool_
            )
    while headings and not headings[-1] and all(cell is None for cell in columns[-1]):
        headings.pop()
        columns.pop()
    return Sheet(
        headings=headings,
        columns=columns,
        source_rows=np.array(places, dtype=np.int64) + 1,
        numeric=numeric,
        fractional=fractional,
    )


def _first_sheet_xml(content: bytes) -> bytes | None:
    """Check that the file is an Excel workbook; the XML of its first sheet when that sheet holds error values."""
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise FileFaultError("encrypted_file")
        raise FileFaultError("wrong_file_type", "an old Excel workbook (.xls)")
    if not content.startswith(b"PK"):
        raise FileFaultError("wrong_file_type", "not an Excel workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise FileFaultError("encrypted_file")
            if "xl/workbook.xml" not in archive.namelist():
                raise FileFaultError("wrong_file_type", "another kind of zip archive")
            xml = archive.read(first_sheet_path(archive))
    except FileFaultError:
        raise
    except _DAMAGED as error:
        raise FileFaultError("unreadable_file", "the workbook is damaged") from error
    return xml if b't="e"' in xml else None


def first_sheet_path(archive: zipfile.ZipFile) -> str:
    """Name of the part that holds a workbook's first sheet."""
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter()
    first = next(element.get(_RELATIONSHIP) for element in sheets if element.tag.endswith("}sheet"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")).iter()
    target = next(link.get("Target", "") for link in links if link.get("Id") == first)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _values(content: bytes) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - slow to load, not always needed

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows: list[list[Any]] = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise FileFaultError("unreadable_file", "the workbook is damaged or its first sheet is no table") from error
    return rows


def _put_error_values(rows: list[list[Any]], xml: bytes) -> None:
    """Put Excel's error values (#N/A, #REF!) back: read as blank, a broken end date would say 'still open'."""
    for cell in _ERROR_CELL.finditer(xml):
        row, column = int(cell[2]) - 1, _column_number(cell[1].decode()) - 1
        value = _FIRST_VALUE.search(xml, cell.end())
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = value[1].decode("utf-8", errors="replace") if value else "#ERROR"


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _text(value: Any) -> str | None:
    """A cell as text: numbers without needless decimals, dates as YYYY-MM-DD, midnight without a time of day."""
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        # Excel stores a time as a fraction of a day, which may miss the second by a hair.
        whole = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        return whole.date().isoformat() if whole.time() == time() else whole.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return None if value is None else str(value)
