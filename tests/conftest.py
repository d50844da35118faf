"""What every test needs: the settings of whoever runs the tests are not those of the tests."""

import pytest


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_this_machine(tmp_path_factory: pytest.TempPathFactory):
    """An empty scorecards.toml, so that no test sends anybody a notice or follows a developer's settings."""
    file = tmp_path_factory.mktemp("settings") / "scorecards.toml"
    file.write_text("", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCORECARDS_CONFIG", str(file))
        yield
