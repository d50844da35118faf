"""Comparisons: our figures beside England's and our statistical neighbours', with year and likeness stated."""

from __future__ import annotations

from exports import figures
from exports.content import Column, Content, Shorthand, TableSheet
from exports.published import Panel, ScorecardRow
from exports.sheet import Sheet
from exports.sheets.marks import NOTES_COLUMN, NoteRegister, reference_width, without_empty_notes
from exports.words import measure_words
from schemas.comparison import NOT_COMPARABLE, SOURCE
from schemas.rounding import round_half_up
from warehouse.calendar import Window

#: Below this many a percentage says too little to be set beside a national one.
SMALLEST_BASE = 10


_COLUMNS = (
    Column("Measure", 36.5),
    Column("Our period", 13, indented=True),
    Column("Our figure", 9.5, numeric=True),
    Column("England", 10, numeric=True),
    Column("England year", 18, indented=True),
    Column("Similar councils", 10.5, numeric=True),
    Column("Similar councils' year", 14, indented=True),
    Column("Same definition", 19),
    Column("Reading", 17),
    NOTES_COLUMN,
)


def comparable_rows(panel: Panel) -> tuple[ScorecardRow, ...]:
    """One row for each measure with a figure to compare: like for like if any is, in the window it is shown in first."""
    chosen: dict[str, ScorecardRow] = {}
    for row in panel.rows:
        if row.england_value is None and row.neighbours_value is None:
            continue
        before = chosen.get(row.indicator_id)
        if before is None or _fitness(panel, row) > _fitness(panel, before):
            chosen[row.indicator_id] = row
    return tuple(row for row in chosen.values() if _is_alike(row) or panel.headline(row))


def _is_alike(row: ScorecardRow) -> bool:
    return bool(row.england_comparable or row.neighbours_comparable)


def _fitness(panel: Panel, row: ScorecardRow) -> tuple[bool, bool, bool]:
    """How well a row serves to compare its measure; a year to date says the same as 12 months, or less."""
    return _is_alike(row), panel.headline(row), row.time_window == Window.ROLLING_YEAR


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
            notes.mark(_source(row)) or None,
        )
        for row in comparable_rows(panel)
    )
    if not rows:
        return None
    columns, rows = without_empty_notes((Column("Ref", reference_width(panel)), *_COLUMNS), rows)
    who = "Similar councils are our statistical neighbours."
    if not any(row.neighbours_value is not None for row in comparable_rows(panel)):
        # Two columns that say "not available" in every row say it better in a sentence.
        kept = [place for place, column in enumerate(columns) if not column.heading.startswith("Similar councils")]
        columns, rows = tuple(columns[n] for n in kept), tuple(tuple(row[n] for n in kept) for row in rows)
        who = "No figure of councils like ours is held for these measures."
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
            f"{who} Where the definition is not the same no reading is given.",
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
    reason = (row.england_note or "").partition(SOURCE)[0].removeprefix(NOT_COMPARABLE).strip().rstrip(".")
    return f"No: {reason}" if reason else "No"


def _source(row: ScorecardRow) -> str | None:
    """Where England's figure comes from."""
    note = row.england_note or ""
    return note if row.england_comparable else note.partition(SOURCE)[2]


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


SHEET = Sheet("Comparisons", 130, comparisons, absent="no England or similar councils' figure is held for this year")
