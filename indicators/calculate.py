"""Declaration -> SQL -> evidence -> results, for every authority, quarter and window of a build at once.

Each cohort query runs once for all its windows. Each indicator then reads its cohort into ``tally``: one row per thing
in the cohort, saying whether it is in the denominator, in the numerator and not known. Evidence is the denominator's
rows; a result is a count of them, joined to the full list of indicator x window x breakdown x category so that a nil
is a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd

from indicators.definition import Cohort, Count, Indicator, Mean, Percentage
from indicators.registry import all_indicators
from schemas.groups import BREAKDOWNS, ELIGIBILITY, Breakdown
from schemas.warehouse import table
from warehouse.build import count_rows, insert_frame

_KEYS = "authority, submission_quarter, quarter, time_window"


@dataclass(frozen=True)
class Calculated:
    """How much a calculation produced."""

    indicators: int
    evidence_rows: int
    result_rows: int


def calculate(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator] | None = None) -> Calculated:
    """Fill ``indicators.definition``, ``indicators.evidence`` and ``indicators.result`` of a build.

    Args:
        connection: A build whose core tables are filled.
        declared: The indicators to compute; every registered one by default.
    """
    chosen = all_indicators() if declared is None else declared
    write_definitions(connection, chosen)
    write_evidence(connection, chosen)
    write_results(connection, chosen)
    return Calculated(
        len(chosen),
        count_rows(connection, "indicators.evidence"),
        count_rows(connection, "indicators.result"),
    )


def write_definitions(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Fill ``indicators.definition`` from the declarations."""
    insert_frame(connection, table("indicators.definition"), definition_frame(declared))


def definition_frame(declared: Iterable[Indicator]) -> pd.DataFrame:
    """One row per indicator, as ``indicators.definition``."""
    rows = []
    for order, i in enumerate(declared, start=1):
        target = i.target
        rows.append(
            {
                "indicator_id": i.id,
                "scorecard": i.scorecard,
                "theme": i.theme,
                "display_order": order,
                "title": i.title,
                "label": i.label,
                "unit": i.unit,
                "counts": i.counts.value,
                "windows": ",".join(w.value for w in i.windows),
                "better": i.better.value,
                "is_rated": i.is_rated,
                "headline_window": i.headline_window.value,
                "tier": i.tier.value,
                "basis": i.basis.value,
                "exceptions": i.exceptions.side if i.exceptions else "",
                "needs": ",".join(i.needs),
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


def cohort_sql(cohort: Cohort, alias: str = "c") -> str:
    """A cohort's query as a relation to select from."""
    return f"(\n{cohort.sql}\n) AS {alias}"


def tally_sql(i: Indicator, relation: str, *, with_certain: bool = False) -> str:
    """The query that turns a cohort's rows into one indicator's tally.

    Args:
        i: The indicator.
        relation: What to select from: a table that holds the cohort's rows, or the cohort's query in brackets.
        with_certain: Also judge whether a miss is certain, which only a quarter to come asks.
    """
    measure = i.measure
    met, amount = "TRUE", "NULL"
    if isinstance(measure, Percentage):
        met = f"coalesce({measure.met}, FALSE)"
    elif isinstance(measure, Mean) or (isinstance(measure, Count) and measure.amount is not None):
        amount = measure.amount or "NULL"
    exception = "FALSE"
    reason = due = done = overdue = happened = last_event = "NULL"
    certain = ""
    if i.exceptions is not None:
        exception = "in_numerator" if i.exceptions.side == "+" else "NOT in_numerator"
        cases = " ".join(f"WHEN coalesce({r.when}, FALSE) THEN '{r.code}'" for r in i.exceptions.reasons)
        reason = f"CASE {cases} END"
        if i.exceptions.last_event_date is not None:
            words = i.exceptions.last_event.replace("'", "''")
            happened, last_event = i.exceptions.last_event_date, f"'{words}'"
        if with_certain:
            certain = f" coalesce({i.exceptions.certain}, FALSE) AS is_certain,"
        done = i.exceptions.done or "NULL"
        if i.exceptions.due is not None:
            due = i.exceptions.due
            last_day = f"least(coalesce({i.exceptions.done}, ends), ends)" if i.exceptions.done else "ends"
            overdue = f"nullif(greatest(date_diff('day', {due}, {last_day}), 0), 0)"
    windows = ", ".join(f"'{w.value}'" for w in i.windows)
    eligibility = "eligibility" if any(b.name == "eligibility" for b in i.breakdowns) else "NULL"
    return f"""
        SELECT
            {_KEYS}, '{i.id}' AS indicator_id, row_id, person_id, in_denominator, in_numerator, is_unknown, "value",
            CASE WHEN {exception} AND in_denominator THEN miss_reason END AS miss_reason,
            CASE WHEN in_denominator THEN due_date END AS due_date,
            CASE WHEN {exception} AND in_denominator THEN days_overdue END AS days_overdue,
            CASE WHEN {exception} AND in_denominator AND last_event_date IS NOT NULL THEN {last_event} END
                AS last_event,
            CASE WHEN {exception} AND in_denominator THEN last_event_date END AS last_event_date,
            done_date,{f" {exception} AND in_denominator AND is_certain AS is_certain," if certain else ""}
            eligibility
        FROM (
            SELECT
                {_KEYS}, row_id, person_id,
                coalesce({measure.of}, FALSE) AS in_denominator,
                coalesce({measure.of}, FALSE) AND {met} AS in_numerator,
                coalesce({i.unknown or "FALSE"}, FALSE) AS is_unknown,
                CAST({amount} AS DOUBLE) AS "value",
                CAST({reason} AS VARCHAR) AS miss_reason,
                CAST({due} AS DATE) AS due_date,
                CAST({overdue} AS INTEGER) AS days_overdue,
                CAST({happened} AS DATE) AS last_event_date,
                CAST({done} AS DATE) AS done_date,{certain}
                CAST({eligibility} AS VARCHAR) AS eligibility
            FROM (
                SELECT x.*, p.ends, p.known_on
                FROM {relation} AS x
                INNER JOIN period AS p USING ({_KEYS})
                WHERE x.time_window IN ({windows})
            ) AS judged
        ) AS tallied
        WHERE in_denominator OR is_unknown
    """


def make_period(connection: duckdb.DuckDBPyConnection, *, coming: bool = False) -> None:
    """Make the ``period`` relation every cohort reads: one row per submission, quarter and window to compute.

    The oldest quarter of ``core.reporting_period`` is there for comparison with the day before a quarter only, and the
    newest, the quarter after the run quarter, only for what is coming. A council without children or care episodes has
    no period, and so no figures (data contract, section 2).

    Args:
        connection: A build, or the warehouse.
        coming: The quarter after the run quarter instead of the quarters figures are given for.
    """
    wanted = "r.ends > n.known_on" if coming else "r.ends <= n.known_on"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE period AS
        SELECT s.authority, r.*, least(r.ends, n.known_on) AS known_on
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
            SELECT
                submission_quarter,
                min(ends) AS oldest,
                max(ends) FILTER (WHERE quarter = submission_quarter) AS known_on
            FROM core.reporting_period
            GROUP BY ALL
        ) AS n USING (submission_quarter)
        WHERE r.ends > n.oldest AND {wanted}
    """)


def write_evidence(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Run every cohort and fill ``tally`` and ``indicators.evidence``."""
    make_period(connection)
    fill_tally(connection, declared)
    connection.execute(f"""
        INSERT INTO indicators.evidence BY NAME
        SELECT
            {_KEYS}, indicator_id, row_id, person_id, in_numerator, "value", miss_reason, due_date, days_overdue,
            last_event, last_event_date
        FROM tally
        WHERE in_denominator
    """)


def fill_tally(
    connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator], *, with_certain: bool = False
) -> None:
    """Run every cohort over ``period`` and judge its rows into the temporary table ``tally``.

    An indicator whose extracts are not all available for an authority gets no rows there; ``unavailable`` names it.

    Args:
        connection: A build with ``period`` made.
        declared: The indicators; their cohorts run once each.
        with_certain: Also judge whether a miss is certain; then only indicators with exceptions.
    """
    connection.execute("DROP TABLE IF EXISTS all_periods; ALTER TABLE period RENAME TO all_periods")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE tally (
            authority VARCHAR, submission_quarter VARCHAR, quarter VARCHAR, time_window VARCHAR, indicator_id VARCHAR,
            row_id VARCHAR, person_id VARCHAR, in_denominator BOOLEAN, in_numerator BOOLEAN, is_unknown BOOLEAN,
            "value" DOUBLE, miss_reason VARCHAR, due_date DATE, days_overdue INTEGER, last_event VARCHAR,
            last_event_date DATE, done_date DATE, is_certain BOOLEAN, eligibility VARCHAR
        )
    """)
    by_cohort: dict[str, list[Indicator]] = {}
    for i in declared:
        by_cohort.setdefault(i.cohort.name, []).append(i)
    for users in by_cohort.values():
        windows = ", ".join(f"'{value}'" for value in sorted({w.value for i in users for w in i.windows}))
        tallies = " UNION ALL BY NAME ".join(f"({tally_sql(i, 'cohort', with_certain=with_certain)})" for i in users)
        # One statement a cohort: planning costs more than counting.
        connection.execute(f"""
            INSERT INTO tally BY NAME
            WITH period AS MATERIALIZED (SELECT * FROM all_periods WHERE time_window IN ({windows})),
            cohort AS MATERIALIZED (SELECT * FROM {cohort_sql(users[0].cohort)})
            {tallies}
        """)
    _drop_unavailable(connection)
    connection.execute("ALTER TABLE all_periods RENAME TO period")


def _drop_unavailable(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE unavailable AS
        SELECT DISTINCT s.authority, s.submission_quarter, d.indicator_id
        FROM core.submission AS s
        CROSS JOIN (
            SELECT indicator_id, unnest(string_split(needs, ',')) AS extract FROM indicators.definition WHERE needs <> ''
        ) AS d
        ANTI JOIN core.available_extract AS a
            ON a.authority = s.authority AND a.submission_quarter = s.submission_quarter AND a.extract = d.extract
    """)
    connection.execute("""
        DELETE FROM tally AS t
        USING unavailable AS u
        WHERE u.authority = t.authority
            AND u.submission_quarter = t.submission_quarter
            AND u.indicator_id = t.indicator_id
    """)


def _grouping(breakdowns: Sequence[Breakdown]) -> tuple[str, str, str]:
    """Select list, grouping sets and the name of the set, for breakdowns held as columns ``b_<name>``."""
    names = [b.name for b in breakdowns]
    sets = ", ".join(["(k)", *(f"(k, b_{name})" for name in names)]).replace("k", f"{_KEYS}, indicator_id")
    which = "CASE " + " ".join(f"WHEN grouping(b_{n}) = 0 THEN '{n}'" for n in names) + " ELSE 'all' END"
    category = f"coalesce({', '.join(f'b_{n}' for n in names)}, 'all')"
    return which, category, sets


def write_results(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Count ``tally`` into ``indicators.result``: headline and every breakdown category, nil rows included."""
    breakdowns = (*BREAKDOWNS, ELIGIBILITY)
    columns = []
    for b in breakdowns:
        if b is ELIGIBILITY:
            columns.append("coalesce(t.eligibility, 'Not recorded') AS b_eligibility")
            continue
        cases = " ".join(
            f"WHEN d.scorecard = '{scorecard}' THEN a.{column}" for scorecard, column in b.columns.items()
        )
        # Written before grouping, so that a missing category can never be taken for the total.
        columns.append(f"coalesce(CASE {cases} END, 'Not recorded') AS b_{b.name}")
    which, category, sets = _grouping(breakdowns)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE counted AS
        WITH described AS (
            SELECT t.*, {", ".join(columns)}
            FROM tally AS t
            INNER JOIN indicators.definition AS d USING (indicator_id)
            LEFT JOIN core.person_at_quarter_end AS a USING (authority, submission_quarter, quarter, person_id)
        )
        SELECT
            {_KEYS}, indicator_id, {which} AS breakdown, {category} AS category,
            count(*) FILTER (WHERE in_denominator) AS base,
            count(*) FILTER (WHERE in_numerator) AS met,
            coalesce(sum("value") FILTER (WHERE in_denominator), 0) AS amount,
            count(*) FILTER (WHERE is_unknown) AS unknown
        FROM described
        GROUP BY GROUPING SETS ({sets})
    """)
    connection.register("expected_rows", _expected(declared))
    connection.execute(f"""
        INSERT INTO indicators.result BY NAME
        WITH expected AS (
            SELECT p.authority, p.submission_quarter, p.quarter, p.time_window, p.ends, e.*, s.people
            FROM period AS p
            INNER JOIN expected_rows AS e ON list_contains(string_split(e.windows, ','), p.time_window)
            LEFT JOIN (
                -- The latest mid-year strictly before the last day.
                SELECT q.authority, q.submission_quarter, q.quarter, arg_max(n.people, n.mid_year) AS people
                FROM (SELECT DISTINCT authority, submission_quarter, quarter, ends FROM period) AS q
                INNER JOIN core.population AS n
                    ON n.authority = q.authority
                    AND n.submission_quarter = q.submission_quarter
                    AND make_date(n.mid_year, 6, 30) < q.ends
                GROUP BY ALL
            ) AS s USING (authority, submission_quarter, quarter)
        ),
        filled AS (
            SELECT
                e.*,
                coalesce(c.base, 0) AS base,
                coalesce(c.met, 0) AS met,
                coalesce(c.amount, 0) AS amount,
                coalesce(c.unknown, 0) AS not_known,
                u.indicator_id IS NOT NULL OR (e.unit = 'rate' AND e.people IS NULL) AS is_unavailable
            FROM expected AS e
            LEFT JOIN counted AS c
                USING (authority, submission_quarter, quarter, time_window, indicator_id, breakdown, category)
            LEFT JOIN unavailable AS u USING (authority, submission_quarter, indicator_id)
        ),
        figured AS (
            SELECT
                *,
                CASE unit
                    WHEN '%' THEN CAST(met AS DOUBLE)
                    WHEN 'n' THEN CASE WHEN is_signed THEN amount ELSE base END
                    WHEN 'rate' THEN base
                    ELSE amount
                END AS top,
                CASE unit WHEN '%' THEN CAST(base AS DOUBLE) WHEN 'rate' THEN people WHEN 'mean' THEN base END AS bottom
            FROM filled
        )
        SELECT
            {_KEYS}, indicator_id, breakdown, category,
            CASE WHEN NOT is_unavailable THEN top END AS numerator,
            CASE WHEN NOT is_unavailable THEN bottom END AS denominator,
            CASE
                WHEN is_unavailable THEN NULL
                WHEN unit = 'n' THEN top
                WHEN bottom = 0 THEN NULL
                WHEN unit = '%' THEN 100.0 * top / bottom
                WHEN unit = 'rate' THEN 10000.0 * top / bottom
                ELSE top / bottom
            END AS "value",
            CASE WHEN is_unavailable THEN 0 ELSE not_known END AS unknown,
            CASE
                WHEN is_unavailable THEN 'not_available'
                WHEN unit <> 'n' AND bottom = 0 THEN 'not_applicable'
                ELSE 'ok'
            END AS status
        FROM figured
    """)
    connection.unregister("expected_rows")


def _expected(declared: Iterable[Indicator]) -> pd.DataFrame:
    """Every indicator x breakdown x category that must have a result, with what the counting needs to know."""
    rows = []
    for i in declared:
        base = {
            "indicator_id": i.id,
            "windows": ",".join(w.value for w in i.windows),
            "unit": i.unit,
            "is_signed": isinstance(i.measure, Count) and i.measure.amount is not None,
        }
        rows.append({**base, "breakdown": "all", "category": "all"})
        for b in (*BREAKDOWNS, *i.breakdowns) if i.has_breakdowns else ():
            rows.extend(
                {**base, "breakdown": b.name, "category": c} for c in b.categories.get(i.scorecard, ())
            )
    return pd.DataFrame(rows)
