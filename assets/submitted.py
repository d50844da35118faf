"""What there is to run: submissions found, and councils whose configuration cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from indicators.definition import Direction
from indicators.registry import all_indicators
from submissions.council import COUNCIL_FILE
from submissions.discover import Discovery, Submission, discover, is_slug
from warehouse.calendar import Quarter

#: Which kind of target fits what is good.
_WANTED: Mapping[Direction, str] = {Direction.HIGHER: "at_least", Direction.LOWER: "at_most"}


def find(raw: Path, quarter: Quarter, authorities: Sequence[str] | None = None) -> Discovery:
    """Look for submissions; a target that cannot be one is a fault of the council's configuration.

    Args:
        raw: The landing folder.
        quarter: The quarter.
        authorities: Slugs to look for; ``None`` for every authority with that submission.
    """
    found = discover(raw, quarter, authorities)
    misconfigured = dict(found.misconfigured)
    usable = []
    for submission in found.submissions:
        problems = tuple(_target_problems(submission))
        if problems:
            misconfigured[submission.authority] = problems
        else:
            usable.append(submission)
    return replace(found, submissions=tuple(usable), misconfigured=misconfigured)


def _target_problems(submission: Submission) -> Iterator[str]:
    """Targets for indicators that do not exist, and targets that go against what is good of their measure."""
    known = {i.id: i for i in all_indicators()}
    for name, overrides in sorted(submission.council.targets.items()):
        where = f"{submission.authority}/council.toml, [[targets.{name}]]"
        if name not in known:
            yield (
                f"{where}: there is no such indicator. The identifiers are in docs/indicators.md, for example LAC-40."
            )
            continue
        better = known[name].better
        for override in overrides:
            wanted = _WANTED.get(better)
            if better is Direction.CONTEXT:
                yield f"{where}, from {override.from_year}: the measure is context, neither high nor low is good, so it has no target."
            elif wanted is not None and override.type not in (wanted, "between"):
                yield (
                    f"{where}, from {override.from_year}: {override.type} goes against the measure, of which {better.value} is "
                    f"better. Use {wanted}."
                )


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
