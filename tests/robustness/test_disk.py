"""A disk that is full and folders that cannot be written to: said in words, nothing half made, and the next run completes."""

import sys
from contextlib import contextmanager

import pytest

from pipelines.cli import run
from pipelines.outcome import Exit
from tests.robustness.tiny import prepare, receive
from warehouse.builds import Store
from warehouse.connection import WarehouseError, connect, disk_fault
from warehouse.promote import promote
from warehouse.trail import broken_events

limited = pytest.mark.skipif(sys.platform == "win32", reason="needs a system that can limit the size of files")
WORKBOOK = b"a workbook" * 100_000
PLACE = "panel/testshire/2017-18-Q4/children.xlsx"


@contextmanager
def room(size):
    """No file may grow beyond so many bytes, as on a disk that is full."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store" / "warehouse.duckdb", tmp_path / "output")


def recorded(store):
    with connect(store.warehouse, read_only=True) as connection:
        assert broken_events(connection) == []
        return connection.execute(
            "SELECT (SELECT count(*) FROM ops.audit), (SELECT list(people ORDER BY people) FROM core.population_all)"
        ).fetchall()[0]


@limited
def test_a_promotion_on_a_full_disk_changes_nothing_says_so_and_is_done_when_there_is_room(store):
    receive(store.warehouse, "first")
    assert recorded(store) == (1, [1000])
    database, record, _ = prepare(store.warehouse, "second", population={2000 + n: 7000 + n for n in range(5000)})
    for size in (0, 4096, 20_000):
        with room(size), pytest.raises(WarehouseError) as said:
            promote(store.warehouse, database, record)
        assert "warehouse.duckdb could not be read or written (File too large)" in str(said.value)
        assert "See that there is room" in str(said.value)
        assert "7000" not in str(said.value)
        assert recorded(store) == (1, [1000])
    promote(store.warehouse, database, record)
    assert recorded(store)[0] == 2
    assert len(recorded(store)[1]) == 5001


@contextmanager
def obstacle(path):
    """A file where a folder has to be: nobody can write there, an administrator neither."""
    path.write_text("in the way", encoding="utf-8")
    try:
        yield
    finally:
        path.unlink()


@pytest.mark.parametrize("fault", [pytest.param("full", marks=limited), "not a folder"])
def test_files_that_cannot_be_put_in_place_are_kept_and_put_there_by_the_next_command(store, fault, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SCORECARDS_RAW", str(tmp_path / "raw"))
    receive(store.warehouse, "first")
    cannot = room(50_000) if fault == "full" else obstacle(store.output / "panel")
    with pytest.raises(WarehouseError) as said, store.build("run-1") as folder:
        staged = folder.staged_output / PLACE
        staged.parent.mkdir(parents=True)
        staged.write_bytes(WORKBOOK)
        receive(store.warehouse, "second", run_id="run-1")
        with cannot:
            folder.place_output()
    assert "What was done is kept in the warehouse" in str(said.value)
    assert ("(File too large)" if fault == "full" else "(Not a directory)") in str(said.value)
    assert "the next command then puts the others there" in str(said.value)
    assert not list(store.output.rglob("*.xlsx"))
    where = ["--warehouse", str(store.warehouse), "--output", str(store.output)]
    with room(50_000) if fault == "full" else obstacle(store.output / "panel"):
        assert run(["audit", *where]) == Exit.INTERNAL  # still no room
    assert "could not all be put in place" in capsys.readouterr().err
    assert run(["audit", *where]) == Exit.DONE
    assert (store.output / PLACE).read_bytes() == WORKBOOK
    assert [p.name for p in (store.output / PLACE).parent.iterdir()] == ["children.xlsx"]
    assert not [p for p in store.builds.iterdir() if p.is_dir()]


def test_a_run_whose_store_cannot_be_made_says_which_folder_and_what_to_do(council_folder, tmp_path, capsys):
    with obstacle(tmp_path / "store"):
        places = [
            "--raw",
            council_folder,
            "--warehouse",
            tmp_path / "store" / "w.duckdb",
            "--output",
            tmp_path / "output",
        ]
        assert run(["run", "--quarter", "2017-18-Q4", *map(str, places)]) == Exit.CONFIGURATION
    said = capsys.readouterr().err
    assert f"{tmp_path / 'store'}" in said
    assert "cannot be written to" in said
    assert "run the same command again" in said
    assert not (tmp_path / "output").exists()


def test_a_decision_on_a_store_that_cannot_be_written_to_says_so(store, tmp_path):
    (tmp_path / "store").mkdir()
    with (
        obstacle(store.builds),
        pytest.raises(WarehouseError, match=r"cannot be written to .* run the same command"),
        store.build("event"),
    ):
        pytest.fail("begun")


def test_what_a_database_says_of_a_disk_is_told_without_the_rest_of_its_text():
    import duckdb

    said = duckdb.IOException('Could not write file "children of A123.csv": No space left on device')
    assert disk_fault(said) == "No space left on device"
    assert disk_fault(duckdb.ConversionException("Could not convert 'A123' to INT32")) is None
