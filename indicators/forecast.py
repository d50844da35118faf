"""How many children there would be, and what they would cost, if things went on as they have (data contract 2, rule 31).

A random walk with drift on the rate per 10,000: the drift is the average change of up to twenty quarters, the range holds
in 80 of 100. Every quarter end that counts has a population and lies in the stretch of complete care history. With fewer
than eight changes there is no forecast.
"""

from __future__ import annotations

import duckdb

#: Fewest changes from quarter to quarter that a forecast rests on, and most it looks back.
FEWEST, MOST = 8, 20
#: Standard deviations of a range that holds in 80 of 100.
EIGHTY_IN_100 = 1.281552
#: Quarters ahead.
AHEAD = 16
WEEKS_A_YEAR = 52

CHILDREN, COST = "SUF-18", "SUF-19"

_USED = f"""
    WITH asked AS (
        SELECT DISTINCT authority, submission_quarter, quarter, ends FROM period
    ),
    complete AS (
        -- Care history is complete from the day the council gives, or else from the earliest end of a period of care.
        SELECT s.authority, s.submission_quarter, coalesce(s.history_from, min(c.period_of_care_end)) AS from_date
        FROM core.submission AS s
        LEFT JOIN core.period_of_care AS c USING (authority, submission_quarter)
        GROUP BY s.authority, s.submission_quarter, s.history_from
    ),
    quarter_ends AS (
        SELECT a.*, k.back, last_day(months_later(date_trunc('month', a.ends), -3 * k.back)) AS on_date
        FROM asked AS a
        CROSS JOIN (SELECT unnest(range(0, {MOST + 1})) AS back) AS k
    ),
    populated AS (
        SELECT q.*, arg_max(n.people, n.mid_year) AS people
        FROM quarter_ends AS q
        LEFT JOIN core.population AS n
            ON n.authority = q.authority AND n.submission_quarter = q.submission_quarter
            AND make_date(n.mid_year, 6, 30) < q.on_date
        GROUP BY ALL
    ),
    counted AS (
        SELECT p.authority, p.submission_quarter, p.quarter, p.back, count(DISTINCT s.person_id) AS children
        FROM populated AS p
        INNER JOIN core.care_spell AS s
            ON s.authority = p.authority AND s.submission_quarter = p.submission_quarter
            AND is_open_on(s.spell_start, s.spell_end, p.on_date)
        GROUP BY ALL
    ),
    rated AS (
        SELECT
            p.*, 10000.0 * coalesce(n.children, 0) / p.people AS rate,
            p.people IS NOT NULL AND coalesce(p.on_date >= c.from_date, FALSE) AS is_usable
        FROM populated AS p
        INNER JOIN complete AS c USING (authority, submission_quarter)
        LEFT JOIN counted AS n USING (authority, submission_quarter, quarter, back)
    ),
    used AS (
        SELECT
            authority, submission_quarter, quarter,
            coalesce(min(back) FILTER (WHERE NOT is_usable) - 1, {MOST}) AS changes_used
        FROM rated
        GROUP BY ALL
    ),
    changes AS (
        SELECT
            r.authority, r.submission_quarter, r.quarter, u.changes_used, r.back, r.rate,
            r.rate - lead(r.rate) OVER (
                PARTITION BY r.authority, r.submission_quarter, r.quarter ORDER BY r.back
            ) AS change
        FROM rated AS r
        INNER JOIN used AS u USING (authority, submission_quarter, quarter)
        WHERE r.back <= u.changes_used AND u.changes_used >= {FEWEST}
    ),
    drifting AS (
        -- The average change is the difference of first and last over their number; its spread is a sample's.
        SELECT
            authority, submission_quarter, quarter, changes_used,
            max(rate) FILTER (WHERE back = 0) AS rate_now, avg(change) AS drift, stddev_samp(change) AS spread
        FROM changes
        GROUP BY authority, submission_quarter, quarter, changes_used
    )
"""

_AHEAD = f"""
    ahead AS (
        SELECT
            d.*, CAST(h.horizon AS INTEGER) AS horizon,
            last_day(months_later(date_trunc('month', a.ends), 3 * h.horizon)) AS horizon_end
        FROM drifting AS d
        INNER JOIN asked AS a USING (authority, submission_quarter, quarter)
        CROSS JOIN (SELECT unnest(range(1, {AHEAD + 1})) AS horizon) AS h
    ),
    people AS (
        -- Of a mid-year in both tables the estimate speaks.
        SELECT authority, submission_quarter, mid_year, people, 'estimate' AS kind FROM core.population
        UNION ALL
        SELECT j.authority, j.submission_quarter, j.mid_year, j.people, 'projection'
        FROM core.projection AS j
        ANTI JOIN core.population AS n USING (authority, submission_quarter, mid_year)
    ),
    peopled AS (
        SELECT a.*, arg_max(p.people, p.mid_year) AS population, arg_max(p.kind, p.mid_year) AS kind, max(p.mid_year) AS mid_year
        FROM ahead AS a
        INNER JOIN people AS p
            ON p.authority = a.authority AND p.submission_quarter = a.submission_quarter
            AND make_date(p.mid_year, 6, 30) < a.horizon_end
        GROUP BY ALL
    ),
    bounded AS (
        SELECT
            p.*, rate_now + horizon * drift AS central_rate,
            {EIGHTY_IN_100} * spread * sqrt(horizon * (1 + horizon / changes_used)) AS width,
            year(horizon_end) - CASE WHEN make_date(year(horizon_end), 6, 30) < horizon_end THEN 0 ELSE 1 END AS last_mid_year
        FROM peopled AS p
    )
"""


def forecast_children(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``scorecards.forecast`` with SUF-18: low, central and high number of children for the next 16 quarter ends.

    Args:
        connection: A build with ``period`` made.
    """
    connection.execute(f"""
        INSERT INTO scorecards.forecast BY NAME
        {_USED}, {_AHEAD}
        SELECT
            authority, submission_quarter, quarter, '{CHILDREN}' AS indicator_id, horizon, horizon_end,
            greatest(0, central_rate - width) * population / 10000 AS low,
            greatest(0, central_rate) * population / 10000 AS central,
            greatest(0, central_rate + width) * population / 10000 AS high,
            changes_used, drift, spread, population,
            CASE WHEN mid_year < last_mid_year THEN 'carried' ELSE kind END AS population_source
        FROM bounded
    """)


def forecast_cost(connection: duckdb.DuckDBPyConnection) -> None:
    """Add SUF-19: what the children forecast beyond the placements planned for the quarter would cost in a year, in pounds.

    Args:
        connection: A build with ``period`` made, SUF-18's forecast in place and the figures of SUF-14 and LAC-01 computed.
    """
    connection.execute(f"""
        INSERT INTO scorecards.forecast BY NAME
        WITH planned AS (
            SELECT r.authority, r.submission_quarter, r.quarter, sum(r.planned_placements) AS placements
            FROM clean.placement_plan AS r
            GROUP BY ALL
        ),
        figures AS (
            SELECT
                authority, submission_quarter, quarter,
                max("value") FILTER (WHERE indicator_id = 'LAC-01') AS children,
                max("value") FILTER (WHERE indicator_id = 'SUF-14' AND status = 'ok') AS weekly_cost
            FROM indicators.result
            WHERE breakdown = 'all' AND time_window = 'as_at' AND indicator_id IN ('LAC-01', 'SUF-14')
            GROUP BY ALL
        )
        SELECT
            f.* REPLACE (
                '{COST}' AS indicator_id,
                (f.low - coalesce(p.placements, g.children)) * g.weekly_cost * {WEEKS_A_YEAR} AS low,
                (f.central - coalesce(p.placements, g.children)) * g.weekly_cost * {WEEKS_A_YEAR} AS central,
                (f.high - coalesce(p.placements, g.children)) * g.weekly_cost * {WEEKS_A_YEAR} AS high
            )
        FROM scorecards.forecast AS f
        INNER JOIN figures AS g USING (authority, submission_quarter, quarter)
        LEFT JOIN planned AS p USING (authority, submission_quarter, quarter)
        WHERE f.indicator_id = '{CHILDREN}' AND g.weekly_cost IS NOT NULL
    """)
