"""What is coming: the quarter after the run quarter, as far as it can be known from the same data.

Every indicator with exceptions is asked again for its headline window of the next quarter, by the same cohort and the
same conditions. Of those who will enter, some have already met the measure, some are certain to miss it (the
declaration says when), and the rest are open. From that follow the best result still possible and what is needed to
reach the target. People may yet come, leave or change; this is the position as now known, not a forecast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from indicators import units
from indicators.definition import Indicator
from indicators.engine.periods import make_period
from indicators.engine.tally import fill_tally
from indicators.ratings import own_targets, targets_in_force
from schemas.warehouse import table
from warehouse.build import insert_frame

_KEYS = "authority, submission_quarter, quarter, indicator_id, time_window"

#: Stand-in for "no bound".
_UNBOUNDED = 10**9


def write_coming(
    connection: duckdb.DuckDBPyConnection,
    declared: Sequence[Indicator],
    targets: Mapping[str, Mapping[str, Sequence[Any]]],
) -> None:
    """Fill ``indicators.coming_row`` and ``indicators.coming`` of a build.

    Args:
        connection: A build whose core tables and ``indicators.definition`` are filled.
        declared: The indicators; those without exceptions are passed over.
        targets: Authority -> indicator -> the council's own targets, as ``council.toml`` gives them.
    """
    listed = [i for i in declared if i.exceptions is not None]
    make_period(connection, coming=True)
    fill_tally(connection, listed, with_certain=True)
    connection.execute(f"""
        INSERT INTO indicators.coming_row BY NAME
        SELECT
            {_KEYS}, t.row_id, t.person_id,
            CASE
                WHEN t.miss_reason IS NULL THEN 'met'
                WHEN t.is_certain THEN 'certain_to_miss'
                ELSE 'open'
            END AS outlook,
            t.miss_reason, t.due_date, t.done_date, t.last_event, t.last_event_date
        FROM tally AS t
        INNER JOIN indicators.definition AS d USING (indicator_id)
        WHERE t.in_denominator AND t.time_window = d.headline_window
    """)
    insert_frame(connection, table("indicators.coming"), _coming(connection, targets))


def _coming(connection: duckdb.DuckDBPyConnection, targets: Mapping[str, Mapping[str, Sequence[Any]]]) -> pd.DataFrame:
    """One row per authority and indicator with exceptions, nil ones and those not available included."""
    frame = connection.execute(f"""
        WITH counted AS (
            SELECT
                {_KEYS},
                count(*) AS entering,
                count(*) FILTER (WHERE outlook = 'met') AS already_met,
                count(*) FILTER (WHERE outlook = 'certain_to_miss') AS certain_to_miss,
                count(*) FILTER (WHERE outlook = 'open') AS still_open
            FROM indicators.coming_row
            GROUP BY ALL
        )
        SELECT
            p.authority, p.submission_quarter, p.quarter, d.indicator_id, p.time_window, d.unit, d.exceptions,
            u.indicator_id IS NOT NULL AS is_unavailable,
            coalesce(c.entering, 0) AS entering,
            coalesce(c.already_met, 0) AS already_met,
            coalesce(c.certain_to_miss, 0) AS certain_to_miss,
            coalesce(c.still_open, 0) AS still_open
        FROM period AS p
        INNER JOIN indicators.definition AS d ON d.headline_window = p.time_window AND d.exceptions <> ''
        LEFT JOIN counted AS c USING (authority, submission_quarter, quarter, indicator_id, time_window)
        LEFT JOIN unavailable AS u USING (authority, submission_quarter, quarter, indicator_id, time_window)
        ORDER BY p.authority, d.display_order
    """).df()
    definitions = connection.execute("SELECT * FROM indicators.definition").df()
    own = [own_targets(authority, given) for authority, given in targets.items()]
    return outlook(frame.join(targets_in_force(frame, definitions, own)))


def outlook(counted: pd.DataFrame) -> pd.DataFrame:
    """Add the best result still possible, and what is needed to reach the target.

    The figure is judged as it will be shown, at one decimal, so 999 of 1,000 against a target of 99.9 is enough and a
    share that only rounds up to the target reaches it.

    Args:
        counted: ``entering``, ``already_met``, ``certain_to_miss``, ``still_open``, ``unit`` (% or n), ``exceptions``
            (+ or -), ``is_unavailable`` and the target columns.
    """
    frame = counted.copy()
    base, is_share = frame["entering"].astype("int64"), units.holds(frame["unit"], lambda unit: unit.is_share)
    is_numerator = frame["exceptions"].eq("+")
    # The numerator now and the furthest it can still move: up to all the open ones, or down to the certain ones.
    now = frame["already_met"].where(~is_numerator, base - frame["already_met"]).astype("int64")
    best = frame["certain_to_miss"].where(is_numerator, frame["already_met"] + frame["still_open"]).astype("int64")
    scale = np.where(is_share, 100.0 / base.where(base > 0, 1), 1.0)
    has_figure = ~frame["is_unavailable"] & ~(is_share & base.eq(0))
    frame["best_possible"] = (best * scale).where(has_figure)
    low, high = _bounds(frame, base, is_share)
    needed = pd.Series(np.where(is_numerator, now - high, low - now), index=frame.index).clip(lower=0)
    reachable = pd.Series(
        np.where(is_numerator, (best <= high) & (now >= low), (best >= low) & (now <= high)), index=frame.index
    )
    is_aimed = has_figure & frame["target_type"].notna()
    frame["needed"] = needed.astype("Int64").where(is_aimed)
    frame["is_reachable"] = reachable.astype("boolean").where(is_aimed)
    frame["status"] = np.select(
        [frame["is_unavailable"], is_share & base.eq(0)], ["not_available", "not_applicable"], "ok"
    )
    counts = ["entering", "already_met", "certain_to_miss", "still_open"]
    frame[counts] = frame[counts].astype("Int64").mask(frame["is_unavailable"])
    return frame


def _bounds(frame: pd.DataFrame, base: pd.Series, is_share: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Smallest and largest numerator whose figure, as shown, lies within the target.

    ``k`` of ``n`` is shown as ``floor(1000 k / n + 1/2)`` tenths, half up; solved for ``k`` in whole numbers.
    """
    low, high = frame["target_low"].astype("float64"), frame["target_high"].astype("float64")
    tenths_low = (low.fillna(0) * 10).round().astype("int64")
    tenths_high = (high.fillna(0) * 10).round().astype("int64")
    share_low = -((-base * (2 * tenths_low - 1)) // 2000)
    share_high = -((-base * (2 * tenths_high + 1)) // 2000) - 1
    count_low = -((-tenths_low) // 10)
    count_high = tenths_high // 10
    smallest = share_low.where(is_share, count_low).clip(lower=0).where(low.notna(), 0)
    largest = share_high.where(is_share, count_high).where(high.notna(), _UNBOUNDED)
    return smallest, largest
