"""The council as the unit of failure: whatever goes wrong with one council, the others of the run are finished.

A stage that works council by council goes through :func:`each_council`. A set-based stage computes all of them in the same
statements; where it fails, the councils it fails for are found by halving, set aside, and the stage is run again for the
others. What is told of a fault is its kind and its place in the code, never its text, which may hold somebody's value.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import dagster as dg
import duckdb

from assets.stage import QuarterRun, Report, SetAside, Stage
from warehouse.connection import WarehouseBusyError, WarehouseDamagedError, WarehouseDiskError, disk_fault
from warehouse.states import LockedError

#: What somebody asked for, or the end of the process: no fault of a council's.
_ENDINGS = (KeyboardInterrupt, SystemExit, GeneratorExit, dg.DagsterExecutionInterruptedError)
#: Our own rooms: the innermost of their frames says more than one inside a library.
_ROOMS = ("assets", "automation", "disclosure", "exports", "governance", "indicators", "quality", "schemas", "submissions",
          "warehouse")  # fmt: skip
#: What is told of a run that somebody, or the system, ended.
INTERRUPTED = (
    "The run was interrupted before it was done. A run changes everything or nothing, so the figures that were there stand. "
    "Run the same command again."
)
#: What a system says of a disk that takes nothing more.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
#: Layers that are filled by the first stage and read by the others.
_SETTLED = ("landing", "clean")
T = TypeVar("T")


class AccountError(Exception):
    """A check of our own work fails.

    Attributes:
        report: What the stage reported.
    """

    def __init__(self, report: Report) -> None:
        super().__init__(", ".join(check.name for check in report.checks if check.failures))
        self.report = report


def kind_and_place(error: BaseException) -> str:
    """The kind of an error and the innermost line of ours it came from."""
    frames = list(traceback.walk_tb(error.__traceback__))
    ours = [f for f in frames if str(f[0].f_globals.get("__name__", "")).split(".")[0] in _ROOMS] or frames
    place = f"{Path(ours[-1][0].f_code.co_filename).name}, line {ours[-1][1]}" if ours else "an unknown place"
    # What the operating system says, such as that a disk is full, names no record; no other text may be repeated.
    system = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
    return f"{type(error).__name__}{system} in {place}"


def was_interrupted(error: BaseException) -> bool:
    """Whether somebody, or the system, asked for the end; in the middle of a query DuckDB says so in words of its own."""
    return isinstance(error, (*_ENDINGS, duckdb.InterruptException)) or (
        type(error) is RuntimeError and str(error) == "Query interrupted"
    )


def stops_everybody(error: BaseException) -> bool:
    """Whether an error is about the run rather than about one council: an ending, a full disk, a warehouse in use."""
    if was_interrupted(error) or isinstance(error, (WarehouseBusyError, WarehouseDamagedError, WarehouseDiskError, LockedError)):
        return True
    if isinstance(error, OSError):
        # A file that cannot be opened is one council's matter; a disk without room is everybody's.
        return error.errno in _NO_ROOM
    return disk_fault(error) is not None


def each_council(
    quarter_run: QuarterRun, stage: str, authorities: Iterable[str], work: Callable[[str], T]
) -> dict[str, T]:
    """Do something for each council, and set aside the ones it fails for.

    Args:
        quarter_run: The run.
        stage: Key of the stage, for the sentence about a council set aside.
        authorities: The councils.
        work: What to do; whatever it raises, a panic of a compiled library included, concerns its council alone, unless
            it :func:`stops_everybody`.

    Returns:
        Authority -> what came of it, for those that did not fail.
    """
    done: dict[str, T] = {}
    for authority in list(authorities):
        try:
            done[authority] = trying(quarter_run, lambda name=authority: work(name))  # type: ignore[misc]
        except BaseException as error:
            if stops_everybody(error):
                raise
            set_aside(quarter_run, authority, stage, error)
    return done


def trying(quarter_run: QuarterRun, work: Callable[[], T]) -> T:
    """Do something that may be tried again: where it fails, tables of the session it left are dropped."""
    before = _of_session(quarter_run)
    try:
        return work()
    except BaseException:
        for name in _of_session(quarter_run) - before:
            quarter_run.connection.execute(f"DROP TABLE IF EXISTS {name}")
        raise


def set_aside(quarter_run: QuarterRun, authority: str, stage: str, error: BaseException) -> None:
    """Take a council out of the run because of a fault, with the stage and the fault's kind and place."""
    reason = (
        f"the stage '{stage}' stopped on a fault of the pipeline: {kind_and_place(error)}. Nothing of this run is kept for it, "
        "and what was there before stands. Please report this line; the other councils are done."
    )
    take_out(quarter_run, authority)
    quarter_run.set_aside.append(SetAside(authority, reason, stage, is_internal=True))


def take_out(quarter_run: QuarterRun, authority: str) -> None:
    """Remove a council's rows from every table of the build, and its files from those waiting to be put in place."""
    connection = quarter_run.connection
    for name in _tables(quarter_run, having="authority"):
        connection.execute(f"DELETE FROM {name} WHERE authority = ?", [authority])
    connection.execute("CHECKPOINT")
    for kept in (quarter_run.councils, quarter_run.content, quarter_run.deliveries):
        kept.pop(authority, None)
    remove_files(quarter_run, authority)


def remove_files(quarter_run: QuarterRun, authority: str) -> None:
    """Remove a council's files from those waiting to be put in place."""
    folder = quarter_run.folder
    for relative in folder.staged_files():
        if authority in Path(relative).parts[:-1]:
            (folder.staged_output / relative).unlink()


def run_stage(stage: Stage, quarter_run: QuarterRun) -> Report:
    """Run a stage, without the councils it fails for.

    Raises:
        AccountError: When a check of our own work fails, and not because of some of the councils.
        Exception: When the stage fails for every council, or for none alone: the run is at fault then.
    """
    while True:
        mark = _Mark.of(quarter_run)
        try:
            return _checked(stage, quarter_run)
        except BaseException as error:
            councils = sorted(quarter_run.councils)
            # Without any council left there is none whose fault it could be.
            if stops_everybody(error) or stage.is_by_council or not councils:
                raise
            mark.undo(quarter_run)
            culprits = _culprits(stage, quarter_run, councils)
            if not culprits or len(culprits) == len(councils):
                raise
        for authority, fault in culprits.items():
            set_aside(quarter_run, authority, stage.key, fault)


def _checked(stage: Stage, quarter_run: QuarterRun) -> Report:
    report = stage.run(quarter_run)
    if any(check.failures for check in report.checks):
        raise AccountError(report)
    return report


def _culprits(stage: Stage, quarter_run: QuarterRun, councils: Sequence[str]) -> dict[str, BaseException]:
    """The councils a stage fails for by themselves, found by halving; nothing of the trials is kept."""
    fault = _trial(stage, quarter_run, councils)
    if fault is None:
        return {}
    if len(councils) == 1:
        return {councils[0]: fault}
    half = len(councils) // 2
    return _culprits(stage, quarter_run, councils[:half]) | _culprits(stage, quarter_run, councils[half:])


def _trial(stage: Stage, quarter_run: QuarterRun, councils: Sequence[str]) -> BaseException | None:
    """Run a stage for some of the councils alone, and take everything back; returns what it failed of."""
    trial = replace(
        quarter_run,
        councils={name: quarter_run.councils[name] for name in councils},
        submissions=[s for s in quarter_run.submissions if s.authority in councils],
        set_aside=list(quarter_run.set_aside),
        content=dict(quarter_run.content),
        deliveries=dict(quarter_run.deliveries),
    )
    connection, mark = quarter_run.connection, _Mark.of(quarter_run)
    connection.execute("BEGIN TRANSACTION")
    try:
        for name in _tables(quarter_run, having="authority"):
            connection.execute(f"DELETE FROM {name} WHERE NOT list_contains(?, authority)", [list(councils)])
        _checked(stage, trial)
    except BaseException as error:
        if stops_everybody(error):
            raise
        return error
    finally:
        connection.execute("ROLLBACK")
        mark.undo(quarter_run)
    return None


@dataclass(frozen=True)
class _Mark:
    """How far a build is before a stage, so that what the stage added can be taken back.

    A transaction around the stage would do the same, but the optimiser knows nothing of rows that are not committed, and
    the queries of a stage read what those before them wrote.

    Attributes:
        rows: Table -> its last row's number.
        files: Files waiting to be put in place.
    """

    rows: dict[str, int]
    files: frozenset[str]

    @classmethod
    def of(cls, quarter_run: QuarterRun) -> _Mark:
        names = [name for name in _tables(quarter_run) if name.split(".")[1].strip('"') not in _SETTLED]
        each = " UNION ALL ".join(
            f"SELECT {n} AS place, coalesce(max(rowid), -1) FROM {name}" for n, name in enumerate(names)
        )
        found = quarter_run.connection.execute(each).fetchall() if names else []
        return cls(
            {names[place]: last for place, last in found},
            frozenset(quarter_run.folder.staged_files()),
        )

    def undo(self, quarter_run: QuarterRun) -> None:
        """Take back what was added since."""
        connection = quarter_run.connection
        for name in _tables(quarter_run):
            if name in self.rows:
                connection.execute(f"DELETE FROM {name} WHERE rowid > ?", [self.rows[name]])
            elif name in _of_session(quarter_run):
                connection.execute(f"DROP TABLE {name}")
        for relative in set(quarter_run.folder.staged_files()) - self.files:
            with suppress(FileNotFoundError):
                (quarter_run.folder.staged_output / relative).unlink()


def _tables(quarter_run: QuarterRun, having: str | None = None) -> list[str]:
    """Full names of the tables of the build and of the session, of those with a column."""
    found = quarter_run.connection.execute(
        """
        SELECT DISTINCT t.database_name, t.schema_name, t.table_name
        FROM duckdb_tables() AS t
        INNER JOIN duckdb_columns() AS c USING (database_oid, table_oid)
        WHERE t.database_name IN (current_database(), 'temp') AND coalesce(c.column_name = ?, TRUE)
        ORDER BY ALL
        """,
        [having],
    ).fetchall()
    return [f'"{database}"."{schema}"."{name}"' for database, schema, name in found]


def _of_session(quarter_run: QuarterRun) -> set[str]:
    return {name for name in _tables(quarter_run) if name.startswith('"temp"')}
