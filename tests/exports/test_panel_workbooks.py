"""What the two panel workbooks say, read back with a reader that is not the writer."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from exports import figures
from exports.content import DIGIT_PIXELS, as_shown
from exports.handover import printed_sheets
from exports.panel import write_panel_workbooks
from exports.published import (
    SCORECARD_TABLES,
    Authority,
    DefinitionRow,
    LeakError,
    ProfileRow,
    PublishedError,
    QualityRow,
    ScorecardRow,
    TrendRow,
    read_panel,
)
from exports.sheets.notes import CLEAR_CHANGES
from schemas.warehouse import COMPUTED, REFERENCE
from tests.exports.fixture import AUTHORITY, QUARTER, SIZES, database, measures, one_book, wilson

CARDS = ("published.lac_scorecard", "published.care_leaver_scorecard")


def write(con: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    return write_panel_workbooks(con, AUTHORITY, QUARTER.label, folder)


def table(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet's table by heading, as an independent reader sees them."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    top = next(number for number, row in enumerate(rows) if len(row) > 1 and row[1] not in ("", None))
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def scorecard(path: Path, con: duckdb.DuckDBPyConnection, card: str) -> dict[str, dict[str, Any]]:
    """The Scorecard's rows by reference: those under its headings follow the order the panel was published with."""
    refs = [row["indicator_id"] for row in query(con, f"SELECT * FROM {card} WHERE is_rated ORDER BY panel_place")]
    refs = [one for ref in refs for one in ([ref, "LAC-71"] if ref == "LAC-70" else [ref])]
    rows = [row for row in table(path, "Scorecard") if row["Good is"]]
    return dict(zip(refs, rows, strict=True))


def query(con: duckdb.DuckDBPyConnection, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    found = con.execute(sql, list(parameters))
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def same(shown: Any, published: float | None, shorthand: str | None) -> bool:
    """Whether a cell shows the published number, or its shorthand where there is none."""
    if published is None:
        return bool(shown == f"[{shorthand}]")
    return isinstance(shown, int | float) and float(shown) == published


@pytest.fixture(scope="module", params=SIZES)
def written(request: pytest.FixtureRequest, books: Callable[[str], list[Path]]) -> Any:
    return database(request.param), books(request.param)


def test_both_files_are_named_after_what_they_are_and_marked_draft(written: Any) -> None:
    _, (children, leavers) = written
    assert children.name == "children-in-our-care_2017-18-Q4_panel_v0-1_draft.xlsx"
    assert leavers.name == "care-leavers_2017-18-Q4_panel_v0-1_draft.xlsx"
    assert {path.name for path in children.parent.iterdir()} == {children.name, leavers.name, "latest.json"}
    for path in (children, leavers):
        book = load_workbook(path)
        assert "DRAFT" in book.properties.keywords
        said = {item.name: item.value for item in book.custom_doc_props.props}
        assert (said["Status"], said["Version"]) == ("DRAFT", "0.1")
        assert "version 0.1" in book.properties.keywords
        for sheet in book.worksheets:
            assert "DRAFT, version 0.1" in sheet.oddHeader.right.text
            assert "DRAFT" in sheet.oddFooter.left.text
            assert sheet.oddFooter.right.text is None  # left free for the pack's own page numbers
            assert any("DRAFT, version 0.1" in str(cell.value) for (cell,) in sheet.iter_rows(max_col=1, max_row=4))


def test_sheets_come_in_order_and_the_contents_lists_each(written: Any) -> None:
    con, paths = written
    every = ["Cover", "Contents", "Summary", "Scorecard", "Why", "Commentary", "Context", "Targets", "Trends", "Charts", "Chart data", "Profile", "Comparisons",
                "Definitions", "Data quality", "Notes", "About"]  # fmt: skip
    for path, card in zip(paths, CARDS, strict=True):
        names = CalamineWorkbook.from_path(str(path)).sheet_names
        [why] = query(
            con,
            f"SELECT count(*) AS rows FROM {card} JOIN published.reason USING (indicator_id, time_window) "
            "WHERE is_rated AND displayed_value IS NOT NULL AND rating IN ('Red', 'Amber')",
        )
        expected = [name for name in every if name != "Why" or why["rows"]]
        assert names == expected
        book = load_workbook(path)
        links = [cell.hyperlink for (cell,) in book["Contents"].iter_rows(max_col=1) if cell.hyperlink]
        others = ["Cover", "Cover", *expected[2:]]  # the way back, then every sheet but itself
        assert [link.location for link in links] == [f"'{name}'!A1" for name in others]
        printed = {row["Sheet"] for row in table(path, "Contents") if row["In a printed pack"] == "Yes"}
        assert printed == {"Cover", "Summary", "Scorecard", "Why", "Commentary", "Charts"} & set(expected)


def test_every_scorecard_number_is_the_published_one(written: Any) -> None:
    con, paths = written
    seen = 0
    rated = sum(measure["rated"] == "1" for measure in measures())
    for path, card in zip(paths, CARDS, strict=True):
        shown = scorecard(path, con, card)
        targets = {row["Ref"]: row for row in table(path, "Targets")}
        for row in query(con, f"SELECT * FROM {card} WHERE is_rated"):
            ref, hidden = row["indicator_id"], row["shorthand"]
            cells = shown[ref]
            assert cells["Measure"].startswith(row["label"].strip()[:20])
            if row["unit"] == "n":  # out of nothing
                assert same(cells["Number of"], row["numerator"], hidden)
            else:
                number = f"[{hidden}]" if row["numerator"] is None else f"{row['numerator']:,.0f}"
                base = f"[{hidden}]" if row["denominator"] is None else f"{row['denominator']:,.0f}"
                assert cells["Number of"] in (f"{number} of {base}", number if number == base else None)
            assert same(cells["Result"], row["displayed_value"], hidden)
            assert same(targets[ref]["Gap"], row["gap"], hidden)
            target = row["target_low"] if row["target_low"] is not None else row["target_high"]
            assert same(cells["Target [d]"], target, "z")
            for heading, back in (("Last quarter", 1), ("A year ago", 4)):
                [point] = query(
                    con,
                    "SELECT * FROM published.trend WHERE indicator_id = ? AND time_window = ? AND quarter = ?",
                    *(ref, row["time_window"], QUARTER.shift(-back).label),
                )
                assert same(cells[heading], point["displayed_value"], point["shorthand"])
            england = row["england_value"] if row["england_comparable"] else None
            assert same(cells["England"], england, "x")
            assert cells["Status"].startswith(row["rating"])
            seen += 1
    assert seen == rated


def test_the_scorecard_is_one_page_at_most_25_cm_wide_under_the_panels_headings(written: Any) -> None:
    _, paths = written
    for path in paths:
        sheet = load_workbook(path)["Scorecard"]
        wide = sum(sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJ") * DIGIT_PIXELS
        assert wide / 96 * 2.54 <= 25
        [printed] = [one for one in printed_sheets(path) if one.name == "Scorecard"]
        assert (printed.pages, printed.smallest_text >= 9.5) == (1, True)
        headings = [row["Measure"] for row in table(path, "Scorecard") if not row["Good is"]]
        assert len(headings) == len(set(headings)) > 1


def half_up(value: float) -> float:
    """Rounding done another way than the writer's: on the decimal text."""
    whole, _, decimals = f"{abs(value):.12f}".partition(".")
    tenths = int(whole + decimals[0]) + (decimals[1] >= "5")
    return tenths / 10 * (1 if value >= 0 else -1)


def test_every_result_is_number_over_out_of(written: Any) -> None:
    con, paths = written
    checked = 0
    for path, card in zip(paths, CARDS, strict=True):
        for ref, row in scorecard(path, con, card).items():
            counted = re.fullmatch(r"([\d,]+) of ([\d,]+)", str(row["Number of"]))
            if counted and isinstance(row["Result"], float):
                number, base = (float(part.replace(",", "")) for part in counted.groups())
                assert row["Result"] == half_up(100 * number / base), ref
                checked += 1
        for row in table(path, "Context"):
            numbers = [row[name] for name in ("Number", "Out of", "Result")]
            if "(%)" in row["Measure"] and all(isinstance(number, float) for number in numbers):
                assert row["Result"] == half_up(100 * row["Number"] / row["Out of"])
                checked += 1
    assert checked > 10


def test_every_trend_number_is_the_published_one_and_the_newest_is_the_scorecards(written: Any) -> None:
    con, paths = written
    for path, card in zip(paths, CARDS, strict=True):
        published = query(con, f"SELECT DISTINCT t.* FROM published.trend t JOIN {card} USING (indicator_id)")
        words = {"As at": "as_at", "At quarter end": "as_at", "In the quarter": "quarter", "Year to date": "ytd",
                 "Last 12 months": "r12"}  # fmt: skip
        points = {(row["indicator_id"], row["time_window"], row["quarter"]): row for row in published}
        headline = {
            row["indicator_id"]: row["time_window"] for row in query(con, f"SELECT * FROM {card} WHERE is_rated")
        }
        results = {
            (ref, headline[ref]): row["Result"] for ref, row in scorecard(path, con, card).items() if ref in headline
        }
        rows = table(path, "Trends")
        assert rows
        for row in rows:
            quarters = list(row)[4:]
            assert len(quarters) == 9
            for back, heading in enumerate(reversed(quarters)):
                point = points[row["Ref"], words[row["Period"]], QUARTER.shift(-back).label]
                assert same(row[heading], point["displayed_value"], point["shorthand"])
            key = (row["Ref"], words[row["Period"]])
            if key in results:
                assert row[quarters[-1]] == results[key]


def test_every_profile_and_record_count_is_the_published_one(written: Any) -> None:
    con, paths = written
    for path, measure in zip(paths, ("LAC-01", "CL-01"), strict=True):
        published = query(
            con, "SELECT * FROM published.profile WHERE indicator_id = ? ORDER BY category_order", measure
        )
        shown = table(path, "Profile")
        assert len(shown) == len(published)
        for cells, row in zip(shown, published, strict=True):
            assert same(cells["Number"], row["numerator"], row["shorthand"])
            assert same(cells["Same time last year: number"], row["year_ago_numerator"], "c")
            assert isinstance(cells["Percent"], float) == (row["numerator"] is not None) or cells["Percent"] == "[c]"
        quality = {row["rows_read"] for row in query(con, "SELECT * FROM published.data_quality")}
        assert {row["Read"] for row in table(path, "Data quality")} == quality


def test_sex_is_shown_in_words(written: Any) -> None:
    _, (children, _) = written
    groups = [row["Group"] for row in table(children, "Profile") if row["Breakdown"] == "Sex"]
    assert groups == ["Male", "Female", "Not stated", "Not recorded"]


def test_missing_children_and_times_missing_stand_together(written: Any) -> None:
    con, (children, _) = written
    rows = scorecard(children, con, CARDS[0])
    refs = list(rows)
    assert refs[refs.index("LAC-70") + 1] == "LAC-71"
    [times] = query(con, f"SELECT label FROM {CARDS[0]} WHERE indicator_id = 'LAC-71' AND time_window = 'quarter'")
    assert rows["LAC-71"]["Measure"].startswith(times["label"])


def test_plotted_cells_are_numbers_or_blank_with_a_reason_beside_them(written: Any) -> None:
    _, paths = written
    points = [row for path in paths for row in table(path, "Chart data")]
    assert len(points) > 40
    for row in points:
        if row["Result"] == "":
            assert row["Why not shown"].startswith("[")
        else:
            assert isinstance(row["Result"], float)
            assert row.get("Why not shown", "") == ""


def test_alt_text_states_the_latest_published_figure(books: Callable[[str], list[Path]]) -> None:
    con = database()
    path = books("middling")[0]
    with ZipFile(path) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    found = dict(re.findall(r'name="Chart of ([A-Z]+-\d+)" descr="([^"]+)"', drawing))
    assert len(found) >= 3
    for ref, text in found.items():
        [row] = query(
            con, "SELECT displayed_value FROM published.lac_scorecard WHERE is_rated AND indicator_id = ?", ref
        )
        assert f"{row['displayed_value']:.1f}% in Jan to Mar 2018" in text
        assert "Chart data" in text


def test_a_measure_whose_newest_point_is_hidden_has_no_chart_and_no_word_of_its_change(tmp_path: Path) -> None:
    con = database()
    hidden = "numerator = NULL, value = NULL, displayed_value = NULL, shorthand = 'c'"
    con.execute(f"UPDATE published.trend SET {hidden} WHERE indicator_id = 'LAC-30' AND quarter = ?", [QUARTER.label])
    con.execute(
        f"UPDATE published.lac_scorecard SET {hidden}, gap = NULL, lower_95 = NULL, upper_95 = NULL "
        "WHERE indicator_id = 'LAC-30'"
    )
    path = one_book(con, tmp_path)
    assert "LAC-30" not in {row["Ref"] for row in table(path, "Chart data")}
    row = scorecard(path, con, CARDS[0])["LAC-30"]
    assert [row[name] for name in ("Result", "Change")] == ["[c]", "[c]"]
    assert row["Number of"].startswith("[c] of ")
    compared = next(row for row in table(path, "Comparisons") if row["Ref"] == "LAC-30")
    assert (compared["Our figure"], compared["Reading"]) == ("[c]", "[c]")


def test_words_that_describe_a_hidden_change_are_in_no_part_of_the_file(tmp_path: Path) -> None:
    con = database()
    con.execute(
        "UPDATE published.lac_scorecard SET change = 'Up 731 canary', compared_numerator = NULL, "
        "compared_value = NULL, compared_shorthand = 'c' WHERE indicator_id = 'LAC-21'"
    )
    con.execute("CREATE SCHEMA scorecards")
    con.execute("CREATE TABLE scorecards.lac_scorecard AS SELECT *, 90210.5 AS canary FROM published.lac_scorecard")
    for path in write(con, tmp_path):
        with ZipFile(path) as archive:
            for name in archive.namelist():
                assert b"canary" not in archive.read(name)
                assert b"90210" not in archive.read(name)


@pytest.mark.parametrize(
    ("table_name", "column", "where"),
    [
        ("lac_scorecard", "numerator", "shorthand = 'c'"),
        ("lac_scorecard", "displayed_value", "shorthand = 'c'"),
        ("lac_scorecard", "upper_95", "shorthand = 'c'"),
        ("lac_scorecard", "gap", "shorthand = 'c'"),
        ("care_leaver_scorecard", "displayed_value", "shorthand = 'u'"),
        ("trend", "value", "shorthand = 'c' AND indicator_id LIKE 'LAC%'"),
        ("profile", "numerator", "shorthand = 'c' AND indicator_id LIKE 'LAC%'"),
    ],
)
def test_a_row_that_is_marked_hidden_and_carries_a_number_stops_everything(
    table_name: str, column: str, where: str, tmp_path: Path
) -> None:
    con = database("small")
    assert con.execute(f"SELECT count(*) FROM published.{table_name} WHERE {where}").fetchone() != (0,)
    con.execute(f"UPDATE published.{table_name} SET {column} = 40771 WHERE {where}")
    with pytest.raises(LeakError, match=column) as caught:
        write(con, tmp_path)
    assert "40771" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_same_tables_give_the_same_bytes_whatever_the_clock(
    tmp_path: Path, books: Callable[[str], list[Path]]
) -> None:
    first = [path.read_bytes() for path in books("middling")]
    time.sleep(2.1)  # a zip entry's clock ticks every two seconds
    second = [path.read_bytes() for path in write(database(), tmp_path)]
    assert first == second
    assert first != [path.read_bytes() for path in books("large")]
    with ZipFile(io.BytesIO(first[0])) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"2018-03-31T00:00:00Z" in archive.read("docProps/core.xml")  # the quarter's last day, not the run's


def test_writing_again_makes_a_new_version_and_keeps_the_earlier_one_apart(tmp_path: Path) -> None:
    earlier = {path.name: path.read_bytes() for path in write(database("small"), tmp_path)}
    paths = write(database(), tmp_path)
    assert sorted(tmp_path.glob("*.xlsx")) == sorted(paths)
    assert all("_v0-2_draft" in path.name for path in paths)
    assert {path.name: path.read_bytes() for path in (tmp_path / "superseded").iterdir()} == earlier
    assert any("Herefordshire" in str(cell.value) for (cell,) in load_workbook(paths[0])["Cover"].iter_rows(max_col=1))


def test_hostile_text_stays_text(tmp_path: Path, books: Callable[[str], list[Path]]) -> None:
    plain = [CalamineWorkbook.from_path(str(path)).sheet_names for path in books("middling")]
    paths = write(database(hostile=True), tmp_path)
    assert [CalamineWorkbook.from_path(str(path)).sheet_names for path in paths] == plain
    for path in paths:
        for sheet in load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                assert all(cell.data_type != "f" for cell in row)
        with ZipFile(path) as archive:
            names = archive.namelist()
            parts = [archive.read(name) for name in names]
        assert not any(b"TargetMode" in part or b"<f>" in part for part in parts if b"chartSpace" not in part)
        assert not any("external" in name or "vba" in name for name in names)
        assert not any(character in part for part in parts[:3] for character in (b"\x00", b"\x07"))
    labels = [row["Measure"] for row in table(paths[0], "Targets")]
    assert any(label.startswith("=1+1|'cmd /c calc'!A0 first health check") for label in labels)
    assert "@SUM(1) +44 -health check on time (%)" in labels


def test_an_ampersand_in_a_councils_name_is_no_code_in_the_page_footer(books: Callable[[str], list[Path]]) -> None:
    path = books("large")[0]
    with ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "&amp;LDRAFT, Bournemouth, Christchurch &amp;&amp; Poole (synthetic)&amp;C" in sheet


def test_a_first_quarter_has_no_trends_and_the_contents_say_so(tmp_path: Path) -> None:
    con = database(quarters=1)
    con.execute("UPDATE published.lac_scorecard SET england_value = NULL, neighbours_value = NULL")
    path = one_book(con, tmp_path)
    names = CalamineWorkbook.from_path(str(path)).sheet_names
    assert not {"Trends", "Charts", "Chart data", "Comparisons"} & set(names)
    listed = {row["Sheet"]: row["What it tells you"] for row in table(path, "Contents")}
    for name in ("Trends", "Charts", "Comparisons"):
        assert listed[name].startswith("Left out: ")
    shown = scorecard(path, con, CARDS[0]).values()
    assert {row["Last quarter"] for row in shown} == {row["A year ago"] for row in shown} == {"[x]"}


def test_an_unknown_council_or_another_state_is_refused_in_words(tmp_path: Path) -> None:
    con = database()
    with pytest.raises(PublishedError, match=r"published\.authority has no row for 'nowhere' in 2017-18-Q4"):
        write_panel_workbooks(con, "nowhere", QUARTER.label, tmp_path)
    with pytest.raises(PublishedError, match="says DRAFT"):
        write_panel_workbooks(con, AUTHORITY, QUARTER.label, tmp_path, state="PREVIEW")
    assert list(tmp_path.iterdir()) == []


def test_a_figure_without_a_definition_is_refused(tmp_path: Path) -> None:
    con = database()
    con.execute("DELETE FROM published.definition WHERE indicator_id = 'LAC-40'")
    with pytest.raises(PublishedError, match="LAC-40"):
        write(con, tmp_path)


def test_the_latest_delivery_is_the_one_shown(tmp_path: Path) -> None:
    con = database()
    con.execute("INSERT INTO published.authority SELECT * REPLACE (2 AS delivery) FROM published.authority")
    for name in ("lac_scorecard", "care_leaver_scorecard", "trend", "profile", "data_quality"):
        con.execute(f"INSERT INTO published.{name} SELECT * REPLACE (2 AS delivery) FROM published.{name}")
    con.execute(
        "UPDATE published.lac_scorecard SET displayed_value = 12.3 WHERE delivery = 2 AND indicator_id = 'LAC-30'"
    )
    path = one_book(con, tmp_path)
    con.execute("DELETE FROM published.lac_scorecard WHERE delivery = 1")
    assert scorecard(path, con, CARDS[0])["LAC-30"]["Result"] == 12.3


def newcombe(first: float, second: float, size: int) -> tuple[float, float]:
    """Newcombe's 95% interval for a difference of two percentages, from two Wilson intervals."""
    low1, high1 = wilson(first * size / 100, size)
    low2, high2 = wilson(second * size / 100, size)
    difference = second - first
    below = ((second - low2) ** 2 + (high1 - first) ** 2) ** 0.5
    above = ((high2 - second) ** 2 + (first - low1) ** 2) ** 0.5
    return difference - below, difference + above


@pytest.mark.parametrize("size", CLEAR_CHANGES)
def test_the_clear_changes_on_the_notes_sheet_are_newcombes(size: int) -> None:
    for start, (up, down) in CLEAR_CHANGES[size].items():
        base = round(start * size / 100)
        clear_up = [
            n - base for n in range(base + 1, size + 1) if newcombe(100 * base / size, 100 * n / size, size)[0] > 0
        ]
        clear_down = [base - n for n in range(base) if newcombe(100 * base / size, 100 * n / size, size)[1] < 0]
        points = [round(100 * min(changes) / size) if changes else None for changes in (clear_up, clear_down)]
        assert points == [up, down]


@pytest.mark.parametrize("kind", [Authority, ScorecardRow, TrendRow, ProfileRow, DefinitionRow, QualityRow])
def test_every_column_read_is_one_the_warehouse_publishes(kind: type) -> None:
    tables = {table.full_name: set(table.column_names) for table in (*COMPUTED, *REFERENCE)}
    names = list(SCORECARD_TABLES.values()) if kind is ScorecardRow else [kind.table]
    for name in names:
        assert {field.name for field in fields(kind)} - {"delivery"} <= tables[name]


def test_a_comparator_is_shown_with_its_year_and_source_and_read_only_when_like_for_like(
    books: Callable[[str], list[Path]],
) -> None:
    path = books("middling")[0]
    rows = {row["Ref"]: row for row in table(path, "Comparisons")}
    notes = {row["Marker or subject"]: row["Meaning"] for row in table(path, "Notes")}
    for row in rows.values():
        assert row["England year"] not in ("", None)
        if row["Same definition"] == "Yes":
            assert "Department for Education" in notes[row["Notes"]]
    assert rows["LAC-70"]["Same definition"] == "No: England counts a whole year, this figure a quarter"
    assert rows["LAC-70"]["Reading"] == "[z]"
    assert rows["LAC-48"]["Reading"] == "Better than England"  # 213 of 231; 84.4% is outside 88.0 to 95.0
    assert rows["LAC-30"]["Reading"] == "In line with England"  # 34 of 312; 10.0% is inside 7.9 to 14.8


@pytest.mark.parametrize(
    ("change", "compared", "shown"),
    [
        ("No clear change", 90.0, "No clear change since Jan to Mar 2017"),
        ("Worse: clear change", 95.0, "Worse: clear change since Jan to Mar 2017"),
        ("Up 12 since December 2017 (not tested)", 90.0, "Up 12 since December 2017 (not tested)"),
        ("Too few to say", 90.0, "Too few to say"),
        ("No earlier figure", None, "No earlier figure"),
        (None, 90.0, "[x]"),
    ],
)
def test_a_change_names_the_quarter_it_looks_back_to_once(
    change: str | None, compared: float | None, shown: str
) -> None:
    con = database()
    con.execute(
        "UPDATE published.lac_scorecard SET change = ?, compared_value = ?, compared_quarter = '2016-17-Q4' "
        "WHERE indicator_id = 'LAC-43'",
        [change, compared],
    )
    row = read_panel(con, AUTHORITY, QUARTER.label, "looked_after").find("LAC-43", "as_at")
    assert row is not None
    assert as_shown(figures.change(row)) == shown


@pytest.mark.parametrize(
    ("rating", "reason", "shown"),
    [
        ("Green", "At least 90.0%", "Green: met"),
        ("Amber", "At least 90.0%", "Amber: close"),
        ("Red", "At least 90.0%", "Red: missed"),
        ("Not rated", "Base under 10", "Not rated: base under 10"),
        ("Not rated", None, "Not rated"),
        (None, None, "Not rated"),
    ],
)
def test_a_status_is_said_in_words(rating: str | None, reason: str | None, shown: str) -> None:
    con = database()
    con.execute(
        "UPDATE published.lac_scorecard SET rating = ?, rating_reason = ? WHERE indicator_id = 'LAC-43'",
        [rating, reason],
    )
    row = read_panel(con, AUTHORITY, QUARTER.label, "looked_after").find("LAC-43", "as_at")
    assert row is not None
    assert as_shown(figures.status(row)) == shown
