"""The Scorecard: every rated measure on one page, under the headings the panel uses."""

from __future__ import annotations

from dataclasses import replace

from exports import changes, figures
from exports.content import Column, Content, Heading, Number, Shorthand, Status, TableSheet
from exports.published import Panel, ScorecardRow
from exports.sheet import Sheet
from exports.sheets.marks import NoteRegister
from exports.text import lines_needed
from exports.words import GOOD_IS, NOT_RATED, PERIOD_IN_BRIEF

NAME = "Scorecard"
#: Widest the table may be, in pixels: 25 cm, so that it can be pasted into a page of a report.
MOST_PIXELS = 944
#: Columns of words share what the figures leave: narrowest, and by how much one is tried wider than the other.
_NARROWEST, _STEP = 18.0, 1.0

_FIGURES = (
    Column("Good is", 8.8),
    Column("Number of", 11.4, numeric=True),
    Column("Result", 8.4, numeric=True),
    Column("Last quarter", 8.6, numeric=True),
    Column("A year ago", 8.6, numeric=True),
    Column("England", 9.6, numeric=True),
    Column("Target", 8.6, numeric=True),
    Column("Status", 16.4, indented=True),
)
_MEASURE, _CHANGE = Column("Measure", _NARROWEST), Column("Change", _NARROWEST)
#: Measure -> the one shown under it: children missing and the times they were missing are read together.
COMPANIONS = {"LAC-70": "LAC-71"}
#: Stands for a target that the council has not taken as its own.
NOT_ADOPTED = "[d]"


def scorecard(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each rated measure, with a row of its own for each heading."""
    if not panel.rated:
        return None
    is_default = all(row.target_type is None or not row.target_adopted for row in panel.rated)
    rows: list[tuple[Content, ...]] = []
    heading = None
    for row in panel.rated:
        if row.panel_heading != heading:
            heading = row.panel_heading
            rows.append((Heading(heading or row.theme), *[None] * (len(_FIGURES) + 1)))
        rows.append(_row(panel, row, notes, is_default=is_default))
        companion = panel.find(COMPANIONS.get(row.indicator_id, ""), row.time_window)
        if companion is not None and not companion.is_rated:
            rows.append(_row(panel, companion, notes, is_default=is_default))
    columns: tuple[Column, ...] = (_MEASURE, *_FIGURES, _CHANGE)
    if is_default and any(row.target_type is not None for row in panel.rated):
        columns = tuple(replace(c, heading=f"Target {NOT_ADOPTED}") if c.heading == "Target" else c for c in columns)
    return TableSheet(
        name=NAME,
        answers="how we are doing against our targets, on one page",
        heading="Scorecard: how we are doing against our targets",
        table_name="scorecard",
        columns=_shared_out(columns, rows),
        rows=tuple(rows),
        most_pixels=MOST_PIXELS,
        is_one_page=True,
    )


def _row(panel: Panel, row: ScorecardRow, notes: NoteRegister, *, is_default: bool) -> tuple[Content, ...]:
    before, _ = changes.last_quarter(panel, row)
    return (
        measure(row, notes),
        GOOD_IS[row.better],
        number_of(row),
        figures.result(row),
        before,
        changes.year_ago(panel, row),
        england(row),
        _target(row, is_default=is_default),
        # That a companion is not judged needs no reason beside a target that is not applicable.
        figures.status(row, panel) if row.is_rated else Status(NOT_RATED, NOT_RATED),
        changes.in_short(panel, row),
    )


def measure(row: ScorecardRow, notes: NoteRegister) -> str:
    """The measure with its period in brief, and what is to be noted of it."""
    period = PERIOD_IN_BRIEF.get(row.time_window, "")
    marks = notes.cell(row)
    return f"{row.label}{f', {period}' if period else ''}{f' {marks}' if isinstance(marks, str) else ''}"


def number_of(row: ScorecardRow) -> Content:
    """``165 of 235``: how many, out of how many; a count is out of nothing."""
    number, base = figures.numerator(row), figures.denominator(row)
    if isinstance(base, Shorthand) and (row.unit == "n" or base == number):
        return number
    return f"{_told(number)} of {_told(base)}"


def _told(content: Content) -> str:
    match content:
        case Number(value):
            return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
        case Shorthand(code):
            return f"[{code}]"
    return str(content)


def england(row: ScorecardRow) -> Content:
    """England's figure where it counts the same thing; not available where none is held that does."""
    return figures.figure(row.england_value, row.unit, "x") if row.england_comparable else Shorthand("x")


def _target(row: ScorecardRow, *, is_default: bool) -> Content:
    found = figures.target(row)
    if row.target_type is None or row.target_adopted or is_default:
        return found
    words = found if isinstance(found, str) else figures.in_words(_value(found), row.unit)
    return f"{words} {NOT_ADOPTED}"


def _value(content: Content) -> float:
    assert isinstance(content, Number)
    return float(content.value)


def _shared_out(columns: tuple[Column, ...], rows: list[tuple[Content, ...]]) -> tuple[Column, ...]:
    """The columns with the room the figures leave shared between Measure and Change so that the page is shortest."""
    free = (
        MOST_PIXELS - sum(c.pixels for c in columns[1:-1]) - 10
    ) / 7  # each column has 5 pixels besides its characters
    told = [row for row in rows if not isinstance(row[0], Heading)]
    best: tuple[int, float] | None = None
    width = _NARROWEST
    while width <= free - _NARROWEST:
        first, last = Column("m", width), Column("c", free - width)
        tall = sum(
            max(
                lines_needed(str(row[0]), first.room),
                lines_needed(_told(row[-1]), last.room),
                _lines_between(columns, row),
            )
            for row in told
        )
        if best is None or tall < best[0]:
            best = (tall, width)
        width += _STEP
    measure_width = best[1] if best is not None else free / 2
    return (
        replace(columns[0], width=measure_width),
        *columns[1:-1],
        replace(columns[-1], width=free - measure_width, indented=False),
    )


def _lines_between(columns: tuple[Column, ...], row: tuple[Content, ...]) -> int:
    """Lines the figures of a row take."""
    return max(
        lines_needed(content if isinstance(content, str) else getattr(content, "words", ""), column.room)
        for column, content in zip(columns[1:-1], row[1:-1], strict=True)
    )


SHEET = Sheet(NAME, 30, scorecard, absent="no measure is rated", is_printed=True)
