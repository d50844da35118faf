"""A cohort's rows, judged for every indicator that uses it: the temporary table ``tally``, of which evidence is a part.

One row per thing in the cohort that is counted, not known, or carries part of a denominator. It is made and used within
one call; nothing is handed from stage to stage in it.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from indicators.definition import Cohort, Indicator
from indicators.engine.availability import leave_out_unavailable, mark_unavailable, nowhere_available
from indicators.engine.binding import bind, first_line
from indicators.units.shape import KEYS, By, DeclarationError

_COLUMNS = """
    authority VARCHAR, submission_quarter VARCHAR, quarter VARCHAR, time_window VARCHAR, indicator_id VARCHAR,
    row_id VARCHAR, person_id VARCHAR, in_denominator BOOLEAN, in_numerator BOOLEAN, is_unknown BOOLEAN,
    "value" DOUBLE, base DOUBLE, categories VARCHAR[], miss_reason VARCHAR, due_date DATE, days_overdue INTEGER,
    last_event VARCHAR, last_event_date DATE, done_date DATE, is_certain BOOLEAN
"""


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
    row = i.measure.row()
    listed = "FALSE" if i.exceptions is None else "in_numerator" if i.exceptions.side == "+" else "NOT in_numerator"
    judged = _exception_columns(i, with_certain=with_certain)
    categories = ", ".join(_category(by) for by in i.own_breakdowns)
    windows = ", ".join(f"'{w.value}'" for w in i.windows)
    return f"""
        SELECT
            {KEYS}, '{i.id}' AS indicator_id, row_id, person_id, in_denominator, in_numerator, is_unknown,
            "value", base, categories,
            CASE WHEN {listed} AND in_denominator THEN miss_reason END AS miss_reason,
            CASE WHEN in_denominator THEN due_date END AS due_date,
            CASE WHEN {listed} AND in_denominator THEN days_overdue END AS days_overdue,
            CASE WHEN {listed} AND in_denominator AND last_event_date IS NOT NULL THEN last_event END AS last_event,
            CASE WHEN {listed} AND in_denominator THEN last_event_date END AS last_event_date,
            done_date, {listed} AND in_denominator AND is_certain AS is_certain
        FROM (
            SELECT
                {KEYS}, row_id, person_id,
                coalesce({row.counted}, FALSE) AS in_denominator,
                coalesce({row.counted}, FALSE) AND coalesce({row.met}, FALSE) AS in_numerator,
                coalesce({i.unknown or "FALSE"}, FALSE) AS is_unknown,
                CAST({row.value} AS DOUBLE) AS "value",
                CAST({row.base if row.carries else f"CASE WHEN {row.counted} THEN {row.base} END"} AS DOUBLE) AS base,
                {f"[{categories}]" if categories else "CAST(NULL AS VARCHAR[])"} AS categories,
                {judged}
            FROM (
                SELECT x.*, p.ends, p.known_on
                FROM {relation} AS x
                INNER JOIN period AS p USING ({KEYS})
                WHERE x.time_window IN ({windows}) AND {in_force(i)}
            ) AS asked
        ) AS tallied
        WHERE in_denominator OR is_unknown OR base IS NOT NULL
    """


def in_force(i: Indicator) -> str:
    """Condition on ``p.quarter``: the financial years this block is the definition of."""
    until = f" AND p.quarter < '{i.until}'" if i.until else ""
    return f"p.quarter >= '{i.in_force}'{until}"


def _category(by: By) -> str:
    """The category of a row: one of those listed, or the missing one."""
    expression = f"CAST(({by.column}) AS VARCHAR)"
    missing = by.missing.replace("'", "''")
    if not by.categories:
        return f"coalesce({expression}, '{missing}')"
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in by.listed)
    return f"CASE WHEN {expression} IN ({listed}) THEN {expression} ELSE '{missing}' END"


def _exception_columns(i: Indicator, *, with_certain: bool) -> str:
    """Select list for reason, dates and last event of a row, were it an exception."""
    reason = due = done = overdue = happened = words = "NULL"
    certain = "NULL"
    if i.exceptions is not None:
        cases = " ".join(f"WHEN coalesce({r.when}, FALSE) THEN '{r.code}'" for r in i.exceptions.reasons)
        reason, done = f"CASE {cases} END", i.exceptions.done or "NULL"
        if i.exceptions.last_event_date is not None:
            happened = i.exceptions.last_event_date
            words = "'" + i.exceptions.last_event.replace("'", "''") + "'"
        if with_certain:
            certain = f"coalesce({i.exceptions.certain}, FALSE)"
        if i.exceptions.due is not None:
            due = i.exceptions.due
            last_day = f"least(coalesce({done}, ends), ends)" if i.exceptions.done else "ends"
            overdue = f"nullif(greatest(date_diff('day', {due}, {last_day}), 0), 0)"
    return f"""
                CAST({reason} AS VARCHAR) AS miss_reason,
                CAST({due} AS DATE) AS due_date,
                CAST({overdue} AS INTEGER) AS days_overdue,
                CAST({words} AS VARCHAR) AS last_event,
                CAST({happened} AS DATE) AS last_event_date,
                CAST({done} AS DATE) AS done_date,
                CAST({certain} AS BOOLEAN) AS is_certain
    """


def fill_tally(
    connection: duckdb.DuckDBPyConnection,
    declared: Sequence[Indicator],
    tallied: Sequence[Indicator] | None = None,
    *,
    with_certain: bool = False,
) -> None:
    """Make ``tally`` over ``period``, without what is not available, and ``unavailable`` and ``marked``, which say why.

    Args:
        connection: A build with ``period`` made.
        declared: The indicators of which it is said whether they are available.
        tallied: Those to tally; all by default. Those made of other figures have no rows.
        with_certain: Also judge whether a miss is certain.
    """
    tallied = declared if tallied is None else tallied
    mark_unavailable(connection, declared)
    # Whose extracts nobody delivered is not asked for: planning a query costs the same over nothing.
    nowhere = nowhere_available(connection, tallied)
    gathered = {name for i in tallied if i.id not in nowhere for name in i.measure.gathers()}
    connection.execute(f"CREATE OR REPLACE TEMP TABLE tally ({_COLUMNS})")
    _add(connection, [i for i in tallied if i.id not in nowhere or i.id in gathered], with_certain=with_certain)
    leave_out_unavailable(connection)


def _add(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator], *, with_certain: bool) -> None:
    """Run the cohorts of some indicators over ``period``, once each, and judge their rows into ``tally``."""
    by_cohort: dict[str, list[Indicator]] = {}
    for i in declared:
        if i.cohort is not None:
            by_cohort.setdefault(i.cohort.name, []).append(i)
    connection.execute("DROP TABLE IF EXISTS all_periods; ALTER TABLE period RENAME TO all_periods")
    for users in by_cohort.values():
        windows = ", ".join(f"'{value}'" for value in sorted({w.value for i in users for w in i.windows}))
        tallies = " UNION ALL BY NAME ".join(f"({tally_sql(i, 'cohort', with_certain=with_certain)})" for i in users)
        cohort = users[0].cohort
        assert cohort is not None
        # One statement a cohort: planning costs more than counting.
        try:
            connection.execute(f"""
                INSERT INTO tally BY NAME
                WITH period AS MATERIALIZED (SELECT * FROM all_periods WHERE time_window IN ({windows})),
                cohort AS MATERIALIZED (SELECT * FROM {cohort_sql(cohort)})
                {tallies}
            """)
        except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException) as error:
            connection.execute("ALTER TABLE all_periods RENAME TO period")
            bind(connection, users)
            raise DeclarationError(f"Cohort '{cohort.name}' cannot be read: {first_line(error)}") from None
    connection.execute("ALTER TABLE all_periods RENAME TO period")
    for i in declared:
        if i.measure.gathers():
            _gather(connection, i)


def _gather(connection: duckdb.DuckDBPyConnection, i: Indicator) -> None:
    """Give an indicator the rows of others as its own; whose they were stands before each row's identifier."""
    listed = ", ".join(f"'{name}'" for name in i.measure.gathers())
    connection.execute(f"""
        INSERT INTO tally BY NAME
        SELECT * REPLACE (
            '{i.id}' AS indicator_id, t.indicator_id || '|' || t.row_id AS row_id, NULL AS miss_reason, NULL AS due_date,
            NULL AS days_overdue, NULL AS last_event, NULL AS last_event_date
        )
        FROM tally AS t
        WHERE t.indicator_id IN ({listed})
    """)
