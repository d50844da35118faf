"""The trail with an anchor: what somebody who can write to the warehouse file would try."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipelines.cli import run
from tests.trust.conftest import APPROVED, COUNCIL, QUARTER, options
from warehouse.accounts import Actor
from warehouse.audit import AUDIT, HASHED, Event, append
from warehouse.connection import connect
from warehouse.seals import hash_of
from warehouse.trail import broken_events, head


def rehash(connection):
    """Make every hash of the chain anew, as somebody would who has read this code."""
    previous = "0" * 64
    for row in connection.execute(f"SELECT {', '.join(HASHED)} FROM {AUDIT} ORDER BY event_number").fetchall():
        values = dict(zip(HASHED, row, strict=True)) | {"previous_hash": previous}
        previous = hash_of([values[name] for name in HASHED])
        connection.execute(
            f"UPDATE {AUDIT} SET previous_hash = ?, event_hash = ? WHERE event_number = ?",
            [values["previous_hash"], previous, values["event_number"]],
        )


def test_cutting_the_end_off_is_whole_in_itself_and_an_anchor_proves_it(store, told):
    with connect(store.warehouse) as connection:
        anchor = head(connection)
        connection.execute(f"DELETE FROM {AUDIT} WHERE kind = 'approve'; DELETE FROM ops.output")
        connection.execute("DELETE FROM ops.copy")
        assert broken_events(connection) == []
    assert run(["audit", *options(store), "--anchor", str(anchor)]) == 3
    assert "the end of the trail was cut off" in told()


def test_a_trail_made_anew_is_whole_in_itself_and_an_anchor_proves_it(store, told):
    with connect(store.warehouse) as connection:
        anchor = head(connection)
        connection.execute(f"UPDATE {AUDIT} SET done_by = 'Somebody else' WHERE kind = 'approve'")
        rehash(connection)
        assert broken_events(connection) == []
    assert run(["audit", *options(store), "--anchor", str(anchor)]) == 3
    assert "made anew" in told()


def test_an_old_anchor_stays_good_as_the_trail_grows(store, told):
    with connect(store.warehouse) as connection:
        anchor = head(connection)
        connection.execute("BEGIN TRANSACTION")
        append(connection, Event("expire", done_by="somebody", details=Actor("somebody").details))
        connection.execute("COMMIT")
    assert run(["audit", *options(store), "--anchor", str(anchor)]) == 0
    assert f"nothing up to event {anchor.number} was changed" in told()
    assert run(["audit", *options(store), "--anchor", "12:abc"]) == 4


def test_the_anchor_in_a_collected_manifest_is_compared_by_itself(store, told):
    with connect(store.warehouse) as connection:
        anchor = head(connection)
    folder = store.output / "collection" / COUNCIL / QUARTER
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(
        json.dumps({"anchor": str(replace(anchor, number=99)), "files": []}), encoding="utf-8"
    )
    assert run(["audit", *options(store)]) == 3
    assert f"in collection/{COUNCIL}/{QUARTER}/manifest.json" in told()


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("INSERT INTO published.as_published (authority, submission_quarter, version) VALUES ('testshire', '2017-18-Q4', '2.0')",
         "version 2.0 of 2017-18-Q4 of testshire belong to no approval"),
        ("INSERT INTO ops.output SELECT * REPLACE ('of-nobody' AS event_id) FROM ops.output LIMIT 1",
         "rows of ops.output belong to no event"),
        ("UPDATE published.authority_all SET state = 'PUBLISHED'", "published.authority says PUBLISHED"),
        ("UPDATE ops.copy SET sha256 = repeat('0', 64)", "Rows of ops.copy"),
        ("INSERT INTO ops.run BY NAME SELECT * REPLACE ('invented' AS run_id, now() AT TIME ZONE 'UTC' AS started_at) "
         "FROM ops.run LIMIT 1", "rows of ops.run belong to no event"),
    ],
)  # fmt: skip
def test_rows_put_in_are_seen(store, tampering, named):
    with connect(store.warehouse) as connection:
        connection.execute("BEGIN TRANSACTION")
        append(connection, Event("expire", done_by="somebody"))
        connection.execute("COMMIT")
        connection.execute(
            "INSERT INTO published.authority_all (authority, submission_quarter, delivery, state) "
            "VALUES ('otherton', '2017-18-Q4', 1, 'DRAFT')"
        )
        connection.execute(
            "INSERT INTO core.submission_all (authority, submission_quarter, delivery, received_at) "
            "VALUES ('otherton', '2017-18-Q4', 1, now())"
        )
        assert broken_events(connection) == []
        connection.execute(tampering)
        problems = broken_events(connection)
    assert any(named in problem for problem in problems), problems


@pytest.mark.parametrize("what", ["a file", "the pointer", "an analysts' file", "the analysts' pointer"])
def test_files_changed_behind_its_back_are_seen(store, told, what):
    assert run(["audit", *options(store)]) == 0, told()
    path = {
        "a file": store.output / APPROVED,
        "the pointer": (store.output / APPROVED).parent / "latest.json",
        "an analysts' file": max((store.output / "analysts").glob("v*/parquet/published.trend.parquet")),
        "the analysts' pointer": store.output / "analysts" / "latest.json",
    }[what]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")
    assert run(["audit", *options(store)]) == 3
    assert f"NOT WHOLE: {path.relative_to(store.output).as_posix()}" in told()


def test_an_authority_nothing_is_recorded_of_is_a_slip_of_the_command_line(store, told):
    assert run(["audit", *options(store), "--authority", "nowhere"]) == 4
    assert "Recorded are: testshire" in told()
    assert run(["audit", *options(store), "--authority", COUNCIL]) == 0
