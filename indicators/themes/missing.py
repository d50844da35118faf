"""Missing from care and away without authorisation, and the conversations on return."""

from __future__ import annotations

from indicators.cohorts import (
    LOOKED_AFTER_IN_THE_WINDOW,
    MISSING_EPISODES_ENDED,
    MISSING_EPISODES_STARTED,
    MISSING_ON_THE_DAY,
)
from indicators.definition import Basis, Counts, Direction, Exceptions, Indicator, Reason, Source, Target, Tier
from indicators.units.count import Count
from indicators.units.mean import Mean
from indicators.units.percentage import Percentage
from warehouse.calendar import Window

ORDER = 50
_THEME = "Missing from care"

_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"
_ALL_THREE = (Window.QUARTER, Window.YEAR_TO_DATE, Window.ROLLING_YEAR)
_TWO = (Window.QUARTER, Window.YEAR_TO_DATE)
_CHILDREN = LOOKED_AFTER_IN_THE_WINDOW
_STARTED = MISSING_EPISODES_STARTED
_ENDED = MISSING_EPISODES_ENDED
_NEEDS = ("missing_episodes",)
_WENT_MISSING = "Children who went missing in the period on a day they were looked after"
_RETURNS = "Missing episodes that ended in the period, the child looked after on the day it began"
_RETURN_DATA = Source(
    "SSDA903 children looked after return, missing episodes (collected for any length since 2014-15)",
    "Recording changed in many councils in 2017, when absences once recorded as away became missing",
)
_GUIDANCE = Source(
    "Statutory guidance on children who run away or go missing from home or care (2014)",
    "Times are compared as local clock times; where either has no time of day, by date within three days",
)
_INTERVIEW = (
    Reason("DECLINED", "Declined by the child", "is_declined"),
    Reason("NOT_OFFERED", "Not offered", "interview_offered_date IS NULL"),
    Reason("OFFERED_NOT_HELD", "Offered, not held", "TRUE"),
)

INDICATORS = (
    Indicator(
        id="LAC-70",
        title="Children with a missing episode",
        label="Children who went missing",
        theme=_THEME,
        cohort=_CHILDREN,
        measure=Percentage(met="missing_episodes >= 1"),
        windows=_ALL_THREE,
        needs=_NEEDS,
        numerator_words="At least one missing episode began in the period on a day the child was looked after",
        denominator_words="Children looked after at some time in the period",
        left_out_words=f"{_SHORT_BREAKS}; away without authorisation",
        better=Direction.LOWER,
        basis=Basis.FLOW,
        is_rated=True,
        target=Target(
            at_most=9,
            floor=14,
            source="England 9% (8,670 of 100,810), year to 31 March 2016 (Herefordshire needs analysis 2017)",
        ),
        source=_RETURN_DATA,
    ),
    Indicator(
        id="LAC-71",
        title="Missing episodes",
        label="Times children went missing",
        theme=_THEME,
        cohort=_STARTED,
        measure=Count(of="episode_type = 'M'"),
        windows=_ALL_THREE,
        needs=_NEEDS,
        numerator_words="Missing episodes that began in the period on a day the child was looked after, of any length",
        left_out_words=f"{_SHORT_BREAKS}; away without authorisation",
        counts=Counts.RECORDS,
        basis=Basis.FLOW,
        source=_RETURN_DATA,
    ),
    Indicator(
        id="LAC-72",
        title="Episodes per missing child",
        label="Times missing for each child who went missing",
        theme=_THEME,
        cohort=_CHILDREN,
        measure=Mean(amount="missing_episodes", of="missing_episodes >= 1"),
        windows=_ALL_THREE,
        needs=_NEEDS,
        numerator_words="Missing episodes that began in the period",
        denominator_words=_WENT_MISSING,
        left_out_words=_SHORT_BREAKS,
        basis=Basis.FLOW,
        source=_RETURN_DATA,
    ),
    Indicator(
        id="LAC-73",
        title="Repeatedly missing",
        label="Went missing more than once, of those who went missing",
        theme=_THEME,
        cohort=_CHILDREN,
        measure=Percentage(met="missing_episodes >= 2", of="missing_episodes >= 1"),
        windows=(Window.ROLLING_YEAR,),
        needs=_NEEDS,
        numerator_words="Two or more missing episodes began in the period",
        denominator_words=_WENT_MISSING,
        left_out_words=_SHORT_BREAKS,
        better=Direction.LOWER,
        basis=Basis.FLOW,
        exceptions=Exceptions(
            "+",
            (
                Reason("TEN_OR_MORE", "Ten or more times", "missing_episodes >= 10"),
                Reason("THREE_TO_NINE", "Three to nine times", "missing_episodes >= 3"),
                Reason("TWICE", "Twice", "TRUE"),
            ),
            last_event="Last went missing",
            last_event_date="last_missing_date",
            certain="missing_episodes >= 2",
        ),
        source=_RETURN_DATA,
    ),
    Indicator(
        id="LAC-74",
        title="Away without authorisation",
        label="Times children were away without agreement",
        theme=_THEME,
        cohort=_STARTED,
        measure=Count(of="episode_type = 'A'"),
        windows=_ALL_THREE,
        needs=_NEEDS,
        numerator_words="Away episodes that began in the period on a day the child was looked after",
        left_out_words=_SHORT_BREAKS,
        counts=Counts.RECORDS,
        basis=Basis.FLOW,
        source=_RETURN_DATA,
    ),
    Indicator(
        id="LAC-75",
        title="Missing on the last day",
        label="Children missing on the last day of the quarter",
        theme=_THEME,
        cohort=MISSING_ON_THE_DAY,
        measure=Count(),
        windows=(Window.AS_AT,),
        needs=_NEEDS,
        numerator_words="Looked after on the last day, with a missing episode begun by then and not ended by then",
        left_out_words=f"{_SHORT_BREAKS}; episodes that ended on the last day",
        better=Direction.LOWER,
        exceptions=Exceptions(
            "+",
            (
                Reason("NO_END_RECORDED", "Still missing, or no end recorded", "is_not_ended"),
                Reason("RETURNED_SINCE", "Has returned since", "TRUE"),
            ),
            last_event="Went missing",
            last_event_date="missing_since_date",
        ),
        source=_RETURN_DATA,
    ),
    Indicator(
        id="LAC-77",
        title="Return interview offered",
        label="Conversation on return offered",
        theme=_THEME,
        cohort=_ENDED,
        measure=Percentage(met="interview_offered_date IS NOT NULL"),
        windows=_TWO,
        headline=Window.QUARTER,
        needs=(*_NEEDS, "missing_episodes.interview_offered_date"),
        numerator_words="An offer is dated, whenever it was made",
        denominator_words=_RETURNS,
        left_out_words=_SHORT_BREAKS,
        counts=Counts.RECORDS,
        better=Direction.HIGHER,
        basis=Basis.FLOW,
        tier=Tier.PROCESS,
        exceptions=Exceptions(
            "-",
            (Reason("NOT_OFFERED", "Not offered", "TRUE"),),
            due="due_date",
            last_event="Returned",
            last_event_date="returned_date",
        ),
        source=_GUIDANCE,
    ),
    Indicator(
        id="LAC-78",
        title="Return interview held",
        label="Conversation on return held",
        theme=_THEME,
        cohort=_ENDED,
        measure=Percentage(met="is_held"),
        windows=_TWO,
        headline=Window.QUARTER,
        needs=(*_NEEDS, "missing_episodes.interview_held_at"),
        numerator_words="An interview is dated, whenever it was held",
        denominator_words=_RETURNS,
        left_out_words=f"{_SHORT_BREAKS}. A declined interview stays in",
        counts=Counts.RECORDS,
        better=Direction.HIGHER,
        basis=Basis.FLOW,
        tier=Tier.PROCESS,
        exceptions=Exceptions(
            "-",
            _INTERVIEW,
            due="due_date",
            last_event="Interview offered",
            last_event_date="interview_offered_date",
        ),
        source=_GUIDANCE,
    ),
    Indicator(
        id="LAC-79",
        title="Return interview within 72 hours",
        label="Conversation held within 72 hours of return",
        theme=_THEME,
        cohort=_ENDED,
        measure=Percentage(met="is_held_in_time"),
        windows=_TWO,
        headline=Window.QUARTER,
        needs=(*_NEEDS, "missing_episodes.interview_held_at"),
        numerator_words="Held within 72 hours of the end of the episode, 72 hours exactly included",
        denominator_words=_RETURNS,
        left_out_words=f"{_SHORT_BREAKS}. A declined interview stays in",
        counts=Counts.RECORDS,
        better=Direction.HIGHER,
        basis=Basis.FLOW,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(
            at_least=100,
            floor=90,
            source="All: statutory guidance on children who run away or go missing from home or care (2014)",
        ),
        exceptions=Exceptions(
            "-",
            (Reason("HELD_LATE", "Held after 72 hours", "is_held"), *_INTERVIEW),
            due="due_date",
            done="held_date",
            last_event="Interview offered",
            last_event_date="interview_offered_date",
            certain="is_held OR due_date <= known_on",
        ),
        source=_GUIDANCE,
    ),
)
