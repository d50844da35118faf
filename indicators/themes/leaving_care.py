"""Care leavers in full: homes, activity, staying put, housing, advisers, parents and needs (data contract 2, section 5.8)."""

from __future__ import annotations

from indicators.definition import Basis, Cohort, Counts, Direction, Exceptions, Indicator, Reason, Source, Target, Tier
from indicators.theme import Theme
from indicators.units.amount import Sum
from indicators.units.count import Count
from indicators.units.distribution import Distribution
from indicators.units.growth import Growth
from indicators.units.mean import Median
from indicators.units.percentage import Percentage
from indicators.units.ratio import Quotient
from indicators.units.shape import By
from schemas.codes import code_set
from schemas.groups import CODE_GROUPS
from warehouse.calendar import Window

ORDER = 110

_TWO_YEARS = (Window.YEAR_TO_DATE, Window.ROLLING_YEAR)
_TWO = (Window.QUARTER, Window.YEAR_TO_DATE)
_OC3 = Source(
    "SSDA903 children looked after return, care leavers (OC3); DfE care-leaver statistics",
    "Status recorded nearest the birthday, from three months before to one month after it",
)
_LOCAL = Source("Local measure on every open case", "Describes everybody now; not comparable with national figures")
_GUIDANCE = Source("Children Act 1989 guidance, volume 3: planning transition to adulthood for care leavers")
_LEFT_OUT = "Adopted; care passed to another authority; too little care from the 14th birthday; died; returned home"
_19_21 = "birthday_age BETWEEN 19 AND 21"
_17_18 = "birthday_age BETWEEN 17 AND 18"
_BIRTHDAY = Cohort("birthday_cohort")
_NOW = Cohort("care_leavers_now", "Everyone on the leaving-care roster on the last day")
_OPEN = Cohort("care_leavers_open", "Everyone on the leaving-care roster on the last day")
_OLDER = Cohort("sixteen_and_over")
_ADVISERS = Cohort("caseloads")
_FIRST = Cohort("first_advisers", "Young people whose first personal adviser was allocated in the year")
_EVENTS = Cohort("housing_of_care_leavers")

_AROUND = Theme(
    "Around their birthday", is_published=False,
    source=_OC3, left_out_words=_LEFT_OUT, windows=_TWO_YEARS, basis=Basis.BIRTHDAY,
                needs=("care_leaver_contacts",))  # fmt: skip
_SUPPORTED = Theme("Everyone we support now", is_published=False, source=_LOCAL, needs=("care_leaver_roster",))
_HOMES = _SUPPORTED.but(needs=("care_leaver_roster", "accommodation"))
_WORK = _SUPPORTED.but(needs=("care_leaver_roster", "eet_status"), better=Direction.HIGHER)
_PARENTS = Theme("Parents and needs", is_published=False, source=_LOCAL, needs=("care_leaver_roster", "needs"))
_ADVICE = Theme(
    "Advisers and plans", is_published=False, source=_GUIDANCE, needs=("worker_allocations",), better=Direction.HIGHER
)
_HOUSING = Theme(
    "Housing", is_published=False,
    source=Source("Homelessness code of guidance; Children Act 1989 guidance, volume 3"),
                 needs=("care_leaver_roster", "housing"), windows=_TWO, headline=Window.QUARTER, counts=Counts.RECORDS,
                 basis=Basis.FLOW, better=Direction.LOWER)  # fmt: skip
_LETTERS = tuple("BCDEGHKSTUVWXYZ")
_ACTIVITIES = (*CODE_GROUPS["activity"], "Not known")
_BIRTHDAYS_19 = By("birthday_age", "birthday_age", ("19", "20", "21"), "Birthday", is_missing_listed=False)
_BIRTHDAYS_17 = By("birthday_age", "birthday_age", ("17", "18"), "Birthday", is_missing_listed=False)
_STAYING = "home = 'Z'"
_OWN_CHILD = tuple(code for code in code_set("NEED").codes if code.startswith("OWN_CHILD_"))


def _staying_put(age: int) -> Indicator:
    """One birthday of the staying-put cohort."""
    return _AROUND(
        f"CL-11-{age}", f"Staying put at {age}", f"Still with their foster carers at {age}", _BIRTHDAY,
        Percentage(_STAYING, f"birthday_age = {age} AND has_left_fostering_at_18"), "Living with their former foster carers",
        denominator_words=f"Care leavers who turned {age} and left foster care on their 18th birthday",
        needs=("accommodation", "care_leaver_contacts"), better=Direction.HIGHER,
    )  # fmt: skip


def _need(short: str, column: str, words: str) -> Indicator:
    """One need of everyone on the roster."""
    return _PARENTS(
        f"CL-40-{short}", f"Needs: {words}", f"Have a need: {words}", _NOW,
        Percentage(f"needs_{column}", f"needs_{column} IS NOT NULL"), "The latest record says yes",
        denominator_words="Young people on the roster with that need asked about", unknown=f"needs_{column} IS NULL",
    )  # fmt: skip


INDICATORS = (
    _AROUND("CL-02", "Care leavers 19 to 21", "Care leavers of 19 to 21", _BIRTHDAY, Count(_19_21),
            "Turned 19, 20 or 21 in the period", by=(_BIRTHDAYS_19,)),
    _AROUND("CL-02-Y", "Care leavers 17 and 18", "Care leavers of 17 and 18", _BIRTHDAY, Count(_17_18),
            "Turned 17 or 18 in the period, no longer looked after", by=(_BIRTHDAYS_17,)),
    _AROUND("CL-02-G", "Growth in care leavers 19 to 21", "Growth in care leavers of 19 to 21 over a year", None,
            Growth("CL-02"), "Against the same period a year before"),
    _HOMES("CL-04-MOVE", "Seen within a week of a move", "Visited within a week of a move",
           Cohort("moves_of_care_leavers", "Moves of care leavers in the period to another kind of home",
                  reach="months_later(starts, -12)"),
           Percentage("is_seen"), "A two-way visit within seven days", windows=_TWO, headline=Window.QUARTER,
           counts=Counts.RECORDS, basis=Basis.FLOW, tier=Tier.PROCESS, better=Direction.HIGHER, source=_GUIDANCE,
           needs=("care_leaver_roster", "care_leaver_contacts", "accommodation"),
           exceptions=Exceptions("-", (Reason("SEEN_LATE", "Visited later", "seen_date IS NOT NULL"),
                                       Reason("NOT_SEEN", "Not visited since")), due="due_date", done="seen_date",
                                 last_event="Moved", last_event_date="moved_date")),
    _AROUND("CL-08", "Where they live", "Where care leavers live", _BIRTHDAY,
            Distribution("home", (*_LETTERS, "Not known"), of=_19_21), "Care leavers of 19 to 21, by the letter of the return",
            needs=("care_leaver_contacts", "accommodation")),
    _HOMES("CL-08-OPEN", "Where they live now", "Where everyone we support lives", _NOW,
           Distribution("home", (*_LETTERS, "Not known"), of="is_care_leaver"), "Care leavers, by the letter of the return",
),
    _HOMES("CL-08-D", "In supported accommodation at 19 or over", "In supported accommodation at 19 or over", _NOW,
           Percentage("home IN ('D', 'E', 'T')", "is_care_leaver AND age >= 19"), "Latest record D, E or T",
           denominator_words="Care leavers on the roster aged 19 or over", better=Direction.HIGHER),
    _HOMES("CL-09-OPEN", "In custody now", "In custody now", _NOW, Count("home = 'X'"), "Latest record custody",
           better=Direction.LOWER, exceptions=Exceptions("+")),
    *(
        _HOMES(indicator_id, title, label, _NOW, Count(f"{column} > 0"), "On some night of the quarter",
               windows=(Window.QUARTER,), basis=Basis.FLOW, better=Direction.LOWER, exceptions=Exceptions("+"), target=target)
        for indicator_id, title, label, column, target in (
            ("CL-10-Q", "Any night homeless, in bed and breakfast or emergency accommodation",
             "Any night homeless, in bed and breakfast or emergency accommodation", "homeless_nights", None),
            ("CL-10-BB", "Any night in bed and breakfast", "Any night in bed and breakfast", "bed_and_breakfast_nights",
             Target("Children Act 1989 guidance, volume 3: bed and breakfast is not suitable", at_most=0)),
        )
    ),
    _HOMES("CL-10-N", "Nights homeless, in bed and breakfast or emergency accommodation",
           "Nights homeless, in bed and breakfast or emergency accommodation", _NOW,
           Sum("homeless_nights", "homeless_nights > 0", measured_in="days"), "Nights of the quarter",
           windows=(Window.QUARTER,), basis=Basis.FLOW, better=Direction.LOWER),
    _AROUND("CL-11-18", "Staying put three months on", "Still with their foster carers three months after 18",
            Cohort("staying_put_at_18", "Young people who left foster care on their 18th birthday, three months on"),
            Percentage("is_staying_put"), "Living with their former foster carers three months after the 18th birthday",
            needs=("accommodation", "care_leaver_contacts"), better=Direction.HIGHER,
            exceptions=Exceptions("-", (Reason("NO_RECORD", "No record of where they live", "accommodation_code IS NULL"),
                                        Reason("MOVED", "Has moved")), last_event="Last recorded",
                                  last_event_date="status_date")),
    _staying_put(19),
    _staying_put(20),
    _HOMES("CL-11-N", "Staying put now", "Living with their former foster carers now", _NOW, Count(_STAYING),
           "Latest record staying put", better=Direction.HIGHER),
    _AROUND("CL-17", "What they do", "What care leavers do", _BIRTHDAY, Distribution("activity", _ACTIVITIES, of=_19_21),
            "Care leavers of 19 to 21, by activity", needs=("care_leaver_contacts", "eet_status")),
    _SUPPORTED("CL-19-ACT", "What they do now", "What everyone we support does", _OLDER,
               Distribution("activity", _ACTIVITIES, of="is_care_leaver"), "Care leavers, by their latest activity",
               needs=("care_leaver_roster", "eet_status")),
    _WORK("CL-15-N", "At university", "At university", _OLDER, Count("is_counted AND activity = 'Higher education'"),
          "Young people in care of 16 or over and everyone on the roster, in higher education"),
    _WORK("CL-16-N", "Apprentices", "In an apprenticeship", _OLDER, Count("is_counted AND activity = 'Apprenticeship'"),
          "Young people in care of 16 or over and everyone on the roster, in an apprenticeship"),
    _WORK("CL-16-C", "Apprentices with the council", "In an apprenticeship with the council", _OLDER,
          Count("is_counted AND activity = 'Apprenticeship' AND is_with_council"), "Of them provided by the council",
          needs=("care_leaver_roster", "eet_status", "eet_status.council_provided"),
          target=Target("Cheshire East corporate parenting strategy 2015 to 2017: at least five", at_least=5)),
    _ADVICE("CL-23", "Pathway plan reviews on time", "Pathway plans reviewed on time",
            Cohort("pathway_reviews_due", "Pathway plan reviews that fell due in the period",
                   reach="months_later(starts, -6)"), Percentage("is_on_time"), "A later plan or review by the due date",
            windows=_TWO, headline=Window.QUARTER, counts=Counts.RECORDS, basis=Basis.FLOW, tier=Tier.PROCESS,
            needs=("care_leaver_roster", "pathway_plans"),
            target=Target("Care Leavers (England) Regulations 2010, regulation 7: every six months", at_least=100),
            exceptions=Exceptions("-", (Reason("REVIEWED_LATE", "Reviewed late", "done_date IS NOT NULL"),
                                        Reason("NOT_REVIEWED", "Not reviewed")), due="due_date", done="done_date",
                                  last_event="Last plan or review", last_event_date="last_event_date")),
    _ADVICE("CL-25-165", "Adviser by 16 and a half", "Personal adviser by 16 and a half", _FIRST,
            Percentage("is_by_16_and_a_half"), "Allocated by six months after the 16th birthday",
            windows=(Window.ROLLING_YEAR,), basis=Basis.FLOW,
            target=Target("Worcestershire sufficiency strategy 2017", at_least=100)),
    _ADVICE("CL-25-17", "Adviser by 17", "Personal adviser by 17", _FIRST, Percentage("is_by_17"),
            "Allocated by the 17th birthday", windows=(Window.ROLLING_YEAR,), basis=Basis.FLOW),
    _ADVICE("CL-25-MED", "Age at the first adviser, median", "Age in months at the first personal adviser", _FIRST,
            Median("age_in_months", measured_in="months"), "Completed months from birth", windows=(Window.ROLLING_YEAR,),
            basis=Basis.FLOW, better=Direction.LOWER),
    _ADVICE("CL-26-FTE", "Cases for each full-time adviser", "Cases for each full-time personal adviser", _ADVISERS,
            Quotient("role = 'PA' AND kind = 'allocation' AND fte IS NOT NULL",
                     against="CASE WHEN role = 'PA' AND kind = 'worker' THEN fte END"),
            "Open allocations of young people on the roster to advisers whose hours are known",
            denominator_words="Full-time equivalent of those advisers", better=Direction.RANGE,
            needs=("care_leaver_roster", "worker_allocations", "workforce"),
            unknown="role = 'PA' AND kind = 'worker' AND fte IS NULL",
            target=Target("Worcestershire sufficiency strategy 2017: 20 to 22 cases", between=(20, 22))),
    _ADVICE("CL-26-OVER", "Advisers over the ceiling", "Personal advisers with too many cases", _ADVISERS,
            Percentage("is_over_ceiling", "role = 'PA' AND kind = 'worker' AND fte IS NOT NULL"),
            "More cases for their hours than the council's ceiling (22 unless it says otherwise)",
            denominator_words="Advisers with an open allocation whose hours are known", counts=Counts.WORKERS,
            better=Direction.LOWER, needs=("care_leaver_roster", "worker_allocations", "workforce"),
            exceptions=Exceptions("+")),
    _ADVICE("CL-27", "At 17, with the leaving-care team", "At 17, with a personal adviser",
            Cohort("seventeen_in_care", "Young people of 17 looked after on the last day"), Percentage("has_adviser"),
            "A personal adviser allocated on the last day", tier=Tier.PROCESS, exceptions=Exceptions("-"),
            target=Target("Children (Leaving Care) Act 2000; Shropshire care leavers action plan 2018", at_least=100)),
    _PARENTS("CL-30", "Parents", "Are parents", _NOW, Percentage("is_parent"), "Recorded as a parent"),
    _PARENTS("CL-30-F", "Parents among women", "Young women who are parents", _NOW, Percentage("is_parent", "is_woman"),
             "Recorded as a parent", denominator_words="Young women on the roster"),
    _PARENTS("CL-30-HOME", "Parents whose child lives with them", "Parents whose child lives with them", _NOW,
             Percentage("has_child_at_home", "is_parent AND has_child_at_home IS NOT NULL"), "The latest record says yes",
             denominator_words="Parents on the roster of whom it is known", unknown="is_parent AND has_child_at_home IS NULL",
             better=Direction.HIGHER),
    _PARENTS("CL-30-CHILD", "The children of care leavers", "The children of care leavers", _NOW,
             Distribution("own_child", _OWN_CHILD, of="is_parent"), "Parents, by what is recorded of their child"),
    _PARENTS("CL-30-PREG", "Pregnant", "Young women who are pregnant", _NOW, Percentage("is_pregnant", "is_woman"),
             "Recorded in the last nine months", denominator_words="Young women on the roster"),
    _HOUSING("CL-31", "Homelessness presentations", "Times care leavers presented as homeless", _EVENTS,
             Count("event_type = 'homeless_presentation'"), "Presented while on the roster",
             exceptions=Exceptions("+", last_event="Presented", last_event_date="event_date")),
    _HOUSING("CL-31-INT", "Found intentionally homeless", "Found intentionally homeless", _EVENTS,
             Count("event_type = 'intentionally_homeless'"), "Decided while on the roster",
             exceptions=Exceptions("+", last_event="Decided", last_event_date="event_date")),
    _HOUSING("CL-31-JOINT", "Adverse decisions jointly agreed", "Adverse housing decisions agreed with us", _EVENTS,
             Percentage("jointly_agreed", "event_type IN ('intentionally_homeless', 'not_priority_need') "
                        "AND jointly_agreed IS NOT NULL"), "Agreed with children's services",
             denominator_words="Decisions against young people on the roster, of which it is known", better=Direction.HIGHER,
             unknown="event_type IN ('intentionally_homeless', 'not_priority_need') AND jointly_agreed IS NULL",
             exceptions=Exceptions("-", last_event="Decided", last_event_date="event_date"),
             needs=("care_leaver_roster", "housing", "housing.jointly_agreed")),
    _SUPPORTED("CL-31-BAND", "In a priority housing band", "In a priority housing band", _NOW, Count("is_in_priority_band"),
               "In the band on the last day", needs=("care_leaver_roster", "housing"), better=Direction.HIGHER),
    _HOUSING("CL-32", "Tenancy sustained 12 months", "Tenancies kept for a year", _EVENTS,
             Percentage("is_sustained", "event_type = 'tenancy'"),
             "Still held after twelve months, or left in a planned move",
             denominator_words="Tenancies of care leavers that began between 24 and 12 months ago",
             windows=(Window.ROLLING_YEAR,), headline=Window.ROLLING_YEAR, better=Direction.HIGHER,
             reach="months_later(ends, -24)",
             exceptions=Exceptions("-", due="year_date", last_event="Ended", last_event_date="end_date")),
    _SUPPORTED("CL-33", "Regular risk-management meetings", "In regular risk-management meetings", _NOW,
               Count("is_in_risk_meetings"), "Subject of such meetings on the last day",
               needs=("care_leaver_roster", "safeguarding")),
    _ADVICE("CL-34", "Health passport by 18", "Health passport by 18",
            Cohort("turned_18_in_care", "Young people who turned 18 in the period, in care the day before"),
            Percentage("has_passport"), "A passport issued by the birthday", windows=_TWO, headline=Window.QUARTER,
            basis=Basis.FLOW, tier=Tier.PROCESS, exceptions=Exceptions("-", due="due_date"),
            needs=("health_checks", "health_checks.check_type=PASSPORT"),
            target=Target("Statutory guidance on promoting the health of looked-after children (2015)", at_least=100)),
    _ADVICE("CL-35", "Annual health review, 16 to 18", "Health reviewed in the year, 16 to 18", _OLDER,
            Percentage("is_assessed", "(is_looked_after AND age BETWEEN 16 AND 17) OR (is_care_leaver AND age BETWEEN 16 AND 18)"),
            "A health assessment completed in the year",
            denominator_words="Young people of 16 and 17 in care, and care leavers of 16 to 18",
            needs=("care_leaver_roster", "health_assessments"), exceptions=Exceptions("-"), reach="rolling_year_starts",
            target=Target("Cheshire East corporate parenting strategy 2015 to 2017", at_least=100)),
    _ADVICE("CL-36", "Left care before 18", "Left care before 18",
            Cohort("ceased_in_the_window", "Young people who left care in the year at 16 or over"),
            Percentage("is_before_18th_birthday", "age_at_end >= 16"), "The last end was before the 18th birthday",
            denominator_words="Young people who left care in the year at 16 or over", windows=(Window.ROLLING_YEAR,),
            basis=Basis.FLOW, better=Direction.LOWER, needs=()),
    _AROUND("CL-37", "Contact in full", "Contact with care leavers", _BIRTHDAY,
            Distribution("in_touch", ("YES", "NO", "REFU", "NREQ"), of=_19_21), "Care leavers of 19 to 21, by the return's code"),
    _SUPPORTED("CL-37-OPEN", "Contact in full, all open cases", "Contact with everyone we support", _NOW,
               Distribution("contact", ("YES", "NO", "REFU", "NREQ", "Left the cohort")),
               "Everyone on the roster, by the latest in-touch code", needs=("care_leaver_roster", "care_leaver_contacts")),
    _WORK("CL-38", "Left a post-16 course", "Left a course after 16", _OLDER,
          Percentage("has_left_course", "september_age BETWEEN 16 AND 18 AND was_on_course"),
          "Not in education, employment or training now, for four weeks or more",
          denominator_words="Young people of 16 to 18 on the last 30 September, on a course then", better=Direction.LOWER,
          exceptions=Exceptions("+", last_event="Last recorded", last_event_date="status_date")),
    _AROUND("CL-39", "22 to 25: asked for and got support", "22 to 25: asked for and got support", _BIRTHDAY,
            Percentage("is_supported", "birthday_age BETWEEN 22 AND 25"), "A two-way contact with support given in the period",
            denominator_words="Care leavers who turned 22 to 25 in the period", better=Direction.HIGHER,
            needs=("care_leaver_contacts", "care_leaver_contacts.support_given")),
    _need("MH", "mental_health", "mental health"),
    _need("SU", "substance", "substance misuse"),
    _need("DA", "domestic_abuse", "domestic abuse"),
    _need("OFF", "offending", "risk of offending"),
    _need("ISO", "isolated", "isolation"),
    _need("DIS", "disability", "disability"),
    _need("ACC", "accommodation", "accommodation that does not meet the need"),
)  # fmt: skip
