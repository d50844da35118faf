"""``scorecards doctor``: each thing that is wrong is named with its remedy, and nothing is wrong where nothing is."""

import sys
import time
from datetime import date
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.events import DagsterEvent, DagsterEventType
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteInstigatorOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.scheduler.instigation import InstigatorState, InstigatorStatus, ScheduleInstigatorData
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._daemon.types import DaemonHeartbeat

from automation import doctor as health
from automation import doctor_dagster as health_dagster
from automation.event_log import opened
from automation.jobs import announce_overdue
from automation.runs import GRACE, dead_runs, mark_failed
from pipelines.cli import run
from submissions.places import Places
from tests.automation.conftest import TOML
from warehouse.builds import Store
from warehouse.connection import connect
from warehouse.promote import layout_fingerprint

TODAY = date(2018, 4, 20)


@pytest.fixture
def where(landing, tmp_path):
    return Places(landing.raw, tmp_path / "store" / "w.duckdb", tmp_path / "output", tmp_path / "home")


def wrong(findings):
    return [finding.words for finding in findings if finding.is_wrong]


def test_every_thing_that_is_wrong_has_a_remedy_and_the_exit_code_says_so(landing, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    # However little room there is where the tests run.
    monkeypatch.setattr(health, "_LEAST_FREE", 1)
    places = [
        "--raw",
        str(landing.raw),
        "--warehouse",
        str(tmp_path / "w.duckdb"),
        "--output",
        str(tmp_path / "output"),
    ]
    landing.deliver("aford", "2017-18-Q4")
    assert run(["doctor", *places]) == 0
    assert "Everything is in order." in capsys.readouterr().out
    landing.council("aford", 'nmae = "Aford"\n')
    (landing.raw / "aford" / "Q4 2017").mkdir()
    settings = tmp_path / "scorecards.toml"
    settings.write_text("[schedule]\nhour = 25\n", encoding="utf-8")
    monkeypatch.setenv("SCORECARDS_CONFIG", str(settings))
    assert run(["doctor", *places]) == 4
    said = capsys.readouterr().out
    for part in (
        "WRONG settings: scorecards.toml: schedule.hour = 25: input should be less than or equal to 23.",
        "WRONG councils: aford/council.toml: nmae: there is no such key",
        "WRONG councils: aford/Q4 2017: no run will ever read this folder",
        "5 things to put right.",
    ):
        assert part in said, part
    lines = said.splitlines()
    assert all(lines[number + 1].startswith("      ") for number, line in enumerate(lines) if line.startswith("WRONG"))


def test_one_thing_that_cannot_be_looked_at_hides_no_other(where, monkeypatch, tmp_path):
    def refuse(raw, today):
        raise PermissionError(13, "Permission denied")
        yield

    monkeypatch.setattr(health, "councils", refuse)
    monkeypatch.setattr(health, "_LEAST_FREE", 1)
    found = list(health.examine(where, TODAY, {}, tmp_path))
    assert wrong(found) == ["it could not be looked at (Permission denied)"]
    assert {"settings", "councils", "disk", "versions", "warehouse", "builds", "Dagster", "overdue", "LibreOffice"} <= {
        finding.subject for finding in found
    }


def test_a_target_for_an_unknown_indicator_is_found_before_a_run(landing):
    landing.deliver("aford", "2017-18-Q4")
    landing.council("aford", TOML + '[[targets.LAC-999]]\nfrom = "2017-18"\nat_least = 5\n')
    assert ["LAC-999" in words for words in wrong(health.councils(landing.raw, TODAY))] == [True]


def test_a_variable_that_notices_need_and_is_not_set_is_named(tmp_path):
    (tmp_path / "scorecards.toml").write_text('[notify.webhook]\nurl_env = "OUR_HOOK"\n', encoding="utf-8")
    assert "the environment variable OUR_HOOK" in wrong(health.settings({}, tmp_path))[0]
    assert wrong(health.settings({"OUR_HOOK": "https://x"}, tmp_path)) == []


def test_a_place_that_cannot_be_written_to_is_found(where):
    # A file where a folder should be: nobody may write into it, an administrator neither.
    where.output.write_text("", encoding="utf-8")
    assert wrong(health.folders(where)) == [f"{where.output} cannot be written to"]


def test_a_network_share_is_told_from_the_table_of_mounts(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\n//server/share {str(tmp_path).replace(' ', chr(92) + '040')}/team cifs rw 0 0\n"
        f"/dev/sdb1 {tmp_path}/team/local ext4 rw 0 0\n",
        encoding="utf-8",
    )
    (tmp_path / "team" / "local").mkdir(parents=True)
    assert health.is_on_network(tmp_path / "team" / "store", mounts)
    assert not health.is_on_network(tmp_path / "team" / "local" / "store", mounts)
    assert not health.is_on_network(tmp_path, mounts)


def test_too_little_room_is_measured_against_the_warehouse(where, monkeypatch):
    monkeypatch.setattr(health, "_LEAST_FREE", 1)
    assert wrong(health.disk(where)) == []
    monkeypatch.setattr(health, "_LEAST_FREE", 10**18)
    assert all("a run may need" in words for words in wrong(health.disk(where)))
    assert len(wrong(health.disk(where))) == 2


def test_versions_installed_are_held_against_those_declared(monkeypatch):
    assert wrong(health.versions()) == []
    monkeypatch.setattr(
        health, "requires", lambda name: ["pandas<1", "duckdb>=1", "nowhere-to-be-found", "x; extra == 'web'"]
    )
    found = wrong(health.versions())
    assert [words.split()[0] for words in found] == ["pandas", "nowhere-to-be-found"]


def test_a_warehouse_is_missing_current_outdated_or_broken(where):
    assert wrong(health.store(where)) == []
    where.warehouse.parent.mkdir()
    with connect(where.warehouse) as connection:
        connection.execute("CREATE SCHEMA ops")
        connection.execute("CREATE TABLE ops.run AS SELECT 'r' AS run_id")
        connection.execute("CREATE TABLE ops.layout AS SELECT 'older' AS fingerprint")
    assert wrong(health.store(where)) == ["its layout is of another version"]
    with connect(where.warehouse) as connection:
        connection.execute("UPDATE ops.layout SET fingerprint = ?", [layout_fingerprint()])
    assert wrong(health.store(where)) == []
    where.warehouse.write_bytes(b"half a copy" * 1000)
    assert "is damaged" in wrong(health.store(where))[0]


def test_builds_of_killed_runs_are_found_and_settled_and_one_going_on_is_left_alone(where):
    store = Store(where.warehouse, where.output)
    (store.builds / "one").mkdir(parents=True)
    # A process at work holds the lock; it settled what others left when it began.
    with store.writing():
        (store.builds / "one").mkdir(parents=True, exist_ok=True)
        assert wrong(health_dagster.builds(store, repair=True)) == []
        assert (store.builds / "one").is_dir()
    found = list(health_dagster.builds(store, repair=False))
    assert wrong(found) == ["run one was killed and left its build; nothing of it counts"]
    assert "doctor --repair" in found[0].remedy
    assert wrong(health_dagster.builds(store, repair=True)) == []
    assert not (store.builds / "one").exists()


@pytest.fixture
def dagster_home(where, monkeypatch):
    """A real Dagster home with one run that began and never ended."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    where.prepare_dagster_home()
    with opened(where.dagster_home) as instance:
        made = instance.create_run_for_job(job_def=announce_overdue)
        began = DagsterEvent(event_type_value=DagsterEventType.RUN_START.value, job_name=made.job_name)
        instance.report_dagster_event(began, made.run_id)
    return where


def switch_on(instance, schedule):
    """As the web UI does."""
    target = LoadableTargetOrigin(executable_path=sys.executable, module_name="pipelines.definitions")
    location = ManagedGrpcPythonEnvCodeLocationOrigin(target, location_name="pipelines.definitions")
    origin = RemoteInstigatorOrigin(RemoteRepositoryOrigin(location, "__repository__"), schedule)
    data = ScheduleInstigatorData(cron_schedule="0 6 * * *", start_timestamp=time.time())
    instance.add_instigator_state(InstigatorState(origin, InstigatorType.SCHEDULE, InstigatorStatus.RUNNING, data))


def test_a_run_whose_process_is_gone_is_found_after_a_while_and_marked_failed(dagster_home):
    store = Store(dagster_home.warehouse, dagster_home.output)
    with opened(dagster_home.dagster_home) as instance:
        assert dead_runs(instance, store) == []
        later = time.time() + GRACE + 60
        (dead,) = dead_runs(instance, store, now=later)
        # While a process holds its build it is not dead, however long it takes.
        with store.writing():
            (store.builds / dead.dagster_run.run_id).mkdir(parents=True)
            assert dead_runs(instance, store, now=later) == []
        mark_failed(instance, dead)
        assert instance.get_run_by_id(dead.dagster_run.run_id).status is dg.DagsterRunStatus.FAILURE
        assert dead_runs(instance, store, now=later) == []


def test_the_doctor_tells_a_dead_run_and_repairs_it_only_when_asked(dagster_home, monkeypatch):
    monkeypatch.setattr("automation.runs.GRACE", -60.0)
    told = [f for f in health_dagster.dagster(dagster_home, repair=False) if f.subject == "runs"]
    assert "no process works on it" in told[0].words
    assert told[0].remedy == "Run: scorecards doctor --repair"
    assert not wrong(health_dagster.dagster(dagster_home, repair=True))
    assert [f.words for f in health_dagster.dagster(dagster_home, repair=False) if f.subject == "runs"] == [
        "none is stuck"
    ]


def test_schedules_that_are_on_need_a_daemon_that_lives(dagster_home):
    def told():
        return [f for f in health_dagster.dagster(dagster_home, repair=False) if f.subject in ("schedules", "daemon")]

    assert [(f.words, f.is_wrong) for f in told()] == [("all are off: runs start by hand only", False)]
    with opened(dagster_home.dagster_home) as instance:
        switch_on(instance, "quarterly_run")
        assert len(wrong(told())) == 3
        assert "gives no sign of life (never)" in wrong(told())[0]
        for kind in ("SCHEDULER", "SENSOR", "QUEUED_RUN_COORDINATOR"):
            instance.add_daemon_heartbeat(DaemonHeartbeat(time.time(), kind, None, None))
        assert wrong(told()) == []
        assert told()[0].words == "on: quarterly_run; off: monthly_preview, overdue_extracts, new_submissions"
        for kind in ("SCHEDULER", "SENSOR", "QUEUED_RUN_COORDINATOR"):
            instance.add_daemon_heartbeat(DaemonHeartbeat(time.time() - 3600, kind, None, None))
        assert len(wrong(told())) == 3


def test_what_is_overdue_is_told_with_where_it_belongs(landing, where):
    from submissions.installation import Installation

    landing.council("aford")
    (found,) = health.late(where, TODAY, Installation())
    assert found.words == "2017-18-Q4, due 16 April 2018: aford: children, care_episodes (no results without)."
    assert str(Path("aford") / "2017-18-Q4") in found.remedy
    # It is the council's to put right, so the installation is in order.
    assert not found.is_wrong
    landing.deliver("aford", "2017-18-Q4")
    assert [f.words for f in health.late(where, TODAY, Installation())] == ["nothing is missing for 2017-18-Q4"]
