"""What the stages share: the run they work on, and what each reports to Dagster.

Reports carry counts, column names, rule codes and file positions; never a value, a name or an identifier of a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from submissions.council import Council
from submissions.discover import Submission
from warehouse.builds import BuildFolder
from warehouse.calendar import Quarter


@dataclass(frozen=True)
class SetAside:
    """A council without results in this run.

    Attributes:
        authority: Its slug.
        reason: What is missing or wrong, and what to do.
        stage: Key of the stage that could not do its work for it.
        is_internal: A fault of the pipeline rather than of the data.
        is_by_rule: Its files are sound, and a rule (disclosure) forbids showing what they say.
    """

    authority: str
    reason: str
    stage: str = "landing"
    is_internal: bool = False
    is_by_rule: bool = False


@dataclass
class QuarterRun:
    """One run of one quarter, as it moves through the stages.

    Attributes:
        run_id: Dagster's identifier of the run.
        quarter: The run quarter.
        run_date: The day of the run.
        folder: Its build folder.
        connection: The build's database.
        submissions: What was found to run.
        councils: Authority -> its configuration, for those loaded.
        content: Authority -> content hash of its submission.
        deliveries: Authority -> delivery number.
        set_aside: Councils without results, with the reason.
        skipped: Councils whose configuration could not be read.
        warehouse: The working file, which is only read before release; it need not exist.
    """

    run_id: str
    quarter: Quarter
    run_date: date
    folder: BuildFolder
    connection: duckdb.DuckDBPyConnection
    submissions: list[Submission]
    councils: dict[str, Council] = field(default_factory=dict)
    content: dict[str, str] = field(default_factory=dict)
    deliveries: dict[str, int] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)
    warehouse: Path | None = None

    @property
    def with_results(self) -> list[str]:
        """Authorities that have results, in order of their slugs."""
        aside = {s.authority for s in self.set_aside}
        return sorted(a for a in self.councils if a not in aside)


@dataclass(frozen=True)
class Check:
    """The outcome of one check.

    Attributes:
        name: As declared for the stage.
        failures: How many rows or files are wrong; 0 passes.
        description: What would be wrong, in a sentence.
    """

    name: str
    failures: int
    description: str


@dataclass(frozen=True)
class Report:
    """What a stage reports.

    Attributes:
        rows: Rows it made.
        sentence: What was done, for the log and the progress line.
        metadata: Counts and paths for the asset's page.
        checks: Outcomes of the stage's checks.
    """

    rows: int
    sentence: str
    metadata: Mapping[str, int | float | str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Stage:
    """One asset of the graph.

    Attributes:
        key: Name of the asset.
        group: Heading in the web UI.
        description: What it holds, for a newcomer.
        after: Keys it is made from.
        run: Does the work.
        checks: Names and descriptions of its checks; a failing one sets aside the councils it fails for, or stops the run
            before anything is promoted where it fails for all of them.
        is_by_council: It works council by council and sets aside the one that fails itself; otherwise it is one set of
            statements for all of them.
    """

    key: str
    group: str
    description: str
    after: tuple[str, ...]
    run: Callable[[QuarterRun], Report]
    checks: Mapping[str, str] = field(default_factory=dict)
    is_by_council: bool = False


def count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The single number a query gives."""
    return int(connection.execute(sql).fetchall()[0][0])
