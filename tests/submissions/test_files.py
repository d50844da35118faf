"""Files of a folder: which extract each is, twins, SSDA903 tables under any name, absent and empty files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from submissions import delivery
from submissions.reading import FileFaultError
from tests.submissions.folder import CHILDREN, EPISODES, Folder, counts, findings, severities, values

SSDA903 = {
    "children": ("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB", "A1,2,14/05/2005,WBRI,X12,,"),
    "care_episodes": (
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
        "A1,03/02/2016,S,C2,N1,U6,PR1,,,,AB1 1AB,AB1 1AB,SC1",
    ),
    "missing_episodes": ("CHILD,DOB,MISSING,MIS_START,MIS_END", "A1,14/05/2005,M,01/01/2018,02/01/2018"),
    "reviews": ("CHILD,DOB,REVIEW,REVIEW_CODE", "A1,14/05/2005,01/02/2018,PN1"),
}


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_ssda903_tables_are_recognised_under_any_name(folder: Folder, suffix: str) -> None:
    for number, (header, row) in enumerate(SSDA903.values()):
        if suffix == "csv":
            folder.csv(f"903 upload ({number})", header, row)
        else:
            folder.xlsx(f"903 upload ({number})", header.split(","), row.split(","))
    checked = folder.check()
    assert checked.available == set(SSDA903)
    assert [len(checked.clean[name]) for name in SSDA903] == [1, 1, 1, 1]
    assert set(checked.findings["rule"]) <= {"due_dates_derived"}


def test_an_extract_and_a_return_are_read_both_and_the_extract_stands(folder: Folder) -> None:
    header, _ = SSDA903["children"]
    folder.child().csv("Header", header, "A1,1,14/05/2005,WBRI,X12,,", "B1,2,14/05/2005,WBRI,X12,,")
    checked = folder.check()
    assert sorted(values(checked, "children", "person_id")) == ["A1", "B1"]
    assert values(checked, "children", "sex") == ["F", "F"]
    assert ("differs_from_contract_extract", None, None) in findings(checked, "children")
    assert counts(checked, "Header.csv") == (2, 1, 1)


def test_two_files_for_one_extract_are_read_both_and_the_same_record_twice_is_a_repeated_key(folder: Folder) -> None:
    header, row = SSDA903["reviews"]
    checked = folder.sound().csv("first", header, row).csv("second", header, row, row).check()
    repeated = [(rule, number) for rule, number, _ in findings(checked, "reviews") if rule == "repeated_key"]
    assert repeated == [("repeated_key", 2), ("repeated_key", 3)]
    assert (counts(checked, "first.csv"), counts(checked, "second.csv")) == ((1, 1, 0), (2, 0, 2))


def test_the_same_stem_as_csv_and_xlsx_is_read_both(folder: Folder) -> None:
    folder.child().xlsx("children", CHILDREN.split(","), ["A1", "2005-05-14", "F", "WBRI"])
    checked = folder.check()
    assert counts(checked, "children.csv") == (1, 1, 0)
    assert counts(checked, "children.xlsx") == (1, 0, 1)
    assert severities(checked, "repeated_key") == ["reject_row"]


def test_file_names_are_read_in_any_case(folder: Folder) -> None:
    folder.child()
    (folder.path / "children.csv").rename(folder.path / "Children.CSV")
    assert "children" in folder.check().available


def test_unknown_files_and_folders_warn_and_hidden_ones_do_not(folder: Folder) -> None:
    folder.sound().raw("notes.docx", b"x").raw(".DS_Store", b"x").csv("spare", "a,b", "1,2")
    (folder.path / "old").mkdir()
    checked = folder.check()
    told = dict(zip(checked.findings["source_file"], checked.findings["rule"], strict=True))
    assert told == {"notes.docx": "unknown_file", "old": "unknown_file", "spare.csv": "unused_table"}
    assert set(checked.row_counts["source_file"]) == {"children.csv", "care_episodes.csv"}


def test_an_absent_file_has_no_count_and_an_empty_one_nought(folder: Folder) -> None:
    checked = folder.sound().raw("reviews.csv", b"").raw("sdqs.csv", b"\r\n , \r\n").check()
    assert "health_checks" not in set(checked.row_counts["extract"])
    for file in ("reviews.csv", "sdqs.csv"):
        assert counts(checked, file) == (0, 0, 0)
    assert checked.available == {"children", "care_episodes"}
    assert {rule for rule, _, _ in findings(checked)} == {"empty_file"}


def test_a_header_only_file_is_available_with_no_rows(folder: Folder) -> None:
    checked = folder.sound().csv("reviews", "person_id,held_date").check()
    assert "reviews" in checked.available
    assert counts(checked, "reviews.csv") == (0, 0, 0)
    assert findings(checked) == []
    assert len(checked.clean["reviews"]) == 0


@pytest.mark.parametrize("absent", ["children", "care_episodes"])
def test_a_required_extract_that_is_absent_is_a_finding(folder: Folder, absent: str) -> None:
    folder.sound()
    (folder.path / f"{absent}.csv").unlink()
    checked = folder.check()
    assert ("required_extract_absent", None, None) in findings(checked, absent)
    assert absent not in checked.available


def test_an_empty_folder_is_no_error(folder: Folder) -> None:
    checked = folder.check()
    assert checked.available == frozenset()
    assert len(checked.row_counts) == 0 and len(checked.quarantine) == 0
    assert [rule for rule, _, _ in findings(checked)] == ["required_extract_absent"] * 2


def test_files_are_listed_with_their_hash_and_content_decides_the_delivery(folder: Folder) -> None:
    checked = folder.sound().check()
    content = (folder.path / "children.csv").read_bytes()
    listed = checked.files.set_index("source_file")
    assert listed.loc["children.csv", "file_hash"] == hashlib.sha256(content).hexdigest()
    assert listed.loc["children.csv", "size_bytes"] == len(content)
    assert listed.loc["care_episodes.csv", "rows_read"] == 1
    assert checked.landing["children"]["file_hash"].tolist() == [hashlib.sha256(content).hexdigest()]

    (folder.path / "children.csv").touch()
    folder.raw("notes.txt", b"not an extract")
    assert folder.check().content_hash == checked.content_hash
    folder.csv("care_episodes", EPISODES)
    assert folder.check().content_hash != checked.content_hash


def test_a_file_that_cannot_be_opened_is_unreadable(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.sound().csv("reviews", "person_id,held_date")
    opened = delivery.open_regular

    def locked(path: Path, within: Path) -> bytes:
        if path.name == "reviews.csv":
            raise FileFaultError("unreadable_file", "Permission denied")
        return opened(path, within)

    monkeypatch.setattr(delivery, "open_regular", locked)
    checked = folder.check()
    assert findings(checked) == [("unreadable_file", None, None)]
    assert str(folder.path) not in checked.findings.to_csv()
    assert counts(checked, "reviews.csv") == (0, 0, 0)
