"""Counts: so many persons, periods, records or other things; and the difference of two counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indicators.units.shape import WHOLE, Formula, Row, Shape, Unit


@dataclass(frozen=True)
class Count(Shape):
    """The number of rows where ``of`` holds. Nobody is a figure too: nought.

    Attributes:
        of: SQL condition; the whole cohort by default.
    """

    UNIT: ClassVar[Unit] = Unit(
        "n",
        "Count",
        "",
        "Number",
        WHOLE,
        counts_in_numerator=True,
        may_be_few=True,
        has_denominator=False,
    )
    BY_PERSON: ClassVar[bool] = True

    of: str = "TRUE"

    def row(self) -> Row:
        """Every row that is counted is evidence, and in the numerator."""
        return Row(counted=self.of)

    def formula(self) -> Formula:
        """The number of rows."""
        return Formula("things", "NULL", "things")


@dataclass(frozen=True)
class NetChange(Shape):
    """The sum of ``amount``, +1 and -1 a row: how far a number has grown; it may be negative.

    Attributes:
        amount: SQL expression for the sign of a row.
        of: SQL condition; the whole cohort by default.
    """

    UNIT: ClassVar[Unit] = Count.UNIT

    amount: str
    of: str = "TRUE"

    @property
    def is_signed(self) -> bool:
        """A difference of two numbers, and no group of people."""
        return True

    def row(self) -> Row:
        """One row a thing gained or lost, with its sign."""
        return Row(counted=self.of, value=self.amount)

    def formula(self) -> Formula:
        """The sum of the signs."""
        return Formula("amount", "NULL", "amount")
