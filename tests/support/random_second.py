"""Nasty rows of the second release's extracts and added columns: whatever validation lets through, and its edges.

A column's declaration says what a cell may hold; what a row needs beside that is mended by :data:`MENDS`. All draws come
from dice of their own, so a seed's care histories are those of :func:`tests.support.random_council.random_council`.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from schemas.extracts import EXTRACTS, Column
from tests.oracle.dates import add_months, birthday, parse_quarter
from tests.support.random_council import RandomCouncil, _first_of_each_key, random_council
from tests.support.random_dice import Dice, Row

#: The extracts made here, in the contract's order.
SECOND = tuple(EXTRACTS)[14:]
FOR_A_PERSON = tuple(name for name in SECOND if EXTRACTS[name].has_person and EXTRACTS[name].key[0] == "person_id")
#: Registers whose rows may name a person.
REGISTERS = ("assurance", "participation", "complaints")
FOR_NOBODY = tuple(name for name in SECOND if not EXTRACTS[name].has_person)

HOUSEHOLDS = ("H1", "H2", "H3", "H4", "H5", "H6")
URNS = ("SC000001", "SC000002", "SC000003", "SC000004")
WORKERS = ("W1", "W2", "W3", "W4", "W5")
LINKS = (
    None, "LAC-01", "LAC-40@quarter", "LAC-30; LAC-47", "LAC-40@r12", "XX-99", "LAC-21@quarter;CL-06", "LAC-02;LAC-02",
    " LAC-48 ; ACT-08", "CL-26", "LAC-61",
)  # fmt: skip
#: Column -> what it is picked from, where its kind does not say.
POOLS: dict[str, tuple[object, ...]] = {
    "school_id": ("S1", "S1", "S2", "S3", None), "household_id": HOUSEHOLDS, "urn": URNS, "worker_id": (*WORKERS, None),
    "post_id": ("P1", "P2", "P3", "P4", "P5", "P6"), "attendee_id": ("T1", "T2", "T3", "T4"),
    "action_ref": ("1", "2", "3", "4"), "linked_indicators": LINKS, "fte": (0.2, 0.5, 0.6, 1.0, 1.0),
    "weekly_cost": (0.0, 100.0, 100.5, 470.0, 791.0, 3274.25), "planned_placements": (0.0, 0.5, 1.0, 2.5, 7.0),
    "planned_weekly_cost": (0.0, 99.5, 500.0, 3000.0), "value": (-1.0, 0.0, 33.3, 50.0, 62.0, 100.0),
    "team": (None, "North", "South"), "lead": (None, "Head of service"), "title": (None, "Do it"),
    "recommendation": (None, "R1"), "source": (None, "published"), "sessions_possible": (None, 0, 10, 100, 140),
    "suspensions": (None, 0, 0, 1, 2), "sessions_suspended": (None, 0, 1, 5, 20), "members": (None, 0, 5),
    "young_people": (None, 0, 1, 3), "places": (None, 0, 1, 2, 3), "vacancies": (None, 0, 0, 1, 2), "on_hold": (None, 0, 1),
    "indicator_id": (
        "LAC-02", "LAC-02", "LAC-99-KS2", "LAC-99-A8", "LAC-99-P8", "LAC-99-GLD", "LAC-99-PHON", "LAC-99-KS4", "LAC-99-KS2L4",
        "LAC-99-BASICS",
    ),
}  # fmt: skip


def academic_years(dice: Dice) -> list[int]:
    """First calendar years of the academic years around the quarter, the one it lies in last."""
    last = dice.quarter.last
    now = last.year - (last.month < 9)
    return [now - 3, now - 2, now - 1, now]


def label(year: int) -> str:
    """``2017-18``."""
    return f"{year}-{(year + 1) % 100:02d}"


def _edges(dice: Dice, born: date | None, episodes: list[Row]) -> list[date]:
    """Days near which something changes: care, birthdays, the looks back of the second release, ends of terms."""
    last = dice.quarter.last
    ends = [row["episode_end"] for row in episodes if row["episode_end"] is not None]
    starts = [row["episode_start"] for row in episodes]
    ages = [] if born is None else [birthday(born, age) for age in (2, 5, 8, 10, 12, 14, 16, 17, 18, 19)]
    looks = [last - timedelta(days=days) for days in (7, 28, 42, 56, 126)]
    terms = [
        date(last.year - 1, 12, 31),
        date(last.year, 3, 31),
        date(last.year - 1, 8, 31),
        date(last.year - 1, 9, 30),
    ]
    return [*starts, *starts, *ends, *ages, *looks, *terms]


def _cell(dice: Dice, column: Column, near: list[date]) -> object:
    """A cell of a column's kind, blank as often as not where it may be."""
    optional = column.mark != "*"
    if column.name in POOLS:
        return dice.choice(POOLS[column.name])
    if column.kind == "date":
        if optional and dice.chance(0.4):
            return None
        return dice.day(*near)
    if optional and dice.chance(0.3):
        return None
    if column.kind == "yes_no":
        return dice.chance(0.5)
    if column.kind == "code":
        return dice.choice(column.accepted_codes)
    if column.kind == "academic_year":
        return label(dice.choice(academic_years(dice)))
    if column.kind == "financial_year":
        return label(dice.choice([*academic_years(dice), dice.quarter.last.year]))
    if column.kind == "quarter":
        year = dice.quarter.last.year - (dice.quarter.last.month < 4)
        return f"{label(year - dice.choice((0, 0, 0, 1)))}-Q{dice.randint(1, 4)}"
    if column.kind == "term":
        return f"{label(dice.choice(academic_years(dice)))}-{dice.randint(1, 3)}"
    return dice.choice(("A", "B", "C"))


def _row(dice: Dice, extract: str, near: list[date]) -> Row:
    row: Row = {c.name: _cell(dice, c, near) for c in EXTRACTS[extract].columns if c.name != "person_id"}
    _keep_span(dice, EXTRACTS[extract].span, row)
    if extract in MENDS:
        MENDS[extract](dice, row)
    return row


def _keep_span(dice: Dice, span: tuple[str, str] | None, row: Row) -> None:
    """No end before its start: the start itself, some time later, or open."""
    if span is not None and row[span[1]] is not None and row[span[1]] < row[span[0]]:
        row[span[1]] = dice.choice((None, row[span[0]], row[span[0]] + timedelta(days=dice.choice((1, 30, 365)))))


def _education(dice: Dice, row: Row) -> None:
    possible = row["sessions_possible"]
    row["sessions_absent"] = dice.choice((None, 0, possible, (possible or 0) // 10, (possible or 0) * 15 // 100))
    if possible is None:
        row["sessions_absent"] = dice.choice((None, 3))
    if row["pep_date"] is not None and dice.chance(0.6):
        row["pep_date"] = dice.any_day(5, 0)


def _attainment(dice: Dice, row: Row) -> None:
    points = {"A8": (0.0, 23.2, 48.5), "P8": (-1.01, 0.0, 0.4)}
    row["result"] = dice.choice(points.get(row["measure"], (0.0, 1.0)))


def _providers(dice: Dice, row: Row) -> None:
    if row["record_type"] == "registration":
        row["setting_type"] = row["setting_type"] or dice.choice(
            ("childrens_home", "secure", "other", "residential_school")
        )
        row["in_house"] = dice.chance(0.5)
    if row["record_type"] == "inspection":
        row["grade"] = row["grade"] or dice.choice(("good", "inadequate"))


def _workforce(dice: Dice, row: Row) -> None:
    if row["filled_by"] != "vacant":
        row["worker_id"] = row["worker_id"] or dice.choice(WORKERS)
    if dice.chance(0.6):
        row["role"] = "social_worker"


def _training(dice: Dice, row: Row) -> None:
    if dice.chance(0.5):
        row |= {"attendee_role": "member", "course": "corporate_parenting"}


def _actions(dice: Dice, row: Row) -> None:
    row["plan"] = dice.choice(("Strategy", "Promise"))


def _assurance(dice: Dice, row: Row) -> None:
    if row["planned_date"] is None and row["held_date"] is None:
        row["held_date"] = dice.day()
    if dice.chance(0.5):
        row["event_type"] = "audit"


def _participation(dice: Dice, row: Row) -> None:
    if row["activity"].startswith("survey"):
        row["answer"] = dice.chance(0.6)


def _safeguarding(dice: Dice, row: Row) -> None:
    if dice.chance(0.5):
        row["event_type"] = dice.choice(("cse_assessment", "cce_assessment"))
    if row["event_type"].endswith("assessment"):
        row["level"] = row["level"] or dice.choice(("none", "medium", "high"))


def _permanence(dice: Dice, row: Row) -> None:
    if dice.chance(0.5):
        row["plan"] = "adoption"


def _carers(dice: Dice, row: Row) -> None:
    if dice.chance(0.3):
        row["carer_type"] = dice.choice(("adopter", "temporary_reg24"))


def _needs(dice: Dice, row: Row) -> None:
    if dice.chance(0.4):
        row["need"] = dice.choice(("PARENT", "PREGNANT", "CHILD_AT_HOME", "OWN_CHILD_CIN", "OWN_CHILD_NONE"))


#: Extract -> what makes its row one that validation lets through, and rather an interesting one.
MENDS: dict[str, Callable[[Dice, Row], None]] = {
    "education_terms": _education, "attainment": _attainment, "providers": _providers, "workforce": _workforce,
    "training": _training, "actions": _actions, "assurance": _assurance, "participation": _participation,
    "safeguarding": _safeguarding, "permanence": _permanence, "carers": _carers, "needs": _needs,
}  # fmt: skip
#: Most rows of one person.
MOST = {"visits": 6, "education_terms": 0, "safeguarding": 4, "placement_costs": 3, "permanence": 3, "needs": 5}


def _terms(dice: Dice, born: date, near: list[date]) -> list[Row]:
    """A run of terms with the year group of the age, some left out, some of another year."""
    rows = []
    for year in academic_years(dice):
        age = year - born.year - ((born.month, born.day) > (8, 31))
        for n in (1, 2, 3):
            if not 1 <= age <= 19 or dice.chance(0.25):
                continue
            row = _row(dice, "education_terms", near)
            usual = "EY" if age < 4 else "R" if age == 4 else str(min(age - 4, 14))
            row |= {"term": f"{label(year)}-{n}", "year_group": usual if dice.chance(0.93) else row["year_group"]}
            rows.append(row)
    return rows


def person_rows(dice: Dice, born: date, episodes: list[Row]) -> dict[str, list[Row]]:
    """The rows of one person, by extract, ``person_id`` left out."""
    near = _edges(dice, born, episodes)
    found = {name: [_row(dice, name, near) for _ in dice.some(MOST.get(name, 2))] for name in FOR_A_PERSON}
    found["education_terms"] = _terms(dice, born, near)
    for name in REGISTERS:
        found[name] = [_row(dice, name, near) for _ in dice.some(3 if name == "participation" else 1)]
    return found


def nobody_rows(dice: Dice) -> dict[str, list[Row]]:
    """The rows of nobody, by extract, and those of the registers that name no person."""
    near = _edges(dice, None, [])
    most = {
        "workforce": 14,
        "carers": 14,
        "providers": 24,
        "training": 16,
        "actions": 14,
        "placement_plan": 24,
        "benchmarks": 24,
    }
    found = {name: [_row(dice, name, near) for _ in range(most[name])] for name in FOR_NOBODY}
    found["assurance"] = [_row(dice, "assurance", near) for _ in dice.some(8)]
    found["complaints"] = [_row(dice, "complaints", near) for _ in dice.some(3)]
    surveys = [_row(dice, "participation", near) for _ in dice.some(8)]
    found["participation"] = [
        row | {"activity": dice.choice(("survey_safe", "survey_heard")), "answer": dice.chance(0.7)} for row in surveys
    ]
    return found


def add_columns(dice: Dice, extracts: dict[str, list[Row]]) -> None:
    """Fill the added columns of the first release's rows, and put new kinds of health check among the others."""
    for row in extracts["children"]:
        row["sibling_group"] = dice.choice((None, None, "G1", "G2", "G3"))
        row["previous_permanence"] = dice.choice((None, "P1", "P2", "P3", "P4", "Z1", "Z1"))
        row["previous_permanence_date"] = None
        row["parent"] = dice.choice((None, False, False, True))
        row["team"] = dice.choice((None, "North", "South"))
        row["upn"] = dice.choice((None, "Z1"))
    for row in extracts["care_episodes"]:
        start = row["episode_start"]
        row["placement_id"] = dice.choice((None, *HOUSEHOLDS))
        row["category_of_need"] = dice.choice((None, "N1", "N2", "N5", "N8"))
        row["reason_placement_change"] = row["reason_placement_change"] or dice.choice(
            (None, "CREQB", "STAND", "ALLEG", "LAREQ")
        )
        row["admission_approved_date"] = dice.choice(
            (None, start, start - timedelta(days=1), start + timedelta(days=1))
        )
    fills = {
        "missing_episodes": ("interviewer_independent",), "reviews": ("chaired_by_child",),
        "care_leaver_contacts": ("support_given",), "eet_status": ("apprenticeship", "council_provided"),
    }  # fmt: skip
    for name, columns in fills.items():
        for row in extracts.get(name, ()):
            row |= {column: dice.choice((None, False, True)) for column in columns}
    for row in extracts.get("health_assessments", ()):
        if row.get("appointment_date") is not None and dice.chance(0.6):
            day = row["appointment_date"]
            row["requested_date"] = dice.choice((day, add_months(day, -1), day - timedelta(days=7)))
        row["done_out_of_area"] = dice.choice((None, False, True))
    for row in list(extracts.get("health_checks", ())):
        if dice.chance(0.5):
            kind = dice.choice(("PASSPORT", "DELAY", "CAMHS_NEED", "SUBSTANCE_RECEIVED"))
            extracts["health_checks"].append(row | {"check_type": kind, "outcome": dice.chance(0.6)})


def whole_council(seed: int, quarter: str | None = None) -> RandomCouncil:
    """The council of a seed with everything the second release asks for; now and then an extract is absent or empty."""
    council = random_council(seed, quarter)
    dice = Dice(seed + 10_000, parse_quarter(council.quarter))
    extracts = {name: [dict(row) for row in rows] for name, rows in council.extracts.items()}
    care: defaultdict[str, list[Row]] = defaultdict(list)
    for row in extracts["care_episodes"]:
        care[row["person_id"]].append(row)
    made: defaultdict[str, list[Row]] = defaultdict(list)
    for child in extracts["children"]:
        person_id = child["person_id"]
        for name, rows in person_rows(dice, child["date_of_birth"], care[person_id]).items():
            made[name] += [{"person_id": person_id, **row} for row in rows]
    for name, rows in nobody_rows(dice).items():
        made[name] += [{"person_id": None, **row} for row in rows] if EXTRACTS[name].has_person else rows
    add_columns(dice, extracts)
    for name in SECOND:
        key = EXTRACTS[name].key
        if name in REGISTERS:
            made[name] = [row | {key[0]: f"{number:04d}"} for number, row in enumerate(made[name])]
        extracts[name] = _first_of_each_key(made[name], key)
    checks = extracts.get("health_checks")
    if checks is not None:
        extracts["health_checks"] = _first_of_each_key(checks, EXTRACTS["health_checks"].key)
    if dice.chance(0.3):
        extracts[dice.choice(SECOND)].clear()
    if dice.chance(0.4):
        del extracts[dice.choice(SECOND)]
    return replace(council, extracts=extracts)
