"""Health assessments and health checks."""

from __future__ import annotations

from indicators.cohorts import (
    CONTINUOUSLY_LOOKED_AFTER,
    HEALTH_ASSESSMENTS_REFUSED,
    INITIAL_HEALTH_ASSESSMENTS_DUE,
    LOOKED_AFTER_HEALTH,
)
from indicators.definition import Basis, Counts, Direction, Exceptions, Indicator, Reason, Source, Target, Tier
from indicators.units.count import Count
from indicators.units.percentage import Percentage
from warehouse.calendar import Window

ORDER = 30
_THEME = "Health"

_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"
_LOOKED_AFTER = "Children looked after on the last day of the quarter"
_TWELVE_MONTHS = "Children looked after on the last day and for at least 12 months without a break"
_STANDING = LOOKED_AFTER_HEALTH
_CONTINUOUS = CONTINUOUSLY_LOOKED_AFTER
_OC2 = Source("SSDA903 children looked after return, outcomes for children looked after 12 months (OC2)")
_REG_7 = "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 7"

_TRIED = (
    Reason("REFUSED", "Refused by the child or carer", "is_refused"),
    Reason("DID_NOT_ATTEND", "Did not attend", "is_not_attended"),
)


def _check(what: str, column: str) -> tuple[Reason, ...]:
    return (
        Reason("RECORDED_NO", f"Recorded as {what}", f"{column} = FALSE"),
        Reason("NOT_RECORDED", "Nothing recorded", "TRUE"),
    )


INDICATORS = (
    Indicator(
        id="LAC-40",
        title="Initial health assessment within 20 working days",
        label="First health check within 20 working days",
        theme=_THEME,
        cohort=INITIAL_HEALTH_ASSESSMENTS_DUE,
        measure=Percentage(met="is_on_time"),
        windows=(Window.QUARTER, Window.YEAR_TO_DATE),
        headline=Window.QUARTER,
        needs=("health_assessments", "health_assessments.completed_date"),
        numerator_words="Initial assessment completed between three months before the start and the due date",
        denominator_words="Periods of care whose start and 20 working days falls in the period, the child still looked "
        "after then",
        left_out_words=f"{_SHORT_BREAKS}; children who left before the assessment was due. Refusals and missed "
        "appointments stay in",
        counts=Counts.PERIODS,
        better=Direction.HIGHER,
        basis=Basis.FLOW,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(at_least=100, floor=90, source=f"All: {_REG_7} and regulation 33 (before the first review)"),
        exceptions=Exceptions(
            "-",
            (
                Reason("NOT_REQUESTED", "Not requested", "is_nothing_recorded"),
                Reason("REQUESTED_LATE", "Requested after five working days", "is_requested_late"),
                Reason("APPOINTMENT_LATE", "Appointment after the due date", "is_appointment_late"),
                *(Reason(r.code, r.words, r.when) for r in reversed(_TRIED)),
                Reason("DONE_LATE", "Done after the due date", "completed_date IS NOT NULL"),
                Reason("DATE_NOT_RECORDED", "Date not recorded", "TRUE"),
            ),
            due="due_date",
            done="completed_date",
            last_event="Appointment",
            last_event_date="last_appointment_date",
            certain="due_date <= known_on OR completed_date > due_date",
        ),
        source=Source(
            f"{_REG_7}; statutory guidance Promoting the health and well-being of looked-after children (2015)",
            "Judged by the date it fell due, so children whose 20 working days are not up are not counted yet",
        ),
    ),
    Indicator(
        id="LAC-41",
        title="Overdue initial health assessments",
        label="Children still waiting for an overdue first health check",
        theme=_THEME,
        cohort=_STANDING,
        measure=Count(of="is_initial_overdue"),
        windows=(Window.AS_AT,),
        needs=("health_assessments", "health_assessments.completed_date"),
        numerator_words="Looked after on the last day, past the due date, with no completed initial assessment since "
        "three months before the start",
        left_out_words=_SHORT_BREAKS,
        better=Direction.LOWER,
        exceptions=Exceptions(
            "+",
            (
                *_TRIED,
                Reason("BOOKED", "Booked, not yet done", "is_booked"),
                Reason("NOT_RECORDED", "Nothing recorded", "TRUE"),
            ),
            due="initial_health_due_date",
            last_event="Appointment",
            last_event_date="last_appointment_date",
        ),
        source=Source(f"{_REG_7}"),
    ),
    Indicator(
        id="LAC-43",
        title="Review health assessment up to date",
        label="Health checks up to date",
        theme=_THEME,
        cohort=_STANDING,
        measure=Percentage(met="is_up_to_date", of="is_review_expected"),
        windows=(Window.AS_AT,),
        needs=("health_assessments", "health_assessments.completed_date"),
        numerator_words="The next assessment is due on or after the last day: six months on from the latest for one done "
        "before the fifth birthday, otherwise twelve",
        denominator_words="Children looked after on the last day who have had a review assessment or whose next one is due",
        left_out_words=f"{_SHORT_BREAKS}; children whose first review is not yet due",
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(
            at_least=100,
            floor=90,
            source=f"All: {_REG_7} (every six months under five, every twelve from five)",
        ),
        exceptions=Exceptions(
            "-",
            (
                *_TRIED,
                Reason("BOOKED", "Booked, not yet done", "is_booked"),
                Reason(
                    "NEVER_ASSESSED",
                    "No assessment recorded in this period of care",
                    "last_assessment_date IS NULL",
                ),
                Reason("NOT_ARRANGED", "No later assessment recorded", "TRUE"),
            ),
            due="next_due_date",
            last_event="Last health assessment",
            last_event_date="last_assessment_date",
        ),
        source=Source(_REG_7, "A refused assessment counts as not up to date"),
    ),
    Indicator(
        id="LAC-46",
        title="Annual health assessment",
        label="Yearly health check",
        theme=_THEME,
        cohort=_CONTINUOUS,
        measure=Percentage(met="is_assessed"),
        windows=(Window.AS_AT,),
        needs=("health_assessments", "health_assessments.completed_date"),
        is_told_by_returns=True,
        numerator_words="A completed health assessment dated in the 12 months to the last day",
        denominator_words=_TWELVE_MONTHS,
        left_out_words=_SHORT_BREAKS,
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        exceptions=Exceptions(
            "-",
            (*_TRIED, Reason("NOT_RECORDED", "Nothing recorded", "TRUE")),
            last_event="Last health assessment",
            last_event_date="last_assessment_date",
        ),
        source=_OC2,
    ),
    Indicator(
        id="LAC-47",
        title="Dental check",
        label="Seen by a dentist in the last 12 months",
        theme=_THEME,
        cohort=_CONTINUOUS,
        measure=Percentage(met="is_seen_by_dentist"),
        windows=(Window.AS_AT,),
        needs=("health_checks",),
        is_told_by_returns=True,
        numerator_words="A dental check recorded as seen, dated in the 12 months to the last day",
        denominator_words=_TWELVE_MONTHS,
        left_out_words=_SHORT_BREAKS,
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(at_least=86, floor=81, source="England 86%, 31 March 2015 (DfE SFR 34/2015, additional tables)"),
        exceptions=Exceptions(
            "-",
            _check("not seen", "is_seen_by_dentist"),
            last_event="Last dental record",
            last_event_date="last_dental_date",
        ),
        source=Source(_OC2.text, "Babies without teeth are counted"),
    ),
    Indicator(
        id="LAC-48",
        title="Immunisations up to date",
        label="Vaccinations up to date",
        theme=_THEME,
        cohort=_CONTINUOUS,
        measure=Percentage(met="is_immunised"),
        windows=(Window.AS_AT,),
        needs=("health_checks",),
        is_told_by_returns=True,
        numerator_words="The latest record on the last day says up to date",
        denominator_words=_TWELVE_MONTHS,
        left_out_words=_SHORT_BREAKS,
        unknown="is_immunised IS NULL",
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(at_least=88, floor=83, source="England 88%, 31 March 2015 (DfE SFR 34/2015, additional tables)"),
        exceptions=Exceptions(
            "-",
            _check("not up to date", "is_immunised"),
            last_event="Last immunisation record",
            last_event_date="last_immunisation_date",
        ),
        source=_OC2,
    ),
    Indicator(
        id="LAC-49",
        title="Development checks up to date",
        label="Under-fives whose development checks are up to date",
        theme=_THEME,
        cohort=_CONTINUOUS,
        measure=Percentage(met="is_developing_checked", of="age < 5"),
        windows=(Window.AS_AT,),
        needs=("health_checks",),
        is_told_by_returns=True,
        numerator_words="The latest record on the last day says up to date",
        denominator_words=f"{_TWELVE_MONTHS}, aged under five on that day",
        left_out_words=_SHORT_BREAKS,
        unknown="age < 5 AND is_developing_checked IS NULL",
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(
            at_least=88,
            floor=83,
            source="England 88%, 31 March 2024 (DfE, children looked after in England, conviction and health outcomes)",
        ),
        exceptions=Exceptions(
            "-",
            _check("not up to date", "is_developing_checked"),
            last_event="Last development record",
            last_event_date="last_development_date",
        ),
        source=_OC2,
    ),
    Indicator(
        id="LAC-50",
        title="Registered with a GP",
        label="Registered with a GP",
        theme=_THEME,
        cohort=_STANDING,
        measure=Percentage(met="is_with_gp"),
        windows=(Window.AS_AT,),
        needs=("health_checks",),
        numerator_words="The latest record on the last day says registered",
        denominator_words=_LOOKED_AFTER,
        left_out_words=_SHORT_BREAKS,
        unknown="is_with_gp IS NULL",
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        exceptions=Exceptions(
            "-", _check("not registered", "is_with_gp"), last_event="Last GP record", last_event_date="last_gp_date"
        ),
        source=Source("Statutory guidance Promoting the health and well-being of looked-after children (2015)"),
    ),
    Indicator(
        id="LAC-51",
        title="Substance misuse identified",
        label="A problem with drugs or alcohol identified",
        theme=_THEME,
        cohort=_CONTINUOUS,
        measure=Percentage(met="is_substance_misuse"),
        windows=(Window.AS_AT,),
        needs=("health_checks",),
        is_told_by_returns=True,
        numerator_words="A problem identified, dated in the 12 months to the last day",
        denominator_words=_TWELVE_MONTHS,
        left_out_words=_SHORT_BREAKS,
        source=_OC2,
    ),
    Indicator(
        id="LAC-52",
        title="Health assessments refused",
        label="Health checks refused",
        theme=_THEME,
        cohort=HEALTH_ASSESSMENTS_REFUSED,
        measure=Count(),
        windows=(Window.QUARTER, Window.YEAR_TO_DATE),
        headline=Window.QUARTER,
        needs=("health_assessments",),
        numerator_words="Assessments with status refused, by appointment date, child looked after that day",
        left_out_words=f"{_SHORT_BREAKS}; refusals without an appointment date",
        counts=Counts.RECORDS,
        basis=Basis.FLOW,
        source=Source("Herefordshire corporate parenting needs analysis 2017 counts refusals beside assessments done"),
    ),
)
