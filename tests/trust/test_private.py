"""Records are for the account alone: as they are made, while they are made, and when the maker is killed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from tests.trust.conftest import APPROVED, approve
from warehouse import private
from warehouse.copies import read_latest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights come from the folder there")

_KILLED = """
import os, sys
from pathlib import Path
from tests.robustness.tiny import prepare, receive
from warehouse.builds import Store
from warehouse.private import make_private
os.umask(0o022)
make_private()
root = Path(sys.argv[1])
store = Store(root / "store" / "warehouse.duckdb", root / "output")
receive(store.warehouse, "first")
prepare(store.warehouse, "second")
with store.build("killed") as folder:
    (folder.staged_output / "restricted").mkdir()
    (folder.staged_output / "restricted" / "exceptions.csv").write_text("x")
    os.kill(os.getpid(), 9)
"""


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_killed_build_and_everything_temporary_is_private(tmp_path):
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], check=False, capture_output=True)
    assert killed.returncode == -9, killed.stderr
    protected = {tmp_path / "output", tmp_path / "output" / "analysts"}
    left = [
        path
        for path in tmp_path.rglob("*")
        if path not in protected and tmp_path / "output" / "analysts" not in path.parents
    ]
    assert any(path.name == "exceptions.csv" for path in left) and any(path.suffix == ".duckdb" for path in left)
    assert [path for path in left if mode(path) & 0o077] == []


def test_what_is_meant_for_others_is_open_to_them_and_nothing_else(store, monkeypatch):
    monkeypatch.setattr(private, "_usual", [])
    usual = os.umask(0o022)
    try:
        private.make_private()
        private.close_to_others(store.output)
        private.close_to_others(store.warehouse.parent)
        approve(store, b"workbook")
        approve(store, b"worklist", "restricted/testshire/2017-18-Q4/worklist_v0-1_draft.xlsx")
        assert mode(store.output / APPROVED) == 0o644
        assert mode(store.output) == mode((store.output / APPROVED).parent) == 0o755
        assert mode(store.output / "restricted") == 0o700
        held = [*(store.output / "restricted").rglob("*"), *store.warehouse.parent.rglob("*"), store.warehouse.parent]
        assert [path for path in held if mode(path) & 0o077] == []
        newest = store.output / "analysts" / str(read_latest(store.output / "analysts")["folder"])
        assert newest.is_dir() and all(mode(p) & 0o044 for p in newest.rglob("*"))
    finally:
        os.umask(usual)


def test_the_doctor_names_what_others_can_read_and_closes_it_when_asked(tmp_path, monkeypatch):
    monkeypatch.setattr(private, "_THROUGH", 0o777)  # the folder of the tests lets nobody through
    folder = tmp_path / "restricted"
    folder.mkdir(mode=0o755)
    (folder / "a.csv").write_text("x", encoding="utf-8")
    (folder / "a.csv").chmod(0o644)
    folder.chmod(0o755)
    assert private.exposed(folder) == [folder, folder / "a.csv"]
    assert private.close_to_others(folder) == 2
    assert private.exposed(folder) == []
