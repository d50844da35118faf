"""5.7: permanence."""

from datetime import date

from tests.oracle.care import PeriodOfCare
from tests.oracle.council import Council
from tests.oracle.dates import Window, add_months
from tests.oracle.second import base as b
from tests.oracle.second.base import Outcome, Rec, Rule

ADULTHOOD = ("long_term_fostering", "residential", "supported_living")


def adoption_row(c: Council, p: str, poc: PeriodOfCare) -> Rec | None:
    """Rule 23: the adoption row of a period of care."""
    last = c.last_day if poc.end is None else poc.end
    found = [r for r in b.by_person(c, "permanence")[p] if r.plan == "adoption" and r.decision_date <= last]
    return max(found, key=lambda r: r.decision_date) if found else None


def moved_in(c: Council, p: str, poc: PeriodOfCare) -> date | None:
    """Rule 23: the day the child moved in; None unknown."""
    row = adoption_row(c, p, poc)
    day: date | None = None if row is None else row.placed_date
    if day is None:
        starts = [e.start for e in poc.episodes if e.placement_type in b.ADOPTION_TYPES]
        day = min(starts) if starts else None
    if day is None or day < poc.start or (poc.end is not None and day > poc.end):
        return None
    return day


def adopted(c: Council, w: Window) -> dict[str, PeriodOfCare]:
    """Persons whose last end in the window was an adoption, with that period of care."""
    return {p: poc for p, poc in b.last_ends(c, w).items() if poc.reason_ceased in b.ADOPTED}


def entry_to_moving_in(adjusted: bool) -> Rule:
    """LAC-110 and LAC-110-A."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for p, poc in adopted(c, w).items():
            day = moved_in(c, p, poc)
            if day is None:
                answer.unknown.append(p)
                continue
            row = adoption_row(c, p, poc)
            days = (day - poc.start).days
            if (
                adjusted
                and row is not None
                and row.foster_carer_adoption is True
                and row.fostered_from_date is not None
            ):
                days = max(0, (min(day, row.fostered_from_date) - poc.start).days)
            answer.add(p, value=float(days))
        return answer

    return rule


def court_to_match(c: Council, w: Window) -> Outcome:
    """LAC-111."""
    answer = Outcome()
    for p, poc in adopted(c, w).items():
        row = adoption_row(c, p, poc)
        if row is None or row.match_date is None or row.placement_order_date is None:
            answer.unknown.append(p)
        else:
            answer.add(p, value=float(max(0, (row.match_date - row.placement_order_date).days)))
    return answer


def plan_is_adoption(c: Council) -> list[str]:
    """LAC-116."""
    return [p for p in b.base_la(c) if b.plan_in_force(c, p, c.last_day) == "adoption"]


def within_the_limit(c: Council, w: Window) -> Outcome:
    """LAC-112."""
    limit = b.DEFAULTS["adoption_months"]
    answer = Outcome()
    for p, poc in adopted(c, w).items():
        day = moved_in(c, p, poc)
        if day is None:
            answer.unknown.append(p)
        else:
            answer.add(p, day < add_months(poc.start, limit))
    done = adopted(c, w)
    for p in plan_is_adoption(c):
        if p in done:
            continue
        poc = b.open_poc(c, p)
        row = adoption_row(c, p, poc)
        placed = row is not None and row.placed_date is not None and row.placed_date <= c.last_day
        begun = any(e.placement_type in b.ADOPTION_TYPES and e.start <= c.last_day for e in poc.episodes)
        day = moved_in(c, p, poc) if placed or begun else c.last_day
        if day is None:
            answer.unknown.append(p)
        else:
            answer.add(p, day < add_months(poc.start, limit))
    return answer


def left_through_adoption(c: Council, w: Window) -> Outcome:
    """LAC-113."""
    ends = b.last_ends(c, w)
    return b.share(ends, lambda p: ends[p].reason_ceased in b.ADOPTED)


def disrupted(c: Council, w: Window) -> Outcome:
    """LAC-114."""
    people = [r.person_id for r in b.rows(c, "permanence") if r.disrupted_date is not None and r.disrupted_date in w]
    return b.count(dict.fromkeys(people))


def back_in_care(c: Council, w: Window) -> Outcome:
    """LAC-114-SGO."""
    people = []
    for p, history in c.care.items():
        for position, poc in enumerate(history.periods):
            if poc.start not in w:
                continue
            if position:
                back = history.periods[position - 1].reason_ceased in (*b.ADOPTED, *b.GUARDIANSHIP)
            else:
                back = b.child(c, p).previous_permanence in ("P1", "P2")
            if back:
                people.append(p)
    return b.count(dict.fromkeys(people))


def special_guardianship(c: Council, w: Window) -> Outcome:
    """LAC-115."""
    return b.count(p for p, poc in b.last_ends(c, w).items() if poc.reason_ceased in b.GUARDIANSHIP)


def adoption_plan(c: Council, w: Window) -> Outcome:
    """LAC-116."""
    return b.count(plan_is_adoption(c))


def adoption_plan_moved_in(moved: bool) -> Rule:
    """LAC-116-IN and -WAIT."""

    def rule(c: Council, w: Window) -> Outcome:
        return b.count(p for p in plan_is_adoption(c) if (b.current_type(c, p) in b.ADOPTION_TYPES) is moved)

    return rule


def to_adulthood(c: Council, w: Window) -> Outcome:
    """LAC-116-ADULT."""
    return b.count(p for p in b.base_la(c) if b.plan_in_force(c, p, c.last_day) in ADULTHOOD)
