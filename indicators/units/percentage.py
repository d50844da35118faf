"""Percentages: of the things in the denominator, the share for which something holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indicators.units.shape import PERCENT, Formula, Row, Shape, Unit


@dataclass(frozen=True)
class Percentage(Shape):
    """Of the rows where ``of`` holds, the share where ``met`` holds.

    Attributes:
        met: SQL condition for the numerator; unknown (NULL) is not met.
        of: SQL condition for the denominator; the whole cohort by default.
    """

    UNIT: ClassVar[Unit] = Unit(
        "%", "Percentage", "%", "Percent", PERCENT, scale=100, is_share=True, has_base=True, counts_in_numerator=True,
        is_whole_breakdown=True, answer="in_numerator", default_band=5.0, revised_by=2.0,
    )  # fmt: skip
    NEEDS_BASE_WORDS: ClassVar[bool] = True
    BY_PERSON: ClassVar[bool] = True
    HAS_MISSES: ClassVar[bool] = True

    met: str
    of: str = "TRUE"

    def row(self) -> Row:
        """One row a thing in the denominator."""
        return Row(counted=self.of, met=self.met)

    def formula(self) -> Formula:
        """Those met of those counted."""
        return Formula("met", "things", "100.0 * numerator / denominator")
