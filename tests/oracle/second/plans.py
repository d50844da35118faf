"""5.10 and 5.11: action plans (impact apart), governance, workforce, data quality."""

from datetime import timedelta

from tests.oracle import leavers as r1
from tests.oracle.council import Council
from tests.oracle.dates import Window
from tests.oracle.missing_reviews import day_of
from tests.oracle.second import base as b
from tests.oracle.second.base import Outcome, Rec, Rule

STATUSES = ("Complete", "In progress", "Not started")
STATUS_WORDS = {"complete": "Complete", "in_progress": "In progress", "not_started": "Not started"}
OTHER_ROLES = (
    "senior_officer",
    "partner",
    "social_worker",
    "personal_adviser",
    "iro",
    "foster_carer",
    "residential_staff",
    "school",
    "young_person",
    "other",
)
COURSES = (
    "corporate_parenting",
    "cultural_competence",
    "exploitation",
    "pathway_planning",
    "health_and_sdq",
    "education",
    "restorative",
    "pre_employment",
    "other",
)
POSTS = ("social_worker", "personal_adviser", "iro", "manager", "other")
RATINGS = ("Blue", "Green", "Amber", "Red", "Not rated")


def actions(c: Council) -> list[Rec]:
    """Rule 25."""
    latest: dict[tuple[str, str], Rec] = {}
    for r in sorted(b.rows(c, "actions"), key=lambda r: r.recorded_date):
        if r.recorded_date <= c.last_day:
            latest[r.plan, r.action_ref] = r
    return list(latest.values())


def by_status(c: Council, w: Window) -> Outcome:
    """ACT-01."""
    answer = Outcome()
    for r in actions(c):
        answer.add(None, category=STATUS_WORDS[r.status])
    return answer


def by_rating(c: Council, w: Window) -> Outcome:
    """ACT-01-RAG."""
    answer = Outcome()
    for r in actions(c):
        answer.add(None, category=(r.progress_rag or "not rated").capitalize())
    return answer


def disagree(c: Council, w: Window) -> Outcome:
    """ACT-01-DIS."""
    return b.count(
        None
        for r in actions(c)
        if (r.status == "complete" and r.progress_rag in ("red", "amber"))
        or (r.status != "complete" and r.progress_rag == "blue")
    )


def _overdue(c: Council) -> list[Rec]:
    return [r for r in actions(c) if r.status != "complete" and r.due_date is not None and r.due_date < c.last_day]


def overdue(c: Council, w: Window) -> Outcome:
    """ACT-02."""
    return b.count(None for _ in _overdue(c))


def days_late(c: Council, w: Window) -> Outcome:
    """ACT-02-D."""
    answer = Outcome()
    for r in _overdue(c):
        answer.add(None, value=float((c.last_day - r.due_date).days))
    return answer


def impact_rated(c: Council, w: Window) -> Outcome:
    """ACT-03."""
    answer = Outcome()
    for r in actions(c):
        answer.add(None, r.impact_rag is not None)
    return answer


def _required(c: Council, r: Rec) -> bool:
    return b.is_open(r.required_from_date, r.required_to_date, c.last_day)


def _completed(c: Council, r: Rec, w: Window) -> bool:
    done = r.completed_date
    if done is None or not r.required_from_date <= done <= c.last_day:
        return False
    return w.name == "as_at" or done in w


def members_trained(c: Council, w: Window) -> Outcome:
    """ACT-04."""
    own: dict[str, bool] = {}
    for r in b.rows(c, "training"):
        if r.attendee_role == "member" and r.course == "corporate_parenting" and _required(c, r):
            own[r.attendee_id] = own.get(r.attendee_id, False) or _completed(c, r, w)
    answer = Outcome()
    for met in own.values():
        answer.add(None, met)
    return answer


def others_trained(c: Council, w: Window) -> Outcome:
    """ACT-05."""
    answer = Outcome()
    for r in b.rows(c, "training"):
        if r.attendee_role != "member" and _required(c, r):
            answer.add(None, _completed(c, r, w), by={"attendee_role": r.attendee_role, "course": r.course})
    return answer


def _held(c: Council, w: Window, kind: str) -> list[Rec]:
    return [r for r in b.rows(c, "assurance") if r.event_type == kind and r.held_date is not None and r.held_date in w]


def held(kind: str) -> Rule:
    """ACT-06, -F, -W, -AR and ACT-09."""

    def rule(c: Council, w: Window) -> Outcome:
        return b.count(r.person_id for r in _held(c, w, kind))

    return rule


def with_young_people(c: Council, w: Window) -> Outcome:
    """ACT-06-YP."""
    answer = Outcome()
    for r in _held(c, w, "panel_meeting"):
        answer.add(r.person_id, (r.young_people or 0) >= 1)
    return answer


def audits_done(c: Council, w: Window) -> Outcome:
    """ACT-09-DONE."""
    answer = Outcome()
    for r in b.rows(c, "assurance"):
        if r.event_type == "audit" and r.planned_date is not None and r.planned_date in w:
            answer.add(r.person_id, r.held_date is not None and r.held_date <= c.last_day)
    return answer


def audits_good(c: Council, w: Window) -> Outcome:
    """ACT-09-GOOD."""
    answer = Outcome()
    for r in _held(c, w, "audit"):
        if r.grade is not None:
            answer.add(r.person_id, r.grade in ("good", "outstanding"))
    return answer


def audits_safe(c: Council, w: Window) -> Outcome:
    """ACT-09-SAFE."""
    answer = Outcome()
    for r in _held(c, w, "audit"):
        if r.safe is not None:
            answer.add(r.person_id, r.safe)
    return answer


def _social_work_posts(c: Council) -> list[Rec]:
    return [
        r
        for r in b.rows(c, "workforce")
        if r.role == "social_worker" and b.is_open(r.start_date, r.end_date, c.last_day)
    ]


def turnover(c: Council, w: Window) -> Outcome:
    """ACT-07."""
    answer = Outcome()
    for r in b.rows(c, "workforce"):
        left = r.role == "social_worker" and r.filled_by == "permanent" and r.left_service is True
        if left and r.end_date is not None and r.end_date in w:
            answer.add(None, value=float(r.fte))
    answer.other = float(sum(r.fte for r in _social_work_posts(c) if r.filled_by == "permanent"))
    return answer


def filled(by: str) -> Rule:
    """ACT-07-P, -A and -V."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for r in _social_work_posts(c):
            answer.add(None, value=float(r.fte) if r.filled_by == by else 0.0, base=float(r.fte))
        return answer

    return rule


def staff(c: Council, w: Window) -> Outcome:
    """ACT-07-FTE."""
    answer = Outcome()
    for r in b.rows(c, "workforce"):
        if r.filled_by != "vacant" and b.is_open(r.start_date, r.end_date, c.last_day):
            answer.add(None, value=float(r.fte), by={"role": r.role})
    return answer


# --- data quality ------------------------------------------------------------------------------------------------


def ethnicity_not_recorded(c: Council, w: Window) -> Outcome:
    """DQ-01-ETH."""
    return b.share(b.base_la(c), lambda p: c.children[p].ethnicity in (None, "REFU", "NOBT"))


def disability_not_recorded(c: Council, w: Window) -> Outcome:
    """DQ-01-DIS."""
    return b.share(b.base_la(c), lambda p: not c.children[p].disability_codes)


def upn_not_recorded(c: Council, w: Window) -> Outcome:
    """DQ-01-UPN."""
    return b.share([p for p in b.base_la(c) if 5 <= c.age(p) <= 15], lambda p: b.child(c, p).upn is None)


def both_known(c: Council, w: Window) -> Outcome:
    """DQ-02."""

    def met(p: str) -> bool:
        doing = r1.latest(c.activities[p], lambda r: r.status_date, c.last_day)
        living = r1.latest(c.accommodation[p], lambda r: r.status_date, c.last_day)
        return doing is not None and doing.code != "0" and r1.accommodation_group(living) != "not known"

    return b.share([p for p, x in r1.open_roster(c).items() if x != "qualifying"], met)


def chain_breaks(c: Council, w: Window) -> Outcome:
    """DQ-03."""
    answer = Outcome()
    for p, history in c.care.items():
        for before, after in zip(history.episodes, history.episodes[1:], strict=False):
            if after.start <= c.last_day and after.reason_new_episode != "S" and after.start != before.end:
                answer.add(p)
    return answer


def missing_over_a_week(c: Council, w: Window) -> Outcome:
    """DQ-05."""
    answer = Outcome()
    for r in b.rows(c, "missing_episodes"):
        still = r.ended_at is None or day_of(r.ended_at) > c.last_day
        long_ago = day_of(r.started_at) < c.last_day - timedelta(days=7)
        if r.episode_type == "M" and still and long_ago and b.la(c, r.person_id, c.last_day):
            answer.add(r.person_id)
    return answer


def plans_before_15(c: Council, w: Window) -> Outcome:
    """DQ-06."""
    return b.count(
        r.person_id
        for r in b.rows(c, "pathway_plans")
        if r.event_date <= c.last_day and r.event_date < c.birthday(r.person_id, 15)
    )


def roster_differs(c: Council, w: Window) -> Outcome:
    """DQ-07."""
    return b.count(p for p, x in r1.open_roster(c).items() if x != r1.derived_eligibility(c, p))


def missing_outside(c: Council, w: Window) -> Outcome:
    """DQ-08."""

    def outside(p: str, day) -> bool:  # type: ignore[no-untyped-def]
        episode = c.care[p].speaking_episode(day)
        return episode is not None and episode.placement_authority not in (None, "CON", c.ons_code)

    answer = b.count(
        r.person_id
        for r in b.rows(c, "missing_episodes")
        if r.episode_type == "M"
        and b.in_window_la(c, w, r.person_id, day_of(r.started_at))
        and outside(r.person_id, day_of(r.started_at))
    )
    answer.other = sum(outside(p, c.last_day) for p in b.base_la(c))
    return answer
