"""Who comes into care, stays and leaves: profiles, turnover, entry and leaving (data contract 2, section 5.1)."""

from __future__ import annotations

from indicators.definition import NOT_MET, Basis, Cohort, Counts, Direction, Exceptions, Reason, Source, Target, Tier
from indicators.theme import Theme
from indicators.units.count import Count
from indicators.units.distribution import Distribution
from indicators.units.growth import Growth
from indicators.units.mean import Mean, Median
from indicators.units.percentage import Percentage
from indicators.units.ratio import Ratio
from indicators.units.shape import By, FigureOf
from schemas.codes import code_set
from schemas.groups import AGE_BANDS, CODE_GROUPS, LOOKED_AFTER, OTHER_REASON
from warehouse.calendar import Window

ORDER = 12

_RETURN = Source("SSDA903 children looked after return; DfE children looked after in England, national tables")
_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"
_YEAR = (Window.ROLLING_YEAR,)
_TWO_YEARS = (Window.YEAR_TO_DATE, Window.ROLLING_YEAR)
_ON_THE_DAY = Cohort("looked_after_on_the_day", "Children looked after on the last day of the quarter")
_IN_THE_WINDOW = Cohort("looked_after_in_the_window", "Children looked after at some time in the period")
_STARTED = Cohort("started_in_the_window", "Children who started to be looked after in the period")
_LEFT = Cohort("ceased_in_the_window", "Children who ceased to be looked after in the period, by the last end")
_STARTS = Cohort("periods_of_care_started", "Periods of care that started in the period")

_PROFILE = Theme("Who our children are", is_published=False, source=_RETURN, left_out_words=_SHORT_BREAKS)
_SHARES = Theme("Who our children are", is_published=False, source=_RETURN, left_out_words=_SHORT_BREAKS)
_FLOW = Theme(
    "Coming into care and leaving",
    is_published=False,
    source=_RETURN,
    left_out_words=_SHORT_BREAKS,
    windows=_YEAR,
    basis=Basis.FLOW,
)
_ENTRY = _FLOW.but(windows=_TWO_YEARS)
_KNOWN = "ethnicity_code IS NOT NULL AND ethnicity_code NOT IN ('REFU', 'NOBT')"
_ETHNICITY_UNKNOWN = f"NOT ({_KNOWN})"
_BANDS = tuple(band.category for band in AGE_BANDS[LOOKED_AFTER])
_LEGAL = tuple(CODE_GROUPS["legal_status_profile"])
_NEEDS = tuple(f"N{number}" for number in range(1, 9))
#: The plan for permanence, as a breakdown; rows of it need the ``permanence`` extract, the headline does not.
CARE_PLAN = By("care_plan", "care_plan", code_set("PERMANENCE_PLAN").codes, "Plan for permanence", needs="permanence")
_LOCAL_BANDS = (
    "CASE WHEN age < 5 THEN '0-4' WHEN age < 11 THEN '5-10' WHEN age < 16 THEN '11-15' ELSE '16 and over' END"
)
_EXTERNAL_HOME = "placement_mix = 'External home'"

INDICATORS = (
    _FLOW("LAC-08-G", "Growth over twelve months", "Growth in children in our care over a year", None, Growth("LAC-01"),
          "Children looked after on the last day, against the same day a year before", windows=(Window.AS_AT,),
          basis=Basis.STOCK),
    _FLOW("LAC-09", "Turnover: still looked after", "Still in our care, of those in care in the year", _IN_THE_WINDOW,
          Percentage("is_still_looked_after"), "Looked after on the last day"),
    _FLOW("LAC-10-IN", "Turnover: entries", "Came into care, for every 100 in care", _STARTED,
          Ratio(per=FigureOf("LAC-01", "as_at")), "Children with a period of care that started in the year",
          denominator_words="Children looked after on the last day"),
    _FLOW("LAC-10-OUT", "Turnover: exits", "Left care, for every 100 in care", _LEFT,
          Ratio(per=FigureOf("LAC-01", "as_at")), "Children with a period of care that ended in the year",
          denominator_words="Children looked after on the last day"),
    _PROFILE("LAC-11", "Age profile", "Age", _ON_THE_DAY, Distribution("looked_after_age_band", _BANDS),
             "Children looked after, by completed years of age"),
    _PROFILE("LAC-12", "Sex profile", "Boys and girls", _ON_THE_DAY, Distribution("sex", ("M", "F", "U")),
             "Children looked after, by recorded sex"),
    _PROFILE("LAC-13", "Ethnicity profile", "Ethnicity", _ON_THE_DAY,
             Distribution("ethnicity", tuple(CODE_GROUPS["ethnicity"])), "Children looked after, by ethnic group"),
    _PROFILE("LAC-11-L", "Age profile, local bands", "Age, in the bands of the local strategy", _ON_THE_DAY,
             Distribution(_LOCAL_BANDS, ("0-4", "5-10", "11-15", "16 and over")),
             "Children looked after, by completed years of age"),
    _SHARES("LAC-12-16", "Boys among those 16 and over", "Boys, of those aged 16 and over", _ON_THE_DAY,
            Percentage("sex = 'M'", "age >= 16"), "Recorded as male",
            denominator_words="Children looked after aged 16 or over", unknown="age >= 16 AND sex IN ('U', 'Not recorded')"),
    _SHARES("LAC-13-NWB", "Not White British", "Not White British", _ON_THE_DAY,
            Percentage(f"{_KNOWN} AND ethnicity_code <> 'WBRI'"), "Ethnicity recorded, other than White British",
            unknown=_ETHNICITY_UNKNOWN),
    _SHARES("LAC-13-WOTH", "Other White background", "Of another White background", _ON_THE_DAY,
            Percentage("ethnicity_code = 'WOTH'"), "Ethnicity recorded as any other White background",
            unknown=_ETHNICITY_UNKNOWN),
    _SHARES("LAC-13-GRT", "Gypsy, Roma or Traveller", "Gypsy, Roma or Traveller", _ON_THE_DAY,
            Percentage("ethnicity_code IN ('WIRT', 'WROM')"),
            "Ethnicity recorded as Traveller of Irish heritage, Gypsy or Roma", unknown=_ETHNICITY_UNKNOWN),
    _SHARES("LAC-14", "Disabled", "Disabled", _ON_THE_DAY, Percentage("disability = 'Yes'"),
            "At least one disability recorded", unknown="disability = 'Not recorded'"),
    _SHARES("LAC-14-N2", "Disability the reason for care", "In care because of the child's disability", _ON_THE_DAY,
            Percentage("category_of_need = 'N2'"), "Category of need N2 in the episode open on the last day"),
    _SHARES("LAC-14-RES", "Disability the reason for care, in external homes",
            "In care because of disability, of those in external homes", _ON_THE_DAY,
            Percentage("category_of_need = 'N2'", _EXTERNAL_HOME), "Category of need N2 in the episode open on the last day",
            denominator_words="Children looked after in children's homes of other providers"),
    _FLOW("LAC-15-YEAR", "Unaccompanied at some time in the year", "Unaccompanied at some time in the year",
          _IN_THE_WINDOW, Percentage("is_uasc_in_window"), "Recorded as unaccompanied on some day of the year",
          needs=("children.uasc",)),
    _PROFILE("LAC-16", "Legal status profile", "Legal status", _ON_THE_DAY, Distribution("legal_status_profile", _LEGAL),
             "Children looked after, by legal status of the episode open on the last day"),
    _ENTRY("LAC-18", "Category of need on entry", "Why children came into care", _STARTED,
           Distribution("category_of_need", _NEEDS), "Children, by category of need of the first episode of the first start",
),
    _ENTRY("LAC-18-AGE", "Age on entry", "Age on coming into care", _STARTED, Distribution("entry_age_band", _BANDS),
           "Children, by age at the first start"),
    _ENTRY("LAC-18-LS", "Legal status on entry", "Legal status on coming into care", _STARTED,
           Distribution("entry_legal_status", _LEGAL), "Children, by legal status of the first episode of the first start",
),
    _ENTRY("LAC-19", "Reason for leaving", "Why children left care", _LEFT,
           Distribution("reason_for_leaving", (*CODE_GROUPS["reason_for_leaving"], OTHER_REASON)),
           "Children, by the reason the last episode ended"),
    _ENTRY("LAC-19-AGE", "Age on leaving", "Age on leaving care", _LEFT,
           Distribution("leaving_age_band", (*_BANDS[:-1], "16-17", "18 and over")), "Children, by age on the last end",
),
    _ENTRY("LAC-19-18", "Left on the 18th birthday", "Left care on the 18th birthday", _LEFT,
           Percentage("is_on_18th_birthday"), "The last end was on the 18th birthday, whatever the reason"),
    _FLOW("LAC-22", "Days in care at leaving", "Average days in care, of those who left", _LEFT,
          Mean("days_in_care", measured_in="days"), "Days from the start to the end of that period of care",
          by=(CARE_PLAN,)),
    _FLOW("LAC-22-MED", "Days in care at leaving, median", "Days in care of the child in the middle, of those who left",
          _LEFT, Median("days_in_care", measured_in="days"), "Days from the start to the end of that period of care",
          by=(CARE_PLAN,)),
    _FLOW("LAC-23", "Entry approved by a senior manager in time", "Coming into care approved in time", _STARTS,
          Percentage("admission_approved_date <= period_of_care_start"),
          "Approval dated on or before the start; no date is not met", windows=(Window.QUARTER, Window.YEAR_TO_DATE),
          headline=Window.QUARTER, counts=Counts.PERIODS, better=Direction.HIGHER, tier=Tier.PROCESS,
          needs=("care_episodes.admission_approved_date",),
          target=Target("Herefordshire corporate parenting strategy 2017 to 2020: every admission approved", at_least=100),
          exceptions=Exceptions("-", (
              Reason("NO_APPROVAL", "No approval recorded", "admission_approved_date IS NULL"),
              Reason("APPROVED_AFTER", "Approved after the child came in"),
          ), due="period_of_care_start", done="admission_approved_date")),
    _FLOW("LAC-24", "Came in at 16 or over facing homelessness", "Came into care at 16 or over facing homelessness",
          _STARTS, Count("age_at_start >= 16 AND is_after_homelessness"),
          "Periods of care started at 16 or over within 28 days of presenting as homeless",
          windows=(Window.QUARTER, Window.YEAR_TO_DATE), headline=Window.QUARTER, counts=Counts.PERIODS,
          better=Direction.LOWER, needs=("housing",),
          exceptions=Exceptions("+", (NOT_MET,), last_event="Came into care", last_event_date="period_of_care_start")),
)  # fmt: skip
