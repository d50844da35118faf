"""The jobs: a quarter from raw extracts to workbooks, and announcing extracts that are overdue."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from assets.quarterly import quarterly_build
from assets.resources import Settings
from automation.arrivals import read_known
from automation.notices import is_overdue
from automation.notify import announce
from automation.overdue import Overdue, overdue
from submissions.installation import Installation, read_installation

JOB = "quarterly_scorecards"

quarterly_scorecards = dg.define_asset_job(
    JOB,
    selection=[quarterly_build],
    description="One quarter from raw extracts to workbooks: choose the quarter as the partition.",
)


def installation() -> Installation:
    """The installation's settings as they are now; an edit counts from the next tick on.

    Raises:
        ConfigurationError: When ``scorecards.toml`` cannot be used.
    """
    return read_installation(os.environ, Path.cwd())


def for_councils(authorities: Sequence[str]) -> dict[str, Any]:
    """Run configuration that limits a run to some councils; where things are is the installation's to say."""
    return {"resources": {"settings": {"config": {"authorities": sorted(authorities)}}}}


def missing(settings: Settings, today: date) -> Overdue:
    """What councils still owe for the quarter that is due on a day."""
    return overdue(settings.raw_folder, today, installation(), read_known(settings.store.warehouse))


class Day(dg.Config):
    """The day to look from.

    Attributes:
        day: ``YYYY-MM-DD``; today when empty.
    """

    day: str = ""


@dg.op(
    description="Says which councils still owe which extracts for the quarter that is due, and tells those to be told."
)
def find_overdue(context: dg.OpExecutionContext, config: Day, settings: dg.ResourceParam[Settings]) -> None:
    """Announce what is overdue; says so in the log when nothing is."""
    found = missing(settings, date.fromisoformat(config.day) if config.day else date.today())
    if not found.owed:
        context.log.info(f"Nothing is overdue for {found.quarter}.")
        return
    for line in found.words:
        context.log.info(line)
    announce(is_overdue(found), context.log)


@dg.job(
    description="Announces extracts that have not arrived for the quarter that is due.",
    executor_def=dg.in_process_executor,
)
def announce_overdue() -> None:
    """One op: look, and tell."""
    find_overdue()
