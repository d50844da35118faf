"""Care leavers: in touch, a suitable home, and education, employment or training.

Two bases that must never stand side by side as if alike: young people around their birthday, as national figures have
it, and everybody on the roster on the last day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from indicators.cohorts import BIRTHDAY_COHORT, CARE_LEAVERS_OPEN
from indicators.definition import Basis, Direction, Exceptions, Indicator, Reason, Source, Target, Tier
from indicators.units.count import Count
from indicators.units.percentage import Percentage
from indicators.units.shape import By
from schemas.groups import ELIGIBILITY
from warehouse.calendar import Window

ORDER = 100
_AROUND = "Around their birthday"
_NOW = "Everyone we support now"

_BIRTHDAY = BIRTHDAY_COHORT
_OPEN = CARE_LEAVERS_OPEN
_BY_ELIGIBILITY = By("eligibility", "eligibility", ELIGIBILITY.categories["care_leaver"], ELIGIBILITY.label)
_BY_BIRTHDAY = {
    "": By("birthday_age", "birthday_age", ("19", "20", "21"), "Birthday", is_missing_listed=False),
    "-Y": By("birthday_age", "birthday_age", ("17", "18"), "Birthday", is_missing_listed=False),
}
_WINDOWS = (Window.YEAR_TO_DATE, Window.ROLLING_YEAR)
_19_21 = "birthday_age BETWEEN 19 AND 21"
_17_18 = "birthday_age BETWEEN 17 AND 18"
_LEFT_OUT = (
    "Adopted; under 91 days looked after between the 14th birthday and that birthday, or none from the 16th; died; "
    "returned home for six months or more"
)
_ROSTER = "Everyone on the leaving-care roster on the last day except those still looked after"
_OC3 = Source(
    "SSDA903 children looked after return, care leavers (OC3); DfE care-leaver statistics",
    "Status recorded nearest the birthday, from three months before to one month after it; young people whose birthday "
    "is in the last month may still gain a record",
)
_LOCAL = Source(
    "Local measure on every open case",
    "Describes everybody now; not comparable with national figures, which describe young people around their birthday",
)

_ENGLAND_2017 = "31 March 2017 (Herefordshire corporate parenting strategy progress review 2017/18)"


@dataclass(frozen=True)
class _Answer:
    """One answer asked of three groups of young people: 19-21, 17-18 and all open cases."""

    id: str
    title: str
    label: str
    met: str
    unknown: str
    numerator_words: str
    needs: tuple[str, ...]
    better: Direction
    exceptions: Exceptions | None
    target: Target | None = None
    open_id: str | None = None
    has_17_18: bool = True
    column: str = ""


def _not_known(what: str) -> Reason:
    return Reason("NOT_KNOWN", f"{what} not known", "TRUE")


_NO_RECORD = Exceptions(
    "+",
    (
        Reason("REFUSED_CONTACT", "Refuses contact", "in_touch = 'REFU'"),
        Reason("NO_LONGER_REQUIRES", "No longer requires services", "in_touch = 'NREQ'"),
        Reason("NOT_IN_TOUCH", "Not in touch", "in_touch = 'NO'"),
        Reason("IN_TOUCH_NOT_RECORDED", "In touch, but not recorded", "in_touch = 'YES'"),
        Reason("NO_CONTACT_STATUS", "No contact status recorded either", "TRUE"),
    ),
)
_UNSUITABLE_KINDS = (
    Reason("CUSTODY", "In custody", "accommodation_letter = 'X'"),
    Reason("HOMELESS", "No fixed abode", "accommodation_letter = 'S'"),
    Reason("EMERGENCY", "Emergency accommodation or bed and breakfast", "accommodation_letter IN ('V', 'W')"),
)
_NEET_KINDS = (
    Reason("ILLNESS_OR_DISABILITY", "Illness or disability", "activity_code = 'G4'"),
    Reason("PREGNANCY_OR_PARENTING", "Pregnancy or parenting", "activity_code = 'G6'"),
)

_ANSWERS = (
    _Answer(
        "CL-03",
        "In touch",
        "In touch with us",
        "in_touch = 'YES'",
        "in_touch IS NULL",
        "In-touch status YES",
        ("care_leaver_contacts",),
        Direction.HIGHER,
        Exceptions(
            "-",
            (
                Reason("REFUSED_CONTACT", "Refuses contact", "in_touch = 'REFU'"),
                Reason("NO_LONGER_REQUIRES", "No longer requires services", "in_touch = 'NREQ'"),
                Reason("NOT_IN_TOUCH", "Not in touch", "in_touch = 'NO'"),
                _not_known("Contact"),
            ),
        ),
        Target(
            at_least=87,
            floor=82,
            source="England 87% aged 19 to 21, 31 March 2016 (Herefordshire needs analysis 2017, Keeping in touch)",
        ),
        column="care_leaver_contacts.in_touch",
    ),
    _Answer(
        "CL-05",
        "In suitable accommodation",
        "In a suitable home",
        "accommodation_answer = 'suitable'",
        "accommodation_answer = 'not known'",
        "Accommodation judged suitable",
        ("care_leaver_contacts", "accommodation"),
        Direction.HIGHER,
        Exceptions(
            "-",
            (
                *(
                    Reason(r.code, r.words, f"accommodation_answer = 'unsuitable' AND {r.when}")
                    for r in _UNSUITABLE_KINDS
                ),
                Reason(
                    "OTHER_UNSUITABLE",
                    "Another home judged unsuitable",
                    "accommodation_answer = 'unsuitable'",
                ),
                _not_known("Accommodation"),
            ),
        ),
        Target(
            at_least=95,
            floor=90,
            source="Cheshire East corporate parenting strategy 2015 to 2017: 95% to 100% aged 19, 20 and 21",
        ),
        open_id="CL-19-SUIT",
    ),
    _Answer(
        "CL-06",
        "In unsuitable accommodation",
        "In an unsuitable home",
        "accommodation_answer = 'unsuitable'",
        "accommodation_answer = 'not known'",
        "Accommodation judged unsuitable",
        ("care_leaver_contacts", "accommodation"),
        Direction.LOWER,
        Exceptions("+", (*_UNSUITABLE_KINDS, Reason("OTHER_UNSUITABLE", "Another home judged unsuitable", "TRUE"))),
        open_id="CL-19-UNSUIT",
    ),
    _Answer(
        "CL-07",
        "Accommodation not known",
        "Home not known",
        "accommodation_answer = 'not known'",
        "accommodation_answer = 'not known'",
        "Residence not known, no suitability recorded where a judgement is required, or no record",
        ("care_leaver_contacts", "accommodation"),
        Direction.LOWER,
        _NO_RECORD,
        open_id="CL-19-ACCUNK",
    ),
    _Answer(
        "CL-09",
        "In custody",
        "In custody",
        "accommodation_letter = 'X'",
        "accommodation_answer = 'not known'",
        "Accommodation letter X",
        ("care_leaver_contacts", "accommodation"),
        Direction.CONTEXT,
        None,
        has_17_18=False,
    ),
    _Answer(
        "CL-12",
        "In education, employment or training",
        "In education, work or training",
        "activity_answer = 'eet'",
        "activity_answer = 'not known'",
        "Activity F1 to F5 or P1 to P5; part time counts",
        ("care_leaver_contacts", "eet_status"),
        Direction.HIGHER,
        Exceptions(
            "-",
            (
                *_NEET_KINDS,
                Reason(
                    "OTHER_REASON",
                    "Not in education, work or training for another reason",
                    "activity_code = 'G5'",
                ),
                _not_known("Activity"),
            ),
        ),
        Target(at_least=50, floor=45, source=f"England 50%, {_ENGLAND_2017}"),
        open_id="CL-19-EET",
    ),
    _Answer(
        "CL-13",
        "Not in education, employment or training",
        "Not in education, work or training",
        "activity_answer = 'neet'",
        "activity_answer = 'not known'",
        "Activity G4, G5 or G6",
        ("care_leaver_contacts", "eet_status"),
        Direction.LOWER,
        Exceptions("+", (*_NEET_KINDS, Reason("OTHER_REASON", "Another reason", "TRUE"))),
        open_id="CL-19-NEET",
    ),
    _Answer(
        "CL-14",
        "Activity not known",
        "Activity not known",
        "activity_answer = 'not known'",
        "activity_answer = 'not known'",
        "Activity 0, or no record",
        ("care_leaver_contacts", "eet_status"),
        Direction.LOWER,
        _NO_RECORD,
        Target(at_most=10, floor=15, source=f"England 10%, {_ENGLAND_2017}"),
        open_id="CL-19-UNK",
    ),
    _Answer(
        "CL-15",
        "In higher education",
        "In higher education",
        "activity_code IN ('F1', 'P1')",
        "activity_answer = 'not known'",
        "Activity F1 or P1",
        ("care_leaver_contacts", "eet_status"),
        Direction.HIGHER,
        None,
        Target(
            at_least=7,
            floor=4,
            source="England 7%, 2015/16 (Worcestershire care leavers strategy 2017; age group not stated)",
        ),
        has_17_18=False,
    ),
    _Answer(
        "CL-16",
        "In an apprenticeship",
        "In an apprenticeship",
        "activity_code IN ('F4', 'P4')",
        "activity_answer = 'not known'",
        "Activity F4 or P4, codes in use from 2021-22",
        ("care_leaver_contacts", "eet_status"),
        Direction.HIGHER,
        None,
        has_17_18=False,
    ),
    _Answer(
        "CL-18",
        "In EET and in suitable accommodation",
        "In education, work or training and in a suitable home",
        "activity_answer = 'eet' AND accommodation_answer = 'suitable'",
        "activity_answer = 'not known' OR accommodation_answer = 'not known'",
        "Both in education, employment or training and in suitable accommodation",
        ("care_leaver_contacts", "eet_status", "accommodation"),
        Direction.HIGHER,
        None,
        has_17_18=False,
    ),
)


#: The column each answer is read from, by the extract it needs last.
_RECORDED = {
    "care_leaver_contacts": "in_touch",
    "accommodation": "accommodation_letter",
    "eet_status": "activity_code",
}


def _listed(a: _Answer) -> Exceptions | None:
    """The exceptions around a birthday: once its month is over, only a status already on file cannot change."""
    if a.exceptions is None:
        return None
    return replace(
        a.exceptions,
        last_event="Last contact",
        last_event_date="last_contact_date",
        certain=f"last_status_date <= known_on AND {_RECORDED[a.needs[-1]]} IS NOT NULL",
    )


def _around_birthday(a: _Answer, of: str, ages: str, suffix: str) -> Indicator:
    rated = a.target is not None and not suffix
    return Indicator(
        id=a.id + suffix,
        title=a.title + (f", aged {ages}" if suffix else ""),
        label=f"{a.label} (aged {ages})",
        theme=_AROUND,
        cohort=_BIRTHDAY,
        measure=Percentage(met=a.met, of=of),
        windows=_WINDOWS,
        headline=Window.ROLLING_YEAR,
        by=(_BY_BIRTHDAY[suffix],),
        needs=(*a.needs, a.column) if a.column else a.needs,
        numerator_words=a.numerator_words,
        denominator_words=f"Care leavers whose birthday in the period makes them {ages}",
        left_out_words=_LEFT_OUT + ("; still looked after on the birthday" if suffix else ""),
        unknown=f"{of} AND ({a.unknown})",
        better=a.better,
        basis=Basis.BIRTHDAY,
        exceptions=_listed(a),
        target=a.target if rated else None,
        is_rated=rated,
        source=_OC3,
    )


def _open_case(a: _Answer, open_id: str) -> Indicator:
    return Indicator(
        id=open_id,
        title=f"{a.title}, all open cases",
        label=f"{a.label} (everyone we support now)",
        theme=_NOW,
        cohort=_OPEN,
        measure=Percentage(met=a.met, of="is_care_leaver"),
        windows=(Window.AS_AT,),
        needs=("care_leaver_roster", a.needs[-1]),
        numerator_words=f"{a.numerator_words}, by the latest record",
        denominator_words=_ROSTER,
        left_out_words="Eligible young people, who are still looked after",
        unknown=f"is_care_leaver AND {a.unknown}",
        better=a.better,
        source=_LOCAL,
    )


INDICATORS = (
    *(_around_birthday(a, _19_21, "19 to 21", "") for a in _ANSWERS),
    *(_around_birthday(a, _17_18, "17 or 18", "-Y") for a in _ANSWERS if a.has_17_18),
    Indicator(
        id="CL-01",
        title="Care leavers by eligibility",
        label="Young people open to the leaving-care team",
        theme=_NOW,
        cohort=_OPEN,
        measure=Count(),
        windows=(Window.AS_AT,),
        needs=("care_leaver_roster",),
        numerator_words="On the leaving-care roster on the last day, one category a person",
        by=(_BY_ELIGIBILITY,),
        is_profiled=True,
        source=Source("Children Act 1989, sections 23A to 24; Children (Leaving Care) Act 2000"),
    ),
    Indicator(
        id="CL-04",
        title="Visited in the last two months",
        label="Visited in the last two months (under 22)",
        reach="months_later(ends, -2)",
        theme=_NOW,
        cohort=_OPEN,
        measure=Percentage(met="is_visited", of="is_relevant AND age < 22"),
        windows=(Window.AS_AT,),
        needs=("care_leaver_roster", "care_leaver_contacts"),
        numerator_words="A two-way visit dated in the two months to the last day",
        denominator_words="Relevant and former relevant young people under 22 on the roster on the last day",
        left_out_words="Eligible and qualifying young people; those of 22 and over. Calls, texts and letters do not count",
        better=Direction.HIGHER,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(
            at_least=100,
            floor=90,
            source="All: Care Leavers (England) Regulations 2010, regulation 8; Planning Transition to Adulthood (every two "
            "months); Worcestershire care leavers plan 2.2",
        ),
        exceptions=Exceptions(
            "-",
            (
                Reason("NEVER_VISITED", "No two-way visit recorded", "last_visit_date IS NULL"),
                Reason(
                    "OTHER_CONTACT",
                    "Other contact in the two months, no visit",
                    "last_contact_date >= months_later(ends, -2)",
                ),
                Reason("NO_CONTACT", "No contact in the two months", "TRUE"),
            ),
            due="next_visit_due_date",
            last_event="Last visit",
            last_event_date="last_visit_date",
        ),
        source=Source(
            "Care Leavers (England) Regulations 2010, regulation 8; Planning Transition to Adulthood guidance"
        ),
    ),
    Indicator(
        id="CL-10",
        title="Homeless, bed and breakfast or emergency",
        label="Homeless, or in bed and breakfast or emergency accommodation",
        theme=_NOW,
        cohort=_OPEN,
        measure=Count(of="accommodation_letter IN ('S', 'V', 'W')"),
        windows=(Window.AS_AT,),
        needs=("care_leaver_roster", "accommodation"),
        numerator_words="On the roster on the last day, latest accommodation S, V or W",
        better=Direction.LOWER,
        is_rated=True,
        target=Target(
            at_most=0,
            floor=0,
            source="None: Worcestershire care leavers plan, 4.1: the council places no young person in bed and breakfast",
        ),
        exceptions=Exceptions(
            "+",
            (
                Reason("HOMELESS", "No fixed abode", "accommodation_letter = 'S'"),
                Reason("BED_AND_BREAKFAST", "Bed and breakfast", "accommodation_letter = 'W'"),
                Reason("EMERGENCY", "Emergency accommodation", "TRUE"),
            ),
            last_event="Last contact",
            last_event_date="last_contact_date",
        ),
        source=_LOCAL,
    ),
    *(_open_case(a, a.open_id) for a in _ANSWERS if a.open_id),
)
