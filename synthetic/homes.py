"""Households and homes: which one each placement is in, so that carers, costs and brothers and sisters agree with it.

Own fostering households come from one pool that grows and shrinks through time; kinship carers have a household each,
other placements an address or registered setting of their own. No draw here touches a child's own stream of chance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from . import profile
from .chance import Chance
from .people import Episode, Person, Placement

#: Registration numbers of the council's own children's homes.
OWN_HOMES = ("SC900001", "SC900002", "SC900003")


@dataclass(slots=True, eq=False)
class Stay:
    """A child in a home from a day until another (``None`` = still there), in a fostering household or not."""

    person_id: str
    start: date
    end: date | None
    placement: Placement
    household: Household | None = None

    def covers(self, day: date) -> bool:
        """Whether the child is there on a day."""
        return self.start <= day and (self.end is None or self.end > day)


@dataclass(slots=True, eq=False)
class Household:
    """A fostering household: approved, with so many places, until it stops (``None`` = still approved)."""

    household_id: str
    carer_type: str
    approved: date
    left: date | None
    places: int
    ethnicity: str
    stays: list[Stay] = field(default_factory=list)

    def is_open(self, day: date) -> bool:
        """Whether it is approved on a day."""
        return self.approved <= day and (self.left is None or self.left > day)

    def free(self, day: date) -> int:
        """Places not taken on a day; below nought where brothers and sisters were kept together."""
        return self.places - sum(stay.covers(day) for stay in self.stays)


class Homes:
    """Finds the household or home of each placement and remembers who was where."""

    def __init__(self, seed: int, authority: str, children: int, horizon: date) -> None:
        self._chance = Chance.named(seed, authority, "homes")
        self._numbers = count(1)
        self.horizon = horizon
        share = children / profile.REFERENCE_CHILDREN
        self.own = self._pool(max(3, round(profile.OWN_HOUSEHOLDS * share)))
        self.kin: list[Household] = []
        #: Registration number of every setting used -> type and provider of a placement there.
        self.settings: dict[str, tuple[str, str | None]] = dict.fromkeys(OWN_HOMES, ("K2", "PR1"))
        self._families: list[tuple[str, Stay, int]] = []
        self._last: Stay | None = None

    def _pool(self, at_once: int) -> list[Household]:
        """Enough households that about ``at_once`` are approved at any time."""
        chance, years = self._chance, 14
        found = []
        for n in range(round(at_once * (1 + years / profile.HOUSEHOLD_YEARS))):
            back = 365 * years if n < at_once else chance.whole(0, 365 * years)
            approved = self.horizon - timedelta(days=back + chance.whole(0, 200))
            left = approved + timedelta(days=chance.waiting(365.25 * profile.HOUSEHOLD_YEARS, 120))
            kind = chance.pick(profile.OWN_HOUSEHOLD_TYPES)
            found.append(
                Household(
                    f"F{n + 1:04d}", kind, approved, left if left <= self.horizon else None,
                    chance.pick({1: 0.55, 2: 0.33, 3: 0.12}), chance.pick(profile.CARER_ETHNICITY),
                )
            )  # fmt: skip
        return found

    def settle(self, person: Person) -> None:
        """Give every placement of a person its household, home or address, and the person brothers and sisters."""
        for period in person.periods:
            proper: Placement | None = None
            before: Episode | None = None
            stay: Stay | None = None
            for episode in period.episodes:
                home = episode.placement
                if home.id is None:
                    stays_put = episode.reason in {"T", "U"} or (before is not None and before.change == "PLACE")
                    if proper is not None and stays_put and not home.is_temporary:
                        home.id = proper.id
                        home.urn = proper.urn if home.urn is None else home.urn
                    else:
                        stay = self._enter(person, home, episode.start, stay)
                if not home.is_temporary:
                    proper = home
                before = episode
            if stay is not None:
                stay.end = period.end
                self._leave_not_before(stay)
                self._last = stay
        person.sibling_group = self._family(person)

    def _enter(self, person: Person, home: Placement, day: date, stay: Stay | None) -> Stay | None:
        """Begin a stay; a temporary leg keeps the one it interrupts."""
        if home.is_temporary:
            home.id = f"T{next(self._numbers):05d}"
            return stay
        if stay is not None:
            stay.end = day
            self._leave_not_before(stay)
        begun = Stay(person.person_id, day, None, home)
        home.id = self._find(home, day, begun)
        return begun

    def _find(self, home: Placement, day: date, stay: Stay) -> str:
        if home.type in {"U4", "U5", "U6"} and home.provider == "PR1":
            stay.household = self._own_household(day)
            stay.household.stays.append(stay)
            return stay.household.household_id
        if home.type in {"U1", "U2", "U3"}:
            return self._kin_household(day, stay)
        if home.type == "K2" and home.provider == "PR1":
            home.urn = OWN_HOMES[self._chance.whole(0, len(OWN_HOMES) - 1)]
        if home.urn is not None:
            self.settings.setdefault(home.urn, (home.type, home.provider))
            if home.type[0] in "KSR":
                return home.urn
        return f"{'A' if home.type[0] == 'U' else 'X'}{next(self._numbers):05d}"

    def _own_household(self, day: date) -> Household:
        """A household approved on the day, rather one with a place free."""
        takes = [h for h in self.own if h.carer_type in {"mainstream", "specialist"} and h.is_open(day)] or self.own
        picked = [takes[self._chance.whole(0, len(takes) - 1)] for _ in range(5)]
        return max(picked, key=lambda household: household.free(day))

    def _kin_household(self, day: date, stay: Stay) -> str:
        chance = self._chance
        household = Household(
            f"K{next(self._numbers):05d}", "kinship", day, None, 1, chance.pick(profile.CARER_ETHNICITY), [stay]
        )
        stay.household = household
        self.kin.append(household)
        return household.household_id

    def _leave_not_before(self, stay: Stay) -> None:
        """No household stops while a child is there."""
        household = stay.household
        if household is None:
            return
        if household.left is not None and (stay.end is None or household.left < stay.end):
            household.left = stay.end
        if household.carer_type == "kinship":
            household.left = stay.end

    def _family(self, person: Person) -> str | None:
        """The sibling group of a child in care now, ``None`` for most; many of a group share their household."""
        chance, stay = self._chance, self._last
        if stay is None or stay.person_id != person.person_id or stay.end is not None:
            return None
        if self._families and chance.yes(profile.JOINS_SIBLINGS):
            place = self._fitting(stay)
            if place is None or not chance.yes(profile.SIBLINGS_TOGETHER):
                if not chance.yes(0.12):
                    return None
                place = None
            group, first, left = self._families.pop(len(self._families) - 1 if place is None else place)
            if place is not None:
                self._move_in(person, stay, first)
            if left > 1:
                self._families.append((group, first, left - 1))
            return group
        if not chance.yes(profile.HAS_SIBLINGS):
            return None
        group = f"S{next(self._numbers):05d}"
        self._families.append((group, stay, chance.pick({1: 0.7, 2: 0.3})))
        return group

    def _fitting(self, stay: Stay) -> int | None:
        """The first family waiting for a brother or sister whose foster home is of the same kind."""
        now = stay.placement
        if now.type[0] != "U":
            return None
        for place, (_, first, _) in enumerate(self._families):
            if (first.placement.type, first.placement.provider) == (now.type, now.provider):
                return place
        return None

    def _move_in(self, person: Person, stay: Stay, first: Stay) -> None:
        """The child has been in the brother's or sister's household all along, so it is there and not elsewhere."""
        there, gone, left = first.placement, stay.placement.id, stay.household
        for episode in person.periods[-1].episodes:
            home = episode.placement
            if home.id == gone and not home.is_temporary:
                home.id, home.urn, home.distance, home.authority = there.id, there.urn, there.distance, there.authority
        if left is not None:
            left.stays.remove(stay)
            if not left.stays and left.carer_type == "kinship":
                self.kin.remove(left)
        stay.household = first.household
        if stay.household is not None:
            stay.household.stays.append(stay)
