"""Reads submissions through the project's own door, as a run does."""

from datetime import date
from functools import cache
from pathlib import Path

from submissions.discover import find_submissions
from submissions.validate import CheckedSubmission, check_submission
from warehouse.calendar import Quarter

RUN_DATE = date(2018, 4, 20)


@cache
def checked(raw: Path, quarter: str) -> CheckedSubmission:
    """The only council's submission of a quarter, checked as on a day soon after its extract."""
    (submission,) = find_submissions(raw, Quarter.parse(quarter), None)
    return check_submission(submission, RUN_DATE)
