"""5.3: health extras."""

from datetime import date, timedelta

from tests.oracle.care import PeriodOfCare
from tests.oracle.council import Council
from tests.oracle.dates import Window, add_months, add_working_days
from tests.oracle.second import base as b
from tests.oracle.second.base import Outcome, Rec, Rule


def _ha(c: Council, p: str) -> list[Rec]:
    return b.by_person(c, "health_assessments")[p]


def _done(c: Council, p: str, *types: str) -> list[date]:
    """Dates of completed assessments, in order."""
    return sorted(r.completed_date for r in _ha(c, p) if r.status == "completed" and r.assessment_type in types)


def _iha_due(poc: PeriodOfCare) -> date:
    return add_working_days(poc.start, 20)


def _next_due(c: Council, p: str, day: date) -> date:
    return add_months(day, 6 if day < b.dob_birthday(c, p, 5) else 12)


def iha_base(c: Council, w: Window) -> list[tuple[str, PeriodOfCare]]:
    """LAC-40's base."""
    return [
        (p, poc)
        for p, history in c.care.items()
        for poc in history.periods
        if _iha_due(poc) in w and (poc.end is None or poc.end > _iha_due(poc))
    ]


def _iha_in_time(c: Council, p: str, poc: PeriodOfCare) -> bool:
    return any(add_months(poc.start, -3) <= d <= _iha_due(poc) for d in _done(c, p, "IHA"))


def first_attended_in_time(c: Council, w: Window) -> Outcome:
    """LAC-40-ATT."""
    answer = Outcome()
    for p in c.care:
        for day in _done(c, p, "IHA"):
            if b.in_window_la(c, w, p, day):
                answer.add(p, day <= add_working_days(b.la_poc(c, p, day).start, 20))
    return answer


def requested_in_time(c: Council, w: Window) -> Outcome:
    """LAC-42."""
    answer = Outcome()
    for p, poc in iha_base(c, w):
        earliest, latest = add_months(poc.start, -3), add_working_days(poc.start, b.DEFAULTS["iha_request_days"])
        asked = any(
            r.assessment_type == "IHA" and r.requested_date is not None and earliest <= r.requested_date <= latest
            for r in _ha(c, p)
        )
        before = any(earliest <= d < poc.start for d in _done(c, p, "IHA"))
        answer.add(p, asked or before)
    return answer


def _first_review_due(c: Council, p: str, poc: PeriodOfCare) -> date:
    """F of LAC-44."""
    return _next_due(c, p, _iha_due(poc))


def reviews_due(c: Council, w: Window) -> Outcome:
    """LAC-44."""
    answer = Outcome()
    for p, history in c.care.items():
        dates = sorted(set(_done(c, p, "IHA", "RHA")))
        for poc in history.periods:
            inside = [d for d in dates if poc.start <= d and (poc.end is None or poc.end > d)]
            before = [d for d in dates if add_months(poc.start, -3) <= d < poc.start]
            dues = [(_next_due(c, p, d), d) for d in [*before[-1:], *inside]]
            first = _first_review_due(c, p, poc)
            for due, setter in dues:
                if due in w and poc.start <= due and (poc.end is None or poc.end > due):
                    answer.add(p, any(setter < d <= due for d in dates))
            none_by_then = not any(add_months(poc.start, -3) <= d <= first for d in dates)
            if none_by_then and first in w and (poc.end is None or poc.end > first):
                answer.add(p, False)
    return answer


def review_attended_in_time(c: Council, w: Window) -> Outcome:
    """LAC-44-ATT."""
    answer = Outcome()
    for p in c.care:
        dates = _done(c, p, "IHA", "RHA")
        for day in _done(c, p, "RHA"):
            if b.in_window_la(c, w, p, day):
                poc = b.la_poc(c, p, day)
                earlier = [d for d in dates if add_months(poc.start, -3) <= d < day]
                due = _next_due(c, p, max(earlier)) if earlier else _first_review_due(c, p, poc)
                answer.add(p, day <= due)
    return answer


def all_in_time(c: Council, w: Window) -> Outcome:
    """LAC-45."""
    answer = Outcome()
    for p, poc in iha_base(c, w):
        answer.add(p, _iha_in_time(c, p, poc))
    answer.items += reviews_due(c, w).items
    return answer


def _check_in_year(c: Council, p: str, kind: str) -> bool:
    return any(
        r.check_type == kind and r.outcome is True and r.check_date in c.r12 for r in b.by_person(c, "health_checks")[p]
    )


def substance_help(c: Council, w: Window) -> Outcome:
    """LAC-51-REC."""
    people = [p for p in c.continuously_12_months if _check_in_year(c, p, "SUBSTANCE")]
    return b.share(people, lambda p: _check_in_year(c, p, "SUBSTANCE_RECEIVED"))


def substance_declined(c: Council, w: Window) -> Outcome:
    """LAC-51-DEC."""
    people = [p for p in c.continuously_12_months if _check_in_year(c, p, "SUBSTANCE")]

    def met(p: str) -> bool:
        return not _check_in_year(c, p, "SUBSTANCE_RECEIVED") and _check_in_year(c, p, "SUBSTANCE_OFFERED")

    return b.share(people, met)


def camhs_within(days: int, column: str) -> Rule:
    """LAC-53-4W, -8W and -18W."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for r in b.rows(c, "referrals"):
            due = r.referred_date + timedelta(days=days)
            when = getattr(r, column)
            in_time = when is not None and when <= due
            if due not in w or not b.la(c, r.person_id, r.referred_date):
                continue
            if r.closed_date is not None and r.closed_date <= due and not in_time:
                continue
            answer.add(r.person_id, in_time)
        return answer

    return rule


def _open_referrals(c: Council, p: str) -> list[date]:
    return [
        r.referred_date for r in b.by_person(c, "referrals")[p] if b.is_open(r.referred_date, r.closed_date, c.last_day)
    ]


def camhs_open(c: Council, w: Window) -> Outcome:
    """LAC-53-OPEN."""
    return b.count(p for p in b.base_la(c) if _open_referrals(c, p))


def camhs_a_year(c: Council, w: Window) -> Outcome:
    """LAC-53-1Y."""
    people = [p for p in b.base_la(c) if _open_referrals(c, p)]
    return b.share(people, lambda p: min(_open_referrals(c, p)) >= add_months(c.last_day, -12))


def camhs_events(column: str) -> Rule:
    """LAC-53-NEW and -END."""

    def rule(c: Council, w: Window) -> Outcome:
        return b.count(
            r.person_id for r in b.rows(c, "referrals") if b.in_window_la(c, w, r.person_id, getattr(r, column))
        )

    return rule


def developmental_delay(c: Council, w: Window) -> Outcome:
    """LAC-54."""
    return b.count(
        p
        for p in b.base_la(c)
        if c.age(p) < 5
        and any(
            r.check_type == "DELAY" and r.outcome is True and r.check_date in w
            for r in b.by_person(c, "health_checks")[p]
        )
    )


def camhs_need(c: Council, w: Window) -> Outcome:
    """LAC-55."""
    return b.count(
        p
        for p in c.care
        if any(
            r.check_type == "CAMHS_NEED" and r.outcome is True and b.in_window_la(c, w, p, r.check_date)
            for r in b.by_person(c, "health_checks")[p]
        )
    )


def checks_done(*types: str, out_of_area: bool = False) -> Rule:
    """LAC-56-I, -R and -OUT."""

    def rule(c: Council, w: Window) -> Outcome:
        return b.count(
            r.person_id
            for r in b.rows(c, "health_assessments")
            if r.status == "completed"
            and r.assessment_type in types
            and b.in_window_la(c, w, r.person_id, r.completed_date)
            and (not out_of_area or r.done_out_of_area is True)
        )

    return rule


def did_not_attend(c: Council, w: Window) -> Outcome:
    """LAC-57."""
    answer = Outcome()
    for r in b.rows(c, "health_assessments"):
        if r.status in ("completed", "refused", "did_not_attend") and b.in_window_la(
            c, w, r.person_id, r.appointment_date
        ):
            answer.add(r.person_id, r.status == "did_not_attend")
    return answer


def _sdq_base(c: Council) -> list[str]:
    return [p for p in c.continuously_12_months if 5 <= c.age(p) <= 16]


def _latest_score(c: Council, p: str) -> int | None:
    scored = [r for r in b.by_person(c, "sdqs")[p] if r.score is not None and r.recorded_date in c.r12]
    if not scored:
        return None
    last = max(r.recorded_date for r in scored)
    that_day = [r for r in scored if r.recorded_date == last]
    return int((([r for r in that_day if r.completed_by == "carer"]) or that_day)[-1].score)


def sdq_band(c: Council, w: Window) -> Outcome:
    """LAC-62-B."""
    answer = Outcome()
    for p in _sdq_base(c):
        score = _latest_score(c, p)
        if score is not None:
            answer.add(p, category="0-13" if score < 14 else "14-16" if score < 17 else "17-40")
    return answer


def no_sdq(c: Council, w: Window) -> Outcome:
    """LAC-63."""
    answer = Outcome()
    for p in _sdq_base(c):
        if _latest_score(c, p) is None:
            given = [
                r for r in b.by_person(c, "sdqs")[p] if r.reason_not_completed is not None and r.recorded_date in c.r12
            ]
            latest = max(given, key=lambda r: (r.recorded_date, r.n)) if given else None
            answer.add(p, category="None given" if latest is None else latest.reason_not_completed)
    return answer


def sdq_on_entry(c: Council, w: Window) -> Outcome:
    """LAC-64."""
    answer = Outcome()
    for p, poc in iha_base(c, w):
        if 4 <= b.age_at(c, p, poc.start) <= 16:
            answer.add(
                p,
                any(
                    r.score is not None and poc.start <= r.recorded_date <= _iha_due(poc)
                    for r in b.by_person(c, "sdqs")[p]
                ),
            )
    return answer
