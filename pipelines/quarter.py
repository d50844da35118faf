"""Running a quarter through Dagster from this process, without a Dagster server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from pipelines.options import installation
from pipelines.outcome import Exit, Stop, tell, telling_progress
from submissions.places import Places
from warehouse.calendar import Quarter


@dataclass(frozen=True)
class Ran:
    """What came of a run.

    Attributes:
        code: The highest exit code that applies.
        authorities: Councils that have results.
        problems: Sentences about the others.
        files: Workbooks put in place, relative to the output folder.
    """

    code: Exit
    authorities: tuple[str, ...]
    problems: tuple[str, ...]
    files: tuple[str, ...]


def run_quarter(places: Places, quarter: Quarter, authorities: Sequence[str] = ()) -> Ran:
    """Run one quarter for the councils named, or for all that have a submission.

    Raises:
        Stop: When there is nothing to run, or the run failed; the message says why and what to do.
    """
    from assets.release import runner  # noqa: PLC0415 - loaded when a run begins
    from assets.submitted import find, without_submission  # noqa: PLC0415
    from warehouse.accounts import UnfitError  # noqa: PLC0415

    settings = installation()
    try:
        runner(settings)
    except UnfitError as error:
        raise Stop(
            Exit.CONFIGURATION, f"{error} It comes from SCORECARDS_USER or [identity] of scorecards.toml."
        ) from None
    found = find(places.raw, quarter, authorities or None)
    problems = [line for lines in found.misconfigured.values() for line in lines] + list(found.absent.values())
    code = Exit.CONFIGURATION if found.misconfigured else Exit.DATA if found.absent else Exit.DONE
    if not found.submissions:
        if not problems:
            problems = [
                f"There is no submission for {quarter} in {places.raw}: expected {places.raw}/<authority>/{quarter}/ with the "
                f"extracts, and {places.raw}/<authority>/council.toml. 'scorecards sample' makes an example."
            ]
            code = Exit.CONFIGURATION
        raise Stop(code, "\n".join(problems))
    for line in problems:
        tell(line)
    chosen = [submission.authority for submission in found.submissions]
    tell(f"{quarter.words}: {len(chosen)} council{'s' if len(chosen) > 1 else ''}")
    released = _execute(places, quarter, chosen if authorities else [])
    aside = released["set_aside"]
    problems += [f"{s['authority']} has no results: {s['reason']}" for s in aside]
    problems += released["locked"].values()
    if aside:
        code = max(code, Exit.DATA)
    if released["locked"] or any(one["by_rule"] for one in aside):
        code = max(code, Exit.BLOCKED)
    without = {s["authority"] for s in aside} | set(released["locked"])
    done = tuple(a for a in chosen if a not in without)
    if not authorities:
        problems += [
            f"{name} has no new results: {why}" for name, why in without_submission(places.raw, quarter).items()
        ]
    return Ran(code, done, tuple(problems), tuple(released["files"]))


def _command() -> str:
    context = click.get_current_context(silent=True)
    return f"scorecards {context.info_name}" if context is not None else "Python"


def _execute(places: Places, quarter: Quarter, authorities: list[str]) -> dict[str, Any]:
    try:
        home = places.prepare_dagster_home()
    except OSError as error:
        raise Stop(
            Exit.CONFIGURATION,
            f"The folder {places.dagster_home}, where the history of runs is kept, cannot be written to ({error.strerror}). "
            "Nothing was changed. See that there is room and that it may be written to, then run the same command again.",
        ) from None
    from filelock import FileLock  # noqa: PLC0415 - with Dagster over a second to load

    from assets.catalogue import RELEASE  # noqa: PLC0415
    from assets.quarterly import LOCKED  # noqa: PLC0415
    from assets.resources import Settings  # noqa: PLC0415
    from automation.event_log import opened  # noqa: PLC0415
    from automation.runs import close_killed  # noqa: PLC0415
    from pipelines.definitions import JOB, defs  # noqa: PLC0415

    settings = Settings(
        raw=str(places.raw),
        warehouse=str(places.warehouse),
        output=str(places.output),
        authorities=tuple(authorities),
        command=_command(),
    )
    with FileLock(home / "setup.lock"):
        # Of two first runs at once, one makes the tables of the history.
        records = opened(home)
    with telling_progress(), records as instance:
        for sentence in close_killed(instance, settings.store):
            tell(sentence)
        result = defs.resolve_job_def(JOB).execute_in_process(
            partition_key=quarter.label,
            instance=instance,
            resources={"settings": settings},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
    if not result.success:
        raise Stop(*_failure(result))
    for event in result.get_asset_materialization_events():
        materialization = event.step_materialization_data.materialization
        if materialization.asset_key.to_user_string() == RELEASE:
            return {name: value.value for name, value in materialization.metadata.items()}
    for event in result.all_events:
        if event.is_asset_observation and "refused" in (
            said := event.asset_observation_data.asset_observation.metadata
        ):
            raise Stop(
                Exit.BLOCKED if said["refused"].value == LOCKED else Exit.CONFIGURATION, str(said["reason"].value)
            )
    raise Stop(Exit.INTERNAL, "The run ended without a release. Please report it with its run identifier.")


def _failure(result: Any) -> tuple[Exit, str]:
    """Exit code and message of a failed run: our own words where we raised it, otherwise the kind of error only."""
    from assets.isolation import INTERRUPTED  # noqa: PLC0415 - loaded when a run has begun

    for event in result.all_events:
        if not event.is_step_failure:
            continue
        data = event.step_failure_data
        if data.user_failure_data is not None and data.user_failure_data.description:
            return Exit.INTERNAL, data.user_failure_data.description
        cause = data.error
        if cause is not None and cause.cls_name in ("DagsterExecutionInterruptedError", "KeyboardInterrupt"):
            return Exit.INTERNAL, INTERRUPTED
        while cause is not None:
            if cause.cls_name in ("WarehouseError", "WarehouseBusyError"):
                return Exit.INTERNAL, cause.message.split(": ", 1)[-1].strip()
            if cause.cls_name in ("DisclosureError", "LockedError"):
                return Exit.BLOCKED, cause.message.split(": ", 1)[-1].strip()
            cause = cause.cause
        if data.error is not None:
            return Exit.INTERNAL, (
                f"The run failed ({data.error.cls_name}). A run changes everything or nothing, so no figure is half made. "
                "Please report this line."
            )
    return Exit.INTERNAL, "The run failed before its first step. Nothing was promoted; see Dagster's run page for it."
