"""Extracts that should have been here by now: what each council still owes for the quarter that is due."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from automation.arrivals import Known
from schemas.extracts import EXTRACTS, REQUIRED_EXTRACTS
from submissions.council import COUNCIL_FILE
from submissions.delivery import extracts_in
from submissions.discover import is_slug
from submissions.installation import Installation
from warehouse.calendar import Quarter, add_working_days, in_words, working_days_between


@dataclass(frozen=True)
class Owed:
    """What one council still owes for one quarter.

    Attributes:
        authority: Slug of the council.
        required: Extracts without which there are no results.
        expected: Further extracts, which it delivered for the quarter before.
    """

    authority: str
    required: tuple[str, ...]
    expected: tuple[str, ...]

    @property
    def words(self) -> str:
        """In one sentence."""
        parts = []
        if self.required:
            parts.append(f"{', '.join(self.required)} (no results without)")
        if self.expected:
            parts.append(f"{', '.join(self.expected)} (delivered for the quarter before)")
        return f"{self.authority}: {' and '.join(parts)}."


@dataclass(frozen=True)
class Overdue:
    """What is missing for the quarter that is due.

    Attributes:
        quarter: The newest quarter whose run is due.
        due: The day its run was due.
        reminder: 0 on the due day and until the first reminder, then 1, 2, ...
        owed: The councils that owe something.
    """

    quarter: Quarter
    due: date
    reminder: int
    owed: tuple[Owed, ...]

    @property
    def words(self) -> list[str]:
        """In sentences."""
        return [f"{self.quarter} was due on {in_words(self.due)}. Missing:", *(owed.words for owed in self.owed)]


def due_quarter(today: date, working_days: int) -> tuple[Quarter, date]:
    """The newest quarter whose run is due, and the day it was due.

    Args:
        today: The day.
        working_days: Working days after the end of a quarter before its run.
    """
    quarter = Quarter.containing(today).shift(-1)
    due = add_working_days(quarter.ends, working_days)
    if due > today:
        quarter = quarter.shift(-1)
        due = add_working_days(quarter.ends, working_days)
    return quarter, due


def overdue(raw: Path, today: date, installation: Installation, known: Known | None) -> Overdue:
    """What each council with a ``council.toml`` still owes for the quarter that is due.

    Files are looked for by name, not judged: what is wrong with them is the run's to say. A locked quarter owes nothing.

    Args:
        raw: The landing folder.
        today: The day.
        installation: When quarters are due, and how often reminders follow.
        known: Which quarters are locked.
    """
    quarter, due = due_quarter(today, installation.schedule.working_days_after_quarter_end)
    locked = known.locked if known else {}
    owed = []
    for council in sorted(raw.iterdir()) if raw.is_dir() else []:
        # Unlike Path.is_file, this is no error where the folder cannot be read.
        if not is_slug(council.name) or not os.path.isfile(council / COUNCIL_FILE):  # noqa: PTH113
            continue
        if (council.name, quarter.label) in locked:
            continue
        here = _extracts(council / quarter.label)
        before = _extracts(council / quarter.shift(-1).label)
        required = tuple(extract for extract in REQUIRED_EXTRACTS if extract not in here)
        expected = tuple(name for name in EXTRACTS if name in before - here and name not in required)
        if required or expected:
            owed.append(Owed(council.name, required, expected))
    waited = working_days_between(due, today)
    return Overdue(quarter, due, waited // installation.overdue.repeat_every_working_days, tuple(owed))


def _extracts(folder: Path) -> frozenset[str]:
    try:
        return extracts_in(folder)
    except OSError:
        # There is no folder; or what cannot be opened has not arrived in a usable way, and the doctor tells of it.
        return frozenset()
