"""What ``scorecards doctor`` looks at in Dagster: its home, the schedules, the daemon, and runs that are dead."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg
from dagster._core.scheduler.instigation import InstigatorState, InstigatorStatus, TickStatus

from assets.partitions import QUARTERS, QUARTERS_AHEAD
from automation.doctor import Finding, wrong
from automation.event_log import opened
from automation.runs import dead_runs, mark_failed
from submissions.places import Places
from warehouse.builds import Store
from warehouse.promote import is_recorded

#: Schedules and the sensor, by name.
AUTOMATIONS = ("monthly_preview", "quarterly_run", "overdue_extracts", "new_submissions")
#: Seconds without a sign of life after which the daemon is taken for stopped; it gives one every half minute.
_SILENCE = 300.0
_QUEUED_LONG = 3600.0
_REPAIR = "Run: scorecards doctor --repair"


def builds(store: Store, *, repair: bool) -> Iterator[Finding]:
    """Build folders that no process works in any more."""
    left = _abandoned(store)
    if left and repair:
        store.settle()
        yield Finding("builds", f"{len(left)} left by killed runs: settled")
        left = _abandoned(store)
    for name in left:
        owed = is_recorded(store.warehouse, name)
        words = (
            "its figures are in the warehouse and its files are not in place yet" if owed else "nothing of it counts"
        )
        yield wrong(
            "builds", f"run {name} was killed and left its build; {words}", f"{_REPAIR} (any next run does it too)."
        )
    if not left:
        yield Finding("builds", "none left behind")


def _abandoned(store: Store) -> list[str]:
    # Whoever is at work settles what was left when it begins.
    if store.is_at_work or not store.builds.is_dir():
        return []
    return sorted(p.name for p in store.builds.iterdir() if p.is_dir() and not store.is_alive(p.name))


def dagster(where: Places, *, repair: bool) -> Iterator[Finding]:
    """Dagster's records, where there are any."""
    keys = QUARTERS.get_partition_keys()
    yield Finding(
        "partitions",
        f"{keys[0]} to {keys[-1]}; a service has to be restarted within {QUARTERS_AHEAD // 4} years for later quarters",
    )
    home = where.dagster_home.resolve()
    if not (home / "dagster.yaml").is_file():
        yield Finding("Dagster", f"no run history in {home} yet: the first run makes it")
        return
    try:
        with opened(home) as instance:
            yield from _automation(instance)
            yield from _runs(instance, Store(where.warehouse, where.output), repair=repair)
    except Exception as error:
        yield wrong(
            "Dagster",
            f"its records in {home} cannot be read ({type(error).__name__})",
            "After an upgrade of Dagster, stop the service and run 'dagster instance migrate' with DAGSTER_HOME set to that "
            "folder; otherwise restore it from the backup. Figures and workbooks do not depend on it.",
        )


def _automation(instance: dg.DagsterInstance) -> Iterator[Finding]:
    states = {state.instigator_name: state for state in instance.all_instigator_state()}
    on = [name for name in AUTOMATIONS if name in states and states[name].status is InstigatorStatus.RUNNING]
    off = [name for name in AUTOMATIONS if name not in on]
    where_to = "Switch them on in the web UI under Automation, if runs are to start by themselves."
    if not on:
        yield Finding("schedules", "all are off: runs start by hand only", where_to)
        return
    yield Finding(
        "schedules", f"on: {', '.join(on)}" + (f"; off: {', '.join(off)}" if off else ""), where_to if off else ""
    )
    beats = instance.get_daemon_heartbeats()
    for kind, what in (("SCHEDULER", "schedules"), ("SENSOR", "sensor"), ("QUEUED_RUN_COORDINATOR", "queue of runs")):
        beat = beats.get(kind)
        if beat is None or time.time() - beat.timestamp > _SILENCE:
            last = (
                "never"
                if beat is None
                else f"last on {datetime.fromtimestamp(beat.timestamp, UTC):%d %B %Y, %H:%M} UTC"
            )
            yield wrong(
                "daemon",
                f"the part that works the {what} gives no sign of life ({last}), so nothing starts by itself",
                "Start the service again (docs/operating.md, 'Running as a service').",
            )
    for name in on:
        yield from _last_tick(instance, states[name])


def _last_tick(instance: dg.DagsterInstance, state: InstigatorState) -> Iterator[Finding]:
    for tick in instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=1):
        if tick.status is TickStatus.FAILURE:
            kind = tick.error.cls_name if tick.error is not None else "unknown error"
            yield wrong(
                "schedules",
                f"{state.instigator_name} failed at its last look ({kind})",
                "The web UI shows it under Automation; problems with settings and folders stand above.",
            )


def _runs(instance: dg.DagsterInstance, store: Store, *, repair: bool) -> Iterator[Finding]:
    dead = dead_runs(instance, store)
    for record in dead:
        run = record.dagster_run
        if repair:
            mark_failed(instance, record)
            yield Finding("runs", f"run {run.run_id} was dead: marked as failed")
        else:
            yield wrong("runs", f"run {run.run_id} is recorded as going on, and no process works on it", _REPAIR)
    queued = instance.get_run_records(dg.RunsFilter(statuses=[dg.DagsterRunStatus.QUEUED]))
    waiting = [r for r in queued if time.time() - r.create_timestamp.timestamp() > _QUEUED_LONG]
    if waiting:
        yield wrong(
            "runs",
            f"{len(waiting)} waiting in the queue for over an hour",
            "Start the service again, or cancel them in the web UI under Runs.",
        )
    if not dead and not waiting:
        yield Finding("runs", "none is stuck")
