"""What a delivery cannot give: figures that are not available, and what is missing, in words.

A figure is withheld where something its declaration names in ``needs`` is not there (an extract, a column, a code of which
there is no row); where the records of an extract come from an annual return, and the quarter is not the last of its year or
such rows cannot stand for what is counted; or where its reach begins before the day from which the records of an extract
are complete. What the checking of the files has said nothing about counts as there.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from indicators.definition import Basis, Indicator
from indicators.needs import Need
from indicators.units.shape import KEYS
from schemas.extracts import EXTRACTS

#: Dates of which a blank says that something has not happened. A due date is none: without it nobody knows when.
_SAY_NOTHING_HAPPENED = frozenset(
    f"{name}.{column.name}"
    for name, extract in EXTRACTS.items()
    for column in extract.columns
    if column.kind in ("date", "datetime") and column.name != "due_date"
)


#: Where no indicator has such a reach.
_NOTHING_OUT_OF_REACH = (
    f"SELECT {KEYS}, CAST(NULL AS VARCHAR) AS indicator_id, CAST(NULL AS VARCHAR) AS missing, FALSE AS is_annual "
    "FROM period WHERE FALSE"
)


def mark_unavailable(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Make ``unavailable`` and ``marked`` (:data:`KEYS`, ``indicator_id``, ``missing``).

    Of several things that are missing the first the declaration names is told. ``marked`` are figures that are given though
    part of the history they look back on is not on file.

    Args:
        connection: A build with ``period`` made.
        declared: The indicators.
    """
    connection.register("needs", _needs(declared))
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE unavailable AS
        SELECT {KEYS}, indicator_id, arg_min(missing, (place, missing)) AS missing
        FROM (
            SELECT p.authority, p.submission_quarter, p.quarter, p.time_window, n.indicator_id, n.place, g.missing
            FROM period AS p
            INNER JOIN needs AS n ON list_contains(n.windows, p.time_window)
            INNER JOIN ({_not_there(declared)}) AS g
                ON g.authority = p.authority AND g.submission_quarter = p.submission_quarter AND g.need = n.need
            UNION ALL BY NAME
            SELECT *, 100 + CAST(is_annual AS INTEGER) AS place FROM ({_out_of_reach(declared, "reaches")})
        )
        GROUP BY ALL
    """)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE marked AS
        SELECT {KEYS}, indicator_id, min(missing) AS missing
        FROM ({_out_of_reach(declared, "marked_reach")})
        WHERE NOT is_annual
        GROUP BY ALL
    """)
    connection.unregister("needs")


def nowhere_available(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> frozenset[str]:
    """Identifiers of the indicators that no council can be given in any quarter or window.

    Args:
        connection: A build with ``period`` and ``unavailable`` made.
        declared: The indicators.
    """
    windows = pd.DataFrame(
        [(i.id, w.value) for i in declared for w in i.windows], columns=["indicator_id", "time_window"]
    )
    connection.register("asked", windows.drop_duplicates().astype("str"))
    found = connection.execute(f"""
        SELECT a.indicator_id
        FROM asked AS a
        INNER JOIN period AS p USING (time_window)
        LEFT JOIN unavailable AS u USING ({KEYS}, indicator_id)
        GROUP BY ALL
        HAVING bool_and(u.missing IS NOT NULL)
    """).fetchall()
    connection.unregister("asked")
    return frozenset(str(row[0]) for row in found)


def leave_out_unavailable(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the rows of figures that are not available out of ``tally``."""
    connection.execute(f"DELETE FROM tally USING unavailable AS u WHERE {_same('tally', 'u')}")


def _needs(declared: Sequence[Indicator]) -> pd.DataFrame:
    """Each thing each indicator needs, in the order of its declaration."""
    rows = [
        (
            i.id,
            place,
            need.text,
            need.extract,
            [w.value for w in i.windows],
            _is_told_by_returns(i),
            i.reaches,
            i.marked_reach,
        )
        for i in declared
        for place, need in enumerate(i.all_needs)
    ]
    frame = pd.DataFrame(
        rows,
        columns=[
            "indicator_id",
            "place",
            "need",
            "extract",
            "windows",
            "is_told_by_returns",
            "reaches",
            "marked_reach",
        ],
    )
    return frame.astype(dict.fromkeys(("indicator_id", "need", "extract", "reaches", "marked_reach"), "str"))


def _is_told_by_returns(indicator: Indicator) -> bool:
    return indicator.is_told_by_returns or indicator.basis is Basis.BIRTHDAY


def _not_there(declared: Sequence[Indicator]) -> str:
    """The needs each council's delivery does not meet, with what is missing in words."""
    needs = dict.fromkeys(need for i in declared for need in i.all_needs)
    if not needs:
        return "SELECT authority, submission_quarter, '' AS need, '' AS missing FROM core.submission WHERE FALSE"
    listed = ", ".join(
        f"('{n.text}', '{n.words}', '{n.extract}', '{n.column}', {_blank_is_missing(n)}, '{n.code}')" for n in needs
    )
    of_codes = "".join(
        f"""
            UNION ALL
            SELECT DISTINCT r.authority, r.submission_quarter, '{need.text}' FROM clean.{need.extract} AS r
            WHERE r.{need.column} = '{need.code}'
        """
        for need in needs
        if need.code
    )
    return f"""
        SELECT s.authority, s.submission_quarter, n.need, n.missing
        FROM core.submission AS s
        CROSS JOIN (VALUES {listed}) AS n(need, missing, extract, column_name, is_blank_missing, code)
        LEFT JOIN core.available_extract AS a
            ON a.authority = s.authority AND a.submission_quarter = s.submission_quarter AND a.extract = n.extract
        LEFT JOIN (
            SELECT authority, submission_quarter, extract, coalesce(column_name, '') AS column_name,
                bool_or(state = 'blank') AS is_blank,
                bool_or(state IN ('absent', 'not_matched', 'set_aside', 'not_loaded')) AS is_gone
            FROM quality.availability
            GROUP BY ALL
        ) AS v
            ON v.authority = s.authority AND v.submission_quarter = s.submission_quarter
            AND v.extract = n.extract AND v.column_name = n.column_name
        LEFT JOIN (
            SELECT NULL AS authority, NULL AS submission_quarter, NULL AS need WHERE FALSE
            {of_codes}
        ) AS c
            ON c.authority = s.authority AND c.submission_quarter = s.submission_quarter AND c.need = n.need
        WHERE a.extract IS NULL OR v.is_gone OR (v.is_blank AND n.is_blank_missing) OR (n.code <> '' AND c.need IS NULL)
    """


def _blank_is_missing(need: Need) -> bool:
    """Whether a column that is there and wholly blank leaves the figure without what it needs."""
    return bool(need.column) and f"{need.extract}.{need.column}" not in _SAY_NOTHING_HAPPENED


def _out_of_reach(declared: Sequence[Indicator], reach: str) -> str:
    """Figures that would rest on days before the records of an extract are complete, or on an annual return between years.

    Args:
        declared: The indicators.
        reach: Which of an indicator's reaches is asked about, ``reaches`` or ``marked_reach``.
    """
    texts = sorted({getattr(i, reach) for i in declared} - {""})
    if not texts:
        return _NOTHING_OUT_OF_REACH
    # Each day is worked out once a period: some look terms up in the calendar of schools.
    days = ", ".join(f"{{'reach': {_quoted(text)}, 'first_day': CAST({text} AS DATE)}}" for text in texts)
    of_a_return = "h.is_annual AND NOT (p.quarter LIKE '%Q4' AND n.is_told_by_returns)"
    return f"""
        SELECT
            p.authority, p.submission_quarter, p.quarter, p.time_window, n.indicator_id,
            {of_a_return} AS is_annual,
            CASE
                WHEN {of_a_return} THEN n.extract || ' comes once a year, for 31 March'
                ELSE 'history: records of ' || n.extract || ' are complete from ' || strftime(h.covers_from, '%-d %B %Y')
            END AS missing
        FROM (SELECT *, unnest([{days}], recursive := true) FROM period) AS p
        INNER JOIN (
            SELECT DISTINCT indicator_id, extract, windows, is_told_by_returns, {reach} AS reach FROM needs
        ) AS n ON n.reach = p.reach AND list_contains(n.windows, p.time_window)
        INNER JOIN core.history AS h
            ON h.authority = p.authority AND h.submission_quarter = p.submission_quarter AND h.extract = n.extract
        -- A record of a return is of its year, however long before the period what it answers for may have happened.
        WHERE h.covers_from > CASE WHEN h.is_annual THEN greatest(p.first_day, p.starts) ELSE p.first_day END
            OR ({of_a_return})
    """


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _same(one: str, other: str) -> str:
    return " AND ".join(f"{one}.{key} = {other}.{key}" for key in (*KEYS.split(", "), "indicator_id"))
