"""Every first-release indicator, window, breakdown and category of contract section 4, as figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.oracle import health, leavers, missing_reviews, placements, population
from tests.oracle.breakdowns import categories, category_of
from tests.oracle.council import Answer, Council, EvidenceRow, Extracts, read_council
from tests.oracle.dates import Window
from tests.oracle.leavers import AGES_17_AND_18, AGES_19_TO_21

REQUIRED_EXTRACTS = ("children", "care_episodes")

AS_AT = ("as_at",)
QUARTER = ("quarter",)
QUARTER_YTD = ("quarter", "ytd")
QUARTER_R12 = ("quarter", "r12")
QUARTER_YTD_R12 = ("quarter", "ytd", "r12")
YTD_R12 = ("ytd", "r12")
R12 = ("r12",)

HA = "health_assessments"
HC = "health_checks"
SDQ = "sdqs"
MIS = "missing_episodes"
REV = "reviews"
ROS = "care_leaver_roster"
PP = "pathway_plans"
CON = "care_leaver_contacts"
EET = "eet_status"
ACC = "accommodation"
WA = "worker_allocations"


@dataclass(frozen=True)
class Indicator:
    """One row of the table of contract section 4."""

    indicator_id: str
    unit: str
    windows: tuple[str, ...]
    needs: tuple[str, ...]
    rule: Callable[[Council, Window], Answer]


@dataclass(frozen=True)
class Result:
    """One figure. ``evidence`` holds the rows behind it, those of the category for a category."""

    indicator_id: str
    time_window: str
    breakdown: str
    category: str
    numerator: float | None
    denominator: float | None
    value: float | None
    unknown: int
    status: str
    evidence: list[EvidenceRow] = field(default_factory=list, repr=False)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What names a figure."""
        return self.indicator_id, self.time_window, self.breakdown, self.category


def _cohort_rows(suffix: str, ages: tuple[int, ...]) -> list[Indicator]:
    """The rows that the 19-21 and the 17-18 cohorts share."""

    def living(group: str) -> Callable[[Council, Window], Answer]:
        return leavers.cohort_accommodation(ages, lambda r: leavers.accommodation_group(r) == group)

    def doing(group: str) -> Callable[[Council, Window], Answer]:
        return leavers.cohort_activity(ages, lambda r: leavers.activity_group(r) == group)

    return [
        Indicator(f"CL-03{suffix}", "%", YTD_R12, (CON,), leavers.in_touch(ages)),
        Indicator(f"CL-05{suffix}", "%", YTD_R12, (CON, ACC), living("suitable")),
        Indicator(f"CL-06{suffix}", "%", YTD_R12, (CON, ACC), living("unsuitable")),
        Indicator(f"CL-07{suffix}", "%", YTD_R12, (CON, ACC), living("not known")),
        Indicator(f"CL-12{suffix}", "%", YTD_R12, (CON, EET), doing("eet")),
        Indicator(f"CL-13{suffix}", "%", YTD_R12, (CON, EET), doing("neet")),
        Indicator(f"CL-14{suffix}", "%", YTD_R12, (CON, EET), doing("not known")),
    ]


def _activity_in(codes: tuple[str, ...]) -> Callable[[Council, Window], Answer]:
    return leavers.cohort_activity(AGES_19_TO_21, lambda record: record is not None and record.code in codes)


_IN_CUSTODY = leavers.cohort_accommodation(AGES_19_TO_21, lambda record: record is not None and record.code[0] == "X")

INDICATORS: tuple[Indicator, ...] = (
    Indicator("LAC-01", "n", AS_AT, (), population.looked_after),
    Indicator("LAC-02", "rate", AS_AT, (), population.looked_after),
    Indicator("LAC-03", "n", QUARTER_YTD_R12, (), population.looked_after_at_any_time),
    Indicator("LAC-04", "n", QUARTER_YTD, (), population.first_starts),
    Indicator("LAC-05", "rate", YTD_R12, (), population.persons_with_a_start),
    Indicator("LAC-06", "n", QUARTER_YTD, (), population.persons_with_an_end),
    Indicator("LAC-07", "rate", YTD_R12, (), population.persons_with_an_end),
    Indicator("LAC-08", "n", QUARTER, (), population.net_change),
    Indicator("LAC-15", "%", AS_AT, (), population.unaccompanied),
    Indicator("LAC-17", "%", AS_AT, (), placements.section_20),
    Indicator("LAC-20", "%", YTD_R12, (), population.ceased_through_special_guardianship),
    Indicator("LAC-21", "%", QUARTER_R12, (), population.re_entry),
    Indicator("LAC-30", "%", AS_AT, (), placements.three_or_more_placements),
    Indicator("LAC-32", "%", AS_AT, (), placements.long_term_stability),
    Indicator("LAC-38", "%", AS_AT, (), placements.more_than_20_miles),
    Indicator("LAC-39", "%", AS_AT, (), placements.outside_the_authority),
    Indicator("LAC-40", "%", QUARTER_YTD, (HA,), health.initial_assessment_on_time),
    Indicator("LAC-41", "n", AS_AT, (HA,), health.initial_assessment_overdue),
    Indicator("LAC-43", "%", AS_AT, (HA,), health.review_assessment_up_to_date),
    Indicator("LAC-46", "%", AS_AT, (HA,), health.annual_assessment),
    Indicator("LAC-47", "%", AS_AT, (HC,), health.dental_check),
    Indicator("LAC-48", "%", AS_AT, (HC,), health.immunisations),
    Indicator("LAC-49", "%", AS_AT, (HC,), health.development_checks),
    Indicator("LAC-50", "%", AS_AT, (HC,), health.general_practitioner),
    Indicator("LAC-51", "%", AS_AT, (HC,), health.substance_misuse),
    Indicator("LAC-52", "n", QUARTER_YTD, (HA,), health.assessments_refused),
    Indicator("LAC-60", "%", AS_AT, (SDQ,), health.sdq_completed),
    Indicator("LAC-61", "mean", AS_AT, (SDQ,), health.sdq_average),
    Indicator("LAC-62", "%", AS_AT, (SDQ,), health.sdq_17_or_more),
    Indicator("LAC-70", "%", QUARTER_YTD_R12, (MIS,), missing_reviews.children_missing),
    Indicator("LAC-71", "n", QUARTER_YTD_R12, (MIS,), missing_reviews.missing_episodes),
    Indicator("LAC-72", "mean", QUARTER_YTD_R12, (MIS,), missing_reviews.episodes_per_missing_child),
    Indicator("LAC-73", "%", R12, (MIS,), missing_reviews.repeatedly_missing),
    Indicator("LAC-74", "n", QUARTER_YTD_R12, (MIS,), missing_reviews.away_episodes),
    Indicator("LAC-75", "n", AS_AT, (MIS,), missing_reviews.missing_on_the_last_day),
    Indicator("LAC-77", "%", QUARTER_YTD, (MIS,), missing_reviews.interview_offered),
    Indicator("LAC-78", "%", QUARTER_YTD, (MIS,), missing_reviews.interview_held),
    Indicator("LAC-79", "%", QUARTER_YTD, (MIS,), missing_reviews.interview_within_72_hours),
    Indicator("LAC-85", "%", QUARTER_YTD, (REV,), missing_reviews.reviews_on_time),
    Indicator("LAC-86", "%", QUARTER_YTD, (REV,), missing_reviews.participation),
    Indicator("SUF-02", "%", AS_AT, (), placements.in_foster_care),
    Indicator("SUF-03", "%", AS_AT, (), placements.kinship_share),
    Indicator("SUF-04", "%", AS_AT, (), placements.in_house_share),
    Indicator("SUF-05", "%", AS_AT, (), placements.in_residential_care),
    Indicator("CL-01", "n", AS_AT, (ROS,), leavers.on_the_roster),
    *_cohort_rows("", AGES_19_TO_21),
    *_cohort_rows("-Y", AGES_17_AND_18),
    Indicator("CL-04", "%", AS_AT, (ROS, CON), leavers.visited),
    Indicator("CL-09", "%", YTD_R12, (CON, ACC), _IN_CUSTODY),
    Indicator("CL-10", "n", AS_AT, (ROS, ACC), leavers.homeless),
    Indicator("CL-15", "%", YTD_R12, (CON, EET), _activity_in(leavers.HIGHER_EDUCATION)),
    Indicator("CL-16", "%", YTD_R12, (CON, EET), _activity_in(leavers.APPRENTICESHIP)),
    Indicator("CL-18", "%", YTD_R12, (CON, EET, ACC), leavers.eet_and_suitable),
    Indicator("CL-19-EET", "%", AS_AT, (ROS, EET), leavers.open_case_activity("eet")),
    Indicator("CL-19-NEET", "%", AS_AT, (ROS, EET), leavers.open_case_activity("neet")),
    Indicator("CL-19-UNK", "%", AS_AT, (ROS, EET), leavers.open_case_activity("not known")),
    Indicator("CL-19-SUIT", "%", AS_AT, (ROS, ACC), leavers.open_case_accommodation("suitable")),
    Indicator("CL-19-UNSUIT", "%", AS_AT, (ROS, ACC), leavers.open_case_accommodation("unsuitable")),
    Indicator("CL-19-ACCUNK", "%", AS_AT, (ROS, ACC), leavers.open_case_accommodation("not known")),
    Indicator("CL-20-LAC", "%", AS_AT, (PP,), leavers.plan_looked_after),
    Indicator("CL-20-LEFT", "%", AS_AT, (ROS, PP), leavers.plan_left),
    Indicator("CL-21-LAC", "%", AS_AT, (PP,), leavers.plan_up_to_date_looked_after),
    Indicator("CL-21-LEFT", "%", AS_AT, (ROS, PP), leavers.plan_up_to_date_left),
    Indicator("CL-22", "%", QUARTER_YTD, (PP,), leavers.plan_by_16th_birthday),
    Indicator("CL-24", "%", AS_AT, (ROS, WA), leavers.adviser_allocated),
    Indicator("CL-26", "mean", AS_AT, (ROS, WA), leavers.adviser_caseload),
)


def figures(extracts: Extracts, quarter: str, ons_code: str, population: Mapping[int, int]) -> list[Result]:
    """Every figure of one council at one quarter.

    Args:
        extracts: Extract name to rows of contract columns. A name left out is an absent file, an empty list
            a file with a header only. Without ``children`` or ``care_episodes`` there are no figures.
        quarter: Such as ``2017-18-Q4``.
        ons_code: The council's own code, for LAC-39.
        population: Year of the mid-year estimate to people aged 0 to 17.
    """
    if any(name not in extracts for name in REQUIRED_EXTRACTS):
        return []
    council = read_council(extracts, quarter, ons_code, population)
    results: list[Result] = []
    for indicator in INDICATORS:
        for window_name in indicator.windows:
            results += _one_indicator(council, indicator, council.quarter.windows[window_name])
    return results


def _one_indicator(council: Council, indicator: Indicator, window: Window) -> list[Result]:
    """The headline and every category of one indicator in one window."""
    available = all(name in council.extracts for name in indicator.needs)
    answer = indicator.rule(council, window) if available else Answer()
    denominator = population_for(council.population, council.last_day) if indicator.unit == "rate" else None
    if indicator.unit == "rate" and denominator is None:
        available = False
    results = [_figure(indicator, window, ("all", "all"), answer, denominator, available=available)]
    if indicator.unit in ("n", "%") and indicator.indicator_id != "LAC-08":
        for breakdown, names in categories(indicator.indicator_id).items():
            for category in names:
                part = _part(council, indicator, answer, breakdown, category)
                results.append(_figure(indicator, window, (breakdown, category), part, None, available=available))
    return results


def _part(council: Council, indicator: Indicator, answer: Answer, breakdown: str, category: str) -> Answer:
    """The rows and unknowns of an answer whose person falls in one category."""

    def belongs(person_id: str | None) -> bool:
        if person_id is None:
            raise ValueError("A row without a person cannot be broken down")
        return category_of(council, indicator.indicator_id, breakdown, person_id) == category

    return Answer(
        rows=[row for row in answer.rows if belongs(row.person_id)],
        unknown=[person_id for person_id in answer.unknown if belongs(person_id)],
    )


def _figure(
    indicator: Indicator,
    window: Window,
    name: tuple[str, str],
    answer: Answer,
    population_aged_0_17: int | None,
    *,
    available: bool,
) -> Result:
    """Contract section 5: numerator, denominator, value and status of one figure."""
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    status = "ok"
    if not available:
        status = "not_available"
    elif indicator.unit == "n":
        # LAC-08 carries +1 and -1; every other count is one a row.
        numerator = sum(1 if row.value is None else row.value for row in answer.rows)
        value = numerator
    else:
        numerator, denominator, scale = _fraction(indicator.unit, answer, population_aged_0_17)
        if denominator == 0:
            status = "not_applicable"
        else:
            value = scale * numerator / denominator
    unknown = len(answer.unknown) if available else 0
    return Result(
        indicator_id=indicator.indicator_id,
        time_window=window.name,
        breakdown=name[0],
        category=name[1],
        numerator=numerator,
        denominator=denominator,
        value=value,
        unknown=unknown,
        status=status,
        evidence=answer.rows,
    )


def _fraction(unit: str, answer: Answer, population_aged_0_17: int | None) -> tuple[float, float, float]:
    """Numerator, denominator and scale of a percentage, a rate or a mean (contract section 5)."""
    if unit == "mean":
        return sum(row.value for row in answer.rows if row.value is not None), len(answer.rows), 1
    if unit == "rate":
        assert population_aged_0_17 is not None
        return len(answer.rows), population_aged_0_17, 10_000
    return sum(row.in_numerator for row in answer.rows), len(answer.rows), 100


def population_for(population: Mapping[int, int], day: date) -> int | None:
    """Contract rule 3.17: the latest mid-year (30 June) estimate strictly before a day; None without one."""
    years = [year for year in population if date(year, 6, 30) < day]
    return population[max(years)] if years else None
