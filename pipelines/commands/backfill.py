"""``scorecards backfill``: many quarters, one after the other."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.options import authority_option, parse_quarter, place_options, places
from pipelines.outcome import Exit, Stop, say, tell
from pipelines.quarter import run_quarter
from warehouse.calendar import Quarter


@click.command("backfill", epilog="Example: scorecards backfill --from 2015-16-Q1 --to 2017-18-Q4")
@click.option("--from", "first", required=True, metavar="Q", help="First quarter, such as 2015-16-Q1.")
@click.option("--to", "last", required=True, metavar="Q", help="Last quarter.")
@authority_option
@place_options
def command(
    first: str,
    last: str,
    authorities: tuple[str, ...],
    raw: Path | None,
    warehouse: Path | None,
    output: Path | None,
) -> int:
    """Run every quarter from one to another in order, oldest first, each as 'scorecards run' would.

    A quarter that fails, is locked or has no submission is named and does not stop the others. Exits with the highest
    code of its quarters; a quarter without a submission counts as 2.
    """
    where = places(raw, warehouse, output)
    begin, end = parse_quarter(first, "--from"), parse_quarter(last, "--to")
    if begin > end:
        raise Stop(Exit.CONFIGURATION, f"--from: {begin} is after {end}. Give the earlier quarter first.")
    quarters = _quarters(begin, end)
    code, without, told = Exit.DONE, [], []
    for quarter in quarters:
        if not _has_submission(where.raw, quarter, authorities):
            without.append(quarter.label)
            continue
        try:
            ran = run_quarter(where, quarter, authorities)
        except Stop as stop:
            code = max(code, stop.code)
            tell(stop.message)
            told += f"{quarter}: not done. {stop.message}".replace("\n", "\n  ").splitlines()
            continue
        code = max(code, ran.code)
        told.append(f"{quarter}: {', '.join(ran.authorities) or 'no council has results'}")
        told += [f"  {problem}" for problem in ran.problems]
    for line in told:
        say(line)
    if without:
        say(f"No submission for: {', '.join(without)}")
        code = max(code, Exit.DATA)
    if len(without) == len(quarters):
        raise Stop(
            Exit.CONFIGURATION,
            f"There is no submission for any quarter from {begin} to {end} in {where.raw}: expected "
            f"{where.raw}/<authority>/<quarter>/ with the extracts.",
        )
    return code


def _quarters(begin: Quarter, end: Quarter) -> list[Quarter]:
    count = (end.year - begin.year) * 4 + end.number - begin.number
    return list(end.back(count))


def _has_submission(raw: Path, quarter: Quarter, authorities: tuple[str, ...]) -> bool:
    names = authorities or (sorted(p.name for p in raw.iterdir()) if raw.is_dir() else ())
    return any((raw / name / quarter.label).is_dir() for name in names)
