"""Numbering notes as they are first met, so that every marker leads to a meaning and every meaning is referred to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from exports.content import Column, Content
from exports.published import Panel, ScorecardRow
from exports.text import clean_text

#: The last column of tables whose rows may carry notes.
NOTES_COLUMN = Column("Notes", 9.5, blank_means="there is no note")


@dataclass
class NoteRegister:
    """The notes of one workbook.

    Attributes:
        texts: In order of number, the first being note 1.
    """

    texts: list[str] = field(default_factory=list)

    def mark(self, *texts: str | None) -> str:
        """Markers for these notes (``[note 3] [note 4]``), numbering those not met before."""
        markers = []
        for text in texts:
            words = clean_text(text or "")
            if not words:
                continue
            if words not in self.texts:
                self.texts.append(words)
            marker = f"[note {self.texts.index(words) + 1}]"
            if marker not in markers:
                markers.append(marker)
        return " ".join(markers)

    def cell(self, row: ScorecardRow) -> Content:
        """What stands under Notes for a measure: its notes, and whether the figure is revised."""
        marks = self.mark(_in_full(row.data_quality_note), row.notes, self._missing(row))
        if row.shorthand == "r":
            marks = f"{marks} [r]".strip()
        return marks or None

    def records(self, row: ScorecardRow) -> str:
        """How many records a figure rests on are missing, in a sentence; empty where few or none are."""
        words = row.records_missing or ""
        return f"{words[:1].upper()}{words[1:]}." if words else ""

    def _missing(self, row: ScorecardRow) -> str | None:
        return (
            f"This figure rests on records of which more than 2% are missing: {row.records_missing}"
            if row.records_missing
            else None
        )


#: How many have no answer, as the published note says it.
_UNKNOWN = re.compile(r"(?:^|(?<=; ))(\d+(?: or fewer)?) not known$")


def _in_full(note: str | None) -> str | None:
    """A quality note in words that stand by themselves."""
    return (
        _UNKNOWN.sub(r"For \1 of them the records do not give an answer; Definitions says how they count", note or "")
        or None
    )


def without_empty_notes(
    columns: tuple[Column, ...], rows: tuple[tuple[Content, ...], ...]
) -> tuple[tuple[Column, ...], tuple[tuple[Content, ...], ...]]:
    """Drop the Notes column, which is last, when no row has a note: a blank column says nothing."""
    if any(row[-1] is not None for row in rows):
        return columns, rows
    return columns[:-1], tuple(row[:-1] for row in rows)


def reference_width(panel: Panel) -> float:
    """Room for the references of this scorecard (``LAC-40``; ``CL-19-ACCUNK`` breaks after its hyphens)."""
    return 9.5 if panel.scorecard == "looked_after" else 10.5
