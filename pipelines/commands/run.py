"""``scorecards run``: the whole pipeline for one quarter."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.options import authority_option, parse_quarter, place_options, places, quarter_option
from pipelines.outcome import say
from pipelines.quarter import run_quarter
from pipelines.summary import print_summary, print_workbooks


@click.command("run", epilog="Example: scorecards run --quarter 2017-18-Q4 --authority herefordshire")
@quarter_option
@authority_option
@place_options
def command(
    quarter: str, authorities: tuple[str, ...], raw: Path | None, warehouse: Path | None, output: Path | None
) -> int:
    """Run one quarter: read, check, load, count and write the panel workbooks."""
    where = places(raw, warehouse, output)
    run_of = parse_quarter(quarter)
    ran = run_quarter(where, run_of, authorities)
    print_summary(where, run_of, ran.authorities)
    print_workbooks(where, run_of, ran.authorities, ran.files)
    for problem in ran.problems:
        say(problem)
    return ran.code
