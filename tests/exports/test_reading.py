"""What a panel member must be able to rely on when reading: whole rows, one meaning a status, one way of rounding."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from exports import figures
from exports.charts import Picture
from exports.content import Number
from exports.sheets.cover import highlights
from exports.words import GOOD_IS
from indicators.figures import displayed
from schemas.rounding import round_half_up
from tests.exports.fixture import QUARTER, database, one_book
from tests.exports.test_panel_workbooks import table
from tests.exports.test_summary_and_commentary import calm, panel, rate
from warehouse.calendar import Quarter


@pytest.fixture(scope="module")
def written(books: Callable[[str], list[Path]]) -> list[Path]:
    return books("middling")


def test_every_scorecard_row_says_its_numbers_its_period_and_what_is_good(written: list[Path]) -> None:
    rows = [row for path in written for row in table(path, "Scorecard") if row["Good is"]]
    assert len(rows) > 28  # every rated measure, and the times missing beside the children
    for row in rows:
        assert row["Good is"] in GOOD_IS.values()
        assert isinstance(row["Number of"], float) or " of " in row["Number of"] or row["Number of"].startswith("[")
        assert isinstance(row["Result"], float) or row["Result"] in ("[c]", "[x]", "[z]", "[u]")
    notes = [row["Meaning"] for path in written for row in table(path, "Notes")]
    assert sum("A measure without a period speaks of the last day of the quarter" in note for note in notes) == 2


def test_a_status_means_the_same_with_its_colour_taken_away(written: list[Path]) -> None:
    words: dict[str, set[str]] = {}
    for path in written:
        for sheet in load_workbook(path).worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.fill.fill_type == "solid"):
                words.setdefault(cell.fill.start_color.rgb, set()).add(str(cell.value).partition(":")[0])
    assert sorted(map(tuple, words.values())) == [("Amber",), ("Green",), ("Not rated",), ("Red",)]


@pytest.mark.parametrize(
    ("met", "base", "shown"),
    [(1, 80, 1.3), (23, 80, 28.8), (1, 16, 6.3), (7, 16, 43.8), (112, 158, 70.9), (199, 200, 99.5), (1, 2000, 0.1)],
)
def test_a_half_is_rounded_up_alike_in_figures_cells_sentences_and_descriptions(
    met: int, base: int, shown: float
) -> None:
    exact = 100 * met / base
    frame = pd.DataFrame({"unit": ["%"], "numerator": [met], "denominator": [base], "value": [exact], "status": ["ok"]})
    assert displayed(frame)[0] == shown
    assert round_half_up(Fraction(100 * met, base)) == shown
    assert figures.figure(shown, "%", None) == Number(shown, '0.0"%"')
    assert figures.in_words(shown, "%") == f"{shown}%"
    quarters = (QUARTER.shift(-2), QUARTER.shift(-1), QUARTER)
    picture = Picture("LAC-47", "Seen by a dentist", "%", "At quarter end", "higher", quarters, (3.0, 4.0, shown))
    assert f"{shown}% in Jan to Mar 2018" in picture.sentence
    assert f"{shown}% in Jan to Mar 2018" in picture.alt_text


def test_the_cover_gives_people_beside_percentages_and_says_how_many_are_looked_after() -> None:
    con = calm()
    rate(con, "Red", -20.0, "LAC-47")
    [row] = [row for row in panel(con).rated if row.indicator_id == "LAC-47"]
    said = highlights(panel(con))
    assert said[0].startswith("Children in our care: 312 at quarter end")
    assert said[2].startswith("Needs attention: ")
    assert f"{row.numerator:,.0f} of {row.denominator:,.0f} ({row.displayed_value}%)" in said[2]


def test_a_hidden_number_of_children_is_not_on_the_cover() -> None:
    con = calm()
    con.execute(
        "UPDATE published.lac_scorecard SET numerator = NULL, value = NULL, displayed_value = NULL, shorthand = 'c' "
        "WHERE indicator_id = 'LAC-01'"
    )
    assert not any("Children in our care" in line for line in highlights(panel(con)))


@pytest.mark.parametrize(
    ("kind", "low", "high", "said"),
    [
        ("at_least", 100.0, None, "100.0%"),
        ("at_least", 90.0, None, "at least 90.0%"),
        ("at_most", None, 10.0, "at most 10.0%"),
        ("at_most", None, 0.0, "0.0%"),
        ("between", 20.0, 22.0, "from 20.0% to 22.0%"),
    ],
)
def test_a_target_stands_in_a_sentence_without_at_least_where_nothing_is_better(
    kind: str, low: float | None, high: float | None, said: str
) -> None:
    con = database()
    con.execute(
        "UPDATE published.lac_scorecard SET target_type = $kind, target_low = $low, target_high = $high "
        "WHERE indicator_id = 'LAC-47' AND is_rated",
        {"kind": kind, "low": low, "high": high},
    )
    [row] = [row for row in panel(con).rated if row.indicator_id == "LAC-47"]
    assert figures.aimed_at(row) == said


def test_a_comparison_is_one_row_a_measure_with_the_reason_apart_from_the_source(tmp_path: Path) -> None:
    con = database()
    con.execute(
        "UPDATE published.lac_scorecard SET england_note = 'Not comparable: also counts hostels. Source: A paper, \"Homes\"' "
        "WHERE indicator_id = 'LAC-70'"
    )
    path = one_book(con, tmp_path)
    rows: list[dict[str, Any]] = table(path, "Comparisons")
    refs = [row["Ref"] for row in rows]
    assert len(refs) == len(set(refs))
    [row] = [row for row in rows if row["Ref"] == "LAC-70"]
    assert row["Same definition"] == "No: also counts hostels"
    notes = {note["Marker or subject"]: note["Meaning"] for note in table(path, "Notes")}
    assert notes[row["Notes"]] == 'A paper, "Homes"'


def test_quarters_are_named_as_people_say_them() -> None:
    assert figures.months(Quarter.parse("2017-18-Q1")) == "Apr to Jun 2017"
