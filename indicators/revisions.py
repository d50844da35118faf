"""As first reported, as now known: which figures of a quarter have changed since that quarter spoke of them itself.

A revision is listed on the Revisions sheet when it is beyond the threshold (:func:`is_beyond_threshold`); smaller ones
only carry their mark where the figure stands. The exact table compares exact figures. The published one is made from what
was printed then and what is printed now, and from nothing else, so that a row, or the want of one, tells nothing more
than the two papers do.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from disclosure.rules import DEFAULT_THRESHOLD
from indicators import units
from schemas.chance import newcombe
from schemas.warehouse import table

EXACT, PUBLISHED = "scorecards.revision", "published.revision"
FIRST_REPORTED = "first reported"

#: Per cent that a figure which does not move in points must have moved by; those that do say themselves how many.
PER_CENT = 2.0

NOT_HELD = "Not known: the records behind the earlier figure are no longer held"
SAME_RECORDS = "Not known: the same records give another figure"
HIDDEN_REASON = "The figure is hidden to protect children"
POPULATION = "the population estimate was replaced"
DEFINITIONS = "definitions were changed"
AVAILABLE, NOT_AVAILABLE = "an extract it needs was supplied", "an extract it needs was not supplied again"
TARGET = "the target of that year was changed"

#: What is said of one figure of one quarter.
FIGURE = ["authority", "quarter", "indicator_id", "time_window"]

_NUMBERS = ("numerator", "denominator", "value", "displayed_value")
_SAID = (*_NUMBERS, "status", "rating")


def is_beyond_threshold(frame: pd.DataFrame, thresholds: Mapping[str, int]) -> pd.Series:
    """Which revisions are large enough for the Revisions sheet.

    Listed are: a rating or an availability that changed; a percentage that moved by two points or more, or by a clear
    change (Newcombe's interval leaves out nought); a mean that moved by two per cent or more; a count or a rate that moved
    by two per cent or more and by more people than the disclosure threshold; and every change to a quarter that has
    itself been opened again.

    Args:
        frame: Columns of ``scorecards.revision`` with ``unit``.
        thresholds: Authority -> disclosure threshold.
    """
    then, now = frame["then_displayed_value"].astype(float), frame["displayed_value"].astype(float)
    moved = (now - then).abs().round(1)
    numbers = ["numerator", "denominator", "then_numerator", "then_denominator"]
    people = (frame["numerator"].astype(float) - frame["then_numerator"].astype(float)).abs()
    _, lower, upper = newcombe(*frame[numbers].to_numpy(dtype=float).T)
    is_share = units.holds(frame["unit"], lambda unit: unit.is_share)
    clear = is_share & pd.Series((lower > 0) | (upper < 0), index=frame.index)
    share = moved >= (then.abs() * PER_CENT / 100).round(6)
    many = people > frame["authority"].map(dict(thresholds)).fillna(DEFAULT_THRESHOLD).astype(float)
    points = units.told(frame["unit"], lambda unit: unit.revised_by).astype(float)
    of_people = units.holds(frame["unit"], lambda unit: unit.may_be_few)
    large = (moved >= points).where(points.notna(), share & (many | ~of_people) & moved.gt(0))
    changed = frame["rating"].ne(frame["then_rating"]) | frame["status"].ne(frame["then_status"])
    restated = frame["quarter"].eq(frame["submission_quarter"])
    return (changed | clear | large | restated).astype(bool)


def exact_revisions(
    reported: pd.DataFrame, trend: pd.DataFrame, definitions: pd.DataFrame, thresholds: Mapping[str, int]
) -> pd.DataFrame:
    """Figures that differ now from what their own quarter reported.

    Args:
        reported: :data:`FIGURE`, ``then_version``, ``reported_at`` and the figure then (``then_numerator``, ...,
            ``then_rating``); one row a figure.
        trend: ``scorecards.trend``.
        definitions: ``indicators.definition``.
        thresholds: Authority -> disclosure threshold.

    Returns:
        The columns of ``scorecards.revision`` but ``reason``, and ``unit``; further columns of ``reported`` are kept.
    """
    both = _beside(reported, trend, definitions)
    both = both[_differs(both)].reset_index(drop=True)
    return both.assign(
        difference=_difference(both),
        is_beyond_threshold=is_beyond_threshold(both, thresholds),
    )


def published_revisions(
    printed: pd.DataFrame,
    trend: pd.DataFrame,
    definitions: pd.DataFrame,
    reasons: pd.DataFrame,
    thresholds: Mapping[str, int],
) -> pd.DataFrame:
    """Figures that a reader of the quarter's own paper finds changed in this one.

    Args:
        printed: As for :func:`exact_revisions`, of approved versions as they were printed, with ``then_shorthand``.
        trend: ``published.trend``.
        definitions: ``indicators.definition``.
        reasons: :data:`FIGURE` and ``reason``, as :func:`reasons_in_words`; their numbers are taken out here.
        thresholds: Authority -> disclosure threshold.

    Returns:
        ``published.revision``.
    """
    both = _beside(printed, trend, definitions)
    hidden = both["shorthand"].eq("c") | both["then_shorthand"].eq("c")
    # Older figures are given up one by one as they age, which is no revision; of a restated quarter every change is told.
    given_up = both["quarter"].eq(both["submission_quarter"]) & both["shorthand"].ne(both["then_shorthand"]) & hidden
    both = both[(~hidden & _differs(both)) | given_up].reset_index(drop=True)
    hidden = both["shorthand"].eq("c") | both["then_shorthand"].eq("c")
    sides = [f"{side}{name}" for side in ("", "then_") for name in _NUMBERS]
    for side in ("", "then_"):
        both[f"{side}rating"] = both[f"{side}rating"].mask(hidden, "Not rated")
        both[f"{side}shorthand"] = both[f"{side}shorthand"].mask(hidden, "c")
        both[f"{side}status"] = both[f"{side}status"].mask(hidden, "ok")
    both[sides] = both[sides].astype(float).mask(hidden, np.nan)
    one_base = both["denominator"].isna() | both["then_denominator"].isna()
    comparable = both["status"].eq("ok") & both["then_status"].eq("ok")
    both.loc[one_base & comparable, ["denominator", "then_denominator"]] = np.nan
    both["is_beyond_threshold"] = is_beyond_threshold(both, thresholds) | hidden
    both["difference"] = _difference(both)
    both["shorthand"] = both["shorthand"].mask(both["shorthand"].isna() & ~both["is_beyond_threshold"], "r")
    both = both.merge(reasons[[*FIGURE, "reason"]], how="left", on=FIGURE, validate="one_to_one")
    hidden = both["shorthand"].eq("c")
    both["reason"] = without_numbers(both["reason"].fillna(NOT_HELD)).mask(hidden, HIDDEN_REASON)
    return both[list(table(PUBLISHED).column_names)]


def _beside(reported: pd.DataFrame, trend: pd.DataFrame, definitions: pd.DataFrame) -> pd.DataFrame:
    """Each figure now beside the same figure then."""
    both = trend.merge(reported, on=FIGURE, validate="many_to_one")
    both = both.merge(definitions[["indicator_id", "unit", "display_order"]], on="indicator_id", validate="many_to_one")
    order = ["authority", "submission_quarter", "quarter", "display_order", "indicator_id", "time_window"]
    return both.sort_values(order, ascending=[True, True, False, True, True, True]).reset_index(drop=True)


def _differs(both: pd.DataFrame) -> pd.Series:
    """Whether anything a reader sees differs."""
    differs = pd.Series(False, index=both.index)
    for name in _SAID:
        if name == "value":
            continue  # follows from the others
        now, then = both[name], both[f"then_{name}"]
        if name in _NUMBERS:
            now, then = now.astype(float), then.astype(float)
        differs |= now.ne(then) & ~(now.isna() & then.isna())
    return differs


def _difference(both: pd.DataFrame) -> pd.Series:
    """Shown figure now less then."""
    return (both["displayed_value"].astype(float) - both["then_displayed_value"].astype(float)).round(1) + 0.0


def reasons_in_words(revisions: pd.DataFrame) -> pd.Series:
    """Why each figure changed, as far as the records tell, with the number of rows: exact, and restricted.

    Args:
        revisions: As :func:`exact_revisions`, with ``added``, ``removed`` and ``corrected`` (rows that entered the base
            since, left it, or changed their answer; missing where the earlier rows are no longer held) and
            ``definitions_changed``.
    """
    counts = revisions[["added", "removed", "corrected"]].fillna(0).astype("int64")
    listed = [
        _listed([f"{name} ({number:,})" for name, number in zip(counts.columns, row, strict=True) if number])
        for row in counts.itertuples(index=False, name=None)
    ]
    came = revisions["status"].ne("not_available") & revisions["then_status"].eq("not_available")
    went = revisions["status"].eq("not_available") & revisions["then_status"].ne("not_available")
    records = pd.Series(listed, index=revisions.index, dtype="object").mask(came | went, "")
    population = revisions["unit"].eq("rate") & revisions["denominator"].ne(revisions["then_denominator"])
    others = [
        (came, AVAILABLE),
        (went, NOT_AVAILABLE),
        (population & ~came & ~went, POPULATION),
        (revisions["definitions_changed"].astype(bool), DEFINITIONS),
        (_only_rating(revisions), TARGET),
    ]
    parts = [records.where(records.eq(""), "records " + records), *(records.mask(c, w).where(c, "") for c, w in others)]
    said = ["; ".join(word for word in row if word) for row in zip(*parts, strict=True)]
    unsaid = revisions["added"].isna().map({True: NOT_HELD, False: SAME_RECORDS})
    words = pd.Series(said, index=revisions.index, dtype="object")
    words = words.where(words.ne(""), unsaid)
    return words.str.slice(0, 1).str.upper() + words.str.slice(1)


def without_numbers(reasons: pd.Series) -> pd.Series:
    """Reasons as they may be published: what kind of change, not how many."""
    return reasons.str.replace(r" \([\d,]+\)", "", regex=True)


def _only_rating(revisions: pd.DataFrame) -> pd.Series:
    """Revisions of the status alone."""
    same = pd.Series(True, index=revisions.index)
    for name in ("numerator", "denominator"):
        now, then = revisions[name].astype(float), revisions[f"then_{name}"].astype(float)
        same &= now.eq(then) | (now.isna() & then.isna())
    return same & revisions["rating"].ne(revisions["then_rating"]) & revisions["status"].eq(revisions["then_status"])


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
