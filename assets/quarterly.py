"""The quarter as one multi-asset: the stages in order, one build, one promotion.

It cannot be subset: materialising any stage from the web UI runs them all, so that no figure in the warehouse ever comes
from a different build than the one beside it.
"""

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime

import dagster as dg
import pandas as pd

from assets import clean, coming, core, extracts, indicators, publication, restricted, scorecards, workbooks
from assets.isolation import AccountError, kind_and_place, run_stage
from assets.partitions import QUARTERS
from assets.release import described, refuse, release
from assets.resources import Settings
from assets.stage import QuarterRun, Report, Stage
from assets.submitted import find, without_submission
from automation.notices import Notice, failed, gather, run_again, succeeded
from automation.notify import announce, announcing_failure
from disclosure.rules import DisclosureError
from submissions.discover import Submission
from warehouse import build
from warehouse.audit import OutputFile
from warehouse.calendar import Quarter, not_runnable
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
RELEASE = "release"
#: Metadata of a failure that says the quarter is locked.
LOCKED = "locked"
_OWNERS = ["team:data-team"]


def _specs() -> list[dg.AssetSpec]:
    staged = [
        dg.AssetSpec(
            stage.key,
            deps=list(stage.after),
            group_name=stage.group,
            description=stage.description,
            owners=_OWNERS,
            kinds={"xlsx"} if stage.key in ("workbooks", "restricted") else {"duckdb"},
        )
        for stage in STAGES
    ]
    released = dg.AssetSpec(
        RELEASE,
        deps=["landing", "clean", "core", "results", "coming", "scorecards", "published", "workbooks", "restricted"],
        group_name="5_outputs",
        description="The build enters `warehouse/store/warehouse.duckdb` in one transaction, and the workbooks are put in "
        "place under `output/`. Until here nothing anyone reads has changed.",
        owners=_OWNERS,
        kinds={"duckdb"},
    )
    return [*staged, released]


def _check_specs() -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(name, asset=stage.key, description=description, blocking=True)
        for stage in STAGES
        for name, description in stage.checks.items()
    ]


@dg.multi_asset(
    name="quarterly_build",
    specs=_specs(),
    check_specs=_check_specs(),
    partitions_def=QUARTERS,
    can_subset=False,
    # A quarter is a run of its own, so that one that fails leaves the others alone.
    backfill_policy=dg.BackfillPolicy.multi_run(max_partitions_per_run=1),
    description="One quarter, from raw extracts to workbooks, for every council that has a submission.",
)
def quarterly_build(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Run the stages of one quarter, release the outcome, and tell whoever is to be told what came of it.

    Raises:
        dagster.Failure: When the quarter has not begun, nothing was found to run, or a check of our own work fails; nothing
            is promoted then.
    """
    with announcing_failure(lambda error: _failure_notice(context, settings, error), context.log, _log):
        notice = yield from _quarter(context, settings)
    announce(notice, context.log, _log)


def _quarter(
    context: dg.AssetExecutionContext, settings: Settings
) -> Generator[dg.MaterializeResult[None] | dg.AssetCheckResult, None, Notice]:
    """The work itself; returns what to tell of it."""
    quarter = Quarter.parse(context.partition_key)
    refusal = not_runnable(quarter, settings.run_date)
    if refusal is not None:
        raise dg.Failure(refusal)
    found = find(settings.raw_folder, quarter, settings.authorities or None)
    problems = [line for lines in found.misconfigured.values() for line in lines]
    for problem in (*problems, *found.absent.values()):
        context.log.warning(problem)
    if not found.submissions:
        raise dg.Failure(
            f"No submission to run for {quarter}: no folder <authority>/{quarter} with a readable council.toml under the "
            "raw folder."
        )
    started_at = datetime.now(UTC).replace(tzinfo=None)
    def tell(words: str) -> None:
        _progress(context, words)

    claimed = [submission.authority for submission in found.submissions]
    with settings.store.build(context.run.run_id, tell, councils=claimed, alone=False) as folder:
        # Only now, when nobody else is at work on them, does it stand still which are locked.
        submissions, refused = _not_locked(context, settings, quarter, found.submissions)
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
            for stage in STAGES:
                began = time.monotonic()
                report = _run_stage(stage, quarter_run)
                if stage is extracts.STAGE:
                    _number_deliveries(quarter_run, settings)
                yield from _tell(context, stage, report, time.monotonic() - began)
        began = time.monotonic()
        with settings.store.writing(tell):
            with connect(folder.database) as connection:
                quarter_run.connection = connection
                refused |= _refused_at_release(quarter_run)
                outputs = described(quarter_run)
                councils = gather(connection, quarter_run.with_results)
            ended_at = datetime.now(UTC).replace(tzinfo=None)
            command = started_from(context, settings)
            files = _released(quarter_run, settings, outputs, started_at, ended_at, command)
        seconds = time.monotonic() - began
    _log.info("release: %d files in place (%.1f s)", len(files), seconds)
    output = settings.store.output.resolve()
    yield dg.MaterializeResult(
        asset_key=RELEASE,
        metadata={
            "dagster/row_count": len(quarter_run.with_results),
            "councils_with_results": len(quarter_run.with_results),
            "set_aside": dg.MetadataValue.json(
                [
                    {"authority": s.authority, "stage": s.stage, "reason": s.reason, "internal": s.is_internal}
                    for s in quarter_run.set_aside
                ]
            ),
            "misconfigured": dg.MetadataValue.json(problems),
            "locked": dg.MetadataValue.json(refused),
            "absent": dg.MetadataValue.json(list(found.absent.values())),
            "files": dg.MetadataValue.json(list(files)),
            "warehouse": dg.MetadataValue.path(str(settings.store.warehouse.resolve())),
            "output": dg.MetadataValue.path(str(output)),
            "seconds": round(seconds, 2),
        },
    )
    without = {s.authority: s.reason for s in quarter_run.set_aside} | dict(found.absent) | refused
    misconfigured = {authority: len(lines) for authority, lines in found.misconfigured.items()}
    if not settings.authorities:  # whoever names councils knows which are not among them
        without |= without_submission(settings.raw_folder, quarter)
    with connect(settings.store.warehouse, read_only=True) as connection:
        anchor = head(connection)
    return succeeded(quarter, councils, without, misconfigured, settings.store.output, str(anchor))


def _progress(context: dg.AssetExecutionContext, words: str) -> None:
    """Say in Dagster's log and in the progress log."""
    context.log.info(words)
    _log.info("%s", words)


def _not_locked(
    context: dg.AssetExecutionContext, settings: Settings, quarter: Quarter, submissions: Sequence[Submission]
) -> tuple[list[Submission], dict[str, str]]:
    """The submissions that may be run, and why the others may not, by council.

    Raises:
        dagster.Failure: When none may be.
    """
    locked = locks(settings.store.warehouse)
    held = [locked[s.authority, quarter.label] for s in submissions if (s.authority, quarter.label) in locked]
    refused = {status.authority: status.lock_words for status in held}
    for words in refused.values():
        context.log.warning(words)
    if len(refused) == len(submissions):
        raise dg.Failure("\n".join(refused.values()), metadata={LOCKED: True})
    return [s for s in submissions if s.authority not in refused], refused


def _failure_notice(context: dg.AssetExecutionContext, settings: Settings, error: BaseException) -> Notice:
    """What to tell of a run that failed or was refused: our own words where we raised it, else its kind and place."""
    quarter = Quarter.parse(context.partition_key)
    why = kind_and_place(error)
    is_refused = isinstance(error, LockedError) or not_runnable(quarter, settings.run_date) is not None
    if isinstance(error, dg.Failure):
        why = error.description or why
        is_refused = is_refused or LOCKED in error.metadata
    elif isinstance(error, WarehouseError | DisclosureError):
        why = str(error)
    return failed(quarter.label, context.run.run_id, why, run_again(quarter, settings.authorities), is_refused)


def started_from(context: dg.AssetExecutionContext, settings: Settings) -> str:
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
    ended_at: datetime,
    command: str,
) -> tuple[str, ...]:
    """Release; an unforeseen error is reported by its kind and place only, for its text may hold a value."""
    try:
        return release(quarter_run, settings.store, files, started_at, ended_at, command)
    except (WarehouseError, dg.Failure):
        raise
    except Exception as error:
        raise dg.Failure(
            f"{RELEASE} stopped on a fault of the pipeline: {kind_and_place(error)}. The warehouse is as before the run or "
            "as after it, and the next command puts in place what is owed; please report this line."
        ) from None


def _tell(
    context: dg.AssetExecutionContext, stage: Stage, report: Report, seconds: float
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Report one stage to Dagster and to the progress log; stop the run where our own work does not add up."""
    _progress(context, f"{stage.key}: {report.sentence} ({seconds:.1f} s)")
    yield dg.MaterializeResult(
        asset_key=stage.key,
        metadata={"dagster/row_count": report.rows, "seconds": round(seconds, 2), **report.metadata},
        check_results=[
            dg.AssetCheckResult(
                asset_key=stage.key,
                check_name=check.name,
                passed=check.failures == 0,
                metadata={"failures": check.failures},
                description=check.description,
            )
            for check in report.checks
        ],
    )
    failed = [check for check in report.checks if check.failures]
    if failed:
        named = "; ".join(f"{check.name}: {check.failures} ({check.description})" for check in failed)
        raise dg.Failure(
            f"{stage.key} does not add up: {named}. This is a fault of the pipeline, not of the data. Nothing was promoted "
            "and the previous figures stand; please report it with the run's identifier."
        )


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
