"""A submission whose files change while it is read is loaded as it stood at one moment, or not at all."""

import threading
import time
from datetime import date
from pathlib import Path

import pytest

from assets import extracts
from assets.stage import QuarterRun
from submissions import delivery
from submissions.council import Council
from submissions.delivery import ChangingError, read_delivery
from submissions.discover import discover
from tests.automation.conftest import CHILDREN, Landing
from warehouse import build
from warehouse.builds import BuildFolder
from warehouse.calendar import Quarter
from warehouse.connection import connect

QUARTER = Quarter.parse("2017-18-Q4")


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "raw")


COUNCIL = Council(name="Handshire", ons_code="E06000019")


def children(read: delivery.Delivery) -> list[str]:
    return [str(name) for claim in read.claims if claim.table == "children" for name in claim.sheet.columns[0]]


def after_reading(monkeypatch: pytest.MonkeyPatch, name: str, change, times: int) -> list[int]:
    """Have something happen to the folder right after a file of that name was read, so many times."""
    real, happened = delivery._read, []

    def read(file, *others):
        ignored = real(file, *others)
        if file.name == name and len(happened) < times:
            happened.append(1)
            change(len(happened))
        return ignored

    monkeypatch.setattr(delivery, "_read", read)
    return happened


def slow(real):
    def read(*arguments):
        time.sleep(0.02)
        return real(*arguments)

    return read


def test_a_file_replaced_after_it_was_read_is_read_again_with_all_the_others(landing, monkeypatch):
    folder = landing.deliver("testshire", QUARTER.label, child="A1")

    def both_replaced(_: int) -> None:
        landing.deliver("testshire", QUARTER.label, child="LONGER2")

    happened = after_reading(monkeypatch, "care_episodes.csv", both_replaced, times=1)
    read = read_delivery(folder, COUNCIL)
    assert happened == [1]
    assert children(read) == ["LONGER2"]
    episodes = next(claim for claim in read.claims if claim.table == "care_episodes")
    assert list(episodes.sheet.columns[0]) == ["LONGER2"]


def test_a_file_that_came_or_went_while_others_were_read_is_noticed(landing, monkeypatch):
    folder = landing.deliver("testshire", QUARTER.label, "reviews")
    happened = after_reading(monkeypatch, "care_episodes.csv", lambda _: (folder / "reviews.csv").unlink(), times=1)
    assert {claim.table for claim in read_delivery(folder, COUNCIL).claims} == {"children", "care_episodes"}
    assert happened


def test_files_that_keep_changing_set_their_council_aside_and_the_others_are_loaded(landing, tmp_path, monkeypatch):
    landing.deliver("testshire", QUARTER.label)
    folder = landing.deliver("ceford", QUARTER.label)
    stop = threading.Event()

    def keep_writing() -> None:
        text = CHILDREN
        while not stop.is_set():
            text += "A1,2010-05-14,F,WBRI\n"
            (folder / "children.csv").write_text(text, encoding="utf-8")

    writing = threading.Thread(target=keep_writing)
    # So that each of the two gets its turn while a few small files are read.
    monkeypatch.setattr(delivery, "_read", slow(delivery._read))
    writing.start()
    try:
        with pytest.raises(ChangingError, match="3 times in a row"):
            read_delivery(folder, COUNCIL)
        with connect(tmp_path / "build.duckdb") as connection:
            build.create(connection, QUARTER)
            run = QuarterRun(
                "run", QUARTER, date(2018, 5, 1), BuildFolder(tmp_path, tmp_path), connection,
                list(discover(landing.raw, QUARTER).submissions),
            )  # fmt: skip
            extracts.run(run)
            landed = connection.execute("SELECT authority, count(*) FROM landing.children GROUP BY ALL").fetchall()
    finally:
        stop.set()
        writing.join()
    assert landed == [("testshire", 1)]
    assert run.with_results == ["testshire"]
    [aside] = run.set_aside
    assert (aside.authority, aside.is_internal) == ("ceford", False)
    assert "changed while they were read" in aside.reason
    assert "run the quarter again" in aside.reason
