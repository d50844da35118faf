"""The jobs: a quarter from raw extracts to workbooks, and announcing extracts that are overdue."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from assets.installation import Installation, read_installation
from assets.quarterly import quarterly_build

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
    """Run configuration that limits a run to some councils."""
    return {"resources": {"settings": {"config": {"authorities": sorted(authorities)}}}}
