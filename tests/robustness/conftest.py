"""The draft of the governance tests, and the process in which commands on copies of it are killed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest

from tests.governance.conftest import drafted, told
from tests.pipeline.conftest import _own_dagster_home, council_folder
from tests.robustness.killing import Killing

__all__ = ["_own_dagster_home", "council_folder", "drafted", "told"]


@pytest.fixture(scope="session")
def killing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killing]:
    """The process in which commands are killed."""
    made = Killing(tmp_path_factory.mktemp("killing"))
    yield made
    made.close()


@pytest.fixture
def installed(drafted: Path, tmp_path: Path) -> Callable[[str], Path]:
    """A copy of the installation with a draft, by name."""

    def copy(name: str) -> Path:
        copytree(drafted, tmp_path / name)
        return tmp_path / name

    return copy
