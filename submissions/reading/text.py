"""From the bytes of a text file to its lines: encoding, separator and line ends."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass

from schemas.headers import normalise
from submissions.reading.known import KnownHeadings
from submissions.reading.sheet import FileFaultError

SEPARATORS = (",", ";", "\t", "|")
#: Stands for bytes that the encoding does not define.
UNDEFINED = "\ufffd"
#: Marks of UTF-32 begin like those of UTF-16, so they are looked for first.
_UTF_32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF_16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SAMPLE = 4096
#: Filled lines in which the heading is looked for when the separator is told.
_LINES_LOOKED_AT = 60


@dataclass(frozen=True)
class Text:
    """A decoded file.

    Attributes:
        text: All of it without a mark and without a line ``sep=``; where it has no quotation mark, parted by line feeds.
        separator: What parts its cells.
        lossy: Whether bytes may have been lost because the encoding does not define them.
        lines_before: Lines that stand before the text: 1 after a line ``sep=``.
    """

    text: str
    separator: str
    lossy: bool
    lines_before: int = 0


def read_text(content: bytes, known: KnownHeadings) -> Text:
    """Decode a file and find its separator.

    Raises:
        FileFaultError: When the encoding cannot be told.
    """
    text, lossy = decode(content)
    # A line break inside a quoted cell stays as it is; without quotation marks there is none.
    if "\r" in text and '"' not in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    first, rest = _first_line(text)
    said = first.strip().strip('"').lower()
    if said.startswith("sep=") and len(said) <= len("sep=x") and first.strip().strip('"')[4:5] in ("", *SEPARATORS):
        # "sep=<tab>" loses its tab when it is stripped.
        return Text(rest, first.strip().strip('"')[4:5] or "\t", lossy, 1)
    return Text(text, _separator(text, known), lossy)


def decode(content: bytes) -> tuple[str, bool]:
    """The text, and whether bytes may have been lost because its encoding does not define them.

    Raises:
        FileFaultError: ``utf16_file`` for UTF-32 and for UTF-16 without its mark.
    """
    start = content[:_SAMPLE]
    mark = next((mark for mark in _UTF_16_MARKS if start.startswith(mark)), None)
    if start.startswith(_UTF_32_MARKS) or (mark is None and _looks_like_utf_16(start)):
        raise FileFaultError("utf16_file")
    if mark is not None:
        return content[len(mark) :].decode(_UTF_16_MARKS[mark], errors="replace"), True
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8"), False
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), True


def _looks_like_utf_16(start: bytes) -> bool:
    """Whether every second byte of the beginning is NUL, as UTF-16 without its mark has it for English text."""
    if len(start) < 4:
        return False
    return any(half.count(0) > 0.9 * len(half) for half in (start[0::2], start[1::2]))


def _first_line(text: str) -> tuple[str, str]:
    """The first line, and what stands behind its end."""
    line = next(io.StringIO(text[:_SAMPLE], newline=""), "")
    return line.rstrip("\r\n"), text[len(line) :]


def cells_of(line: str, separator: str) -> list[str]:
    """The cells of one line that stands by itself."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)


def _separator(text: str, known: KnownHeadings) -> str:
    """The separator under which a line has most known headings; else the one that most evenly parts the lines."""
    lines = [
        line for line in text[: 200 * _SAMPLE].split("\n", 4 * _LINES_LOOKED_AT)[: 4 * _LINES_LOOKED_AT] if line.strip()
    ]
    lines = lines[:_LINES_LOOKED_AT]
    best, most = ",", 0
    for separator in SEPARATORS:
        for line in lines:
            if separator in line:
                found = sum(normalise(cell) in known.headings for cell in cells_of(line, separator))
                if found > most:
                    best, most = separator, found
    if most:
        return best
    for separator in SEPARATORS:
        counts = [len(cells_of(line, separator)) for line in lines]
        widths = [count for count in counts if count > 1]
        if widths:
            usual = max(set(widths), key=widths.count)
            even = (widths.count(usual), usual)
            if (best, most) == (",", 0) or even > (most, 0):
                best, most = separator, widths.count(usual)
    return best
