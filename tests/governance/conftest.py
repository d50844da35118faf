"""A small council whose draft has every word it needs, run once; decisions are made on copies of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from indicators.registry import all_indicators
from tests.pipeline.conftest import COUNCIL, QUARTER, Installation, _own_dagster_home, council_folder, finished
from warehouse.connection import connect

__all__ = ["_own_dagster_home", "council_folder", "finished"]

WHO = ("--by", "A. Director", "--role", "Director of children's services")


@dataclass(frozen=True)
class Governed(Installation):
    """An installation on which decisions are made."""

    def decide(self, command: str, *options: str) -> int:
        return self.call(command, "--quarter", QUARTER, "--authority", COUNCIL, *WHO, *options)

    @property
    def panel(self) -> Path:
        return self.output / "panel" / COUNCIL / QUARTER

    @property
    def collection(self) -> Path:
        return self.output / "collection" / COUNCIL / QUARTER

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with connect(self.warehouse, read_only=True) as connection:
            return connection.execute(sql, list(parameters)).fetchall()

    def change(self, sql: str) -> None:
        with connect(self.warehouse) as connection:
            connection.execute(sql)


def write_commentary(submission: Path) -> None:
    """Words for every measure that can be rated, without a number in them."""
    lines = ["indicator_id,what_it_shows,why,action,lead,by_when"]
    lines += [
        f"{i.id},It moved.,Appointments were short.,More clinics are booked.,Head of service,30/06/2018"
        for i in all_indicators()
        if i.is_rated
    ]
    (submission / "commentary.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory, council_folder: Path) -> Path:
    """An installation with a draft that may be approved; not to be changed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DAGSTER_HOME", raising=False)
        folder = tmp_path_factory.mktemp("drafted")
        copytree(council_folder, folder / "raw")
        made = Governed(folder)
        write_commentary(made.submission())
        assert made.run() == 0
    return folder


@pytest.fixture
def draft(drafted: Path, tmp_path: Path) -> Governed:
    """A copy of it, to decide about."""
    copytree(drafted, tmp_path / "installation")
    return Governed(tmp_path / "installation")


@pytest.fixture(scope="session")
def published_folder(drafted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of it approved and published as version 1.0; not to be changed."""
    folder = tmp_path_factory.mktemp("published") / "installation"
    copytree(drafted, folder)
    made = Governed(folder)
    assert made.decide("approve") == 0
    assert made.decide("publish") == 0
    return folder


@pytest.fixture
def published(published_folder: Path, tmp_path: Path) -> Governed:
    """A copy of that, to do something with."""
    copytree(published_folder, tmp_path / "installation")
    return Governed(tmp_path / "installation")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What the commands since the last call said."""

    def read() -> str:
        out, err = capsys.readouterr()
        return out + err

    return read
