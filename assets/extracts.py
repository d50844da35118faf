"""Landing: every file of every submission, read and judged one council at a time."""

from __future__ import annotations

import logging

from assets.stage import QuarterRun, Report, SetAside, Stage
from schemas.extracts import EXTRACTS, REQUIRED_EXTRACTS
from schemas.warehouse import table
from submissions.delivery import ChangingError
from submissions.discover import Submission
from submissions.validate import CheckedSubmission, check_submission
from warehouse import build

_log = logging.getLogger("scorecards.progress")


def run(quarter_run: QuarterRun) -> Report:
    """Read each submission in turn, so that only one council's rows are in memory at once."""
    landed = files = 0
    for submission in quarter_run.submissions:
        try:
            checked = check_submission(submission, quarter_run.run_date)
        except ChangingError as error:
            quarter_run.set_aside.append(SetAside(submission.authority, f"{error}; the other councils are done."))
            continue
        except Exception as error:
            # One council's files must never stop another's run; the kind of error names no value.
            quarter_run.set_aside.append(
                SetAside(
                    submission.authority,
                    f"its files could not be read because of a fault of the pipeline ({type(error).__name__}). Please "
                    "report it; the other councils are done.",
                    is_internal=True,
                )
            )
            continue
        landed += load(quarter_run, submission, checked)
        files += len(checked.row_counts)
        _log.info("  %s: %d rows read", submission.authority, int(checked.row_counts["rows_read"].sum()))
    return Report(
        landed,
        f"{landed:,} rows landed from {files} files of {len(quarter_run.submissions)} councils",
        {"files": files, "councils": len(quarter_run.submissions)},
    )


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
        ("core.source_file", checked.files.assign(**keys)),
    ):
        build.insert_frame(connection, table(name), frame)
    build.load_clean(connection, checked.clean)
    missing = [name for name in REQUIRED_EXTRACTS if name not in checked.available]
    if missing:
        quarter_run.set_aside.append(
            SetAside(
                checked.authority,
                f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} absent or rejected, and nothing can be "
                "counted without. The findings say what is wrong with which file.",
            )
        )
    return landed


STAGE = Stage(
    key="landing",
    group="1_submissions",
    description="Every cell of every extract as received, as text, with its file and row. "
    f"{len(EXTRACTS)} tables, `landing.<extract>`.",
    after=(),
    run=run,
)
