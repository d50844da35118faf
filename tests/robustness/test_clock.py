"""What came last is what came last, whatever the clock says."""

from datetime import timedelta

import pytest

from tests.robustness.tiny import NOW, QUARTER, receive
from warehouse.audit import events
from warehouse.connection import connect
from warehouse.trail import broken_events


@pytest.fixture
def warehouse(tmp_path):
    return tmp_path / "store" / "warehouse.duckdb"


def people(warehouse):
    with connect(warehouse, read_only=True) as connection:
        return connection.execute("SELECT delivery, people FROM core.population").fetchall()


def put_clock_back(warehouse):
    """As if what is in the warehouse had been received before the clock was put back by an hour."""
    with connect(warehouse) as connection:
        connection.execute("UPDATE core.submission_all SET received_at = received_at + INTERVAL 1 HOUR")


def test_a_corrected_file_received_after_the_clock_went_back_is_the_latest(warehouse):
    assert receive(warehouse, "first", population={2017: 1000}) == 1
    put_clock_back(warehouse)
    assert receive(warehouse, "second", population={2017: 2000}) == 2
    assert people(warehouse) == [(2, 2000)]
    put_clock_back(warehouse)
    # The first file is sent once more: it counts again, under its own number.
    assert receive(warehouse, "first", population={2017: 1000}) == 1
    assert people(warehouse) == [(1, 1000)]


def test_the_same_files_once_more_keep_the_moment_they_came(warehouse):
    receive(warehouse, "first")
    with connect(warehouse, read_only=True) as connection:
        before = connection.execute("SELECT received_at FROM core.submission_all").fetchall()
    receive(warehouse, "first")
    with connect(warehouse, read_only=True) as connection:
        assert connection.execute("SELECT received_at FROM core.submission_all").fetchall() == before
        assert connection.execute("SELECT count(*) FROM core.population_all").fetchall() == [(1,)]


def test_the_audit_trail_goes_by_its_numbers_and_is_whole_although_the_clock_went_back(warehouse):
    receive(warehouse, "first", NOW)
    receive(warehouse, "second", NOW - timedelta(hours=1))
    with connect(warehouse, read_only=True) as connection:
        assert broken_events(connection) == []
        listed = events(connection, QUARTER.label)
    assert [line.split()[0] for line in listed] == ["1", "2"]
    assert ["09:01" in listed[0], "08:01" in listed[1]] == [True, True]
