"""Leaving care: eligibility as the law derives it, the roster that records it, and pathway plans.

Eligibility follows the Children (Leaving Care) Act 2000: 13 weeks (91 days) looked after since the 14th birthday, at
least one of them on or after the 16th.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from warehouse.calendar import add_months

from . import profile
from .chance import Chance
from .life import Life
from .people import Person

#: From this day advisers support every care leaver to 25 who asks (Children and Social Work Act 2017, section 3).
_SUPPORT_TO_25 = date(2018, 4, 1)
_DAYS_NEEDED = 91


@dataclass(frozen=True, slots=True)
class Spell:
    """One category of leaving-care eligibility from a day until another (``None`` = still in force)."""

    eligibility: str
    start: date
    end: date | None
    closure: str | None


def became_entitled(person: Person, horizon: date) -> date | None:
    """The first day on which both tests are met: 91 days since the 14th birthday, one on or after the 16th.

    Returns:
        That day, or ``None`` when it had not come by the horizon.
    """
    sixteen, fourteen = person.birthday(16), person.birthday(14)
    counted = 0
    for period in person.periods:
        first = max(period.start, fourteen)
        until = period.end or horizon + timedelta(days=1)
        reached = first + timedelta(days=max(0, _DAYS_NEEDED - counted - 1))
        day = max(reached, sixteen, period.start)
        if day < until:
            return day
        counted += max(0, (until - first).days)
    return None


def spells(chance: Chance, person: Person, horizon: date) -> list[Spell]:
    """The categories a person passes through, as the rules derive them, until support closes.

    Someone looked after from 16 without the 91 days is qualifying once care has ended.
    """
    eighteen, sixteen = person.eighteen, person.birthday(16)
    left = person.last_day_in_care
    entitled = became_entitled(person, horizon)
    closes, why = _closing(chance, person)
    if entitled is None:
        if left is None or left <= sixteen or left > horizon:
            return []
        return _clip([Spell("qualifying", left, min(closes, person.birthday(21)), why)], horizon)
    marks: list[tuple[date, str]] = [(entitled, "eligible")]
    for period in person.periods:
        if period.end is not None and entitled < period.end < eighteen:
            marks.append((period.end, "relevant"))
        if period.start > entitled:
            marks.append((period.start, "eligible"))
    marks.append((eighteen, "former_relevant"))
    found: list[Spell] = []
    for (start, eligibility), (end, _) in zip(marks, [*marks[1:], (closes, "")], strict=True):
        if end > start:
            found.append(Spell(eligibility, start, end, why if end == closes else "Category changed"))
    return _clip(found, horizon)


def _closing(chance: Chance, person: Person) -> tuple[date, str]:
    """When support ends, and why."""
    twenty_one = person.birthday(21)
    if chance.yes(profile.CLOSED_BEFORE_21):
        days = (twenty_one - person.eighteen).days
        reason = chance.pick({"Moved away": 0.4, "Asked to close": 0.4, "Returned to family": 0.2})
        return person.eighteen + timedelta(days=chance.whole(60, days - 60)), reason
    share = profile.SUPPORT_AFTER_21 * (2.2 if twenty_one >= _SUPPORT_TO_25 else 1.0)
    if not chance.yes(share):
        return twenty_one + timedelta(days=chance.whole(0, 25)), "Reached 21"
    years = chance.pick({22: 0.3, 23: 0.25, 24: 0.2, 25: 0.25})
    return person.birthday(years), "Reached 25" if years == 25 else "Course finished"


def _clip(found: list[Spell], horizon: date) -> list[Spell]:
    """Only what has happened by the horizon."""
    return [
        spell if spell.end is not None and spell.end <= horizon else Spell(spell.eligibility, spell.start, None, None)
        for spell in found
        if spell.start <= horizon
    ]


def record_roster(life: Life, found: list[Spell]) -> None:
    """Put a person's spells on the leaving-care roster; one in twenty-five changes is entered weeks late."""
    chance, known, late = life.chance, life.file.opened, 0
    for n, spell in enumerate(found):
        start = spell.start + timedelta(days=late)
        late = chance.whole(15, 80) if n + 1 < len(found) and chance.yes(0.04) else 0
        end = None if spell.end is None else spell.end + timedelta(days=late)
        if end is not None and end <= start:
            late = 0
            continue
        known = max(known, chance.recorded(start))
        team = "16+ Team" if spell.eligibility != "eligible" or chance.yes(0.8) else "Looked After Children Team"
        entry = life.file.add(
            "care_leaver_roster", known, eligibility=spell.eligibility, start_date=start, end_date=None,
            closure_reason=None, team=team,
        )  # fmt: skip
        if entry is not None and end is not None:
            known = max(known, chance.recorded(end))
            entry.add(known, end_date=end, closure_reason=spell.closure)


def record_plans(life: Life, found: list[Spell]) -> None:
    """Put needs assessments, pathway plans and their six-monthly reviews on file, qualifying people left out."""
    chance, person, horizon = life.chance, life.person, life.horizon
    owed = [spell for spell in found if spell.eligibility != "qualifying"]
    if not owed or not chance.yes(profile.HAS_PATHWAY_PLAN):
        return
    start, sixteen = owed[0].start, person.birthday(16)
    over = owed[-1].end or horizon
    early = (start - sixteen).days <= 1 and chance.by_level(profile.PLAN_BY_SIXTEEN, sixteen)
    days_after = chance.waiting(70, 10)
    planned = sixteen - timedelta(days=chance.whole(0, 60)) if early else start + timedelta(days=days_after)
    assessed = planned - timedelta(days=chance.whole(14, 60))
    if planned > over or planned > horizon:
        return
    _plan(life, "needs_assessment", assessed)
    _plan(life, "plan", planned)
    slow = 35 + 90 * (1 - person.engagement) ** 2
    day = planned
    while True:
        due = add_months(day, 6)
        is_late = chance.yes(0.38)
        day = due + timedelta(days=chance.waiting(slow, 1) if is_late else -chance.whole(0, 25))
        if day > over or day > horizon:
            return
        _plan(life, "plan" if chance.yes(0.2) else "review", day)


def _plan(life: Life, kind: str, day: date) -> None:
    if day >= life.since:
        life.put("pathway_plans", day, event_type=kind, event_date=day, authorised=life.chance.yes(0.96))
