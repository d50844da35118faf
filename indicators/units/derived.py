"""Figures made of others without being a unit of their own: two percentages as one, and what is saved between two prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indicators.units.percentage import Percentage
from indicators.units.ratio import Ratio
from indicators.units.shape import KEYS, FigureOf, Formula, Shape, Unit


@dataclass(frozen=True)
class Together(Shape):
    """Several percentages as one: their rows are put together, so numerators and denominators add up.

    Attributes:
        of: The indicators, which have the same windows.
    """

    UNIT: ClassVar[Unit] = Percentage.UNIT
    NEEDS_BASE_WORDS: ClassVar[bool] = True
    BY_PERSON: ClassVar[bool] = True

    of: tuple[str, ...]

    def gathers(self) -> tuple[str, ...]:
        """The indicators whose rows are its rows."""
        return self.of

    def formula(self) -> Formula:
        """As the percentages are counted."""
        return Percentage("TRUE").formula()


@dataclass(frozen=True)
class Saving(Shape):
    """What one category of a figure costs less than another, for every hundred of the dearer.

    Attributes:
        of: The indicator.
        breakdown: Its breakdown.
        dear, cheap: Categories of it. Where either has no rows the saving is not applicable.
    """

    UNIT: ClassVar[Unit] = Ratio.UNIT
    HAS_EVIDENCE: ClassVar[bool] = False

    of: str
    breakdown: str
    dear: str
    cheap: str

    @property
    def is_signed(self) -> bool:
        """The dearer may turn out the cheaper."""
        return True

    def parts(self) -> tuple[FigureOf, ...]:
        """The figure the two categories are of."""
        return (FigureOf(self.of),)

    def derived(self, indicator_id: str) -> str:
        """100 × (dear − cheap) ÷ dear."""

        def side(category: str, alias: str) -> str:
            return f"""
                LEFT JOIN indicators.result AS {alias}
                    ON {alias}.authority = a.authority AND {alias}.submission_quarter = a.submission_quarter
                    AND {alias}.quarter = a.quarter AND {alias}.time_window = a.time_window
                    AND {alias}.indicator_id = '{self.of}' AND {alias}.breakdown = '{self.breakdown}'
                    AND {alias}.category = '{category}'
            """

        return f"""
            WITH paired AS (
                SELECT
                    a.{KEYS.replace(", ", ", a.")},
                    d."value" - c."value" AS numerator, d."value" AS denominator,
                    worst_status(coalesce(d.status, 'not_available'), coalesce(c.status, 'not_available')) AS of_parts,
                    coalesce(d.missing, c.missing) AS missing
                FROM asked AS a {side(self.dear, "d")} {side(self.cheap, "c")}
            )
            SELECT
                {KEYS}, 'all' AS breakdown, 'all' AS category, numerator, denominator,
                CASE WHEN of_parts = 'ok' AND denominator <> 0 THEN 100.0 * numerator / denominator END AS "value",
                CASE WHEN of_parts = 'ok' AND denominator = 0 THEN 'not_applicable' ELSE of_parts END AS status, missing
            FROM paired
        """
