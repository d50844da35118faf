"""``scorecards doctor``: whether the installation is sound, and what to do where it is not."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from pipelines.options import place_options, places
from pipelines.outcome import Exit, say


@click.command("doctor", epilog="Example: scorecards doctor; scorecards doctor --repair puts right what it can.")
@place_options
@click.option("--repair", is_flag=True, help="Mark runs whose process is gone as failed, and settle what they left.")
def command(raw: Path | None, warehouse: Path | None, output: Path | None, repair: bool) -> int:
    """Check the installation: settings, folders, disk, versions, warehouse, Dagster, overdue extracts.

    Changes nothing without --repair. Exits 0 when everything is in order, 4 when something is wrong; what is only worth
    knowing does not count.
    """
    from automation.doctor import examine  # noqa: PLC0415 - loads dagster and duckdb

    where = places(raw, warehouse, output)
    wrong = 0
    for finding in examine(where, date.today(), os.environ, Path.cwd(), repair=repair):
        say(f"{finding.mark:<5} {finding.subject}: {finding.words}")
        if finding.remedy:
            say(f"      {finding.remedy}")
        wrong += finding.is_wrong
    say()
    say("Everything is in order." if not wrong else f"{wrong} thing{'' if wrong == 1 else 's'} to put right.")
    return Exit.CONFIGURATION if wrong else Exit.DONE
