"""Findings as a whole: their columns and order, ids that last, messages without data, and the account of rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.extracts import EXTRACTS
from schemas.warehouse import table
from submissions.findings import FINDING_COLUMNS
from submissions.rules import RULES, Severity
from tests.submissions.folder import CHILDREN, EPISODES, Folder, counts, findings

CANARY = "Zx9Canary"


def faulty(folder: Folder) -> Folder:
    """A submission with faults of every severity, its cells marked by a canary."""
    folder.csv(
        "children",
        f"{CHILDREN},uasc,team",
        "A1,2005-05-14,F,WBRI,N,x",
        f"A2,{CANARY},F,WBRI,N,x",
        f"A3,2005-05-14,{CANARY},WBRI,{CANARY},{CANARY}",
        f"{CANARY},2005-02-31,F,WBRI,N,x",
    )
    folder.csv(
        "care_episodes",
        EPISODES,
        "A1,2016-01-01,S,C2,N1,U6,PR1,2015-01-01,E4A,",
        f"{CANARY},2016-01-01,S,C2,N1,U6,PR1,,,",
        f"A1,2017-01-01,{CANARY},C2,N1,U6,{CANARY},{CANARY},,",
        f'A1,2017-01-01,"{CANARY}"x',
        f"A1,{CANARY}",
    )
    folder.csv(
        "sdqs",
        "person_id,recorded_date,score,reason_not_completed",
        f"A1,2017-01-01,{CANARY},",
        "A1,2017-01-01,99,SDQ2",
    )
    folder.csv("reviews", f"{CANARY},held_date", "A1,2017-01-01")
    return folder


def test_findings_have_exactly_the_contracts_columns(folder: Folder) -> None:
    for checked in (folder.check(), faulty(folder).check()):
        assert tuple(checked.findings.columns) == FINDING_COLUMNS
        assert str(checked.findings["source_row"].dtype) == "Int64"
        assert set(checked.findings["severity"]) <= {str(severity) for severity in Severity}
        assert set(checked.findings["rule"]) <= set(RULES)
        assert checked.findings["finding_id"].is_unique
        assert checked.findings["finding_id"].str.fullmatch("[0-9a-f]{16}").all()
        for column in ("authority", "submission_quarter", "extract", "source_file", "rule", "message", "remedy"):
            assert checked.findings[column].notna().all()


def test_no_message_or_remedy_holds_a_cell_or_a_persons_number(folder: Folder) -> None:
    found = faulty(folder).check().findings
    assert len(found) > 8
    said = " ".join([*found["message"], *found["remedy"], *found["rule"], *found["column_name"].dropna()])
    assert CANARY not in said
    assert "A1" not in said and "A2" not in said


def test_a_message_says_where_and_a_remedy_what_to_do(folder: Folder) -> None:
    folder.csv("children", "CHILD,DOB,SEX,ETHNIC", "A1,31/02/2005,F,WBRI")
    finding = folder.check().findings.query("rule == 'invalid'").iloc[0]
    assert finding["message"] == "children.csv, row 2, column 'DOB': the cell cannot be read as a date."
    assert finding["column_name"] == "date_of_birth"
    assert finding["person_id"] == "A1"
    assert "DD/MM/YYYY" in finding["remedy"]
    assert str(folder.path) not in finding["message"]


def test_findings_are_ordered_gravest_first(folder: Folder) -> None:
    found = faulty(folder).check().findings
    ranks = found["severity"].map({"reject_file": 0, "reject_row": 1, "warn": 2}).tolist()
    assert ranks == sorted(ranks)


def test_ids_last_when_rows_move_and_from_quarter_to_quarter(tmp_path: Path) -> None:
    def ids(name: str, *lines: str) -> set[str]:
        (tmp_path / name).mkdir()
        found = Folder(tmp_path / name).csv("children", CHILDREN, *lines).check().findings
        # Of records; what is said of a file as a whole is another matter.
        return set(found.loc[found["extract"].eq("children") & found["source_row"].notna(), "finding_id"])

    first = ids("first", "A1,31/02/2005,F,WBRI", "A2,2005-05-14,Q,WBRI")
    moved = ids("moved", "A9,2005-05-14,F,WBRI", "", "A2,2005-05-14,Q,WBRI", "A1,31/02/2005,F,WBRI")
    other_form = ids("form", "A2,14/05/2005,Q,WBRI", "A1,2005-02-31,F,WBRI")
    fixed = ids("fixed", "A1,2005-02-28,F,WBRI", "A2,2005-05-14,Q,WBRI")
    assert len(first) == 2 and moved == first and other_form == first
    assert fixed < first and len(fixed) == 1


def test_repeated_faults_of_one_record_have_ids_of_their_own(folder: Folder) -> None:
    checked = folder.csv("children", CHILDREN, *["A1,31/02/2005,F,WBRI"] * 3).check()
    assert checked.findings["finding_id"].is_unique
    assert len(findings(checked, "children")) == 4  # three cells and the column as a whole


def test_the_same_submission_gives_the_same_findings_twice(folder: Folder) -> None:
    faulty(folder)
    pd.testing.assert_frame_equal(folder.check().findings, folder.check().findings)


def test_every_row_read_is_loaded_or_quarantined(folder: Folder) -> None:
    checked = faulty(folder).check()
    account = checked.row_counts
    assert (account["rows_read"] == account["rows_loaded"] + account["rows_quarantined"]).all()
    assert account["rows_read"].sum() == sum(len(frame) for frame in checked.landing.values())
    assert account["rows_quarantined"].sum() == len(checked.quarantine)
    for extract, rows in account.groupby("extract"):
        assert rows["rows_loaded"].sum() == len(checked.clean[extract])


CELL = st.sampled_from(
    ["A1", "A2", "2005-05-14", "2016-01-01", "31/02/2016", "S", "C2", "N1", "U6", "", "x", '"', "'", " "]
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELL, min_size=9, max_size=11), max_size=8))
def test_whatever_rows_come_they_are_accounted_for(folder: Folder, rows: list[list[str]]) -> None:
    """Rows read = loaded + quarantined, every quarantined row names its findings, and no key is loaded twice."""
    folder.child().csv("care_episodes", EPISODES, *(",".join(row) for row in rows))
    checked = folder.check()
    read, loaded, quarantined = counts(checked, "care_episodes.csv")
    assert read == loaded + quarantined == len(checked.landing["care_episodes"])
    assert (checked.quarantine["finding_ids"].str.len() > len("[]")).all()
    clean = checked.clean["care_episodes"]
    assert len(clean) == loaded
    assert not clean.duplicated(["person_id", "episode_start"]).any()
    assert set(clean["person_id"]) <= {"A1"}
    assert not set(clean["source_row"]) & set(checked.quarantine["source_row"])


def test_every_frame_is_there_with_its_columns_even_of_an_empty_folder(folder: Folder) -> None:
    for checked in (folder.check(), folder.sound().check()):
        for name, extract in EXTRACTS.items():
            flags = [f"{column.name}_has_time" for column in extract.columns if column.kind == "datetime"]
            lineage = ["authority", "submission_quarter", "source_file", "source_sheet", "source_part", "source_row"]
            assert set(checked.clean[name].columns) == {*extract.column_names, *flags, *lineage}
            assert set(checked.landing[name].columns) == {*extract.column_names, "other_columns", *lineage, "file_hash"}
        assert set(checked.row_counts.columns) == set(table("quality.row_counts").column_names)
        assert set(checked.quarantine.columns) == set(table("quality.quarantine").column_names)
        assert list(checked.column_alerts.columns) == [
            "extract",
            "column_name",
            "cells_filled",
            "cells_invalid",
            "share",
        ]


def test_clean_frames_have_the_same_types_full_and_empty(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    empty, full = Folder(tmp_path / "a").check(), Folder(tmp_path / "b").sound().check()
    for name in EXTRACTS:
        assert empty.clean[name].dtypes.to_dict() == full.clean[name].dtypes.to_dict()


def test_pandera_agrees_that_what_was_loaded_is_clean(folder: Folder) -> None:
    checked = faulty(folder).check()
    for name, extract in EXTRACTS.items():
        rings = {column.name for column in extract.columns if column.mark == "°"}
        filled = checked.clean[name].dropna(subset=list(rings))
        extract.model.validate(filled, lazy=True)


def test_rules_have_words_and_known_gaps_only() -> None:
    for code, rule in RULES.items():
        assert code == rule.code and rule.title and rule.message and rule.remedy
        rule.message.format(detail="x", allowed="y")
        rule.remedy.format(detail="x", allowed="y")
    assert [code for code, rule in RULES.items() if rule.severity is None] == [
        "blank",
        "invalid",
        "month_first",
        "invalid_code",
        "out_of_range",
    ]


@pytest.mark.parametrize("text", ["Fernando", "Finance team", "NaT", "<NA>", "Nonesuch"])
def test_words_that_look_like_nothing_are_kept(folder: Folder, text: str) -> None:
    """A peer's export deletes 'nan' wherever it stands: Fernando became Ferdo."""
    checked = folder.csv("children", f"{CHILDREN},team", f"{text},2005-05-14,F,WBRI,{text}").check()
    assert checked.clean["children"]["team"].tolist() == [text]
    assert checked.clean["children"]["person_id"].tolist() == [text]
