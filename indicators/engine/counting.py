"""Counting the tally: the whole of every figure, and every breakdown."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from indicators.definition import Indicator
from indicators.units.shape import KEYS
from schemas.groups import BREAKDOWNS, NOT_RECORDED

#: Amounts are added from the least to the greatest: pounds and weeks are no whole binary numbers, and added in whatever order
#: the rows come, a sum's last digit would depend on the councils beside it, and the same files would make a new version.
_COUNTS = """
            count(*) FILTER (WHERE in_denominator) AS things,
            count(*) FILTER (WHERE in_numerator) AS met,
            coalesce(sum("value" ORDER BY "value") FILTER (WHERE in_denominator), 0) AS amount,
            coalesce(sum(base ORDER BY base), 0) AS base_amount,
            count(*) FILTER (WHERE in_denominator AND base IS NULL) AS blank_bases,
            median("value") FILTER (WHERE in_denominator) AS middle,
            count(*) FILTER (WHERE is_unknown) AS unknown
"""


def count_tally(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Make ``counted``: ``tally`` counted for the headline and for every breakdown category that has rows.

    Args:
        connection: A build with ``tally`` made.
        declared: The indicators.
    """
    by_person = pd.DataFrame(
        [(i.id, i.scorecard) for i in declared if i.has_person_breakdowns], columns=["indicator_id", "scorecard"]
    )
    own = pd.DataFrame(
        [(i.id, by.name, place) for i in declared for place, by in enumerate(i.own_breakdowns, start=1)],
        columns=["indicator_id", "breakdown", "place"],
    )
    connection.register("by_person", by_person.astype("str"))
    connection.register("own_breakdown", own.astype({"indicator_id": "str", "breakdown": "str", "place": "int64"}))
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE counted AS
        SELECT {KEYS}, indicator_id, 'all' AS breakdown, 'all' AS category, {_COUNTS}
        FROM tally
        GROUP BY ALL
        UNION ALL BY NAME
        {_by_person_sql()}
        UNION ALL BY NAME
        SELECT {KEYS}, indicator_id, o.breakdown, t.categories[o.place] AS category, {_COUNTS}
        FROM tally AS t
        INNER JOIN own_breakdown AS o USING (indicator_id)
        GROUP BY ALL
    """)
    connection.unregister("by_person")
    connection.unregister("own_breakdown")


def _by_person_sql() -> str:
    """The tally by the attributes of its persons, in the one as-at view."""
    names = [b.name for b in BREAKDOWNS]
    columns = []
    for b in BREAKDOWNS:
        cases = " ".join(f"WHEN '{scorecard}' THEN a.{column}" for scorecard, column in b.columns.items())
        # Written before grouping, so that a missing category can never be taken for the total.
        columns.append(f"coalesce(CASE d.scorecard {cases} END, '{NOT_RECORDED}') AS b_{b.name}")
    sets = ", ".join(f"({KEYS}, indicator_id, b_{name})" for name in names)
    which = "CASE " + " ".join(f"WHEN grouping(b_{n}) = 0 THEN '{n}'" for n in names) + " END"
    return f"""
        SELECT
            {KEYS}, indicator_id, {which} AS breakdown, coalesce({", ".join(f"b_{n}" for n in names)}) AS category,
            {_COUNTS}
        FROM (
            SELECT t.*, {", ".join(columns)}
            FROM tally AS t
            INNER JOIN by_person AS d USING (indicator_id)
            LEFT JOIN core.person_at_quarter_end AS a USING (authority, submission_quarter, quarter, person_id)
        ) AS described
        GROUP BY GROUPING SETS ({sets})
    """
