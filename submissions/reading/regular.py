"""Opening what lies in the landing folder: regular files inside it and nothing else."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from submissions.reading.limits import Limits
from submissions.reading.sheet import FileFaultError


def open_regular(path: Path, within: Path, limits: Limits | None = None) -> bytes:
    """The content of a regular file.

    A pipe or a device is never opened, for reading it may never end; a link is followed only where it stays inside.

    Args:
        path: The file.
        within: Folder that a link may not lead out of.
        limits: How large it may be.

    Raises:
        FileFaultError: ``not_a_regular_file`` or ``past_limit``, or ``unreadable_file`` where it cannot be opened.
    """
    limits = limits or Limits()
    try:
        return _content(path, within, limits)
    except OSError as error:
        raise FileFaultError("unreadable_file", error.strerror or "it cannot be opened") from error


def _content(path: Path, within: Path, limits: Limits) -> bytes:
    whole = Path(os.path.realpath(path))
    if not whole.is_relative_to(os.path.realpath(within)):
        raise FileFaultError("not_a_regular_file", "a link that leads out of the landing folder")
    kind = _kind(whole.stat().st_mode)
    if kind:
        raise FileFaultError("not_a_regular_file", kind)
    # What was looked at may have been exchanged since, so the open file itself is looked at once more.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(whole, flags)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise FileFaultError("not_a_regular_file", "a link that leads out of the landing folder") from error
        raise
    with os.fdopen(handle, "rb") as file:
        kind = _kind(os.fstat(handle).st_mode)
        if kind:
            raise FileFaultError("not_a_regular_file", kind)
        content = file.read(limits.bytes + 1)
    if len(content) > limits.bytes:
        raise FileFaultError("past_limit", f"larger than {limits.megabytes} MB")
    return content


def _kind(mode: int) -> str:
    """What a file is when it is not a regular one."""
    if stat.S_ISREG(mode):
        return ""
    for is_one, words in (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    ):
        if is_one(mode):
            return words
    return "something else"
