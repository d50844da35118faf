"""A person who asks to be erased is in no byte of any file afterwards, and no figure has changed."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile, copytree

import duckdb
import pytest

from exports.restricted_versions import write_versioned
from governance.erasure import find_person
from schemas.extracts import EXTRACTS
from submissions.council import load_council
from submissions.delivery import content_hash, read_delivery
from tests.pipeline.conftest import COUNCIL, QUARTER, Installation
from warehouse.builds import Store
from warehouse.connection import connect
from warehouse.promote import deliveries
from warehouse.trail import broken_events
from warehouse.without_person import count_person

ROOT = Path(__file__).parent.parent.parent
WHO = ("--by", "A. Officer", "--role", "Data protection officer", "--reason", "Asked for it")


def parts(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file and, of an archive, each of its members."""
    yield name, content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from parts(f"{name}/{member}", archive.read(member))


def places(folder: Path, identifier: str) -> list[str]:
    """Everywhere under a folder that holds the identifier: bytes, parts of archives, values of tables."""
    found = []
    with duckdb.connect() as connection:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(folder).as_posix()
            found += [part for part, content in parts(name, path.read_bytes()) if identifier.encode() in content]
            tables = [f"'{path}'"] if path.suffix == ".parquet" else []
            if path.suffix == ".duckdb":
                connection.execute(f"ATTACH '{path}' AS file (READ_ONLY)")
                tables = [
                    f"file.{schema}.{table}"
                    for schema, table in connection.execute(
                        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'file'"
                    ).fetchall()
                ]
            for table in tables:
                # Every row as text, whatever its columns are called.
                rows = connection.execute(
                    f"SELECT count(*) FROM {table} AS t WHERE contains(t::VARCHAR, ?)", [identifier]
                )
                if rows.fetchall()[0][0]:
                    found.append(f"{name}: {table}")
            if path.suffix == ".duckdb":
                connection.execute("DETACH file")
    return found


def figures(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every aggregate, exact and published."""
    with connect(warehouse, read_only=True) as connection:
        names = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name IN ('scorecards', 'published') "
            "OR table_name IN ('result_all', 'coming_all', 'first_reported', 'definition') ORDER BY ALL"
        ).fetchall()
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for (name,) in names}


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def person_with_most(warehouse: Path) -> str:
    """A child with many records, some of them set aside."""
    with connect(warehouse, read_only=True) as connection:
        return str(
            connection.execute(
                """
                SELECT p.person_id
                FROM core.person AS p
                INNER JOIN quality.findings AS f USING (person_id)
                WHERE length(p.person_id) > 5
                ORDER BY (SELECT count(*) FROM quality.quarantine AS q WHERE contains(q.row_json, p.person_id)) > 0 DESC,
                    (SELECT count(*) FROM indicators.evidence AS e WHERE e.person_id = p.person_id) DESC, p.person_id
                LIMIT 1
                """
            ).fetchall()[0][0]
        )


@dataclass(frozen=True)
class Erased:
    made: Installation
    identifier: str
    before: list[str]
    figures: dict[str, list[tuple[object, ...]]]
    raw: dict[str, bytes]
    panel: dict[str, bytes]
    told: str
    code: int

    def ask(self, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        with connect(self.made.warehouse, read_only=True) as connection:
            return connection.execute(sql, list(parameters)).fetchall()


def copied(finished: Installation, folder: Path) -> Installation:
    copytree(finished.folder, folder, dirs_exist_ok=True)
    restricted = folder / "output" / "restricted" / COUNCIL / QUARTER
    (restricted / "superseded").mkdir(exist_ok=True)
    for path in restricted.glob("*.xlsx"):
        copyfile(path, restricted / "superseded" / f"{path.stem} (2){path.suffix}")
    return Installation(folder)


@pytest.fixture(scope="module")
def erased(finished, tmp_path_factory) -> Erased:
    made = copied(finished, tmp_path_factory.mktemp("erased"))
    identifier = person_with_most(made.warehouse)
    with connect(made.warehouse) as connection:
        # A sibling's record names the person in a column nobody asked for.
        connection.execute(
            "UPDATE landing.reviews_all SET other_columns = '{\"brother\": \"' || $1 || ' (care)\"}' "
            "WHERE person_id = (SELECT min(person_id) FROM landing.reviews_all WHERE person_id <> $1)",
            [identifier],
        )
    asked = tmp_path_factory.mktemp("asked") / "person.txt"
    asked.write_text(f"{identifier}\n", encoding="utf-8")
    before, known = places(made.folder, identifier), figures(made.warehouse)
    raw, panel = files(made.raw), files(made.output / "panel")
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        code = made.call("erase", "--authority", COUNCIL, "--person-file", str(asked), *WHO, "--yes", "--no-run")
    return Erased(made, identifier, before, known, raw, panel, told.getvalue(), code)


def test_no_byte_of_any_file_names_the_person_any_more(erased):
    # Before, they are in submissions, warehouse, restricted workbooks (newest and superseded) and the restricted copy.
    for place in (
        "raw/",
        "store/warehouse.duckdb",
        "superseded/",
        "xl/worksheets",
        ".parquet",
        "_restricted.duckdb",
        ".csv",
    ):
        assert any(place in name for name in erased.before), place
    assert any("quality.quarantine_all" in name for name in erased.before)
    assert erased.code == 0, erased.told
    assert places(erased.made.folder, erased.identifier) == []
    assert erased.identifier not in erased.told


def test_a_sibling_keeps_their_records_without_the_persons_identifier(erased):
    kept = erased.ask("SELECT DISTINCT other_columns FROM landing.reviews WHERE contains(other_columns, 'brother')")
    assert kept == [('{"brother": "[erased] (care)"}',)]


def test_every_figure_and_every_panel_file_is_as_it_was(erased):
    now = figures(erased.made.warehouse)
    assert len(now) > 12 and sum(map(len, now.values())) > 30_000
    assert now == erased.figures
    assert files(erased.made.output / "panel") == erased.panel


def test_of_the_submission_only_their_records_are_gone(erased):
    now = files(erased.made.raw)
    assert set(now) == set(erased.raw)
    changed = [name for name in now if now[name] != erased.raw[name]]
    assert len(changed) >= 5
    for name in (name for name in changed if name.endswith(".csv")):
        lines, were = now[name].splitlines(keepends=True), erased.raw[name].splitlines(keepends=True)
        assert len(lines) == len(were), name
        different = [(line, was) for line, was in zip(lines, were, strict=True) if line != was]
        assert different
        assert all(erased.identifier.encode() in was and not line.strip() for line, was in different), name


def test_what_is_left_is_the_same_delivery(erased):
    folder = erased.made.submission()
    read = read_delivery(folder, load_council(folder.parent / "council.toml"))
    content = content_hash(read)
    assert erased.ask("SELECT content_hash, delivery FROM core.submission_all") == [(content, 1)]
    assert deliveries(erased.made.warehouse, QUARTER, {COUNCIL: content}) == {COUNCIL: 1}
    known = dict(erased.ask("SELECT source_file, file_hash FROM core.source_file"))
    assert known == {file.name: file.file_hash for file in read.files}
    landed = erased.ask("SELECT DISTINCT source_file, file_hash FROM landing.children")
    assert landed == [(name, known[name]) for name, _ in landed]


def test_rows_and_their_accounts_still_agree(erased):
    rows = erased.ask("SELECT extract, rows_read, rows_loaded, rows_quarantined FROM quality.row_counts")
    assert len(rows) == len(EXTRACTS)
    for extract, read, loaded, aside in rows:
        assert read == loaded + aside
        assert erased.ask(f"SELECT count(*) FROM landing.{extract}") == [(read,)]
        assert erased.ask(f"SELECT count(*) FROM clean.{extract}") == [(loaded,)]
    assert erased.ask("SELECT count(*) FROM quality.quarantine") == [(sum(row[3] for row in rows),)]


def test_positions_in_the_warehouse_are_still_those_of_the_file(erased):
    rows = erased.ask("SELECT source_row, person_id FROM landing.children WHERE source_file = 'children.csv'")
    lines = (erased.made.submission() / "children.csv").read_bytes().decode("utf-8-sig", "replace").splitlines()
    assert len(rows) > 50
    assert all(str(person) in lines[int(row) - 1] for row, person in rows)


def test_the_audit_trail_says_what_was_done_and_not_to_whom(erased):
    [(by, role, reason, details)] = erased.ask(
        "SELECT done_by, role, reason, details FROM ops.audit WHERE kind = 'erase'"
    )
    assert (by, role, reason) == (WHO[1], WHO[3], WHO[5])
    said = json.loads(details)
    assert said["rows_by_table"]["clean.children_all"] == 1
    assert said["rows_by_table"]["indicators.evidence_all"] > 10
    children = next(one for one in said["records_by_file"] if one["file"] == "children.csv")
    assert children["rows"] == 1 and children["sha256_before"] != children["sha256_after"]
    with connect(erased.made.warehouse, read_only=True) as connection:
        assert broken_events(connection) == []


def test_the_warehouse_keeps_its_views_and_comments(erased):
    assert erased.ask(
        "SELECT count(*) FROM duckdb_columns() WHERE database_name = 'warehouse' AND comment IS NULL"
    ) == [(0,)]
    assert erased.ask("SELECT count(*) FROM indicators.result")[0][0] > 1000


def test_of_the_copies_for_analysts_only_protected_ones_from_before_are_left(erased):
    output = erased.made.output
    assert sorted(p.name for p in (output / "analysts").glob("v*")) == ["v0001", "v0002"]
    assert sorted(p.name for p in (output / "restricted" / "analysts").glob("v*")) == ["v0002"]


def test_the_pointer_names_what_is_left_and_no_version_is_given_twice(erased):
    folder = erased.made.output / "restricted" / COUNCIL / QUARTER
    pointer = json.loads((folder / "latest.json").read_text(encoding="utf-8"))
    assert all((folder / one["name"]).is_file() for one in pointer["files"])
    managers = [one["name"] for one in pointer["withdrawn"] if one["name"].startswith("children-in-our-care_")]
    assert managers
    stem = managers[0].split("_v")[0]
    [written] = write_versioned(
        folder,
        stem,
        lambda version: {f"{stem}_{version.in_name}_draft.xlsx": b"new"},
        title="x",
        quarter=QUARTER,
        state="DRAFT",
    )
    assert written.name == f"{stem}_v0-2_draft.xlsx"
    assert json.loads((folder / "latest.json").read_text(encoding="utf-8"))["withdrawn"] == pointer["withdrawn"]
    assert f"scorecards run --quarter {QUARTER}" in erased.told


def test_somebody_found_nowhere_is_exit_four_and_not_repeated(erased, capsys):
    before = files(erased.made.raw)
    assert (
        erased.made.call("erase", "--authority", COUNCIL, "--person", erased.identifier, *WHO, "--yes", "--no-run") == 4
    )
    said = capsys.readouterr()
    assert "No record of this person is found" in said.err
    assert erased.identifier not in said.err + said.out
    assert files(erased.made.raw) == before
    assert erased.ask("SELECT count(*) FROM ops.audit WHERE kind = 'erase'") == [(1,)]


def test_the_identifier_in_a_reason_is_refused(erased, capsys):
    options = ("--by", "A", "--role", "B", "--reason", "about 9876543", "--yes")
    assert erased.made.call("erase", "--authority", COUNCIL, "--person", "9876543", *options) == 4
    assert "9876543" not in "".join(capsys.readouterr())


def test_killed_at_any_point_it_is_as_before_or_completed_by_the_next_command(finished, tmp_path, capsys):
    made = copied(finished, tmp_path)
    store = Store(made.warehouse, made.output)
    identifier = person_with_most(made.warehouse)
    raw, found = files(made.raw), find_person(made.raw, store, COUNCIL, identifier)

    def kill(point: str, *, begins: bool = True) -> None:
        program = (
            "import os, sys\n"
            "from pathlib import Path\n"
            "import warehouse.erasures as erasures\n"
            "from warehouse.builds import Store\n"
            f"erasures.{point} = lambda *a: os._exit(137)\n"
            "store = Store(Path(sys.argv[2]), Path(sys.argv[3]))\n"
        ) + (
            "from governance.erasure import erase_person, find_person\n"
            f"found = find_person(Path(sys.argv[1]), store, {COUNCIL!r}, sys.stdin.read())\n"
            "with store.writing():\n"
            "    erase_person(store, found, 'A', 'B', 'C')\n"
            if begins
            else "store.settle()\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, str(made.raw), str(made.warehouse), str(made.output)],
            cwd=ROOT, input=identifier.encode(), capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 137, done.stderr.decode()

    assert made.call("erase", "--authority", COUNCIL, "--person", identifier, *WHO) == 0
    assert "Nothing was erased" in capsys.readouterr().err
    kill("append")
    store.settle()
    now = find_person(made.raw, store, COUNCIL, identifier)
    assert (files(made.raw), now.rows, now.restricted) == (raw, found.rows, found.restricted), "nothing was recorded"
    kill("_place")
    assert files(made.raw) == raw and not count_person(made.warehouse, COUNCIL, identifier)
    # Whichever command comes next need not know who it was; and may be killed in its turn.
    kill("_withdraw", begins=False)
    kill("remove_read_only", begins=False)
    store.settle()
    assert places(made.folder, identifier) == []
    assert not list((made.warehouse.parent / "erasures").glob("*/"))
