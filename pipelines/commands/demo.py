"""``scorecards demo``: a synthetic council from nothing to workbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipelines.options import place_options, places
from pipelines.outcome import Exit, Stop, say, tell
from pipelines.quarter import run_quarter
from pipelines.summary import print_headlines, print_workbooks
from submissions.places import Places
from warehouse.calendar import Quarter, quarter_labels

_AUTHORITY = "herefordshire-demo"
_CHILDREN = 310


@click.command("demo")
@place_options
def command(raw: Path | None, warehouse: Path | None, output: Path | None) -> int:
    """Make a synthetic council if there is none, run its latest quarter and show the headline scorecard."""
    where = places(raw, warehouse, output)
    quarter = _latest(where)
    if quarter is None:
        tell(f"Making a synthetic council of about {_CHILDREN} looked-after children in {where.raw / _AUTHORITY}")
        from synthetic import DEMO_SEED, write_council  # noqa: PLC0415 - numpy and openpyxl are slow to load

        write_council(where.raw, children=_CHILDREN, quarters=1, seed=DEMO_SEED, authority=_AUTHORITY)
        quarter = _latest(where)
    if quarter is None:
        raise Stop(Exit.INTERNAL, f"The synthetic council could not be found again in {where.raw / _AUTHORITY}.")
    ran = run_quarter(where, quarter, [_AUTHORITY])
    print_headlines(where, quarter, _AUTHORITY)
    say()
    say("Panel workbooks (synthetic children, marked DRAFT):")
    print_workbooks(where, quarter, ran.authorities, ran.files)
    say(f"Warehouse: {where.warehouse}")
    say("Next: 'scorecards dev' opens the same run in a browser; the README says how to run real extracts.")
    for problem in ran.problems:
        say(problem)
    return ran.code


def _latest(where: Places) -> Quarter | None:
    folder = where.raw / _AUTHORITY
    known = set(quarter_labels(date.today()))
    found = sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name in known) if folder.is_dir() else []
    return Quarter.parse(found[-1]) if found else None
