"""Definitions: exactly what each measure counts, with its statutory name."""

from __future__ import annotations

from exports.content import Column, Shorthand, TableSheet
from exports.published import DefinitionRow, Panel
from exports.sheet import Sheet
from exports.sheets.marks import NoteRegister, reference_width
from warehouse.calendar import Window


def definitions(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each measure that appears in this workbook."""
    shown = {row.indicator_id for row in panel.rows}
    rows = tuple(
        (
            row.indicator_id,
            row.label,
            row.title,
            row.numerator_words,
            row.denominator_words or Shorthand("z"),
            row.left_out_words or "Nobody",
            _windows(row),
            row.known_limits or "None known",
            row.source,
        )
        for row in panel.definitions.values()
        if row.indicator_id in shown
    )
    if not rows:
        return None
    return TableSheet(
        name="Definitions",
        answers="exactly what each measure counts",
        heading="Definitions: what each measure counts",
        table_name="definitions",
        columns=(
            Column("Ref", reference_width(panel)),
            Column("Measure", 17.5),
            Column("Statutory name", 20.5, indented=True),
            Column("What is counted", 22, indented=True),
            Column("Out of", 19.5, indented=True),
            Column("Left out", 19.5, indented=True),
            Column("Periods", 14, indented=True),
            Column("Known limits", 20.5, indented=True),
            Column("Source of the rule", 23.5, indented=True),
        ),
        rows=rows,
        how_to_read=(
            "Each row is one measure. Statutory name is its name in law, guidance or the national return.",
            "The first period named is the one that is shown first.",
        ),
    )


def _windows(row: DefinitionRow) -> str:
    """Every window in words, the one shown first at the front."""
    names = [name for name in Window if name.value in row.windows]
    names.sort(key=lambda name: name.value != row.headline_window)
    words = [name.words for name in names]
    return "; ".join([words[0], *(f"{word[0].lower()}{word[1:]}" for word in words[1:])])


SHEET = Sheet("Definitions", 140, definitions, absent="no measure is published")
