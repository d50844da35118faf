"""What approved versions already told an outsider, set beside what is about to be published.

A version, once approved, is known for ever. So a number it shows cannot protect another by being hidden now; a number
it hides must stay hidden, for it has most probably not changed; and its figures add up among themselves, and with those
of other versions, wherever they have not been revised. All of that enters the same system of numbers and relations as
the figures at hand (:mod:`disclosure.relations`), with equal numbers of several versions as one.

How far a figure was revised between two versions that both show it is a fact about recording, not a group of children,
and is not protected.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from disclosure.counted import Declared
from disclosure.relations import Ints, quarter_number

#: One printed figure.
CELL = ["quarter", "indicator_id", "time_window", "breakdown", "category"]

#: What is read of an approved version: the figures as printed, and the exact ones where they are still held.
COLUMNS = ["authority", "submission_quarter", "version", "table_name", *CELL, "numerator", "denominator", "shorthand",
           "true_numerator", "true_denominator"]  # fmt: skip

#: Quarters before its own that the longest window looks back to.
_LONGEST = 3

FACTS = ["number_shown", "number_hidden", "base_shown", "base_hidden"]


@dataclass(frozen=True)
class Combined:
    """The figures at hand with those of approved versions after them.

    Attributes:
        rows: All rows, with :data:`FACTS` (all false for those at hand).
        version_of: Of each row, the version whose numbers it belongs with; 0 for what is known now.
        same: Pairs of rows that are the same figure with the same numbers, in versions kept apart.
        place_of: Of each row, the row at hand that is the same figure now; -1 for none.
    """

    rows: pd.DataFrame
    version_of: Ints
    same: tuple[Ints, Ints]
    place_of: Ints


def no_versions() -> pd.DataFrame:
    """No approved version at all."""
    return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})


def combine(figures: pd.DataFrame, versions: pd.DataFrame, declared: Declared) -> Combined:
    """Set approved versions of a council beside one submission's figures at hand.

    Args:
        figures: The rows at hand.
        versions: :data:`COLUMNS`, in the order of their approval; a hidden number is blank and its row has ``c`` in
            ``shorthand``. Versions too old to have a quarter in the longest window of the figures are left aside.
        declared: For which figures belong together.
    """
    now = figures.assign(version=0, **dict.fromkeys(FACTS, False))
    count = len(now)
    said = _read(figures, versions)
    if said.empty:
        none = np.empty(0, dtype=np.int64)
        return Combined(now, np.zeros(count, dtype=np.int64), (none, none), np.arange(count, dtype=np.int64))
    place = pd.Series(np.arange(count), index=pd.MultiIndex.from_frame(now[CELL]))
    place_of = place.reindex(pd.MultiIndex.from_frame(said[CELL])).fillna(-1).to_numpy(dtype=np.int64)
    # Hidden numbers whose exact figures are no longer held are taken to be what they are now.
    for column in ("numerator", "denominator"):
        current = now[column].to_numpy(dtype=float)[np.maximum(place_of, 0)]
        said[column] = said[column].fillna(pd.Series(np.where(place_of >= 0, current, np.nan), index=said.index))
    held = said["numerator"].notna() & (said["denominator"].notna() | ~said["has_base"])
    said, place_of = said[held].reset_index(drop=True), place_of[held.to_numpy()]
    rows = pd.concat([now, said], ignore_index=True)
    reference = rows.drop_duplicates(CELL, keep="last") if count == 0 else _reference(rows, count)
    of = pd.Series(reference.index.to_numpy(), index=pd.MultiIndex.from_frame(reference[CELL]))
    beside = of.reindex(pd.MultiIndex.from_frame(rows[CELL])).to_numpy(dtype=np.int64)
    x, n = rows["numerator"].to_numpy(dtype=float), rows["denominator"].to_numpy(dtype=float)
    based = rows["has_base"].to_numpy(dtype=bool)
    agrees = (x == x[beside]) & (~based | (n == n[beside]))
    roots = {i: root_of_figure(i, declared) for i in rows["indicator_id"].unique()}
    together = [rows["version"], rows["quarter"], rows["indicator_id"].map(roots), rows["time_window"]]
    whole = pd.Series(agrees).groupby([part.to_numpy() for part in together]).transform("all").to_numpy()
    version_of = np.where(whole, 0, rows["version"].to_numpy(dtype=np.int64))
    apart = np.flatnonzero(~whole & agrees)
    places = np.concatenate([np.arange(count, dtype=np.int64), place_of])
    return Combined(rows, version_of, (apart.astype(np.int64), beside[apart]), places)


def root_of_figure(indicator_id: str, declared: Declared) -> str:
    """The outermost cohort of an indicator's rows; the indicator itself where it is no longer declared."""
    figure = declared.figures.get((indicator_id, "all", "all"))
    return indicator_id if figure is None else figure.root


def _reference(rows: pd.DataFrame, count: int) -> pd.DataFrame:
    """Each figure as it is now, or as the newest version has it where it is not at hand."""
    past = rows.iloc[count:].drop_duplicates(CELL, keep="last")
    here = rows.iloc[:count]
    absent = ~pd.MultiIndex.from_frame(past[CELL]).isin(pd.MultiIndex.from_frame(here[CELL]))
    return pd.concat([here, past[absent]])


def _read(figures: pd.DataFrame, versions: pd.DataFrame) -> pd.DataFrame:
    """Rows of approved versions that say something, of versions that touch the quarters at hand."""
    if versions.empty:
        return versions
    kinds = figures[["indicator_id", "has_base", "is_share", "counts_people", "tier"]].drop_duplicates("indicator_id")
    said = versions.merge(kinds, on="indicator_id").reset_index(drop=True)
    if said.empty:
        return said
    version = said.groupby(["submission_quarter", "version"], sort=False).ngroup()
    numbers = {label: quarter_number(str(label)) for label in said["quarter"].unique()}
    number = said["quarter"].map(numbers).astype("int64")
    first, last = int(figures["quarter_number"].min()), int(figures["quarter_number"].max())
    touches = number.between(first - _LONGEST, last + _LONGEST)
    gone = said["shorthand"].eq("c")
    has_base = said["has_base"].astype(bool)
    said = said.assign(
        quarter_number=number,
        version=version + 1,
        number_shown=said["numerator"].notna(),
        number_hidden=said["numerator"].isna() & gone,
        base_shown=said["denominator"].notna() & has_base,
        # A profile prints no base beside a hidden number, which says nothing of the base itself.
        base_hidden=said["denominator"].isna() & gone & has_base & said["breakdown"].eq("all"),
        numerator=said["numerator"].astype(float).fillna(said["true_numerator"].astype(float)),
        denominator=said["denominator"].astype(float).fillna(said["true_denominator"].astype(float)),
    )[(gone | said["numerator"].notna()) & touches.groupby(version).transform("any")]
    return said.reset_index(drop=True)
