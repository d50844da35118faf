"""Averages of an amount: plain, weighted, and the one in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indicators.units.shape import DECIMAL, Formula, Row, Shape, Unit


@dataclass(frozen=True)
class Mean(Shape):
    """Sum of ``amount`` over the rows where ``of`` holds, divided by their number. A blank amount counts nought.

    Attributes:
        amount: SQL expression for the amount of a row.
        of: SQL condition; the whole cohort by default.
        measured_in: ``days`` and the like, blank for plain numbers.
    """

    UNIT: ClassVar[Unit] = Unit("mean", "Mean", "average", "Average", DECIMAL, scale=1, has_base=True)

    amount: str
    of: str = "TRUE"
    measured_in: str = ""

    @property
    def in_words(self) -> str:
        """What the amounts are measured in."""
        return self.measured_in

    def row(self) -> Row:
        """One row a unit of the base, with its amount."""
        return Row(counted=self.of, value=self.amount)

    def formula(self) -> Formula:
        """The sum of the amounts over the number of rows."""
        return Formula("amount", "things", "numerator / denominator")


@dataclass(frozen=True)
class Median(Shape):
    """The amount in the middle of the rows where ``of`` holds; of an even number, the mean of the middle two.

    Attributes:
        amount: SQL expression for the amount of a row.
        of: SQL condition; the whole cohort by default.
        measured_in: ``days`` and the like, blank for plain numbers.
    """

    UNIT: ClassVar[Unit] = Unit("med", "Median", "median", "Median", DECIMAL, has_base=True)

    amount: str
    of: str = "TRUE"
    measured_in: str = ""

    @property
    def in_words(self) -> str:
        """What the amounts are measured in."""
        return self.measured_in

    def row(self) -> Row:
        """One row a unit, with its amount."""
        return Row(counted=self.of, value=self.amount)

    def formula(self) -> Formula:
        """No numerator; the number of units; the amount in the middle."""
        return Formula("NULL", "things", "middle")


@dataclass(frozen=True)
class WeightedMean(Shape):
    """Sum of ``amount`` over the sum of ``base``, each row with its own weight.

    Attributes:
        amount: SQL expression for the amount of a row.
        base: SQL expression for what it is spread over.
        of: SQL condition; the whole cohort by default.
        is_money: The amounts are pounds.
    """

    UNIT: ClassVar[Unit] = Unit("wmean", "Weighted mean", "average", "Average", DECIMAL)

    amount: str
    base: str
    of: str = "TRUE"
    is_money: bool = False

    @property
    def unit(self) -> Unit:
        """In pounds where the amounts are."""
        return self.UNIT.in_pounds() if self.is_money else self.UNIT

    def row(self) -> Row:
        """One row a unit, with its amount and its weight."""
        return Row(counted=self.of, value=self.amount, base=self.base)

    def formula(self) -> Formula:
        """The one sum over the other."""
        return Formula("amount", "base_amount", "numerator / denominator")
