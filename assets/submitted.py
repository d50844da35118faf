"""What there is to run: submissions found, and councils whose configuration cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from indicators.panel_set import setting_problems
from indicators.registry import all_indicators
from submissions.discover import Discovery, discover
from warehouse.calendar import Quarter


def find(raw: Path, quarter: Quarter, authorities: Sequence[str] | None = None) -> Discovery:
    """Look for submissions; a choice the declarations do not bear out is a fault of the council's configuration.

    Args:
        raw: The landing folder.
        quarter: The quarter.
        authorities: Slugs to look for; ``None`` for every authority with that submission.
    """
    found = discover(raw, quarter, authorities)
    declared = all_indicators()
    misconfigured = dict(found.misconfigured)
    usable = []
    for submission in found.submissions:
        problems = setting_problems(submission.council, declared)
        if problems:
            misconfigured[submission.authority] = tuple(
                f"{submission.authority}/council.toml, {one}" for one in problems
            )
        else:
            usable.append(submission)
    return replace(found, submissions=tuple(usable), misconfigured=misconfigured)
