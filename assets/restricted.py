"""Restricted outputs: the managers' edition and the data-quality workbook of each council.

Made from the build itself, never from what the panel sees, and written under ``restricted/`` only.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from assets.extracts import load
from assets.isolation import each_council, stops_everybody, trying
from assets.stage import QuarterRun, Report, Stage
from exports.managers import write_managers_workbooks
from exports.quality import write_quality_workbook
from exports.restricted import ROOT
from indicators.registry import reason_words
from indicators.responsible import RESPONSIBLE
from quality.issues import quality_report
from quality.repairs import would_change
from submissions.accepted import ACCEPTED_FILE, read_accepted
from submissions.discover import Submission
from submissions.validate import CheckedSubmission
from warehouse import build
from warehouse.builds import BuildFolder
from warehouse.connection import connect
from warehouse.promote import deliveries


def run(quarter_run: QuarterRun) -> Report:
    """Write both kinds of workbook; a council without results gets its data-quality workbook all the same."""
    effects = _effects(quarter_run)
    # A council whose files could not be read at all has none, which the run says.
    submissions = {s.authority: s for s in quarter_run.submissions if s.authority in quarter_run.councils}
    written = each_council(
        quarter_run, "restricted", submissions, lambda name: _write(quarter_run, submissions[name], effects)
    )
    new = sum(written.values())
    words = f"{new} restricted files written for {len(quarter_run.councils)} councils"
    return Report(new, words, {"files": new})


def _effects(quarter_run: QuarterRun) -> pd.DataFrame:
    """What would change if each finding were put right, for the councils with results: together, else one by one."""
    connection, quarter = quarter_run.connection, quarter_run.quarter.label
    try:
        return trying(quarter_run, lambda: would_change(connection, quarter, quarter_run.with_results))
    except BaseException as error:
        if stops_everybody(error):
            raise
    apart = each_council(
        quarter_run, "restricted", quarter_run.with_results, lambda name: would_change(connection, quarter, [name])
    )
    found = [frame for frame in apart.values() if not frame.empty]
    return pd.concat(found, ignore_index=True) if found else would_change(connection, quarter, ())


def _write(quarter_run: QuarterRun, submission: Submission, effects: pd.DataFrame) -> int:
    """Write one council's restricted files; returns how many are new."""
    authority, quarter = submission.authority, quarter_run.quarter.label
    place = Path(ROOT) / authority / quarter
    folder, placed = quarter_run.folder.staged_output / place, quarter_run.folder.output / place
    has_results = authority in quarter_run.with_results
    written = write_quality(quarter_run, submission, quarter_run.deliveries[authority], folder, placed, effects)
    if has_results:
        written += write_managers_workbooks(
            quarter_run.connection,
            authority,
            quarter,
            folder,
            reasons=reason_words(),
            responsible=responsible(quarter_run.connection, authority, quarter),
            placed=placed,
        )
    return sum(quarter_run.folder.staged_output in path.parents for path in written)


def write_quality(
    quarter_run: QuarterRun,
    submission: Submission,
    delivery: int,
    folder: Path,
    placed: Path | None = None,
    effects: pd.DataFrame | None = None,
) -> list[Path]:
    """Write one council's data-quality workbook and its CSV; without effects as of extracts that were only checked."""
    report = quality_report(
        quarter_run.connection,
        submission.authority,
        quarter_run.quarter.label,
        delivery=delivery,
        run_date=quarter_run.run_date,
        accepted=read_accepted(submission.folder.parent / ACCEPTED_FILE),
        warehouse=quarter_run.warehouse,
        effects=effects,
    )
    return write_quality_workbook(report, folder, placed)


def write_checked(
    submission: Submission, checked: CheckedSubmission, run_date: date, warehouse: Path, folder: Path
) -> list[Path]:
    """Write the data-quality workbook of a submission that was checked and not run.

    No figures are worked out, so no issue can say which measures' bases hold the person.

    Args:
        submission: What was checked.
        checked: The outcome.
        run_date: The day.
        warehouse: The working file, read for earlier deliveries; it need not exist.
        folder: ``<output>/restricted/<authority>/<quarter>``.
    """
    quarter = submission.quarter
    numbered = deliveries(warehouse, quarter.label, {checked.authority: checked.content_hash})
    with connect() as connection:
        build.create(connection, quarter, quarters_back=0)
        checking = QuarterRun(
            "check", quarter, run_date, BuildFolder(folder, folder), connection, [submission], warehouse=warehouse
        )
        load(checking, submission, checked)
        return write_quality(checking, submission, numbered[checked.authority], folder)


def responsible(connection: duckdb.DuckDBPyConnection, authority: str, quarter: str) -> pd.DataFrame:
    """Who holds each case on the last day of the quarter: ``scorecard``, ``person_id``, ``team``, ``worker_id``."""
    return connection.execute(
        f"SELECT scorecard, person_id, team, worker_id FROM ({RESPONSIBLE}) "
        "WHERE authority = ? AND submission_quarter = ?",
        [authority, quarter],
    ).df()


STAGE = Stage(
    key="restricted",
    group="5_outputs",
    description="The managers' edition (exact figures, and the lists behind them) and the data-quality workbook of "
    "each council. They name people and records: under `restricted/` only, and nothing the panel receives is made from "
    "them.",
    after=("results", "coming", "scorecards", "published"),
    run=run,
    is_by_council=True,
)
