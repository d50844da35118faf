"""The Scorecard (measures with a target), the figures behind it that have none, and the targets themselves."""

from __future__ import annotations

from exports import figures
from exports.content import Column, Content, Shorthand, TableSheet
from exports.published import Panel, ScorecardRow
from exports.sheets.marks import NOTES_COLUMN, NoteRegister, reference_width, without_empty_notes
from exports.words import GOOD_IS, measure_words

#: Measure -> the one shown under it: children missing and the times they were missing are read together.
COMPANIONS = {"LAC-70": "LAC-71"}


def scorecard_rows(panel: Panel) -> tuple[ScorecardRow, ...]:
    """Rated measures in theme order, each followed by its companion."""
    rows = []
    for row in panel.rated:
        rows.append(row)
        companion = panel.find(COMPANIONS.get(row.indicator_id, ""), row.time_window)
        if companion is not None:
            rows.append(companion)
    return tuple(rows)


def scorecard(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each rated measure."""
    columns: tuple[Column, ...] = (
        Column("Ref", reference_width(panel)),
        Column("Measure", 26.8),
        Column("Good is", 11.5, indented=True),
        Column("Period", 11),
        Column("Number", 9.2, numeric=True),
        Column("Out of", 7.5, numeric=True),
        Column("Result", 8.5, numeric=True),
        Column("Before", 8.5, numeric=True),
        Column("Target", 8.5, numeric=True),
        Column("Gap", 8, numeric=True),
        Column("Status", 16.5, indented=True),
        Column("Change", 31.6, indented=True),
        NOTES_COLUMN,
    )
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            *_opening(row),
            figures.target(row),
            figures.gap(row),
            figures.status(row),
            figures.change(row),
            notes.cell(row),
        )
        for row in scorecard_rows(panel)
    )
    if not rows:
        return None
    columns, rows = without_empty_notes(columns, rows)
    return TableSheet(
        name="Scorecard",
        answers="how we are doing against our targets",
        heading="Scorecard: how we are doing against our targets",
        table_name="scorecard",
        columns=columns,
        rows=rows,
        how_to_read=(
            "Each row is one measure. Number and Out of give the Result. "
            "Before is the same figure for the period named under Change.",
            "Gap is how far the result is from its target, in percentage points or in the measure's own "
            "unit; plus is always good.",
            "Status is green when the target is met, amber between the floor and the target, red beyond "
            "the floor. The Targets sheet gives both.",
        ),
    )


def context(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each measure that is never rated, in the window it is shown in first."""
    beside = {row.indicator_id for row in scorecard_rows(panel)}
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
        (*_opening(row), figures.change(row), notes.cell(row))
        for row in panel.context
        if row.indicator_id not in beside
    )
    if not rows:
        return None
    columns, rows = without_empty_notes(columns, rows)
    return TableSheet(
        name="Context",
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


def _opening(row: ScorecardRow) -> tuple[Content, ...]:
    """The cells both tables begin with, from Ref to Before."""
    return (
        row.indicator_id,
        measure_words(row.label, row.unit),
        GOOD_IS[row.better],
        row.window_words,
        figures.numerator(row),
        figures.denominator(row),
        figures.result(row),
        figures.before(row),
    )


def targets(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each rated measure: what is aimed for, where red begins, and who says so."""
    rows = tuple(
        (
            row.indicator_id,
            measure_words(row.label, row.unit),
            figures.target_words(row),
            figures.figure(row.floor, row.unit, None),
            row.target_source or Shorthand("z"),
        )
        for row in panel.rated
    )
    if not rows:
        return None
    return TableSheet(
        name="Targets",
        answers="what we aim for, where red begins, and who says so",
        heading="Targets: what we aim for and where red begins",
        table_name="targets",
        columns=(
            Column("Ref", reference_width(panel)),
            Column("Measure", 46),
            Column("Target", 24, indented=True),
            Column("Floor", 11, numeric=True),
            Column("Where the target comes from", 66, indented=True),
        ),
        rows=rows,
        how_to_read=(
            "A result that meets its target is green. One that misses the target but not the floor is amber.",
            "One beyond the floor is red. For a measure where lower is good, the floor is the highest figure allowed.",
            "Targets are fixed for the financial year. Status is judged on the result as it is shown.",
        ),
    )
