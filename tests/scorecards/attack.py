"""A small attack on publications written out by hand: what is the smallest and largest value a hidden number could have?

Knows nothing of how the figures were protected, only which are shown, that a number and the rest make the base, that
categories make the whole, and that what has not been revised is one number in all versions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

_KEYS = ["quarter", "indicator_id", "time_window", "breakdown", "category"]


@dataclass(frozen=True)
class Finding:
    """A hidden number that can have fewer than three values."""

    number: int
    low: float
    high: float


def attack_versions(versions: Sequence[pd.DataFrame], *, informed: bool) -> list[Finding]:
    """Attack several publications of one council together, as an outsider who kept them all.

    Args:
        versions: Exact figures with what each publication hides, as ``protect_figures`` gives them.
        informed: Whether the attacker knows that a hidden number is not nought when it is not.
    """
    every = pd.concat([v.assign(version=position) for position, v in enumerate(versions)], ignore_index=True)
    count = len(every)
    x, n = every["numerator"].to_numpy(float), every["denominator"].to_numpy(float)
    value = np.concatenate([x, n, n - x])
    gone = np.concatenate([every["number_hidden"], every["base_hidden"], np.ones(count, dtype=bool)]).astype(bool)
    told = np.concatenate([np.ones(count, dtype=bool), every["base_printed"], np.zeros(count, dtype=bool)]).astype(bool)
    shown, hidden = told & ~gone, told & gone & ~np.isnan(value)
    relations: list[list[tuple[int, float]]] = []
    for row in np.flatnonzero(~np.isnan(n)):
        relations.append([(row, 1.0), (row + 2 * count, 1.0), (row + count, -1.0)])
    for _, parts in every[every["breakdown"].ne("all")].groupby(["version", *_KEYS[:-1]]):
        same = every["version"].eq(parts["version"].iat[0]) & every["breakdown"].eq("all")
        for key in _KEYS[:3]:
            same &= every[key].eq(parts[key].iat[0])
        whole = np.flatnonzero(same)
        if whole.size == 1 and x[whole[0]] == parts["numerator"].sum():
            relations.append([(int(whole[0]), -1.0), *((int(row), 1.0) for row in parts.index)])
    for _, rows in every.groupby(_KEYS).groups.items():
        for one, other in combinations(rows, 2):
            for shift in (0, count, 2 * count):
                if value[one + shift] == value[other + shift]:
                    relations.append([(one + shift, 1.0), (other + shift, -1.0)])
    floor = np.where(np.nan_to_num(value) >= 1, 1.0, 0.0) if informed else np.zeros(value.size)
    lower, upper = np.where(shown, np.nan_to_num(value), floor), np.where(shown, np.nan_to_num(value), np.inf)
    matrix = sparse.lil_matrix((len(relations), value.size))
    for place, terms in enumerate(relations):
        for column, factor in terms:
            matrix[place, column] += factor
    found = []
    for number in np.flatnonzero(hidden):
        low, high = (_solve(number, sign, matrix.tocsr(), lower, upper) for sign in (1.0, -1.0))
        if high - low < 2:
            found.append(Finding(int(number), low, high))
    return found


def _solve(number: int, sign: float, matrix: sparse.csr_matrix, lower: np.ndarray, upper: np.ndarray) -> float:
    aim = np.zeros(lower.size)
    aim[number] = sign
    answer = milp(
        aim, constraints=LinearConstraint(matrix, 0.0, 0.0), integrality=np.ones(aim.size), bounds=Bounds(lower, upper)
    )
    if answer.x is None:
        assert answer.status in (3, 4), answer.message  # unbounded
        return -np.inf if sign > 0 else np.inf
    return float(sign * answer.fun)
