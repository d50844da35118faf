"""The oracle on health, missing episodes and reviews, worked by hand: LAC-40 to LAC-86.

Unless a case says otherwise the quarter is 2017-18-Q4: S is 1 January 2018, D is 31 March 2018.
"""

import pytest

from tests.support.one_person import Row, ask, day, episode, moment, one_person, rows, values

# --- health ----------------------------------------------------------------------------------------------


def assessed(kind: str, when: str, status: str = "completed") -> Row:
    return {"assessment_type": kind, "status": status, "completed_date": day(when), "appointment_date": None}


@pytest.mark.parametrize(
    ("start", "end", "when", "expected"),
    [
        ("2018-01-08", None, "2018-02-05", [True]),  # working day 20
        ("2018-01-08", None, "2018-02-06", [False]),  # working day 21
        ("2018-01-08", None, "2017-10-08", [True]),  # three months before the start
        ("2018-01-08", None, "2017-10-07", [False]),
        ("2018-01-08", "2018-02-05", "2018-02-01", []),  # left on the due date
        ("2018-01-08", "2018-02-06", "2018-02-01", [True]),
        ("2018-03-02", None, "2018-04-03", []),  # due 3 April, after Easter
        ("2017-12-04", None, "2018-01-04", [True]),  # due 4 January, over Christmas
        ("2017-12-04", None, "2018-01-05", [False]),
        ("2017-11-29", None, "2017-12-29", []),  # due 29 December: the quarter before
    ],
)
def test_lac_40_within_20_working_days(start, end, when, expected):
    person = one_person(care_episodes=[episode(start, end)], health_assessments=[assessed("IHA", when)])
    assert rows(person, "LAC-40", "quarter") == expected


@pytest.mark.parametrize(("kind", "status"), [("RHA", "completed"), ("IHA", "refused"), ("IHA", "planned")])
def test_lac_40_only_a_completed_initial_assessment_will_do(kind, status):
    done = [assessed(kind, "2018-01-10", status)]
    assert rows(one_person(care_episodes=[episode("2018-01-08")], health_assessments=done), "LAC-40") == [False]


def test_lac_40_each_period_of_care_has_its_own_clock():
    care = [episode("2017-05-02", "2017-09-01"), episode("2018-01-08")]
    person = one_person(care_episodes=care, health_assessments=[assessed("IHA", "2017-05-20")])
    assert sorted(rows(person, "LAC-40", "ytd")) == [False, True]
    assert rows(person, "LAC-40", "quarter") == [False]


@pytest.mark.parametrize(
    ("quarter", "start", "done", "overdue"),
    [
        ("2017-18-Q4", "2018-03-01", None, [True]),  # due 29 March
        ("2017-18-Q4", "2018-03-02", None, []),  # due 3 April
        ("2016-17-Q4", "2017-03-03", None, []),  # due on D is not yet overdue
        ("2016-17-Q4", "2017-03-02", None, [True]),
        ("2017-18-Q4", "2018-03-01", "2018-03-31", []),
        ("2017-18-Q4", "2018-03-01", "2018-04-01", [True]),
        ("2017-18-Q4", "2018-03-01", "2017-12-01", []),  # three months before the start
        ("2017-18-Q4", "2018-03-01", "2017-11-30", [True]),
    ],
)
def test_lac_41_overdue(quarter, start, done, overdue):
    done_rows = [] if done is None else [assessed("IHA", done)]
    person = one_person(quarter, care_episodes=[episode(start)], health_assessments=done_rows)
    assert rows(person, "LAC-41") == overdue


@pytest.mark.parametrize(
    ("why", "born", "start", "done", "expected"),
    [
        ("due on D is up to date", "2008-06-15", "2015-01-01", [("RHA", "2017-03-31")], [True]),
        ("due the day before", "2008-06-15", "2015-01-01", [("RHA", "2017-03-30")], [False]),
        ("under five, six months: 1 April", "2014-06-15", "2015-01-01", [("RHA", "2017-10-01")], [True]),
        ("under five, six months: 30 March", "2014-06-15", "2015-01-01", [("RHA", "2017-09-30")], [False]),
        ("on the fifth birthday: twelve months", "2012-09-20", "2015-01-01", [("RHA", "2017-09-20")], [True]),
        ("the day before it: six months", "2012-09-20", "2015-01-01", [("RHA", "2017-09-19")], [False]),
        ("never assessed, long in care", "2008-06-15", "2015-01-01", [], [False]),
        ("never assessed, the first not yet due", "2008-06-15", "2018-03-01", [], []),
        ("never assessed, under five, due 20 March", "2014-06-15", "2017-08-21", [], [False]),
        ("an initial one, the next not yet due", "2008-06-15", "2018-01-08", [("IHA", "2018-01-20")], []),
        ("an initial one, the next due on D", "2008-06-15", "2017-03-01", [("IHA", "2017-03-31")], [True]),
        ("an initial one, the next overdue", "2008-06-15", "2017-03-01", [("IHA", "2017-03-30")], [False]),
        ("a review before the start", "2008-06-15", "2018-01-08", [("RHA", "2018-01-07")], []),
        ("a review on the day of the start", "2008-06-15", "2018-01-08", [("RHA", "2018-01-08")], [True]),
        ("more than three months before the start", "2008-06-15", "2017-01-08", [("IHA", "2016-10-07")], [False]),
        ("three months before: it sets the clock", "2008-06-15", "2017-06-15", [("IHA", "2017-03-15")], [False]),
        ("a day more: the clock runs from July 2017", "2008-06-15", "2017-06-15", [("IHA", "2017-03-14")], []),
        ("after D", "2008-06-15", "2015-01-01", [("RHA", "2018-04-01")], [False]),
        ("the latest of two", "2008-06-15", "2015-01-01", [("RHA", "2018-01-01"), ("RHA", "2016-01-01")], [True]),
    ],
)
def test_lac_43_review_up_to_date(why, born, start, done, expected):
    # 2017-08-21 + 20 working days, over the bank holiday of 28 August, is 19 September; + 6 months is 19 March.
    done_rows = [assessed(kind, when) for kind, when in done]
    person = one_person(born=born, care_episodes=[episode(start)], health_assessments=done_rows)
    assert rows(person, "LAC-43") == expected, why


@pytest.mark.parametrize(
    ("kind", "when", "met"),
    [
        ("IHA", "2017-04-01", [True]),
        ("RHA", "2018-03-31", [True]),
        ("RHA", "2017-03-31", [False]),
        ("RHA", "2018-04-01", [False]),
    ],
)
def test_lac_46_annual_assessment(kind, when, met):
    person = one_person(care_episodes=[episode("2015-01-01")], health_assessments=[assessed(kind, when)])
    assert rows(person, "LAC-46") == met


def check(kind: str, when: str, outcome: bool = True) -> Row:
    return {"check_type": kind, "check_date": day(when), "outcome": outcome}


@pytest.mark.parametrize(("indicator", "kind"), [("LAC-47", "DENTAL"), ("LAC-51", "SUBSTANCE")])
def test_lac_47_and_lac_51_in_the_twelve_months(indicator, kind):
    def asked(*checks: Row, start: str = "2015-01-01") -> list[bool]:
        return rows(one_person(care_episodes=[episode(start)], health_checks=list(checks)), indicator)

    assert asked(check(kind, "2017-04-01")) == asked(check(kind, "2018-03-31")) == [True]
    assert asked(check(kind, "2017-03-31")) == asked(check(kind, "2018-04-01")) == [False]
    assert asked(check(kind, "2018-01-01", outcome=False)) == asked(check("SUBSTANCE_OFFERED", "2018-01-01")) == [False]
    assert asked(check(kind, "2018-01-01"), check(kind, "2018-02-01", outcome=False)) == [True]
    assert asked(check(kind, "2018-01-01"), start="2017-04-01") == []


def test_lac_48_the_latest_immunisation_decides_however_old():
    def asked(*checks: Row) -> list[bool]:
        return rows(one_person(care_episodes=[episode("2012-01-01")], health_checks=list(checks)), "LAC-48")

    assert asked(check("IMMUNISATION", "2013-01-01")) == [True]
    assert asked(check("IMMUNISATION", "2018-01-01", outcome=False), check("IMMUNISATION", "2013-01-01")) == [False]


@pytest.mark.parametrize(("born", "counted"), [("2013-04-01", [True]), ("2013-03-31", [])])
def test_lac_49_under_five_on_the_last_day(born, counted):
    checks = [check("DEVELOPMENT", "2016-01-01")]
    assert rows(one_person(born=born, care_episodes=[episode("2015-01-01")], health_checks=checks), "LAC-49") == counted


@pytest.mark.parametrize(
    ("when", "status", "quarter", "ytd"),
    [
        ("2018-01-01", "refused", [True], [True]),
        ("2017-12-31", "refused", [], [True]),
        ("2018-02-01", "did_not_attend", [], []),
        ("2018-03-01", "refused", [], []),  # the day care ended
        ("2018-02-28", "refused", [True], [True]),
    ],
)
def test_lac_52_refused(when, status, quarter, ytd):
    refusal = {"assessment_type": "RHA", "status": status, "appointment_date": day(when), "completed_date": None}
    person = one_person(care_episodes=[episode("2015-01-01", "2018-03-01")], health_assessments=[refusal])
    assert (rows(person, "LAC-52", "quarter"), rows(person, "LAC-52", "ytd")) == (quarter, ytd)


# --- strengths and difficulties --------------------------------------------------------------------------


def sdq(when: str, score: int | None, by: str | None = "carer") -> Row:
    return {"recorded_date": day(when), "completed_by": by, "score": score}


@pytest.mark.parametrize(
    ("born", "counted"),
    [("2013-03-31", [False]), ("2013-04-01", []), ("2001-03-31", []), ("2001-04-01", [False])],
)
def test_lac_60_aged_5_to_16_on_the_last_day(born, counted):
    assert rows(one_person(born=born, care_episodes=[episode("2015-01-01")]), "LAC-60") == counted


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ([sdq("2017-04-01", 12)], 12),
        ([sdq("2018-03-31", 0)], 0),
        ([sdq("2017-03-31", 12)], None),
        ([sdq("2018-04-01", 12)], None),
        ([sdq("2018-01-01", None)], None),  # a reason instead of a score
        ([sdq("2018-01-01", 12), sdq("2018-02-01", 17)], 17),
        ([sdq("2018-02-01", 17), sdq("2018-01-01", 12)], 17),
        ([sdq("2018-01-01", 12), sdq("2018-02-01", None)], 12),
        ([sdq("2018-01-01", 12, "carer"), sdq("2018-01-01", 17, "teacher")], 12),  # the carer's, whichever is later
        ([sdq("2018-01-01", 17, "self"), sdq("2018-01-01", 12, "carer")], 12),
        ([sdq("2018-01-01", None, "carer"), sdq("2018-01-01", 17, "teacher")], 17),
        ([sdq("2018-01-01", 12, "teacher"), sdq("2018-01-01", 17, "self")], 17),  # the later row
        ([sdq("2018-01-01", 17, None), sdq("2018-01-01", 12, "teacher")], 12),
        ([sdq("2018-01-01", 12, "carer"), sdq("2018-01-02", 17, "teacher")], 17),  # the latest date comes first
    ],
)
def test_lac_60_to_lac_62_the_latest_score(answers, score):
    person = one_person(care_episodes=[episode("2015-01-01")], sdqs=answers)
    assert rows(person, "LAC-60") == [score is not None]
    assert values(person, "LAC-61") == ([] if score is None else [score])
    assert rows(person, "LAC-62") == ([] if score is None else [score == 17])


# --- missing and reviews ---------------------------------------------------------------------------------


def gone(
    start: str, end: str | None = None, kind: str = "M", offered: str | None = None, held: str | None = None
) -> Row:
    return {
        "episode_type": kind,
        "started_at": moment(start),
        "ended_at": None if end is None else moment(end),
        "interview_offered_date": None if offered is None else day(offered),
        "interview_held_at": None if held is None else moment(held),
    }


def test_lac_70_to_lac_74_count_starts_in_the_window_on_days_looked_after():
    person = one_person(
        care_episodes=[episode("2017-06-01", "2018-03-01")],
        missing_episodes=[
            gone("2017-05-31 23:59"),  # the day before care
            gone("2017-06-01"),
            gone("2017-12-31 23:59", "2018-01-02 08:00"),  # spans the quarter's start: counts where it starts
            gone("2018-01-01 00:00"),
            gone("2018-02-28 23:00"),
            gone("2018-03-01 00:30"),  # the day care ended
            gone("2018-02-01", kind="A"),
        ],
    )
    assert [len(rows(person, "LAC-71", w)) for w in ("quarter", "ytd", "r12")] == [2, 4, 4]
    assert [rows(person, "LAC-70", w) for w in ("quarter", "ytd", "r12")] == [[True]] * 3
    assert [values(person, "LAC-72", w) for w in ("quarter", "ytd", "r12")] == [[2], [4], [4]]
    assert [len(rows(person, "LAC-74", w)) for w in ("quarter", "ytd", "r12")] == [1, 1, 1]
    assert rows(person, "LAC-73") == [True]


def test_lac_70_the_base_is_everyone_looked_after_and_lac_73_only_the_missing():
    never = one_person(care_episodes=[episode("2017-06-01")])
    assert (rows(never, "LAC-70"), values(never, "LAC-72"), rows(never, "LAC-73")) == ([False], [], [])
    once = one_person(care_episodes=[episode("2017-06-01")], missing_episodes=[gone("2018-01-01")])
    assert (rows(once, "LAC-70"), values(once, "LAC-72"), rows(once, "LAC-73")) == ([True], [1], [False])
    again = [gone("2018-01-01"), gone("2018-01-05")]
    twice = one_person(care_episodes=[episode("2017-06-01")], missing_episodes=again)
    assert (rows(twice, "LAC-70"), values(twice, "LAC-72"), rows(twice, "LAC-73")) == ([True], [2], [True])


@pytest.mark.parametrize(
    ("absence", "counted"),
    [
        (gone("2018-03-31 23:59"), [True]),
        (gone("2018-04-01 00:00"), []),
        (gone("2016-01-01"), [True]),
        (gone("2018-03-30", "2018-03-31 23:59"), []),
        (gone("2018-03-30", "2018-04-01 00:00"), [True]),
        (gone("2018-03-30", "2018-04-01"), [True]),
        (gone("2018-03-30", kind="A"), []),
    ],
)
def test_lac_75_missing_on_the_last_day(absence, counted):
    assert rows(one_person(care_episodes=[episode("2017-01-01")], missing_episodes=[absence]), "LAC-75") == counted


@pytest.mark.parametrize(
    ("absence", "offered", "held", "in_time"),
    [
        (gone("2018-02-01", "2018-02-02 10:00", offered="2018-02-02", held="2018-02-05 10:00"), [True], [True], [True]),
        (gone("2018-02-01", "2018-02-02 10:00", held="2018-02-05 10:01"), [False], [True], [False]),
        (gone("2018-02-01", "2018-02-02 10:00", offered="2019-02-02"), [True], [False], [False]),
        (gone("2017-12-31 22:00", "2018-01-01 00:00"), [False], [False], [False]),
        (gone("2017-12-30", "2017-12-31 23:59"), [], [], []),  # ended in the quarter before
        (gone("2018-03-31", "2018-04-01 00:00"), [], [], []),
        (gone("2018-02-01"), [], [], []),
        (gone("2018-02-01", "2018-02-02 10:00", kind="A"), [], [], []),
        (gone("2017-01-01", "2018-02-02 10:00"), [], [], []),  # not looked after on the day it began
    ],
)
def test_lac_77_to_lac_79_return_interviews(absence, offered, held, in_time):
    person = one_person(care_episodes=[episode("2017-06-01")], missing_episodes=[absence])
    assert [rows(person, i, "quarter") for i in ("LAC-77", "LAC-78", "LAC-79")] == [offered, held, in_time]


@pytest.mark.parametrize(
    ("due", "held", "status", "expected", "unknown"),
    [
        ("2018-02-01", "2018-02-01", "held", [True], 0),
        ("2018-02-01", "2018-02-02", "held", [False], 0),
        ("2018-02-01", "2018-02-01", None, [True], 0),  # a blank status was held
        ("2018-02-01", "2018-01-20", "cancelled", [False], 0),
        ("2018-02-01", None, "cancelled", [False], 0),
        ("2018-02-01", None, "held", [False], 1),
        ("2018-02-01", None, None, [False], 1),
        ("2017-12-31", "2018-01-01", "held", [], 0),
        ("2018-03-01", "2018-02-01", "held", [], 0),  # due the day care ended
        (None, "2018-02-01", "held", [], 0),
    ],
)
def test_lac_85_reviews_on_time(due, held, status, expected, unknown):
    review = {"due_date": due and day(due), "held_date": held and day(held), "status": status}
    answer = ask(one_person(care_episodes=[episode("2017-06-01", "2018-03-01")], reviews=[review]), "LAC-85")
    assert ([row.in_numerator for row in answer.rows], len(answer.unknown)) == (expected, unknown)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("PN0", []),
        ("PN1", [True]),
        ("PN2", [True]),
        ("PN3", [True]),
        ("PN4", [False]),
        ("PN5", [True]),
        ("PN6", [True]),
        ("PN7", [False]),
        (None, []),
    ],
)
def test_lac_86_participation(code, expected):
    def asked(**review: object) -> list[bool]:
        held = {"held_date": day("2018-02-01"), "due_date": None, "status": "held", "participation_code": code}
        return rows(one_person(care_episodes=[episode("2017-06-01", "2018-03-01")], reviews=[held | review]), "LAC-86")

    assert asked() == asked(status=None) == expected
    assert asked(status="cancelled") == asked(held_date=day("2018-03-01")) == asked(held_date=None) == []
