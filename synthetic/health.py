"""Health of looked-after children: first and review assessments, checks, strengths and difficulties."""

from __future__ import annotations

from datetime import date, timedelta

from warehouse.calendar import add_months, add_working_days

from . import profile
from .chance import Chance, level
from .people import Period, Person
from .records import CaseFile, Entry

#: Working days within which the first health assessment is due (Care Planning Regulations 2010, regulation 7).
_FIRST_DUE = 20


def record(chance: Chance, person: Person, since: date, horizon: date, file: CaseFile) -> None:
    """Put a child's health records on file.

    Args:
        chance: The person's stream.
        person: The child.
        since: First day for which the case system holds health records.
        horizon: Last day anything has happened.
        file: Where the records go.
    """
    immunised = chance.yes(profile.IMMUNISED)
    refuses = chance.yes(0.05)
    troubles = min(36.0, max(0.0, chance.gauss(profile.QUESTIONNAIRE_MEAN, 6.0)))
    for period in person.periods:
        _assessments(chance, person, period, since, horizon, refuses, file)
        _checks(chance, person, period, since, horizon, immunised, file)
        _questionnaires(chance, person, period, since, horizon, troubles, file)


def _until(period: Period, horizon: date) -> date:
    """Last day in the period on which something can happen."""
    return horizon if period.end is None else min(period.end - timedelta(days=1), horizon)


def _assessments(
    chance: Chance, person: Person, period: Period, since: date, horizon: date, refuses: bool, file: CaseFile
) -> None:
    last = _until(period, horizon)
    if period.start >= since:
        due = add_working_days(period.start, _FIRST_DUE)
        if chance.by_level(profile.FIRST_HEALTH_ON_TIME, due):
            done = due - timedelta(days=chance.whole(0, 12))
        else:
            done = due + timedelta(days=chance.waiting(28, 1))
        done = max(done, period.start + timedelta(days=3))
        requested = min(period.start + timedelta(days=chance.waiting(4 if done <= due else 11)), done)
        if not chance.yes(0.015):
            _assess(chance, person, period, "IHA", requested, done, last, horizon, file)
        base = done if done <= last else due
    else:
        base = since - timedelta(days=chance.whole(1, 300))
    while True:
        due = add_months(base, 6 if base < person.birthday(5) else 12)
        if due > last + timedelta(days=60):
            return
        late = not chance.by_level(profile.REVIEW_HEALTH_ON_TIME, due)
        done = due + timedelta(days=chance.waiting(75, 1)) if late else due - timedelta(days=chance.whole(0, 35))
        done = max(done, base + timedelta(days=90))
        if person.age(due) >= 14 and chance.yes(0.45 if refuses else 0.015):
            if due <= last:
                known = chance.recorded(due)
                file.add(
                    "health_assessments", known, "RHA", due, assessment_type="RHA", status="refused",
                    requested_date=due - timedelta(days=30), appointment_date=due,
                )  # fmt: skip
            done += timedelta(days=chance.whole(120, 240))
        requested = min(due, done) - timedelta(days=chance.whole(20, 70))
        _assess(chance, person, period, "RHA", requested, done, last, horizon, file)
        if done > last:
            return
        base = done


def _assess(
    chance: Chance, person: Person, period: Period, kind: str, requested: date, done: date, last: date,
    horizon: date, file: CaseFile,
) -> None:  # fmt: skip
    """One assessment: perhaps a missed or cancelled appointment, then the booking, then its completion."""
    if requested > last:
        return
    if (done - requested).days > 25 and chance.yes(0.10):
        missed = done - timedelta(days=chance.whole(7, 20))
        if missed <= last:
            file.add(
                "health_assessments", chance.recorded(missed), kind, missed, assessment_type=kind,
                status=chance.pick({"did_not_attend": 0.7, "cancelled": 0.3}), requested_date=requested,
                appointment_date=missed,
            )  # fmt: skip
    if done > horizon + timedelta(days=45):
        return
    booked = max(requested, done - timedelta(days=30))
    entry = file.add(
        "health_assessments", chance.recorded(booked), kind, done, assessment_type=kind, status="planned",
        requested_date=requested if chance.yes(0.96) else None, appointment_date=done,
    )  # fmt: skip
    if entry is None:
        return
    if done > last:
        if period.end is not None and period.end <= horizon:
            entry.add(chance.recorded(period.end), status="cancelled")
        return
    away = period.on(done).placement.distance
    far = away is not None and 20 < away < 999 and chance.yes(0.8)
    entry.add(chance.recorded(done), status="completed", completed_date=done, done_out_of_area=far)
    if chance.yes(0.93):
        report = done + timedelta(days=chance.whole(4, 30))
        if report <= horizon:
            entry.add(chance.recorded(report), report_returned_date=report)


def _check(chance: Chance, file: CaseFile, kind: str, day: date, outcome: bool) -> Entry | None:
    return file.add(
        "health_checks", chance.recorded(day), kind, day, check_type=kind, check_date=day, outcome=outcome
    )


def _checks(
    chance: Chance, person: Person, period: Period, since: date, horizon: date, immunised: bool, file: CaseFile
) -> None:
    last = _until(period, horizon)
    day = max(period.start + timedelta(days=chance.whole(5, 40)), since + timedelta(days=chance.whole(0, 364)))
    while day <= last:
        age = person.age(day)
        if not chance.yes(0.03):
            _check(chance, file, "GP", day, chance.yes(profile.GP_REGISTERED))
        if not chance.yes(0.03):
            _check(chance, file, "IMMUNISATION", day, chance.yes(0.96 if immunised else 0.14))
        seen = day + timedelta(days=chance.whole(0, 60))
        if seen <= last and not chance.yes(0.08):
            _check(chance, file, "DENTAL", seen, chance.yes(profile.DENTAL_IN_YEAR / 0.94))
        if age < 5:
            for later in (0, 182):
                looked = day + timedelta(days=later + chance.whole(0, 20))
                if looked <= last and not chance.yes(0.04):
                    _check(chance, file, "DEVELOPMENT", looked, chance.yes(profile.DEVELOPMENT_UP_TO_DATE))
        if age >= 10:
            found = chance.yes(profile.SUBSTANCE_MISUSE)
            _check(chance, file, "SUBSTANCE", day, found)
            if found:
                offered = chance.yes(0.85)
                _check(chance, file, "SUBSTANCE_OFFERED", day, offered)
                taken_up = day + timedelta(days=chance.whole(10, 50))
                if offered and taken_up <= last:
                    _check(chance, file, "SUBSTANCE_RECEIVED", taken_up, chance.yes(0.7))
        day += timedelta(days=chance.around(350, 18, 200))


def _questionnaires(
    chance: Chance, person: Person, period: Period, since: date, horizon: date, troubles: float, file: CaseFile
) -> None:
    last = _until(period, horizon)
    day = max(period.start + timedelta(days=chance.whole(60, 300)), since + timedelta(days=chance.whole(0, 364)))
    while day <= last:
        if person.birthday(4) <= day < person.birthday(17):
            _questionnaire(chance, person, day, troubles, file)
        day += timedelta(days=chance.around(363, 12, 300))


def _questionnaire(chance: Chance, person: Person, day: date, troubles: float, file: CaseFile) -> None:
    """One yearly round: the carer's answers (now and then others' too), a reason there are none, or nothing."""
    draw = chance.random()
    done = level(profile.QUESTIONNAIRE, day)
    if draw < done:
        for who, share in (("carer", 1.0), ("teacher", 0.14), ("self", 0.10 if person.age(day) >= 11 else 0.0)):
            if chance.yes(share):
                score = min(40, max(0, round(chance.gauss(troubles, 3.2))))
                file.add(
                    "sdqs", chance.recorded(day), day, who, recorded_date=day, completed_by=who, score=score
                )
    elif draw < done + 0.55 * (1 - done):
        if "LD" in person.disability and chance.yes(0.5):
            reason = "SDQ3"
        else:
            reason = chance.pick({"SDQ2": 0.45, "SDQ4": 0.35, "SDQ5": 0.20 if person.age(day) >= 11 else 0.0})
        file.add("sdqs", chance.recorded(day), day, "carer", recorded_date=day, completed_by="carer",
                 reason_not_completed=reason)  # fmt: skip
