"""Annex A, the child-level lists that inspectors ask for (2017 to today): lists 6, 8, 9 and 11 as far as they go.

A list is a picture of one day: what began before and what ended earlier is mostly not in it. So list 8 gives the children
and their present episode, list 9 the present state of care leavers; histories, and what an inspector does not ask for,
are not available from it.
"""

from __future__ import annotations

from types import MappingProxyType

from schemas.headers import normalise
from submissions.reading.sheet import Sheet
from submissions.sources.base import Feed, Known
from submissions.sources.tables import ListedSource

_CHILD = ("Child Unique ID", "Child ID", "Unique ID", "Child unique identifier")
_WHO = MappingProxyType({"person_id": _CHILD})
_SEX = ("Gender", "Sex")
_BORN = ("Date of Birth", "DOB")
_ETHNICITY = ("Ethnicity", "Ethnic origin")
_DISABILITY = ("Does the Child have a Disability", "Disability", "Has a disability")
_UASC = (
    "Unaccompanied Asylum Seeking Child (UASC)",
    "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
    "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months",
    "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
    "Unaccompanied Asylum Seeking Child",
    "UASC",
)
_COMMON = (
    *_SEX,
    *_BORN,
    *_ETHNICITY,
    *_DISABILITY,
    *_UASC,
    "Age of Child (Years)",
    "Age at inspection",
    "Allocated Team",
    "Allocated Worker",
    "Family identifier",
)
_YES_NO = MappingProxyType({"a) yes": "Y", "b) no": "N", "yes": "Y", "no": "N", "y": "Y", "n": "N", "1": "Y", "0": "N"})
#: A disability that is not named says only that there is one.
_SAYS_DISABILITY = MappingProxyType({"b) no": "NONE", "no": "NONE", "n": "NONE", "0": "NONE"})
_ELIGIBILITY = MappingProxyType(
    {
        "a) relevant child": "relevant",
        "a) relevant": "relevant",
        "relevant child": "relevant",
        "b) former relevant child": "former_relevant",
        "b) former relevant": "former_relevant",
        "former relevant child": "former_relevant",
        "former relevant": "former_relevant",
        "c) qualifying care leaver": "qualifying",
        "c) qualifying": "qualifying",
        "qualifying care leaver": "qualifying",
        "d) eligible child": "eligible",
        "d) eligible": "eligible",
        "eligible child": "eligible",
    }
)
_SUITABLE = MappingProxyType(
    {
        "a) suitable": "1",
        "suitable": "1",
        "a) accommodation considered suitable": "1",
        "b) unsuitable": "2",
        "unsuitable": "2",
        "b) accommodation considered unsuitable": "2",
    }
)

_CHILDREN = Feed(
    "children",
    {
        **_WHO,
        "date_of_birth": _BORN,
        "sex": _SEX,
        "ethnicity": _ETHNICITY,
        "uasc": _UASC,
        "disability_codes": _DISABILITY,
        "team": ("Allocated Team",),
    },
    words={"uasc": _YES_NO, "disability_codes": _SAYS_DISABILITY},
)

_LIST_8 = Known(
    "List 8",
    needs=(_CHILD, ("Date Started to be Looked After", "Date started looked after"), ("Placement Type",)),
    may=(
        *_COMMON,
        "Child's Legal Status",
        "Date of Latest Statutory Review",
        "Date of Last Social Work Visit",
        "What is the permanence plan for this child?",
        "Date of Last Health Assessment",
        "Date of Last Dental Check",
        "Date Ceased to be Looked After",
        "Reason Ceased to be Looked After",
        "Placement Provider",
        "URN of Placement",
        "LA of Placement",
        "Start Date of Most Recent Placement",
    ),
    feeds=(
        _CHILDREN,
        Feed(
            "care_episodes",
            {
                **_WHO,
                "episode_start": ("Date Started to be Looked After", "Date started looked after"),
                "legal_status": ("Child's Legal Status", "Legal Status", "Child’s Legal Status"),
                "category_of_need": ("Child's Category of Need", "Category of Need"),
                "placement_type": ("Placement Type",),
                "placement_provider": ("Placement Provider",),
                "episode_end": ("Date Ceased to be Looked After",),
                "reason_episode_ceased": ("Reason Ceased to be Looked After",),
                "urn": ("URN of Placement",),
            },
            # The list says when the child came to be looked after; with that, and no other, reason an episode begins.
            constants={"reason_new_episode": "S"},
        ),
    ),
)
_LIST_9 = Known(
    "List 9",
    needs=(_CHILD, ("Eligibility Category",), ("Type of Accommodation",)),
    may=(
        *_COMMON,
        "Allocated Personal Advisor",
        "Allocated Personal Adviser",
        "Latest Pathway Plan Review Date",
        "LA in Touch",
        "Latest Date of Contact",
        "Suitability of Accommodation",
        "Activity Status",
    ),
    feeds=(
        _CHILDREN,
        Feed(
            "care_leaver_roster",
            {**_WHO, "eligibility": ("Eligibility Category",), "team": ("Allocated Team",)},
            listed=("start_date",),
            words={"eligibility": _ELIGIBILITY},
        ),
        Feed(
            "eet_status",
            {**_WHO, "activity_code": ("Activity Status",)},
            listed=("status_date",),
            only=("Activity Status",),
        ),
        Feed(
            "accommodation",
            {
                **_WHO,
                "accommodation_code": ("Type of Accommodation",),
                "suitability": ("Suitability of Accommodation",),
            },
            listed=("status_date",),
            only=("Type of Accommodation",),
            words={"suitability": _SUITABLE},
        ),
        Feed(
            "worker_allocations",
            {**_WHO, "worker_id": ("Allocated Personal Advisor", "Allocated Personal Adviser")},
            constants={"role": "PA"},
            listed=("start_date",),
            only=("Allocated Personal Advisor", "Allocated Personal Adviser"),
        ),
    ),
)


def _unread(number: int, *needs: str) -> Known:
    return Known(f"List {number}", needs=(_CHILD, *((one,) for one in needs)), may=_COMMON)


def _named_otherwise(known: Known, sheet: Sheet) -> bool:
    """Whether the worksheet says that it is another list."""
    name = normalise(sheet.worksheet or "")
    return name.startswith("list") and name[4:].isdigit() and name != normalise(known.name)


SOURCE = ListedSource(
    "Annex A",
    order=20,
    tables=(
        _unread(1, "Date of Contact"),
        _unread(2, "Assessment start date"),
        _unread(3, "Date of referral"),
        _unread(4, "Continuous Assessment Start Date"),
        _unread(5, "Strategy discussion initiating Section 47 Enquiry Start Date"),
        Known("List 6", needs=(_CHILD, ("CIN Start Date",), ("Case Status",)), may=_COMMON),
        _unread(7, "Child Protection Plan Start Date"),
        _LIST_8,
        _LIST_9,
        _unread(10, "Date of Decision that Child Should be Placed for Adoption"),
        Known("List 11", needs=(("Individual adopter identifier",), ("Date enquiry received",))),
    ),
    precedence=2,
    apart=_named_otherwise,
)
