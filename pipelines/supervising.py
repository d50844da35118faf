"""Keeping the parts of the service together: they start together, and whatever ends the service ends all of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

#: Seconds a part has to end by itself: a run that is going on stops at its next step.
PATIENCE = 30.0
_LOOK_EVERY = 0.5
_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK") if hasattr(signal, name))


def supervise(commands: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> str | None:
    """Run processes until a signal ends them, or until one of them ends, and then end the others.

    Args:
        commands: Name of a part -> its command.
        environment: Of all of them.

    Returns:
        The part that ended by itself; ``None`` when a signal ended all of them.
    """
    with _signalled() as ended:
        parts: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for name, command in commands.items():
                parts[name] = _start(command, environment)
            while not ended.wait(_LOOK_EVERY):
                gone = next((name for name, part in parts.items() if part.poll() is not None), None)
                if gone is not None:
                    return gone
            return None
        finally:
            _stop(list(parts.values()))


@contextmanager
def _signalled() -> Iterator[threading.Event]:
    """An event that is set when somebody asks the process to end, instead of ending it at once."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    before = {number: signal.signal(number, end) for number in _ENDING}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # A group of its own, so that what a part starts in its turn can be ended with it.
    if sys.platform == "win32":
        return subprocess.Popen(command, env=environment, creationflags=subprocess.CREATE_NEW_PROCESS_GROUP)
    return subprocess.Popen(command, env=environment, start_new_session=True)


def _stop(parts: Sequence[subprocess.Popen[bytes]]) -> None:
    for part in parts:
        _end(part, forcibly=False)
    for part in parts:
        with suppress(subprocess.TimeoutExpired):
            part.wait(PATIENCE)
        _end(part, forcibly=True)
        part.wait()


def _end(part: subprocess.Popen[bytes], *, forcibly: bool) -> None:
    """Signal a part and everything it started."""
    if sys.platform == "win32":
        with suppress(OSError):
            if forcibly:
                subprocess.run(["taskkill", "/T", "/F", "/PID", str(part.pid)], capture_output=True, check=False)
            else:
                part.send_signal(signal.CTRL_BREAK_EVENT)
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(part.pid, signal.SIGKILL if forcibly else signal.SIGTERM)
