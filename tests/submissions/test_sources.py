"""Kinds of delivery that councils really make: what each table is taken for, and what comes of it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from submissions.council import ConfigurationError, Council, load_council
from submissions.discover import Submission
from submissions.own_tables import Accept, History, Postcodes, Unfold
from submissions.validate import CheckedSubmission, check_submission
from tests.submissions.folder import CHILDREN, EPISODES, RUN_DATE, Folder, counts, findings, values
from warehouse.calendar import Quarter

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
RETURN_EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
OC2 = (
    "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,SUBSTANCE_MISUSE,"
    "INTERVENTION_RECEIVED,INTERVENTION_OFFERED"
)


def returned(folder: Folder, year: str = "") -> Folder:
    """A return of 2017-18 with two children, both looked after since May 2017."""
    folder.csv(f"{year}Header", HEADER, "A1,2,14/05/2005,WBRI,X12,,", "A2,1,01/06/2006,WBRI,X13,,")
    line = "S,C2,N1,U6,PR1,,,,AB1 1AB,AB2 2AB,"
    return folder.csv(f"{year}Episodes", RETURN_EPISODES, f"A1,03/05/2017,{line}", f"A2,10/12/2017,{line}")


def checked_by(folder: Folder, **settings: object) -> CheckedSubmission:
    council = Council(name="Demo (synthetic)", ons_code="E06000019").model_copy(update=settings)
    return check_submission(Submission("demo-council", Quarter.parse("2017-18-Q4"), folder.path, council), RUN_DATE)


def state(checked: CheckedSubmission, extract: str, column: str | None = None) -> str:
    frame = checked.availability
    named = frame["column_name"].isna() if column is None else frame["column_name"].eq(column)
    return str(frame.loc[frame["extract"].eq(extract) & named, "state"].iloc[0])


def covers(checked: CheckedSubmission, extract: str) -> tuple[str, bool]:
    row = checked.history.set_index("extract").loc[extract]
    return str(row["covers_from"].date()), bool(row["is_annual"])


def test_one_table_feeds_three_extracts_and_is_landed_once(folder: Folder) -> None:
    returned(folder).csv("our oc2", OC2, "A1,14/05/2005,12,,0,,1,1,1,0,,", "A2,01/06/2006,,SDQ2,0,,0,,0,1,1,")
    checked = folder.check()
    assert values(checked, "health_assessments", "person_id") == ["A1"]
    assert values(checked, "health_assessments", "completed_date") == [pd.Timestamp(2018, 3, 31)]
    kinds = checked.clean["health_checks"].groupby("person_id")["check_type"].agg(sorted).to_dict()
    assert kinds == {
        "A1": ["DENTAL", "IMMUNISATION", "SUBSTANCE"],
        "A2": ["IMMUNISATION", "SUBSTANCE", "SUBSTANCE_RECEIVED"],
    }
    assert values(checked, "sdqs", "reason_not_completed") == [None, "SDQ2"]
    assert covers(checked, "health_checks") == ("2017-04-01", True)
    assert covers(checked, "care_episodes") == ("2017-04-01", False)
    assert checked.received["source_row"].tolist() == [2, 3]
    assert len(checked.landing["health_checks"]) == len(checked.clean["health_checks"]) == 6
    assert state(checked, "health_checks", "check_type=GP") == "absent"


def test_an_extract_under_headings_of_the_return_keeps_the_columns_the_return_has_not(folder: Folder) -> None:
    """Its due dates, and that a review was cancelled: as a table of the return the two rows were two reviews held."""
    heading = "CHILD,due_date,REVIEW,status,REVIEW_CODE,chaired_by_child"
    rows = ("A1,2018-02-01,2018-01-30,held,PN1,Y", "A1,2018-03-01,2018-02-28,cancelled,,N")
    checked = folder.sound().csv("reviews", heading, *rows).check()
    assert values(checked, "reviews", "status") == ["held", "cancelled"]
    assert values(checked, "reviews", "due_date") == [pd.Timestamp(2018, 2, 1), pd.Timestamp(2018, 3, 1)]
    assert "unknown_column" not in checked.findings["rule"].tolist()


def test_a_return_with_a_column_of_its_own_is_a_return_still(folder: Folder) -> None:
    folder.csv("our header", f"{HEADER},Team", "A1,2,14/05/2005,WBRI,X12,,,North")
    line = "S,C2,N1,U6,PR1,,,,AB1 1AB,AB2 2AB,"
    checked = folder.csv("our episodes", RETURN_EPISODES, f"A1,03/05/2017,{line}").check()
    assert {one.words for one in checked.recognised} == {"SSDA903 Header", "SSDA903 Episodes"}


def test_an_unreadable_cell_of_a_table_that_feeds_several_extracts_sets_its_own_record_aside(folder: Folder) -> None:
    returned(folder).csv("oc2", OC2, "A1,14/05/2005,12,,0,,1,maybe,1,0,,")
    checked = folder.check()
    aside = checked.quarantine[checked.quarantine["extract"].eq("health_checks")]
    assert aside[["source_row", "source_part"]].to_numpy().tolist() == [[2, "TEETH_CHECK"]]
    assert aside["finding_ids"].iloc[0] != "[]"
    assert ("invalid", 2, "outcome") in findings(checked, "health_checks")
    assert set(checked.findings["extract"]) == {"health_checks"}


@pytest.mark.parametrize(
    ("supplied", "uasc", "is_there"), [(True, [True, False], "available"), (False, [None, None], "absent")]
)
def test_who_is_in_the_uasc_table_is_one_and_nobody_else_is(
    folder: Folder, supplied: bool, uasc: list[bool | None], is_there: str
) -> None:
    returned(folder)
    if supplied:
        folder.csv("uasc", "CHILD,SEX,DOB,DUC", "A1,2,14/05/2005,01/02/2018")
    checked = folder.check()
    assert values(checked, "children", "uasc") == uasc
    assert state(checked, "children", "uasc") == is_there
    if supplied:
        assert counts(checked, "uasc.csv") == (1, 1, 0)
        assert values(checked, "children", "uasc_end_date") == [pd.Timestamp(2018, 2, 1), None]


def test_returns_of_two_years_are_one_history_and_the_later_stands(folder: Folder) -> None:
    returned(folder, "2018 ")
    folder.csv("2017 Header", HEADER, "A1,1,14/05/2005,WBRI,X12,,", "B1,1,01/01/2004,WBRI,X14,,")
    line = "S,C2,N1,U6,PR1"
    folder.csv("2017 Episodes", RETURN_EPISODES, f"B1,01/06/2016,{line},30/03/2017,E4A,,,,")
    checked = folder.check()
    assert dict(zip(values(checked, "children", "person_id"), values(checked, "children", "sex"), strict=True)) == {
        "A1": "F", "A2": "M", "B1": "M",
    }  # fmt: skip
    assert covers(checked, "care_episodes") == ("2016-04-01", False)
    assert ("in_later_return", None, None) in findings(checked, "children")
    assert checked.no_results == ()


def test_a_table_whose_year_nothing_tells_is_not_guessed(folder: Folder) -> None:
    returned(folder, "2018 ")
    folder.csv("2017 Header", HEADER, "B1,1,01/01/2004,WBRI,X14,,")
    folder.csv("2017 Episodes", RETURN_EPISODES, "B1,01/06/2016,S,C2,N1,U6,PR1,30/03/2017,E4A,,,,")
    folder.csv("oc2", OC2, "A1,14/05/2005,12,,0,,1,1,1,0,,")
    checked = folder.check()
    assert "year_not_told" in set(checked.findings["rule"])
    assert state(checked, "sdqs") == "absent"


def test_identifiers_of_another_form_set_the_file_aside_with_the_likely_cause(folder: Folder) -> None:
    folder.csv("children", CHILDREN, *(f"00{n},2005-05-14,F,WBRI" for n in range(10, 30)))
    folder.csv("care_episodes", EPISODES, *(f"{n},2016-02-03,S,C2,N1,U6,PR1,,," for n in range(10, 30)))
    checked = folder.check()
    told = checked.findings[checked.findings["rule"].eq("identifiers_do_not_match")]
    assert "leading zeros" in told["message"].iloc[0]
    assert state(checked, "care_episodes") == "not_matched"
    assert checked.no_results
    assert counts(checked, "care_episodes.csv") == (20, 0, 20)


def many(folder: Folder, bad: int) -> Folder:
    """Twenty children, of whose episodes so many have an impossible start."""
    folder.csv("children", CHILDREN, *(f"C{n},2005-05-14,F,WBRI" for n in range(20)))
    starts = ["31/02/2016" if n < bad else "2016-02-03" for n in range(20)]
    return folder.csv("care_episodes", EPISODES, *(f"C{n},{s},S,C2,N1,U6,PR1,,," for n, s in enumerate(starts)))


def test_a_tenth_of_the_episodes_may_be_set_aside_and_no_more(folder: Folder) -> None:
    assert many(folder, 2).check().no_results == ()
    refused = many(folder, 3).check()
    assert refused.no_results
    assert "15%" in refused.findings.query("rule == 'too_many_set_aside'")["message"].iloc[0]
    accepted = checked_by(folder, accept={"care_episodes": Accept(reason="closed cases of 2016", up_to=15)})
    assert accepted.no_results == ()


def test_nobody_looked_after_is_no_result(folder: Folder) -> None:
    folder.child().csv("care_episodes", EPISODES, "A1,2016-02-03,S,C2,N1,U6,PR1,2017-01-01,E4A,")
    assert "nobody" in " ".join(folder.check().no_results)


def test_the_council_says_from_when_its_history_is_whole(folder: Folder) -> None:
    folder.sound().csv("reviews", "person_id,held_date", "A1,2017-05-01")
    own = History.model_validate({"from": date(2017, 10, 1), "reviews": {"from": date(2018, 1, 1)}})
    checked = checked_by(folder, history=own)
    assert covers(checked, "care_episodes") == ("2017-10-01", False)
    assert covers(checked, "reviews") == ("2018-01-01", False)


def test_a_wide_table_unfolds_and_two_columns_join(folder: Folder) -> None:
    folder.sound().csv("tracker", "Client No,IHA done,RHA 1", "A1,01/03/2016,02/03/2017")
    folder.csv("went missing", "Client No,Kind,Date missing,Time missing", "A1,M,01/02/2018,22:15")
    done = {"assessment_type": "IHA", "status": "completed"}
    checked = checked_by(
        folder,
        headers={
            "health_assessments": {"Client No": "person_id"},
            "missing_episodes": {"Client No": "person_id", "Kind": "episode_type"},
        },
        unfold={
            "health_assessments": [
                Unfold(column="IHA done", to="completed_date", constants=done),
                Unfold(column="RHA 1", to="completed_date", constants={**done, "assessment_type": "RHA"}),
            ]
        },
        join={"missing_episodes": {"started_at": ["Date missing", "Time missing"]}},
    )
    assert sorted(values(checked, "health_assessments", "assessment_type")) == ["IHA", "RHA"]
    assert values(checked, "missing_episodes", "started_at") == [pd.Timestamp(2018, 2, 1, 22, 15)]


def test_own_words_set_several_columns_and_the_rest_are_told_once(folder: Folder) -> None:
    folder.child("A2,2005-05-14,F,WBRI", "A3,2005-05-14,F,WBRI")
    head = EPISODES.replace("placement_provider,", "")
    rows = ("Foster care - agency", "foster CARE - agency ", "Hut")
    folder.csv("care_episodes", head, *(f"A{n},2016-02-03,S,C2,N1,{word},,," for n, word in enumerate(rows, start=1)))
    words = {"Foster care - agency": {"placement_type": "U4", "placement_provider": "PR4"}}
    checked = checked_by(folder, values={"care_episodes": {"placement_type": words}})
    assert values(checked, "care_episodes", "placement_type") == ["U4", "U4"]
    assert values(checked, "care_episodes", "placement_provider") == ["PR4", "PR4"]
    assert [found for found in findings(checked, "care_episodes") if found[0] == "invalid_code"] == [
        ("invalid_code", None, "placement_type")
    ]
    assert checked.quarantine["finding_ids"].ne("[]").all()


def test_postcodes_give_distance_and_authority(folder: Folder) -> None:
    lookup = "pcds,oseast1m,osnrth1m,oslaua\nAB1 1AB,400000,300000,E06000019\nAB2 2AB,400000,316093,E06000020\n"
    (folder.path.parent / "where.csv").write_text(lookup, encoding="utf-8")
    checked = checked_by(returned(folder), postcodes=Postcodes(file="where.csv"))
    assert values(checked, "care_episodes", "placement_distance_miles") == [10.0, 10.0]
    assert values(checked, "care_episodes", "placement_authority") == ["E06000020"] * 2


def test_a_near_miss_says_what_it_is_near_to(folder: Folder) -> None:
    folder.csv("Header", HEADER.replace("DOB,ETHNIC", "BORN_ON,ETHNIC"), "A1,2,14/05/2005,WBRI,X12,,")
    message = folder.check().findings.query("rule == 'near_miss'")["message"].iloc[0]
    assert "SSDA903 Header" in message
    assert "DOB is missing" in message
    assert "BORN_ON" in message
    assert "14/05" not in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a" + ".a" * 40 + " = 1", "32 levels"),
        ("a = " + "[" * 20_000, "32 levels"),
        ("population_0_17 = { 2017 = " + "9" * 6_000 + " }", "too many digits"),
        ("population_0_17 = { 2017 = " + "9" * 300 + " }", "population_0_17"),
    ],
)
def test_a_council_file_that_is_hostile_is_a_configuration_error(tmp_path, text: str, words: str) -> None:
    path = tmp_path / "testshire" / "council.toml"
    path.parent.mkdir()
    path.write_text(f'name = "T"\nons_code = "E06000019"\n{text}\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=words):
        load_council(path)
