"""Announcing what came of a run, by the ways this installation's settings name."""

from __future__ import annotations

import logging
from collections.abc import Callable

from assets.outcome import Failure, Log, QuarterOutcome
from automation.notices import Notice, failed, succeeded
from automation.notify import announce

_log = logging.getLogger("scorecards.progress")


class Notices:
    """Sends notices by e-mail and webhook; an :class:`assets.outcome.Announcer`."""

    def ended(self, outcome: QuarterOutcome, *logs: Log) -> None:
        """Tell of a run that ended."""
        _send(lambda: succeeded(outcome), logs)

    def failed(self, failure: Failure, *logs: Log) -> None:
        """Tell of a run that failed or was refused."""
        _send(lambda: failed(failure), logs)


def _send(compose: Callable[[], Notice], logs: tuple[Log, ...]) -> None:
    try:
        notice = compose()
    except Exception as fault:
        # What came of the run must be told, whatever is wrong with telling it.
        for log in logs:
            log.warning(f"No notice was sent: it could not be composed ({type(fault).__name__}).")
        return
    announce(notice, *logs)
