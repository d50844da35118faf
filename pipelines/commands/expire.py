"""``scorecards expire``: restricted files past their time."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from pipelines.deciding import existing_store, refusals
from pipelines.options import installation, place_options, places
from pipelines.outcome import Exit, Stop, say, tell


@click.command("expire", epilog="Example: scorecards expire says what would go; scorecards expire --yes removes it.")
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Remove files of quarters that ended before this day (YYYY-MM-DD). Default: [retention] restricted_months ago.",
)
@click.option("--locked", is_flag=True, help="Also of quarters that are locked, whose files no run can make again.")
@click.option("--yes", is_flag=True, help="Do it; without it the command only says what would go.")
@place_options
def command(
    before: datetime | None, locked: bool, yes: bool, raw: Path | None, warehouse: Path | None, output: Path | None
) -> int:
    """Say which restricted files are past their time, and remove them with --yes: 36 months, or as scorecards.toml says.

    What counts is the quarter, not when a file was last saved. Panel files, collected files, protected copies and the
    warehouse are never touched. One entry in the audit trail says how many files went.
    """
    from governance.expiry import cutoff, expire, find_expired, last_day_to_expire  # noqa: PLC0415 - duckdb is slow to load
    from warehouse.states import locks  # noqa: PLC0415

    where = places(raw, warehouse, output)
    months = installation().retention.restricted_months
    today = date.today()
    day = before.date() if before else cutoff(today, months)
    latest = last_day_to_expire(today)
    if day > latest:
        raise Stop(
            Exit.CONFIGURATION,
            f"--before: {day.isoformat()} is after the last quarter that has ended; the latest day is {latest.isoformat()}. "
            "Nothing was removed.",
        )
    store = existing_store(where)
    found = find_expired(where.output, day, locks(where.warehouse))
    going = tuple(one for one in found if locked or not one.is_locked)
    for one in found:
        if one not in going:
            say(
                f"{one.authority}, {one.quarter}: {one.files:,} restricted files stay, for the quarter is locked (--locked)"
            )
    if not going:
        say(f"No restricted files of quarters that ended before {day.isoformat()} are to go.")
        return Exit.DONE
    if yes:
        with refusals(), store.writing(tell):
            expire(store, going, day)
    for one in going:
        say(
            f"{one.authority}, {one.quarter}: {one.files:,} restricted files {'removed' if yes else 'would be removed'}"
        )
    if not yes:
        say(
            "Nothing was removed. Add --yes to remove them; they cannot be brought back, except by running the quarter again."
        )
    return Exit.DONE
