"""Looked-after reviews: 20 working days, three months, then every six months, with how the child took part."""

from __future__ import annotations

from datetime import date, timedelta

from warehouse.calendar import add_months, add_working_days

from . import profile
from .chance import Chance
from .people import Person
from .records import CaseFile

_TAKING_PART = {"PN1": 0.42, "PN2": 0.05, "PN3": 0.04, "PN4": 0.04, "PN5": 0.12, "PN6": 0.25, "PN7": 0.08}


def record(chance: Chance, person: Person, since: date, horizon: date, file: CaseFile) -> None:
    """Put a child's reviews on file (Care Planning Regulations 2010, regulation 33).

    Args:
        chance: The person's stream.
        person: The child.
        since: First day for which the case system holds reviews.
        horizon: Last day anything has happened.
        file: Where the records go.
    """
    for period in person.periods:
        last = horizon if period.end is None else min(period.end - timedelta(days=1), horizon)
        months = 3
        if period.start >= since:
            due = add_working_days(period.start, 20)
        else:
            due, months = since + timedelta(days=chance.whole(0, 180)), 6
        while due <= last:
            if chance.yes(0.012):
                known = chance.recorded(due)
                file.add("reviews", known, due, None, due_date=due, held_date=None, status="cancelled")
            if chance.yes(profile.REVIEWS_ON_TIME):
                held = due - timedelta(days=chance.pick({0: 0.35, chance.whole(1, 12): 0.65}))
            else:
                held = due + timedelta(days=chance.waiting(13, 1))
            held = max(held, period.start + timedelta(days=4))
            if held > last:
                break
            _held(chance, person, due, held, file)
            due, months = add_months(held, months), 6


def _held(chance: Chance, person: Person, due: date, held: date, file: CaseFile) -> None:
    code: str | None = "PN0" if person.age(held) < 4 else chance.pick(_TAKING_PART)
    if chance.yes(0.015):
        code = None
    status = None if chance.yes(0.25) else "held"  # blank means held: some councils leave it so
    known = chance.recorded(held)
    file.add("reviews", known, held, due_date=due, held_date=held, status=status, participation_code=code)
