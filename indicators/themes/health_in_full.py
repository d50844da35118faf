"""Health beyond the first release: requests, reviews by date, mental health services, appointments (section 5.3)."""

from __future__ import annotations

from indicators.definition import Basis, Cohort, Counts, Direction, Exceptions, Indicator, Reason, Source, Target, Tier
from indicators.theme import Theme
from indicators.units.count import Count
from indicators.units.derived import Together
from indicators.units.distribution import Distribution
from indicators.units.percentage import Percentage
from schemas.codes import code_set
from warehouse.calendar import Window

ORDER = 42

_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"
_TWO = (Window.QUARTER, Window.YEAR_TO_DATE)
_THREE = (*_TWO, Window.ROLLING_YEAR)
_REGULATIONS = Source(
    "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 7; statutory guidance on promoting the "
    "health of looked-after children (2015)"
)
_HEALTH = Theme(
    "Health", is_published=False,
    source=_REGULATIONS, left_out_words=_SHORT_BREAKS, needs=("health_assessments",), windows=_TWO,
    headline=Window.QUARTER, counts=Counts.RECORDS, basis=Basis.FLOW,
)  # fmt: skip
_ATTENDED = _HEALTH.but(windows=_THREE, headline=Window.ROLLING_YEAR)
_MISUSE = Theme(
    "Health", is_published=False,
    source=Source("SSDA903 children looked after return, OC2 substance misuse"), left_out_words=_SHORT_BREAKS,
    needs=("health_checks",), reach="rolling_year_starts",
)  # fmt: skip
_CAMHS = Theme(
    "Emotional health", is_published=False,
    source=Source("Local agreements with child and adolescent mental health services"),
    left_out_words=_SHORT_BREAKS, needs=("referrals",), counts=Counts.RECORDS, windows=_TWO, headline=Window.QUARTER,
    basis=Basis.FLOW,
)  # fmt: skip
_CAMHS_NOW = _CAMHS.but(windows=(Window.AS_AT,), headline=Window.AS_AT, counts=Counts.PERSONS, basis=Basis.STOCK)
_SDQ = Theme(
    "Emotional health", is_published=False,
    source=Source("SSDA903 children looked after return, OC2 strengths and difficulties"),
    left_out_words=_SHORT_BREAKS, needs=("sdqs",), reach="rolling_year_starts",
)  # fmt: skip
_DONE = Cohort(
    "health_assessments_completed",
    "Health assessments completed in the period while looked after",
    reach="months_later(starts, -12)",
)
_IHA_DUE = Cohort("initial_health_assessments_due", "Children whose first health check fell due in the period")
_REVIEWS = Cohort(
    "review_health_assessments_due",
    "Review health checks that fell due in the period",
    reach="months_later(starts, -18)",
)
_CONTINUOUS = Cohort("continuously_looked_after", "Children looked after continuously for twelve months")
_WAITS = Cohort("camhs_referrals_due", "Referrals whose wait ended in the period", reach="starts - 126")
_EVENTS = Cohort("camhs_events", "Referrals made and closed in the period")
_NOW = Cohort("health_of_looked_after", "Children looked after on the last day of the quarter")


def _wait(indicator_id: str, days: int, done: str, label: str) -> Indicator:
    """One of the waits for mental health services: so many days from referral."""
    return _CAMHS(
        indicator_id, f"CAMHS: {done} in {days // 7} weeks", label, _WAITS,
        Percentage("is_in_time", f"wait_days = {days}"), f"{done.capitalize()} within {days} days of the referral",
        denominator_words=f"Referrals while looked after whose {days} days ended in the period, not closed before {done}",
        left_out_words=f"{_SHORT_BREAKS}. Referrals closed before the child was {done}", better=Direction.HIGHER,
        exceptions=Exceptions("-", (
            Reason("LATE", "Late", "done_date IS NOT NULL"), Reason("WAITING", "Still waiting"),
        ), due="due_date", done="done_date", last_event="Referred", last_event_date="referred_date"),
    )  # fmt: skip


INDICATORS = (
    _ATTENDED("LAC-40-ATT", "Attended first checks that were on time", "First health checks held that were on time", _DONE,
              Percentage("completed_date <= due_date", "assessment_type = 'IHA'"),
              "Held by twenty working days after the child came in",
              denominator_words="First health checks completed in the period while looked after"),
    _HEALTH("LAC-42", "First check requested in time", "First health check asked for in time", _IHA_DUE,
            Percentage("is_requested_in_time"),
            "Asked for within the council's limit of working days (five unless it says otherwise), or held before the start",
            counts=Counts.PERIODS, better=Direction.HIGHER, tier=Tier.PROCESS,
            needs=("health_assessments.requested_date",),
            exceptions=Exceptions("-", (
                Reason("NOTHING_RECORDED", "Nothing recorded", "is_nothing_recorded"),
                Reason("REQUESTED_LATE", "Asked for late or without a date"),
            ), due="request_limit_date")),
    _HEALTH("LAC-44", "Review checks by the due date", "Review health checks held by the due date", _REVIEWS,
            Percentage("is_on_time"), "Held after the check before it and by the due date", better=Direction.HIGHER,
            tier=Tier.PROCESS, target=Target(_REGULATIONS.text, at_least=100),
            exceptions=Exceptions("-", (
                Reason("NO_CHECK", "No health check on file", "last_assessment_date IS NULL"),
                Reason("HELD_LATE", "Held late", "done_date IS NOT NULL"), Reason("NOT_HELD", "Not held"),
            ), due="due_date", done="done_date", last_event="Last health check", last_event_date="last_assessment_date")),
    _ATTENDED("LAC-44-ATT", "Attended review checks that were on time", "Review health checks held that were on time", _DONE,
              Percentage("completed_date <= due_date", "assessment_type = 'RHA'"), "Held by the date it was due",
              denominator_words="Review health checks completed in the period while looked after", tier=Tier.PROCESS),
    _HEALTH("LAC-45", "All statutory checks on time", "All health checks on time", None, Together(("LAC-40", "LAC-44")),
            "First and review health checks held on time", denominator_words="First and review health checks due",
            better=Direction.HIGHER, tier=Tier.PROCESS),
    _MISUSE("LAC-51-REC", "Substance misuse: help received", "Help received, of those with substance misuse", _CONTINUOUS,
            Percentage("is_helped", "is_substance_misuse"), "Help received in the year",
            denominator_words="Children in care for a year with substance misuse identified in it", better=Direction.HIGHER),
    _MISUSE("LAC-51-DEC", "Substance misuse: offered and declined", "Help declined, of those with substance misuse",
            _CONTINUOUS, Percentage("NOT is_helped AND is_offered_help", "is_substance_misuse"),
            "Help offered and not received", denominator_words="Children in care for a year with substance misuse "
            "identified in it"),
    _wait("LAC-53-4W", 28, "seen", "Seen by mental health services within 4 weeks"),
    _wait("LAC-53-8W", 56, "treated", "Treated by mental health services within 8 weeks"),
    _wait("LAC-53-18W", 126, "treated", "Treated by mental health services within 18 weeks"),
    _CAMHS_NOW("LAC-53-OPEN", "On the CAMHS caseload", "With mental health services now", _NOW, Count("is_with_camhs"),
               "A referral that is open on the last day"),
    _CAMHS_NOW("LAC-53-1Y", "On the CAMHS caseload for a year or less", "With mental health services for a year or less",
               _NOW, Percentage("is_a_year_or_less", "is_with_camhs"), "The earliest open referral is at most a year old",
               denominator_words="Children looked after with an open referral"),
    _CAMHS("LAC-53-NEW", "CAMHS referrals", "Referred to mental health services", _EVENTS, Count("event = 'referred'"),
           "Referrals made while looked after"),
    _CAMHS("LAC-53-END", "CAMHS discharges", "Discharged from mental health services", _EVENTS, Count("event = 'closed'"),
           "Referrals closed while looked after"),
    _MISUSE("LAC-54", "Developmental delay, under 5", "Developmental delay found, under 5", _NOW,
            Count("is_delayed AND age < 5"), "Delay identified in the year", windows=(Window.ROLLING_YEAR,),
            needs=("health_checks.check_type=DELAY",)),
    _MISUSE("LAC-55", "Need for CAMHS identified", "Need for mental health services found",
            Cohort("camhs_need_identified"), Count(), "Need identified on a day the child was looked after",
            windows=(Window.YEAR_TO_DATE, Window.ROLLING_YEAR), basis=Basis.FLOW, reach="starts",
            needs=("health_checks.check_type=CAMHS_NEED",)),
    _ATTENDED("LAC-56-I", "First checks done", "First health checks held", _DONE, Count("assessment_type = 'IHA'"),
              "Completed in the period while looked after", reach="starts"),
    _ATTENDED("LAC-56-R", "Review checks done", "Review health checks held", _DONE, Count("assessment_type = 'RHA'"),
              "Completed in the period while looked after", reach="starts"),
    _ATTENDED("LAC-56-OUT", "Out-of-area checks done", "Health checks held outside the area", _DONE, Count("is_out_of_area"),
              "First and review checks completed out of the area while looked after", reach="starts",
              needs=("health_assessments.done_out_of_area",)),
    _HEALTH("LAC-57", "Did not attend", "Health appointments not attended",
            Cohort("health_appointments", "Health appointments in the period that were kept, refused or not attended"),
            Percentage("status = 'did_not_attend'"), "Not attended", better=Direction.LOWER),
    _SDQ("LAC-62-B", "SDQ band", "Strengths and difficulties, by band", _CONTINUOUS,
         Distribution("CASE WHEN score < 14 THEN '0-13' WHEN score < 17 THEN '14-16' ELSE '17-40' END",
                      ("0-13", "14-16", "17-40"), of="is_questionnaire_age AND score IS NOT NULL"),
         "Children with a score in the year, by the latest"),
    _SDQ("LAC-63", "Why no SDQ", "Why there is no strengths and difficulties score", _CONTINUOUS,
         Distribution("coalesce(reason_not_completed, 'None given')", (*code_set("SDQ_REASON").codes, "None given"),
                      of="is_questionnaire_age AND score IS NULL"),
         "Children who should have a score and have none, by the latest reason"),
    _SDQ("LAC-64", "SDQ on entry", "Strengths and difficulties asked on coming into care", _IHA_DUE,
         Percentage("is_questioned_on_entry", "age_at_start BETWEEN 4 AND 16"),
         "A score recorded from the start to the day the first health check is due",
         denominator_words="Children aged 4 to 16 whose first health check fell due in the period", windows=_TWO,
         headline=Window.QUARTER, counts=Counts.PERIODS, basis=Basis.FLOW, better=Direction.HIGHER, reach="starts",
         exceptions=Exceptions("-", due="due_date")),
)  # fmt: skip
