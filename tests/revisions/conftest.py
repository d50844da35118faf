"""A council's history written by hand: what each run knew of each figure, row by row, put through the real steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from shutil import copy2

import pandas as pd
import pytest

from assets.publication import rules_of
from assets.revisions import write_exact, write_published
from assets.stage import QuarterRun
from disclosure.publish import published_frames
from indicators.calculate import definition_frame
from indicators.comparators import read_comparators
from indicators.registry import all_indicators, definitions_version
from indicators.scorecard import CouncilFacts, scorecard_frames
from schemas.warehouse import table
from submissions.council import Council
from warehouse import build
from warehouse.accounts import Actor
from warehouse.audit import Event, append
from warehouse.builds import BuildFolder
from warehouse.calendar import Quarter
from warehouse.connection import connect
from warehouse.promote import RunRecord, deliveries, promote
from warehouse.reported import approved_versions

COUNCIL = "handshire"
DEFINITIONS = definition_frame(all_indicators())
UNITS = DEFINITIONS.set_index("indicator_id")["unit"].to_dict()
WINDOWS = DEFINITIONS.set_index("indicator_id")["headline_window"].to_dict()

#: (quarter, indicator) -> rows that count, and rows that do not.
Known = Mapping[tuple[str, str], tuple[Sequence[str], Sequence[str]]]


def people(count: int, start: int = 1) -> list[str]:
    """Identifiers of so many made-up rows."""
    return [f"row-{n}" for n in range(start, start + count)]


@dataclass
class History:
    """Runs of one council, one after another, on one warehouse."""

    folder: Path
    runs: list[str] = field(default_factory=list)

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.duckdb"

    def copied(self, folder: Path) -> History:
        """The same history in another folder, to be continued differently."""
        copy2(self.warehouse, folder / self.warehouse.name)
        return History(folder, list(self.runs))

    def run(self, quarter: str, known: Known, *, on: date = date(2018, 5, 1)) -> dict[str, pd.DataFrame]:
        """Compute what is known into scorecards, publish, compare with what was reported, and enter the warehouse.

        Returns:
            ``scorecards.revision`` and ``published.revision`` by name, and ``published.trend``.
        """
        run_id = f"run-{len(self.runs) + 1}"
        self.runs.append(run_id)
        results, evidence = _counted(quarter, known)
        content = str(hash(tuple(sorted((key, tuple(map(tuple, rows))) for key, rows in known.items()))))
        database = self.folder / f"{run_id}.duckdb"
        numbered = deliveries(self.warehouse, quarter, {COUNCIL: content})
        keys = {"authority": COUNCIL, "submission_quarter": quarter}
        with connect(database) as connection:
            build.create(connection, Quarter.parse(quarter), quarters_back=0)
            connection.execute(
                "CREATE TABLE main.delivery AS SELECT ? AS authority, ? AS submission_quarter, ?::INTEGER AS delivery",
                [COUNCIL, quarter, numbered[COUNCIL]],
            )
            facts = build.SubmissionFacts(COUNCIL, quarter, "Handshire", "E06000019", content, {}, frozenset())
            build.load_submission(connection, facts)
            file = pd.DataFrame(
                [
                    keys
                    | {
                        "extract": "children",
                        "source_file": "children.csv",
                        "source_sheet": "",
                        "file_hash": content,
                        "size_bytes": 1,
                        "rows_read": 1,
                    }
                ]
            )
            for name, frame in (
                ("core.source_file", file),
                ("indicators.definition", DEFINITIONS),
                ("indicators.result", results),
                ("indicators.evidence", evidence),
            ):
                build.insert_frame(connection, table(name), frame)
            quarter_run = QuarterRun(
                run_id, Quarter.parse(quarter), on, BuildFolder(self.folder, self.folder), connection, [],
                councils={COUNCIL: Council(name="Handshire (synthetic)", ons_code="E06000019")}, warehouse=self.warehouse,
            )  # fmt: skip
            found = self._publish(quarter_run, results)
        ended = datetime(on.year, on.month, on.day, 9, len(self.runs))
        record = RunRecord(
            run_id, ended, ended, quarter, {COUNCIL: content}, "0", "done", (), run_by=Actor("tester"), command="test",
            run_date=on, definitions_version=definitions_version(),
        )  # fmt: skip
        promote(self.warehouse, database, record)
        return found

    def _publish(self, quarter_run: QuarterRun, results: pd.DataFrame) -> dict[str, pd.DataFrame]:
        connection = quarter_run.connection
        categories = connection.execute("SELECT * FROM core.category").df()
        notes = pd.DataFrame(columns=["authority", "submission_quarter", "indicator_id", "note"], dtype="str")
        facts = {COUNCIL: CouncilFacts("E06000019", {})}
        exact = scorecard_frames(results, DEFINITIONS, facts, read_comparators(), categories, notes)
        for name, frame in exact.items():
            build.insert_frame(connection, table(name), frame)
        write_exact(quarter_run)
        versions = approved_versions(self.warehouse, [COUNCIL])
        for name, frame in published_frames(results, DEFINITIONS, exact, rules_of(quarter_run), [], versions).items():
            build.insert_frame(connection, table(name), frame)
        write_published(quarter_run)
        about = pd.DataFrame(
            [
                dict.fromkeys(table("published.authority").column_names)
                | {"authority": COUNCIL, "submission_quarter": quarter_run.quarter.label, "name": "Handshire (synthetic)",
                   "ons_code": "E06000019", "quarter_words": quarter_run.quarter.words, "state": "DRAFT",
                   "run_date": pd.Timestamp(quarter_run.run_date), "schema_version": 1}
            ]
        )  # fmt: skip
        build.insert_frame(connection, table("published.authority"), about)
        names = ("scorecards.revision", "published.revision", "published.trend")
        return {name: connection.execute(f"SELECT * FROM {name}").df() for name in names}

    def approve(self, quarter: str, version: str = "1.0", at: datetime = datetime(2018, 5, 3, 10)) -> None:
        """Keep what the quarter's newest run published, as an approval does."""
        with connect(self.warehouse) as connection:
            connection.execute("BEGIN")
            connection.execute(
                """
                INSERT INTO published.as_published BY NAME
                SELECT t.* EXCLUDE (status, delivery), ? AS version, 'trend' AS table_name, 'all' AS breakdown,
                    'all' AS category, ? AS approved_at
                FROM published.trend AS t
                WHERE submission_quarter = ?
                """,
                [version, at, quarter],
            )
            run_id = connection.execute(
                "SELECT run_id FROM ops.run WHERE quarter = ? ORDER BY ended_at DESC LIMIT 1", [quarter]
            ).fetchall()[0][0]
            event = Event("approve", COUNCIL, quarter, "A. Head", "Head of service", version, run_id=str(run_id))
            append(connection, event, at)
            connection.execute("COMMIT")

    def reopen(self, quarter: str, version: str = "1.0") -> None:
        """Open an approved quarter again, as a restatement does."""
        with connect(self.warehouse) as connection:
            event = Event("restate", COUNCIL, quarter, "A. Head", "Head of service", version, "Late files")
            append(connection, event, datetime(2018, 5, 20, 10))

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of a query on the warehouse."""
        with connect(self.warehouse, read_only=True) as connection:
            return connection.execute(sql).fetchall()


def _counted(submission: str, known: Known) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Figures that are the lengths of the lists, and the lists."""
    results, evidence = [], []
    for (quarter, indicator), (met, missed) in known.items():
        keys = {"authority": COUNCIL, "submission_quarter": submission, "quarter": quarter, "indicator_id": indicator,
                "time_window": WINDOWS[indicator]}  # fmt: skip
        base = len(met) + len(missed)
        share = UNITS[indicator] == "%"
        results.append(
            keys | {"breakdown": "all", "category": "all", "numerator": float(len(met)), "denominator": float(base) if share else None,
                    "value": 100 * len(met) / base if share else float(len(met)), "unknown": 0, "status": "ok", "missing": None, "units": base}
        )  # fmt: skip
        for row_id in (*met, *missed):
            evidence.append(
                keys | {"row_id": row_id, "person_id": row_id, "in_numerator": row_id in met, "value": None, "base": None, "category": None, "miss_reason": None,
                        "due_date": None, "days_overdue": None, "last_event": None, "last_event_date": None}
            )  # fmt: skip
    frame = pd.DataFrame(results)
    return frame.assign(denominator=frame["denominator"].astype(float)), pd.DataFrame(evidence)


Q3, Q4 = "2017-18-Q3", "2017-18-Q4"

#: The third quarter as its own run saw it.
THIRD: Known = {
    (Q3, "LAC-38"): (people(20), people(20, start=21)),  # 20 of 40 live far away: 50.0%
    (Q3, "LAC-85"): (people(140), people(20, start=201)),  # 140 of 160 reviews on time: 87.5%
    (Q3, "LAC-48"): (people(3), people(37, start=4)),  # 3 of 40: hidden in public
    (Q3, "LAC-01"): (people(60), ()),
    (Q3, "CL-10"): (people(30), ()),
}
#: And as the fourth quarter's run knows it: one child's distance corrected, two reviews recorded late, six immunised after
#: all and one child of the others exchanged, one child never looked after and another found to have been.
LATER: Known = {
    (Q3, "LAC-38"): (people(21), people(19, start=22)),
    (Q3, "LAC-85"): (people(142), people(20, start=201)),
    (Q3, "LAC-48"): (people(9), [*people(30, start=10), "row-99"]),
    (Q3, "LAC-01"): ([*people(59), "row-99"], ()),
    (Q3, "CL-10"): (people(37), ()),
}
FOURTH: Known = dict(LATER) | {(Q4, indicator): rows for (_, indicator), rows in LATER.items()}


@pytest.fixture(scope="session")
def third(tmp_path_factory: pytest.TempPathFactory) -> History:
    """The third quarter run once after its end; to be copied."""
    history = History(tmp_path_factory.mktemp("third"))
    found = history.run(Q3, THIRD, on=date(2018, 1, 20))
    assert found["scorecards.revision"].empty and found["published.revision"].empty  # a first run has nothing to revise
    return history


@pytest.fixture
def history(third: History, tmp_path: Path) -> History:
    """A council whose third quarter was run on 20 January 2018."""
    return third.copied(tmp_path)


@pytest.fixture(scope="session")
def unapproved(third: History, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """The fourth quarter after a third that nobody approved."""
    return third.copied(tmp_path_factory.mktemp("unapproved")).run(Q4, FOURTH)


@pytest.fixture(scope="session")
def fourth(third: History, tmp_path_factory: pytest.TempPathFactory) -> tuple[History, dict[str, pd.DataFrame]]:
    """The fourth quarter after a third that was approved: the history so far, and what its run found."""
    history = third.copied(tmp_path_factory.mktemp("approved"))
    history.approve(Q3)
    return history, history.run(Q4, FOURTH)


@pytest.fixture
def approved(fourth: tuple[History, dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """What the fourth quarter's run found."""
    return fourth[1]
