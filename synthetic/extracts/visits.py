"""Statutory visits: within a week of a move, then about every six weeks, every three months where a home is to last."""

from __future__ import annotations

from datetime import timedelta

from .. import profile
from ..life import Life
from ..town import Town


def record(life: Life, town: Town) -> None:
    """Put the visits of a child in care on file, as far back as visits are kept."""
    chance, person = life.chance, life.person
    for period, last in life.stays():
        day = max(period.start + timedelta(days=chance.whole(1, 7)), town.recent + timedelta(days=chance.whole(0, 40)))
        while day <= last:
            seen = chance.yes(0.96)
            alone = seen and person.age(day) >= 4 and chance.yes(0.75)
            life.put("visits", day, visit_date=day, seen=seen, seen_alone=alone)
            lasting = period.on(day).placement.type in {"U1", "U4"} and (day - period.start).days > 400
            if not chance.yes(profile.VISIT_ON_TIME):
                day += timedelta(days=chance.whole(46, 75))
            else:
                day += timedelta(days=chance.whole(66, 84) if lasting else chance.whole(28, 41))
