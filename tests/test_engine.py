"""Properties of the engine that hold for every indicator."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from indicators.definition import Cohort, DeclarationError, Direction, Exceptions, Indicator, Reason, Source, Target
from indicators.registry import all_indicators
from indicators.units.count import Count
from indicators.units.percentage import Percentage
from schemas.groups import BREAKDOWNS
from tests.support.engine import compute
from tests.support.random_council import random_council
from warehouse.calendar import Window

CHILD = {"person_id": "1", "date_of_birth": date(2010, 5, 1), "sex": "F", "ethnicity": "WBRI"}
EPISODE = {
    "person_id": "1",
    "episode_start": date(2017, 1, 9),
    "reason_new_episode": "S",
    "legal_status": "C2",
    "placement_type": "U6",
}
BASE = {"children": [CHILD], "care_episodes": [EPISODE]}
SMALL_FAMILIES = Indicator(
    id="LAC-98",
    title="Aged under eight",
    label="Children under eight in our care",
    theme="Test",
    cohort=Cohort("looked_after_on_the_day"),
    measure=Percentage(met="age < 8"),
    windows=(Window.AS_AT,),
    numerator_words="Under eight on the last day",
    denominator_words="Children looked after on the last day",
    source=Source("A test"),
)


def headline(result: pd.DataFrame, indicator_id: str, window: str = "as_at") -> pd.Series:
    chosen = result[
        (result["indicator_id"] == indicator_id) & (result["time_window"] == window) & (result["breakdown"] == "all")
    ]
    assert len(chosen) == 1
    return chosen.iloc[0]


def test_every_row_of_the_contract_is_declared():
    from pathlib import Path

    text = Path("docs/data-contract.md").read_text(encoding="utf-8")
    table = text.split("## 4. First-release indicators")[1].split("Default suitability")[0]
    named: list[str] = []
    for line in table.splitlines():
        if line.startswith("|") and not line.startswith(("| Id", "|---")):
            named += [name.strip() for name in line.split("|")[1].split(",")]
    assert len(named) == len(set(named)) and set(named) <= {i.id for i in all_indicators()}
    assert len(named) == 78


def test_the_contracts_windows_units_and_needs_are_those_declared():
    from pathlib import Path

    short = {
        "ha": "health_assessments", "hc": "health_checks", "sdq": "sdqs", "mis": "missing_episodes", "rev": "reviews",
        "ros": "care_leaver_roster", "pp": "pathway_plans", "con": "care_leaver_contacts", "eet": "eet_status",
        "acc": "accommodation", "wa": "worker_allocations",
    }  # fmt: skip
    text = Path("docs/data-contract.md").read_text(encoding="utf-8")
    table = text.split("## 4. First-release indicators")[1].split("Default suitability")[0]
    declared = {i.id: i for i in all_indicators()}
    for line in table.splitlines():
        if not line.startswith("|") or line.startswith(("| Id", "|---")):
            continue
        ids, _, unit, windows, needs = [cell.strip() for cell in line.split("|")[1:6]]
        for name in ids.split(","):
            i = declared[name.strip()]
            assert [w.value for w in i.windows] == [w.strip() for w in windows.split(",")], name
            assert i.unit == unit.split()[0], name
            if needs != "as above" and not name.strip().endswith("-Y"):
                assert sorted(i.extracts) == sorted(short[n.strip()] for n in needs.split(",") if n.strip()), name
            if "E+" in unit or "E−" in unit:
                assert i.exceptions is not None and i.exceptions.side == ("+" if "E+" in unit else "-"), name


def test_a_missing_extract_is_not_available_and_never_nought():
    result = compute(BASE, "2017-18-Q4").result
    on_time = result[result["indicator_id"] == "LAC-40"]
    assert set(on_time["status"]) == {"not_available"}
    assert on_time[["numerator", "denominator", "value"]].isna().all().all()
    assert headline(result, "LAC-01")["numerator"] == 1


def test_a_file_without_rows_is_available_and_nought():
    result = compute({**BASE, "missing_episodes": []}, "2017-18-Q4").result
    assert headline(result, "LAC-71", "quarter")["value"] == 0
    assert headline(result, "LAC-71", "quarter")["status"] == "ok"


def test_nobody_in_the_denominator_is_not_nought_per_cent():
    row = headline(compute({**BASE, "missing_episodes": []}, "2017-18-Q4").result, "LAC-77", "quarter")
    assert (row["numerator"], row["denominator"], row["status"]) == (0, 0, "not_applicable")
    assert pd.isna(row["value"])


def test_without_a_population_before_the_day_a_rate_is_not_available():
    result = compute(BASE, "2017-18-Q1", population={2017: 36200}).result
    # The estimate for mid-2017 is of 30 June 2017, which is not before that quarter's last day.
    assert headline(result, "LAC-02")["status"] == "not_available"
    assert headline(result, "LAC-01")["status"] == "ok"
    later = compute(BASE, "2017-18-Q2", population={2017: 36200}).result
    assert headline(later, "LAC-02")["denominator"] == 36200


@pytest.mark.parametrize("seed", [3, 11])
def test_categories_are_complete_and_add_up_to_the_headline(seed):
    council = random_council(seed)
    result = compute(council.extracts, council.quarter).result
    declared = {i.id: i for i in all_indicators()}
    for (indicator_id, window), rows in result.groupby(["indicator_id", "time_window"]):
        i = declared[indicator_id]
        if not i.is_published:
            continue  # teams are whichever there are, and medians do not add up; tests/test_against_second_oracle.py judges them
        total = rows[rows["breakdown"] == "all"].iloc[0]
        assert set(rows["breakdown"]) == {"all", *i.categories}, (indicator_id, window)
        for breakdown, categories in i.categories.items():
            parts = rows[rows["breakdown"] == breakdown]
            assert list(parts["category"].sort_values()) == sorted(categories)
            if total["status"] != "not_available":
                assert parts["numerator"].sum() == total["numerator"]
                assert pd.isna(total["denominator"]) or parts["denominator"].sum() == total["denominator"]


def test_row_order_does_not_matter_to_any_figure():
    council = random_council(5)
    turned = {
        # Later rows win ties in contacts and questionnaires (data contract, section 3.14), so those keep their order.
        name: rows if name in ("care_leaver_contacts", "sdqs") else list(reversed(rows))
        for name, rows in council.extracts.items()
    }
    keys = ["indicator_id", "time_window", "breakdown", "category"]
    first = compute(council.extracts, council.quarter).result.sort_values(keys).reset_index(drop=True)
    second = compute(turned, council.quarter).result.sort_values(keys).reset_index(drop=True)
    pd.testing.assert_frame_equal(first, second)


def test_a_quarter_is_the_same_computed_alone_or_with_those_before_it():
    council = random_council(8)
    keys = ["indicator_id", "time_window", "breakdown", "category"]
    alone = compute(council.extracts, council.quarter).result.sort_values(keys).reset_index(drop=True)
    together = compute(council.extracts, council.quarter, quarters_back=4).result
    same = together[together["quarter"] == council.quarter].sort_values(keys).reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, same)
    assert together["quarter"].nunique() == 5


def test_the_stock_at_the_end_is_the_stock_before_plus_net_change():
    council = random_council(13)
    result = compute(council.extracts, council.quarter, quarters_back=1).result
    stock = result[(result["indicator_id"] == "LAC-01") & (result["breakdown"] == "all")].set_index("quarter")["value"]
    before, now = sorted(stock.index)
    change = result[(result["indicator_id"] == "LAC-08") & (result["quarter"] == now)].iloc[0]
    assert stock[now] == stock[before] + change["value"]


def test_every_exception_has_a_reason_and_nothing_else_does():
    council = random_council(21)
    evidence = compute(council.extracts, council.quarter).evidence
    declared = {i.id: i for i in all_indicators()}
    for indicator_id, rows in evidence.groupby("indicator_id"):
        exceptions = declared[indicator_id].exceptions
        if exceptions is None:
            assert rows["miss_reason"].isna().all()
            continue
        expected = rows["in_numerator"] if exceptions.side == "+" else ~rows["in_numerator"]
        assert (rows["miss_reason"].notna() == expected).all(), indicator_id
        assert set(rows["miss_reason"].dropna()) <= {r.code for r in exceptions.reasons}


def test_a_new_indicator_on_an_existing_cohort_takes_one_declaration():
    figures = compute(BASE, "2017-18-Q4", declared=[SMALL_FAMILIES])
    row = headline(figures.result, "LAC-98")
    assert (row["numerator"], row["denominator"], row["value"]) == (1, 1, 100)
    assert len(figures.evidence) == 1
    assert set(figures.result["breakdown"]) == {"all", *(b.name for b in BREAKDOWNS)}


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"windows": ()}, "windows"),
        ({"headline": Window.ROLLING_YEAR}, "headline"),
        ({"denominator_words": ""}, "denominator_words"),
        ({"is_rated": True}, "better"),
        ({"target": Target("A test", at_least=90)}, "better"),
        ({"exceptions": Exceptions("-", (Reason("X", "Some", "age > 3"),))}, "exceptions.reasons"),
        (
            {"measure": Count(), "exceptions": Exceptions("-", (Reason("X", "Some", "TRUE"),))},
            "exceptions.side",
        ),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused_by_name(change, names):
    with pytest.raises(DeclarationError, match=rf"LAC-98: {names}"):
        replace(SMALL_FAMILIES, **change)


def test_a_target_is_of_one_kind():
    with pytest.raises(DeclarationError, match="exactly one"):
        Target("A test", at_least=90, at_most=10)


def test_rated_measures_are_few_and_have_a_direction():
    rated = [i for i in all_indicators() if i.is_rated]
    assert len(rated) <= 28
    assert all(i.better is not Direction.CONTEXT for i in rated)
