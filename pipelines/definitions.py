"""The one entry point for Dagster: assets, jobs, schedules, the sensor, and where things are."""

from __future__ import annotations

import os

import dagster as dg

from assets.catalogue import external_specs, fresh_when_due
from assets.quarterly import quarterly_build
from assets.resources import Settings, launched
from automation.announcing import Notices
from automation.jobs import JOB, announce_overdue, installation, quarterly_scorecards
from automation.schedules import monthly_preview, overdue_extracts, quarterly_run
from automation.sensors import new_submissions
from submissions.places import Places
from warehouse.private import make_private
from warehouse.takeover import take_over

__all__ = ["JOB", "defs", "settings"]


def settings() -> Settings:
    """The folders of the environment (``SCORECARDS_RAW``, ``_WAREHOUSE``, ``_OUTPUT``), or the usual ones."""
    make_private()
    places = Places.from_environment(os.environ)
    take_over(places.warehouse)
    return Settings(raw=str(places.raw), warehouse=str(places.warehouse), output=str(places.output))


defs = dg.Definitions(
    assets=[
        quarterly_build.map_asset_specs(lambda spec: fresh_when_due(spec, installation().schedule)),
        *external_specs(),
    ],
    jobs=[quarterly_scorecards, announce_overdue],
    schedules=[monthly_preview, quarterly_run, overdue_extracts],
    sensors=[new_submissions],
    resources={"settings": launched(settings()), "announcer": dg.ResourceDefinition.hardcoded_resource(Notices())},
    # One process: DuckDB allows one writer, and a build is one piece of work.
    executor=dg.in_process_executor,
)
