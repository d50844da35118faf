"""Reading the XML of the SSDA903 return: one sheet a kind of record, its headings the names of the elements in it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from schemas.headers import normalise
from submissions.reading.known import KnownHeadings
from submissions.reading.limits import Deadline, Limits
from submissions.reading.sheet import Cells, Sheet
from submissions.reading.xml_walk import walk

#: Element that names the child in the return's XML; its CSV says CHILD.
_CHILD = "CHILDID"
#: Elements said once a child that a record of another kind takes over, as each table of the CSV repeats them.
_TAKEN_OVER = ("DOB",)


@dataclass
class _Element:
    """An element that is open.

    Attributes:
        name: Its name.
        texts: Pieces of text in it.
        leaves: Name and text of each element in it that holds no other.
        has_elements: Whether it holds any element.
        place: Its place among the elements of its name.
    """

    name: str
    texts: list[str] = field(default_factory=list)
    leaves: list[tuple[str, str]] = field(default_factory=list)
    has_elements: bool = False


class _Records:
    """The records found so far, by kind of element."""

    def __init__(self, keys: frozenset[str], limits: Limits) -> None:
        self.kinds: dict[str, list[dict[str, str]]] = {}
        self.twice: dict[str, set[int]] = {}
        self._keys = keys
        self._limits = limits
        self._open: list[_Element] = []
        self._of_one: list[dict[str, str]] = []

    def start(self, name: str, _: dict[str, str]) -> None:
        if self._open:
            self._open[-1].has_elements = True
        self._open.append(_Element(name))

    def text(self, piece: str) -> None:
        if self._open:
            self._open[-1].texts.append(piece)

    def end(self, _: str) -> None:
        element = self._open.pop()
        if not element.has_elements and self._open:
            self._open[-1].leaves.append((element.name, "".join(element.texts).strip()))
        elif any(text for _, text in element.leaves):
            self._add(element)
        if len(self._open) <= 1:
            self._share()

    def _add(self, element: _Element) -> None:
        records = self.kinds.setdefault(element.name, [])
        record: dict[str, str] = {}
        for name, text in element.leaves:
            if name in record:
                self.twice.setdefault(element.name, set()).add(len(records))
            record.setdefault(name, text)
        records.append(record)
        self._limits.check_rows(len(records))
        self._limits.check_columns(len(record))
        self._of_one.append(record)

    def _share(self) -> None:
        """Give the child's number to the child's records that do not say it; not where more than one child is named."""
        named = [
            (name, record)
            for record in self._of_one
            for name, text in record.items()
            if text and normalise(name) in self._keys
        ]
        if len({record[name] for name, record in named}) == 1:
            name, of_child = named[0]
            shared = {one: of_child[one] for one in (name, *_TAKEN_OVER) if one in of_child}
            for record in self._of_one:
                if not any(normalise(one) in self._keys for one in record):
                    record.update({one: text for one, text in shared.items() if one not in record})
        self._of_one = []


def read_records(content: bytes, name: str, limits: Limits, known: KnownHeadings) -> tuple[Sheet, ...]:
    """Read the bytes of an XML file.

    Args:
        content: The bytes.
        name: What findings call the file.
        limits: How much is read.
        known: Which headings name whom a record is about.

    Returns:
        One sheet a kind of record; ``source_rows`` count the records of the kind from 1.

    Raises:
        FileFaultError: When the file cannot be used as a whole.
    """
    found = _Records(known.keys | {normalise(_CHILD)}, limits)
    walk(content, found.start, found.end, found.text, Deadline(limits.seconds))
    return tuple(_sheet(kind, records, found.twice.get(kind, set()), name) for kind, records in found.kinds.items())


def _sheet(kind: str, records: list[dict[str, str]], twice: set[int], name: str) -> Sheet:
    headings = list(dict.fromkeys(heading for record in records for heading in record))
    columns: list[Cells] = []
    for heading in headings:
        column = np.empty(len(records), dtype=object)
        column[:] = [record.get(heading) or None for record in records]
        columns.append(column)
    faults = {}
    if twice:
        faults["field_count"] = np.isin(np.arange(len(records)), list(twice))
    rows = np.arange(1, len(records) + 1, dtype=np.int64)
    return Sheet(headings, columns, rows, faults=faults, file=name, worksheet=kind, heading_row=0)
