"""``scorecards verify``: is this the approved file, and what is behind it?"""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.deciding import existing_store
from pipelines.options import place_options, places
from pipelines.outcome import Exit, Stop, say


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@place_options
def command(file: Path, raw: Path | None, warehouse: Path | None, output: Path | None) -> int:
    """Say whether a panel workbook FILE is approved, superseded, altered, a draft or unknown, and what is behind it.

    A file that was only opened and saved again is recognised by its cells. Exit code 0 for the newest approved version, 3 for
    anything else.
    """
    from governance.verify import differing_cells, verify  # noqa: PLC0415 - openpyxl is slow to load
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
        verdict = verify(connection, file, standing)
        known = verdict.known
        lines = behind(connection, known.event_id, known.authority) if known is not None else []
    say(f"{file.name}: {verdict.sentence}")
    if known is not None and verdict.word == "altered":
        original = _original(where.output, known.path)
        if original is not None:
            cells, number = differing_cells(file, original)
            what = "1 cell differs" if number == 1 else f"{number} cells differ"
            more = ", ..." if number > len(cells) else ""
            say(f"  {what} from {original.name}: {', '.join(cells)}{more}")
    if known is not None:
        status = found.get((known.authority, known.quarter))
        if status is not None and status.is_published and verdict.word == "approved":
            say("  Published.")
    for line in lines:
        say(f"  {line}")
    return Exit.DONE if verdict.word == "approved" else Exit.BLOCKED


def _original(output: Path, path: str) -> Path | None:
    place = output / path
    kept = [place, *sorted((place.parent / "superseded").glob(f"{place.stem}*{place.suffix}"))]
    return next((p for p in kept if p.is_file()), None)
