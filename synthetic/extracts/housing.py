"""Homelessness, priority bands and tenancies of care leavers, in keeping with where they are recorded to live."""

from __future__ import annotations

from datetime import date, timedelta

from .. import profile
from ..life import Life
from ..town import Town


def record(life: Life, town: Town) -> None:
    """Put a care leaver's housing on file: a tenancy where the records say so, and what went wrong."""
    chance, person = life.chance, life.person
    leaving = [(first, until) for first, until in life.leaving() if until is None or until > person.eighteen]
    if not leaving:
        _at_sixteen(life)
        return
    first = max(leaving[0][0], person.eighteen, town.recent)
    last = min(leaving[-1][1] or life.horizon, life.horizon)
    _tenancies(life)
    day = first
    while True:
        day += timedelta(days=chance.waiting(365.25 / profile.HOMELESS_A_YEAR, 1))
        if day > last:
            break
        _presents(life, day)
    if chance.yes(profile.PRIORITY_BAND) and first <= last:
        start = first + timedelta(days=chance.whole(0, 300))
        _lasts(life, "priority_band", start, start + timedelta(days=chance.waiting(320, 30)), None)
    _at_sixteen(life)


def _presents(life: Life, day: date) -> None:
    """The presentation, and now and then a decision against the young person."""
    chance = life.chance
    life.put("housing", day, event_type="homeless_presentation", start_date=day)
    decided = day + timedelta(days=chance.whole(10, 40))
    if decided <= life.horizon and chance.yes(0.22):
        kind = chance.pick({"intentionally_homeless": 0.7, "not_priority_need": 0.3})
        agreed = None if chance.yes(0.05) else chance.yes(0.6)
        life.put("housing", decided, event_type=kind, start_date=decided, jointly_agreed=agreed)


def _at_sixteen(life: Life) -> None:
    """Some who came into care at sixteen or over had presented as homeless just before."""
    for period in life.person.periods:
        if life.person.age(period.start) >= 16 and life.chance.yes(profile.CAME_IN_HOMELESS):
            day = period.start - timedelta(days=life.chance.whole(0, 20))
            life.put(
                "housing", max(day, life.since), event_type="homeless_presentation", start_date=max(day, life.since)
            )


def _tenancies(life: Life) -> None:
    """A tenancy from the first record of independent living; most last a year."""
    chance = life.chance
    homes = sorted(
        (day, str(cells["accommodation_code"])[0])
        for cells in life.file.on("accommodation", life.horizon)
        if isinstance(day := cells["status_date"], date) and day >= life.person.eighteen
    )
    start = next((day for day, letter in homes if letter in "UV"), None)
    if start is None:
        return
    keeps = chance.yes(profile.TENANCY_KEPT)
    end = start + timedelta(days=chance.whole(380, 1100) if keeps else chance.whole(60, 360))
    reason = (
        "planned_move" if keeps or chance.yes(0.3) else chance.pick({"eviction": 0.5, "abandoned": 0.35, "other": 0.15})
    )
    _lasts(life, "tenancy", start, end, reason)


def _lasts(life: Life, kind: str, start: date, end: date, reason: str | None) -> None:
    if start > life.horizon:
        return
    row = life.put("housing", start, event_type=kind, start_date=start, end_date=None)
    if row is not None and end <= life.horizon:
        row.add(life.chance.recorded(end), end_date=end, end_reason=reason)
