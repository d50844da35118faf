"""A small council run once with planted canaries, and deliveries of a tiny one received one after another."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from assets.extracts import load
from assets.restricted import write_checked
from assets.stage import QuarterRun
from pipelines.cli import run
from submissions.council import Council
from submissions.discover import Submission
from submissions.validate import check_submission
from synthetic import write_council
from tests.submissions.folder import EPISODES, Folder
from warehouse import build
from warehouse.accounts import Actor
from warehouse.builds import BuildFolder
from warehouse.calendar import Quarter
from warehouse.connection import connect
from warehouse.promote import RunRecord, deliveries, promote

QUARTER = "2017-18-Q4"
COUNCIL = "canaryshire-demo"
#: Planted in a column nobody asked for, in the cells beside a row too long, and in commentary nobody may publish.
CANARIES = ("Zebedee Canaryname", "14 Canary Close", "canary diagnosis")


@dataclass(frozen=True)
class Ran:
    """Folders of one installation whose quarter was run."""

    folder: Path

    @property
    def restricted(self) -> Path:
        return self.folder / "output" / "restricted" / COUNCIL / QUARTER

    @property
    def panel(self) -> Path:
        return self.folder / "output" / "panel"

    @property
    def warehouse(self) -> Path:
        return self.folder / "store" / "warehouse.duckdb"

    def workbook(self, stem: str) -> Path:
        return self.restricted / f"{stem}_{QUARTER}_managers_restricted_v0-1_draft.xlsx"

    @property
    def quality(self) -> Path:
        return self.restricted / f"data-quality_{QUARTER}_restricted_v0-1_draft.xlsx"


def plant(folder: Path) -> None:
    """Put a name and an address into columns nobody asked for, and a name into a row with too many fields."""
    path = folder / "reviews.csv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    rows[0] += ["Child full name", "Home address"]
    for row in rows[1:]:
        row += [CANARIES[0], CANARIES[1]]
    rows[-1].append(CANARIES[2])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("canaryshire")
    write_council(folder / "raw", children=60, quarters=1, seed=11, authority=COUNCIL, last_quarter=QUARTER)
    plant(folder / "raw" / COUNCIL / QUARTER)
    made = Ran(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DAGSTER_HOME", raising=False)
        places = ["--raw", str(folder / "raw"), "--warehouse", str(made.warehouse)]
        assert run(["run", "--quarter", QUARTER, *places, "--output", str(folder / "output")]) == 0
    return made


@pytest.fixture(scope="session")
def ask(ran: Ran) -> Callable[..., pd.DataFrame]:
    """A query on the warehouse of the run."""

    def answer(sql: str, *parameters: object) -> pd.DataFrame:
        with connect(ran.warehouse, read_only=True) as connection:
            return connection.execute(sql, list(parameters)).df()

    return answer


#: Children without a fault. A file most of whose rows are faulty is not used at all, and says nothing of single rows.
_SOUND = [f"B{number:02d}" for number in range(30)]


class TinyCouncil:
    """Receives deliveries of two extracts; each leaves a data-quality workbook and enters the warehouse."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.warehouse = folder / "store" / "warehouse.duckdb"
        self.raw = folder / "raw" / "tiny-demo"
        self.report = folder / "output" / "restricted" / "tiny-demo" / QUARTER
        self.number = 0

    def receive(self, *episodes: str, quarter: str = QUARTER, run_date: date = date(2018, 5, 1)) -> Path:
        """Check, report and load one delivery of A1's (and whoever else's) episodes; returns the workbook."""
        self.number += 1
        place = self.raw / quarter
        place.mkdir(parents=True, exist_ok=True)
        Folder(place).child("A2,2006-01-02,M,WBRI", *(f"{one},2006-01-02,M,WBRI" for one in _SOUND)).csv(
            "care_episodes", EPISODES, *episodes, *(f"{one},2016-02-03,S,C2,N1,U6,PR1,,," for one in _SOUND)
        )
        submission = Submission(
            "tiny-demo", Quarter.parse(quarter), place, Council(name="Tiny (synthetic)", ons_code="E06000019")
        )
        checked = check_submission(submission, run_date)
        report = self.folder / "output" / "restricted" / "tiny-demo" / quarter
        workbook, _ = write_checked(submission, checked, run_date, self.warehouse, report)
        database = self.folder / f"build{self.number}.duckdb"
        numbered = deliveries(self.warehouse, quarter, {"tiny-demo": checked.content_hash})
        with connect(database) as connection:
            build.create(connection, submission.quarter, quarters_back=0)
            entering = QuarterRun(
                "test", submission.quarter, run_date, BuildFolder(self.folder, self.folder), connection, [submission]
            )
            load(entering, submission, checked)
            connection.execute(
                "CREATE TABLE main.delivery AS SELECT ? AS authority, ? AS submission_quarter, ?::INTEGER AS delivery",
                ["tiny-demo", quarter, numbered["tiny-demo"]],
            )
        moment = datetime(2018, 5, 1, 9, self.number)
        promote(
            self.warehouse,
            database,
            RunRecord(
                f"run{self.number}",
                moment,
                moment,
                quarter,
                {"tiny-demo": checked.content_hash},
                "0",
                "done",
                (),
                run_by=Actor("tester"),
                command="test",
                run_date=run_date,
                definitions_version="0",
            ),
        )
        return workbook


@pytest.fixture
def tiny(tmp_path: Path) -> TinyCouncil:
    return TinyCouncil(tmp_path)
