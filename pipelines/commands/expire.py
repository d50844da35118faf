"""``scorecards expire``: restricted files past their time."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from pipelines.deciding import existing_store, refusals
from pipelines.options import installation, place_options, places
from pipelines.outcome import Exit, say, tell


@click.command("expire")
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Remove files of quarters that ended before this day (YYYY-MM-DD). Default: [retention] restricted_months ago.",
)
@place_options
def command(before: datetime | None, raw: Path | None, warehouse: Path | None, output: Path | None) -> int:
    """Remove restricted files whose quarter ended too long ago: 36 months, or as scorecards.toml says.

    What counts is the quarter, not when a file was last saved. Panel files, collected files, protected copies and the
    warehouse are never touched. One entry in the audit trail says how many files went.
    """
    from governance.expiry import cutoff, expire, find_expired  # noqa: PLC0415 - duckdb is slow to load

    where = places(raw, warehouse, output)
    months = installation().retention.restricted_months
    day = before.date() if before else cutoff(date.today(), months)
    found = find_expired(where.output, day)
    if not found:
        say(f"No restricted files of quarters that ended before {day.isoformat()}.")
        return Exit.DONE
    store = existing_store(where)
    with refusals(), store.writing(tell):
        expire(store, found, day)
    for one in found:
        say(f"{one.authority}, {one.quarter}: {one.files:,} restricted files removed")
    return Exit.DONE
