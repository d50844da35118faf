"""The oracle on pathway plans and personal advisers, worked by hand: CL-20 to CL-26.

Unless a case says otherwise the quarter is 2017-18-Q4: S is 1 January 2018, D is 31 March 2018.
"""

import pytest

from tests.support.one_person import Row, ask, council, day, episode, one_person, rows, values

NINETEEN = "1998-10-15"  # aged 19 on D
ROSTER = [{"eligibility": "former_relevant", "start_date": day("2016-10-15"), "end_date": None}]


def plan(kind: str, when: str, authorised: bool = True) -> Row:
    return {"event_type": kind, "event_date": day(when), "authorised": authorised}


@pytest.mark.parametrize(
    ("events", "has", "up_to_date"),
    [
        ([], [False], [False]),
        ([plan("plan", "2017-10-01")], [True], [True]),  # + 6 months = 1 April 2018
        ([plan("plan", "2017-09-30")], [True], [False]),  # + 6 months = 30 March 2018
        ([plan("plan", "2018-03-31")], [True], [True]),
        ([plan("plan", "2018-04-01")], [False], [False]),
        ([plan("plan", "2018-03-01", authorised=False)], [False], [False]),
        ([plan("needs_assessment", "2018-03-01")], [False], [False]),
        ([plan("review", "2018-03-01")], [False], [False]),  # a review of no plan
        ([plan("plan", "2016-01-01"), plan("review", "2017-10-01")], [True], [True]),
        ([plan("plan", "2016-01-01"), plan("review", "2018-01-01", authorised=False)], [True], [False]),
        ([plan("plan", "2016-01-01"), plan("review", "2018-04-01")], [True], [False]),
    ],
)
def test_cl_20_and_cl_21(events, has, up_to_date):
    left = one_person(born=NINETEEN, care_leaver_roster=ROSTER, pathway_plans=events)
    assert (rows(left, "CL-20-LEFT"), rows(left, "CL-21-LEFT")) == (has, up_to_date)
    in_care = one_person(born="2001-05-01", care_episodes=[episode("2017-01-01")], pathway_plans=events)
    assert (rows(in_care, "CL-20-LAC"), rows(in_care, "CL-21-LAC")) == (has, up_to_date)


@pytest.mark.parametrize(
    ("reviewed", "up_to_date"), [("2017-12-31", True), ("2017-12-30", True), ("2017-12-29", False)]
)
def test_cl_21_six_months_to_a_shorter_month(reviewed, up_to_date):
    person = one_person("2018-19-Q1", born=NINETEEN, care_leaver_roster=ROSTER, pathway_plans=[plan("plan", reviewed)])
    assert rows(person, "CL-21-LEFT") == [up_to_date]  # D is 30 June 2018


@pytest.mark.parametrize(
    ("born", "counted"),
    [("2002-03-31", [False]), ("2002-04-01", []), ("2000-04-01", [False]), ("2000-03-31", [])],
)
def test_cl_20_aged_16_and_17(born, counted):
    assert rows(one_person(born=born, care_episodes=[episode("2015-01-01")]), "CL-20-LAC") == counted


@pytest.mark.parametrize(
    ("events", "met"),
    [
        ([plan("plan", "2018-02-15")], [True]),
        ([plan("plan", "2018-02-16")], [False]),
        ([plan("plan", "2018-02-15", authorised=False)], [False]),
        ([plan("needs_assessment", "2018-02-15")], [False]),
    ],
)
def test_cl_22_plan_by_the_16th_birthday(events, met):
    person = one_person(born="2002-02-15", care_episodes=[episode("2016-01-01")], pathway_plans=events)
    assert rows(person, "CL-22", "quarter") == rows(person, "CL-22", "ytd") == met


@pytest.mark.parametrize(
    ("born", "quarter", "ytd"),
    [
        ("2002-01-01", [False], [False]),
        ("2001-12-31", [], [False]),
        ("2002-03-31", [False], [False]),
        ("2001-03-31", [], []),
        ("2002-04-01", [], []),
    ],
)
def test_cl_22_whose_16th_birthday_falls_in_the_window(born, quarter, ytd):
    person = one_person(born=born, care_episodes=[episode("2015-01-01")])
    assert (rows(person, "CL-22", "quarter"), rows(person, "CL-22", "ytd")) == (quarter, ytd)


def test_cl_22_on_a_leap_day():
    met = one_person(
        "2015-16-Q4",
        born="2000-02-29",
        care_episodes=[episode("2014-03-01")],
        pathway_plans=[plan("plan", "2016-02-29")],
    )
    late = one_person(
        "2015-16-Q4",
        born="2000-02-29",
        care_episodes=[episode("2014-03-01")],
        pathway_plans=[plan("plan", "2016-03-01")],
    )
    assert (rows(met, "CL-22"), rows(late, "CL-22")) == ([True], [False])


def pa(worker: str, start: str, end: str | None = None, role: str = "PA") -> Row:
    return {"worker_id": worker, "role": role, "start_date": day(start), "end_date": None if end is None else day(end)}


@pytest.mark.parametrize(
    ("allocations", "met"),
    [
        ([pa("W1", "2018-03-31")], [True]),
        ([pa("W1", "2018-04-01")], [False]),
        ([pa("W1", "2017-01-01", "2018-03-31")], [False]),
        ([pa("W1", "2017-01-01", "2018-04-01")], [True]),
        ([pa("W1", "2017-01-01", role="SW")], [False]),
        ([pa("W1", "2017-01-01"), pa("W2", "2017-01-01")], [True]),  # two at once: one person still
    ],
)
def test_cl_24_adviser_allocated(allocations, met):
    person = one_person(born=NINETEEN, care_leaver_roster=ROSTER, worker_allocations=allocations)
    assert rows(person, "CL-24") == met


def test_cl_26_caseload_is_open_allocations_over_distinct_advisers():
    qualifying = [{**ROSTER[0], "eligibility": "qualifying"}]
    closed = [{**ROSTER[0], "end_date": day("2018-03-31")}]

    def someone(roster: list[Row], *allocations: Row) -> dict[str, list[Row]]:
        born = [{"date_of_birth": day(NINETEEN)}]
        return {"children": born, "care_leaver_roster": roster, "worker_allocations": list(allocations)}

    people = council(
        {
            "A": someone(ROSTER, pa("W1", "2017-01-01"), pa("W2", "2017-01-01")),  # two at once
            "B": someone(qualifying, pa("W1", "2017-01-01"), pa("W3", "2017-01-01", "2018-01-01")),
            "C": someone(closed, pa("W4", "2017-01-01")),
        }
    )
    assert sorted(values(people, "CL-26")) == [1, 2]  # W2 has A; W1 has A and B
    assert [row.person_id for row in ask(people, "CL-26").rows] == [None, None]


def test_cl_22_days_count_from_the_14th_birthday():
    now = episode("2018-01-01")  # 45 days before the 16th birthday on 15 February 2018
    after_14 = one_person(born="2002-02-15", care_episodes=[episode("2016-03-01", "2016-06-01"), now])  # and 92
    before_14 = one_person(born="2002-02-15", care_episodes=[episode("2015-11-01", "2016-02-15"), now])
    assert (rows(after_14, "CL-22", "quarter"), rows(before_14, "CL-22", "quarter")) == ([False], [])
