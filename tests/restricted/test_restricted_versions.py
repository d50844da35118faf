"""Restricted files are never replaced in place: sets of files that share a version, and the pointer that names the newest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from exports.restricted import RestrictedPathError
from exports.restricted_versions import file_name, write_versioned
from tests.restricted.conftest import COUNCIL, QUARTER
from warehouse.placing import place

PLACE = Path("restricted") / "demo" / QUARTER
STEM = f"data-quality_{QUARTER}_restricted"
TEMPLATE = f"commentary_{QUARTER}_template.xlsx"


def write(folder, book, listed=None, *, title="Data quality", stem=STEM, placed=None, state="DRAFT"):
    """A set of a workbook and, when given, a list; the names it now has."""

    def make(version):
        files = {file_name(stem, version, state, "xlsx"): f"{book} as {version}".encode()}
        return files | ({file_name(stem, version, state, "csv", "rows"): listed} if listed else {})

    paths = write_versioned(folder, stem, make, title=title, quarter=QUARTER, state=state, placed=placed)
    return [path.name.removeprefix(f"{stem}_") for path in paths]


def newest(folder):
    """What the pointer of a folder names."""
    return [one["name"] for one in json.loads((folder / "latest.json").read_text(encoding="utf-8"))["files"]]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "output" / PLACE


def test_equal_content_keeps_its_version_and_writes_nothing(folder):
    assert write(folder, "one", b"rows") == ["v0-1_draft.xlsx", "rows_v0-1_draft.csv"]
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert write(folder, "one", b"rows") == ["v0-1_draft.xlsx", "rows_v0-1_draft.csv"]
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


@pytest.mark.parametrize(("book", "listed"), [("two", b"rows"), ("one", b"other rows"), ("one", None)])
def test_files_that_belong_together_get_the_next_version_together(folder, book, listed):
    write(folder, "one", b"rows")
    again = write(folder, book, listed)
    assert again == ["v0-2_draft.xlsx", "rows_v0-2_draft.csv"][: len(again)]
    assert sorted(newest(folder)) == sorted(f"{STEM}_{name}" for name in again)
    old = {path.name: path.read_bytes() for path in (folder / "superseded").iterdir()}
    assert old == {f"{STEM}_v0-1_draft.xlsx": b"one as 0.1", f"{STEM}_rows_v0-1_draft.csv": b"rows"}
    assert {path.name for path in folder.glob("*_v*")} == set(newest(folder))


def test_no_name_is_ever_used_for_other_content(folder):
    for book in ("one", "two", "one"):
        write(folder, book)
    assert write(folder, "one") == ["v0-3_draft.xlsx"]
    assert sorted(path.name for path in (folder / "superseded").iterdir()) == [
        f"{STEM}_v0-{number}_draft.xlsx" for number in (1, 2)
    ]


def test_a_workbook_changed_by_hand_is_kept_apart(folder):
    write(folder, "one")
    (folder / f"{STEM}_v0-1_draft.xlsx").write_bytes(b"edited")
    assert write(folder, "one") == ["v0-2_draft.xlsx"]
    assert (folder / "superseded" / f"{STEM}_v0-1_draft.xlsx").read_bytes() == b"edited"


def test_a_draft_after_a_preview_is_a_new_version(folder):
    write(folder, "one", state="PREVIEW")
    assert write(folder, "one") == ["v0-2_draft.xlsx"]


def test_sets_come_and_go_by_themselves_and_one_pointer_names_them_all(folder):
    write(folder, "one")
    write(folder, "list", stem=f"worklist_{QUARTER}_restricted", title="Worklist")
    write(folder, "two")
    assert newest(folder) == [f"{STEM}_v0-2_draft.xlsx", f"worklist_{QUARTER}_restricted_v0-1_draft.xlsx"]


def test_what_waits_is_put_in_place_and_what_somebody_fills_in_stays(tmp_path, folder):
    write(folder, "one", b"rows")
    for name in (TEMPLATE, "explain_LAC-40_quarter_restricted.csv", "~$open.xlsx"):
        (folder / name).write_bytes(b"somebody's")
    staged = tmp_path / "staged"
    write(staged / PLACE, "list", stem=f"worklist_{QUARTER}_restricted", title="Worklist", placed=folder)
    write(staged / PLACE, "two", b"rows", placed=folder)
    assert newest(folder) == [f"{STEM}_v0-1_draft.xlsx", f"{STEM}_rows_v0-1_draft.csv"], "not before its time"
    place(staged, tmp_path / "output", "run")
    assert {path.name for path in folder.iterdir() if path.is_file()} == {
        TEMPLATE,
        "explain_LAC-40_quarter_restricted.csv",
        "~$open.xlsx",
        "latest.json",
        *newest(folder),
    }
    assert len(newest(folder)) == 3
    assert write(staged / PLACE, "two", b"rows", placed=folder) == ["v0-2_draft.xlsx", "rows_v0-2_draft.csv"]
    assert not [path for path in staged.rglob("*") if path.is_file()], "the same again leaves nothing waiting"


def test_outside_the_restricted_root_nothing_is_written(tmp_path):
    with pytest.raises(RestrictedPathError):
        write(tmp_path / "output" / "panel" / "demo" / QUARTER, "one")
    assert not list(tmp_path.iterdir())


def test_a_run_names_every_restricted_file_it_leaves(ran):
    left = {path.name for path in ran.restricted.iterdir() if path.is_file()}
    named = json.loads((ran.restricted / "latest.json").read_text(encoding="utf-8"))
    assert left == {*(one["name"] for one in named["files"]), "latest.json", TEMPLATE}
    assert {one["title"] for one in named["files"]} == {
        "Care leavers, managers' edition",
        "Children in our care, managers' edition",
        "Data quality",
        "Worklist",
    }
    assert COUNCIL not in json.dumps(named)


def test_a_check_never_takes_the_place_of_a_runs_report(tiny):
    from tests.restricted.test_quality import A1

    checked = tiny.receive(A1)
    assert checked.name == f"data-quality-check_{QUARTER}_restricted_v0-1_draft.xlsx"
