"""The one entry point for Dagster: assets, the job, and where things are."""

from __future__ import annotations

import os

import dagster as dg

from assets.quarterly import quarterly_build
from assets.resources import Settings
from pipelines.places import Places

JOB = "quarterly_scorecards"

quarterly_scorecards = dg.define_asset_job(
    JOB,
    selection=[quarterly_build],
    description="One quarter from raw extracts to workbooks: choose the quarter as the partition.",
)


def settings() -> Settings:
    """The folders of the environment (``SCORECARDS_RAW``, ``_WAREHOUSE``, ``_OUTPUT``), or the usual ones."""
    places = Places.from_environment(os.environ)
    return Settings(raw=str(places.raw), warehouse=str(places.warehouse), output=str(places.output))


defs = dg.Definitions(
    assets=[quarterly_build],
    jobs=[quarterly_scorecards],
    resources={"settings": settings()},
    # One process: DuckDB allows one writer, and a build is one piece of work.
    executor=dg.in_process_executor,
)
