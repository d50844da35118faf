"""Where a looked-after child lives through one period of care: homes, moves, same-carer changes, temporary legs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import profile
from .chance import Chance
from .people import Person, Placement

#: Kinds of change that a placement step can be: a move of carer, the same carer, or a temporary leg and back.
MOVE, SAME_CARER, LEG = "move", "same carer", "leg"

_MOVE_REASONS = {
    "CARPL": 0.48, "CREQB": 0.16, "CREQO": 0.12, "CHILD": 0.05, "LAREQ": 0.10, "CLOSE": 0.04, "STAND": 0.02,
    "ALLEG": 0.01, "APPRR": 0.01, "OTHER": 0.01,
}  # fmt: skip
_LEGS = {"T0": (0.25, 20), "T1": (0.2, 25), "T2": (0.15, 13), "T3": (0.15, 18), "T4": (0.25, 7)}
_SUPPORTED_ACCOMMODATION_REGISTERED = date(2023, 10, 28)


@dataclass(slots=True)
class Step:
    """A change of placement: the day, the placement from then on, what kind of change, and why the last one ended."""

    day: date
    placement: Placement
    kind: str
    reason: str | None


def _group(type_: str, provider: str | None) -> str:
    """The row of :data:`profile.OUTSIDE_SHARE` that speaks for a placement."""
    if type_ == "P1":
        return "parents"
    if type_ in {"U1", "U2", "U3"}:
        return "kinship"
    if type_[0] == "U":
        return "in_house" if provider == "PR1" else "agency"
    return "residential" if type_[0] in "KRS" else "agency"


@dataclass(frozen=True, slots=True)
class HomeFinder:
    """Finds homes for one child.

    Attributes:
        chance: The child's stream.
        person: The child.
        home_authority: ONS code of the responsible authority.
    """

    chance: Chance
    person: Person
    home_authority: str

    def settle(self, type_: str) -> Placement:
        """A home of a type: who provides it, how far it is, in whose area, and its registration number."""
        chance = self.chance
        if type_ == "P1":
            provider = "PR0"
        elif type_ in {"U1", "U2", "U3"}:
            provider = "PR1"
        else:
            provider = chance.pick(profile.PROVIDERS[type_[0]])
        outside = chance.yes(profile.OUTSIDE_SHARE[_group(type_, provider)])
        authority: str | None = chance.pick(profile.OUTSIDE_AUTHORITIES) if outside else self.home_authority
        fewest, mean, most = (6.0, 17.0, 190.0) if outside else (0.2, 5.2, 27.0)
        distance: float | None = round(min(most, fewest + chance.expovariate(1 / mean)), 1)
        if chance.yes(0.012):
            distance = 999.9 if chance.yes(0.5) else None
        if type_[0] == "A" and chance.yes(0.6):
            authority = "CON"
        elif chance.yes(0.006):
            authority = None
        urn = None
        if provider != "PR1" and type_[0] in "UKSH":
            number = chance.whole(0, 40 if type_[0] == "U" else 360)
            # Agencies, homes and supported accommodation have registration numbers of their own.
            urn = f"SC9{number + {'U': 10_000, 'H': 12_000}.get(type_[0], 11_000):05d}"
        return Placement(type_, provider, distance, authority, urn)

    def suitable_type(self, day: date) -> str:
        """A type of placement that suits the child's age on a day."""
        age = min(self.person.age(day), 17)
        if self.person.is_unaccompanied:
            type_ = self.chance.pick(profile.UASC_PLACEMENTS)
        else:
            type_ = self.chance.pick(profile.for_age(profile.PLACEMENTS, age))
        if type_ not in {"H5", "P2"}:
            return type_
        if age < 16:
            return "U6"
        return "K3" if day >= _SUPPORTED_ACCOMMODATION_REGISTERED else type_

    def path(self, start: date, end: date, first: str) -> list[Step]:
        """Every placement change of a period of care.

        Args:
            start: First day of the period.
            end: Day after the last day to fill (the period's end, or the horizon).
            first: Type of the first placement.

        Returns:
            The steps in order of day, the first on ``start``.
        """
        chance = self.chance
        placement, day, reason = self.settle(first), start, None
        steps: list[Step] = []
        bridging = chance.yes(profile.BRIDGE_SHARE) and first[0] in "UKR"
        while True:
            steps.append(Step(day, placement, MOVE, reason))
            bridge = chance.waiting(profile.BRIDGE_DAYS, 2) if bridging else 0
            leaves = day + timedelta(days=bridge) if bridging else self._leaves(day, end)
            until = min(leaves, end)
            steps += self._settling(day, until, placement)
            steps += self._leg(steps[-1], until)
            if leaves >= end:
                return steps
            bridging = chance.yes(0.22 if bridging else 0.27)
            placement = self.settle(self.suitable_type(leaves))
            day, reason = leaves, "CARPL" if bridging else chance.pick(_MOVE_REASONS)

    def _leaves(self, day: date, end: date) -> date:
        """When a settled child next moves: looked at afresh every year, as older children move more; else ``end``."""
        while day < end:
            rate = profile.for_age(profile.MOVES_A_YEAR, min(self.person.age(day), 17)) * self.person.moves
            wait = self.chance.waiting(365.25 / max(rate, 0.001), 5)
            if wait <= 365:
                return day + timedelta(days=wait)
            day += timedelta(days=365)
        return end

    def _settling(self, day: date, end: date, placement: Placement) -> list[Step]:
        """The match of a child with the present carer: short-term becomes long-term fostering, same home."""
        lasting = {"U6": "U4", "U3": "U1"}.get(placement.type)
        after = self.chance.around(330, 120, 90)
        if lasting is None or not self.chance.yes(0.45) or (end - day).days <= after + 30:
            return []
        # Councils record the match in two ways: as a same-carer change (T), or as a move closed with PLACE.
        kind, reason = (SAME_CARER, None) if self.chance.yes(0.7) else (MOVE, "PLACE")
        return [Step(day + timedelta(days=after), replace(placement, type=lasting), kind, reason)]

    def _leg(self, now: Step, end: date) -> list[Step]:
        """A temporary leg and the return to the same placement, now and then."""
        chance = self.chance
        if not chance.yes(0.05) or (end - now.day).days < 60:
            return []
        type_ = chance.pick({code: share for code, (share, _) in _LEGS.items()})
        away = now.day + timedelta(days=chance.whole(5, (end - now.day).days - 40))
        back = away + timedelta(days=chance.whole(1, _LEGS[type_][1]))
        leg = replace(now.placement, type=type_, provider=None, urn=None)
        return [Step(away, leg, LEG, "OTHER"), Step(back, now.placement, LEG, "OTHER")]
