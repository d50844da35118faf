"""The schedules. Which day it is comes from the tick, never from a clock read when the code was loaded.

They are off until somebody switches them on in the web UI. The cron of each is fixed at load, so a changed hour, day of
the month or zone counts from the next start of the service; working days count at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

import dagster as dg

from assets.resources import Settings
from automation.arrivals import read_known, submitted
from automation.jobs import JOB, announce_overdue, for_councils, installation, missing
from submissions.installation import ScheduleSettings
from warehouse.calendar import Quarter, add_working_days, in_words

_AT_LOAD: ScheduleSettings = installation().schedule


def day_of(context: dg.ScheduleEvaluationContext) -> date:
    """The day of a tick, in the installation's zone."""
    return context.scheduled_execution_time.astimezone(ZoneInfo(_AT_LOAD.timezone)).date()


def _request(
    settings: Settings, quarter: Quarter, run_key: str, tags: Mapping[str, str]
) -> dg.RunRequest | dg.SkipReason:
    councils = submitted(settings.raw_folder, quarter)
    if not councils:
        return dg.SkipReason(f"No council has a submission for {quarter} in {settings.raw}: nothing to run yet.")
    # Where it cannot be read now, the run itself refuses what is locked.
    known = read_known(settings.store.warehouse)
    locked = known.locked if known else {}
    free = [council for council in councils if (council, quarter.label) not in locked]
    if not free:
        return dg.SkipReason("\n".join(locked[council, quarter.label] for council in councils))
    return dg.RunRequest(run_key=run_key, partition_key=quarter.label, run_config=for_councils(free), tags=dict(tags))


@dg.schedule(
    name="monthly_preview",
    job_name=JOB,
    cron_schedule=f"0 {_AT_LOAD.hour} {_AT_LOAD.preview_day} * *",
    execution_timezone=_AT_LOAD.timezone,
    description="Each month, the quarter in progress on the day before, as far as it has come: marked PREVIEW.",
)
def monthly_preview(
    context: dg.ScheduleEvaluationContext, settings: dg.ResourceParam[Settings]
) -> dg.RunRequest | dg.SkipReason:
    """Ask for the quarter in progress on the day before the tick, unless it is over or has no submission."""
    today = day_of(context)
    quarter = Quarter.containing(date.fromordinal(today.toordinal() - 1))
    if quarter.ends < today:
        return dg.SkipReason(f"{quarter} is over: its own run is made by the schedule quarterly_run.")
    return _request(settings, quarter, f"preview:{quarter}:{today}", {"scorecards/kind": "preview"})


@dg.schedule(
    name="quarterly_run",
    job_name=JOB,
    cron_schedule=f"0 {_AT_LOAD.hour} * * *",
    execution_timezone=_AT_LOAD.timezone,
    description="Looks every day, and asks once for the quarter that ended, a set number of working days after its end.",
)
def quarterly_run(
    context: dg.ScheduleEvaluationContext, settings: dg.ResourceParam[Settings]
) -> dg.RunRequest | dg.SkipReason:
    """Ask for the last completed quarter once it is due.

    The run key is the quarter, so each later day asks for the same run, which Dagster makes once: a machine that was off
    on the day catches up, and nothing is run twice.
    """
    today = day_of(context)
    quarter = Quarter.containing(today).shift(-1)
    due = add_working_days(quarter.ends, installation().schedule.working_days_after_quarter_end)
    if today < due:
        return dg.SkipReason(f"{quarter} is run from {in_words(due)} on.")
    return _request(settings, quarter, f"quarter:{quarter}", {"scorecards/kind": "quarter"})


@dg.schedule(
    name="overdue_extracts",
    job=announce_overdue,
    cron_schedule=f"0 {_AT_LOAD.hour} * * *",
    execution_timezone=_AT_LOAD.timezone,
    description="Looks every day, and announces missing extracts on the day the quarter is due and at intervals after it.",
)
def overdue_extracts(
    context: dg.ScheduleEvaluationContext, settings: dg.ResourceParam[Settings]
) -> dg.RunRequest | dg.SkipReason:
    """Ask for one announcement for each reminder's turn, so that a machine that was off on the day catches up."""
    today = day_of(context)
    found = missing(settings, today)
    if not found.owed:
        return dg.SkipReason(f"Nothing is overdue for {found.quarter}.")
    return dg.RunRequest(
        run_key=f"overdue:{found.quarter}:{found.reminder}",
        run_config={"ops": {"find_overdue": {"config": {"day": today.isoformat()}}}},
        tags={"scorecards/kind": "overdue"},
    )
