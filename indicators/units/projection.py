"""What would come if things went on as they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indicators.units.shape import DECIMAL, KEYS, By, FigureOf, Shape, Unit

#: Quarters ahead that are projected.
HORIZONS = 16

HORIZON = By(
    "horizon", "category", tuple(f"H{h:02d} {bound}" for h in range(1, HORIZONS + 1) for bound in ("low", "central", "high")),
    "Quarters ahead", is_missing_listed=False,
)  # fmt: skip


@dataclass(frozen=True)
class Projection(Shape):
    """A figure for each of the next 16 quarters with its range, read from ``scorecards.forecast``.

    Whatever fills that table does so before the figure is asked for (``Indicator.prepared_by``). The headline is the
    central figure of the first 31 March after the last day.

    Attributes:
        of: The figures it is made of: they are there first, and where one of them is not, neither is it.
        is_money: The figures are pounds.
    """

    UNIT: ClassVar[Unit] = Unit(
        "proj", "Projection", "projected", "Projected", DECIMAL, has_parts=True, has_denominator=False
    )
    HAS_EVIDENCE: ClassVar[bool] = False

    of: tuple[FigureOf, ...] = ()
    is_money: bool = False

    @property
    def unit(self) -> Unit:
        """In pounds where the figures are."""
        return self.UNIT.in_pounds() if self.is_money else self.UNIT

    @property
    def is_signed(self) -> bool:
        """A cost may be saved."""
        return True

    @property
    def breakdowns(self) -> tuple[By, ...]:
        """Low, central and high of each quarter ahead."""
        return (HORIZON,)

    def parts(self) -> tuple[FigureOf, ...]:
        """What it is made of."""
        return self.of

    def derived(self, indicator_id: str) -> str:
        """Three figures a quarter ahead; without a forecast none at all."""
        listed = ", ".join(f"('{category}')" for category in HORIZON.categories)
        parts = " OR ".join(
            f"(r.indicator_id = '{p.indicator_id}' AND r.time_window = coalesce(nullif('{p.window}', ''), r.time_window))"
            for p in self.of
        )
        return f"""
            WITH projected AS (
                SELECT authority, submission_quarter, quarter, horizon, horizon_end, bound, "value"
                FROM (SELECT * FROM scorecards.forecast WHERE indicator_id = '{indicator_id}')
                UNPIVOT ("value" FOR bound IN (low, central, high))
            ),
            figures AS (
                SELECT
                    authority, submission_quarter, quarter, 'horizon' AS breakdown,
                    format('H{{:02d}} {{}}', horizon, bound) AS category, "value"
                FROM projected
                UNION ALL
                SELECT authority, submission_quarter, quarter, 'all', 'all', arg_min("value", horizon_end)
                FROM projected
                WHERE bound = 'central' AND month(horizon_end) = 3
                GROUP BY ALL
            ),
            lacking AS (
                -- A part that is not there, or that is of nobody.
                SELECT r.authority, r.submission_quarter, r.quarter, min(r.status) AS status
                FROM indicators.result AS r
                WHERE r.breakdown = 'all' AND r.status <> 'ok' AND ({parts or "FALSE"})
                GROUP BY ALL
            ),
            wanted AS (
                SELECT 'horizon' AS breakdown, category FROM (VALUES {listed}) AS w(category)
                UNION ALL
                SELECT 'all', 'all'
            )
            SELECT
                a.{KEYS.replace(", ", ", a.")}, w.breakdown, w.category,
                CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator, f."value" AS "value",
                CASE WHEN f."value" IS NULL THEN coalesce(l.status, 'not_available') ELSE 'ok' END AS status,
                'history: too short for a forecast' AS missing
            FROM asked AS a
            CROSS JOIN wanted AS w
            LEFT JOIN figures AS f
                ON f.authority = a.authority AND f.submission_quarter = a.submission_quarter AND f.quarter = a.quarter
                AND f.breakdown = w.breakdown AND f.category = w.category
            LEFT JOIN lacking AS l
                ON l.authority = a.authority AND l.submission_quarter = a.submission_quarter AND l.quarter = a.quarter
        """
