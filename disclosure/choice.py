"""Which further figures to hide, so that the value lost is the least: the audit's proofs become demands on the choice.

Every number that is given away comes with a proof, and the proof says how much hiding each other number could help at most.
The cheapest choice that meets all proofs found so far is audited again, until nothing is given away. What it costs is then
the least there can be by these proofs, but for the last steps that whole numbers ask for; the solver's bound says how near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from disclosure.audit import WIDTH, Audit, GivenAway, System
from disclosure.solver import NEAR, Flags, Floats, Ints, Master, SolverError

#: Rounds of proof and choice; every round adds demands, so they end long before.
_MOST_ROUNDS = 200


@dataclass(frozen=True)
class Problem:
    """What is printed, what must be hidden, and what hiding costs.

    Attributes:
        system: Numbers and relations.
        printed: Printed somewhere unless hidden.
        candidate: Printed numbers that may be hidden.
        forced: Numbers that are hidden whatever it costs.
        must: Numbers that must not be given away whether or not they are printed.
        cost: What a reader loses when a number is hidden.
        implied: Pairs (first, second): where the first is hidden, so is the second.
        harmless: Numbers that may be worked out though they are hidden: noughts that no rule hides, hidden for another's sake.
    """

    system: System
    printed: Flags
    candidate: Flags
    forced: Flags
    must: Flags
    cost: Floats
    implied: Sequence[tuple[Ints, Ints]]
    harmless: Flags


@dataclass(frozen=True)
class Outcome:
    """What is hidden in the end.

    Attributes:
        hidden: Printed numbers to hide.
        stuck: Numbers given away whatever is hidden.
        cost: What hiding costs.
        bound: Proven: no choice that meets the same demands costs less.
        audit: The system as a reader of the outcome sees it.
    """

    hidden: Flags
    stuck: Flags
    cost: float
    bound: float
    audit: Audit


def with_implied(hidden: Flags, implied: Sequence[tuple[Ints, Ints]]) -> Flags:
    """What is hidden with everything that follows."""
    hidden = hidden.copy()
    while True:
        before = int(hidden.sum())
        for first, second in implied:
            hidden[second[hidden[first]]] = True
        if int(hidden.sum()) == before:
            return hidden


def choose(problem: Problem) -> Outcome:
    """Hide as little as can be, by value, until nothing hidden is given away."""
    return _Search(problem).run()


class _Search:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.forced = with_implied(problem.forced, problem.implied)
        self.places = np.flatnonzero(problem.candidate | (self.forced & problem.printed))
        self.place = np.full(problem.printed.size, -1, dtype=np.int64)
        self.place[self.places] = np.arange(self.places.size)
        # Of equal costs the smaller number goes, then the earlier one, so that there is one answer.
        order = np.lexsort((self.places, problem.system.value[self.places]))
        tie = np.empty(self.places.size)
        tie[order] = 1e-3 * (1 + np.arange(self.places.size)) / max(1, self.places.size)
        self.master = Master(problem.cost[self.places] + tie, self.forced[self.places])
        self.hidden = self.forced & problem.printed
        self.bound = float(problem.cost[self.hidden].sum())
        self.stuck = np.zeros(problem.printed.size, dtype=bool)
        for first, second in problem.implied:
            for one, other in zip(self.place[first].tolist(), self.place[second].tolist(), strict=True):
                if one >= 0 and other >= 0 and one != other:
                    self.master.demand([other, one], [1.0, -1.0], 0.0)

    def run(self) -> Outcome:
        audit = Audit(self.problem.system, self.problem.printed & ~self.hidden)
        for _ in range(_MOST_ROUNDS):
            found = self._found(audit)
            demands = [self._demand(one) for one in found] if found else self._whole(audit)
            if not any(demands):
                if found and self.stuck.any():
                    continue
                return Outcome(self.hidden, self.stuck, float(self.problem.cost[self.hidden].sum()), self.bound, audit)
            choice = self.master.choose()
            self.hidden = np.zeros_like(self.hidden)
            self.hidden[self.places[choice.chosen]] = True
            self.bound = choice.bound
            audit = Audit(self.problem.system, self.problem.printed & ~self.hidden, audit)
        raise SolverError("The choice of what to hide did not settle.")

    def _needs(self) -> list[int]:
        return np.flatnonzero((self.hidden & ~self.problem.harmless | self.problem.must) & ~self.stuck).tolist()

    def _found(self, audit: Audit) -> list[GivenAway]:
        return [found for number in self._needs() if (found := audit.given_away(number)) is not None]

    def _demand(self, found: GivenAway) -> bool:
        """Turn a proof into a demand; whether there is anything to choose."""
        needed, helps = found.needed, dict[int, float]()
        is_always = bool(self.problem.must[found.number] or self.forced[found.number])
        for number, gain in found.helps.items():
            place = int(self.place[number])
            if place < 0:
                needed -= gain if not self.problem.printed[number] else 0.0
            elif self.forced[number] or (number == found.number and not is_always):
                needed -= gain
            else:
                helps[place] = gain
        if needed <= NEAR:  # cannot be: what is hidden already would do
            raise SolverError("A proof of the solver does not prove anything.")
        helps = {place: min(1.0, gain / needed) for place, gain in helps.items()}
        if sum(helps.values()) < 1.0 - NEAR:
            self.stuck[found.number] = True
            return False
        places, factors = list(helps), list(helps.values())
        if is_always:
            self.master.demand(places, factors, 1.0)
        else:
            self.master.demand([*places, int(self.place[found.number])], [*factors, -1.0], 0.0)
        return True

    def _whole(self, audit: Audit) -> list[bool]:
        """Where only whole numbers give one away: ask for one more near it, whichever is cheapest."""
        asked = []
        for number in self._needs():
            if audit.seen_width(number) >= WIDTH or audit.whole_width(number) >= WIDTH:
                continue
            near = [p for n in audit.around(number) if (p := int(self.place[n])) >= 0 and not self.hidden[n]]
            if near:
                own = [] if self.problem.must[number] or self.forced[number] else [int(self.place[number])]
                self.master.demand([*near, *own], [*([1.0] * len(near)), *([-1.0] * len(own))], 1.0 - len(own))
                asked.append(True)
            else:
                self.stuck[number] = True
        return asked
