"""What every test needs: the settings of whoever runs the tests are not those of the tests."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

#: Folders and files whose tests share what takes long to make: each stays on one worker, the longest first.
_TOGETHER = (
    "history",
    "robustness",
    "pipeline",
    "restricted",
    "governance",
    "exports",
    "analysts",
    "erasure",
    "automation",
    "pipeline_outputs",
    "test_worked_examples",
    "scorecards",
    "revisions",
    "test_one_declaration",
)


class _Together(LoadScopeScheduling):
    """Gives a worker a whole folder or file at a time, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", maxsplit=1)[0]
        folder = path.split("/")[1] if path.count("/") > 1 else ""
        return folder if folder in _TOGETHER else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """No run that tests share is made by both workers."""
    return _Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that both workers are busy to the end."""

    def place(item: pytest.Item) -> int:
        names = (item.path.parent.name, item.path.stem)
        return next((_TOGETHER.index(name) for name in names if name in _TOGETHER), len(_TOGETHER))

    items.sort(key=place)


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_this_machine(tmp_path_factory: pytest.TempPathFactory):
    """An empty scorecards.toml, so that no test sends anybody a notice or follows a developer's settings."""
    file = tmp_path_factory.mktemp("settings") / "scorecards.toml"
    file.write_text("", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCORECARDS_CONFIG", str(file))
        yield
