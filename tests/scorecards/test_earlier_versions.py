"""Publishing after publishing: what approved versions told an outsider, and what must therefore stay hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from disclosure.control import _Decision, protect_figures
from disclosure.earlier import COLUMNS
from disclosure.rules import DisclosureError, Rules
from indicators.registry import all_indicators
from tests.scorecards.attack import attack_versions
from tests.scorecards.test_disclosure import DEFINITIONS, row
from warehouse.calendar import Quarter


def as_published(decided: pd.DataFrame, version: str = "1.0", *, exact: bool = False) -> pd.DataFrame:
    """What an outsider keeps of a publication; with the exact figures beside it where the warehouse still has them."""
    trend = decided["breakdown"].eq("all")
    gone = decided["number_hidden"]
    rows = decided.assign(
        version=version,
        table_name=np.where(trend, "trend", "profile"),
        shorthand=np.where(gone, "c", None),
        true_numerator=decided["numerator"] if exact else np.nan,
        true_denominator=decided["denominator"] if exact else np.nan,
    )
    rows["numerator"] = rows["numerator"].mask(gone)
    rows["denominator"] = rows["denominator"].mask(decided["base_hidden"] | (gone & ~trend))
    return rows[COLUMNS]


def publish(rows: list[dict], *before: pd.DataFrame, exact: bool = False, **rules: Rules) -> pd.DataFrame:
    versions = [as_published(decided, f"1.{n}", exact=exact) for n, decided in enumerate(before)]
    told = pd.concat(versions, ignore_index=True) if versions else None
    return protect_figures(pd.DataFrame(rows), DEFINITIONS, rules, told)


def hidden_in(decided: pd.DataFrame, column: str = "category") -> set[str]:
    return set(decided.loc[decided["number_hidden"], column])


def by_sex(total: int, **categories: int) -> list[dict]:
    return [row("LAC-01", total), *(row("LAC-01", x, breakdown="sex", category=c) for c, x in categories.items())]


@pytest.mark.parametrize("exact", [False, True])
def test_a_figure_hidden_before_stays_hidden_though_it_could_now_be_shown(exact):
    """Three of 40 were hidden; a council that lowers its threshold would give the three away in the old paper."""
    first = publish([row("LAC-38", 3, 40)])
    again = publish([row("LAC-38", 3, 40)], first, exact=exact, demo=Rules(threshold=2))
    assert again["number_hidden"].tolist() == [True]
    assert again["rule"].tolist() == ["7"]
    assert again["reason"].tolist() == ["Hidden in an approved version, which showing it now would give away"]
    alone = publish([row("LAC-38", 3, 40)], demo=Rules(threshold=2))
    assert alone["number_hidden"].tolist() == [False]
    assert attack_versions([first, again], informed=True) == []
    assert attack_versions([first, alone], informed=True) != []


def test_a_corrected_figure_that_was_hidden_stays_hidden():
    """Three became twelve: shown, an outsider would take the twelve for the figure hidden before."""
    first = publish([row("LAC-38", 3, 40)])
    assert publish([row("LAC-38", 12, 40)], first, exact=True)["number_hidden"].tolist() == [True]


def test_a_nought_that_no_rule_hides_does_not_stop_publication_when_it_is_hidden_for_another_sake():
    """One of four was hidden with its base, so nobody of twelve is now; that there was no episode gives the nought away.

    A nought of twelve gives away no child: rule 3 shows it.
    """
    first = publish([row("LAC-70", 1, 4)])
    again = publish([row("LAC-70", 0, 12), row("LAC-71", 0)], first, exact=True)
    assert again["number_hidden"].tolist() == [True, False]
    assert again["base_hidden"].tolist() == [True, False]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Decision, "_harmless", lambda decision: np.zeros(decision.value.size, dtype=bool))
        with pytest.raises(DisclosureError, match=r"1 hidden figures could still be worked out \(demo LAC-70\)"):
            publish([row("LAC-70", 0, 12), row("LAC-71", 0)], first, exact=True)


def test_a_nought_kept_hidden_has_no_status_of_a_few():
    """Three homeless were red and hidden; now that nobody is, the nought stays hidden and may not be called red."""
    first = publish([row("CL-10", 3)])
    assert first["x_low"].tolist() == [1]
    again = publish([row("CL-10", 0)], first)
    assert again["number_hidden"].tolist() == [True]
    assert again["x_low"].tolist() == [0]


def test_a_second_hidden_category_is_not_one_that_was_shown_before():
    """U fell to 3 of 60. F (17) is smallest but was in the paper, and so were M and the total: one that changed is hidden."""
    first = publish(by_sex(60, M=36, F=17, U=7, X=0))
    assert not first["number_hidden"].any()
    rows = by_sex(60, M=40, F=17, U=3, X=0)
    assert hidden_in(publish(rows)) == {"U", "F"}
    again = publish(rows, first)
    assert hidden_in(again) == {"U", "M"}
    assert attack_versions([first, again], informed=True) == []
    assert attack_versions([first, publish(rows)], informed=True) != []


def test_a_figure_shown_before_and_small_by_todays_rules_is_hidden_and_said_to_be_known():
    """Nothing brings back what was printed: the rule holds for this paper, and the run says that it is known already."""
    first = publish([row("LAC-38", 8, 40)])
    again = publish([row("LAC-38", 8, 40)], first, demo=Rules(threshold=10))
    assert again["number_hidden"].tolist() == [True]
    assert again["told_already"].tolist() == [True]
    assert again["reason"].tolist() == [
        "The number, or the rest of the base, is small; an approved version shows it already"
    ]
    assert not first["told_already"].any()


def test_a_base_printed_before_does_not_make_its_number_known():
    """69 of 75 were printed; 70 of 75 leaves five and is hidden. Nobody has the 70 from the old paper."""
    first = publish([row("LAC-38", 69, 75)])
    again = publish([row("LAC-38", 70, 75)], first)
    assert (again["number_hidden"].tolist(), again["told_already"].tolist()) == ([True], [False])


def test_what_the_old_paper_gives_away_by_subtraction_is_no_failure():
    """M and the total were printed under an older rule, so F could always be had: said, not refused."""
    old = pd.DataFrame(by_sex(60, M=57, F=3)).assign(number_hidden=False, base_hidden=False)
    told = as_published(old)
    told.loc[told["category"].eq("F"), ["numerator", "shorthand"]] = [np.nan, "c"]
    again = protect_figures(pd.DataFrame(by_sex(60, M=57, F=3)), DEFINITIONS, {}, told)
    now = again.set_index("category")
    assert now["number_hidden"].to_dict() == {"all": False, "M": False, "F": True}
    assert now["told_already"].to_dict() == {"all": False, "M": False, "F": True}


def old_paper(*rows: dict, hidden: str = "") -> pd.DataFrame:
    """An approved version that printed measures in several windows, as papers once did, with one quarter hidden."""
    printed = pd.DataFrame(rows).assign(number_hidden=False, base_hidden=False)
    return as_published(printed.assign(number_hidden=printed["quarter"].eq(hidden)), exact=True)


def quarters(last: str, *episodes: int) -> list[dict]:
    """Episodes of going missing in consecutive quarters."""
    labels = [Quarter.parse(last).shift(n - len(episodes) + 1).label for n in range(len(episodes))]
    return [row("LAC-71", x, window="quarter", quarter=q) for q, x in zip(labels, episodes, strict=True)]


def test_quarters_shown_before_give_no_hidden_quarter_away_in_a_longer_window():
    """Three of the four quarters stood in an earlier paper, which hid the first; the year would give it away."""
    told = old_paper(*quarters("2017-18-Q4", 3, 20, 30, 25), hidden="2017-18-Q1")
    year = row("LAC-71", 78, window="r12")
    assert protect_figures(pd.DataFrame([year]), DEFINITIONS, {})["number_hidden"].tolist() == [False]
    assert protect_figures(pd.DataFrame([year]), DEFINITIONS, {}, told)["number_hidden"].tolist() == [True]


def test_quarters_that_have_left_the_paper_still_count():
    """Only an earlier paper printed quarters; one too old to be part of the year says nothing of it."""
    year = pd.DataFrame([row("LAC-71", 78, window="r12", quarter="2017-18-Q1")])
    told = old_paper(*quarters("2017-18-Q1", 3, 20, 30, 25), hidden="2016-17-Q2")
    assert protect_figures(year, DEFINITIONS, {}, told)["number_hidden"].tolist() == [True]
    long_ago = old_paper(*quarters("2015-16-Q4", 3, 20, 30, 25), hidden="2015-16-Q1")
    assert protect_figures(year, DEFINITIONS, {}, long_ago)["number_hidden"].tolist() == [False]


def test_another_councils_versions_say_nothing():
    first = publish([row("LAC-38", 3, 40, authority="elsewhere")])
    assert publish([row("LAC-38", 20, 40)], first)["number_hidden"].tolist() == [False]


def test_publishing_a_whole_council_again_changes_nothing(publication):
    profiled = [i.id for i in all_indicators() if i.is_profiled]
    results = publication.results
    results = results[results["indicator_id"].isin([i.id for i in all_indicators() if i.is_published])]
    chosen = results[results["breakdown"].eq("all") | results["indicator_id"].isin(profiled)].reset_index(drop=True)
    first = protect_figures(chosen, DEFINITIONS, {})
    again = protect_figures(chosen, DEFINITIONS, {}, as_published(first))
    pd.testing.assert_frame_equal(first[["number_hidden", "base_hidden"]], again[["number_hidden", "base_hidden"]])
    assert not again["told_already"].any()
