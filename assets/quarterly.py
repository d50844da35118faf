"""The quarter as one multi-asset: the stages in order, one build, one promotion.

It cannot be subset: materialising any asset from the web UI runs them all, so that no figure in the warehouse ever comes
from a different build than the one beside it.
"""

import logging
import os
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd

from assets import (
    catalogue,
    clean,
    coming,
    core,
    extracts,
    indicators,
    publication,
    restricted,
    scorecards,
    telling,
    workbooks,
)
from assets.catalogue import RELEASE
from assets.isolation import INTERRUPTED, AccountError, kind_and_place, run_stage, was_interrupted
from assets.outcome import Announcer, Failure, QuarterOutcome, gather
from assets.partitions import QUARTERS
from assets.release import described, refuse, release
from assets.resources import Settings
from assets.stage import QuarterRun, Report, Stage
from assets.submitted import find, without_submission
from assets.telling import Told
from disclosure.rules import DisclosureError
from submissions.discover import Discovery, Submission
from submissions.installation import read_installation
from warehouse import build
from warehouse.audit import OutputFile
from warehouse.calendar import Quarter, add_working_days, not_runnable
from warehouse.connection import WarehouseError, connect, disk_fault
from warehouse.promote import deliveries
from warehouse.states import LockedError, locks
from warehouse.trail import head

_log = logging.getLogger("scorecards.progress")

STAGES: tuple[Stage, ...] = (
    extracts.STAGE,
    clean.STAGE,
    core.STAGE,
    indicators.EVIDENCE,
    indicators.RESULTS,
    coming.STAGE,
    scorecards.STAGE,
    publication.STAGE,
    workbooks.STAGE,
    restricted.STAGE,
)
#: Kinds of refusal, in the run's tag.
LOCKED, EMPTY, NOT_BEGUN = "locked", "empty", "not begun"


@dataclass(frozen=True)
class Refusal:
    """A run that a rule forbids, or that has nothing to run.

    Attributes:
        kind: :data:`LOCKED`, :data:`EMPTY` or :data:`NOT_BEGUN`.
        reason: In our own words.
    """

    kind: str
    reason: str


@dg.multi_asset(
    name="quarterly_build",
    specs=catalogue.specs(),
    check_specs=catalogue.check_specs(STAGES, telling.WARNINGS),
    partitions_def=QUARTERS,
    can_subset=False,
    # A quarter is a run of its own, so that one that fails leaves the others alone.
    backfill_policy=dg.BackfillPolicy.multi_run(max_partitions_per_run=1),
    description="One quarter, from raw extracts to workbooks, for every council that has a submission.",
)
def quarterly_build(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], announcer: dg.ResourceParam[Announcer]
) -> Iterator[Any]:
    """Run the stages of one quarter, release the outcome, and tell whoever is to be told what came of it.

    A quarter that is locked, has no submission or has not begun is refused: the run makes nothing and ends well.

    Raises:
        dagster.Failure: When a check of our own work fails, or a fault is nobody's alone; nothing is promoted then.
    """
    quarter = Quarter.parse(context.partition_key)
    try:
        refusal = yield from _quarter(context, settings, announcer, quarter)
    except GeneratorExit:
        # Dagster has lost interest in further results; that is no failure.
        raise
    except BaseException as error:
        failure = Failure(
            quarter, context.run.run_id, _why(error), settings.authorities, isinstance(error, LockedError)
        )
        announcer.failed(failure, context.log, _log)
        raise
    if refusal is not None:
        announcer.failed(
            Failure(quarter, context.run.run_id, refusal.reason, settings.authorities, is_refused=True),
            context.log,
            _log,
        )
        yield from telling.refused(context, refusal.reason, refusal.kind)


def _quarter(
    context: dg.AssetExecutionContext, settings: Settings, announcer: Announcer, quarter: Quarter
) -> Generator[Told, None, Refusal | None]:
    """The work itself; returns why it was refused, if it was."""
    not_yet = not_runnable(quarter, settings.run_date)
    if not_yet is not None:
        return Refusal(NOT_BEGUN, not_yet)
    found = find(settings.raw_folder, quarter, settings.authorities or None)
    problems = [line for lines in found.misconfigured.values() for line in lines]
    for problem in (*problems, *found.absent.values()):
        context.log.warning(problem)
    if not found.submissions:
        words = (
            f"No submission to run for {quarter}: no folder <authority>/{quarter} with a readable council.toml under the raw "
            "folder."
        )
        return Refusal(EMPTY, "\n".join([words, *problems, *found.absent.values()]))
    started_at = _now()

    def tell(words: str) -> None:
        _progress(context, words)

    claimed = [submission.authority for submission in found.submissions]
    telling.tag_councils(context, quarter, claimed)
    with settings.store.build(context.run.run_id, tell, councils=claimed, alone=False) as folder:
        # Only now, when nobody else is at work on them, does it stand still which are locked.
        submissions, refused = _not_locked(context, settings, quarter, found.submissions)
        if not submissions:
            return Refusal(LOCKED, "\n".join(refused.values()))
        with connect(folder.database) as connection:
            build.create(connection, quarter)
            quarter_run = QuarterRun(
                context.run.run_id,
                quarter,
                settings.run_date,
                folder,
                connection,
                submissions,
                warehouse=settings.store.warehouse,
            )
            yield from _stages(context, quarter_run, settings)
        began = time.monotonic()
        with settings.store.writing(tell):
            with connect(folder.database) as connection:
                quarter_run.connection = connection
                refused |= _refused_at_release(quarter_run)
                outputs = described(quarter_run)
                councils = gather(connection, quarter_run.with_results)
            files = _released(quarter_run, settings, outputs, started_at, _started_from(context, settings))
        seconds = time.monotonic() - began
    _progress(context, f"release: {len(files)} files in place ({seconds:.1f} s)")
    telling.standings(context, quarter_run, refused, dict(found.absent))
    yield _release(quarter_run, settings, found, refused, files, seconds)
    yield telling.councils_set_aside(quarter_run)
    without = {s.authority: s.reason for s in quarter_run.set_aside} | dict(found.absent) | refused
    misconfigured = {authority: len(lines) for authority, lines in found.misconfigured.items()}
    if not settings.authorities:  # whoever names councils knows which are not among them
        without |= without_submission(settings.raw_folder, quarter)
    with connect(settings.store.warehouse, read_only=True) as connection:
        anchor = str(head(connection))
    announcer.ended(
        QuarterOutcome(quarter, councils, without, misconfigured, settings.store.output, anchor), context.log, _log
    )
    return None


def _stages(context: dg.AssetExecutionContext, quarter_run: QuarterRun, settings: Settings) -> Iterator[Told]:
    """Run the stages in order, and tell what each made."""
    for stage in STAGES:
        began = time.monotonic()
        report = _run_stage(stage, quarter_run)
        if stage is extracts.STAGE:
            _number_deliveries(quarter_run, settings)
            telling.files_delivered(context, quarter_run)
        seconds = time.monotonic() - began
        _progress(context, f"{stage.key}: {report.sentence} ({seconds:.1f} s)")
        yield from telling.stage_done(quarter_run, stage, report, seconds)
        if stage is clean.STAGE:
            yield from telling.warnings(quarter_run, is_due=_is_due(quarter_run))
        failed = [check for check in report.checks if check.failures]
        if failed:
            named = "; ".join(f"{check.name}: {check.failures} ({check.description})" for check in failed)
            raise dg.Failure(
                f"{stage.key} does not add up: {named}. This is a fault of the pipeline, not of the data. Nothing was "
                "promoted and the previous figures stand; please report it with the run's identifier."
            )


def _is_due(quarter_run: QuarterRun) -> bool:
    """Whether the quarter's extracts should all have been here by the day of the run."""
    days = read_installation(os.environ, Path.cwd()).schedule.working_days_after_quarter_end
    return quarter_run.run_date >= add_working_days(quarter_run.quarter.ends, days)


def _release(
    quarter_run: QuarterRun,
    settings: Settings,
    found: Discovery,
    refused: dict[str, str],
    files: Sequence[str],
    seconds: float,
) -> dg.MaterializeResult[None]:
    problems = [line for lines in found.misconfigured.values() for line in lines]
    return dg.MaterializeResult(
        asset_key=RELEASE,
        metadata={
            "dagster/row_count": len(quarter_run.with_results),
            "councils_with_results": len(quarter_run.with_results),
            "set_aside": dg.MetadataValue.json(
                [
                    {
                        "authority": s.authority,
                        "stage": s.stage,
                        "reason": s.reason,
                        "internal": s.is_internal,
                        "by_rule": s.is_by_rule,
                    }
                    for s in quarter_run.set_aside
                ]
            ),
            "misconfigured": dg.MetadataValue.json(problems),
            "locked": dg.MetadataValue.json(refused),
            "absent": dg.MetadataValue.json(list(found.absent.values())),
            "files": dg.MetadataValue.json(list(files)),
            "warehouse": dg.MetadataValue.path(str(settings.store.warehouse.resolve())),
            "output": dg.MetadataValue.path(str(settings.store.output.resolve())),
            "seconds": round(seconds, 2),
        },
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _progress(context: dg.AssetExecutionContext, words: str) -> None:
    """Say in Dagster's log and in the progress log."""
    context.log.info(words)
    _log.info("%s", words)


def _not_locked(
    context: dg.AssetExecutionContext, settings: Settings, quarter: Quarter, submissions: Sequence[Submission]
) -> tuple[list[Submission], dict[str, str]]:
    """The submissions that may be run, and why the others may not, by council."""
    locked = locks(settings.store.warehouse)
    held = [locked[s.authority, quarter.label] for s in submissions if (s.authority, quarter.label) in locked]
    refused = {status.authority: status.lock_words for status in held}
    for words in refused.values():
        context.log.warning(words)
    return [s for s in submissions if s.authority not in refused], refused


def _why(error: BaseException) -> str:
    """What to tell of a run that failed: our own words where we raised it, else its kind and place."""
    if isinstance(error, dg.Failure) and error.description:
        return error.description
    if isinstance(error, WarehouseError | DisclosureError):
        return str(error)
    if was_interrupted(error):
        return INTERRUPTED
    return kind_and_place(error)


def _started_from(context: dg.AssetExecutionContext, settings: Settings) -> str:
    """What started the run: the command line, a schedule, a sensor, or somebody in the web UI."""
    tags = context.run.tags
    for kind in ("schedule", "sensor"):
        if f"dagster/{kind}_name" in tags:
            return f"{kind} {tags[f'dagster/{kind}_name']}"
    return settings.command or "web UI"


def _run_stage(stage: Stage, quarter_run: QuarterRun) -> Report:
    """Run a stage; an unforeseen error is reported by its kind and place only, for its text may hold a value."""
    try:
        return run_stage(stage, quarter_run)
    except AccountError as error:
        return error.report
    except (WarehouseError, DisclosureError):
        raise
    except Exception as error:
        if was_interrupted(error):
            raise dg.DagsterExecutionInterruptedError from None
        fault = disk_fault(error)
        if fault is not None:
            raise dg.Failure(
                f"{stage.key} could not read or write a file in {quarter_run.folder.path.parent} ({fault}). Nothing was "
                "promoted and the previous figures stand. See that there is room on the disk and that the folder may be "
                "written to, then run the quarter again."
            ) from None
        raise dg.Failure(
            f"{stage.key} stopped on a fault of the pipeline: {kind_and_place(error)}. Nothing was promoted and the "
            "previous figures stand; please report this line."
        ) from None


def _refused_at_release(quarter_run: QuarterRun) -> dict[str, str]:
    """Councils locked while the run went on.

    Raises:
        LockedError: When every council with anything to release is.
    """
    locked = refuse(quarter_run)
    if locked and not quarter_run.councils:
        raise LockedError("\n".join(locked.values()))
    return locked


def _released(
    quarter_run: QuarterRun,
    settings: Settings,
    files: tuple[OutputFile, ...],
    started_at: datetime,
    command: str,
) -> tuple[str, ...]:
    """Release; an unforeseen error is reported by its kind and place only, for its text may hold a value."""
    try:
        return release(quarter_run, settings.store, files, started_at, _now(), command)
    except (WarehouseError, dg.Failure):
        raise
    except Exception as error:
        if was_interrupted(error):
            raise dg.DagsterExecutionInterruptedError from None
        raise dg.Failure(
            f"{RELEASE} stopped on a fault of the pipeline: {kind_and_place(error)}. The warehouse is as before the run or "
            "as after it, and the next command puts in place what is owed; please report this line."
        ) from None


def _number_deliveries(quarter_run: QuarterRun, settings: Settings) -> None:
    quarter_run.deliveries = deliveries(settings.store.warehouse, quarter_run.quarter.label, quarter_run.content)
    frame = pd.DataFrame(
        {
            "authority": list(quarter_run.deliveries),
            "submission_quarter": quarter_run.quarter.label,
            "delivery": list(quarter_run.deliveries.values()),
        }
    )
    quarter_run.connection.execute(
        "CREATE TABLE main.delivery (authority VARCHAR, submission_quarter VARCHAR, delivery INTEGER)"
    )
    quarter_run.connection.register("numbered", frame)
    quarter_run.connection.execute("INSERT INTO main.delivery SELECT * FROM numbered")
    quarter_run.connection.unregister("numbered")
