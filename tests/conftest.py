"""What every test needs: the settings of whoever runs the tests are not those of the tests."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

#: Folders and files whose tests share what takes long to make, such as a run of the pipeline: those of one group stay on one
#: worker, and what takes longest comes first.
_TOGETHER = {
    "pipeline": "runs",
    "pipeline_outputs": "runs",
    "analysts": "runs",
    "robustness": "faults",
    "governance": "faults",
    "history": "history",
    "restricted": "restricted",
    "exports": "exports",
    "erasure": "erasure",
    "automation": "automation",
    "test_worked_examples": "test_worked_examples",
    "scorecards": "scorecards",
    "revisions": "revisions",
    "test_one_declaration": "test_one_declaration",
}


class _Together(LoadScopeScheduling):
    """Gives a worker a whole folder or file at a time, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", maxsplit=1)[0]
        folder = path.split("/")[1] if path.count("/") > 1 else ""
        return _TOGETHER.get(folder, path)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """No run that tests share is made by both workers."""
    return _Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that both workers are busy to the end."""

    def place(item: pytest.Item) -> int:
        names, order = (item.path.parent.name, item.path.stem), list(_TOGETHER)
        return next((order.index(name) for name in names if name in _TOGETHER), len(order))

    items.sort(key=place)


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_this_machine(tmp_path_factory: pytest.TempPathFactory):
    """An empty scorecards.toml, so that no test sends anybody a notice or follows a developer's settings."""
    file = tmp_path_factory.mktemp("settings") / "scorecards.toml"
    file.write_text("", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCORECARDS_CONFIG", str(file))
        yield
