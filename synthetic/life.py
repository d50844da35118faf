"""One invented person's life as the generator walks through it: who, what is on file, and from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .chance import Chance
from .people import Period, Person
from .records import CaseFile, Cell, Entry


@dataclass(frozen=True, slots=True)
class Life:
    """What every part of the generator needs to put a person's records on file.

    Attributes:
        chance: The person's own stream.
        person: The person.
        file: Where the records go.
        since: First day for which the case system holds events.
        horizon: Last day anything has happened.
    """

    chance: Chance
    person: Person
    file: CaseFile
    since: date
    horizon: date

    def put(self, extract: str, happened: date, **cells: Cell) -> Entry | None:
        """Put a row on file, recorded as promptly or as late as people do; ``None`` when its key is taken."""
        return self.file.add(extract, self.chance.recorded(happened), **cells)

    def leaving(self) -> list[tuple[date, date | None]]:
        """First day and end (``None`` = open) of each stretch on the leaving-care roster after care."""
        return [
            (start, end if isinstance(end, date) else None)
            for cells in self.file.on("care_leaver_roster", self.horizon)
            if cells["eligibility"] != "eligible" and isinstance(start := cells["start_date"], date)
            for end in (cells["end_date"],)
        ]

    def stays(self) -> Iterator[tuple[Period, date]]:
        """Each period of care with the last day on which something in it can have happened."""
        for period in self.person.periods:
            last = self.horizon if period.end is None else min(period.end - timedelta(days=1), self.horizon)
            yield period, last
