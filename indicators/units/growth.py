"""How far a figure has grown since the same quarter of the year before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indicators.units.shape import KEYS, PERCENT, FigureOf, Shape, Unit

#: Quarters in the year that growth looks back.
YEAR = 4


@dataclass(frozen=True)
class Growth(Shape):
    """Growth of another indicator's figure over four quarters, in per cent; both from the same delivery.

    Attributes:
        of: The indicator.
    """

    UNIT: ClassVar[Unit] = Unit(
        "growth", "Growth", "% growth", "Percent", PERCENT, default_band=5.0, revised_by=2.0, has_parts=True
    )
    HAS_EVIDENCE: ClassVar[bool] = False

    of: str

    @property
    def is_signed(self) -> bool:
        """It falls below nought when numbers fall."""
        return True

    def parts(self) -> tuple[FigureOf, ...]:
        """The figure now and a year before."""
        return (FigureOf(self.of), FigureOf(self.of, quarters_back=YEAR))

    def derived(self, indicator_id: str) -> str:
        """100 × (now − a year before) ÷ a year before, in every window."""
        return f"""
            WITH figure AS (
                SELECT {KEYS}, "value", status, missing
                FROM indicators.result
                WHERE indicator_id = '{self.of}' AND breakdown = 'all'
            ),
            paired AS (
                SELECT
                    a.authority, a.submission_quarter, a.quarter, a.time_window,
                    n."value" AS numerator, b."value" AS denominator,
                    worst_status(coalesce(n.status, 'not_available'), coalesce(b.status, 'not_available')) AS of_parts,
                    coalesce(n.missing, b.missing, 'the figure of a year before') AS missing
                FROM asked AS a
                LEFT JOIN figure AS n USING ({KEYS})
                LEFT JOIN figure AS b
                    ON b.authority = a.authority AND b.submission_quarter = a.submission_quarter
                    AND b.time_window = a.time_window AND b.quarter = quarters_later(a.quarter, -{YEAR})
            )
            SELECT
                {KEYS}, 'all' AS breakdown, 'all' AS category, numerator, denominator,
                CASE WHEN of_parts = 'ok' AND denominator <> 0 THEN 100.0 * (numerator - denominator) / denominator END AS "value",
                CASE WHEN of_parts = 'ok' AND denominator = 0 THEN 'not_applicable' ELSE of_parts END AS status, missing
            FROM paired
        """
