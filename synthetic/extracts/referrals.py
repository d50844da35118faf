"""Referrals to child and adolescent mental health services: seen, treated and closed."""

from __future__ import annotations

from datetime import timedelta

from .. import profile
from ..life import Life
from ..town import Town


def record(life: Life, town: Town) -> None:
    """Put the referrals of a child of five or over on file."""
    chance, person = life.chance, life.person
    for period, last in life.stays():
        day = max(period.start, person.birthday(5), town.recent)
        while True:
            day += timedelta(days=chance.waiting(365.25 / profile.REFERRED_A_YEAR, 1))
            if day > last:
                break
            seen = day + timedelta(
                days=chance.whole(5, 28) if chance.yes(profile.SEEN_IN_4_WEEKS) else chance.whole(29, 90)
            )
            quick = chance.yes(profile.TREATED_IN_8_WEEKS)
            treated = max(seen, day + timedelta(days=chance.whole(20, 56) if quick else chance.whole(57, 140)))
            closed = treated + timedelta(days=chance.waiting(profile.TREATMENT_DAYS, 20))
            row = life.put("referrals", day, service="CAMHS", referred_date=day, closed_date=None)
            if row is None:
                continue
            if chance.yes(0.04):
                closed = day + timedelta(days=chance.whole(10, 30))  # turned down unseen
            else:
                for column, when in (("first_seen_date", seen), ("treatment_date", treated)):
                    if when <= life.horizon:
                        row.add(chance.recorded(when), **{column: when})
            if closed <= life.horizon:
                row.add(chance.recorded(closed), closed_date=closed)
            day = closed
