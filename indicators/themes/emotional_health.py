"""Strengths and difficulties questionnaires."""

from __future__ import annotations

from indicators.cohorts import CONTINUOUSLY_LOOKED_AFTER
from indicators.definition import Direction, Exceptions, Indicator, Reason, Source, Target, Tier
from indicators.units.mean import Mean
from indicators.units.percentage import Percentage
from warehouse.calendar import Window

ORDER = 40
_THEME = "Emotional wellbeing"

_CONTINUOUS = CONTINUOUSLY_LOOKED_AFTER
_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"
_BASE = "Children looked after on the last day and for at least 12 months without a break, aged 5 to 16 on that day"
_SCORED = "is_questionnaire_age AND score IS NOT NULL"
_SOURCE = Source("SSDA903 children looked after return, SDQ_SCORE and SDQ_REASON; former national indicator 58")

INDICATORS = (
    Indicator(
        id="LAC-60",
        title="SDQ completed",
        label="Wellbeing questionnaire completed",
        theme=_THEME,
        cohort=_CONTINUOUS,
        measure=Percentage(met="score IS NOT NULL", of="is_questionnaire_age"),
        windows=(Window.AS_AT,),
        needs=("sdqs", "sdqs.score"),
        is_told_by_returns=True,
        numerator_words="A score recorded in the 12 months to the last day",
        denominator_words=_BASE,
        left_out_words=f"{_SHORT_BREAKS}. A reason for not completing it does not take a child out",
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(
            at_least=100,
            floor=90,
            source="All: statutory guidance Promoting the health and well-being of looked-after children (2015)",
        ),
        exceptions=Exceptions(
            "-",
            (
                Reason("SDQ2", "Carer refused", "reason_not_completed = 'SDQ2'"),
                Reason("SDQ5", "Child or young person refused", "reason_not_completed = 'SDQ5'"),
                Reason(
                    "SDQ3",
                    "Not possible because of the severity of a disability",
                    "reason_not_completed = 'SDQ3'",
                ),
                Reason("SDQ1", "Recorded as out of the age range", "reason_not_completed = 'SDQ1'"),
                Reason("SDQ4", "Other reason recorded", "reason_not_completed = 'SDQ4'"),
                Reason("NO_REASON", "No score and no reason recorded", "TRUE"),
            ),
            last_event="Last questionnaire",
            last_event_date="last_questionnaire_date",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="LAC-61",
        title="Average SDQ score",
        label="Average wellbeing score (lower is better)",
        theme=_THEME,
        cohort=_CONTINUOUS,
        measure=Mean(amount="score", of=_SCORED),
        windows=(Window.AS_AT,),
        needs=("sdqs", "sdqs.score"),
        is_told_by_returns=True,
        numerator_words="Sum of each child's latest score in the 12 months (the carer's if that date has one)",
        denominator_words="Children with a score among those who should have one",
        left_out_words=_SHORT_BREAKS,
        better=Direction.LOWER,
        source=Source(_SOURCE.text, "Scores run from 0 to 40: under 14 is close to average, 17 and over is high"),
    ),
    Indicator(
        id="LAC-62",
        title="SDQ score 17 or more",
        label="High wellbeing score, a cause for concern",
        theme=_THEME,
        cohort=_CONTINUOUS,
        measure=Percentage(met="score >= 17", of=_SCORED),
        windows=(Window.AS_AT,),
        needs=("sdqs", "sdqs.score"),
        is_told_by_returns=True,
        numerator_words="That score is 17 or more",
        denominator_words="Children with a score among those who should have one",
        left_out_words=_SHORT_BREAKS,
        better=Direction.LOWER,
        source=_SOURCE,
    ),
)
