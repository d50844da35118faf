"""5.2: stability, workers, visits."""

from datetime import timedelta

from tests.oracle.council import Council
from tests.oracle.dates import ONE_DAY, Window, add_months
from tests.oracle.placements import current_episode, current_placement, is_temporary, placements_in
from tests.oracle.second import base as b
from tests.oracle.second.base import Outcome, Rule

UNPLANNED = ("ALLEG", "STAND", "APPRR", "CREQB", "CREQO", "CHILD", "LAREQ")


def _placements_in(c: Council, p: str, months: int) -> int:
    first = add_months(c.last_day, -months) + ONE_DAY
    found = [x for poc in c.care[p].periods for x in placements_in(poc)]
    return sum(b.has_a_day(x.start, x.end, first, c.last_day) for x in found)


def exactly(number: int) -> Rule:
    """LAC-31 and LAC-31-2."""

    def rule(c: Council, w: Window) -> Outcome:
        return b.share(b.base_la(c), lambda p: _placements_in(c, p, 12) == number)

    return rule


def thirty_months_in_placement(c: Council, w: Window) -> Outcome:
    """LAC-33."""
    people = []
    for p in b.base_la(c):
        placement = current_placement(c.care[p], c.last_day)
        if placement is not None and placement.start <= add_months(c.last_day, -30):
            people.append(p)
    return b.count(people)


def unplanned_endings(c: Council, w: Window) -> Outcome:
    """LAC-34."""
    answer = Outcome()
    for p, history in c.care.items():
        for poc in history.periods:
            for placement in placements_in(poc)[1:]:
                if placement.start not in w:
                    continue
                before = poc.episodes[: poc.episodes.index(placement.rows[0])]
                reason = before[-1].reason_placement_change
                if reason is None and is_temporary(before[-1]):
                    proper = [x for x in before if not is_temporary(x)]
                    reason = proper[-1].reason_placement_change
                if reason is None:
                    answer.unknown.append(p)
                else:
                    answer.add(p, reason in UNPLANNED)
    return answer


def three_in_two_years(c: Council, w: Window) -> Outcome:
    """LAC-35."""
    start = add_months(c.last_day, -24)
    return b.share(
        [p for p in b.base_la(c) if b.open_poc(c, p).start <= start], lambda p: _placements_in(c, p, 24) >= 3
    )


def _workers(c: Council, p: str, role: str) -> int:
    year = c.r12
    return len(
        {a.worker_id for a in c.allocations[p] if a.role == role and b.has_a_day(a.start, a.end, year.first, year.last)}
    )


def social_workers(c: Council, w: Window) -> Outcome:
    """LAC-36."""
    answer = Outcome()
    for p in c.continuously_12_months:
        answer.add(p, value=float(_workers(c, p, "SW")))
    return answer


def three_social_workers(c: Council, w: Window) -> Outcome:
    """LAC-36-3."""
    return b.share(c.continuously_12_months, lambda p: _workers(c, p, "SW") >= 3)


def changed_reviewing_officer(c: Council, w: Window) -> Outcome:
    """LAC-36-IRO."""
    return b.share(c.continuously_12_months, lambda p: _workers(c, p, "IRO") >= 2)


def _distance(c: Council, p: str) -> float | None:
    miles = b.open_episode(c, p).distance_miles
    return None if miles is None or miles == 999.9 else miles


def _authority(c: Council, p: str) -> str | None:
    authority = b.open_episode(c, p).placement_authority
    return None if authority in (None, "CON") else authority


def within_20_miles(c: Council, w: Window) -> Outcome:
    """LAC-38-IN."""
    return b.count(p for p in b.base_la(c) if (_distance(c, p) if _distance(c, p) is not None else 21.0) <= 20)


def far_and_outside(c: Council, w: Window) -> Outcome:
    """LAC-38-OUT."""

    def met(p: str) -> bool:
        miles, authority = _distance(c, p), _authority(c, p)
        return miles is not None and miles > 20 and authority is not None and authority != c.ons_code

    answer = b.share(b.base_la(c), met)
    answer.unknown += [p for p in b.base_la(c) if _distance(c, p) is None or _authority(c, p) is None]
    return answer


def visits_up_to_date(c: Council, w: Window) -> Outcome:
    """LAC-88."""
    answer, day = Outcome(), c.last_day
    temporary = {
        row.household_id
        for row in b.rows(c, "carers")
        if row.carer_type == "temporary_reg24" and b.is_open(row.start_date, row.end_date, day)
    }
    for p in b.base_la(c):
        placement = current_placement(c.care[p], day)
        if placement is None or not placement.start + timedelta(days=7) < day:
            continue
        episode = current_episode(c, p)
        assert episode is not None
        household = b.raw_episode(c, episode).placement_id
        with_parents = episode.placement_type == "P1" and b.open_episode(c, p).legal_status == "C1"
        long_term = b.plan_in_force(c, p, day) in ("long_term_fostering", "residential")
        if with_parents or (household is not None and household in temporary):
            start = b.open_poc(c, p).start
            reviewed = any(r.held and r.held_date is not None and start <= r.held_date <= day for r in c.reviews[p])
            since = day - timedelta(days=28 if reviewed else 7)
        elif placement.start <= add_months(day, -12) and long_term:
            since = add_months(day, -3)
        else:
            since = day - timedelta(days=42)
        seen = [
            v.visit_date
            for v in b.by_person(c, "visits")[p]
            if v.seen is True and placement.start <= v.visit_date <= day
        ]
        answer.add(p, bool(seen) and max(seen) >= since)
    return answer
