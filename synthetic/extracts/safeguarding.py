"""Child protection of children in care, risk of exploitation, and risk-management meetings of care leavers."""

from __future__ import annotations

from datetime import date, timedelta

from .. import profile
from ..chance import Chance
from ..life import Life
from ..people import Person
from ..records import Cells, Entry
from ..spoiling import Spoil
from ..town import Town

_LEVELS = ("none", "low", "medium", "high")


def record(life: Life, town: Town) -> None:
    """Put discussions, enquiries, assessments and meetings on file."""
    chance, person = life.chance, life.person
    for period, last in life.stays():
        if period.start >= town.recent and chance.yes(profile.DISCUSSED_EARLY):
            _discussed(life, period.start + timedelta(days=chance.whole(0, 7)), last, 0.4)
        day = max(period.start + timedelta(days=10), town.recent)
        while True:
            day += timedelta(days=chance.waiting(365.25 / profile.DISCUSSED_A_YEAR, 1))
            if day > last:
                break
            _discussed(life, day, last, 0.35)
    at_risk = chance.yes(profile.AT_RISK * (4.0 if person.runs > 1 else 1.0))
    if at_risk:
        _assessments(life, town)
    for first, until in life.leaving():
        if chance.yes(profile.RISK_MEETINGS):
            begins, last = max(first, town.recent), min(until or life.horizon, life.horizon)
            if begins > last:
                continue
            start = begins + timedelta(days=chance.whole(0, (last - begins).days))
            end = start + timedelta(days=chance.waiting(300, 30))
            row = life.put("safeguarding", start, event_type="risk_meetings", event_date=start, end_date=None)
            if row is not None and end <= life.horizon:
                row.add(chance.recorded(end), end_date=end)


def _discussed(life: Life, day: date, last: date, share: float) -> None:
    """A strategy discussion, and the enquiry some of them lead to."""
    if day > last:
        return
    life.put("safeguarding", day, event_type="strategy_discussion", event_date=day)
    begun = day + timedelta(days=life.chance.whole(0, 3))
    if begun <= last and life.chance.yes(share):
        life.put("safeguarding", begun, event_type="section_47", event_date=begun)


def _assessments(life: Life, town: Town) -> None:
    """One assessment after another from twelve on, while in care or leaving it; the risk rises first and falls then."""
    chance, person = life.chance, life.person
    kind = chance.pick({"cse_assessment": 0.7 if person.sex == "F" else 0.25, "cce_assessment": 0.45})
    day = max(person.birthday(12), town.recent) + timedelta(days=chance.whole(0, 900))
    rank = chance.pick({1: 0.4, 2: 0.4, 3: 0.2})
    while day <= life.horizon and person.age(day) < 21:
        if person.is_looked_after(day) or any(a <= day and (b is None or day < b) for a, b in life.leaving()):
            plan = rank > 0 and chance.yes(0.94 if rank > 1 else 0.6)
            life.put("safeguarding", day, event_type=kind, event_date=day, level=_LEVELS[rank], plan=plan)
            if rank == 0:
                return
        day += timedelta(days=chance.around(150, 40, 40))
        rank = min(3, max(0, rank + chance.pick({-1: 0.5, 0: 0.35, 1: 0.15})))


def _no_level(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"level": None}] if str(cells["event_type"]).endswith("assessment") else None


FAULTS: tuple[Spoil, ...] = (_no_level,)
