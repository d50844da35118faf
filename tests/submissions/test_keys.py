"""Repeated keys: the first row is loaded, later ones are quarantined; keys are compared after reading."""

from __future__ import annotations

import pytest

from schemas.extracts import EXTRACTS
from tests.submissions.folder import EPISODES, Folder, counts, findings, values
from tests.submissions.rows import SOUND, write

KEYS = [(name, extract.key) for name, extract in EXTRACTS.items()]


@pytest.mark.parametrize(("extract", "key"), KEYS)
def test_of_repeated_keys_the_first_row_is_loaded(folder: Folder, extract: str, key: tuple[str, ...]) -> None:
    row = {**SOUND[extract], **({"status": "planned"} if extract == "health_assessments" else {})}
    others = [
        name
        for name in EXTRACTS[extract].column_names
        if name not in key and EXTRACTS[extract].column(name).kind == "text"
    ]
    second = {**row, **dict.fromkeys(others[:1], "changed")}
    write(folder, extract, row, second, row)
    checked = folder.check()
    assert counts(checked, f"{extract}.csv") == (3, 1, 2)
    assert [f for f in findings(checked, extract) if f[0] == "repeated_key"] == [
        ("repeated_key", 3, None),
        ("repeated_key", 4, None),
    ]
    assert checked.clean[extract]["source_row"].tolist() == [2]
    assert checked.findings["finding_id"].is_unique


def test_keys_are_compared_after_reading(folder: Folder) -> None:
    folder.child().csv(
        "pathway_plans",
        "person_id,event_type,event_date,authorised",
        "A1,plan,2017-06-01,Y",
        " A1 ,PLAN,1/6/2017,N",
        "A1,plan,2017-06-01 10:00,Y",
        "a1,plan,2017-06-01,Y",
    )
    checked = folder.check()
    assert [rule for rule, _, _ in findings(checked, "pathway_plans")] == [
        "repeated_key",
        "repeated_key",
        "person_not_in_children",
    ]
    assert counts(checked, "pathway_plans.csv") == (4, 1, 3)


def test_blank_equals_blank_in_a_key(folder: Folder) -> None:
    folder.child().csv("reviews", "person_id,held_date,due_date", "A1,,2017-06-01", "A1,,2017-06-01", "A1,2017-06-01,")
    assert counts(folder.check(), "reviews.csv") == (3, 2, 1)


def test_a_row_rejected_for_another_reason_does_not_use_up_its_key(folder: Folder) -> None:
    folder.child().csv(
        "care_episodes",
        EPISODES,
        "A1,2016-02-03,S,QQ,N1,U6,PR1,,,",
        "A1,2016-02-03,S,C2,N1,U6,PR1,,,",
        "A1,2016-02-03,S,C1,N1,U6,PR1,,,",
    )
    checked = folder.check()
    assert findings(checked, "care_episodes") == [("invalid_code", 2, "legal_status"), ("repeated_key", 4, None)]
    assert values(checked, "care_episodes", "legal_status") == ["C2"]


def test_a_repeated_child_is_loaded_once_and_keeps_its_rows(folder: Folder) -> None:
    folder.child("A1,2006-01-01,M,WBRI").csv("reviews", "person_id,held_date", "A1,2017-01-01")
    checked = folder.check()
    assert counts(checked, "children.csv") == (2, 1, 1)
    assert counts(checked, "reviews.csv") == (1, 1, 0)
