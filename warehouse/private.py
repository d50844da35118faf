"""Files that hold records are for the account alone; what is meant for others is opened to them, file by file.

Everything a process of ours makes, temporary files and half-made builds among it, is private from its first byte, because
the process takes every right of others away before it makes anything. What is put in place for a panel, a secretary or
analysts then gets the rights the account would have given it. On Windows rights come from the folder: the guide says how
to set them, and the doctor looks.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

#: Rights of others, and of the group, that nothing private has.
OTHERS = 0o077
_THROUGH = 0o011
_FOLDER, _FILE, _READ_ONLY = 0o777, 0o666, 0o444
#: Folders of the output root that hold no record and are meant for others.
OPEN_ROOTS = ("panel", "collection", "print", "analysts")

_usual: list[int] = []


def make_private() -> None:
    """From now on whatever this process or its children make is for the account alone; calling it again changes nothing."""
    if sys.platform == "win32":
        return
    before = os.umask(OTHERS)
    if not _usual:
        _usual.append(before)
    os.umask(before | OTHERS)


def open_to_others(path: Path, root: Path) -> None:
    """Give a file that is meant for others, and its folders, the rights the account usually gives.

    Args:
        path: The file, within ``root``.
        root: The output root.
    """
    if sys.platform == "win32" or not _usual or not is_meant_for_others(path, root):
        return
    _allow(path, _READ_ONLY if not path.stat().st_mode & 0o200 else _FILE)
    for folder in path.parents:
        if not folder.is_relative_to(root):
            break
        _allow(folder, _FOLDER)


def is_meant_for_others(path: Path, root: Path) -> bool:
    """Whether a path is in a part of the output root that holds no record."""
    parts = path.relative_to(root).parts
    return bool(parts) and parts[0] in OPEN_ROOTS


def exposed(root: Path, limit: int = 5) -> list[Path]:
    """Folders and files under a root that others than the account can reach; the first few, none on Windows.

    Args:
        root: A folder that holds records.
        limit: How many are named at most.
    """
    if sys.platform == "win32" or not root.exists():
        return []
    # Where a folder above lets nobody through, nobody gets here.
    if any(not folder.stat().st_mode & _THROUGH for folder in root.absolute().parents):
        return []
    found: list[Path] = []
    for path in (root, *root.rglob("*")):
        if not path.is_symlink() and path.stat().st_mode & OTHERS:
            found.append(path)
            if len(found) == limit:
                break
    return found


def close_to_others(root: Path) -> int:
    """Take the rights of others from everything under a root; returns of how many folders and files."""
    closed = 0
    for path in (root, *root.rglob("*")) if root.exists() and sys.platform != "win32" else ():
        mode = path.stat().st_mode
        if not path.is_symlink() and mode & OTHERS:
            path.chmod(mode & 0o7777 & ~OTHERS)
            closed += 1
    return closed


def _allow(path: Path, most: int) -> None:
    wanted = most & ~_usual[0]
    mode = path.stat().st_mode & 0o7777
    # Never less than there is: somebody may have opened a folder of theirs further, on purpose.
    if mode | wanted != mode:
        path.chmod(mode | wanted)
