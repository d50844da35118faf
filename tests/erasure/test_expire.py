"""Restricted files go when their quarter ended long enough ago; nothing else goes."""

import json
from datetime import date
from shutil import copytree

import pytest

from governance.expiry import cutoff, find_expired
from tests.pipeline.conftest import COUNCIL, QUARTER, Installation
from warehouse.connection import connect
from warehouse.trail import broken_events


@pytest.fixture
def made(finished, tmp_path):
    copytree(finished.warehouse.parent, tmp_path / "store", ignore=lambda *_: ["dagster", "builds"])
    for root in ("restricted", "panel", "analysts"):
        copytree(finished.output / root, tmp_path / "output" / root)
    later = tmp_path / "output" / "restricted" / COUNCIL / "2018-19-Q1"
    (later / "superseded").mkdir(parents=True)
    for path in (later / "worklist_restricted.csv", later / "superseded" / "worklist_restricted.csv"):
        path.write_text("person_id\n", encoding="utf-8")
        path.chmod(0o444)
    return Installation(tmp_path)


def test_thirty_six_months_count_from_the_end_of_the_quarter(made):
    # The quarter ended on 31 March 2018: its files are kept through 31 March 2021, and may go the day after.
    for today, expected in ((date(2021, 3, 31), []), (date(2021, 4, 1), [QUARTER])):
        found = find_expired(made.output, cutoff(today, 36))
        assert [one.quarter for one in found] == expected, today


def test_old_restricted_files_go_with_one_entry_and_nothing_else_does(made, capsys):
    def there():
        return {p.relative_to(made.output).as_posix() for p in made.output.rglob("*") if p.is_file()}

    before = there()
    assert made.call("expire", "--before", "2018-04-01", "--yes") == 0
    gone = {name for name in before if name.startswith(f"restricted/{COUNCIL}/{QUARTER}/")}
    assert len(gone) >= 5
    assert before - there() == gone
    assert not (made.output / "restricted" / COUNCIL / QUARTER).exists()
    with connect(made.warehouse, read_only=True) as connection:
        [(details,)] = connection.execute("SELECT details FROM ops.audit WHERE kind = 'expire'").fetchall()
        assert broken_events(connection) == []
    said = json.loads(details)
    assert (said["before"], said["files"]) == ("2018-04-01", len(gone))
    assert said["files_by_quarter"] == {f"{COUNCIL}/{QUARTER}": len(gone)}
    # Nothing is left to expire, so nothing more is recorded; read-only files go too when their time comes.
    assert made.call("expire", "--before", "2018-04-01", "--yes") == 0
    assert made.call("expire", "--before", "2018-07-01", "--yes") == 0
    assert not (made.output / "restricted" / COUNCIL / "2018-19-Q1").exists()
    with connect(made.warehouse, read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM ops.audit WHERE kind = 'expire'").fetchall() == [(2,)]
