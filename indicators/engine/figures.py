"""From counts to figures: every indicator x window x breakdown x category has one, so that a nil is a row."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from indicators.definition import Indicator
from indicators.units.shape import KEYS, Formula

#: What is asked of every figure, and what the counting must know of it.
_EXPECTED = (
    "breakdown",
    "category",
    "as_given",
    "formula",
    "other_id",
    "other_window",
    "from_year",
    "until",
    "breakdown_needs",
)


def write_counted_figures(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Add the figures of indicators whose rows are counted to ``indicators.result``.

    Args:
        connection: A build with ``period``, ``unavailable`` and ``counted`` made.
        declared: The indicators.
    """
    chosen = [i for i in declared if i.measure.derived(i.id) is None]
    if not chosen:
        return
    formulas = list(dict.fromkeys(i.measure.formula() for i in chosen))
    connection.register("expected_rows", _expected(chosen, formulas))
    connection.execute(f"""
        INSERT INTO indicators.result BY NAME
        WITH people AS ({_PEOPLE}),
        asked AS (
            SELECT p.authority, p.submission_quarter, p.quarter, e.*, s.people
            FROM period AS p
            INNER JOIN expected_rows AS e USING (time_window)
            LEFT JOIN people AS s USING (authority, submission_quarter, quarter)
            -- A breakdown may rest on an extract that the headline does not need.
            LEFT JOIN core.available_extract AS b
                ON b.authority = p.authority AND b.submission_quarter = p.submission_quarter AND b.extract = e.breakdown_needs
            WHERE p.quarter >= e.from_year AND (e.until = '' OR p.quarter < e.until)
                AND (e.breakdown_needs = '' OR b.extract IS NOT NULL)
        ),
        expected AS (
            SELECT * EXCLUDE (as_given) FROM asked WHERE NOT as_given
            UNION ALL BY NAME
            -- Texts as given are the categories there are.
            SELECT a.* EXCLUDE (category, as_given), g.category
            FROM (SELECT * FROM asked WHERE as_given) AS a
            INNER JOIN counted AS g USING ({KEYS}, indicator_id, breakdown)
        ),
        filled AS (
            SELECT
                e.*,
                coalesce(c.things, 0) AS things, coalesce(c.met, 0) AS met, coalesce(c.amount, 0) AS amount,
                coalesce(c.base_amount, 0) AS base_amount, coalesce(c.blank_bases, 0) AS blank_bases, c.middle,
                coalesce(w.things, 0) AS total, coalesce(c.unknown, 0) AS not_known, o.numerator AS other,
                u.indicator_id IS NOT NULL AS is_unavailable, coalesce(u.missing, o.missing) AS is_missing,
                m.missing AS is_marked
            FROM expected AS e
            LEFT JOIN counted AS c USING ({KEYS}, indicator_id, breakdown, category)
            LEFT JOIN (SELECT * FROM counted WHERE breakdown = 'all') AS w USING ({KEYS}, indicator_id)
            LEFT JOIN unavailable AS u USING ({KEYS}, indicator_id)
            LEFT JOIN marked AS m USING ({KEYS}, indicator_id)
            LEFT JOIN indicators.result AS o
                ON o.authority = e.authority AND o.submission_quarter = e.submission_quarter AND o.quarter = e.quarter
                AND o.indicator_id = e.other_id AND o.breakdown = 'all'
                AND o.time_window = e.other_window
        ),
        figured AS (
            SELECT
                *,
                CAST({_cases(formulas, "numerator")} AS DOUBLE) AS numerator,
                CAST({_cases(formulas, "denominator")} AS DOUBLE) AS denominator,
                is_unavailable OR NOT coalesce({_cases(formulas, "rests_on")}, FALSE) AS is_withheld,
                CASE formula {" ".join(f"WHEN {n} THEN '{f.missing}'" for n, f in enumerate(formulas))} END AS is_needed
            FROM filled
        ),
        valued AS (
            SELECT *, CASE WHEN denominator = 0 AND NOT only_subtracts THEN NULL ELSE {_cases(formulas, "value")} END AS figure
            FROM (SELECT *, {_cases(formulas, "only_subtracts")} AS only_subtracts FROM figured) AS f
        )
        SELECT
            {KEYS}, indicator_id, breakdown, category,
            CASE WHEN NOT is_withheld THEN numerator END AS numerator,
            CASE WHEN NOT is_withheld THEN denominator END AS denominator,
            CASE WHEN NOT is_withheld THEN CAST(figure AS DOUBLE) END AS "value",
            CASE WHEN is_withheld THEN 0 ELSE not_known END AS unknown,
            CASE WHEN is_withheld THEN 'not_available' WHEN figure IS NULL THEN 'not_applicable' ELSE 'ok' END AS status,
            CASE WHEN is_withheld THEN coalesce(is_missing, is_needed) ELSE is_marked END AS missing,
            CASE WHEN NOT is_withheld THEN things END AS units
        FROM valued
    """)
    connection.unregister("expected_rows")


def write_derived_figures(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Add the figures of indicators that are made of others to ``indicators.result``.

    Args:
        connection: A build with ``period`` and ``unavailable`` made, and the figures they are made of.
        declared: The indicators.
    """
    for i in declared:
        query = i.measure.derived(i.id)
        if query is None:
            continue
        windows = ", ".join(f"'{w.value}'" for w in i.windows)
        until = f" AND p.quarter < '{i.until}'" if i.until else ""
        connection.execute(f"""
            INSERT INTO indicators.result BY NAME
            WITH people AS ({_PEOPLE}),
            asked AS (
                SELECT p.authority, p.submission_quarter, p.quarter, p.time_window, p.ends, s.people
                FROM period AS p
                LEFT JOIN people AS s USING (authority, submission_quarter, quarter)
                WHERE p.time_window IN ({windows}) AND p.quarter >= '{i.in_force}'{until}
            ),
            made AS ({query})
            SELECT
                {KEYS}, '{i.id}' AS indicator_id, m.breakdown, m.category,
                CASE WHEN m.is_there THEN m.numerator END AS numerator,
                CASE WHEN m.is_there THEN m.denominator END AS denominator,
                CASE WHEN m.is_there AND m.status = 'ok' THEN m."value" END AS "value",
                0 AS unknown,
                CASE WHEN m.is_there THEN m.status ELSE 'not_available' END AS status,
                CASE WHEN NOT m.is_there THEN m.missing END AS missing, CAST(NULL AS INTEGER) AS units
            FROM (
                SELECT made.* REPLACE (coalesce(u.missing, made.missing) AS missing),
                    u.indicator_id IS NULL AND made.status <> 'not_available' AS is_there
                FROM made
                LEFT JOIN (SELECT * FROM unavailable WHERE indicator_id = '{i.id}') AS u USING ({KEYS})
            ) AS m
        """)


#: Residents aged 0-17 at the latest mid-year strictly before the last day (data contract, section 3.17).
_PEOPLE = """
    SELECT q.authority, q.submission_quarter, q.quarter, arg_max(n.people, n.mid_year) AS people
    FROM (SELECT DISTINCT authority, submission_quarter, quarter, ends FROM period) AS q
    INNER JOIN core.population AS n
        ON n.authority = q.authority
        AND n.submission_quarter = q.submission_quarter
        AND make_date(n.mid_year, 6, 30) < q.ends
    GROUP BY ALL
"""


def _cases(formulas: Sequence[Formula], part: str) -> str:
    """One part of every formula, chosen by the row's formula."""
    return "CASE formula " + " ".join(f"WHEN {n} THEN ({getattr(f, part)})" for n, f in enumerate(formulas)) + " END"


def _expected(declared: Sequence[Indicator], formulas: Sequence[Formula]) -> pd.DataFrame:
    """Every indicator x breakdown x category that must have a result, with what the counting needs to know."""
    rows = []
    for i in declared:
        over = i.measure.over()
        known = (
            formulas.index(i.measure.formula()),
            over.indicator_id if over else "",
            over.window if over else "",
            i.in_force,
            i.until,
        )
        windows = ",".join(w.value for w in i.windows)
        if i.measure.has_headline:
            rows.append((i.id, windows, "all", "all", False, *known, ""))
        resting = {by.name: by.needs for by in i.own_breakdowns}
        rows += [
            (i.id, windows, name, category, False, *known, resting.get(name, ""))
            for name, listed in i.categories.items()
            for category in listed
        ]
        rows += [(i.id, windows, by.name, "", True, *known, by.needs) for by in i.own_breakdowns if not by.categories]
    frame = pd.DataFrame(rows, columns=["indicator_id", "windows", *_EXPECTED])
    # One row a window, so that quarters meet them by equality.
    frame = frame.assign(time_window=frame["windows"].str.split(",")).explode("time_window").drop(columns="windows")
    frame["other_window"] = frame["other_window"].where(frame["other_window"].ne(""), frame["time_window"])
    texts = (
        "indicator_id",
        "breakdown",
        "category",
        "other_id",
        "other_window",
        "until",
        "breakdown_needs",
        "time_window",
    )
    return frame.astype(dict.fromkeys(texts, "str"))
