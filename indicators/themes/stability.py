"""Moves, workers and visits (data contract 2, section 5.2)."""

from __future__ import annotations

from indicators.definition import Basis, Cohort, Counts, Direction, Exceptions, Reason, Source, Target
from indicators.theme import Theme
from indicators.units.count import Count
from indicators.units.mean import Mean
from indicators.units.percentage import Percentage
from warehouse.calendar import Window

ORDER = 22

_MOVES = Source("SSDA903 children looked after return, placements; DfE placement stability statistics")
_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"
_ON_THE_DAY = Cohort("looked_after_on_the_day", "Children looked after on the last day of the quarter")
_A_YEAR = Cohort(
    "workers_in_the_year",
    "Children looked after continuously for twelve months",
    reach="rolling_year_starts",
)
_HOMES = Theme("Homes", is_published=False, source=_MOVES, left_out_words=_SHORT_BREAKS)
_WORKERS = Theme(
    "Workers and visits", is_published=False,
    source=Source("Children's social work workforce and caseload practice; local definitions"),
    left_out_words=_SHORT_BREAKS, needs=("worker_allocations",), better=Direction.LOWER,
)  # fmt: skip
_DISTANCE = ("care_episodes.placement_distance_miles",)
_UNPLANNED = "('ALLEG', 'STAND', 'APPRR', 'CREQB', 'CREQO', 'CHILD', 'LAREQ')"
_BACK_A_YEAR = "rolling_year_starts"

INDICATORS = (
    _HOMES("LAC-31", "One placement in 12 months", "One home in 12 months", _ON_THE_DAY,
           Percentage("placements_in_year = 1"), "Exactly one placement with a day in the 12 months",
           better=Direction.HIGHER, reach=_BACK_A_YEAR),
    _HOMES("LAC-31-2", "Two placements in 12 months", "Two homes in 12 months", _ON_THE_DAY,
           Percentage("placements_in_year = 2"), "Exactly two placements with a day in the 12 months", reach=_BACK_A_YEAR),
    _HOMES("LAC-33", "Two and a half years in placement", "In the same home for two and a half years", _ON_THE_DAY,
           Count("is_in_placement_30_months"), "The current placement started at least 30 months before, at any age",
           better=Direction.HIGHER, reach="months_later(ends, -30)"),
    _HOMES("LAC-34", "Unplanned endings", "Moves that were not planned", Cohort("placements_started", "Moves in the period"),
           Percentage(f"reason IN {_UNPLANNED}", "reason IS NOT NULL"),
           "The home before ended because of an allegation, standards, approval, or at the request of carer, child or council",
           denominator_words="Moves to another placement in the period, with a reason recorded",
           windows=(Window.QUARTER, Window.ROLLING_YEAR), counts=Counts.RECORDS, basis=Basis.FLOW, better=Direction.LOWER,
           needs=("care_episodes.reason_placement_change",), unknown="reason IS NULL",
           exceptions=Exceptions("+", (
               Reason("ALLEGATION", "Allegation or standards of care", "reason IN ('ALLEG', 'STAND', 'APPRR')"),
               Reason("CARER", "At the carer's request", "reason IN ('CREQB', 'CREQO')"),
               Reason("CHILD", "At the child's request", "reason = 'CHILD'"),
               Reason("COUNCIL", "At the council's request"),
           ), last_event="Moved", last_event_date="placement_start")),
    _HOMES("LAC-35", "Three or more placements in two years", "Three or more homes in two years", _ON_THE_DAY,
           Percentage("placements_in_two_years >= 3", "is_in_care_24_months"),
           "At least three placements with a day in the 24 months",
           denominator_words="Children looked after in a period of care that began at least 24 months before",
           better=Direction.LOWER, reach="months_later(ends, -24)",
           exceptions=Exceptions("+", (
               Reason("FIVE_OR_MORE", "Five or more homes", "placements_in_two_years >= 5"),
               Reason("THREE_OR_FOUR", "Three or four homes"),
           ), last_event="Last move", last_event_date="placement_start")),
    _WORKERS("LAC-36", "Social workers in a year", "Social workers in the year, on average", _A_YEAR,
             Mean("social_workers"), "Different social workers allocated on some day of the year"),
    _WORKERS("LAC-36-3", "Three or more social workers in a year", "Three or more social workers in the year", _A_YEAR,
             Percentage("social_workers >= 3"), "At least three different social workers",
             exceptions=Exceptions("+", (
                 Reason("FOUR_OR_MORE", "Four or more", "social_workers >= 4"), Reason("THREE", "Three"),
             ))),
    _WORKERS("LAC-36-IRO", "Change of reviewing officer", "A change of reviewing officer in the year", _A_YEAR,
             Percentage("reviewing_officers >= 2"), "At least two different independent reviewing officers"),
    _HOMES("LAC-38-IN", "Within 20 miles of home", "Living within 20 miles of home", _ON_THE_DAY,
           Count("placement_distance_miles <= 20"), "A known distance of at most 20 miles", better=Direction.HIGHER,
           needs=_DISTANCE),
    _HOMES("LAC-38-OUT", "Over 20 miles from home and outside the authority",
           "Living more than 20 miles from home and outside the area", _ON_THE_DAY,
           Percentage("placement_distance_miles > 20 AND placement_authority <> responsible_authority"),
           "A known distance over 20 miles and a known authority other than the council's own",
           better=Direction.LOWER, needs=(*_DISTANCE, "care_episodes.placement_authority"), is_rated=True,
           is_published=True,
           target=Target("England 14% over 20 miles and outside the boundary, 31 March 2015 (DfE children looked after)",
                         at_most=14, floor=19),
           unknown="placement_distance_miles IS NULL OR placement_authority IS NULL",
           source=Source("DfE children looked after in England, table on location of placements: 14.3% in 2015",
                         "England's base is all children, those of unknown distance included"),
           exceptions=Exceptions("+", (
               Reason("OVER_50", "More than 50 miles", "placement_distance_miles > 50"), Reason("OVER_20", "20 to 50 miles"),
           ), last_event="Last move", last_event_date="placement_start")),
    _WORKERS("LAC-88", "Statutory visits up to date", "Visits by the social worker up to date",
             Cohort("visits_due", "Children looked after who have lived in their home for more than a week"),
             Percentage("is_up_to_date"), "The child was seen within the interval the law sets for the home",
             needs=("visits", "reviews", "permanence"), better=Direction.HIGHER,
             source=Source("Care Planning, Placement and Case Review (England) Regulations 2010, regulation 28",
                           "Weekly visits are known only for children with parents under an interim order and with "
                           "temporarily approved carers"),
             target=Target("Care Planning, Placement and Case Review (England) Regulations 2010, regulation 28",
                           at_least=100),
             exceptions=Exceptions("-", (
                 Reason("NEVER_SEEN", "Not seen since moving in", "last_visit_date IS NULL"),
                 Reason("OVERDUE", "Seen, but too long ago"),
             ), due="due_date", last_event="Last seen", last_event_date="last_visit_date")),
)  # fmt: skip
