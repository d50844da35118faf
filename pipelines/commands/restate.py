"""``scorecards restate``: open an approved quarter again."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.deciding import decider_options, existing_store, one_authority_option, refusals
from pipelines.options import parse_quarter, place_options, places, quarter_option
from pipelines.outcome import Exit, say


@click.command(
    "restate",
    epilog="Example: scorecards restate --quarter 2017-18-Q4 --authority herefordshire --by 'A. Director' --role "
    "'Director of children' --reason 'Health dates arrived late'",
)
@quarter_option
@one_authority_option
@decider_options
@click.option("--reason", required=True, metavar="TEXT", help="Why; kept in the audit trail.")
@place_options
def command(
    quarter: str,
    authority: str,
    by: str,
    role: str,
    reason: str,
    raw: Path | None,
    warehouse: Path | None,
    output: Path | None,
) -> int:
    """Open an approved quarter again, so that it can be run and a new version approved, which names what it replaces.

    Until then the approved version stands, with its files and figures.
    """
    from governance.approval import Decision, restate  # noqa: PLC0415 - pandas and openpyxl are slow to load

    where = places(raw, warehouse, output)
    run_of = parse_quarter(quarter)
    with refusals():
        done = restate(existing_store(where), Decision(authority, run_of, by, role, reason))
    say(f"{authority}, {run_of.label} is open again. Version {done.version} stands until another is approved.")
    say(f"Next: scorecards run --quarter {run_of.label} --authority {authority}")
    return Exit.DONE
