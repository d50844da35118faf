"""Exit codes, and how a command says what came of it. Light: imports nothing slow."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from typing import TextIO

import click


class Exit(IntEnum):
    """Exit codes of every command (data contract, section 6); of several that apply, the highest."""

    DONE = 0
    DATA = 2
    BLOCKED = 3
    CONFIGURATION = 4
    INTERNAL = 5


class Stop(Exception):  # noqa: N818 - it ends a command, rightly or wrongly; it is not always an error
    """End the command with this code and message.

    Attributes:
        code: The exit code.
        message: What happened, where, and what to do.
    """

    def __init__(self, code: Exit, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def say(text: str = "") -> None:
    """Print a line of the answer."""
    _print(text, sys.stdout)


def tell(text: str) -> None:
    """Print a line about the work itself, kept apart from the answer."""
    _print(text, sys.stderr)


def _print(text: str, stream: TextIO | None) -> None:
    """Print where that can be done: a console that cannot show a letter, or has gone, changes nothing about what was done."""
    try:
        click.echo(text, file=stream)
    except UnicodeEncodeError:
        encoding = getattr(stream, "encoding", None) or "ascii"
        with suppress(OSError, ValueError):
            click.echo(text.encode(encoding, errors="backslashreplace").decode(encoding), file=stream)
    except (OSError, ValueError):
        return


def let_go_of_the_console() -> None:
    """Write out what is still to be printed; where nobody reads any more, nobody is told so."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            # Python would try again when it ends, and end with a code of its own.
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class _Progress(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        tell(record.getMessage())


@contextmanager
def telling_progress() -> Iterator[None]:
    """Print the lines of the progress log while work goes on."""
    progress = logging.getLogger("scorecards.progress")
    handler = _Progress()
    progress.addHandler(handler)
    progress.setLevel(logging.INFO)
    try:
        yield
    finally:
        progress.removeHandler(handler)
