"""Versions of the panel's workbooks: names, pointer, and a folder that can be completed after a stop at any moment."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from exports.panel import write_panel_workbooks
from tests.exports.fixture import AUTHORITY, QUARTER, database
from warehouse.belonging import MARK
from warehouse.builds import Store
from warehouse.placing import place

PLACE = Path("panel") / AUTHORITY / QUARTER.label
TEMPLATE = Path("restricted") / AUTHORITY / QUARTER.label / "commentary_2017-18-Q4_template.xlsx"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """Digests of what was put there; the mark says only whose the folder is."""
    files = (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != MARK)
    return {p.relative_to(folder).as_posix(): digest(p) for p in files}


def changed(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The same council with another figure for children in our care, which care leavers do not share."""
    con.execute("UPDATE published.lac_scorecard SET displayed_value = 77.7 WHERE indicator_id = 'LAC-43' AND is_rated")
    return con


def write(con: duckdb.DuckDBPyConnection, folder: Path, **named: Any) -> list[Path]:
    return write_panel_workbooks(con, AUTHORITY, QUARTER.label, folder, **named)


def test_equal_content_keeps_its_name_and_writes_nothing(tmp_path: Path) -> None:
    write(database(), tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    again = write(database(), tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert [path.name for path in again] == [
        "children-in-our-care_2017-18-Q4_panel_v0-1_draft.xlsx",
        "care-leavers_2017-18-Q4_panel_v0-1_draft.xlsx",
    ]


def test_only_the_workbook_that_differs_gets_a_new_version(tmp_path: Path) -> None:
    write(database(), tmp_path)
    write(changed(database()), tmp_path)
    assert sorted(hashes(tmp_path)) == [
        "care-leavers_2017-18-Q4_panel_v0-1_draft.xlsx",
        "children-in-our-care_2017-18-Q4_panel_v0-2_draft.xlsx",
        "latest.json",
        "superseded/children-in-our-care_2017-18-Q4_panel_v0-1_draft.xlsx",
    ]


def test_the_pointer_names_the_two_newest_with_version_and_hash(tmp_path: Path) -> None:
    write(database(), tmp_path)
    paths = write(changed(database()), tmp_path)
    pointer = json.loads((tmp_path / "latest.json").read_text(encoding="utf-8"))
    assert (pointer["quarter"], pointer["state"]) == ("2017-18-Q4", "DRAFT")
    assert [(f["name"], f["version"], f["sha256"]) for f in pointer["files"]] == [
        (path.name, version, digest(path)) for path, version in zip(paths, ("0.2", "0.1"), strict=True)
    ]


def test_going_back_to_earlier_content_is_a_new_version_and_no_name_is_used_twice(tmp_path: Path) -> None:
    write(database(), tmp_path)
    write(changed(database()), tmp_path)
    paths = write(database(), tmp_path)
    assert "_v0-3_" in paths[0].name
    names = [path.name for path in tmp_path.rglob("children*.xlsx")]
    assert len(names) == len(set(names)) == 3


def test_a_workbook_changed_by_hand_is_kept_apart_and_never_written_over(tmp_path: Path) -> None:
    path = write(database(), tmp_path)[0]
    path.write_bytes(path.read_bytes() + b"edited")
    edited = digest(path)
    assert "_v0-2_" in write(database(), tmp_path)[0].name
    assert digest(tmp_path / "superseded" / path.name) == edited


def test_a_workbook_somebody_took_away_comes_back_under_the_same_name(tmp_path: Path) -> None:
    path = write(database(), tmp_path)[0]
    before = digest(path)
    path.unlink()
    assert write(database(), tmp_path)[0] == path
    assert digest(path) == before


def test_a_name_without_a_version_and_a_strange_workbook_are_moved_aside_not_deleted(tmp_path: Path) -> None:
    for name in ("children-in-our-care_2017-18-Q4_panel_draft.xlsx", "my notes.xlsx"):
        (tmp_path / name).write_bytes(name.encode())
    write(database(), tmp_path)
    assert len(list(tmp_path.glob("*.xlsx"))) == 2
    assert (tmp_path / "superseded" / "my notes.xlsx").read_bytes() == b"my notes.xlsx"


def test_a_broken_pointer_is_written_anew(tmp_path: Path) -> None:
    write(database(), tmp_path)
    before = hashes(tmp_path)
    (tmp_path / "latest.json").write_text("{", encoding="utf-8")
    write(database(), tmp_path)
    assert hashes(tmp_path) == before


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def killed_at(step: int, patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """End the work just before its file operation number ``step``, counted from 0; a copy ends half way."""
    done: list[str] = []

    def stop(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*arguments: Any, **named: Any) -> Any:
            if len(done) == step:
                if name == "copyfile":
                    Path(arguments[1]).write_bytes(Path(arguments[0]).read_bytes()[:100])
                raise Killed
            done.append(name)
            return real(*arguments, **named)

        return operation

    with patch.context() as patched:
        patched.setattr(shutil, "copyfile", stop("copyfile", shutil.copyfile))
        for name in ("replace", "unlink", "mkdir"):
            patched.setattr(Path, name, stop(name, getattr(Path, name)))
        yield done


@pytest.fixture(scope="module")
def owed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with version 0.1 in place and version 0.2, pointer and template waiting in a promoted build."""
    root = tmp_path_factory.mktemp("owed")
    build, output = root / "store" / "builds" / "run-1", root / "output"
    write(database(), output / PLACE)
    (output / TEMPLATE).parent.mkdir(parents=True)
    (output / TEMPLATE).write_bytes(b"somebody's words")
    write(database("large"), build / "output" / PLACE, placed=output / PLACE)
    (build / "output" / TEMPLATE).parent.mkdir(parents=True)
    (build / "output" / TEMPLATE).write_bytes(b"a new template")
    with duckdb.connect(str(root / "store" / "warehouse.duckdb")) as con:
        con.execute("CREATE SCHEMA ops")
        con.execute("CREATE TABLE ops.run AS SELECT 'run-1' AS run_id")
    return root


def store(root: Path) -> Store:
    (root / "store" / "builds" / "run-1" / "output-folder.json").write_text(
        json.dumps(str(root / "output")), encoding="utf-8"
    )
    return Store(root / "store" / "warehouse.duckdb", root / "output")


def test_a_stop_between_any_two_file_operations_is_completed_by_the_next_run(
    owed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = copy(owed, tmp_path / "whole")
    store(whole).settle()
    expected = hashes(whole / "output")
    folder = PLACE.as_posix()
    assert {name.removeprefix(f"{folder}/") for name in expected if name.startswith(folder)} == {
        *(f"{stem}_2017-18-Q4_panel_v0-2_draft.xlsx" for stem in ("children-in-our-care", "care-leavers")),
        *(f"superseded/{stem}_2017-18-Q4_panel_v0-1_draft.xlsx" for stem in ("children-in-our-care", "care-leavers")),
        "latest.json",
    }
    assert (
        digest(whole / "output" / TEMPLATE.parent / "superseded" / TEMPLATE.name)
        == hashlib.sha256(b"somebody's words").hexdigest()
    )

    step = 0
    while True:
        root = copy(owed, tmp_path / f"step{step}")
        staged = root / "store" / "builds" / "run-1" / "output"
        before = set(hashes(root / "output").values()) | set(hashes(staged).values())
        workbooks = {d for name, d in hashes(root).items() if name.endswith(".xlsx")}
        with killed_at(step, monkeypatch) as done:
            try:
                place(staged, root / "output", "run-1")
                finished = True
            except Killed:
                finished = False
        shown = {p: digest(p) for p in (root / "output").rglob("*.xlsx") if not p.name.startswith(".")}
        assert set(shown.values()) <= workbooks, f"a half-made workbook is in sight after step {step}"
        left = set(hashes(root / "output").values()) | set(hashes(staged).values())
        # The old pointer is the one file that a new one takes the place of.
        assert before - left <= {digest(owed / "output" / PLACE / "latest.json")}, f"a file is lost at step {step}"
        store(root).settle()
        assert hashes(root / "output") == expected, f"not completed after a stop at step {step}"
        assert not (root / "store" / "builds" / "run-1").exists()
        shutil.rmtree(root)
        if finished:
            break
        step += 1
    assert step == len(done) >= 12


def copy(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    return target


@pytest.mark.thorough
def test_a_stop_while_writing_in_place_is_completed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(database(), tmp_path / "start")
    write(changed(database()), copy(tmp_path / "start", tmp_path / "whole"))
    expected = hashes(tmp_path / "whole")
    con = changed(database())
    for step in range(20):
        folder = copy(tmp_path / "start", tmp_path / f"step{step}")
        with killed_at(step, monkeypatch):
            try:
                write(con, folder)
                break
            except Killed:
                pass
        write(con, folder)
        assert {n: d for n, d in hashes(folder).items() if not n.endswith(".partial")} == expected
    assert step >= 4


def test_a_build_that_was_not_promoted_leaves_the_folder_as_it_was(owed: Path, tmp_path: Path) -> None:
    root = copy(owed, tmp_path / "root")
    before = hashes(root / "output")
    with duckdb.connect(str(root / "store" / "warehouse.duckdb")) as con:
        con.execute("DELETE FROM ops.run")
    store(root).settle()
    assert hashes(root / "output") == before
    assert not (root / "store" / "builds" / "run-1").exists()
