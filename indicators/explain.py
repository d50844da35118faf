"""How one figure came about: its definition, the SQL, the rows at each step, and who moved since last quarter.

Reads the warehouse. Counts only; the rows themselves are for the managers' side.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from indicators.definition import Indicator
from indicators.engine.periods import make_period
from indicators.engine.tally import cohort_sql, tally_sql
from warehouse.calendar import Quarter, Window


@dataclass(frozen=True)
class Steps:
    """One council's figure, step by step; each count adds up to the next.

    Attributes:
        in_cohort: Rows the cohort query finds.
        not_asked: Of them, those outside the denominator for a stated reason (age, type, length of care).
        not_known: Of those, the ones counted in ``unknown`` because a fact is missing.
        denominator: Rows of evidence.
        numerator: Of them, those counted.
        reasons: Reason code and words -> exceptions, in the order of the declaration.
    """

    in_cohort: int
    not_asked: int
    not_known: int
    denominator: int
    numerator: int
    reasons: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Movement:
    """How the rows differ from the quarter before, as now known.

    Attributes:
        before: Rows then.
        entered: Rows now and not then.
        left: Rows then and not now.
        changed: Rows in both whose answer changed.
        now: Rows now; ``before`` plus ``entered`` less ``left``.
    """

    before: int
    entered: int
    left: int
    changed: int
    now: int


def sql(i: Indicator) -> str:
    """The query that was run for an indicator, with its cohort in place; blank where it has no rows of its own."""
    if i.cohort is None:
        return (i.measure.derived(i.id) or "").strip()
    return tally_sql(i, f"(\n{i.cohort.sql.strip()}\n)").strip()


def steps(
    connection: duckdb.DuckDBPyConnection, i: Indicator, authority: str, quarter: Quarter, window: Window
) -> Steps:
    """Count the rows at each step, by running the cohort again.

    Args:
        connection: The warehouse; reading is enough.
        i: The indicator.
        authority: Slug of the council.
        quarter: The run quarter.
        window: One of the indicator's windows.
    """
    make_period(connection)
    connection.execute(
        "DELETE FROM period WHERE authority <> ? OR submission_quarter <> ? OR quarter <> ? OR time_window <> ?",
        [authority, quarter.label, quarter.label, window.value],
    )
    if i.cohort is None:
        return Steps(0, 0, 0, 0, 0, ())
    in_cohort = _one(connection, f"SELECT count(*) FROM {cohort_sql(i.cohort)}")
    tallied = f"({sql(i)}) AS t"
    counted = connection.execute(
        f"SELECT count(*) FILTER (WHERE in_denominator), count(*) FILTER (WHERE in_numerator), "
        f"count(*) FILTER (WHERE is_unknown AND NOT in_denominator) FROM {tallied}"
    ).fetchall()[0]
    reasons: list[tuple[str, str, int]] = []
    if i.exceptions is not None:
        found = dict(
            connection.execute(
                f"SELECT miss_reason, count(*) FROM {tallied} WHERE miss_reason IS NOT NULL GROUP BY ALL"
            ).fetchall()
        )
        reasons = [(r.code, r.words, found.get(r.code, 0)) for r in i.exceptions.reasons]
    denominator, numerator, left_unknown = counted
    return Steps(in_cohort, in_cohort - denominator, left_unknown, denominator, numerator, tuple(reasons))


def movement(
    connection: duckdb.DuckDBPyConnection, i: Indicator, authority: str, quarter: Quarter, window: Window
) -> Movement:
    """Compare the evidence with that of the quarter before, from the same submission ("as now known")."""
    answer = i.measure.unit.answer
    row = connection.execute(
        f"""
        WITH listed AS (
            SELECT quarter, row_id, {answer} AS answer
            FROM indicators.evidence
            WHERE authority = ? AND submission_quarter = ? AND indicator_id = ? AND time_window = ?
        ),
        paired AS (
            SELECT n.row_id AS row_now, b.row_id AS row_before, n.answer AS answer_now, b.answer AS answer_before
            FROM (SELECT * FROM listed WHERE quarter = ?) AS n
            FULL JOIN (SELECT * FROM listed WHERE quarter = ?) AS b USING (row_id)
        )
        SELECT
            count(row_before),
            count(*) FILTER (WHERE row_before IS NULL),
            count(*) FILTER (WHERE row_now IS NULL),
            count(*) FILTER (WHERE row_now IS NOT NULL AND row_before IS NOT NULL
                AND answer_now IS DISTINCT FROM answer_before),
            count(row_now)
        FROM paired
        """,
        [authority, quarter.label, i.id, window.value, quarter.label, quarter.shift(-1).label],
    ).fetchall()[0]
    return Movement(*row)


def evidence(
    connection: duckdb.DuckDBPyConnection, i: Indicator, authority: str, quarter: Quarter, window: Window
) -> pd.DataFrame:
    """The rows behind the figure. Restricted: they name persons by their identifiers."""
    return connection.execute(
        "SELECT * EXCLUDE (delivery) FROM indicators.evidence WHERE authority = ? AND submission_quarter = ? AND quarter = ? "
        "AND indicator_id = ? AND time_window = ? ORDER BY in_numerator, row_id",
        [authority, quarter.label, quarter.label, i.id, window.value],
    ).df()


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])
