"""What a reader loses when a figure is hidden.

From high to low: rated measures at the run quarter, the same in the quarter before and a year ago, other measures at the
run quarter, trends from the newest to the oldest, profile groups. How many are looked after, or open to the leaving-care
team, is what nearly everything else is read against and counts most.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from disclosure.relations import Floats, Ints

EVERYBODY, RATED, RATED_BEFORE, OTHER, PROFILE = 3000.0, 1000.0, 200.0, 150.0, 1.0
#: A true nought is hidden only where nothing else will do.
NOUGHT = 500.0
#: A trend's newest and oldest quarter, for rated measures and others.
_RATED_TREND, _TREND = (90.0, 60.0), (50.0, 30.0)
#: Quarters a figure is set against: the one before and the one a year ago.
_COMPARED = (1, 4)
_OLDEST = 8.0
#: Of a figure's value, what is lost with the base alone (its number goes with it anyway).
_BASE = 0.25
#: Groups of earlier years, beside those of the run quarter.
_EARLIER_PROFILE = 0.5


def costs(figures: pd.DataFrame, x: Ints, n: Ints, value: Floats) -> Floats:
    """What is lost with each number.

    Args:
        figures: ``indicator_id``, ``breakdown``, ``age_quarters``, ``is_rated``.
        x: Number counted of each row.
        n: Base of each row; negative for none.
        value: True value of each number.
    """
    headline = figures["breakdown"].eq("all").to_numpy()
    age = figures["age_quarters"].to_numpy(dtype=float)
    rated = figures["is_rated"].to_numpy(dtype=bool)
    profiled = figures["indicator_id"].isin(figures.loc[figures["breakdown"].ne("all"), "indicator_id"]).to_numpy()
    fade = np.minimum(age, _OLDEST) / _OLDEST

    def trend(ends: tuple[float, float]) -> Floats:
        return np.asarray(ends[0] + (ends[1] - ends[0]) * fade)

    worth = np.select(
        [~headline & (age == 0), ~headline, profiled & (age == 0), rated & (age == 0), rated & np.isin(age, _COMPARED),
         age == 0, rated],
        [np.full(age.size, PROFILE), np.full(age.size, PROFILE * _EARLIER_PROFILE), np.full(age.size, EVERYBODY),
         np.full(age.size, RATED), np.full(age.size, RATED_BEFORE), np.full(age.size, OTHER), trend(_RATED_TREND)],
        trend(_TREND),
    )  # fmt: skip
    total = np.bincount(x, worth, value.size).astype(float)
    based = n >= 0
    return np.asarray(
        total + np.bincount(n[based], _BASE * worth[based], value.size) + np.where(value == 0, NOUGHT, 0.0)
    )
