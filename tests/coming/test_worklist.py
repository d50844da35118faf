"""The list a week can be worked from: due by 28 April 2018 (four weeks after 31 March), or overdue on 31 March."""

from datetime import date, timedelta

import pandas as pd
import pytest

from exports.restricted import csv_bytes
from indicators.worklist import DAYS_AHEAD
from tests.coming.support import child, episode, look_ahead
from warehouse.calendar import add_months, add_working_days

LAST_DAY = date(2018, 3, 31)
HORIZON = LAST_DAY + timedelta(days=DAYS_AHEAD)


def checked(person: str, completed: date) -> dict[str, object]:
    return {"person_id": person, "assessment_type": "RHA", "status": "completed", "completed_date": completed}


def health(due: date, **more: object) -> dict[str, list[dict[str, object]]]:
    """A boy of eight whose yearly health check falls due on a day."""
    return {
        "children": [child("case-7", team="North", **more)],
        "care_episodes": [episode("case-7", date(2015, 1, 5))],
        "health_assessments": [checked("case-7", add_months(due, -12))],
    }


@pytest.mark.parametrize(
    ("due", "listed", "overdue"),
    [
        (LAST_DAY - timedelta(days=1), True, 1),
        (LAST_DAY, True, None),
        (LAST_DAY + timedelta(days=1), True, None),
        (HORIZON, True, None),
        (HORIZON + timedelta(days=1), False, None),
    ],
    ids=["overdue by a day", "due on the last day", "due the day after", "due in four weeks", "a day later"],
)
def test_a_health_check_is_work_when_overdue_or_due_within_four_weeks(due, listed, overdue):
    work = look_ahead(health(due), about=["LAC-43"]).work("LAC-43", "case-7")
    assert len(work) == int(listed)
    if listed:
        row = work.iloc[0]
        assert row["due_date"].date() == due
        assert (None if pd.isna(row["days_overdue"]) else int(row["days_overdue"])) == overdue
        assert (row["last_event"], row["last_event_date"].date()) == ("Last health assessment", add_months(due, -12))
        assert (row["miss_reason"], row["reason_words"]) == ("NOT_ARRANGED", "No later assessment recorded")


def test_what_was_done_late_by_the_last_day_is_a_miss_and_no_work():
    came = date(2018, 2, 5)
    due = add_working_days(came, 20)
    rows = {
        "children": [child("done"), child("not-done")],
        "care_episodes": [episode("done", came), episode("not-done", came)],
        "health_assessments": [
            {"person_id": "done", "assessment_type": "IHA", "status": "completed", "completed_date": due + timedelta(1)}
        ],
    }
    found = look_ahead(rows, about=["LAC-40"])
    missed = found.evidence[found.evidence["miss_reason"].notna() & (found.evidence["time_window"] == "quarter")]
    assert sorted(missed["person_id"]) == ["done", "not-done"]
    assert found.work("LAC-40", "done").empty
    work = found.work("LAC-40", "not-done")
    # In the quarter and in the year to date, and one piece of work.
    assert list(work["days_overdue"]) == [(LAST_DAY - due).days]


def allocation(person: str, worker: str, role: str, start: date, end: date | None = None) -> dict[str, object]:
    return {"person_id": person, "worker_id": worker, "role": role, "start_date": start, "end_date": end}


def test_a_looked_after_row_names_the_social_worker_of_the_last_day():
    rows = health(LAST_DAY - timedelta(days=3)) | {
        "worker_allocations": [
            allocation("case-7", "sw-gone", "SW", date(2017, 6, 1), LAST_DAY),
            allocation("case-7", "sw-now", "SW", date(2017, 1, 1), LAST_DAY + timedelta(days=1)),
            allocation("case-7", "pa-now", "PA", date(2018, 1, 1)),
            allocation("case-7", "sw-next", "SW", LAST_DAY + timedelta(days=1)),
        ]
    }
    row = look_ahead(rows, about=["LAC-43"]).work("LAC-43", "case-7").iloc[0]
    assert (row["team"], row["worker_id"], row["role"]) == ("North", "sw-now", "SW")


@pytest.mark.parametrize(
    ("allocations", "expected"),
    [
        ([allocation("9", "pa", "PA", date(2017, 1, 1)), allocation("9", "sw", "SW", date(2018, 1, 1))], ("pa", "PA")),
        ([allocation("9", "sw", "SW", date(2018, 1, 1))], ("sw", "SW")),
        ([], (None, None)),
    ],
    ids=["adviser", "no adviser yet", "nobody"],
)
def test_a_care_leaver_row_names_the_adviser_and_the_leaving_care_team(allocations, expected):
    found = look_ahead(
        {
            "children": [child("9", date(1999, 1, 5), team="North")],
            "care_episodes": [
                episode("9", date(2012, 1, 9), episode_end=date(2017, 1, 5), reason_episode_ceased="E4")
            ],
            "care_leaver_roster": [
                {
                    "person_id": "9", "eligibility": "former_relevant", "start_date": date(2017, 1, 5),
                    "team": "Leaving care",
                }
            ],
            "care_leaver_contacts": [
                {"person_id": "9", "contact_date": date(2018, 1, 10), "method": "visit", "two_way": True}
            ],
            "worker_allocations": allocations,
        },
        about=["CL-04"],
    )  # fmt: skip
    row = found.work("CL-04", "9").iloc[0]
    assert row["team"] == "Leaving care"
    assert (row["worker_id"], row["role"]) == expected
    # The visit of 10 January was good until 10 March.
    assert int(row["days_overdue"]) == 21


def test_the_file_names_a_child_by_the_case_number_alone():
    rows = health(LAST_DAY - timedelta(days=3), disability_codes="MOB")
    rows["children"][0]["team"] = "=1+1"
    file = look_ahead(rows, about=["LAC-43"]).file
    assert list(file.columns) == [
        "Team", "Worker", "Role", "Case number", "Measure", "Measure in words", "Due", "Days overdue", "Why",
        "Last event", "Date of last event",
    ]  # fmt: skip
    line = file.iloc[0]
    assert (line["Case number"], line["Measure"], line["Due"]) == ("case-7", "LAC-43", "2018-03-28")
    assert "2010-05-14" not in " ".join(str(cell) for cell in line)
    written = csv_bytes(file).decode("utf-8-sig").splitlines()
    # Nothing a spreadsheet would run; days overdue is a whole number.
    assert written[1].startswith("'=1+1,,,case-7,LAC-43,")
    assert ",2018-03-28,3," in written[1]
