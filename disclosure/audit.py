"""What somebody with the published figures could work out about a hidden one: an exact audit.

For each hidden number the solver looks for the smallest and largest value it could have, given every relation
(:mod:`disclosure.relations`) and every number shown. A number that could not have :data:`FEWEST_VALUES` values is given away;
the solver's proof of that (its dual values) says which shown numbers give it away, and so what hiding would help.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from disclosure.relations import AT_LEAST, Relations
from disclosure.solver import NEAR, Flags, Floats, Ints, Model

#: A hidden number must be able to have at least this many values.
FEWEST_VALUES = 3
WIDTH = FEWEST_VALUES - 1

#: How far from its true value a number is looked for: further than is ever asked.
_FAR_ENOUGH = WIDTH + 1


@dataclass(frozen=True)
class System:
    """Numbers and relations as arrays.

    Attributes:
        value: True values; NaN where nobody knows (sizes of groups).
        floor: Least value anybody would believe of each number.
        relation, number, factor: Terms of the relations.
        at_least: Of each relation: the terms add up to nought at least, rather than to nought.
    """

    value: Floats
    floor: Floats
    relation: Ints
    number: Ints
    factor: Floats
    at_least: Flags

    @classmethod
    def of(cls, relations: Relations, floor: Floats, kept: Flags) -> System:
        """Relations that hold, with floors."""
        relation = np.array(relations.relation, dtype=np.int64)
        inside = kept[relation]
        place = np.cumsum(kept) - 1
        return cls(
            np.array(relations.value, dtype=float), floor, place[relation[inside]],
            np.array(relations.number, dtype=np.int64)[inside], np.array(relations.factor, dtype=float)[inside],
            np.array(relations.kinds, dtype=np.int64)[kept] == AT_LEAST,
        )  # fmt: skip


@dataclass(frozen=True)
class GivenAway:
    """A number that could have too few values, and what would have to be hidden for it to have enough.

    Attributes:
        number: The number.
        helps: Numbers shown, or hidden with a floor, and how much hiding each would add at most.
        needed: How much has to be added in all.
    """

    number: int
    helps: dict[int, float]
    needed: float


@dataclass
class _Part:
    """Unknown numbers that hang together, the numbers shown beside them, and the relations among all these."""

    columns: Ints
    model: Model
    whole: Model | None
    lower: Floats
    upper: Floats
    terms: tuple[Ints, Ints, Floats, Flags]
    place: dict[int, int] = field(default_factory=dict)


class Audit:
    """The system as somebody sees it who knows some numbers and not the others."""

    def __init__(self, system: System, known: Flags, earlier: Audit | None = None) -> None:
        self.system = system
        self.known = known
        self.unknown = ~known
        self.label = _parts(system, self.unknown)
        self._parts: dict[int, _Part] = {}
        self._by_label = _grouped(self.label)
        self._terms_by_label = _grouped(np.where(self.unknown[system.number], self.label[system.number], -1))
        self._relation_terms = _grouped(system.relation)
        count = system.value.size
        self.low, self.high = system.value.copy(), system.value.copy()
        self._ways: list[tuple[Ints, Floats]] = []
        self._whole_low, self._whole_high = np.full(count, np.inf), np.full(count, -np.inf)
        for way in earlier._ways if earlier is not None else ():
            self._keep(*way)

    def _keep(self, columns: Ints, values: Floats) -> None:
        """Remember a way in which all could be, as long as it agrees with what is known."""
        told = self.known[columns]
        if np.any(np.abs(values[told] - self.system.value[columns[told]]) > NEAR):
            return
        whole = np.round(values)
        self._ways.append((columns, whole))
        np.minimum.at(self._whole_low, columns, whole)
        np.maximum.at(self._whole_high, columns, whole)

    def seen_width(self, number: int) -> float:
        """How far apart two values are that the number could have, as far as is seen already."""
        value = self.system.value[number]
        return float(max(self._whole_high[number], value) - min(self._whole_low[number], value))

    def _part(self, number: int) -> _Part:
        label = int(self.label[number])
        if label not in self._parts:
            self._parts[label] = self._make(label)
        return self._parts[label]

    def _make(self, label: int) -> _Part:
        system = self.system
        nothing = np.empty(0, dtype=np.int64)
        relations: Ints = np.unique(system.relation[self._terms_by_label.get(label, nothing)])
        terms = np.concatenate([nothing, *(self._relation_terms[int(r)] for r in relations)])
        columns = np.unique(np.concatenate([self._by_label[label], system.number[terms]])).astype(np.int64)
        place = np.full(system.value.size, -1, dtype=np.int64)
        place[columns] = np.arange(columns.size)
        row = np.searchsorted(relations, system.relation[terms])
        told = self.known[columns]
        lower = np.where(told, system.value[columns], system.floor[columns])
        upper = np.where(told, system.value[columns], np.inf)
        shape = (row.astype(np.int64), place[system.number[terms]], system.factor[terms], system.at_least[relations])
        places = dict(zip(columns.tolist(), range(columns.size), strict=True))
        return _Part(columns, Model(lower, upper, *shape), None, lower, upper, shape, places)

    def given_away(self, number: int) -> GivenAway | None:
        """Whether a number could have too few values, judged by the relations without asking for whole numbers."""
        if self.seen_width(number) >= WIDTH:
            return None
        part = self._part(number)
        at, value = part.place[number], self.system.value[number]
        lower, upper = max(part.lower[at], value - _FAR_ENOUGH), value + _FAR_ENOUGH
        part.model.bound(at, lower, upper)
        try:
            room, helps, needed = 0.0, dict[int, float](), float(WIDTH)
            for sign in (1.0, -1.0):
                answer = part.model.least([at], [sign])
                if answer.is_whole:
                    self._keep(part.columns, answer.values)
                room += sign * value - answer.least
                if room >= WIDTH - NEAR:
                    return None
                needed -= self._weigh(part, at, sign * value, answer.duals, helps)
        finally:
            part.model.bound(at, part.lower[at], part.upper[at])
        return GivenAway(number, helps, needed)

    def _weigh(self, part: _Part, at: int, true: float, duals: Floats, helps: dict[int, float]) -> float:
        """Read the proof: add what hiding each number would help, and give what room there is whatever is hidden."""
        room = true
        for place in np.flatnonzero(np.abs(duals) > NEAR).tolist():
            number, dual = int(part.columns[place]), float(duals[place])
            value, floor = self.system.value[number], self.system.floor[number]
            if np.isnan(value):  # a group's size, of which only the floor is known
                room -= dual * part.lower[place]
                continue
            room -= dual * value
            gain = dual * (value - floor) if dual > 0 else np.inf
            if gain > NEAR:
                helps[number] = helps.get(number, 0.0) + float(gain)
        return room

    def whole_width(self, number: int) -> float:
        """How far apart the least and greatest whole values are, up to what is asked; exact."""
        part = self._part(number)
        at, value = part.place[number], self.system.value[number]
        if part.whole is None:
            part.whole = Model(part.lower, part.upper, *part.terms, whole=True)
        part.whole.bound(at, max(part.lower[at], value - _FAR_ENOUGH), value + _FAR_ENOUGH)
        try:
            for sign in (1.0, -1.0):
                if self.seen_width(number) < WIDTH:
                    self._keep(part.columns, part.whole.least([at], [sign]).values)
        finally:
            part.whole.bound(at, part.lower[at], part.upper[at])
        return self.seen_width(number)

    def around(self, number: int) -> list[int]:
        """Numbers shown that stand in a relation with those a hidden number hangs together with."""
        columns = self._part(number).columns
        return [int(column) for column in columns[self.known[columns]]]

    def range_of(self, number: int) -> tuple[float, float]:
        """The least and greatest value a number could have, without asking for whole numbers (so no narrower)."""
        if self.known[number]:
            return (float(self.system.value[number]),) * 2
        part = self._part(number)
        at = part.place[number]
        return part.model.least([at], [1.0]).least, -part.model.least([at], [-1.0]).least


def _grouped(labels: Ints) -> dict[int, Ints]:
    """Positions by label; negative labels are none."""
    order = np.argsort(labels, kind="stable")
    order = order[labels[order] >= 0]
    if order.size == 0:
        return {}
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    return {int(labels[group[0]]): group.astype(np.int64) for group in np.split(order, cuts)}


def _parts(system: System, unknown: Flags) -> Ints:
    """A label for each unknown number, the same for those that relations bring together; -1 for the known."""
    terms = unknown[system.number]
    relation, number = system.relation[terms], system.number[terms]
    label = np.arange(unknown.size, dtype=np.int64)
    count = system.at_least.size
    while True:
        least = np.full(count, unknown.size, dtype=np.int64)
        np.minimum.at(least, relation, label[number])
        new = label.copy()
        np.minimum.at(new, number, least[relation])
        new = new[new]
        if np.array_equal(new, label):
            return np.where(unknown, label, -1)
        label = new
