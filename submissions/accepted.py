"""Problems a council has accepted with a reason: ``raw/<authority>/accepted.csv``.

One row a problem: ``finding_id``, ``reason``, ``accepted_by`` (a role), ``until`` (YYYY-MM-DD, blank for no end). A row
that cannot be used is told and accepts nothing; it never stops a run.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ACCEPTED_FILE = "accepted.csv"
_COLUMNS = ("finding_id", "reason", "accepted_by", "until")
_ID = re.compile(r"[0-9a-f]{16}")
_LONGEST = 400


@dataclass(frozen=True)
class Accepted:
    """One accepted problem.

    Attributes:
        finding_id: Its identifier.
        reason: Why it stays as it is.
        accepted_by: Who decided so, by role.
        until: Last day it is accepted; ``None`` for no end.
    """

    finding_id: str
    reason: str
    accepted_by: str
    until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is still accepted on that day."""
        return self.until is None or day <= self.until


@dataclass(frozen=True)
class AcceptedList:
    """What the file says.

    Attributes:
        accepted: By finding; of two rows about one problem the last speaks.
        problems: Rows that could not be used, by line, without their text.
    """

    accepted: dict[str, Accepted]
    problems: tuple[str, ...]


def read_accepted(path: Path) -> AcceptedList:
    """Read the file; one that is not there accepts nothing."""
    if not path.is_file():
        return AcceptedList({}, ())
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return AcceptedList({}, (f"{path.name} cannot be read. Save it as 'CSV UTF-8'.",))
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        return AcceptedList({}, (f"{path.name} lacks {', '.join(missing)}. Its columns are {', '.join(_COLUMNS)}.",))
    accepted: dict[str, Accepted] = {}
    problems: list[str] = []
    try:
        for row in reader:
            found = _accepted({name: (row[name] or "").strip() for name in _COLUMNS})
            if isinstance(found, str):
                problems.append(f"{path.name}, line {reader.line_num}: {found}")
            else:
                accepted[found.finding_id] = found
    except csv.Error:
        problems.append(f"{path.name}, after line {reader.line_num}: cannot be read as CSV. Export it again.")
    return AcceptedList(accepted, tuple(problems))


def _accepted(row: dict[str, str]) -> Accepted | str:
    """A row as an accepted problem, or what is wrong with it."""
    if not _ID.fullmatch(row["finding_id"].lower()):
        return "finding_id is not an issue's identifier. Copy it from the Issues sheet."
    if not row["reason"] or not row["accepted_by"]:
        return "reason and accepted_by must be filled."
    if len(row["reason"]) > _LONGEST or len(row["accepted_by"]) > _LONGEST:
        return f"reason and accepted_by may have {_LONGEST} characters."
    try:
        until = date.fromisoformat(row["until"]) if row["until"] else None
    except ValueError:
        return "until is not a date. Write YYYY-MM-DD, or leave it blank for no end."
    return Accepted(row["finding_id"].lower(), row["reason"], row["accepted_by"], until)
