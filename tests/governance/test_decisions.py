"""Approve, publish, open again: what becomes of a quarter, its files and its figures."""

import hashlib
import json
from pathlib import Path
from shutil import copytree

import dagster as dg
import pytest
from openpyxl import load_workbook

from assets.resources import Settings
from pipelines.definitions import JOB, defs
from tests.governance.conftest import COUNCIL, QUARTER, WHO, Governed
from warehouse.accounts import account
from warehouse.connection import connect
from warehouse.trail import broken_events


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.is_file())


def digests(folder: Path) -> dict[str, str]:
    """Every file below a folder with its hash; the analysts' copies name the run, and each run adds a version."""
    files = (p for p in sorted(folder.rglob("*")) if p.is_file() and "analysts" not in p.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_draft_without_words_is_refused_with_every_gap_named_and_nothing_changes(finished, tmp_path, told):
    copytree(finished.folder, tmp_path / "installation")
    made = Governed(tmp_path / "installation")
    files = digests(made.output)
    assert made.decide("approve") == 3
    said = told()
    needing = {
        row[0]
        for row in made.rows(
            "SELECT indicator_id FROM (FROM published.lac_scorecard UNION ALL FROM published.care_leaver_scorecard) "
            "WHERE rating IN ('Red', 'Amber') AND is_rated AND shorthand IS NULL "
            "AND indicator_id NOT IN (SELECT indicator_id FROM published.commentary "
            "WHERE why IS NOT NULL AND action IS NOT NULL AND lead IS NOT NULL AND by_when IS NOT NULL)"
        )
    }
    assert needing
    assert all(f"({indicator})" in said for indicator in needing)
    assert digests(made.output) == files
    assert made.rows("SELECT kind FROM ops.audit") == [("run",)]


def test_whoever_ran_it_may_not_approve_it_unless_the_council_says_so(draft, told, monkeypatch):
    mine = ("--quarter", QUARTER, "--authority", COUNCIL, "--by", account().upper(), "--role", "Analyst")
    assert draft.call("approve", *mine) == 3
    assert "Somebody else has to approve it" in told()
    settings = draft.folder / "scorecards.toml"
    settings.write_text("[approval]\ntwo_people = false\n", encoding="utf-8")
    monkeypatch.setenv("SCORECARDS_CONFIG", str(settings))
    assert draft.call("approve", *mine) == 3, "a line in a file that anybody may write switches nothing off"
    assert draft.call("decide", "two-people", "off", *WHO, "--reason", "One officer until September") == 0
    assert draft.call("approve", *mine) == 0, told()
    [(details,)] = draft.rows("SELECT details FROM ops.audit WHERE kind = 'approve'")
    assert json.loads(str(details))["two_people"] is False


def test_a_draft_changed_by_hand_cannot_be_approved(draft, told):
    path = next(draft.panel.glob("children*.xlsx"))
    book = load_workbook(path)
    book["Scorecard"]["A1"] = "Better than it was"
    book.save(path)
    assert draft.decide("approve") == 3
    assert f"{path.name} was changed or taken away" in told()


def test_a_quarter_that_is_not_over_cannot_be_approved(draft, told):
    draft.change("UPDATE published.authority_all SET state = 'PREVIEW'")
    assert draft.decide("approve") == 3
    assert "is a preview, and only a draft can be approved" in told()


def test_only_what_is_approved_is_published(draft, told):
    assert draft.decide("publish") == 3
    assert "is not approved" in told()
    assert not draft.collection.exists()


def test_the_collection_folder_holds_the_two_approved_files_a_note_and_a_manifest(published):
    assert names(published.collection) == [
        f"care-leavers_{QUARTER}_panel_v1-0_approved.xlsx",
        f"children-in-our-care_{QUARTER}_panel_v1-0_approved.xlsx",
        f"handover_{QUARTER}_v1-0.txt",
        "manifest.json",
    ]
    manifest = json.loads((published.collection / "manifest.json").read_text(encoding="utf-8"))
    listed = {file["name"]: file["sha256"] for file in manifest["files"]}
    assert listed == {k: v for k, v in digests(published.collection).items() if k != "manifest.json"}
    assert manifest["event_id"] in {row[0] for row in published.rows("SELECT event_id FROM ops.audit")}
    cover = " ".join(
        str(row[0].value) for row in load_workbook(published.collection / names(published.collection)[0])["Cover"]
    )
    assert "Approved version 1.0; replaces nothing. Approved by Director of children's services" in cover
    assert "DRAFT" not in cover
    # The name of the person is in the audit trail and in no file.
    assert all(
        b"A. Director" not in path.read_bytes()
        for path in published.output.rglob("*")
        if path.is_file() and "analysts" not in path.parts
    )


def test_a_locked_quarter_refuses_run_backfill_and_dagster_with_one_message(published, told):
    before = digests(published.output), published.rows("FROM ops.audit")
    assert published.run() == 3
    [sentence] = [line for line in told().splitlines() if "is locked" in line]
    assert "version 1.0 was approved on" in sentence
    assert f"scorecards restate --quarter {QUARTER} --authority {COUNCIL}" in sentence
    assert published.call("backfill", "--from", QUARTER, "--to", QUARTER) == 3
    assert sentence in told()
    settings = Settings(raw=str(published.raw), warehouse=str(published.warehouse), output=str(published.output))
    with dg.DagsterInstance.ephemeral() as instance:
        result = defs.resolve_job_def(JOB).execute_in_process(
            partition_key=QUARTER, instance=instance, resources={"settings": settings}, raise_on_error=False
        )
    # A refusal makes nothing, and nothing turns red.
    assert result.success and not result.get_asset_materialization_events()
    [observed] = [event for event in result.all_events if event.is_asset_observation]
    assert observed.asset_observation_data.asset_observation.metadata["reason"].value == sentence
    assert (digests(published.output), published.rows("FROM ops.audit")) == before


def test_a_restatement_makes_a_version_that_names_what_it_replaces_and_keeps_the_earlier_one(published, told):
    as_told = published.rows("SELECT * FROM published.as_published ORDER BY ALL")
    assert as_told
    first = {name: (published.collection / name).read_bytes() for name in names(published.collection)}
    assert published.decide("restate", "--reason", "  ") == 4
    assert published.decide("restate", "--reason", "Health dates arrived late") == 0
    # Until another version is approved the first one stands.
    assert published.call("verify", str(published.collection / f"care-leavers_{QUARTER}_panel_v1-0_approved.xlsx")) == 0

    children = published.submission() / "health_assessments.csv"
    lines = children.read_bytes().splitlines(keepends=True)
    children.write_bytes(b"".join(lines[:-30]))
    assert published.run() == 0
    assert any(name.endswith("_v1-1_draft.xlsx") for name in names(published.panel))
    assert published.decide("approve") == 0
    assert published.decide("publish") == 0
    assert names(published.collection) == [
        f"care-leavers_{QUARTER}_panel_v1-1_approved.xlsx",
        f"children-in-our-care_{QUARTER}_panel_v1-1_approved.xlsx",
        f"handover_{QUARTER}_v1-1.txt",
        "manifest.json",
    ]
    note = (published.collection / f"handover_{QUARTER}_v1-1.txt").read_text(encoding="utf-8")
    assert "Version 1.1 replaces version 1.0" in note
    assert "Health dates arrived late" in note
    cover = " ".join(
        str(row[0].value) for row in load_workbook(published.collection / names(published.collection)[1])["Cover"]
    )
    assert "Approved version 1.1; replaces version 1.0" in cover
    # Nothing is lost: the earlier files, the earlier figures, who decided and why.
    kept = {path.name: path.read_bytes() for path in (published.panel / "superseded").iterdir()}
    assert all(kept[name] == data for name, data in first.items() if name.endswith(".xlsx"))
    assert published.rows("SELECT * FROM published.as_published WHERE version = '1.0' ORDER BY ALL") == as_told
    assert published.rows("SELECT count(*) > 0 FROM published.as_published WHERE version = '1.1'") == [(True,)]
    assert published.rows("SELECT kind, version, reason FROM ops.audit WHERE kind <> 'run' ORDER BY event_number") == [
        ("approve", "1.0", None),
        ("publish", "1.0", None),
        ("restate", "1.0", "Health dates arrived late"),
        ("approve", "1.1", "Health dates arrived late"),
        ("publish", "1.1", None),
    ]
    with connect(published.warehouse, read_only=True) as connection:
        assert broken_events(connection) == []
    told()
    old = published.panel / "superseded" / f"care-leavers_{QUARTER}_panel_v1-0_approved.xlsx"
    assert published.call("verify", str(old)) == 3
    assert "Superseded" in told()


def test_the_figures_kept_at_approval_are_those_the_workbooks_were_made_from(published):
    trend = published.rows(
        "SELECT quarter, indicator_id, time_window, numerator, denominator, value, displayed_value, shorthand, rating "
        "FROM published.trend ORDER BY ALL"
    )
    kept = published.rows(
        "SELECT quarter, indicator_id, time_window, numerator, denominator, value, displayed_value, shorthand, rating "
        "FROM published.as_published WHERE table_name = 'trend' ORDER BY ALL"
    )
    assert trend
    assert kept == trend


@pytest.mark.parametrize(
    ("what", "word", "code"),
    [("as it is", "Approved", 0), ("saved again", "every cell is as it was", 0), ("changed", "Altered", 3),
     ("draft", "A draft, never approved", 3), ("another", "No run, approval or publication", 3)],
)  # fmt: skip
def test_verify_says_which_file_it_is(published, tmp_path, told, what, word, code):
    path = published.collection / f"children-in-our-care_{QUARTER}_panel_v1-0_approved.xlsx"
    handed_back = tmp_path / "handed-back.xlsx"
    if what in ("saved again", "changed"):
        book = load_workbook(path)
        if what == "changed":
            book["Scorecard"]["B12"] = "Something else"
        book.save(handed_back)
    elif what == "another":
        handed_back.write_bytes((published.submission() / "children.csv").read_bytes())
    else:
        source = next((published.panel / "superseded").glob("children*draft.xlsx")) if what == "draft" else path
        handed_back.write_bytes(source.read_bytes())
    assert published.call("verify", str(handed_back)) == code
    said = told()
    assert word in said
    if what == "changed":
        assert "Scorecard!B12: value" in said
        assert "Something else" not in said


def test_from_a_published_file_one_walks_back_to_run_and_input_files(published, told):
    path = published.collection / f"children-in-our-care_{QUARTER}_panel_v1-0_approved.xlsx"
    assert published.call("verify", str(path)) == 0
    said = told()
    [(run_id,)] = published.rows("SELECT run_id FROM ops.run")
    assert f"Run {run_id}" in said
    hashes = digests(published.submission())
    for name in ("children.csv", "health_assessments.csv"):
        extract = name.split(".")[0]
        [(rows,)] = published.rows("SELECT rows_read FROM quality.row_counts WHERE extract = ?", [extract])
        assert f"{extract}: delivery 1, {rows:,} rows, file {hashes[name][:12]}" in said
