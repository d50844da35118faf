"""Pathway plans and personal advisers."""

from __future__ import annotations

from indicators.cohorts import CARE_LEAVERS_OPEN, LOOKED_AFTER_16_17, PERSONAL_ADVISERS, TURNED_16_IN_CARE
from indicators.definition import Basis, Direction, Exceptions, Indicator, Reason, Source, Target, Tier
from indicators.units.mean import Mean
from indicators.units.percentage import Percentage
from warehouse.calendar import Window

ORDER = 110
_THEME = "Plans and advisers"

_IN_CARE = LOOKED_AFTER_16_17
_OPEN = CARE_LEAVERS_OPEN
_BASE_IN_CARE = (
    "Young people of 16 and 17 looked after on the last day, with at least 91 days looked after since the 14th birthday"
)
_BASE_LEFT = "Relevant and former relevant young people on the roster on the last day"
_REGULATION_7 = "Care Leavers (England) Regulations 2010, regulation 7 (review at least every six months)"
_OUT_OF_DATE = (
    Reason("NO_PLAN", "No authorised plan", "NOT has_plan"),
    Reason("REVIEW_OVERDUE", "Review overdue", "TRUE"),
)

INDICATORS = (
    Indicator(
        id="CL-20-LAC",
        title="Has a pathway plan, looked after 16-17",
        label="Has a plan for leaving care (aged 16 or 17, in our care)",
        theme=_THEME,
        cohort=_IN_CARE,
        measure=Percentage(met="has_plan"),
        windows=(Window.AS_AT,),
        needs=("pathway_plans",),
        numerator_words="An authorised plan dated on or before the last day",
        denominator_words=_BASE_IN_CARE,
        left_out_words="Draft plans do not count",
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(at_least=100, floor=90, source="All: Children Act 1989, Schedule 2, paragraph 19B"),
        exceptions=Exceptions(
            "-",
            (
                Reason("NOT_AUTHORISED", "Drafted, not authorised", "has_draft"),
                Reason("ASSESSED_ONLY", "Needs assessed, no plan", "has_assessment"),
                Reason("NOT_STARTED", "Nothing recorded", "TRUE"),
            ),
            last_event="Last plan or review",
            last_event_date="latest_event_date",
        ),
        source=Source("Children Act 1989, Schedule 2, paragraph 19B; Care Leavers (England) Regulations 2010, part 2"),
    ),
    Indicator(
        id="CL-20-LEFT",
        title="Has a pathway plan, care leavers",
        label="Has a plan for living independently (care leavers)",
        theme=_THEME,
        cohort=_OPEN,
        measure=Percentage(met="has_plan", of="is_relevant"),
        windows=(Window.AS_AT,),
        needs=("care_leaver_roster", "pathway_plans"),
        numerator_words="An authorised plan dated on or before the last day",
        denominator_words=_BASE_LEFT,
        left_out_words="Eligible and qualifying young people. Draft plans do not count",
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(at_least=100, floor=90, source="All: Children Act 1989, sections 23B and 23C"),
        exceptions=Exceptions(
            "-",
            (Reason("NO_PLAN", "No authorised plan", "TRUE"),),
            last_event="Last plan or review",
            last_event_date="latest_event_date",
        ),
        source=Source("Children Act 1989, sections 23B and 23C"),
    ),
    Indicator(
        id="CL-21-LAC",
        reach="months_later(ends, -6)",
        title="Pathway plan up to date, looked after 16-17",
        label="Plan for leaving care reviewed in the last six months (in our care)",
        theme=_THEME,
        cohort=_IN_CARE,
        measure=Percentage(met="is_plan_up_to_date"),
        windows=(Window.AS_AT,),
        needs=("pathway_plans",),
        numerator_words="Has a plan, and the latest authorised plan or review is no more than six months old",
        denominator_words=_BASE_IN_CARE,
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        exceptions=Exceptions(
            "-",
            _OUT_OF_DATE,
            due="next_plan_due_date",
            last_event="Last plan or review",
            last_event_date="latest_event_date",
        ),
        source=Source(_REGULATION_7),
    ),
    Indicator(
        id="CL-21-LEFT",
        reach="months_later(ends, -6)",
        title="Pathway plan up to date, care leavers",
        label="Plan reviewed in the last six months (care leavers)",
        theme=_THEME,
        cohort=_OPEN,
        measure=Percentage(met="is_plan_up_to_date", of="is_relevant"),
        windows=(Window.AS_AT,),
        needs=("care_leaver_roster", "pathway_plans"),
        numerator_words="Has a plan, and the latest authorised plan or review is no more than six months old",
        denominator_words=_BASE_LEFT,
        left_out_words="Eligible and qualifying young people",
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(at_least=100, floor=90, source=f"All: {_REGULATION_7}"),
        exceptions=Exceptions(
            "-",
            _OUT_OF_DATE,
            due="next_plan_due_date",
            last_event="Last plan or review",
            last_event_date="latest_event_date",
        ),
        source=Source(_REGULATION_7),
    ),
    Indicator(
        id="CL-22",
        title="Pathway plan by 16th birthday",
        label="Has a plan by their 16th birthday",
        theme=_THEME,
        cohort=TURNED_16_IN_CARE,
        measure=Percentage(met="is_planned_in_time"),
        windows=(Window.QUARTER, Window.YEAR_TO_DATE),
        headline=Window.YEAR_TO_DATE,
        needs=("pathway_plans",),
        numerator_words="An authorised plan dated on or before the 16th birthday",
        denominator_words="Young people looked after on the last day whose 16th birthday fell in the period, with at least 91 "
        "days looked after between the 14th and 16th birthdays",
        better=Direction.HIGHER,
        basis=Basis.FLOW,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(
            at_least=100,
            floor=90,
            source="All by the 16th birthday: Shropshire care leavers action plan, 1.1; Worcestershire care leavers plan, 2.1",
        ),
        exceptions=Exceptions(
            "-",
            (
                Reason("DONE_LATE", "Authorised after the birthday", "first_plan_date IS NOT NULL"),
                Reason("NO_PLAN", "No authorised plan", "TRUE"),
            ),
            due="due_date",
            done="first_plan_date",
            last_event="Plan authorised",
            last_event_date="first_plan_date",
            certain="due_date <= known_on OR first_plan_date > due_date",
        ),
        source=Source(
            "Local standard of the Shropshire and Worcestershire care leavers plans",
            "Stricter than the statutory three months after becoming eligible",
        ),
    ),
    Indicator(
        id="CL-24",
        title="Personal adviser allocated",
        label="Has a personal adviser",
        theme=_THEME,
        cohort=_OPEN,
        measure=Percentage(met="has_adviser", of="eligibility <> 'qualifying'"),
        windows=(Window.AS_AT,),
        needs=("care_leaver_roster", "worker_allocations"),
        numerator_words="An allocation to a personal adviser open on the last day",
        denominator_words="Eligible, relevant and former relevant young people on the roster on the last day",
        left_out_words="Qualifying young people",
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(
            at_least=100,
            floor=90,
            source="All: Children Act 1989, sections 23B(2) and 23C, Schedule 2 paragraph 19C; Worcestershire care leavers plan, 2.1",
        ),
        exceptions=Exceptions(
            "-",
            (Reason("NOT_ALLOCATED", "No open allocation", "TRUE"),),
            last_event="Last allocation ended",
            last_event_date="last_allocation_end",
        ),
        source=Source("Children Act 1989, sections 23B(2) and 23C, Schedule 2 paragraph 19C"),
    ),
    Indicator(
        id="CL-26",
        title="Personal adviser caseload",
        label="Young people for each personal adviser",
        theme=_THEME,
        cohort=PERSONAL_ADVISERS,
        measure=Mean(amount="open_allocations"),
        windows=(Window.AS_AT,),
        needs=("care_leaver_roster", "worker_allocations"),
        numerator_words="Open allocations to a personal adviser of people on the roster on the last day",
        denominator_words="Personal advisers with at least one of them",
        better=Direction.RANGE,
        tier=Tier.PROCESS,
        target=Target(
            between=(20, 22),
            floor=25,
            source="Worcestershire care leavers plan, 2.2 (its workers held about 28)",
        ),
        source=Source(
            "Worcestershire and Shropshire care leavers plans",
            "Counts advisers, not full-time posts; other work an adviser holds is not seen",
        ),
    ),
)
