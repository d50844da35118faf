"""An installation of next to nothing: a warehouse, an output root with an approved file, a raw root; no pipeline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from tests.robustness.tiny import receive
from warehouse.audit import Event, OutputFile, append, new_event_id, record_outputs
from warehouse.builds import Store
from warehouse.connection import connect

COUNCIL, QUARTER = "testshire", "2017-18-Q4"
APPROVED = f"panel/{COUNCIL}/{QUARTER}/care-leavers_{QUARTER}_panel_v1-0_approved.xlsx"


def make_store(folder: Path) -> Store:
    """Where a warehouse would be."""
    (folder / "raw").mkdir(parents=True, exist_ok=True)
    return Store(folder / "store" / "warehouse.duckdb", folder / "output", wait=0.2, raw=folder / "raw")


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: a warehouse of many tables takes seconds; not to be changed."""
    folder = tmp_path_factory.mktemp("trust") / "own"
    made = make_store(folder)
    receive(made.warehouse, "first")
    approve(made, b"an approved workbook")
    made.settle()
    return folder


@pytest.fixture
def store(_made: Path, tmp_path: Path) -> Store:
    """One delivery received, one file approved and in place; a copy, to do something with."""
    copytree(_made, tmp_path / "own")
    return make_store(tmp_path / "own")


@pytest.fixture
def other(_made: Path, tmp_path: Path) -> Store:
    """Another installation with runs of its own, and another identity."""
    copytree(_made / "store", tmp_path / "other" / "store")
    made = make_store(tmp_path / "other")
    with connect(made.warehouse) as connection:
        connection.execute("UPDATE ops.installation SET installation_id = 'another'; DELETE FROM ops.output")
    return made


def approve(store: Store, content: bytes, path: str = APPROVED) -> str:
    """Record an approval and put its file in place, as a decision does; returns its event."""
    event = new_event_id()
    with store.build(event) as folder:
        staged = folder.staged_output / path
        staged.parent.mkdir(parents=True)
        staged.write_bytes(content)
        (staged.parent / "latest.json").write_text(json.dumps({"files": [{"name": staged.name}]}), encoding="utf-8")
        with connect(store.warehouse) as connection:
            connection.execute("BEGIN TRANSACTION")

            files = [
                OutputFile(name, COUNCIL, QUARTER, "1.0", "APPROVED" if name.endswith("xlsx") else None,
                           hashlib.sha256((folder.staged_output / name).read_bytes()).hexdigest(), None)
                for name in folder.staged_files()
            ]  # fmt: skip
            record_outputs(connection, event, files)
            append(connection, Event("approve", COUNCIL, QUARTER, "A. Director", "Director", "1.0", event_id=event))
            connection.execute("COMMIT")
        folder.place_output()
    return event


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What the commands since the last call said."""

    def read() -> str:
        out, err = capsys.readouterr()
        return out + err

    return read


def options(store: Store) -> list[str]:
    """The places of a store, for the command line."""
    return ["--raw", str(store.raw), "--warehouse", str(store.warehouse), "--output", str(store.output)]
