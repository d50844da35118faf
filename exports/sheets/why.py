"""Why: for each rated measure that misses its target, the reasons counted, as far as they may be told."""

from __future__ import annotations

from exports.content import Column, Content, Number, TableSheet
from exports.figures import people_and_percent, status
from exports.published import Panel, ScorecardRow
from exports.sheet import Sheet
from exports.sheets.marks import NoteRegister
from exports.styles import COUNT_FORMAT
from exports.words import measure_words

NAME = "Why"


def why(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each reason of each measure that misses its target."""
    missing = {row.indicator_id: row for row in panel.rated if row.is_shown and row.rating in ("Red", "Amber")}
    rows = [
        (*_opening(panel, missing[reason.indicator_id]), reason.reason, Number(int(reason.missed), COUNT_FORMAT))
        for reason in panel.reasons
        if reason.indicator_id in missing
    ]
    if not rows:
        return None
    return TableSheet(
        name=NAME,
        answers="for each measure that misses its target, the reasons counted",
        heading="Why: the reasons behind the measures that miss their target",
        table_name="why",
        columns=(
            Column("Measure", 50),
            Column("Result", 22, indented=True),
            Column("Status", 16),
            Column("Why", 62, indented=True),
            Column("How many", 12, numeric=True),
        ),
        rows=tuple(rows),
        how_to_read=(
            "Each row counts those who miss a measure for one reason; the most frequent come first.",
            "Reasons few share stand together as other reasons, so that nobody can be picked out.",
        ),
    )


def _opening(panel: Panel, row: ScorecardRow) -> tuple[Content, ...]:
    return measure_words(row.label, row.unit), people_and_percent(row), status(row, panel)


SHEET = Sheet(
    NAME, 40, why, absent="no measure that misses its target has reasons that may be counted", is_printed=True
)
