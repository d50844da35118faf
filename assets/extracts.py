"""Landing: every file of every submission, read and judged one council at a time."""

from __future__ import annotations

import logging

from assets.isolation import each_council
from assets.stage import QuarterRun, Report, SetAside, Stage
from schemas.extracts import EXTRACTS
from schemas.warehouse import table
from submissions.delivery import ChangingError
from submissions.discover import Submission
from submissions.validate import CheckedSubmission, check_submission
from warehouse import build

_log = logging.getLogger("scorecards.progress")


def run(quarter_run: QuarterRun) -> Report:
    """Read each submission in turn, so that only one council's rows are in memory at once."""
    submissions = {submission.authority: submission for submission in quarter_run.submissions}
    landed = each_council(quarter_run, "landing", submissions, lambda name: _land(quarter_run, submissions[name]))
    rows, files = (sum(counts) for counts in zip((0, 0), *landed.values(), strict=True))
    return Report(
        rows,
        f"{rows:,} rows landed from {files} files of {len(submissions)} councils",
        {"files": files, "councils": len(submissions)},
    )


def _land(quarter_run: QuarterRun, submission: Submission) -> tuple[int, int]:
    """Read, judge and load one submission; returns its rows and files."""
    try:
        checked = check_submission(submission, quarter_run.run_date)
    except ChangingError as error:
        quarter_run.set_aside.append(SetAside(submission.authority, f"{error}; the other councils are done."))
        return 0, 0
    landed = load(quarter_run, submission, checked)
    _log.info("  %s: %d rows read", submission.authority, int(checked.row_counts["rows_read"].sum()))
    return landed, len(checked.row_counts)


def load(quarter_run: QuarterRun, submission: Submission, checked: CheckedSubmission) -> int:
    """Write one checked submission into the build; returns the rows landed."""
    connection = quarter_run.connection
    quarter_run.councils[checked.authority] = submission.council
    quarter_run.content[checked.authority] = checked.content_hash
    facts = build.SubmissionFacts(
        checked.authority,
        checked.submission_quarter,
        submission.council.name,
        submission.council.ons_code,
        checked.content_hash,
        submission.council.population_0_17,
        checked.available,
        projection=submission.council.projection_0_17,
        settings=submission.council.settings,
        actions=submission.council.actions,
    )
    build.load_submission(connection, facts)
    landed = build.load_landing(connection, checked.landing)
    keys = {"authority": checked.authority, "submission_quarter": checked.submission_quarter}
    for name, frame in (
        ("quality.findings", checked.findings),
        ("quality.quarantine", checked.quarantine),
        ("quality.row_counts", checked.row_counts),
        ("quality.column_alerts", checked.column_alerts.assign(**keys)),
        ("quality.availability", checked.availability.assign(**keys)),
        ("core.history", checked.history.assign(**keys)),
        ("landing.received", checked.received),
        ("core.source_file", checked.files.assign(**keys)),
    ):
        build.insert_frame(connection, table(name), frame)
    build.load_clean(connection, checked.clean)
    if checked.no_results:
        words = f"{' '.join(checked.no_results)} The findings say what is wrong with which file."
        quarter_run.set_aside.append(SetAside(checked.authority, words))
    return landed


STAGE = Stage(
    key="landing",
    group="1_submissions",
    description="Every cell of every extract as received, as text, with its file and row. "
    f"{len(EXTRACTS)} tables, `landing.<extract>`.",
    after=(),
    run=run,
    is_by_council=True,
)
