"""Rules of the second release between the cells of a row: a good row and a bad one of each."""

from __future__ import annotations

import pytest

from tests.submissions.folder import Folder, counts, findings, values
from tests.submissions.rows import SOUND, write

Cells = dict[str, str]

#: Extract, what changes on a sound row, the rule it then breaks (``None``: none).
REJECTED: list[tuple[str, Cells, str | None]] = [
    ("participation", {"person_id": ""}, "person_missing"),
    ("participation", {"person_id": "", "activity": "survey_safe", "answer": "N"}, None),
    ("participation", {"activity": "survey_heard"}, "answer_missing"),
    ("participation", {"activity": "survey_heard", "answer": "Y"}, None),
    ("safeguarding", {"event_type": "cse_assessment"}, "level_missing"),
    ("safeguarding", {"event_type": "cce_assessment", "level": "none"}, None),
    ("safeguarding", {"event_type": "strategy_discussion"}, None),
    ("providers", {"setting_type": ""}, "registration_incomplete"),
    ("providers", {"in_house": ""}, "registration_incomplete"),
    ("providers", {"record_type": "visit", "setting_type": "", "in_house": ""}, None),
    ("providers", {"record_type": "inspection", "grade": ""}, "inspection_without_grade"),
    ("providers", {"record_type": "inspection", "grade": "good"}, None),
    ("workforce", {"worker_id": ""}, "worker_missing"),
    ("workforce", {"worker_id": "", "filled_by": "vacant"}, None),
    ("assurance", {"planned_date": "", "held_date": ""}, "planned_or_held"),
    ("assurance", {"planned_date": ""}, None),
    ("assurance", {"held_date": ""}, None),
    ("attainment", {"measure": "PHON", "result": "0.5"}, "out_of_range"),
    ("attainment", {"measure": "PHON", "result": "1"}, None),
    ("attainment", {"measure": "P8", "result": "-1.01"}, None),
    ("attainment", {"academic_year": "2016-18"}, "invalid"),
    ("attainment", {"academic_year": "2016"}, "invalid"),
    ("placement_costs", {"weekly_cost": "-0.01"}, "out_of_range"),
    ("placement_costs", {"weekly_cost": "0"}, None),
    ("placement_plan", {"cost_category": "sgo_allowance"}, "invalid_code"),
    ("placement_plan", {"quarter": "2017-18-Q5"}, "invalid"),
    ("placement_plan", {"quarter": "2017-18-q4"}, None),
    ("workforce", {"fte": "0"}, "out_of_range"),
    ("workforce", {"fte": "0.01"}, None),
    ("workforce", {"fte": "1.01"}, "out_of_range"),
    ("education_terms", {"term": "2017-18-4"}, "invalid"),
    ("education_terms", {"term": "1999-00-1"}, None),
    ("education_terms", {"year_group": "15"}, "invalid_code"),
    ("benchmarks", {"period": "2017-18-Q1"}, "invalid"),
    ("referrals", {"closed_date": "2017-05-31"}, "end_before_start"),
    ("training", {"required_to_date": "2017-05-31"}, "end_before_start"),
]


@pytest.mark.parametrize(("extract", "cells", "rule"), REJECTED)
def test_a_broken_rule_rejects_the_row(folder: Folder, extract: str, cells: Cells, rule: str | None) -> None:
    write(folder, extract, {**SOUND[extract], **cells})
    checked = folder.check()
    graves = checked.findings[checked.findings["severity"].eq("reject_row")]
    assert graves.loc[graves["extract"].eq(extract), "rule"].tolist() == ([] if rule is None else [rule])
    assert counts(checked, f"{extract}.csv") == ((1, 1, 0) if rule is None else (1, 0, 1))
    assert graves["remedy"].str.len().gt(10).all()


@pytest.mark.parametrize(("absent", "is_kept"), [("100", True), ("101", False), ("", False), ("-1", False)])
def test_more_half_days_absent_than_possible_are_not_known(folder: Folder, absent: str, is_kept: bool) -> None:
    write(folder, "education_terms", {**SOUND["education_terms"], "sessions_absent": absent})
    checked = folder.check()
    assert counts(checked, "education_terms.csv") == (1, 1, 0)
    assert values(checked, "education_terms", "sessions_absent") == [int(absent) if is_kept else None]
    warned = [("out_of_range", 2, "sessions_absent")] if absent and not is_kept else []
    assert findings(checked, "education_terms") == warned
    if warned:
        assert checked.findings["remedy"].str.contains("not above sessions_possible").any()


@pytest.mark.parametrize(
    ("measure", "year", "warns"),
    [
        ("KS2", "2014-15", True),
        ("KS2", "2015-16", False),
        ("KS2L4", "2014-15", False),
        ("KS2L4", "2015-16", True),
        ("KS4", "2015-16", False),
        ("KS4", "2016-17", True),
    ],
)
def test_a_measure_outside_its_years_warns(folder: Folder, measure: str, year: str, warns: bool) -> None:
    row = {**SOUND["attainment"], "measure": measure, "academic_year": year, "result": "1"}
    write(folder, "attainment", row)
    expected = [("code_out_of_date", 2, "measure")] if warns else []
    assert findings(folder.check(), "attainment") == expected


def test_what_holds_no_person_loads_without_any_child(folder: Folder) -> None:
    row = SOUND["carers"]
    folder.csv("carers", ",".join(row), ",".join(row.values()))
    assert counts(folder.check(), "carers.csv") == (1, 1, 0)


def test_an_audit_of_a_child_who_is_not_there_is_rejected_and_one_of_nobody_loads(folder: Folder) -> None:
    sound = {**SOUND["assurance"], "person_id": ""}
    write(folder, "assurance", sound, {**sound, "event_id": "E2", "person_id": "B9"})
    checked = folder.check()
    assert ("person_not_in_children", 3, "person_id") in findings(checked, "assurance")
    assert counts(checked, "assurance.csv") == (2, 1, 1)
