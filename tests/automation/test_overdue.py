"""Extracts that should have arrived: for which quarter, from whom, and when people are told."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from assets.resources import Settings
from automation.arrivals import Known
from automation.jobs import announce_overdue
from automation.notices import is_overdue
from automation.overdue import Owed, due_quarter, overdue
from automation.schedules import overdue_extracts
from submissions.installation import Installation

QUARTER, BEFORE = "2017-18-Q4", "2017-18-Q3"
# Ten working days after 31 March 2018, Easter between.
DUE = date(2018, 4, 16)


def missing(landing, day=DUE, known=None):
    return overdue(landing.raw, day, Installation(), known)


@pytest.mark.parametrize(
    ("day", "quarter", "due"),
    [
        (date(2018, 4, 15), BEFORE, date(2018, 1, 15)),
        (DUE, QUARTER, DUE),
        (date(2018, 7, 12), QUARTER, DUE),
        (date(2018, 7, 13), "2018-19-Q1", date(2018, 7, 13)),
    ],
)
def test_the_quarter_that_is_due_is_the_newest_whose_tenth_working_day_has_come(day, quarter, due):
    found, on = due_quarter(day, 10)
    assert (found.label, on) == (quarter, due)


def test_a_council_owes_what_is_required_and_what_it_delivered_the_quarter_before(landing):
    landing.council("aford")
    landing.deliver("beford", BEFORE, "reviews", "sdqs")
    landing.deliver("beford", QUARTER, "reviews")
    landing.deliver("ceford", QUARTER)
    found = missing(landing)
    assert found.owed == (Owed("aford", ("children", "care_episodes"), ()), Owed("beford", (), ("sdqs",)))
    assert found.words == [
        "2017-18-Q4 was due on 16 April 2018. Missing:",
        "aford: children, care_episodes (no results without).",
        "beford: sdqs (delivered for the quarter before).",
    ]


def test_an_empty_file_has_not_arrived_and_a_folder_without_council_toml_is_nobodys(landing):
    (landing.deliver("aford", QUARTER) / "care_episodes.csv").write_text("", encoding="utf-8")
    (landing.raw / "notes").mkdir()
    assert [(owed.authority, owed.required) for owed in missing(landing).owed] == [("aford", ("care_episodes",))]


def test_an_approved_quarter_owes_nothing(landing):
    landing.council("aford")
    assert missing(landing, known=Known(locked={("aford", QUARTER): "locked"})).owed == ()


def test_a_reminder_comes_every_fifth_working_day(landing):
    landing.council("aford")
    # A weekend does not count; 7 May 2018 was a bank holiday.
    days = {date(2018, 4, 16): 0, date(2018, 4, 20): 0, date(2018, 4, 22): 0, date(2018, 4, 23): 1, date(2018, 5, 8): 3}
    assert {day: missing(landing, day).reminder for day in days} == days


@pytest.fixture
def settings(landing, tmp_path):
    return Settings(raw=str(landing.raw), warehouse=str(tmp_path / "w.duckdb"), output=str(tmp_path / "output"))


def test_the_schedule_asks_once_for_each_reminder_and_the_job_tells_from_that_day(landing, settings, capfd):
    landing.council("aford")

    def at(*moment):
        moment = datetime(*moment, 6, tzinfo=ZoneInfo("Europe/London"))
        with dg.build_schedule_context(scheduled_execution_time=moment, resources={"settings": settings}) as context:
            return overdue_extracts(context)

    keys = [at(2018, 4, day).run_key for day in (16, 17, 20, 23, 24)]
    assert keys == ["overdue:2017-18-Q4:0"] * 3 + ["overdue:2017-18-Q4:1"] * 2
    request = at(2018, 4, 23)
    result = announce_overdue.execute_in_process(run_config=request.run_config, resources={"settings": settings})
    assert result.success
    assert "aford: children, care_episodes (no results without)." in capfd.readouterr().err
    landing.deliver("aford", QUARTER)
    assert at(2018, 4, 24).skip_message == "Nothing is overdue for 2017-18-Q4."


def test_the_notice_names_councils_extracts_and_days_and_nothing_else(landing):
    landing.council("aford")
    landing.deliver("beford", BEFORE, "sdqs")
    notice = is_overdue(missing(landing, date(2018, 4, 23)))
    assert notice.subject == "Scorecards 2017-18-Q4: extracts overdue from 2 councils (reminder 1)"
    assert "Quarter 4, January to March 2018 (2017 to 2018) was due on 16 April 2018" in notice.text
    assert (
        "beford: children, care_episodes (no results without) and sdqs (delivered for the quarter before)."
        in notice.text
    )
    assert notice.facts["councils"][0] == {
        "authority": "aford",
        "required": ["children", "care_episodes"],
        "expected": [],
    }
