"""The closed edition: the same tables exactly, for a session from which press and public are excluded.

Made only for councils whose ``council.toml`` records who decided so, and when. Aggregates, never a person. It is kept apart
from what is published (schema ``closed``, which enters no protected copy), and the panel edition is protected as if it did
not exist.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from indicators.scorecard import CARE_LEAVER_CARD, LOOKED_AFTER_CARD, PROFILE, TREND
from schemas.warehouse import table

#: Exact table -> its closed twin, which has the columns of the published one.
TABLES = {
    name: name.replace("scorecards.", "closed.") for name in (LOOKED_AFTER_CARD, CARE_LEAVER_CARD, TREND, PROFILE)
}

_SHORTHAND = {"not_available": "x", "not_applicable": "z"}


def closed_frames(
    exact: Mapping[str, pd.DataFrame],
    published: Mapping[str, pd.DataFrame],
    councils: Collection[str],
    profiled: Collection[str],
) -> dict[str, pd.DataFrame]:
    """Exact twins of the published tables.

    Args:
        exact: The scorecards, as :func:`indicators.scorecard.scorecard_frames` gives them.
        published: The published frames: the closed edition has the same rows, and what was last published beside them.
        councils: Authorities that decided on a closed edition.
        profiled: Indicators whose categories are published.
    """
    found = {}
    for name, closed in TABLES.items():
        described = table(closed)
        rows = exact[name][exact[name]["authority"].isin(list(councils))]
        if name == PROFILE:
            rows = rows[rows["indicator_id"].isin(list(profiled))]
        twin = published[closed.replace("closed.", "published.")]
        keys = ["authority", "submission_quarter", "quarter", "indicator_id", "time_window"]
        kept = [column for column in ("last_rating", "last_rating_quarter") if column in twin]
        rows = rows.merge(twin[[*keys, *kept]].drop_duplicates(keys), on=keys)
        rows = rows.assign(shorthand=rows["status"].map(_SHORTHAND).astype("object"), compared_shorthand=None)
        found[closed] = rows[list(described.column_names)]
    return found
