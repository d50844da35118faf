"""Care leavers: roster, birthday cohorts, plans and advisers: CL-01 to CL-26 (contract 3.11 to 3.15)."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from tests.oracle.council import Answer, Council
from tests.oracle.dates import ONE_DAY, Window, add_months
from tests.oracle.records import Accommodation, Activity, PlanEvent

PRECEDENCE = ("eligible", "relevant", "former_relevant", "qualifying")
WITH_PLAN_DUTY = ("relevant", "former_relevant")
AGES_19_TO_21 = (19, 20, 21)
AGES_17_AND_18 = (17, 18)
DAYS_NEEDED = 91

EET = ("F1", "F2", "F3", "F4", "F5", "P1", "P2", "P3", "P4", "P5")
NEET = ("G4", "G5", "G6")
HIGHER_EDUCATION = ("F1", "P1")
APPRENTICESHIP = ("F4", "P4")

SUITABLE_BY_DEFAULT = "BCDEKTUZ"
UNSUITABLE_BY_DEFAULT = "SVWX"

T = TypeVar("T")


# --- the roster ------------------------------------------------------------------------------------------


def open_roster(council: Council) -> dict[str, str]:
    """Contract rule 3.11: CL_OPEN, each person with one category."""
    found: dict[str, str] = {}
    for person_id, spells in council.roster.items():
        categories = {
            spell.eligibility
            for spell in spells
            if spell.start <= council.last_day and (spell.end is None or spell.end > council.last_day)
        }
        for category in PRECEDENCE:
            if category in categories:
                found[person_id] = category
                break
    return found


def left_care(council: Council) -> list[str]:
    """Contract rule 3.11: CL_LEFT."""
    return [p for p, category in open_roster(council).items() if category != "eligible"]


def with_plan_duty(council: Council) -> list[str]:
    """CL_LEFT relevant and former relevant."""
    return [p for p, category in open_roster(council).items() if category in WITH_PLAN_DUTY]


def on_the_roster(council: Council, window: Window) -> Answer:
    """CL-01."""
    answer = Answer()
    for person_id in open_roster(council):
        answer.add(person_id)
    return answer


def derived_eligibility(council: Council, person_id: str) -> str | None:
    """Contract rule 3.19: the category that the care history implies on D; None when it implies none."""
    history, day = council.care[person_id], council.last_day
    days = history.days_looked_after(council.birthday(person_id, 14), day + ONE_DAY)
    after_16 = {x for x in days if x >= council.birthday(person_id, 16)}
    age = council.age(person_id)
    if len(days) >= DAYS_NEEDED and after_16:
        if age >= 18:
            return "former_relevant"
        return "eligible" if history.looked_after_on(day) else "relevant"
    return "qualifying" if after_16 else None


# --- the birthday cohorts --------------------------------------------------------------------------------


@dataclass(frozen=True)
class CohortMember:
    """A person of a birthday cohort, the birthday that brings them in, and the in-touch status then."""

    person_id: str
    birthday: date
    in_touch: str | None


def birthday_cohort(council: Council, window: Window, ages: Iterable[int]) -> list[CohortMember]:
    """Contract rule 3.13: the persons of a cohort once the died and returned home have left it."""
    members = []
    for person_id in council.children:
        for age in ages:
            day = council.birthday(person_id, age)
            if day in window and _qualifies(council, person_id, age, day):
                status = in_touch_status(council, person_id, day)
                if status not in ("DIED", "RHOM"):
                    members.append(CohortMember(person_id, day, status))
    return members


def _qualifies(council: Council, person_id: str, age: int, day: date) -> bool:
    """Contract rule 3.13: enough care, not in care at 17 or 18, not adopted, not passed to another authority."""
    history = council.care[person_id]
    days = history.days_looked_after(council.birthday(person_id, 14), day)
    if len(days) < DAYS_NEEDED or not any(x >= council.birthday(person_id, 16) for x in days):
        return False
    if age in AGES_17_AND_18 and history.looked_after_on(day):
        return False
    ended = [period for period in history.periods if period.end is not None and period.end <= council.last_day]
    if ended and ended[-1].reason_ceased == "E3":
        return False
    return not any(period.reason_ceased in ("E11", "E12") for period in ended)


def nearest(council: Council, records: list[T], when: Callable[[T], date], birthday: date) -> T | None:
    """Contract rule 3.13: the record nearest the birthday; ties: the one after, then the later row."""
    earliest = add_months(birthday, -3)
    latest = min(add_months(birthday, 1), council.last_day)
    best: T | None = None
    for record in records:
        if not earliest <= when(record) <= latest:
            continue
        if best is None or _rank(when(record), birthday) <= _rank(when(best), birthday):
            best = record  # an equal rank is an equal date: the later row replaces the earlier
    return best


def _rank(day: date, birthday: date) -> tuple[int, bool]:
    """Smaller is nearer: days apart, then after before before."""
    return abs((day - birthday).days), day < birthday


def in_touch_status(council: Council, person_id: str, birthday: date) -> str | None:
    """Contract rule 3.13: only contacts that carry ``in_touch`` say whether the council is in touch."""
    carrying = [contact for contact in council.contacts[person_id] if contact.in_touch is not None]
    record = nearest(council, carrying, lambda contact: contact.contact_date, birthday)
    return None if record is None else record.in_touch


def activity_group(record: Activity | None) -> str:
    """CL-12 to CL-14: eet, neet or not known."""
    if record is None:
        return "not known"
    if record.code in EET:
        return "eet"
    return "neet" if record.code in NEET else "not known"


def accommodation_group(record: Accommodation | None) -> str:
    """CL-05 to CL-07: suitable, unsuitable or not known."""
    if record is None or record.code[0] in "R0":
        return "not known"
    judgement = record.suitability or record.code[1:2]
    if judgement:
        return "suitable" if judgement == "1" else "unsuitable"
    if record.code[0] in SUITABLE_BY_DEFAULT:
        return "suitable"
    return "unsuitable" if record.code[0] in UNSUITABLE_BY_DEFAULT else "not known"


def _activity_then(council: Council, member: CohortMember) -> Activity | None:
    records = council.activities[member.person_id]
    return nearest(council, records, lambda record: record.status_date, member.birthday)


def _accommodation_then(council: Council, member: CohortMember) -> Accommodation | None:
    records = council.accommodation[member.person_id]
    return nearest(council, records, lambda record: record.status_date, member.birthday)


Rule = Callable[[Council, Window], Answer]


def in_touch(ages: Iterable[int]) -> Rule:
    """CL-03 and CL-03-Y: no in-touch record is not known."""

    def rule(council: Council, window: Window) -> Answer:
        answer = Answer()
        for member in birthday_cohort(council, window, ages):
            answer.add(member.person_id, member.in_touch == "YES")
            if member.in_touch is None:
                answer.unknown.append(member.person_id)
        return answer

    return rule


def cohort_accommodation(ages: Iterable[int], met: Callable[[Accommodation | None], bool]) -> Rule:
    """CL-05, CL-06, CL-07, CL-09 and the -Y rows."""

    def rule(council: Council, window: Window) -> Answer:
        answer = Answer()
        for member in birthday_cohort(council, window, ages):
            record = _accommodation_then(council, member)
            answer.add(member.person_id, met(record))
            if accommodation_group(record) == "not known":
                answer.unknown.append(member.person_id)
        return answer

    return rule


def cohort_activity(ages: Iterable[int], met: Callable[[Activity | None], bool]) -> Rule:
    """CL-12 to CL-16 and the -Y rows."""

    def rule(council: Council, window: Window) -> Answer:
        answer = Answer()
        for member in birthday_cohort(council, window, ages):
            record = _activity_then(council, member)
            answer.add(member.person_id, met(record))
            if activity_group(record) == "not known":
                answer.unknown.append(member.person_id)
        return answer

    return rule


def eet_and_suitable(council: Council, window: Window) -> Answer:
    """CL-18: either one not known makes the person unknown."""
    answer = Answer()
    for member in birthday_cohort(council, window, AGES_19_TO_21):
        doing = activity_group(_activity_then(council, member))
        living = accommodation_group(_accommodation_then(council, member))
        answer.add(member.person_id, doing == "eet" and living == "suitable")
        if "not known" in (doing, living):
            answer.unknown.append(member.person_id)
    return answer


# --- the open cases on D ---------------------------------------------------------------------------------


def latest(records: list[T], when: Callable[[T], date], day: date) -> T | None:
    """Contract rule 3.14 for records that have one row a date."""
    by_then = [record for record in records if when(record) <= day]
    return max(by_then, key=when) if by_then else None


def _activity_now(council: Council, person_id: str) -> Activity | None:
    return latest(council.activities[person_id], lambda r: r.status_date, council.last_day)


def _accommodation_now(council: Council, person_id: str) -> Accommodation | None:
    return latest(council.accommodation[person_id], lambda r: r.status_date, council.last_day)


def open_case_activity(group: str) -> Rule:
    """CL-19-EET, CL-19-NEET, CL-19-UNK."""

    def rule(council: Council, window: Window) -> Answer:
        answer = Answer()
        for person_id in left_care(council):
            found = activity_group(_activity_now(council, person_id))
            answer.add(person_id, found == group)
            if found == "not known":
                answer.unknown.append(person_id)
        return answer

    return rule


def open_case_accommodation(group: str) -> Rule:
    """CL-19-SUIT, CL-19-UNSUIT, CL-19-ACCUNK."""

    def rule(council: Council, window: Window) -> Answer:
        answer = Answer()
        for person_id in left_care(council):
            found = accommodation_group(_accommodation_now(council, person_id))
            answer.add(person_id, found == group)
            if found == "not known":
                answer.unknown.append(person_id)
        return answer

    return rule


def homeless(council: Council, window: Window) -> Answer:
    """CL-10."""
    answer = Answer()
    for person_id in open_roster(council):
        record = _accommodation_now(council, person_id)
        if record is not None and record.code[0] in "SVW":
            answer.add(person_id)
    return answer


def visited(council: Council, window: Window) -> Answer:
    """CL-04."""
    since = add_months(council.last_day, -2)
    answer = Answer()
    for person_id in with_plan_duty(council):
        if council.age(person_id) < 22:
            seen = any(
                contact.method == "visit" and contact.two_way and since <= contact.contact_date <= council.last_day
                for contact in council.contacts[person_id]
            )
            answer.add(person_id, seen)
    return answer


# --- pathway plans ---------------------------------------------------------------------------------------


def _authorised(council: Council, person_id: str, types: tuple[str, ...], by: date) -> list[PlanEvent]:
    return [
        event
        for event in council.plan_events[person_id]
        if event.authorised and event.event_type in types and event.event_date <= by
    ]


def _looked_after_16_and_17(council: Council) -> list[str]:
    """The base of CL-20-LAC and CL-21-LAC: the days run to D inclusive (contract rule 3.12)."""
    day = council.last_day
    return [
        person_id
        for person_id in council.looked_after_on_last_day
        if council.age(person_id) in (16, 17)
        and len(council.care[person_id].days_looked_after(council.birthday(person_id, 14), day + ONE_DAY))
        >= DAYS_NEEDED
    ]


def _has_plan(council: Council, person_id: str) -> bool:
    return bool(_authorised(council, person_id, ("plan",), council.last_day))


def _plan_up_to_date(council: Council, person_id: str) -> bool:
    """CL-21: a plan, and the latest plan or review no older than six months."""
    if not _has_plan(council, person_id):
        return False
    events = _authorised(council, person_id, ("plan", "review"), council.last_day)
    newest = max(event.event_date for event in events)
    return add_months(newest, 6) >= council.last_day


def plan_looked_after(council: Council, window: Window) -> Answer:
    """CL-20-LAC."""
    answer = Answer()
    for person_id in _looked_after_16_and_17(council):
        answer.add(person_id, _has_plan(council, person_id))
    return answer


def plan_left(council: Council, window: Window) -> Answer:
    """CL-20-LEFT."""
    answer = Answer()
    for person_id in with_plan_duty(council):
        answer.add(person_id, _has_plan(council, person_id))
    return answer


def plan_up_to_date_looked_after(council: Council, window: Window) -> Answer:
    """CL-21-LAC."""
    answer = Answer()
    for person_id in _looked_after_16_and_17(council):
        answer.add(person_id, _plan_up_to_date(council, person_id))
    return answer


def plan_up_to_date_left(council: Council, window: Window) -> Answer:
    """CL-21-LEFT."""
    answer = Answer()
    for person_id in with_plan_duty(council):
        answer.add(person_id, _plan_up_to_date(council, person_id))
    return answer


def plan_by_16th_birthday(council: Council, window: Window) -> Answer:
    """CL-22."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        sixteenth = council.birthday(person_id, 16)
        days = council.care[person_id].days_looked_after(council.birthday(person_id, 14), sixteenth)
        if sixteenth in window and len(days) >= DAYS_NEEDED:
            answer.add(person_id, bool(_authorised(council, person_id, ("plan",), sixteenth)))
    return answer


# --- personal advisers -----------------------------------------------------------------------------------


def _advisers(council: Council, person_id: str) -> list[str]:
    """The worker of each personal adviser allocation open on D, one entry an allocation."""
    return [
        allocation.worker_id
        for allocation in council.allocations[person_id]
        if allocation.role == "PA"
        and allocation.start <= council.last_day
        and (allocation.end is None or allocation.end > council.last_day)
    ]


def adviser_allocated(council: Council, window: Window) -> Answer:
    """CL-24."""
    answer = Answer()
    for person_id, category in open_roster(council).items():
        if category != "qualifying":
            answer.add(person_id, bool(_advisers(council, person_id)))
    return answer


def adviser_caseload(council: Council, window: Window) -> Answer:
    """CL-26: one row per adviser, with the number of open allocations as its amount."""
    caseload: Counter[str] = Counter()
    for person_id in open_roster(council):
        caseload.update(_advisers(council, person_id))
    answer = Answer()
    for allocations in caseload.values():
        answer.add(None, value=allocations)
    return answer
