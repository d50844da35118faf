"""5.8: care leavers."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from tests.oracle import leavers as r1
from tests.oracle.council import Council
from tests.oracle.dates import ONE_DAY, Window, add_months
from tests.oracle.placements import is_temporary
from tests.oracle.second import base as b
from tests.oracle.second.base import Outcome, Rec, Rule

LETTERS = tuple("BCDEGHKSTUVWXYZ")
NOT_KNOWN = "Not known"
HOMELESS = "SVW"
ACTIVITIES = (
    "Higher education",
    "Other education",
    "Apprenticeship",
    "Training or employment",
    "Illness or disability",
    "Other not working",
    "Pregnancy or parenting",
    NOT_KNOWN,
)
BY_CODE = {
    "1": "Higher education",
    "2": "Other education",
    "3": "Training or employment",
    "4": "Apprenticeship",
    "5": "Training or employment",
}
NOT_WORKING = {"G4": "Illness or disability", "G5": "Other not working", "G6": "Pregnancy or parenting"}
OWN_CHILD = tuple(f"OWN_CHILD_{x}" for x in ("NONE", "CIN", "S47", "CPP", "CPP_PAST", "LOOKED_AFTER", "ADOPTED"))
CONTACT = ("YES", "NO", "REFU", "NREQ")
COURSES = ("F1", "F2", "F4", "P1", "P2", "P4")


def roster_on(c: Council, p: str, day: date) -> str | None:
    """R1 rule 11 on any day: the category, or None."""
    held = {s.eligibility for s in c.roster[p] if b.is_open(s.start, s.end, day)}
    return next((x for x in r1.PRECEDENCE if x in held), None)


def members(c: Council, w: Window, *ages: int) -> list[r1.CohortMember]:
    """R1 rule 13."""
    return r1.birthday_cohort(c, w, ages)


def cohort_size(*ages: int) -> Rule:
    """CL-02 and CL-02-Y."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for m in members(c, w, *ages):
            answer.add(m.person_id, by={"birthday_age": str(b.age_at(c, m.person_id, m.birthday))})
        return answer

    return rule


def seen_after_a_move(c: Council, w: Window) -> Outcome:
    """CL-04-MOVE."""
    answer = Outcome()
    for p in c.children:
        own = sorted(b.by_person(c, "accommodation")[p], key=lambda r: r.status_date)
        for before, after in itertools.pairwise(own):
            was, now = str(before.accommodation_code)[0], str(after.accommodation_code)[0]
            if after.status_date not in w or was in "R0" or now in "R0" or was == now:
                continue
            if roster_on(c, p, after.status_date) in (None, "eligible"):
                continue
            until = after.status_date + timedelta(days=7)
            answer.add(
                p,
                any(
                    x.method == "visit" and x.two_way and after.status_date <= x.contact_date <= until
                    for x in c.contacts[p]
                ),
            )
    return answer


def _letter(code: str | None) -> str:
    return NOT_KNOWN if code is None or code[0] not in LETTERS else code[0]


def where_cohort(c: Council, w: Window) -> Outcome:
    """CL-08."""
    answer = Outcome()
    for m in members(c, w, 19, 20, 21):
        record = r1.nearest(c, c.accommodation[m.person_id], lambda r: r.status_date, m.birthday)
        answer.add(m.person_id, category=_letter(None if record is None else record.code))
    return answer


def _home(c: Council, p: str) -> str | None:
    record = r1.latest(c.accommodation[p], lambda r: r.status_date, c.last_day)
    return None if record is None else record.code[0]


def where_open(c: Council, w: Window) -> Outcome:
    """CL-08-OPEN."""
    answer = Outcome()
    for p in r1.left_care(c):
        answer.add(p, category=_letter(_home(c, p)))
    return answer


def supported_at_19(c: Council, w: Window) -> Outcome:
    """CL-08-D."""
    people = [p for p in r1.left_care(c) if c.age(p) >= 19]
    return b.share(people, lambda p: (_home(c, p) or "?") in "DET")


def open_in(letter: str) -> Rule:
    """CL-09-OPEN and CL-11-N."""

    def rule(c: Council, w: Window) -> Outcome:
        return b.count(p for p in r1.open_roster(c) if _home(c, p) == letter)

    return rule


def _nights(c: Council, p: str, w: Window, letters: str) -> int:
    own = sorted(b.by_person(c, "accommodation")[p], key=lambda r: r.status_date)
    total = 0
    for n, row in enumerate(own):
        until = own[n + 1].status_date if n + 1 < len(own) else None
        if str(row.accommodation_code)[0] in letters:
            total += b.days_open(row.status_date, until, w.first, w.last)
    return total


def homeless_in_quarter(letters: str) -> Rule:
    """CL-10-Q and -BB."""

    def rule(c: Council, w: Window) -> Outcome:
        return b.count(p for p in r1.open_roster(c) if _nights(c, p, w, letters) > 0)

    return rule


def homeless_nights(c: Council, w: Window) -> Outcome:
    """CL-10-N."""
    answer = Outcome()
    for p in r1.open_roster(c):
        nights = _nights(c, p, w, HOMELESS)
        if nights:
            answer.add(p, value=float(nights))
    return answer


def _ended_at_18_in_fostering(c: Council, p: str, *, last: bool) -> bool:
    eighteenth = c.birthday(p, 18)
    periods = c.care[p].periods[-1:] if last else c.care[p].periods
    for poc in periods:
        proper = [e for e in poc.episodes if not is_temporary(e)]
        if poc.end == eighteenth and proper and proper[-1].placement_type in b.FOSTER_TYPES:
            return True
    return False


def staying_put_18(c: Council, w: Window) -> Outcome:
    """CL-11-18."""
    answer = Outcome()
    for p in c.children:
        birthday = c.birthday(p, 18)
        then = add_months(birthday, 3)
        days = c.care[p].days_looked_after(c.birthday(p, 14), birthday)
        enough = len(days) >= r1.DAYS_NEEDED and any(x >= c.birthday(p, 16) for x in days)
        if then not in w or not enough or not _ended_at_18_in_fostering(c, p, last=False):
            continue
        if _contact_now(c, p) in ("DIED", "RHOM"):
            continue
        own = [r for r in c.accommodation[p] if birthday <= r.status_date <= then]
        newest = max(own, key=lambda r: r.status_date) if own else None
        answer.add(p, newest is not None and newest.code[0] == "Z")
    return answer


def staying_put(age: int) -> Rule:
    """CL-11-19 and -20."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for m in members(c, w, age):
            if _ended_at_18_in_fostering(c, m.person_id, last=True):
                record = r1.nearest(c, c.accommodation[m.person_id], lambda r: r.status_date, m.birthday)
                answer.add(m.person_id, record is not None and record.code[0] == "Z")
        return answer

    return rule


def _doing(row: Rec | None) -> str:
    if row is None:
        return NOT_KNOWN
    code = str(row.activity_code)
    if code in NOT_WORKING:
        return NOT_WORKING[code]
    if code[0] not in "FP":
        return NOT_KNOWN
    if code[1] == "3" and row.apprenticeship is True:
        return "Apprenticeship"
    return BY_CODE[code[1]]


def _activity_now(c: Council, p: str, day: date | None = None) -> Rec | None:
    own = [r for r in b.by_person(c, "eet_status")[p] if r.status_date <= (day or c.last_day)]
    return max(own, key=lambda r: r.status_date) if own else None


def doing_cohort(c: Council, w: Window) -> Outcome:
    """CL-17."""
    answer = Outcome()
    for m in members(c, w, 19, 20, 21):
        row = r1.nearest(c, b.by_person(c, "eet_status")[m.person_id], lambda r: r.status_date, m.birthday)
        answer.add(m.person_id, category=_doing(row))
    return answer


def doing_open(c: Council, w: Window) -> Outcome:
    """CL-19-ACT."""
    answer = Outcome()
    for p in r1.left_care(c):
        answer.add(p, category=_doing(_activity_now(c, p)))
    return answer


def _sixteen_and_open(c: Council) -> list[str]:
    older = [p for p in b.base_la(c) if c.age(p) >= 16]
    return list(dict.fromkeys([*older, *r1.open_roster(c)]))


def at_university(c: Council, w: Window) -> Outcome:
    """CL-15-N."""
    return b.count(p for p in _sixteen_and_open(c) if _doing(_activity_now(c, p)) == "Higher education")


def apprentices(with_council: bool) -> Rule:
    """CL-16-N and -C."""

    def rule(c: Council, w: Window) -> Outcome:
        people = []
        for p in _sixteen_and_open(c):
            row = _activity_now(c, p)
            if _doing(row) == "Apprenticeship":
                assert row is not None
                if not with_council or row.council_provided is True:
                    people.append(p)
        return b.count(people)

    return rule


def _has_plan_duty(c: Council, p: str, day: date) -> bool:
    if roster_on(c, p, day) in ("relevant", "former_relevant"):
        return True
    if not b.la(c, p, day) or b.age_at(c, p, day) not in (16, 17):
        return False
    return len(c.care[p].days_looked_after(c.birthday(p, 14), day + ONE_DAY)) >= r1.DAYS_NEEDED


def plan_reviews(c: Council, w: Window) -> Outcome:
    """CL-23."""
    answer = Outcome()
    for p in c.children:
        dates = sorted({e.event_date for e in c.plan_events[p] if e.authorised and e.event_type in ("plan", "review")})
        for day in dates:
            due = add_months(day, 6)
            if due in w and _has_plan_duty(c, p, due):
                answer.add(p, any(day < x <= due for x in dates))
    return answer


def _first_adviser(c: Council, w: Window) -> dict[str, date]:
    found = {}
    for p in c.children:
        starts = [a.start for a in c.allocations[p] if a.role == "PA"]
        if starts and min(starts) in w:
            found[p] = min(starts)
    return found


def adviser_by(age: int, months: int) -> Rule:
    """CL-25-165 and -17."""

    def rule(c: Council, w: Window) -> Outcome:
        first = _first_adviser(c, w)
        return b.share(first, lambda p: first[p] <= add_months(c.birthday(p, age), months))

    return rule


def adviser_age(c: Council, w: Window) -> Outcome:
    """CL-25-MED."""
    answer = Outcome()
    for p, start in _first_adviser(c, w).items():
        born, k = c.children[p].date_of_birth, 0
        while add_months(born, k + 1) <= start:
            k += 1
        answer.add(p, value=float(k))
    return answer


def fte(c: Council, worker: str) -> float | None:
    """Rule 27."""
    own = [
        r.fte
        for r in b.rows(c, "workforce")
        if r.worker_id == worker and b.is_open(r.start_date, r.end_date, c.last_day)
    ]
    return float(sum(own)) if own else None


def cases(c: Council, people: Iterable[str], role: str) -> Counter[str]:
    """Open allocations of a role by worker."""
    found: Counter[str] = Counter()
    for p in people:
        found.update(a.worker_id for a in c.allocations[p] if a.role == role and b.is_open(a.start, a.end, c.last_day))
    return found


def caseload_for_fte(people: Callable[[Council], Iterable[str]], role: str) -> Rule:
    """CL-26-FTE and ACT-10: allocations of workers with a known FTE over those FTE."""

    def rule(c: Council, w: Window) -> Outcome:
        answer, whole = Outcome(), 0.0
        for worker, number in cases(c, people(c), role).items():
            held = fte(c, worker)
            if held is None:
                answer.unknown.append(None)
                continue
            whole += held
            for _ in range(number):
                answer.add(None)
        answer.other = whole
        return answer

    return rule


def over_the_ceiling(people: Callable[[Council], Iterable[str]], role: str, setting: str) -> Rule:
    """CL-26-OVER and ACT-10-OVER."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for worker, number in cases(c, people(c), role).items():
            held = fte(c, worker)
            if held is not None:
                answer.add(None, number / held > b.DEFAULTS[setting])
        return answer

    return rule


def adviser_at_17(c: Council, w: Window) -> Outcome:
    """CL-27."""
    people = [p for p in b.base_la(c) if c.age(p) == 17]
    return b.share(people, lambda p: bool(cases(c, [p], "PA")))


def _need(c: Council, p: str, need: str) -> Rec | None:
    own = [r for r in b.by_person(c, "needs")[p] if r.need == need and r.recorded_date <= c.last_day]
    return max(own, key=lambda r: r.recorded_date) if own else None


def _is_parent(c: Council, p: str) -> bool:
    row = _need(c, p, "PARENT")
    return b.child(c, p).parent is True or (row is not None and row.present is True)


def parents(*, women: bool = False) -> Rule:
    """CL-30 and -F."""

    def rule(c: Council, w: Window) -> Outcome:
        people = [p for p in r1.open_roster(c) if not women or c.children[p].sex == "F"]
        return b.share(people, lambda p: _is_parent(c, p))

    return rule


def child_at_home(c: Council, w: Window) -> Outcome:
    """CL-30-HOME."""
    answer = Outcome()
    for p in r1.open_roster(c):
        if _is_parent(c, p):
            row = _need(c, p, "CHILD_AT_HOME")
            if row is None:
                answer.unknown.append(p)
            else:
                answer.add(p, row.present is True)
    return answer


def own_children(c: Council, w: Window) -> Outcome:
    """CL-30-CHILD."""
    answer = Outcome()
    for p in r1.open_roster(c):
        if _is_parent(c, p):
            own = [
                r
                for r in b.by_person(c, "needs")[p]
                if r.need in OWN_CHILD and r.present is True and r.recorded_date <= c.last_day
            ]
            newest = max(own, key=lambda r: (r.recorded_date, r.n)) if own else None
            answer.add(p, category=b.NOT_RECORDED if newest is None else newest.need)
    return answer


def pregnant(c: Council, w: Window) -> Outcome:
    """CL-30-PREG."""
    since = add_months(c.last_day, -9)

    def met(p: str) -> bool:
        row = _need(c, p, "PREGNANT")
        return row is not None and row.present is True and row.recorded_date >= since

    return b.share([p for p in r1.open_roster(c) if c.children[p].sex == "F"], met)


def has_need(need: str) -> Rule:
    """CL-40."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for p in r1.open_roster(c):
            row = _need(c, p, need)
            if row is None:
                answer.unknown.append(p)
            else:
                answer.add(p, row.present is True)
        return answer

    return rule


def _housing(c: Council, w: Window, *kinds: str) -> list[Rec]:
    return [
        r
        for r in b.rows(c, "housing")
        if r.event_type in kinds
        and r.start_date in w
        and any(b.is_open(s.start, s.end, r.start_date) for s in c.roster[r.person_id])
    ]


def housing_events(kind: str) -> Rule:
    """CL-31 and -INT."""

    def rule(c: Council, w: Window) -> Outcome:
        return b.count(r.person_id for r in _housing(c, w, kind))

    return rule


def jointly_agreed(c: Council, w: Window) -> Outcome:
    """CL-31-JOINT."""
    answer = Outcome()
    for r in _housing(c, w, "intentionally_homeless", "not_priority_need"):
        if r.jointly_agreed is None:
            answer.unknown.append(r.person_id)
        else:
            answer.add(r.person_id, r.jointly_agreed)
    return answer


def priority_band(c: Council, w: Window) -> Outcome:
    """CL-31-BAND."""

    def held(p: str) -> bool:
        return any(
            r.event_type == "priority_band" and b.is_open(r.start_date, r.end_date, c.last_day)
            for r in b.by_person(c, "housing")[p]
        )

    return b.count(p for p in r1.open_roster(c) if held(p))


def tenancies(c: Council, w: Window) -> Outcome:
    """CL-32."""
    started = Window("a year ago", add_months(c.last_day, -24) + ONE_DAY, add_months(c.last_day, -12))
    answer = Outcome()
    for r in _housing(c, started, "tenancy"):
        kept = r.end_date is None or r.end_date >= add_months(r.start_date, 12)
        answer.add(r.person_id, kept or r.end_reason == "planned_move")
    return answer


def risk_meetings(c: Council, w: Window) -> Outcome:
    """CL-33."""

    def held(p: str) -> bool:
        return any(
            r.event_type == "risk_meetings" and b.is_open(r.event_date, r.end_date, c.last_day)
            for r in b.by_person(c, "safeguarding")[p]
        )

    return b.count(p for p in r1.open_roster(c) if held(p))


def passport(c: Council, w: Window) -> Outcome:
    """CL-34."""
    people = [p for p in c.children if c.birthday(p, 18) in w and b.la(c, p, c.birthday(p, 18) - ONE_DAY)]

    def met(p: str) -> bool:
        return any(
            r.check_type == "PASSPORT" and r.outcome is True and r.check_date <= c.birthday(p, 18)
            for r in b.by_person(c, "health_checks")[p]
        )

    return b.share(people, met)


def health_review(c: Council, w: Window) -> Outcome:
    """CL-35."""
    young = [p for p in b.base_la(c) if c.age(p) in (16, 17)]
    left = [p for p in r1.left_care(c) if c.age(p) in (16, 17, 18)]

    def met(p: str) -> bool:
        return any(
            r.status == "completed" and r.completed_date in c.r12 for r in b.by_person(c, "health_assessments")[p]
        )

    return b.share(dict.fromkeys([*young, *left]), met)


def left_before_18(c: Council, w: Window) -> Outcome:
    """CL-36."""
    answer = Outcome()
    for p, poc in b.last_ends(c, w).items():
        assert poc.end is not None
        if b.age_at(c, p, poc.end) >= 16:
            answer.add(p, poc.end < c.birthday(p, 18))
    return answer


def contact_cohort(c: Council, w: Window) -> Outcome:
    """CL-37."""
    answer = Outcome()
    for m in members(c, w, 19, 20, 21):
        answer.add(m.person_id, category=m.in_touch or b.NOT_RECORDED)
    return answer


def _contact_now(c: Council, p: str) -> str | None:
    own = [x for x in c.contacts[p] if x.in_touch is not None and x.contact_date <= c.last_day]
    return max(own, key=lambda x: (x.contact_date, x.row)).in_touch if own else None


def contact_open(c: Council, w: Window) -> Outcome:
    """CL-37-OPEN."""
    answer = Outcome()
    for p in r1.open_roster(c):
        status = _contact_now(c, p)
        answer.add(p, category="Left the cohort" if status in ("DIED", "RHOM") else status or b.NOT_RECORDED)
    return answer


def left_a_course(c: Council, w: Window) -> Outcome:
    """CL-38."""
    september = date(c.last_day.year, 9, 30)
    if september > c.last_day:
        september = date(c.last_day.year - 1, 9, 30)
    answer = Outcome()
    for p in dict.fromkeys([*b.base_la(c), *r1.open_roster(c)]):
        then = _activity_now(c, p, september)
        if not 16 <= b.age_at(c, p, september) <= 18 or then is None or then.activity_code not in COURSES:
            continue
        now = _activity_now(c, p)
        assert now is not None
        left = str(now.activity_code) in ("G4", "G5", "G6", "0")
        answer.add(p, left and now.status_date <= c.last_day - timedelta(days=28))
    return answer


def support_22(c: Council, w: Window) -> Outcome:
    """CL-39."""
    answer = Outcome()
    for m in members(c, w, 22, 23, 24, 25):
        answer.add(
            m.person_id,
            any(
                r.two_way is True and r.support_given is True and r.contact_date in w
                for r in b.by_person(c, "care_leaver_contacts")[m.person_id]
            ),
        )
    return answer
