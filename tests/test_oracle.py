"""The oracle's shared rules, worked by hand: section 3 of the data contract, clause by clause.

The clauses on care leavers (3.11 to 3.13 and 3.19) are in test_oracle_leavers.py.

Unless a case says otherwise the quarter is 2017-18-Q4: S is 1 January 2018, D is 31 March 2018.
"""

from datetime import date

import holidays
import pytest

from tests.oracle.dates import add_months, add_working_days, age_on, bank_holidays, birthday, parse_quarter
from tests.oracle.figures import population_for
from tests.oracle.missing_reviews import within_72_hours
from tests.oracle.placements import placements_in
from tests.support.one_person import Row, ask, chain, day, episode, moment, one_person, rows

# --- notation --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "first", "last", "year", "r12"),
    [
        ("2017-18-Q1", "2017-04-01", "2017-06-30", "2017-04-01", "2016-07-01"),
        ("2017-18-Q2", "2017-07-01", "2017-09-30", "2017-04-01", "2016-10-01"),
        ("2017-18-Q3", "2017-10-01", "2017-12-31", "2017-04-01", "2017-01-01"),
        ("2017-18-Q4", "2018-01-01", "2018-03-31", "2017-04-01", "2017-04-01"),
        ("1999-00-Q4", "2000-01-01", "2000-03-31", "1999-04-01", "1999-04-01"),
    ],
)
def test_windows_of_a_quarter(label, first, last, year, r12):
    windows = parse_quarter(label).windows
    assert (windows["quarter"].first, windows["quarter"].last) == (day(first), day(last))
    assert (windows["ytd"].first, windows["ytd"].last) == (day(year), day(last))
    assert (windows["r12"].first, windows["r12"].last) == (day(r12), day(last))
    assert windows["as_at"].first == windows["as_at"].last == day(last)


# --- 3.1 age, 3.2 months, 3.3 working days ---------------------------------------------------------------


def test_3_1_leap_day_birthday_falls_on_1_march_in_common_years():
    born = date(2000, 2, 29)
    assert birthday(born, 16) == date(2016, 2, 29)
    assert birthday(born, 18) == date(2018, 3, 1)
    assert [age_on(born, date(2018, 2, 28)), age_on(born, date(2018, 3, 1))] == [17, 18]
    assert [age_on(born, date(2016, 2, 28)), age_on(born, date(2016, 2, 29))] == [15, 16]


def test_3_1_age_is_completed_years_with_no_upper_limit():
    assert [age_on(date(2002, 3, 31), date(2018, 3, day_)) for day_ in (30, 31)] == [15, 16]
    assert rows(one_person(born="1990-01-01", care_episodes=[episode("2006-01-01")]), "LAC-01") == [True]


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2017-08-31", 6, "2018-02-28"),
        ("2015-08-31", 6, "2016-02-29"),
        ("2017-08-31", -6, "2017-02-28"),
        ("2018-03-31", -30, "2015-09-30"),
        ("2018-06-30", -30, "2015-12-30"),
        ("2018-03-31", -12, "2017-03-31"),
        ("2016-02-29", -12, "2015-02-28"),
        ("2017-12-31", 2, "2018-02-28"),
        ("2018-01-15", -1, "2017-12-15"),
        ("2018-12-15", 1, "2019-01-15"),
    ],
)
def test_3_2_months_are_clamped_to_the_month_end(start, months, expected):
    assert add_months(day(start), months) == day(expected)


@pytest.mark.parametrize(
    ("start", "twentieth"),
    [
        ("2018-01-08", "2018-02-05"),  # four plain weeks from a Monday
        ("2018-01-06", "2018-02-02"),  # from a Saturday: Monday the 8th is day 1
        ("2018-03-02", "2018-04-03"),  # over Good Friday 30 March and Easter Monday 2 April
        ("2017-12-04", "2018-01-04"),  # over 25, 26 December and 1 January
        ("2017-03-03", "2017-03-31"),  # lands on D of 2016-17-Q4
    ],
)
def test_3_3_twenty_working_days(start, twentieth):
    assert add_working_days(day(start), 20) == day(twentieth)


@pytest.mark.parametrize("year", range(1990, 2031))
def test_3_3_bank_holidays_agree_with_a_published_list(year):
    listed = holidays.country_holidays("GB", subdiv="ENG", years=[year])
    assert bank_holidays(year) == {d for d in listed if d.year == year and d.weekday() < 5}


# --- 3.4 short breaks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("legal", "counted"), [("V2", [True]), ("V3", []), ("V4", [])])
def test_3_4_short_breaks_are_not_care(legal, counted):
    assert rows(one_person(care_episodes=[episode("2017-01-01", legal_status=legal)]), "LAC-01") == counted


def test_3_4_a_short_break_is_gone_before_periods_are_made_so_it_breaks_a_chain():
    history = chain(
        ("2016-01-01", "S", "U4"),
        ("2017-06-01", "L", "U4", {"legal_status": "V4"}),
        ("2017-06-10", "L", "U4"),
    )
    person = one_person(care_episodes=history)
    assert [period.start for period in person.care["P"].periods] == [day("2016-01-01"), day("2017-06-10")]
    assert rows(person, "LAC-46") == []


# --- 3.5 looked after on a day ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [
        ("2018-03-31", None, [True]),
        ("2018-04-01", None, []),
        ("2017-01-01", "2018-03-31", []),
        ("2017-01-01", "2018-04-01", [True]),
        ("2018-03-31", "2018-03-31", []),
    ],
)
def test_3_5_looked_after_on_the_last_day(start, end, counted):
    assert rows(one_person(care_episodes=[episode(start, end)]), "LAC-01") == counted


def test_3_5_two_open_episodes_count_once_and_the_later_start_speaks():
    later = episode("2017-05-01", legal_status="V2", placement_distance_miles=30.0)
    earlier = episode("2017-01-01", legal_status="C2", placement_distance_miles=5.0)
    for order in ([later, earlier], [earlier, later]):
        person = one_person(care_episodes=order)
        assert rows(person, "LAC-01") == [True]
        assert rows(person, "LAC-17") == [True]
        assert rows(person, "LAC-38") == [True]


# --- 3.6 periods of care ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first_end", "second_start", "reason", "periods"),
    [
        ("2018-02-01", "2018-02-01", "P", 1),
        ("2018-02-01", "2018-02-01", "L", 1),
        ("2018-02-01", "2018-02-01", "S", 2),  # S inside a chain
        ("2018-02-01", "2018-02-02", "P", 2),  # a gap of one day
        ("2018-02-02", "2018-02-01", "P", 2),  # an overlap of one day
        (None, "2018-02-01", "P", 2),  # the earlier was never closed
    ],
)
def test_3_6_where_a_period_of_care_begins(first_end, second_start, reason, periods):
    person = one_person(care_episodes=[episode("2017-06-01", first_end), episode(second_start, None, reason)])
    assert len(person.care["P"].periods) == periods
    assert len(rows(person, "LAC-21", "quarter")) == periods - 1  # only a second period starts in the quarter


def test_3_6_a_zero_length_episode_joins_its_chain():
    history = chain(("2017-06-01", "S", "U4"), ("2017-07-01", "P", "U6"))
    history[1]["episode_end"] = day("2017-07-01")
    history.append(episode("2017-07-02", None, "P"))
    assert [len(p.episodes) for p in one_person(care_episodes=history).care["P"].periods] == [2, 1]


def test_3_6_the_period_ends_with_its_last_episode():
    history = chain(("2017-06-01", "S", "U4"), ("2017-07-01", "P", "U6"), end="2018-01-05")
    history[0]["reason_episode_ceased"] = "E4A"
    history[1]["reason_episode_ceased"] = "E45"
    (period,) = one_person(care_episodes=history).care["P"].periods
    assert (period.start, period.end) == (day("2017-06-01"), day("2018-01-05"))
    assert period.reason_ceased == "E45"


# --- 3.7 at some time, 3.8 continuously ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [
        ("2017-06-01", "2018-01-01", []),
        ("2017-06-01", "2018-01-02", [True]),
        ("2018-03-31", None, [True]),
        ("2018-04-01", None, []),
        ("2018-02-15", "2018-02-15", [True]),  # as written: start by the last day, end after the first
        ("2018-01-01", "2018-01-01", []),
    ],
)
def test_3_7_looked_after_at_some_time_in_the_quarter(start, end, counted):
    assert rows(one_person(care_episodes=[episode(start, end)]), "LAC-03", "quarter") == counted


@pytest.mark.parametrize(("start", "counted"), [("2017-03-31", [False]), ("2017-04-01", [])])
def test_3_8_twelve_months_to_the_day(start, counted):
    assert rows(one_person(care_episodes=[episode(start)]), "LAC-46") == counted


def test_3_8_the_period_is_that_of_the_speaking_episode():
    both_open = [episode("2010-01-01"), episode("2017-06-01")]
    assert rows(one_person(care_episodes=both_open), "LAC-46") == []


# --- 3.9 placements --------------------------------------------------------------------------------------

HOME: Row = {"placement_provider": "PR1", "urn": "SC1"}
OTHER_URN: Row = {"placement_provider": "PR1", "urn": "SC2"}
SAME_CARER: Row = {**HOME, "reason_placement_change": "PLACE"}


@pytest.mark.parametrize(
    ("why", "steps", "starts"),
    [
        ("a move", [("U4", "S", HOME), ("U4", "P", OTHER_URN)], [1, 2]),
        ("a move of carer within one home's registration", [("U4", "S", HOME), ("U4", "P", HOME)], [1, 2]),
        ("B is a move", [("U4", "S", HOME), ("K2", "B", HOME)], [1, 2]),
        ("legal status only", [("U4", "S", HOME), ("U4", "L", HOME)], [1]),
        ("house move, same carer", [("U4", "S", HOME), ("U6", "T", OTHER_URN)], [1]),
        ("legal and house, same carer", [("U4", "S", HOME), ("U6", "U", OTHER_URN)], [1]),
        ("PLACE on the row before", [("U4", "S", SAME_CARER), ("U1", "P", OTHER_URN)], [1]),
        (
            "PLACE two rows before does not reach",
            [("U4", "S", SAME_CARER), ("U4", "L", HOME), ("K2", "P", HOME)],
            [1, 3],
        ),
        ("holiday and back", [("U4", "S", HOME), ("T2", "P", {}), ("U4", "P", HOME)], [1]),
        (
            "hospital, then cover, and back",
            [("U4", "S", HOME), ("T1", "P", {}), ("T3", "P", {}), ("U4", "B", HOME)],
            [1],
        ),
        ("back with blanks all round", [("P1", "S", {}), ("T0", "P", {}), ("P1", "P", {})], [1]),
        ("back to another home", [("U4", "S", HOME), ("T4", "P", {}), ("U4", "P", OTHER_URN)], [1, 3]),
        (
            "back to another provider",
            [("U4", "S", HOME), ("T2", "P", {}), ("U4", "P", {"urn": "SC1"})],
            [1, 3],
        ),
        ("back as another type", [("U4", "S", HOME), ("T2", "P", {}), ("U5", "P", HOME)], [1, 3]),
        (
            "PLACE on a leg",
            [("U4", "S", HOME), ("T2", "P", {"reason_placement_change": "PLACE"}), ("K2", "P", {})],
            [1],
        ),
        ("another reason after a leg", [("U4", "S", HOME), ("T2", "P", {}), ("K2", "L", {})], [1]),
        ("opens with a leg", [("T1", "S", {}), ("U4", "P", HOME)], [2]),
        ("opens with a leg, then a legal change", [("T1", "S", {}), ("U4", "L", HOME)], [2]),
        ("nothing but a leg", [("T1", "S", {}), ("T2", "P", {})], []),
        (
            "back is measured from the last proper episode",
            [("U4", "S", HOME), ("U6", "T", OTHER_URN), ("T2", "P", {}), ("U4", "P", HOME)],
            [1, 4],
        ),
    ],
)
def test_3_9_what_starts_a_placement(why, steps, starts):
    history = chain(*[(f"2017-05-0{n}", reason, kind, more) for n, (kind, reason, more) in enumerate(steps, 1)])
    (period,) = one_person(care_episodes=history).care["P"].periods
    assert [placement.start.day for placement in placements_in(period)] == starts, why


def test_3_9_a_placement_lasts_through_its_legs_and_legal_changes():
    history = chain(
        ("2017-05-01", "S", "U4"),
        ("2017-06-01", "L", "U4"),
        ("2017-07-01", "P", "T2"),
        ("2017-08-01", "P", "K2"),
    )
    (period,) = one_person(care_episodes=history).care["P"].periods
    first, second = placements_in(period)
    assert (first.start, first.end) == (day("2017-05-01"), day("2017-08-01"))
    assert (second.start, second.end) == (day("2017-08-01"), None)


# --- 3.10 what is read from the placement and what from the episode ------------------------------------


def test_3_10_on_a_leg_type_and_provider_come_from_the_placement_and_the_rest_from_the_leg():
    leg = {"placement_distance_miles": 40.0, "placement_authority": "WAL", "legal_status": "V2"}
    fostered = {
        "placement_provider": "PR1",
        "placement_distance_miles": 1.0,
        "placement_authority": "E06000019",
    }
    person = one_person(care_episodes=chain(("2017-05-01", "S", "U4", fostered), ("2018-03-30", "P", "T2", leg)))
    assert [rows(person, i) for i in ("SUF-02", "SUF-04", "LAC-38", "LAC-39", "LAC-17")] == [[True]] * 5


def test_3_10_a_child_with_no_placement_stays_in_the_base():
    person = one_person(care_episodes=chain(("2015-01-01", "S", "T1")))
    assert [rows(person, i) for i in ("SUF-02", "SUF-05", "LAC-32", "LAC-30")] == [[False]] * 4
    assert [rows(person, i) for i in ("SUF-03", "SUF-04")] == [[], []]


def test_3_10_what_happens_after_the_last_day_does_not_change_the_current_type():
    person = one_person(care_episodes=chain(("2017-05-01", "S", "U4"), ("2018-04-01", "T", "U1")))
    assert rows(person, "SUF-03") == [False]


def test_3_10_a_change_without_a_move_gives_the_later_type():
    person = one_person(care_episodes=chain(("2017-05-01", "S", "U4"), ("2018-03-31", "T", "U1")))
    assert rows(person, "SUF-03") == [True]


# --- 3.14 to 3.18 ----------------------------------------------------------------------------------------


def test_3_14_latest_is_on_or_before_the_last_day():
    checks = [
        {"check_type": "GP", "check_date": day(when), "outcome": outcome}
        for when, outcome in (("2018-04-01", False), ("2018-03-31", True), ("2018-03-30", False))
    ]
    assert rows(one_person(care_episodes=[episode("2017-01-01")], health_checks=checks), "LAC-50") == [True]


@pytest.mark.parametrize(
    ("indicator", "more", "in_base"),
    [
        ("LAC-38", {"placement_distance_miles": None}, False),
        ("LAC-38", {"placement_distance_miles": 999.9}, False),
        ("LAC-39", {"placement_authority": None}, False),
        ("LAC-39", {"placement_authority": "CON"}, False),
        ("SUF-04", {"placement_provider": None}, True),
        ("LAC-48", {}, True),
        ("LAC-50", {}, True),
    ],
)
def test_3_15_unknown_is_counted_beside_the_figure(indicator, more, in_base):
    answer = ask(one_person(care_episodes=[episode("2017-01-01", **more)]), indicator)
    assert answer.unknown == ["P"]
    assert [row.in_numerator for row in answer.rows] == ([False] if in_base else [])


def test_3_15_a_recorded_no_is_not_unknown():
    no = [{"check_type": "IMMUNISATION", "check_date": day("2017-05-01"), "outcome": False}]
    answer = ask(one_person(care_episodes=[episode("2017-01-01")], health_checks=no), "LAC-48")
    assert ([row.in_numerator for row in answer.rows], answer.unknown) == ([False], [])


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [("2016-06-30", None), ("2016-09-30", 1), ("2017-06-30", 1), ("2017-07-01", 2), ("2018-03-31", 2)],
)
def test_3_17_population_is_of_the_latest_mid_year_strictly_before(last_day, expected):
    assert population_for({2016: 1, 2017: 2}, day(last_day)) == expected


@pytest.mark.parametrize(
    ("ended", "held", "met"),
    [
        ("2018-02-01 10:00", "2018-02-04 10:00", True),
        ("2018-02-01 10:00", "2018-02-04 10:01", False),
        ("2018-03-24 10:00", "2018-03-27 10:00", True),  # the clocks went forward between: local times only
        ("2018-02-01 10:00", "2018-02-04", True),
        ("2018-02-01", "2018-02-04 23:59", True),
        ("2018-02-01 00:00", "2018-02-04 23:59", False),  # midnight is a time of day
        ("2018-02-01", "2018-02-05", False),
        ("2018-02-01 10:00", "2018-01-31 10:00", True),  # before the return, yet it counts
    ],
)
def test_3_18_seventy_two_hours(ended, held, met):
    assert within_72_hours(moment(ended), moment(held)) is met
