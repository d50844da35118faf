"""Missing and away-without-authorisation episodes, with times, and the return interviews after them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from . import profile
from .life import Life
from .people import Period
from .records import Entry

#: Share of episodes recorded as away without authorisation, by year; many councils later recorded all as missing.
_AWAY_SHARE = {2014: 0.40, 2015: 0.34, 2016: 0.26}
_AWAY_SHARE_LATER = 0.16


def record(life: Life) -> None:
    """Put a child's missing and away episodes on file; most children have none."""
    chance, person = life.chance, life.person
    if not person.runs:
        return
    since = max(life.since, profile.MISSING_COLLECTED_FROM, person.birthday(10))
    for period, last in life.stays():
        day = max(period.start, since)
        while day < last:
            share_of_grown = 1.0 if person.age(day) >= 14 else 0.35
            day += timedelta(days=chance.waiting(365.25 / (max(person.runs, 0.05) * share_of_grown), 2))
            if day < last:
                day = _episode(life, day, period)


def _episode(life: Life, day: date, period: Period) -> date:
    """One episode and its interview; returns the day the child came back."""
    chance = life.chance
    is_away = chance.yes(_AWAY_SHARE.get(day.year, _AWAY_SHARE_LATER))
    started = datetime.combine(day, time(chance.whole(14, 23), 5 * chance.whole(0, 11)))
    hours = min(24 * 21.0, chance.lognormvariate(2.0, 1.25))  # median about 7 hours, nine in ten within two days
    ended = _to_the_minute(started + timedelta(hours=max(0.5, hours)))
    if period.end is not None and ended.date() >= period.end:
        ended = datetime.combine(period.end - timedelta(days=1), time(23, 30))
    entry = life.put("missing_episodes", day, episode_type="A" if is_away else "M", started_at=started, ended_at=None)
    if entry is not None and ended.date() <= life.horizon:
        entry.add(chance.recorded(ended.date()), ended_at=ended)
        _interview(life, entry, ended, 0.5 if is_away else 1.0)
    return ended.date()


def _to_the_minute(moment: datetime) -> datetime:
    """Case systems keep minutes."""
    return moment.replace(second=0, microsecond=0)


def _interview(life: Life, entry: Entry, ended: datetime, share: float) -> None:
    """The offer of a return interview and what came of it."""
    chance, horizon = life.chance, life.horizon
    if not chance.yes(profile.INTERVIEW_OFFERED * share):
        return
    offered = ended.date() + timedelta(days=chance.whole(0, 2))
    if not chance.yes(profile.INTERVIEW_HELD / profile.INTERVIEW_OFFERED):
        if offered <= horizon:
            entry.add(chance.recorded(offered), interview_offered_date=offered, interview_declined=True)
        return
    is_quick = chance.yes(0.72)
    held = ended + timedelta(hours=chance.whole(8, 70) if is_quick else chance.whole(73, 400))
    held = datetime.combine(max(held.date(), offered), time(chance.whole(9, 18), 15 * chance.whole(0, 3)))
    if held <= ended:
        held = _to_the_minute(ended + timedelta(hours=3))
    if held.date() <= horizon:
        # One in five is written down with its date alone.
        when: date | datetime = held.date() if chance.yes(0.2) else held
        entry.add(
            chance.recorded(held.date()), interview_offered_date=offered, interview_declined=False,
            interview_held_at=when,
        )  # fmt: skip
