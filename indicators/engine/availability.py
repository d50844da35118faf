"""What a delivery cannot give: figures that are not available, and what is missing, in words."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from indicators.definition import Indicator
from indicators.units.shape import KEYS

_NEEDS = ("indicator_id", "place", "extract", "words")


def mark_unavailable(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Make ``unavailable`` (:data:`KEYS`, ``indicator_id``, ``missing``) for the periods asked, and take those rows out of ``tally``.

    Of several things that are missing the first the declaration names is told.

    Args:
        connection: A build with ``period`` and ``tally`` made.
        declared: The indicators.
    """
    needs = pd.DataFrame(
        [(i.id, place, n.extract, n.words) for i in declared for place, n in enumerate(i.all_needs)],
        columns=list(_NEEDS),
    )
    connection.register("needs", needs.astype({"indicator_id": "str", "extract": "str", "words": "str"}))
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE unavailable AS
        SELECT p.authority, p.submission_quarter, p.quarter, p.time_window, n.indicator_id,
            arg_min(n.words, n.place) AS missing
        FROM period AS p
        CROSS JOIN needs AS n
        ANTI JOIN core.available_extract AS a
            ON a.authority = p.authority AND a.submission_quarter = p.submission_quarter AND a.extract = n.extract
        GROUP BY ALL
    """)
    connection.unregister("needs")
    connection.execute(f"DELETE FROM tally USING unavailable AS u WHERE {_same('tally', 'u')}")


def _same(one: str, other: str) -> str:
    return " AND ".join(f"{one}.{key} = {other}.{key}" for key in (*KEYS.split(", "), "indicator_id"))
