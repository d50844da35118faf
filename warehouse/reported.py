"""What earlier runs reported: approved versions as they were printed, and figures as their own quarter first gave them.

Read from the working warehouse, which need not exist yet; nothing here changes it. Exact figures behind a printed one are
those of the delivery the version was made from, as long as the warehouse holds them and they still agree with what was
printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from warehouse.connection import connect, table_exists

_NEEDED = ("published.as_published", "indicators.first_reported", "ops.audit", "ops.input", "ops.run")

#: Every approved figure with the exact one behind it.
_VERSIONS = """
    WITH made_from AS (
        SELECT DISTINCT a.authority, a.quarter AS submission_quarter, a.version, a.run_id, i.delivery
        FROM ops.audit AS a
        LEFT JOIN ops.input AS i ON i.run_id = a.run_id AND i.authority = a.authority
        WHERE a.kind = 'approve'
    ),
    beside AS (
        SELECT p.*, m.run_id, m.delivery, r.numerator AS held_numerator, r.denominator AS held_denominator,
            r.value AS held_value, r.status AS held_status,
            bool_and(p.numerator IS NULL OR r.numerator IS NULL OR p.numerator = r.numerator)
                OVER (PARTITION BY p.authority, p.submission_quarter, p.version) AS agrees
        FROM published.as_published AS p
        LEFT JOIN made_from AS m USING (authority, submission_quarter, version)
        LEFT JOIN indicators.result_all AS r
            ON r.authority = p.authority AND r.submission_quarter = p.submission_quarter AND r.delivery = m.delivery
            AND r.quarter = p.quarter AND r.indicator_id = p.indicator_id AND r.time_window = p.time_window
            AND r.breakdown = p.breakdown AND r.category = p.category
        WHERE p.authority IN (SELECT unnest($authorities))
    ),
    version AS (
        SELECT authority, submission_quarter, version, table_name, quarter, indicator_id, time_window, breakdown,
            category, numerator, denominator, value, displayed_value, rating, approved_at, run_id, delivery,
            CASE
                -- The years before the own one stand in a profile as bare numbers, blank where they are hidden.
                WHEN table_name = 'profile' AND quarter <> submission_quarter AND numerator IS NULL
                    THEN CASE WHEN held_status = 'not_available' THEN 'x' ELSE 'c' END
                ELSE shorthand
            END AS shorthand,
            CASE WHEN agrees THEN held_numerator END AS true_numerator,
            CASE WHEN agrees THEN held_denominator END AS true_denominator,
            CASE WHEN agrees THEN held_value END AS true_value,
            CASE WHEN agrees THEN held_status END AS true_status
        FROM beside
    )
"""


@contextmanager
def _reading(warehouse: Path | None) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """A connection for reading, or none where nothing was reported yet by this layout of tables."""
    if warehouse is None or not warehouse.is_file():
        yield None
        return
    with connect(warehouse, read_only=True) as connection:
        yield connection if all(table_exists(connection, name) for name in _NEEDED) else None


def approved_versions(warehouse: Path | None, authorities: Sequence[str]) -> pd.DataFrame | None:
    """Every figure of every approved version of some councils, as :func:`disclosure.earlier.combine` takes them.

    Returns:
        In the order of approval; ``None`` where nothing was ever approved.
    """
    with _reading(warehouse) as connection:
        if connection is None:
            return None
        found = connection.execute(
            f"{_VERSIONS} SELECT * FROM version ORDER BY approved_at, authority, submission_quarter, version, table_name, "
            "quarter, indicator_id, time_window, breakdown, category",
            {"authorities": list(authorities)},
        ).df()
    return None if found.empty else found


def reported_figures(warehouse: Path | None, authorities: Sequence[str]) -> pd.DataFrame | None:
    """Headline figures as each quarter last spoke of itself: in its newest approved version, else as first reported.

    Returns:
        ``authority``, ``quarter``, ``indicator_id``, ``time_window``, ``then_version``, ``reported_at``; exact where that
        is known, ``numerator``, ``denominator``, ``value``, ``status``; as printed in an approved version,
        ``printed_numerator``, ``printed_denominator``, ``printed_value``, ``printed_displayed_value``,
        ``printed_rating``, ``shorthand``; ``definitions_version`` and ``delivery``. ``None`` where nothing was reported.
    """
    with _reading(warehouse) as connection:
        if connection is None:
            return None
        found = connection.execute(
            f"""
            {_VERSIONS},
            newest AS (
                SELECT authority, submission_quarter, arg_max(version, approved_at) AS version
                FROM published.as_published
                GROUP BY ALL
            ),
            approved AS (
                SELECT v.authority, v.quarter, v.indicator_id, v.time_window, v.version AS then_version,
                    v.approved_at AS reported_at, coalesce(v.numerator, v.true_numerator) AS numerator,
                    coalesce(v.denominator, v.true_denominator) AS denominator, coalesce(v.value, v.true_value) AS value,
                    coalesce(
                        v.true_status,
                        CASE v.shorthand WHEN 'x' THEN 'not_available' WHEN 'z' THEN 'not_applicable' ELSE 'ok' END
                    ) AS status,
                    v.numerator AS printed_numerator, v.denominator AS printed_denominator, v.value AS printed_value,
                    v.displayed_value AS printed_displayed_value, v.rating AS printed_rating, v.shorthand, v.run_id,
                    v.delivery
                FROM version AS v
                SEMI JOIN newest AS n USING (authority, submission_quarter, version)
                WHERE v.table_name = 'trend' AND v.quarter = v.submission_quarter
            ),
            first_report AS (
                SELECT f.authority, f.quarter, f.indicator_id, f.time_window, 'first reported' AS then_version,
                    r.ended_at AS reported_at, f.numerator, f.denominator, f.value, f.status, f.run_id, i.delivery
                FROM indicators.first_reported AS f
                INNER JOIN ops.run AS r USING (run_id)
                LEFT JOIN (SELECT DISTINCT run_id, authority, delivery FROM ops.input) AS i USING (run_id, authority)
                ANTI JOIN approved AS a ON a.authority = f.authority AND a.quarter = f.quarter
                WHERE f.breakdown = 'all' AND f.authority IN (SELECT unnest($authorities))
            )
            SELECT s.* EXCLUDE (run_id), r.definitions_version
            FROM (SELECT * FROM approved UNION ALL BY NAME SELECT * FROM first_report) AS s
            LEFT JOIN ops.run AS r USING (run_id)
            ORDER BY authority, quarter, indicator_id, time_window
            """,
            {"authorities": list(authorities)},
        ).df()
    return None if found.empty else found


def evidence_then(warehouse: Path, wanted: pd.DataFrame) -> pd.DataFrame:
    """Rows behind earlier figures.

    Args:
        warehouse: The working file.
        wanted: ``authority``, ``quarter``, ``indicator_id``, ``time_window`` and ``delivery`` of the quarter's own submission.

    Returns:
        ``authority``, ``quarter``, ``indicator_id``, ``time_window``, ``row_id``, ``in_numerator``, ``value``.
    """
    with connect(warehouse, read_only=True) as connection:
        connection.register("wanted", wanted)
        return connection.execute(
            """
            SELECT e.authority, e.quarter, e.indicator_id, e.time_window, e.row_id, e.in_numerator, e.value
            FROM indicators.evidence_all AS e
            SEMI JOIN wanted AS w USING (authority, quarter, indicator_id, time_window, delivery)
            WHERE e.submission_quarter = e.quarter
            """
        ).df()


#: Newest commentary published for a quarter that says what will be done.
_ACTIONS = """
    SELECT authority, indicator_id, action, lead, by_when
    FROM published.commentary
    WHERE submission_quarter = $quarter AND authority IN (SELECT unnest($authorities)) AND action IS NOT NULL
    ORDER BY authority, indicator_id
"""


def last_actions(warehouse: Path | None, authorities: Sequence[str], quarter: str) -> pd.DataFrame:
    """What some councils said they would do, as published for a quarter.

    Returns:
        ``authority``, ``indicator_id``, ``action``, ``lead``, ``by_when``; no row where nothing was published.
    """
    with _reading(warehouse) as connection:
        if connection is None or not table_exists(connection, "published.commentary"):
            return pd.DataFrame(columns=["authority", "indicator_id", "action", "lead", "by_when"])
        return connection.execute(_ACTIONS, {"quarter": quarter, "authorities": list(authorities)}).df()
