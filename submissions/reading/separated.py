"""Reading CSV: UTF-8 or Windows-1252, comma separated, RFC 4180 quoting."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

import numpy as np

from submissions.reading.sheet import Cells, FileFaultError, Mask, Sheet

#: Stands for a byte Windows-1252 does not define; no Windows-1252 byte decodes to it.
_UNDEFINED = "\ufffd"
#: Shown in landing instead of a NUL byte, which neither JSON nor a database column holds well.
_NUL_SHOWN = "\u2400"
_UTF_16_32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE = 4096


def read_csv(content: bytes) -> Sheet | None:
    """Read the bytes of a CSV file.

    Returns:
        The records, or ``None`` when the file holds not even a header.

    Raises:
        FileFaultError: When the file cannot be used as a whole.
    """
    _refuse_other_formats(content)
    text, lossy = decode(content)
    # A cell may be as long as the file; the library's own limit would reject rows for their length.
    csv.field_size_limit(max(len(text), 131_072))
    found = records(text)
    for _, header, _ in found:
        if header is None:
            raise FileFaultError("unreadable_file", "the quotation marks of the header do not match")
        if is_filled(header):
            return _assemble([heading.strip() for heading in header], found, lossy)
    return None


def _refuse_other_formats(content: bytes) -> None:
    start = content[:_SAMPLE]
    if start.startswith(b"PK\x03\x04"):
        raise FileFaultError("wrong_file_type", "an Excel workbook or a zip archive")
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise FileFaultError("wrong_file_type", "an old or encrypted Excel workbook")
    if start.startswith(b"%PDF-"):
        raise FileFaultError("wrong_file_type", "a PDF")
    if (
        start.removeprefix(codecs.BOM_UTF8)
        .lstrip()[:64]
        .lower()
        .startswith((b"<html", b"<!doctype", b"<?xml", b"<table"))
    ):
        raise FileFaultError("wrong_file_type", "a web page or XML")
    if start.startswith(_UTF_16_32_MARKS) or _looks_like_utf_16(start):
        raise FileFaultError("utf16_file")


def _looks_like_utf_16(start: bytes) -> bool:
    """Whether every second byte of the beginning is NUL, as UTF-16 without its mark has it for English text."""
    if len(start) < 4:
        return False
    return any(half.count(0) > 0.9 * len(half) for half in (start[0::2], start[1::2]))


def decode(content: bytes) -> tuple[str, bool]:
    """The text, and whether bytes may have been lost because Windows-1252 does not define them."""
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8"), False
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), True


class _Lines:
    """The lines of a text, remembering those read since the last record began."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.seen: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.seen.append(line)
        return line


def records(text: str) -> Iterator[tuple[int, list[str] | None, str]]:
    """Position (the first record is 1), fields (``None`` when the quoting is broken) and raw text with its line end."""
    lines = _Lines(text)
    reader = csv.reader(lines, strict=True)
    position = 0
    while True:
        position += 1
        lines.seen.clear()
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                raise FileFaultError(
                    "unreadable_file", f"the quotation mark opened in record {position} is never closed"
                ) from None
            yield position, None, "".join(lines.seen)
        else:
            yield position, record, "".join(lines.seen)


def is_filled(record: list[str]) -> bool:
    """Whether any cell of a record is not blank."""
    return any(cell and not cell.isspace() for cell in record)


def _assemble(headings: list[str], records: Iterator[tuple[int, list[str] | None, str]], lossy: bool) -> Sheet:
    width = len(headings)
    rows: list[list[str]] = []
    numbers: list[int] = []
    faults: dict[str, list[int]] = {}
    surplus: dict[int, dict[str, str]] = {}
    header_position = 0
    for position, record, raw in records:
        # The iterator goes on behind the header, whose own position is that of the record before the first row.
        header_position = header_position or position - 1
        if record is not None and not is_filled(record):
            continue
        broken, given = _whole_row_faults(record, raw, width, lossy)
        for rule in broken:
            faults.setdefault(rule, []).append(len(rows))
        if record is None:
            surplus[len(rows)] = {"unreadable record": given[0]}
            given = []
        elif len(given) > width:
            labels = (f"column {number}" for number in range(width + 1, len(given) + 1))
            surplus[len(rows)] = {label: cell for label, cell in zip(labels, given[width:], strict=True) if cell}
        rows.append([*given[:width], *[""] * (width - len(given))])
        numbers.append(position - header_position + 1)
    return Sheet(
        headings=headings,
        columns=_columns(rows, width),
        source_rows=np.array(numbers, dtype=np.int64),
        faults={rule: _mask(places, len(rows)) for rule, places in faults.items()},
        surplus=surplus,
        separator_hint=_separator_hint(headings),
    )


def _whole_row_faults(record: list[str] | None, raw: str, width: int, lossy: bool) -> tuple[list[str], list[str]]:
    """The rules a record breaks as a whole, and its cells fit for landing (its raw text when it has no cells)."""
    broken = []
    cells = [raw.rstrip("\r\n")] if record is None else record
    if record is None:
        broken.append("broken_quoting")
    elif len(record) != width:
        broken.append("field_count")
    if any("\0" in cell for cell in cells):
        broken.append("nul_byte")
        cells = [cell.replace("\0", _NUL_SHOWN) for cell in cells]
    if lossy and any(_UNDEFINED in cell for cell in cells):
        broken.append("undefined_bytes")
    return broken, cells


def _columns(rows: list[list[str]], width: int) -> list[Cells]:
    columns = []
    for cells in zip(*rows, strict=True) if rows else [()] * width:
        column = np.empty(len(cells), dtype=object)
        column[:] = [cell if cell and not cell.isspace() else None for cell in cells]
        columns.append(column)
    return columns


def _mask(places: list[int], length: int) -> Mask:
    mask = np.zeros(length, dtype=np.bool_)
    mask[places] = True
    return mask


def _separator_hint(headings: list[str]) -> str:
    if len(headings) == 1:
        for separator, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if separator in headings[0]:
                return f" The file seems to be separated by {word}; it must be separated by commas."
    return ""
