"""Sums of an amount, and the share one amount is of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indicators.units.shape import DECIMAL, PERCENT, Formula, Row, Shape, Unit


@dataclass(frozen=True)
class Sum(Shape):
    """The sum of ``amount`` over the rows where ``of`` holds; nothing at all is nought.

    Attributes:
        amount: SQL expression for the amount of a row; blank counts nought.
        of: SQL condition; the whole cohort by default.
        measured_in: ``days``, ``places`` or ``fte``; blank for money.
        is_money: The amounts are pounds.
    """

    UNIT: ClassVar[Unit] = Unit("sum", "Sum", "total", "Total", DECIMAL, has_denominator=False)

    amount: str
    of: str = "TRUE"
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

    def row(self) -> Row:
        """One row a unit, with its amount."""
        return Row(counted=self.of, value=self.amount)

    def formula(self) -> Formula:
        """The sum."""
        return Formula("amount", "NULL", "amount")


@dataclass(frozen=True)
class AmountShare(Shape):
    """The share that the sum of ``part`` is of the sum of ``whole``: sessions attended of sessions possible.

    Attributes:
        part: SQL expression for the amount in the numerator.
        whole: SQL expression for the amount it is part of.
        of: SQL condition; the whole cohort by default.
    """

    UNIT: ClassVar[Unit] = Unit(
        "%a", "Percentage of an amount", "%", "Percent", PERCENT, default_band=5.0, revised_by=2.0
    )
    NEEDS_BASE_WORDS: ClassVar[bool] = True

    part: str
    whole: str
    of: str = "TRUE"

    def row(self) -> Row:
        """One row a unit, with its two amounts."""
        return Row(counted=self.of, value=self.part, base=self.whole)

    def formula(self) -> Formula:
        """The one sum of the other."""
        return Formula("amount", "base_amount", "100.0 * numerator / denominator")
