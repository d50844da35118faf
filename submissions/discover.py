"""Finding the submissions of a quarter in the landing folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from submissions.council import COUNCIL_FILE, ConfigurationError, Council, load_council
from warehouse.calendar import Quarter

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def is_slug(name: str) -> bool:
    """Whether a folder's name can be an authority's: small letters, digits, single hyphens or underscores."""
    return _SLUG.fullmatch(name) is not None


@dataclass(frozen=True)
class Submission:
    """One submission: one folder of one authority for one quarter.

    Attributes:
        authority: Slug of the authority's folder.
        quarter: The quarter of the folder's name.
        folder: The folder that holds the extracts.
        council: What ``council.toml`` says.
    """

    authority: str
    quarter: Quarter
    folder: Path
    council: Council


@dataclass(frozen=True)
class Discovery:
    """What the landing folder holds for one quarter.

    Attributes:
        submissions: The submissions that can be run, by authority.
        misconfigured: Authority to the problems of its ``council.toml`` or folder name; it is skipped.
        absent: Authorities asked for by name that have no folder for the quarter, with what was looked for.
    """

    submissions: tuple[Submission, ...]
    misconfigured: Mapping[str, tuple[str, ...]]
    absent: Mapping[str, str]


def discover(raw: Path, quarter: Quarter, authorities: Sequence[str] | None = None) -> Discovery:
    """Look for the submissions of a quarter.

    A council whose ``council.toml`` cannot be used is reported and left out; it never stops another.

    Args:
        raw: The landing folder.
        quarter: The quarter.
        authorities: Slugs to look for; ``None`` for every authority with that submission.
    """
    misconfigured: dict[str, tuple[str, ...]] = {}
    absent: dict[str, str] = {}
    submissions: list[Submission] = []
    if authorities is None:
        names = sorted(folder.name for folder in raw.iterdir() if folder.is_dir()) if raw.is_dir() else []
    else:
        names = sorted(set(authorities))
    for name in names:
        folder = raw / name / quarter.label
        if authorities is None and not folder.is_dir():
            continue
        if not is_slug(name):
            misconfigured[name] = (
                f"{name}: the name of an authority's folder may only have small letters, digits and hyphens.",
            )
            continue
        if not folder.is_dir():
            absent[name] = f"{name}: there is no folder {name}/{quarter.label} in the landing folder."
            continue
        try:
            submissions.append(Submission(name, quarter, folder, load_council(raw / name / COUNCIL_FILE)))
        except ConfigurationError as error:
            misconfigured[name] = tuple(error.problems)
    return Discovery(tuple(submissions), misconfigured, absent)


def find_submissions(raw: Path, quarter: Quarter, authorities: Sequence[str] | None = None) -> list[Submission]:
    """The submissions of a quarter that can be run; :func:`discover` also tells which cannot, and why.

    Args:
        raw: The landing folder.
        quarter: The quarter.
        authorities: Slugs to look for; ``None`` for every authority with that submission.
    """
    return list(discover(raw, quarter, authorities).submissions)
