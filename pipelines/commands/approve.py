"""``scorecards approve``: make the newest draft the approved version, and lock the quarter."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipelines.deciding import decider_options, existing_store, one_authority_option, refusals, show_decision
from pipelines.options import parse_quarter, place_options, places, quarter_option
from pipelines.outcome import Exit, Stop, say


@click.command(
    "approve",
    epilog="Example: scorecards approve --quarter 2017-18-Q4 --authority herefordshire --by 'A. Director' --role "
    "'Director of children'",
)
@quarter_option
@one_authority_option
@decider_options
@click.option("--reason", help="A word on what would otherwise stop the approval, kept in the audit trail.")
@place_options
def command(
    quarter: str,
    authority: str,
    by: str,
    role: str,
    reason: str | None,
    raw: Path | None,
    warehouse: Path | None,
    output: Path | None,
) -> int:
    """Approve the newest draft of one council's quarter: version 1.0, or the next after a restatement.

    The quarter is locked from then on. Refused (exit 3) while commentary is missing, when a draft file was changed, and
    when the approver is whoever ran it.
    """
    from governance.approval import Decision, approve  # noqa: PLC0415 - pandas and openpyxl are slow to load
    from submissions.council import ConfigurationError  # noqa: PLC0415
    from submissions.installation import read_installation  # noqa: PLC0415

    where = places(raw, warehouse, output)
    run_of = parse_quarter(quarter)
    try:
        settings = read_installation(os.environ, Path.cwd())
    except ConfigurationError as error:
        raise Stop(Exit.CONFIGURATION, str(error)) from None
    with refusals():
        done = approve(
            existing_store(where),
            Decision(authority, run_of, by, role, reason),
            two_people=settings.approval.two_people,
        )
    show_decision(where, "approval", authority, run_of.label, done.version, role)
    say(f"{authority}, {run_of.label}: version {done.version} is approved, and the quarter is locked.")
    for path in done.files:
        if path.endswith(".xlsx"):
            say(f"  {where.output / path}")
    for remark in done.remarks:
        say(remark)
    say(f"Anchor of the audit trail, to be kept elsewhere: {done.anchor}")
    say(f"Next: scorecards publish --quarter {run_of.label} --authority {authority} --by NAME --role ROLE")
    return Exit.DONE
