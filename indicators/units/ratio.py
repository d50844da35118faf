"""One number set against another that counts something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indicators.units.shape import DECIMAL, FigureOf, Formula, Row, Shape, Unit


@dataclass(frozen=True)
class Quotient(Shape):
    """Things or an amount over things or an amount of something else: cases for each full-time adviser.

    What it is set against is either in the same cohort, in rows of their own that carry ``against`` and are no evidence,
    or the numerator of another indicator's figure (``per``).

    Attributes:
        of: SQL condition for the rows of the numerator, which are the evidence.
        amount: SQL expression for the amount of such a row; each counts 1 by default.
        against: SQL expression, on any row of the cohort, for what it adds to the denominator (NULL: nothing).
        per: The figure whose numerator is the denominator.
    """

    UNIT: ClassVar[Unit] = Unit("quot", "Quotient", "average", "Average", DECIMAL, scale=1)
    NEEDS_BASE_WORDS: ClassVar[bool] = True

    of: str = "TRUE"
    amount: str = "1"
    against: str = "NULL"
    per: FigureOf | None = None

    def row(self) -> Row:
        """One row a thing of the numerator; other rows only carry their part of the denominator."""
        return Row(counted=self.of, value=self.amount, base=self.against, carries=True)

    def formula(self) -> Formula:
        """The one over the other."""
        denominator = "base_amount" if self.per is None else "other"
        return Formula(
            "amount",
            denominator,
            f"{self.UNIT.scale}.0 * numerator / denominator",
            rests_on=f"{denominator} IS NOT NULL",
        )

    def parts(self) -> tuple[FigureOf, ...]:
        """The figure it is set against."""
        return () if self.per is None else (self.per,)

    def over(self) -> FigureOf | None:
        """The figure it is set against."""
        return self.per

    def problems(self) -> tuple[tuple[str, str], ...]:
        """It takes exactly one of the two denominators."""
        if (self.per is None) == (self.against == "NULL"):
            return (("measure", "give either against (a column of the cohort) or per (another figure)."),)
        return ()


@dataclass(frozen=True)
class Ratio(Quotient):
    """The same times 100: so many for every hundred of something else."""

    UNIT: ClassVar[Unit] = Unit("ratio", "Ratio", "per 100", "For every 100", DECIMAL, scale=100, has_base=True)
