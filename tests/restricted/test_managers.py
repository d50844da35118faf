"""The managers' edition: exact, marked, and nobody in it by more than case number and age band."""

from zipfile import ZipFile

import pandas as pd
import pytest
from openpyxl import load_workbook

from exports.accessibility import check_workbook
from exports.managers import write_managers_workbooks
from exports.restricted import RestrictedPathError
from exports.sheets.managers_why import NO_TEAM
from exports.words import RESTRICTED_MARKING
from schemas.rounding import round_half_up
from tests.restricted.conftest import CANARIES, COUNCIL, QUARTER
from tests.restricted.reading import records, sheets
from warehouse.connection import connect

STEMS = {"children-in-our-care": "looked_after", "care-leavers": "care_leaver"}
CARDS = {"looked_after": "scorecards.lac_scorecard", "care_leaver": "scorecards.care_leaver_scorecard"}
BOTH = pytest.mark.parametrize("stem", STEMS)


def content(path):
    """Every part of a workbook as text."""
    with ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def shown(value):
    """A cell's number, or ``None`` for shorthand."""
    return None if isinstance(value, str) else value


def as_written(value):
    """A figure as a cell can hold it, to 15 digits; ``None`` without one."""
    return None if pd.isna(value) else pytest.approx(value, rel=1e-14)


@BOTH
def test_every_figure_is_the_warehouses_own(ran, ask, stem):
    exact = ask(
        f"SELECT s.* FROM {CARDS[STEMS[stem]]} AS s INNER JOIN indicators.definition AS d "
        "ON d.indicator_id = s.indicator_id AND d.headline_window = s.time_window"
    ).set_index("indicator_id")
    rows = records(ran.workbook(stem), "Scorecard")
    assert sorted(row["Ref"] for row in rows) == sorted(exact.index)
    for row in rows:
        expected = exact.loc[row["Ref"]]
        for heading, column in (("Number", "numerator"), ("Result", "displayed_value")):
            assert shown(row[heading]) == as_written(expected[column]), row
        for heading, column in (("Low 95", "lower_95"), ("High 95", "upper_95")):
            assert shown(row[heading]) == round_half_up(expected[column]), row
        if expected["unit"] == "%":
            assert shown(row["Out of"]) == as_written(expected["denominator"]), row
    assert any(isinstance(row["Low 95"], float) for row in rows)


@BOTH
def test_every_group_is_the_warehouses_own(ran, ask, stem):
    exact = ask(
        "SELECT r.indicator_id, r.breakdown, r.numerator, r.denominator FROM indicators.result AS r "
        "INNER JOIN indicators.definition AS d ON d.indicator_id = r.indicator_id AND d.headline_window = r.time_window "
        "WHERE r.quarter = r.submission_quarter AND r.breakdown <> 'all' AND d.is_rated AND d.scorecard = ? "
        "AND r.denominator <> 0",
        STEMS[stem],
    )
    rows = records(ran.workbook(stem), "Breakdowns")
    listed = sorted((row["Ref"], row["Number"], row["Out of"]) for row in rows if not isinstance(row["Out of"], str))
    shares = exact[exact["denominator"].notna()]
    assert listed == sorted(shares[["indicator_id", "numerator", "denominator"]].itertuples(index=False, name=None))
    assert not [row for row in rows if "_" in str(row["Breakdown"])], "names of columns are no words"


@BOTH
def test_the_exceptions_are_the_rows_behind_the_figures(ran, ask, stem):
    exact = ask(
        "SELECT e.indicator_id, coalesce(e.person_id, e.row_id) FROM indicators.evidence AS e INNER JOIN indicators.definition AS d "
        "ON d.indicator_id = e.indicator_id AND d.headline_window = e.time_window "
        "WHERE e.quarter = e.submission_quarter AND e.miss_reason IS NOT NULL AND d.scorecard = ?",
        STEMS[stem],
    )
    rows = records(ran.workbook(stem), "Exceptions")
    assert rows
    assert sorted((row["Ref"], row["Case number"]) for row in rows) == sorted(exact.itertuples(index=False, name=None))


@BOTH
def test_misses_of_a_percentage_add_up_to_what_the_scorecard_leaves(ran, ask, stem):
    sides = ask("SELECT indicator_id, exceptions, unit FROM indicators.definition").set_index("indicator_id")
    found = [row["Ref"] for row in records(ran.workbook(stem), "Exceptions")]
    checked = 0
    for row in records(ran.workbook(stem), "Scorecard"):
        about = sides.loc[row["Ref"]]
        if about["unit"] == "%" and about["exceptions"] and not isinstance(row["Number"], str):
            misses = row["Number"] if about["exceptions"] == "+" else row["Out of"] - row["Number"]
            assert found.count(row["Ref"]) == misses, row["Ref"]
            checked += 1
    assert checked > 3


@BOTH
def test_exceptions_come_by_measure_and_the_longest_overdue_first(ran, ask, stem):
    order = ask("SELECT indicator_id FROM indicators.definition ORDER BY display_order")["indicator_id"].tolist()
    rows = records(ran.workbook(stem), "Exceptions")
    keys = [(order.index(row["Ref"]), -(row["Days over"] if row["Days over"] != "" else -1)) for row in rows]
    assert keys == sorted(keys)
    assert any(row["Days over"] != "" for row in rows)


@BOTH
def test_what_is_hidden_from_the_panel_is_listed_with_its_true_value(ran, ask, stem):
    rows = records(ran.workbook(stem), "Hidden in panel")
    exact = ask(
        "SELECT h.quarter, h.indicator_id, r.numerator FROM "
        "(SELECT DISTINCT authority, submission_quarter, table_name, quarter, indicator_id, time_window, breakdown, "
        "category, rule, reason FROM scorecards.hidden_cells) AS h "
        "INNER JOIN indicators.definition AS d USING (indicator_id) "
        "INNER JOIN indicators.result AS r USING (authority, submission_quarter, quarter, indicator_id, time_window, "
        "breakdown, category) WHERE d.scorecard = ?",
        STEMS[stem],
    )
    listed = sorted((row["Quarter"], row["Ref"], row["True number"]) for row in rows)
    assert listed == sorted(exact.itertuples(index=False, name=None))
    published = ask("SELECT count(*) AS n FROM published.trend WHERE numerator IS NULL AND shorthand = 'c'")
    assert published["n"][0] > 0


@BOTH
def test_the_worklist_and_the_coming_quarter_are_there(ran, ask, stem):
    due = ask(
        "SELECT coalesce(person_id, row_id) AS whom FROM indicators.worklist INNER JOIN indicators.definition "
        "USING (indicator_id) WHERE scorecard = ?",
        STEMS[stem],
    )
    assert sorted(r["Case number"] for r in records(ran.workbook(stem), "Due and overdue")) == sorted(due["whom"])
    coming = ask(
        "SELECT c.indicator_id, c.entering FROM indicators.coming AS c INNER JOIN indicators.definition "
        "USING (indicator_id) WHERE scorecard = ?",
        STEMS[stem],
    )
    listed = {row["Ref"]: shown(row["Enter the measure"]) for row in records(ran.workbook(stem), "What is coming")}
    assert listed == {id_: None if pd.isna(n) else n for id_, n in coming.itertuples(index=False, name=None)}
    assert len(listed) == len(coming) and any(listed.values())


def restricted_workbooks(ran):
    return [ran.workbook(stem) for stem in STEMS] + [ran.quality]


def test_the_marking_is_on_every_sheet_page_name_and_property(ran):
    for path in restricted_workbooks(ran):
        book = load_workbook(path)
        for sheet in book.worksheets:
            assert sheet["A2"].value == RESTRICTED_MARKING, sheet.title
            assert sheet.oddHeader.center.text == RESTRICTED_MARKING, sheet.title
        assert "_restricted" in path.name
        assert book.properties.subject == RESTRICTED_MARKING
        assert "restricted" in book.properties.keywords
        marking = {entry.name: entry.value for entry in book.custom_doc_props.props}
        assert marking["Marking"] == RESTRICTED_MARKING


@BOTH
def test_a_person_is_a_case_number_and_an_age_band(ran, stem):
    allowed = {"Case number", "Age band", "Team", "Worker"}
    forbidden = ("birth", "sex", "ethnic", "name", "address", "school", "upn", "disab")
    for name, rows in sheets(ran.workbook(stem)).items():
        if name not in ("Exceptions", "Due and overdue"):
            assert not any("Case number" in row for row in rows), name
            continue
        headings = set(records(ran.workbook(stem), name)[0])
        assert allowed <= headings
        assert not [h for h in headings if any(word in h.lower() for word in forbidden)]


@BOTH
def test_no_date_of_birth_stands_beside_its_case_number(ran, ask, stem):
    born = dict(
        ask("SELECT person_id, date_of_birth::DATE::VARCHAR FROM core.person").itertuples(index=False, name=None)
    )
    for sheet in ("Exceptions", "Due and overdue"):
        # What is about no person, such as an action or a worker, has its own number there.
        people = [row for row in records(ran.workbook(stem), sheet) if row["Case number"] in born]
        assert people
        for row in people:
            assert born[row["Case number"]] not in [str(cell) for cell in row.values()]


def test_canaries_and_pupil_numbers_are_in_no_workbook(ran, ask):
    numbers = ask("SELECT upn FROM landing.children WHERE upn IS NOT NULL")["upn"].tolist()
    held = ask("SELECT count(*) AS n FROM landing.reviews WHERE other_columns LIKE ?", f"%{CANARIES[0]}%")
    assert held["n"][0] > 0, "the canaries were never read, so the test proves nothing"
    files = [*ran.panel.rglob("*.xlsx"), *restricted_workbooks(ran)]
    assert len(files) == 5
    for path in files:
        text = content(path)
        assert not [canary for canary in CANARIES if canary in text], path.name
        assert not [number for number in numbers if number in text], path.name


def test_the_panel_root_holds_nothing_restricted(ran, ask):
    people = ask("SELECT person_id FROM core.person")["person_id"].tolist()
    workers = ask("SELECT DISTINCT worker_id FROM clean.worker_allocations")["worker_id"].tolist()
    for path in (path for path in ran.panel.rglob("*") if path.is_file()):
        assert "restricted" not in path.name
        text = content(path) if path.suffix == ".xlsx" else path.read_text(encoding="utf-8")
        assert RESTRICTED_MARKING not in text
        for cell in (f">{known}<" for known in (*people, *workers)):
            assert cell not in text, path.name


def test_restricted_workbooks_pass_the_accessibility_checks(ran):
    for path in restricted_workbooks(ran):
        assert [str(problem) for problem in check_workbook(path, is_restricted=True)] == []


def test_only_working_lists_have_filter_buttons(ran):
    for path in restricted_workbooks(ran):
        for sheet in load_workbook(path).worksheets:
            filtered = [table for table in sheet.tables.values() if table.autoFilter is not None]
            assert bool(filtered) == (sheet.title in ("Exceptions", "Due and overdue", "Issues", "Issue details")), (
                sheet.title
            )


def written(ran, folder, holders=lambda known: known):
    from assets.restricted import reason_words, responsible

    with connect(ran.warehouse, read_only=True) as connection:
        known = holders(responsible(connection, COUNCIL, QUARTER))
        return write_managers_workbooks(connection, COUNCIL, QUARTER, folder, reasons=reason_words(), responsible=known)


def counted_why(rows):
    """What is late or missing: (measure, team) -> how many."""
    found = {}
    for row in rows:
        key = row["Ref"], row["Team"]
        found[key] = found.get(key, 0) + int(row["How many"])
    return found


@BOTH
def test_why_counts_the_exceptions_by_team(ran, stem):
    listed = {}
    for row in records(ran.workbook(stem), "Exceptions"):
        key = row["Ref"], row["Team"] or NO_TEAM
        listed[key] = listed.get(key, 0) + 1
    assert counted_why(records(ran.workbook(stem), "Why")) == listed
    assert {team for _, team in listed} > {NO_TEAM}


def test_a_council_that_records_no_team_has_its_why_all_the_same(ran, tmp_path):
    """A column without a team has no type either: text put in for what is blank once stopped the whole book."""
    paths = written(ran, tmp_path / "restricted" / COUNCIL / QUARTER, lambda known: known.assign(team=None))
    for stem in STEMS:
        (book,) = [path for path in paths if path.name == ran.workbook(stem).name]
        expected = {}
        for (measure, _), number in counted_why(records(ran.workbook(stem), "Why")).items():
            expected[measure, NO_TEAM] = expected.get((measure, NO_TEAM), 0) + number
        assert counted_why(records(book, "Why")) == expected


def test_the_same_tables_give_the_same_bytes(ran, tmp_path):
    paths = written(ran, tmp_path / "restricted" / COUNCIL / QUARTER)
    assert [path.read_bytes() for path in paths] == [ran.workbook(stem).read_bytes() for stem in STEMS]


def test_a_long_list_says_how_many_it_leaves_out_and_where_they_are(ran, tmp_path, monkeypatch):
    monkeypatch.setattr("exports.sheets.managers.MOST_LISTED", 5)
    paths = {path.name: path for path in written(ran, tmp_path / "restricted" / COUNCIL / QUARTER)}
    book = paths[f"children-in-our-care_{QUARTER}_managers_restricted_v0-1_draft.xlsx"]
    every = paths[f"children-in-our-care_{QUARTER}_managers_restricted_exceptions_v0-1_draft.csv"]
    rows = len(every.read_text(encoding="utf-8-sig").splitlines()) - 1
    assert len(records(book, "Exceptions")) == 5
    assert any(f"the other {rows - 5:,} are in {every.name}" in str(row[0]) for row in sheets(book)["Exceptions"])


def test_nothing_is_written_outside_the_restricted_root(ran, tmp_path):
    folder = tmp_path / "panel" / COUNCIL / QUARTER
    with pytest.raises(RestrictedPathError):
        written(ran, folder)
    assert not folder.exists()
