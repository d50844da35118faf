"""What one council still owes for one quarter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from schemas.extracts import EXTRACTS, REQUIRED_EXTRACTS
from submissions.delivery import extracts_in
from warehouse.calendar import Quarter


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


def owed_by(council: Path, quarter: Quarter) -> Owed:
    """What a council owes: what nothing can be counted without, and what it delivered for the quarter before.

    Files are looked for by name, not judged: what is wrong with them is a run's to say.

    Args:
        council: Its folder of the landing folder.
        quarter: The quarter.
    """
    here = _extracts(council / quarter.label)
    before = _extracts(council / quarter.shift(-1).label)
    required = tuple(extract for extract in REQUIRED_EXTRACTS if extract not in here)
    return Owed(
        council.name, required, tuple(name for name in EXTRACTS if name in before - here and name not in required)
    )


def _extracts(folder: Path) -> frozenset[str]:
    try:
        return extracts_in(folder)
    except OSError:
        # There is no folder; or what cannot be opened has not arrived in a usable way, and the doctor tells of it.
        return frozenset()
