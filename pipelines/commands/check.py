"""``scorecards check``: validation only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipelines.options import authority_option, parse_quarter, place_options, places, quarter_option
from pipelines.outcome import Exit, Stop, say, tell


@click.command("check", epilog="Example: scorecards check --quarter 2017-18-Q4 --authority herefordshire")
@quarter_option
@authority_option
@place_options
def command(
    quarter: str, authorities: tuple[str, ...], raw: Path | None, warehouse: Path | None, output: Path | None
) -> int:
    """Check a quarter's extracts without computing anything: findings, and a data-quality report for each council.

    The warehouse is not touched. The report names records, so it goes to the restricted output folder.
    """
    from assets.restricted import write_checked  # noqa: PLC0415 - pandas and openpyxl are slow to load
    from assets.submitted import find  # noqa: PLC0415
    from quality.front_door import told  # noqa: PLC0415
    from submissions.delivery import ChangingError  # noqa: PLC0415
    from submissions.validate import check_submission  # noqa: PLC0415

    where = places(raw, warehouse, output)
    run_of = parse_quarter(quarter)
    found = find(where.raw, run_of, authorities or None)
    problems = [line for lines in found.misconfigured.values() for line in lines]
    code = Exit.CONFIGURATION if problems else Exit.DATA if found.absent else Exit.DONE
    for line in (*problems, *found.absent.values()):
        tell(line)
    if not found.submissions and code is Exit.DONE:
        raise Stop(
            Exit.CONFIGURATION,
            f"There is no submission for {run_of} in {where.raw}: expected {where.raw}/<authority>/{run_of}/.",
        )
    for submission in found.submissions:
        try:
            checked = check_submission(submission, date.today())
        except ChangingError as error:
            say(f"{submission.authority}: {error}.")
            code = max(code, Exit.DATA)
            continue
        except Exception as error:
            # One council's files must never stop another's check; the kind of error names no value.
            say(
                f"{submission.authority} would have no results: its files could not be checked ({type(error).__name__}, "
                "reading). Please report this line; the other councils are done."
            )
            code = max(code, Exit.DATA)
            continue
        for line in told(checked):
            say(line)
        tally = checked.findings.groupby(["severity", "extract", "rule"], dropna=False).size().reset_index(name="count")
        for row in tally.sort_values(["severity", "count"], ascending=[True, False]).itertuples():
            say(f"  {row.severity:<12} {row.count:>6,}  {row.rule}  ({row.extract})")
        folder = where.output / "restricted" / checked.authority / run_of.label
        for path in write_checked(submission, checked, date.today(), where.warehouse, folder):
            say(f"  Data-quality report (restricted): {path}")
        if checked.no_results:
            code = max(code, Exit.DATA)
    return code
