"""Figures that are hidden, or shown, together, whatever the relations between their numbers say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from disclosure import additive
from disclosure.bounds import Flags, Ints
from disclosure.relations import Relations
from indicators import units


def whole_breakdowns(figures: pd.DataFrame, relations: Relations) -> Sequence[tuple[Ints, Ints]]:
    """Breakdowns of percentages, which are hidden as a whole: their numbers and the breakdown each belongs to.

    One small category of a percentage would take its neighbours with it through number, base and rest, and those of
    every other percentage of the same children. A breakdown is either safe or not shown. Counts (who our children are)
    are hidden category by category.
    """
    keys = ["submission", "quarter_number", "indicator_id", "time_window", "breakdown"]
    as_a_whole = units.holds(figures["unit"], lambda unit: unit.is_whole_breakdown) | figures["counts"].eq("r")
    chosen = (figures["breakdown"].ne("all") & as_a_whole & figures["status"].eq("ok")).to_numpy()
    group: Ints = np.asarray(figures[keys].groupby(keys, sort=False).ngroup(), dtype=np.int64)[chosen]
    counted = np.zeros(relations.value.size, dtype=bool)
    of_nothing = units.holds(figures["unit"], lambda unit: unit.counts_in_numerator and not unit.has_denominator)
    counted[relations.x[of_nothing.to_numpy()]] = True
    own_base = (relations.n[chosen] >= 0) & ~counted[relations.n[chosen]]
    return [
        (relations.x[chosen], group),
        (relations.n[chosen][own_base], group[own_base]),
    ]


def whole_histories(figures: pd.DataFrame, relations: Relations) -> Sequence[tuple[Ints, Ints, Flags]]:
    """Earlier figures of the windows a scorecard does not lead with, which are hidden as a whole.

    Quarters, years to date and rolling years of one figure overlap so much that one hidden among them takes most of
    the others with it, one after another. Giving up the history of the lesser windows at once keeps the main one.

    Returns:
        For numbers and for bases: the numbers, the figure each belongs to, and which of them are given up.
    """
    windows = figures.groupby(["submission", "indicator_id"])["time_window"].transform("nunique")
    chosen = (figures["breakdown"].eq("all") & windows.gt(1)).to_numpy()
    given_up = (figures["age_quarters"].gt(0) & figures["time_window"].ne(figures["headline_window"])).to_numpy()
    group: Ints = np.asarray(figures.groupby(["submission", "indicator_id"], sort=False).ngroup(), dtype=np.int64)
    main = figures["time_window"].eq(figures["headline_window"]).to_numpy()
    found = []
    for numbers in (relations.x, relations.n):
        kept = np.zeros(relations.value.size, dtype=bool)
        kept[numbers[main & (numbers >= 0)]] = True  # the year to date of a fourth quarter is its rolling year
        rows = chosen & (numbers >= 0)
        found.append((numbers[rows], group[rows], given_up[rows] & ~kept[numbers[rows]]))
    return found


def noughts(figures: pd.DataFrame, relations: Relations) -> tuple[Ints, Ints]:
    """Categories of a headline that is nought, and that headline: they are shown, or hidden, together.

    The headline's nought gives every category away, so hiding one alone would only pretend to protect it.
    """
    keys = ["submission", "quarter_number", "indicator_id", "time_window"]
    rows = figures[[*keys, "breakdown", "numerator"]].assign(number=relations.x)
    rows = rows[rows["numerator"].eq(0)]
    both = rows[rows["breakdown"].ne("all")].merge(rows[rows["breakdown"].eq("all")], on=keys)
    return both["number_x"].to_numpy(dtype=np.int64), both["number_y"].to_numpy(dtype=np.int64)


def hidden_together(figures: pd.DataFrame, relations: Relations) -> Sequence[tuple[Ints, Ints]]:
    """Pairs of numbers (first, second): where the first is hidden, so is the second."""
    keys = ["submission", "quarter_number", "time_window", "breakdown", "category"]
    rows = figures[[*keys, "indicator_id"]].assign(number=relations.x)
    pairs = []
    for first, second in additive.EPISODES_WITH_CHILDREN + additive.COMING_WITH_GOING:
        left, right = rows[rows["indicator_id"].eq(first)], rows[rows["indicator_id"].eq(second)]
        if (first, second) in additive.COMING_WITH_GOING:
            left = left[left["breakdown"].eq("all")]
        both = left.merge(right, on=keys)
        pairs.append((both["number_x"].to_numpy(dtype=np.int64), both["number_y"].to_numpy(dtype=np.int64)))
    return pairs
