"""Missing in full, exploitation and child protection while in care (data contract 2, section 5.4)."""

from __future__ import annotations

from indicators.definition import Basis, Cohort, Counts, Direction, Exceptions, Reason, Source, Target, Tier
from indicators.theme import Theme
from indicators.units.count import Count
from indicators.units.mean import Median
from indicators.units.percentage import Percentage
from warehouse.calendar import Window

ORDER = 52

_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"
_TWO = (Window.QUARTER, Window.YEAR_TO_DATE)
_THREE = (*_TWO, Window.ROLLING_YEAR)
_GUIDANCE = Source("Statutory guidance on children who run away or go missing from home or care (2014)")
_RETURNS = Cohort(
    "missing_episodes_ended", "Missing episodes that ended in the period, the child looked after when it began"
)
_MISSING = Theme(
    "Missing from care", is_published=False,
    source=_GUIDANCE, left_out_words=_SHORT_BREAKS, needs=("missing_episodes",), windows=_THREE,
    counts=Counts.RECORDS, basis=Basis.FLOW,
)  # fmt: skip
_INTERVIEWS = _MISSING.but(windows=_TWO, headline=Window.QUARTER, better=Direction.HIGHER, tier=Tier.PROCESS)
_RISK = Cohort("exploitation_risk")
_EXPLOITATION = Theme(
    "Exploitation and protection", is_published=False,
    source=Source("Working together to safeguard children (2015); local risk assessments"),
    left_out_words=_SHORT_BREAKS, needs=("safeguarding",), reach="quarter_starts",
)  # fmt: skip
_PROTECTION = Theme(
    "Exploitation and protection", is_published=False,
    source=Source("Children Act 1989, section 47"), left_out_words=_SHORT_BREAKS,
    needs=("safeguarding",), windows=(Window.ROLLING_YEAR,), basis=Basis.FLOW,
)  # fmt: skip
_EVENTS = Cohort("safeguarding_events")
_HIGH = (Reason("HIGH", "High risk", "level_rank = 3"), Reason("MEDIUM", "Medium risk"))

INDICATORS = (
    _MISSING("LAC-76-MED", "Length of missing episodes, median", "Days missing, the episode in the middle", _RETURNS,
             Median("days_missing", measured_in="days"), "Days from the start to the end, at least one"),
    _MISSING("LAC-76-2D", "Missing episodes of two days or less", "Missing for two days or less", _RETURNS,
             Percentage("days_missing <= 2"), "At most two days from the start to the end"),
    _MISSING("LAC-76-24H", "Missing for longer than 24 hours", "Missing for more than 24 hours", _RETURNS,
             Percentage("is_over_24_hours", "is_over_24_hours IS NOT NULL"), "More than 24 hours by the clock",
             denominator_words="Missing episodes that ended in the period with both times of day known",
             unknown="is_over_24_hours IS NULL", better=Direction.LOWER),
    _INTERVIEWS("LAC-77-I", "Return interview by an independent person", "Conversation on return with somebody independent",
                _RETURNS, Percentage("is_independent", "is_held AND is_independent IS NOT NULL"),
                "Held by somebody independent of the child's care",
                denominator_words="Conversations held of which it is known who held them",
                unknown="is_held AND is_independent IS NULL",
                needs=("missing_episodes", "missing_episodes.interview_held_at", "missing_episodes.interviewer_independent")),
    _INTERVIEWS("LAC-78-O", "Return interview held, of those offered", "Conversation held, of those offered", _RETURNS,
                Percentage("is_held", "interview_offered_date IS NOT NULL"), "An interview is dated",
                denominator_words="Returns for which a conversation was offered",
                needs=("missing_episodes", "missing_episodes.interview_held_at",
                       "missing_episodes.interview_offered_date")),
    _INTERVIEWS("LAC-79-H", "Return interview within 72 hours, of those held", "Conversation within 72 hours, of those held",
                _RETURNS, Percentage("is_held_in_time", "is_held"), "Held within 72 hours of the end of the episode",
                denominator_words="Conversations held", needs=("missing_episodes", "missing_episodes.interview_held_at")),
    _EXPLOITATION("LAC-80", "At medium or high risk of exploitation", "At risk of exploitation", _RISK,
                  Count("is_looked_after AND level_rank >= 2"), "Latest assessment medium or high, sexual or criminal",
                  better=Direction.LOWER,
                  exceptions=Exceptions("+", _HIGH, last_event="Last assessed", last_event_date="last_assessment_date")),
    _EXPLOITATION("LAC-80-CSE", "At medium or high risk of sexual exploitation", "At risk of sexual exploitation", _RISK,
                  Count("is_looked_after AND sexual_level_rank >= 2"), "Latest assessment of sexual exploitation medium or high",
                  better=Direction.LOWER,
                  exceptions=Exceptions("+", (Reason("HIGH", "High risk", "sexual_level_rank = 3"),
                                              Reason("MEDIUM", "Medium risk")),
                                        last_event="Last assessed", last_event_date="last_assessment_date")),
    _EXPLOITATION("LAC-80-DOWN", "Risk of exploitation has fallen", "Risk of exploitation has fallen", _RISK,
                  Percentage("has_fallen", "is_looked_after AND has_fallen IS NOT NULL"),
                  "The year's latest assessment is lower than the one before it of its kind",
                  denominator_words="Children looked after who were assessed again in the year", better=Direction.HIGHER,
                  reach="rolling_year_starts"),
    _EXPLOITATION("LAC-80-PLAN", "At risk of exploitation, with a plan", "At risk of exploitation with a safety plan", _RISK,
                  Percentage("has_plan", "level_rank >= 2"), "A plan on an assessment that gives the level",
                  denominator_words="Children looked after and young people on the roster at medium or high risk",
                  needs=("safeguarding", "care_leaver_roster"), better=Direction.HIGHER,
                  target=Target("Cheshire East corporate parenting strategy 2015 to 2017: every young person at risk",
                                at_least=100),
                  exceptions=Exceptions("-", _HIGH, last_event="Last assessed", last_event_date="last_assessment_date")),
    _EXPLOITATION("LAC-80-N", "Assessed for sexual exploitation", "Assessed for sexual exploitation",
                  Cohort("persons_assessed_for_exploitation"), Count(), "Assessed on a day looked after",
                  windows=(Window.YEAR_TO_DATE, Window.ROLLING_YEAR), basis=Basis.FLOW, reach="starts"),
    *(
        _PROTECTION(f"LAC-89-{short}{'7' if early else ''}", f"{title}{' within 7 days of coming in' if early else ' while in care'}",
                    f"{title}{' in the first week in care' if early else ' while in our care'}", _EVENTS,
                    Count(f"event_type = '{kind}' AND {'' if early else 'NOT '}is_in_first_week"),
                    f"At least one {title.lower()} {'0 to 7' if early else 'more than 7'} days after the start of that care",
                    better=Direction.CONTEXT if early else Direction.LOWER)
        for early in (False, True)
        for short, kind, title in (("SD", "strategy_discussion", "Strategy discussion"),
                                   ("S47", "section_47", "Section 47 enquiry"))
    ),
)  # fmt: skip
