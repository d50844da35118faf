"""Where children live, how settled they are, and what kind of home it is."""

from __future__ import annotations

from indicators.cohorts import LOOKED_AFTER_ON_THE_DAY, TWELVE_MONTHS
from indicators.definition import Direction, Exceptions, Indicator, Reason, Source, Target
from indicators.units.percentage import Percentage
from warehouse.calendar import Window

ORDER = 20
_THEME = "Homes"
_SUFFICIENCY = "Kinds of home"

_ON_THE_DAY = LOOKED_AFTER_ON_THE_DAY
_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"
_LOOKED_AFTER = "Children looked after on the last day of the quarter"
_FOSTERED = "placement_type IN ('U1', 'U2', 'U3', 'U4', 'U5', 'U6')"
_UNRELATED = "placement_type IN ('U4', 'U5', 'U6')"
_PLACE = Source("SSDA903 children looked after return, PLACE and PLACE_PROVIDER")

INDICATORS = (
    Indicator(
        id="LAC-30",
        reach=TWELVE_MONTHS,
        title="Three or more placements in 12 months",
        label="Three or more homes in 12 months",
        theme=_THEME,
        cohort=_ON_THE_DAY,
        measure=Percentage(met="placements_in_year >= 3"),
        windows=(Window.AS_AT,),
        numerator_words="At least three placements with a day in the 12 months to the last day",
        denominator_words=_LOOKED_AFTER,
        left_out_words=f"{_SHORT_BREAKS}. Temporary legs (T0 to T4), moves with the same carer and status changes"
        " are not placements",
        better=Direction.LOWER,
        is_rated=True,
        target=Target(
            at_most=10,
            floor=15,
            source="Cheshire East corporate parenting strategy 2015 to 2017: fewer than 10% with three or more moves; "
            "England 10%, 31 March 2016",
        ),
        exceptions=Exceptions(
            "+",
            (
                Reason("FOUR_OR_MORE", "Four or more homes", "placements_in_year >= 4"),
                Reason("THREE", "Three homes", "TRUE"),
            ),
            last_event="Last move",
            last_event_date="placement_start",
            certain="placements_in_year >= 3",
        ),
        source=Source(
            "Former national indicator 62; DfE placement stability statistics",
            "Looks back 12 months from each quarter's end, so consecutive quarters share most of their days",
        ),
    ),
    Indicator(
        id="LAC-32",
        reach="months_later(ends, -30)",
        title="Long-term stability",
        label="Same home for two years, of those in care for two and a half",
        theme=_THEME,
        cohort=_ON_THE_DAY,
        measure=Percentage(met="is_settled", of="age < 16 AND is_in_care_30_months"),
        windows=(Window.AS_AT,),
        numerator_words="In the same placement for at least two years; or placed for adoption, where that and the "
        "placement just before it last two years together",
        denominator_words="Children under 16 on the last day, looked after in one period of care for 30 months or more",
        left_out_words=_SHORT_BREAKS,
        better=Direction.HIGHER,
        is_rated=True,
        target=Target(
            at_least=70, floor=65, source="Cheshire East corporate parenting strategy 2015 to 2017: above 70%"
        ),
        exceptions=Exceptions(
            "-",
            (
                Reason("NO_PLACEMENT", "No placement recorded, only temporary legs", "placement_start IS NULL"),
                Reason(
                    "MOVED_IN_YEAR",
                    "Moved in the last 12 months",
                    "placement_start > months_later(ends, -12)",
                ),
                Reason("MOVED_BEFORE", "Moved between one and two years ago", "TRUE"),
            ),
            last_event="Last move",
            last_event_date="placement_start",
            # Two years in one home cannot be reached by then; only adoption by the present foster carer, straight after a
            # long stay in the home before, could still make it.
            certain=f"NOT coalesce(is_settled_with_home_before AND {_FOSTERED}, FALSE)",
        ),
        source=Source("Former national indicator 63; DfE placement stability statistics"),
    ),
    Indicator(
        id="LAC-38",
        title="Placed more than 20 miles from home",
        label="Living more than 20 miles from home",
        theme=_THEME,
        cohort=_ON_THE_DAY,
        measure=Percentage(met="placement_distance_miles > 20", of="placement_distance_miles IS NOT NULL"),
        needs=("care_episodes.placement_distance_miles",),
        windows=(Window.AS_AT,),
        numerator_words="Distance from home over 20 miles",
        denominator_words="Children looked after on the last day with a known distance",
        left_out_words=f"{_SHORT_BREAKS}; children whose distance is blank or 999.9 (counted as not known)",
        unknown="placement_distance_miles IS NULL",
        better=Direction.LOWER,
        exceptions=Exceptions(
            "+",
            (
                Reason("RELATIVE", "With relatives or friends", "placement_type IN ('U1', 'U2', 'U3')"),
                Reason("ADOPTION", "Placed for adoption", "placement_type IN ('A3', 'A4', 'A5', 'A6')"),
                Reason("FOSTER", "With foster carers", _UNRELATED),
                Reason("OTHER", "In another kind of home", "TRUE"),
            ),
            last_event="Last move",
            last_event_date="placement_start",
        ),
        source=Source(
            "SSDA903 children looked after return, PL_DISTANCE (straight line)",
            "England's published 14% counts only children who are outside the authority too (LAC-38-OUT). "
            "Unaccompanied children and confidential adoptive addresses have no distance",
        ),
    ),
    Indicator(
        id="LAC-39",
        title="Placed outside the authority",
        label="Living outside our area",
        theme=_THEME,
        cohort=_ON_THE_DAY,
        measure=Percentage(met="placement_authority <> responsible_authority", of="placement_authority IS NOT NULL"),
        needs=("care_episodes.placement_authority",),
        windows=(Window.AS_AT,),
        numerator_words="Placement in another authority's area, or outside England",
        denominator_words="Children looked after on the last day with a known placement authority",
        left_out_words=f"{_SHORT_BREAKS}; children whose placement authority is blank or CON (counted as not known)",
        unknown="placement_authority IS NULL",
        exceptions=Exceptions(
            "+",
            (
                Reason(
                    "OUTSIDE_ENGLAND",
                    "Outside England",
                    "placement_authority IN ('NIR', 'SCO', 'WAL', 'NUK') OR NOT starts_with(placement_authority, 'E')",
                ),
                Reason("OTHER_AUTHORITY", "In another English authority", "TRUE"),
            ),
            last_event="Last move",
            last_event_date="placement_start",
        ),
        source=Source("SSDA903 children looked after return, PLACE_LA"),
    ),
    Indicator(
        id="SUF-02",
        title="In foster care",
        label="Living with a foster family",
        theme=_SUFFICIENCY,
        cohort=_ON_THE_DAY,
        measure=Percentage(met=_FOSTERED),
        windows=(Window.AS_AT,),
        numerator_words="Current placement type U1 to U6",
        denominator_words=_LOOKED_AFTER,
        left_out_words=_SHORT_BREAKS,
        better=Direction.HIGHER,
        is_rated=True,
        target=Target(
            at_least=74,
            floor=69,
            source="England 74%, 31 March 2016 (Herefordshire needs analysis 2017; DfE SFR 41/2016)",
        ),
        source=_PLACE,
    ),
    Indicator(
        id="SUF-03",
        title="Kinship share of fostering",
        label="Foster families who are relatives or friends",
        theme=_SUFFICIENCY,
        cohort=_ON_THE_DAY,
        measure=Percentage(met="placement_type IN ('U1', 'U2', 'U3')", of=_FOSTERED),
        windows=(Window.AS_AT,),
        numerator_words="Current placement type U1 to U3",
        denominator_words="Children in foster care on the last day (U1 to U6)",
        left_out_words=_SHORT_BREAKS,
        source=_PLACE,
    ),
    Indicator(
        id="SUF-04",
        title="In-house share of unrelated fostering",
        label="Foster families (not relatives) approved by us",
        theme=_SUFFICIENCY,
        cohort=_ON_THE_DAY,
        measure=Percentage(met="placement_provider = 'PR1'", of=_UNRELATED),
        needs=("care_episodes.placement_provider",),
        windows=(Window.AS_AT,),
        numerator_words="Provider PR1, the council's own",
        denominator_words="Children in unrelated foster care on the last day (U4 to U6)",
        left_out_words=f"{_SHORT_BREAKS}; placements with relatives and friends",
        unknown=f"{_UNRELATED} AND placement_provider IS NULL",
        better=Direction.HIGHER,
        is_rated=True,
        target=Target(
            at_least=70,
            floor=65,
            source="Worcestershire commissioning and sufficiency strategy 2017 to 2020, 5.1: in-house to external 70:30",
        ),
        source=_PLACE,
    ),
    Indicator(
        id="SUF-05",
        title="In residential care",
        label="Living in a children's home",
        theme=_SUFFICIENCY,
        cohort=_ON_THE_DAY,
        measure=Percentage(met="placement_type IN ('K1', 'K2')"),
        windows=(Window.AS_AT,),
        numerator_words="Current placement type K1 or K2",
        denominator_words=_LOOKED_AFTER,
        left_out_words=_SHORT_BREAKS,
        source=Source(_PLACE.text, "England's published share also counts H5 and hostels: like for like is SUF-05-D"),
    ),
)
