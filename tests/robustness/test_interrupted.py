"""A run that is told to end is told as interrupted, and never as a fault of the pipeline or of a council."""

import os
import signal
import threading

import dagster as dg
import duckdb
import pytest

from assets.isolation import stops_everybody, was_interrupted


@pytest.fixture
def ends_on_signal():
    """As Dagster does while it runs a step."""

    def end(*_: object) -> None:
        raise dg.DagsterExecutionInterruptedError

    before = signal.signal(signal.SIGTERM, end)
    yield
    signal.signal(signal.SIGTERM, before)


def test_a_signal_in_the_middle_of_a_query_stops_everybody(ends_on_signal):
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGTERM)).start()
    with pytest.raises(BaseException) as caught:
        duckdb.sql("SELECT count(*) FROM range(10000000) AS a, range(100000) AS b WHERE a.range * b.range % 7 = 3").fetchall()
    assert was_interrupted(caught.value) and stops_everybody(caught.value)


@pytest.mark.parametrize("error", [RuntimeError("a record was here"), ValueError("Query interrupted")])
def test_other_errors_concern_the_council_they_came_from(error):
    assert not was_interrupted(error) and not stops_everybody(error)
