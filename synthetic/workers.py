"""Who works with a child: social worker, independent reviewing officer, personal adviser, as codes only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from . import profile
from .chance import Chance
from .people import Person
from .records import CaseFile, Entry


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
        first = {"SW": 1, "IRO": 1 + self.social_workers}.get(role, 1 + self.social_workers + self.reviewing_officers)
        many = {"SW": self.social_workers, "IRO": self.reviewing_officers}.get(role, self.personal_advisers)
        return f"W{first + chance.whole(0, many - 1):03d}"


def record(
    chance: Chance, person: Person, workforce: Workforce, since: date, horizon: date, file: CaseFile,
    adviser: tuple[date, date | None] | None,
) -> None:  # fmt: skip
    """Put a person's worker allocations on file.

    Args:
        chance: The person's stream.
        person: The person.
        workforce: The council's workers.
        since: First day for which the case system holds allocations.
        horizon: Last day anything has happened.
        file: Where the records go.
        adviser: From when until when a personal adviser is owed, ``None`` when never.
    """
    for period in person.periods:
        for role, years in (("SW", profile.SOCIAL_WORKER_YEARS), ("IRO", 3.2)):
            _chain(chance, role, period.start, period.end, years, workforce, since, horizon, file)
    if adviser is not None and not chance.yes(0.05):
        start = adviser[0] + timedelta(days=chance.waiting(45))
        if adviser[1] is None or start < adviser[1]:
            _chain(chance, "PA", start, adviser[1], 2.4, workforce, since, horizon, file)


def _chain(
    chance: Chance, role: str, start: date, end: date | None, years: float, workforce: Workforce, since: date,
    horizon: date, file: CaseFile,
) -> None:  # fmt: skip
    """One worker after another from ``start`` until ``end``, now and then with days in between."""
    if end is not None and end > horizon:
        end = None
    day = start + timedelta(days=chance.whole(0, 3))
    previous: Entry | None = None
    while day <= horizon and (end is None or day < end):
        leaves = day + timedelta(days=chance.waiting(years * 365.25, 14))
        over = leaves if end is None else min(leaves, end)
        if over > since:
            worker = workforce.pick(chance, role)
            if previous is not None and previous.cells["worker_id"] == worker:
                worker = workforce.pick(chance, role)
            entry = file.add(
                "worker_allocations", chance.recorded(day), worker, role, day, worker_id=worker, role=role,
                start_date=day, end_date=None,
            )  # fmt: skip
            if entry is not None and over <= horizon:
                entry.add(chance.recorded(over), end_date=over)
            previous = entry
        day = over + timedelta(days=chance.pick({0: 0.8, 5: 0.14, 21: 0.06}))
