"""XLSX: values of the first sheet, and how Excel's own types are read."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.reading import read_content
from submissions.reading.sheet import FileFaultError
from tests.submissions.folder import CHILDREN, Folder, counts, findings, values

HEADER = CHILDREN.split(",")
BORN = date(2005, 5, 14)


def _rewrite(path: Path, change: dict[str, tuple[str, str]]) -> None:
    """Replace text inside parts of a workbook, as another program might have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, (pattern, replacement) in change.items():
        text, count = re.subn(pattern, replacement, parts[name].decode())
        assert count, f"{pattern} is not in {name}"
        parts[name] = text.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_the_first_sheet_is_read_and_rows_are_worksheet_rows(folder: Folder) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for column, heading in enumerate(HEADER, start=2):
        sheet.cell(3, column, heading)
        sheet.cell(6, column, ["A1", BORN, "F", "WBRI"][column - 2])
    book.create_sheet("second").append(["person_id", "nonsense"])
    book.save(folder.path / "children.xlsx")
    checked = folder.check()
    assert checked.clean["children"]["source_row"].tolist() == [6]
    assert values(checked, "children", "date_of_birth") == [datetime(2005, 5, 14)]
    assert findings(checked, "children") == []


def test_numbers_as_identifiers_lose_their_decimals_with_one_warning(folder: Folder) -> None:
    checked = folder.xlsx("children", HEADER, [1001.0, BORN, "F", "WBRI"], [1002, BORN, "F", "WBRI"]).check()
    assert values(checked, "children", "person_id") == ["1001", "1002"]
    assert findings(checked, "children") == [("numeric_identifier", None, "person_id")]
    assert "2 identifiers" in checked.findings["message"].iloc[-1]


def test_text_identifiers_keep_their_zeros(folder: Folder) -> None:
    checked = folder.xlsx("children", HEADER, ["00017", BORN, "F", "WBRI"]).check()
    assert values(checked, "children", "person_id") == ["00017"]
    assert findings(checked, "children") == []


def test_a_fraction_is_no_identifier(folder: Folder) -> None:
    checked = folder.xlsx("children", HEADER, [17.5, BORN, "F", "WBRI"]).check()
    assert ("invalid", 2, "person_id") in findings(checked, "children")
    assert counts(checked, "children.xlsx") == (1, 0, 1)


def test_twelve_point_nought_is_the_integer_twelve(folder: Folder) -> None:
    folder.child().xlsx("sdqs", ["person_id", "recorded_date", "score"], ["A1", date(2018, 1, 2), 12.0])
    assert values(folder.check(), "sdqs", "score") == [12]


def test_numeric_codes_are_read_as_codes(folder: Folder) -> None:
    folder.xlsx("children", HEADER, ["A1", BORN, 2.0, "WBRI"])
    folder.xlsx(
        "accommodation",
        ["person_id", "status_date", "accommodation_code", "suitability"],
        ["A1", date(2018, 1, 2), 0, 1.0],
    )
    checked = folder.check()
    assert values(checked, "children", "sex") == ["F"]
    assert values(checked, "accommodation", "accommodation_code") == ["0"]
    assert values(checked, "accommodation", "suitability") == ["1"]


def test_a_cell_at_exactly_midnight_has_no_time_of_day(folder: Folder) -> None:
    folder.child().xlsx(
        "missing_episodes",
        ["person_id", "episode_type", "started_at", "ended_at"],
        ["A1", "M", datetime(2018, 1, 2), datetime(2018, 1, 3, 10, 30)],
    )
    clean = folder.check().clean["missing_episodes"]
    assert clean["started_at"].tolist() == [datetime(2018, 1, 2)]
    assert clean["started_at_has_time"].tolist() == [False]
    assert clean["ended_at"].tolist() == [datetime(2018, 1, 3, 10, 30)]
    assert clean["ended_at_has_time"].tolist() == [True]


def test_midnight_written_as_text_in_a_csv_is_a_time_of_day(folder: Folder) -> None:
    folder.child().csv("missing_episodes", "person_id,episode_type,started_at", "A1,M,2018-01-02 00:00")
    assert folder.check().clean["missing_episodes"]["started_at_has_time"].tolist() == [True]


def test_times_are_read_to_the_nearest_second(folder: Folder) -> None:
    """Excel keeps a time as a fraction of a day: 10:29:59.9997 was typed as half past ten."""
    folder.child().xlsx(
        "missing_episodes",
        ["person_id", "episode_type", "started_at"],
        ["A1", "M", datetime(2018, 1, 2, 10, 29, 59, 999_700)],
    )
    assert values(folder.check(), "missing_episodes", "started_at") == [datetime(2018, 1, 2, 10, 30)]


def test_true_and_false_cells_are_yes_and_no(folder: Folder) -> None:
    folder.xlsx("children", [*HEADER, "uasc", "parent"], ["A1", BORN, "F", "WBRI", True, False])
    checked = folder.check()
    assert (values(checked, "children", "uasc"), values(checked, "children", "parent")) == ([True], [False])


def test_a_number_that_is_not_formatted_as_a_date_is_read_as_the_day_it_counts(folder: Folder) -> None:
    checked = folder.xlsx("children", HEADER, ["A1", 38486, "F", "WBRI"], ["A2", 384, "F", "WBRI"]).check()
    assert values(checked, "children", "date_of_birth") == [datetime(2005, 5, 14)]
    assert findings(checked, "children") == [("invalid", 3, "date_of_birth")]


def test_a_time_without_a_date_is_no_date(folder: Folder) -> None:
    checked = folder.xlsx("children", HEADER, ["A1", time(10, 30), "F", "WBRI"]).check()
    assert findings(checked, "children") == [("invalid", 2, "date_of_birth")]


def test_a_formula_gives_its_cached_value_and_blank_without_one(folder: Folder) -> None:
    folder.xlsx("children", [*HEADER, "team"], ["A1", BORN, "F", "WBRI", "=1+1"], ["A2", BORN, "F", "WBRI", "x"])
    assert values(folder.check(), "children", "team") == [None, "x"]
    _rewrite(
        folder.path / "children.xlsx",
        {"xl/worksheets/sheet1.xml": (r'<c r="E2"><f>1\+1</f><v ?/>', '<c r="E2" t="str"><f>1+1</f><v>North</v>')},
    )
    assert values(folder.check(), "children", "team") == ["North", "x"]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!"])
def test_an_error_value_in_an_end_date_is_not_blank(folder: Folder, error: str) -> None:
    """Read as blank, a broken end would say that the child is still looked after."""
    folder.child().xlsx(
        "care_episodes",
        [
            "person_id",
            "episode_start",
            "reason_new_episode",
            "legal_status",
            "category_of_need",
            "placement_type",
            "episode_end",
        ],
        ["A1", date(2016, 2, 3), "S", "C2", "N1", "U6", error],
    )
    with zipfile.ZipFile(folder.path / "care_episodes.xlsx") as archive:
        assert b't="e"' in archive.read("xl/worksheets/sheet1.xml")
    checked = folder.check()
    assert findings(checked, "care_episodes") == [("invalid", 2, "episode_end")]
    assert counts(checked, "care_episodes.xlsx") == (1, 0, 1)


def test_blank_rows_between_and_blank_columns_behind_are_ignored(folder: Folder) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER)
    sheet.append([None] * 4)
    sheet.append(["A1", BORN, "F", "WBRI"])
    sheet["H1"] = " "
    book.save(folder.path / "children.xlsx")
    checked = folder.check()
    assert checked.clean["children"]["source_row"].tolist() == [3]
    assert findings(checked, "children") == []


def test_a_note_beside_the_table_is_kept_in_landing_with_a_warning(folder: Folder) -> None:
    folder.xlsx("children", HEADER, ["A1", BORN, "F", "WBRI", None, "chased"])
    checked = folder.check()
    assert findings(checked, "children") == [("unknown_column", None, None)]
    assert checked.landing["children"]["other_columns"].tolist() == ['{"column 6": "chased"}']


def test_header_only_is_available_and_a_blank_sheet_counts_as_absent(folder: Folder) -> None:
    folder.sound().xlsx("reviews", ["person_id", "held_date"]).xlsx("sdqs")
    checked = folder.check()
    assert checked.available == {"children", "care_episodes", "reviews"}
    assert counts(checked, "reviews.xlsx") == (0, 0, 0)
    assert counts(checked, "sdqs.xlsx") == (0, 0, 0)
    assert findings(checked, "sdqs") == [("empty_file", None, None)]


def _zip(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "<x/>")
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted_file"),
        (OLE, "unreadable_file"),
        (b"person_id,date_of_birth\n", "wrong_file_type"),
        (b"<html><table></table></html>", "wrong_file_type"),
        (_zip("word/document.xml"), "wrong_file_type"),
        (b"PK\x03\x04 cut off", "unreadable_file"),
        (_zip("xl/workbook.xml"), "unreadable_file"),
        (b"", "empty_file"),
    ],
)
def test_what_is_not_a_readable_workbook_is_rejected(folder: Folder, content: bytes, rule: str) -> None:
    checked = folder.sound().raw("reviews.xlsx", content).check()
    assert findings(checked, "reviews") == [(rule, None, None)]
    assert counts(checked, "reviews.xlsx") == (0, 0, 0)
    assert "reviews" not in checked.available


@pytest.mark.parametrize(
    "content", [_zip("xl/workbook.xml"), OLE, b"%PDF-1.7", b"<?xml version='1.0'?><a/>", b"\n<HTML>"]
)
def test_what_is_not_a_csv_is_rejected(folder: Folder, content: bytes) -> None:
    checked = folder.sound().raw("reviews.csv", content).check()
    assert findings(checked, "reviews") == [("wrong_file_type", None, None)]


def _sound_workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(["A1", BORN, "#N/A", "=1+1"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


SOUND_WORKBOOK = _sound_workbook()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12))
def test_no_damage_to_a_workbook_makes_the_reader_fall_over(damage: list[tuple[float, int]]) -> None:
    content = bytearray(SOUND_WORKBOOK)
    for place, byte in damage:
        content[int(place * len(content))] = byte
    try:
        sheet = next(iter(read_content(bytes(content), "a.xlsx")), None)
    except FileFaultError as fault:
        assert fault.rule in ("unreadable_file", "encrypted_file", "wrong_file_type", "past_limit")
    else:
        assert sheet is None or all(len(column) == len(sheet) for column in sheet.columns)


def test_csv_and_xlsx_of_the_same_rows_give_the_same_clean_rows(tmp_path: Path) -> None:
    (tmp_path / "csv").mkdir()
    (tmp_path / "xlsx").mkdir()
    one = Folder(tmp_path / "csv").sound().check()
    other = Folder(tmp_path / "xlsx").xlsx("children", HEADER, ["A1", BORN, "F", "WBRI"]).check()
    drop = ["source_file", "source_sheet"]
    assert one.clean["children"].drop(columns=drop).equals(other.clean["children"].drop(columns=drop))
