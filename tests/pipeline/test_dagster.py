"""The same run in Dagster: definitions, graph, partitions and checks."""

from datetime import date
from pathlib import Path
from shutil import copytree

import dagster as dg
import pytest

from assets import extracts
from assets.resources import Settings
from pipelines.definitions import JOB, defs
from schemas.extracts import EXTRACTS
from tests.pipeline.conftest import COUNCIL, QUARTER
from warehouse.calendar import quarter_labels

KEYS = Path(__file__).with_name("asset_keys.txt")


def graph() -> dg.AssetsDefinition:
    (quarterly,) = [a for a in defs.assets or () if isinstance(a, dg.AssetsDefinition)]
    return quarterly


def test_definitions_load_and_the_assets_are_those_listed():
    keys = sorted(key.to_user_string() for key in graph().keys)
    assert keys == KEYS.read_text(encoding="utf-8").split()
    defs.resolve_job_def(JOB)


def test_every_asset_says_what_it_is_whose_it_is_and_where_it_belongs():
    for spec in graph().specs:
        assert spec.description, spec.key
        assert spec.owners == ["team:data-team"], spec.key
        assert spec.group_name, spec.key


def test_a_stage_is_made_only_from_earlier_ones():
    from assets.quarterly import STAGES

    seen: set[str] = set()
    for stage in STAGES:
        assert set(stage.after) <= seen, stage.key
        seen.add(stage.key)


def test_partitions_are_the_quarters_named_as_the_folders_are_and_two_years_ahead():
    partitions = graph().partitions_def
    assert partitions is not None
    begun = quarter_labels(date.today())
    keys = list(partitions.get_partition_keys())
    assert keys[: len(begun)] == begun
    assert len(keys) == len(begun) + 8


def test_there_is_a_check_for_every_schema_and_all_of_them_block():
    specs = list(graph().check_specs)
    assert {spec.name for spec in specs if spec.asset_key.to_user_string() == "clean"} == {"rows_accounted_for", *EXTRACTS}
    assert all(spec.blocking for spec in specs)
    assert not graph().can_subset


@pytest.fixture
def run_in_dagster(installation):
    def execute(**named):
        settings = Settings(
            raw=str(installation.raw), warehouse=str(installation.warehouse), output=str(installation.output)
        )
        return defs.resolve_job_def(JOB).execute_in_process(
            partition_key=QUARTER, resources={"settings": settings}, raise_on_error=False, **named
        )

    return execute


def test_every_stage_reports_and_a_council_set_aside_is_told_by_the_kind_of_its_fault(run_in_dagster, installation, monkeypatch):
    copytree(installation.raw / COUNCIL, installation.raw / "otherton")
    check = extracts.check_submission

    def fail_for_one(submission, run_date):
        if submission.authority == "otherton":
            raise RuntimeError("a value of somebody's record")
        return check(submission, run_date)

    monkeypatch.setattr(extracts, "check_submission", fail_for_one)
    result = run_in_dagster()
    assert result.success
    assert (installation.output / "panel" / COUNCIL).is_dir()
    assert not (installation.output / "panel" / "otherton").exists()
    reported = {
        event.step_materialization_data.materialization.asset_key.to_user_string(): event.step_materialization_data.materialization
        for event in result.get_asset_materialization_events()
    }
    assert sorted(reported) == KEYS.read_text(encoding="utf-8").split()
    for materialization in reported.values():
        assert {"dagster/row_count", "seconds"} <= set(materialization.metadata)
        assert materialization.partition == QUARTER
    # The fault is told as ours, by its kind alone.
    [aside] = reported["release"].metadata["set_aside"].value
    assert (aside["authority"], aside["stage"]) == ("otherton", "landing")
    assert "RuntimeError" in aside["reason"] and "somebody's record" not in aside["reason"]
    evaluations = result.get_asset_check_evaluations()
    assert len(evaluations) == len(list(graph().check_specs))
    assert all(evaluation.passed for evaluation in evaluations)


def test_a_check_of_our_own_work_that_fails_stops_everything_before_the_warehouse(run_in_dagster, installation, monkeypatch):
    from assets import clean

    monkeypatch.setattr(clean, "_unaccounted", lambda quarter_run: 3)
    result = run_in_dagster()
    assert not result.success
    failure = next(event for event in result.all_events if event.is_step_failure)
    assert "rows_accounted_for: 3" in failure.step_failure_data.user_failure_data.description
    assert not installation.warehouse.exists()
    assert not installation.output.exists()
