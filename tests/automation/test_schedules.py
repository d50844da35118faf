"""Schedules and sensor as Dagster calls them: which day it is comes from the tick."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from assets.resources import Settings, launched
from automation.jobs import announce_overdue
from automation.schedules import monthly_preview, quarterly_run
from automation.sensors import new_submissions
from pipelines.definitions import JOB, defs
from pipelines.definitions import settings as installed

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def settings(tmp_path):
    return Settings(raw=str(tmp_path / "raw"), warehouse=str(tmp_path / "w.duckdb"), output=str(tmp_path / "output"))


@pytest.fixture
def at(settings):
    """What a schedule answers at a moment of London time."""

    def ask(schedule, *moment, zone=LONDON):
        moment = datetime(*moment, tzinfo=zone)
        with dg.build_schedule_context(scheduled_execution_time=moment, resources={"settings": settings}) as context:
            answer = schedule(context)
        return answer.skip_message if isinstance(answer, dg.SkipReason) else answer

    return ask


def test_the_quarter_is_asked_for_from_the_tenth_working_day_on(landing, at):
    landing.deliver("testshire", "2017-18-Q4")
    # Good Friday was 30 March and Easter Monday 2 April 2018, so the tenth working day after 31 March is 16 April.
    assert at(quarterly_run, 2018, 4, 13, 6) == "2017-18-Q4 is run from 16 April 2018 on."
    request = at(quarterly_run, 2018, 4, 16, 6)
    assert (request.partition_key, request.run_key) == ("2017-18-Q4", "quarter:2017-18-Q4")
    assert request.run_config["resources"]["settings"]["config"]["authorities"] == ["testshire"]
    # Off on the day: any later day asks for the same run, which Dagster makes once.
    for day in (17, 18, 30):
        assert at(quarterly_run, 2018, 4, day, 6).run_key == request.run_key
    assert at(quarterly_run, 2018, 7, 1, 6) == "2018-19-Q1 is run from 13 July 2018 on."


def test_without_a_submission_nothing_is_asked_for_and_the_key_is_not_used_up(landing, at):
    landing.council("testshire")
    assert "No council has a submission for 2017-18-Q4" in at(quarterly_run, 2018, 4, 16, 6)
    landing.deliver("testshire", "2017-18-Q4")
    assert at(quarterly_run, 2018, 4, 17, 6).partition_key == "2017-18-Q4"


@pytest.mark.parametrize(
    ("moment", "quarter"),
    [((2018, 2, 1, 6), "2017-18-Q4"), ((2018, 3, 1, 6), "2017-18-Q4"), ((2018, 5, 1, 6), "2018-19-Q1")],
)
def test_the_preview_is_of_the_quarter_in_progress_the_day_before(landing, at, moment, quarter):
    landing.deliver("testshire", quarter)
    request = at(monthly_preview, *moment)
    assert request.partition_key == quarter
    assert request.tags["scorecards/kind"] == "preview"


def test_there_is_no_preview_of_a_quarter_that_is_over_or_has_no_submission(landing, at):
    landing.deliver("testshire", "2017-18-Q4")
    assert "2017-18-Q4 is over" in at(monthly_preview, 2018, 4, 1, 6)
    assert "No council has a submission for 2018-19-Q1" in at(monthly_preview, 2018, 6, 1, 6)


def test_each_month_has_its_own_preview(landing, at):
    landing.deliver("testshire", "2017-18-Q4")
    assert at(monthly_preview, 2018, 2, 1, 6).run_key != at(monthly_preview, 2018, 3, 1, 6).run_key


def test_the_day_is_that_of_london_in_summer_time_too(landing, at):
    landing.deliver("testshire", "2018-19-Q1")
    utc = ZoneInfo("UTC")
    # Half past midnight on 13 July in London, still the 12th in UTC.
    assert at(quarterly_run, 2018, 7, 12, 23, 30, zone=utc).partition_key == "2018-19-Q1"
    assert at(quarterly_run, 2018, 7, 12, 22, 30, zone=utc) == "2018-19-Q1 is run from 13 July 2018 on."


def test_what_is_locked_is_not_asked_for(landing, at, settings):
    from schemas.warehouse import OPERATIONS, ddl
    from warehouse.audit import Event, append
    from warehouse.connection import connect

    def approve(authority):
        with connect(Path(settings.warehouse)) as connection:
            for table in OPERATIONS:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {table.schema}")
                for statement in ddl(table):
                    connection.execute(statement)
            append(connection, Event("approve", authority, "2017-18-Q4", "Pat Example", "Head of service", "1.0"))

    landing.deliver("aford", "2017-18-Q4")
    landing.deliver("beford", "2017-18-Q4")
    approve("aford")
    request = at(quarterly_run, 2018, 4, 16, 6)
    assert request.run_config["resources"]["settings"]["config"]["authorities"] == ["beford"]
    approve("beford")
    said = at(quarterly_run, 2018, 4, 17, 6)
    for sentence in ("2017-18-Q4 of aford is locked", "2017-18-Q4 of beford is locked", "scorecards restate"):
        assert sentence in said


def test_schedules_and_sensor_are_defined_off_until_switched_on_and_in_london():
    schedules = {s.name: s for s in defs.schedules or ()}
    assert schedules["quarterly_run"].cron_schedule == "0 6 * * *"
    assert schedules["monthly_preview"].cron_schedule == "0 6 1 * *"
    assert {s.execution_timezone for s in schedules.values()} == {"Europe/London"}
    assert all(s.default_status is dg.DefaultScheduleStatus.STOPPED for s in schedules.values())
    assert [s.name for s in defs.sensors or ()] == ["new_submissions"]


def test_whoever_names_only_a_council_in_the_launchpad_keeps_the_folders_of_the_installation(
    landing, tmp_path, monkeypatch, capfd
):
    landing.council("aford")
    monkeypatch.setenv("SCORECARDS_RAW", str(landing.raw))
    monkeypatch.setenv("SCORECARDS_WAREHOUSE", str(tmp_path / "w.duckdb"))
    here = dg.Definitions(jobs=[announce_overdue], resources={"settings": launched(installed())})
    result = here.resolve_job_def("announce_overdue").execute_in_process(
        run_config={
            "resources": {"settings": {"config": {"authorities": ["aford"]}}},
            "ops": {"find_overdue": {"config": {"day": "2018-04-20"}}},
        }
    )
    assert result.success
    assert "aford: children, care_episodes (no results without)." in capfd.readouterr().err


@pytest.mark.parametrize(
    "reached_for",
    [{"raw": "elsewhere"}, {"warehouse": "other.duckdb"}, {"output": "x"}, {"today": "2018-01-01"}, {"command": "x"}],
)
def test_launch_configuration_reaches_no_setting_of_the_installation(reached_for):
    """From the launchpad, or through GraphQL, which takes the same configuration."""
    config = {"resources": {"settings": {"config": {"authorities": ["testshire"]} | reached_for}}}
    with pytest.raises(dg.DagsterInvalidConfigError, match=next(iter(reached_for))):
        dg.validate_run_config(defs.resolve_job_def(JOB), config)


def test_the_sensor_remembers_in_its_cursor_and_its_requests_fit_the_job(landing, settings, monkeypatch, tmp_path):
    file = tmp_path / "scorecards.toml"
    file.write_text("[sensor]\nquiet_minutes = 0\n", encoding="utf-8")
    monkeypatch.setenv("SCORECARDS_CONFIG", str(file))
    landing.deliver("testshire", "2017-18-Q4")
    cursor, asked, told = None, [], []
    with dg.DagsterInstance.ephemeral() as instance:
        for _ in range(3):
            with dg.build_sensor_context(
                instance=instance,
                cursor=cursor,
                resources={"settings": settings},
                repository_def=defs.get_repository_def(),
            ) as context:
                data = new_submissions.evaluate_tick(context)
            cursor = data.cursor
            asked.append(list(data.run_requests or ()))
            told.append(data.skip_message)
    assert [len(requests) for requests in asked] == [0, 1, 0]
    assert "waiting until no file changes any more" in told[0]
    assert told[2] == "Every submission that is there has been run."
    (request,) = asked[1]
    assert request.partition_key == "2017-18-Q4"
    assert dg.validate_run_config(defs.resolve_job_def(JOB), request.run_config)
