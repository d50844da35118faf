"""How far a figure lies from the same figure elsewhere, as published there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indicators.units.shape import DECIMAL, KEYS, By, FigureOf, Shape, Unit


@dataclass(frozen=True)
class Gap(Shape):
    """Figures of our own less the comparator of an area in the ``benchmarks`` extract (data contract 2, rule 29).

    Attributes:
        of: Our figures: one, whose gap is the headline; or several, each a category of the breakdown ``by``, without a
            headline.
        area: Area of the comparator, a code of BENCHMARK_AREA.
        compared_with: Indicator the comparator is filed under; the figure's own id where blank.
        per_population: The comparator is a rate per 10,000; it is multiplied by the council's population.
        is_academic: The comparator is that of the latest academic year ended before the last day, and of no other.
        by: The breakdown of several figures.
    """

    UNIT: ClassVar[Unit] = Unit("gap", "Gap", "gap", "Difference", DECIMAL, has_parts=True)
    HAS_EVIDENCE: ClassVar[bool] = False

    of: tuple[str, ...]
    area: str
    compared_with: str = ""
    per_population: bool = False
    is_academic: bool = False
    by: By | None = None

    @property
    def is_signed(self) -> bool:
        """A difference."""
        return True

    @property
    def breakdowns(self) -> tuple[By, ...]:
        """One category a figure, where there are several."""
        return () if self.by is None else (self.by,)

    @property
    def has_headline(self) -> bool:
        """Only one figure has a headline."""
        return self.by is None

    def parts(self) -> tuple[FigureOf, ...]:
        """Our own figures."""
        return tuple(FigureOf(indicator_id) for indicator_id in self.of)

    def problems(self) -> tuple[tuple[str, str], ...]:
        """Several figures have a category each."""
        categories = self.by.categories if self.by is not None else ("",)
        if len(self.of) != len(categories):
            return (("measure", f"{len(self.of)} figures and {len(categories)} categories; give one for each."),)
        return ()

    def derived(self, indicator_id: str) -> str:
        """Ours less the comparator's; it only subtracts, so nought is a figure like any other."""
        breakdown, categories = ("all", ("all",)) if self.by is None else (self.by.name, self.by.categories)
        wanted = ", ".join(
            f"('{figure}', '{self.compared_with or figure}', '{category}')"
            for figure, category in zip(self.of, categories, strict=True)
        )
        # A financial year ends on 31 March, an academic one on 31 August.
        ends = f"make_date(CAST(left(b.period, 4) AS INTEGER) + 1, {'8, 31' if self.is_academic else '3, 31'})"
        in_time = (
            f"{ends} < a.ends AND {ends} >= months_later(a.ends, -12)" if self.is_academic else f"{ends} <= a.ends"
        )
        scaled = "c.compared * a.people / 10000.0" if self.per_population else "c.compared"
        return f"""
            WITH wanted AS (SELECT * FROM (VALUES {wanted}) AS w(figure, filed_under, category)),
            compared AS (
                SELECT
                    a.authority, a.submission_quarter, a.quarter, a.time_window, w.category,
                    arg_max(b."value", {ends}) AS compared
                FROM asked AS a
                CROSS JOIN wanted AS w
                INNER JOIN clean.benchmarks AS b
                    ON b.authority = a.authority AND b.submission_quarter = a.submission_quarter
                    AND b.indicator_id = w.filed_under AND b.area = '{self.area}' AND {in_time}
                GROUP BY ALL
            ),
            paired AS (
                SELECT
                    a.authority, a.submission_quarter, a.quarter, a.time_window, w.category,
                    r."value" AS numerator, {scaled} AS denominator,
                    worst_status(coalesce(r.status, 'not_available'),
                        CASE WHEN {scaled} IS NULL THEN 'not_available' ELSE 'ok' END) AS status,
                    coalesce(r.missing, 'comparator {self.area} of ' || w.filed_under || ' (benchmarks)') AS missing
                FROM asked AS a
                CROSS JOIN wanted AS w
                LEFT JOIN indicators.result AS r
                    ON r.authority = a.authority AND r.submission_quarter = a.submission_quarter
                    AND r.quarter = a.quarter AND r.time_window = a.time_window
                    AND r.indicator_id = w.figure AND r.breakdown = 'all'
                LEFT JOIN compared AS c
                    ON c.authority = a.authority AND c.submission_quarter = a.submission_quarter
                    AND c.quarter = a.quarter AND c.time_window = a.time_window AND c.category = w.category
            )
            SELECT
                {KEYS}, '{breakdown}' AS breakdown, category, numerator, denominator,
                numerator - denominator AS "value", status, missing
            FROM paired
        """
