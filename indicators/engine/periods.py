"""The quarters and windows that figures are asked for."""

from __future__ import annotations

import duckdb


def make_period(connection: duckdb.DuckDBPyConnection, *, coming: bool = False) -> None:
    """Make the ``period`` relation every cohort reads: one row per submission, quarter and window to compute.

    Quarters of ``core.reporting_period`` that are not ``is_given`` are there for comparison only; the newest, the quarter
    after the run quarter, for what is coming. A council without children or care episodes has no period, and so no figures
    (data contract, section 2).

    Args:
        connection: A build, or the warehouse.
        coming: The quarter after the run quarter instead of the quarters figures are given for.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE period AS
        SELECT p.* FROM ({_periods()}) AS p WHERE {"p.ends > p.run_ends" if coming else "p.is_given"}
    """)


def make_earlier_period(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``period`` of the quarters that lie a year before one that figures are given for, and are not given themselves."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE period AS
        WITH every AS ({_periods()})
        SELECT p.*
        FROM every AS p
        SEMI JOIN every AS g
            ON g.is_given AND g.authority = p.authority AND g.submission_quarter = p.submission_quarter
            AND quarters_later(g.quarter, -4) = p.quarter
        WHERE NOT p.is_given AND p.ends < p.run_ends
    """)


def _periods() -> str:
    """Every period of a build, with ``run_ends`` (last day of the run quarter) and ``known_on`` (it, or the period's own)."""
    return """
        SELECT s.authority, r.*, n.run_ends, least(r.ends, n.run_ends) AS known_on
        FROM core.submission AS s
        INNER JOIN core.reporting_period AS r USING (submission_quarter)
        SEMI JOIN (
            SELECT authority, submission_quarter
            FROM core.available_extract
            WHERE extract IN ('children', 'care_episodes')
            GROUP BY ALL
            HAVING count(*) = 2
        ) AS usable USING (authority, submission_quarter)
        INNER JOIN (
            SELECT submission_quarter, max(ends) AS run_ends
            FROM core.reporting_period
            WHERE quarter = submission_quarter
            GROUP BY ALL
        ) AS n USING (submission_quarter)
    """
