"""``scorecards sample``: synthetic submissions of any size."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipelines.outcome import Exit, Stop, say
from warehouse.calendar import Quarter


@click.command("sample", epilog="Example: scorecards sample --out raw --children 310 --quarters 2 --seed 1")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Folder to write to (a raw folder)."
)
@click.option("--children", type=click.IntRange(1), default=310, show_default=True, help="Looked-after children.")
@click.option("--quarters", type=click.IntRange(1), default=1, show_default=True, help="Submissions, one a quarter.")
@click.option("--seed", type=int, default=None, help="The same seed gives the same files.")
@click.option("--authority", default="herefordshire-demo", show_default=True, help="Folder name of the council.")
@click.option(
    "--last-quarter", default="2017-18-Q4", show_default=True, metavar="Q", help="Quarter of the last submission."
)
def command(out: Path, children: int, quarters: int, seed: int | None, authority: str, last_quarter: str) -> int:
    """Write a synthetic council's submissions: invented children, no real person."""
    from synthetic import DEMO_SEED, write_council  # noqa: PLC0415 - numpy and openpyxl are slow to load

    try:
        last = Quarter.parse(last_quarter)
    except ValueError as error:
        raise Stop(Exit.CONFIGURATION, f"--last-quarter: {error}") from None
    if last.ends > date.today():
        raise Stop(Exit.CONFIGURATION, f"--last-quarter: {last} has not ended yet.")
    try:
        write_council(
            out,
            children=children,
            quarters=quarters,
            seed=DEMO_SEED if seed is None else seed,
            authority=authority,
            last_quarter=last.label,
        )
    except OSError as error:
        raise Stop(
            Exit.CONFIGURATION,
            f"--out: {out} cannot be written to ({error.strerror}). Give a folder this account may write to, on a disk with room.",
        ) from None
    first = last.shift(1 - quarters)
    span = f"{last}" if quarters == 1 else f"{first} to {last}"
    say(f"Synthetic submissions of about {children} looked-after children, {span}, in {out / authority}")
    say(f"Run them with: scorecards run --quarter {last} --raw {out}")
    return Exit.DONE
