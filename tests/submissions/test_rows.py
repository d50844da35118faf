"""Rules about rows: what the mark of a column makes of a bad cell, and rules between cells and between extracts."""

from __future__ import annotations

import json

import pytest

from schemas.extracts import EXTRACTS
from submissions.validate import CheckedSubmission
from tests.submissions.folder import CHILDREN, EPISODES, SMALL, Folder, counts, findings, severities, values
from tests.submissions.rows import ENDS, LONE, MARKED, SOUND, STRETCHES, about, write


def one_fault_a_row(
    folder: Folder, extract: str, faults: list[tuple[str, str]], **fixed: dict[str, str]
) -> CheckedSubmission:
    """Write an extract whose rows are each of another person and have one bad cell each; check it.

    Args:
        folder: Where to write.
        extract: The extract.
        faults: Column and bad cell of each row, the first of which is row 2.
        fixed: Further cells of the row whose column has that name.
    """
    rows = [
        {**SOUND[extract], **_own(extract, number), **fixed.get(column, {}), column: cell}
        for number, (column, cell) in enumerate(faults)
    ]
    if extract == "children":
        write(folder, extract, *rows)
    else:
        header = list(dict.fromkeys(name for row in rows for name in row))
        folder.csv("children", CHILDREN, *(f"A{number},2005-05-14,F,WBRI" for number in range(len(rows))))
        folder.csv(extract, ",".join(header), *(",".join(f'"{row.get(n, "")}"' for n in header) for row in rows))
    return folder.check()


def _own(extract: str, number: int) -> dict[str, str]:
    """What makes a row another one: the first column of the key that takes any text, and the person where there is one."""
    name, about = f"A{number}", EXTRACTS[extract]
    free = [column for column in about.key if about.column(column).kind in ("identifier", "text")]
    return dict.fromkeys([*free[:1], *({"person_id"} & SOUND[extract].keys())], name)


def cell_findings(checked: CheckedSubmission, extract: str) -> dict[tuple[int | None, str | None], tuple[str, str]]:
    """Row and column of each finding about a cell, with its rule and severity."""
    found = checked.findings
    found = found[found["extract"].eq(extract) & ~found["rule"].isin(LONE | SMALL) & found["source_row"].notna()]
    places = [
        (int(row), column if isinstance(column, str) else None)
        for row, column in zip(found["source_row"], found["column_name"], strict=True)
    ]
    return dict(zip(places, zip(found["rule"], found["severity"], strict=True), strict=True))


def wrong_cell_rule(kind: str) -> str:
    """The rule a cell that says N/A breaks."""
    return "invalid_code" if kind in ("code", "code_list") else "invalid"


@pytest.mark.parametrize("extract", EXTRACTS)
def test_a_sound_row_of_every_extract_loads_without_a_finding(folder: Folder, extract: str) -> None:
    write(folder, extract, SOUND[extract])
    checked = folder.check()
    assert about(checked, extract) == []
    assert counts(checked, f"{extract}.csv") == (1, 1, 0)


@pytest.mark.parametrize("extract", EXTRACTS)
def test_a_blank_in_a_star_column_rejects_the_row(folder: Folder, extract: str) -> None:
    columns = [column.name for column in EXTRACTS[extract].columns if column.mark == "*"]
    checked = one_fault_a_row(
        folder,
        extract,
        [(column, " ") for column in columns],
        **{column: {"team" if extract == "children" else "spare": "x"} for column in columns},
    )
    found = {place: said for place, said in cell_findings(checked, extract).items() if place[0] is not None}
    assert found == dict.fromkeys(enumerate(columns, start=2), ("blank", "reject_row"))
    assert counts(checked, f"{extract}.csv") == (len(columns), 0, len(columns))


@pytest.mark.parametrize("extract", [name for name in EXTRACTS if name not in ("commentary", "reviews")])
def test_an_invalid_cell_in_a_star_column_rejects_the_row(folder: Folder, extract: str) -> None:
    columns = [c for c in EXTRACTS[extract].columns if c.mark == "*" and c.kind not in ("identifier", "text")]
    checked = one_fault_a_row(folder, extract, [(column.name, "zzz") for column in columns])
    assert cell_findings(checked, extract) == {
        (row, column.name): (wrong_cell_rule(column.kind), "reject_row") for row, column in enumerate(columns, start=2)
    }
    assert counts(checked, f"{extract}.csv") == (len(columns), 0, len(columns))


@pytest.mark.parametrize(("extract", "column"), [m[:2] for m in MARKED if m[2] == "°" and m[3] == "code"])
@pytest.mark.parametrize(("cell", "rule"), [("", "blank"), ("zzz", "invalid_code")])
def test_a_bad_cell_in_a_ring_column_loads_as_missing_with_a_warning(
    folder: Folder, extract: str, column: str, cell: str, rule: str
) -> None:
    write(folder, extract, {**SOUND[extract], column: cell})
    checked = folder.check()
    assert about(checked, extract) == [(rule, column)]
    assert severities(checked, rule) == ["warn"]
    assert values(checked, extract, column) == [None]
    assert counts(checked, f"{extract}.csv") == (1, 1, 0)


@pytest.mark.parametrize(("extract", "column"), [m[:2] for m in MARKED if m[2] == "°" and m[3] == "identifier"])
def test_a_blank_number_in_a_ring_column_loads_with_a_warning(folder: Folder, extract: str, column: str) -> None:
    survey = {"activity": "survey_safe", "answer": "Y", "end_date": ""} if extract == "participation" else {}
    write(folder, extract, {**SOUND[extract], **survey, column: ""})
    checked = folder.check()
    assert about(checked, extract) == [("blank", column)]
    assert severities(checked, "blank") == ["warn"]
    assert counts(checked, f"{extract}.csv") == (1, 1, 0)


OPTIONAL = {
    name: [c for c in e.columns if c.mark == "" and c.kind not in ("identifier", "text") and not c.ends]
    for name, e in EXTRACTS.items()
}
#: Further cells that keep a row whole when one of its columns is missing.
BESIDE = {
    "score": {"reason_not_completed": "SDQ2"},
    "reason_not_completed": {"score": "12"},
    "completed_date": {"status": "refused"},
    "setting_type": {"record_type": "inspection"},
    "in_house": {"record_type": "inspection"},
}


@pytest.mark.parametrize("extract", [name for name, columns in OPTIONAL.items() if columns])
def test_an_invalid_cell_in_an_unmarked_column_loads_as_missing_with_a_warning(folder: Folder, extract: str) -> None:
    columns = OPTIONAL[extract]
    checked = one_fault_a_row(folder, extract, [(column.name, "zzz") for column in columns], **BESIDE)
    assert cell_findings(checked, extract) == {
        (row, column.name): (wrong_cell_rule(column.kind), "warn") for row, column in enumerate(columns, start=2)
    }
    assert counts(checked, f"{extract}.csv") == (len(columns), len(columns), 0)
    for row, column in enumerate(columns):
        assert values(checked, extract, column.name)[row] is None


@pytest.mark.parametrize("extract", [name for name, columns in OPTIONAL.items() if columns])
def test_a_blank_in_an_unmarked_column_is_no_finding(folder: Folder, extract: str) -> None:
    columns = OPTIONAL[extract]
    checked = one_fault_a_row(folder, extract, [(column.name, " ") for column in columns], **BESIDE)
    assert cell_findings(checked, extract) == {}
    assert counts(checked, f"{extract}.csv") == (len(columns), len(columns), 0)


@pytest.mark.parametrize(("extract", "column"), ENDS)
@pytest.mark.parametrize("cell", ["zzz", "31/02/2017", "open"])
def test_an_invalid_end_rejects_the_row(folder: Folder, extract: str, column: str, cell: str) -> None:
    write(folder, extract, {**SOUND[extract], column: cell})
    checked = folder.check()
    assert about(checked, extract) == [("invalid", column)]
    assert severities(checked, "invalid") == ["reject_row"]
    assert counts(checked, f"{extract}.csv") == (1, 0, 1)


@pytest.mark.parametrize(("extract", "column"), ENDS)
def test_a_blank_end_is_open(folder: Folder, extract: str, column: str) -> None:
    write(folder, extract, {**SOUND[extract], column: ""})
    checked = folder.check()
    assert values(checked, extract, column) == [None]
    assert counts(checked, f"{extract}.csv") == (1, 1, 0)


@pytest.mark.parametrize(
    ("extract", "column", "cell", "rule"),
    [
        ("sdqs", "score", "41", "out_of_range"),
        ("care_episodes", "placement_distance_miles", "-0.1", "out_of_range"),
        ("eet_status", "hours", "-1", "out_of_range"),
        ("care_episodes", "placement_authority", "X06000019", "invalid_code"),
        ("care_episodes", "placement_authority", "E0600001", "invalid_code"),
        ("children", "disability_codes", "MOB;XX", "invalid_code"),
        ("children", "disability_codes", "MOB,HEAR", "invalid_code"),
    ],
)
def test_cells_outside_their_range_or_pattern(folder: Folder, extract: str, column: str, cell: str, rule: str) -> None:
    row = {**SOUND[extract], column: f'"{cell}"'}
    if extract == "sdqs":
        row["reason_not_completed"] = "SDQ2"
    write(folder, extract, row)
    checked = folder.check()
    assert about(checked, extract) == [(rule, column)]
    assert values(checked, extract, column) == [None]


@pytest.mark.parametrize("code", ["A", "B3", "B12", "00", "R0", "1"])
def test_an_accommodation_code_is_a_known_letter_alone_or_with_1_or_2(folder: Folder, code: str) -> None:
    write(folder, "accommodation", {**SOUND["accommodation"], "accommodation_code": code})
    checked = folder.check()
    assert about(checked, "accommodation") == [("invalid_code", "accommodation_code")]


@pytest.mark.parametrize("code", ["B", "B1", "B2", "X", "Z2", "R", "0", "y"])
def test_accommodation_codes_that_are_accepted(folder: Folder, code: str) -> None:
    write(folder, "accommodation", {**SOUND["accommodation"], "accommodation_code": code})
    checked = folder.check()
    assert about(checked, "accommodation") == []


@pytest.mark.parametrize(
    ("status", "filled", "loads"),
    [
        ("completed", True, True),
        ("completed", False, False),
        ("COMPLETED", False, False),
        ("planned", False, True),
        ("refused", False, True),
        ("did_not_attend", False, True),
        ("cancelled", True, True),
    ],
)
def test_a_completed_assessment_needs_its_date(folder: Folder, status: str, filled: bool, loads: bool) -> None:
    row = {**SOUND["health_assessments"], "status": status, "completed_date": "2016-03-01" if filled else ""}
    write(folder, "health_assessments", row)
    checked = folder.check()
    assert counts(checked, "health_assessments.csv") == (1, int(loads), int(not loads))
    assert severities(checked, "completed_without_date") == [] if loads else ["reject_row"]


def test_an_unreadable_completed_date_leaves_a_completed_assessment_without_one(folder: Folder) -> None:
    write(folder, "health_assessments", {**SOUND["health_assessments"], "completed_date": "soon"})
    checked = folder.check()
    assert {rule for rule, _, _ in findings(checked, "health_assessments")} == {"invalid", "completed_without_date"}
    assert counts(checked, "health_assessments.csv") == (1, 0, 1)


@pytest.mark.parametrize(
    ("score", "reason", "loads"),
    [
        ("12", "", True),
        ("", "SDQ2", True),
        ("0", "", True),
        ("", "", False),
        ("12", "SDQ2", False),
        # An invalid cell loads as missing, so what is left decides.
        ("99", "SDQ2", True),
        ("12", "SDQ9", True),
        ("99", "", False),
        ("x", "", False),
        ("", "SDQ9", False),
    ],
)
def test_an_sdq_has_exactly_one_of_score_and_reason(folder: Folder, score: str, reason: str, loads: bool) -> None:
    write(
        folder,
        "sdqs",
        {"person_id": "A1", "recorded_date": "2017-06-01", "score": score, "reason_not_completed": reason},
    )
    checked = folder.check()
    assert counts(checked, "sdqs.csv") == (1, int(loads), int(not loads))
    assert severities(checked, "score_or_reason") == ([] if loads else ["reject_row"])


@pytest.mark.parametrize("columns", STRETCHES, ids="-".join)
@pytest.mark.parametrize(
    ("days", "loads"),
    [
        (("2017-06-01", "2017-06-02"), True),
        (("2017-06-01", "2017-06-01"), True),
        (("2017-06-02", "2017-06-01"), False),
    ],
)
def test_an_end_before_its_start_rejects_and_an_equal_one_does_not(
    folder: Folder, columns: tuple[str, str, str], days: tuple[str, str], loads: bool
) -> None:
    extract, start, end = columns
    write(folder, extract, {**SOUND[extract], start: days[0], end: days[1]})
    checked = folder.check()
    assert counts(checked, f"{extract}.csv") == (1, int(loads), int(not loads))
    assert severities(checked, "end_before_start") == ([] if loads else ["reject_row"])


@pytest.mark.parametrize(
    ("start", "end", "loads"),
    [
        ("2017-06-01 10:00", "2017-06-01 09:59", False),
        ("2017-06-01 10:00", "2017-06-01 10:00", True),
        # Where one of them has no time of day, the dates are compared.
        ("2017-06-01 10:00", "2017-06-01", True),
        ("2017-06-01", "2017-06-01 00:01", True),
        ("2017-06-01 10:00", "2017-05-31", False),
    ],
)
def test_ends_and_starts_with_a_time_of_day(folder: Folder, start: str, end: str, loads: bool) -> None:
    write(folder, "missing_episodes", {**SOUND["missing_episodes"], "started_at": start, "ended_at": end})
    assert counts(folder.check(), "missing_episodes.csv") == (1, int(loads), int(not loads))


@pytest.mark.parametrize("extract", [name for name, e in EXTRACTS.items() if e.has_person and name != "children"])
def test_a_person_who_is_not_among_the_children_is_rejected_everywhere(folder: Folder, extract: str) -> None:
    write(folder, extract, {**SOUND[extract], "person_id": "B9"})
    checked = folder.check()
    assert ("person_not_in_children", 2, "person_id") in findings(checked, extract)
    assert counts(checked, f"{extract}.csv") == (1, 0, 1)


def test_a_rejected_child_takes_its_rows_with_it_each_with_its_own_finding(folder: Folder) -> None:
    folder.child("A2,not a date,M,WBRI")
    folder.csv("care_episodes", EPISODES, "A1,2016-02-03,S,C2,N1,U6,PR1,,,", "A2,2016-02-03,S,C2,N1,U6,PR1,,,")
    folder.csv("reviews", "person_id,held_date", "A2,2017-01-01", "A2,2017-02-01")
    checked = folder.check()
    assert findings(checked, "care_episodes") == [("person_not_in_children", 3, "person_id")]
    assert findings(checked, "reviews") == [
        ("person_not_in_children", 2, "person_id"),
        ("person_not_in_children", 3, "person_id"),
    ]
    assert checked.findings.query("rule == 'person_not_in_children'")["person_id"].tolist() == ["A2"] * 3


def test_without_children_no_row_of_a_person_loads(folder: Folder) -> None:
    folder.csv("care_episodes", EPISODES, "A1,2016-02-03,S,C2,N1,U6,PR1,,,")
    folder.csv("commentary", "indicator_id,why", "LAC-40,because")
    checked = folder.check()
    assert counts(checked, "care_episodes.csv") == (1, 0, 1)
    assert counts(checked, "commentary.csv") == (1, 1, 0)


def test_a_blank_person_is_one_finding(folder: Folder) -> None:
    folder.child().csv("reviews", "person_id,held_date", ",2017-01-01")
    assert findings(folder.check(), "reviews") == [("blank", 2, "person_id")]


def test_every_broken_rule_of_a_row_is_told(folder: Folder) -> None:
    folder.child().csv(
        "care_episodes", EPISODES, "A1,2016-02-03,S,C2,N1,U6,PR1,,,", "B9,2016-02-03,Q,C2,N1,U6,PR1,2015-01-01,E4A,"
    )
    rules = {rule for rule, row, _ in findings(folder.check(), "care_episodes") if row == 3}
    assert rules == {"invalid_code", "end_before_start"}  # that half the persons are unknown is said once, of the file


def test_quarantine_holds_the_row_as_landed_with_its_findings(folder: Folder) -> None:
    folder.csv("children", f"{CHILDREN},notes", " A1 ,31/02/2005,Q,WBRI,kept")
    checked = folder.check()
    assert len(checked.quarantine) == 1
    row = checked.quarantine.iloc[0]
    assert json.loads(row["row_json"]) == {
        "person_id": " A1 ",
        "date_of_birth": "31/02/2005",
        "sex": "Q",
        "ethnicity": "WBRI",
        "other_columns": {"notes": "kept"},
    }
    about_row = checked.findings[checked.findings["source_row"].eq(2)]
    assert set(json.loads(row["finding_ids"])) == set(about_row["finding_id"])
    assert (row["extract"], row["source_file"], row["source_row"]) == ("children", "children.csv", 2)
    assert (row["authority"], row["submission_quarter"]) == ("demo-council", "2017-18-Q4")
