"""Health of looked-after children: first and review assessments, checks, strengths and difficulties."""

from __future__ import annotations

from datetime import date, timedelta

from warehouse.calendar import add_months, add_working_days

from . import profile
from .chance import level
from .life import Life
from .people import Period

#: Working days within which the first health assessment is due (Care Planning Regulations 2010, regulation 7).
_FIRST_DUE = 20
#: A booking is on file at most this many days ahead.
_BOOKED_AHEAD = 30


def record(life: Life) -> None:
    """Put a child's health records on file; assessments for all of care, the rest since the system began."""
    chance = life.chance
    immunised = chance.yes(profile.IMMUNISED)
    refuses = chance.yes(0.05)
    troubles = min(36.0, max(0.0, chance.gauss(profile.QUESTIONNAIRE_MEAN, 6.0)))
    for period, last in life.stays():
        _assessments(life, period, last, refuses=refuses)
        _checks(life, period, last, immunised=immunised)
        _questionnaires(life, period, last, troubles)


def _assessments(life: Life, period: Period, last: date, *, refuses: bool) -> None:
    """The first assessment and the reviews after it, each due from the one before."""
    chance, person = life.chance, life.person
    due = add_working_days(period.start, _FIRST_DUE)
    if chance.by_level(profile.FIRST_HEALTH_ON_TIME, due):
        done = due - timedelta(days=chance.whole(0, 12))
    else:
        done = due + timedelta(days=chance.waiting(28, 1))
    done = max(done, period.start + timedelta(days=3))
    requested = min(period.start + timedelta(days=chance.waiting(4 if done <= due else 11)), done)
    base = due
    if not chance.yes(0.015):
        _assess(life, period, last, ("IHA", requested, done))
        base = done
    while True:
        due = add_months(base, 6 if base < person.birthday(5) else 12)
        if due > last + timedelta(days=60):
            return
        if chance.by_level(profile.REVIEW_HEALTH_ON_TIME, due):
            done = due - timedelta(days=chance.whole(0, 35))
        else:
            done = due + timedelta(days=chance.waiting(100, 1))
        done = max(done, base + timedelta(days=90))
        if person.age(due) >= 14 and chance.yes(0.45 if refuses else 0.015):
            if due <= last:
                life.put(
                    "health_assessments", due, assessment_type="RHA", status="refused",
                    requested_date=due - timedelta(days=30), appointment_date=due,
                )  # fmt: skip
            done += timedelta(days=chance.whole(120, 240))
        requested = min(due, done) - timedelta(days=chance.whole(20, 70))
        _assess(life, period, last, ("RHA", requested, done))
        if done > last:
            return
        base = done


def _assess(life: Life, period: Period, last: date, plan: tuple[str, date, date]) -> None:
    """One assessment (kind, day asked for, day done): perhaps a missed appointment, the booking, its completion."""
    chance = life.chance
    kind, requested, done = plan
    if requested > last:
        return
    if (done - requested).days > 25 and chance.yes(0.10):
        missed = done - timedelta(days=chance.whole(7, 20))
        if missed <= last:
            life.put(
                "health_assessments", missed, assessment_type=kind, requested_date=requested, appointment_date=missed,
                status=chance.pick({"did_not_attend": 0.7, "cancelled": 0.3}),
            )  # fmt: skip
    booked = max(requested, done - timedelta(days=_BOOKED_AHEAD))
    if booked > life.horizon:
        return
    entry = life.put(
        "health_assessments", booked, assessment_type=kind, status="planned", appointment_date=done,
        requested_date=requested if chance.yes(0.96) else None,
    )  # fmt: skip
    if entry is None:
        return
    if done > last:
        if period.end is not None:
            entry.add(chance.recorded(period.end), status="cancelled")
        return
    away = period.on(done).placement.distance
    far = away is not None and 20 < away < 999 and chance.yes(0.8)
    entry.add(chance.recorded(done), status="completed", completed_date=done, done_out_of_area=far)
    report = done + timedelta(days=chance.whole(4, 30))
    if report <= life.horizon and chance.yes(0.93):
        entry.add(chance.recorded(report), report_returned_date=report)


def _check(life: Life, kind: str, day: date, *, outcome: bool) -> None:
    life.put("health_checks", day, check_type=kind, check_date=day, outcome=outcome)


def _checks(life: Life, period: Period, last: date, *, immunised: bool) -> None:
    """A yearly round: doctor, immunisations, dentist, development of the under-fives, substance use from ten."""
    chance = life.chance
    day = max(period.start + timedelta(days=chance.whole(5, 40)), life.since + timedelta(days=chance.whole(0, 364)))
    while day <= last:
        age = life.person.age(day)
        if not chance.yes(0.03):
            _check(life, "GP", day, outcome=chance.yes(profile.GP_REGISTERED))
        if not chance.yes(0.03):
            _check(life, "IMMUNISATION", day, outcome=chance.yes(0.97 if immunised else 0.20))
        seen = day + timedelta(days=chance.whole(0, 60))
        if seen <= last and not chance.yes(0.08):
            _check(life, "DENTAL", seen, outcome=chance.yes(profile.DENTAL_IN_YEAR / 0.94))
        for later in (0, 182) if age < 5 else ():
            looked = day + timedelta(days=later + chance.whole(0, 20))
            if looked <= last and not chance.yes(0.04):
                _check(life, "DEVELOPMENT", looked, outcome=chance.yes(profile.DEVELOPMENT_UP_TO_DATE))
        if age >= 10:
            _substances(life, day, last)
        day += timedelta(days=chance.around(350, 18, 200))


def _substances(life: Life, day: date, last: date) -> None:
    """Whether a problem was found, and then whether help was offered and taken up."""
    chance = life.chance
    found = chance.yes(profile.SUBSTANCE_MISUSE)
    _check(life, "SUBSTANCE", day, outcome=found)
    if not found:
        return
    offered = chance.yes(0.85)
    _check(life, "SUBSTANCE_OFFERED", day, outcome=offered)
    taken_up = day + timedelta(days=chance.whole(10, 50))
    if offered and taken_up <= last:
        _check(life, "SUBSTANCE_RECEIVED", taken_up, outcome=chance.yes(0.7))


def _questionnaires(life: Life, period: Period, last: date, troubles: float) -> None:
    """A yearly round between the 4th and the 17th birthday."""
    chance, person = life.chance, life.person
    day = max(period.start + timedelta(days=chance.whole(60, 300)), life.since + timedelta(days=chance.whole(0, 364)))
    while day <= last:
        if person.birthday(4) <= day < person.birthday(17):
            _questionnaire(life, day, troubles)
        day += timedelta(days=chance.around(363, 12, 300))


def _questionnaire(life: Life, day: date, troubles: float) -> None:
    """One round: the carer's answers (now and then others' too), a reason there are none, or nothing."""
    chance, person = life.chance, life.person
    draw, done = chance.random(), level(profile.QUESTIONNAIRE, day)
    is_older = person.age(day) >= 11
    if draw < done:
        for who, share in (("carer", 1.0), ("teacher", 0.14), ("self", 0.10 if is_older else 0.0)):
            if chance.yes(share):
                score = min(40, max(0, round(chance.gauss(troubles, 3.2))))
                life.put("sdqs", day, recorded_date=day, completed_by=who, score=score)
    elif draw < done + 0.55 * (1 - done):
        if "LD" in person.disability and chance.yes(0.5):
            reason = "SDQ3"
        else:
            reason = chance.pick({"SDQ2": 0.45, "SDQ4": 0.35, "SDQ5": 0.20 if is_older else 0.0})
        life.put("sdqs", day, recorded_date=day, completed_by="carer", reason_not_completed=reason)
