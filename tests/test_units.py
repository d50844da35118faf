"""Each shape on a few rows whose figure can be worked out by hand; no indicator of the contract is needed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from indicators.calculate import calculate
from indicators.definition import Cohort, Counts, Indicator, Source
from indicators.units import all_units, holds, unit_of
from indicators.units.amount import AmountShare, Sum
from indicators.units.count import Count
from indicators.units.derived import Saving, Together
from indicators.units.distribution import Distribution
from indicators.units.gap import Gap
from indicators.units.growth import Growth
from indicators.units.mean import Mean, Median, WeightedMean
from indicators.units.percentage import Percentage
from indicators.units.plan import Plan
from indicators.units.projection import Projection
from indicators.units.ratio import Quotient, Ratio
from indicators.units.shape import By, FigureOf, Shape
from tests.support.engine import built
from warehouse.calendar import Window

CHILD = {"person_id": "1", "date_of_birth": date(2010, 5, 1), "sex": "F", "ethnicity": "WBRI"}
EPISODE = {
    "person_id": "1",
    "episode_start": date(2017, 6, 1),
    "reason_new_episode": "S",
    "legal_status": "C2",
    "placement_type": "U6",
}
BENCHMARKS = [
    {"indicator_id": "LAC-02", "area": "england", "period": "2015-16", "value": 60.0},
    {"indicator_id": "LAC-02", "area": "england", "period": "2016-17", "value": 62.0},
    {"indicator_id": "LAC-02", "area": "england", "period": "2018-19", "value": 99.0},
    {"indicator_id": "ACT-01", "area": "england", "period": "2016-17", "value": 3.0},
    {"indicator_id": "ACT-01", "area": "england", "period": "2015-16", "value": 8.0},
]


@dataclass(frozen=True)
class Rows(Cohort):
    """A cohort of rows given here: the same in every period."""

    rows: str = ""

    @property
    def sql(self) -> str:  # type: ignore[override]
        return f"""
            SELECT p.authority, p.submission_quarter, p.quarter, p.time_window, r.*, CAST(NULL AS VARCHAR) AS person_id
            FROM period AS p CROSS JOIN (VALUES {self.rows}) AS r(row_id, kind, amount, weight)
        """


THINGS = Rows("things", rows="('a', 'x', 10, 1), ('b', 'x', 20, 4), ('c', 'y', 60, NULL), ('d', NULL, NULL, 5)")


def declared(measure: Shape, indicator_id: str = "ACT-01", cohort: Cohort | None = THINGS, **own: Any) -> Indicator:
    """An indicator of that shape."""
    return Indicator(
        id=indicator_id, title="A test", label="A test", theme="Test", measure=measure, windows=(Window.AS_AT,),
        numerator_words="Things", denominator_words="Things", source=Source("A test"), counts=Counts.ACTIONS,
        cohort=None if measure.derived("") or measure.gathers() else cohort, **own,
    )  # fmt: skip


def computed(
    *wanted: Indicator, extracts: dict[str, Any] | None = None, before: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Results and evidence of the run quarter."""
    held = {"children": [CHILD], "care_episodes": [EPISODE], "benchmarks": BENCHMARKS, **(extracts or {})}
    with built(held, "2017-18-Q4") as connection:
        if before:
            connection.execute(before)
        calculate(connection, wanted)
        return (
            connection.execute("SELECT * FROM indicators.result ORDER BY indicator_id, breakdown, category").df(),
            connection.execute("SELECT * FROM indicators.evidence ORDER BY indicator_id, row_id").df(),
        )


def figure(
    result: pd.DataFrame, indicator_id: str = "ACT-01", breakdown: str = "all", category: str = "all"
) -> tuple[Any, ...]:
    """Numerator, denominator, value and status of one figure."""
    found = result[
        result["indicator_id"].eq(indicator_id) & result["breakdown"].eq(breakdown) & result["category"].eq(category)
    ]
    assert len(found) == 1, (indicator_id, breakdown, category)
    row = found.iloc[0]
    return tuple(None if pd.isna(row[name]) else row[name] for name in ("numerator", "denominator", "value", "status"))


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (Count("kind = 'x'"), (2, None, 2, "ok")),
        (Count("kind = 'z'"), (0, None, 0, "ok")),
        (Percentage("amount > 15"), (2, 4, 50, "ok")),
        (Percentage("TRUE", of="kind = 'z'"), (0, 0, None, "not_applicable")),
        (Mean("amount"), (90, 4, 22.5, "ok")),  # a blank amount counts nought
        (Mean("amount", of="FALSE"), (0, 0, None, "not_applicable")),
        (Median("amount", of="amount IS NOT NULL"), (None, 3, 20, "ok")),
        (Median("amount", of="amount >= 20"), (None, 2, 40, "ok")),
        (Median("amount", of="FALSE"), (None, 0, None, "not_applicable")),
        (Sum("amount", measured_in="days"), (90, None, 90, "ok")),
        (Sum("amount", of="FALSE"), (0, None, 0, "ok")),
        (WeightedMean("amount", "weight", of="kind = 'x'", is_money=True), (30, 5, 6, "ok")),
        (WeightedMean("amount", "weight", of="FALSE"), (0, 0, None, "not_applicable")),
        (AmountShare("weight", "amount", of="kind = 'x'"), (5, 30, 100 * 5 / 30, "ok")),
        (Quotient(of="kind = 'x'", amount="amount", against="weight"), (30, 10, 3, "ok")),
        (Quotient(of="kind = 'x'", against="CASE WHEN FALSE THEN 1 END"), (2, 0, None, "not_applicable")),
        (Distribution("kind", ("x", "y")), (4, 4, 100, "ok")),
        (Distribution("kind", ("x", "y"), of="FALSE"), (0, 0, None, "not_applicable")),
    ],
    ids=lambda value: value.UNIT.name if isinstance(value, Shape) else "",
)  # fmt: skip
def test_counted_rows_become_a_figure(measure, expected):
    result, evidence = computed(declared(measure))
    assert figure(result) == expected
    assert len(evidence[evidence["quarter"].eq("2017-18-Q4")]) == result[result["breakdown"].eq("all")]["units"].iloc[0]


def test_a_distribution_shows_every_category_and_what_is_missing_last():
    measure = Distribution("kind", ("y", "x", "w"))
    result, evidence = computed(declared(measure))
    shown = {c: figure(result, "ACT-01", "profile", c)[:3] for c in ("y", "x", "w", "Not recorded")}
    assert shown == {"y": (1, 4, 25), "x": (2, 4, 50), "w": (0, 4, 0), "Not recorded": (1, 4, 25)}
    assert declared(measure).categories == {"profile": ("y", "x", "w", "Not recorded")}
    assert list(evidence["category"]) == ["x", "x", "y", "Not recorded"]


def test_a_row_keeps_its_amount_and_what_it_is_set_against():
    _, evidence = computed(declared(WeightedMean("amount", "weight", of="kind = 'x'")))
    assert evidence[["value", "base"]].to_numpy().tolist() == [[10, 1], [20, 4]]
    assert evidence["person_id"].isna().all()


def test_breakdowns_of_its_own_divide_a_figure():
    by = By("kind", "kind", ("y", "x"), "Kind")
    as_given = By("weight", "weight", (), "Weight")
    result, _ = computed(declared(Sum("amount"), by=(by, as_given)))
    assert figure(result, breakdown="kind", category="x")[2] == 30
    assert figure(result, breakdown="kind", category="Not recorded") == (0, None, 0, "ok")
    assert set(result["breakdown"]) == {"all", "kind", "weight"}
    assert figure(result, breakdown="weight", category="4")[2] == 20
    assert figure(result, breakdown="weight", category="Not recorded")[2] == 60


def test_a_ratio_may_be_over_another_figure():
    wanted = (declared(Ratio(of="kind = 'x'", per=FigureOf("ACT-02", "as_at"))), declared(Count(), "ACT-02"))
    assert figure(computed(*wanted)[0]) == (2, 4, 50, "ok")
    missing = (wanted[0], replace(wanted[1], needs=("visits",)))
    assert figure(computed(*missing)[0])[3] == "not_available"


def test_two_percentages_are_one_when_their_rows_are_put_together():
    one, other = (
        declared(Percentage("kind = 'x'", of="amount > 0"), "ACT-02"),
        declared(Percentage("kind = 'y'"), "ACT-03"),
    )
    result, evidence = computed(declared(Together(("ACT-02", "ACT-03"))), one, other)
    assert figure(result) == (3, 7, 100 * 3 / 7, "ok")
    assert "ACT-03|c" in set(evidence[evidence["indicator_id"].eq("ACT-01")]["row_id"])


def test_growth_looks_a_year_back_in_the_same_delivery():
    grown = Rows("grown", rows="('a', 'x', 1, 1), ('b', 'x', 1, 1), ('c', 'x', 1, 1)")
    only_now = declared(Count("row_id = 'a' OR ends >= DATE '2017-12-31'"), "ACT-02", grown)
    result, _ = computed(declared(Growth("ACT-02")), only_now)
    assert figure(result) == (3, 1, 200, "ok")
    assert set(result["quarter"]) == {"2017-18-Q4"}
    nobody_before = replace(only_now, measure=Count("ends >= DATE '2017-12-31'"))
    assert figure(computed(declared(Growth("ACT-02")), nobody_before)[0]) == (3, 0, None, "not_applicable")


def test_a_gap_takes_the_latest_comparator_ended_by_the_day_and_only_subtracts():
    count = declared(Count(), "ACT-02")
    gap = Gap(("ACT-02",), "england", compared_with="LAC-02", per_population=True)
    assert figure(computed(declared(gap), count)[0]) == (4, 62 * 36200 / 10_000, 4 - 62 * 36200 / 10_000, "ok")
    none = computed(declared(replace(gap, area="neighbours")), count)[0]
    assert figure(none) == (None, None, None, "not_available")
    assert "neighbours" in none[none["indicator_id"].eq("ACT-01")]["missing"].iloc[0]


def test_gaps_of_several_figures_have_a_category_each_and_no_headline():
    by = By("measure", "category", ("A", "B"), "Measure", is_missing_listed=False)
    gap = Gap(("ACT-01", "ACT-03"), "england", is_academic=True, by=by)
    result, _ = computed(declared(gap, "ACT-02"), declared(Count()), declared(Count(), "ACT-03"))
    assert figure(result, "ACT-02", "measure", "A") == (4, 3, 1, "ok")  # the year that ended in August 2017
    assert figure(result, "ACT-02", "measure", "B")[3] == "not_available"
    assert not (result["indicator_id"].eq("ACT-02") & result["breakdown"].eq("all")).any()


def test_a_plan_is_met_or_missed_and_without_one_there_is_no_figure():
    planned = Rows("planned", rows="('x', 'x', 12, 10.5), ('y', 'y', 0, 0)")
    by = By("kind", "kind", ("x", "y"), "Kind", is_missing_listed=False)
    result, evidence = computed(declared(Plan("amount", "weight"), cohort=planned, by=(by,)))
    assert figure(result) == (12, 10.5, 1.5, "ok")
    assert figure(result, breakdown="kind", category="y") == (0, 0, 0, "ok")
    assert evidence.empty
    unplanned = computed(declared(Plan("amount", "weight")))[0]
    assert figure(unplanned) == (None, None, None, "not_available")
    assert "placement_plan" in unplanned["missing"].iloc[0]


def test_a_saving_compares_two_categories():
    priced = declared(WeightedMean("amount", "1"), "ACT-02", by=(By("kind", "kind", ("x", "y", "z"), "Kind"),))
    assert figure(computed(declared(Saving("ACT-02", "kind", "y", "x")), priced)[0]) == (45, 60, 75, "ok")
    assert figure(computed(declared(Saving("ACT-02", "kind", "z", "x")), priced)[0])[3] == "not_applicable"


def test_a_projection_is_read_from_the_forecast():
    rows = ", ".join(
        f"('worked-example', '2017-18-Q4', '2017-18-Q4', 'ACT-01', {h}, DATE '{end}', {h}, {10 * h}, {100 * h})"
        for h, end in ((1, "2018-06-30"), (4, "2019-03-31"), (8, "2020-03-31"))
    )
    columns = "authority, submission_quarter, quarter, indicator_id, horizon, horizon_end, low, central, high"
    result, _ = computed(declared(Projection()), before=f"INSERT INTO scorecards.forecast ({columns}) VALUES {rows}")
    assert figure(result) == (None, None, 40, "ok")
    assert figure(result, breakdown="horizon", category="H08 high") == (None, None, 800, "ok")
    assert figure(result, breakdown="horizon", category="H02 low")[3] == "not_available"


@pytest.mark.parametrize(
    ("unit", "value", "words", "number_format"),
    [
        ("%", 112 / 158 * 100, "70.9%", '0.0"%"'), ("n", 1312.0, "1,312", "#,##0"), ("rate", 63.25, "63.3", "#,##0.0"),
        ("£wmean", 3273.5, "£3,274", '"£"#,##0'), ("£plan", -12.5, "-£13", '"£"#,##0'), ("med", 4.0, "4.0", "#,##0.0"),
    ],
)  # fmt: skip
def test_a_figure_is_shown_as_its_unit_says(unit, value, words, number_format):
    display = unit_of(unit).display
    assert (display.words(value), display.number_format) == (words, number_format)


def test_units_answer_for_frames():
    names = pd.Series(["%", "n", "rate", None, "med"])
    assert list(holds(names, lambda unit: unit.has_base)) == [True, False, False, False, True]
    contract: Sequence[str] = (
        "n", "%", "rate", "mean", "ratio", "quot", "%a", "sum", "wmean", "med", "dist", "gap", "plan", "growth", "proj",
    )  # fmt: skip
    assert set(contract) <= set(all_units())
