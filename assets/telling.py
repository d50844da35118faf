"""Telling Dagster what came of a stage, an extract and a council: counts, codes and positions, never a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from assets import catalogue
from assets.partitions import COUNCILS
from assets.stage import QuarterRun, Report, Stage
from schemas.extracts import EXTRACTS
from submissions.owed import owed_by
from warehouse.calendar import Quarter

Told = dg.MaterializeResult[None] | dg.AssetCheckResult | dg.Output[None]

#: Warnings about each extract -> what they count.
WARNINGS = {
    "findings": "Problems found in the rows and files of the extract",
    "records_set_aside": "Records that could not be used",
    "overdue": "Councils of the run whose extract should have been here by now",
}
#: Councils a run names in tags; a run of more is found by its partition.
_MOST_TAGGED = 30


def stage_done(quarter_run: QuarterRun, stage: Stage, report: Report, seconds: float) -> Iterator[Told]:
    """What a stage made, asset by asset, and the outcome of its checks."""
    own = catalogue.own_checks(stage)
    # Workbooks are no rows: the stage counts the files it wrote.
    for one in catalogue.made_by(stage.key):
        rows = sum(_count(quarter_run, name) for name in one.counted) if one.counted else report.rows
        yield dg.MaterializeResult(
            asset_key=one.key, metadata={"dagster/row_count": rows, "seconds": round(seconds, 2), **report.metadata}
        )
    for check in report.checks:
        yield dg.AssetCheckResult(
            asset_key=own[check.name].asset,
            check_name=own[check.name].name,
            passed=check.failures == 0,
            metadata={"failures": check.failures},
            description=check.description,
        )


def warnings(quarter_run: QuarterRun, *, is_due: bool) -> Iterator[dg.AssetCheckResult]:
    """What was found in each extract, as warnings: they say where to look, and stop nothing."""
    found = _by_extract(quarter_run, "SELECT extract, authority, rule, count(*) FROM quality.findings GROUP BY ALL")
    aside = _by_extract(quarter_run, "SELECT extract, authority, NULL, count(*) FROM quality.quarantine GROUP BY ALL")
    owed = _owed(quarter_run) if is_due else {}
    counted = {"findings": found, "records_set_aside": aside, "overdue": owed}
    for name, words in WARNINGS.items():
        for extract in EXTRACTS:
            rows = counted[name].get(extract, [])
            by_council: dict[str, int] = {}
            rules: dict[str, int] = {}
            for authority, rule, number in rows:
                by_council[authority] = by_council.get(authority, 0) + number
                if rule is not None:
                    rules[rule] = rules.get(rule, 0) + number
            yield dg.AssetCheckResult(
                asset_key=catalogue.clean(extract),
                check_name=name,
                passed=not rows,
                severity=dg.AssetCheckSeverity.WARN,
                description=words,
                metadata={
                    "count": sum(by_council.values()),
                    "by_council": dg.MetadataValue.json(by_council),
                    **({"by_rule": dg.MetadataValue.json(rules)} if rules else {}),
                },
            )


def councils_set_aside(quarter_run: QuarterRun) -> dg.AssetCheckResult:
    """The councils without figures, as a warning on the release."""
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey(catalogue.RELEASE),
        check_name="councils_set_aside",
        passed=not quarter_run.set_aside,
        severity=dg.AssetCheckSeverity.WARN,
        description="Councils without figures in this run",
        metadata={
            "count": len(quarter_run.set_aside),
            "councils": dg.MetadataValue.json({aside.authority: aside.stage for aside in quarter_run.set_aside}),
        },
    )


def tag_councils(context: dg.AssetExecutionContext, quarter: Quarter, councils: Sequence[str]) -> None:
    """Tag the run with its councils, so that the page of runs finds them."""
    tags = {"scorecards/quarter": quarter.label, "scorecards/councils": str(len(councils))}
    if len(councils) <= _MOST_TAGGED:
        tags |= dict.fromkeys((f"council/{name}" for name in councils), quarter.label)
    context.instance.add_run_tags(context.run.run_id, tags)


def files_delivered(context: dg.AssetExecutionContext, quarter_run: QuarterRun) -> None:
    """Report the extracts as they were delivered: how many councils, files and rows, and when one last changed."""
    folders = {submission.authority: submission.folder for submission in quarter_run.submissions}
    rows = quarter_run.connection.execute(
        "SELECT extract, authority, source_file, rows_read FROM core.source_file WHERE extract IS NOT NULL ORDER BY ALL"
    ).fetchall()
    for extract in EXTRACTS:
        mine = [row for row in rows if row[0] == extract]
        if not mine:
            continue
        changed = [
            moment for _, authority, file, _ in mine if (moment := _changed(folders.get(authority), file)) is not None
        ]
        context.log_event(
            dg.AssetMaterialization(
                asset_key=catalogue.raw(extract),
                partition=quarter_run.quarter.label,
                metadata={
                    "dagster/row_count": sum(row[3] for row in mine),
                    "councils": len({row[1] for row in mine}),
                    "files": len(mine),
                    **({"last_changed": dg.MetadataValue.timestamp(max(changed))} if changed else {}),
                },
            )
        )


def standings(
    context: dg.AssetExecutionContext,
    quarter_run: QuarterRun,
    refused: dict[str, str],
    absent: dict[str, str],
) -> None:
    """Fill the grid of councils by quarters: which have figures, which were set aside and which delivered nothing.

    Args:
        context: Of the run.
        quarter_run: The run, released.
        refused: Locked councils, with the sentence why: their figures stand.
        absent: Councils asked for that delivered nothing, with a sentence.
    """
    aside = {one.authority: one for one in quarter_run.set_aside}
    quarter = quarter_run.quarter.label
    known = sorted({*quarter_run.with_results, *aside, *refused, *absent})
    if not known:
        return
    context.instance.add_dynamic_partitions(COUNCILS.name or "", known)
    for authority in quarter_run.with_results:
        _log(
            context,
            catalogue.FIGURES,
            quarter,
            authority,
            {"state": "computed", "delivery": quarter_run.deliveries[authority]},
        )
    for authority, one in aside.items():
        _log(
            context,
            catalogue.SET_ASIDE,
            quarter,
            authority,
            {"state": "set aside", "stage": one.stage, "reason": one.reason},
        )
    for authority, words in {**absent, **refused}.items():
        state = "locked" if authority in refused else "not delivered"
        context.log_event(
            dg.AssetObservation(
                catalogue.FIGURES, partition=_cell(quarter, authority), metadata={"state": state, "reason": words}
            )
        )


def refused(context: dg.AssetExecutionContext, reason: str, kind: str) -> Iterator[dg.Output[None]]:
    """End a run that may not be made without making anything: nothing turns red, and nothing is said to be new.

    Args:
        context: Of the run.
        reason: In our own words.
        kind: ``locked``, ``empty`` or ``not begun``.
    """
    context.log.warning(reason)
    context.instance.add_run_tags(context.run.run_id, {"scorecards/refused": kind})
    context.log_event(
        dg.AssetObservation(
            catalogue.RELEASE, partition=context.partition_key, metadata={"refused": kind, "reason": reason}
        )
    )
    # A check is owed an output even where it has nothing to say.
    for name in context.assets_def.node_check_specs_by_output_name:
        yield dg.Output(None, output_name=name)


def decided(instance: dg.DagsterInstance, kind: str, authority: str, quarter: str, metadata: dict[str, str]) -> None:
    """Report an approval or a publication, which no run makes.

    Args:
        instance: Dagster's records.
        kind: :data:`assets.catalogue.APPROVAL` or ``PUBLICATION``.
        authority: Slug of the council.
        quarter: Label of the quarter.
        metadata: Version, role and what else may be shown.
    """
    instance.add_dynamic_partitions(COUNCILS.name or "", [authority])
    instance.report_runless_asset_event(
        dg.AssetMaterialization(kind, partition=_cell(quarter, authority), metadata=metadata)
    )


def _log(
    context: dg.AssetExecutionContext, key: str, quarter: str, authority: str, metadata: dict[str, str | int]
) -> None:
    context.log_event(dg.AssetMaterialization(key, partition=_cell(quarter, authority), metadata={**metadata}))


def _cell(quarter: str, authority: str) -> dg.MultiPartitionKey:
    return dg.MultiPartitionKey({"quarter": quarter, "council": authority})


def _count(quarter_run: QuarterRun, name: str) -> int:
    return int(quarter_run.connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0])


def _by_extract(quarter_run: QuarterRun, sql: str) -> dict[str, list[tuple[str, str | None, int]]]:
    found: dict[str, list[tuple[str, str | None, int]]] = {}
    for extract, authority, rule, number in quarter_run.connection.execute(sql).fetchall():
        found.setdefault(str(extract), []).append((authority, rule, number))
    return found


def _owed(quarter_run: QuarterRun) -> dict[str, list[tuple[str, str | None, int]]]:
    found: dict[str, list[tuple[str, str | None, int]]] = {}
    for submission in quarter_run.submissions:
        owed = owed_by(submission.folder.parent, quarter_run.quarter)
        for extract in (*owed.required, *owed.expected):
            found.setdefault(extract, []).append((submission.authority, None, 1))
    return found


def _changed(folder: Path | None, file: str) -> datetime | None:
    """When a file last changed; a member of an archive changed when the archive did."""
    if folder is None:
        return None
    try:
        return datetime.fromtimestamp((folder / file.split("/", maxsplit=1)[0]).stat().st_mtime, UTC)
    except (OSError, ValueError):
        return None
