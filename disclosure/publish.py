"""From exact scorecard rows to published ones: what disclosure control hides is taken out here, once.

A hidden number is blank, never nought, with ``c`` in the shorthand beside it; whatever is worked out from it (result,
interval, gap, rating, change) goes with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from disclosure.control import protect_figures
from disclosure.rules import SMALLEST_BASE, Rules
from disclosure.status import REASON, surviving
from indicators import units
from indicators.figures import shift_quarters
from indicators.ratings import NOT_RATED
from indicators.scorecard import CARE_LEAVER_CARD, LOOKED_AFTER_CARD, PROFILE, TREND
from schemas.warehouse import table

HIDDEN_CELLS = "scorecards.hidden_cells"
HIDDEN_REASON = "The figure is hidden to protect children"
SMALL_REASON = "Fewer than 10 in the group"

_FIGURE = ["authority", "submission_quarter", "quarter", "indicator_id", "time_window"]
_CATEGORY = [*_FIGURE, "breakdown", "category"]
_BELIEVED = ["x_low", "x_high", "n_low", "n_high"]
_STATUSES = ("Green", "Amber", "Red")
_RESULT = ["value", "displayed_value", "lower_95", "upper_95", "gap"]


def published_frames(
    results: pd.DataFrame,
    definitions: pd.DataFrame,
    scorecards: Mapping[str, pd.DataFrame],
    rules: Mapping[str, Rules],
    profiled: Collection[str],
    versions: pd.DataFrame | None = None,
    refused: dict[str, str] | None = None,
) -> dict[str, pd.DataFrame]:
    """Protect every figure that is published.

    Args:
        results: ``indicators.result`` of all quarters computed.
        definitions: ``indicators.definition``.
        scorecards: As :func:`indicators.scorecard.scorecard_frames` gives them.
        rules: Authority -> the council's disclosure rules.
        profiled: Indicators whose categories are published.
        versions: Figures of approved versions, as :func:`disclosure.earlier.combine` takes them, with their ``rating``; none
            by default.
        refused: Takes authority -> why it cannot be published; its rows are left out then.

    Returns:
        Full table name -> frame, with ``scorecards.hidden_cells`` among them.

    Raises:
        DisclosureError: When a hidden figure could still be worked out.
    """
    seen = definitions.loc[definitions["is_published"].astype(bool), "indicator_id"]
    chosen = results[results["indicator_id"].isin(seen)]
    chosen = chosen[chosen["breakdown"].eq("all") | chosen["indicator_id"].isin(list(profiled))]
    # Between two cells that would do as well, order decides: it must be the same in every run of the same files.
    chosen = chosen.sort_values(_CATEGORY, ignore_index=True)
    decided = protect_figures(chosen, definitions, rules, versions, refused)
    headline = decided[decided["breakdown"].eq("all")][[*_FIGURE, "number_hidden", "base_hidden", *_BELIEVED]]
    # What is not among the figures protected (another window, a council refused) is not published.
    exact = {name: _in(frame, decided) for name, frame in scorecards.items()}
    frames = {"published.trend": _trend(exact[TREND], headline, definitions)}
    before = _last_ratings(frames["published.trend"], versions)
    for name in (LOOKED_AFTER_CARD, CARE_LEAVER_CARD):
        frames[name.replace("scorecards.", "published.")] = _card(exact[name], headline, rules, before)
    frames["published.profile"] = _profile(exact[PROFILE], decided, profiled)
    frames[HIDDEN_CELLS] = _hidden_cells(decided)
    return frames


def _in(frame: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Rows of figures that were decided on."""
    keys = ["authority", "submission_quarter", "indicator_id", "time_window"]
    return frame.merge(decided[keys].drop_duplicates(), on=keys)


def _last_ratings(trend: pd.DataFrame, versions: pd.DataFrame | None) -> pd.DataFrame:
    """Of each measure, the status it had when last published, and of which quarter.

    As the newest approved paper of an earlier quarter printed it; where there is none, as the quarter before stands now.
    """
    keys = ["authority", "submission_quarter", "indicator_id"]
    columns = [*keys, "last_rating", "last_rating_quarter"]
    before = trend[trend["quarter"].eq(shift_quarters(trend["submission_quarter"], -1))]
    found = [before.rename(columns={"rating": "last_rating", "quarter": "last_rating_quarter"})[columns]]
    if versions is not None and "rating" in versions and not versions.empty:
        own = versions[versions["table_name"].eq("trend") & versions["quarter"].eq(versions["submission_quarter"])]
        own = own[["authority", "indicator_id", "quarter", "time_window", "rating"]]
        said = (
            trend[[*keys, "time_window"]].drop_duplicates().merge(own, on=["authority", "indicator_id", "time_window"])
        )
        said = said[said["quarter"].lt(said["submission_quarter"])].sort_values("quarter", kind="stable")
        said = said.rename(columns={"rating": "last_rating", "quarter": "last_rating_quarter"})
        found.append(said[columns].drop_duplicates(keys, keep="last"))
    newest = pd.concat(found, ignore_index=True).drop_duplicates(keys, keep="last")
    return newest[newest["last_rating"].isin(_STATUSES)]


def _marked(frame: pd.DataFrame, headline: pd.DataFrame, prefix: str = "") -> pd.DataFrame:
    """Add ``<prefix>number_hidden`` and ``<prefix>base_hidden`` to rows by figure; a figure not found is not shown."""
    names = {"quarter": f"{prefix}quarter"} | {n: f"{prefix}{n}" for n in ("number_hidden", "base_hidden")}
    keys = [names.get(key, key) for key in _FIGURE]
    marks = headline.drop(columns=_BELIEVED) if prefix else headline
    joined = frame.merge(marks.rename(columns=names), how="left", on=keys, validate="many_to_one")
    for name in ("number_hidden", "base_hidden"):
        joined[f"{prefix}{name}"] = joined[f"{prefix}{name}"].astype("boolean").fillna(True).astype(bool)
    return joined


def _shorthand(frame: pd.DataFrame, small: pd.Series) -> pd.Series:
    """Why a figure is blank: not available, not applicable, hidden, or too few to say."""
    conditions = [
        frame["status"].eq("not_available"),
        frame["number_hidden"],
        frame["status"].eq("not_applicable"),
        small,
    ]
    words = np.select([c.to_numpy(dtype=bool) for c in conditions], ["x", "c", "z", "u"], "")
    return pd.Series(words, index=frame.index, dtype="object").replace("", None)


def _is_small(frame: pd.DataFrame) -> pd.Series:
    return units.holds(frame["unit"], lambda unit: unit.has_base) & frame["denominator"].astype(float).lt(SMALLEST_BASE)


def _card(card: pd.DataFrame, headline: pd.DataFrame, rules: Mapping[str, Rules], before: pd.DataFrame) -> pd.DataFrame:
    rows = _marked(_marked(card, headline), headline, "compared_")
    rows = rows.merge(
        before, how="left", on=["authority", "submission_quarter", "indicator_id"], validate="many_to_one"
    )
    survives = surviving(rows)
    rows["shorthand"] = _shorthand(rows, _is_small(rows))
    silent = rows["shorthand"].notna()
    rows.loc[rows["number_hidden"], ["numerator", "unknown"]] = np.nan
    rows.loc[rows["base_hidden"], "denominator"] = np.nan
    rows.loc[silent, _RESULT] = np.nan
    protected = rows["shorthand"].isin(["c", "u"])
    rows.loc[protected, "rating"] = NOT_RATED
    rows.loc[rows["shorthand"].eq("c"), "rating_reason"] = HIDDEN_REASON
    rows.loc[rows["shorthand"].eq("u"), "rating_reason"] = SMALL_REASON
    outlived = rows["shorthand"].eq("c") & survives.notna()
    rows.loc[outlived, "rating"] = survives[outlived]
    rows.loc[outlived, "rating_reason"] = REASON

    earlier_base = rows["compared_denominator"].astype(float)
    earlier_small = units.holds(rows["unit"], lambda unit: unit.has_base) & earlier_base.lt(SMALLEST_BASE)
    earlier_known = rows["compared_numerator"].notna()
    rows["compared_shorthand"] = None
    rows.loc[earlier_known & earlier_small, "compared_shorthand"] = "u"
    rows.loc[earlier_known & rows["compared_number_hidden"], "compared_shorthand"] = "c"
    rows.loc[rows["compared_number_hidden"], ["compared_numerator", "compared_value"]] = np.nan
    rows.loc[rows["compared_base_hidden"], "compared_denominator"] = np.nan
    rows.loc[rows["compared_shorthand"].eq("u"), "compared_value"] = np.nan
    # A word for the change would say which way a hidden figure lies. On a small base it says only that.
    unsaid = rows["shorthand"].eq("c") | rows["compared_shorthand"].eq("c")
    rows.loc[unsaid, "change"] = None
    rows.loc[unsaid, "change_tested"] = False
    threshold = rows["authority"].map({name: rule.threshold for name, rule in rules.items()})
    few = rows["unknown"].astype(float).between(1, threshold.fillna(Rules().threshold))
    rows["data_quality_note"] = _note(rows, few, threshold)
    # Beside a care-leaver figure, how many are not known is itself a figure of the scorecard, protected there.
    rows.loc[few | rows["indicator_id"].str.startswith("CL-"), "unknown"] = np.nan
    return rows[list(table("published.lac_scorecard").column_names)]


def _note(rows: pd.DataFrame, few: pd.Series, threshold: pd.Series) -> pd.Series:
    """The quality note without a count that is not published: a few, or none at all beside a hidden figure."""
    note = rows["data_quality_note"].astype("object")
    without = note.str.replace(r"(^|; )\d+ not known$", "", regex=True)
    at_most = threshold.fillna(Rules().threshold).astype("int64").astype("str") + " or fewer not known"
    vague = without.where(without.eq(""), without + "; ") + at_most
    silent = rows["number_hidden"] | rows["indicator_id"].str.startswith("CL-")
    kept = note.mask(few, vague).mask(silent, without)
    return kept.where(kept.notna() & kept.ne(""), None)


def _trend(trend: pd.DataFrame, headline: pd.DataFrame, definitions: pd.DataFrame) -> pd.DataFrame:
    rows = _marked(trend, headline).merge(
        definitions[["indicator_id", "unit"]], on="indicator_id", validate="many_to_one"
    )
    rows["shorthand"] = _shorthand(rows, _is_small(rows))
    rows.loc[rows["number_hidden"], "numerator"] = np.nan
    rows.loc[rows["base_hidden"], "denominator"] = np.nan
    rows.loc[rows["shorthand"].notna(), ["value", "displayed_value"]] = np.nan
    rows.loc[rows["shorthand"].isin(["c", "u"]), "rating"] = NOT_RATED
    return rows[list(table("published.trend").column_names)]


def _profile(profile: pd.DataFrame, decided: pd.DataFrame, profiled: Collection[str]) -> pd.DataFrame:
    rows = profile[profile["indicator_id"].isin(list(profiled))]
    parts = decided[decided["breakdown"].ne("all")]
    keys = [key for key in _CATEGORY if key != "quarter"]
    for age, name in ((0, "number_hidden"), (4, "year_ago_hidden"), (8, "two_years_ago_hidden")):
        hidden = parts[parts["age_quarters"].eq(age)][[*keys, "number_hidden"]].rename(columns={"number_hidden": name})
        rows = rows.merge(hidden, how="left", on=keys, validate="one_to_one")
        rows[name] = rows[name].astype("boolean").fillna(True).astype(bool)
    rows["shorthand"] = _shorthand(rows, pd.Series(False, index=rows.index))
    rows.loc[rows["number_hidden"], ["numerator", "denominator", "value"]] = np.nan
    rows.loc[rows["year_ago_hidden"], "year_ago_numerator"] = np.nan
    rows.loc[rows["two_years_ago_hidden"], "two_years_ago_numerator"] = np.nan
    return rows[list(table("published.profile").column_names)]


def _hidden_cells(decided: pd.DataFrame) -> pd.DataFrame:
    """What is hidden and why, for the managers' side."""
    hidden = decided[decided["number_hidden"] | decided["base_hidden"]]
    where = np.where(hidden["breakdown"].eq("all"), "published.trend", "published.profile")
    return hidden.assign(table_name=where)[list(table(HIDDEN_CELLS).column_names)]
