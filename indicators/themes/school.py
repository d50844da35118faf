"""Virtual school and offending (data contract 2, section 5.6)."""

from __future__ import annotations

from indicators.definition import Basis, Cohort, Direction, Exceptions, Indicator, Reason, Source, Target, Tier
from indicators.theme import Theme
from indicators.units.amount import AmountShare, Sum
from indicators.units.count import Count
from indicators.units.distribution import Distribution
from indicators.units.gap import Gap
from indicators.units.mean import Mean
from indicators.units.percentage import Percentage
from indicators.units.shape import By
from schemas.codes import code_set

ORDER = 64

_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"
_GUIDANCE = Source(
    "Promoting the education of looked-after and previously looked-after children, statutory guidance (2018)"
)
_DFE = Source("DfE outcomes for children looked after by local authorities in England")
_SCHOOL = Theme(
    "School", is_published=False, source=_GUIDANCE, left_out_words=_SHORT_BREAKS, needs=("education_terms",)
)
_RESULTS = Theme(
    "School results", is_published=False,
    source=_DFE, left_out_words=f"{_SHORT_BREAKS}; children in care for less than a year on 31 March",
    needs=("attainment",), better=Direction.HIGHER, basis=Basis.BIRTHDAY,
)  # fmt: skip
_OFFENDING = Theme(
    "Offending", is_published=False,
    source=_DFE, left_out_words=_SHORT_BREAKS, needs=("offending",), better=Direction.LOWER,
)  # fmt: skip
_CHILDREN = Cohort("school_of_looked_after", "Children looked after on the last day of the quarter")
_ROLL = Cohort(
    "virtual_school_roll",
    "Children on the virtual school's roll at the end of the last term",
    reach="term_ends(latest_term_over(ends))",
)
_YEAR = Cohort(
    "school_year_so_far",
    "Children with a term of this academic year over, looked after at its end",
    reach="term_starts(left(latest_term_over(ends), 7) || '-1')",
)
_COHORT = Cohort("attainment_results", reach="months_later(make_date(year(ends) - 1, 3, 31), -12)")
_LEGAL = Cohort("offending", "Children looked after on the last day of the quarter", reach="rolling_year_starts")
_PLAN_BASE = "is_plan_due AND school_year BETWEEN -1 AND 13"
_PLAN_BASE_16 = "is_plan_due AND school_year >= 12"
_PLAN_MISSED = Exceptions("-", (Reason("NO_PLAN", "No plan since the term began"),))
_STAGES = (
    "CASE WHEN school_year < 0 THEN 'Early years' WHEN school_year <= 6 THEN 'Primary' "
    "WHEN school_year <= 11 THEN 'Secondary' ELSE 'Post-16' END"
)
_SHARES = {
    "GLD": ("Good level of development", "Ready for school at five (good level of development)"),
    "PHON": ("Phonics", "Reached the expected standard in phonics"),
    "KS2": ("Key stage 2, expected standard", "Reached the expected standard at eleven"),
    "KS2L4": ("Key stage 2, level 4", "Reached level 4 at eleven"),
    "KS4": ("Five A*-C with English and maths", "Five good GCSEs with English and maths"),
    "BASICS": ("English and maths", "Good GCSEs in English and maths"),
}
_POINTS = {"A8": ("Attainment 8", "Attainment 8, average points"), "P8": ("Progress 8", "Progress 8, average")}
_AREAS = {
    "E": ("england_all_pupils", "all pupils in England"),
    "N": ("england_non_lac", "others in England"),
    "L": ("local_non_lac", "others here"),
}
_MEASURES = code_set("ATTAINMENT_MEASURE").codes


def _share(measure: str) -> Indicator:
    title, label = _SHARES[measure]
    return _RESULTS(f"LAC-99-{measure}", title, label, _COHORT, Percentage("result = 1", f"measure = '{measure}'"),
                    "Reached it", denominator_words="Pupils with that result, in care for the year to 31 March")  # fmt: skip


def _points(measure: str) -> Indicator:
    title, label = _POINTS[measure]
    return _RESULTS(f"LAC-99-{measure}", title, label, _COHORT, Mean("result", f"measure = '{measure}'"), "Points",
                    denominator_words="Pupils with that result, in care for the year to 31 March")  # fmt: skip


def _gap(letter: str) -> Indicator:
    area, words = _AREAS[letter]
    by = By("measure", "NULL", _MEASURES, "Measure", is_missing_listed=False)
    return _RESULTS(f"LAC-99-GAP-{letter}", f"Gap to {words}", f"Results against {words}", None,
                    Gap(tuple(f"LAC-99-{measure}" for measure in _MEASURES), area, is_academic=True, by=by),
                    f"Result of children in care less that of {words} in the same year",
                    needs=("attainment", "benchmarks"))  # fmt: skip


INDICATORS = (
    _SCHOOL("LAC-37", "Moved school in two years", "Moved school in two years", _CHILDREN,
            Percentage("has_moved_school", "is_in_care_24_months AND school_year BETWEEN 0 AND 11"),
            "Two successive terms at different schools, other than a normal transfer",
            denominator_words="Pupils of Reception to year 11 in care for two years", better=Direction.LOWER,
            exceptions=Exceptions("+"), reach="months_later(ends, -24)"),
    _SCHOOL("LAC-94", "On the virtual school roll", "On the virtual school's roll", _ROLL,
            Distribution(_STAGES, ("Early years", "Primary", "Secondary", "Post-16")),
            "Children with a row of the last term, looked after at its end"),
    _SCHOOL("LAC-94-AP", "In alternative provision", "In alternative provision", _ROLL,
            Percentage("is_in_alternative_provision", "school_year BETWEEN 0 AND 11"), "Taught in alternative provision",
            denominator_words="Pupils of Reception to year 11 on the roll", needs=("education_terms",
            "education_terms.alternative_provision")),
    _SCHOOL("LAC-95", "Personal education plan up to date", "Plan for school up to date", _CHILDREN,
            Percentage("has_plan", _PLAN_BASE), "A plan dated since the last term began",
            denominator_words="Pupils up to year 13 in care for twenty working days by the end of the last term",
            better=Direction.HIGHER, tier=Tier.PROCESS, exceptions=_PLAN_MISSED,
            needs=("education_terms", "education_terms.pep_date"), target=Target(_GUIDANCE.text, at_least=100)),
    _SCHOOL("LAC-95-16", "Personal education plan up to date, post-16", "Plan for school up to date, over 16", _CHILDREN,
            Percentage("has_plan", _PLAN_BASE_16), "A plan dated since the last term began",
            denominator_words="Young people of years 12 to 14 in care for twenty working days by the end of the last term",
            better=Direction.HIGHER, tier=Tier.PROCESS, exceptions=_PLAN_MISSED,
            needs=("education_terms", "education_terms.pep_date"), target=Target(_GUIDANCE.text, at_least=100)),
    _SCHOOL("LAC-95-Q", "Good personal education plans", "Plans for school that are good", _CHILDREN,
            Percentage("plan_quality = 'good'", f"{_PLAN_BASE} AND has_plan AND plan_quality IS NOT NULL"), "Judged good",
            denominator_words="Plans up to date, with their quality known", better=Direction.HIGHER,
            unknown=f"{_PLAN_BASE} AND has_plan AND plan_quality IS NULL",
            needs=("education_terms", "education_terms.pep_date", "education_terms.pep_quality")),
    _SCHOOL("LAC-96", "Attendance", "Attendance", _YEAR,
            AmountShare("sessions_possible - sessions_absent", "sessions_possible", "sessions_possible > 0"),
            "Half days attended", denominator_words="Half days that could be attended, Reception to year 11",
            better=Direction.HIGHER, needs=("education_terms", "education_terms.sessions_possible",
                                            "education_terms.sessions_absent")),
    _SCHOOL("LAC-96-16", "Attendance, years 12 to 14", "Attendance, over 16", _YEAR,
            AmountShare("sessions_possible_16 - sessions_absent_16", "sessions_possible_16", "sessions_possible_16 > 0"),
            "Half days attended", denominator_words="Half days that could be attended, years 12 to 14",
            better=Direction.HIGHER, needs=("education_terms", "education_terms.sessions_possible",
                                            "education_terms.sessions_absent")),
    _SCHOOL("LAC-97", "Persistent absence", "Missed a tenth of school or more", _YEAR,
            Percentage("sessions_absent * 100 >= sessions_possible * persistent_percent", "sessions_possible > 0"),
            "Absent for a tenth of sessions or more (15 in 100 before 2015-16)",
            denominator_words="Pupils of Reception to year 11 with attendance recorded", better=Direction.LOWER,
            exceptions=Exceptions("+"), needs=("education_terms", "education_terms.sessions_possible",
                                               "education_terms.sessions_absent")),
    _SCHOOL("LAC-98", "Suspended", "Suspended from school", _YEAR, Percentage("suspensions >= 1", "suspensions IS NOT NULL"),
            "At least one suspension this academic year",
            denominator_words="Pupils of Reception to year 11 with suspensions recorded", better=Direction.LOWER,
            exceptions=Exceptions("+"), needs=("education_terms", "education_terms.suspensions")),
    _SCHOOL("LAC-98-X", "Permanently excluded", "Permanently excluded", _YEAR, Count("is_of_school_age AND is_excluded"),
            "Permanently excluded this academic year", better=Direction.LOWER, exceptions=Exceptions("+"),
            needs=("education_terms", "education_terms.permanently_excluded"),
            target=Target("Cheshire East corporate parenting strategy 2015 to 2017: none", at_most=0)),
    _SCHOOL("LAC-98-D", "School days lost to suspension", "School days lost to suspension", _YEAR,
            Sum("days_suspended", "is_of_school_age", measured_in="days"), "Half days lost, as days", better=Direction.LOWER,
            needs=("education_terms", "education_terms.sessions_suspended")),
    *(_share(measure) for measure in _SHARES),
    *(_points(measure) for measure in _POINTS),
    _RESULTS("LAC-99-OUT", "Year 11 pupils schooled elsewhere", "Year 11 pupils at school outside the area",
             Cohort("year_11_pupils", reach=_COHORT.reach), Percentage("is_elsewhere", "is_elsewhere IS NOT NULL"),
             "Schooled outside the authority", denominator_words="Year 11 pupils of whom it is known",
             unknown="is_elsewhere IS NULL", better=Direction.CONTEXT, needs=("attainment", "attainment.in_area")),
    *(_gap(letter) for letter in _AREAS),
    _SCHOOL("LAC-100", "Early-years place taken up", "Early-years place taken up", _CHILDREN,
            Percentage("is_place_taken", "is_entitled_to_early_years"), "A place taken up this term",
            denominator_words="Children aged 2 to 4 from the term after their second birthday, not yet at school",
            better=Direction.HIGHER, exceptions=Exceptions("-"), needs=("education_terms", "education_terms.place_taken")),
    _SCHOOL("LAC-101", "Year 11: offer guaranteed", "Year 11 pupils with a guaranteed offer", _YEAR,
            Percentage("has_offer", "is_in_year_11"), "An offer for September",
            denominator_words="Pupils of year 11 this academic year", better=Direction.HIGHER, exceptions=Exceptions("-"),
            needs=("education_terms", "education_terms.offer"),
            target=Target("September guarantee; Cheshire East corporate parenting strategy 2015 to 2017", at_least=100)),
    _OFFENDING("LAC-105", "Convicted or cautioned", "Convicted or cautioned", _LEGAL,
               Percentage("is_convicted", "is_in_care_12_months AND age >= 10"), "A conviction or caution in the year",
               denominator_words="Children in care for a year, aged 10 or over", exceptions=Exceptions(
                   "+", last_event="Last recorded", last_event_date="last_event_date")),
    _OFFENDING("LAC-105-YOT", "With the youth offending team", "With the youth offending team", _LEGAL,
               Count("is_with_team"), "With the team on the last day"),
)  # fmt: skip
