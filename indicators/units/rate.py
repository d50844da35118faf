"""Rates for every 10,000 residents aged 0 to 17."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indicators.units.shape import DECIMAL, Formula, Row, Shape, Unit


@dataclass(frozen=True)
class Rate(Shape):
    """Rows where ``of`` holds for every 10,000 residents aged 0-17 at the latest mid-year before the last day.

    Attributes:
        of: SQL condition; the whole cohort by default.
    """

    UNIT: ClassVar[Unit] = Unit(
        "rate", "Rate per 10,000", "per 10,000", "Rate per 10,000", DECIMAL, scale=10_000, counts_in_numerator=True,
        may_be_few=True,
    )  # fmt: skip

    of: str = "TRUE"

    def row(self) -> Row:
        """One row a person counted; the population stands only in the result."""
        return Row(counted=self.of)

    def formula(self) -> Formula:
        """Persons over population; without an estimate there is no figure."""
        return Formula(
            "things", "people", "10000.0 * numerator / denominator", rests_on="people IS NOT NULL",
            missing="a population estimate for a mid-year before the last day (council.toml)",
        )  # fmt: skip
