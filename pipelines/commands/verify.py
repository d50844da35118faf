"""``scorecards verify``: is this the approved file, and what is behind it?"""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.deciding import existing_store
from pipelines.options import place_options, places
from pipelines.outcome import Exit, Stop, say


@click.command("verify", epilog="Example: scorecards verify care-leavers_2017-18-Q4_panel_v1-0_approved.xlsx")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@place_options
def command(file: Path, raw: Path | None, warehouse: Path | None, output: Path | None) -> int:
    """Say whether a panel workbook FILE is approved, superseded, altered, a draft or unknown, and what is behind it.

    The whole file is compared: cells, formats that hide, hidden rows, columns and sheets, comments, headers, print areas, charts
    with their stored values and descriptions, properties, parts that were added. What was changed is named with its place. A
    file that was only opened and saved again is recognised. Exit code 0 for the newest approved version, 3 for
    anything else.
    """
    from governance.verify import MOST_NAMED, verify  # noqa: PLC0415 - openpyxl is slow to load
    from warehouse.audit import behind  # noqa: PLC0415
    from warehouse.connection import connect  # noqa: PLC0415
    from warehouse.states import statuses  # noqa: PLC0415

    where = places(raw, warehouse, output)
    if not file.is_file():
        raise Stop(Exit.CONFIGURATION, f"There is no file {file}.")
    store = existing_store(where)
    store.settle()
    with connect(store.warehouse, read_only=True) as connection:
        found = statuses(connection)
        standing = {key: status.version for key, status in found.items() if status.version is not None}
        verdict = verify(connection, file, standing, where.output)
        known = verdict.known
        lines = behind(connection, known.event_id, known.authority) if known is not None else []
    say(f"{file.name}: {verdict.sentence}")
    for place in verdict.changed[:MOST_NAMED]:
        say(f"  {place}")
    if len(verdict.changed) > MOST_NAMED:
        say(f"  ... and {len(verdict.changed) - MOST_NAMED} more")
    if known is not None:
        status = found.get((known.authority, known.quarter))
        if status is not None and status.is_published and verdict.word == "approved":
            say("  Published.")
    for line in lines:
        say(f"  {line}")
    return Exit.DONE if verdict.word == "approved" else Exit.BLOCKED
