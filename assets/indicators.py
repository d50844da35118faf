"""Evidence and results: every indicator as rows first, and as figures that are counts of them."""

from __future__ import annotations

from assets.stage import Check, QuarterRun, Report, Stage, count
from indicators import units
from indicators.calculate import calculate
from indicators.registry import all_indicators

_UNIQUE, _MATCHES, _SUMS = "rows_counted_once", "figures_match_evidence", "categories_sum"


def run_evidence(quarter_run: QuarterRun) -> Report:
    """Find the rows behind every figure, and count them, for the run quarter and the eight before it.

    Each cohort runs once, and its rows are counted as they are found; those of the run quarter and the one before it are
    kept.
    """
    connection = quarter_run.connection
    declared = all_indicators()
    calculate(connection)
    rows = count(connection, "SELECT count(*) FROM indicators.evidence")
    quarters = count(connection, "SELECT count(DISTINCT quarter) FROM indicators.evidence")
    twice = count(
        connection,
        "SELECT count(*) FROM (SELECT 1 FROM indicators.evidence GROUP BY authority, submission_quarter, quarter, "
        "indicator_id, time_window, row_id HAVING count(*) > 1)",
    )
    return Report(
        rows,
        f"{rows:,} rows of evidence for {len(declared)} indicators over {quarters} quarters",
        {"indicators": len(declared), "quarters": quarters},
        (Check(_UNIQUE, twice, EVIDENCE.checks[_UNIQUE]),),
    )


def run_results(quarter_run: QuarterRun) -> Report:
    """Reconcile the figures, breakdowns and nil rows included, with the evidence that was kept."""
    connection = quarter_run.connection
    rows = count(connection, "SELECT count(*) FROM indicators.result")
    unavailable = count(
        connection,
        "SELECT count(DISTINCT indicator_id) FROM indicators.result WHERE status = 'not_available' AND breakdown = 'all'",
    )
    shares = units.sql_list(lambda unit: unit.is_share)
    made = units.sql_list(lambda unit: unit.has_parts)
    mismatched = count(
        connection,
        f"""
        SELECT count(*)
        FROM indicators.result AS r
        INNER JOIN indicators.definition AS d USING (indicator_id)
        LEFT JOIN (
            SELECT authority, submission_quarter, quarter, indicator_id, time_window, count(*) AS held,
                count(*) FILTER (WHERE in_numerator) AS met
            FROM indicators.evidence
            GROUP BY ALL
        ) AS e USING (authority, submission_quarter, quarter, indicator_id, time_window)
        WHERE r.breakdown = 'all' AND r.status <> 'not_available'
            AND r.quarter IN (r.submission_quarter, quarters_later(r.submission_quarter, -1)) AND (
                (d.unit IN ({shares}) AND (r.numerator <> coalesce(e.met, 0) OR r.denominator <> coalesce(e.held, 0)
                    OR r.numerator > r.denominator))
                OR (r.units <> coalesce(e.held, 0) AND d.unit NOT IN ({made}))
            )
        """,
    )
    adding = units.sql_list(lambda unit: unit.is_share or (unit.counts_in_numerator and not unit.has_denominator))
    unequal = count(
        connection,
        f"""
        SELECT count(*)
        FROM (
            SELECT authority, submission_quarter, quarter, indicator_id, time_window, breakdown,
                sum(numerator) AS numerator, sum(denominator) AS denominator, sum(units) AS units
            FROM indicators.result
            WHERE breakdown <> 'all'
            GROUP BY ALL
        ) AS parts
        INNER JOIN indicators.result AS r USING (authority, submission_quarter, quarter, indicator_id, time_window)
        INNER JOIN indicators.definition AS d USING (indicator_id)
        WHERE r.breakdown = 'all' AND (
            parts.units IS DISTINCT FROM r.units
            OR (d.unit IN ({adding}) AND (parts.numerator IS DISTINCT FROM r.numerator
                OR parts.denominator IS DISTINCT FROM r.denominator))
        )
        """,
    )
    return Report(
        rows,
        f"{rows:,} figures"
        + (f"; {unavailable} indicators not available for want of an extract" if unavailable else ""),
        {"indicators_not_available": unavailable},
        (
            Check(_MATCHES, mismatched, RESULTS.checks[_MATCHES]),
            Check(_SUMS, unequal, RESULTS.checks[_SUMS]),
        ),
    )


EVIDENCE = Stage(
    key="evidence",
    group="3_figures",
    description="One row per thing counted, for every indicator and window: whether it is in the numerator, why it was "
    "missed, when it was due. Every figure is the length of a list of these. Restricted.",
    after=("core",),
    run=run_evidence,
    checks={_UNIQUE: "Nothing is counted twice for one indicator, quarter and window"},
)

RESULTS = Stage(
    key="results",
    group="3_figures",
    description="Exact figures by indicator, quarter, window, breakdown and category, nil rows included. Restricted.",
    after=("evidence",),
    run=run_results,
    checks={
        _MATCHES: "Every numerator and denominator is the number of evidence rows behind it",
        _SUMS: "The categories of every breakdown add up to the headline",
    },
)
