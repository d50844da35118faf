"""Panel workbooks are written while neither the warehouse nor anything restricted can be read; the checks as a command."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipelines.cli import run
from tests.exports.fixture import AUTHORITY, QUARTER, TABLES, database
from tests.pipeline.conftest import Installation

ROOT = Path(__file__).parent.parent.parent

_PROGRAM = """
import sys
from pathlib import Path
import duckdb
from exports.panel import write_panel_workbooks

root = Path(sys.argv[1])
for closed in (root / "warehouse" / "warehouse.duckdb", root / "output" / "restricted" / "exceptions.csv"):
    try:
        closed.read_bytes()
    except PermissionError:
        continue
    sys.exit(f"{closed.name} can be read, so this proves nothing")
try:
    duckdb.connect(str(root / "warehouse" / "warehouse.duckdb"), read_only=True)
    sys.exit("the warehouse can be opened, so this proves nothing")
except duckdb.IOException:
    pass
with duckdb.connect(str(root / "panel.duckdb"), read_only=True) as con:
    for path in write_panel_workbooks(con, sys.argv[2], sys.argv[3], root / "output" / "panel" / sys.argv[2] / sys.argv[3]):
        print(path.name)
"""

#: prctl(PR_CAPBSET_DROP, ...): without these two even root heeds the permissions of a file.
_DROP, _OVERRIDE, _READ_SEARCH = 24, 1, 2


def _heed_permissions() -> None:
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in (_OVERRIDE, _READ_SEARCH):
            libc.prctl(_DROP, capability, 0, 0, 0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="permissions are taken away as Linux does it")
def test_panel_workbooks_are_written_with_the_restricted_root_and_the_warehouse_unreadable(tmp_path: Path) -> None:
    con = database()
    con.execute(f"ATTACH '{tmp_path / 'panel.duckdb'}' AS panel")
    con.execute("CREATE SCHEMA panel.published")
    for name in TABLES:
        con.execute(f"CREATE TABLE panel.published.{name} AS SELECT * FROM published.{name}")
    con.execute("DETACH panel")
    closed = (tmp_path / "warehouse" / "warehouse.duckdb", tmp_path / "output" / "restricted" / "exceptions.csv")
    for path in closed:
        path.parent.mkdir(parents=True)
        path.write_text("canary-90210", encoding="utf-8")
        path.chmod(0)
        path.parent.chmod(0)
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(tmp_path), AUTHORITY, QUARTER.label],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=_heed_permissions,
        )
    finally:
        for path in closed:
            path.parent.chmod(0o700)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) == 2
    folder = tmp_path / "output" / "panel" / AUTHORITY / QUARTER.label
    assert len(list(folder.glob("*.xlsx"))) == 2


def test_a_finished_run_passes_its_own_accessibility_command(
    finished: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    books = sorted(str(path) for path in (finished.output / "panel").rglob("*.xlsx"))
    assert len(books) == 2
    assert run(["accessibility", *books]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{book}: no problems" for book in books]


def test_a_workbook_that_breaks_a_rule_is_exit_three_with_place_and_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Workbook()
    book.worksheets[0]["B2"] = "=1+1"
    book.save(tmp_path / "bad.xlsx")
    assert run(["accessibility", str(tmp_path / "bad.xlsx")]) == 3
    said = capsys.readouterr().out
    assert "Check 3, Sheet B2: The cell is a formula. Write its result." in said


def test_a_file_that_is_not_there_or_is_no_workbook_is_exit_four_and_the_others_are_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("words", encoding="utf-8")
    Workbook().save(tmp_path / "empty.xlsx")
    assert run(["accessibility", str(tmp_path / "none.xlsx"), str(tmp_path / "empty.xlsx")]) == 4
    said = capsys.readouterr()
    assert "There is no file" in said.err
    assert "empty.xlsx: " in said.out
    assert run(["accessibility", str(tmp_path / "notes.txt")]) == 4
    assert "not an .xlsx workbook" in capsys.readouterr().err
    assert run(["accessibility"]) == 4
