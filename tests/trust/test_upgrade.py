"""A warehouse of another version, and one that cannot be read: each told apart, with its own advice."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.cli import run
from schemas.warehouse import SCHEMA_VERSION
from tests.trust.conftest import options
from warehouse.connection import WarehouseDamagedError, WarehouseError, connect
from warehouse.takeover import whole_copies
from warehouse.upgrade import layout_of


def test_an_older_program_leaves_a_newer_warehouse_alone(store, told):
    with connect(store.warehouse) as connection:
        connection.execute("UPDATE ops.layout SET schema_version = schema_version + 1, fingerprint = 'of the future'")
    before = store.warehouse.read_bytes()
    with pytest.raises(WarehouseError, match="made by a newer version"), store.writing():
        pytest.fail("begun")
    assert run(["audit", *options(store)]) == 5
    assert "Nothing was changed" in told()
    assert store.warehouse.read_bytes() == before


def test_an_upgrade_keeps_a_copy_and_says_what_it_does(store):
    with connect(store.warehouse) as connection:
        connection.execute("DROP TABLE ops.installation; ALTER TABLE ops.layout DROP schema_version")
        connection.execute("UPDATE ops.layout SET fingerprint = 'older'; ALTER TABLE ops.run DROP command")
        connection.execute("CHECKPOINT")
    assert layout_of(store.warehouse).schema_version == 1
    (store.output / ".scorecards-installation.json").unlink()
    (store.raw / ".scorecards-installation.json").unlink()
    said: list[str] = []
    with store.writing(said.append):
        assert layout_of(store.warehouse).is_current
    [sentence] = said
    assert f"had layout 1 and has {SCHEMA_VERSION} now: 1 tables added, 2 columns added" in sentence
    [kept] = whole_copies(store.warehouse)
    assert str(kept) in sentence
    with duckdb.connect(str(kept), read_only=True) as con:
        assert "command" not in {row[0] for row in con.execute("DESCRIBE ops.run").fetchall()}
    with store.writing(said.append):
        assert len(said) == 1


@pytest.mark.parametrize(
    ("fault", "says"),
    [("empty", "is empty"), ("text", "is damaged"), ("cut off", "is damaged"), ("overwritten", "is damaged")],
)
def test_a_damaged_and_an_empty_warehouse_do_not_get_the_advice_for_a_full_disk(store, fault, says, told):
    with connect(store.warehouse) as connection:
        connection.execute(
            "INSERT INTO core.population_all (authority, mid_year, people) SELECT 'x', 2017, range FROM range(50_000)"
        )
        connection.execute("CHECKPOINT")
    data = store.warehouse.read_bytes()
    made = {"empty": b"", "text": b"not a database\n" * 9000, "cut off": data[: len(data) // 2],
            "overwritten": data[:4096] + bytes(len(data) - 4096)}[fault]  # fmt: skip
    store.warehouse.write_bytes(made)
    with (
        pytest.raises(WarehouseDamagedError, match=says) as error,
        connect(store.warehouse, read_only=True) as connection,
    ):
        connection.execute("SELECT sum(people) FROM core.population_all")
    assert "room" not in str(error.value) and "backup" in str(error.value)
    assert run(["audit", *options(store)]) == 5
    said = told()
    assert says in said and "See that there is room" not in said
    assert store.warehouse.read_bytes() == made
