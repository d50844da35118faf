"""Action plans, training, meetings, audits and the workforce (data contract 2, section 5.10; computed impact apart)."""

from __future__ import annotations

from indicators.definition import Basis, Cohort, Counts, Direction, Exceptions, Reason, Source
from indicators.theme import Theme
from indicators.units.amount import AmountShare, Sum
from indicators.units.count import Count
from indicators.units.distribution import Distribution
from indicators.units.mean import Median
from indicators.units.percentage import Percentage
from indicators.units.ratio import Quotient, Ratio
from indicators.units.shape import By
from schemas.codes import code_set
from warehouse.calendar import Window

ORDER = 200

_TWO_YEARS = (Window.YEAR_TO_DATE, Window.ROLLING_YEAR)
_THREE = (Window.QUARTER, Window.YEAR_TO_DATE, Window.ROLLING_YEAR)
_TRACKER = Source("The council's own action plans and tracker")
_ACTIONS = Theme("Action plans", is_published=False, source=_TRACKER, needs=("actions",), counts=Counts.ACTIONS)
_TRAINING = Theme(
    "Training", is_published=False,
    source=Source("Applying corporate parenting principles, statutory guidance (2018)"),
                  needs=("training",), counts=Counts.COURSES, windows=(Window.AS_AT, Window.YEAR_TO_DATE),
                  headline=Window.AS_AT, better=Direction.HIGHER)  # fmt: skip
_MEETINGS = Theme(
    "Meetings and audits", is_published=False,
    source=_TRACKER, needs=("assurance",), counts=Counts.EVENTS, windows=_TWO_YEARS,
                  basis=Basis.FLOW, better=Direction.HIGHER)  # fmt: skip
_AUDITS = _MEETINGS.but(windows=_THREE)
_PEOPLE = Theme(
    "Workforce", is_published=False,
    source=Source(
    "Children's social work workforce census (DfE)", "Turnover is over posts in post on the last day, as DfE publishes it"),
    needs=("workforce",), counts=Counts.WORKERS)  # fmt: skip
_NOW = Cohort("actions_now", "Actions of the council's plans")
_REQUIRED = Cohort("training_required")
_EVENTS = Cohort("assurance_events")
_POSTS = Cohort("posts")
_SW_POST = "is_open AND role = 'social_worker'"
_AUDIT = "side = 'held' AND event_type = 'audit'"
_CASES = Cohort("caseloads")
_BY_ROLE = By("attendee_role", "attendee_role", tuple(c for c in code_set("TRAINEE_ROLE").codes if c != "member"),
              "Role", is_missing_listed=False)  # fmt: skip
_BY_COURSE = By("course", "course", code_set("TRAINING_COURSE").codes, "Course", is_missing_listed=False)
_BY_POST = By("role", "role", code_set("POST_ROLE").codes, "Role", is_missing_listed=False)
_BY_TEAM = By("team", "team", (), "Team")

INDICATORS = (
    _ACTIONS("ACT-01", "Actions by status", "Actions by status", _NOW,
             Distribution("status", ("Complete", "In progress", "Not started")), "Actions, as last recorded"),
    _ACTIONS("ACT-01-RAG", "Actions by progress rating", "Actions by progress rating", _NOW,
             Distribution("progress_rag", ("Blue", "Green", "Amber", "Red", "Not rated")),
             "Actions, as last recorded"),
    _ACTIONS("ACT-01-DIS", "Rating and status disagree", "Actions whose rating and status disagree", _NOW, Count("is_at_odds"),
             "Complete with red or amber, or blue and not complete", better=Direction.LOWER, exceptions=Exceptions("+")),
    _ACTIONS("ACT-02", "Overdue actions", "Overdue actions", _NOW, Count("is_overdue"), "Due before the last day, not complete",
             better=Direction.LOWER, exceptions=Exceptions("+", due="due_date")),
    _ACTIONS("ACT-02-D", "Days late of overdue actions, median", "Days late of the overdue action in the middle", _NOW,
             Median("days_late", "is_overdue", measured_in="days"), "Days from the due date to the last day",
             better=Direction.LOWER),
    _ACTIONS("ACT-03", "Impact rated", "Actions whose impact is rated", _NOW, Percentage("impact_rag IS NOT NULL"),
             "Impact rated by the council", better=Direction.HIGHER,
             exceptions=Exceptions("-", (Reason("NOT_RATED", "Impact not rated"),)),
             needs=("actions", "actions.impact_rag")),
    _TRAINING("ACT-04", "Members trained as corporate parents", "Councillors trained as corporate parents", _REQUIRED,
              Percentage("is_completed", "is_member"), "Completed since in office",
              denominator_words="Members of whom it is required", exceptions=Exceptions("-")),
    _TRAINING("ACT-05", "Others trained", "Others trained", _REQUIRED, Percentage("is_completed", "NOT is_member"),
              "Completed since it was required", denominator_words="Courses required of others", by=(_BY_ROLE, _BY_COURSE)),
    *(
        _MEETINGS(indicator_id, title, title, _EVENTS, Count(f"side = 'held' AND event_type = '{kind}'"), "Held in the period")
        for indicator_id, title, kind in (("ACT-06", "Panel meetings", "panel_meeting"), ("ACT-06-F", "Forums", "forum"),
                                          ("ACT-06-W", "Workshops", "workshop"),
                                          ("ACT-06-AR", "Annual reports presented", "annual_report"))
    ),
    _MEETINGS("ACT-06-YP", "Panel meetings with young people", "Panel meetings with young people", _EVENTS,
              Percentage("young_people >= 1", "side = 'held' AND event_type = 'panel_meeting'"),
              "At least one young person there", denominator_words="Panel meetings held in the period"),
    _PEOPLE("ACT-07", "Social worker turnover", "Social workers who left, for every 100 in post", _POSTS,
            Ratio("has_left", amount="fte",
                  against=f"CASE WHEN {_SW_POST} AND filled_by = 'permanent' THEN fte END"),
            "Full-time equivalent of permanent social workers who left the council",
            denominator_words="Full-time equivalent of permanent social workers in post on the last day",
            windows=(Window.ROLLING_YEAR,), basis=Basis.FLOW, better=Direction.LOWER,
            needs=("workforce", "workforce.left_service")),
    *(
        _PEOPLE(f"ACT-07-{letter}", title, label, _POSTS,
                AmountShare(f"CASE WHEN filled_by = '{by}' THEN fte ELSE 0 END", "fte", _SW_POST), words,
                denominator_words="Full-time equivalent of social worker posts", better=better)
        for letter, by, title, label, words, better in (
            ("P", "permanent", "Posts filled by permanent staff", "Social worker posts filled by permanent staff",
             "Filled by permanent staff", Direction.HIGHER),
            ("A", "agency", "Posts filled by agency staff", "Social worker posts filled by agency staff",
             "Filled by agency staff", Direction.LOWER),
            ("V", "vacant", "Vacant posts", "Social worker posts that are vacant", "Filled by nobody", Direction.LOWER),
        )
    ),
    _PEOPLE("ACT-07-FTE", "Staff in post", "Staff in post, full-time equivalent", _POSTS,
            Sum("fte", "is_open AND filled_by <> 'vacant'", measured_in="fte"), "Posts that are filled on the last day",
            by=(_BY_POST, _BY_TEAM)),
    _AUDITS("ACT-09", "Audits held", "Audits held", _EVENTS, Count(_AUDIT), "Held in the period"),
    _AUDITS("ACT-09-DONE", "Audits done as planned", "Audits done, of those planned", _EVENTS,
            Percentage("is_held", "side = 'planned' AND event_type = 'audit'"), "Held by the last day",
            denominator_words="Audits planned in the period", needs=("assurance", "assurance.planned_date")),
    _AUDITS("ACT-09-GOOD", "Audits good or better", "Audits that found good work", _EVENTS,
            Percentage("grade IN ('good', 'outstanding')", f"{_AUDIT} AND grade IS NOT NULL"), "Good or outstanding",
            denominator_words="Audits held in the period with a grade", needs=("assurance", "assurance.grade")),
    _AUDITS("ACT-09-SAFE", "Audits: child safe", "Audits that found the child safe", _EVENTS,
            Percentage("safe", f"{_AUDIT} AND safe IS NOT NULL"), "Found safe",
            denominator_words="Audits held in the period that say whether the child is safe",
            needs=("assurance", "assurance.safe")),
    _PEOPLE("ACT-10", "Looked-after cases for each full-time social worker", "Children in care for each full-time social worker",
            _CASES, Quotient("role = 'SW' AND kind = 'allocation' AND fte IS NOT NULL",
                             against="CASE WHEN role = 'SW' AND kind = 'worker' THEN fte END"),
            "Open allocations of children looked after to social workers whose hours are known",
            denominator_words="Full-time equivalent of those social workers", counts=Counts.PERSONS, better=Direction.LOWER,
            needs=("worker_allocations", "workforce"), unknown="role = 'SW' AND kind = 'worker' AND fte IS NULL"),
    _PEOPLE("ACT-10-OVER", "Social workers over the ceiling", "Social workers with too many cases", _CASES,
            Percentage("is_over_ceiling", "role = 'SW' AND kind = 'worker' AND fte IS NOT NULL"),
            "More cases for their hours than the council's ceiling (20 unless it says otherwise)",
            denominator_words="Social workers with an open allocation whose hours are known", better=Direction.LOWER,
            needs=("worker_allocations", "workforce"), exceptions=Exceptions("+")),
)  # fmt: skip
