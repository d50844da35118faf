"""CSV: encodings, quoting, records, blank records and what makes a file or a row unreadable."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from submissions.reading import read_content
from tests.submissions.folder import CHILDREN, EPISODES, Folder, counts, findings, values

TEAM = f"{CHILDREN},team"


def test_a_sound_submission_has_no_findings(folder: Folder) -> None:
    checked = folder.sound().check()
    assert findings(checked) == []
    assert checked.available == {"children", "care_episodes"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_utf8_with_or_without_mark_and_windows_1252_read_alike(folder: Folder, encoding: str) -> None:
    checked = folder.csv("children", TEAM, "A1,2005-05-14,F,WBRI,Équipe – €5", encoding=encoding).check()
    assert values(checked, "children", "team") == ["Équipe – €5"]
    assert findings(checked, "children") == []


def test_one_byte_that_is_not_utf8_makes_the_whole_file_windows_1252(folder: Folder) -> None:
    lines = [TEAM.encode(), "A1,2005-05-14,F,WBRI,é".encode(), b"A2,2005-05-14,F,WBRI,\xe9"]
    checked = folder.raw("children.csv", b"\n".join(lines)).check()
    assert values(checked, "children", "team") == ["Ã©", "é"]


@pytest.mark.parametrize("byte", [b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"])
def test_a_byte_windows_1252_does_not_define_rejects_its_row_only(folder: Folder, byte: bytes) -> None:
    lines = [TEAM.encode(), b"A1,2005-05-14,F,WBRI,x" + byte, b"A2,2005-05-14,F,WBRI,y"]
    checked = folder.raw("children.csv", b"\n".join(lines)).check()
    assert findings(checked, "children") == [("undefined_bytes", 2, None)]
    assert values(checked, "children", "person_id") == ["A2"]
    assert counts(checked, "children.csv") == (2, 1, 1)


def test_a_replacement_character_written_in_utf8_is_text(folder: Folder) -> None:
    checked = folder.csv("children", TEAM, "A1,2005-05-14,F,WBRI,\ufffd").check()
    assert findings(checked, "children") == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_without_its_mark_is_rejected(folder: Folder, encoding: str) -> None:
    checked = folder.csv("children", CHILDREN, "A1,2005-05-14,F,WBRI", encoding=encoding).check()
    assert findings(checked, "children")[0][0] == "utf16_file"
    assert counts(checked, "children.csv") == (0, 0, 0)


def test_a_nul_byte_rejects_its_row_only(folder: Folder) -> None:
    checked = folder.csv("children", TEAM, "A1,2005-05-14,F,WBRI,x\0y", "A2,2005-05-14,F,WBRI,z").check()
    assert findings(checked, "children") == [("nul_byte", 2, None)]
    assert values(checked, "children", "person_id") == ["A2"]
    assert "\0" not in checked.quarantine["row_json"].iloc[0]


def test_quoted_cells_hold_commas_quotes_and_line_breaks(folder: Folder) -> None:
    checked = folder.csv(
        "children", TEAM, 'A1,2005-05-14,F,WBRI,"North, ""A"" team\r\nand South"', "A2,2005-05-14,F,WBRI,x"
    ).check()
    assert values(checked, "children", "team") == ['North, "A" team\r\nand South', "x"]
    # The line break inside a cell does not count: the next record is record 3.
    assert checked.clean["children"]["source_row"].tolist() == [2, 3]


def test_text_behind_a_closing_quote_rejects_its_row_and_reading_goes_on(folder: Folder) -> None:
    checked = folder.csv("children", TEAM, 'A1,2005-05-14,F,WBRI,"Nor"th', "A2,2005-05-14,F,WBRI,x").check()
    assert findings(checked, "children") == [("broken_quoting", 2, None)]
    assert values(checked, "children", "person_id") == ["A2"]
    assert counts(checked, "children.csv") == (2, 1, 1)
    assert "Nor" in checked.quarantine["row_json"].iloc[0]


def test_a_quote_that_is_never_closed_sets_the_lines_aside_that_it_swallows(folder: Folder) -> None:
    checked = folder.csv(
        "children", TEAM, "A0,2005-05-14,F,WBRI,x", 'A1,2005-05-14,F,WBRI,"North', "A2,2005-05-14,F,WBRI,x"
    ).check()
    found = findings(checked, "children")
    assert [one for one in found if one[0] == "swallowed_line"] == [
        ("swallowed_line", 3, None),
        ("swallowed_line", 4, None),
    ]
    assert "rows 3 to 4" in " ".join(checked.findings["message"])
    assert counts(checked, "children.csv") == (3, 1, 2)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_quote_closed_lines_later_swallows_them_under_every_separator(separator: str) -> None:
    lines = ["person_id,date_of_birth,sex,team", 'A1,2005-05-14,F,"Hall', "A2,2005-05-14,F,x", 'A3,2005-05-14,M,Hall"',
             'A4,2005-05-14,M,"a, b\n; c"', "A5,2005-05-14,M,y"]  # fmt: skip
    content = "\n".join(line.replace(",", separator) for line in lines).encode()
    (sheet,) = read_content(content, "a.csv")
    assert sheet.source_rows.tolist() == [2, 3, 4, 5, 6] and sheet.swallowed == ((2, 4),)
    assert sheet.faults["swallowed_line"].tolist() == [True, True, True, False, False]
    assert sheet.columns[0].tolist() == [None, None, None, "A4", "A5"]


def test_cells_that_lack_at_the_end_are_blank_and_empty_ones_too_many_are_ignored(folder: Folder) -> None:
    checked = folder.csv("children", TEAM, "A1,2005-05-14,F,WBRI", "A2,2005-05-14,F,WBRI,x,,,").check()
    assert findings(checked, "children") == []
    assert counts(checked, "children.csv") == (2, 2, 0)


def test_a_cell_too_many_sets_its_row_aside(folder: Folder) -> None:
    checked = folder.csv("children", CHILDREN, "A1,2005-05-14,F,WBRI,x", "A2,2005-05-14,F,WBRI").check()
    assert findings(checked, "children") == [("field_count", 2, None)]
    assert counts(checked, "children.csv") == (2, 1, 1)


def test_both_halves_of_a_record_parted_by_a_line_break_are_set_aside(folder: Folder) -> None:
    checked = folder.csv("children", TEAM, "A1,2005-05-14,F", "WBRI,x", "A2,2005-05-14,F,WBRI,y").check()
    assert ("field_count", 2, None) in findings(checked, "children")
    assert counts(checked, "children.csv") == (3, 1, 2)


def test_a_last_line_that_was_cut_off_is_set_aside() -> None:
    (sheet,) = read_content(f"{TEAM}\nA1,2005-05-14,F,WBRI,x\nA2,2005-05".encode(), "a.csv")
    assert sheet.faults["field_count"].tolist() == [False, True]


def test_blank_records_count_in_source_row_and_nowhere_else(folder: Folder) -> None:
    checked = folder.csv(
        "children", CHILDREN, "", "A1,2005-05-14,F,WBRI", " , ,,", ",,,,,,", "A2,2005-05-14,F,WBRI", ""
    ).check()
    assert checked.clean["children"]["source_row"].tolist() == [3, 6]
    assert counts(checked, "children.csv") == (2, 2, 0)
    assert findings(checked, "children") == []


def test_blank_records_before_the_header_leave_the_header_at_one(folder: Folder) -> None:
    checked = folder.csv("children", "", ",,,", CHILDREN, "A1,2005-05-14,F,WBRI").check()
    assert checked.clean["children"]["source_row"].tolist() == [2]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_line_ending_is_read(folder: Folder, newline: str) -> None:
    checked = folder.csv("children", CHILDREN, "A1,2005-05-14,F,WBRI", "A2,2005-05-14,F,WBRI", newline=newline).check()
    assert counts(checked, "children.csv") == (2, 2, 0)


def test_the_last_record_needs_no_line_ending(folder: Folder) -> None:
    checked = folder.raw("children.csv", f"{CHILDREN}\nA1,2005-05-14,F,WBRI".encode()).check()
    assert counts(checked, "children.csv") == (1, 1, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("first", ["", "sep={}\r\n", '"sep={}"\n'])
def test_every_separator_is_read_in_every_encoding(separator: str, encoding: str, first: str) -> None:
    lines = [TEAM, 'A1,2005-05-14,F,WBRI,"Caf\u00e9, a"', "A2,2005-05-14,F,WBRI,x"]
    text = first.format(separator) + "".join(separator.join(next(csv.reader([line]))) + "\n" for line in lines)
    (sheet,) = read_content(text.encode(encoding), "a.txt")
    assert sheet.headings == TEAM.split(",") and not sheet.faults
    assert [sheet.columns[n].tolist() for n in (0, 4)] == [["A1", "A2"], ["Caf\u00e9, a", "x"]]


TITLED = ["Children of Testshire", "", "Run on 03/04/2018,", TEAM, "A1,2005-05-14,F,WBRI,x", "A2,2005-05-14,M,WBRI,y"]


@pytest.mark.parametrize(
    "foot",
    ["Total,2,,,", "Grand total: 2", ",,,,2", "(2 rows affected)", "Source: the case system", "Notes,,,,", "End of report",
     "Printed on 3 April 2018", f"\n{TEAM}", "\n\nNote: provisional,,,,\nSource: SQL,,,,"],
)  # fmt: skip
def test_titles_above_and_totals_and_notes_below_are_no_records(foot: str) -> None:
    (sheet,) = read_content("\n".join([*TITLED, foot, ""]).encode(), "a.csv")
    assert sheet.heading_row == 4 and sheet.headings == TEAM.split(",")
    assert sheet.columns[0].tolist() == ["A1", "A2"] and sheet.source_rows.tolist() == [2, 3]
    assert {line.row <= 0 for line in sheet.aside} == {True, False} and not sheet.faults


def test_a_record_without_its_key_is_no_note_and_a_total_among_records_is_one_record_set_aside() -> None:
    lines = [TEAM, "A1,2005-05-14,F,WBRI,x", "Total,1,,,", ",2005-05-14,M,WBRI,y", ",2005-05-15,M,WBRI,y"]
    (sheet,) = read_content("\n".join(lines).encode(), "a.csv")
    assert sheet.source_rows.tolist() == [2, 3, 4, 5] and not sheet.aside
    assert sheet.faults["total_among_records"].tolist() == [False, True, False, False]


def test_a_file_without_one_key_keeps_every_row() -> None:
    (sheet,) = read_content(f"{TEAM}\n,2005-05-14,,,\n,2005-05-15,,,\n".encode(), "a.csv")
    assert len(sheet) == 2


def test_a_very_long_cell_is_read(folder: Folder) -> None:
    checked = folder.csv("children", TEAM, "A1,2005-05-14,F,WBRI," + "x" * 300_000).check()
    assert len(values(checked, "children", "team")[0]) == 300_000


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8),
            min_size=3,
            max_size=3,
        ),
        max_size=12,
    )
)
def test_what_a_csv_writer_writes_is_read_back(rows: list[list[str]]) -> None:
    """Every record written comes back cell by cell, in order; only all-blank records go missing."""
    # A cell with commas behind a line break may be what a stray quotation mark swallowed.
    assume(not any("," in cell and len(cell.splitlines()) > 1 for row in rows for cell in row))
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["team", "sex", "upn"], *rows])
    sheet = next(iter(read_content(file.getvalue().encode(), "a.csv")), None)
    assert sheet is not None and not sheet.faults
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    kept = kept[: len(kept) - len(sheet.aside)]  # what looks like a note below the table
    assert [[cell or "" for cell in record] for record in zip(*sheet.columns, strict=True)] == [
        [cell if cell.strip() else "" for cell in row] for row in kept
    ]


@given(st.binary(max_size=200))
def test_no_bytes_make_the_checker_fall_over(content: bytes) -> None:
    """Whatever a file holds, it is read, found empty, or refused with a rule that is on the list."""
    from submissions.reading.sheet import FileFaultError
    from submissions.rules import RULES

    try:
        sheet = next(iter(read_content(content, "a.csv")), None)
    except FileFaultError as fault:
        assert fault.rule in RULES
    else:
        assert sheet is None or all(len(column) == len(sheet) for column in sheet.columns)


def test_episodes_header_of_the_tests_is_the_contracts() -> None:
    from schemas.extracts import EXTRACTS

    assert set(EPISODES.split(",")) <= set(EXTRACTS["care_episodes"].column_names)
