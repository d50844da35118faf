"""The same run in Dagster: definitions, graph, partitions and checks."""

from datetime import date
from pathlib import Path
from shutil import rmtree

import dagster as dg
import pytest

from assets.resources import Settings
from pipelines.definitions import JOB, defs
from schemas.extracts import EXTRACTS
from schemas.warehouse import clean_table
from tests.pipeline.conftest import COUNCIL, QUARTER, SECRET
from warehouse.calendar import quarter_labels

KEYS = Path(__file__).with_name("asset_keys.txt")


def graph() -> dg.AssetsDefinition:
    (quarterly,) = [a for a in defs.assets or () if isinstance(a, dg.AssetsDefinition)]
    return quarterly


def listed() -> list[str]:
    """The assets that are no extract's, from a short file, and one for each extract."""
    return sorted([*KEYS.read_text(encoding="utf-8").split(), *(f"clean/{name}" for name in EXTRACTS)])


def test_definitions_load_and_the_assets_are_those_listed():
    assert sorted(key.to_user_string() for key in graph().keys) == listed()
    defs.resolve_job_def(JOB)
    external = {spec.key.to_user_string() for spec in defs.assets or () if isinstance(spec, dg.AssetSpec)}
    standings = {"council_figures", "council_set_aside", "approval", "publication"}
    assert external == standings | {f"raw/{name}" for name in EXTRACTS}


def test_every_asset_says_what_it_is_whose_it_is_and_where_it_belongs():
    for spec in [*graph().specs, *(spec for spec in defs.assets or () if isinstance(spec, dg.AssetSpec))]:
        assert spec.description, spec.key
        assert spec.owners == ["team:data-team"], spec.key
        assert spec.group_name, spec.key


def test_a_clean_table_shows_its_name_its_columns_and_the_version_that_made_it():
    for spec in graph().specs:
        if spec.key.path[0] == "clean":
            name = spec.key.path[1]
            shown = spec.metadata["dagster/column_schema"].columns
            assert [c.name for c in shown] == list(clean_table(EXTRACTS[name]).column_names)
            assert all(c.description for c in shown), name
            assert spec.metadata["dagster/table_name"] == f"warehouse.clean.{name}"
            assert [dep.asset_key.to_user_string() for dep in spec.deps] == [f"raw/{name}"]
        assert spec.code_version, spec.key


def test_every_stage_makes_something_from_what_is_there_before_it():
    from assets.catalogue import external_specs, made
    from assets.quarterly import STAGES

    seen = {spec.key for spec in external_specs()}
    for one in made():
        assert set(one.made_from) <= seen, one.key
        seen.add(one.key)
    assert {one.stage for one in made()} == {*(stage.key for stage in STAGES), "release"}


def test_a_release_is_fresh_while_the_quarter_that_is_due_is_released():
    policies = {spec.key.to_user_string(): spec.freshness_policy for spec in graph().specs}
    assert [key for key, policy in policies.items() if policy is not None] == ["release"]
    assert policies["release"].deadline_cron.endswith(" 1,4,7,10 *")


def test_partitions_are_the_quarters_named_as_the_folders_are_and_two_years_ahead():
    partitions = graph().partitions_def
    assert partitions is not None
    begun = quarter_labels(date.today())
    keys = list(partitions.get_partition_keys())
    assert keys[: len(begun)] == begun
    assert len(keys) == len(begun) + 8


def test_checks_of_our_own_work_block_and_what_was_delivered_is_warned_about():
    by_asset: dict[str, dict[str, bool]] = {}
    for spec in graph().check_specs:
        by_asset.setdefault(spec.asset_key.to_user_string(), {})[spec.name] = spec.blocking
    for name in EXTRACTS:
        assert by_asset[f"clean/{name}"] == {
            "rows_valid": True,
            "findings": False,
            "records_set_aside": False,
            "overdue": False,
        }
    assert by_asset["quality"] == {"rows_accounted_for": True}
    assert by_asset["release"] == {"councils_set_aside": False}
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


def test_every_stage_reports_and_a_council_set_aside_is_told_by_the_kind_of_its_fault(mixed):
    assert not (mixed.installation.output / "panel" / "faultshire").exists()
    made = [e.step_materialization_data.materialization for e in mixed.events if e.is_step_materialization]
    reported = {one.asset_key.to_user_string(): one for one in made}
    for key in listed():
        assert {"dagster/row_count", "seconds"} <= set(reported[key].metadata), key
        assert reported[key].partition == QUARTER
    assert reported["clean/children"].metadata["dagster/row_count"].value > 0
    delivered = {key for key in reported if key.startswith("raw/")}
    assert "raw/children" in delivered and reported["raw/children"].metadata["councils"].value == 4
    # The grid: who has figures, who has none, and at which stage.
    grid = {(m.asset_key.to_user_string(), m.partition) for m in made if m.asset_key.path[0].startswith("council_")}
    with_figures, without = (COUNCIL, "healthless", "codeshire"), ("otherton", "faultshire")
    assert grid == {("council_figures", f"{name}|{QUARTER}") for name in with_figures} | {
        ("council_set_aside", f"{name}|{QUARTER}") for name in without
    }
    # A fault of ours is told by its kind alone.
    aside = {one["authority"]: one for one in reported["release"].metadata["set_aside"].value}
    assert {name: (one["stage"], one["internal"]) for name, one in aside.items()} == {
        "otherton": ("landing", False),
        "faultshire": ("landing", True),
    }
    assert "RuntimeError" in aside["faultshire"]["reason"] and SECRET not in aside["faultshire"]["reason"]
    evaluations = [
        e.asset_check_evaluation_data
        for e in mixed.events
        if e.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION
    ]
    assert len(evaluations) == len(list(graph().check_specs))
    assert all(evaluation.passed for evaluation in evaluations if evaluation.severity is dg.AssetCheckSeverity.ERROR)
    warned = {
        (e.asset_key.to_user_string(), e.check_name): e.metadata["count"].value for e in evaluations if not e.passed
    }
    assert warned["release", "councils_set_aside"] == len(without)
    assert warned["clean/children", "findings"] > 0 and warned["clean/children", "records_set_aside"] > 0
    # Nothing can be counted without it, and it should have been here long ago; what nobody delivered before is not owed.
    assert {key[0]: number for key, number in warned.items() if key[1] == "overdue"} == {"clean/care_episodes": 1}


def test_a_check_of_our_own_work_that_fails_stops_everything_before_the_warehouse(
    run_in_dagster, installation, monkeypatch
):
    from assets import clean

    monkeypatch.setattr(clean, "_unaccounted", lambda quarter_run: 3)
    result = run_in_dagster()
    assert not result.success
    failure = next(event for event in result.all_events if event.is_step_failure)
    assert "rows_accounted_for: 3" in failure.step_failure_data.user_failure_data.description
    assert not installation.warehouse.exists()
    assert not installation.output.exists()


def test_a_quarter_without_a_submission_is_refused_and_makes_nothing(run_in_dagster, installation):
    for folder in installation.raw.iterdir():
        rmtree(folder)
    result = run_in_dagster()
    assert result.success
    assert list(result.get_asset_materialization_events()) == []
    assert list(result.get_asset_check_evaluations()) == []
    [told] = [e.asset_observation_data.asset_observation for e in result.all_events if e.is_asset_observation]
    assert told.metadata["refused"].value == "empty"
    assert "No submission to run" in told.metadata["reason"].value
    assert not installation.warehouse.exists()
