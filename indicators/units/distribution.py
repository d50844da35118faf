"""How things divide among categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indicators.units.shape import PERCENT, By, Formula, Row, Shape, Unit

#: Breakdown that holds the categories of a distribution.
PROFILE = "profile"


@dataclass(frozen=True)
class Distribution(Shape):
    """The share of the rows where ``of`` holds that is in each category; all categories appear, nil included.

    Attributes:
        category: SQL expression for the category of a row.
        categories: In reading order. A missing value, or one in none of them, is "Not recorded", which comes last.
        of: SQL condition; the whole cohort by default.
    """

    UNIT: ClassVar[Unit] = Unit(
        "dist", "Distribution", "%", "Percent", PERCENT, scale=100, has_base=True, counts_in_numerator=True,
        answer="category",
    )  # fmt: skip

    category: str
    categories: tuple[str, ...]
    of: str = "TRUE"

    def row(self) -> Row:
        """One row a thing, with its category."""
        return Row(counted=self.of, category=self.category)

    def formula(self) -> Formula:
        """Things in the category of all of them; the headline is all of all."""
        return Formula("things", "total", "100.0 * numerator / denominator")

    @property
    def breakdowns(self) -> tuple[By, ...]:
        """Its categories."""
        return (By(PROFILE, self.category, self.categories, "Profile"),)
