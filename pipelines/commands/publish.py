"""``scorecards publish``: put the approved workbooks where the panel's secretary collects them."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.deciding import decider_options, existing_store, one_authority_option, refusals, show_decision
from pipelines.options import parse_quarter, place_options, places, quarter_option
from pipelines.outcome import Exit, say


@click.command(
    "publish",
    epilog="Example: scorecards publish --quarter 2017-18-Q4 --authority herefordshire --by 'A. Director' --role "
    "'Director of children'",
)
@quarter_option
@one_authority_option
@decider_options
@place_options
def command(
    quarter: str,
    authority: str,
    by: str,
    role: str,
    raw: Path | None,
    warehouse: Path | None,
    output: Path | None,
) -> int:
    """Put the approved workbooks into the collection folder, with a handover note and a manifest; nothing else.

    Refused (exit 3) unless the quarter is approved and its files are exactly those that were approved.
    """
    from governance.approval import Decision, publish  # noqa: PLC0415 - pandas and openpyxl are slow to load

    where = places(raw, warehouse, output)
    run_of = parse_quarter(quarter)
    with refusals():
        done = publish(existing_store(where), Decision(authority, run_of, by, role))
    show_decision(where, "publication", authority, run_of.label, done.version, role)
    say(f"{authority}, {run_of.label}: version {done.version} is published. To collect:")
    for path in done.files:
        say(f"  {where.output / path}")
    return Exit.DONE
