"""The categories a figure is broken down by, and the codes each one gathers.

Source: data contract, section 4, "Breakdowns". Every category appears in every result, nil included, and a missing
value is always the category :data:`NOT_RECORDED`.
"""

from __future__ import annotations

from dataclasses import dataclass

NOT_RECORDED = "Not recorded"

#: Ages beyond any that are real; they open the first band (a date of birth after the day is a mistake that is reported,
#: and the child still counts) and close the last.
_YOUNGEST, _OLDEST = -200, 200


@dataclass(frozen=True)
class AgeBand:
    """Ages, in completed years, that one category of ``age_band`` gathers; both ends inclusive."""

    category: str
    from_age: int
    to_age: int


@dataclass(frozen=True)
class Breakdown:
    """One way of dividing a figure.

    Attributes:
        name: As in ``indicators.result.breakdown``.
        label: What a reader is told.
        columns: Scorecard -> column of ``core.person_at_quarter_end`` that holds the category.
        categories: Scorecard -> every category in reading order.
    """

    name: str
    label: str
    columns: dict[str, str]
    categories: dict[str, tuple[str, ...]]


LOOKED_AFTER, CARE_LEAVER = "looked_after", "care_leaver"

AGE_BANDS: dict[str, tuple[AgeBand, ...]] = {
    LOOKED_AFTER: (
        AgeBand("under 1", _YOUNGEST, 0),
        AgeBand("1-4", 1, 4),
        AgeBand("5-9", 5, 9),
        AgeBand("10-15", 10, 15),
        AgeBand("16 and over", 16, _OLDEST),
    ),
    CARE_LEAVER: (
        AgeBand("under 16", _YOUNGEST, 15),
        AgeBand("16-17", 16, 17),
        AgeBand("18", 18, 18),
        AgeBand("19", 19, 19),
        AgeBand("20", 20, 20),
        AgeBand("21", 21, 21),
        AgeBand("22-25", 22, 25),
        AgeBand("26 and over", 26, _OLDEST),
    ),
}

_OWN, _EXTERNAL = ("PR1",), ("PR2", "PR3", "PR4", "PR5")


def _provided(types: tuple[str, ...], providers: tuple[str, ...]) -> tuple[str, ...]:
    """Placement types with each of their providers, as the code of a group: ``U4 PR1``."""
    return tuple(f"{kind} {provider}" for kind in types for provider in providers)


#: Breakdown -> category -> codes. Codes in no group (REFU, NOBT) are "Not recorded".
CODE_GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "ethnicity": {
        "White": ("WBRI", "WIRI", "WIRT", "WROM", "WOTH"),
        "Mixed": ("MWBC", "MWBA", "MWAS", "MOTH"),
        "Asian": ("AIND", "APKN", "ABAN", "AOTH", "CHNE"),
        "Black": ("BCRB", "BAFR", "BOTH"),
        "Other": ("OOTH",),
    },
    "placement_group": {
        "Foster": ("U1", "U2", "U3", "U4", "U5", "U6"),
        "Placed for adoption": ("A3", "A4", "A5", "A6"),
        "With parents": ("P1",),
        "Residential": ("K1", "K2", "R1", "R2", "R3", "R5", "S1"),
        # Independent living (P2) and semi-independent living (H5) are what registered supported
        # accommodation (K3) replaced on 28 October 2023.
        "Supported accommodation": ("K3", "H5", "P2"),
        "Other": ("P3", "Z1", "Z11", "Z12", "Z13", "Z14"),
    },
    "legal_status_group": {
        "Care order": ("C1", "C2"),
        "Voluntary": ("V2",),
        # A freeing order (D1) is what placement orders replaced on 30 December 2005.
        "Placement order": ("E1", "D1"),
        "Other": ("L1", "L2", "L3", "J1", "J2", "J3"),
    },
    # Profiles (data contract 2, section 5): distributions, not breakdowns.
    "legal_status_profile": {
        "Full care order": ("C2",),
        "Interim care order": ("C1",),
        "Placement order": ("E1",),
        "Freed": ("D1",),
        "Voluntary": ("V2",),
        "Child protection": ("L1", "L2", "L3"),
        "Youth justice": ("J1", "J2", "J3"),
    },
    # LAC-19; every other code that ends care is OTHER_REASON.
    "reason_for_leaving": {
        "Adopted": ("E11", "E12"),
        "Special guardianship": ("E43", "E44", "E45", "E46", "E47", "E48"),
        "Child arrangements": ("E41",),
        "Returned home": ("E4A", "E4B"),
        "Family without PR": ("E13",),
        "Independent": ("E5", "E6"),
        "Stayed with carers": ("E17",),
        "Transferred": ("E3",),
        "Custody": ("E9",),
    },
    # SUF-01: a type, or a type and its provider where the kind of home depends on who provides it.
    "placement_mix": {
        "Kinship foster": ("U1", "U2", "U3"),
        "Own foster": _provided(("U4", "U5", "U6"), _OWN),
        "Agency foster": _provided(("U4", "U5", "U6"), _EXTERNAL),
        "Placed for adoption": ("A3", "A4", "A5", "A6"),
        "Own home": _provided(("K2",), _OWN),
        "External home": _provided(("K2",), _EXTERNAL),
        "Secure": ("K1",),
        "Own supported": _provided(("K3", "H5"), _OWN),
        "External supported": _provided(("K3", "H5"), _EXTERNAL),
        "Independent": ("P2", "P3"),
        "With parents": ("P1",),
        "Residential school": ("S1",),
        "Other residential": ("R1", "R2", "R3", "R5"),
        "Other": ("Z1", "Z11", "Z12", "Z13", "Z14"),
    },
    # CL-17 and CL-19-ACT: activity codes, F3 and P3 apart (an apprenticeship where the council says so).
    "activity": {
        "Higher education": ("F1", "P1"),
        "Other education": ("F2", "P2"),
        "Apprenticeship": ("F4", "P4"),
        "Training or employment": ("F5", "P5", "F3", "P3"),
        "Illness or disability": ("G4",),
        "Other not working": ("G5",),
        "Pregnancy or parenting": ("G6",),
    },
}

#: What LAC-19 calls a reason it does not name.
OTHER_REASON = "Other"

_BOTH = (LOOKED_AFTER, CARE_LEAVER)


def _same(column: str, categories: tuple[str, ...]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    return dict.fromkeys(_BOTH, column), dict.fromkeys(_BOTH, (*categories, NOT_RECORDED))


BREAKDOWNS: tuple[Breakdown, ...] = (
    Breakdown("sex", "Sex", *_same("sex", ("M", "F", "U"))),
    Breakdown(
        "age_band",
        "Age",
        {LOOKED_AFTER: "looked_after_age_band", CARE_LEAVER: "care_leaver_age_band"},
        {card: (*(band.category for band in bands), NOT_RECORDED) for card, bands in AGE_BANDS.items()},
    ),
    Breakdown("ethnicity", "Ethnicity", *_same("ethnicity", tuple(CODE_GROUPS["ethnicity"]))),
    Breakdown("disability", "Disability", *_same("disability", ("Yes", "No"))),
    Breakdown("uasc", "Unaccompanied child", *_same("uasc", ("Yes", "No"))),
    Breakdown(
        "placement_group",
        "Where they live",
        {LOOKED_AFTER: "placement_group"},
        {LOOKED_AFTER: (*CODE_GROUPS["placement_group"], NOT_RECORDED)},
    ),
    Breakdown(
        "legal_status_group",
        "Legal status",
        {LOOKED_AFTER: "legal_status_group"},
        {LOOKED_AFTER: (*CODE_GROUPS["legal_status_group"], NOT_RECORDED)},
    ),
)

#: Only for indicators that ask for it (CL-01): read from the cohort, not from the as-at view.
ELIGIBILITY = Breakdown(
    "eligibility",
    "Eligibility",
    {CARE_LEAVER: "eligibility"},
    {CARE_LEAVER: ("eligible", "relevant", "former_relevant", "qualifying", NOT_RECORDED)},
)
