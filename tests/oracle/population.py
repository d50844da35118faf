"""How many are looked after, start and cease: LAC-01 to LAC-08, LAC-15, LAC-20 and LAC-21."""

from tests.oracle.care import PeriodOfCare
from tests.oracle.council import Answer, Council
from tests.oracle.dates import ONE_DAY, Window, add_months

SPECIAL_GUARDIANSHIP = ("E43", "E44", "E45", "E46", "E47", "E48")


def looked_after(council: Council, window: Window) -> Answer:
    """LAC-01, and the numerator of LAC-02."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        answer.add(person_id)
    return answer


def looked_after_at_any_time(council: Council, window: Window) -> Answer:
    """LAC-03: contract rule 3.7 over the window."""
    answer = Answer()
    for person_id, history in council.care.items():
        if history.looked_after_during(window.first, window.last):
            answer.add(person_id)
    return answer


def first_starts(council: Council, window: Window) -> Answer:
    """LAC-04: only the first start of the financial year can place a person in the window."""
    year = council.quarter.windows["ytd"]
    answer = Answer()
    for person_id, history in council.care.items():
        starts = [period.start for period in history.periods if period.start in year]
        if starts and min(starts) in window:
            answer.add(person_id)
    return answer


def persons_with_a_start(council: Council, window: Window) -> Answer:
    """LAC-05's numerator."""
    answer = Answer()
    for person_id, history in council.care.items():
        if any(period.start in window for period in history.periods):
            answer.add(person_id)
    return answer


def persons_with_an_end(council: Council, window: Window) -> Answer:
    """LAC-06, and the numerator of LAC-07."""
    answer = Answer()
    for person_id, history in council.care.items():
        if any(period.end in window for period in history.periods):
            answer.add(person_id)
    return answer


def net_change(council: Council, window: Window) -> Answer:
    """LAC-08: +1 for each child on D, -1 for each on the day before the quarter."""
    answer = Answer()
    for person_id, history in council.care.items():
        if history.looked_after_on(council.last_day):
            answer.add(person_id, value=1)
        if history.looked_after_on(council.quarter.first - ONE_DAY):
            answer.add(person_id, value=-1)
    return answer


def unaccompanied(council: Council, window: Window) -> Answer:
    """LAC-15."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        child = council.children[person_id]
        ended = child.uasc_end_date is not None and child.uasc_end_date <= council.last_day
        answer.add(person_id, child.uasc is True and not ended)
    return answer


def ceased_through_special_guardianship(council: Council, window: Window) -> Answer:
    """LAC-20. Of two periods that ended the same day, the one that started later is the last."""
    answer = Answer()
    for person_id, history in council.care.items():
        ended: list[PeriodOfCare] = [period for period in history.periods if period.end in window]
        if ended:
            last = max(ended, key=lambda period: (period.end, period.start))
            answer.add(person_id, last.reason_ceased in SPECIAL_GUARDIANSHIP)
    return answer


def re_entry(council: Council, window: Window) -> Answer:
    """LAC-21: one row per start of a period of care; an earlier period still open has not ended."""
    answer = Answer()
    for person_id, history in council.care.items():
        for position, period in enumerate(history.periods):
            if period.start in window:
                before = history.periods[position - 1] if position > 0 else None
                returned = before is not None and before.end is not None and before.end >= add_months(period.start, -12)
                answer.add(person_id, returned)
    return answer
