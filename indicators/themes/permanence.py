"""Adoption, guardianship and plans for permanence (data contract 2, section 5.7)."""

from __future__ import annotations

from indicators.definition import Basis, Cohort, Direction, Exceptions, Reason, Source
from indicators.theme import Theme
from indicators.units.count import Count
from indicators.units.growth import Growth
from indicators.units.mean import Mean
from indicators.units.percentage import Percentage
from schemas.groups import CODE_GROUPS
from warehouse.calendar import Window

ORDER = 66

_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"
_TWO_YEARS = (Window.YEAR_TO_DATE, Window.ROLLING_YEAR)
_SCORECARD = Source(
    "Adoption leadership board scorecards, indicators A1, A2, A3 and A10",
    "How children still waiting count is a reconstruction of the published method",
)
_PERMANENCE = Theme(
    "Permanence", is_published=False, source=_SCORECARD, left_out_words=_SHORT_BREAKS, needs=("permanence",)
)
_JOURNEY = _PERMANENCE.but(
    windows=(Window.ROLLING_YEAR, Window.THREE_YEARS), headline=Window.ROLLING_YEAR, basis=Basis.FLOW
)
_LEAVING = Theme(
    "Permanence", is_published=False,
    source=Source("SSDA903 children looked after return, REC"), left_out_words=_SHORT_BREAKS,
                 windows=_TWO_YEARS, basis=Basis.FLOW)  # fmt: skip
_JOURNEYS = Cohort("adoption_journeys")
_LEFT = Cohort("ceased_in_the_window", "Children who ceased to be looked after in the period, by the last end")
_ON_THE_DAY = Cohort("looked_after_on_the_day", "Children looked after on the last day of the quarter")
_ADOPTED = "is_adopted AND moved_in_date IS NOT NULL"
_GUARDIANSHIP = ", ".join(f"'{code}'" for code in CODE_GROUPS["reason_for_leaving"]["Special guardianship"])
_IN_ADOPTIVE_HOME = "placement_type IN ('A3', 'A4', 'A5', 'A6')"
_WAITING = f"care_plan = 'adoption' AND NOT coalesce({_IN_ADOPTIVE_HOME}, FALSE)"

INDICATORS = (
    _JOURNEY("LAC-110", "A1: entry to moving in with the adoptive family", "Days from coming into care to the adoptive family",
             _JOURNEYS, Mean("days_to_moving_in", _ADOPTED, measured_in="days"), "Days from the start of that care",
             denominator_words="Children who left care through adoption", better=Direction.LOWER,
             unknown="is_adopted AND moved_in_date IS NULL"),
    _JOURNEY("LAC-110-A", "A10: entry to moving in, adjusted for adoptions by foster carers",
             "Days from coming into care to the adoptive family, adoptions by foster carers from when they fostered",
             _JOURNEYS, Mean("days_to_moving_in_adjusted", _ADOPTED, measured_in="days"),
             "Days from the start of that care, ended when the adopting foster carers began to foster",
             denominator_words="Children who left care through adoption", better=Direction.LOWER,
             unknown="is_adopted AND moved_in_date IS NULL"),
    _JOURNEY("LAC-111", "A2: court authority to match", "Days from court authority to match", _JOURNEYS,
             Mean("days_from_order_to_match", "is_adopted AND is_match_known", measured_in="days"),
             "Days from placement order to match, none below nought",
             denominator_words="Children who left care through adoption, with both dates known", better=Direction.LOWER,
             unknown="is_adopted AND NOT is_match_known"),
    _JOURNEY("LAC-112", "A3: moved in within the limit", "Moved in with the adoptive family in time", _JOURNEYS,
             Percentage("is_in_time", "is_moving_in_known"),
             "Moved in, or still within time on the last day, inside the limit of months (14 unless the council says otherwise)",
             denominator_words="Children adopted, and children in care whose plan is adoption", better=Direction.HIGHER,
             unknown="NOT is_moving_in_known",
             exceptions=Exceptions("-", (
                 Reason("STILL_WAITING", "Still waiting", "is_waiting"), Reason("MOVED_IN_LATE", "Moved in late"),
             ), due="due_date", done="moved_in_date")),
    _LEAVING("LAC-113", "Left through adoption", "Left care through adoption", _LEFT,
             Percentage("reason_for_leaving = 'Adopted'"), "The last end was an adoption"),
    _PERMANENCE("LAC-114", "Adoption placements disrupted", "Adoption placements that broke down", Cohort("adoptions_disrupted"),
                Count(), "A placement that broke down in the period", windows=_TWO_YEARS, basis=Basis.FLOW,
                better=Direction.LOWER, exceptions=Exceptions("+", last_event="Broke down", last_event_date="disrupted_date")),
    _LEAVING("LAC-114-SGO", "Back in care after an adoption or guardianship order",
             "Back in care after adoption or guardianship", Cohort("started_in_the_window"), Count("is_back_after_permanence"),
             "Came into care after a period of care that ended so, or with such an order before the first on file",
             better=Direction.LOWER, needs=("children.previous_permanence",),
             exceptions=Exceptions("+", last_event="Came back", last_event_date="period_of_care_start")),
    _LEAVING("LAC-115", "Left through special guardianship", "Left care through special guardianship", _LEFT,
             Count(f"reason_ceased IN ({_GUARDIANSHIP})"), "The last end was a special guardianship order",
             better=Direction.HIGHER),
    _LEAVING("LAC-115-G", "Growth in special guardianship", "Growth in special guardianship over a year", None,
             Growth("LAC-115"), "Against the same period a year before", better=Direction.HIGHER),
    _PERMANENCE("LAC-116", "Plan is adoption", "Plan is adoption", _ON_THE_DAY, Count("care_plan = 'adoption'"),
                "Adoption the plan in force on the last day"),
    _PERMANENCE("LAC-116-IN", "Plan is adoption: moved in", "Plan is adoption, and moved in", _ON_THE_DAY,
                Count(f"care_plan = 'adoption' AND {_IN_ADOPTIVE_HOME}"), "Placed for adoption on the last day"),
    _PERMANENCE("LAC-116-WAIT", "Plan is adoption: waiting", "Plan is adoption, and waiting", _ON_THE_DAY, Count(_WAITING),
                "Not placed for adoption on the last day", better=Direction.LOWER,
                exceptions=Exceptions("+", last_event="Came into care", last_event_date="period_of_care_start")),
    _PERMANENCE("LAC-116-ADULT", "To stay to adulthood", "Plan is to stay to adulthood", _ON_THE_DAY,
                Count("care_plan IN ('long_term_fostering', 'residential', 'supported_living')"),
                "Long-term fostering, residential care or supported living the plan in force"),
)  # fmt: skip
