"""What a council decided about disclosure, and what the primary rules say of each figure on its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from disclosure.relations import NONE, Flags, Floats, Ints

#: Counts from 1 up to this are hidden unless a council sets another threshold.
DEFAULT_THRESHOLD = 5
#: A base under this says nothing when nobody, or everybody, of it is counted; and results on it are not shown.
SMALLEST_BASE = 10

PROCESS = "process"

SMALL_BASE = ("1", "The base is small")
SMALL_NUMBER = ("2", "The number, or the rest of the base, is small")
NONE_OR_ALL = ("3", "Nobody, or everybody, in a group under 10")
INHERITED = ("5", "Worked out from a hidden figure, or nearly the same as one")
SUBTRACTION = ("6", "Would give a hidden figure away by subtraction")
HIDDEN_BEFORE = ("7", "Hidden in an approved version, which showing it now would give away")


class DisclosureError(Exception):
    """Figures cannot be published without giving somebody away; the message says where, never what."""


@dataclass(frozen=True)
class Waiver:
    """A recorded decision that rules 2 and 3 do not apply to a process measure.

    Attributes:
        indicators: Identifiers it covers.
        approved_by: Role of whoever decided.
        approved_on: When.
    """

    indicators: frozenset[str]
    approved_by: str
    approved_on: date


def read_waivers(entries: Iterable[Any]) -> list[Waiver]:
    """Read ``[[disclosure.process_waivers]]`` tables of ``council.toml``, or objects with the same names.

    Each has ``indicators`` (a list), ``approved_by`` and ``approved_on`` (a date). One that lacks its approver or its
    date is no decision and is ignored.
    """
    waivers = []
    for entry in entries:
        found = entry if isinstance(entry, Mapping) else vars(entry)
        indicators, who, when = (found.get(name) for name in ("indicators", "approved_by", "approved_on"))
        if isinstance(when, str):
            when = date.fromisoformat(when)
        if indicators and who and isinstance(when, date):
            waivers.append(Waiver(frozenset(indicators), str(who), when))
    return waivers


@dataclass(frozen=True)
class Rules:
    """What one council decided.

    Attributes:
        threshold: ``k``.
        waived: Process measures rules 2 and 3 are waived for.
    """

    threshold: int = DEFAULT_THRESHOLD
    waived: frozenset[str] = frozenset()

    @classmethod
    def decided(cls, threshold: int = DEFAULT_THRESHOLD, process_waivers: Iterable[Any] = ()) -> Rules:
        """Rules from the ``[disclosure]`` settings of a council; see :func:`read_waivers`."""
        waivers = read_waivers(process_waivers)
        return cls(threshold, frozenset().union(*(waiver.indicators for waiver in waivers)))


@dataclass(frozen=True)
class Primary:
    """What rules 1 to 3 say of each row.

    Attributes:
        small_base: The base is 1 to the threshold: everything of the row is hidden.
        small_number: The number, or the rest of the base, is.
        none_or_all: Nobody or everybody of a base under 10.
        hidden: Numbers hidden for it.
        must: Numbers that must not be given away, printed or not.
    """

    small_base: Flags
    small_number: Flags
    none_or_all: Flags
    hidden: Flags
    must: Flags


def primary(
    figures: pd.DataFrame,
    numbers: Mapping[str, Ints],
    value: Floats,
    rules: Rules,
    growth: Iterable[tuple[int, int, str]] = (),
) -> Primary:
    """Apply rules 1 to 3 to each row on its own.

    Args:
        figures: ``indicator_id``, ``tier``, ``has_base``, ``is_share``, ``counts_people``.
        numbers: Of each row by part: ``x``, ``n``, ``r``.
        value: True value of each number.
        rules: What the council decided.
        growth: Numbers by which a year to date grew, with the row and the part that did.
    """
    waived = figures["indicator_id"].isin(rules.waived).to_numpy() & figures["tier"].eq(PROCESS).to_numpy()
    judged = figures["counts_people"].to_numpy(dtype=bool) & ~waived

    def small(found: Floats) -> Flags:
        return np.asarray((found >= 1) & (found <= rules.threshold))

    def part(name: str) -> Floats:
        return np.where(numbers[name] != NONE, value[numbers[name]], 0.0)

    x, n, r = part("x"), part("n"), part("r")
    small_base = small(n) & figures["has_base"].to_numpy(dtype=bool)
    few, few_left = judged & small(x), judged & small(r)
    is_share = figures["is_share"].to_numpy(dtype=bool)
    none_or_all = judged & is_share & (n >= 1) & (n < SMALLEST_BASE) & ((x == 0) | (r == 0)) & ~small_base
    hidden, must = np.zeros(value.size, dtype=bool), np.zeros(value.size, dtype=bool)
    hidden[numbers["n"][small_base]] = True
    hidden[numbers["x"][small_base | few | few_left | none_or_all]] = True
    must[numbers["n"][small_base]] = True
    must[numbers["x"][few | none_or_all]] = True
    must[numbers["x"][small_base & (x > 0)]] = True
    must[numbers["r"][few_left]] = True
    for number, row, grown in growth:
        if row < len(figures):
            is_few = bool(1 <= value[number] <= rules.threshold)
            must[number] = is_few and bool(figures["has_base"].to_numpy()[row] if grown == "n" else judged[row])
    return Primary(small_base, few | few_left, none_or_all, hidden, must)
