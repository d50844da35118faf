"""Extracts that should have been here by now: what each council still owes for the quarter that is due."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from automation.arrivals import Known
from submissions.council import COUNCIL_FILE
from submissions.discover import is_slug
from submissions.installation import Installation
from submissions.owed import Owed, owed_by
from warehouse.calendar import Quarter, add_working_days, in_words, working_days_between


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
        owes = owed_by(council, quarter)
        if owes.required or owes.expected:
            owed.append(owes)
    waited = working_days_between(due, today)
    return Overdue(quarter, due, waited // installation.overdue.repeat_every_working_days, tuple(owed))
