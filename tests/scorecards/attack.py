"""An attack on a publication with a solver: what is the smallest and largest value a hidden number could have?

Knows nothing of how the figures were protected, only which are shown and what adds up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from indicators.bounds import System


@dataclass(frozen=True)
class Finding:
    """A hidden number that can have fewer than three values."""

    number: int
    low: float
    high: float


def attack(system: System, hidden: np.ndarray, *, informed: bool, sample: int | None = None) -> list[Finding]:
    """Solve for the smallest and largest whole value of every hidden number.

    Args:
        system: Numbers and relations.
        hidden: Printed numbers that are hidden.
        informed: Whether the attacker knows that a hidden number is not nought when it is not.
        sample: How many hidden numbers to attack, chosen evenly; all by default.
    """
    known = system.is_printed & ~hidden
    matrix = sparse.csr_matrix(
        (system.sign, (system.relation, system.number)), shape=(system.relations, system.value.size)
    )
    wanted = np.flatnonzero((system.is_printed & hidden) | system.must_protect)
    labels = sparse.csgraph.connected_components(_links(matrix, ~known), directed=False)[1]
    if sample is not None:
        wanted = wanted[np.unique(np.linspace(0, wanted.size - 1, sample).astype(int))]
    found = []
    for label in np.unique(labels[wanted]):
        columns = np.flatnonzero((labels == label) & ~known)
        part = matrix[:, columns]
        rows = np.flatnonzero(np.diff(part.tocsr().indptr))
        part = part[rows]
        given = -(matrix[rows][:, known] @ system.value[known])
        floor = np.where(system.may_be_negative[columns], -np.inf, 0.0)
        if informed:
            floor = np.where(~system.may_be_negative[columns] & (system.value[columns] >= 1), 1.0, floor)
        for number in wanted[labels[wanted] == label]:
            aim = (columns == number).astype(float)
            low, high = (_solve(sign * aim, part, given, floor, sign) for sign in (1.0, -1.0))
            if high - low < 2:
                found.append(Finding(int(number), low, high))
    return found


def _links(matrix: sparse.csr_matrix, unknown: np.ndarray) -> sparse.csr_matrix:
    inside = matrix @ sparse.diags(unknown.astype(float))
    return (abs(inside).T @ abs(inside)).tocsr()


def _solve(aim: np.ndarray, part: sparse.csr_matrix, given: np.ndarray, floor: np.ndarray, sign: float) -> float:
    answer = milp(
        aim, constraints=LinearConstraint(part, given, given), integrality=np.ones(aim.size),
        bounds=Bounds(floor, np.inf),
    )  # fmt: skip
    if answer.status == 3 or answer.x is None:  # unbounded
        assert answer.status in (3, 4), answer.message
        return -np.inf if sign > 0 else np.inf
    return float(sign * answer.fun)
