"""How well the records are kept (data contract 2, section 5.11)."""

from __future__ import annotations

from indicators.definition import Basis, Book, Cohort, Counts, Direction, Exceptions, Reason, Source
from indicators.theme import Theme
from indicators.units.count import Count
from indicators.units.percentage import Percentage
from indicators.units.ratio import Ratio
from indicators.units.shape import FigureOf
from warehouse.calendar import Window

ORDER = 220

_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"
_RECORDING = Theme(
    "Recording", is_published=False,
    source=Source("SSDA903 children looked after return, guide to validation"),
                   left_out_words=_SHORT_BREAKS, better=Direction.LOWER)  # fmt: skip
_ON_THE_DAY = Cohort("looked_after_on_the_day", "Children looked after on the last day of the quarter")
_OPEN = Cohort("care_leavers_open", "Everyone on the leaving-care roster on the last day")

INDICATORS = (
    _RECORDING("DQ-01-ETH", "Ethnicity not recorded", "Ethnicity not recorded", _ON_THE_DAY,
               Percentage("ethnicity = 'Not recorded'"), "Blank, refused or not yet obtained"),
    _RECORDING("DQ-01-DIS", "Disability not recorded", "Disability not recorded", _ON_THE_DAY,
               Percentage("disability = 'Not recorded'"), "Nothing recorded, not even that there is none",
               needs=("children.disability_codes",)),
    _RECORDING("DQ-01-UPN", "Pupil number not recorded", "Pupil number not recorded", _ON_THE_DAY,
               Percentage("upn IS NULL", "age BETWEEN 5 AND 15"), "No unique pupil number",
               denominator_words="Children looked after aged 5 to 15", needs=("children.upn",)),
    _RECORDING("DQ-02", "Activity and accommodation both known", "Activity and home both known", _OPEN,
               Percentage("activity_code IS NOT NULL AND activity_code <> '0' AND accommodation_answer <> 'not known'",
                          "eligibility <> 'qualifying'"), "Both on file and known",
               denominator_words="Everyone on the roster except qualifying", better=Direction.HIGHER,
               needs=("care_leaver_roster", "eet_status", "accommodation"),
               exceptions=Exceptions("-", (
                   Reason("ACTIVITY", "Activity not known", "activity_code IS NULL OR activity_code = '0'"),
                   Reason("HOME", "Home not known")))),
    _RECORDING("DQ-03", "Breaks in the chain of episodes", "Breaks in the chain of episodes", Cohort("chain_breaks"), Count(),
               "Episodes that neither begin care nor begin where the one before ended", counts=Counts.RECORDS),
    _RECORDING("DQ-05", "Missing for over a week", "Missing for over a week, by the records", Cohort("missing_for_long"),
               Count(), "Begun more than a week before the last day, with no end by it", counts=Counts.RECORDS,
               needs=("missing_episodes",), own_book=Book.PROMISES,
               exceptions=Exceptions("+", (Reason("NO_END", "No end recorded", "is_not_ended"),
                                           Reason("RETURNED_SINCE", "Has returned since")),
                                     last_event="Went missing", last_event_date="missing_since_date")),
    _RECORDING("DQ-06", "Pathway plans dated before 15", "Pathway plans dated before the 15th birthday",
               Cohort("early_pathway_plans"), Count(), "Events dated before the 15th birthday", counts=Counts.RECORDS,
               needs=("pathway_plans",)),
    _RECORDING("DQ-07", "Roster category differs from care history", "Roster category differs from care history", _OPEN,
               Count("is_at_odds_with_history"), "The category recorded is not the one the care history gives",
               needs=("care_leaver_roster",), exceptions=Exceptions("+")),
    _RECORDING("DQ-08", "Missing episodes per 100 children placed outside", "Times missing for every 100 placed outside",
               Cohort("missing_episodes_started"),
               Ratio("episode_type = 'M' AND is_placed_outside", per=FigureOf("LAC-39", "as_at")),
               "Missing episodes of children living outside the authority that day",
               denominator_words="Children living outside the authority on the last day", counts=Counts.RECORDS,
               windows=(Window.ROLLING_YEAR,), basis=Basis.FLOW, better=Direction.CONTEXT,
               needs=("missing_episodes", "care_episodes.placement_authority")),
)  # fmt: skip
