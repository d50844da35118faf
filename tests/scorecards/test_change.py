"""Intervals against published values; the words for change against worked cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.change import compared_quarters, describe_changes, intervals
from schemas.chance import newcombe, wilson

# Newcombe, Statistics in Medicine 17 (1998), table II, method 10: the eight worked contrasts.
NEWCOMBE_1998 = [
    (56, 70, 48, 80, 0.2000, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.6000, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.5714, 0.0582, 0.8062),
    (5, 56, 0, 29, 0.0893, -0.0381, 0.1926),
    (0, 10, 0, 20, 0.0, -0.1611, 0.2775),
    (0, 10, 0, 10, 0.0, -0.2775, 0.2775),
    (10, 10, 0, 20, 1.0, 0.6791, 1.0),
    (10, 10, 0, 10, 1.0, 0.6075, 1.0),
]
# Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3 (Wilson).
WILSON_1998 = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
# Statistics design, section 4.3, in whole per cent.
WILSON_DESIGN = [(18, 30, 42, 75), (27, 30, 74, 97), (30, 30, 89, 100), (60, 100, 50, 69), (180, 300, 54, 65)]


@pytest.mark.parametrize(("x1", "n1", "x2", "n2", "difference", "lower", "upper"), NEWCOMBE_1998)
def test_newcombe_matches_the_published_contrasts(x1, n1, x2, n2, difference, lower, upper):
    assert np.array(newcombe(x1, n1, x2, n2)) == pytest.approx([difference, lower, upper], abs=5e-5)


@pytest.mark.parametrize(("x", "n", "lower", "upper"), WILSON_1998)
def test_wilson_matches_the_published_examples(x, n, lower, upper):
    assert np.array(wilson(x, n)) == pytest.approx([lower, upper], abs=5e-5)


@pytest.mark.parametrize(("x", "n", "lower", "upper"), WILSON_DESIGN)
def test_wilson_matches_the_design_table(x, n, lower, upper):
    assert [round(float(bound) * 100) for bound in wilson(x, n)] == [lower, upper]


@settings(deadline=None)
@given(st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_stays_within_nought_and_one_and_covers_the_figure(pair):
    x, n = pair
    lower, upper = wilson(x, n)
    if n == 0:
        assert np.isnan(lower) and np.isnan(upper)
    else:
        assert 0 <= lower <= x / n + 1e-12
        assert x / n - 1e-12 <= upper <= 1


@settings(deadline=None)
@given(*[st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))] * 2)
def test_newcombe_turned_round_is_its_mirror(now, earlier):
    difference, lower, upper = newcombe(*now, *earlier)
    back, back_lower, back_upper = newcombe(*earlier, *now)
    assert [difference, lower, upper] == pytest.approx([-back, -back_upper, -back_lower], abs=1e-12)
    assert -1 - 1e-12 <= lower <= difference <= upper <= 1 + 1e-12


def figure(**given_values) -> dict:
    """A tested percentage that is better when higher; each case says what differs."""
    row = {
        "unit": "%", "basis": "flow", "time_window": "quarter", "better": "higher", "quarter": "2017-18-Q4",
        "numerator": 15.0, "denominator": 30.0, "status": "ok", "compared_quarter": "2017-18-Q3",
        "compared_numerator": 15.0, "compared_denominator": 30.0, "compared_status": "ok",
    } | given_values  # fmt: skip
    for prefix in ("", "compared_"):
        x, n = row[f"{prefix}numerator"], row[f"{prefix}denominator"]
        exact = x if row["unit"] == "n" else 100 * x / n if n else np.nan
        row.setdefault(f"{prefix}value", exact)
    return row


CASES = [
    ({"numerator": 23}, "Better: clear change", True),
    ({"numerator": 22}, "No clear change", True),
    ({"numerator": 23, "better": "lower"}, "Worse: clear change", True),
    ({"numerator": 7}, "Worse: clear change", True),
    ({"numerator": 7, "better": "lower"}, "Better: clear change", True),
    ({"numerator": 9, "denominator": 9}, "Too few to say", False),
    ({"numerator": 10, "denominator": 10}, "Better: clear change", True),
    ({"compared_numerator": 0, "compared_denominator": 9}, "Too few to say", False),
    ({"numerator": 23, "better": "context"}, "Up 26.7 points since December 2017 (not tested)", False),
    ({"numerator": 23, "better": "range"}, "Up 26.7 points since December 2017 (not tested)", False),
    ({"numerator": 23, "time_window": "as_at", "basis": "stock"}, "Up 26.7 points since December 2017 (not tested)", False),
    ({"unit": "n", "time_window": "as_at", "basis": "stock", "better": "context", "numerator": 287, "denominator": np.nan,
      "compared_numerator": 275, "compared_denominator": np.nan}, "Up 12 since December 2017 (not tested)", False),
    ({"unit": "n", "better": "lower", "numerator": 3, "denominator": np.nan, "compared_numerator": 7,
      "compared_denominator": np.nan}, "Down 4 since December 2017 (not tested)", False),
    ({"unit": "n", "better": "context", "numerator": 7, "denominator": np.nan, "compared_numerator": 7,
      "compared_denominator": np.nan}, "No change since December 2017 (not tested)", False),
    ({"compared_status": "not_available", "compared_numerator": np.nan, "compared_denominator": np.nan}, "No earlier figure", False),
    ({"compared_status": None, "compared_numerator": np.nan, "compared_denominator": np.nan}, "No earlier figure", False),
    ({"compared_status": "not_applicable", "compared_numerator": 0, "compared_denominator": 0}, "No earlier figure", False),
    ({"status": "not_applicable", "numerator": 0, "denominator": 0}, None, False),
]  # fmt: skip


@pytest.mark.parametrize(("given_values", "words", "tested"), CASES)
def test_words_for_change(given_values, words, tested):
    described = describe_changes(pd.DataFrame([figure(**given_values)])).iloc[0]
    assert (described["change"] if pd.notna(described["change"]) else None) == words
    assert bool(described["change_tested"]) is tested


def test_many_rows_at_once_say_what_each_says_alone():
    rows = [figure(**case) for case, _, _ in CASES]
    together = describe_changes(pd.DataFrame(rows, index=range(100, 100 + len(rows))))
    assert [None if pd.isna(words) else words for words in together["change"]] == [words for _, words, _ in CASES]
    assert together["change_tested"].tolist() == [tested for _, _, tested in CASES]


@pytest.mark.parametrize(
    ("window", "basis", "quarter"),
    [
        ("quarter", "flow", "2017-18-Q3"),
        ("as_at", "stock", "2017-18-Q3"),
        ("ytd", "flow", "2016-17-Q4"),
        ("r12", "birthday", "2016-17-Q4"),
        ("as_at", "rolling", "2016-17-Q4"),
    ],
)
def test_each_basis_is_compared_with_the_right_quarter(window, basis, quarter):
    frame = pd.DataFrame([{"quarter": "2017-18-Q4", "time_window": window, "basis": basis}])
    assert compared_quarters(frame).tolist() == [quarter]


def test_the_quarter_before_the_first_of_a_year_is_last_years_fourth():
    frame = pd.DataFrame([{"quarter": "2017-18-Q1", "time_window": "quarter", "basis": "flow"}])
    assert compared_quarters(frame).tolist() == ["2016-17-Q4"]


def test_intervals_are_given_for_percentages_only():
    frame = pd.DataFrame([figure(numerator=18), figure(unit="n", numerator=18, denominator=np.nan)])
    bounds = intervals(frame)
    assert bounds.iloc[0].round(1).tolist() == [42.3, 75.4]
    assert bounds.iloc[1].isna().all()
