"""A small synthetic council run once, one run of many councils, and commands called as a user calls them."""

import io
import logging
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copytree

import dagster as dg
import duckdb
import pytest

from assets import extracts, workbooks
from automation.event_log import opened
from pipelines.cli import run
from submissions.discover import Submission
from synthetic import write_council
from tests.pipeline.rewriting import rewrite_column

QUARTER = "2017-18-Q4"
COUNCIL = "testshire-demo"


@dataclass(frozen=True)
class Installation:
    """Folders of one installation, and a way to call commands on it."""

    folder: Path

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def warehouse(self) -> Path:
        return self.folder / "store" / "warehouse.duckdb"

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def submission(self, authority: str = COUNCIL, quarter: str = QUARTER) -> Path:
        return self.raw / authority / quarter

    def call(self, command: str, *options: str) -> int:
        places = ["--raw", str(self.raw), "--warehouse", str(self.warehouse), "--output", str(self.output)]
        return run([command, *options, *places])

    def run(self, *options: str) -> int:
        return self.call("run", "--quarter", QUARTER, *options)


@pytest.fixture(autouse=True)
def _own_dagster_home(monkeypatch: pytest.MonkeyPatch) -> None:
    # The command sets it for the process it runs in; each installation must get its own.
    monkeypatch.delenv("DAGSTER_HOME", raising=False)


@pytest.fixture(scope="session")
def council_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder with one small council, to be copied."""
    raw = tmp_path_factory.mktemp("raw")
    write_council(raw, children=40, quarters=1, seed=7, authority=COUNCIL, last_quarter=QUARTER)
    return raw


@pytest.fixture
def installation(tmp_path: Path, council_folder: Path) -> Installation:
    """A fresh installation with the small council's submission."""
    copytree(council_folder, tmp_path / "raw")
    return Installation(tmp_path)


_FINISHED = pytest.StashKey[Installation]()


@pytest.fixture(scope="session")
def finished(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, council_folder: Path
) -> Installation:
    """An installation whose quarter has been run; not to be changed. Folders of tests that borrow it share one run."""
    if _FINISHED not in pytestconfig.stash:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("DAGSTER_HOME", raising=False)
            folder = tmp_path_factory.mktemp("finished")
            copytree(council_folder, folder / "raw")
            made = Installation(folder)
            assert made.run() == 0
        pytestconfig.stash[_FINISHED] = made
    return pytestconfig.stash[_FINISHED]


#: A name put wherever a council might put one.
NAME = "Zebedee Quillfeather"
#: Words of an error that would show what a record holds.
SECRET = "a value of somebody's record"


@dataclass(frozen=True)
class Mixed:
    """One run of six councils, five of them with a fault of their own.

    Attributes:
        installation: Where; not to be changed.
        code: Exit code.
        out: What it printed.
        err: What it said of its progress and its problems.
        logged: What went to the log.
        in_panel_files: Tables that could be read where the panel's workbooks are written: (schema, database).
        events: What Dagster has kept of it.
    """

    installation: Installation
    code: int
    out: str
    err: str
    logged: str
    in_panel_files: list[tuple[str, str]]
    events: list[dg.DagsterEvent]


def _plant_names(folder: Path) -> None:
    """In identifiers, unknown columns, codes, free text and dates."""
    rewrite_column(folder, "children", "team", lambda _: NAME)
    rewrite_column(folder, "eet_status", "provider", lambda _: NAME)
    seen: list[str] = []

    def spoil(value: str) -> str:
        # Every fortieth code is replaced by a name, so that it meets validation.
        seen.append(value)
        return NAME if len(seen) % 40 == 0 else value

    rewrite_column(folder, "eet_status", "activity_code", spoil)
    rewrite_column(folder, "reviews", "held_date", spoil)
    path = folder / "sdqs.csv"
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    path.write_text(
        "\n".join([f"{lines[0]},Child Name", *(f"{line},{NAME}" for line in lines[1:])]) + "\n", encoding="utf-8"
    )


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory, council_folder: Path) -> Mixed:
    """A faultless council beside one for each way of going wrong."""
    made = Installation(tmp_path_factory.mktemp("mixed"))
    for name in (COUNCIL, "otherton", "wrongshire", "healthless", "codeshire", "faultshire"):
        copytree(council_folder / COUNCIL, made.raw / name)
    next(made.submission("otherton").glob("care_episodes.*")).unlink()
    (made.raw / "wrongshire" / "council.toml").write_text(
        'nmae = "Otherton"\nons_code = "E06000019"\n[headers.health_assessments]\n"Client" = "persn_id"\n',
        encoding="utf-8",
    )
    (made.submission("healthless") / "health_assessments.csv").unlink()
    _plant_names(made.submission("healthless"))
    rewrite_column(made.submission("codeshire"), "sdqs", "score", lambda value: "x" + value if value else value)
    seen: list[tuple[str, str]] = []
    write, check = workbooks.write_panel_workbooks, extracts.check_submission

    def look(connection: duckdb.DuckDBPyConnection, *arguments: object, **named: object) -> list[Path]:
        seen.extend(
            connection.execute(
                "SELECT DISTINCT schema_name, database_name FROM duckdb_tables() WHERE NOT internal"
            ).fetchall()
        )
        return write(connection, *arguments, **named)

    def fail_for_one(submission: Submission, run_date: date) -> object:
        if submission.authority == "faultshire":
            raise RuntimeError(SECRET)
        return check(submission, run_date)

    out, err, log = io.StringIO(), io.StringIO(), io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    try:
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.delenv("DAGSTER_HOME", raising=False)
            patch.setattr(workbooks, "write_panel_workbooks", look)
            patch.setattr(extracts, "check_submission", fail_for_one)
            code = made.run()
            with opened(made.warehouse.parent / "dagster") as instance:
                [ran] = instance.get_runs()
                events = [e.dagster_event for e in instance.all_logs(ran.run_id) if e.dagster_event is not None]
    finally:
        logging.getLogger().removeHandler(handler)
    return Mixed(made, code, out.getvalue(), err.getvalue(), log.getvalue(), seen, events)


@pytest.fixture
def query() -> Callable[..., list[tuple[object, ...]]]:
    """Rows of a query on an installation's warehouse."""
    from warehouse.connection import connect

    def ask(installation: Installation, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        with connect(installation.warehouse, read_only=True) as connection:
            return connection.execute(sql, list(parameters)).fetchall()

    return ask
