"""Headings: how they are matched, and what is never guessed."""

from __future__ import annotations

import pytest

from tests.submissions.folder import CHILDREN, Folder, counts, findings, values


@pytest.mark.parametrize(
    "heading",
    [
        "date_of_birth",
        "DATE_OF_BIRTH",
        "Date of Birth",
        "date-of-birth",
        " Date  Of-Birth_ ",
        "DateOfBirth",
        "DOB",
        "d o b",
    ],
)
def test_case_spaces_underscores_and_hyphens_do_not_matter(folder: Folder, heading: str) -> None:
    checked = folder.csv("children", f"person_id,{heading},sex,ethnicity", "A1,2005-05-14,F,WBRI").check()
    assert findings(checked, "children") == []
    assert len(values(checked, "children", "date_of_birth")) == 1


ALIASES = {
    "children": "CHILD,DOB,SEX,ETHNIC,UPN,DUC",
    "care_episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,PL_DISTANCE,PLACE_LA,URN",
    "sdqs": "CHILD,recorded_date,SDQ_SCORE,SDQ_REASON",
    "missing_episodes": "CHILD,MISSING,MIS_START,MIS_END",
    "reviews": "CHILD,REVIEW,REVIEW_CODE",
    "care_leaver_contacts": "CHILD,contact_date,method,two_way,IN_TOUCH",
    "eet_status": "CHILD,status_date,ACTIV",
    "accommodation": "CHILD,status_date,ACCOM",
    "health_assessments": "CHILD,assessment_type,status",
    "health_checks": "CHILD,check_type,check_date,outcome",
    "care_leaver_roster": "CHILD,eligibility,start_date",
    "pathway_plans": "CHILD,event_type,event_date,authorised",
    "worker_allocations": "CHILD,worker_id,role,start_date",
}


@pytest.mark.parametrize(("extract", "header"), ALIASES.items())
def test_ssda903_headings_are_accepted(folder: Folder, extract: str, header: str) -> None:
    """A header-only file whose headings are all read is available and free of findings."""
    checked = folder.csv(extract, header).check()
    assert extract in checked.available
    assert findings(checked, extract) == []


def test_an_alias_of_one_extract_means_nothing_in_another(folder: Folder) -> None:
    checked = folder.csv("reviews", "CHILD,DOB,REVIEW").check()
    assert findings(checked, "reviews") == [("unknown_column", None, None)]


def test_the_councils_own_headings_are_read_last(folder: Folder) -> None:
    folder.headers = {"children": {"Client No": "person_id", "Gender": "sex", "sex": "ethnicity"}}
    checked = folder.csv("children", "client-no,DOB,gender,ETHNIC", "A1,2005-05-14,F,WBRI").check()
    assert findings(checked, "children") == []
    assert values(checked, "children", "person_id") == ["A1"]
    # A heading that is already a contract column stays that column, whatever the table says.
    checked = folder.csv("children", "client-no,DOB,sex,ETHNIC", "A1,2005-05-14,F,WBRI").check()
    assert values(checked, "children", "sex") == ["F"]


@pytest.mark.parametrize("second", ["Person ID", "CHILD", "Client No"])
def test_two_columns_that_match_one_name_reject_the_file(folder: Folder, second: str) -> None:
    folder.headers = {"children": {"Client No": "person_id"}}
    checked = folder.csv("children", f"{CHILDREN},{second}", "A1,2005-05-14,F,WBRI,B1").check()
    assert findings(checked, "children") == [("duplicate_column", None, None)]
    assert "1 and 5" in checked.findings["message"].iloc[0]
    assert counts(checked, "children.csv") == (1, 0, 1)
    assert "children" not in checked.available
    assert '"B1"' in checked.quarantine["row_json"].iloc[0]


@pytest.mark.parametrize("absent", ["person_id", "date_of_birth", "sex", "ethnicity"])
def test_a_required_column_must_be_there_marked_star_or_ring(folder: Folder, absent: str) -> None:
    header = [name for name in CHILDREN.split(",") if name != absent]
    checked = folder.csv("children", ",".join(header), "x,y,z").check()
    assert findings(checked, "children") == [("missing_column", None, absent)]
    assert counts(checked, "children.csv") == (1, 0, 1)
    assert "children" not in checked.available


def test_an_optional_column_may_be_absent_and_is_then_missing(folder: Folder) -> None:
    checked = folder.child().check()
    assert values(checked, "children", "uasc") == [None]
    assert checked.clean["children"]["uasc"].dtype == "boolean"


def test_a_file_without_a_header_never_has_its_first_row_repeated(folder: Folder) -> None:
    """Read as a header, the first child's number would stand in a message."""
    checked = folder.csv("children", "SECRET-17,14/05/2005,F,WBRI", "A2,14/05/2005,F,WBRI").check()
    assert "missing_column" in {rule for rule, _, _ in findings(checked, "children")}
    assert "SECRET-17" not in checked.findings.to_csv()


def test_unknown_columns_warn_once_and_stay_in_landing(folder: Folder) -> None:
    checked = folder.csv(
        "children", f"{CHILDREN},notes,notes,", "A1,2005-05-14,F,WBRI,one,two,three", "A2,2005-05-14,F,WBRI,,,"
    ).check()
    assert findings(checked, "children") == [("unknown_column", None, None)] * 3
    landed = checked.landing["children"]["other_columns"]
    assert landed.iloc[0] == '{"notes": "one", "notes (2)": "two", "column 7": "three"}'
    assert landed.isna().tolist() == [False, True]
    assert counts(checked, "children.csv") == (2, 2, 0)
    assert checked.findings["finding_id"].is_unique
