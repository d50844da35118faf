"""Convictions, cautions and the youth offending team: few children, rather those who go missing."""

from __future__ import annotations

from datetime import timedelta

from .. import profile
from ..life import Life
from ..town import Town


def record(life: Life, town: Town) -> None:
    """Put what a young person of ten or over was convicted or cautioned for on file."""
    chance, person = life.chance, life.person
    rate = profile.OFFENDING_A_YEAR * (1.0 if not person.runs else 3.0)
    for period, last in life.stays():
        day = max(period.start, person.birthday(10), town.recent)
        while True:
            day += timedelta(days=chance.waiting(365.25 / rate, 1))
            if day > last:
                break
            kind = chance.pick({"conviction": 0.55, "youth_caution": 0.3, "youth_conditional_caution": 0.15})
            life.put("offending", day, event_type=kind, start_date=day)
            if kind != "youth_caution" and chance.yes(0.75):
                ends = day + timedelta(days=chance.around(200, 60, 60))
                row = life.put("offending", day, event_type="yot", start_date=day, end_date=None)
                if row is not None and ends <= life.horizon:
                    row.add(chance.recorded(ends), end_date=ends)
