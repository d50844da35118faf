"""The Summary and Commentary sheets: what is chosen, what is said, and that hostile words stay words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import pytest
from openpyxl import load_workbook

from exports.accessibility import check_workbook
from exports.content import as_shown
from exports.normalise import workbook_bytes
from exports.panel import EDITIONS, build_book, write_panel_workbooks
from exports.published import Panel, read_panel
from exports.sheets.commentary import STILL_NEEDED, commentary_rows
from exports.sheets.marks import NoteRegister
from exports.sheets.summary import ASK, chosen, reasons, status_counts, summary
from exports.text import parts, wrap
from tests.exports.fixture import AUTHORITY, QUARTER, SIZES, database
from tests.exports.test_panel_workbooks import query, table

CARD = "published.lac_scorecard"
HIDE = "numerator = NULL, value = NULL, displayed_value = NULL, shorthand = 'c', gap = NULL, lower_95 = NULL, upper_95 = NULL, rating = 'Not rated', change = NULL"


def panel(con: duckdb.DuckDBPyConnection) -> Panel:
    return read_panel(con, AUTHORITY, QUARTER.label, "looked_after")


def calm() -> duckdb.DuckDBPyConnection:
    """Sixteen rated measures, all green by one point, none of them clearly changed nor red before."""
    con = database()
    con.execute(f"UPDATE {CARD} SET rating = 'Green', gap = 1.0, change = 'No clear change' WHERE is_rated")
    con.execute("UPDATE published.trend SET rating = 'Green'")
    con.execute("DELETE FROM published.commentary")
    return con


def rate(con: duckdb.DuckDBPyConnection, rating: str, gap: float, *measures: str) -> None:
    for measure in measures:
        con.execute(
            f"UPDATE {CARD} SET rating = ?, gap = ? WHERE is_rated AND indicator_id = ?", [rating, gap, measure]
        )


def turn(con: duckdb.DuckDBPyConnection, change: str, *measures: str) -> None:
    for measure in measures:
        con.execute(
            f"UPDATE {CARD} SET change = ?, compared_value = 50, compared_shorthand = NULL WHERE is_rated AND indicator_id = ?",
            [change, measure],
        )


def ids(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [row.indicator_id for row in chosen(panel(con))]


def test_a_quiet_quarter_still_has_five_rows() -> None:
    assert len(ids(calm())) == 5


def test_reds_come_first_and_the_furthest_from_target_leads() -> None:
    con = calm()
    rate(con, "Red", -20.0, "LAC-43")
    rate(con, "Red", -30.0, "LAC-85")
    rate(con, "Amber", -1.0, "LAC-32")
    turn(con, "Worse: clear change", "LAC-21")
    turn(con, "Better: clear change", "LAC-48")
    assert ids(con) == ["LAC-85", "LAC-43", "LAC-21", "LAC-48", "LAC-32"]


def test_a_measure_red_last_quarter_is_there_though_it_is_green_now() -> None:
    con = calm()
    con.execute("UPDATE published.trend SET rating = 'Red' WHERE indicator_id = 'LAC-86' AND quarter = '2017-18-Q3'")
    con.execute("UPDATE published.trend SET rating = 'Red' WHERE indicator_id = 'LAC-85' AND quarter = '2017-18-Q2'")
    (row,) = (row for row in chosen(panel(con)) if reasons(panel(con), row))
    assert row.indicator_id == "LAC-86"
    text = [as_shown(cells[1]) for cells in summary(panel(con), NoteRegister()).rows]  # type: ignore[union-attr]
    assert sum("Red last quarter:" in one for one in text) == 1


def test_eight_rows_at_most_every_red_that_fits_and_one_improvement() -> None:
    con = calm()
    reds = ["LAC-30", "LAC-32", "LAC-38", "LAC-21", "SUF-02", "LAC-40", "LAC-43", "LAC-47", "LAC-85"]
    for place, measure in enumerate(reds):
        rate(con, "Red", -10.0 - place, measure)
    turn(con, "Better: clear change", "LAC-86", "LAC-48")
    found = ids(con)
    assert len(found) == 8
    assert len(set(found) & set(reds)) == 7
    assert len(set(found) & {"LAC-86", "LAC-48"}) == 1
    sheet = summary(panel(con), NoteRegister())
    assert sheet is not None
    assert "Further red measures, on the Scorecard: 2." in sheet.how_to_read


@pytest.mark.parametrize("size", SIZES)
def test_five_to_eight_rows_with_all_reds_and_an_improvement_when_there_is_one(size: str) -> None:
    con = database(size)
    for edition in EDITIONS:
        of = read_panel(con, AUTHORITY, QUARTER.label, edition.scorecard)
        found = chosen(of)
        shown = [row for row in of.rated if row.is_shown]
        assert min(5, len(shown)) <= len(found) <= 8
        reds = {row.indicator_id for row in shown if row.rating == "Red"}
        assert len(reds) > 7 or reds <= {row.indicator_id for row in found}
        improved = [row for row in shown if (row.tested_change or "").startswith("Better: clear")]
        assert not improved or any(row in found for row in improved)


def test_a_hidden_measure_is_counted_and_never_spoken_of(tmp_path: Path) -> None:
    con = database()
    for measure in ("LAC-30", "LAC-40"):
        con.execute(f"UPDATE {CARD} SET {HIDE} WHERE indicator_id = ?", [measure])
    con.execute("UPDATE published.trend SET rating = 'Red' WHERE indicator_id = 'LAC-30'")
    of = panel(con)
    assert status_counts(of).endswith("and 2 hidden.")
    assert not {"LAC-30", "LAC-40"} & {
        row.indicator_id for row in (*chosen(of), *commentary_rows(of), *of.needing_words)
    }
    path = write_panel_workbooks(con, AUTHORITY, QUARTER.label, tmp_path)[0]
    for name in ("Summary", "Commentary"):
        assert not {"LAC-30", "LAC-40"} & {row.get("Measure", "") for row in table(path, name)}
        assert not {"LAC-30", "LAC-40"} & {row.get("Ref", "") for row in table(path, name)}


def test_a_change_from_a_hidden_figure_is_no_reason() -> None:
    con = calm()
    turn(con, "Worse: clear change", "LAC-21")
    con.execute(
        f"UPDATE {CARD} SET compared_shorthand = 'c', compared_value = NULL, compared_numerator = NULL "
        "WHERE indicator_id = 'LAC-21'"
    )
    assert panel(con).needing_words == ()
    assert not any(reasons(panel(con), row) for row in chosen(panel(con)))


@pytest.mark.parametrize("size", SIZES)
def test_counts_add_up_to_the_measures(size: str) -> None:
    of = panel(database(size))
    numbers = [int(word) for word in status_counts(of).replace(",", " ").split() if word.isdigit()]
    assert numbers[0] == len(of.rated) == sum(numbers[1:])


def test_the_panel_is_asked_the_action_or_to_ask_why(tmp_path: Path) -> None:
    con = database()
    path = write_panel_workbooks(con, AUTHORITY, QUARTER.label, tmp_path)[0]
    asked = {row["Measure"]: row["What we ask of the panel"] for row in table(path, "Summary")}
    assert asked["LAC-40"] == "Send the notice on the day a child comes into care."
    others = [words for measure, words in asked.items() if measure not in ("LAC-40", "LAC-43", "LAC-32")]
    assert others
    assert set(others) == {ASK}


def test_a_long_action_is_begun_and_the_rest_is_said_to_be_on_the_commentary_sheet() -> None:
    con = database()
    action = "First we do this. " + "Then we go on with a long sentence about many things. " * 9
    con.execute("UPDATE published.commentary SET action = ? WHERE indicator_id = 'LAC-40'", [action])
    sheet = summary(panel(con), NoteRegister())
    assert sheet is not None
    (words,) = (as_shown(row[4]) for row in sheet.rows if row[2] == "LAC-40")
    assert words.startswith("First we do this.")
    assert words.endswith("The Commentary sheet says more.")
    assert len(words.split()) <= 66


def test_one_row_for_each_measure_that_needs_words_and_the_cover_counts_those_without(tmp_path: Path) -> None:
    con = database()
    path = write_panel_workbooks(con, AUTHORITY, QUARTER.label, tmp_path)[0]
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
    path = write_panel_workbooks(con, AUTHORITY, QUARTER.label, tmp_path)[0]
    cover = [str(cell.value) for (cell,) in load_workbook(path)["Cover"].iter_rows(max_col=1)]
    assert "Every measure that needs commentary has it." in cover
    (row,) = table(path, "Commentary")
    assert row["What the figures show"] == "20 of 28 (71.4%); target at least 90.0%."


def test_a_deadline_is_a_date_in_its_cell(tmp_path: Path) -> None:
    path = write_panel_workbooks(database(), AUTHORITY, QUARTER.label, tmp_path)[0]
    days = [str(row["By when"]) for row in table(path, "Commentary") if row["Ref"] == "LAC-40"]
    assert days == ["2018-06-30"]
    cells = [cell for row in load_workbook(path)["Commentary"].iter_rows() for cell in row if cell.is_date]
    assert cells


SHEETS = ["Cover", "Contents", "Summary", "Scorecard", "Commentary", "Context", "Targets", "Trends", "Charts", "Chart data", "Profile",
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
    book = build_book(panel(con), EDITIONS[0], "DRAFT")
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
    path = write_panel_workbooks(con, AUTHORITY, QUARTER.label, tmp_path)[0]
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
