"""``scorecards decide``: a decision about how the installation works, recorded with who, why and when."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.deciding import decider_options, existing_store, refusals
from pipelines.options import place_options, places
from pipelines.outcome import Exit, say


@click.command(
    "decide",
    epilog="Example: scorecards decide two-people off --by 'A. Director' --role 'Director of children' "
    "--reason 'One officer does the scorecards until September'",
)
@click.argument("what", type=click.Choice(["two-people"]))
@click.argument("value", type=click.Choice(["on", "off"]))
@decider_options
@click.option("--reason", required=True, metavar="TEXT", help="Why; the audit trail keeps it.")
@place_options
def command(
    what: str,
    value: str,
    by: str,
    role: str,
    reason: str,
    raw: Path | None,
    warehouse: Path | None,
    output: Path | None,
) -> int:
    """Decide that a rule is on or off: two-people, that whoever approves a quarter is not who ran it.

    The decision stands until another is recorded; 'scorecards audit' lists it with the account it was made from.
    """
    from governance.deciding import decide  # noqa: PLC0415 - duckdb is slow to load

    where = places(raw, warehouse, output)
    with refusals():
        event_id = decide(existing_store(where), what, is_on=value == "on", by=by, role=role, reason=reason)
    say(f"{what} is {value} from now on, recorded in the audit trail as {event_id}.")
    return Exit.DONE
