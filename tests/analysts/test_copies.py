"""What analysts get after a run: a whole, read-only copy of what they may see, and nothing else."""

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import duckdb
import pandas as pd
import pytest

from docs.queries import SAMPLE, answered, newest_copies, queries
from indicators.registry import all_indicators
from schemas.copies import SCHEMAS, VIEWS, Edition
from schemas.warehouse import SCHEMA_VERSION
from tests.pipeline.conftest import COUNCIL, QUARTER
from warehouse.audit import Event, append
from warehouse.builds import Store
from warehouse.calendar import Quarter, Window
from warehouse.connection import WarehouseError, connect
from warehouse.copies import ROOTS, prune_copies, publish_copies, read_latest
from warehouse.seals import COPIES

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def store(finished, tmp_path):
    """The finished council's warehouse and copies, to be changed."""
    copytree(finished.warehouse.parent, tmp_path / "store", ignore=lambda *_: ["dagster", "builds"])
    for root in ROOTS.values():
        copytree(finished.output / root, tmp_path / "output" / root)
    return Store(tmp_path / "store" / "warehouse.duckdb", tmp_path / "output")


def opened(output, edition):
    return duckdb.connect(newest_copies(output)[edition], read_only=True)


def something_happened(store):
    """A decision that changes what the copies hold, as an approval does."""
    with connect(store.warehouse) as connection:
        connection.execute("BEGIN TRANSACTION")
        append(connection, Event("approve", COUNCIL, QUARTER, version="1.0", role="Director", done_by="A. Person"))
        connection.execute("COMMIT")


def test_neither_copy_holds_records_as_they_came_and_the_protected_one_nothing_exact():
    assert SCHEMAS[Edition.PROTECTED] == ("published",)
    # The closed edition is for one session of the panel: no analyst is handed it beside the panel's.
    assert not {"landing", "clean", "closed"} & set(SCHEMAS[Edition.RESTRICTED])


@pytest.mark.parametrize("edition", [edition.value for edition in Edition])
def test_a_copy_holds_what_its_readers_may_see_and_says_what_everything_is(finished, edition):
    with opened(finished.output, edition) as copy:
        everything = (
            "SELECT schema_name, table_name, comment FROM duckdb_tables() UNION ALL "
            "SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal"
        )
        found = copy.execute(everything).fetchall()
        columns = copy.execute(
            f"SELECT c.schema_name, c.table_name, c.column_name, c.comment FROM duckdb_columns() AS c "
            f"SEMI JOIN ({everything}) USING (schema_name, table_name)"
        ).fetchall()
        assert {row[0] for row in found} == {*SCHEMAS[Edition(edition)], "main"}
        assert [row for row in found if not row[-1]] == []
        assert [row for row in columns if not row[-1]] == []
        assert len(columns) > 100
        about = copy.execute("SELECT edition, quarter, schema_version FROM about").fetchall()
        assert about == [(edition, QUARTER, SCHEMA_VERSION)]
        assert [row[1] for row in found if row[0] == "main"] == ["about"]


def holds(connection, name):
    found = connection.execute(f"SELECT * FROM {name} ORDER BY ALL")
    return [column[0] for column in found.description], found.fetchall()


def test_the_copies_say_what_the_warehouse_says(finished):
    with connect(finished.warehouse, read_only=True) as warehouse:
        tables = warehouse.execute(
            "SELECT schema_name, schema_name || '.' || name FROM ("
            "SELECT schema_name, table_name AS name FROM duckdb_tables() WHERE database_name = 'warehouse' "
            "UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'warehouse') "
            "WHERE NOT name LIKE '%\\_all' ESCAPE '\\'"
        ).fetchall()
        for edition in Edition:
            # A copy is listed once it is there, so that its own list ends with the one before.
            named = [name for schema, name in tables if schema in SCHEMAS[edition] and name != COPIES]
            assert {"published.trend", "published.profile", "published.definition"} < set(named)
            assert ("indicators.result" in named) == (edition is Edition.RESTRICTED)
            with opened(finished.output, edition.value) as copy:
                for name in named:
                    assert holds(copy, name) == holds(warehouse, name), name


def test_no_case_number_is_in_a_protected_copy(finished):
    with connect(finished.warehouse, read_only=True) as warehouse:
        known = {row[0] for row in warehouse.execute("SELECT person_id FROM core.person").fetchall()}
    known = {identifier for identifier in known if len(identifier) > 5}
    assert len(known) > 100
    folder = newest_copies(finished.output)["protected"].parent
    for path in folder.rglob("*.parquet"):
        text = duckdb.sql(f"FROM '{path}'").df().to_csv()
        assert not [identifier for identifier in known if identifier in text], path.name
    text = next(folder.glob("*.csv")).read_text(encoding="utf-8-sig")
    assert not [identifier for identifier in known if identifier in text]


def test_every_table_has_its_parquet_file_and_names_say_what_is_restricted(finished):
    for edition, mark in (("protected", ""), ("restricted", "_restricted")):
        with opened(finished.output, edition) as copy:
            tables = copy.execute(
                "SELECT CASE schema_name WHEN 'main' THEN '' ELSE schema_name || '.' END || table_name FROM duckdb_tables()"
            ).fetchall()
            folder = newest_copies(finished.output)[edition].parent
            written = {path.name.removesuffix(f"{mark}.parquet"): path for path in (folder / "parquet").iterdir()}
            readings = {view.replaces for view in VIEWS[Edition(edition)] if view.replaces}
            assert {*(name for (name,) in tables), *readings} == set(written)
            for name in ("published.trend", "published.definition"):
                there = copy.execute(f"SELECT count(*) FROM {name}").fetchall()
                assert duckdb.sql(f"SELECT count(*) FROM '{written[name]}'").fetchall() == there
        files = [path for path in folder.rglob("*") if path.is_file()]
        # Versions stand in the names of what is copied out of the folder; the start page is read where it lies.
        assert all("_v0001" in path.name for path in files if path.suffix in (".duckdb", ".csv"))
        assert [path.name for path in files if path.suffix not in (".duckdb", ".csv", ".parquet")] == [
            f"START{mark}.txt"
        ]
        assert all(("_restricted" in path.name) == bool(mark) for path in files)
        assert not {path.stem for path in files} & {*SCHEMAS[Edition.RESTRICTED], "main"}
        assert not [path.name for path in files if path.stat().st_mode & 0o222]


def test_the_flat_file_gives_each_figure_with_its_words_and_dates(finished):
    for edition, last in (("protected", "shorthand"), ("restricted", "status")):
        root = finished.output / ROOTS[Edition(edition)]
        path = root / str(read_latest(root)["figures"])
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert (
            list(rows[0])
            == (
                "authority council indicator_id title submission_quarter state quarter time_window period_start period_end breakdown category "
                f"numerator denominator value unit {last}"
            ).split()
        )
        by = {(r["indicator_id"], r["quarter"], r["time_window"], r["breakdown"], r["category"]): r for r in rows}
        assert len(by) == len(rows), "a figure is there twice"
        looked_after = by["LAC-01", QUARTER, "as_at", "all", "all"]
        assert (looked_after["title"], looked_after["unit"]) == ("Children looked after", "n")
        with connect(finished.warehouse, read_only=True) as warehouse:
            counted = warehouse.execute(
                "SELECT count(DISTINCT person_id) FROM core.person_at_quarter_end WHERE quarter = ? AND is_looked_after",
                [QUARTER],
            ).fetchall()[0][0]
        assert looked_after["numerator"] == looked_after["value"] == str(counted)
        [reviews] = [one for one in all_indicators() if one.id == "LAC-85"]
        assert len(reviews.windows) > 1
        # Two windows of one measure could be subtracted from each other: the panel is given its headline window only.
        windows = {reviews.headline_window} if edition == "protected" else set(reviews.windows)
        assert {k[2] for k in by if k[:2] == ("LAC-85", QUARTER)} == {window.value for window in windows}
        for row in rows:
            quarter = Quarter.parse(row["quarter"])
            dates = (str(quarter.window(Window(row["time_window"]))[0]), str(quarter.ends))
            assert (row["period_start"], row["period_end"]) == dates
        # What is hidden has no number in any column; what is not, has.
        hidden = [r for r in rows if r.get("shorthand") == "c"]
        assert bool(hidden) == (edition == "protected")
        assert not [r for r in hidden if r["numerator"] or r["value"]]
        assert rows == sorted(
            rows, key=lambda r: (r["authority"], r["council"], r["indicator_id"], r["title"], r["quarter"])
        )
        assert pd.read_csv(path)["council"].notna().all()


def test_the_pointer_names_whole_files(finished):
    for root in ROOTS.values():
        said = read_latest(finished.output / root)
        folder = finished.output / root
        assert {one["name"] for one in said["files"]} == {
            path.relative_to(folder).as_posix() for path in (folder / said["folder"]).rglob("*") if path.is_file()
        }
        for one in said["files"]:
            assert hashlib.sha256((folder / one["name"]).read_bytes()).hexdigest() == one["sha256"]


def test_a_reader_and_the_next_copy_do_not_disturb_each_other(store):
    assert publish_copies(store) == (), "nothing new, nothing to do"
    path = newest_copies(store.output)["protected"]
    program = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print(1, flush=True); sys.stdin.readline(); "
        "print(c.execute('SELECT copy_version FROM about').fetchall()[0][0])"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert reader.stdout.readline() == "1\n"
        something_happened(store)  # enters the warehouse while the copy is being read
        made = publish_copies(store)
        assert f"analysts/v0002/{newest_copies(store.output)['protected'].name}" in made
        assert {read_latest(store.output / root)["version"] for root in ROOTS.values()} == {2}
        told, _ = reader.communicate("go on\n", timeout=30)
        assert told == "1\n", "who reads the first copy goes on reading it"
    finally:
        reader.kill()
        reader.wait()
    something_happened(store)
    publish_copies(store)
    assert sorted(prune_copies(store, 2)) == ["analysts/v0001", "restricted/analysts/v0001"]
    for root in ROOTS.values():
        assert sorted(p.name for p in (store.output / root).glob("v*")) == ["v0002", "v0003"]


def test_a_copy_that_was_killed_is_made_good_by_the_next_command(store):
    something_happened(store)
    before = {root: (store.output / root / "latest.json").read_bytes() for root in ROOTS.values()}
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "import warehouse.copies as copies, warehouse.copy_content\n"
        "from warehouse.builds import Store\n"
        "warehouse.copy_content._write_figures = lambda *a: os._exit(137)\n"
        "copies.publish_copies(Store(Path(sys.argv[1]), Path(sys.argv[2])))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(store.warehouse), str(store.output)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 137, done.stderr.decode()
    for root, pointer in before.items():
        assert (store.output / root / "latest.json").read_bytes() == pointer
    store.settle()
    for root in ROOTS.values():
        said = json.loads((store.output / root / "latest.json").read_text())
        assert said["version"] == 2
        assert sorted(p.name for p in (store.output / root).iterdir()) == ["latest.json", "v0001", "v0002"]


def test_where_copies_cannot_be_written_it_is_said_and_made_good_later(store):
    something_happened(store)
    root = store.output / "analysts"
    root.rename(store.output / "elsewhere")
    root.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(WarehouseError, match="could not be written"):
        publish_copies(store)
    root.unlink()
    (store.output / "elsewhere").rename(root)
    assert publish_copies(store)
    assert {read_latest(store.output / each)["version"] for each in ROOTS.values()} == {2}


def test_every_worked_query_gives_the_answer_that_is_shown(finished):
    assert (SAMPLE["authority"], SAMPLE["last_quarter"]) == (COUNCIL, QUARTER)
    shown = (ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
    assert len(queries(shown)) >= 5
    assert answered(shown, newest_copies(finished.output)) == shown, "run: python docs/generate.py --answers"
