"""The comparator file is complete and honest; the right figure stands beside the right quarter."""

from __future__ import annotations

import pandas as pd
import pytest

from indicators.comparators import COLUMNS, ENGLAND, NEIGHBOURS, compare, read_comparators

HEREFORDSHIRE, WORCESTERSHIRE = "E06000019", "E10000034"


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return read_comparators()


def beside(published, indicator, quarter, window="as_at", council=HEREFORDSHIRE) -> pd.Series:
    figures = pd.DataFrame(
        [{"authority": "demo", "indicator_id": indicator, "quarter": quarter, "time_window": window}], index=[3]
    )
    return compare(figures, published, {"demo": council}).loc[3]


@pytest.mark.parametrize(
    ("indicator", "area", "council", "period", "value"),
    [
        # Each read in the paper named in the row.
        ("LAC-02", ENGLAND, "", "31 March 2016", 60),
        ("LAC-02", ENGLAND, "", "31 March 2017", 62),
        ("LAC-02", "Herefordshire", HEREFORDSHIRE, "31 March 2018", 87),
        ("LAC-02", NEIGHBOURS, HEREFORDSHIRE, "31 March 2016", 50),
        ("LAC-02", NEIGHBOURS, WORCESTERSHIRE, "31 March 2016", 48),
        ("LAC-30", "Worcestershire", WORCESTERSHIRE, "31 December 2016", 12.7),
        ("LAC-60", "Herefordshire", HEREFORDSHIRE, "31 March 2017", 70.9),
        ("CL-12", ENGLAND, "", "31 March 2017", 50),
        ("CL-13", "Worcestershire", WORCESTERSHIRE, "31 March 2016", 44),
        ("CL-21-LEFT", "Shropshire", "E06000051", "About January 2019", 93),
    ],
)
def test_figures_read_in_the_papers(published, indicator, area, council, period, value):
    rows = published.query("indicator_id == @indicator and area == @area and council == @council and period == @period")
    assert rows["value"].tolist() == [value]


def test_every_row_has_a_source_and_says_why_when_it_is_not_comparable(published):
    assert published["source"].ne("").all() and published["section"].ne("").all()
    assert published.loc[~published["comparable"], "why_not"].ne("").all()
    assert published.loc[published["comparable"], "why_not"].eq("").all()


def test_at_most_one_comparable_figure_for_each_period(published):
    comparable = published[published["comparable"]]
    assert not comparable.duplicated(["indicator_id", "area", "council", "period_end"]).any()


def test_a_printed_ratio_is_what_the_counts_give(published):
    counts = published["section"].str.extract(r"\(([\d,]+) of ([\d,]+)").dropna()
    counts = counts.apply(lambda column: column.str.replace(",", "").astype(float))
    shown = published.loc[counts.index]
    scale = shown["unit"].map({"%": 100.0, "mean": 1.0})
    # Whole per cents are as printed; 21,500 of its own base is not one of these.
    assert ((counts[0] / counts[1] * scale - shown["value"]).abs() < 0.55).all()


def test_an_old_quarter_keeps_the_comparator_of_its_day(published):
    assert beside(published, "LAC-02", "2015-16-Q3")["england_value"] != 60
    assert beside(published, "LAC-02", "2015-16-Q4")["england_value"] == 60
    assert beside(published, "LAC-02", "2016-17-Q3")["england_value"] == 60
    assert beside(published, "LAC-02", "2017-18-Q4")[["england_value", "england_period"]].tolist() == [
        62,
        "31 March 2017",
    ]


def test_a_figure_from_the_future_is_never_shown(published):
    assert pd.isna(beside(published, "LAC-49", "2017-18-Q4")["england_value"])


def test_neighbours_are_the_councils_own(published):
    assert beside(published, "LAC-02", "2017-18-Q4")["neighbours_value"] == 50
    assert beside(published, "LAC-02", "2017-18-Q4", council=WORCESTERSHIRE)["neighbours_value"] == 48
    assert pd.isna(beside(published, "LAC-02", "2017-18-Q4", council="E08000001")["neighbours_value"])


def test_a_comparable_figure_names_its_source(published):
    row = beside(published, "CL-12", "2017-18-Q4", "r12")
    assert row["england_comparable"] == True  # noqa: E712 - a nullable boolean
    assert (
        row["england_note"]
        == 'Herefordshire corporate parenting strategy progress review 2017/18, "Action plan, priorities 1 and 8"'
    )


def test_an_annual_figure_is_not_comparable_with_part_of_a_year(published):
    for window, quarter, comparable in [
        ("r12", "2017-18-Q2", True),
        ("ytd", "2017-18-Q2", False),
        ("ytd", "2017-18-Q4", True),
    ]:
        row = beside(published, "CL-12", quarter, window)
        assert bool(row["england_comparable"]) is comparable
        assert row["england_note"].startswith("Not comparable: an annual figure") is not comparable


def test_another_definition_is_shown_as_not_comparable_with_the_reason(published):
    row = beside(published, "CL-15", "2017-18-Q4", "r12")
    assert row["england_value"] == 7
    assert bool(row["england_comparable"]) is False
    assert row["england_note"].startswith("Not comparable: age group not stated. Source: ")


def test_no_comparator_is_blank(published):
    row = beside(published, "LAC-21", "2017-18-Q4", "r12")
    assert row.isna().all()


def test_a_row_without_a_reason_is_refused_with_its_line(tmp_path):
    line = dict.fromkeys(COLUMNS, "x") | {"comparable": "no", "why_not": "", "unit": "%", "value": "1"}
    path = tmp_path / "comparators.csv"
    pd.DataFrame([line]).to_csv(path, index=False)
    with pytest.raises(ValueError, match="line 2: say why it is not comparable"):
        read_comparators(path)
