"""The rules of disclosure control on small worked tables, and thousands of random ones attacked afterwards."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from disclosure.audit import System
from disclosure.choice import Problem, choose
from disclosure.control import protect_figures
from disclosure.rules import Rules, read_waivers
from indicators.calculate import definition_frame
from indicators.registry import all_indicators
from schemas.groups import BREAKDOWNS

QUARTER = "2017-18-Q4"
DEFINITIONS = definition_frame(all_indicators())
HEADLINE_WINDOWS = DEFINITIONS.set_index("indicator_id")["headline_window"].to_dict()


def row(indicator, x, n=np.nan, *, window=None, quarter=QUARTER, breakdown="all", category="all", authority="demo"):
    """One row of ``indicators.result``; the window is the indicator's headline one unless given."""
    if window is None:
        window = HEADLINE_WINDOWS[indicator]
    return {
        "authority": authority, "submission_quarter": QUARTER, "delivery": 1, "quarter": quarter,
        "indicator_id": indicator, "time_window": window, "breakdown": breakdown, "category": category,
        "numerator": float(x), "denominator": float(n), "unknown": 0, "status": "not_applicable" if n == 0 else "ok",
    }  # fmt: skip


def decide(*rows, **rules) -> pd.DataFrame:
    return protect_figures(pd.DataFrame(rows), DEFINITIONS, rules)


def hidden(*rows, **rules) -> list[tuple[bool, bool]]:
    """For each row: is the number hidden, is the base hidden."""
    decided = decide(*rows, **rules)
    return list(zip(decided["number_hidden"], decided["base_hidden"], strict=True))


SHOWN, NUMBER, BOTH = (False, False), (True, False), (True, True)


@pytest.mark.parametrize(
    ("x", "n", "expected"),
    [
        (0, 1, BOTH), (3, 5, BOTH), (5, 5, BOTH), (0, 5, BOTH),  # rule 1: a base of 1 to 5
        (0, 6, NUMBER), (6, 6, NUMBER), (9, 9, NUMBER),  # rule 3: nobody or everybody of a few
        (0, 10, SHOWN), (10, 10, SHOWN), (0, 40, SHOWN), (40, 40, SHOWN),  # true noughts, on either side
        (1, 40, NUMBER), (5, 40, NUMBER), (6, 40, SHOWN),  # rule 2: the number
        (34, 40, SHOWN), (35, 40, NUMBER), (39, 40, NUMBER),  # rule 2: the rest of the base
        (0, 0, SHOWN),
    ],
)  # fmt: skip
def test_a_percentage_on_its_own(x, n, expected):
    assert hidden(row("LAC-38", x, n)) == [expected]


@pytest.mark.parametrize(("x", "expected"), [(0, SHOWN), (1, NUMBER), (5, NUMBER), (6, SHOWN)])
def test_a_count_on_its_own(x, expected):
    assert hidden(row("CL-10", x)) == [expected]


def test_a_council_may_set_another_threshold():
    rules = {"demo": Rules(threshold=10)}
    assert hidden(row("LAC-38", 10, 40), **rules) == [NUMBER]
    assert hidden(row("LAC-38", 11, 40), **rules) == [SHOWN]


def test_a_figure_that_was_not_computed_is_not_hidden():
    missing = row("LAC-47", np.nan, np.nan) | {"status": "not_available"}
    assert hidden(missing) == [SHOWN]


WAIVER = {
    "indicators": ["LAC-40", "LAC-38"],
    "approved_by": "Head of information governance",
    "approved_on": "2018-05-01",
}


def test_a_recorded_decision_waives_rule_2_for_a_process_measure_only():
    rules = {"demo": Rules.decided(5, [WAIVER])}
    assert hidden(row("LAC-40", 38, 40)) == [NUMBER]
    assert hidden(row("LAC-40", 38, 40), **rules) == [SHOWN]
    assert hidden(row("LAC-40", 3, 4), **rules) == [BOTH]  # rule 1 is never waived
    assert hidden(row("LAC-38", 3, 40), **rules) == [NUMBER]  # an outcome measure


@pytest.mark.parametrize("missing", ["approved_by", "approved_on", "indicators"])
def test_a_decision_without_who_when_or_what_is_ignored(missing):
    assert read_waivers([{name: value for name, value in WAIVER.items() if name != missing}]) == []


def test_a_decision_keeps_who_and_when():
    waiver = read_waivers([WAIVER])[0]
    assert (waiver.approved_by, waiver.approved_on) == ("Head of information governance", date(2018, 5, 1))


def test_a_rate_is_hidden_with_its_count_because_the_population_is_public():
    assert hidden(row("LAC-05", 4, 36200)) == [NUMBER]
    assert hidden(row("LAC-01", 4), row("LAC-02", 4, 36200)) == [NUMBER, NUMBER]
    assert hidden(row("LAC-05", 40, 36200)) == [SHOWN]


def test_a_net_change_between_two_shown_numbers_is_shown_however_small():
    rows = [row("LAC-01", 300), row("LAC-01", 297, quarter="2017-18-Q3"), row("LAC-08", 3)]
    assert hidden(*rows) == [SHOWN] * 3


def test_a_mean_is_hidden_with_its_base():
    rows = [row("LAC-60", 4, 30), row("LAC-61", 56, 4), row("LAC-62", 1, 4)]
    assert hidden(*rows) == [NUMBER, BOTH, BOTH]


def test_episodes_are_hidden_wherever_the_children_behind_them_are():
    rows = [row("LAC-70", 3, 300), row("LAC-71", 40), row("LAC-72", 40, 3)]
    assert hidden(*rows) == [NUMBER, NUMBER, BOTH]


def profile(breakdown, indicator="LAC-01", **numbers) -> list[dict]:
    return [row(indicator, x, breakdown=breakdown, category=name) for name, x in numbers.items()]


def hidden_categories(*rows) -> set[str]:
    decided = decide(*rows)
    assert not decided.loc[decided["breakdown"].eq("all"), "number_hidden"].any()
    return set(decided.loc[decided["number_hidden"], "category"])


def test_one_small_category_takes_the_next_smallest_with_it():
    assert hidden_categories(row("LAC-01", 60), *profile("sex", M=40, F=17, U=3)) == {"U", "F"}


def test_a_nought_is_shown_beside_hidden_categories():
    assert hidden_categories(row("LAC-01", 57), *profile("sex", M=40, F=14, U=3, X=0)) == {"U", "F"}


def test_two_small_categories_that_can_only_be_one_and_one_take_a_third():
    rows = [row("LAC-01", 62), *profile("ethnicity", White=40, Mixed=20, Asian=1, Black=1)]
    assert hidden_categories(*rows) == {"Asian", "Black", "Mixed"}


def test_two_small_categories_with_room_between_them_need_no_third():
    rows = [row("LAC-01", 65), *profile("ethnicity", White=40, Mixed=20, Asian=3, Black=2)]
    assert hidden_categories(*rows) == {"Asian", "Black"}


def test_one_headline_shared_by_two_breakdowns_is_kept():
    rows = [
        row("LAC-01", 60),
        *profile("sex", M=40, F=17, U=3),
        *profile("disability", Yes=2, No=50, **{"Not recorded": 8}),
    ]
    assert hidden_categories(*rows) == {"U", "F", "Yes", "Not recorded"}


def test_a_figure_that_is_a_category_of_another_is_hidden_with_it():
    rows = [row("LAC-01", 60), *profile("uasc", Yes=3, No=57), row("LAC-15", 3, 60)]
    decided = decide(*rows).set_index(["indicator_id", "category"])["number_hidden"]
    assert decided["LAC-15", "all"] and decided["LAC-01", "Yes"] and decided["LAC-01", "No"]
    assert not decided["LAC-01", "all"]


def test_of_in_work_not_in_work_and_not_known_one_hidden_takes_a_second():
    rows = [row("CL-12", 30, 60), row("CL-13", 27, 60), row("CL-14", 3, 60)]
    decided = decide(*rows)
    assert decided["number_hidden"].sum() == 2
    assert decided.set_index("indicator_id").at["CL-14", "rule"] == "2"
    assert not decided["base_hidden"].any()


def test_a_measure_is_published_in_its_headline_window_only():
    rows = [row("LAC-71", 20, window=window) for window in ("quarter", "ytd", "r12")]
    assert decide(*rows)["time_window"].tolist() == ["r12"]


def test_a_year_to_date_may_not_grow_by_a_few_in_public():
    rows = [
        row("CL-22", 20, 60, quarter="2017-18-Q2"),
        row("CL-22", 23, 80, quarter="2017-18-Q3"),
    ]
    assert decide(*rows)["number_hidden"].any()
    rows[1] = row("CL-22", 30, 80, quarter="2017-18-Q3")
    assert not decide(*rows)["number_hidden"].any()


def test_every_hidden_figure_says_which_rule_and_why():
    decided = decide(row("LAC-01", 60), *profile("sex", M=40, F=17, U=3))
    logged = decided[decided["number_hidden"]].set_index("category")
    assert logged["rule"].to_dict() == {"U": "2", "F": "6"}
    assert logged["reason"].ne("").all()
    assert decided.loc[~decided["number_hidden"], ["rule", "reason"]].eq("").all(axis=None)


def test_councils_do_not_affect_one_another():
    rows = [row("LAC-38", x, 40, authority=f"council-{i}") for i, x in enumerate([3, 20] * 8)]
    assert decide(*rows)["number_hidden"].tolist() == [True, False] * 8


def random_tables(count: int, seed: int) -> pd.DataFrame:
    """Made-up councils, each with one headline and three breakdowns of it, mostly small and with noughts."""
    dice = np.random.default_rng(seed)
    rows = []
    for council in range(count):
        total = int(dice.integers(6, 90))
        rows.append(row("LAC-01", total, authority=f"council-{council}"))
        for breakdown in (b for b in BREAKDOWNS if b.name in ("sex", "ethnicity", "placement_group")):
            names = breakdown.categories["looked_after"]
            share = dice.dirichlet(np.full(len(names), dice.choice([0.2, 0.6, 2.0])))
            for category, x in zip(names, dice.multinomial(total, share), strict=True):
                rows.append(
                    row("LAC-01", x, breakdown=breakdown.name, category=category, authority=f"council-{council}")
                )
    return pd.DataFrame(rows)


@pytest.mark.parametrize("councils", [40, pytest.param(300, marks=pytest.mark.thorough)])
def test_random_tables_resist_subtraction(councils):
    """An attacker who knows the rules (a hidden category is not nought) is left at least three values for each."""
    decided = protect_figures(random_tables(councils, seed=1), DEFINITIONS, {})
    assert decided.loc[decided["numerator"].between(1, 5), "number_hidden"].all()
    headline = decided[decided["breakdown"].eq("all")].set_index("authority")["number_hidden"]
    tables = decided[decided["breakdown"].ne("all")]
    gone = tables[tables["number_hidden"]]
    groups = gone.groupby(["authority", "breakdown"])["numerator"].agg(["size", "sum"]).reset_index()
    under_shown = groups[~groups["authority"].map(headline)]
    assert under_shown["size"].min() >= 2
    assert (under_shown["sum"] - under_shown["size"]).min() >= 2  # at least one each; what is left moves freely
    under_hidden = tables[tables["authority"].map(headline)]
    assert under_hidden.groupby(["authority", "breakdown"])["number_hidden"].any().all()


@pytest.mark.parametrize(("x", "n", "expected"), [(0, 4, BOTH), (0, 7, NUMBER)])
def test_where_a_rule_hides_that_nobody_has_any_that_there_are_none_is_hidden_with_it(x, n, expected):
    """No episode of going missing says that none of these few went missing: a council of a few children is published."""
    assert hidden(row("LAC-70", x, n), row("LAC-71", 0)) == [expected, NUMBER]
    assert hidden(row("LAC-70", 0, 40), row("LAC-71", 0)) == [SHOWN, SHOWN]


def test_what_a_reader_could_believe_of_a_few_does_not_tell_nobody_from_somebody():
    """A status beside [c] must be true, and that there is none must not say that nobody was counted."""
    of_few = [
        decide(row("LAC-70", x, 7), row("LAC-71", records), row("LAC-72", records, x))[["x_low", "x_high"]]
        .iloc[0]
        .tolist()
        for x, records in ((0, 0), (2, 3))
    ]
    assert of_few == [[0, 7], [0, 7]]


def two_equal_numbers(value: int, *, is_harmless: bool) -> Problem:
    """A hidden number, and a printed one that is the same and may not be hidden: whoever has the one has the other."""
    system = System(
        value=np.array([value, value], dtype=float), floor=np.array([min(value, 1)] * 2, dtype=float),
        relation=np.array([0, 0]), number=np.array([0, 1]), factor=np.array([1.0, -1.0]), at_least=np.array([False]),
    )  # fmt: skip
    first, none = np.array([True, False]), np.zeros(2, dtype=bool)
    return Problem(system, np.array([True, True]), first, first, none, np.ones(2), (), first if is_harmless else none)


@pytest.mark.parametrize(("is_harmless", "stuck"), [(True, [False, False]), (False, [True, False])])
def test_what_is_harmless_may_be_worked_out_and_nothing_else_may(is_harmless, stuck):
    outcome = choose(two_equal_numbers(0, is_harmless=is_harmless))
    assert outcome.hidden.tolist() == [True, False]
    assert outcome.stuck.tolist() == stuck
