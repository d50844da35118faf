"""What there is to run: submissions found, and councils whose configuration cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from indicators.registry import all_indicators
from submissions.council import COUNCIL_FILE
from submissions.discover import Discovery, discover, is_slug
from warehouse.calendar import Quarter


def find(raw: Path, quarter: Quarter, authorities: Sequence[str] | None = None) -> Discovery:
    """Look for submissions; a target for an indicator that does not exist is a fault of the council's configuration.

    Args:
        raw: The landing folder.
        quarter: The quarter.
        authorities: Slugs to look for; ``None`` for every authority with that submission.
    """
    found = discover(raw, quarter, authorities)
    known = {i.id for i in all_indicators()}
    misconfigured = dict(found.misconfigured)
    usable = []
    for submission in found.submissions:
        unknown = sorted(set(submission.council.targets) - known)
        if unknown:
            misconfigured[submission.authority] = tuple(
                f"{submission.authority}/council.toml, [[targets.{name}]]: there is no such indicator. The identifiers are in "
                "docs/indicators.md, for example LAC-40."
                for name in unknown
            )
        else:
            usable.append(submission)
    return replace(found, submissions=tuple(usable), misconfigured=misconfigured)


def without_submission(raw: Path, quarter: Quarter) -> dict[str, str]:
    """Councils that have a ``council.toml`` and no folder for a quarter, each with a sentence.

    Args:
        raw: The landing folder.
        quarter: The quarter.
    """
    councils = sorted(p for p in raw.iterdir() if is_slug(p.name)) if raw.is_dir() else []
    return {
        council.name: f"no submission: there is no folder {council.name}/{quarter.label} in the landing folder."
        for council in councils
        if (council / COUNCIL_FILE).is_file() and not (council / quarter.label).is_dir()
    }
