"""What came of what was planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indicators.units.shape import DECIMAL, Formula, Row, Shape, Unit


@dataclass(frozen=True)
class Plan(Shape):
    """The sum of ``actual`` less the sum of ``planned``; neither is anybody's list.

    The cohort gives a row for each category and each stretch of the plan, whether or not anything came of it. A blank
    ``planned`` says that there is no plan for that stretch, and then there is no figure.

    Attributes:
        actual: SQL expression for what came of it.
        planned: SQL expression for what was planned; NULL where there is no plan.
        measured_in: ``days`` and the like, blank for numbers and money.
        is_money: The amounts are pounds.
    """

    UNIT: ClassVar[Unit] = Unit("plan", "Against plan", "against plan", "Difference", DECIMAL, has_parts=True)
    HAS_EVIDENCE: ClassVar[bool] = False

    actual: str
    planned: str
    measured_in: str = ""
    is_money: bool = False

    @property
    def unit(self) -> Unit:
        """In pounds where the amounts are."""
        return self.UNIT.in_pounds() if self.is_money else self.UNIT

    @property
    def in_words(self) -> str:
        """What the amounts are measured in."""
        return self.measured_in

    @property
    def is_signed(self) -> bool:
        """A difference."""
        return True

    def row(self) -> Row:
        """One row a category and stretch, with its two amounts."""
        return Row(value=self.actual, base=self.planned)

    def formula(self) -> Formula:
        """The one less the other."""
        return Formula(
            "amount", "base_amount", "numerator - denominator", rests_on="blank_bases = 0 AND things > 0",
            missing="a plan for every quarter of the period (placement_plan)", only_subtracts="TRUE",
        )  # fmt: skip
