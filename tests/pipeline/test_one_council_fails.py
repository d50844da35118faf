"""A fault in one council, at whatever stage: it is set aside and told by kind and place, and the other is finished."""

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from shutil import copyfile, copytree

import pytest

from assets import clean, coming, core, extracts, indicators, publication, release, restricted, scorecards, workbooks
from assets.isolation import run_stage
from assets.quarterly import STAGES
from assets.stage import QuarterRun
from disclosure import control
from disclosure.rules import DisclosureError
from pipelines import quarter
from pipelines.outcome import Exit
from submissions.discover import discover
from submissions.places import Places
from synthetic import write_council
from tests.pipeline.conftest import COUNCIL, QUARTER, SECRET, Installation, Mixed
from warehouse import build
from warehouse.builds import BuildFolder
from warehouse.calendar import Quarter
from warehouse.connection import connect

OTHER = "otherton"
TODAY = date(2018, 5, 1)


class PanicException(BaseException):
    """What a library written in Rust raises when it panics: no Exception at all."""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder with two councils of a few children."""
    raw = tmp_path_factory.mktemp("two") / "raw"
    write_council(raw, children=8, quarters=1, seed=3, authority=COUNCIL, last_quarter=QUARTER)
    copytree(raw / COUNCIL, raw / OTHER)
    return raw


@dataclass(frozen=True)
class Before:
    """How a run stands before a stage, and what the stage makes of the council without a fault: table -> rows."""

    database: Path
    run: QuarterRun
    then: dict[str, int]


@pytest.fixture(scope="module")
def before(two: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Before]:
    """Stage -> how a run of both councils stands before it."""
    folder = BuildFolder(tmp_path_factory.mktemp("build"), tmp_path_factory.mktemp("output"))
    found = list(discover(two, Quarter.parse(QUARTER)).submissions)
    kept: dict[str, Before] = {}
    with connect(folder.database) as connection:
        build.create(connection, Quarter.parse(QUARTER), quarters_back=1)
        run = QuarterRun("run", Quarter.parse(QUARTER), TODAY, folder, connection, found)
        for stage in STAGES:
            connection.execute("CHECKPOINT")
            database = folder.path / f"{stage.key}.duckdb"
            copyfile(folder.database, database)
            stood = own(run)
            run_stage(stage, run)
            kept[stage.key] = Before(database, stood, rows(run, COUNCIL))
            if stage is extracts.STAGE:
                run.deliveries = {COUNCIL: 1, OTHER: 1}
                connection.execute(
                    "CREATE TABLE main.delivery AS SELECT authority, submission_quarter, 1 AS delivery FROM core.submission"
                )
            assert run.set_aside == []
    return kept


@contextmanager
def standing(before: Before, folder: Path) -> Iterator[QuarterRun]:
    """That run again, in a folder of its own."""
    built = BuildFolder(folder, folder / "in place")
    built.staged_output.mkdir()
    copyfile(before.database, built.database)
    with connect(built.database) as connection:
        yield replace(own(before.run), connection=connection, folder=built, set_aside=[])


def own(run: QuarterRun) -> QuarterRun:
    """A run with what it knows of the councils to itself."""
    return replace(run, councils=dict(run.councils), content=dict(run.content), deliveries=dict(run.deliveries))


def of_other(*arguments: object) -> bool:
    """Whether a call concerns the other council: by its name, its submission or its run."""
    return any(
        OTHER in (argument, getattr(argument, "authority", None)) or OTHER in getattr(argument, "councils", ())
        for argument in arguments
    )


def rows_of_other(connection: object, *_: object) -> bool:
    return bool(connection.execute("SELECT 1 FROM core.submission WHERE authority = ?", [OTHER]).fetchall())  # type: ignore[attr-defined]


def failing(error: BaseException, real: Callable[..., object], concerns: Callable[..., bool]) -> Callable[..., object]:
    def call(*arguments: object, **named: object) -> object:
        if concerns(*arguments):
            raise error
        return real(*arguments, **named)

    return call


def _frames_of_other(connection: object, frames: dict[str, object]) -> bool:
    return bool(frames["children"]["authority"].eq(OTHER).any())  # type: ignore[index]


#: Where the fault is put, and how a call is known to concern the other council.
PLACES = {
    "landing": (extracts, "check_submission", of_other),
    "landing, half loaded": (build, "load_clean", _frames_of_other),
    "clean": (clean, "_broken", of_other),
    "core": (build, "build_core", rows_of_other),
    "evidence": (indicators, "calculate", rows_of_other),
    "coming": (coming, "worklist_frame", of_other),
    "scorecards": (scorecards, "children_left_out", of_other),
    "published": (publication, "_authorities", of_other),
    "workbooks": (workbooks, "write_panel_workbooks", of_other),
    "restricted": (restricted, "write_managers_workbooks", of_other),
    "restricted, what would change": (restricted, "would_change", lambda *told: OTHER in told[2]),
    "restricted, quality": (restricted, "quality_report", of_other),
}


@pytest.mark.parametrize("where", PLACES)
def test_the_faulty_council_leaves_nothing_and_the_stage_is_done_for_the_other(before, where, tmp_path, monkeypatch):
    key = where.split(",")[0]
    [stage] = [stage for stage in STAGES if stage.key == key]
    module, name, concerns = PLACES[where]
    error = PanicException(SECRET) if where in ("landing", "workbooks") else RuntimeError(SECRET)
    with standing(before[key], tmp_path) as run:
        monkeypatch.setattr(module, name, failing(error, getattr(module, name), concerns))
        run_stage(stage, run)
        assert rows(run, COUNCIL) == before[key].then
        assert not any(rows(run, OTHER).values())
        files = run.folder.staged_files()
    [aside] = run.set_aside
    assert (aside.authority, aside.stage) == (OTHER, key)
    assert re.search(rf"the stage '{key}' stopped .* {type(error).__name__} in \w+\.py, line \d+\.", aside.reason)
    assert SECRET not in aside.reason
    assert list(run.content) == list(run.councils) == run.with_results == [COUNCIL]
    assert not any(OTHER in path for path in files)
    assert stage.is_by_council is False or key == "landing" or any(COUNCIL in path for path in files)


def test_a_fault_where_no_council_is_left_is_the_stages(before, tmp_path, monkeypatch):
    monkeypatch.setattr(clean, "_unaccounted", failing(RuntimeError(SECRET), clean._unaccounted, lambda *_: True))
    with standing(before["clean"], tmp_path) as run:
        run.councils.clear()
        with pytest.raises(RuntimeError):
            run_stage(clean.STAGE, run)


def test_a_council_that_disclosure_forbids_is_set_aside_by_a_rule_and_the_other_is_published(before, tmp_path, monkeypatch):
    real = control._Decision.frame

    def refuse(decision: control._Decision) -> object:
        if decision.figures["authority"].eq(OTHER).any():
            raise DisclosureError("Not published: 1 hidden figures could still be worked out.")
        return real(decision)

    monkeypatch.setattr(control._Decision, "frame", refuse)
    with standing(before["published"], tmp_path) as run:
        run_stage(publication.STAGE, run)
        assert rows(run, COUNCIL) == before["published"].then and not any(rows(run, OTHER).values())
    [aside] = run.set_aside
    assert (aside.authority, aside.stage, aside.is_by_rule, aside.is_internal) == (OTHER, "published", True, False)
    assert aside.reason.startswith("Not published: 1 hidden figures")


@pytest.mark.parametrize(("is_by_rule", "code"), [(True, Exit.BLOCKED), (False, Exit.DATA)])
def test_what_a_rule_forbids_ends_with_3_and_what_its_data_keep_back_with_2(two, tmp_path, monkeypatch, is_by_rule, code):
    told = {"authority": OTHER, "stage": "published", "reason": "why.", "internal": False, "by_rule": is_by_rule}
    monkeypatch.setattr(quarter, "_execute", lambda *_: {"set_aside": [told], "locked": {}, "files": []})
    ran = quarter.run_quarter(Places(two, tmp_path / "w", tmp_path / "o", tmp_path / "d"), Quarter.parse(QUARTER))
    assert (ran.code, ran.authorities) == (code, (COUNCIL,))
    assert ran.problems[0] == f"{OTHER} has no results: why."


def rows(run: QuarterRun, authority: str) -> dict[str, int]:
    """Rows of a council in every table that has any."""
    tables = run.connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_columns() WHERE column_name = 'authority' "
        "AND database_name = current_database()"
    ).fetchall()
    counted = {
        name: run.connection.execute(f"SELECT count(*) FROM {name} WHERE authority = ?", [authority]).fetchall()[0][0]
        for (name,) in tables
    }
    return {name: number for name, number in counted.items() if number}


def test_a_check_that_fails_for_one_council_sets_that_one_aside(before, tmp_path, monkeypatch):
    real = clean._unaccounted
    monkeypatch.setattr(clean, "_unaccounted", lambda run: 3 if of_other(run) else real(run))
    with standing(before["clean"], tmp_path) as run:
        assert all(check.failures == 0 for check in run_stage(clean.STAGE, run).checks)
    assert [(aside.authority, aside.stage) for aside in run.set_aside] == [(OTHER, "clean")]


def test_a_fault_of_every_council_is_the_stages_and_sets_nobody_aside(before, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "build_core", failing(RuntimeError(SECRET), build.build_core, lambda *_: True))
    with standing(before["core"], tmp_path) as run:
        with pytest.raises(RuntimeError):
            run_stage(core.STAGE, run)
        assert run.set_aside == [] and run.with_results == [OTHER, COUNCIL]


@dataclass(frozen=True)
class Again:
    """A second run of the mixed councils, and how they stood before it."""

    installation: Installation
    before: dict[str, object]
    after: dict[str, object]
    code: int
    told: str


def digests(folder: Path, authority: str) -> dict[str, str]:
    """File -> hash, of one council; every run adds a version of the analysts' copies, which names the run."""
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.glob(f"*/{authority}/**/*"))
        if p.is_file()
    }


def how_it_stands(installation: Installation, authority: str) -> dict[str, object]:
    """A council's figures, exact and published, its newest delivery, and its files."""
    with connect(installation.warehouse, read_only=True) as connection:

        def rows(sql: str) -> list[tuple[object, ...]]:
            return connection.execute(f"{sql} WHERE authority = ? ORDER BY ALL", [authority]).fetchall()

        return {
            "figures": rows("SELECT * FROM indicators.result"),
            "published": rows("SELECT * FROM published.lac_scorecard"),
            "landed": rows("SELECT count(*) FROM landing.children_all"),
            "deliveries": rows("SELECT DISTINCT delivery FROM core.submission_all"),
            "files": digests(installation.output, authority),
        }


AGAIN = (COUNCIL, "otherton", "healthless", "codeshire")


@pytest.fixture(scope="module")
def again(mixed: Mixed, tmp_path_factory: pytest.TempPathFactory) -> Again:
    """The mixed councils again: one with the same files, one with what it owed, one at fault in the end, one without files."""
    folder = tmp_path_factory.mktemp("again") / "installation"
    copytree(mixed.installation.folder, folder)
    made = Installation(folder)
    before = {name: how_it_stands(made, name) for name in AGAIN}
    copyfile(
        *(
            next(made.submission(name).glob("care_episodes.*"), made.submission(name) / "care_episodes.csv")
            for name in (COUNCIL, "otherton")
        )
    )
    with made.submission("healthless").joinpath("children.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    next(made.submission("codeshire").glob("children.*")).unlink()
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.delenv("DAGSTER_HOME", raising=False)
        # The last step before the warehouse is asked: its files cannot be described.
        fail = failing(RuntimeError(SECRET), release.describe, lambda _, path: "healthless" in path)
        patch.setattr(release, "describe", fail)
        code = made.run(*(part for name in AGAIN for part in ("--authority", name)))
    after = {name: how_it_stands(made, name) for name in AGAIN}
    return Again(made, before, after, code, out.getvalue() + err.getvalue())


def test_a_run_with_a_council_at_fault_ends_with_2_and_says_why(again):
    assert again.code == Exit.DATA
    assert "healthless has no results: the stage 'release' stopped" in again.told
    assert "codeshire has no results: children cannot be used" in again.told
    assert SECRET not in again.told


@pytest.mark.parametrize("authority", ["healthless", "codeshire"])
def test_the_last_good_figures_stand_when_a_council_has_no_results(again, authority):
    before, after = again.before[authority], again.after[authority]
    assert before["figures"] and before["published"]
    # The warehouse's views show the newest delivery; where its files are at fault, that one has no figures.
    if authority != "codeshire":
        assert (after["figures"], after["published"]) == (before["figures"], before["published"])
    panel = {name: digest for name, digest in before["files"].items() if name.startswith("panel/")}
    assert panel and panel.items() <= after["files"].items()
    # What is wrong with its files is told in a data-quality workbook; a fault of ours leaves no file.
    assert after["files"] == before["files"] or authority == "codeshire"


def test_the_other_councils_are_done(again, query):
    assert again.before["otherton"]["figures"] == [] and again.after["otherton"]["figures"]
    assert any(name.startswith("panel/otherton/") for name in again.after["otherton"]["files"])
    numbers = "SELECT authority, max(delivery) FROM core.submission_all GROUP BY ALL ORDER BY ALL"
    assert dict(query(again.installation, numbers)) == {COUNCIL: 1, "otherton": 2, "healthless": 1, "codeshire": 2}
    [(hashes,)] = query(again.installation, "SELECT input_hashes FROM ops.run ORDER BY started_at DESC LIMIT 1")
    assert set(json.loads(str(hashes))) == {COUNCIL, "otherton", "codeshire"}


def test_running_the_same_submission_again_changes_nothing(again, query):
    assert again.before[COUNCIL]["figures"] and again.before[COUNCIL]["files"]
    # To the last digit, though other councils were beside it.
    assert again.after[COUNCIL] == again.before[COUNCIL]
    assert query(again.installation, "SELECT count(*) FROM ops.run") == [(2,)]
