"""What came of a run, for whoever is to be told: counts, councils, extracts and rule codes.

Stages know nothing of e-mail: a run hands its outcome to an :class:`Announcer`, which is a resource of the installation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from warehouse.calendar import Quarter


@dataclass(frozen=True)
class CouncilOutcome:
    """How one council's quarter came out.

    Attributes:
        authority: Its slug.
        ratings: Green, Amber, Red and Not rated to the number of rated measures.
        hidden: Figures of the scorecards that disclosure control hides.
        findings: Severity to the number of files rejected, of findings that reject a row, and of warnings.
        rejected: Extract and rule of each rejected file.
    """

    authority: str
    ratings: Mapping[str, int]
    hidden: int
    findings: Mapping[str, int]
    rejected: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class QuarterOutcome:
    """A run that ended, with its files in place.

    Attributes:
        quarter: The run quarter.
        councils: Councils with results.
        without_results: Other councils, with a sentence of ours why: set aside, locked, no submission.
        misconfigured: Councils whose configuration cannot be used, with the number of problems.
        output: The output folder.
        anchor: Of the audit trail, as it is now.
    """

    quarter: Quarter
    councils: Sequence[CouncilOutcome]
    without_results: Mapping[str, str]
    misconfigured: Mapping[str, int]
    output: Path
    anchor: str


@dataclass(frozen=True)
class Failure:
    """A run that failed or was refused; nothing was promoted.

    Attributes:
        quarter: The run quarter.
        run_id: Identifier of the run.
        why: What happened and what to do, in words of ours.
        authorities: The councils it was for; none for all of them.
        is_refused: A rule forbids the run: trying again changes nothing.
    """

    quarter: Quarter
    run_id: str
    why: str
    authorities: Sequence[str]
    is_refused: bool


class Log(Protocol):
    """What takes the lines about telling: Dagster's log or a logger."""

    def info(self, msg: str) -> None:
        """Tell a line."""

    def warning(self, msg: str) -> None:
        """Tell a line that somebody should look at."""


class Announcer(Protocol):
    """Tells whoever is to be told; whatever goes wrong with it is told in the logs and stops nothing."""

    def ended(self, outcome: QuarterOutcome, *logs: Log) -> None:
        """Tell of a run that ended."""

    def failed(self, failure: Failure, *logs: Log) -> None:
        """Tell of a run that failed or was refused."""


def gather(connection: duckdb.DuckDBPyConnection, authorities: Sequence[str]) -> list[CouncilOutcome]:
    """Count how each council's quarter came out, in a build whose stages are done."""
    rated: dict[str, dict[str, int]] = {}
    hidden: dict[str, int] = {}
    for authority, rating, rows, shorthand in connection.execute(
        "SELECT authority, CASE WHEN is_rated THEN rating END, count(*), count(*) FILTER (WHERE shorthand = 'c') FROM ("
        "SELECT authority, is_rated, rating, shorthand FROM published.lac_scorecard "
        "UNION ALL SELECT authority, is_rated, rating, shorthand FROM published.care_leaver_scorecard) GROUP BY ALL"
    ).fetchall():
        if rating is not None:
            rated.setdefault(authority, {})[rating] = int(rows)
        hidden[authority] = hidden.get(authority, 0) + int(shorthand)
    found: dict[str, dict[str, int]] = {}
    for authority, severity, count in connection.execute(
        "SELECT authority, severity, CASE WHEN severity = 'reject_file' THEN count(DISTINCT (extract, source_file)) "
        "ELSE count(*) END FROM quality.findings GROUP BY authority, severity"
    ).fetchall():
        found.setdefault(authority, {})[severity] = int(count)
    rejected: dict[str, list[tuple[str, str]]] = {}
    for authority, extract, rule in connection.execute(
        "SELECT DISTINCT authority, extract, rule FROM quality.findings "
        "WHERE severity = 'reject_file' AND extract IS NOT NULL ORDER BY ALL"
    ).fetchall():
        rejected.setdefault(authority, []).append((extract, rule))
    return [
        CouncilOutcome(a, rated.get(a, {}), hidden.get(a, 0), found.get(a, {}), tuple(rejected.get(a, ())))
        for a in authorities
    ]
