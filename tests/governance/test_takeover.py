"""A working file of the first release is taken over under the new name, with a copy kept, and can then be asked directly."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.cli import run
from warehouse.takeover import EARLIER_NAME, KEPT, NAME


def _earlier(store: Path) -> None:
    store.mkdir()
    with duckdb.connect(str(store / EARLIER_NAME)) as con:
        con.execute("CREATE SCHEMA scorecards; CREATE TABLE lac_scorecard AS SELECT 7 AS n; USE scorecards.main")
        con.execute("CREATE TABLE scorecards.scorecards.lac_scorecard AS SELECT 7 AS n")


def test_the_first_command_takes_an_older_working_file_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = tmp_path / "store"
    _earlier(store)
    before = (store / EARLIER_NAME).read_bytes()
    command = ["audit", "--warehouse", str(store / NAME), "--output", str(tmp_path / "output")]
    assert run(command) == 0
    assert f"now {store / NAME}" in capsys.readouterr().err
    assert (store / KEPT / EARLIER_NAME).read_bytes() == before and not (store / EARLIER_NAME).exists()
    with duckdb.connect(str(store / NAME), read_only=True) as con:
        assert con.execute("SELECT n FROM scorecards.lac_scorecard").fetchall() == [(7,)]
    assert run(command) == 0
    assert "is now" not in capsys.readouterr().err


def test_a_file_somebody_works_on_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from filelock import FileLock

    store = tmp_path / "store"
    _earlier(store)
    with FileLock(store / "writer.lock"):
        assert run(["audit", "--warehouse", str(store / NAME)]) == 5
    assert "at work on" in capsys.readouterr().err
    assert (store / EARLIER_NAME).is_file() and not (store / NAME).exists()
