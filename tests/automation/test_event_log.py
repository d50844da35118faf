"""Dagster's history with its files kept open: what Dagster's own storage would have kept, where it would have kept it."""

import dagster as dg
import pytest

from automation import event_log
from automation.event_log import KeptOpenEventLog, opened
from submissions.places import Places

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dg.asset(check_specs=[dg.AssetCheckSpec("rows", asset="plans")])
def plans():
    yield dg.AssetCheckResult(
        check_name="rows", passed=False, severity=dg.AssetCheckSeverity.WARN, metadata={"count": 3}
    )
    yield dg.MaterializeResult(metadata={"rows": 7})


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", "")
    places = Places(tmp_path / "raw", tmp_path / "w.duckdb", tmp_path / "output", tmp_path / "dagster")
    return places.prepare_dagster_home()


def made(instance):
    return dg.materialize([plans], instance=instance, run_config=QUIET).run_id


def kept(instance, run_id):
    """What is kept of a run: its state, its events and the newest of the asset."""
    events = [entry.dagster_event.event_type_value for entry in instance.all_logs(run_id) if entry.is_dagster_event]
    newest = instance.get_latest_materialization_event(dg.AssetKey("plans"))
    return instance.get_run_by_id(run_id).status, events, newest.run_id, newest.asset_materialization.metadata["rows"].value


def test_our_folder_asks_for_it_and_dagsters_own_storage_reads_what_it_wrote(home):
    with opened(home) as instance:
        assert isinstance(instance.event_log_storage, KeptOpenEventLog)
        run_id = made(instance)
        ours = kept(instance, run_id)
    assert ours[0] is dg.DagsterRunStatus.SUCCESS and "ASSET_CHECK_EVALUATION" in ours[1] and ours[2:] == (run_id, 7)
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    with opened(home) as instance:
        assert not isinstance(instance.event_log_storage, KeptOpenEventLog)
        assert kept(instance, run_id) == ours
        theirs = made(instance)
    (home / "dagster.yaml").unlink()
    Places(home, home / "w", home, home).prepare_dagster_home()
    with opened(home) as instance:
        assert kept(instance, theirs)[0] is dg.DagsterRunStatus.SUCCESS


def test_more_runs_than_files_are_kept_open_are_all_read(home, monkeypatch):
    monkeypatch.setattr(event_log, "_MOST_OPEN", 2)
    with opened(home) as instance:
        runs = [made(instance) for _ in range(3)]
        counted = {run: len(instance.all_logs(run)) for run in (*runs, *reversed(runs))}
        assert set(counted.values()) == {counted[runs[0]]} and counted[runs[0]] > 5
        assert len(instance.event_log_storage._open) <= 2


def test_history_that_was_removed_is_gone_and_can_be_written_again(home):
    with opened(home) as instance:
        run_id = made(instance)
        instance.event_log_storage.wipe()
        assert instance.get_latest_materialization_event(dg.AssetKey("plans")) is None
        assert instance.all_logs(run_id) == []


def test_settings_somebody_made_are_left_as_they_are(home):
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    Places(home, home / "w", home, home).prepare_dagster_home()
    assert (home / "dagster.yaml").read_text(encoding="utf-8") == "telemetry:\n  enabled: false\n"
