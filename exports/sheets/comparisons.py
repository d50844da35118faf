"""Comparisons: our figures beside England's and our statistical neighbours', with year and likeness stated."""

from __future__ import annotations

from exports import figures
from exports.content import Column, Content, Shorthand, TableSheet
from exports.published import Panel, ScorecardRow
from exports.sheets.marks import NOTES_COLUMN, NoteRegister, reference_width, without_empty_notes
from exports.words import measure_words
from schemas.rounding import round_half_up

#: Below this many a percentage says too little to be set beside a national one.
SMALLEST_BASE = 10


_COLUMNS = (
    Column("Measure", 32),
    Column("Our period", 13),
    Column("Our figure", 11, numeric=True),
    Column("England", 10.5, numeric=True),
    Column("England year", 14, indented=True),
    Column("Similar councils", 12, numeric=True),
    Column("Similar councils' year", 14, indented=True),
    Column("Same definition", 22),
    Column("Reading", 17),
    NOTES_COLUMN,
)


def comparable_rows(panel: Panel) -> tuple[ScorecardRow, ...]:
    """For each measure with a figure to compare: its rows that are like for like, otherwise its headline row."""
    rows = []
    for row in panel.rows:
        if row.england_value is None and row.neighbours_value is None:
            continue
        others = [other for other in panel.rows if other.indicator_id == row.indicator_id]
        alike = [other for other in others if other.england_comparable or other.neighbours_comparable]
        if row in alike or (not alike and panel.headline(row)):
            rows.append(row)
    return tuple(rows)


def comparisons(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each measure that has a published figure to stand beside."""
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            row.indicator_id,
            measure_words(row.label, row.unit),
            row.window_words,
            figures.result(row),
            figures.figure(row.england_value, row.unit, "x"),
            _period(row.england_period),
            figures.figure(row.neighbours_value, row.unit, "x"),
            _period(row.neighbours_period),
            likeness(row),
            reading(row),
            notes.mark(row.england_note if row.england_comparable else None) or None,
        )
        for row in comparable_rows(panel)
    )
    if not rows:
        return None
    columns, rows = without_empty_notes((Column("Ref", reference_width(panel)), *_COLUMNS), rows)
    return TableSheet(
        name="Comparisons",
        answers="our figures beside England and councils like ours",
        heading="Comparisons: England and councils like ours",
        table_name="comparisons",
        columns=columns,
        rows=rows,
        how_to_read=(
            "We compare to learn where others do better and to ask why, not to rank. "
            "A difference can come from who the children are as well as from what we do.",
            "Similar councils are our statistical neighbours. Where the definition is not the same no "
            "reading is given.",
            "A reading other than In line with means chance alone would seldom explain the difference "
            "for a group of our size.",
        ),
    )


def _period(period: str | None) -> Content:
    """The year a comparator speaks of; a bare year is put in words, so that no number is stored as text."""
    if not period:
        return Shorthand("x")
    return f"In {period.strip()}" if period.strip().isdecimal() else period


def likeness(row: ScorecardRow) -> str:
    """Whether England's figure counts the same thing: ``Yes``, or ``No`` and why."""
    alike = row.england_comparable if row.england_value is not None else row.neighbours_comparable
    if alike:
        return "Yes"
    note = (row.england_note or "").strip().rstrip(".")
    return f"No: {note}" if note else "No"


def reading(row: ScorecardRow) -> Content:
    """How our figure stands to England's, by our 95% range: in line, better, worse, or above and below.

    Like for like percentages only; hidden with our figure, and not read for a base under 10. Judged on the
    figures as shown, and on the exact bounds.
    """
    if row.shorthand in ("c", "x", "z"):
        return Shorthand(row.shorthand)
    ours, england = row.displayed_value, round_half_up(row.england_value)
    if england is None or not row.england_comparable:
        return Shorthand("z")
    if row.shorthand == "u" or (row.denominator is not None and row.denominator < SMALLEST_BASE):
        return "Too few to say"
    if row.lower_95 is None or row.upper_95 is None or ours is None:
        return Shorthand("z")
    return _side(row, ours, england, (row.lower_95, row.upper_95))


def _side(row: ScorecardRow, ours: float, england: float, bounds: tuple[float, float]) -> str:
    """Which side of England our figure is, and whether that is good, in words."""
    if bounds[0] <= england <= bounds[1]:
        return "In line with England"
    above = ours > england
    if row.better not in ("higher", "lower"):
        return "Above England" if above else "Below England"
    return "Better than England" if above == (row.better == "higher") else "Worse than England"
