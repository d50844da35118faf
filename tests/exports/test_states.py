"""Preview, draft and approved: what each file says about itself, and which states a file may not have."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from exports.accessibility import check_workbook
from exports.panel import write_panel_workbooks
from exports.published import PublishedError
from exports.versions import Approval, Version, VersionError, state_on
from tests.exports.fixture import AUTHORITY, QUARTER, database

LEAD = "Director of children's services"


def write(folder: Path, con: Any = None, **named: Any) -> list[Path]:
    return write_panel_workbooks(con or database(), AUTHORITY, QUARTER.label, folder, **named)


def preview() -> Any:
    con = database()
    con.execute("UPDATE published.authority SET state = 'PREVIEW'")
    return con


def cover(path: Path) -> list[str]:
    return [str(cell.value) for (cell,) in load_workbook(path)["Cover"].iter_rows(max_col=1)]


@pytest.mark.parametrize(
    ("day", "state"), [(date(2018, 3, 31), "PREVIEW"), (date(2018, 4, 1), "DRAFT"), (date(2018, 1, 1), "PREVIEW")]
)
def test_a_quarter_is_a_preview_until_its_last_day_is_over(day: date, state: str) -> None:
    assert state_on(day, QUARTER) == state


@pytest.mark.parametrize(
    ("state", "named", "version", "says"),
    [
        ("PREVIEW", {}, "0.1", "The quarter is not over and figures will change."),
        ("DRAFT", {}, "0.1", "It has not been approved and must not be published."),
        (
            "APPROVED",
            {"version": Version(1, 1), "approval": Approval(LEAD, date(2018, 5, 2), Version(1, 0))},
            "1.1",
            f"Approved version 1.1; replaces version 1.0. Approved by {LEAD}, 2 May 2018.",
        ),
    ],
)
def test_name_cover_every_sheet_every_page_and_the_properties_agree_on_state_and_version(
    tmp_path: Path, state: str, named: dict[str, Any], version: str, says: str
) -> None:
    paths = write(tmp_path, preview() if state == "PREVIEW" else None, state=state, **named)
    pointer = json.loads((tmp_path / "latest.json").read_text(encoding="utf-8"))
    assert (pointer["state"], {f["version"] for f in pointer["files"]}) == (state, {version})
    for path in paths:
        assert path.name.endswith(f"_{QUARTER.label}_panel_v{version.replace('.', '-')}_{state.lower()}.xlsx")
        book = load_workbook(path)
        assert any(says in line for line in cover(path))
        said = {item.name: item.value for item in book.custom_doc_props.props}
        assert (said["Quarter"], said["Edition"]) == (QUARTER.label, "Panel edition")
        assert (said["Status"], said["Version"]) == (state, version)
        for sheet in book.worksheets:
            standing = f"Panel edition. {state}, version {version}."
            assert sheet.oddHeader.right.text == standing
            assert sheet.oddHeader.center.text == QUARTER.words
            assert sheet.oddFooter.left.text.startswith(state)
            assert sheet.oddFooter.right.text is None  # left free for the pack's own page numbers
            assert any(standing in str(cell.value) for (cell,) in sheet.iter_rows(max_col=1, max_row=4))
        others = {"PREVIEW", "DRAFT", "APPROVED"} - {state}
        text = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
        assert not any(other in text for other in others)
    assert check_workbook(paths[0]) == []


def test_a_first_approval_replaces_nothing_and_says_so_in_the_properties(tmp_path: Path) -> None:
    approval = Approval(LEAD, date(2018, 5, 2))
    path = write(tmp_path, state="APPROVED", version=Version(1, 0), approval=approval)[0]
    assert f"Approved version 1.0; replaces nothing. Approved by {LEAD}, 2 May 2018." in cover(path)
    said = {item.name: item.value for item in load_workbook(path).custom_doc_props.props}
    assert (said["Approved by"], said["Approved on"], said["Replaces"]) == (LEAD, "2018-05-02", "nothing")


def test_approving_sets_the_drafts_aside_and_the_draft_after_a_restatement_is_the_next_minor_version(
    tmp_path: Path,
) -> None:
    drafts = {path.name for path in write(tmp_path)}
    approved = write(tmp_path, state="APPROVED", version=Version(1, 0))
    assert {path.name for path in tmp_path.glob("*.xlsx")} == {path.name for path in approved}
    assert {path.name for path in (tmp_path / "superseded").iterdir()} == drafts
    assert all("_v1-1_draft" in path.name for path in write(tmp_path, database("large")))


def test_approving_the_same_again_writes_nothing_and_an_approved_name_never_gets_other_content(tmp_path: Path) -> None:
    paths = write(tmp_path, state="APPROVED", version=Version(1, 0))
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.iterdir()}
    assert write(tmp_path, state="APPROVED", version=Version(1, 0)) == paths
    with pytest.raises(VersionError, match=r"v1-0_approved\.xlsx exists with other content.*Use 1\.1"):
        write(tmp_path, database("large"), state="APPROVED", version=Version(1, 0))
    assert {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"state": "APPROVED"}, "needs its version"),
        ({"state": "APPROVED", "version": Version(0, 3)}, "needs its version, 1.0 or later"),
        ({"state": "DRAFT", "approval": Approval(LEAD, date(2018, 5, 2))}, "DRAFT workbook cannot say who approved it"),
        ({"state": "FINAL"}, "never FINAL"),
    ],
)
def test_state_version_and_approval_that_do_not_go_together_are_refused_and_nothing_is_written(
    tmp_path: Path, named: dict[str, Any], message: str
) -> None:
    with pytest.raises(VersionError, match=message):
        write(tmp_path, **named)
    assert list(tmp_path.iterdir()) == []


def test_a_preview_is_never_approved(tmp_path: Path) -> None:
    with pytest.raises(PublishedError, match="says PREVIEW"):
        write(tmp_path, preview(), state="APPROVED", version=Version(1, 0))
    assert list(tmp_path.iterdir()) == []
