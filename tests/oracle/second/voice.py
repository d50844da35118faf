"""5.5: voice."""

from tests.oracle.council import Council
from tests.oracle.dates import Window
from tests.oracle.leavers import left_care, open_roster
from tests.oracle.second import base as b
from tests.oracle.second.base import Outcome, Rec, Rule
from tests.oracle.second.coming_and_going import any_time

COUNTED = ("looked_after", "care_leavers")


def chaired(c: Council, w: Window) -> Outcome:
    """LAC-87."""
    answer = Outcome()
    for r in b.rows(c, "reviews"):
        if r.status not in (None, "held") or not b.in_window_la(c, w, r.person_id, r.held_date):
            continue
        if b.age_at(c, r.person_id, r.held_date) < 8:
            continue
        if r.chaired_by_child is None:
            answer.unknown.append(r.person_id)
        else:
            answer.add(r.person_id, r.chaired_by_child)
    return answer


def _did(c: Council, p: str, w: Window, *activities: str) -> int:
    return sum(r.activity in activities and r.start_date in w for r in b.by_person(c, "participation")[p])


def council_meeting(c: Council, w: Window) -> Outcome:
    """LAC-90."""
    return b.share(b.base_la(c), lambda p: _did(c, p, w, "council_meeting") >= 1)


def council_regularly(c: Council, w: Window) -> Outcome:
    """LAC-90-REG."""
    return b.count(p for p in b.base_la(c) if _did(c, p, w, "council_meeting") >= 3)


def _survey(c: Council, w: Window, kind: str) -> list[Rec]:
    return [r for r in b.rows(c, "participation") if r.activity == kind and r.start_date in w]


def survey_answers(c: Council, w: Window) -> Outcome:
    """LAC-90-RESP."""
    answer = b.count(r.person_id for r in _survey(c, w, "survey_safe"))
    answer.other = len(b.base_la(c))
    return answer


def survey(kind: str) -> Rule:
    """LAC-90-SAFE and -HEARD."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for r in _survey(c, w, kind):
            answer.add(r.person_id, r.answer is True)
        return answer

    return rule


def helped(*activities: str) -> Rule:
    """LAC-90-REC and -DES."""

    def rule(c: Council, w: Window) -> Outcome:
        def counts(p: str) -> bool:
            for r in b.by_person(c, "participation")[p]:
                if r.activity in activities and r.start_date in w:
                    rostered = any(b.is_open(s.start, s.end, r.start_date) for s in c.roster[p])
                    if rostered or b.la(c, p, r.start_date):
                        return True
            return False

        return b.count(p for p in c.care if counts(p))

    return rule


def forum(c: Council, w: Window) -> Outcome:
    """LAC-90-FORUM."""
    return b.count(p for p in open_roster(c) if _did(c, p, w, "forum_meeting"))


def _advocate(c: Council, p: str, w: Window) -> bool:
    return any(
        r.activity == "advocacy" and b.has_a_day(r.start_date, r.end_date, w.first, w.last)
        for r in b.by_person(c, "participation")[p]
    )


def advocate(c: Council, w: Window) -> Outcome:
    """LAC-91-ADV."""
    return b.share(any_time(c, w), lambda p: _advocate(c, p, w))


def advocate_leavers(c: Council, w: Window) -> Outcome:
    """LAC-91-ADV-CL."""
    return b.count(p for p in left_care(c) if _advocate(c, p, w))


def _spell(c: Council, p: str, activity: str) -> bool:
    return any(
        r.activity == activity and b.is_open(r.start_date, r.end_date, c.last_day)
        for r in b.by_person(c, "participation")[p]
    )


def visitor(c: Council, w: Window) -> Outcome:
    """LAC-91-IV."""
    return b.count(p for p in b.base_la(c) if _spell(c, p, "independent_visitor"))


def visitor_outside(c: Council, w: Window) -> Outcome:
    """LAC-91-IV-OUT."""

    def outside(p: str) -> bool:
        authority = b.open_episode(c, p).placement_authority
        return authority not in (None, "CON", c.ons_code)

    return b.count(p for p in b.base_la(c) if outside(p) and _spell(c, p, "independent_visitor"))


def complaints(kind: str, services: tuple[str, ...] = COUNTED, made_by: str | None = None) -> Rule:
    """LAC-92 and its -CH, -CL, -P, -PCL."""

    def rule(c: Council, w: Window) -> Outcome:
        return b.count(
            r.person_id
            for r in b.rows(c, "complaints")
            if r.kind == kind
            and r.received_date in w
            and r.service in services
            and (made_by is None or r.made_by == made_by)
        )

    return rule


def complaints_in_time(c: Council, w: Window) -> Outcome:
    """LAC-92-T."""
    answer = Outcome()
    for r in b.rows(c, "complaints"):
        if r.kind == "complaint" and r.service in COUNTED and r.due_date is not None and r.due_date in w:
            answer.add(r.person_id, r.responded_date is not None and r.responded_date <= r.due_date)
    return answer


def independence(c: Council, w: Window) -> Outcome:
    """LAC-93."""
    people = [p for p in b.base_la(c) if c.age(p) >= 12]
    return b.share(people, lambda p: _spell(c, p, "independence_programme"))


def work_experience(c: Council, w: Window) -> Outcome:
    """LAC-102."""
    people = [p for p in b.base_la(c) if c.age(p) >= 14]
    return b.share(people, lambda p: _did(c, p, w, "work_experience") >= 1)
