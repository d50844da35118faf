"""Revisions: figures an approved version showed otherwise than they are known now."""

from __future__ import annotations

from exports import figures
from exports.content import Column, Content, Number, Shorthand, Status, TableSheet
from exports.published import Panel, RevisionRow
from exports.sheet import Sheet
from exports.sheets.marks import NoteRegister, reference_width
from exports.styles import GAP_FORMAT
from exports.words import NOT_RATED, RATINGS, measure_words
from schemas.rounding import round_half_up
from warehouse.calendar import Quarter, Window

NAME = "Revisions"


def revisions(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each figure whose change is large enough to be told; newest quarter first, then as on the Scorecard."""
    order = {id_: position for position, id_ in enumerate(panel.definitions)}
    listed = sorted(
        (row for row in panel.revisions if row.is_beyond_threshold),
        key=lambda row: (_backwards(row.quarter), order[row.indicator_id], row.time_window),
    )
    if not listed:
        return None
    return TableSheet(
        name=NAME,
        answers="which approved figures have changed since, and why",
        heading="Revisions: approved figures that have changed since",
        table_name="revisions",
        columns=(
            Column("Ref", reference_width(panel)),
            Column("Measure", 26),
            Column("Quarter", 12, indented=True),
            Column("Period", 11.5),
            Column("Published", 12.4, numeric=True),
            Column("Now", 9, numeric=True),
            Column("Difference", 11.8, numeric=True),
            Column("Status then", 16.5, indented=True),
            Column("Status now", 16.5, indented=True),
            Column("Reason", 22, indented=True),
            Column("Published in", 15, indented=True),
        ),
        rows=tuple(_row(panel, row) for row in listed),
        how_to_read=(
            "Each row is one figure that an approved version of its quarter showed otherwise. Published is what that version "
            "said, Now is what is known today.",
            "Listed are changes of a status, of two points (two per cent for other figures) or more, and larger than chance alone "
            "would give. Of a quarter that was opened again every change is listed.",
            "Smaller ones are marked [r] on the Trends sheet. What was approved is kept as it was.",
        ),
    )


def _backwards(quarter: str) -> tuple[int, int]:
    found = Quarter.parse(quarter)
    return -found.year, -found.number


def _row(panel: Panel, row: RevisionRow) -> tuple[Content, ...]:
    definition = panel.definitions[row.indicator_id]
    mark = None if row.shorthand == "r" else row.shorthand
    return (
        row.indicator_id,
        measure_words(definition.label, definition.unit),
        figures.months(Quarter.parse(row.quarter)),
        Window(row.time_window).words,
        figures.figure(row.then_displayed_value, definition.unit, row.then_shorthand, row.then_status),
        figures.figure(row.displayed_value, definition.unit, mark, row.status),
        _difference(row, mark),
        _status(row.then_rating, row.then_shorthand),
        _status(row.rating, mark),
        row.reason,
        f"Version {row.then_version}, {row.reported_at.day} {row.reported_at:%B %Y}",
    )


def _difference(row: RevisionRow, mark: str | None) -> Content:
    moved = round_half_up(row.difference)
    if moved is not None:
        return Number(moved, GAP_FORMAT)
    return Shorthand("c" if "c" in (mark, row.then_shorthand) else "z")


def _status(rating: str | None, mark: str | None) -> Content:
    """The rating in words; a hidden figure has none."""
    if mark == "c":
        return Status(NOT_RATED, f"{NOT_RATED}: hidden")
    return Status(rating, RATINGS[rating]) if rating in RATINGS else Status(NOT_RATED, NOT_RATED)


def marks_of(panel: Panel, indicator_id: str, time_window: str, quarters: list[Quarter]) -> str | None:
    """``[r]`` and the quarters of one measure and window that were revised, for the Trends sheet."""
    revised = {
        row.quarter
        for row in panel.revisions
        if (row.indicator_id, row.time_window) == (indicator_id, time_window) and row.displayed_value is not None
    }
    found = [figures.months(quarter) for quarter in quarters if quarter.label in revised]
    return f"[r] {'; '.join(found)}" if found else None


SHEET = Sheet(NAME, 160, revisions, absent="no approved figure has changed since", is_printed=True)
