"""Could it be chance? Wilson and Newcombe intervals and the XmR run rule: pure arithmetic, for figures and for pages.

Every child is counted, not a sample: an interval shows how far chance alone could move a figure for a group of this size.

Sources: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
Statistical Association 22 (1927), 209-212. R. G. Newcombe, "Interval estimation for the difference between independent
proportions: comparison of eleven methods", Statistics in Medicine 17 (1998), 873-890, method 10. Individuals chart with
limits at 2.66 mean moving ranges: W. A. Shewhart's chart in the form D. J. Wheeler gives it ("Understanding Variation").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

import numpy as np
import numpy.typing as npt

#: Two-sided 95% point of the normal distribution.
Z_95 = 1.959963984540054
#: Two-sided 99.8% point, the managers' "act now" level.
Z_998 = 3.090232306167813
#: Quarters the run rule looks at, and how long a run or a drift must be.
RULE_QUARTERS, SIDE_RUN, DRIFT_RUN = 9, 8, 6
#: Decimals a mean of shown figures is kept at.
_DECIMALS = 9
#: Mean moving ranges between the mean and a limit.
_LIMIT = 2.66

Floats = npt.NDArray[np.float64]


def wilson(numerator: npt.ArrayLike, denominator: npt.ArrayLike, z: float = Z_95) -> tuple[Floats, Floats]:
    """Wilson score interval of a proportion.

    Args:
        numerator: Number met, any array shape.
        denominator: Number in the base, the same shape.
        z: Normal deviate of the confidence level.

    Returns:
        Lower and upper bounds as proportions within 0 and 1; missing where the base is nil or missing, or the
        numbers are no share of it.
    """
    x, n = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    n = np.where((n > 0) & (x >= 0) & (x <= n), n, np.nan)
    p, z2 = x / n, z * z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return np.clip(centre - half, 0.0, 1.0), np.clip(centre + half, 0.0, 1.0)


def newcombe(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    earlier_numerator: npt.ArrayLike,
    earlier_denominator: npt.ArrayLike,
    z: float = Z_95,
) -> tuple[Floats, Floats, Floats]:
    """Newcombe's interval for the difference of two independent proportions, built from two Wilson intervals.

    Returns:
        Difference (now less earlier), lower and upper bound, as proportions; missing where a base is nil or missing.
    """
    x1, n1 = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    x2, n2 = np.asarray(earlier_numerator, dtype=float), np.asarray(earlier_denominator, dtype=float)
    low1, high1 = wilson(x1, n1, z)
    low2, high2 = wilson(x2, n2, z)
    p1 = x1 / np.where(n1 > 0, n1, np.nan)
    p2 = x2 / np.where(n2 > 0, n2, np.nan)
    difference = p1 - p2
    lower = difference - np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    upper = difference + np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return difference, lower, upper


@dataclass(frozen=True)
class Run:
    """What the run rule says of a series whose quarters are different events.

    Attributes:
        mean: Of the points.
        median: Of the points, the line a chart shows.
        lower: Lower limit.
        upper: Upper limit.
        direction: 1 when the rule fires upwards, -1 downwards, 0 when it does not fire.
        quarters: How many quarters the run or drift has lasted; 1 for a point outside the limits, 0 without a signal.
    """

    mean: float
    median: float
    lower: float
    upper: float
    direction: int
    quarters: int


def run_rule(values: Sequence[float | None]) -> Run | None:
    """The rule on the newest nine values, oldest first; nothing when fewer are known.

    It fires for six values in a row each above (or below) the one before, for eight in a row on one side of the mean, and
    for a newest value outside the limits, in that order. Judged on the values as they are shown.
    """
    points = [value for value in values[-RULE_QUARTERS:] if value is not None]
    if len(points) < RULE_QUARTERS:
        return None
    mean = round(fmean(points), _DECIMALS)  # nine times 7.6 must have the mean 7.6, or all would lie on one side of it
    spread = _LIMIT * fmean(abs(b - a) for a, b in pairwise(points))
    direction, quarters = _signal(points, mean, spread)
    return Run(mean, sorted(points)[len(points) // 2], mean - spread, mean + spread, direction, quarters)


def _signal(points: list[float], mean: float, spread: float) -> tuple[int, int]:
    for sign in (1, -1):
        drift = 1
        while drift < len(points) and sign * (points[-drift] - points[-drift - 1]) > 0:
            drift += 1
        if drift >= DRIFT_RUN:
            return sign, drift
    for sign in (1, -1):
        side = 0
        while side < len(points) and sign * (points[-side - 1] - mean) > 0:
            side += 1
        if side >= SIDE_RUN:
            return sign, side
    for sign in (1, -1):
        if sign * (points[-1] - mean) > spread:
            return sign, 1
    return 0, 0
