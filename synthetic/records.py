"""What the case system holds of one person, and what of it was on file on a given day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from schemas.extracts import EXTRACTS

Cell = str | int | float | bool | date | datetime | None
Cells = dict[str, Cell]

#: Columns of every extract, in the order of the data contract.
COLUMNS: dict[str, tuple[str, ...]] = {name: extract.column_names for name, extract in EXTRACTS.items()}
#: Columns that together name one row of a person.
_KEYS = {name: tuple(column for column in extract.key if column != "person_id") for name, extract in EXTRACTS.items()}


@dataclass(slots=True)
class Entry:
    """One row of one extract through time.

    Attributes:
        extract: The extract it belongs to.
        known: The day the row reached the case system.
        cells: Its cells as first recorded, by contract column.
        later: Corrections and additions in order: the day each became known, and the cells it changed.
    """

    extract: str
    known: date
    cells: Cells
    later: list[tuple[date, Cells]] = field(default_factory=list)

    def add(self, known: date, **cells: Cell) -> None:
        """Record that cells changed on a day; never before what is already known."""
        last = self.later[-1][0] if self.later else self.known
        self.later.append((max(known, last), cells))

    def on(self, day: date) -> Cells | None:
        """The row as it stood on a day, not to be changed; ``None`` when nobody had recorded it yet."""
        if self.known > day:
            return None
        if not self.later:
            return self.cells
        now = dict(self.cells)
        for known, cells in self.later:
            if known <= day:
                now.update(cells)
        return now


class CaseFile:
    """All rows of one person. A second row with the same key is refused, as a case system would refuse it."""

    def __init__(self, person_id: str, opened: date) -> None:
        self.person_id = person_id
        self.opened = opened
        self.entries: list[Entry] = []
        self._taken: set[tuple[Cell, ...]] = set()

    def add(self, extract: str, known: date, **cells: Cell) -> Entry | None:
        """Put a row on file, never earlier than the person's own.

        Args:
            extract: Name of the extract.
            known: Day the row reached the case system.
            **cells: The row without ``person_id``; columns left out are blank.

        Returns:
            The row, or ``None`` when that key is already on file.
        """
        identity = (extract, *(cells.get(column) for column in _KEYS[extract]))
        if identity in self._taken:
            return None
        self._taken.add(identity)
        entry = Entry(extract, max(known, self.opened), {"person_id": self.person_id, **cells})
        self.entries.append(entry)
        return entry

    def of(self, extract: str) -> list[Entry]:
        """The rows of one extract, in the order they were put on file."""
        return [entry for entry in self.entries if entry.extract == extract]

    def on(self, extract: str, day: date) -> list[Cells]:
        """The rows of one extract as they stood on a day."""
        return [cells for entry in self.of(extract) if (cells := entry.on(day)) is not None]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)
