"""Looked-after reviews: 20 working days, three months, then every six months, with how the child took part."""

from __future__ import annotations

from datetime import date, timedelta

from warehouse.calendar import add_months, add_working_days

from . import profile
from .life import Life

_TAKING_PART = {"PN1": 0.42, "PN2": 0.05, "PN3": 0.04, "PN4": 0.04, "PN5": 0.12, "PN6": 0.25, "PN7": 0.08}


def record(life: Life) -> None:
    """Put a child's reviews on file (Care Planning Regulations 2010, regulation 33)."""
    chance = life.chance
    for period, last in life.stays():
        months = 3
        if period.start >= life.since:
            due = add_working_days(period.start, 20)
        else:
            due, months = life.since + timedelta(days=chance.whole(0, 180)), 6
        while due <= last:
            if chance.yes(0.012):
                life.put("reviews", due, due_date=due, held_date=None, status="cancelled")
            if chance.yes(profile.REVIEWS_ON_TIME):
                held = due - timedelta(days=0 if chance.yes(0.35) else chance.whole(1, 12))
            else:
                held = due + timedelta(days=chance.waiting(13, 1))
            held = max(held, period.start + timedelta(days=4))
            if held > last:
                break
            _held(life, due, held)
            due, months = add_months(held, months), 6


def _held(life: Life, due: date, held: date) -> None:
    chance = life.chance
    code: str | None = "PN0" if life.person.age(held) < 4 else chance.pick(_TAKING_PART)
    if chance.yes(0.015):
        code = None
    status = None if chance.yes(0.25) else "held"  # blank means held: some workers leave it so
    life.put("reviews", held, due_date=due, held_date=held, status=status, participation_code=code)
