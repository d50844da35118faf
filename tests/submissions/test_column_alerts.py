"""A column most of whose cells are invalid is said once, first and with a hint (a peer lost one with the run green)."""

from __future__ import annotations

import pytest

from tests.submissions.folder import CHILDREN, EPISODES, Folder, findings, values


def test_a_renamed_code_set_is_one_clear_finding_before_all_others(folder: Folder) -> None:
    rows = [f"A{number},2005-05-14,{'junge' if number % 2 else 'maedchen'},WBRI" for number in range(20)]
    checked = folder.csv("children", CHILDREN, *rows, "B1,2005-02-30,F,WBRI").check()
    assert findings(checked)[0] == ("column_mostly_invalid", None, "sex")
    first = checked.findings.iloc[0]
    assert first["severity"] == "warn"
    assert "'sex'" in first["message"] and "20 of 21" in first["message"]
    assert "2 different values" in first["remedy"]
    assert (checked.findings["rule"] == "column_mostly_invalid").sum() == 1
    assert (checked.findings["rule"] == "invalid_code").sum() == 20
    alert = checked.column_alerts.iloc[0]
    assert (alert["extract"], alert["column_name"], alert["cells_filled"], alert["cells_invalid"]) == (
        "children",
        "sex",
        21,
        20,
    )
    assert alert["share"] == pytest.approx(20 / 21)
    # The children are still loaded: only the cells are missing.
    assert values(checked, "children", "sex").count(None) == 20


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("05/14/2005", "month first"),
        ("14-05-05", "hyphens"),
        ("2005-05-14T00:00:00+01:00", "time zone"),
        ("2005/05/14", "behind the year"),
        ("soon", "known form"),
    ],
)
def test_hints_for_dates(folder: Folder, cell: str, hint: str) -> None:
    checked = folder.csv("children", CHILDREN, *(f"A{number},{cell},F,WBRI" for number in range(5))).check()
    first = checked.findings.iloc[0]
    assert (first["rule"], first["column_name"]) == ("column_mostly_invalid", "date_of_birth")
    assert hint in first["remedy"]
    assert cell not in first["message"] + first["remedy"]


def test_month_first_is_seen_though_half_of_the_dates_could_be_day_first(folder: Folder) -> None:
    rows = [f"A{number},{1 + number % 12:02d}/{15 + number % 10:02d}/2005,F,WBRI" for number in range(10)]
    rows += ["B1,03/04/2005,F,WBRI", "B2,05/06/2005,F,WBRI"]
    assert "month first" in folder.csv("children", CHILDREN, *rows).check().findings.iloc[0]["remedy"]


def test_exchanged_columns_are_seen(folder: Folder) -> None:
    folder.csv("children", CHILDREN, *(f"A{number},2005-05-14,F,WBRI" for number in range(4)))
    rows = [f"A{number},2016-01-01,{code},S,N1,U6,PR1,,," for number, code in enumerate(("C1", "C2", "V2", "C2"))]
    checked = folder.csv("care_episodes", EPISODES, *rows).check()
    alerts = checked.findings[checked.findings["rule"] == "column_mostly_invalid"]
    assert alerts["column_name"].tolist() == ["reason_new_episode", "legal_status"]
    assert "LEGAL_STATUS" in alerts["remedy"].iloc[0]


def test_unknown_codes_are_counted_and_not_shown(folder: Folder) -> None:
    checked = folder.csv("children", CHILDREN, *(f"A{n},2005-05-14,F,Q{n}" for n in range(4))).check()
    first = checked.findings.iloc[0]
    assert "4 different values" in first["remedy"]
    assert "Q1" not in first["remedy"] + first["message"]


@pytest.mark.parametrize(("wrong", "right", "alert"), [(2, 2, False), (3, 2, True), (2, 0, False), (3, 0, True)])
def test_most_means_more_than_half_of_at_least_three_filled_cells(
    folder: Folder, wrong: int, right: int, alert: bool
) -> None:
    rows = [f"A{number},2005-05-14,{'Q' if number < wrong else 'F'},WBRI" for number in range(wrong + right)]
    blanks = [f"B{number},2005-05-14,,WBRI" for number in range(5)]
    checked = folder.csv("children", CHILDREN, *rows, *blanks).check()
    assert (len(checked.column_alerts) == 1) is alert


def test_blank_cells_are_no_alert(folder: Folder) -> None:
    checked = folder.csv("children", CHILDREN, *(f"A{number},2005-05-14,,WBRI" for number in range(9))).check()
    assert len(checked.column_alerts) == 0
