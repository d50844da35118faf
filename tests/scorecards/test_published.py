"""What is published gives nobody away: read as an outsider would, from the published tables alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from disclosure.publish import HIDDEN_CELLS
from disclosure.status import REASON

DERIVED = ["value", "displayed_value", "lower_95", "upper_95", "gap"]
#: Whole-number figures that count nobody: a difference of two shown numbers.
NOT_A_COUNT = "LAC-08"
#: Quarters a profile is published for.
YEARS = ("2017-18-Q4", "2016-17-Q4", "2015-16-Q4")


@pytest.fixture(scope="module")
def cards(publication) -> pd.DataFrame:
    names = ("published.lac_scorecard", "published.care_leaver_scorecard")
    return pd.concat([publication.published[name] for name in names], ignore_index=True)


@pytest.fixture(scope="module")
def trend(publication) -> pd.DataFrame:
    described = publication.definitions[["indicator_id", "unit"]]
    return publication.published["published.trend"].merge(described, on="indicator_id")


def small(series: pd.Series) -> pd.Series:
    return series.astype(float).between(1, 5)


def test_something_is_hidden_and_something_is_shown(cards, trend):
    for frame in (cards, trend):
        assert 0.05 < frame["shorthand"].eq("c").mean() < 0.9


def test_no_small_number_nor_its_complement_nor_a_small_base_is_shown(cards, trend, publication):
    for frame in (cards, trend):
        counts = frame[frame["indicator_id"].ne(NOT_A_COUNT) & frame["unit"].ne("mean")]
        assert not small(counts["numerator"]).any()
        shares = frame[frame["unit"].eq("%")]
        assert not small(shares["denominator"] - shares["numerator"]).any()
        assert not small(frame.loc[frame["unit"].isin(["%", "mean"]), "denominator"]).any()
    compared = cards[cards["indicator_id"].ne(NOT_A_COUNT) & cards["unit"].ne("mean")]
    assert not small(compared["compared_numerator"]).any()
    assert not small(compared.loc[compared["unit"].eq("%"), "compared_denominator"]).any()
    profile = publication.published["published.profile"]
    assert not profile[["numerator", "year_ago_numerator", "two_years_ago_numerator"]].apply(small).any(axis=None)
    assert not small(cards["unknown"]).any()


def test_whatever_is_worked_out_from_a_hidden_figure_is_blank(cards, trend):
    hidden = cards[cards["shorthand"].eq("c")]
    assert hidden[["numerator", *DERIVED]].isna().all(axis=None)
    outlived = hidden["rating"].ne("Not rated")  # every number that it could be has that status
    assert (
        hidden.loc[outlived, "rating_reason"].eq(REASON).all()
        and not hidden.loc[~outlived, "rating_reason"].eq(REASON).any()
    )
    assert hidden["change"].isna().all() and not hidden["change_tested"].any()
    points = trend[trend["shorthand"].eq("c")]
    assert points[["numerator", "value", "displayed_value"]].isna().all(axis=None)
    assert points["rating"].eq("Not rated").all()
    before = cards[cards["compared_shorthand"].eq("c")]
    assert before[["compared_numerator", "compared_value"]].isna().all(axis=None)
    assert before["change"].isna().all()


def test_a_hidden_figure_is_never_nought(cards, publication):
    exact = pd.concat([publication.exact[n] for n in ("scorecards.lac_scorecard", "scorecards.care_leaver_scorecard")])
    keys = ["authority", "indicator_id", "time_window"]
    both = cards.merge(exact, on=keys, suffixes=("", "_exact"), validate="one_to_one")
    shown = both[both["numerator"].notna()]
    assert shown["numerator"].equals(shown["numerator_exact"])
    based = both[both["denominator"].notna()]
    assert based["denominator"].equals(based["denominator_exact"])


def test_a_small_base_that_survives_shows_its_number_and_no_result(cards):
    few = cards[cards["shorthand"].eq("u")]
    assert len(few) > 0
    assert few["denominator"].between(6, 9).all()
    assert few["numerator"].notna().all()
    assert few[DERIVED].isna().all(axis=None)
    assert few["rating"].eq("Not rated").all()
    assert few["change"].isin(["Too few to say", "No earlier figure"]).where(few["change"].notna(), True).all()


def test_a_figure_hidden_in_one_table_is_hidden_in_all(cards, trend):
    keys = ["authority", "indicator_id", "time_window"]
    now = trend[trend["quarter"].eq(trend["submission_quarter"])]
    both = cards.merge(now, on=keys, suffixes=("", "_trend"), validate="one_to_one")
    assert both["numerator"].equals(both["numerator_trend"])
    assert both["denominator"].equals(both["denominator_trend"])
    earlier = trend.rename(columns={"quarter": "compared_quarter"})[
        [*keys, "compared_quarter", "numerator", "denominator"]
    ]
    compared = cards.merge(earlier, on=[*keys, "compared_quarter"], suffixes=("", "_then"), validate="one_to_one")
    assert compared["compared_numerator"].equals(compared["numerator_then"])
    assert compared["compared_denominator"].equals(compared["denominator_then"])


def test_categories_cannot_be_had_by_subtraction(publication, trend):
    """One category hidden, or two that can only be one each, would be given away by the headline."""
    profile = publication.published["published.profile"]
    exact = publication.exact["scorecards.profile"]
    keys = ["authority", "indicator_id", "time_window", "breakdown", "category"]
    both = profile.merge(exact, on=keys, suffixes=("", "_exact"), validate="one_to_one")
    shown = trend[trend["numerator"].notna()].set_index(["authority", "indicator_id", "quarter"]).index
    for column, quarter in zip(("numerator", "year_ago_numerator", "two_years_ago_numerator"), YEARS, strict=True):
        whole = pd.MultiIndex.from_frame(both[["authority", "indicator_id"]].assign(quarter=quarter)).isin(shown)
        gone = both[both[column].isna() & both[f"{column}_exact"].notna() & whole]
        groups = gone.groupby(["authority", "indicator_id", "breakdown"])[f"{column}_exact"].agg(["size", "sum"])
        assert groups["size"].min() >= 2, column
        assert (groups["sum"] - groups["size"]).min() >= 2, column


def solve(trend: pd.DataFrame, relations: list[list[tuple[float, tuple[str, str, str, str]]]]) -> list[tuple]:
    """Hidden numbers that a relation with nothing else unknown gives away."""
    known = trend.set_index(["authority", "indicator_id", "time_window", "quarter"])
    found = []
    for authority in known.index.get_level_values(0).unique():
        for relation in relations:
            values = []
            for sign, (indicator, part, window, quarter) in relation:
                key = (authority, indicator, window, quarter)
                values.append((sign, known.at[key, part] if key in known.index else np.nan))
            unknown = [sign for sign, value in values if pd.isna(value)]
            if len(unknown) == 1:
                found.append((authority, relation))
    return found


def test_sets_and_periods_cannot_be_had_by_subtraction(trend):  # noqa: PLR0912 - one loop for each kind of sum
    """Written out by hand from the data contract, not from the list the protection uses."""
    quarters = sorted(trend["quarter"].unique())
    relations = []
    for quarter in quarters:
        for window in ("ytd", "r12"):
            for suffix in ("", "-Y"):
                for parts in (("CL-12", "CL-13", "CL-14"), ("CL-05", "CL-06", "CL-07")):
                    terms = [(1.0, (f"{part}{suffix}", "numerator", window, quarter)) for part in parts]
                    relations.append([*terms, (-1.0, (f"{parts[0]}{suffix}", "denominator", window, quarter))])
        for parts in (("EET", "NEET", "UNK"), ("SUIT", "UNSUIT", "ACCUNK")):
            terms = [(1.0, (f"CL-19-{part}", "numerator", "as_at", quarter)) for part in parts]
            relations.append([*terms, (-1.0, ("CL-19-EET", "denominator", "as_at", quarter))])
        for indicator in ("LAC-15", "LAC-17", "LAC-30", "LAC-50", "SUF-02", "SUF-05"):
            relations.append(
                [(1.0, (indicator, "denominator", "as_at", quarter)), (-1.0, ("LAC-01", "numerator", "as_at", quarter))]
            )
        relations.append(
            [(1.0, ("LAC-02", "numerator", "as_at", quarter)), (-1.0, ("LAC-01", "numerator", "as_at", quarter))]
        )
        relations.append([(1.0, ("SUF-04", "denominator", "as_at", quarter)), (1.0, ("SUF-03", "numerator", "as_at", quarter)),
                          (-1.0, ("SUF-02", "numerator", "as_at", quarter))])  # fmt: skip
        for window in ("quarter", "ytd", "r12"):
            relations.append(
                [(1.0, ("LAC-72", "denominator", window, quarter)), (-1.0, ("LAC-70", "numerator", window, quarter))]
            )
            relations.append(
                [(1.0, ("LAC-72", "numerator", window, quarter)), (-1.0, ("LAC-71", "numerator", window, quarter))]
            )
            relations.append(
                [(1.0, ("LAC-70", "denominator", window, quarter)), (-1.0, ("LAC-03", "numerator", window, quarter))]
            )
    events = {"LAC-71": ("numerator",), "LAC-74": ("numerator",), "LAC-52": ("numerator",), "LAC-04": ("numerator",),
              "LAC-40": ("numerator", "denominator"), "LAC-77": ("numerator", "denominator"),
              "LAC-79": ("numerator", "denominator"), "LAC-85": ("numerator", "denominator"),
              "LAC-86": ("numerator", "denominator")}  # fmt: skip
    for indicator, parts in events.items():
        for part in parts:
            for before, quarter in pairwise(quarters):
                if not quarter.endswith("Q1"):
                    relations.append([(1.0, (indicator, part, "ytd", before)), (1.0, (indicator, part, "quarter", quarter)),
                                      (-1.0, (indicator, part, "ytd", quarter))])  # fmt: skip
    for indicator in ("LAC-71", "LAC-74"):
        for last in range(3, len(quarters)):
            terms = [(1.0, (indicator, "numerator", "quarter", quarter)) for quarter in quarters[last - 3 : last + 1]]
            relations.append([*terms, (-1.0, (indicator, "numerator", "r12", quarters[last]))])
    assert solve(trend, relations) == []


def test_a_few_not_known_are_not_counted_in_public(publication, cards):
    exact = pd.concat([publication.exact[n] for n in ("scorecards.lac_scorecard", "scorecards.care_leaver_scorecard")])
    keys = ["authority", "indicator_id", "time_window"]
    both = cards.merge(exact, on=keys, suffixes=("", "_exact"), validate="one_to_one")
    few = both[small(both["unknown_exact"]) & both["shorthand"].isna() & ~both["indicator_id"].str.startswith("CL-")]
    assert len(few) > 0
    assert few["data_quality_note"].str.endswith("5 or fewer not known").all()
    leavers = both[both["indicator_id"].str.startswith("CL-")]
    assert leavers["unknown"].isna().all()
    assert not leavers["data_quality_note"].fillna("").str.contains("not known").any()


def test_every_hidden_figure_is_in_the_log_with_its_rule(publication, trend):
    log = publication.published[HIDDEN_CELLS]
    assert log["rule"].isin(["1", "2", "3", "5", "6"]).all() and log["reason"].ne("").all()
    hidden = trend[trend["shorthand"].eq("c")]
    keys = ["authority", "quarter", "indicator_id", "time_window"]
    logged = log[log["table_name"].eq("published.trend")]
    assert len(hidden.merge(logged, on=keys)) == len(hidden)


def test_no_published_text_carries_the_number_it_hides(cards):
    hidden = cards[cards["shorthand"].eq("c")]
    assert not hidden["rating_reason"].str.contains(r"\d").any()
    assert not hidden["data_quality_note"].fillna("").str.contains(r"\d").any()
