"""Small, seeded, nasty councils: synthetic children placed on the edges of every rule.

The rows are what validation lets through (keys unique, required cells filled, ends not before starts), and
nothing more can be said for them: chains break, episodes overlap, birthdays fall on the last day, legs open a
period of care. They exist to make two computations of the same figure disagree. Nobody in them is real.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from tests.oracle.dates import add_months, parse_quarter
from tests.support.random_care import care, leaver_care, long_stay, re_entry
from tests.support.random_dice import Dice, Row
from tests.support.random_records import FOR_EVERYONE, FOR_THE_OLDER

QUARTERS = ("2015-16-Q4", "2016-17-Q1", "2017-18-Q2", "2017-18-Q3", "2017-18-Q4", "2019-20-Q4")
OPTIONAL_EXTRACTS = (
    "health_assessments",
    "health_checks",
    "sdqs",
    "missing_episodes",
    "reviews",
    "care_leaver_roster",
    "pathway_plans",
    "care_leaver_contacts",
    "eet_status",
    "accommodation",
    "worker_allocations",
)
KEYS = {
    "children": ("person_id",),
    "care_episodes": ("person_id", "episode_start"),
    "health_assessments": (
        "person_id",
        "assessment_type",
        "status",
        "appointment_date",
        "completed_date",
    ),
    "health_checks": ("person_id", "check_type", "check_date"),
    "sdqs": ("person_id", "recorded_date", "completed_by"),
    "missing_episodes": ("person_id", "episode_type", "started_at", "ended_at"),
    "reviews": ("person_id", "held_date", "due_date"),
    "care_leaver_roster": ("person_id", "start_date"),
    "pathway_plans": ("person_id", "event_type", "event_date"),
    "care_leaver_contacts": ("person_id", "contact_date", "method", "two_way", "in_touch"),
    "eet_status": ("person_id", "status_date"),
    "accommodation": ("person_id", "status_date"),
    "worker_allocations": ("person_id", "worker_id", "role", "start_date"),
}

ETHNICITIES = (
    "WBRI",
    "WIRI",
    "WIRT",
    "WROM",
    "WOTH",
    "MWBC",
    "MWBA",
    "MWAS",
    "MOTH",
    "AIND",
    "APKN",
    "ABAN",
    "AOTH",
    "CHNE",
    "BCRB",
    "BAFR",
    "BOTH",
    "OOTH",
    "REFU",
    "NOBT",
)
DISABILITIES = (None, "NONE", "NONE", "MOB", "LD;BEH", "NONE;AUT", "DDA")


@dataclass(frozen=True)
class RandomCouncil:
    """A council ready to be computed: the arguments of the engine and of the oracle."""

    extracts: dict[str, list[Row]]
    quarter: str
    ons_code: str
    population: dict[int, int]


def random_council(seed: int, quarter: str | None = None) -> RandomCouncil:
    """One council of 20 to 60 people; the same seed gives the same council.

    About a third of the councils lack an extract, and as many have one that is only a header.
    """
    label = quarter or QUARTERS[seed % len(QUARTERS)]
    dice = Dice(seed, parse_quarter(label))
    extracts: dict[str, list[Row]] = {name: [] for name in KEYS}
    for number in range(dice.randint(20, 60)):
        _person(dice, f"{number:04d}", extracts)
    for name, key in KEYS.items():
        rows = extracts[name]
        if name in ("sdqs", "care_leaver_contacts"):
            dice.shuffle(rows)  # where file order decides a tie, it must not be date order
        extracts[name] = _first_of_each_key(rows, key)
    if dice.chance(0.35):
        extracts[dice.choice(OPTIONAL_EXTRACTS)].clear()
    if dice.chance(0.35):
        del extracts[dice.choice(OPTIONAL_EXTRACTS)]
    last = dice.quarter.last
    population = {last.year - 2: 36_000, last.year - 1: 36_200, last.year: 36_400, last.year + 1: 36_600}
    if dice.chance(0.1):
        population = {last.year: 36_400}  # no estimate before D unless the quarter is after June
    return RandomCouncil(extracts, label, "E06000019", population)


def _first_of_each_key(rows: Sequence[Row], key: tuple[str, ...]) -> list[Row]:
    """The first row of each key; a day and its midnight are one key."""
    seen = set()
    kept = []
    for row in rows:
        name = tuple(_comparable(row.get(column)) for column in key)
        if name not in seen:
            seen.add(name)
            kept.append(row)
    return kept


def _comparable(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(0, 0))
    return value


def _person(dice: Dice, person_id: str, extracts: dict[str, list[Row]]) -> None:
    born = _date_of_birth(dice)
    child = {
        "person_id": person_id,
        "date_of_birth": born,
        "sex": dice.choice(("M", "F", "F", "U", None)),
        "ethnicity": dice.choice((*ETHNICITIES, None)),
        "disability_codes": dice.choice(DISABILITIES),
        "uasc": dice.choice((None, False, False, True)),
        "uasc_end_date": dice.day(dice.quarter.last) if dice.chance(0.5) else None,
    }
    extracts["children"].append(child)
    age = dice.quarter.last.year - born.year
    episodes = _history(dice, born, age)
    extracts["care_episodes"] += [{"person_id": person_id, **episode} for episode in episodes]
    makers = FOR_EVERYONE | FOR_THE_OLDER if age >= 15 else FOR_EVERYONE
    for extract, make in makers.items():
        extracts[extract] += [{"person_id": person_id, **row} for row in make(dice, born, episodes)]


def _history(dice: Dice, born: date, age: int) -> list[Row]:
    """The care of one person, of the kind that finds the edges at their age."""
    if dice.chance(0.05):
        return re_entry(dice)
    if age >= 15 and dice.chance(0.7):
        return leaver_care(dice, born)
    return long_stay(dice) if dice.chance(0.4) else care(dice)


def _date_of_birth(dice: Dice) -> date:
    """Someone who turns 0 to 27 around the quarter, often on its very edge, sometimes on a leap day."""
    if dice.chance(0.08):
        return date(dice.choice((1992, 1996, 2000, 2004, 2012)), 2, 29)
    if dice.chance(0.15):  # the ages at which a child enters or leaves LAC-32, LAC-49 and LAC-60
        first_of_r12 = add_months(dice.quarter.last, -12) + timedelta(days=1)
        edge = dice.choice((dice.quarter.last, first_of_r12)) + timedelta(days=dice.choice((-1, 0, 0, 1)))
        return add_months(edge, -12 * dice.choice((4, 5, 16, 17)))
    if dice.chance(0.15):
        return add_months(dice.any_day(12, 0), -12 * 5)  # turned five in the year
    if dice.chance(0.35):
        cohort_birthday = dice.day() if dice.chance(0.3) else dice.any_day(12, 0)
        return add_months(cohort_birthday, -12 * dice.randint(17, 21))
    age = dice.choice((0, 1, 3, 4, 4, 5, 5, 9, 10, 15, 16, 16, 16, 17, 17, 18, 19, 19, 20, 20, 21, 21, 22, 26))
    return add_months(dice.day(), -12 * age)
