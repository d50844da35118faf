"""Commentary: why the measures that need words are as they are, and what is being done."""

from __future__ import annotations

from exports import figures
from exports.content import Column, Content, TableSheet
from exports.figures import aimed_at, people_and_percent
from exports.published import Panel, ScorecardRow
from exports.sheet import Sheet
from exports.sheets.marks import NoteRegister, reference_width
from exports.text import broken, parts
from exports.words import measure_words
from schemas.commentary import BETTER, WORSE, when

NAME = "Commentary"
STILL_NEEDED = "Still needed"
#: Lines one row of the sheet holds; longer words go on in the next row.
_MOST_LINES = 24
_GOES_ON = "the row above says all there is"

_TEXTS = (
    ("what_it_shows", Column("What the figures show", 32, blank_means=_GOES_ON, indented=True)),
    ("why", Column("Why", 32, blank_means=_GOES_ON, indented=True)),
    ("action", Column("What we are doing", 32, blank_means=_GOES_ON, indented=True)),
    ("lead", Column("Lead", 17, blank_means=_GOES_ON, indented=True)),
    # Wide enough for the longest date: a date that does not fit shows as ###.
    ("by_when", Column("By when", 22.5, blank_means=_GOES_ON, indented=True)),
)


def commentary_rows(panel: Panel) -> tuple[ScorecardRow, ...]:
    """The measures that need words, then others whose figure is shown and that somebody has written about."""
    needing = panel.needing_words
    others = tuple(
        row
        for row in panel.rows
        if panel.headline(row) and row.is_shown and row not in needing and row.indicator_id in panel.commentary
    )
    return needing + others


def commentary(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each measure, and more where its words are long."""
    measures = commentary_rows(panel)
    if not measures:
        return None
    rows = tuple(line for row in measures for line in _lines(panel, row))
    return TableSheet(
        name=NAME,
        answers="why the figures are as they are, and what we are doing",
        heading="Commentary: why, and what next",
        table_name="commentary",
        columns=(
            Column("Ref", reference_width(panel)),
            Column("Measure", 24),
            *(column for _, column in _TEXTS),
        ),
        rows=rows,
        how_to_read=(
            "Measures that are red, amber or clearly worse need words and come first. Words on others follow.",
            f"{STILL_NEEDED} stands where nobody has yet said why, what is being done, who leads, or by when.",
        ),
    )


def _lines(panel: Panel, row: ScorecardRow) -> list[tuple[Content, ...]]:
    """The rows of one measure: the first has every cell, the others what did not fit."""
    said = panel.commentary.get(row.indicator_id)
    columns: list[list[Content]] = []
    for name, column in _TEXTS:
        text = getattr(said, name) if said is not None else None
        if not text:
            columns.append([what_it_shows(row) if name == "what_it_shows" else STILL_NEEDED])
        elif name == "by_when" and (day := when(text)) is not None:
            columns.append([day])
        else:
            columns.append([*parts(broken(plain(text), column.room), column.room, _MOST_LINES)])
    measure = measure_words(row.label, row.unit)
    most = max(len(column) for column in columns)
    return [
        (
            row.indicator_id,
            measure if number == 0 else f"{measure}, continued",
            *(column[number] if number < len(column) else None for column in columns),
        )
        for number in range(most)
    ]


def plain(text: str) -> str:
    """Somebody's words as a cell may hold them.

    Brackets become round, so that none is taken for our markers. A text without letters is given a word, so that no
    number is stored as text.
    """
    rounded = text.replace("[", "(").replace("]", ")")
    return rounded if any(character.isalpha() for character in rounded) else f"In {rounded}"


def what_it_shows(row: ScorecardRow) -> str:
    """What the figures show when nobody has said so: result, target and any clear change. Shown figures only."""
    assert row.displayed_value is not None
    words = people_and_percent(row)
    if row.target_type is not None:
        words += f"; target {aimed_at(row)}"
    change = figures.change(row)
    clear = (row.tested_change or "").startswith((BETTER, WORSE)) and isinstance(change, str)
    return f"{words}. {change}." if clear else f"{words}."


SHEET = Sheet(
    NAME, 50, commentary, absent="no measure needs words this quarter, and none were supplied", is_printed=True
)
