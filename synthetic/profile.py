"""Calibration: the published or assumed level behind each part of the invented council, with its source.

Sources, by short name:

* ``HCC 2018``: Herefordshire Council, Corporate Parenting Strategy 2017-20, progress review 2017/18.
* ``HCC 2017``: Herefordshire Council, Children and Young People Scrutiny Committee, 5 July 2017, needs analysis.
* ``SFR 41/2016``: Department for Education, Children looked after in England, year ending 31 March 2016.
* ``Assumed``: our own choice, made so that the published figures above come out; nobody published it.

Shares are 0 to 1. A :data:`Trend` is a list of dated levels joined by straight lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, TypeVar

Trend = tuple[tuple[date, float], ...]
Level = TypeVar("Level")


def for_age(bands: Mapping[tuple[int, int], Level], age: int) -> Level:
    """The level of the band ``(from, before)`` that holds an age.

    Raises:
        KeyError: When no band holds it.
    """
    for (youngest, older), level in bands.items():
        if youngest <= age < older:
            return level
    raise KeyError(age)


#: The seed whose council sits closest to the published figures at 31 March 2018.
DEMO_SEED: Final = 2033

# --- Size -----------------------------------------------------------------------------------------------------

#: Children looked after to which :data:`POPULATION` belongs. HCC 2017: 310 on 29 May 2017.
REFERENCE_CHILDREN: Final = 310
#: Residents aged 0-17 at mid-2017 for that many children: 87 per 10,000 (HCC 2018).
POPULATION: Final = 35_800
#: Yearly growth of the resident population going back in time. Assumed.
POPULATION_GROWTH: Final = -0.001

#: Years of case records a submission carries; older care is on file only for people still known. Assumed.
YEARS_ON_FILE: Final = 9
#: Days between the end of a quarter and the day its submission is extracted. Assumed.
EXTRACT_DELAY_DAYS: Final = 10

#: How late events reach the case system: (fewest, most) days and the share of events. Assumed.
RECORDING_LAG: Final = {(0, 4): 0.80, (5, 21): 0.13, (22, 60): 0.05, (61, 140): 0.02}

# --- Coming into care -----------------------------------------------------------------------------------------

#: Children starting in each financial year. HCC 2017: 126, 124, 121; HCC 2018: 27 and 31 per 10,000.
STARTS_BY_YEAR: Final = {2013: 126.0, 2014: 124.0, 2015: 121.0, 2016: 97.0, 2017: 112.0}
#: Years before the published ones, when the rate was lower (HCC 2017: 2016 was the fifth rise in a row), and after.
STARTS_BEFORE: Final = 98.0
STARTS_AFTER: Final = 112.0
#: Weight of each month, April first. Assumed: fewer in August and December, more after the summer holidays.
STARTS_BY_MONTH: Final = (0.97, 1.02, 1.05, 1.04, 0.82, 1.05, 1.14, 1.12, 0.80, 1.02, 0.99, 1.06)
#: HCC 2018: admissions fell through 2017/18 and rose again in quarter 4.
STARTS_BY_QUARTER_2017: Final = (1.0, 0.9, 0.85, 1.25)

#: Age when care starts. SFR 41/2016: 18, 18, 17, 29 and 18 per cent; the last is lower here because unaccompanied
#: children, nearly all of them 16 or over, come on top.
START_AGES: Final = {(0, 1): 0.18, (1, 5): 0.18, (5, 10): 0.17, (10, 16): 0.29, (16, 18): 0.14}
#: Share of starts who are unaccompanied, by year of start. HCC 2017: 5 children at March 2016 and rising.
UASC_STARTS: Final[Trend] = ((date(2013, 4, 1), 0.01), (date(2016, 4, 1), 0.045), (date(2018, 3, 31), 0.06))
#: Children known only for short breaks, for each child with a care history. Assumed.
SHORT_BREAK_SHARE: Final = 0.03

#: HCC 2017: 51 per cent of looked-after children were boys.
MALE_SHARE: Final = 0.51
UASC_MALE_SHARE: Final = 0.92
#: HCC 2017: overwhelmingly White British, 3 per cent Eastern European; blanks and refusals are assumed.
ETHNICITY: Final = {
    "WBRI": 0.875, "WOTH": 0.032, "WROM": 0.012, "WIRT": 0.006, "WIRI": 0.003, "MWBC": 0.016, "MWAS": 0.008,
    "MWBA": 0.005, "MOTH": 0.010, "AOTH": 0.004, "APKN": 0.002, "AIND": 0.002, "BAFR": 0.004, "BCRB": 0.003,
    "OOTH": 0.004, "REFU": 0.003, "NOBT": 0.007, "": 0.004,
}  # fmt: skip
#: Assumed from the main countries of origin of unaccompanied children in 2015 to 2018.
UASC_ETHNICITY: Final = {"AOTH": 0.34, "BAFR": 0.36, "OOTH": 0.24, "WOTH": 0.06}
#: HCC 2017: 31 of 287 children were with the disability team. Blank = not recorded (HCC 2017: recording was poor).
DISABILITY: Final = {"yes": 0.115, "NONE": 0.845, "": 0.04}
DISABILITY_CODES: Final = {"LD": 0.4, "BEH": 0.2, "AUT": 0.18, "COMM": 0.1, "MOB": 0.07, "HEAR": 0.03, "VIS": 0.02}
#: Main need when care started (SSDA903 category of need). HCC 2017: abuse or neglect is the principal reason.
NEED: Final = {"N1": 0.62, "N2": 0.035, "N3": 0.05, "N4": 0.09, "N5": 0.15, "N6": 0.02, "N8": 0.03, "N7": 0.005}

# --- Leaving care -----------------------------------------------------------------------------------------------

#: What becomes of a stay, by age when it starts ("stay" = until 18). Set so that the stock keeps the published
#: size against the published starts, with about a third going home (HCC 2017: 31 per cent).
ROUTES: Final = {
    (0, 1): {"home": 0.25, "guardian": 0.16, "adoption": 0.38, "arrangements": 0.05, "stay": 0.16},
    (1, 5): {"home": 0.32, "guardian": 0.13, "adoption": 0.22, "arrangements": 0.05, "stay": 0.28},
    (5, 10): {"home": 0.37, "guardian": 0.09, "adoption": 0.03, "arrangements": 0.05, "stay": 0.46},
    (10, 16): {"home": 0.53, "guardian": 0.03, "arrangements": 0.03, "other": 0.05, "stay": 0.36},
    (16, 18): {"home": 0.38, "other": 0.12, "stay": 0.50},
}
#: Share of the stays until 18 that were a stay ending at home instead, by day of start. HCC 2017: starts held level
#: while the number looked after rose five years running, because fewer children left care.
WENT_HOME_INSTEAD: Final[Trend] = ((date(2012, 4, 1), 0.30), (date(2014, 4, 1), 0.26), (date(2016, 4, 1), 0.0))
#: Share of those who went home who come back. Assumed from national re-entry of about one in ten within a year.
RETURN_SHARE: Final = 0.20
RETURN_DAYS: Final = 300

# --- Where children live ----------------------------------------------------------------------------------------

#: Type of a new placement by age. HCC 2017 and HCC 2018: 74-81 per cent in foster care, a quarter of them with
#: relatives or friends, 5 per cent with parents, 23 of 310 in children's homes.
PLACEMENTS: Final = {
    (0, 1): {"U6": 0.61, "U5": 0.04, "U3": 0.26, "R3": 0.05, "P1": 0.04},
    (1, 10): {"U6": 0.51, "U4": 0.10, "U3": 0.20, "U1": 0.05, "P1": 0.11, "K2": 0.03},
    (10, 16): {"U6": 0.43, "U4": 0.12, "U3": 0.12, "U1": 0.05, "P1": 0.07, "K2": 0.185, "S1": 0.016, "R1": 0.010},
    (16, 18): {"U6": 0.27, "U4": 0.08, "U3": 0.06, "P1": 0.03, "K2": 0.14, "H5": 0.28, "P2": 0.13, "K1": 0.01},
}
UASC_PLACEMENTS: Final = {"U6": 0.55, "H5": 0.25, "P2": 0.12, "K2": 0.08}
#: Provider by type of placement. Assumed; councils aim at about 70 per cent of unrelated fostering in-house.
PROVIDERS: Final = {
    "U": {"PR1": 0.66, "PR4": 0.29, "PR5": 0.05},
    "K": {"PR4": 0.84, "PR1": 0.10, "PR5": 0.06},
    "H": {"PR4": 0.55, "PR5": 0.35, "PR1": 0.10},
    "P": {"PR5": 0.55, "PR1": 0.30, "PR4": 0.15},
    "S": {"PR4": 0.8, "PR5": 0.2},
    "R": {"PR3": 0.6, "PR4": 0.4},
    "A": {"PR1": 0.7, "PR5": 0.3},
}
#: Share of a first placement that is only a bridge, and its mean length in days. Assumed.
BRIDGE_SHARE: Final = 0.45
BRIDGE_DAYS: Final = 75
#: Moves a year once settled, by age, before the child's own factor. Set so that about one in ten has three or
#: more placements in a year (SFR 41/2016: 10 per cent in England) and 68-70 per cent are in one home for two years
#: (HCC 2017: 70 per cent, England 68).
MOVES_A_YEAR: Final = {(0, 5): 0.17, (5, 11): 0.175, (11, 16): 0.34, (16, 18): 0.46}
#: Shape of the child's own factor (gamma, mean 1): the smaller, the more moves fall to few children. Assumed.
MOVE_SHAPE: Final = 0.75
#: Share placed outside the authority, by group of type; neighbours as ONS codes. Assumed around HCC 2017's 11 per
#: cent beyond 20 miles.
OUTSIDE_SHARE: Final = {"in_house": 0.08, "kinship": 0.22, "agency": 0.36, "residential": 0.52, "parents": 0.08}
OUTSIDE_AUTHORITIES: Final = {
    "E10000034": 0.30, "E06000051": 0.19, "E10000013": 0.16, "WAL": 0.17, "E08000025": 0.07, "E06000023": 0.04,
    "E06000020": 0.03, "E10000028": 0.02, "SCO": 0.01, "NIR": 0.01,
}  # fmt: skip

# --- Health -----------------------------------------------------------------------------------------------------

#: First health assessment in time. HCC 2017: 26 per cent in 2015-16; HCC 2018: 40 per cent in Q1, 72 in Q4.
FIRST_HEALTH_ON_TIME: Final[Trend] = (
    (date(2015, 10, 1), 0.26), (date(2017, 1, 1), 0.35), (date(2017, 5, 15), 0.40), (date(2017, 8, 15), 0.52),
    (date(2017, 11, 15), 0.62), (date(2018, 2, 15), 0.75),
)  # fmt: skip
#: Review health assessment done by its due date. HCC 2017: 31 per cent in 2015-16; HCC 2018: 88.4 in Q4 2017/18.
REVIEW_HEALTH_ON_TIME: Final[Trend] = (
    (date(2015, 10, 1), 0.31), (date(2016, 10, 1), 0.55), (date(2017, 10, 1), 0.68), (date(2018, 3, 31), 0.72),
)  # fmt: skip
#: HCC 2017: 86, 73 and 93 per cent in 2015-16.
IMMUNISED: Final = 0.86
DENTAL_IN_YEAR: Final = 0.755
GP_REGISTERED: Final = 0.965
DEVELOPMENT_UP_TO_DATE: Final = 0.88
#: HCC 2017: 23 young people over 9 in 2015-16.
SUBSTANCE_MISUSE: Final = 0.10
#: Questionnaire with a score in the year. HCC 2017: 66 and 77 per cent; HCC 2018: 70.8 and 67.3 per cent.
QUESTIONNAIRE: Final[Trend] = (
    (date(2014, 10, 1), 0.66), (date(2015, 10, 1), 0.77), (date(2016, 10, 1), 0.708), (date(2017, 10, 1), 0.673),
)  # fmt: skip
#: Mean score; England was about 14 throughout the decade (SFR 41/2016 and its neighbours).
QUESTIONNAIRE_MEAN: Final = 14.0

# --- Missing, reviews -------------------------------------------------------------------------------------------

#: Missing and away episodes have been collected since this day.
MISSING_COLLECTED_FROM: Final = date(2014, 4, 1)
#: Share of children who ever go missing once over 10. SFR 41/2016: 9 per cent of all looked after in the year.
RUNNERS: Final = 0.42
#: Episodes a year of a child who goes missing, at 14 and over. HCC 2018: 94 and 84 occasions in a year.
MISSING_A_YEAR: Final = 2.0
#: HCC 2017: 67 interviews for 106 episodes.
INTERVIEW_OFFERED: Final = 0.88
INTERVIEW_HELD: Final = 0.645
#: SFR 41/2016 gives no figure; councils report about nine in ten. Assumed.
REVIEWS_ON_TIME: Final = 0.905

# --- Care leavers -----------------------------------------------------------------------------------------------

#: Position at 19 to 21: (in, not in) education, employment or training; the rest not known. HCC 2018.
IN_EDUCATION_OR_WORK: Final[Trend] = ((date(2016, 10, 1), 0.29), (date(2017, 10, 1), 0.43))
NOT_IN_EDUCATION_OR_WORK: Final[Trend] = ((date(2016, 10, 1), 0.56), (date(2017, 10, 1), 0.37))
#: Accommodation at 19 to 21: suitable, unsuitable; the rest not known. HCC 2018.
SUITABLE: Final[Trend] = ((date(2016, 10, 1), 0.70), (date(2017, 10, 1), 0.72))
UNSUITABLE: Final[Trend] = ((date(2016, 10, 1), 0.14), (date(2017, 10, 1), 0.08))
#: HCC 2017: 69 per cent in touch at 19; rising is assumed (SFR 41/2016: England 87 per cent).
IN_TOUCH: Final[Trend] = ((date(2016, 3, 31), 0.69), (date(2018, 3, 31), 0.84))
#: HCC 2017: 90 per cent of care leavers had a pathway plan at the end of 2016.
HAS_PATHWAY_PLAN: Final = 0.92
PLAN_BY_SIXTEEN: Final[Trend] = ((date(2015, 4, 1), 0.35), (date(2018, 3, 31), 0.62))
#: HCC 2017: 25 of 136 young people open to the 16+ team were pregnant or parents.
PARENTS: Final = {"F": 0.27, "M": 0.09}
#: Adult care leavers on the roster whose care was in another authority, so that no care history is on file. Assumed.
CARED_FOR_ELSEWHERE: Final = 0.006
#: Former relevant young people still supported after 21 (in education, or by need). Assumed.
SUPPORT_AFTER_21: Final = 0.06
#: Share of them who close earlier: moved away, asked to, went back to family. Assumed.
CLOSED_BEFORE_21: Final = 0.19

#: Workers for 310 children. HCC 2017: 23 + 9.8 + 5 social workers, 7 personal advisers; reviewing officers assumed.
SOCIAL_WORKERS: Final = 38
PERSONAL_ADVISERS: Final = 7
REVIEWING_OFFICERS: Final = 5
#: Mean years a child keeps a social worker. HCC 2018: yearly turnover 17.6 per cent, and children change teams.
SOCIAL_WORKER_YEARS: Final = 1.4

# --- The second release: visits, school, permanence, money, homes, people -----------------------------------------

#: Years for which visits, school terms, money, posts and the like are on file beside the one that runs. Assumed.
RECENT_YEARS: Final = 3

#: Share of statutory visits made in time. Assumed.
VISIT_ON_TIME: Final = 0.93

#: Mean share of sessions missed. England 2017: about four per cent.
ABSENT_SHARE: Final = 0.045
#: Personal education plan held in the term. Assumed.
PLAN_EACH_TERM: Final = 0.92
#: Cheshire East aims at every early-years place taken up. Assumed.
EARLY_PLACE_TAKEN: Final = 0.84
#: HCC 2018: key stage 2 expected standard 44 -> 31 per cent, five A*-C 15.4 -> 23 per cent; the others assumed.
ATTAINED: Final = {"GLD": 0.42, "PHON": 0.52, "KS2": 0.36, "KS2L4": 0.45, "KS4": 0.20, "BASICS": 0.18}
#: HCC 2018: Attainment 8 was 23.2, Progress 8 -1.01.
ATTAINMENT_8: Final = 21.5
PROGRESS_8: Final = -1.01
#: Convictions and cautions a year of a child of ten or over. England: about five per cent of children in a year.
OFFENDING_A_YEAR: Final = 0.028

#: Weekly cost by kind in 2017, net pounds. Worcestershire County Council, sufficiency strategy 2017; others assumed.
WEEKLY_COST: Final = {
    "agency_residential": 3274.0, "own_residential": 2678.0, "secure": 6227.0, "ifa": 791.0, "own_fostering": 470.0,
    "kinship": 387.0, "staying_put": 156.0, "external_supported": 659.0, "own_supported": 395.0,
    "supported_lodgings": 307.0, "student": 102.0, "safe_base": 357.0, "residential_school": 2100.0, "uasc": 420.0,
    "other_placement": 350.0, "sgo_allowance": 114.0, "cao_allowance": 93.0, "adoption_allowance": 126.0,
    "direct_payment": 72.0,
}  # fmt: skip
#: Spread of the cost within a kind, as a share; 0.12 where none stands here. Assumed.
COST_SPREAD: Final = {"agency_residential": 0.22, "external_supported": 0.30, "secure": 0.05}
BESPOKE_OUTCOMES: Final = 0.85

#: Own fostering households beside kinship carers. HCC 2017: 151 households in all, kinship included.
OWN_HOUSEHOLDS: Final = 96
OWN_HOUSEHOLD_TYPES: Final = {"mainstream": 0.84, "specialist": 0.05, "short_break": 0.06, "supported_lodgings": 0.05}
#: Mean years a household fosters. Cheshire East: 20 new households on 149.
HOUSEHOLD_YEARS: Final = 7.5
#: Share of the stretches in which free places cannot be used. Assumed.
ON_HOLD: Final = 0.75
CARER_ETHNICITY: Final = {"WBRI": 0.93, "WOTH": 0.03, "MWBC": 0.01, "AIND": 0.01, "BCRB": 0.01, "": 0.01}
#: Worcestershire: 42 adopters waiting; Cheshire East: 31 approved in a year. For 310 children about half of either.
ADOPTERS_A_YEAR: Final = 14
#: Brothers and sisters: share of children who are the first of a group, who join one where there is a place for them in
#: the same foster home, and of these who live there.
HAS_SIBLINGS: Final = 0.16
JOINS_SIBLINGS: Final = 0.4
SIBLINGS_TOGETHER: Final = 0.85
#: Cheshire East: 87 per cent in good or outstanding provision.
GOOD_OR_OUTSTANDING: Final = 0.87
HOMES_VISITED: Final = 0.93
HOMES_ASSURED: Final = 0.86

#: Mean years a post is held. HCC 2018: turnover of social workers 17.6 per cent.
POST_YEARS: Final = 7.0
#: HCC 2018: 80 per cent of posts permanent, 11 agency, 9 vacant.
FILLED_BY_AGENCY: Final = 0.45
AGENCY_DAYS: Final = 330
VACANT_SHARE: Final = 0.8
VACANT_DAYS: Final = 110

#: HCC 2018: 28 of 53 members trained.
MEMBERS: Final = 53
TRAINED: Final[Trend] = ((date(2016, 4, 1), 0.48), (date(2018, 3, 31), 0.80))
#: Audits of children's cases a month. Assumed.
AUDITS_A_MONTH: Final = 6

#: HCC 2017: ten children regularly at the children in care council; 21 with an advocate, 20 with a visitor.
COUNCIL_REGULARS: Final = 0.05
ADVOCACY_A_YEAR: Final = 0.05
VISITORS_A_YEAR: Final = 0.035
#: Answers to the yearly survey, and the shares who feel safe and heard. Assumed.
SURVEY_ANSWERS: Final = 130
FEEL_SAFE: Final = 0.89
FEEL_HEARD: Final = 0.80
#: HCC 2017: 36 complaints and 22 compliments in 21 months, 19 of these for leaving care.
COMPLAINTS_A_YEAR: Final = 0.07
COMPLIMENTS_A_YEAR: Final = 0.08

#: HCC 2017: 31 strategy discussions in a year, 10 of them early; 11 enquiries, 4 of them early; 20 assessed.
DISCUSSED_EARLY: Final = 0.06
DISCUSSED_A_YEAR: Final = 0.065
AT_RISK: Final = 0.2
RISK_MEETINGS: Final = 0.12

#: Homelessness, bands and tenancies of care leavers. Assumed.
HOMELESS_A_YEAR: Final = 0.05
CAME_IN_HOMELESS: Final = 0.15
PRIORITY_BAND: Final = 0.30
TENANCY_KEPT: Final = 0.78
#: HCC 2017: 31 open to CAMHS, 79 per cent for a year or less; seen in 4 weeks 85.5, treated in 8 weeks 74 per cent.
REFERRED_A_YEAR: Final = 0.22
SEEN_IN_4_WEEKS: Final = 0.855
TREATED_IN_8_WEEKS: Final = 0.74
TREATMENT_DAYS: Final = 190
#: HCC 2017: of 136 young people 32, 31, 18, 28, 34 and 17 with each need, 26 whose home does not meet theirs.
NEEDS: Final = {
    "MENTAL_HEALTH": 0.22, "SUBSTANCE": 0.21, "DOMESTIC_ABUSE": 0.11, "OFFENDING_RISK": 0.185, "ISOLATED": 0.235,
    "DISABILITY": 0.04, "ACCOMMODATION_UNMET": 0.175,
}  # fmt: skip
#: Parents whom the roster of children does not know of. Assumed.
PARENTS_BY_NEEDS_ALONE: Final = 0.13
#: Worcestershire: half of the parents live with their child; young men less often.
CHILD_AT_HOME: Final = {"F": 0.5, "M": 0.2}
#: Chaired reviews, passports, delay, need for CAMHS, apprentices among those in training or work. Assumed; HCC 2017:
#: 15 children with developmental delay.
CHAIRED_BY_CHILD: Final = 0.07
PASSPORT: Final = 0.75
DELAY: Final = 0.42
CAMHS_NEED: Final = 0.12
APPRENTICES: Final = 0.15
#: Permanent home before this time in care. HCC 2017: seven back after guardianship in two years.
PREVIOUS_PERMANENCE: Final = {"P1": 0.012, "P2": 0.025, "P3": 0.012, "P4": 0.01, "Z1": 0.94}
