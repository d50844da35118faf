"""Putting a run's files in place so that a folder always holds whole files, and a stop at any moment can be made good.

A staged file stays staged until it is in place, and each step can be taken again: whoever calls :func:`place` next
completes what was left. A folder with versions has a small pointer, which is written last. It names the newest files;
every other workbook of the folder goes into ``superseded/`` beside it. Nothing is ever deleted or written over.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

#: Names the newest files of a folder that holds versions.
POINTER = "latest.json"
SUPERSEDED = "superseded"
#: Files somebody may be filling in: one that was changed is kept aside before a new one takes its place.
_FILLED_IN = "_template.xlsx"


def staged_files(staged: Path) -> tuple[str, ...]:
    """The waiting files, relative to the staging folder, with forward slashes."""
    return tuple(sorted(p.relative_to(staged).as_posix() for p in staged.rglob("*") if p.is_file()))


def place(staged: Path, output: Path, run: str) -> None:
    """Put every waiting file in place, pointers last; a file already moved is not waiting any more.

    Args:
        staged: Laid out as the output folder is.
        output: Where the files go.
        run: Identifies the run, so that two never write to the same half-made file.
    """
    for relative in sorted(staged_files(staged), key=lambda name: (Path(name).name == POINTER, name)):
        source, target = staged / relative, output / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.name == POINTER:
            supersede(target.parent, newest_names(source))
        elif target.name.endswith(_FILLED_IN) and target.is_file() and target.read_bytes() != source.read_bytes():
            _set_aside(target)
        # The output folder may be on another disk, where a move is not one step: copy beside it, then swap.
        beside = target.with_name(f".{target.name}.{run[:8]}.part")
        shutil.copyfile(source, beside)
        beside.replace(target)
        source.unlink()


def newest_names(pointer: Path) -> frozenset[str]:
    """The files a pointer names; none when there is no pointer, or it cannot be read."""
    try:
        listed = json.loads(pointer.read_text(encoding="utf-8"))["files"]
        return frozenset(str(one["name"]) for one in listed)
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def supersede(folder: Path, newest: frozenset[str]) -> None:
    """Move every workbook of a folder that is not among the newest into ``superseded/``."""
    for path in sorted(folder.glob("*.xlsx")):
        # Spreadsheets mark a workbook that is open with a small file whose name begins so.
        if path.name not in newest and not path.name.startswith(("~$", ".")):
            _set_aside(path)


def _set_aside(path: Path) -> None:
    folder = path.parent / SUPERSEDED
    folder.mkdir(exist_ok=True)
    target, number = folder / path.name, 2
    while target.exists():
        target, number = folder / f"{path.stem} ({number}){path.suffix}", number + 1
    path.replace(target)
