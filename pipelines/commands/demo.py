"""``scorecards demo``: a synthetic council from nothing to workbooks, in a folder of its own."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import click

from pipelines.outcome import Exit, Stop, say, tell
from pipelines.quarter import run_quarter
from pipelines.summary import print_headlines, print_workbooks
from submissions.places import Places
from warehouse.calendar import Quarter, quarter_labels

_AUTHORITY = "herefordshire-demo"
_CHILDREN = 310
#: Says that a folder was made by this command, which then may take it away.
_MARK = ".scorecards-demo"


@click.command("demo", epilog="Example: scorecards demo; scorecards demo --remove takes it away.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    metavar="DIR",
    help="Folder of its own, apart from every real council; environment variables do not change it.",
)
@click.option("--remove", is_flag=True, help="Take the folder away, with everything in it.")
def command(folder: Path, remove: bool) -> int:
    """Make a synthetic council if there is none, run its latest quarter and show the headline scorecard.

    Everything is kept in a folder of its own: submissions, warehouse and workbooks. The folders of an installation, and the
    variables that name them, are left alone.
    """
    if remove:
        return _remove(folder)
    where = _places(folder)
    quarter = _latest(where)
    if quarter is None:
        tell(f"Making a synthetic council of about {_CHILDREN} looked-after children in {where.raw / _AUTHORITY}")
        from synthetic import DEMO_SEED, write_council  # noqa: PLC0415 - numpy and openpyxl are slow to load

        try:
            _claim(folder)
            write_council(where.raw, children=_CHILDREN, quarters=1, seed=DEMO_SEED, authority=_AUTHORITY)
        except OSError as error:
            raise Stop(Exit.CONFIGURATION, f"--folder: {folder} cannot be written to ({error.strerror}).") from None
        quarter = _latest(where)
    if quarter is None:
        raise Stop(Exit.INTERNAL, f"The synthetic council could not be found again in {where.raw / _AUTHORITY}.")
    ran = run_quarter(where, quarter, [_AUTHORITY])
    print_headlines(where, quarter, _AUTHORITY)
    say()
    say("Panel workbooks (synthetic children, marked DRAFT):")
    print_workbooks(where, quarter, ran.authorities, ran.files)
    say(f"Warehouse: {where.warehouse}")
    say(
        f"Next: 'scorecards dev --raw {where.raw} --warehouse {where.warehouse} --output {where.output}' opens the same run in a "
        "browser; the README says how to run real extracts. 'scorecards demo --remove' takes all of it away."
    )
    for problem in ran.problems:
        say(problem)
    return ran.code


def _places(folder: Path) -> Places:
    """The places of the demonstration, whatever the environment names."""
    return Places.from_environment(
        {}, raw=folder / "raw", warehouse=folder / "warehouse" / "store" / "warehouse.duckdb", output=folder / "output"
    )


def _claim(folder: Path) -> None:
    """Mark a folder as the demonstration's own, so that it can be told from one with something else in it.

    Raises:
        Stop: When there is something else in it.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).is_file():
        raise Stop(
            Exit.CONFIGURATION,
            f"--folder: {folder} has something else in it, and the demonstration keeps apart from everything real. Name an empty "
            "folder, or one that is not there yet.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text(
        "Made by 'scorecards demo'; 'scorecards demo --remove' deletes this folder.\n", encoding="utf-8"
    )


def _remove(folder: Path) -> int:
    if not folder.exists():
        say(f"There is no demonstration in {folder}.")
        return Exit.DONE
    if not (folder / _MARK).is_file():
        raise Stop(
            Exit.CONFIGURATION,
            f"{folder} was not made by 'scorecards demo', so it is left alone. Delete it yourself if you mean it.",
        )
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise Stop(
            Exit.CONFIGURATION,
            f"{folder} could not be removed whole ({error.strerror}). Close what has a file of it open.",
        ) from None
    say(f"The demonstration in {folder} is gone.")
    return Exit.DONE


def _latest(where: Places) -> Quarter | None:
    folder = where.raw / _AUTHORITY
    known = set(quarter_labels(date.today()))
    found = sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name in known) if folder.is_dir() else []
    return Quarter.parse(found[-1]) if found else None
