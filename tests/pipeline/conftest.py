"""A small synthetic council run once, and commands called as a user calls them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from pipelines.cli import run
from synthetic import write_council

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


@pytest.fixture
def query() -> Callable[..., list[tuple[object, ...]]]:
    """Rows of a query on an installation's warehouse."""
    from warehouse.connection import connect

    def ask(installation: Installation, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        with connect(installation.warehouse, read_only=True) as connection:
            return connection.execute(sql, list(parameters)).fetchall()

    return ask
