"""The oracle on care leavers, worked by hand: data contract 3.11 to 3.13, 3.19, CL-01 to CL-19.

Pathway plans and advisers (CL-20 to CL-26) are in test_oracle_plans.py.

Unless a case says otherwise the quarter is 2017-18-Q4: S is 1 January 2018, D is 31 March 2018.
"""

import pytest

from tests.oracle.dates import add_months
from tests.oracle.leavers import accommodation_group, activity_group, derived_eligibility, open_roster
from tests.oracle.records import Accommodation, Activity
from tests.support.one_person import Row, ask, day, episode, one_person, rows

# --- 3.11 the roster -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spells", "category"),
    [
        ([("qualifying", "2018-03-31", None)], "qualifying"),
        ([("relevant", "2018-04-01", None)], None),
        ([("relevant", "2017-01-01", "2018-03-31")], None),
        ([("relevant", "2017-01-01", "2018-04-01")], "relevant"),
        ([("qualifying", "2017-01-01", None), ("eligible", "2017-01-02", None)], "eligible"),
        ([("former_relevant", "2017-01-01", None), ("relevant", "2017-01-02", None)], "relevant"),
        ([("qualifying", "2017-01-01", None), ("former_relevant", "2017-01-02", None)], "former_relevant"),
        ([("eligible", "2017-01-01", "2018-01-01"), ("relevant", "2018-01-01", None)], "relevant"),
    ],
)
def test_3_11_open_roster(spells, category):
    roster = [
        {"eligibility": kind, "start_date": day(start), "end_date": None if end is None else day(end)}
        for kind, start, end in spells
    ]
    person = one_person(born="2000-01-01", care_leaver_roster=roster)
    assert open_roster(person).get("P") == category
    assert rows(person, "CL-01") == ([] if category is None else [True])
    assert rows(person, "CL-19-EET") == ([] if category in (None, "eligible") else [False])
    assert rows(person, "CL-20-LEFT") == ([False] if category in ("relevant", "former_relevant") else [])
    assert rows(person, "CL-24") == ([] if category in (None, "qualifying") else [False])


# --- 3.12 days looked after ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("care", "days"),
    [
        ([episode("2017-12-31")], 91),  # 1 + 31 + 28 + 31, D itself included
        ([episode("2018-01-01")], 90),
        ([episode("2018-01-01"), episode("2018-01-05", "2018-02-05")], 90),  # overlap counted once
        ([episode("2018-01-01"), episode("2017-12-01", "2017-12-02")], 91),  # one day earlier on, apart
        (
            [episode("2018-01-01"), episode("2017-12-01", "2017-12-01")],
            90,
        ),  # a zero-length episode has no day
        ([episode("2018-01-01"), episode("2017-06-01", "2017-12-01", legal_status="V4")], 90),
    ],
)
def test_3_12_ninety_one_days_to_the_last_day_inclusive(care, days):
    sixteen = one_person(born="2001-09-01", care_episodes=care)
    counted = sixteen.care["P"].days_looked_after(day("2015-09-01"), day("2018-04-01"))
    assert len(counted) == days
    assert rows(sixteen, "CL-20-LAC") == ([False] if days >= 91 else [])


def test_3_12_days_before_the_14th_birthday_do_not_count():
    care = [episode("2010-01-01", "2016-01-05"), episode("2018-01-01")]
    assert rows(one_person(born="2002-01-05", care_episodes=care), "CL-20-LAC") == []  # 90 days
    assert rows(one_person(born="2002-01-04", care_episodes=care), "CL-20-LAC") == [False]  # 4 January 2016 too


@pytest.mark.parametrize(
    ("sixteenth_birthday", "start", "counted"),
    [
        ("2018-02-15", "2017-11-16", [False]),  # 15 + 31 + 31 + 14 = 91 days before the birthday
        ("2018-02-15", "2017-11-17", []),
        ("2018-03-31", "2017-12-30", [False]),  # 2 + 31 + 28 + 30 = 91: D is the birthday, so not before it
        ("2018-03-31", "2017-12-31", []),
    ],
)
def test_3_12_between_two_birthdays_the_second_is_not_counted(sixteenth_birthday, start, counted):
    born = add_months(day(sixteenth_birthday), -16 * 12).isoformat()
    assert rows(one_person(born=born, care_episodes=[episode(start)]), "CL-22", "quarter") == counted


@pytest.mark.parametrize(
    ("born", "care", "category"),
    [
        ("2001-09-01", [episode("2017-12-31")], "eligible"),
        ("2001-09-01", [episode("2018-01-01")], "qualifying"),  # 90 days
        ("2001-09-01", [episode("2017-01-01", "2017-09-02")], "relevant"),
        ("2001-09-01", [episode("2017-01-01", "2017-09-01")], None),  # no day on or after the 16th birthday
        ("2000-03-31", [episode("2015-01-01", "2017-09-02")], "former_relevant"),
        ("2000-04-01", [episode("2015-01-01", "2017-09-02")], "relevant"),
        ("2000-03-31", [episode("2017-09-01", "2017-09-02")], "qualifying"),
        ("2000-03-31", [], None),
    ],
)
def test_3_19_derived_eligibility(born, care, category):
    assert derived_eligibility(one_person(born=born, care_episodes=care), "P") == category


# --- 3.13 the birthday cohorts ---------------------------------------------------------------------------

NINETEEN = "1998-10-15"  # turns 19 on 15 October 2017, in ytd and in r12
CARE = [episode("2014-01-01", "2016-01-01", reason_episode_ceased="E5")]  # aged 15 to 17


def leaver(*contacts: tuple[str, str | None], born: str = NINETEEN, care: list[Row] | None = None, **more):
    """A care leaver whose contacts are (date, in_touch), in file order."""
    rows_ = [
        {"contact_date": day(when), "method": method, "two_way": True, "in_touch": status}
        for (when, status), method in zip(contacts, ("visit", "phone", "text", "video", "email"), strict=False)
    ]
    return one_person(born=born, care_episodes=CARE if care is None else care, care_leaver_contacts=rows_, **more)


@pytest.mark.parametrize(
    ("born", "older", "younger"),
    [
        ("1999-03-31", [False], []),  # 19 on D
        ("1999-04-01", [], [False]),  # 19 the day after D, and 18 on the first day of the year
        ("1996-04-01", [False], []),  # 21 on the first day of the year
        ("1996-03-31", [], []),  # 21 the day before it, 22 on D
        ("2001-03-31", [], [False]),  # 17 on D
        ("2001-04-01", [], []),  # 16 in the year
        ("2000-02-29", [], [False]),  # 18 on 1 March 2018
    ],
)
def test_3_13_whose_birthday_falls_in_the_year(born, older, younger):
    fourteenth, sixteenth = (add_months(day(born), 12 * age) for age in (14, 16))
    care = [episode(fourteenth.isoformat(), add_months(sixteenth, 1).isoformat())]
    person = leaver(born=born, care=care)
    for window in ("ytd", "r12"):
        assert rows(person, "CL-03", window) == older
        assert rows(person, "CL-03-Y", window) == younger


def test_3_13_a_birthday_in_the_twelve_months_but_not_in_the_financial_year():
    person = leaver(born="1997-08-01", quarter="2017-18-Q1")  # 19 on 1 August 2016
    assert (rows(person, "CL-03", "ytd"), rows(person, "CL-03", "r12")) == ([], [False])


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [
        ("2014-09-01", "2014-12-01", [False]),  # 30 + 31 + 30 = 91 days
        ("2014-09-01", "2014-11-30", []),  # 90 days
        ("2014-01-01", "2014-10-15", []),  # out on the 16th birthday: no day on or after it
        ("2014-01-01", "2014-10-16", [False]),
        ("2014-01-01", None, [False]),  # still looked after at 19: only 17 and 18 mind that
    ],
)
def test_3_13_enough_days_looked_after(start, end, counted):
    assert rows(leaver(care=[episode(start, end)]), "CL-03") == counted


@pytest.mark.parametrize(("end", "counted"), [("2018-02-10", [False]), ("2018-02-11", []), (None, [])])
def test_3_13_at_18_not_looked_after_on_the_birthday(end, counted):
    assert rows(leaver(born="2000-02-10", care=[episode("2016-01-01", end)]), "CL-03-Y") == counted


@pytest.mark.parametrize(
    ("end", "reason", "counted"),
    [
        ("2018-03-31", "E11", []),
        ("2018-03-31", "E12", []),
        ("2018-04-01", "E12", [False]),  # adopted after D
        ("2018-03-31", "E41", [False]),
    ],
)
def test_3_13_adopted_by_the_last_day(end, reason, counted):
    later = episode("2017-01-01", end, reason_episode_ceased=reason)
    assert rows(leaver(care=[*CARE, later]), "CL-03") == counted


@pytest.mark.parametrize(
    ("contacts", "counted", "unknown"),
    [
        ([("2017-10-15", "YES")], [True], 0),
        ([("2017-10-15", "NO")], [False], 0),
        ([("2017-10-15", "REFU")], [False], 0),
        ([("2017-10-15", "NREQ")], [False], 0),
        ([], [False], 1),
        ([("2017-07-15", "YES")], [True], 0),  # three months before
        ([("2017-07-14", "YES")], [False], 1),
        ([("2017-11-15", "YES")], [True], 0),  # one month after
        ([("2017-11-16", "YES")], [False], 1),
        ([("2017-10-14", "NO"), ("2017-10-16", "YES")], [True], 0),  # a tie: after
        ([("2017-10-16", "YES"), ("2017-10-14", "NO")], [True], 0),  # whatever the file order
        ([("2017-10-13", "YES"), ("2017-10-18", "NO")], [True], 0),  # before, but nearer
        ([("2017-10-14", "NO"), ("2017-10-15", "YES"), ("2017-10-16", "NO")], [True], 0),
        ([("2017-10-15", "NO"), ("2017-10-15", "YES")], [True], 0),  # the later row
        ([("2017-10-15", "YES"), ("2017-10-15", "NO")], [False], 0),
        ([("2017-10-15", None), ("2017-09-01", "YES")], [True], 0),  # a contact that says nothing is passed over
        ([("2017-10-15", "DIED")], [], 0),
        ([("2017-10-15", "RHOM")], [], 0),
        ([("2017-10-14", "RHOM"), ("2017-10-15", "YES")], [True], 0),  # not the nearest
    ],
)
def test_3_13_the_in_touch_status(contacts, counted, unknown):
    answer = ask(leaver(*contacts), "CL-03")
    assert [row.in_numerator for row in answer.rows] == counted
    assert len(answer.unknown) == unknown


@pytest.mark.parametrize(
    ("born", "when", "counted"),
    [
        ("1999-03-20", "2018-03-31", [True]),
        ("1999-03-20", "2018-04-01", [False]),  # within a month of the birthday, yet after D
        ("1998-05-31", "2017-02-28", [True]),  # 31 May less three months is 28 February
        ("1998-05-31", "2017-02-27", [False]),
        ("1998-05-31", "2017-06-30", [True]),
        ("1998-05-31", "2017-07-01", [False]),
    ],
)
def test_3_13_the_edges_of_the_search(born, when, counted):
    assert rows(leaver((when, "YES"), born=born), "CL-03") == counted


COHORT = ("CL-03", "CL-05", "CL-06", "CL-07", "CL-09", "CL-12", "CL-13", "CL-14", "CL-15", "CL-16", "CL-18")


def test_3_13_died_leaves_every_cohort_row_but_not_the_roster():
    roster = [{"eligibility": "former_relevant", "start_date": day("2016-10-15"), "end_date": None}]
    activity = [{"status_date": day("2017-10-15"), "activity_code": "F1"}]
    living = [{"status_date": day("2017-10-15"), "accommodation_code": "B1"}]
    more = {"care_leaver_roster": roster, "eet_status": activity, "accommodation": living}
    alive = leaver(("2017-10-15", "NO"), **more)
    assert [len(rows(alive, i)) for i in COHORT] == [1] * len(COHORT)  # not in touch, yet known from elsewhere
    assert rows(alive, "CL-12") == rows(alive, "CL-05") == rows(alive, "CL-18") == [True]
    gone = leaver(("2017-10-15", "DIED"), **more)
    assert [rows(gone, i) for i in COHORT] == [[]] * len(COHORT)
    assert rows(gone, "CL-01") == rows(gone, "CL-19-EET") == [True]


# --- CL-05 to CL-19 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "suitability", "group"),
    [
        *((letter, None, "suitable") for letter in "BCDEKTUZ"),
        *((letter, None, "unsuitable") for letter in "SVWX"),
        *((letter, None, "not known") for letter in "GHYR0"),
        ("S1", None, "suitable"),
        ("S2", None, "unsuitable"),
        ("X2", None, "unsuitable"),
        ("B2", None, "unsuitable"),
        ("B2", "1", "suitable"),  # the column speaks before the code's second character
        ("B1", "2", "unsuitable"),
        ("G", "1", "suitable"),
        ("Y2", None, "unsuitable"),
        ("R1", None, "not known"),
        ("R", "1", "not known"),
        ("0", "2", "not known"),
    ],
)
def test_cl_05_suitability(code, suitability, group):
    assert accommodation_group(Accommodation("P", day("2018-01-01"), code, suitability)) == group


def test_cl_05_and_cl_12_no_record_is_not_known():
    assert (accommodation_group(None), activity_group(None)) == ("not known", "not known")


@pytest.mark.parametrize(
    ("code", "group"),
    [
        *((f"{time}{n}", "eet") for time in "FP" for n in range(1, 6)),
        *((f"G{n}", "neet") for n in (4, 5, 6)),
        ("0", "not known"),
    ],
)
def test_cl_12_activity(code, group):
    assert activity_group(Activity("P", day("2018-01-01"), code)) == group


@pytest.mark.parametrize(
    ("code", "met"),
    [
        ("F1", {"CL-12", "CL-15"}),
        ("P1", {"CL-12", "CL-15"}),
        ("F4", {"CL-12", "CL-16"}),
        ("P4", {"CL-12", "CL-16"}),
        ("P5", {"CL-12"}),
        ("G6", {"CL-13"}),
        ("0", {"CL-14"}),
    ],
)
def test_cl_12_to_cl_16(code, met):
    person = leaver(eet_status=[{"status_date": day("2017-10-15"), "activity_code": code}])
    asked = ("CL-12", "CL-13", "CL-14", "CL-15", "CL-16")
    assert {i for i in asked if rows(person, i) == [True]} == met
    assert all(len(ask(person, i).unknown) == (code == "0") for i in asked)


@pytest.mark.parametrize(
    ("activity", "living", "met", "unknown"),
    [
        ("F2", "U1", [True], 0),
        ("F2", "U2", [False], 0),
        ("G5", "U1", [False], 0),
        ("0", "U2", [False], 1),
        ("F2", "R", [False], 1),
        ("0", "0", [False], 1),
    ],
)
def test_cl_18_both(activity, living, met, unknown):
    person = leaver(
        eet_status=[{"status_date": day("2017-10-15"), "activity_code": activity}],
        accommodation=[{"status_date": day("2017-10-15"), "accommodation_code": living}],
    )
    answer = ask(person, "CL-18")
    assert ([row.in_numerator for row in answer.rows], len(answer.unknown)) == (met, unknown)


@pytest.mark.parametrize(("code", "met"), [("X", [True]), ("X1", [True]), ("S2", [False]), ("0", [False])])
def test_cl_09_in_custody(code, met):
    living = [{"status_date": day("2017-10-20"), "accommodation_code": code}]
    assert rows(leaver(accommodation=living), "CL-09") == met


ROSTER = [{"eligibility": "former_relevant", "start_date": day("2016-10-15"), "end_date": None}]


@pytest.mark.parametrize(
    ("history", "homeless", "suitable"),
    [
        ([("2018-03-31", "S2")], [True], [False]),
        ([("2018-03-31", "V")], [True], [False]),
        ([("2018-03-31", "W1")], [True], [True]),
        ([("2018-03-31", "X2")], [], [False]),
        ([("2018-03-30", "S"), ("2018-03-31", "U")], [], [True]),
        ([("2018-03-31", "U"), ("2018-04-01", "S")], [], [True]),  # after D
        ([], [], [False]),
    ],
)
def test_cl_10_and_cl_19_read_the_latest_record(history, homeless, suitable):
    living = [{"status_date": day(when), "accommodation_code": code} for when, code in history]
    person = one_person(born=NINETEEN, care_leaver_roster=ROSTER, accommodation=living)
    assert rows(person, "CL-10") == homeless
    assert rows(person, "CL-19-SUIT") == suitable
    assert len(ask(person, "CL-19-SUIT").unknown) == (not history)


@pytest.mark.parametrize(
    ("born", "when", "method", "two_way", "counted"),
    [
        (NINETEEN, "2018-01-31", "visit", True, [True]),  # D less two months
        (NINETEEN, "2018-01-30", "visit", True, [False]),
        (NINETEEN, "2018-03-31", "visit", True, [True]),
        (NINETEEN, "2018-04-01", "visit", True, [False]),
        (NINETEEN, "2018-03-31", "phone", True, [False]),
        (NINETEEN, "2018-03-31", "visit", False, [False]),
        ("1996-04-01", "2018-03-31", "visit", True, [True]),  # 22 tomorrow
        ("1996-03-31", "2018-03-31", "visit", True, []),  # 22 today
    ],
)
def test_cl_04_visited_in_two_months(born, when, method, two_way, counted):
    contact = [{"contact_date": day(when), "method": method, "two_way": two_way, "in_touch": None}]
    person = one_person(born=born, care_leaver_roster=ROSTER, care_leaver_contacts=contact)
    assert rows(person, "CL-04") == counted
