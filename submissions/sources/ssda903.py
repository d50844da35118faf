"""The SSDA903 return, as a set of CSV files or worksheets or as its XML, of the collection years 2016-17 to 2026-27.

One base of tables, and what later years changed: SEX became M and F (2021-22; the code set reads both), social workers
came in 2023-24, deprivation of liberty in 2026-27. Headings are those of the return's guide; where its XML has another
name for an element, that stands beside it.
"""

from __future__ import annotations

from types import MappingProxyType

from submissions.sources.base import Feed, Known
from submissions.sources.tables import ListedSource

_CHILD = ("CHILD", "CHILDID")
_SEX = ("SEX", "GENDER")
_PLACE = ("PLACE", "PL")
_WHO = MappingProxyType({"person_id": _CHILD})


def _check(kind: str, heading: str) -> Feed:
    """A column of OC2 that says yes or no about one kind of check in the year."""
    return Feed(
        "health_checks",
        {**_WHO, "outcome": (heading,)},
        constants={"check_type": kind},
        dated=("check_date",),
        only=(heading,),
        part=heading,
    )


_HEADER = Known(
    "Header",
    needs=(_CHILD, _SEX, ("DOB",), ("ETHNIC",)),
    may=("UPN", "MOTHER", "MC_DOB", "UASC", "DUC"),
    feeds=(
        Feed(
            "children",
            {
                **_WHO,
                "date_of_birth": ("DOB",),
                "sex": _SEX,
                "ethnicity": ("ETHNIC",),
                "upn": ("UPN",),
                "uasc": ("UASC",),
                "uasc_end_date": ("DUC",),
            },
            blank={"uasc": "N"},
        ),
    ),
)
_EPISODES = Known(
    "Episodes",
    needs=(_CHILD, ("DECOM",), ("RNE",), ("LS",), ("CIN",), _PLACE),
    may=(
        "PLACE_PROVIDER",
        "DEC",
        "REC",
        "REASON_PLACE_CHANGE",
        "HOME_POST",
        "PL_POST",
        "URN",
        "PL_DISTANCE",
        "PLACE_LA",
        "PL_LA",
        "PL_LOCATION",
        "DOB",
    ),
    feeds=(
        Feed(
            "care_episodes",
            {
                **_WHO,
                "episode_start": ("DECOM",),
                "reason_new_episode": ("RNE",),
                "legal_status": ("LS",),
                "category_of_need": ("CIN",),
                "placement_type": _PLACE,
                "placement_provider": ("PLACE_PROVIDER",),
                "episode_end": ("DEC",),
                "reason_episode_ceased": ("REC",),
                "reason_placement_change": ("REASON_PLACE_CHANGE",),
                "placement_distance_miles": ("PL_DISTANCE",),
                "placement_authority": ("PLACE_LA", "PL_LA"),
                "urn": ("URN",),
            },
        ),
    ),
)
_MISSING = Known(
    "Missing",
    needs=(_CHILD, ("MISSING",), ("MIS_START",), ("MIS_END",)),
    may=("DOB",),
    feeds=(
        Feed(
            "missing_episodes",
            {**_WHO, "episode_type": ("MISSING",), "started_at": ("MIS_START",), "ended_at": ("MIS_END",)},
        ),
    ),
)
_REVIEWS = Known(
    "Reviews",
    needs=(_CHILD, ("REVIEW",), ("REVIEW_CODE",)),
    may=("DOB",),
    feeds=(Feed("reviews", {**_WHO, "held_date": ("REVIEW",), "participation_code": ("REVIEW_CODE",)}),),
)
_UASC = Known(
    "UASC",
    needs=(_CHILD, ("DUC",)),
    may=("SEX", "GENDER", "DOB"),
    feeds=(
        Feed(
            "children",
            {**_WHO, "uasc_end_date": ("DUC",), "date_of_birth": ("DOB",), "sex": _SEX},
            constants={"uasc": "Y"},
            supplements=True,
        ),
    ),
)
_OC2 = Known(
    "OC2",
    needs=(_CHILD, ("HEALTH_ASSESSMENT",), ("TEETH_CHECK",), ("IMMUNISATIONS",), ("SUBSTANCE_MISUSE",)),
    may=(
        "DOB",
        "SDQ_SCORE",
        "SDQ_REASON",
        "CONVICTED",
        "HEALTH_CHECK",
        "INTERVENTION_RECEIVED",
        "INTERVENTION_OFFERED",
    ),
    feeds=(
        Feed(
            "health_assessments",
            {**_WHO, "status": ("HEALTH_ASSESSMENT",)},
            # The return says that the year's assessment was held, and not which kind it was.
            constants={"assessment_type": "RHA"},
            dated=("completed_date",),
            only=("HEALTH_ASSESSMENT",),
            unless=("0", "n", "no", "false"),
            words={"status": dict.fromkeys(("1", "y", "yes", "true"), "completed")},
            part="HEALTH_ASSESSMENT",
        ),
        _check("DENTAL", "TEETH_CHECK"),
        _check("IMMUNISATION", "IMMUNISATIONS"),
        _check("DEVELOPMENT", "HEALTH_CHECK"),
        _check("SUBSTANCE", "SUBSTANCE_MISUSE"),
        _check("SUBSTANCE_OFFERED", "INTERVENTION_OFFERED"),
        _check("SUBSTANCE_RECEIVED", "INTERVENTION_RECEIVED"),
        Feed(
            "sdqs",
            {**_WHO, "score": ("SDQ_SCORE",), "reason_not_completed": ("SDQ_REASON",)},
            dated=("recorded_date",),
            only=("SDQ_SCORE", "SDQ_REASON"),
            part="SDQ_SCORE",
        ),
    ),
)
_OC3 = Known(
    "OC3",
    needs=(_CHILD, ("IN_TOUCH",), ("ACTIV",), ("ACCOM",)),
    may=("DOB",),
    feeds=(
        # Care leavers left care in earlier years, so the year's Header mostly does not hold them.
        Feed("children", {**_WHO, "date_of_birth": ("DOB",)}, precedence=9),
        Feed(
            "care_leaver_contacts",
            {**_WHO, "in_touch": ("IN_TOUCH",)},
            # The return says the status only: neither how nor whether the young person answered.
            constants={"method": "other", "two_way": "N"},
            birthday="contact_date",
            only=("IN_TOUCH",),
            part="IN_TOUCH",
        ),
        Feed(
            "eet_status",
            {**_WHO, "activity_code": ("ACTIV",)},
            birthday="status_date",
            only=("ACTIV",),
            part="ACTIV",
        ),
        Feed(
            "accommodation",
            {**_WHO, "accommodation_code": ("ACCOM",)},
            birthday="status_date",
            only=("ACCOM",),
            part="ACCOM",
        ),
    ),
)
_SOCIAL_WORKERS = Known(
    "SWEpisodes",
    needs=(_CHILD, ("SW_ID",), ("SW_DECOM",)),
    may=("DOB", "SW_DEC", "SW_REASON"),
    feeds=(
        Feed(
            "worker_allocations",
            {**_WHO, "worker_id": ("SW_ID",), "start_date": ("SW_DECOM",), "end_date": ("SW_DEC",)},
            constants={"role": "SW"},
        ),
    ),
)
_ADOPTION = Known(
    "AD1",
    needs=(_CHILD, ("DATE_INT",), ("DATE_MATCH",)),
    may=("DOB", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
    feeds=(
        Feed(
            "permanence",
            {
                **_WHO,
                "decision_date": ("DATE_INT",),
                "match_date": ("DATE_MATCH",),
                "foster_carer_adoption": ("FOSTER_CARE",),
            },
            constants={"plan": "adoption"},
            only=("DATE_INT", "DATE_MATCH"),
            part="DATE_INT",
        ),
    ),
)
_PLACED = Known(
    "PlacedAdoption",
    needs=(_CHILD, ("DATE_PLACED",), ("DATE_PLACED_CEASED",)),
    may=("DOB", "REASON_PLACED_CEASED"),
    feeds=(
        Feed(
            "permanence",
            {
                **_WHO,
                "decision_date": ("DATE_PLACED",),
                "end_date": ("DATE_PLACED_CEASED",),
                "end_reason": ("REASON_PLACED_CEASED",),
            },
            constants={"plan": "adoption"},
            only=("DATE_PLACED",),
            part="DATE_PLACED",
        ),
    ),
)
_PREVIOUS = Known(
    "PrevPerm",
    needs=(_CHILD, ("PREV_PERM",), ("DATE_PERM",)),
    may=("DOB", "LA_PERM"),
    feeds=(
        Feed(
            "children",
            {**_WHO, "previous_permanence": ("PREV_PERM",), "previous_permanence_date": ("DATE_PERM",)},
            supplements=True,
        ),
    ),
)
_LIBERTY = Known("DoLo", needs=(_CHILD, ("DOLO_START",), ("DOLO_END",)), may=("DOB",))

SOURCE = ListedSource(
    "SSDA903",
    order=10,
    tables=(
        _HEADER,
        _EPISODES,
        _MISSING,
        _REVIEWS,
        _UASC,
        _OC2,
        _OC3,
        _SOCIAL_WORKERS,
        _ADOPTION,
        _PLACED,
        _PREVIOUS,
        _LIBERTY,
    ),
    is_return=True,
    precedence=1,
)
