"""Is a change real? Wilson and Newcombe intervals, and the words a panel reads.

Every child is counted, not a sample: an interval shows how far chance alone could move a figure for a group of this
size. A change is tested only where the two figures describe different events (a quarter with the quarter before; a
year with the year before). Counts at a point in time hold mostly the same children twice, so they are described and
never tested; measures without a good direction are never called better or worse.

The intervals themselves are in :mod:`schemas.chance`.
"""

from __future__ import annotations

import pandas as pd

from indicators import units
from indicators.figures import displayed, month_words, shift_quarters
from schemas.chance import newcombe, wilson

#: Percentages on a base smaller than this are neither tested nor rated.
SMALLEST_BASE = 10

BETTER = "Better: clear change"
WORSE = "Worse: clear change"
NOT_CLEAR = "No clear change"
TOO_FEW = "Too few to say"
NO_EARLIER = "No earlier figure"

#: Windows whose figures at two dates describe different events, so that their difference can be tested.
TESTED_WINDOWS = ("quarter", "ytd", "r12")
#: Quarters between a figure and the one it is compared with. A year to date or rolling year overlaps its neighbour.
COMPARED_BACK = {"quarter": 1, "as_at": 1, "ytd": 4, "r12": 4}


def compared_quarters(frame: pd.DataFrame) -> pd.Series:
    """The quarter each figure is compared with.

    Flows and stocks look back one quarter. A year to date, a rolling year, and a snapshot with a 12-month memory
    (basis ``rolling``) look back to the same quarter of last year.

    Args:
        frame: Columns ``quarter``, ``time_window``, ``basis``.
    """
    back = frame["time_window"].map(COMPARED_BACK).where(frame["basis"].ne("rolling"), 4)
    quarters = pd.Series(pd.NA, index=frame.index, dtype="object")
    for count in (1, 4):
        quarters = quarters.where(back.ne(count), shift_quarters(frame["quarter"], count * -1))
    return quarters


def intervals(frame: pd.DataFrame) -> pd.DataFrame:
    """95% Wilson bounds of percentage rows on the scale 0 to 100: columns ``lower_95`` and ``upper_95``."""
    percentage = units.holds(frame["unit"], lambda unit: unit.is_share) & frame["status"].eq("ok")
    lower, upper = wilson(
        frame["numerator"].where(percentage).astype(float),
        frame["denominator"].where(percentage).astype(float),
    )
    return pd.DataFrame({"lower_95": lower * 100, "upper_95": upper * 100}, index=frame.index)


def describe_changes(frame: pd.DataFrame) -> pd.DataFrame:
    """Say in words how each figure moved from the one it is compared with.

    Args:
        frame: One row per figure: ``unit``, ``basis``, ``time_window``, ``better`` (higher, lower, range, context),
            ``numerator``, ``denominator``, ``value``, ``status`` and the earlier figure's ``compared_quarter``,
            ``compared_numerator``, ``compared_denominator``, ``compared_value``, ``compared_status``.

    Returns:
        Columns ``change`` (missing where there is no figure now) and ``change_tested``.
    """
    earlier = pd.DataFrame(
        {
            "unit": frame["unit"],
            "numerator": frame["compared_numerator"],
            "denominator": frame["compared_denominator"],
            "value": frame["compared_value"],
            "status": frame["compared_status"],
        }
    )
    now_ok, earlier_ok = frame["status"].eq("ok"), frame["compared_status"].eq("ok")
    is_share = units.holds(frame["unit"], lambda unit: unit.is_share)
    bases = pd.concat([frame["denominator"], frame["compared_denominator"]], axis=1).astype(float)
    too_few = units.holds(frame["unit"], lambda unit: unit.has_base) & bases.min(axis=1).lt(SMALLEST_BASE)
    testable = is_share & frame["time_window"].isin(TESTED_WINDOWS) & frame["better"].isin(["higher", "lower"])
    numbers = ["numerator", "denominator", "compared_numerator", "compared_denominator"]
    _, lower, upper = newcombe(*frame[numbers].to_numpy(dtype=float).T)
    rose, fell = pd.Series(lower > 0, index=frame.index), pd.Series(upper < 0, index=frame.index)
    higher = frame["better"].eq("higher")
    good, bad = (rose & higher) | (fell & ~higher), (fell & higher) | (rose & ~higher)

    moved = (displayed(frame) - displayed(earlier)).round(1)
    words = _movement(moved, frame["unit"], frame["compared_quarter"])
    words = words.mask(testable, NOT_CLEAR).mask(testable & good, BETTER).mask(testable & bad, WORSE)
    words = words.mask(too_few, TOO_FEW).mask(~earlier_ok, NO_EARLIER)
    compared = now_ok & earlier_ok
    return pd.DataFrame(
        {"change": words.where(now_ok, None), "change_tested": compared & testable & ~too_few},
        index=frame.index,
    )


def _movement(moved: pd.Series, unit: pd.Series, quarters: pd.Series) -> pd.Series:
    """Plain description of an untested movement: ``Up 12 since December 2017 (not tested)``."""
    direction = pd.Series("Up ", index=moved.index).mask(moved < 0, "Down ")
    size = moved.abs().map(lambda amount: "" if pd.isna(amount) else f"{amount:,.1f}".removesuffix(".0"))
    in_points = units.holds(unit, lambda one: one.display.moves_in_points)
    points = pd.Series("", index=moved.index).mask(in_points, " points").mask(in_points & moved.abs().eq(1), " point")
    months = {label: month_words(str(label)) for label in quarters.dropna().unique()}
    since = " since " + quarters.map(months).astype("string").fillna("") + " (not tested)"
    text = (direction + size + points).mask(moved.eq(0), "No change")
    return text.astype("string") + since
