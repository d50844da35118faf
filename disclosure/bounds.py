"""What somebody with the published figures and a pencil could work out about a hidden one.

A :class:`System` holds every number behind a publication (shown, hidden or never printed) and every relation in which
some of them add up. :func:`bounds` gives, for each number, the smallest and largest value it could still have;
:func:`protect` hides more numbers until every hidden one could still have at least :data:`FEWEST_VALUES`.

The outsider is taken to know the rules, so a hidden number that is not nought is known not to be nought (a true nought
is always shown). Bounds are worked out by passing intervals along the relations until nothing changes, then by looking
for numbers that two or more relations together fix. Both are cheap enough to run in every publication; the test suite
attacks the outcome again with an integer programming solver.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: A hidden number must be able to have at least this many values.
FEWEST_VALUES = 3

#: Rounds of passing intervals along; they settle in a handful, and stopping early only leaves them wider.
_MOST_ROUNDS = 60

#: Random moves tried when looking for numbers that cannot move, and how little counts as not moving.
_RANDOM_MOVES = 3
_HARDLY_MOVED = 1e-6
_MOST_STEPS = 2000

#: Numbers that cost less than this (categories) are given up before any that costs more is looked at.
CHEAP = 1.0

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class System:
    """Numbers and the relations between them.

    Attributes:
        value: True value of each number, whole.
        may_be_negative: Differences, which have no lower bound.
        is_printed: Printed somewhere unless hidden; the others are only ever worked out.
        must_protect: Must not be worked out even though it is never printed, or must be hidden because it is small.
        can_be_hidden: Printed, and not given away at once by a number that is shown with it.
        cost: How much a reader loses when it is hidden.
        hidden_by: For a number that is never printed, the printed one to hide so that it cannot be worked out; -1 for
            all others.
        relation, number, sign: One entry per term: in each relation the signed terms add up to nought.
    """

    value: Floats
    may_be_negative: Flags
    is_printed: Flags
    must_protect: Flags
    can_be_hidden: Flags
    cost: Floats
    hidden_by: Ints
    relation: Ints
    number: Ints
    sign: Floats

    @property
    def relations(self) -> int:
        """Number of relations."""
        return int(self.relation.max()) + 1 if self.relation.size else 0


@dataclass(frozen=True)
class Bounds:
    """Smallest and largest value each number could have, and what each term's own relation alone says of it."""

    low: Floats
    high: Floats
    term_width: Floats

    @property
    def width(self) -> Floats:
        """Largest less smallest; fewer than two is fewer than three possible values."""
        return self.high - self.low


def bounds(system: System, hidden: Flags) -> Bounds:
    """Bounds of every number when the printed numbers not in ``hidden`` are known."""
    known = system.is_printed & ~hidden
    floor = np.where(system.may_be_negative, -np.inf, (system.value >= 1).astype(float))
    low, high = np.where(known, system.value, floor), np.where(known, system.value, np.inf)
    relation, number, sign = system.relation, system.number, system.sign
    count = system.relations
    term_width = np.full(relation.size, np.inf)
    for _ in range(_MOST_ROUNDS):
        least = np.where(sign > 0, low[number], -high[number])
        most = np.where(sign > 0, high[number], -low[number])
        others_least = _others(least, relation, count, -np.inf)
        others_most = _others(most, relation, count, np.inf)
        term_low = np.where(sign > 0, -others_most, others_least)
        term_high = np.where(sign > 0, -others_least, others_most)
        term_width = term_high - term_low
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, number, term_low)
        np.minimum.at(new_high, number, term_high)
        if np.array_equal(new_low, low) and np.array_equal(new_high, high):
            break
        low, high = new_low, new_high
    return Bounds(low, high, term_width)


def _others(terms: Floats, relation: Ints, count: int, infinite: float) -> Floats:
    """For each term, the sum of the other terms of its relation; infinite when one of those is."""
    endless = np.isinf(terms)
    finite = np.where(endless, 0.0, terms)
    total = np.bincount(relation, finite, count)[relation] - finite
    others_endless = np.bincount(relation, endless, count)[relation] - endless
    return np.where(others_endless > 0, infinite, total)


def exposed(system: System, hidden: Flags, found: Bounds) -> Flags:
    """Hidden numbers that could have fewer than :data:`FEWEST_VALUES` values."""
    needs = (system.is_printed & hidden) | system.must_protect
    return needs & (found.width < FEWEST_VALUES - 1)


def given_away(system: System, hidden: Flags) -> Flags:
    """Hidden numbers that can be worked out, alone or from several relations together, as things stand."""
    found = bounds(system, hidden)
    return exposed(system, hidden, found) | _fixed_together(system, hidden, found)


def protect(system: System, hidden: Flags, imply: Callable[[Flags], Flags]) -> tuple[Flags, Flags]:
    """Hide further numbers until nothing hidden can be worked out.

    Args:
        system: Numbers and relations.
        hidden: What the primary rules hide.
        imply: Adds what must be hidden along with what is (a row whose base is hidden, for one); must only add.

    Returns:
        What to hide, and the numbers that stay exposed although everything around them is hidden (none, unless the
        figures themselves break the rules; publication is refused then).
    """
    hidden = imply(hidden)
    stuck = np.zeros_like(hidden)
    while True:
        found = bounds(system, hidden)
        open_numbers = exposed(system, hidden, found) & ~stuck
        targets = _targets(system, hidden, found)
        chosen = _beside(system, found, open_numbers, targets)
        if chosen.size == 0:
            open_numbers |= _fixed_together(system, hidden, found) & ~stuck
            if not open_numbers.any():
                return hidden, stuck
            chosen = _behind(system, found, open_numbers, targets)
        if chosen.size == 0:
            stuck = stuck | open_numbers
            continue
        hidden = hidden.copy()
        hidden[chosen] = True
        hidden = imply(hidden)


def _targets(system: System, hidden: Flags, found: Bounds) -> Ints:
    """For each number, the one to hide so that it becomes unknown; -1 where nothing can be done.

    A printed number is hidden itself. One that is only worked out, and can be, is lost with the number it rests on.
    """
    can_hide = system.can_be_hidden & ~hidden
    rests_on = system.hidden_by
    through = (rests_on >= 0) & can_hide[rests_on] & (found.width < FEWEST_VALUES - 1) & (system.value > 0)
    return np.where(can_hide, np.arange(hidden.size), np.where(through, rests_on, -1))


def _beside(system: System, found: Bounds, open_numbers: Flags, targets: Ints) -> Ints:
    """One more number to hide for each exposed one, in one of its own relations."""
    candidate = targets[system.number] >= 0
    price = np.full(system.relations, np.inf)
    np.minimum.at(price, system.relation[candidate], system.cost[targets[system.number[candidate]]])
    term = np.flatnonzero(open_numbers[system.number] & np.isfinite(price[system.relation]))
    # Of the relations that give it away alone, the one where something can be spared most easily.
    tells = np.maximum(found.term_width[term], FEWEST_VALUES - 2)
    relation = system.relation[term]
    order = np.lexsort((relation, price[relation], tells, system.number[term]))
    _, first = np.unique(system.number[term][order], return_index=True)
    wanted = np.zeros(system.relations, dtype=bool)
    wanted[relation[order][first]] = True
    offers = np.flatnonzero(candidate & wanted[system.relation])
    numbers = targets[system.number[offers]]
    order = np.lexsort((numbers, system.value[numbers], system.cost[numbers], system.relation[offers]))
    _, first = np.unique(system.relation[offers][order], return_index=True)
    chosen = np.unique(numbers[order][first])
    # What little costs may mend what would cost a headline, so it goes first.
    cheap = system.cost[chosen] < CHEAP
    return chosen[cheap] if cheap.any() else chosen


def _behind(system: System, found: Bounds, open_numbers: Flags, targets: Ints) -> Ints:
    """One more number to hide wherever several relations give one away together, the one most easily spared.

    Numbers that hang together are looked at once: what mends the first may mend the others.
    """
    unknown = (found.width > 0) | open_numbers
    candidate = targets[system.number] >= 0
    offered = np.bincount(system.relation, candidate, system.relations) > 0
    keep = np.flatnonzero(unknown[system.number])
    chosen = []
    for terms in _parts(system.relation[keep], system.number[keep], system.relations, unknown.size):
        part = keep[terms]
        exposed_here = system.number[part][open_numbers[system.number[part]]]
        if exposed_here.size == 0:
            continue
        wanted = _giving_away(system, part, int(exposed_here.min()), offered)
        offers = np.flatnonzero(candidate & wanted[system.relation])
        numbers = targets[system.number[offers]]
        best = np.lexsort((numbers, system.value[numbers], system.cost[numbers]))[:1]
        chosen.append(numbers[best])
    return np.unique(np.concatenate(chosen)) if chosen else np.empty(0, dtype=np.int64)


def _giving_away(system: System, part: Ints, exposed_number: int, offered: Flags) -> Flags:
    """Relations that fix a number together; failing that, the nearest ones in which something is left to hide.

    Args:
        system: Numbers and relations.
        part: Terms with unknown numbers that hang together with the exposed one.
        exposed_number: The number.
        offered: Relations in which something is left to hide.
    """
    relations, relation = np.unique(system.relation[part], return_inverse=True)
    numbers, number = np.unique(system.number[part], return_inverse=True)
    start = (numbers == exposed_number).astype(float)
    left, weights = _allowed_part(start, relation, number, system.sign[part], relations.size)
    wanted = np.zeros(system.relations, dtype=bool)
    if np.abs(left).max() < _HARDLY_MOVED:
        wanted[relations[np.abs(weights) > _HARDLY_MOVED]] = True
    reached = numbers == exposed_number
    while not (wanted & offered).any():
        wanted[relations[relation[reached[number]]]] = True
        wider = reached.copy()
        wider[number[wanted[relations[relation]]]] = True
        if np.array_equal(wider, reached):
            break
        reached = wider
    return wanted


def _fixed_together(system: System, hidden: Flags, found: Bounds) -> Flags:
    """Hidden numbers that several relations together fix, though none does alone.

    A number is fixed exactly when no way of moving the unknown numbers that keeps every relation true moves it. One
    such way chosen at random moves every number that can move, so random moves are made by taking random vectors and
    removing the part the relations forbid (conjugate gradients on the normal equations).
    """
    unknown = found.width > 0  # the others are printed, or follow from what is
    needs = (system.is_printed & hidden) | system.must_protect
    keep = unknown[system.number]
    relations, relation = np.unique(system.relation[keep], return_inverse=True)
    numbers, number = np.unique(system.number[keep], return_inverse=True)
    fixed = np.zeros_like(hidden)
    if numbers.size == 0:
        return fixed
    sign = system.sign[keep]
    generator = np.random.default_rng(0)  # the same answer in every run
    core, pivots = _peel(relation, number, relations.size, numbers.size)
    parts = _parts(relation[core], number[core], relations.size, numbers.size)
    left, moved = np.flatnonzero(core), np.zeros(numbers.size)
    for _ in range(_RANDOM_MOVES):
        moves = generator.standard_normal(numbers.size)
        for terms in parts:
            at = left[terms]
            inner, row = np.unique(relation[at], return_inverse=True)
            outer, column = np.unique(number[at], return_inverse=True)
            moves[outer] = _allowed_part(moves[outer], row, column, sign[at], inner.size)[0]
        # A number in one relation only follows from the others in it, last peeled first.
        for terms, own in reversed(pivots):
            rest = np.bincount(relation[terms], sign[terms] * moves[number[terms]] * ~own, relations.size)
            at = terms[own]
            moves[number[at]] = -sign[at] * rest[relation[at]]
        moved = np.maximum(moved, np.abs(moves))
    fixed[numbers] = moved < _HARDLY_MOVED
    return fixed & needs


def _peel(relation: Ints, number: Ints, relations: int, numbers: int) -> tuple[Flags, list[tuple[Ints, Flags]]]:
    """Set aside, round after round, relations with an unknown number that is in no other relation.

    Such a relation cannot help to fix any other number, so only what is left needs solving.

    Returns:
        Terms that are left, and for each round the terms set aside with the one number of each relation that follows
        from its others.
    """
    left = np.ones(relation.size, dtype=bool)
    rounds: list[tuple[Ints, Flags]] = []
    while True:
        alone = left & (np.bincount(number[left], minlength=numbers) == 1)[number]
        if not alone.any():
            return left, rounds
        ends, first = np.unique(relation[alone], return_index=True)
        pivot = np.zeros(relation.size, dtype=bool)
        pivot[np.flatnonzero(alone)[first]] = True
        done = np.zeros(relations, dtype=bool)
        done[ends] = True
        terms = np.flatnonzero(left & done[relation])
        rounds.append((terms, pivot[terms]))
        left &= ~done[relation]


def _parts(relation: Ints, number: Ints, relations: int, numbers: int) -> list[Ints]:
    """Terms split into parts that share no number: each is solved on its own, and nearly all are small."""
    if relation.size == 0:
        return []
    label = np.arange(numbers, dtype=np.int64)
    while True:
        smallest = np.full(relations, numbers, dtype=np.int64)
        np.minimum.at(smallest, relation, label[number])
        new = label.copy()
        np.minimum.at(new, number, smallest[relation])
        new = new[new]
        if np.array_equal(new, label):
            break
        label = new
    order = np.argsort(label[number], kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[number][order])) + 1)


def _allowed_part(start: Floats, relation: Ints, number: Ints, sign: Floats, relations: int) -> tuple[Floats, Floats]:
    """The part of a vector of moves that leaves every relation true, and each relation's weight in what was removed."""

    def forward(moves: Floats) -> Floats:
        return np.asarray(np.bincount(relation, sign * moves[number], relations))

    def back(amounts: Floats) -> Floats:
        return np.asarray(np.bincount(number, sign * amounts[relation], start.size))

    moves, weights = start.copy(), np.zeros(relations)
    residual = forward(moves)
    step = residual.copy()
    size = float(residual @ residual)
    target = size * 1e-22
    for _ in range(_MOST_STEPS):
        if size <= target or size == 0.0:
            break
        backwards = back(step)
        length = size / float(backwards @ backwards)
        moves -= length * backwards
        weights += length * step
        residual -= length * forward(backwards)
        new_size = float(residual @ residual)
        step = residual + (new_size / size) * step
        size = new_size
    return moves, weights
