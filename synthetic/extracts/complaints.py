"""Complaints and compliments about children in care and leaving care."""

from __future__ import annotations

from datetime import date, timedelta

from warehouse.calendar import add_working_days

from .. import profile
from ..life import Life
from ..town import Town

_MADE_BY = {"child": 0.30, "parent": 0.36, "carer": 0.20, "professional": 0.06, "other": 0.08}


def record(life: Life, town: Town) -> None:
    """Put what was said about one child's or young person's care on file."""
    for period, last in life.stays():
        first = max(period.start, town.recent)
        _some(life, town, "looked_after", (first, last), (profile.COMPLAINTS_A_YEAR, profile.COMPLIMENTS_A_YEAR * 0.15))
    for first, until in life.leaving():
        reach = (max(first, town.recent), min(until or life.horizon, life.horizon))
        _some(life, town, "care_leavers", reach, (profile.COMPLAINTS_A_YEAR * 0.5, profile.COMPLIMENTS_A_YEAR))


def _some(life: Life, town: Town, service: str, reach: tuple[date, date], rates: tuple[float, float]) -> None:
    chance = life.chance
    for kind, rate in zip(("complaint", "compliment"), rates, strict=True):
        day, last = reach
        while True:
            day += timedelta(days=chance.waiting(365.25 / rate, 1))
            if day > last:
                break
            about = None if chance.yes(0.03) else "other" if chance.yes(0.05) else service
            row = life.put(
                "complaints", day, record_id=town.number("C"), kind=kind, received_date=day,
                made_by=chance.pick(_MADE_BY), service=about, due_date=None, responded_date=None, outcome=None,
            )  # fmt: skip
            if row is None or kind == "compliment":
                continue
            due = add_working_days(day, 10)
            row.add(row.known, due_date=due)
            answered = due + timedelta(days=-chance.whole(0, 8) if chance.yes(0.72) else chance.whole(1, 40))
            if answered <= life.horizon:
                outcome = chance.pick({"upheld": 0.2, "partly_upheld": 0.35, "not_upheld": 0.35, "withdrawn": 0.1})
                row.add(chance.recorded(answered), responded_date=answered, outcome=outcome)
