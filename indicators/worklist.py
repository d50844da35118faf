"""One list a week can be worked from: what falls due in the four weeks after the last day, and what is overdue on it.

One row per indicator and thing, with the team and worker who hold the case. Overdue rows are exceptions of the run
quarter, in any of its windows; rows due soon also come from the quarter after it. What was done by the last day, though
late, is a miss but no work, and is not here.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from indicators.definition import Indicator
from indicators.engine.periods import make_period
from indicators.engine.tally import fill_tally
from indicators.responsible import RESPONSIBLE

#: Days ahead the list looks.
DAYS_AHEAD = 28

#: Columns of the file, with the headings a team manager reads.
_HEADINGS = {
    "team": "Team",
    "worker_id": "Worker",
    "role": "Role",
    "person_id": "Case number",
    "indicator_id": "Measure",
    "label": "Measure in words",
    "due_date": "Due",
    "days_overdue": "Days overdue",
    "reason_words": "Why",
    "last_event": "Last event",
    "last_event_date": "Date of last event",
}


def write_worklist(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Fill ``indicators.worklist`` of a build.

    Args:
        connection: A build with ``indicators.definition`` and ``indicators.coming_row`` filled.
        declared: The indicators; those without a due date are passed over.
    """
    dated = [i for i in declared if i.exceptions is not None and i.exceptions.due is not None]
    make_period(connection)
    connection.execute("DELETE FROM period WHERE quarter <> submission_quarter")
    fill_tally(connection, dated)
    reasons = pd.DataFrame(
        [
            {"indicator_id": i.id, "miss_reason": r.code, "reason_words": r.words, "reason_order": order}
            for i in dated
            if i.exceptions is not None
            for order, r in enumerate(i.exceptions.reasons)
        ],
        columns=["indicator_id", "miss_reason", "reason_words", "reason_order"],
    )
    connection.register("reason", reasons)
    connection.execute(f"""
        INSERT INTO indicators.worklist BY NAME
        WITH day AS (SELECT DISTINCT authority, submission_quarter, known_on FROM period),
        listed AS (
            -- The same thing may be in several windows of the quarter; it is one piece of work.
            SELECT DISTINCT ON (authority, submission_quarter, indicator_id, row_id)
                authority, submission_quarter, indicator_id, row_id, person_id, miss_reason, due_date, done_date,
                last_event, last_event_date
            FROM tally
            WHERE miss_reason IS NOT NULL
            ORDER BY authority, submission_quarter, indicator_id, row_id, time_window
        ),
        ahead AS (
            SELECT c.* EXCLUDE (quarter, time_window, outlook)
            FROM indicators.coming_row AS c
            INNER JOIN day AS d USING (authority, submission_quarter)
            ANTI JOIN listed AS l USING (authority, submission_quarter, indicator_id, row_id)
            WHERE c.outlook <> 'met' AND c.due_date >= d.known_on
        )
        SELECT
            w.authority, w.submission_quarter, w.indicator_id, w.row_id, w.person_id, h.team, h.worker_id, h.role,
            w.due_date,
            CASE WHEN w.due_date < d.known_on THEN date_diff('day', w.due_date, d.known_on) END AS days_overdue,
            w.miss_reason, r.reason_words, w.last_event, w.last_event_date
        FROM (SELECT * FROM listed UNION ALL BY NAME SELECT * FROM ahead) AS w
        INNER JOIN day AS d USING (authority, submission_quarter)
        INNER JOIN indicators.definition AS i USING (indicator_id)
        INNER JOIN reason AS r USING (indicator_id, miss_reason)
        LEFT JOIN ({RESPONSIBLE}) AS h USING (authority, submission_quarter, person_id, scorecard)
        WHERE w.due_date <= d.known_on + {DAYS_AHEAD} AND (w.done_date IS NULL OR w.done_date > d.known_on)
    """)
    connection.unregister("reason")


def worklist_frame(connection: duckdb.DuckDBPyConnection, authority: str, quarter: str) -> pd.DataFrame:
    """The list of one council as it is handed out: by team, worker and due date; the case number names the child.

    Args:
        connection: A build, or the warehouse.
        authority: Slug of the council.
        quarter: The run quarter.
    """
    frame = connection.execute(
        f"""
        SELECT {", ".join(_HEADINGS)}
        FROM indicators.worklist AS w
        INNER JOIN indicators.definition AS d USING (indicator_id)
        WHERE w.authority = ? AND w.submission_quarter = ?
        ORDER BY w.team NULLS FIRST, w.worker_id NULLS FIRST, w.due_date, w.person_id, d.display_order, w.row_id
        """,
        [authority, quarter],
    ).df()
    for name in ("due_date", "last_event_date"):
        frame[name] = pd.to_datetime(frame[name]).dt.strftime("%Y-%m-%d")
    frame["days_overdue"] = frame["days_overdue"].astype("Int64")
    return frame.rename(columns=_HEADINGS)
