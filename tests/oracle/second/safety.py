"""5.4: missing, exploitation, child protection."""

import itertools
from datetime import date, datetime, timedelta

from tests.oracle.council import Council
from tests.oracle.dates import Window
from tests.oracle.leavers import open_roster
from tests.oracle.missing_reviews import within_72_hours
from tests.oracle.records import day_of
from tests.oracle.second import base as b
from tests.oracle.second.base import Outcome, Rec, Rule

RANK = {"none": 0, "low": 1, "medium": 2, "high": 3}


def _returns(c: Council, w: Window) -> list[Rec]:
    """LAC-77's base."""
    return [
        r
        for r in b.rows(c, "missing_episodes")
        if r.episode_type == "M"
        and r.ended_at is not None
        and day_of(r.ended_at) in w
        and b.la(c, r.person_id, day_of(r.started_at))
    ]


def _days(r: Rec) -> int:
    return max(1, (day_of(r.ended_at) - day_of(r.started_at)).days)


def length(c: Council, w: Window) -> Outcome:
    """LAC-76-MED."""
    answer = Outcome()
    for r in _returns(c, w):
        answer.add(r.person_id, value=float(_days(r)))
    return answer


def two_days_or_less(c: Council, w: Window) -> Outcome:
    """LAC-76-2D."""
    answer = Outcome()
    for r in _returns(c, w):
        answer.add(r.person_id, _days(r) <= 2)
    return answer


def longer_than_a_day(c: Council, w: Window) -> Outcome:
    """LAC-76-24H."""
    answer = Outcome()
    for r in _returns(c, w):
        if isinstance(r.ended_at, datetime) and isinstance(r.started_at, datetime):
            answer.add(r.person_id, r.ended_at - r.started_at > timedelta(hours=24))
        else:
            answer.unknown.append(r.person_id)
    return answer


def independent(c: Council, w: Window) -> Outcome:
    """LAC-77-I."""
    answer = Outcome()
    for r in _returns(c, w):
        if r.interview_held_at is None:
            continue
        if r.interviewer_independent is None:
            answer.unknown.append(r.person_id)
        else:
            answer.add(r.person_id, r.interviewer_independent)
    return answer


def held_of_offered(c: Council, w: Window) -> Outcome:
    """LAC-78-O."""
    answer = Outcome()
    for r in _returns(c, w):
        if r.interview_offered_date is not None:
            answer.add(r.person_id, r.interview_held_at is not None)
    return answer


def in_time_of_held(c: Council, w: Window) -> Outcome:
    """LAC-79-H."""
    answer = Outcome()
    for r in _returns(c, w):
        if r.interview_held_at is not None:
            answer.add(r.person_id, within_72_hours(r.ended_at, r.interview_held_at))
    return answer


def _latest(c: Council, p: str, kind: str) -> Rec | None:
    found = [r for r in b.by_person(c, "safeguarding")[p] if r.event_type == kind and r.event_date <= c.last_day]
    return max(found, key=lambda r: r.event_date) if found else None


def _giving_level(c: Council, p: str, kinds: tuple[str, ...]) -> tuple[int, list[Rec]]:
    """The level as a rank (-1: never assessed) and the assessments that give it."""
    latest = [r for r in (_latest(c, p, kind) for kind in kinds) if r is not None]
    if not latest:
        return -1, []
    level = max(RANK[r.level] for r in latest)
    return level, [r for r in latest if RANK[r.level] == level]


def at_risk(*kinds: str) -> Rule:
    """LAC-80 and LAC-80-CSE."""

    def rule(c: Council, w: Window) -> Outcome:
        return b.count(p for p in b.base_la(c) if _giving_level(c, p, kinds)[0] >= 2)

    return rule


def risk_has_fallen(c: Council, w: Window) -> Outcome:
    """LAC-80-DOWN."""
    answer = Outcome()
    for p in b.base_la(c):
        candidates: list[tuple[date, bool, Rec, Rec]] = []
        for kind in ("cse_assessment", "cce_assessment"):
            own = sorted(
                (r for r in b.by_person(c, "safeguarding")[p] if r.event_type == kind and r.event_date <= c.last_day),
                key=lambda r: r.event_date,
            )
            for before, after in itertools.pairwise(own):
                if after.event_date in c.r12:
                    candidates.append((after.event_date, kind == "cse_assessment", before, after))
        if candidates:
            _, _, before, after = max(candidates, key=lambda x: x[:2])
            answer.add(p, RANK[after.level] < RANK[before.level])
    return answer


def at_risk_with_a_plan(c: Council, w: Window) -> Outcome:
    """LAC-80-PLAN."""
    answer = Outcome()
    for p in dict.fromkeys([*b.base_la(c), *open_roster(c)]):
        level, giving = _giving_level(c, p, ("cse_assessment", "cce_assessment"))
        if level >= 2:
            answer.add(p, any(r.plan is True for r in giving))
    return answer


def assessed(c: Council, w: Window) -> Outcome:
    """LAC-80-N."""
    return _persons_with(c, w, "cse_assessment", lambda days: True)


def _persons_with(c: Council, w: Window, kind: str, when) -> Outcome:  # type: ignore[no-untyped-def]
    people = []
    for p in c.care:
        for r in b.by_person(c, "safeguarding")[p]:
            if r.event_type != kind or not b.in_window_la(c, w, p, r.event_date):
                continue
            if when((r.event_date - b.la_poc(c, p, r.event_date).start).days):
                people.append(p)
    return b.count(dict.fromkeys(people))


def protection(kind: str, *, early: bool) -> Rule:
    """LAC-89-SD, -S47, -SD7 and -S477."""

    def rule(c: Council, w: Window) -> Outcome:
        return _persons_with(c, w, kind, lambda days: (days <= 7) is early)

    return rule
