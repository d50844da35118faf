"""Homes, carers, money and the plan for them (data contract 2, section 5.9; the forecast apart)."""

from __future__ import annotations

from indicators.definition import Basis, Book, Cohort, Counts, Direction, Exceptions, Indicator, Reason, Source, Target
from indicators.forecast import forecast_children, forecast_cost
from indicators.theme import Theme
from indicators.themes.coming_and_going import CARE_PLAN
from indicators.units.amount import Sum
from indicators.units.count import Count, NetChange
from indicators.units.derived import Saving
from indicators.units.distribution import Distribution
from indicators.units.gap import Gap
from indicators.units.mean import Mean, WeightedMean
from indicators.units.percentage import Percentage
from indicators.units.plan import Plan
from indicators.units.projection import Projection
from indicators.units.shape import By, FigureOf
from schemas.codes import code_set
from schemas.groups import AGE_BANDS, CODE_GROUPS, LOOKED_AFTER
from warehouse.calendar import Window

ORDER = 30

_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"
_TWO = (Window.QUARTER, Window.YEAR_TO_DATE)
_THREE = (*_TWO, Window.ROLLING_YEAR)
_DUTY = Source("Children Act 1989, section 22G (sufficiency); statutory guidance on sufficiency (2010)")
_PLACE = Source("SSDA903 children looked after return, PLACE and PLACE_PROVIDER")
_ON_THE_DAY = Cohort("looked_after_on_the_day", "Children looked after on the last day of the quarter")
_IN_THE_WINDOW = Cohort("looked_after_in_the_window", "Children looked after at some time in the period")
_HOUSEHOLDS = Cohort("carer_households", "Carer households on the last day")
_CHANGES = Cohort("carer_changes")
_SETTINGS = Cohort("settings_registered", "Registered settings on the last day")
_COSTS = Cohort("placement_costs", "Placements with a cost")
_PLANNED = Cohort("placements_against_plan", reach="starts")

_KINDS = Theme(
    "Kinds of home", is_published=False, source=_PLACE, left_out_words=_SHORT_BREAKS, own_book=Book.HOMES_AND_MONEY
)
_CARERS = Theme(
    "Carers",
    is_published=False,
    source=_DUTY,
    needs=("carers",),
    counts=Counts.HOUSEHOLDS,
    own_book=Book.HOMES_AND_MONEY,
)
_CHANGING = _CARERS.but(windows=_THREE, basis=Basis.FLOW)
_QUALITY = Theme(
    "Quality of homes", is_published=False,
    source=Source("Ofsted social care common inspection framework"), needs=("providers",),
                 better=Direction.HIGHER, own_book=Book.HOMES_AND_MONEY)  # fmt: skip
_MONEY = Theme(
    "Money", is_published=False,
    source=_DUTY, left_out_words=_SHORT_BREAKS, needs=("placement_costs",), counts=Counts.RECORDS,
               own_book=Book.HOMES_AND_MONEY)  # fmt: skip
_DAYS = Theme(
    "Care days", is_published=False,
    source=_DUTY, left_out_words=_SHORT_BREAKS, windows=_THREE, basis=Basis.FLOW,
              own_book=Book.HOMES_AND_MONEY)  # fmt: skip
_PLAN = _MONEY.but(needs=("placement_costs", "placement_plan"))
_NEEDED = Theme(
    "How many more",
    is_published=False,
    source=_DUTY,
    needs=("benchmarks",),
    better=Direction.LOWER,
    own_book=Book.HOMES_AND_MONEY,
)

_FORECAST = Theme(
    "How many more", is_published=False,
    source=Source("The council's own history: a random walk with drift on the rate per 10,000, range 80 in 100",
                  "A trend, not a plan; needs eight quarters of complete history"),
    left_out_words=_SHORT_BREAKS, own_book=Book.HOMES_AND_MONEY,
)  # fmt: skip

_FOSTERED = "placement_type IN ('U1', 'U2', 'U3', 'U4', 'U5', 'U6')"
_MIX = tuple(CODE_GROUPS["placement_mix"])
_COST_CATEGORIES = code_set("COST_CATEGORY").of_family("placement")
_ALLOWANCES = code_set("COST_CATEGORY").of_family("allowance")
_CARER_TYPES = code_set("CARER_TYPE").of_family("fostering")
_BY_COST = By("cost_category", "cost_category", _COST_CATEGORIES, "Cost category", is_missing_listed=False)
_BY_CARER = By("carer_type", "carer_type", _CARER_TYPES, "Kind of carer", is_missing_listed=False)
_BY_SETTING = By(
    "setting_type", "setting_type", code_set("SETTING_TYPE").codes, "Kind of setting", is_missing_listed=False
)
_BY_MIX = By("placement_mix", "placement_mix", _MIX, "Kind of home")
_BY_AGE = By("age_band", "looked_after_age_band", tuple(b.category for b in AGE_BANDS[LOOKED_AFTER]), "Age")
_AGREEMENTS = "is_looked_after_row AND cost_category IN ('ifa', 'agency_residential', 'external_supported')"
_VISITED = "is_latest AND is_in_use AND setting_type IN ('childrens_home', 'secure', 'residential_school')"
_RATE_AREAS = {
    "E": ("england", "England's rate"),
    "N": ("neighbours", "the rate of statistical neighbours"),
    "D": ("deprivation", "the rate expected at this deprivation"),
}


def _saving(letter: str, dear: str, cheap: str, words: str) -> Indicator:
    return _MONEY(
        f"SUF-16-{letter}", f"In-house saving: {words}", f"Saved by our own {words}, in every £100", None,
        Saving("SUF-14", "cost_category", dear, cheap), "What a week costs less in our own than in an external one",
        denominator_words="What a week costs in an external one", windows=(Window.AS_AT, Window.QUARTER),
        headline=Window.QUARTER,
    )  # fmt: skip


def _more_than(letter: str) -> Indicator:
    area, words = _RATE_AREAS[letter]
    return _NEEDED(
        f"SUF-18-{letter}", f"More than at {words}", f"Children more than at {words}", None,
        Gap(("LAC-01",), area, compared_with="LAC-02", per_population=True), f"Children looked after less those at {words}",
    )  # fmt: skip


INDICATORS = (
    _KINDS("SUF-01", "Placement mix", "Where children live", _ON_THE_DAY, Distribution("placement_mix", _MIX),
           "Children looked after, by kind of home and who provides it"),
    _KINDS("SUF-01-FFA", "Foster to adopt", "Fostered by those who may adopt", _ON_THE_DAY,
           Percentage("placement_type IN ('U2', 'U5')"), "Current type U2 or U5"),
    _KINDS("SUF-08", "With parents", "Living with parents", _ON_THE_DAY, Percentage("placement_type = 'P1'"),
           "Current type P1"),
    _KINDS("SUF-04-ALL", "In-house share of all fostering", "Fostered by our own carers, of all fostered", _ON_THE_DAY,
           Percentage("placement_provider = 'PR1'", _FOSTERED), "Provided by the council",
           denominator_words="Children fostered on the last day", better=Direction.HIGHER,
           needs=("care_episodes.placement_provider",), unknown=f"{_FOSTERED} AND placement_provider IS NULL"),
    *(
        _KINDS(indicator_id, f"{title} outside the authority", f"{title} outside the area", _ON_THE_DAY,
               Percentage("placement_authority <> responsible_authority",
                          f"placement_mix = '{category}' AND placement_authority IS NOT NULL"), "Outside the authority",
               denominator_words=f"Children in {title.lower()} whose authority is known", better=Direction.LOWER,
               needs=("care_episodes.placement_authority", "care_episodes.placement_provider"),
               unknown=f"placement_mix = '{category}' AND placement_authority IS NULL")
        for indicator_id, title, category in (("SUF-04-OUT", "Agency foster homes", "Agency foster"),
                                              ("SUF-06-OUT", "External children's homes", "External home"))
    ),
    _KINDS("SUF-05-D", "Residential, England's wider group", "In children's homes, hostels and supported housing",
           _ON_THE_DAY, Percentage("placement_type IN ('K1', 'K2', 'H5')"), "Current type K1, K2 or H5",
           source=Source("DfE children looked after in England, placements: secure units, children's homes, semi-independent "
                         "living; 11% in 2016")),
    _KINDS("SUF-06", "In-house share of children's homes", "In our own children's homes, of all in children's homes",
           _ON_THE_DAY, Percentage("placement_provider = 'PR1'", "placement_type = 'K2'"), "Provided by the council",
           denominator_words="Children in children's homes", better=Direction.HIGHER,
           needs=("care_episodes.placement_provider",), unknown="placement_type = 'K2' AND placement_provider IS NULL",
           target=Target("Worcestershire sufficiency strategy 2017", at_least=50)),
    _KINDS("SUF-07", "16-17 in supported or independent living", "Aged 16 and 17 in supported or independent living",
           _ON_THE_DAY, Count("age BETWEEN 16 AND 17 AND placement_type IN ('K3', 'H5', 'P2')"), "Current type K3, H5 or P2"),
    _CARERS("SUF-09", "Fostering households", "Fostering households", _HOUSEHOLDS,
            Distribution("carer_type", _CARER_TYPES, of="NOT is_adopter"), "Households, by kind of carer",
            better=Direction.HIGHER),
    _CHANGING("SUF-10", "Net growth in fostering households", "Growth in fostering households", _CHANGES,
              NetChange("amount"), "Households approved less households that left", better=Direction.HIGHER),
    _CHANGING("SUF-10-IN", "Fostering households approved", "Fostering households approved", _CHANGES,
              Count("change = 'approved'"), "Earliest approval in the period", better=Direction.HIGHER),
    _CHANGING("SUF-10-OUT", "Fostering households that left", "Fostering households that left", _CHANGES,
              Count("change = 'left'"), "Last stretch ended in the period", better=Direction.LOWER),
    _CARERS("SUF-11", "Vacant foster places", "Vacant foster places", _HOUSEHOLDS,
            Sum("vacancies", "NOT is_adopter", measured_in="places"), "Places free and usable",
            needs=("carers", "carers.vacancies"), by=(_BY_CARER,)),
    _KINDS("SUF-12", "Brothers and sisters together", "Brothers and sisters who live together",
           Cohort("sibling_groups", "Groups of brothers and sisters in care of whom it is known"),
           Percentage("is_together", "is_together IS NOT NULL"), "All in the same home", counts=Counts.SIBLING_GROUPS,
           denominator_words="Groups of two or more in care, of whom it is known", better=Direction.HIGHER,
           needs=("children.sibling_group", "care_episodes.placement_id"), unknown="is_together IS NULL",
           exceptions=Exceptions("-", (Reason("APART", "Living apart"),))),
    _QUALITY("SUF-13", "In good or outstanding provision", "In a good or outstanding home",
             Cohort("homes_inspected", "Children whose home has been inspected"),
             Percentage("grade IN ('good', 'outstanding')", "grade IS NOT NULL"), "Latest grade good or outstanding",
             denominator_words="Children looked after whose home has been inspected", unknown="grade IS NULL",
             needs=("providers", "care_episodes.urn"),
             target=Target("Cheshire East corporate parenting strategy 2015 to 2017", at_least=100),
             exceptions=Exceptions("-", (Reason("INADEQUATE", "Inadequate", "grade = 'inadequate'"),
                                         Reason("REQUIRES_IMPROVEMENT", "Requires improvement")),
                                   last_event="Inspected", last_event_date="inspection_date")),
    _MONEY("SUF-14", "Average weekly cost", "Average cost of a week", _COSTS,
           WeightedMean("weekly_cost * weeks", "weeks", "is_costed", is_money=True), "Cost of the weeks",
           denominator_words="Weeks", windows=(Window.AS_AT, Window.QUARTER), headline=Window.QUARTER, better=Direction.LOWER,
           by=(_BY_COST,)),
    _MONEY("SUF-15", "Total weekly cost", "Cost of the week", _COSTS,
           Sum("weekly_cost", "is_looked_after_row", is_money=True), "Weekly cost of placements open on the last day",
           better=Direction.LOWER, by=(_BY_COST,)),
    _saving("F", "ifa", "own_fostering", "fostering"),
    _saving("S", "external_supported", "own_supported", "supported accommodation"),
    _saving("R", "agency_residential", "own_residential", "children's homes"),
    _DAYS("SUF-17", "Care days", "Days in care", _IN_THE_WINDOW, Sum("days_looked_after", measured_in="days"),
          "Days of the period looked after; the day care ends does not count", by=(_BY_AGE, CARE_PLAN)),
    _DAYS("SUF-17-M", "Care days per child", "Days in care for each child", _IN_THE_WINDOW,
          Mean("days_looked_after", measured_in="days"), "Days of the period looked after",
          denominator_words="Children looked after at some time in the period", by=(_BY_AGE, CARE_PLAN)),
    *(_more_than(letter) for letter in _RATE_AREAS),
    _FORECAST("SUF-18", "Forecast of children looked after", "Children in our care in the years to come", None,
              Projection(of=(FigureOf("LAC-01", "as_at"),)),
              "Children looked after on the next 31 March, if things go on as they have", prepared_by=forecast_children),
    _FORECAST("SUF-19", "Cost of the forecast", "What the children to come would cost in a year", None,
              Projection(of=(FigureOf("SUF-18", "as_at"), FigureOf("SUF-14", "as_at"), FigureOf("LAC-01", "as_at")),
                         is_money=True),
              "Children forecast beyond the placements planned, at today's average weekly cost", needs=("placement_costs",),
              prepared_by=forecast_cost, counts=Counts.RECORDS),
    _MONEY("SUF-20", "Placements held by over-18s", "Placements held by young people over 18", _COSTS,
           Distribution("cost_category", _COST_CATEGORIES, of="is_over_18_row"), "Placements, by cost category",
           better=Direction.LOWER),
    _MONEY("SUF-20-C", "Weekly cost of placements held by over-18s", "Weekly cost of placements held by over-18s", _COSTS,
           Sum("weekly_cost", "is_over_18_row", is_money=True), "Weekly cost on the last day", better=Direction.LOWER),
    _QUALITY("SUF-21", "In-house capacity", "Places in our own homes", _SETTINGS,
             Sum("places", "in_house", measured_in="places"), "Places registered", better=Direction.CONTEXT,
             counts=Counts.SETTINGS, by=(_BY_SETTING,)),
    _MONEY("SUF-22", "Financial packages", "Allowances paid", _COSTS,
           Distribution("cost_category", _ALLOWANCES, of="is_allowance AND is_open"), "Allowances, by kind",
           better=Direction.LOWER),
    _MONEY("SUF-22-C", "Weekly cost of financial packages", "Weekly cost of allowances", _COSTS,
           Sum("weekly_cost", "is_allowance AND is_open", is_money=True), "Weekly cost on the last day",
           better=Direction.LOWER),
    _KINDS("SUF-23", "Days in the current placement", "Days in the present home, on average", _ON_THE_DAY,
           Mean("days_in_placement", "days_in_placement IS NOT NULL", measured_in="days"), "Days since it began",
           denominator_words="Children looked after with a placement", by=(_BY_MIX,)),
    *(
        _QUALITY(indicator_id, title, label, _SETTINGS, Percentage(met, of), words, counts=Counts.SETTINGS,
                 denominator_words="Registered settings in which a child looked after lives", exceptions=Exceptions(
                     "-", last_event=last_words, last_event_date=last_date), reach="rolling_year_starts",
                 target=Target("Cheshire East corporate parenting strategy 2015 to 2017", at_least=100),
                 needs=("providers", "care_episodes.urn"))
        for indicator_id, title, label, met, of, words, last_words, last_date in (
            ("SUF-24", "Homes in use visited", "Homes in use that were visited", "is_visited", _VISITED,
             "Visited in the year, and since an inadequate grade", "Last visit", "last_visit_date"),
            ("SUF-24-QA", "Settings quality-assured", "Settings in use that were quality-assured", "is_quality_assured",
             "is_latest AND is_in_use", "Reviewed in the year", "Last review", "last_quality_assurance_date"),
        )
    ),
    _CARERS("SUF-25", "Adopters waiting", "Adopters waiting", _HOUSEHOLDS, Count("is_adopter AND is_waiting"),
            "Approved and not matched", needs=("carers", "carers.matched_date")),
    _CARERS("SUF-25-NEW", "Adopters approved", "Adopters approved", Cohort("adopters_approved"), Count(),
            "Households approved in the period", windows=(Window.YEAR_TO_DATE, Window.ROLLING_YEAR), basis=Basis.FLOW,
            better=Direction.HIGHER),
    _CARERS("SUF-26", "Carers' ethnicity", "Carers' ethnicity", _HOUSEHOLDS,
            Distribution("ethnic_group", tuple(CODE_GROUPS["ethnicity"]), of="NOT is_adopter"),
            "Fostering households, by the main carer's ethnic group", needs=("carers", "carers.ethnicity")),
    _MONEY("SUF-27", "Agreements with outcomes for the child", "Agreements that name what the child should gain", _COSTS,
           Percentage("bespoke_outcomes", f"{_AGREEMENTS} AND bespoke_outcomes IS NOT NULL"), "Outcomes for this child",
           denominator_words="External placements on the last day of which it is known", better=Direction.HIGHER,
           unknown=f"{_AGREEMENTS} AND bespoke_outcomes IS NULL",
           needs=("placement_costs", "placement_costs.bespoke_outcomes"), exceptions=Exceptions("-"),
           target=Target("Cheshire East corporate parenting strategy 2015 to 2017", at_least=100)),
    _PLAN("SUF-28", "Placements against plan", "Placements against plan", _PLANNED, Plan("placements", "planned_placements"),
          "Placements on the last day less those planned", by=(_BY_COST,)),
    _PLAN("SUF-29", "Care days against plan", "Days against plan", _PLANNED,
          Plan("care_days", "planned_days", measured_in="days"), "Days of placements less those planned", windows=_TWO,
          basis=Basis.FLOW, by=(_BY_COST,)),
    _PLAN("SUF-30", "Cost against plan", "Cost against plan", _PLANNED, Plan("cost", "planned_cost", is_money=True),
          "Cost of placements less what was planned", windows=_TWO, basis=Basis.FLOW, better=Direction.LOWER, by=(_BY_COST,)),
)  # fmt: skip
