"""Which relations the figures at hand obey: only those can help anybody who trusts them.

A relation that does not hold (a child who came twice, a figure computed differently one day) leads an outsider astray and
tells nothing. It is left out, so that it neither stops publication nor hides anything. Where several relations together
cannot hold, the fewest and least certain are left out.
"""

from __future__ import annotations

import numpy as np

from disclosure.relations import AT_LEAST, Relations
from disclosure.solver import NEAR, Flags, Floats, Ints, Model


def obeyed(relations: Relations) -> Flags:
    """For each relation, whether it holds together with the others for the true numbers."""
    value = np.array(relations.value, dtype=float)
    relation = np.array(relations.relation, dtype=np.int64)
    number = np.array(relations.number, dtype=np.int64)
    factor = np.array(relations.factor, dtype=float)
    kinds, weights = np.array(relations.kinds, dtype=np.int64), np.array(relations.weights, dtype=float)
    count = kinds.size
    if count == 0:
        return np.zeros(0, dtype=bool)
    is_known = ~np.isnan(value)
    told = is_known[number]
    sums = np.bincount(relation[told], factor[told] * value[number[told]], count).astype(float)
    has_unknown = np.bincount(relation[~told], minlength=count) > 0
    holds = np.where(kinds == AT_LEAST, sums >= -NEAR, np.abs(sums) < NEAR)
    kept = np.where(has_unknown, True, holds)
    if not has_unknown.any():
        return np.asarray(kept, dtype=bool)
    slack = _slack((relation, number, factor), kinds, weights, sums, is_known)
    kept[slack > NEAR] = False
    return np.asarray(kept, dtype=bool)


def _slack(terms: tuple[Ints, Ints, Floats], kinds: Ints, weights: Floats, sums: Floats, is_known: Flags) -> Floats:
    """How far each relation is broken where they are broken as little as can be."""
    relation, number, factor = terms
    has_unknown = np.bincount(relation[~is_known[number]], minlength=kinds.size) > 0
    has_known = np.bincount(relation[is_known[number]], minlength=kinds.size) > 0
    unknown = np.flatnonzero(~is_known)
    place = np.full(is_known.size, -1, dtype=np.int64)
    place[unknown] = np.arange(unknown.size)
    rows = np.flatnonzero(has_unknown)
    row = np.full(kinds.size, -1, dtype=np.int64)
    row[rows] = np.arange(rows.size)
    inside = has_unknown[relation] & ~is_known[number]
    # One column for what is known of each row, and two for how far it is broken, up and down.
    size = rows.size
    breakable = np.flatnonzero(has_known[rows])
    first = unknown.size
    column = np.concatenate([place[number[inside]], first + np.arange(size), first + size + np.arange(breakable.size),
                             first + size + breakable.size + np.arange(breakable.size)])  # fmt: skip
    at = np.concatenate([row[relation[inside]], np.arange(size), breakable, breakable])
    factors = np.concatenate([factor[inside], np.ones(size), np.ones(breakable.size), -np.ones(breakable.size)])
    total = first + size + 2 * breakable.size
    lower, upper = np.zeros(total), np.full(total, np.inf)
    lower[first : first + size] = upper[first : first + size] = sums[rows]
    model = Model(lower, upper, at, column, factors, kinds[rows] == AT_LEAST, presolve=True)
    price = weights[rows][breakable]
    answer = model.least(np.arange(first + size, total), np.concatenate([price, price]))
    broken = answer.values[first + size :].reshape(2, -1).sum(axis=0)
    slack = np.zeros(kinds.size)
    slack[rows[breakable]] = broken
    return slack
