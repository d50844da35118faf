"""Declaration -> SQL -> evidence -> results, for every authority, quarter and window of a build at once.

Each cohort query runs once for all its windows. Each indicator then reads its cohort into a tally: one row per thing in
the cohort, saying whether it is in the denominator, in the numerator and not known. Evidence is the rows that are counted;
a result is a count of them, joined to the full list of indicator x window x breakdown x category so that a nil is a row.
Figures that are made of others come after them. The steps are in :mod:`indicators.engine`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd

from indicators.definition import Indicator
from indicators.engine.counting import count_tally
from indicators.engine.figures import write_counted_figures, write_derived_figures
from indicators.engine.order import levels, looks_a_year_back
from indicators.engine.periods import make_earlier_period, make_period
from indicators.engine.tally import fill_tally
from indicators.registry import all_blocks
from indicators.units.shape import KEYS
from schemas.warehouse import table
from warehouse.build import count_rows, insert_frame


@dataclass(frozen=True)
class Calculated:
    """How much a calculation produced."""

    indicators: int
    evidence_rows: int
    result_rows: int


def calculate(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator] | None = None) -> Calculated:
    """Fill ``indicators.definition``, ``indicators.category``, ``indicators.evidence`` and ``indicators.result`` of a build.

    Args:
        connection: A build whose core tables are filled.
        declared: The indicators to compute, earlier blocks of a changed definition included; every one by default.
    """
    chosen = all_blocks() if declared is None else tuple(declared)
    latest = {i.id: i for i in sorted(chosen, key=lambda i: i.in_force)}
    write_definitions(connection, [i for i in chosen if latest[i.id] is i])
    write_figures(connection, chosen)
    return Calculated(
        len(latest), count_rows(connection, "indicators.evidence"), count_rows(connection, "indicators.result")
    )


def write_definitions(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Fill ``indicators.definition`` and ``indicators.category`` from the declarations."""
    insert_frame(connection, table("indicators.definition"), definition_frame(declared))
    insert_frame(connection, table("indicators.category"), category_frame(declared))


def definition_frame(declared: Iterable[Indicator]) -> pd.DataFrame:
    """One row per indicator, as ``indicators.definition``."""
    rows = []
    for order, i in enumerate(declared, start=1):
        target = i.target
        rows.append(
            {
                "indicator_id": i.id,
                "scorecard": i.scorecard,
                "book": i.book.value,
                "theme": i.theme,
                "display_order": order,
                "title": i.title,
                "label": i.label,
                "unit": i.unit,
                "measured_in": i.measure.in_words,
                "counts": i.counts.value,
                "windows": ",".join(w.value for w in i.windows),
                "better": i.better.value,
                "is_rated": i.is_rated,
                "is_published": i.is_published,
                "headline_window": i.headline_window.value,
                "tier": i.tier.value,
                "basis": i.basis.value,
                "exceptions": i.exceptions.side if i.exceptions else "",
                "needs": ",".join(i.extracts),
                "numerator_words": i.numerator_words,
                "denominator_words": i.denominator_words,
                "left_out_words": i.left_out_words,
                "source": i.source.text,
                "known_limits": i.source.limits,
                "target_type": target.kind if target else None,
                "target_low": target.low if target else None,
                "target_high": target.high if target else None,
                "floor": target.floor if target else None,
                "target_source": target.source if target else None,
                "in_force_from": i.in_force,
            }
        )
    return pd.DataFrame(rows)


def category_frame(declared: Iterable[Indicator]) -> pd.DataFrame:
    """One row per indicator, breakdown and category, as ``indicators.category``."""
    rows = [
        {"indicator_id": i.id, "breakdown": breakdown, "category": category, "category_order": order}
        for i in declared
        for breakdown, categories in i.categories.items()
        for order, category in enumerate(categories, start=1)
    ]
    return pd.DataFrame(rows)


def write_figures(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Run every cohort once, keep its rows as evidence, and count them into figures; then the figures made of others.

    Evidence is kept for the run quarter and the one before; the quarters before those are counted without being kept.

    Args:
        connection: A build whose core tables are filled.
        declared: The indicators, earlier blocks of a changed definition included.
    """
    a_year_back = looks_a_year_back(declared)
    make_earlier_period(connection)
    earlier = [i for i in declared if i.id in a_year_back]
    _write_level(connection, earlier)
    make_period(connection)
    for level in levels(declared):
        for prepare in dict.fromkeys(i.prepared_by for i in level if i.prepared_by is not None):
            prepare(connection)
        _write_level(connection, level)
    connection.execute("""
        DELETE FROM indicators.result AS r USING core.reporting_period AS p
        WHERE p.submission_quarter = r.submission_quarter AND p.quarter = r.quarter AND NOT p.is_given
    """)


def _write_level(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Evidence and figures of indicators that rest on none of one another."""
    if not declared:
        return
    counted = [i for i in declared if i.measure.derived(i.id) is None]
    fill_tally(connection, declared, counted)
    kept = [i for i in counted if i.measure.HAS_EVIDENCE]
    _keep_evidence(connection, kept)
    count_tally(connection, counted)
    write_counted_figures(connection, counted)
    write_derived_figures(connection, declared)


def _keep_evidence(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Add the rows that are counted to ``indicators.evidence``, for the run quarter and the one before."""
    connection.register("has_category", _with_category(declared))
    connection.execute(f"""
        INSERT INTO indicators.evidence BY NAME
        SELECT
            {KEYS}, indicator_id, row_id, person_id, in_numerator, "value", base,
            CASE WHEN h.has_category THEN categories[1] END AS category, miss_reason, due_date, days_overdue, last_event,
            last_event_date
        FROM tally
        INNER JOIN has_category AS h USING (indicator_id)
        WHERE in_denominator AND quarter IN (submission_quarter, quarters_later(submission_quarter, -1))
    """)
    connection.unregister("has_category")


def _with_category(declared: Sequence[Indicator]) -> pd.DataFrame:
    """Which indicators keep evidence, and whether a row's category is part of it."""
    rows = [(i.id, bool(i.measure.breakdowns)) for i in declared]
    return (
        pd.DataFrame(rows, columns=["indicator_id", "has_category"]).drop_duplicates().astype({"indicator_id": "str"})
    )
