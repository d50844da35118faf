"""Scorecard rows say what the exact figures say, judged and compared as the design has it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indicators.registry import all_indicators
from indicators.scorecard import CARE_LEAVER_CARD, LOOKED_AFTER_CARD, PROFILE, TREND
from schemas.chance import wilson
from schemas.rounding import round_half_up
from schemas.warehouse import table
from warehouse.calendar import Quarter


@pytest.fixture(scope="module")
def cards(publication) -> pd.DataFrame:
    return pd.concat([publication.exact[LOOKED_AFTER_CARD], publication.exact[CARE_LEAVER_CARD]], ignore_index=True)


def test_tables_have_the_columns_of_the_warehouse_in_order(publication):
    for name, frame in (*publication.exact.items(), *publication.published.items()):
        assert tuple(frame.columns) == table(name).column_names, name


def test_one_row_for_each_indicator_and_window(cards, publication):
    keys = ["authority", "submission_quarter", "indicator_id", "time_window"]
    assert not cards.duplicated(keys).any()
    # A figure that stands only broken down, such as the attainment gap of each measure of attainment, has no row of the whole.
    declared = {(i.id, str(window)) for i in all_indicators() if i.measure.has_headline for window in i.windows}
    for _, rows in cards.groupby("authority"):
        assert set(zip(rows["indicator_id"], rows["time_window"], strict=True)) == declared


def test_every_result_is_its_number_out_of_its_base(cards):
    shares = cards[cards["unit"].eq("%") & cards["status"].eq("ok")]
    exact = 100 * shares["numerator"] / shares["denominator"]
    assert np.allclose(shares["value"], exact)
    assert shares["displayed_value"].map(lambda v: v == round_half_up(v)).all()
    assert (shares["displayed_value"] - exact).abs().max() <= 0.05 + 1e-9


def test_every_rated_measure_is_rated_on_its_headline_window_only(cards, publication):
    declared = sorted(i.id for i in all_indicators() if i.is_rated)
    for _, rows in cards[cards["is_rated"]].groupby("authority"):
        assert sorted(rows["indicator_id"]) == declared
    headline = publication.definitions.set_index("indicator_id")["headline_window"]
    rated = cards[cards["is_rated"]]
    assert (rated["time_window"] == rated["indicator_id"].map(headline)).all()
    elsewhere = cards[~cards["is_rated"]]
    assert elsewhere["rating"].eq("Not rated").all()


def test_status_value_target_and_gap_agree_on_every_row(cards):
    rated = cards[cards["rating"].isin(["Green", "Amber", "Red"])]
    assert len(rated) > 20
    value, low, high = rated["displayed_value"], rated["target_low"], rated["target_high"]
    met = (low.isna() | (value >= low)) & (high.isna() | (value <= high))
    assert rated["rating"].eq("Green").equals(met)
    assert rated["gap"].ge(0).equals(met)
    assert rated["denominator"].fillna(99).ge(10).all()


def test_a_councils_own_target_replaces_the_default_from_its_year_on(cards, publication):
    rows = cards[cards["indicator_id"].eq("LAC-85")].set_index(["authority", "time_window"])
    assert rows.loc[("small-town", "quarter"), ["target_low", "floor"]].tolist() == [80, 60]
    assert rows.loc[("small-town", "quarter"), "target_source"] == "Council target from 2017-18"
    assert rows.loc[("shire", "quarter"), "target_low"] == 100


def test_changing_todays_target_leaves_the_status_of_earlier_years(publication):
    """The trend keeps each quarter under the target of its day: only the last year knows the council's own."""
    trend = publication.exact[TREND]
    rows = trend[trend["indicator_id"].eq("LAC-85") & trend["time_window"].eq("quarter")]
    rows = rows[rows["authority"].eq("small-town") & rows["denominator"].ge(10)]
    for row in rows.itertuples():
        target, floor = (80, 60) if row.quarter >= "2017-18" else (100, 90)
        expected = "Green" if row.displayed_value >= target else "Amber" if row.displayed_value >= floor else "Red"
        assert row.rating == expected, row.quarter


def test_the_newest_point_of_the_trend_is_the_scorecards_figure(cards, publication):
    trend = publication.exact[TREND]
    newest = trend[trend["quarter"].eq(trend["submission_quarter"])]
    keys = ["authority", "indicator_id", "time_window"]
    both = cards.merge(newest, on=keys, suffixes=("", "_trend"), validate="one_to_one")
    assert len(both) == len(cards)
    for name in ("numerator", "denominator", "value", "displayed_value", "rating", "status"):
        assert both[name].equals(both[f"{name}_trend"]), name


def test_each_figure_is_compared_with_its_own_earlier_quarter(cards, publication):
    trend = publication.exact[TREND].set_index(["authority", "indicator_id", "time_window", "quarter"])
    compared = cards[cards["compared_numerator"].notna()]
    assert len(compared) > 100
    for row in compared.itertuples():
        back = 4 if row.time_window in ("ytd", "r12") else 1
        quarter = Quarter.parse(row.quarter).shift(-back).label
        assert row.compared_quarter == quarter
        assert (
            trend.at[(row.authority, row.indicator_id, row.time_window, quarter), "numerator"] == row.compared_numerator
        )


def test_better_and_worse_are_never_said_of_context_snapshots_or_small_bases(cards):
    judged = cards[cards["change"].fillna("").str.contains("clear change")]
    assert judged["change_tested"].all()
    assert judged["unit"].eq("%").all()
    assert judged["better"].isin(["higher", "lower"]).all()
    assert judged["time_window"].ne("as_at").all()
    assert judged[["denominator", "compared_denominator"]].ge(10).all(axis=None)


def test_intervals_are_wilsons(cards):
    shares = cards[cards["unit"].eq("%") & cards["status"].eq("ok")]
    lower, upper = wilson(shares["numerator"], shares["denominator"])
    assert np.allclose(shares["lower_95"], lower * 100) and np.allclose(shares["upper_95"], upper * 100)
    assert cards.loc[cards["unit"].ne("%"), ["lower_95", "upper_95"]].isna().all(axis=None)


def test_a_column_that_could_not_be_used_stops_the_rating_and_says_so(cards):
    row = cards[cards["indicator_id"].eq("LAC-47") & cards["authority"].eq("shire")].iloc[0]
    assert (row["rating"], row["rating_reason"]) == ("Not rated", "Data quality too low")
    assert row["data_quality_note"].startswith("Most dates could not be used")
    other = cards[cards["indicator_id"].eq("LAC-47") & cards["authority"].eq("small-town")].iloc[0]
    assert other["rating_reason"] != "Data quality too low"


def test_the_profile_shows_two_earlier_years_and_adds_up(publication):
    profile = publication.exact[PROFILE]
    rows = profile[profile["indicator_id"].eq("LAC-01")]
    trend = publication.exact[TREND].query("indicator_id == 'LAC-01'").set_index(["authority", "quarter"])["numerator"]
    columns = {"numerator": "2017-18-Q4", "year_ago_numerator": "2016-17-Q4", "two_years_ago_numerator": "2015-16-Q4"}
    for (authority, breakdown), part in rows.groupby(["authority", "breakdown"]):
        for column, quarter in columns.items():
            assert part[column].sum() == trend[authority, quarter], (authority, breakdown, column)
        assert part["category_order"].notna().all()
