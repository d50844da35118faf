"""The small synthetic council of the pipeline tests, run once."""

from tests.pipeline.conftest import _own_dagster_home, council_folder, finished

__all__ = ["_own_dagster_home", "council_folder", "finished"]
