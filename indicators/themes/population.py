"""Children in our care: how many, who comes and who leaves."""

from __future__ import annotations

from indicators.cohorts import (
    CEASED_IN_THE_WINDOW,
    LOOKED_AFTER_IN_THE_WINDOW,
    LOOKED_AFTER_ON_THE_DAY,
    NET_CHANGE,
    PERIODS_OF_CARE_STARTED,
    STARTED_FIRST_IN_THE_YEAR,
    STARTED_IN_THE_WINDOW,
)
from indicators.definition import Basis, Counts, Direction, Indicator, Source
from indicators.units.count import Count, NetChange
from indicators.units.percentage import Percentage
from indicators.units.rate import Rate
from warehouse.calendar import Window

ORDER = 10
_THEME = "Children in our care"

_RETURN = Source("SSDA903 children looked after return, DfE guide; Children Act 1989, section 22(1)")
_POPULATION = Source(
    "SSDA903 children looked after return; ONS mid-year population estimates",
    "Rests on the latest mid-year estimate before the quarter's end; estimates are re-based after each census",
)
_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"

_ON_THE_DAY = LOOKED_AFTER_ON_THE_DAY
_IN_THE_WINDOW = LOOKED_AFTER_IN_THE_WINDOW
_STARTED = STARTED_IN_THE_WINDOW
_CEASED = CEASED_IN_THE_WINDOW

INDICATORS = (
    Indicator(
        id="LAC-01",
        title="Children looked after",
        label="Children in our care",
        theme=_THEME,
        cohort=_ON_THE_DAY,
        measure=Count(),
        windows=(Window.AS_AT,),
        numerator_words="Children looked after on the last day of the quarter",
        left_out_words=_SHORT_BREAKS,
        is_profiled=True,
        source=_RETURN,
    ),
    Indicator(
        id="LAC-02",
        title="Rate per 10,000 aged 0-17",
        label="Children in our care for every 10,000 children living here",
        theme=_THEME,
        cohort=_ON_THE_DAY,
        measure=Rate(),
        windows=(Window.AS_AT,),
        numerator_words="Children looked after on the last day of the quarter",
        denominator_words="Residents aged 0 to 17, latest mid-year estimate before the last day",
        left_out_words=_SHORT_BREAKS,
        source=_POPULATION,
    ),
    Indicator(
        id="LAC-03",
        title="Looked after at any time",
        label="Children in our care at some time",
        theme=_THEME,
        cohort=_IN_THE_WINDOW,
        measure=Count(),
        windows=(Window.QUARTER, Window.YEAR_TO_DATE, Window.ROLLING_YEAR),
        numerator_words="Children looked after on at least one day of the period",
        left_out_words=_SHORT_BREAKS,
        basis=Basis.STOCK,
        source=_RETURN,
    ),
    Indicator(
        id="LAC-04",
        title="Started to be looked after",
        label="Children who came into our care",
        theme=_THEME,
        cohort=STARTED_FIRST_IN_THE_YEAR,
        measure=Count(),
        windows=(Window.QUARTER, Window.YEAR_TO_DATE),
        headline=Window.QUARTER,
        numerator_words="Children whose first start of a period of care in the financial year falls in the period",
        left_out_words=f"{_SHORT_BREAKS}; second and later starts in the same financial year",
        basis=Basis.FLOW,
        source=Source(
            "SSDA903 children looked after return; DfE publishes only the first start in the year",
            "Lower than the number of admissions, because a child who comes twice in a year counts once",
        ),
    ),
    Indicator(
        id="LAC-05",
        title="Starter rate per 10,000",
        label="Children who came into our care for every 10,000 children living here",
        theme=_THEME,
        cohort=_STARTED,
        measure=Rate(),
        windows=(Window.YEAR_TO_DATE, Window.ROLLING_YEAR),
        numerator_words="Children with a start of a period of care in the period",
        denominator_words="Residents aged 0 to 17, latest mid-year estimate before the last day",
        left_out_words=_SHORT_BREAKS,
        basis=Basis.FLOW,
        source=_POPULATION,
    ),
    Indicator(
        id="LAC-06",
        title="Ceased to be looked after",
        label="Children who left our care",
        theme=_THEME,
        cohort=_CEASED,
        measure=Count(),
        windows=(Window.QUARTER, Window.YEAR_TO_DATE),
        headline=Window.QUARTER,
        numerator_words="Children with a period of care that ended in the period",
        left_out_words=_SHORT_BREAKS,
        basis=Basis.FLOW,
        source=_RETURN,
    ),
    Indicator(
        id="LAC-07",
        title="Cessation rate per 10,000",
        label="Children who left our care for every 10,000 children living here",
        theme=_THEME,
        cohort=_CEASED,
        measure=Rate(),
        windows=(Window.YEAR_TO_DATE, Window.ROLLING_YEAR),
        numerator_words="Children with a period of care that ended in the period",
        denominator_words="Residents aged 0 to 17, latest mid-year estimate before the last day",
        left_out_words=_SHORT_BREAKS,
        basis=Basis.FLOW,
        source=_POPULATION,
    ),
    Indicator(
        id="LAC-08",
        title="Net change",
        label="Change in the number of children in our care over the quarter",
        theme=_THEME,
        cohort=NET_CHANGE,
        measure=NetChange("sign"),
        windows=(Window.QUARTER,),
        numerator_words="Children looked after on the last day, less those on the day before the quarter began",
        left_out_words=_SHORT_BREAKS,
        basis=Basis.FLOW,
        source=_RETURN,
    ),
    Indicator(
        id="LAC-15",
        title="Unaccompanied children",
        label="Unaccompanied children seeking safety",
        theme=_THEME,
        cohort=_ON_THE_DAY,
        measure=Percentage(met="is_uasc_now"),
        needs=("children.uasc",),
        windows=(Window.AS_AT,),
        numerator_words="Recorded as unaccompanied, with no end date on or before the last day",
        denominator_words="Children looked after on the last day of the quarter",
        left_out_words=_SHORT_BREAKS,
        source=Source(
            "SSDA903 children looked after return, UASC and DUC",
            "DfE counts children unaccompanied at any time in the year, so its figure is higher",
        ),
    ),
    Indicator(
        id="LAC-17",
        title="Section 20 share",
        label="In care by agreement with their family",
        theme=_THEME,
        cohort=_ON_THE_DAY,
        measure=Percentage(met="legal_status = 'V2'"),
        windows=(Window.AS_AT,),
        numerator_words="Legal status V2 (section 20) on the last day",
        denominator_words="Children looked after on the last day of the quarter",
        left_out_words=_SHORT_BREAKS,
        source=Source("Children Act 1989, section 20; SSDA903 children looked after return, LS"),
    ),
    Indicator(
        id="LAC-20",
        title="Ceased through special guardianship",
        label="Left care to live with a special guardian",
        theme=_THEME,
        cohort=_CEASED,
        measure=Percentage(met="reason_ceased IN ('E43', 'E44', 'E45', 'E46', 'E47', 'E48')"),
        needs=("care_episodes.reason_episode_ceased",),
        windows=(Window.YEAR_TO_DATE, Window.ROLLING_YEAR),
        numerator_words="The last such end has reason E43 to E48",
        denominator_words="Children with a period of care that ended in the period",
        left_out_words=_SHORT_BREAKS,
        basis=Basis.FLOW,
        source=Source(
            "Children Act 1989, section 14A; SSDA903 children looked after return, REC",
            "E43 and E44 were divided into E45 to E48 from 2018-19; all six are counted",
        ),
    ),
    Indicator(
        id="LAC-21",
        title="Re-entry within 12 months",
        label="Came back into our care within a year of leaving",
        theme=_THEME,
        cohort=PERIODS_OF_CARE_STARTED,
        measure=Percentage(met="is_return_within_a_year"),
        windows=(Window.QUARTER, Window.ROLLING_YEAR),
        numerator_words="The child's previous period of care ended no more than 12 months before the start",
        denominator_words="Periods of care that started in the period",
        left_out_words=_SHORT_BREAKS,
        counts=Counts.PERIODS,
        better=Direction.LOWER,
        basis=Basis.FLOW,
        is_rated=True,
        source=Source(
            "SSDA903 children looked after return",
            "No default target: none of the sources gives a figure on this definition",
        ),
    ),
)
