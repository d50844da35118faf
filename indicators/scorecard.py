"""From exact figures to scorecard rows: targets, rating, change in words and comparators beside each figure.

Pure functions on frames of aggregates, for any number of councils at once; nothing here knows a child. The frames have
the columns of ``scorecards.*`` as ``schemas/warehouse.py`` describes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from indicators.change import compared_quarters, describe_changes, intervals
from indicators.comparators import compare, with_own
from indicators.figures import displayed, shift_quarters
from indicators.panel_set import panel_set
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
        rated: The measures its panel rates, by heading; the default set where there are none.
        adopted: The default targets it has taken as its own: ``all``, identifiers, or none.
        comparators: Indicator -> published figures of others that the council gives itself.
    """

    ons_code: str
    targets: Mapping[str, Sequence[Any]]
    rated: Sequence[Any] = ()
    adopted: str | Sequence[str] = ()
    comparators: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, council: Any) -> CouncilFacts:
        """What a ``council.toml`` says."""
        adopted = council.scorecard.adopted
        return cls(
            council.ons_code,
            council.targets,
            council.scorecard.rated,
            () if adopted is None else adopted.targets,
            council.comparators,
        )

    def has_adopted(self, indicator: str) -> bool:
        """Whether the default target of an indicator is the council's."""
        return self.adopted == "all" or indicator in self.adopted


def scorecard_frames(
    results: pd.DataFrame,
    definitions: pd.DataFrame,
    councils: Mapping[str, CouncilFacts],
    comparators: pd.DataFrame,
    categories: pd.DataFrame,
    quality_notes: pd.DataFrame,
    records_missing: pd.DataFrame | None = None,
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
        records_missing: ``authority``, ``submission_quarter``, ``indicator_id``, ``records_missing``: figures that rest on a
            kind of record of which more than 2% were set aside, in words.

    Returns:
        Full table name -> frame.
    """
    rated = rated_figures(results, definitions, councils, quality_notes)
    current = rated[rated["quarter"].eq(rated["submission_quarter"])].reset_index(drop=True)
    card = _with_change(current, rated)
    comparators = with_own(comparators, {name: (facts.ons_code, facts.comparators) for name, facts in councils.items()})
    card = card.join(compare(card, comparators, {name: facts.ons_code for name, facts in councils.items()}))
    card["records_missing"] = None
    if records_missing is not None and len(records_missing):
        keys = [*_SUBMISSION, "indicator_id"]
        card = card.drop(columns="records_missing").merge(records_missing, how="left", on=keys, validate="many_to_one")
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
    chosen = panel_set(definitions, councils, {name: facts.rated for name, facts in councils.items()})
    figures = figures.drop(columns="is_rated").merge(
        chosen, how="left", on=["authority", "indicator_id"], validate="many_to_one"
    )
    figures["panel_place"] = figures["panel_place"].astype("Int64")
    figures["is_rated_anywhere"] = figures["panel_heading"].notna()
    on_headline = figures["time_window"].eq(figures["headline_window"])
    figures["is_rated"] = figures["is_rated_anywhere"] & on_headline
    figures["is_rated_elsewhere"] = figures["is_rated_anywhere"] & ~on_headline
    figures["displayed_value"] = displayed(figures)
    figures = figures.merge(quality_notes, how="left", on=[*_SUBMISSION, "indicator_id"], validate="many_to_one")
    figures["has_quality_problem"] = figures["note"].notna()
    own = [own_targets(name, facts.targets) for name, facts in councils.items()]
    figures = figures.join(intervals(figures)).join(targets_in_force(figures, definitions, own))
    figures["target_adopted"] = _adopted(figures, definitions, councils)
    return figures.join(rate(figures))


def _adopted(figures: pd.DataFrame, definitions: pd.DataFrame, councils: Mapping[str, CouncilFacts]) -> pd.Series:
    """Whether each target is the council's: its own, or a default it has adopted."""
    default = figures["indicator_id"].map(definitions.set_index("indicator_id")["target_source"])
    own = figures["target_source"].notna() & figures["target_source"].ne(default)
    pairs = zip(figures["authority"], figures["indicator_id"], strict=True)
    taken = pd.Series(
        [councils[name].has_adopted(indicator) for name, indicator in pairs], index=figures.index, dtype=bool
    )
    return (own | taken).where(figures["target_type"].notna(), None).astype("boolean")


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
