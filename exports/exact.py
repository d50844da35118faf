"""Reading what managers may see: the exact figures of one scorecard, and the rows behind them.

The rows are those of :mod:`exports.published`, so that both editions are laid out by the same sheets; here nothing is
hidden, and the columns that say what is hidden are empty.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

import duckdb
import pandas as pd

from exports.published import (
    Authority,
    DefinitionRow,
    Panel,
    ProfileRow,
    PublishedError,
    ScorecardRow,
    TrendRow,
    plain,
)
from warehouse.calendar import Quarter, Window

SCORECARD_TABLES = {"looked_after": "scorecards.lac_scorecard", "care_leaver": "scorecards.care_leaver_scorecard"}
#: Columns only published tables have.
_MARKS = ("shorthand", "compared_shorthand", "last_rating")
_WINDOW_ORDER = {window.value: position for position, window in enumerate(Window)}
Row = TypeVar("Row")


def read_exact(con: duckdb.DuckDBPyConnection, authority: str, quarter: str, scorecard: str) -> Panel:
    """The exact figures of one scorecard of one council and quarter.

    Args:
        con: A connection on a build, or on the warehouse.
        authority: Slug of the council.
        quarter: Label of the run quarter.
        scorecard: ``looked_after`` or ``care_leaver``.

    Raises:
        PublishedError: When the council has no results for the quarter.
    """
    where, keys = "authority = ? AND submission_quarter = ?", [authority, quarter]
    # A build does not number its deliveries in every table, and no sheet of this edition speaks of the number.
    names = ", ".join("0 AS delivery" if f.name == "delivery" else f.name for f in fields(Authority))
    about = con.execute(f"SELECT {names} FROM {Authority.table} WHERE {where}", keys).fetchall()
    if not about:
        raise PublishedError(
            f"published.authority has no row for '{authority}' in {quarter}. Run the quarter for this council first."
        )
    definitions = _read(
        con, DefinitionRow, "indicators.definition", "scorecard = ? ORDER BY display_order", [scorecard]
    )
    rows = _read(con, ScorecardRow, SCORECARD_TABLES[scorecard], where, keys)
    mine = f"{where} AND indicator_id IN (SELECT indicator_id FROM indicators.definition WHERE scorecard = ?)"
    trend: dict[tuple[str, str], dict[str, TrendRow]] = {}
    for point in _read(con, TrendRow, "scorecards.trend", f"{mine} ORDER BY quarter", [*keys, scorecard]):
        trend.setdefault((point.indicator_id, point.time_window), {})[point.quarter] = point
    profile = _read(
        con,
        ProfileRow,
        "scorecards.profile",
        f"{mine} AND quarter = submission_quarter ORDER BY indicator_id, time_window, breakdown, category_order",
        [*keys, scorecard],
    )
    return Panel(
        scorecard=scorecard,
        authority=Authority(*about[0]),
        quarter=Quarter.parse(quarter),
        rows=tuple(sorted(rows, key=lambda r: (r.display_order, r.indicator_id, _WINDOW_ORDER.get(r.time_window, 9)))),
        trend=trend,
        profile=tuple(profile),
        definitions={row.indicator_id: row for row in definitions},
        quality=(),
        commentary={},
    )


def _read(con: duckdb.DuckDBPyConnection, kind: type[Row], table: str, where: str, keys: list[Any]) -> list[Row]:
    names = [f.name for f in fields(kind)]  # type: ignore[arg-type]
    selected = ", ".join(f"NULL AS {name}" if name in _MARKS else name for name in names)
    return [
        kind(*(plain(value) for value in row))
        for row in con.execute(f"SELECT {selected} FROM {table} WHERE {where}", keys).fetchall()
    ]


def read_exceptions(
    con: duckdb.DuckDBPyConnection, authority: str, quarter: str, scorecard: str, responsible: pd.DataFrame
) -> pd.DataFrame:
    """Every exception of the run quarter in its measure's first period: one row a thing that is late or missing.

    A case number and an age band are all that says who it is; what is about no person has its own number in its place.

    Args:
        con: A connection on a build, or on the warehouse.
        authority: Slug of the council.
        quarter: Label of the run quarter.
        scorecard: ``looked_after`` or ``care_leaver``.
        responsible: Who holds each case: ``scorecard``, ``person_id``, ``team``, ``worker_id``.

    Returns:
        ``indicator_id``, ``label``, ``time_window``, ``person_id``, ``age_band``, ``team``, ``worker_id``,
        ``miss_reason``, ``due_date``, ``days_overdue``, ``last_event``, ``last_event_date``; by measure, then the longest overdue.
    """
    con.register("responsible", responsible)
    found = con.execute(
        f"""
        WITH {_BAND}
        SELECT
            e.indicator_id, d.label, e.time_window, coalesce(e.person_id, e.row_id) AS person_id,
            CASE WHEN e.person_id IS NULL THEN '' ELSE coalesce(b.age_band, 'Not recorded') END AS age_band,
            r.team, r.worker_id, e.miss_reason, e.due_date, e.days_overdue, e.last_event, e.last_event_date
        FROM indicators.evidence AS e
        INNER JOIN indicators.definition AS d ON d.indicator_id = e.indicator_id AND d.headline_window = e.time_window
        LEFT JOIN band AS b ON b.person_id = e.person_id
        LEFT JOIN responsible AS r ON r.scorecard = d.scorecard AND r.person_id = e.person_id
        WHERE e.authority = $authority AND e.submission_quarter = $quarter AND e.quarter = $quarter
            AND e.miss_reason IS NOT NULL AND d.scorecard = $scorecard
        ORDER BY d.display_order, e.indicator_id, e.days_overdue DESC NULLS LAST, e.due_date, e.person_id, e.row_id
        """,
        {"authority": authority, "quarter": quarter, "scorecard": scorecard},
    ).df()
    con.unregister("responsible")
    return found


#: Age band on the last day of the quarter, by person.
_BAND = """
    band AS (
        SELECT
            person_id,
            CASE WHEN $scorecard = 'looked_after' THEN looked_after_age_band ELSE care_leaver_age_band END AS age_band
        FROM core.person_at_quarter_end
        WHERE authority = $authority AND submission_quarter = $quarter AND quarter = $quarter
    )
"""


def read_breakdowns(con: duckdb.DuckDBPyConnection, authority: str, quarter: str, scorecard: str) -> pd.DataFrame:
    """Rated measures by category in their first period: one row a measure, breakdown and category.

    Returns:
        ``indicator_id``, ``label``, ``unit``, ``time_window``, ``breakdown``, ``category``, ``numerator``,
        ``denominator``, ``value``, ``status``; in reading order.
    """
    return con.execute(
        """
        SELECT
            r.indicator_id, d.label, d.unit, r.time_window, r.breakdown, r.category, r.numerator, r.denominator,
            r.value, r.status
        FROM indicators.result AS r
        INNER JOIN indicators.definition AS d ON d.indicator_id = r.indicator_id AND d.headline_window = r.time_window
        LEFT JOIN core.category AS c
            ON c.scorecard = d.scorecard AND c.breakdown = r.breakdown AND c.category = r.category
        WHERE r.authority = ? AND r.submission_quarter = ? AND r.quarter = r.submission_quarter AND r.breakdown <> 'all'
            AND d.is_rated AND d.scorecard = ?
        ORDER BY d.display_order, r.indicator_id, r.breakdown, c.category_order, r.category
        """,
        [authority, quarter, scorecard],
    ).df()


def read_hidden(con: duckdb.DuckDBPyConnection, authority: str, quarter: str, scorecard: str) -> pd.DataFrame:
    """Every cell hidden in the panel edition, with what stands in it: the run quarter's first.

    Returns:
        ``table_name``, ``quarter``, ``indicator_id``, ``label``, ``unit``, ``time_window``, ``breakdown``,
        ``category``, ``rule``, ``reason``, ``numerator``, ``denominator``, ``value``.
    """
    return con.execute(
        """
        SELECT DISTINCT
            h.table_name, h.quarter, h.indicator_id, d.label, d.unit, h.time_window, h.breakdown, h.category, h.rule,
            h.reason, r.numerator, r.denominator, r.value, d.display_order
        FROM scorecards.hidden_cells AS h
        INNER JOIN indicators.definition AS d USING (indicator_id)
        LEFT JOIN indicators.result AS r
            ON r.authority = h.authority AND r.submission_quarter = h.submission_quarter AND r.quarter = h.quarter
            AND r.indicator_id = h.indicator_id AND r.time_window = h.time_window AND r.breakdown = h.breakdown
            AND r.category = h.category
        WHERE h.authority = ? AND h.submission_quarter = ? AND d.scorecard = ?
        ORDER BY h.quarter DESC, d.display_order, h.indicator_id, h.time_window, h.table_name, h.breakdown, h.category,
            h.rule
        """,
        [authority, quarter, scorecard],
    ).df()


def read_worklist(con: duckdb.DuckDBPyConnection, authority: str, quarter: str, scorecard: str) -> pd.DataFrame:
    """What is overdue on the last day of the quarter, or due within four weeks of it: one row a thing.

    Returns:
        ``indicator_id``, ``label``, ``person_id``, ``age_band``, ``team``, ``worker_id``, ``due_date``,
        ``days_overdue``, ``words`` (what is late, or empty when it is only due), ``last_event``, ``last_event_date``; by due date.
    """
    return con.execute(
        f"""
        WITH {_BAND}
        SELECT
            l.indicator_id, d.label, coalesce(l.person_id, l.row_id) AS person_id,
            CASE WHEN l.person_id IS NULL THEN '' ELSE coalesce(b.age_band, 'Not recorded') END AS age_band, l.team, l.worker_id,
            l.due_date, l.days_overdue, coalesce(l.reason_words, '') AS words, l.last_event, l.last_event_date
        FROM indicators.worklist AS l
        INNER JOIN indicators.definition AS d USING (indicator_id)
        LEFT JOIN band AS b ON b.person_id = l.person_id
        WHERE l.authority = $authority AND l.submission_quarter = $quarter AND d.scorecard = $scorecard
        ORDER BY l.due_date, d.display_order, l.indicator_id, l.person_id, l.row_id
        """,
        {"authority": authority, "quarter": quarter, "scorecard": scorecard},
    ).df()


def read_coming(con: duckdb.DuckDBPyConnection, authority: str, quarter: str, scorecard: str) -> pd.DataFrame:
    """The next quarter as now known: one row a measure.

    Returns:
        ``label``, ``unit``, ``better`` and the columns of ``indicators.coming``; in reading order.
    """
    return con.execute(
        """
        SELECT d.label, d.unit, d.better, c.*
        FROM indicators.coming AS c
        INNER JOIN indicators.definition AS d USING (indicator_id)
        WHERE c.authority = ? AND c.submission_quarter = ? AND d.scorecard = ?
        ORDER BY d.display_order, c.indicator_id
        """,
        [authority, quarter, scorecard],
    ).df()


def read_revisions(con: duckdb.DuckDBPyConnection, authority: str, quarter: str, scorecard: str) -> pd.DataFrame:
    """Figures of earlier quarters that were reported otherwise: one row a figure, the large revisions first.

    Returns:
        ``label``, ``unit`` and the columns of ``scorecards.revision``; then by quarter, newest first, in reading order.
    """
    return con.execute(
        """
        SELECT d.label, d.unit, r.*
        FROM scorecards.revision AS r
        INNER JOIN indicators.definition AS d USING (indicator_id)
        WHERE r.authority = ? AND r.submission_quarter = ? AND d.scorecard = ?
        ORDER BY r.is_beyond_threshold DESC, r.quarter DESC, d.display_order, r.indicator_id, r.time_window
        """,
        [authority, quarter, scorecard],
    ).df()
