"""What Dagster knows of runs, and which of them it only thinks are still going."""

from __future__ import annotations

import time
from typing import Literal

import dagster as dg
from filelock import FileLock, Timeout

from warehouse.builds import Store

#: Seconds after which a run that holds no build is taken for dead: it takes its build at once, and ends with it.
GRACE = 900.0
#: Tag in which Dagster keeps the quarter of a run.
PARTITION = "dagster/partition"
_GOING = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
_FAILED = (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
#: A run in one of these should have a process behind it; one that is queued need not yet.
_STARTED = _GOING[2:]


def holds_a_build(store: Store, run_id: str) -> bool:
    """Whether a process works on a run's build at this moment."""
    path = store.builds / f"{run_id}.lock"
    if not path.exists():
        return False
    try:
        with FileLock(path).acquire(timeout=0):
            return False
    except Timeout:
        return True


def dead_runs(instance: dg.DagsterInstance, store: Store, now: float | None = None) -> list[dg.RunRecord]:
    """Runs that Dagster thinks are going although nothing works on them: their process was killed.

    Args:
        instance: Dagster's records.
        store: Where the builds are.
        now: The moment, in seconds since 1970.
    """
    moment = time.time() if now is None else now
    return [
        record
        for record in instance.get_run_records(dg.RunsFilter(statuses=_STARTED))
        if moment - record.update_timestamp.timestamp() > GRACE and not holds_a_build(store, record.dagster_run.run_id)
    ]


def mark_failed(instance: dg.DagsterInstance, record: dg.RunRecord) -> None:
    """Record that a dead run has failed, so that nothing waits for it."""
    instance.report_run_failed(
        record.dagster_run, "The process of this run is gone. Nothing was promoted unless its release is recorded."
    )


def newest_run(instance: dg.DagsterInstance, store: Store, quarter: str) -> Literal["going", "failed", "other"]:
    """What became of the newest run of a quarter; any that is really going goes first."""
    of_quarter = {PARTITION: quarter}
    dead = {record.dagster_run.run_id for record in dead_runs(instance, store)}
    going = instance.get_run_records(dg.RunsFilter(statuses=_GOING, tags=of_quarter))
    if any(record.dagster_run.run_id not in dead for record in going):
        return "going"
    last = instance.get_runs(dg.RunsFilter(tags=of_quarter), limit=1)
    if not last:
        return "other"
    return "failed" if last[0].status in _FAILED or last[0].run_id in dead else "other"
