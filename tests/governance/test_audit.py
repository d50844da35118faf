"""The audit trail shows when somebody changed it."""

from shutil import copyfile

import pytest

from warehouse.accounts import account
from warehouse.connection import connect
from warehouse.trail import broken_events


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("UPDATE ops.audit SET done_by = 'Somebody else' WHERE kind = 'approve'", "Event 2 (approve) has been changed"),
        ("UPDATE ops.audit SET event_at = event_at + INTERVAL 1 DAY WHERE kind = 'run'", "Event 1 (run) has been changed"),
        ("DELETE FROM ops.audit WHERE kind = 'approve'", "does not follow the one before it"),
        ("UPDATE ops.run SET run_by = 'Nobody'", "Rows of ops.run that belong to event 1"),
        ("DELETE FROM ops.input WHERE extract = 'sdqs'", "Rows of ops.input that belong to event 1"),
        ("UPDATE ops.output SET sha256 = repeat('0', 64) WHERE path LIKE 'panel/%approved%'", "Rows of ops.output"),
        ("UPDATE published.as_published SET numerator = numerator + 1 WHERE numerator IS NOT NULL",
         "Rows of published.as_published that belong to event 2"),
        ("INSERT INTO ops.output SELECT * REPLACE ('panel/other.xlsx' AS path) FROM ops.output LIMIT 1", "Rows of ops.output"),
    ],
)  # fmt: skip
def test_a_change_is_seen(published_folder, tmp_path, tampering, named):
    warehouse = tmp_path / "warehouse.duckdb"
    copyfile(published_folder / "store" / "warehouse.duckdb", warehouse)
    with connect(warehouse) as connection:
        assert broken_events(connection) == []
        connection.execute(tampering)
        problems = broken_events(connection)
    assert problems
    assert any(named in problem for problem in problems), problems


def test_the_audit_command_lists_what_was_done_and_tells_when_it_was_changed(published, told):
    assert published.call("audit") == 0
    said = told()
    assert said.index(" run ") < said.index(" approve ") < said.index(" publish ")
    assert f"by account {account()}, claiming to be A. Director (Director of children's services)" in said
    published.change("UPDATE ops.audit SET reason = 'Because' WHERE kind = 'publish'")
    assert published.call("audit") == 3
    assert "NOT WHOLE: Event 3 (publish) has been changed" in told()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE indicators.result_all SET numerator = numerator + 1 WHERE indicator_id = 'LAC-01'",
        "DELETE FROM scorecards.hidden_cells_all",
        "UPDATE published.lac_scorecard_all SET rating = 'Green' WHERE rating = 'Red'",
    ],
)
def test_what_a_run_released_is_sealed(published_folder, tmp_path, tampering):
    """Somebody betters a figure, or takes away the list of what is hidden."""
    warehouse = tmp_path / "warehouse.duckdb"
    copyfile(published_folder / "store" / "warehouse.duckdb", warehouse)
    with connect(warehouse) as connection:
        connection.execute(tampering)
        problems = broken_events(connection)
    assert any("are not those that event 1 (run) released" in problem for problem in problems), problems
