"""Two commands at once: one waits for the other, both end well, and a killed one keeps nobody waiting."""

import os
import signal
import subprocess
import sys
import time
from shutil import copytree

import pytest

from tests.governance.conftest import COUNCIL, QUARTER, WHO, Governed, write_commentary
from tests.robustness.killing import PROJECT, copies_are_newest, places, standing
from tests.robustness.tiny import receive
from warehouse.builds import Store
from warehouse.connection import WarehouseBusyError, connect
from warehouse.trail import broken_events

forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")
NEXT = "2018-19-Q1"


@pytest.fixture(scope="module")
def both(council_folder, tmp_path_factory, killing):
    """A new installation on which two quarters were run at the same time, and what the commands said."""
    root = tmp_path_factory.mktemp("both")
    copytree(council_folder, root / "raw")
    write_commentary(root / "raw" / COUNCIL / QUARTER)
    copytree(root / "raw" / COUNCIL / QUARTER, root / "raw" / COUNCIL / NEXT)
    commands = [["run", "--quarter", quarter, *places(root)] for quarter in (QUARTER, NEXT)]
    assert killing.ask(together=commands) == {"codes": [0, 0]}, killing.log.read_text()[-3000:]
    return root, killing.log.read_text()


@forking
@pytest.mark.thorough
def test_runs_of_two_quarters_started_together_on_a_new_installation_are_both_done(both):
    root, said = both
    assert sorted(str(event[2]) for event in standing(root).events) == [QUARTER, NEXT]
    for quarter in (QUARTER, NEXT):
        assert len(list((root / "output" / "panel" / COUNCIL / quarter).glob("*.xlsx"))) == 2
    assert copies_are_newest(root)
    assert "waiting for it to end" in said


@forking
@pytest.mark.thorough
def test_a_run_and_an_approval_of_the_same_quarter_started_together_end_one_after_the_other(both, tmp_path, killing):
    root = tmp_path / "decided"
    copytree(both[0], root)
    about = ["--quarter", QUARTER]
    commands = [
        ["run", *about, *places(root)],
        ["approve", *about, "--authority", COUNCIL, *WHO, *places(root)],
    ]
    run, approval = killing.ask(together=commands)["codes"]
    # Approved first, the quarter is locked and the run refused; run first, the same files make the same draft.
    kinds = [event[0] for event in standing(root).events][2:]
    assert (approval, run, kinds) in [(0, 3, ["approve"]), (0, 0, ["run", "approve"])]
    panel = Governed(root).panel
    assert len(list(panel.glob("*_v1-0_approved.xlsx"))) == 2
    assert len(list(panel.glob("*.xlsx"))) == 2


def program(text: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", text, *map(str, arguments)],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(PROJECT)},
    )  # fmt: skip


DELIVER = """
import sys
from pathlib import Path
from tests.robustness.tiny import receive
from warehouse.builds import Store
warehouse = Path(sys.argv[1])
sys.stdin.readline()
with Store(warehouse, warehouse.parent / "output").build(sys.argv[2], print):
    receive(warehouse, sys.argv[2])
"""


def test_two_deliveries_of_one_quarter_started_together_get_a_number_each(tmp_path):
    warehouse = tmp_path / "store" / "warehouse.duckdb"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", DELIVER, str(warehouse), name],
            cwd=PROJECT, stdin=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(PROJECT)},
        )
        for name in ("one", "two")
    ]  # fmt: skip
    for process in started:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.close()
    assert [process.wait() for process in started] == [0, 0]
    with connect(warehouse, read_only=True) as connection:
        assert broken_events(connection) == []
        rows = connection.execute("SELECT delivery FROM core.submission_all ORDER BY received_at").fetchall()
    assert rows == [(1,), (2,)]


HOLD = """
import sys, time
from pathlib import Path
from warehouse.builds import Store
warehouse = Path(sys.argv[1])
with Store(warehouse, warehouse.parent / "output").build("held"):
    print("held", flush=True)
    time.sleep(600)
"""


def test_who_waits_is_told_and_gives_up_after_a_while_and_goes_on_once_the_other_is_dead(tmp_path):
    warehouse = tmp_path / "store" / "warehouse.duckdb"
    receive(warehouse, "first")
    holder = program(HOLD, warehouse)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    told: list[str] = []
    store = Store(warehouse, tmp_path / "output", wait=0.3)
    try:
        with (
            pytest.raises(WarehouseBusyError, match=r"Nothing was changed\. Run the same command again"),
            store.build("me", told.append),
        ):
            pytest.fail("two at work")
        assert told == ["Another run or decision is at work on warehouse.duckdb; waiting for it to end"]
        # A command that only reads does not wait, and does not touch what the other is at.
        before = time.monotonic()
        store.settle()
        assert time.monotonic() - before < 5
        assert (store.builds / "held").is_dir()
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        holder.stdout.close()
    with store.build("me", told.append) as folder:
        assert folder.path.is_dir()
        assert not (store.builds / "held").exists()
    assert len(told) == 1
    assert sorted(path.name for path in store.builds.iterdir()) == []
