"""What the case system holds of one person, and what of it was on file on a given day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None
Cells = dict[str, Cell]

#: Columns of every extract, in the order of the data contract (docs/data-contract.md, section 2).
COLUMNS: dict[str, tuple[str, ...]] = {
    "children": (
        "person_id", "date_of_birth", "sex", "ethnicity", "upn", "disability_codes", "uasc", "uasc_end_date",
        "parent", "team",
    ),
    "care_episodes": (
        "person_id", "episode_start", "reason_new_episode", "legal_status", "category_of_need", "placement_type",
        "placement_provider", "episode_end", "reason_episode_ceased", "reason_placement_change",
        "placement_distance_miles", "placement_authority", "urn",
    ),
    "health_assessments": (
        "person_id", "assessment_type", "status", "requested_date", "appointment_date", "completed_date",
        "report_returned_date", "done_out_of_area",
    ),
    "health_checks": ("person_id", "check_type", "check_date", "outcome"),
    "sdqs": ("person_id", "recorded_date", "completed_by", "score", "reason_not_completed"),
    "missing_episodes": (
        "person_id", "episode_type", "started_at", "ended_at", "interview_offered_date", "interview_declined",
        "interview_held_at",
    ),
    "reviews": ("person_id", "due_date", "held_date", "status", "participation_code"),
    "care_leaver_roster": ("person_id", "eligibility", "start_date", "end_date", "closure_reason", "team"),
    "pathway_plans": ("person_id", "event_type", "event_date", "authorised"),
    "care_leaver_contacts": ("person_id", "contact_date", "method", "two_way", "in_touch"),
    "eet_status": ("person_id", "status_date", "activity_code", "provider", "hours"),
    "accommodation": ("person_id", "status_date", "accommodation_code", "suitability", "unsuitable_reason"),
    "worker_allocations": ("person_id", "worker_id", "role", "start_date", "end_date"),
    "commentary": ("indicator_id", "what_it_shows", "why", "action", "lead", "by_when"),
}  # fmt: skip


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
        """The row as it stood on a day, or ``None`` when nobody had recorded it yet."""
        if self.known > day:
            return None
        now = dict(self.cells)
        for known, cells in self.later:
            if known <= day:
                now.update(cells)
        return now


class CaseFile:
    """All rows of one person. A second row with the same identity is refused, as a case system would refuse it."""

    def __init__(self, person_id: str, opened: date) -> None:
        self.person_id = person_id
        self.opened = opened
        self.entries: list[Entry] = []
        self._taken: set[tuple[Cell, ...]] = set()

    def add(self, extract: str, known: date, *identity: Cell, **cells: Cell) -> Entry | None:
        """Put a row on file, never earlier than the person's own.

        Args:
            extract: Name of the extract.
            known: Day the row reached the case system.
            *identity: What makes the row unlike the person's others in that extract.
            **cells: The row without ``person_id``.

        Returns:
            The row, or ``None`` when that identity is already on file.
        """
        if (extract, *identity) in self._taken:
            return None
        self._taken.add((extract, *identity))
        entry = Entry(extract, max(known, self.opened), {"person_id": self.person_id, **cells})
        self.entries.append(entry)
        return entry

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)
