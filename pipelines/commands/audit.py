"""``scorecards audit``: what was done to which quarter, by whom; and whether the trail is whole."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.deciding import existing_store
from pipelines.options import parse_quarter, place_options, places
from pipelines.outcome import Exit, say


@click.command("audit")
@click.option("--quarter", metavar="Q", help="Only this quarter, such as 2017-18-Q4.")
@click.option("--authority", metavar="A", help="Only this council.")
@place_options
def command(
    quarter: str | None, authority: str | None, raw: Path | None, warehouse: Path | None, output: Path | None
) -> int:
    """List runs, approvals, publications, restatements, erasures and expiries, oldest first, and check that none was changed.

    Exit code 3 when the trail is not whole.
    """
    from warehouse.audit import broken_events, events  # noqa: PLC0415
    from warehouse.connection import connect  # noqa: PLC0415

    where = places(raw, warehouse, output)
    label = parse_quarter(quarter).label if quarter else None
    store = existing_store(where)
    store.settle()
    with connect(store.warehouse, read_only=True) as connection:
        listed = events(connection, label, authority)
        broken = broken_events(connection)
    for line in listed:
        say(line)
    if not listed:
        say("Nothing recorded.")
    for line in broken:
        say(f"NOT WHOLE: {line}")
    say("The trail is whole." if not broken else "The trail is not whole: compare with a backup before relying on it.")
    return Exit.BLOCKED if broken else Exit.DONE
