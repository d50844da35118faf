"""Reading separated text (CSV, TSV and the like), every physical line accounted for.

Where no quotation mark stands in the file, whole stretches of it are split at once; a file with quotation marks goes
through the library's reader, and only records over several lines are looked at one by one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np

from submissions.reading.body import Body
from submissions.reading.heading import ROWS_LOOKED_AT, find_heading, set_foot_aside, whole_headings
from submissions.reading.known import KnownHeadings
from submissions.reading.limits import Deadline, Limits
from submissions.reading.sheet import Aside, FileFaultError, Sheet
from submissions.reading.text import Text, read_text

#: Characters that are split at once, and records that are read at once.
_STRETCH = 16_000_000
_BATCH = 100_000
#: Records of a text that are looked through for its heading; most may be blank.
_LOOKED_AT = 5 * ROWS_LOOKED_AT
#: In a table this narrow a comma in prose makes a line that looks like a record.
_NARROW = 3
_ABOVE = "above the headings"


class Record(NamedTuple):
    """One record of a text.

    Attributes:
        cells: Its cells, ``None`` where the quotation marks do not tell them apart.
        lines: The physical lines it stands on, each with its end.
    """

    cells: list[str] | None
    lines: list[str]


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


def records(text: str, separator: str) -> Iterator[Record]:
    """Every record of a text, blank ones too, with the lines it stands on.

    A quotation mark that is opened and never closed makes one record of all the lines behind it, whose cells are unknown.

    Args:
        text: The text.
        separator: What parts cells.
    """
    # A cell may be as long as the file; the library's own limit would reject rows for their length.
    csv.field_size_limit(max(len(text), 131_072))
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        lines.seen.clear()
        cells: list[str] | None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        yield Record(cells, list(lines.seen))


def read_separated(content: bytes, name: str, limits: Limits, known: KnownHeadings) -> Sheet | None:
    """Read the bytes of a separated text.

    Args:
        content: The bytes.
        name: What findings call the file.
        limits: How much is read.
        known: Headings by which the heading row is found.

    Returns:
        The records, or ``None`` when the file holds not even a heading.

    Raises:
        FileFaultError: When the file cannot be used as a whole.
    """
    deadline = Deadline(limits.seconds)
    text = read_text(content, known)
    top = list(islice(records(text.text, text.separator), _LOOKED_AT))
    place = find_heading([record.cells or [] for record in top], known)
    if place is None:
        if any(record.cells is None for record in top):
            raise FileFaultError("unreadable_file", "the quotation marks of the header do not match")
        return None
    headings, last = whole_headings([record.cells or [] for record in top], place, known)
    limits.check_columns(len(headings))
    above = [line for record in top[: last + 1] for line in record.lines]
    body = Body(len(headings), text.lossy, text.separator)
    swallowed = _read_body(text, above, body, limits, deadline)
    _mark_cut_off(text.text, body)
    sheet = Sheet(
        headings=headings,
        columns=body.columns(),
        source_rows=body.positions(),
        faults=body.faults(),
        surplus=body.surplus,
        file=name,
        heading_row=place + 1 + text.lines_before,
        lines=body.lines() + text.lines_before,
        given=body.given(),
        width=body.width,
        swallowed=tuple(swallowed),
        aside=tuple(
            Aside(number - place + 1, _ABOVE)
            for number, record in enumerate(top[:place])
            if record.cells is None or any(cell.strip() for cell in record.cells)
        ),
    )
    return set_foot_aside(sheet, known).without_blank_columns()


def _read_body(text: Text, above: list[str], body: Body, limits: Limits, deadline: Deadline) -> list[tuple[int, int]]:
    """Read everything behind the lines of the headings; positions of the first and last line of each swallowing quote."""
    rest = text.text[sum(map(len, above)) :]
    if '"' in rest:
        return _read_quoted(rest, text.separator, len(above), body, limits, deadline)
    position, line, begin = 2, len(above) + 1, 0
    while begin < len(rest):
        end = rest.find("\n", begin + _STRETCH)
        stretch = rest[begin : end if end >= 0 else len(rest)]
        begin = begin + len(stretch) + 1
        lines = stretch.split("\n")
        if begin > len(rest) and not lines[-1]:
            lines.pop()  # the end of the last line is no line
        body.add_lines(lines, position, line)
        position, line = position + len(lines), line + len(lines)
        limits.check_rows(body.length)
        deadline.check()
    return []


def _read_quoted(
    text: str, separator: str, above: int, body: Body, limits: Limits, deadline: Deadline
) -> list[tuple[int, int]]:
    swallowed: list[tuple[int, int]] = []
    found = records(text, separator)
    position, line = 2, above + 1
    while batch := list(islice(found, _BATCH)):
        cells: list[list[str]] = []
        places: list[int] = []
        firsts: list[int] = []
        lasts: list[int] = []
        for record in batch:
            many = len(record.lines)
            if record.cells is not None and (many == 1 or not _swallows(record, separator, body.width)):
                cells.append(record.cells)
                places.append(position)
                firsts.append(line)
                lasts.append(line + many - 1)
                position += 1
            else:
                body.add_records(cells, places, firsts, lasts)
                cells, places, firsts, lasts = [], [], [], []
                position = _take_unreadable(record, separator, body, position, line, swallowed)
            line += many
        body.add_records(cells, places, firsts, lasts)
        limits.check_rows(body.length)
        deadline.check()
    return swallowed


def _take_unreadable(
    record: Record, separator: str, body: Body, position: int, line: int, swallowed: list[tuple[int, int]]
) -> int:
    """Set the lines of a record aside whose cells cannot be trusted; the position of the record behind it."""
    many = len(record.lines)
    if many == 1 or not _swallows(record, separator, body.width):
        body.add_unreadable("".join(record.lines).rstrip("\r\n"), "broken_quoting", position, line, line + many - 1)
        return position + 1
    for number, text in enumerate(record.lines):
        if text.strip():
            body.add_unreadable(text.rstrip("\r\n"), "swallowed_line", position + number, line + number, line + number)
    swallowed.append((position, position + many - 1))
    return position + many


def _swallows(record: Record, separator: str, width: int) -> bool:
    """Whether a line inside a record looks like a record itself: it has as many separators as the headings."""
    if width < 2:
        return False
    # Where the cells are told apart, only what stands inside one of them was swallowed.
    inside = record.lines[1:]
    if record.cells is not None:
        inside = [line for cell in record.cells for line in cell.splitlines()[1:]]
    prose = f"{separator} " if width <= _NARROW else None
    return any(text.count(separator) == width - 1 and not (prose and prose in text) for text in inside)


def _mark_cut_off(text: str, body: Body) -> None:
    """Mark a last line without its end and without all its cells, where no other line lacks any: the file was cut off."""
    given = body.given()
    if given is None or text.endswith(("\n", "\r")) or not body.length:
        return
    short = np.flatnonzero(given < body.width)
    if short.tolist() == [body.length - 1] and body.length > 1:
        body.mark("field_count", body.length - 1)
