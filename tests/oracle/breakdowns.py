"""The breakdowns of contract section 4: categories in order, and the category of a person on D."""

from collections.abc import Callable

from tests.oracle.council import Council
from tests.oracle.leavers import open_roster
from tests.oracle.placements import placement_with

NOT_RECORDED = "Not recorded"

LOOKED_AFTER_BANDS = ("under 1", "1-4", "5-9", "10-15", "16 and over")
LEAVER_BANDS = ("under 16", "16-17", "18", "19", "20", "21", "22-25", "26 and over")

ETHNIC_GROUPS = {
    "White": ("WBRI", "WIRI", "WIRT", "WROM", "WOTH"),
    "Mixed": ("MWBC", "MWBA", "MWAS", "MOTH"),
    "Asian": ("AIND", "APKN", "ABAN", "AOTH", "CHNE"),
    "Black": ("BCRB", "BAFR", "BOTH"),
    "Other": ("OOTH",),
}
PLACEMENT_GROUPS = {
    "Foster": ("U1", "U2", "U3", "U4", "U5", "U6"),
    "Placed for adoption": ("A3", "A4", "A5", "A6"),
    "With parents": ("P1",),
    "Residential": ("K1", "K2", "R1", "R2", "R3", "R5", "S1"),
    "Supported accommodation": ("K3", "H5", "P2"),
    "Other": ("P3", "Z1", "Z11", "Z12", "Z13", "Z14"),
}
LEGAL_STATUS_GROUPS = {
    "Care order": ("C1", "C2"),
    "Voluntary": ("V2",),
    "Placement order": ("E1", "D1"),
    "Other": ("L1", "L2", "L3", "J1", "J2", "J3"),
}


def _group(groups: dict[str, tuple[str, ...]], code: str | None) -> str:
    return next((name for name, codes in groups.items() if code in codes), NOT_RECORDED)


def _looked_after_band(age: int) -> str:
    for band, below in zip(LOOKED_AFTER_BANDS, (1, 5, 10, 16), strict=False):
        if age < below:
            return band
    return "16 and over"


def _leaver_band(age: int) -> str:
    for band, below in zip(LEAVER_BANDS, (16, 18, 19, 20, 21, 22, 26), strict=False):
        if age < below:
            return band
    return "26 and over"


def _disability(codes: str | None) -> str:
    recorded = [code.strip() for code in (codes or "").split(";") if code.strip()]
    if not recorded:
        return NOT_RECORDED
    return "Yes" if any(code != "NONE" for code in recorded) else "No"


def _uasc(council: Council, person_id: str) -> str:
    child = council.children[person_id]
    if child.uasc is None:
        return NOT_RECORDED
    ended = child.uasc_end_date is not None and child.uasc_end_date <= council.last_day
    return "Yes" if child.uasc and not ended else "No"


def _placement_group(council: Council, person_id: str) -> str:
    """Contract rule 3.10 for the episode on D, or the last before it."""
    history = council.care[person_id]
    episode = history.episode_for_attributes(council.last_day)
    placement = None if episode is None else placement_with(history, episode)
    if placement is None:
        return NOT_RECORDED
    return _group(PLACEMENT_GROUPS, placement.current_episode(council.last_day).placement_type)


def _legal_status_group(council: Council, person_id: str) -> str:
    episode = council.care[person_id].episode_for_attributes(council.last_day)
    return NOT_RECORDED if episode is None else _group(LEGAL_STATUS_GROUPS, episode.legal_status)


#: Rows of the birthday cohorts 19-21 and, with -Y, 17-18.
AROUND_A_BIRTHDAY = (
    "CL-02", "CL-03", "CL-05", "CL-06", "CL-07", "CL-09", "CL-12", "CL-13", "CL-14", "CL-15", "CL-16", "CL-18",
)  # fmt: skip

_CATEGORY_RULES: dict[str, Callable[[Council, str], str]] = {
    "sex": lambda council, person_id: council.children[person_id].sex or NOT_RECORDED,
    "ethnicity": lambda council, person_id: _group(ETHNIC_GROUPS, council.children[person_id].ethnicity),
    "disability": lambda council, person_id: _disability(council.children[person_id].disability_codes),
    "uasc": _uasc,
    "placement_group": _placement_group,
    "legal_status_group": _legal_status_group,
    # Both windows end on D and are no longer than a year, so the birthday in them is the latest one.
    "birthday_age": lambda council, person_id: str(council.age(person_id)),
    "eligibility": lambda council, person_id: open_roster(council).get(person_id, NOT_RECORDED),
}


def categories(indicator_id: str) -> dict[str, tuple[str, ...]]:
    """Every breakdown of an indicator with its categories in order; Not recorded is the last of each."""
    leavers = indicator_id.startswith("CL-")
    found: dict[str, tuple[str, ...]] = {
        "sex": ("M", "F", "U"),
        "age_band": LEAVER_BANDS if leavers else LOOKED_AFTER_BANDS,
        "ethnicity": tuple(ETHNIC_GROUPS),
        "disability": ("Yes", "No"),
        "uasc": ("Yes", "No"),
    }
    if not leavers:
        found["placement_group"] = tuple(PLACEMENT_GROUPS)
        found["legal_status_group"] = tuple(LEGAL_STATUS_GROUPS)
    if indicator_id == "CL-01":
        found["eligibility"] = ("eligible", "relevant", "former_relevant", "qualifying")
    found = {breakdown: (*names, NOT_RECORDED) for breakdown, names in found.items()}
    if indicator_id.removesuffix("-Y") in AROUND_A_BIRTHDAY:
        found["birthday_age"] = ("17", "18") if indicator_id.endswith("-Y") else ("19", "20", "21")
    return found


def category_of(council: Council, indicator_id: str, breakdown: str, person_id: str) -> str:
    """The category of one person on D in one breakdown."""
    if breakdown == "age_band":
        band = _leaver_band if indicator_id.startswith("CL-") else _looked_after_band
        return band(council.age(person_id))
    return _CATEGORY_RULES[breakdown](council, person_id)
