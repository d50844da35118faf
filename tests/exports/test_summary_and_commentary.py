"""The Summary and Commentary sheets: what is chosen, what is said, and that hostile words stay words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import pytest
from openpyxl import load_workbook

from exports.accessibility import check_workbook
from exports.content import Heading, as_shown
from exports.normalise import workbook_bytes
from exports.panel import EDITIONS, build_book, write_panel_workbooks
from exports.published import Panel, ScorecardRow, read_panel
from exports.sheets.commentary import STILL_NEEDED, commentary_rows
from exports.sheets.cover import highlights
from exports.sheets.marks import NoteRegister
from exports.sheets.summary import (
    ASK,
    GOING_WELL,
    MOST_ATTENTION,
    MOST_WELL,
    NEEDS_ATTENTION,
    WELCOME,
    going_well,
    needing_attention,
    status_counts,
    summary,
)
from exports.text import parts, wrap
from exports.words import HIDDEN_NOW
from schemas.chance import run_rule
from tests.exports.fixture import AUTHORITY, QUARTER, SIZES, database, one_book
from tests.exports.test_panel_workbooks import query, table

CARD = "published.lac_scorecard"
HIDE = "numerator = NULL, value = NULL, displayed_value = NULL, shorthand = 'c', gap = NULL, lower_95 = NULL, upper_95 = NULL, rating = 'Not rated', change = NULL"


def panel(con: duckdb.DuckDBPyConnection) -> Panel:
    return read_panel(con, AUTHORITY, QUARTER.label, "looked_after")


def calm() -> duckdb.DuckDBPyConnection:
    """Sixteen rated measures, all green by one point, standing still for nine quarters."""
    con = database()
    con.execute(f"UPDATE {CARD} SET rating = 'Green', gap = 1.0, change = 'No clear change' WHERE is_rated")
    con.execute("UPDATE published.trend SET rating = 'Green'")
    con.execute(
        f"UPDATE published.trend AS t SET numerator = c.numerator, denominator = c.denominator, value = c.value, "
        f"displayed_value = c.displayed_value, shorthand = c.shorthand FROM {CARD} AS c "
        "WHERE c.indicator_id = t.indicator_id AND c.time_window = t.time_window"
    )
    con.execute("DELETE FROM published.commentary")
    con.execute("DELETE FROM published.action")
    return con


def rate(con: duckdb.DuckDBPyConnection, rating: str, gap: float, *measures: str) -> None:
    for measure in measures:
        con.execute(
            f"UPDATE {CARD} SET rating = ?, gap = ? WHERE is_rated AND indicator_id = ?", [rating, gap, measure]
        )


def earlier(con: duckdb.DuckDBPyConnection, measure: str, back: int, numerator: float) -> None:
    """Let a measure of the quarter's own have had so many met some quarters ago."""
    con.execute(
        "UPDATE published.trend SET numerator = $n, value = 100 * $n / denominator, "
        "displayed_value = round(100 * $n / denominator, 1) "
        "WHERE indicator_id = $measure AND quarter = $quarter AND time_window = 'quarter'",
        {"n": numerator, "measure": measure, "quarter": QUARTER.shift(-back).label},
    )


def refs(rows: tuple[ScorecardRow, ...]) -> list[str]:
    return [row.indicator_id for row in rows]


def told(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Heading of the Summary -> the first cell of each row under it."""
    sheet = summary(panel(con), NoteRegister())
    assert sheet is not None
    found: dict[str, list[str]] = {}
    for row in sheet.rows:
        if isinstance(row[0], Heading):
            found[row[0].words] = []
        else:
            found[list(found)[-1]].append(as_shown(row[0]))
    return found


def test_a_quiet_quarter_says_that_nothing_needs_attention_and_what_goes_well() -> None:
    said = told(calm())
    assert said[NEEDS_ATTENTION] == ["No measure is red or clearly worse."]
    (well,) = (rows for heading, rows in said.items() if heading.startswith(GOING_WELL))
    assert len(well) == MOST_WELL


def test_reds_come_first_the_furthest_from_target_leading_then_what_clearly_worsened() -> None:
    con = calm()
    rate(con, "Red", -20.0, "LAC-43")
    rate(con, "Red", -30.0, "LAC-85")
    rate(con, "Amber", -1.0, "LAC-32")
    [row] = [one for one in panel(con).rated if one.indicator_id == "LAC-86"]
    earlier(con, "LAC-86", 4, row.denominator or 0)  # all of them took part a year ago
    of = panel(con)
    assert refs(needing_attention(of)) == ["LAC-85", "LAC-43", "LAC-86"]
    assert "LAC-86" not in refs(going_well(of))
    assert any("Worse than a year ago (100.0%)." in line for line in told(con)[NEEDS_ATTENTION])


def test_a_clear_improvement_is_told_as_loudly_as_what_fails() -> None:
    con = calm()
    rate(con, "Red", -20.0, "LAC-43")
    rate(con, "Amber", -2.0, "LAC-86")
    earlier(con, "LAC-86", 1, 120)
    earlier(con, "LAC-86", 4, 110)
    assert refs(going_well(panel(con)))[0] == "LAC-86"
    (well,) = (rows for heading, rows in told(con).items() if heading.startswith(GOING_WELL))
    assert "better than last quarter (58.0%)" in well[0].lower()
    assert any(line.startswith("Going well: ") and "LAC" not in line for line in highlights(panel(con)))


def test_six_quarters_in_a_row_are_a_run_and_five_are_none() -> None:
    values: list[float | None] = [80.0, 81.0, 80.0, 80.5, 81.0, 82.0, 83.0, 84.0, 85.0]
    run = run_rule(values)
    assert run is not None
    assert (run.direction, run.quarters) == (1, 7)
    run = run_rule([80.0, 85.0, 80.0, 86.0, 81.0, 82.0, 83.0, 84.0, 80.5])
    assert run is not None
    assert run.direction == 0
    assert run_rule([*values[:8], None]) is None
    # By hand: mean 50, mean moving range 1, so the limits are 50 and 2.66 apart.
    run = run_rule([50.0, 51.0, 50.0, 49.0, 50.0, 51.0, 50.0, 49.0, 50.0])
    assert run is not None
    assert (run.mean, run.median) == (50.0, 50.0)
    assert (run.lower, run.upper) == (pytest.approx(47.34), pytest.approx(52.66))
    assert run_rule([50.0] * 4 + [51.0] * 4 + [90.0]).direction == 1  # type: ignore[union-attr]


def test_no_block_crowds_out_the_other_and_the_rest_is_counted() -> None:
    con = calm()
    reds = ["LAC-30", "LAC-32", "LAC-38", "LAC-21", "SUF-02", "LAC-40", "LAC-43", "LAC-47"]
    for place, measure in enumerate(reds):
        rate(con, "Red", -10.0 - place, measure)
    said = told(con)
    assert len(said[f"{NEEDS_ATTENTION}: the first {MOST_ATTENTION} of 8"]) == MOST_ATTENTION
    assert any(heading.startswith(GOING_WELL) for heading in said)


def test_a_hidden_measure_that_was_red_says_so_and_no_number(tmp_path: Path) -> None:
    con = calm()
    for measure in ("LAC-30", "LAC-40"):
        con.execute(f"UPDATE {CARD} SET {HIDE} WHERE indicator_id = ?", [measure])
    con.execute(f"UPDATE {CARD} SET last_rating = 'Red' WHERE indicator_id = 'LAC-30'")
    of = panel(con)
    assert status_counts(of).endswith("and 2 hidden.")
    assert refs(needing_attention(of)) == ["LAC-30"]
    assert not {"LAC-30", "LAC-40"} & set(refs((*commentary_rows(of), *of.needing_words)))
    path = one_book(con, tmp_path)
    assert [row["Status"] for row in table(path, "Scorecard") if row["Status"].startswith("Red")] == [HIDDEN_NOW]
    [line] = [row["What the figures say"] for row in table(path, "Summary") if HIDDEN_NOW in str(row.values())]
    assert not any(character.isdigit() for character in line.replace("12 months", ""))
    cover = [str(cell.value) for (cell,) in load_workbook(path)["Cover"].iter_rows(max_col=1)]
    assert any(HIDDEN_NOW in text for text in cover)


@pytest.mark.parametrize("size", SIZES)
def test_counts_add_up_to_the_measures(size: str) -> None:
    of = panel(database(size))
    numbers = [int(word) for word in status_counts(of).replace(",", " ").split() if word.isdigit()]
    assert numbers[0] == len(of.rated) == sum(numbers[1:])


def test_officers_action_the_ask_of_the_panel_and_last_quarters_actions_stand_beside_the_figures() -> None:
    con = database()
    sheet = summary(panel(con), NoteRegister())
    assert sheet is not None
    texts = [[as_shown(cell) for cell in row] for row in sheet.rows]
    [spoken] = [row for row in texts if row[0].startswith("First health check") and "Promised" not in row[0]]
    assert spoken[2:] == [
        "Send the notice on the day a child comes into care.",
        "Support the request for a second nurse.",
    ]
    silent = [row for row in texts if row[2] == "Not yet said"]
    assert {row[3] for row in silent} <= {ASK, WELCOME}
    promised = [row for row in texts if "Promised: Call the health visitors together." in row[0]]
    assert promised
    assert {row[2] for row in promised} == {"The health visitors met in February."}


def test_a_long_action_is_begun_and_the_rest_is_said_to_be_on_the_commentary_sheet() -> None:
    con = database()
    action = "First we do this. " + "Then we go on with a long sentence about many things. " * 9
    con.execute("UPDATE published.commentary SET action = ? WHERE indicator_id = 'LAC-40'", [action])
    sheet = summary(panel(con), NoteRegister())
    assert sheet is not None
    words = next(as_shown(row[2]) for row in sheet.rows if as_shown(row[2]).startswith("First we do this."))
    assert words.endswith("The Commentary sheet says more.")
    assert len(words.split()) <= 50


def test_one_row_for_each_measure_that_needs_words_and_the_cover_counts_those_without(tmp_path: Path) -> None:
    con = database()
    path = one_book(con, tmp_path)
    rated = query(con, f"SELECT * FROM {CARD} WHERE is_rated AND shorthand IS NULL")
    needing = [
        row["indicator_id"]
        for row in rated
        if row["rating"] in ("Red", "Amber") or (row["change"] or "").startswith("Worse: clear")
    ]
    rows = table(path, "Commentary")
    assert [row["Ref"] for row in rows][: len(needing)] == needing
    assert [row["Ref"] for row in rows][len(needing) :] == ["LAC-43"]  # green, and somebody has written about it
    wordless = [row["Ref"] for row in rows if STILL_NEEDED in row.values()]
    assert wordless == [measure for measure in needing if measure != "LAC-40"]
    lacking = next(row for row in rows if row["Ref"] == "LAC-32")
    assert (lacking["Lead"], lacking["Why"]) == (STILL_NEEDED, "Late notice from social care remains the main cause.")
    cover = [str(cell.value) for (cell,) in load_workbook(path)["Cover"].iter_rows(max_col=1)]
    assert f"{len(wordless)} measures still need commentary; the workbooks stay DRAFT." in cover


def test_when_all_have_words_the_cover_says_so(tmp_path: Path) -> None:
    con = calm()
    rate(con, "Red", -9.0, "LAC-40")
    columns = "authority, submission_quarter, delivery, indicator_id, why, action, lead, by_when"
    con.execute(
        f"INSERT INTO published.commentary ({columns}) VALUES (?, ?, 1, 'LAC-40', 'W', 'A', 'L', 'June 2018')",
        [AUTHORITY, QUARTER.label],
    )
    path = one_book(con, tmp_path)
    cover = [str(cell.value) for (cell,) in load_workbook(path)["Cover"].iter_rows(max_col=1)]
    assert "Every measure that needs commentary has it." in cover
    (row,) = table(path, "Commentary")
    assert row["What the figures show"] == "20 of 28 (71.4%); target at least 90.0%."


def test_a_deadline_is_a_date_in_its_cell(books: Callable[[str], list[Path]]) -> None:
    path = books("middling")[0]
    days = [str(row["By when"]) for row in table(path, "Commentary") if row["Ref"] == "LAC-40"]
    assert days == ["2018-06-30"]
    cells = [cell for row in load_workbook(path)["Commentary"].iter_rows() for cell in row if cell.is_date]
    assert cells


SHEETS = ["Cover", "Contents", "Summary", "Scorecard", "Why", "Commentary", "Context", "Targets", "Trends", "Charts", "Chart data", "Profile",
          "Comparisons", "Definitions", "Data quality", "Notes", "About"]  # fmt: skip

HOSTILE = {
    "formula": "=1+1|'cmd /c calc'!A0",
    "at": "@SUM(A1:A9)",
    "plus": "+44 is no number to ring",
    "minus": "-2+3 cmd",
    "tab": "\t=1+1\tand\r\nmore",
    "control": "bell \x07 null \x01 delete \x7f turned \u202eround",
    "emoji": "\N{GRINNING FACE}\N{FAMILY} well done",
    "long": "a sentence of some length " * 77,
    "one word": "W" * 2_000,
    "markup": "<script>alert('x')</script> <b>bold</b> &amp; ]]> <?xml?> </t></si>",
    "address": "https://example.invalid/" + "path/" * 60,
    "marker": "[c] [note 99] [x]",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_commentary_is_stored_as_text_and_passes_every_check(kind: str, tmp_path: Path) -> None:
    con = database()
    text = HOSTILE[kind]
    con.execute(
        "UPDATE published.commentary SET what_it_shows = $1, why = $1, action = $1, lead = $1, by_when = $1", [text]
    )
    path = tmp_path / "hostile.xlsx"
    whole = panel(con)
    few = ("LAC-01", "LAC-17", "LAC-30", "LAC-32", "LAC-40", "LAC-43")
    of = replace(
        whole,
        rows=tuple(row for row in whole.rows if row.indicator_id in few),
        definitions={name: row for name, row in whole.definitions.items() if name in few},
    )
    book = build_book(of, EDITIONS[0], "DRAFT")
    path.write_bytes(workbook_bytes(book.workbook, datetime(2018, 3, 31)))
    assert [str(problem) for problem in check_workbook(path)] == []
    read = load_workbook(path)
    assert read.sheetnames == SHEETS
    for sheet in read.worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        assert all(cell.hyperlink is None or cell.hyperlink.target is None for row in sheet.iter_rows() for cell in row)
    with ZipFile(path) as archive:
        assert not any(b"TargetMode" in archive.read(name) for name in archive.namelist())
    said = " ".join(str(row[name]) for row in table(path, "Commentary") if row["Ref"] == "LAC-40" for name in ("Why",))
    shown = "".join(said.split())
    unsafe = dict.fromkeys(map(ord, "\x07\x01\x7f\u202e"))
    assert shown == "".join(text.translate(unsafe).replace("[", "(").replace("]", ")").split())  # whole, none lost


def test_long_words_go_on_in_further_rows_that_no_blank_cell_is_unexplained_in(tmp_path: Path) -> None:
    con = database()
    con.execute("UPDATE published.commentary SET why = ? WHERE indicator_id = 'LAC-40'", ["many words here " * 120])
    path = one_book(con, tmp_path)
    rows = [row for row in table(path, "Commentary") if row["Ref"] == "LAC-40"]
    assert len(rows) > 1
    assert rows[1]["Measure"].endswith(", continued")
    assert rows[1]["Lead"] == ""
    assert check_workbook(path) == []


@pytest.mark.parametrize("most", [1, 2, 7])
def test_parts_hold_every_word_in_order_and_no_part_is_too_long(most: int) -> None:
    text = "some words of different lengths and well-being " * 20
    found = parts(text.strip(), 120, most)
    assert " ".join(found) == text.strip()
    assert all(len(wrap(part, 120)) <= most for part in found)


def test_workbooks_do_not_depend_on_the_day_of_the_run(tmp_path: Path) -> None:
    con = database()
    first: Any = [path.read_bytes() for path in write_panel_workbooks(con, AUTHORITY, QUARTER.label, tmp_path / "a")]
    con.execute("UPDATE published.authority SET run_date = DATE '2031-01-01'")
    assert first == [path.read_bytes() for path in write_panel_workbooks(con, AUTHORITY, QUARTER.label, tmp_path / "b")]
    con.execute("UPDATE published.authority SET delivery = 2")
    for name in ("lac_scorecard", "care_leaver_scorecard", "trend", "profile", "data_quality", "commentary"):
        con.execute(f"UPDATE published.{name} SET delivery = 2")
    path = write_panel_workbooks(con, AUTHORITY, QUARTER.label, tmp_path / "a")[0]
    cover = [str(cell.value) for (cell,) in load_workbook(path)["Cover"].iter_rows(max_col=1)]
    assert "From the records supplied for this quarter (delivery 2)." in cover
    assert "Panel edition. DRAFT, version 0.2." in cover
