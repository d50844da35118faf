"""What a delivery cannot give: figures that are not available, and what is missing, in words.

A figure is withheld where something its declaration names in ``needs`` is not there (an extract, a column, a code of which
there is no row), where the records of an extract come from an annual return and the quarter is not the last of its year, or
where its reach begins before the day from which the records of an extract are complete. What the checking of the files has
said nothing about counts as there.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from indicators.definition import Indicator
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


def mark_unavailable(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Make ``unavailable`` and ``marked`` (:data:`KEYS`, ``indicator_id``, ``missing``), and take the former's rows out of ``tally``.

    Of several things that are missing the first the declaration names is told. ``marked`` are figures that are given though
    part of the history they look back on is not on file.

    Args:
        connection: A build with ``period`` and ``tally`` made.
        declared: The indicators.
    """
    connection.register("needs", _needs(declared))
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE unavailable AS
        SELECT {KEYS}, indicator_id, arg_min(missing, place) AS missing
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
        SELECT {KEYS}, indicator_id, any_value(missing) AS missing
        FROM ({_out_of_reach(declared, "marked_reach")})
        WHERE NOT is_annual
        GROUP BY ALL
    """)
    connection.unregister("needs")
    connection.execute(f"DELETE FROM tally USING unavailable AS u WHERE {_same('tally', 'u')}")


def _needs(declared: Sequence[Indicator]) -> pd.DataFrame:
    """Each thing each indicator needs, in the order of its declaration."""
    rows = [
        (i.id, place, need.text, need.extract, [w.value for w in i.windows])
        for i in declared
        for place, need in enumerate(i.all_needs)
    ]
    frame = pd.DataFrame(rows, columns=["indicator_id", "place", "need", "extract", "windows"])
    return frame.astype({"indicator_id": "str", "need": "str", "extract": "str"})


def _not_there(declared: Sequence[Indicator]) -> str:
    """The needs each council's delivery does not meet, with what is missing in words."""
    needs = dict.fromkeys(need for i in declared for need in i.all_needs)
    return " UNION ALL ".join(_one_not_there(need) for need in needs)


def _one_not_there(need: Need) -> str:
    states = "'absent', 'not_matched', 'set_aside', 'not_loaded'"
    if need.column and f"{need.extract}.{need.column}" not in _SAY_NOTHING_HAPPENED:
        states += ", 'blank'"
    about = f"v.column_name = '{need.column}'" if need.column else "v.column_name IS NULL"
    rows = ""
    if need.code:
        rows = f"""
            OR NOT EXISTS (
                SELECT 1 FROM clean.{need.extract} AS r
                WHERE r.authority = s.authority AND r.submission_quarter = s.submission_quarter
                    AND r.{need.column} = '{need.code}'
            )
        """
    return f"""
        SELECT s.authority, s.submission_quarter, '{need.text}' AS need, '{need.words}' AS missing
        FROM core.submission AS s
        WHERE NOT EXISTS (
                SELECT 1 FROM core.available_extract AS a
                WHERE a.authority = s.authority AND a.submission_quarter = s.submission_quarter
                    AND a.extract = '{need.extract}'
            )
            OR EXISTS (
                SELECT 1 FROM quality.availability AS v
                WHERE v.authority = s.authority AND v.submission_quarter = s.submission_quarter
                    AND v.extract = '{need.extract}' AND {about} AND v.state IN ({states})
            )
            {rows}
    """


def _out_of_reach(declared: Sequence[Indicator], reach: str) -> str:
    """Figures that would rest on days before the records of an extract are complete, or on an annual return between years.

    Args:
        declared: The indicators.
        reach: Which of an indicator's reaches is asked about.
    """
    reaches = {i.id: getattr(i, reach) for i in declared}
    cases = " ".join(f"WHEN '{name}' THEN {text}" for name, text in reaches.items() if text)
    first_day = f"CASE n.indicator_id {cases} END" if cases else "CAST(NULL AS DATE)"
    return f"""
        SELECT
            p.authority, p.submission_quarter, p.quarter, p.time_window, n.indicator_id,
            h.is_annual AND NOT p.quarter LIKE '%Q4' AS is_annual,
            CASE
                WHEN h.is_annual AND NOT p.quarter LIKE '%Q4' THEN n.extract || ' comes once a year, for 31 March'
                ELSE 'history: records of ' || n.extract || ' are complete from ' || strftime(h.covers_from, '%-d %B %Y')
            END AS missing
        FROM period AS p
        INNER JOIN (SELECT DISTINCT indicator_id, extract, windows FROM needs) AS n ON list_contains(n.windows, p.time_window)
        INNER JOIN core.history AS h
            ON h.authority = p.authority AND h.submission_quarter = p.submission_quarter AND h.extract = n.extract
        WHERE h.covers_from > {first_day} OR (h.is_annual AND NOT p.quarter LIKE '%Q4')
    """


def _same(one: str, other: str) -> str:
    return " AND ".join(f"{one}.{key} = {other}.{key}" for key in (*KEYS.split(", "), "indicator_id"))
