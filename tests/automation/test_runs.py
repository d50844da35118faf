"""What became of the newest run of a quarter, whoever started it."""

import dagster as dg
import pytest
from dagster._core.events import DagsterEvent, DagsterEventType

from automation.jobs import announce_overdue
from automation.runs import newest_run
from warehouse.builds import Store

QUARTER = "2017-18-Q4"


@pytest.fixture
def made(tmp_path):
    """Makes runs in a Dagster instance of their own, and asks about them."""
    with dg.DagsterInstance.ephemeral() as instance:

        def make(tag, *events, quarter=QUARTER):
            run = instance.create_run_for_job(job_def=announce_overdue, tags={tag: quarter})
            for event in events:
                began = DagsterEvent(event_type_value=event.value, job_name=run.job_name)
                instance.report_dagster_event(began, run.run_id)

        make.ask = lambda: newest_run(instance, Store(tmp_path / "w.duckdb", tmp_path / "output"), QUARTER)
        yield make


# A run started by hand, by a schedule or by the sensor has one tag; one of a backfill from the web page another.
@pytest.mark.parametrize("tag", ["dagster/partition", "dagster/asset_partition_range_start"])
def test_a_run_is_going_until_it_has_ended_and_the_newest_counts(made, tag):
    start, failure, success = DagsterEventType.RUN_START, DagsterEventType.RUN_FAILURE, DagsterEventType.RUN_SUCCESS
    assert made.ask() == "other"
    made(tag, start, failure, quarter="2017-18-Q3")
    assert made.ask() == "other"
    made(tag, start, failure)
    assert made.ask() == "failed"
    made(tag, start, success)
    assert made.ask() == "other"
    made(tag, start)
    assert made.ask() == "going"
