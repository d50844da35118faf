"""The lock belongs to what it protects: another warehouse never touches approved files."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipelines.cli import run
from tests.trust.conftest import APPROVED, make_store, options
from warehouse.belonging import MARK, identity, read_mark, refuse_unknown_approved
from warehouse.connection import connect
from warehouse.states import LockedError


def test_roots_and_warehouse_carry_one_identity(store):
    assert store.output.is_dir()
    assert identity(store.warehouse) == read_mark(store.output) == read_mark(store.raw)


@pytest.mark.parametrize("which", ["a fresh one", "one with runs of its own"])
def test_a_run_with_another_warehouse_is_refused_before_anything_is_changed(store, other, tmp_path, which, told):
    """Somebody whose quarter is locked names another warehouse and keeps the outputs."""
    if which == "a fresh one":
        other = make_store(tmp_path / "fresh")
    before = (store.output / APPROVED).read_bytes()
    theirs = replace(other, output=store.output)
    with pytest.raises(LockedError, match="belongs to another warehouse"), theirs.build("run"):
        pytest.fail("begun")
    with pytest.raises(LockedError, match="belongs to another warehouse"), replace(other, raw=store.raw).writing():
        pytest.fail("begun")
    if which != "a fresh one":
        assert run(["audit", *options(theirs)]) == 3
        assert "belongs to another warehouse" in told()
    assert (store.output / APPROVED).read_bytes() == before


def test_taking_the_mark_away_does_not_help(store, other):
    (store.output / MARK).unlink()
    draft = APPROVED.replace("v1-0_approved", "v0-1_draft")
    with connect(other.warehouse, read_only=True) as connection:
        with pytest.raises(LockedError, match="approved, and not by this warehouse"):
            refuse_unknown_approved(connection, store.output, [draft])
        refuse_unknown_approved(connection, store.output, [draft.replace("2017-18-Q4/", "2017-18-Q3/")])
    with connect(store.warehouse, read_only=True) as connection:
        refuse_unknown_approved(connection, store.output, [draft])


def test_the_own_warehouse_marks_again_what_was_taken_away_and_a_copy_is_free_once_unmarked(store):
    (store.output / MARK).unlink()
    store.settle()
    assert read_mark(store.output) == identity(store.warehouse)
    (store.output / MARK).write_text(json.dumps({"installation_id": "someone-elses"}), encoding="utf-8")
    with pytest.raises(LockedError), store.writing():
        pytest.fail("begun")
