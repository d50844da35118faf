"""Chance with a memory: every draw of a person comes from that person's own seeded stream.

Because nobody shares a stream, adding a person, a quarter or an extract leaves everybody else's life as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import TypeVar

from .profile import RECORDING_LAG, Trend

Choice = TypeVar("Choice")


class Chance(Random):
    """A seeded stream of draws with the few shapes the generator needs."""

    @classmethod
    def named(cls, *parts: object) -> Chance:
        """The stream of a name, the same on every machine: ``Chance.named(seed, "person", 12)``."""
        return cls("/".join(str(part) for part in parts))

    def yes(self, probability: float) -> bool:
        """True with this probability."""
        return self.random() < probability

    def pick(self, weights: Mapping[Choice, float]) -> Choice:
        """One key of a table of weights; the weights need not add to 1."""
        left = self.random() * sum(weights.values())
        for choice, weight in weights.items():
            left -= weight
            if left < 0:
                return choice
        return choice

    def whole(self, fewest: int, most: int) -> int:
        """A whole number, both ends included."""
        return fewest + int(self.random() * (most - fewest + 1))

    def waiting(self, mean: float, fewest: int = 0) -> int:
        """Whole days until something that may happen on any day alike, never below ``fewest``."""
        return max(fewest, int(self.expovariate(1 / mean)))

    def around(self, mean: float, spread: float, fewest: int) -> int:
        """Whole days near a mean (normal, standard deviation ``spread``), never below ``fewest``."""
        return max(fewest, round(self.gauss(mean, spread)))

    def recorded(self, happened: date) -> date:
        """The day on which something that happened reaches the case system."""
        return happened + timedelta(days=self.whole(*self.pick(RECORDING_LAG)))

    def by_level(self, trend: Trend, day: date) -> bool:
        """True with the probability a calibrated trend has on a day."""
        return self.yes(level(trend, day))


def level(trend: Trend, day: date) -> float:
    """The value of a trend on a day: straight lines between its points, flat before the first and after the last."""
    if day <= trend[0][0]:
        return trend[0][1]
    for (left, low), (right, high) in pairwise(trend):
        if day <= right:
            return low + (high - low) * ((day - left).days / (right - left).days)
    return trend[-1][1]
