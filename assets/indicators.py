"""Evidence and results: every indicator as rows first, and as figures that are counts of them."""

from __future__ import annotations

from assets.stage import Check, QuarterRun, Report, Stage, count
from indicators.calculate import write_definitions, write_evidence, write_results
from indicators.registry import all_indicators

_UNIQUE, _MATCHES, _SUMS = "rows_counted_once", "figures_match_evidence", "categories_sum"


def run_evidence(quarter_run: QuarterRun) -> Report:
    """Find the rows behind every figure, for the run quarter and the eight before it."""
    connection = quarter_run.connection
    declared = all_indicators()
    write_definitions(connection, declared)
    write_evidence(connection, declared)
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
    """Count the evidence into figures, breakdowns and nil rows included."""
    connection = quarter_run.connection
    write_results(connection, all_indicators())
    rows = count(connection, "SELECT count(*) FROM indicators.result")
    unavailable = count(
        connection,
        "SELECT count(DISTINCT indicator_id) FROM indicators.result WHERE status = 'not_available' AND breakdown = 'all'",
    )
    mismatched = count(
        connection,
        """
        SELECT count(*)
        FROM indicators.result AS r
        INNER JOIN indicators.definition AS d USING (indicator_id)
        LEFT JOIN (
            SELECT authority, submission_quarter, quarter, indicator_id, time_window, count(*) AS held,
                count(*) FILTER (WHERE in_numerator) AS met
            FROM indicators.evidence
            GROUP BY ALL
        ) AS e USING (authority, submission_quarter, quarter, indicator_id, time_window)
        WHERE r.breakdown = 'all' AND r.status <> 'not_available' AND (
            (d.unit = '%' AND (r.numerator <> coalesce(e.met, 0) OR r.denominator <> coalesce(e.held, 0)))
            OR (d.unit = 'rate' AND r.numerator <> coalesce(e.held, 0))
            OR r.numerator > r.denominator AND d.unit = '%'
        )
        """,
    )
    unequal = count(
        connection,
        """
        SELECT count(*)
        FROM (
            SELECT authority, submission_quarter, quarter, indicator_id, time_window, breakdown,
                sum(numerator) AS numerator, sum(denominator) AS denominator
            FROM indicators.result
            WHERE breakdown <> 'all'
            GROUP BY ALL
        ) AS parts
        INNER JOIN indicators.result AS r USING (authority, submission_quarter, quarter, indicator_id, time_window)
        WHERE r.breakdown = 'all'
            AND (parts.numerator IS DISTINCT FROM r.numerator OR parts.denominator IS DISTINCT FROM r.denominator)
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
