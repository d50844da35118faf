"""Who works with a child: social worker, independent reviewing officer, personal adviser, as codes only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from . import profile
from .chance import Chance
from .leaving_care import Spell
from .life import Life
from .records import Entry

#: Role of an allocation -> role of a post, teams, posts for the reference council.
_POSTS = {
    "SW": ("social_worker", ("Looked After Children Team", "Child Protection Team 1", "Child Protection Team 2",
                             "Children with Disabilities Team"), profile.SOCIAL_WORKERS),
    "IRO": ("iro", ("Reviewing Team",), profile.REVIEWING_OFFICERS),
    "PA": ("personal_adviser", ("16+ Team",), profile.PERSONAL_ADVISERS),
    "": ("manager", ("Looked After Children Team", "16+ Team", "Fostering Team"), 7),
}  # fmt: skip


@dataclass(slots=True)
class Held:
    """A stretch of a post: who filled it, from a day until another (``None`` = still so)."""

    start: date
    end: date | None
    filled_by: str
    worker_id: str | None
    left_service: bool


@dataclass(slots=True)
class Post:
    """A post and everybody who has held it."""

    post_id: str
    role: str
    team: str
    fte: float
    held: list[Held] = field(default_factory=list)

    def on(self, day: date) -> Held | None:
        """The stretch of a day in which somebody filled the post."""
        for held in reversed(self.held):
            if held.start <= day:
                return held if held.worker_id and (held.end is None or held.end > day) else None
        return None


class Workforce:
    """The council's posts through time; codes of workers follow one another."""

    def __init__(self, seed: int, authority: str, children: int, since: date, horizon: date) -> None:
        chance = Chance.named(seed, authority, "workforce")
        share = children / profile.REFERENCE_CHILDREN
        self.posts: list[Post] = []
        self._of: dict[str, list[Post]] = {}
        self._workers = 0
        for role, (kind, teams, number) in _POSTS.items():
            least = 2 if role == "SW" else 1
            for n in range(max(least, round(number * share))):
                post = Post(
                    f"P{len(self.posts) + 1:03d}",
                    kind,
                    teams[n % len(teams)],
                    chance.pick({1.0: 0.8, 0.8: 0.1, 0.6: 0.1}),
                )
                self._fill(chance, post, since - timedelta(days=chance.whole(30, 700)), horizon, is_first=n == 0)
                self.posts.append(post)
                self._of.setdefault(role, []).append(post)

    def _fill(self, chance: Chance, post: Post, day: date, horizon: date, *, is_first: bool) -> None:
        """One holder after another; the first post of each role is never vacant, so that somebody is always there."""
        while day <= horizon:
            agency = chance.yes(profile.FILLED_BY_AGENCY) and bool(post.held)
            days = chance.waiting(profile.AGENCY_DAYS if agency else 365.25 * profile.POST_YEARS, 40)
            end = day + timedelta(days=days)
            self._workers += 1
            worker = f"W{self._workers:03d}"
            over = end if end <= horizon else None
            post.held.append(Held(day, over, "agency" if agency else "permanent", worker, agency or chance.yes(0.88)))
            day = end
            if not is_first and end <= horizon and chance.yes(profile.VACANT_SHARE):
                until = end + timedelta(days=chance.waiting(profile.VACANT_DAYS, 15))
                post.held.append(Held(end, until if until <= horizon else None, "vacant", None, False))
                day = until

    def pick(self, chance: Chance, role: str, day: date) -> tuple[str, date | None]:
        """A worker of the day, such as ``W014``, and the day the worker leaves the post."""
        there = [held for post in self._of[role] if (held := post.on(day)) is not None]
        held = there[chance.whole(0, len(there) - 1)]
        assert held.worker_id is not None
        return held.worker_id, held.end


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


def _chain(life: Life, workforce: Workforce, role_and_years: tuple[str, float], start: date, end: date | None) -> None:
    """One worker after another from ``start`` until ``end``, now and then with days in between."""
    chance, horizon = life.chance, life.horizon
    role, years = role_and_years
    day = start + timedelta(days=chance.whole(0, 3))
    previous: Entry | None = None
    while day <= horizon and (end is None or day < end):
        over = day + timedelta(days=chance.waiting(years * 365.25, 14))
        over = over if end is None else min(over, end)
        if over > life.since:
            begun = max(day, life.since)
            worker, leaves = workforce.pick(chance, role, begun)
            if previous is not None and previous.cells["worker_id"] == worker:
                worker, leaves = workforce.pick(chance, role, begun)
            over = over if leaves is None else min(over, leaves)
            entry = life.put("worker_allocations", day, worker_id=worker, role=role, start_date=day, end_date=None)
            if entry is not None and over <= horizon:
                entry.add(chance.recorded(over), end_date=over)
            previous = entry
        day = over + timedelta(days=chance.pick({0: 0.8, 5: 0.14, 21: 0.06}))
