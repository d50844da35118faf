"""Physical and emotional health: LAC-40 to LAC-62."""

from datetime import date

from tests.oracle.care import PeriodOfCare
from tests.oracle.council import Answer, Council
from tests.oracle.dates import Window, add_months, add_working_days
from tests.oracle.records import Sdq


def assessment_due(period: PeriodOfCare) -> date:
    """LAC-40: the initial health assessment is due 20 working days after the period of care starts."""
    return add_working_days(period.start, 20)


def _completed(council: Council, person_id: str, types: tuple[str, ...], first: date, last: date) -> list[date]:
    """The dates of completed assessments of some types, both ends inclusive."""
    return [
        assessment.completed_date
        for assessment in council.health_assessments[person_id]
        if assessment.status == "completed"
        and assessment.assessment_type in types
        and assessment.completed_date is not None
        and first <= assessment.completed_date <= last
    ]


def _open_period(council: Council, person_id: str) -> PeriodOfCare:
    period = council.care[person_id].period_on(council.last_day)
    assert period is not None
    return period


def initial_assessment_on_time(council: Council, window: Window) -> Answer:
    """LAC-40: one row per period of care whose due date is in the window and that outlasts it."""
    answer = Answer()
    for person_id, history in council.care.items():
        for period in history.periods:
            due = assessment_due(period)
            if due in window and (period.end is None or period.end > due):
                earliest = add_months(period.start, -3)
                answer.add(person_id, bool(_completed(council, person_id, ("IHA",), earliest, due)))
    return answer


def initial_assessment_overdue(council: Council, window: Window) -> Answer:
    """LAC-41."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        period = _open_period(council, person_id)
        earliest = add_months(period.start, -3)
        done = _completed(council, person_id, ("IHA",), earliest, council.last_day)
        if assessment_due(period) < council.last_day and not done:
            answer.add(person_id)
    return answer


def review_assessment_up_to_date(council: Council, window: Window) -> Answer:
    """LAC-43, with the contract's own names: Last, Base, Due."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        period = _open_period(council, person_id)
        earliest = add_months(period.start, -3)
        assessed = _completed(council, person_id, ("IHA", "RHA"), earliest, council.last_day)
        last = max(assessed) if assessed else None
        base = last if last is not None else assessment_due(period)
        due = add_months(base, 6 if base < council.birthday(person_id, 5) else 12)
        reviewed = bool(_completed(council, person_id, ("RHA",), period.start, council.last_day))
        first_review_not_yet_due = not reviewed and due > council.last_day
        if not first_review_not_yet_due:
            answer.add(person_id, last is not None and due >= council.last_day)
    return answer


def annual_assessment(council: Council, window: Window) -> Answer:
    """LAC-46."""
    answer = Answer()
    for person_id in council.continuously_12_months:
        done = _completed(council, person_id, ("IHA", "RHA"), council.r12.first, council.r12.last)
        answer.add(person_id, bool(done))
    return answer


def _yes_in_r12(council: Council, person_id: str, check_type: str) -> bool:
    return any(
        check.check_type == check_type and check.outcome and check.check_date in council.r12
        for check in council.health_checks[person_id]
    )


def _latest_outcome(council: Council, person_id: str, check_type: str) -> bool | None:
    """Contract rule 3.14: the outcome of the latest check of a type on D; None without one."""
    checks = [
        check
        for check in council.health_checks[person_id]
        if check.check_type == check_type and check.check_date <= council.last_day
    ]
    return max(checks, key=lambda check: check.check_date).outcome if checks else None


def _latest_check(council: Council, base: list[str], check_type: str) -> Answer:
    """LAC-48 to LAC-50: no record stays in the base and is counted as unknown (contract rule 3.15)."""
    answer = Answer()
    for person_id in base:
        outcome = _latest_outcome(council, person_id, check_type)
        answer.add(person_id, outcome is True)
        if outcome is None:
            answer.unknown.append(person_id)
    return answer


def dental_check(council: Council, window: Window) -> Answer:
    """LAC-47."""
    answer = Answer()
    for person_id in council.continuously_12_months:
        answer.add(person_id, _yes_in_r12(council, person_id, "DENTAL"))
    return answer


def immunisations(council: Council, window: Window) -> Answer:
    """LAC-48."""
    return _latest_check(council, council.continuously_12_months, "IMMUNISATION")


def development_checks(council: Council, window: Window) -> Answer:
    """LAC-49."""
    under_5 = [p for p in council.continuously_12_months if council.age(p) < 5]
    return _latest_check(council, under_5, "DEVELOPMENT")


def general_practitioner(council: Council, window: Window) -> Answer:
    """LAC-50."""
    return _latest_check(council, council.looked_after_on_last_day, "GP")


def substance_misuse(council: Council, window: Window) -> Answer:
    """LAC-51."""
    answer = Answer()
    for person_id in council.continuously_12_months:
        answer.add(person_id, _yes_in_r12(council, person_id, "SUBSTANCE"))
    return answer


def assessments_refused(council: Council, window: Window) -> Answer:
    """LAC-52: one row per refusal."""
    answer = Answer()
    for assessment in council.health_assessments.rows:
        booked = assessment.appointment_date
        if assessment.status != "refused" or booked is None or booked not in window:
            continue
        if council.care[assessment.person_id].looked_after_on(booked):
            answer.add(assessment.person_id)
    return answer


def _sdq_base(council: Council) -> list[str]:
    """The denominator of LAC-60."""
    return [person_id for person_id in council.continuously_12_months if 5 <= council.age(person_id) <= 16]


def _latest_score(council: Council, person_id: str) -> int | None:
    """LAC-61: the score of the latest day in r12 that has one: the carer's, or else the later row's."""
    scored: list[Sdq] = [
        sdq for sdq in council.sdqs[person_id] if sdq.score is not None and sdq.recorded_date in council.r12
    ]
    if not scored:
        return None
    latest_day = max(sdq.recorded_date for sdq in scored)
    that_day = [sdq for sdq in scored if sdq.recorded_date == latest_day]
    by_carer = [sdq for sdq in that_day if sdq.completed_by == "carer"]
    return max(by_carer or that_day, key=lambda sdq: sdq.row).score


def sdq_completed(council: Council, window: Window) -> Answer:
    """LAC-60."""
    answer = Answer()
    for person_id in _sdq_base(council):
        answer.add(person_id, _latest_score(council, person_id) is not None)
    return answer


def sdq_average(council: Council, window: Window) -> Answer:
    """LAC-61: one row per child with a score, the score as its amount."""
    answer = Answer()
    for person_id in _sdq_base(council):
        score = _latest_score(council, person_id)
        if score is not None:
            answer.add(person_id, value=score)
    return answer


def sdq_17_or_more(council: Council, window: Window) -> Answer:
    """LAC-62."""
    answer = Answer()
    for person_id in _sdq_base(council):
        score = _latest_score(council, person_id)
        if score is not None:
            answer.add(person_id, score >= 17)
    return answer
