"""Rules that warn: each fires on the row it is about, changes nothing, and stays silent next door."""

from __future__ import annotations

from datetime import date

import pytest

from tests.submissions.folder import EPISODES, SMALL, Folder, findings, severities


def episodes(folder: Folder, *rows: str) -> list[tuple[str, int | None, str | None]]:
    """Findings about episodes of A1, each row from episode_start on; all of them must load."""
    checked = folder.child().csv("care_episodes", EPISODES, *(f"A1,{row}" for row in rows)).check()
    assert len(checked.clean["care_episodes"]) == len(rows)
    assert set(checked.findings.loc[~checked.findings["rule"].isin(SMALL), "severity"]) <= {"warn"}
    return findings(checked, "care_episodes")


def test_episodes_that_join_up_are_sound(folder: Folder) -> None:
    assert (
        episodes(
            folder,
            "2016-01-01,S,C2,N1,U6,PR1,2016-03-01,X1,",
            "2016-03-01,P,C2,N1,U6,PR1,2016-05-01,E4A,",
            "2017-01-01,S,C2,N1,U6,PR1,,,",
        )
        == []
    )


def test_an_episode_that_starts_before_an_earlier_one_ends_overlaps(folder: Folder) -> None:
    assert episodes(
        folder,
        "2016-03-01,P,C2,N1,U6,PR1,,,",
        "2016-01-01,S,C2,N1,U6,PR1,2016-03-02,X1,",
    ) == [("overlapping_episodes", 2, "episode_start")]


def test_a_long_episode_overlaps_everything_it_covers(folder: Folder) -> None:
    found = episodes(
        folder,
        "2016-01-01,S,C2,N1,U6,PR1,,,",
        "2016-02-01,S,C2,N1,U6,PR1,2016-03-01,E4A,",
        "2016-04-01,S,C2,N1,U6,PR1,2016-05-01,E4A,",
    )
    assert found == [("overlapping_episodes", 3, "episode_start"), ("overlapping_episodes", 4, "episode_start")]


def test_a_gap_before_an_episode_that_goes_on_breaks_the_chain(folder: Folder) -> None:
    assert episodes(folder, "2016-01-01,S,C2,N1,U6,PR1,2016-03-01,X1,", "2016-03-02,P,C2,N1,U6,PR1,,,") == [
        ("chain_break", 3, "episode_start")
    ]


def test_a_history_that_begins_in_the_middle_breaks_the_chain(folder: Folder) -> None:
    assert episodes(folder, "2016-01-01,L,C2,N1,U6,PR1,,,") == [("chain_break", 2, "episode_start")]


@pytest.mark.parametrize("after", [(), ("2016-04-01,S,C2,N1,U6,PR1,,,",)])
def test_x1_with_nothing_behind_it_breaks_the_chain(folder: Folder, after: tuple[str, ...]) -> None:
    found = episodes(folder, "2016-01-01,S,C2,N1,U6,PR1,2016-03-01,X1,", *after)
    assert found == [("chain_break", 2, "episode_end")]


def test_short_breaks_neither_overlap_nor_break_a_chain(folder: Folder) -> None:
    assert episodes(folder, "2016-01-01,S,V4,N1,U6,PR1,,,", "2016-02-01,S,C2,N1,U6,PR1,2016-03-01,E4A,") == []


# A1 of `sound` was born on 14 May 2005; these children turn 18 around the end of the quarter, 31 March 2018.
@pytest.mark.parametrize(
    ("born", "end", "past"),
    [
        ("2000-03-30", "", True),
        ("2000-03-31", "", False),
        ("2000-04-02", "", False),
        ("1999-06-10", "2017-06-10,E17", False),
        ("1999-06-10", "2017-06-11,E17", True),
        # A 29 February birthday falls on 1 March in common years.
        ("2000-02-29", "2018-03-01,E17", False),
        ("2000-02-29", "2018-03-02,E17", True),
    ],
)
def test_an_episode_past_the_18th_birthday(folder: Folder, born: str, end: str, past: bool) -> None:
    folder.csv("children", "person_id,date_of_birth,sex,ethnicity", f"A1,{born},F,WBRI")
    end_cells = end or ","
    folder.csv("care_episodes", EPISODES, f"A1,2015-01-01,S,C2,N1,U6,PR1,{end_cells},")
    assert findings(folder.check()) == ([("open_past_18", 2, "episode_end")] if past else [])


def test_an_end_without_a_reason_and_the_reverse(folder: Folder) -> None:
    found = episodes(folder, "2016-01-01,S,C2,N1,U6,PR1,2016-03-01,,", "2017-01-01,S,C2,N1,U6,PR1,,E4A,")
    assert found == [("end_without_reason", 2, "reason_episode_ceased"), ("reason_without_end", 3, "episode_end")]


@pytest.mark.parametrize(
    ("status", "held", "warned"),
    [
        ("held", "", True),
        ("", "", True),
        ("cancelled", "", False),
        ("held", "2018-01-01", False),
        ("", "2018-01-01", False),
    ],
)
def test_a_review_held_without_a_date(folder: Folder, status: str, held: str, warned: bool) -> None:
    folder.sound().csv("reviews", "person_id,due_date,held_date,status", f"A1,2018-01-01,{held},{status}")
    assert findings(folder.check()) == ([("held_without_date", 2, "held_date")] if warned else [])


@pytest.mark.parametrize(
    ("ended", "interview", "warned"),
    [
        ("2018-01-02 10:00", "2018-01-02 09:59", True),
        ("2018-01-02 10:00", "2018-01-02 10:00", False),
        ("2018-01-02 10:00", "2018-01-02", False),
        ("2018-01-02", "2018-01-02 00:30", False),
        ("2018-01-02", "2018-01-01", True),
        ("", "2018-01-01", False),
    ],
)
def test_an_interview_before_the_return(folder: Folder, ended: str, interview: str, warned: bool) -> None:
    folder.sound().csv(
        "missing_episodes",
        "person_id,episode_type,started_at,ended_at,interview_held_at",
        f"A1,M,2018-01-01,{ended},{interview}",
    )
    assert findings(folder.check()) == ([("interview_before_return", 2, "interview_held_at")] if warned else [])


def test_a_date_before_birth(folder: Folder) -> None:
    folder.sound().csv(
        "health_checks", "person_id,check_type,check_date,outcome", "A1,DENTAL,2005-05-13,Y", "A1,DENTAL,2005-05-14,Y"
    )
    assert findings(folder.check()) == [("date_before_birth", 2, "check_date")]


@pytest.mark.parametrize(("day", "warned"), [("2018-05-01", False), ("2018-05-02", True)])
def test_a_date_after_the_day_of_the_run(folder: Folder, day: str, warned: bool) -> None:
    folder.sound().csv("health_checks", "person_id,check_type,check_date,outcome", f"A1,DENTAL,{day},Y")
    assert findings(folder.check(date(2018, 5, 1))) == ([("date_in_future", 2, "check_date")] if warned else [])


def test_plans_may_lie_in_the_future(folder: Folder) -> None:
    folder.sound().csv("reviews", "person_id,due_date,held_date", "A1,2018-09-01,2018-03-01")
    folder.csv("health_assessments", "person_id,assessment_type,status,appointment_date", "A1,RHA,planned,2018-09-01")
    assert findings(folder.check()) == []


def test_a_time_on_the_day_of_the_run_is_not_in_the_future(folder: Folder) -> None:
    folder.sound().csv("missing_episodes", "person_id,episode_type,started_at", "A1,M,2018-05-01 23:59")
    assert findings(folder.check(date(2018, 5, 1))) == []


@pytest.mark.parametrize(
    ("born", "episode", "warned"),
    [
        # 14 on 1 January 2017; the day an episode ends is no longer a day of care.
        ("2003-01-01", "2016-01-01,S,C2,N1,U6,PR1,2017-01-01,E4A,", True),
        ("2003-01-01", "2016-01-01,S,C2,N1,U6,PR1,2017-01-02,E4A,", False),
        ("2003-01-01", "2016-01-01,S,C2,N1,U6,PR1,,,", False),
        ("2003-01-01", "2017-06-01,S,V4,N1,U6,PR1,,,", True),
        ("2003-01-01", None, True),
    ],
)
def test_the_roster_needs_care_from_the_14th_birthday(
    folder: Folder, born: str, episode: str | None, warned: bool
) -> None:
    folder.csv("children", "person_id,date_of_birth,sex,ethnicity", f"A1,{born},F,WBRI")
    folder.csv("care_episodes", EPISODES, *([f"A1,{episode}"] if episode else []))
    folder.csv("care_leaver_roster", "person_id,eligibility,start_date", "A1,relevant,2018-01-01")
    assert findings(folder.check()) == ([("roster_without_care", 2, "person_id")] if warned else [])


def test_the_roster_is_not_judged_without_care_episodes(folder: Folder) -> None:
    folder.child().csv("care_leaver_roster", "person_id,eligibility,start_date", "A1,relevant,2018-01-01")
    assert findings(folder.check(), "care_leaver_roster") == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2016-01-01,S,C2,N1,K3,PR1,,,", "placement_type"),  # in use from 28 October 2023
        ("2016-01-01,S,D1,N1,U6,PR1,,,", "legal_status"),  # in use until 30 December 2005
        ("2016-01-01,S,C2,N1,U6,PR1,2018-04-01,E43,", "reason_episode_ceased"),  # until 31 March 2018
        ("2016-01-01,S,C2,N1,U6,PR1,2018-03-31,E45,", "reason_episode_ceased"),  # from 1 April 2018
        ("2016-01-01,S,C2,N1,U6,PR1,2018-03-31,E4A,CUSTOD", "reason_placement_change"),  # from 1 April 2018
    ],
)
def test_a_code_outside_its_dates(folder: Folder, row: str, column: str) -> None:
    assert episodes(folder, row) == [("code_out_of_date", 2, column)]


@pytest.mark.parametrize(
    "row",
    [
        "2016-01-01,S,C2,N1,H5,PR1,,,",
        "2016-01-01,S,C2,N1,U6,PR1,2018-03-31,E43,",
        # An end reason is judged on the end: the episode began long before the code did.
        "2016-01-01,S,C2,N1,U6,PR1,2018-04-01,E45,",
    ],
)
def test_a_code_within_its_dates(folder: Folder, row: str) -> None:
    assert episodes(folder, row) == []


@pytest.mark.parametrize(("code", "day", "warned"), [("F3", "2018-01-01", False), ("F5", "2018-01-01", True)])
def test_activity_codes_are_judged_on_the_status_date(folder: Folder, code: str, day: str, warned: bool) -> None:
    folder.sound().csv("eet_status", "person_id,status_date,activity_code", f"A1,{day},{code}")
    assert findings(folder.check()) == ([("code_out_of_date", 2, "activity_code")] if warned else [])


def test_sex_is_exempt_from_validity_dates(folder: Folder) -> None:
    """M and F entered the return on 1 April 2024, and are accepted for every child."""
    assert findings(folder.sound().check()) == []


def test_rules_between_rows_look_at_loaded_rows_only(folder: Folder) -> None:
    folder.child().csv("care_episodes", EPISODES, "A1,2016-01-01,S,QQ,N1,U6,PR1,,,", "A1,2016-02-01,S,C2,N1,U6,PR1,,,")
    checked = folder.check()
    assert findings(checked) == [("invalid_code", 2, "legal_status")]
    assert severities(checked, "invalid_code") == ["reject_row"]
