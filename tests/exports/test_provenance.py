"""About and Revisions: where the figures come from, and which approved ones have changed since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook

from exports.accessibility import check_workbook
from exports.panel import write_panel_workbooks
from exports.published import LeakError
from tests.exports.fixture import AUTHORITY, QUARTER, database, one_book
from tests.exports.test_panel_workbooks import table

KEYS = f"'{AUTHORITY}' AS authority, '{QUARTER.label}' AS submission_quarter, 1 AS delivery"


def facts(path: Path) -> dict[str, Any]:
    return {row["Item"]: row["Value"] for row in table(path, "About")}


def revise(
    con: duckdb.DuckDBPyConnection, quarter: str, ref: str, then: float | None, now: float | None, **said: Any
) -> None:
    """Publish one revision of a figure at quarter end."""
    values = {
        "then_status": "ok",
        "status": "ok",
        "then_rating": "Red",
        "rating": "Amber",
        "is_beyond_threshold": True,
        "reason": "Records added",
        "then_shorthand": None,
        "shorthand": None,
    } | said
    con.execute(
        "INSERT INTO published.revision BY NAME "
        f"SELECT {KEYS}, $quarter AS quarter, $ref AS indicator_id, 'as_at' AS time_window, '1.0' AS then_version, "
        "TIMESTAMP '2017-11-20 10:00' AS reported_at, $earlier AS then_displayed_value, $later AS displayed_value, "
        f"$later - $earlier AS difference, {', '.join(f'${name} AS {name}' for name in values)}",
        {"quarter": quarter, "ref": ref, "earlier": then, "later": now} | values,
    )


def test_about_says_what_the_figures_rest_on_by_hash_and_rows_and_how_to_check_the_file(tmp_path: Path) -> None:
    con = database()
    path = one_book(con, tmp_path)
    said = facts(path)
    assert said["Council"] == "Herefordshire (synthetic)"
    assert said["Quarter"] == f"{QUARTER.words}, {QUARTER.label}"
    assert said["State and version"] == "DRAFT, version 0.1"
    assert said["Delivery"] == "Delivery 1 of this quarter's records"
    assert (said["Pipeline"], said["Definitions"]) == ("Version 0.1.0", "Version 3f9a2c41d07b")
    assert "scorecards verify" in said["Is this file the approved one?"]
    assert {"ops.run", "ops.input", "ops.output"} <= set(
        said["Where the run is recorded"].replace(",", " ").replace(":", " ").split()
    )
    files = con.execute("SELECT extract, file_hash, rows_read FROM published.input_file").fetchall()
    read = {row["Value"]: row["Rows read"] for row in table(path, "About") if row["Item"].startswith("Records read: ")}
    assert read == {f"1 file, fingerprint {digest}": rows for _, digest, rows in files}


def test_an_extract_in_several_files_has_every_fingerprint_and_one_count_of_rows(tmp_path: Path) -> None:
    con = database()
    con.execute(f"INSERT INTO published.input_file BY NAME SELECT {KEYS}, 'reviews' AS extract, 'ffff00001111' AS file_hash, "
                "4120 AS rows_read")  # fmt: skip
    [first] = con.execute(
        "SELECT file_hash FROM published.input_file WHERE extract = 'reviews' ORDER BY 1"
    ).fetchone() or [""]
    row = next(
        row for row in table(one_book(con, tmp_path), "About") if row["Item"] == "Records read: Care plan reviews"
    )
    assert row["Value"] == f"2 files, fingerprints {first}, ffff00001111"
    assert row["Rows read"] == 4120


def test_a_delivery_published_before_versions_were_kept_says_that_they_are_not_recorded(tmp_path: Path) -> None:
    con = database()
    con.execute("UPDATE published.authority SET code_version = NULL, definitions_version = NULL, schema_version = NULL")
    said = facts(one_book(con, tmp_path))
    assert [said[name] for name in ("Pipeline", "Definitions", "Table layout")] == ["Not recorded"] * 3


def test_without_a_change_to_an_approved_figure_the_sheet_is_left_out_and_contents_says_why(
    books: Callable[[str], list[Path]],
) -> None:
    path = books("middling")[0]
    assert "Revisions" not in load_workbook(path).sheetnames
    listed = {row["Sheet"]: row["What it tells you"] for row in table(path, "Contents")}
    assert listed["Revisions"] == "Left out: no approved figure has changed since"


def test_a_revision_shows_then_now_and_why_newest_quarter_first_and_a_small_one_is_marked_on_trends(
    tmp_path: Path,
) -> None:
    con = database()
    revise(con, "2016-17-Q4", "LAC-43", 70.0, 75.5)
    revise(con, "2017-18-Q2", "LAC-47", 80.0, 77.0, rating="Red", then_rating="Green", reason="Records removed")
    revise(con, "2017-18-Q2", "LAC-48", 90.0, 90.4, is_beyond_threshold=False, shorthand="r")
    path = one_book(con, tmp_path)
    rows = table(path, "Revisions")
    assert [(row["Ref"], row["Quarter"], row["Published"], row["Now"], row["Difference"]) for row in rows] == [
        ("LAC-47", "Jul to Sep 2017", 80.0, 77.0, -3.0),
        ("LAC-43", "Jan to Mar 2017", 70.0, 75.5, 5.5),
    ]
    assert [(row["Status then"], row["Status now"]) for row in rows] == [
        ("Green: met", "Red: missed"),
        ("Red: missed", "Amber: close"),
    ]
    assert rows[0]["Reason"] == "Records removed"
    assert rows[0]["Published in"] == "Version 1.0, 20 November 2017"
    marked = {row["Ref"]: row["Notes"] for row in table(path, "Trends") if row["Notes"]}
    assert marked["LAC-48"] == "[r] Jul to Sep 2017"
    listed = {row["Sheet"]: row["In a printed pack"] for row in table(path, "Contents")}
    assert listed["Revisions"] == "Yes"
    assert check_workbook(path) == []


def test_a_revision_with_a_hidden_side_shows_neither_figure_nor_status_nor_difference(tmp_path: Path) -> None:
    con = database()
    revise(con, "2017-18-Q2", "LAC-43", None, None, then_shorthand="c", shorthand="c", rating=None, then_rating=None)
    [row] = table(one_book(con, tmp_path), "Revisions")
    assert [row[name] for name in ("Published", "Now", "Difference")] == ["[c]"] * 3
    assert {row["Status then"], row["Status now"]} == {"Not rated: hidden"}
    con.execute("UPDATE published.revision SET then_displayed_value = 40771")
    with pytest.raises(LeakError, match="then_displayed_value") as caught:
        write_panel_workbooks(con, AUTHORITY, QUARTER.label, tmp_path / "leak")
    assert "40771" not in str(caught.value)
    assert not (tmp_path / "leak").exists()
