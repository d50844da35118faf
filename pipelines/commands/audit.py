"""``scorecards audit``: what was done to which quarter, by whom; and whether the trail and what it seals are whole."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.deciding import existing_store
from pipelines.options import parse_quarter, place_options, places
from pipelines.outcome import Exit, Stop, say


@click.command(
    "audit",
    epilog="Examples: scorecards audit --authority herefordshire; scorecards audit --anchor 12:9f0c...e1, with the anchor of "
    "a handover note, a manifest or a notice",
)
@click.option("--quarter", metavar="Q", help="Only this quarter, such as 2017-18-Q4.")
@click.option("--authority", metavar="A", help="Only this council.")
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    metavar="N:HASH",
    help="Prove that nothing up to this event was changed, cut off or made anew; may be repeated.",
)
@place_options
def command(
    quarter: str | None,
    authority: str | None,
    anchors: tuple[str, ...],
    raw: Path | None,
    warehouse: Path | None,
    output: Path | None,
) -> int:
    """List runs, decisions, publications, restatements, erasures and expiries, oldest first, and check that none was changed.

    Checked are the trail, what it seals (results, states, hidden cells, inputs and outputs of each run, figures of each
    approval), the anchors in collection folders, and the files that were put in place. Exit code 3 when something is not as
    it was left.
    """
    from governance.files import anchors_kept, changed_files  # noqa: PLC0415 - duckdb is slow to load
    from warehouse.audit import authorities, events  # noqa: PLC0415
    from warehouse.connection import connect  # noqa: PLC0415
    from warehouse.trail import Anchor, against_anchor, broken_events, head  # noqa: PLC0415

    where = places(raw, warehouse, output)
    label = parse_quarter(quarter).label if quarter else None
    given = []
    for text in anchors:
        try:
            given.append(Anchor.parse(text))
        except ValueError as error:
            raise Stop(Exit.CONFIGURATION, f"--anchor: {error}.") from None
    store = existing_store(where)
    store.settle()
    with connect(store.warehouse, read_only=True) as connection:
        if authority is not None and authority not in (known := authorities(connection)):
            raise Stop(
                Exit.CONFIGURATION,
                f"--authority: nothing is recorded of {authority}. Recorded are: {', '.join(known) or 'none'}.",
            )
        listed = events(connection, label, authority)
        broken = broken_events(connection)
        for anchor in given:
            problem = against_anchor(connection, anchor, "given")
            if problem is not None:
                broken.append(problem)
            else:
                say(f"Anchor {anchor.number}: nothing up to event {anchor.number} was changed, cut off or made anew.")
        broken += [*anchors_kept(connection, store.output), *changed_files(connection, store.output)]
        newest = head(connection)
    for line in listed:
        say(line)
    if not listed:
        say("Nothing recorded.")
    for line in broken:
        say(f"NOT WHOLE: {line}")
    if newest is not None:
        say(f"Anchor, to be kept elsewhere: {newest}")
    say("The trail is whole." if not broken else "The trail is not whole: compare with a backup before relying on it.")
    return Exit.BLOCKED if broken else Exit.DONE
