"""The status that outlives its number: shown beside a hidden figure where every value a reader could believe has it.

What a reader could believe is worked out from what is shown alone (:mod:`disclosure.audit`), so saying the status tells
nothing that the file does not tell already.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from indicators.ratings import AT_LEAST, AT_MOST, NOT_RATED, rate
from schemas.rounding import round_half_up

REASON = "Every number that the hidden figure could be has this status"

#: So many, where nothing says how many at most.
_MANY = 1e9


def surviving(rows: pd.DataFrame) -> pd.Series:
    """The status of each row for every value it could have, blank where there is no such.

    Args:
        rows: Scorecard rows with ``x_low``, ``x_high``, ``n_low`` and ``n_high`` (blank where not hidden, or not worked out).
    """
    ends = [_rated(rows, _value(rows, end)) for end in ("low", "high")]
    # A target that is met from one side only is missed or met throughout where it is at both ends.
    same = ends[0].eq(ends[1]) & ends[0].ne(NOT_RATED) & rows["target_type"].isin([AT_LEAST, AT_MOST])
    return ends[0].where(same & rows["x_low"].notna())


def _value(rows: pd.DataFrame, end: str) -> pd.Series:
    """The least or greatest result a reader could believe."""
    x, n = rows[f"x_{end}"].astype(float), rows["n_high" if end == "low" else "n_low"].astype(float)
    share = (100 * x.clip(upper=_MANY) / n.clip(lower=1, upper=_MANY)).clip(0, 100)
    value = x.clip(upper=_MANY).where(rows["unit"].eq("n"), share.where(rows["unit"].eq("%")))
    return value.map(lambda exact: np.nan if pd.isna(exact) else round_half_up(float(exact)))


def _rated(rows: pd.DataFrame, shown: pd.Series) -> pd.Series:
    problem = (
        rows["data_quality_note"].fillna("").str.contains("could not be used") if "data_quality_note" in rows else False
    )
    believed = rows.assign(
        displayed_value=shown.astype(float),
        # The smallest base it could be: a status on few is none.
        denominator=rows["n_low"].astype(float),
        status="ok",
        is_rated_elsewhere=False,
        has_quality_problem=problem,
    )
    return rate(believed)["rating"].where(shown.notna(), NOT_RATED)
