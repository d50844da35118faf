"""What Dagster knows of runs, and which of them it only thinks are still going."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Literal

import dagster as dg
from filelock import FileLock, Timeout

from warehouse.builds import Store

#: Seconds after which a run is taken for dead when nobody is at work on the warehouse; longer, by what a run may wait
#: its turn, when somebody is.
GRACE = 900.0
#: Seconds a run of a command may take from its start to its build.
_LOADING = 120.0
#: Tags in which Dagster keeps the quarter of a run: its own, or that of a backfill from the web page.
_QUARTER_TAGS = ("dagster/partition", "dagster/asset_partition_range_start")
_GOING = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
#: Runs of a quarter that are looked at: one that is going is among the newest.
_NEWEST = 20
_FAILED = (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
#: A run in one of these should have a process behind it; one that is queued need not yet.
_STARTED = _GOING[2:]


def dead_runs(instance: dg.DagsterInstance, store: Store, now: float | None = None) -> list[dg.RunRecord]:
    """Runs that Dagster thinks are going although nothing works on them: their process was killed.

    Args:
        instance: Dagster's records.
        store: Where the builds are.
        now: The moment, in seconds since 1970.
    """
    going = instance.get_run_records(dg.RunsFilter(statuses=_STARTED))
    if not going:
        return []
    moment = time.time() if now is None else now
    is_at_work = store.is_at_work
    patience = GRACE + (store.wait if is_at_work else 0.0)
    return [
        record
        for record in going
        if moment - record.update_timestamp.timestamp() > patience and not store.is_alive(record.dagster_run.run_id)
    ]


def close_killed(instance: dg.DagsterInstance, store: Store, *, service_starts: bool = False) -> list[str]:
    """Record as failed the runs whose process was killed; returns a sentence for each.

    A run holds a lock of the operating system's from its build on. One that left the lock's file and holds it no more was
    killed. When the service starts, what it had started before cannot be going on either.

    Args:
        instance: Dagster's records.
        store: Where the builds are.
        service_starts: No service of this installation is running.
    """
    dead = {record.dagster_run.run_id: record for record in dead_runs(instance, store)}
    for record in instance.get_run_records(dg.RunsFilter(statuses=_STARTED)):
        run_id = record.dagster_run.run_id
        own = store.builds / f"{run_id}.lock"
        is_left = own.is_file() and not _is_held(own)
        waited = time.time() - record.update_timestamp.timestamp()
        is_orphan = service_starts and not own.is_file() and waited > _LOADING
        if is_left or is_orphan:
            dead[run_id] = record
    for record in dead.values():
        mark_failed(instance, record)
    return [
        f"Run {run_id} of {record.dagster_run.tags.get(_QUARTER_TAGS[0], 'a quarter')} was killed; it is closed as failed. "
        "Figures and files are as before it, or as after it: what it still owed is put in place now."
        for run_id, record in dead.items()
    ]


def _is_held(lock: Path) -> bool:
    try:
        with FileLock(lock).acquire(timeout=0):
            return False
    except (Timeout, OSError):
        return True


def mark_failed(instance: dg.DagsterInstance, record: dg.RunRecord) -> None:
    """Record that a dead run has failed, so that nothing waits for it."""
    instance.report_run_failed(
        record.dagster_run, "The process of this run is gone. Nothing was promoted unless its release is recorded."
    )


def newest_run(instance: dg.DagsterInstance, store: Store, quarter: str) -> Literal["going", "failed", "other"]:
    """What became of the newest run of a quarter; any that is really going goes first."""
    found = [
        record
        for tag in _QUARTER_TAGS
        for record in instance.get_run_records(dg.RunsFilter(tags={tag: quarter}), limit=_NEWEST)
    ]
    dead = {record.dagster_run.run_id for record in dead_runs(instance, store)}
    if any(r.dagster_run.status in _GOING and r.dagster_run.run_id not in dead for r in found):
        return "going"
    newest = max(found, key=lambda record: record.create_timestamp, default=None)
    if newest is None:
        return "other"
    has_failed = newest.dagster_run.status in _FAILED or newest.dagster_run.run_id in dead
    return "failed" if has_failed else "other"
