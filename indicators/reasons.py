"""Why rated measures are missed: the reasons counted, as far as a panel may be told.

A reason few share is never told by itself: it stands with others as "Other reasons", and those together are more than the
council's threshold. A measure whose figure is hidden tells no reasons at all.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pandas as pd

OTHER = "Other reasons"
COLUMNS = ("authority", "submission_quarter", "indicator_id", "time_window", "place", "reason", "missed")

#: Evidence rows of the run quarter that count against a measure, by reason.
_COUNTED = """
    SELECT e.authority, e.submission_quarter, e.indicator_id, e.time_window, e.miss_reason, count(*) AS missed
    FROM indicators.evidence AS e
    INNER JOIN indicators.definition AS d ON d.indicator_id = e.indicator_id AND d.headline_window = e.time_window
    WHERE e.quarter = e.submission_quarter AND e.miss_reason IS NOT NULL
    GROUP BY ALL
    ORDER BY ALL
"""


def counted_reasons(connection: duckdb.DuckDBPyConnection, words: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Reasons of every measure with exceptions, exact: one row a council, measure and reason.

    Args:
        connection: A build with ``indicators.evidence`` and ``indicators.definition``.
        words: (measure, reason code) -> words, from the declarations.
    """
    found = connection.execute(_COUNTED).df()
    pairs = zip(found["indicator_id"], found["miss_reason"], strict=True)
    found["reason"] = [words.get((measure, code), code) for measure, code in pairs]
    return found


def told_reasons(counted: pd.DataFrame, shown: pd.DataFrame, thresholds: Mapping[str, int]) -> pd.DataFrame:
    """The reasons a panel may be told, the most frequent first.

    Args:
        counted: As :func:`counted_reasons` gives them.
        shown: ``authority``, ``indicator_id``, ``time_window`` of the rated figures that are shown.
        thresholds: Authority -> the largest count that is hidden.

    Returns:
        Columns :data:`COLUMNS`; ``missed`` counts people or events as the measure does.
    """
    keys = ["authority", "submission_quarter", "indicator_id", "time_window"]
    rows: list[tuple[object, ...]] = []
    for key, group in counted.merge(shown, on=["authority", "indicator_id", "time_window"]).groupby(keys, sort=True):
        reasons = group.groupby("reason")["missed"].sum().sort_values(ascending=False, kind="stable")
        told = merged([(str(reason), int(number)) for reason, number in reasons.items()], thresholds[str(key[0])])
        rows += [(*key, place, reason, number) for place, (reason, number) in enumerate(told, 1)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def merged(reasons: list[tuple[str, int]], threshold: int) -> list[tuple[str, int]]:
    """Reasons with the few-shared ones put together; nothing where that leaves only one group, which says nothing.

    Args:
        reasons: Words and count, the most frequent first.
        threshold: The largest count that is hidden.
    """
    kept = [one for one in reasons if one[1] > threshold]
    rest = sum(number for _, number in reasons[len(kept) :])
    while kept and 0 < rest <= threshold:
        rest += kept.pop()[1]
    if not kept or (rest and rest <= threshold):
        return []
    return [*kept, *([(OTHER, rest)] if rest else [])]
