"""Deliveries of next to nothing, promoted without a pipeline: what the order of things needs."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from warehouse import build
from warehouse.accounts import Actor
from warehouse.audit import new_event_id
from warehouse.calendar import Quarter
from warehouse.connection import connect
from warehouse.promote import RunRecord, deliveries, promote

QUARTER = Quarter.parse("2017-18-Q4")
NOW = datetime(2018, 5, 1, 9, 0)


def prepare(
    warehouse: Path, content: str, clock: datetime = NOW, population: Mapping[int, int] | None = None, run_id: str = ""
) -> tuple[Path, RunRecord, int]:
    """Build a delivery of one council with that content; returns the build, its record and the delivery's number."""
    run_id = run_id or new_event_id()
    database = warehouse.parent / f"{run_id}.duckdb"
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    number = deliveries(warehouse, QUARTER.label, {"testshire": content})["testshire"]
    with connect(database) as connection:
        build.create(connection, QUARTER, quarters_back=0)
        facts = build.SubmissionFacts(
            "testshire", QUARTER.label, "Testshire", "E06000019", content, population or {2017: 1000}, frozenset()
        )
        build.load_submission(connection, facts)
        connection.execute(
            f"CREATE TABLE main.delivery AS SELECT 'testshire' AS authority, '{QUARTER.label}' AS submission_quarter, "
            f"{number} AS delivery"
        )
    record = RunRecord(
        run_id, clock, clock + timedelta(minutes=1), QUARTER.label, {"testshire": content}, "1", "done", (), Actor("somebody"),
        "test", date(2018, 5, 1), "1",
    )  # fmt: skip
    return database, record, number


def receive(
    warehouse: Path, content: str, clock: datetime = NOW, population: Mapping[int, int] | None = None, run_id: str = ""
) -> int:
    """Promote a delivery of one council with that content; returns its number."""
    database, record, number = prepare(warehouse, content, clock, population, run_id)
    promote(warehouse, database, record)
    database.unlink()
    return number
