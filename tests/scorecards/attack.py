"""An attack on a publication with a solver: what is the smallest and largest value a hidden number could have?

Knows nothing of how the figures were protected, only which are shown and what adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from disclosure.bounds import System
from disclosure.relations import relate


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


def attack_versions(versions: Sequence[pd.DataFrame], *, informed: bool, sample: int | None = None) -> list[Finding]:
    """Attack several publications of one council together, as an outsider who kept them all.

    A figure that has not been revised is the same number in all of them, so hiding it in one only does not hide it.

    Args:
        versions: Exact figures with what each publication hides, as ``protect_figures`` gives them.
        informed, sample: As for :func:`attack`.
    """
    every = pd.concat([v.assign(submission=position) for position, v in enumerate(versions)], ignore_index=True)
    relations = relate(every)
    count = relations.value.size
    shown, gone = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    based = (relations.n >= 0) & every["base_printed"].to_numpy()
    for numbers, is_hidden, printed in (
        (relations.x, every["number_hidden"].to_numpy(), np.ones(len(every), dtype=bool)),
        (relations.n, every["base_hidden"].to_numpy(), based),
    ):
        shown[numbers[printed & ~is_hidden]] = True
        gone[numbers[printed & is_hidden]] = True
    keys = ["quarter", "indicator_id", "time_window", "breakdown", "category"]
    same = every[keys].assign(row=np.arange(len(every)))
    relation, number, sign = [relations.relation], [relations.number], [relations.sign]
    start = int(relations.relation.max()) + 1
    for _, rows in same.groupby(keys)["row"]:
        for one, other in combinations(rows, 2):
            for part in ("x", "n", "r"):
                left, right = (int(relations.part(part)[place]) for place in (one, other))
                if left >= 0 and right >= 0 and left != right and relations.value[left] == relations.value[right]:
                    relation.append(np.full(2, start))
                    number.append(np.array([left, right]))
                    sign.append(np.array([1.0, -1.0]))
                    start += 1
    negative = relations.increase_of >= 0
    negative[relations.x[every["indicator_id"].eq("LAC-08").to_numpy()]] = True
    system = System(
        value=relations.value, may_be_negative=negative, is_printed=shown | gone, must_protect=np.zeros(count, dtype=bool),
        can_be_hidden=np.zeros(count, dtype=bool), cost=np.ones(count), hidden_by=np.full(count, -1),
        relation=np.concatenate(relation), number=np.concatenate(number), sign=np.concatenate(sign),
    )  # fmt: skip
    contradicted = [Finding(int(n), *[float(relations.value[n])] * 2) for n in np.flatnonzero(shown & gone)]
    return contradicted + attack(system, gone & ~shown, informed=informed, sample=sample)
