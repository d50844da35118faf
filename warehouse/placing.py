"""Putting a run's files in place so that a folder always holds whole files, and a stop at any moment can be made good.

A staged file stays staged until it is in place, and each step can be taken again: whoever calls :func:`place` next
completes what was left. A folder with versions has a small pointer, which is written last. It names the newest files;
every other workbook or list of the folder goes into ``superseded/`` beside it. Nothing is ever deleted or written over.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path, PurePosixPath

from warehouse.private import open_to_others

#: Names the newest files of a folder that holds versions.
POINTER = "latest.json"
#: Names the files of a collection folder, which holds nothing else.
MANIFEST = "manifest.json"
SUPERSEDED = "superseded"
#: Files somebody may be filling in: one that was changed is kept aside before a new one takes its place.
_FILLED_IN = "_template.xlsx"
_VERSIONED_LIST = re.compile(r"_restricted(?:_[a-z-]+)?_v\d+-\d+_[a-z]+\.csv$")


def staged_files(staged: Path) -> tuple[str, ...]:
    """The waiting files, relative to the staging folder, with forward slashes."""
    return tuple(sorted(p.relative_to(staged).as_posix() for p in staged.rglob("*") if p.is_file()))


def place(staged: Path, output: Path, run: str, folder: str | None = None) -> None:
    """Put the waiting files of one folder, or of all, in place, pointers last; a file already moved is not waiting any more.

    Args:
        staged: Laid out as the output folder is.
        output: Where the files go.
        run: Identifies the run, so that two never write to the same half-made file.
        folder: Relative to both, with forward slashes; all of them without it.
    """
    waiting = staged_files(staged)
    here = waiting if folder is None else [name for name in waiting if str(PurePosixPath(name).parent) == folder]
    for relative in sorted(here, key=lambda name: (Path(name).name in (POINTER, MANIFEST), name)):
        source, target = staged / relative, output / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.name == POINTER:
            supersede(target.parent, newest_names(source))
        elif target.name == MANIFEST:
            _leave_only(target.parent, newest_names(source) | {MANIFEST})
        elif target.name.endswith(_FILLED_IN) and target.is_file() and target.read_bytes() != source.read_bytes():
            _set_aside(target)
        # The output folder may be on another disk, where a move is not one step: copy beside it, then swap.
        beside = target.with_name(f".{target.name}.{run[:8]}.part")
        shutil.copyfile(source, beside)
        beside.replace(target)
        open_to_others(target, output)
        source.unlink()


def newest_names(pointer: Path) -> frozenset[str]:
    """The files a pointer names; none when there is no pointer, or it cannot be read."""
    try:
        listed = json.loads(pointer.read_text(encoding="utf-8"))["files"]
        return frozenset(str(one["name"]) for one in listed)
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def supersede(folder: Path, newest: frozenset[str]) -> None:
    """Move every workbook of a folder that is not among the newest into ``superseded/``, and every versioned list."""
    for path in strays(folder, newest):
        _set_aside(path)


def strays(folder: Path, newest: frozenset[str]) -> list[Path]:
    """Workbooks, and lists with a version in their name, that are not among the newest of a folder.

    Not a file somebody may be filling in, nor the small one by which a spreadsheet marks that a workbook is open.
    """
    return [
        path
        for path in sorted(folder.glob("*"))
        if (path.suffix == ".xlsx" or _VERSIONED_LIST.search(path.name))
        and path.name not in newest
        and not path.name.startswith(("~$", "."))
        and not path.name.endswith(_FILLED_IN)
    ]


def _leave_only(collection: Path, names: frozenset[str]) -> None:
    """Take what an earlier manifest named out of a collection folder; what is not kept with the drafts is kept there now."""
    kept = collection.parents[2] / "panel" / collection.parent.name / collection.name / SUPERSEDED
    for name in sorted(newest_names(collection / MANIFEST) - names):
        path = collection / name
        if path.is_file():
            data = path.read_bytes()
            known = [p for folder in (kept, kept.parent) if folder.is_dir() for p in folder.iterdir() if p.is_file()]
            if any(p.read_bytes() == data for p in known):
                path.unlink()
            else:
                _set_aside(path, kept)


def _set_aside(path: Path, folder: Path | None = None) -> None:
    folder = folder or path.parent / SUPERSEDED
    folder.mkdir(parents=True, exist_ok=True)
    target, number = folder / path.name, 2
    while target.exists():
        target, number = folder / f"{path.stem} ({number}){path.suffix}", number + 1
    path.replace(target)
