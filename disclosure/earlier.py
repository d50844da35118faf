"""What approved versions already told an outsider, set beside what is about to be published.

A version, once approved, is known for ever. So a number it shows cannot protect another by being hidden now; a number
it hides must stay hidden, for it has most probably not changed; and its figures add up among themselves, and with those
of other versions, wherever they have not been revised. All of that enters the same system of numbers and relations as
the figures at hand (:mod:`disclosure.relations`), with equal numbers of several versions as one.

How far a figure was revised between two versions that both show it is a fact about recording, not a group of children,
and is not protected.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from disclosure import additive
from disclosure.bounds import Flags, Ints, System, given_away
from disclosure.relations import Relations, quarter_number, relate
from indicators import units

#: One printed figure.
CELL = ["quarter", "indicator_id", "time_window", "breakdown", "category"]

#: What is read of an approved version: the figures as printed, and the exact ones where they are still held.
COLUMNS = ["authority", "submission_quarter", "version", "table_name", *CELL, "numerator", "denominator", "shorthand",
           "true_numerator", "true_denominator"]  # fmt: skip

#: Quarters before its own that the longest window looks back to.
_LONGEST = 3

_FACTS = ["number_shown", "number_hidden", "base_shown", "base_hidden"]
_ROW = ["submission", "quarter_number", *CELL, "unit", "numerator", "denominator"]


@dataclass(frozen=True)
class Before:
    """The figures at hand with what earlier versions say of them.

    Attributes:
        relations: Between the numbers of all versions; ``x``, ``n`` and ``r`` are those of the figures at hand.
        shown, hidden: For each number, whether any approved version shows it, or hides it.
        stays_hidden: Numbers at hand in the place of one that an approved version hides, whether or not they have changed.
        may_be_negative: Net changes of approved versions.
    """

    relations: Relations
    shown: Flags
    hidden: Flags
    stays_hidden: Flags
    may_be_negative: Flags

    @property
    def is_first(self) -> bool:
        """Whether nothing was published before."""
        return not (self.shown.any() or self.hidden.any())

    def known_already(self, system: System) -> Flags:
        """Numbers an outsider has, or can work out, from approved versions alone; nothing can protect them any more."""
        unsaid = system.is_printed & ~self.shown
        return self.shown | given_away(system, unsaid)


def no_versions() -> pd.DataFrame:
    """No approved version at all."""
    return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})


def combine(figures: pd.DataFrame, versions: pd.DataFrame) -> Before:
    """Set approved versions beside the figures at hand.

    Args:
        figures: As :func:`disclosure.relations.relate` takes them, with ``authority``.
        versions: :data:`COLUMNS`, in the order of their approval; a hidden number is blank and its row has ``c`` in
            ``shorthand``. Versions too old to have a quarter in the longest window of the figures are left aside.
    """
    said = _read(figures, versions)
    if said.empty:
        relations = relate(figures)
        nothing = np.zeros(relations.value.size, dtype=bool)
        return Before(relations, nothing, nothing, nothing, nothing)
    now = figures[[*_ROW]].assign(at_hand=figures["submission"], **dict.fromkeys(_FACTS, False))
    keys = ["at_hand", *CELL]
    # Older quarters than those at hand, so that longer windows can be set against their quarters.
    past = said.drop_duplicates(keys, keep="last")
    past = past[~pd.MultiIndex.from_frame(past[keys]).isin(pd.MultiIndex.from_frame(now[keys]))]
    past = past.assign(submission=past["at_hand"], **dict.fromkeys(_FACTS, False))
    known = pd.concat([now, past], ignore_index=True)
    said = _with_unknown(said, known, keys)
    merged = pd.concat([known, said], ignore_index=True)
    place = pd.Series(np.arange(len(known)), index=pd.MultiIndex.from_frame(known[keys]))
    same = place.reindex(pd.MultiIndex.from_frame(said[keys])).to_numpy(dtype=np.int64)
    relations = relate(merged, (same, len(known) + np.arange(len(said), dtype=np.int64)))

    def flags(column: str, numbers: Ints, rows: pd.DataFrame = merged) -> Flags:
        found = np.zeros(relations.value.size, dtype=bool)
        found[numbers[rows[column].to_numpy(dtype=bool) & (numbers >= 0)]] = True
        return found

    negative = np.zeros(relations.value.size, dtype=bool)
    negative[relations.x[merged["indicator_id"].eq(additive.NET_CHANGE).to_numpy()]] = True
    shown = flags("number_shown", relations.x) | flags("base_shown", relations.n)
    hidden = flags("number_hidden", relations.x) | flags("base_hidden", relations.n)
    stays = flags("number_hidden", relations.x[same], said) | flags("base_hidden", relations.n[same], said)
    count = len(figures)
    at_hand = replace(relations, x=relations.x[:count], n=relations.n[:count], r=relations.r[:count])
    return Before(at_hand, shown, hidden, stays, negative)


def _read(figures: pd.DataFrame, versions: pd.DataFrame) -> pd.DataFrame:
    """Rows of approved versions that say something, once for each set of figures at hand of the same council."""
    if versions.empty:
        return versions.assign(at_hand=pd.Series(dtype="int64"))
    sets = figures[["authority", "submission"]].drop_duplicates().rename(columns={"submission": "at_hand"})
    unit_of_each = figures[["indicator_id", "unit"]].drop_duplicates("indicator_id")
    said = versions.merge(sets, on="authority").merge(unit_of_each, on="indicator_id")
    version = said.groupby(["at_hand", "submission_quarter", "version"], sort=False).ngroup()
    numbers = {label: quarter_number(str(label)) for label in said["quarter"].unique()}
    number = said["quarter"].map(numbers).astype("int64")
    first, last = (said["at_hand"].map(figures.groupby("submission")["quarter_number"].agg(end)) for end in ("min", "max"))
    touches = number.between(first - _LONGEST, last + _LONGEST)
    gone = said["shorthand"].eq("c")
    has_base = units.holds(said["unit"], lambda unit: unit.has_base)
    said = said.assign(
        quarter_number=number,
        submission=version + int(figures["submission"].max()) + 1,
        number_shown=said["numerator"].notna(),
        number_hidden=said["numerator"].isna() & gone,
        base_shown=said["denominator"].notna() & has_base,
        # A profile prints no base beside a hidden number, which says nothing of the base itself.
        base_hidden=said["denominator"].isna() & gone & has_base & said["breakdown"].eq("all"),
        numerator=said["numerator"].astype(float).fillna(said["true_numerator"].astype(float)),
        denominator=said["denominator"].astype(float).fillna(said["true_denominator"].astype(float)),
    )[(gone | said["numerator"].notna()) & touches.groupby(version).transform("any")]
    return said[[*_ROW, "at_hand", *_FACTS]].reset_index(drop=True)


def _with_unknown(said: pd.DataFrame, known: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Hidden numbers whose exact figures are no longer held are taken to be what they are now."""
    now = said[keys].merge(known[[*keys, "numerator", "denominator"]], how="left", on=keys, validate="many_to_one")
    return said.assign(
        numerator=said["numerator"].fillna(now["numerator"]),
        denominator=said["denominator"].fillna(now["denominator"]),
    )
