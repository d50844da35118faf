"""Two years of one council through sensor and schedules: every quarter on time, and never a different past."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
import pandas as pd
import pytest
from openpyxl import load_workbook

from assets.resources import Settings
from automation.jobs import missing
from automation.schedules import monthly_preview, quarterly_run
from automation.sensors import new_submissions
from exports.identity import identify
from governance.approval import Decision, approve, publish, restate
from pipelines.definitions import JOB, defs
from tests.history.council import AUTHORITY, ONS_CODE, POPULATION, as_delivered, everything, rows, write, write_council
from tests.oracle import INDICATORS, figures
from tests.test_against_oracle import Figure, figure_of
from warehouse.calendar import Quarter
from warehouse.connection import connect
from warehouse.trail import broken_events

#: The measures the oracle works out; of the others, tests of their own say what is right.
ASKED = {indicator.indicator_id for indicator in INDICATORS}
LONDON = ZoneInfo("Europe/London")
Key = tuple[str, str, str, str]
#: The quarters for which the council delivered; five it skipped.
DELIVERED = ("2016-17-Q1", "2016-17-Q4", "2017-18-Q4")
#: Each was approved and published: the newest version, and whether what came late was in it.
PUBLISHED = {"2016-17-Q1": ("1.1", True), "2016-17-Q4": ("1.0", False), "2017-18-Q4": ("1.0", True)}


@cache
def records() -> dict[str, list[dict[str, Any]]]:
    return everything()


@cache
def oracle(submission: str, quarter: str, with_late: bool) -> dict[Key, Figure]:
    """Every figure of a quarter, worked out independently from what a submission held."""
    held = rows(as_delivered(records(), submission, with_late=with_late))
    return {r.key: figure_of(r) for r in figures(held, quarter, ONS_CODE, POPULATION)}


@dataclass
class Service:
    """The Dagster service over two years: its sensor and schedules asked by hand, its runs made in this process."""

    folder: Path
    instance: dg.DagsterInstance
    cursor: str | None = None
    runs: list[tuple[str, str]] = field(default_factory=list)

    def settings(self, today: date) -> Settings:
        return Settings(
            raw=str(self.folder / "raw"),
            warehouse=str(self.folder / "store" / "warehouse.duckdb"),
            output=str(self.folder / "output"),
            today=today.isoformat(),
        )

    def deliver(self, quarter: str, *, with_late: bool = False) -> None:
        write(self.folder / "raw" / AUTHORITY / quarter, as_delivered(records(), quarter, with_late=with_late))

    def tick(self, today: date) -> dg.SensorResult:
        with dg.build_sensor_context(
            instance=self.instance, cursor=self.cursor, resources={"settings": self.settings(today)}
        ) as context:
            answer = new_submissions(context)
        assert isinstance(answer, dg.SensorResult)
        self.cursor = answer.cursor
        return answer

    def schedule(self, schedule: dg.ScheduleDefinition, today: date) -> dg.RunRequest | str:
        at = datetime(today.year, today.month, today.day, 6, tzinfo=LONDON)
        with dg.build_schedule_context(
            instance=self.instance, scheduled_execution_time=at, resources={"settings": self.settings(today)}
        ) as context:
            answer = schedule(context)
        return answer.skip_message if isinstance(answer, dg.SkipReason) else answer

    def make(self, request: dg.RunRequest, today: date) -> None:
        config = json.loads(json.dumps(request.run_config))
        councils = tuple(config.pop("resources")["settings"]["config"]["authorities"])
        config["loggers"] = {"console": {"config": {"log_level": "CRITICAL"}}}
        result = defs.resolve_job_def(JOB).execute_in_process(
            partition_key=request.partition_key,
            run_config=config,
            instance=self.instance,
            tags=dict(request.tags),
            resources={"settings": replace(self.settings(today), authorities=councils)},
        )
        assert result.success
        self.runs.append((str(request.partition_key), result.run_id))

    def settle_and_run(self, quarter: str, today: date) -> None:
        """Files have landed: the first tick sees them change, the next asks for exactly this quarter, a third for nothing."""
        assert self.tick(today).run_requests == []
        [request] = self.tick(today).run_requests or []
        assert request.partition_key == quarter
        self.make(request, today)
        assert self.tick(today).run_requests == []

    def decision(self, quarter: str, reason: str | None = None) -> Decision:
        return Decision(AUTHORITY, Quarter.parse(quarter), "A. Director", "Director", reason)

    def approve_and_publish(self, quarter: str) -> None:
        store = self.settings(date(2018, 5, 1)).store
        approve(store, self.decision(quarter))
        publish(store, self.decision(quarter))

    def ask(self, sql: str, *parameters: object) -> pd.DataFrame:
        with connect(self.settings(date(2018, 5, 1)).store.warehouse, read_only=True) as connection:
            return connection.execute(sql, list(parameters)).df()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("two-years")
    write_council(folder / "raw")
    (folder / "scorecards.toml").write_text("[sensor]\nquiet_minutes = 0\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.ephemeral() as instance:
        patch.setenv("SCORECARDS_CONFIG", str(folder / "scorecards.toml"))
        made = Service(folder, instance)
        _live_through(made)
        yield made


def _live_through(service: Service) -> None:
    # The first quarter ever.
    service.deliver("2016-17-Q1")
    service.settle_and_run("2016-17-Q1", date(2016, 7, 10))
    service.approve_and_publish("2016-17-Q1")
    # Nothing comes for the third: the schedule has nothing to run, and what is owed is announced.
    assert "No council has a submission for 2016-17-Q3" in service.schedule(quarterly_run, date(2017, 1, 20))
    owed = missing(service.settings(date(2017, 1, 20)), date(2017, 1, 20))
    assert owed.quarter.label == "2016-17-Q3"
    assert [(one.authority, one.required) for one in owed.owed] == [(AUTHORITY, ("children", "care_episodes"))]
    # In the fourth, a preview while it is still going on: nothing is reported yet.
    service.deliver("2016-17-Q4")
    request = service.schedule(monthly_preview, date(2017, 3, 1))
    assert isinstance(request, dg.RunRequest)
    service.make(request, date(2017, 3, 1))
    assert service.ask("SELECT state FROM published.authority WHERE submission_quarter = '2016-17-Q4'").values == [
        ["PREVIEW"]
    ]
    assert service.ask("SELECT * FROM indicators.first_reported WHERE quarter = '2016-17-Q4'").empty
    # Its own run is asked for by the schedule, before the sensor has looked; the sensor then has nothing to add.
    request = service.schedule(quarterly_run, date(2017, 4, 20))
    assert isinstance(request, dg.RunRequest)
    service.make(request, date(2017, 4, 20))
    assert [service.tick(date(2017, 4, 20)).run_requests for _ in range(3)] == [[], [], []]
    service.approve_and_publish("2016-17-Q4")
    # Almost two years late, the first quarter's health assessments arrive: it is locked, until somebody opens it.
    service.deliver("2016-17-Q1", with_late=True)
    service.tick(date(2018, 3, 1))
    refused = service.tick(date(2018, 3, 1))
    assert refused.run_requests == []
    assert "version 1.0 was approved" in str(refused.skip_reason)
    restate(service.settings(date(2018, 3, 1)).store, service.decision("2016-17-Q1", "Health dates arrived late"))
    [request] = service.tick(date(2018, 3, 1)).run_requests or service.tick(date(2018, 3, 1)).run_requests or []
    service.make(request, date(2018, 3, 1))
    service.approve_and_publish("2016-17-Q1")
    # The last one is corrected before anybody approves it.
    service.deliver("2017-18-Q4")
    service.settle_and_run("2017-18-Q4", date(2018, 4, 10))
    service.deliver("2017-18-Q4", with_late=True)
    service.settle_and_run("2017-18-Q4", date(2018, 4, 20))
    service.approve_and_publish("2017-18-Q4")


def held(service: Service, table: str, where: str) -> dict[Key, Figure]:
    """What a table holds of the measures the oracle works out."""
    found = service.ask(f"SELECT * FROM {table} WHERE {where}")
    found = found[found["indicator_id"].isin(ASKED)]
    assert not found.empty
    return {(r.indicator_id, r.time_window, r.breakdown, r.category): figure_of(r) for r in found.itertuples()}


@pytest.mark.parametrize("quarter", DELIVERED)
def test_what_each_quarter_first_reported_is_kept_whatever_came_later(service: Service, quarter: str) -> None:
    assert held(service, "indicators.first_reported", f"quarter = '{quarter}'") == oracle(quarter, quarter, False)


@pytest.mark.parametrize(
    ("submission", "quarter", "with_late"),
    [("2016-17-Q1", "2016-17-Q1", True), ("2017-18-Q4", "2017-18-Q4", True), ("2017-18-Q4", "2017-18-Q2", True),
     ("2017-18-Q4", "2016-17-Q1", True)],
)  # fmt: skip
def test_what_is_now_known_is_computed_from_the_newest_delivery(
    service: Service, submission: str, quarter: str, with_late: bool
) -> None:
    where = f"submission_quarter = '{submission}' AND quarter = '{quarter}'"
    assert held(service, "indicators.result", where) == oracle(submission, quarter, with_late)


def test_every_delivery_is_kept(service: Service) -> None:
    found = service.ask("SELECT submission_quarter, max(delivery) FROM core.submission_all GROUP BY ALL ORDER BY ALL")
    assert found.values.tolist() == [["2016-17-Q1", 2], ["2016-17-Q4", 1], ["2017-18-Q4", 2]]


def test_what_the_panel_was_told_is_what_was_true_of_the_delivery_approved(service: Service) -> None:
    told = service.ask(
        "SELECT * FROM published.as_published WHERE table_name = 'trend' AND quarter = submission_quarter ORDER BY ALL"
    )
    versions = told[["submission_quarter", "version"]].drop_duplicates().values.tolist()
    assert versions == [["2016-17-Q1", "1.0"], ["2016-17-Q1", "1.1"], ["2016-17-Q4", "1.0"], ["2017-18-Q4", "1.0"]]
    shown = 0
    for row in told[told["indicator_id"].isin(ASKED)].itertuples():
        with_late = row.version == "1.1" or row.submission_quarter == "2017-18-Q4"
        true = oracle(row.submission_quarter, row.quarter, with_late)[row.indicator_id, row.time_window, "all", "all"]
        if row.shorthand == "c":
            assert pd.isna(row.numerator) and pd.isna(row.value)
        elif pd.notna(row.value):
            shown += 1
            assert (row.numerator, round(row.value, 9)) == (true.numerator, true.value), (
                row.indicator_id,
                row.time_window,
            )
    assert shown > 40


def _scorecard(path: Path) -> list[dict[str, Any]]:
    """The measures of a printed Scorecard, by heading."""
    sheet = load_workbook(path)["Scorecard"]
    (table,) = sheet.tables.values()
    heading, *found = ([cell.value for cell in row] for row in sheet[table.ref])
    return [row for cells in found if (row := dict(zip(heading, cells, strict=True)))["Result"] is not None]


def test_the_files_to_collect_are_the_approved_ones_and_show_those_figures(service: Service) -> None:
    for quarter, (version, _) in PUBLISHED.items():
        folder = service.folder / "output" / "collection" / AUTHORITY / quarter
        files = sorted(folder.glob("*.xlsx"))
        assert [f"_v{version.replace('.', '-')}_approved" in path.name for path in files] == [True, True]
        recorded = service.ask(
            "SELECT o.path, o.sha256, a.event_id FROM ops.output AS o INNER JOIN ops.audit AS a USING (event_id) "
            "WHERE a.kind = 'publish' AND a.quarter = ? AND a.version = ?", quarter, version
        )  # fmt: skip
        by_name = {
            str(path).rsplit("/", 1)[-1]: digest for path, digest in recorded[["path", "sha256"]].values.tolist()
        }
        assert {path.name: identify(path).sha256 for path in files} == {
            k: v for k, v in by_name.items() if k.endswith(".xlsx")
        }
        told = service.ask(
            "SELECT p.indicator_id, d.label, p.displayed_value FROM published.as_published AS p "
            "INNER JOIN published.definition AS d ON d.indicator_id = p.indicator_id AND d.headline_window = p.time_window "
            "WHERE p.table_name = 'trend' AND p.quarter = ? AND p.submission_quarter = ? AND p.version = ? AND d.is_rated "
            "AND p.displayed_value IS NOT NULL AND p.shorthand IS NULL", quarter, quarter, version
        )  # fmt: skip
        assert not told.empty
        printed = [row for path in files for row in _scorecard(path)]
        for indicator, label, value in told.values.tolist():
            # Behind the label may stand its period and the numbers of notes.
            results = [
                row["Result"] for row in printed if re.fullmatch(rf"{re.escape(label)}([, ].*)?", row["Measure"])
            ]
            assert any(abs(result - value) < 1e-9 for result in results if not isinstance(result, str)), (
                quarter,
                indicator,
            )


def test_every_figure_that_changed_is_a_revision_and_no_other(service: Service) -> None:
    found = service.ask("SELECT * FROM scorecards.revision WHERE submission_quarter = '2017-18-Q4'")
    found = found[found["indicator_id"].isin(ASKED)]
    assert not found.empty
    # Of a measure one period is published; what an approved version said is of that period.
    headlines = set(
        map(tuple, service.ask("SELECT indicator_id, headline_window FROM indicators.definition").values.tolist())
    )
    now, then = {}, {}
    for quarter in DELIVERED[:-1]:
        # What stands is the newest approved version.
        for key, figure in oracle(quarter, quarter, PUBLISHED[quarter][1]).items():
            if key[2] == "all" and key[:2] in headlines:
                then[quarter, *key[:2]] = figure
        for key, figure in oracle("2017-18-Q4", quarter, True).items():
            if key[2] == "all" and key[:2] in headlines:
                now[quarter, *key[:2]] = figure
    changed = {
        key
        for key in then
        if (then[key].numerator, then[key].denominator) != (now[key].numerator, now[key].denominator)
    }
    assert {(r.quarter, r.indicator_id, r.time_window) for r in found.itertuples()} == changed
    for row in found.itertuples():
        key = row.quarter, row.indicator_id, row.time_window
        assert (row.then_numerator, row.numerator) == (then[key].numerator, now[key].numerator)
        assert row.reason


def test_the_panel_reads_revisions_of_published_quarters_only(service: Service) -> None:
    found = service.ask("SELECT * FROM published.revision WHERE submission_quarter = '2017-18-Q4'")
    assert set(found["quarter"]) <= set(PUBLISHED)
    both = found[found["then_numerator"].notna() & found["numerator"].notna()]
    exact = service.ask("SELECT * FROM scorecards.revision WHERE submission_quarter = '2017-18-Q4'")
    merged = both.merge(exact, on=["quarter", "indicator_id", "time_window"], suffixes=("", "_exact"))
    assert len(merged) == len(both) > 0
    assert (merged["then_numerator"] == merged["then_numerator_exact"]).all()
    assert (merged["numerator"] == merged["numerator_exact"]).all()


def test_the_audit_trail_tells_the_whole_story_and_is_whole(service: Service) -> None:
    found = service.ask("SELECT kind, quarter, version, done_by, event_id FROM ops.audit ORDER BY event_number")
    first, fourth, last = "2016-17-Q1", "2016-17-Q4", "2017-18-Q4"
    story = [
        ("run", first), ("approve", first), ("publish", first),
        ("run", fourth), ("run", fourth), ("approve", fourth), ("publish", fourth),
        ("restate", first), ("run", first), ("approve", first), ("publish", first),
        ("run", last), ("run", last), ("approve", last), ("publish", last),
    ]  # fmt: skip
    assert [tuple(row) for row in found[["kind", "quarter"]].values.tolist()] == story
    assert found.loc[found["kind"].eq("run"), "event_id"].tolist() == [run_id for _, run_id in service.runs]
    with connect(service.settings(date(2018, 5, 1)).store.warehouse, read_only=True) as connection:
        assert broken_events(connection) == []
    # The files behind the version approved last are the very files in the folder.
    inputs = service.ask("SELECT extract, file_hash FROM ops.input WHERE run_id = ?", service.runs[-1][1])
    folder = service.folder / "raw" / AUTHORITY / "2017-18-Q4"
    assert dict(inputs.values.tolist()) == {p.stem: identify(p).sha256 for p in folder.glob("*.csv")}
