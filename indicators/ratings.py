"""Targets and ratings: Green, Amber, Red, or Not rated and why.

A figure is judged as it is shown, at one decimal place, against a target and a floor shown the same way, so value,
target and status can never contradict one another in print. Each quarter is judged against the target in force in its
financial year: a council's own from ``council.toml``, otherwise the default of the indicator's declaration.

Green: the target is met. Amber: missed, but not past the floor. Red: past the floor. For a range the floor is one
bound, and the same distance from the range counts on the other side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from indicators import units
from indicators.change import SMALLEST_BASE
from schemas.rounding import round_half_up

AT_LEAST, AT_MOST, BETWEEN = "at_least", "at_most", "between"
GREEN, AMBER, RED, NOT_RATED = "Green", "Amber", "Red", "Not rated"

#: Why a figure is not rated, most telling first.
NOT_AVAILABLE = "Not available: an extract it needs was not supplied"
NOT_APPLICABLE = "Not applicable: nobody in the group"
CONTEXT_MEASURE = "Context measure"
OTHER_WINDOW = "Rated on its headline period only"
NO_TARGET = "No target"
BASE_UNDER_10 = f"Base under {SMALLEST_BASE}"
DATA_QUALITY = "Data quality too low"

COUNCIL_TARGET = "Council target"

#: Target columns of a scorecard row.
TARGET_COLUMNS = ("target_type", "target_low", "target_high", "floor", "target_source")


@dataclass(frozen=True)
class OwnTarget:
    """One ``[[targets.<indicator>]]`` table of ``council.toml``.

    Attributes:
        from_year: First financial year it applies to, as ``2017-18``.
        kind: ``at_least``, ``at_most`` or ``between``.
        low: Lowest figure that meets it, where there is one.
        high: Highest figure that meets it, where there is one.
        floor: Bound beyond which the figure is red; ``None`` to keep the width of the default's amber band.
        source: Who set it.
    """

    from_year: str
    kind: str
    low: float | None
    high: float | None
    floor: float | None = None
    source: str = COUNCIL_TARGET

    @classmethod
    def read(cls, entry: Any) -> OwnTarget:
        """Read one entry, a mapping as in the file or an object with the same names.

        ``from`` may be spelt ``from_year`` or ``from_``, and an entry may be a pair (financial year, target).

        Raises:
            ValueError: When it names no year, or not exactly one kind of target.
        """
        year = None
        if isinstance(entry, tuple):
            year, entry = entry
        year = year or next((found for name in ("from", "from_year", "from_") if (found := _field(entry, name))), None)
        given = [kind for kind in (AT_LEAST, AT_MOST, BETWEEN) if _field(entry, kind) is not None]
        if year is None or len(given) != 1:
            raise ValueError("A target takes 'from' and exactly one of at_least, at_most and between.")
        kind, bound = given[0], _field(entry, given[0])
        low = bound[0] if kind == BETWEEN else bound if kind == AT_LEAST else None
        high = bound[1] if kind == BETWEEN else bound if kind == AT_MOST else None
        source = _field(entry, "source") or f"{COUNCIL_TARGET} from {year}"
        return cls(str(year), kind, _number(low), _number(high), _number(_field(entry, "floor")), str(source))


def _field(entry: Any, name: str) -> Any:
    """A value by key or attribute; ``None`` when there is none."""
    return entry.get(name) if isinstance(entry, Mapping) else getattr(entry, name, None)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def own_targets(authority: str, targets: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """A council's own targets as a frame: authority, indicator_id, year (first calendar year), kind, low, high, ...."""
    rows = [
        (authority, indicator, int(own.from_year[:4]), own.kind, own.low, own.high, own.floor, own.source)
        for indicator, entries in targets.items()
        for own in map(OwnTarget.read, entries)
    ]
    columns = ["authority", "indicator_id", "year", *TARGET_COLUMNS]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"year": "int64", "target_low": float, "target_high": float, "floor": float})


def targets_in_force(
    figures: pd.DataFrame, definitions: pd.DataFrame, own: Iterable[pd.DataFrame] = ()
) -> pd.DataFrame:
    """The target each figure is judged by: the council's own of its financial year, else the declaration's.

    Args:
        figures: Columns ``authority``, ``indicator_id``, ``quarter``.
        definitions: ``indicators.definition``: ``indicator_id``, ``unit`` and the target columns.
        own: Frames of :func:`own_targets`.

    Returns:
        Columns :data:`TARGET_COLUMNS`, with the index of ``figures``; bounds and floor rounded as they are shown.
    """
    defaults = figures[["indicator_id"]].merge(
        definitions[["indicator_id", "unit", *TARGET_COLUMNS]], how="left", on="indicator_id"
    )
    defaults.index = figures.index
    frames = [frame for frame in own if not frame.empty]
    chosen = defaults[list(TARGET_COLUMNS)].astype({"target_low": float, "target_high": float, "floor": float})
    if frames:
        keys = figures[["authority", "indicator_id"]].assign(
            year=figures["quarter"].str[:4].astype("int64"), position=np.arange(len(figures))
        )
        latest = pd.merge_asof(
            keys.sort_values("year"),
            pd.concat(frames).sort_values("year"),
            on="year",
            by=["authority", "indicator_id"],
        ).sort_values("position")
        latest.index = figures.index
        has_own = latest["target_type"].notna()
        floor = latest["floor"].where(latest["floor"].notna(), _kept_band(latest, defaults))
        chosen = latest[list(TARGET_COLUMNS)].assign(floor=floor).where(has_own, chosen)
    return _as_shown(chosen)


def _kept_band(own: pd.DataFrame, defaults: pd.DataFrame) -> pd.Series:
    """Floor of a council target without one: the default's amber width, else five points, else no amber at all."""
    low, high = own["target_low"], own["target_high"]
    width = units.told(defaults["unit"], lambda unit: unit.default_band).fillna(0.0)
    default_width = _width(defaults["target_type"], defaults["target_low"], defaults["target_high"], defaults["floor"])
    same = own["target_type"].eq(defaults["target_type"]) & default_width.notna()
    width = width.mask(same, default_width)
    return (low - width).where(own["target_type"].ne(AT_MOST), high + width)


def _width(kind: pd.Series, low: pd.Series, high: pd.Series, floor: pd.Series) -> pd.Series:
    """Width of the amber band: how far past the target a figure may be without being red; never negative."""
    low, high, floor = low.astype(float), high.astype(float), floor.astype(float)
    below, above = low - floor, floor - high
    outside = pd.concat([below, above], axis=1).max(axis=1)
    width = below.where(kind.eq(AT_LEAST), above.where(kind.eq(AT_MOST), outside))
    return width.clip(lower=0.0)


def _as_shown(targets: pd.DataFrame) -> pd.DataFrame:
    """Bounds and floors at the decimals they are shown with."""
    shown = {
        column: targets[column].map({bound: round_half_up(float(bound)) for bound in targets[column].dropna().unique()})
        for column in ("target_low", "target_high", "floor")
    }
    return targets.assign(**{column: series.astype(float) for column, series in shown.items()})


def rate(frame: pd.DataFrame) -> pd.DataFrame:
    """Rate figures against their targets.

    Args:
        frame: ``unit``, ``better``, ``is_rated`` (on this window), ``is_rated_elsewhere`` (the indicator is rated, on
            another window), ``status``, ``denominator``, ``displayed_value``, ``has_quality_problem`` and the target
            columns of :func:`targets_in_force`.

    Returns:
        Columns ``rating``, ``rating_reason`` and ``gap`` (points or units, plus is good, nought exactly on target).
    """
    kind, low, high = (
        frame["target_type"],
        frame["target_low"].astype(float),
        frame["target_high"].astype(float),
    )
    shown = frame["displayed_value"].astype(float)
    to_low, to_high = shown - low, high - shown
    nearest = pd.concat([to_low, to_high], axis=1).min(axis=1, skipna=False)
    gap = to_low.where(kind.eq(AT_LEAST), to_high.where(kind.eq(AT_MOST), nearest.where(kind.eq(BETWEEN))))
    gap = gap.round(1) + 0.0  # the sum turns -0.0 into 0.0
    width = _width(kind, low, high, frame["floor"]).fillna(0.0)

    judged = pd.Series(AMBER, index=frame.index).mask(gap >= 0, GREEN).mask((gap + width).round(1) < 0, RED)
    small = units.holds(frame["unit"], lambda unit: unit.has_base) & frame["denominator"].astype(float).lt(
        SMALLEST_BASE
    )
    reasons = [
        (frame["status"].eq("not_available"), NOT_AVAILABLE),
        (frame["status"].ne("ok"), NOT_APPLICABLE),
        (frame["is_rated_elsewhere"].astype(bool), OTHER_WINDOW),
        (~frame["is_rated"].astype(bool) | frame["better"].eq("context"), CONTEXT_MEASURE),
        (gap.isna(), NO_TARGET),
        (small, BASE_UNDER_10),
        (frame["has_quality_problem"].astype(bool), DATA_QUALITY),
    ]
    why_not = pd.Series(np.select([c for c, _ in reasons], [r for _, r in reasons], ""), index=frame.index)
    rated = why_not.eq("")
    return pd.DataFrame(
        {
            "rating": judged.where(rated, NOT_RATED),
            "rating_reason": rules_in_words(frame).where(rated, why_not),
            "gap": gap.where(frame["status"].eq("ok")),
        },
        index=frame.index,
    )


def rules_in_words(frame: pd.DataFrame) -> pd.Series:
    """The rule a row is judged by, such as ``Green 90.0 or more; amber 75.0 up to 90.0; red under 75.0``."""
    columns = ["target_type", "target_low", "target_high", "floor"]
    keys = frame[columns].astype(dict.fromkeys(columns[1:], float))
    distinct = keys.drop_duplicates()
    words = distinct.assign(
        words=pd.Series(
            [_rule(*row) for row in distinct.itertuples(index=False, name=None)], index=distinct.index, dtype="object"
        )
    )
    return keys.merge(words, how="left", on=columns)["words"].set_axis(frame.index)


def _rule(kind: object, low: float, high: float, floor: float) -> str | None:
    """One rule in words."""
    if kind == AT_LEAST:
        floor = low if pd.isna(floor) else min(floor, low)
        amber = f"; amber {floor:.1f} up to {low:.1f}" if floor < low else ""
        return f"Green {low:.1f} or more{amber}; red under {floor:.1f}"
    if kind == AT_MOST:
        floor = high if pd.isna(floor) else max(floor, high)
        amber = f"; amber over {high:.1f} up to {floor:.1f}" if floor > high else ""
        return f"Green {high:.1f} or less{amber}; red over {floor:.1f}"
    if kind == BETWEEN:
        width = 0.0 if pd.isna(floor) else max(low - floor, floor - high, 0.0)
        amber = f"; amber within {width:.1f} of that" if width > 0 else ""
        return f"Green {low:.1f} to {high:.1f}{amber}; red beyond {low - width:.1f} and {high + width:.1f}"
    return None
