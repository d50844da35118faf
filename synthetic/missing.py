"""Missing and away-without-authorisation episodes, with times, and the return interviews after them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from . import profile
from .chance import Chance
from .people import Period, Person
from .records import CaseFile, Entry

#: Share of episodes recorded as away without authorisation, by year; many councils later recorded all as missing.
_AWAY_SHARE = {2014: 0.40, 2015: 0.34, 2016: 0.26}
_AWAY_SHARE_LATER = 0.16


def record(chance: Chance, person: Person, since: date, horizon: date, file: CaseFile) -> None:
    """Put a child's missing and away episodes on file; most children have none.

    Args:
        chance: The person's stream.
        person: The child.
        since: First day for which the case system holds them.
        horizon: Last day anything has happened.
        file: Where the records go.
    """
    if not person.runs:
        return
    since = max(since, profile.MISSING_COLLECTED_FROM, person.birthday(10))
    for period in person.periods:
        last = horizon if period.end is None else min(period.end - timedelta(days=2), horizon)
        day = max(period.start, since)
        while day <= last:
            grown = 1.0 if person.age(day) >= 14 else 0.35
            day += timedelta(days=chance.waiting(365.25 / (person.runs * grown), 2))
            if day <= last:
                day = _episode(chance, day, period, horizon, file)


def _minute(moment: datetime) -> datetime:
    """Case systems keep minutes."""
    return moment.replace(second=0, microsecond=0)


def _episode(chance: Chance, day: date, period: Period, horizon: date, file: CaseFile) -> date:
    """One episode and its interview; returns the day the child came back."""
    away = chance.yes(_AWAY_SHARE.get(day.year, _AWAY_SHARE_LATER))
    started = datetime.combine(day, time(chance.whole(14, 23), 5 * chance.whole(0, 11)))
    hours = min(24 * 21.0, chance.lognormvariate(2.0, 1.25))  # median about 7 hours, nine in ten within two days
    ended = _minute(started + timedelta(hours=max(0.5, hours)))
    if period.end is not None and ended.date() >= period.end:
        ended = datetime.combine(period.end - timedelta(days=1), time(23, 30))
        if ended <= started:
            return day + timedelta(days=1)
    entry = file.add(
        "missing_episodes", chance.recorded(day), started, episode_type="A" if away else "M", started_at=started,
        ended_at=None,
    )  # fmt: skip
    if entry is None or ended.date() > horizon:
        return ended.date()
    returned = chance.recorded(ended.date())
    entry.add(returned, ended_at=ended)
    _interview(chance, ended, returned, 0.5 if away else 1.0, horizon, entry)
    return ended.date()


def _interview(
    chance: Chance, ended: datetime, returned: date, share: float, horizon: date, entry: Entry
) -> None:
    """The offer of a return interview and what came of it."""
    if not chance.yes(profile.INTERVIEW_OFFERED * share):
        return
    offered = ended.date() + timedelta(days=chance.whole(0, 2))
    if not chance.yes(profile.INTERVIEW_HELD / profile.INTERVIEW_OFFERED):
        if offered <= horizon:
            entry.add(max(returned, chance.recorded(offered)), interview_offered_date=offered, interview_declined=True)
        return
    quick = chance.yes(0.72)
    held = ended + timedelta(hours=chance.whole(8, 70) if quick else chance.whole(73, 400))
    held = datetime.combine(max(held.date(), offered), time(chance.whole(9, 18), 15 * chance.whole(0, 3)))
    if held <= ended:
        held = _minute(ended + timedelta(hours=3))
    if held.date() <= horizon:
        # One in five is written down with its date alone.
        when: date | datetime = held.date() if chance.yes(0.2) else held
        entry.add(
            max(returned, chance.recorded(held.date())), interview_offered_date=offered, interview_declined=False,
            interview_held_at=when,
        )  # fmt: skip
