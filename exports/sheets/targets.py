"""Targets: what is aimed for, where red begins, who says so, and whether the council has adopted it."""

from __future__ import annotations

from exports import figures
from exports.content import Column, Shorthand, TableSheet
from exports.published import Panel
from exports.sheet import Sheet
from exports.sheets.marks import NoteRegister, reference_width
from exports.words import ADOPTED, DEFAULT_TARGET, measure_words

NAME = "Targets"


def targets(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each rated measure."""
    rows = tuple(
        (
            row.indicator_id,
            measure_words(row.label, row.unit),
            figures.target_words(row),
            figures.figure(row.floor, row.unit, None),
            figures.gap(row),
            Shorthand("z") if row.target_type is None else ADOPTED if row.target_adopted else DEFAULT_TARGET,
            row.target_source or Shorthand("z"),
        )
        for row in panel.rated
    )
    if not rows:
        return None
    return TableSheet(
        name=NAME,
        answers="what we aim for, where red begins, and who says so",
        heading="Targets: what we aim for and where red begins",
        table_name="targets",
        columns=(
            Column("Ref", reference_width(panel)),
            Column("Measure", 44),
            Column("Target", 20, indented=True),
            Column("Floor", 10, numeric=True),
            Column("Gap", 9, numeric=True),
            Column("Whose", 22, indented=True),
            Column("Where the target comes from", 56, indented=True),
        ),
        rows=rows,
        how_to_read=(
            "A result that meets its target is green. One that misses the target but not the floor is amber.",
            "One beyond the floor is red. For a measure where lower is good, the floor is the highest figure allowed.",
            "Gap is how far the result is from its target, in points or in the measure's own unit; plus is always good.",
            "A default comes with this program and is not the council's until the council adopts it. "
            "Targets are fixed for the financial year. Status is judged on the result as it is shown.",
        ),
    )


SHEET = Sheet(NAME, 70, targets, absent="no measure is rated")
