"""Context: the figures that help to explain the Scorecard and have no target."""

from __future__ import annotations

from exports import figures
from exports.content import Column, Content, TableSheet
from exports.published import Panel
from exports.sheet import Sheet
from exports.sheets.marks import NOTES_COLUMN, NoteRegister, reference_width, without_empty_notes
from exports.sheets.scorecard import COMPANIONS
from exports.words import GOOD_IS, measure_words

NAME = "Context"


def context(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each measure that is not rated, in the window it is shown in first."""
    beside = {COMPANIONS.get(row.indicator_id) for row in panel.rated}
    columns: tuple[Column, ...] = (
        Column("Ref", reference_width(panel)),
        Column("Measure", 40),
        Column("Good is", 16, indented=True),
        Column("Period", 16),
        Column("Number", 10, numeric=True),
        Column("Out of", 11, numeric=True),
        Column("Result", 11, numeric=True),
        Column("Before", 11, numeric=True),
        Column("Change", 31.6, indented=True),
        NOTES_COLUMN,
    )
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            row.indicator_id,
            measure_words(row.label, row.unit),
            GOOD_IS[row.better],
            row.window_words,
            figures.numerator(row),
            figures.denominator(row),
            figures.result(row),
            figures.before(row),
            figures.change(row),
            notes.cell(row),
        )
        for row in panel.context
        if row.indicator_id not in beside
    )
    if not rows:
        return None
    columns, rows = without_empty_notes(columns, rows)
    return TableSheet(
        name=NAME,
        answers="the figures that explain the scorecard and have no target",
        heading="Context: figures without a target",
        table_name="context",
        columns=columns,
        rows=rows,
        how_to_read=(
            "These figures help to explain the Scorecard. They have no target and are not rated.",
            "Before is the same figure for the period named under Change.",
        ),
    )


SHEET = Sheet(NAME, 60, context, absent="every figure is on the Scorecard")
