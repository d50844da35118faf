"""Who works with a child: social worker, independent reviewing officer, personal adviser, as codes only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from . import profile
from .chance import Chance
from .leaving_care import Spell
from .life import Life
from .records import Entry


@dataclass(frozen=True, slots=True)
class Workforce:
    """How many workers of each role the council has; their codes follow one another."""

    social_workers: int
    reviewing_officers: int
    personal_advisers: int

    @classmethod
    def for_children(cls, children: int) -> Workforce:
        """A workforce in proportion to the children looked after."""
        share = children / profile.REFERENCE_CHILDREN
        return cls(
            max(2, round(profile.SOCIAL_WORKERS * share)),
            max(1, round(profile.REVIEWING_OFFICERS * share)),
            max(1, round(profile.PERSONAL_ADVISERS * share)),
        )

    def pick(self, chance: Chance, role: str) -> str:
        """A worker's code, such as ``W014``."""
        first, many = {
            "SW": (1, self.social_workers),
            "IRO": (1 + self.social_workers, self.reviewing_officers),
            "PA": (1 + self.social_workers + self.reviewing_officers, self.personal_advisers),
        }[role]
        return f"W{first + chance.whole(0, many - 1):03d}"


def record(life: Life, workforce: Workforce, spells: list[Spell]) -> None:
    """Put a person's worker allocations on file: workers of each stay in care, and an adviser where one is owed."""
    chance = life.chance
    for period in life.person.periods:
        for role, years in (("SW", profile.SOCIAL_WORKER_YEARS), ("IRO", 3.2)):
            _chain(life, workforce, (role, years), period.start, period.end)
    owed = [spell for spell in spells if spell.eligibility != "qualifying"]
    if owed and not chance.yes(0.05):
        start = owed[0].start + timedelta(days=chance.waiting(45))
        _chain(life, workforce, ("PA", 2.4), start, owed[-1].end)


def _chain(
    life: Life, workforce: Workforce, role_and_years: tuple[str, float], start: date, end: date | None
) -> None:
    """One worker after another from ``start`` until ``end``, now and then with days in between."""
    chance, horizon = life.chance, life.horizon
    role, years = role_and_years
    day = start + timedelta(days=chance.whole(0, 3))
    previous: Entry | None = None
    while day <= horizon and (end is None or day < end):
        leaves = day + timedelta(days=chance.waiting(years * 365.25, 14))
        over = leaves if end is None else min(leaves, end)
        if over > life.since:
            worker = workforce.pick(chance, role)
            if previous is not None and previous.cells["worker_id"] == worker:
                worker = workforce.pick(chance, role)
            entry = life.put(
                "worker_allocations", day, worker_id=worker, role=role, start_date=day, end_date=None
            )
            if entry is not None and over <= horizon:
                entry.add(chance.recorded(over), end_date=over)
            previous = entry
        day = over + timedelta(days=chance.pick({0: 0.8, 5: 0.14, 21: 0.06}))
