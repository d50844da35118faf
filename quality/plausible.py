"""Whether the number of children looked after is plausible beside the quarter before, as published."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from submissions.findings import FindingLog
from submissions.rules import RULES
from warehouse.calendar import Quarter
from warehouse.connection import connect, table_exists

#: Code of the rule; approving a quarter with such a finding needs a word on it.
RULE = "looked_after_differs"
#: Off by more than both, and it is told.
MOST_SHARE = 0.25
MOST_CHILDREN = 10

_PUBLISHED = """
    SELECT authority, arg_max(displayed_value, approved_at)
    FROM published.as_published
    WHERE submission_quarter = $before AND quarter = $before AND indicator_id = 'LAC-01' AND time_window = 'as_at'
        AND breakdown = 'all' AND displayed_value IS NOT NULL
    GROUP BY authority
"""
_NOW = """
    SELECT authority, numerator
    FROM indicators.result
    WHERE submission_quarter = $quarter AND quarter = $quarter AND indicator_id = 'LAC-01' AND time_window = 'as_at'
        AND breakdown = 'all' AND status = 'ok'
"""


def differing(connection: duckdb.DuckDBPyConnection, warehouse: Path | None, quarter: Quarter) -> pd.DataFrame:
    """Findings about councils whose number is off by more than a quarter, and by more than ten children.

    Args:
        connection: A build with results.
        warehouse: The working file, for what was published; it need not exist.
        quarter: The run quarter.
    """
    if warehouse is None or not warehouse.is_file():
        return pd.DataFrame()
    before = quarter.shift(-1)
    with connect(warehouse, read_only=True) as earlier:
        if not table_exists(earlier, "published.as_published"):
            return pd.DataFrame()
        published = dict(earlier.execute(_PUBLISHED, {"before": before.label}).fetchall())
    frames = []
    for authority, now in connection.execute(_NOW, {"quarter": quarter.label}).fetchall():
        then = published.get(authority)
        if then is None or abs(now - then) <= MOST_CHILDREN or abs(now - then) <= MOST_SHARE * then:
            continue
        log = FindingLog(authority, quarter.label)
        detail = f"{now:,.0f} children looked after on the last day, and {then:,.0f} published for {before.label}"
        log.add(RULE, "care_episodes", detail=detail, key=RULE)
        frames.append(log.frame(()))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def unexplained(connection: duckdb.DuckDBPyConnection, authority: str, quarter: str) -> str | None:
    """What has to be explained before a quarter is approved; ``None`` where nothing has."""
    found = connection.execute(
        "SELECT message FROM quality.findings WHERE authority = ? AND submission_quarter = ? AND rule = ?",
        [authority, quarter, RULE],
    ).fetchall()
    return f"{found[0][0]} {RULES[RULE].remedy}" if found else None
