"""Where a looked-after child lives through one period of care: homes, moves, same-carer changes, temporary legs."""

from __future__ import annotations

from dataclasses import dataclass
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


def settle(chance: Chance, type_: str, home_authority: str) -> Placement:
    """Find a home of a type: who provides it, how far it is, in whose area, and its registration number."""
    if type_ == "P1":
        provider = "PR0"
    elif type_ in {"U1", "U2", "U3"}:
        provider = "PR1"
    else:
        provider = chance.pick(profile.PROVIDERS[type_[0]])
    outside = chance.yes(profile.OUTSIDE_SHARE[_group(type_, provider)])
    authority: str | None = chance.pick(profile.OUTSIDE_AUTHORITIES) if outside else home_authority
    mean, most = (17.0, 190.0) if outside else (5.2, 27.0)
    distance: float | None = round(min(most, (6.0 if outside else 0.2) + chance.expovariate(1 / mean)), 1)
    if chance.yes(0.012):
        distance = 999.9 if chance.yes(0.5) else None
    if type_[0] == "A" and chance.yes(0.6):
        authority = "CON"
    elif chance.yes(0.006):
        authority = None
    urn = None
    if provider != "PR1" and type_[0] in "UKSH":
        urn = f"SC9{chance.whole(10_000, 10_040 if type_[0] == 'U' else 10_400)}"
    return Placement(type_, provider, distance, authority, urn)


def choose_type(chance: Chance, person: Person, day: date) -> str:
    """A type of placement that suits the child's age on a day."""
    if person.is_unaccompanied:
        type_ = chance.pick(profile.UASC_PLACEMENTS)
    else:
        age = min(person.age(day), 17)
        table = next(table for (low, high), table in profile.PLACEMENTS.items() if low <= age < high)
        type_ = chance.pick(table)
    if type_ in {"H5", "P2"} and day >= _SUPPORTED_ACCOMMODATION_REGISTERED:
        return "K3"
    return "U6" if type_ in {"H5", "P2", "K3"} and person.age(day) < 16 else type_


def _moves_a_year(person: Person, day: date) -> float:
    """How often a settled child of that age moves, the child's own factor included."""
    age = min(person.age(day), 17)
    rate = next(rate for (low, high), rate in profile.MOVES_A_YEAR.items() if low <= age < high)
    return rate * person.moves


def _leaves(chance: Chance, person: Person, day: date, end: date) -> date:
    """When a settled child next moves: looked at afresh every year, since older children move more; else ``end``."""
    while day < end:
        wait = chance.waiting(365.25 / max(_moves_a_year(person, day), 0.001), 5)
        if wait <= 365:
            return day + timedelta(days=wait)
        day += timedelta(days=365)
    return end


def _alike(placement: Placement, type_: str) -> Placement:
    """The same home under another type."""
    return Placement(type_, placement.provider, placement.distance, placement.authority, placement.urn)


def _legs(chance: Chance, day: date, end: date, placement: Placement) -> list[Step]:
    """A temporary leg and the return to the same placement, now and then."""
    if not chance.yes(0.05) or (end - day).days < 60:
        return []
    type_ = chance.pick({code: share for code, (share, _) in _LEGS.items()})
    away = day + timedelta(days=chance.whole(5, (end - day).days - 40))
    back = away + timedelta(days=chance.whole(1, _LEGS[type_][1]))
    leg = Placement(type_, None, placement.distance, placement.authority, None)
    # A child's own holiday and hospital stay end with the way back to the same carer: the return is no move.
    return [Step(away, leg, LEG, "OTHER"), Step(back, placement, LEG, "OTHER")]


def _settling(chance: Chance, day: date, end: date, placement: Placement) -> list[Step]:
    """The match of a child with the present carer: short-term becomes long-term fostering, same home."""
    lasting = {"U6": "U4", "U3": "U1"}.get(placement.type)
    after = chance.around(330, 120, 90)
    if lasting is None or not chance.yes(0.45) or (end - day).days <= after + 30:
        return []
    # Councils record the match in two ways: as a same-carer change (T), or as a move closed with PLACE.
    kind, reason = (SAME_CARER, None) if chance.yes(0.7) else (MOVE, "PLACE")
    return [Step(day + timedelta(days=after), _alike(placement, lasting), kind, reason)]


def path(chance: Chance, person: Person, start: date, end: date, first: str, home_authority: str) -> list[Step]:
    """Every placement change of a period of care from its start to ``end`` (the period's end or the horizon).

    Args:
        chance: The person's stream.
        person: Whose homes they are.
        start: First day of the period.
        end: Day after the last day to fill.
        first: Type of the first placement.
        home_authority: ONS code of the responsible authority.

    Returns:
        The steps in order of day, the first on ``start``.
    """
    placement = settle(chance, first, home_authority)
    day, reason = start, None
    steps: list[Step] = []
    bridging = chance.yes(profile.BRIDGE_SHARE) and first[0] in "UKR"
    while True:
        steps.append(Step(day, placement, MOVE, reason))
        if bridging:
            leaves = day + timedelta(days=chance.waiting(profile.BRIDGE_DAYS, 2))
        else:
            leaves = _leaves(chance, person, day, end)
        until = min(leaves, end)
        extra = _settling(chance, day, until, placement)
        latest = extra[-1] if extra else steps[-1]
        steps += extra
        steps += _legs(chance, latest.day, until, latest.placement)
        if leaves >= end:
            return steps
        bridging = chance.yes(0.22 if bridging else 0.27)
        placement = settle(chance, choose_type(chance, person, leaves), home_authority)
        day, reason = leaves, "CARPL" if bridging else chance.pick(_MOVE_REASONS)
