"""Quarters, windows, months, working days and rounding: the facts every figure rests on."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.rounding import round_half_up
from warehouse.calendar import Quarter, Window, add_months, add_working_days, is_working_day, quarter_labels


@pytest.mark.parametrize(
    ("label", "starts", "ends"),
    [
        ("2017-18-Q1", date(2017, 4, 1), date(2017, 6, 30)),
        ("2017-18-Q2", date(2017, 7, 1), date(2017, 9, 30)),
        ("2017-18-Q3", date(2017, 10, 1), date(2017, 12, 31)),
        ("2017-18-Q4", date(2018, 1, 1), date(2018, 3, 31)),
        ("1999-00-Q4", date(2000, 1, 1), date(2000, 3, 31)),
    ],
)
def test_a_quarter_of_the_financial_year(label, starts, ends):
    quarter = Quarter.parse(label)
    assert (quarter.starts, quarter.ends, quarter.label) == (starts, ends, label)


@pytest.mark.parametrize("label", ["2017-Q4", "2017-19-Q4", "2017-18-Q5", "2017-18-q4", "2017-18 Q4", ""])
def test_anything_else_is_refused_with_an_example(label):
    with pytest.raises(ValueError, match="for example 2017-18-Q4"):
        Quarter.parse(label)


def test_the_windows_of_a_quarter():
    quarter = Quarter.parse("2017-18-Q3")
    assert quarter.window(Window.AS_AT) == (date(2017, 12, 31), date(2017, 12, 31))
    assert quarter.window(Window.QUARTER) == (date(2017, 10, 1), date(2017, 12, 31))
    assert quarter.window(Window.YEAR_TO_DATE) == (date(2017, 4, 1), date(2017, 12, 31))
    assert quarter.window(Window.ROLLING_YEAR) == (date(2017, 1, 1), date(2017, 12, 31))


def test_the_last_quarter_of_the_year_has_the_same_year_to_date_and_rolling_year():
    quarter = Quarter.parse("2019-20-Q4")
    assert quarter.window(Window.YEAR_TO_DATE) == quarter.window(Window.ROLLING_YEAR)


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_every_day_is_in_the_quarter_that_contains_it(day):
    quarter = Quarter.containing(day)
    assert quarter.starts <= day <= quarter.ends
    assert Quarter.parse(quarter.label) == quarter
    assert quarter.shift(1).shift(-1) == quarter
    assert quarter.shift(1).starts > quarter.ends


def test_the_words_say_which_year_a_january_quarter_is_in():
    assert Quarter.parse("2017-18-Q4").words == "Quarter 4, January to March 2018 (2017 to 2018)"


def test_quarters_run_up_to_the_one_under_way():
    labels = quarter_labels(date(2018, 1, 1))
    assert labels[0] == "2010-11-Q1"
    assert labels[-1] == "2017-18-Q4"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2017, 8, 31), -6, date(2017, 2, 28)),
        (date(2020, 8, 31), -6, date(2020, 2, 29)),
        (date(2018, 6, 30), -6, date(2017, 12, 30)),
        (date(2017, 10, 31), 1, date(2017, 11, 30)),
        (date(2018, 3, 31), -30, date(2015, 9, 30)),
    ],
)
def test_months_are_calendar_months_clamped_to_the_end(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2018, 1, 8), date(2018, 2, 5)),
        (date(2017, 12, 4), date(2018, 1, 4)),  # Christmas Day, Boxing Day and New Year's Day fall between
        (date(2018, 3, 2), date(2018, 4, 3)),  # Good Friday and Easter Monday
        (date(2018, 1, 6), date(2018, 2, 2)),  # a Saturday is day 0 all the same
        (date(2022, 9, 1), date(2022, 9, 30)),  # the bank holiday for the State Funeral, 19 September 2022
    ],
)
def test_twenty_working_days_on(start, due):
    assert add_working_days(start, 20) == due


@pytest.mark.parametrize(
    "day", [date(2018, 3, 30), date(2018, 4, 2), date(2017, 12, 25), date(2022, 6, 3), date(2023, 5, 8)]
)
def test_bank_holidays_are_no_working_days(day):
    assert not is_working_day(day)


@pytest.mark.parametrize(
    ("numerator", "denominator", "one_place", "whole"),
    [
        (112, 158, 70.9, 71),  # printed as 70.8 by cutting off
        (138, 205, 67.3, 67),
        (108, 140, 77.1, 77),
        (24, 92, 26.1, 26),
        (247, 288, 85.8, 86),
        (211, 288, 73.3, 73),
        (67, 106, 63.2, 63),
        (101, 167, 60.5, 60),
        (62, 136, 45.6, 46),
        (15, 305, 4.9, 5),
        (135, 305, 44.3, 44),
        (8670, 100810, 8.6, 9),
        (75, 732, 10.2, 10),
        (1, 8, 12.5, 13),
        (3, 8, 37.5, 38),
        (5, 40, 12.5, 13),
    ],
)
def test_published_numbers_give_their_published_percentages(numerator, denominator, one_place, whole):
    exact = Fraction(100 * numerator, denominator)
    assert round_half_up(exact) == one_place
    assert round_half_up(exact, 0) == whole
    assert round_half_up(100 * numerator / denominator) == one_place


def test_halves_go_away_from_nought_and_nothing_stays_nothing():
    assert round_half_up(0.25) == 0.3
    assert round_half_up(-0.25) == -0.3
    assert round_half_up(2.5, 0) == 3
    assert str(round_half_up(-0.01)) == "0.0"
    assert round_half_up(None) is None
    assert round_half_up(float("nan")) is None
