"""From exact figures to scorecard rows: targets, rating, change in words and comparators beside each figure.

Pure functions on frames of aggregates, for any number of councils at once; nothing here knows a child. The frames have
the columns of ``scorecards.*`` as ``schemas/warehouse.py`` describes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators.change import compared_quarters, describe_changes, intervals
from indicators.comparators import compare
from indicators.figures import displayed, shift_quarters
from indicators.ratings import own_targets, rate, targets_in_force
from schemas.warehouse import table

LOOKED_AFTER_CARD, CARE_LEAVER_CARD = "scorecards.lac_scorecard", "scorecards.care_leaver_scorecard"
PROFILE, TREND = "scorecards.profile", "scorecards.trend"

_SUBMISSION = ["authority", "submission_quarter"]
_FIGURE = [*_SUBMISSION, "indicator_id", "time_window"]
_EARLIER = ("numerator", "denominator", "value", "status")


@dataclass(frozen=True)
class CouncilFacts:
    """What scorecards need to know of a council.

    Attributes:
        ons_code: For its own and its neighbours' published figures.
        targets: Indicator -> the council's own targets, as ``council.toml`` gives them.
    """

    ons_code: str
    targets: Mapping[str, Sequence[Any]]


def scorecard_frames(
    results: pd.DataFrame,
    definitions: pd.DataFrame,
    councils: Mapping[str, CouncilFacts],
    comparators: pd.DataFrame,
    categories: pd.DataFrame,
    quality_notes: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Build every scorecard table.

    Args:
        results: ``indicators.result`` of all quarters computed.
        definitions: ``indicators.definition``.
        councils: Authority -> what is known of it.
        comparators: As :func:`indicators.comparators.read_comparators` gives them.
        categories: ``core.category``.
        quality_notes: ``authority``, ``submission_quarter``, ``indicator_id``, ``note``: figures that rest on a column most
            of whose values could not be used.

    Returns:
        Full table name -> frame.
    """
    rated = rated_figures(results, definitions, councils, quality_notes)
    current = rated[rated["quarter"].eq(rated["submission_quarter"])].reset_index(drop=True)
    card = _with_change(current, rated)
    card = card.join(compare(card, comparators, {name: facts.ons_code for name, facts in councils.items()}))
    card["data_quality_note"] = _quality_words(card)
    card["notes"] = None
    frames = {
        name: card.loc[card["scorecard"].eq(scorecard), list(table(name).column_names)].reset_index(drop=True)
        for name, scorecard in ((LOOKED_AFTER_CARD, "looked_after"), (CARE_LEAVER_CARD, "care_leaver"))
    }
    frames[TREND] = rated[list(table(TREND).column_names)].reset_index(drop=True)
    frames[PROFILE] = profile_frame(results, definitions, categories)
    return frames


def rated_figures(
    results: pd.DataFrame,
    definitions: pd.DataFrame,
    councils: Mapping[str, CouncilFacts],
    quality_notes: pd.DataFrame,
) -> pd.DataFrame:
    """Every headline figure with its shown value, interval, target of its day, rating and gap.

    Takes what :func:`scorecard_frames` takes.
    """
    described = definitions.drop(columns=["target_type", "target_low", "target_high", "floor", "target_source"])
    figures = results[results["breakdown"].eq("all")].merge(described, on="indicator_id", validate="many_to_one")
    figures = figures.rename(columns={"is_rated": "is_rated_anywhere"})
    on_headline = figures["time_window"].eq(figures["headline_window"])
    figures["is_rated"] = figures["is_rated_anywhere"] & on_headline
    figures["is_rated_elsewhere"] = figures["is_rated_anywhere"] & ~on_headline
    figures["displayed_value"] = displayed(figures)
    figures = figures.merge(quality_notes, how="left", on=[*_SUBMISSION, "indicator_id"], validate="many_to_one")
    figures["has_quality_problem"] = figures["note"].notna()
    own = [own_targets(name, facts.targets) for name, facts in councils.items()]
    figures = figures.join(intervals(figures)).join(targets_in_force(figures, definitions, own))
    return figures.join(rate(figures))


def _with_change(current: pd.DataFrame, every: pd.DataFrame) -> pd.DataFrame:
    """Add the figure each one is compared with, from the same submission, and the change in words."""
    current = current.assign(compared_quarter=compared_quarters(current))
    earlier = every[[*_FIGURE, "quarter", *_EARLIER]].rename(
        columns={"quarter": "compared_quarter", **{name: f"compared_{name}" for name in _EARLIER}}
    )
    joined = current.merge(earlier, how="left", on=[*_FIGURE, "compared_quarter"], validate="many_to_one")
    joined["compared_status"] = joined["compared_status"].fillna("not_available")
    return joined.join(describe_changes(joined))


def _quality_words(card: pd.DataFrame) -> pd.Series:
    """What limits a figure: a column that could not be used first, then how many are not known."""
    known = card["unknown"].fillna(0).astype("int64")
    unknown = known.astype("str") + " not known"
    words = card["note"].where(card["note"].notna(), unknown.where(known.gt(0)))
    both = card["note"].notna() & known.gt(0)
    return words.mask(both, card["note"].astype("str") + "; " + unknown)


def profile_frame(results: pd.DataFrame, definitions: pd.DataFrame, categories: pd.DataFrame) -> pd.DataFrame:
    """Categories of the run quarter, with the same quarter of the two years before beside them."""
    parts = results[results["breakdown"].ne("all")]
    now = parts[parts["quarter"].eq(parts["submission_quarter"])]
    now = now.merge(definitions[["indicator_id", "scorecard"]], on="indicator_id", validate="many_to_one")
    now = now.merge(categories, how="left", on=["scorecard", "breakdown", "category"], validate="many_to_one")
    keys = [*_FIGURE, "breakdown", "category"]
    for quarters, name in ((4, "year_ago_numerator"), (8, "two_years_ago_numerator")):
        earlier = parts[parts["quarter"].eq(shift_quarters(parts["submission_quarter"], -quarters))]
        now = now.merge(
            earlier[[*keys, "numerator"]].rename(columns={"numerator": name}),
            how="left",
            on=keys,
            validate="one_to_one",
        )
    return now[list(table(PROFILE).column_names)].reset_index(drop=True)
