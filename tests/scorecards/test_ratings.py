"""Ratings at, and either side of, every boundary; targets of their day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.figures import displayed
from indicators.ratings import OwnTarget, own_targets, rate, targets_in_force
from schemas.rounding import round_half_up


def row(**given_values) -> dict:
    """A rated percentage of 100 children, to be at least 90 with a floor of 75."""
    return {
        "unit": "%", "better": "higher", "is_rated": True, "is_rated_elsewhere": False, "status": "ok",
        "denominator": 100.0, "displayed_value": 90.0, "has_quality_problem": False, "target_type": "at_least",
        "target_low": 90.0, "target_high": np.nan, "floor": 75.0, "target_source": "test",
    } | given_values  # fmt: skip


AT_MOST = {"better": "lower", "target_type": "at_most", "target_low": np.nan, "target_high": 10.0, "floor": 15.0}
BETWEEN = {
    "unit": "mean",
    "better": "range",
    "target_type": "between",
    "target_low": 20.0,
    "target_high": 22.0,
    "floor": 25.0,
}


@pytest.mark.parametrize(
    ("given_values", "rating", "gap"),
    [
        ({"displayed_value": 90.0}, "Green", 0.0),
        ({"displayed_value": 89.9}, "Amber", -0.1),
        ({"displayed_value": 75.0}, "Amber", -15.0),
        ({"displayed_value": 74.9}, "Red", -15.1),
        (AT_MOST | {"displayed_value": 10.0}, "Green", 0.0),
        (AT_MOST | {"displayed_value": 10.1}, "Amber", -0.1),
        (AT_MOST | {"displayed_value": 15.0}, "Amber", -5.0),
        (AT_MOST | {"displayed_value": 15.1}, "Red", -5.1),
        (AT_MOST | {"displayed_value": 4.0}, "Green", 6.0),
        (BETWEEN | {"displayed_value": 22.0}, "Green", 0.0),
        (BETWEEN | {"displayed_value": 21.2}, "Green", 0.8),
        (BETWEEN | {"displayed_value": 22.1}, "Amber", -0.1),
        (BETWEEN | {"displayed_value": 25.0}, "Amber", -3.0),
        (BETWEEN | {"displayed_value": 25.1}, "Red", -3.1),
        (BETWEEN | {"displayed_value": 17.0}, "Amber", -3.0),
        (BETWEEN | {"displayed_value": 16.9}, "Red", -3.1),
        ({"displayed_value": 74.9, "floor": np.nan}, "Red", -15.1),
        ({"displayed_value": 89.9, "floor": 95.0}, "Red", -0.1),
    ],
)
def test_rating_at_the_boundaries(given_values, rating, gap):
    judged = rate(pd.DataFrame([row(**given_values)])).iloc[0]
    assert (judged["rating"], judged["gap"]) == (rating, gap)


@pytest.mark.parametrize(
    ("given_values", "reason"),
    [
        ({"status": "not_available", "displayed_value": np.nan}, "Not available: an extract it needs was not supplied"),
        (
            {"status": "not_applicable", "displayed_value": np.nan, "denominator": 0},
            "Not applicable: nobody in the group",
        ),
        ({"better": "context", "is_rated": False}, "Context measure"),
        ({"is_rated": False, "is_rated_elsewhere": True}, "Rated on its headline period only"),
        ({"target_type": None, "target_low": np.nan, "floor": np.nan}, "No target"),
        ({"denominator": 9}, "Base under 10"),
        ({"has_quality_problem": True}, "Data quality too low"),
    ],
)
def test_not_rated_says_why(given_values, reason):
    judged = rate(pd.DataFrame([row(**given_values)])).iloc[0]
    assert (judged["rating"], judged["rating_reason"]) == ("Not rated", reason)


def test_a_base_of_ten_is_rated():
    assert rate(pd.DataFrame([row(denominator=10)])).iloc[0]["rating"] == "Green"


def test_the_rule_is_given_in_words():
    words = rate(pd.DataFrame([row(), row(**AT_MOST), row(**BETWEEN), row(floor=90.0)]))["rating_reason"].tolist()
    assert words == [
        "Green 90.0 or more; amber 75.0 up to 90.0; red under 75.0",
        "Green 10.0 or less; amber over 10.0 up to 15.0; red over 15.0",
        "Green 20.0 to 22.0; amber within 3.0 of that; red beyond 17.0 and 25.0",
        "Green 90.0 or more; red under 90.0",
    ]


DECLARED = pd.DataFrame(
    [{"indicator_id": "LAC-40", "unit": "%", "target_type": "at_least", "target_low": 100.0, "target_high": np.nan,
      "floor": 90.0, "target_source": "regulations"},
     {"indicator_id": "CL-26", "unit": "mean", "target_type": None, "target_low": np.nan, "target_high": np.nan,
      "floor": np.nan, "target_source": None}]
)  # fmt: skip


def in_force(indicator: str, quarter: str, *own: pd.DataFrame) -> pd.Series:
    figures = pd.DataFrame([{"authority": "demo", "indicator_id": indicator, "quarter": quarter}], index=[7])
    return targets_in_force(figures, DECLARED, own).loc[7]


def test_an_old_quarter_keeps_the_target_of_its_day():
    own = own_targets("demo", {"LAC-40": [
        {"from": "2016-17", "at_least": 80, "floor": 70}, {"from": "2017-18", "at_least": 90}]})  # fmt: skip
    assert in_force("LAC-40", "2015-16-Q4", own)["target_low"] == 100
    assert in_force("LAC-40", "2015-16-Q4", own)["target_source"] == "regulations"
    assert in_force("LAC-40", "2016-17-Q1", own)[["target_low", "floor"]].tolist() == [80, 70]
    assert in_force("LAC-40", "2017-18-Q4", own)["target_low"] == 90
    assert in_force("LAC-40", "2017-18-Q4", own)["floor"] == 80  # the default's band of ten points
    assert in_force("LAC-40", "2030-31-Q1", own)["target_source"] == "Council target from 2017-18"


def test_a_target_of_another_council_changes_nothing():
    own = own_targets("elsewhere", {"LAC-40": [{"from": "2010-11", "at_least": 50}]})
    assert in_force("LAC-40", "2017-18-Q4", own)["target_low"] == 100


def test_without_floor_or_default_a_percentage_has_five_points_and_a_mean_no_amber():
    own = own_targets("demo", {"LAC-40": [{"from": "2017-18", "at_most": 10}],
                               "CL-26": [{"from": "2017-18", "between": [20, 22]}]})  # fmt: skip
    assert in_force("LAC-40", "2017-18-Q4", own)["floor"] == 15
    mean = in_force("CL-26", "2017-18-Q4", own)
    assert (mean["target_low"], mean["target_high"], mean["floor"]) == (20, 22, 20)


def test_targets_may_come_as_objects():
    class Entry:
        from_year, at_most, floor = "2017-18", 12, 20

    assert OwnTarget.read(Entry()) == OwnTarget("2017-18", "at_most", None, 12.0, 20.0, "Council target from 2017-18")
    assert OwnTarget.read(("2018-19", {"at_least": 5})).from_year == "2018-19"


@pytest.mark.parametrize(
    "entry", [{"from": "2017-18"}, {"at_least": 3}, {"from": "2017-18", "at_least": 3, "at_most": 4}]
)
def test_a_target_that_says_nothing_or_two_things_is_refused(entry):
    with pytest.raises(ValueError, match="exactly one"):
        OwnTarget.read(entry)


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(["at_least", "at_most", "between"]),
    pair=st.integers(10, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    offset=st.sampled_from([0, 0.04, 0.05, 0.06, -0.04, -0.05, -0.06, 1.3, -7.25]),
    width=st.floats(0, 30),
    band=st.floats(0, 20),
)
def test_shown_value_target_and_status_never_contradict(kind, pair, offset, width, band):
    """Whatever is printed can be checked by a reader with a pencil: value, target and floor decide the status."""
    numerator, denominator = pair
    low = 100 * numerator / denominator + offset
    high = low + width
    targets = pd.DataFrame(
        [{"indicator_id": "LAC-40", "unit": "%", "target_type": kind, "target_source": "test",
          "target_low": low if kind != "at_most" else np.nan, "target_high": high if kind != "at_least" else np.nan,
          "floor": low - band if kind != "at_most" else high + band}]
    )  # fmt: skip
    figures = pd.DataFrame([{"authority": "demo", "indicator_id": "LAC-40", "quarter": "2017-18-Q4"}])
    target = targets_in_force(figures, targets)
    value = displayed(pd.DataFrame([{"unit": "%", "numerator": numerator, "denominator": denominator,
                                     "value": 100 * numerator / denominator, "status": "ok"}]))  # fmt: skip
    judged = rate(pd.DataFrame([row(denominator=denominator)]).assign(displayed_value=value, **target)).iloc[0]
    bounds = target.iloc[0][["target_low", "target_high", "floor"]]
    shown = {name: None if pd.isna(bound) else f"{bound:.1f}" for name, bound in bounds.items()}
    v = float(f"{value.iloc[0]:.1f}")
    lo = None if shown["target_low"] is None else float(shown["target_low"])
    hi = None if shown["target_high"] is None else float(shown["target_high"])
    met = (lo is None or v >= lo) and (hi is None or v <= hi)
    assert (judged["rating"] == "Green") == met
    assert (judged["gap"] >= 0) == met
    assert value.iloc[0] == round_half_up(value.iloc[0])
    if judged["rating"] == "Amber":
        floor = float(shown["floor"])
        if kind == "at_least":
            assert floor <= v < lo
        elif kind == "at_most":
            assert hi < v <= floor


def test_half_way_percentages_are_rounded_up_from_the_exact_ratio():
    frame = pd.DataFrame(
        [{"unit": "%", "numerator": x, "denominator": n, "value": 100 * (x / n), "status": "ok"}
         for x, n in [(112, 158), (23, 80), (1, 8), (5, 2000)]]
    )  # fmt: skip
    assert displayed(frame).tolist() == [70.9, 28.8, 12.5, 0.3]


def test_no_figure_is_shown_where_there_is_none():
    frame = pd.DataFrame([
        {"unit": "%", "numerator": 0, "denominator": 0, "value": np.nan, "status": "not_applicable"},
        {"unit": "n", "numerator": np.nan, "denominator": np.nan, "value": np.nan, "status": "not_available"},
        {"unit": "n", "numerator": 0, "denominator": np.nan, "value": 0, "status": "ok"},
        {"unit": "mean", "numerator": 281, "denominator": 20, "value": 14.05, "status": "ok"},
        {"unit": "rate", "numerator": 287, "denominator": 36100, "value": 287 / 3.61, "status": "ok"},
    ])  # fmt: skip
    assert displayed(frame).isna().tolist() == [True, True, False, False, False]
    assert displayed(frame).iloc[2:].tolist() == [0.0, 14.1, 79.5]
