"""Would the result change? What is said before a fix must be what comes out after it.

A synthetic council is spoilt in several places. What is said about each place is compared with the figures that come out
when that place alone is put right and everything is read, checked and counted again.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from assets.extracts import load
from assets.stage import QuarterRun
from exports.quality import QualityReport, write_quality_workbook
from indicators.calculate import calculate
from indicators.figures import displayed
from indicators.registry import all_indicators
from quality.issues import quality_report
from quality.repairs import (
    ANY_VALUE,
    NO,
    NOT_ALONE,
    TOO_MANY,
    UNLESS_ASKED,
    WHOLE_CHILD,
    Tried,
    try_repairs,
    would_change,
)
from schemas.extracts import EXTRACTS
from submissions.accepted import AcceptedList
from submissions.council import Council
from submissions.discover import Submission
from submissions.validate import check_submission
from synthetic import write_council
from tests.restricted.conftest import QUARTER
from tests.restricted.reading import records, sheets
from tests.submissions.folder import EPISODES, Folder
from warehouse import build
from warehouse.builds import BuildFolder
from warehouse.calendar import Quarter
from warehouse.connection import connect

COUNCIL = "spoilt-demo"
DAY = date(2018, 5, 1)
#: What the panel sees: of these it is said how they would move.
PUBLISHED = [i for i in all_indicators() if i.is_published]


@contextmanager
def counted(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The folder read, checked and counted as a run would, as far as the panel's measures go."""
    quarter = Quarter.parse(QUARTER)
    submission = Submission(COUNCIL, quarter, folder, Council(name="Spoilt (synthetic)", ons_code="E06000019"))
    with connect() as connection:
        build.create(connection, quarter, quarters_back=0)
        entering = QuarterRun("t", quarter, DAY, BuildFolder(folder, folder), connection, [submission])
        load(entering, submission, check_submission(submission, DAY))
        build.build_core(connection)
        calculate(connection, PUBLISHED)
        yield connection


def figures(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[object, ...]]:
    """Measure -> numerator, denominator and shown value of the quarter, in the period it is shown in first."""
    found = connection.execute(
        "SELECT r.* , d.unit FROM indicators.result AS r INNER JOIN indicators.definition AS d "
        "ON d.indicator_id = r.indicator_id AND d.headline_window = r.time_window "
        "WHERE r.breakdown = 'all' AND r.quarter = r.submission_quarter"
    ).df()
    found["shown"] = displayed(found)
    columns = found[["numerator", "denominator", "shown"]].astype(object)
    columns = columns.where(columns.notna(), None)
    return dict(zip(found["indicator_id"], columns.itertuples(index=False, name=None), strict=True))


class Sheet:
    """One extract's file, to be spoilt and put right."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}.csv"
        rows = list(csv.reader(io.StringIO(self.path.read_text(encoding="utf-8-sig"))))
        self.head, self.rows = rows[0], rows[1:]

    def write(self) -> None:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([self.head, *self.rows])
        self.path.write_text(out.getvalue(), encoding="utf-8")

    def cell(self, row: int, column: str) -> str:
        return self.rows[row][self.head.index(column)]

    def put(self, row: int, column: str, value: str) -> None:
        self.rows[row][self.head.index(column)] = value
        self.write()

    def only(self, people: set[str], since: str = "", **wanted: str) -> int:
        """The first row of one of some people with some cells, where the person has no other such row since a day."""
        fitting = [
            number
            for number, _ in enumerate(self.rows)
            if self.cell(number, self.person) in people
            and all(self.cell(number, column) == value for column, value in wanted.items())
            and (not since or day_of(self.cell(number, self.dated)) >= since)
        ]
        of = [self.cell(number, self.person) for number in fitting]
        return next(number for number, person in zip(fitting, of, strict=True) if of.count(person) == 1)

    def last(self, people: set[str]) -> int:
        """The last row of the last of some people."""
        return max(number for number, _ in enumerate(self.rows) if self.cell(number, self.person) in people)

    @property
    def person(self) -> str:
        """Heading of the case number, which comes first."""
        return self.head[0]

    @property
    def dated(self) -> str:
        """Heading of the day a record speaks of."""
        return next(heading for heading in self.head if heading.endswith("_date"))


def day_of(text: str) -> str:
    """A date as the files have it, the year first."""
    return "-".join(reversed(text.split("/"))) if "/" in text else text


@dataclass(frozen=True)
class Spoilt:
    """One place that was spoilt.

    Attributes:
        extract: Its file.
        row: Position as findings have it, the heading being row 1.
        choice: The way to put it right that restores what was there, in words.
        moves: Measures that must move when it is put right.
        restore: Puts it right in a folder.
    """

    extract: str
    row: int
    choice: str
    moves: set[str]
    restore: Callable[[Path], None]


@dataclass(frozen=True)
class Story:
    """The spoilt council, and what is said about it."""

    folder: Path
    places: dict[str, Spoilt]
    connection: duckdb.DuckDBPyConnection
    before: dict[str, tuple[object, ...]]
    tried: Tried
    report: QualityReport


def spoil(folder: Path) -> dict[str, Spoilt]:
    with counted(folder) as connection:
        people: dict[str, set[str]] = {}
        for measure, person in connection.execute(
            "SELECT e.indicator_id, e.person_id FROM indicators.evidence AS e INNER JOIN indicators.definition AS d "
            "ON d.indicator_id = e.indicator_id AND d.headline_window = e.time_window WHERE e.in_numerator"
        ).fetchall():
            people.setdefault(measure, set()).add(person)
    places = {}

    def cell(what: str, extract: str, row: int, column: str, bad: str, moves: set[str]) -> None:
        sheet = Sheet(folder, extract)
        good = sheet.cell(row, column)
        sheet.put(row, column, bad)
        restore = lambda where: Sheet(where, extract).put(row, column, good)  # noqa: E731
        places[what] = Spoilt(extract, row + 2, good or f"if {column} is blank", moves, restore)

    done = Sheet(folder, "health_assessments").only(people["LAC-40"], assessment_type="IHA", status="completed")
    cell("a completed assessment", "health_assessments", done, "assessment_type", "first", {"LAC-40"})
    scored = Sheet(folder, "sdqs").only(people["LAC-60"], since="2017-04-01")
    cell("a score and a reason", "sdqs", scored, "reason_not_completed", "SDQ2", {"LAC-60"})
    homes = Sheet(folder, "accommodation")
    home = homes.last(people["CL-19-SUIT"])
    homes.put(home, "suitability", "2")
    cell("suitability as a word", "accommodation", home, "suitability", "no", {"CL-19-SUIT", "CL-19-UNSUIT"})
    tooth = Sheet(folder, "health_checks").only(people["LAC-47"], since="2017-04-01", check_type="DENTAL", outcome="Y")
    cell("an outcome left blank", "health_checks", tooth, "outcome", "", {"LAC-47"})
    cell("a sex outside its codes", "children", 3, "sex", "X", set())
    stay = Sheet(folder, "care_episodes").only(people["LAC-01"])
    cell("the only episode of a child", "care_episodes", stay, "legal_status", "C9", {"LAC-01"})

    work = Sheet(folder, "eet_status")
    job = work.last(people["CL-19-EET"])
    right = list(work.rows[job])
    wrong = ["G5" if column == "activity_code" else cell for column, cell in zip(work.head, right, strict=True)]
    work.rows.insert(job, wrong)
    work.write()

    def leave_the_right_one(where: Path) -> None:
        found = Sheet(where, "eet_status")
        found.rows.remove(wrong)
        found.write()

    words = "if this record is the right one of the two"
    places["a record given twice"] = Spoilt(
        "eet_status", job + 3, words, {"CL-19-EET", "CL-19-NEET"}, leave_the_right_one
    )
    return places


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    raw = tmp_path_factory.mktemp("spoilt")
    write_council(raw, children=40, quarters=1, seed=3, authority=COUNCIL, last_quarter=QUARTER, faults=False)
    folder = raw / COUNCIL / QUARTER
    # Files on which none of these measures rests would be read for nothing at every count.
    needed = {name for i in PUBLISHED for name in i.sources}
    for path in folder.iterdir():
        if path.stem in EXTRACTS and path.stem not in needed:
            path.unlink()
    places = spoil(folder)
    # Faults nobody can tell the effect of, and one record with two.
    children, checks = Sheet(folder, "children"), Sheet(folder, "health_checks")
    children.put(7, "date_of_birth", "31/02/2010")
    checks.put(40, "check_date", "soon")
    checks.put(40, "outcome", "perhaps")
    checks.head.append("Colour of the file")
    checks.rows = [[*cells, "blue"] for cells in checks.rows]
    checks.write()
    tried: list[Tried] = []

    def kept(*asked: Any) -> Tried:
        tried.append(try_repairs(*asked))
        return tried[-1]

    with counted(folder) as connection, pytest.MonkeyPatch.context() as patch:
        # What was tried to find the words is what the words are compared with.
        patch.setattr("quality.repairs.try_repairs", kept)
        effects = would_change(connection, QUARTER, [COUNCIL])
        patch.undo()
        (only,) = tried
        yield Story(
            folder,
            places,
            connection,
            figures(connection),
            only,
            quality_report(
                connection, COUNCIL, QUARTER, delivery=1, run_date=DAY, accepted=AcceptedList({}, ()), warehouse=None,
                effects=effects,
            ),
        )  # fmt: skip


def about(story: Story, extract: str, row: int) -> pd.DataFrame:
    """The issues of one record."""
    issues = story.report.issues
    return issues[issues["extract"].eq(extract) & issues["source_row"].eq(row)]


def said_of(story: Story, what: str) -> tuple[dict[str, tuple[object, ...]], set[str]]:
    """What each measure moves to when a place is put right as it was; and the measures nothing is claimed of."""
    place = story.places[what]
    (finding,) = about(story, place.extract, place.row)["finding_id"]
    trials = story.tried.trials
    (trial,) = trials.loc[trials["finding_id"].eq(finding) & trials["choice"].eq(place.choice), "trial"]
    moved = story.tried.moved[story.tried.moved["trial"].eq(trial)].to_dict("records")
    then = ("new_numerator", "new_denominator", "new_shown")
    sure = {r["indicator_id"]: tuple(None if pd.isna(r[n]) else r[n] for n in then) for r in moved if r["is_sure"]}
    return sure, {row["indicator_id"] for row in moved if not row["is_sure"]}


def fixed(story: Story, folder: Path, *places: str) -> dict[str, tuple[object, ...]]:
    """The figures that differ once some places are put right and everything is counted again."""
    shutil.copytree(story.folder, folder)
    for what in places:
        story.places[what].restore(folder)
    with counted(folder) as connection:
        after = figures(connection)
    return {measure: then for measure, then in after.items() if then != story.before[measure]}


@pytest.mark.parametrize("what", ["a completed assessment", "a score and a reason", "the only episode of a child"])
def test_what_is_said_before_the_fix_is_what_comes_out_after_it(story: Story, what: str, tmp_path: Path) -> None:
    really = fixed(story, tmp_path / QUARTER, what)
    assert story.places[what].moves <= set(really), "the fixture would prove nothing"
    said, unsure = said_of(story, what)
    assert unsure <= {"CL-26"}, "only advisers' caseloads rest on several people at once"
    assert said == {measure: then for measure, then in really.items() if measure not in unsure}


def test_fixes_of_several_people_add_up(story: Story, tmp_path: Path) -> None:
    places = ("suitability as a word", "an outcome left blank", "a sex outside its codes", "a record given twice")
    really = fixed(story, tmp_path / QUARTER, *places)
    assert set.union(*(story.places[what].moves for what in places)) <= set(really)
    assert said_of(story, "a sex outside its codes") == ({}, set())
    said = {measure: then for what in places for measure, then in said_of(story, what)[0].items()}
    assert said == really


def test_the_words_give_from_and_to_and_with_which_value(story: Story) -> None:
    place = story.places["a completed assessment"]
    (issue,) = about(story, place.extract, place.row).to_dict("records")
    (top, bottom, shown), (then, of, becomes) = (
        story.before["LAC-40"],
        said_of(story, "a completed assessment")[0]["LAC-40"],
    )
    assert issue["would_change"].startswith(
        f"LAC-40: {top:.0f} of {bottom:.0f} ({shown:.1f}%) to {then:.0f} of {of:.0f} ({becomes:.1f}%) with IHA, otherwise no"
    )
    sex = story.places["a sex outside its codes"]
    assert about(story, sex.extract, sex.row)["would_change"].tolist() == [NO]


def test_a_child_set_aside_is_not_guessed_at(story: Story) -> None:
    (issue,) = about(story, "children", 9).to_dict("records")
    assert (issue["would_change"], issue["outlook"]) == (WHOLE_CHILD, "Not known")
    waiting = story.report.issues[story.report.issues["rule"].eq("person_not_in_children")]
    assert len(waiting)
    assert set(waiting["would_change"]) == {WHOLE_CHILD}


def test_a_record_with_two_faults_says_that_one_fix_is_not_enough(story: Story) -> None:
    found = about(story, "health_checks", 42).set_index("column_name")["would_change"].to_dict()
    assert found == {"check_date": ANY_VALUE, "outcome": NOT_ALONE}


def test_a_column_nobody_asked_for_changes_nothing_unless_it_is_ours(story: Story) -> None:
    issues = story.report.issues
    assert set(issues.loc[issues["rule"].eq("unknown_column"), "would_change"]) == {UNLESS_ASKED}


def test_issues_come_by_severity_then_effect_then_age(story: Story) -> None:
    grades = {"reject_file": 0, "reject_row": 1, "warn": 2}
    keys = [
        (grades[row["severity"]], not (row["outlook"] == "Yes" or row["would_change"] == WHOLE_CHILD), -row["effect"])
        for row in story.report.issues.to_dict("records")
        if row["outlook"] == "Yes" or row["effect"]
    ]
    assert keys == sorted(keys), "what would change a figure comes before what nobody can tell"
    assert len({effect for _, _, effect in keys}) > 2
    last = [row["outlook"] != "Yes" and not row["effect"] for row in story.report.issues.to_dict("records")]
    for grade in grades:
        mine = [flag for flag, severity in zip(last, story.report.issues["severity"], strict=True) if severity == grade]
        assert mine == sorted(mine), "what changes nothing comes last"


def test_the_workbook_and_the_list_say_it_beside_each_issue(story: Story, tmp_path: Path) -> None:
    book, listed = write_quality_workbook(story.report, tmp_path / "restricted" / COUNCIL / QUARTER)
    said = dict(zip(story.report.issues["finding_id"], story.report.issues["would_change"], strict=True))
    rows = list(csv.DictReader(io.StringIO(listed.read_text(encoding="utf-8-sig"))))
    assert {row["issue"]: row["would_the_result_change"] for row in rows} == said
    first = records(book, "To fix first")
    assert first
    # Nothing is said of figures for managers alone, which may move too; who reads the answer is told.
    assert any("each measure the panel sees" in str(row[0]) for row in sheets(book)["To fix first"])
    for row in first:
        assert str(row["Would the result change"]).startswith(said[str(row["Issue"])].split(". ")[0])
    assert not [row for row in first if str(row["Would the result change"]).startswith(NO)]


def test_what_there_are_too_many_of_to_try_is_not_called_unchanged(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quality.repairs.MOST_TRIALS", 10)
    said = would_change(story.connection, QUARTER, [COUNCIL]).set_index("finding_id")["would_change"]
    known = story.report.issues.set_index("finding_id")["would_change"]
    assert 0 < said.eq(TOO_MANY).sum() < len(said)
    assert all(words in (TOO_MANY, known[finding]) for finding, words in said.items())


@pytest.mark.parametrize("rows", [["A2,2006-01-02,X,WBRI"], ["A2,2006-01-02,M,WBRI"]])
def test_a_council_of_two_children_has_an_answer_too(tmp_path: Path, rows: list[str]) -> None:
    """No fault that can be tried, and one that moves nothing."""
    Folder(tmp_path).child(*rows).csv("care_episodes", EPISODES, "A1,2016-02-03,S,C2,N1,U6,PR1,,,")
    with counted(tmp_path) as connection:
        said = would_change(connection, QUARTER, [COUNCIL])
        assert would_change(connection, QUARTER, []).empty
    assert said["would_change"].tolist() == [NO] * rows[0].count(",X,")
