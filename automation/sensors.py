"""The sensor on the landing folder: a run for every submission that has come to rest and was not run."""

from __future__ import annotations

import time

import dagster as dg

from assets.resources import Settings
from automation.arrivals import Memory, read_known, tick
from automation.jobs import JOB, for_councils, installation
from automation.runs import newest_run

#: Sentences of a tick that are shown; the rest are counted.
_MOST_TOLD = 20


@dg.sensor(
    name="new_submissions",
    job_name=JOB,
    minimum_interval_seconds=60,
    description="Asks for a run when a council's submission has stopped changing and is not what was run; again when "
    "corrected files land. Locked quarters are not asked for.",
)
def new_submissions(context: dg.SensorEvaluationContext, settings: dg.ResourceParam[Settings]) -> dg.SensorResult:
    """Ask for at most one run of each quarter, for the councils whose submissions came to rest."""
    memory = Memory.read(context.cursor)
    outcome = tick(
        memory,
        settings.raw_folder,
        settings.run_date,
        time.time(),
        installation().sensor.quiet_minutes * 60,
        lambda: read_known(settings.store.warehouse),
        lambda quarter: newest_run(context.instance, settings.store, quarter),
    )
    told = outcome.told[:_MOST_TOLD]
    if len(outcome.told) > _MOST_TOLD:
        told.append(f"... and {len(outcome.told) - _MOST_TOLD} more.")
    requests = [
        dg.RunRequest(
            run_key=memory.next_key(quarter),
            partition_key=quarter,
            run_config=for_councils(councils),
            tags={"scorecards/kind": "submission"},
        )
        for quarter, councils in sorted(outcome.wanted.items())
    ]
    for line in told:
        context.log.info(line)
    return dg.SensorResult(
        run_requests=requests,
        skip_reason=None if requests else "\n".join(told) or "Every submission that is there has been run.",
        cursor=memory.write(),
    )
