"""Exit codes, and how a command says what came of it. Light: imports nothing slow."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

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
    click.echo(text)


def tell(text: str) -> None:
    """Print a line about the work itself, kept apart from the answer."""
    click.echo(text, err=True)


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
