"""What every test needs: the settings of whoever runs the tests are not those of the tests."""

import pytest

#: Folders whose tests share whole runs of the pipeline: each stays on one worker, the longest first.
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
    "revisions",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests so that both workers are busy to the end, and no run is made twice."""

    def place(item: pytest.Item) -> int:
        folder = item.path.parent.name
        if folder in _TOGETHER:
            item.add_marker(pytest.mark.xdist_group(folder))
            return _TOGETHER.index(folder)
        return len(_TOGETHER)

    items.sort(key=place)


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_this_machine(tmp_path_factory: pytest.TempPathFactory):
    """An empty scorecards.toml, so that no test sends anybody a notice or follows a developer's settings."""
    file = tmp_path_factory.mktemp("settings") / "scorecards.toml"
    file.write_text("", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCORECARDS_CONFIG", str(file))
        yield
