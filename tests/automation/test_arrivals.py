"""A submission is run when it has come to rest, once for each content, whatever the sensor went through."""

import hashlib
import json
from datetime import date

import duckdb
import pytest

from automation.arrivals import Known, Memory, Remembered, tick
from tests.automation.conftest import TOML, touch
from warehouse.calendar import Quarter

QUARTER = "2017-18-Q4"
TODAY = date(2018, 5, 1)
QUIET = 300


class Sensor:
    """Ticks a minute apart, with what survives between them: text."""

    def __init__(self, landing, **known):
        self.landing, self.text, self.now = landing, None, 1_525_000_000.0
        self.known, self.last_run = Known(**known), "other"
        self.keys: list[str] = []

    def tick(self, minutes=1, today=TODAY):
        self.now += minutes * 60
        memory = Memory.read(self.text)
        outcome = tick(
            memory, self.landing.raw, today, self.now, QUIET, lambda: self.known, lambda quarter: self.last_run
        )
        self.keys += [memory.next_key(quarter) for quarter in outcome.wanted]
        self.text = memory.write()
        return outcome

    def settle(self):
        """Tick until everything that is there has come to rest; returns what was asked for on the way."""
        return [outcome.wanted for outcome in (self.tick() for _ in range(7)) if outcome.wanted]


@pytest.fixture
def sensor(landing):
    return Sensor(landing)


def test_nothing_is_asked_for_before_the_files_were_the_same_for_the_quiet_time(landing, sensor):
    folder = landing.deliver("testshire", QUARTER)
    first = sensor.tick()
    assert first.wanted == {}
    assert first.told == [f"testshire/{QUARTER}: waiting until no file changes any more (5 minutes)."]
    sensor.tick(4)
    # A file that still grows, the council's own settings too, start the wait again.
    (folder / "reviews.csv").write_text("person_id\n", encoding="utf-8")
    assert sensor.tick().wanted == {}
    assert sensor.tick(4.9).wanted == {}
    landing.council("testshire", TOML + "[population_0_17]\n2017 = 36200\n")
    assert sensor.tick(0.2).wanted == {}
    assert sensor.tick(4.9).wanted == {}
    assert sensor.tick(0.2).wanted == {QUARTER: ["testshire"]}
    assert sensor.tick(60).wanted == {}


def test_two_ticks_are_needed_even_without_a_quiet_time(landing):
    landing.deliver("testshire", QUARTER)
    memory = Memory()
    found = [
        tick(memory, landing.raw, TODAY, now, 0, Known, lambda quarter: "other").wanted
        for now in (1000.0, 1060.0, 1120.0)
    ]
    assert found == [{}, {QUARTER: ["testshire"]}, {}]


def test_one_request_a_quarter_names_every_council_that_is_ready_and_no_other(landing, sensor):
    landing.deliver("aford", QUARTER)
    landing.deliver("beford", QUARTER)
    landing.deliver("beford", "2017-18-Q3")
    sensor.tick()
    landing.deliver("ceford", QUARTER)
    assert sensor.tick(5).wanted == {QUARTER: ["aford", "beford"], "2017-18-Q3": ["beford"]}
    assert sensor.settle() == [{QUARTER: ["ceford"]}]


def test_a_corrected_file_is_run_again_and_so_is_the_first_one_put_back(landing, sensor):
    landing.deliver("testshire", QUARTER, child="A1")
    assert sensor.settle() == [{QUARTER: ["testshire"]}]
    landing.deliver("testshire", QUARTER, child="B22")
    assert sensor.settle() == [{QUARTER: ["testshire"]}]
    landing.deliver("testshire", QUARTER, child="A1")
    assert sensor.settle() == [{QUARTER: ["testshire"]}]
    assert sensor.settle() == []
    # Dagster remembers a run key for ever, so none may come twice.
    assert len(set(sensor.keys)) == 3


def test_the_same_content_under_a_new_time_is_nothing_new(landing, sensor):
    folder = landing.deliver("testshire", QUARTER)
    assert len(sensor.settle()) == 1
    touch(folder / "children.csv", 3600)
    assert sensor.settle() == []
    # Unless the run that was asked for came to nothing.
    sensor.last_run = "failed"
    touch(folder / "children.csv", 3600)
    assert sensor.settle() == [{QUARTER: ["testshire"]}]


def test_new_settings_of_the_council_are_run(landing, sensor):
    landing.deliver("testshire", QUARTER)
    assert len(sensor.settle()) == 1
    landing.council("testshire", TOML + "[disclosure]\nthreshold = 6\n")
    assert sensor.settle() == [{QUARTER: ["testshire"]}]


@pytest.mark.parametrize(
    "name",
    [
        "~$children.xlsx",
        ".~lock.children.csv#",
        "reviews.csv.part",
        "reviews.tmp",
        ".DS_Store",
        "Thumbs.db",
        ".reviews.csv",
        "notes.docx",
        "~reviews.csv",
    ],
)
def test_files_that_are_not_part_of_a_submission_neither_start_nor_delay_a_run(landing, sensor, name):
    folder = landing.deliver("testshire", QUARTER)
    sensor.tick()
    sensor.tick(3)
    (folder / name).write_text("1", encoding="utf-8")
    assert sensor.tick(2).wanted == {QUARTER: ["testshire"]}
    (folder / name).write_text("12", encoding="utf-8")
    assert sensor.settle() == []


def test_half_a_submission_waits_for_the_other_half(landing, sensor):
    folder = landing.deliver("testshire", QUARTER)
    (folder / "care_episodes.csv").write_text("", encoding="utf-8")
    assert sensor.settle() == []
    assert sensor.tick().told == [
        f"testshire/{QUARTER}: waiting for care_episodes, without which there are no results."
    ]
    landing.deliver("testshire", QUARTER)
    assert sensor.settle() == [{QUARTER: ["testshire"]}]


def test_ssda903_files_are_known_by_their_headings(landing, sensor):
    folder = landing.deliver("testshire", QUARTER)
    (folder / "children.csv").unlink()
    (folder / "header 2018.csv").write_text(
        "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,1,14/05/2010,WBRI,X,,\n", encoding="utf-8"
    )
    assert sensor.settle() == [{QUARTER: ["testshire"]}]


def test_a_council_toml_that_cannot_be_used_is_told_and_waited_for(landing, sensor):
    landing.deliver("testshire", QUARTER)
    landing.council("testshire", 'nmae = "Testshire"\n')
    assert sensor.settle() == []
    assert "council.toml cannot be used (3 problems)" in sensor.tick().told[0]
    landing.council("testshire")
    assert sensor.settle() == [{QUARTER: ["testshire"]}]


@pytest.mark.parametrize("folder", ["2018-19-Q2", "2017-Q4", "archive", "2017-18-Q5"])
def test_folders_that_are_no_quarter_or_one_to_come_are_left_alone(landing, sensor, folder):
    landing.deliver("testshire", folder)
    assert sensor.settle() == []


def test_one_councils_fault_never_keeps_another_waiting(landing, sensor, monkeypatch):
    from automation import arrivals

    landing.deliver("aford", QUARTER)
    landing.deliver("beford", QUARTER)
    load = arrivals.load_council

    def fail_for_one(path):
        if path.parent.name == "aford":
            raise RuntimeError("a value of somebody's record")
        return load(path)

    monkeypatch.setattr(arrivals, "load_council", fail_for_one)
    assert sensor.settle() == [{QUARTER: ["beford"]}]
    assert sensor.tick().told == [f"aford/{QUARTER}: looking at it stopped on a fault of the pipeline (RuntimeError)."]


def test_a_locked_quarter_is_not_asked_for_says_so_and_is_run_once_it_is_opened_again(landing, sensor):
    landing.deliver("testshire", QUARTER)
    assert len(sensor.settle()) == 1
    sensor.known = Known(locked={("testshire", QUARTER): "It is locked: scorecards restate opens it."})
    assert sensor.tick().told == []
    landing.deliver("testshire", QUARTER, child="B22")
    assert sensor.settle() == []
    for _ in range(2):
        assert sensor.tick().told == [
            f"testshire/{QUARTER}: changed files are not run. It is locked: scorecards restate opens it."
        ]
    sensor.known = Known()
    assert sensor.tick().wanted == {QUARTER: ["testshire"]}
    assert sensor.settle() == []


def test_while_a_run_of_the_quarter_goes_on_nothing_is_decided(landing, sensor):
    landing.deliver("testshire", QUARTER)
    sensor.last_run = "going"
    assert sensor.settle() == []
    assert "waiting for the run" in sensor.tick().told[0]
    sensor.last_run = "other"
    assert sensor.tick().wanted == {QUARTER: ["testshire"]}


def content_of(folder):
    from submissions.council import Council
    from submissions.delivery import content_hash, read_delivery

    return content_hash(read_delivery(folder, Council(name="Handshire", ons_code="E06000019")))


@pytest.mark.parametrize("broken", [None, "", "{", "[]", '{"series": 4}', '{"2017-18-Q4": "abc"}', "2018-05-01"])
def test_a_broken_cursor_starts_afresh_and_the_warehouse_tells_what_was_run(landing, broken):
    folder = landing.deliver("testshire", QUARTER)
    sensor = Sensor(landing, newest={("testshire", QUARTER): content_of(folder)})
    sensor.text = broken
    assert sensor.settle() == []
    landing.deliver("testshire", QUARTER, child="B22")
    assert sensor.settle() == [{QUARTER: ["testshire"]}]
    # A second fresh start must not give a run key that Dagster has seen.
    first = list(sensor.keys)
    sensor.text, sensor.known = broken, Known()
    assert sensor.settle() == [{QUARTER: ["testshire"]}]
    assert first[0] != sensor.keys[1]


def test_what_somebody_ran_by_hand_is_not_run_again(landing, sensor):
    folder = landing.deliver("testshire", QUARTER)
    assert len(sensor.settle()) == 1
    landing.deliver("testshire", QUARTER, child="B22")
    sensor.known = Known(newest={("testshire", QUARTER): content_of(folder)})
    assert sensor.settle() == []
    # And the first content put back is, for the warehouse holds the second.
    landing.deliver("testshire", QUARTER, child="A1")
    assert sensor.settle() == [{QUARTER: ["testshire"]}]


def test_a_warehouse_that_cannot_be_read_delays_what_was_never_seen_and_nothing_else(landing, sensor):
    landing.deliver("testshire", QUARTER)
    sensor.known = None
    assert sensor.settle() == []
    assert "the warehouse is in use" in sensor.tick().told[0]
    sensor.known = Known()
    assert sensor.tick().wanted == {QUARTER: ["testshire"]}
    sensor.known = None
    landing.deliver("testshire", QUARTER, child="B22")
    assert sensor.settle() == [{QUARTER: ["testshire"]}]


def test_a_clock_put_back_begins_the_wait_anew_and_no_run_is_lost(landing, sensor):
    landing.deliver("testshire", QUARTER)
    sensor.tick()
    sensor.tick(2)
    assert sensor.tick(-60).wanted == {}
    assert sensor.tick(4).wanted == {}
    assert sensor.tick(2).wanted == {QUARTER: ["testshire"]}


def test_what_the_sensor_keeps_holds_no_file_name_and_no_content(landing, sensor):
    folder = landing.deliver("testshire", QUARTER, child="Zebedee")
    (folder / "Quillfeather header.csv").write_text("x\n", encoding="utf-8")
    sensor.settle()
    kept = Memory.read(sensor.text).model_dump_json()
    assert "Zebedee" not in kept
    assert "Quillfeather" not in kept
    assert list(json.loads(kept)["submissions"]) == [f"testshire/{QUARTER}"]


def test_what_was_run_is_read_from_the_warehouse_itself(tmp_path):
    from automation.arrivals import read_known

    assert read_known(tmp_path / "none.duckdb") == Known()
    file = tmp_path / "w.duckdb"
    with duckdb.connect(str(file)) as made:
        made.execute("CREATE SCHEMA core")
        made.execute(
            "CREATE TABLE core.submission_all AS SELECT 'a' AS authority, 'q' AS submission_quarter, 'h' AS content_hash"
        )
        made.execute("CREATE VIEW core.submission AS FROM core.submission_all")
    assert read_known(file) == Known(newest={("a", "q"): "h"})
    file.write_bytes(b"not a database at all" * 100)
    assert read_known(file) is None


def test_a_quarter_still_going_on_may_be_run_as_a_preview(landing, sensor):
    landing.deliver("testshire", Quarter.containing(TODAY).label)
    assert sensor.settle() == [{"2018-19-Q1": ["testshire"]}]


def test_a_nation_s_cursor_stays_small_and_one_of_before_is_still_read():
    memory = Memory()
    for council in range(153):
        for quarter in range(8):
            name = f"council-{council}/20{10 + quarter}-Q1"
            digest = hashlib.sha256(name.encode()).hexdigest()
            memory.submissions[name] = Remembered(
                fingerprint=digest[:16],
                since=1.7e9 + council,
                state="decided",
                asked=f"{digest[16:32]}:{digest[32:48]}",
            )
    text = memory.write()
    assert len(text) < 80_000 < len(memory.model_dump_json())
    assert Memory.read(text) == memory == Memory.read(memory.model_dump_json())
