"""What the rules of the second release share: raw rows, spells, terms, plans, and the shape of an answer."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.oracle.care import PeriodOfCare
from tests.oracle.council import Council
from tests.oracle.dates import ONE_DAY, Window, add_months, age_on, birthday
from tests.oracle.placements import current_episode
from tests.oracle.records import Episode

PLANS = ("adoption", "sgo_cao", "return_home", "long_term_fostering", "residential", "supported_living", "other")
ADOPTION_TYPES = ("A3", "A4", "A5", "A6")
FOSTER_TYPES = ("U1", "U2", "U3", "U4", "U5", "U6")
ADOPTED = ("E11", "E12")
GUARDIANSHIP = ("E43", "E44", "E45", "E46", "E47", "E48")
NOT_RECORDED = "Not recorded"


class Rec:
    """One row of an extract; a column left out, empty or None is None. ``n`` is its place in the file."""

    def __init__(self, row: Mapping[str, Any], n: int) -> None:
        self._row = row
        self.n = n

    def __getattr__(self, name: str) -> Any:
        value = self._row.get(name)
        return None if value is None or value == "" else value


@dataclass
class Item:
    """One row of evidence."""

    person_id: str | None
    met: bool = True
    value: float | None = None
    base: float | None = None
    category: str | None = None
    by: dict[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """The evidence of one figure, the persons (or None) behind ``unknown``, and a ratio's other side."""

    items: list[Item] = field(default_factory=list)
    unknown: list[str | None] = field(default_factory=list)
    other: float | None = None

    def add(self, person_id: str | None, met: bool = True, **amounts: Any) -> None:
        """Put one row in evidence."""
        self.items.append(Item(person_id, met, **amounts))


Rule = Callable[[Council, Window], Outcome]
Setting = Mapping[str, Any]

DEFAULTS: dict[str, Any] = {
    "iha_request_days": 5,
    "caseload_ceiling_pa": 22,
    "caseload_ceiling_sw": 20,
    "adoption_months": 14,
}


def kept(c: Council, name: str, make: Callable[[], Any]) -> Any:
    """Something worked out once a council."""
    store = c.__dict__.setdefault("_second", {})
    if name not in store:
        store[name] = make()
    return store[name]


def rows(c: Council, extract: str) -> list[Rec]:
    """Every row of an extract, in file order."""

    def make() -> list[Rec]:
        return [Rec(row, n) for n, row in enumerate(c.extracts.get(extract, ()))]

    found: list[Rec] = kept(c, f"rows {extract}", make)
    return found


def by_person(c: Council, extract: str) -> defaultdict[str, list[Rec]]:
    """The rows of an extract by person."""

    def make() -> defaultdict[str, list[Rec]]:
        found: defaultdict[str, list[Rec]] = defaultdict(list)
        for row in rows(c, extract):
            if row.person_id is not None:
                found[row.person_id].append(row)
        return found

    grouped: defaultdict[str, list[Rec]] = kept(c, f"by person {extract}", make)
    return grouped


def raw_episode(c: Council, episode: Episode) -> Rec:
    """The row an episode was read from."""
    return next(row for row in by_person(c, "care_episodes")[episode.person_id] if row.episode_start == episode.start)


def child(c: Council, person_id: str) -> Rec:
    """The row of ``children`` of a person."""
    return by_person(c, "children")[person_id][0]


def open_episode(c: Council, person_id: str) -> Episode:
    """The episode open on D, a temporary one too."""
    episode = c.care[person_id].speaking_episode(c.last_day)
    assert episode is not None
    return episode


def la(c: Council, person_id: str, day: date) -> bool:
    """LA(x): looked after on a day."""
    return c.care[person_id].looked_after_on(day)


def la_poc(c: Council, person_id: str, day: date) -> PeriodOfCare:
    """The period of care of a day looked after."""
    period = c.care[person_id].period_on(day)
    assert period is not None
    return period


def open_poc(c: Council, person_id: str) -> PeriodOfCare:
    """The period of care open on D."""
    return la_poc(c, person_id, c.last_day)


def base_la(c: Council) -> list[str]:
    """LAC-01."""
    return c.looked_after_on_last_day


def in_window_la(c: Council, w: Window, person_id: str, day: date | None) -> bool:
    """Dated in w on a day looked after."""
    return day is not None and day in w and la(c, person_id, day)


def is_open(start: date | None, end: date | None, day: date) -> bool:
    """Rule 20: a spell open on a day."""
    return start is not None and start <= day and (end is None or end > day)


def has_a_day(start: date | None, end: date | None, first: date, last: date) -> bool:
    """Rule 20: a spell with a day in [first, last]."""
    return start is not None and start <= last and (end is None or end > first)


def days_open(start: date, end: date | None, first: date, last: date) -> int:
    """Rule 20: the days of [first, last] on which a spell is open."""
    begins = max(start, first)
    ends = last + ONE_DAY if end is None else min(end, last + ONE_DAY)
    return max(0, (ends - begins).days)


def age_at(c: Council, person_id: str, day: date) -> int:
    """Completed years on a day."""
    return age_on(c.children[person_id].date_of_birth, day)


def dob_birthday(c: Council, person_id: str, age: int) -> date:
    """The day a person turns an age."""
    return birthday(c.children[person_id].date_of_birth, age)


def starts_in(c: Council, w: Window) -> list[tuple[str, PeriodOfCare]]:
    """Every period of care that starts in the window, with its person."""
    return [(p, poc) for p, history in c.care.items() for poc in history.periods if poc.start in w]


def last_ends(c: Council, w: Window) -> dict[str, PeriodOfCare]:
    """LAC-19's base: persons with a period of care that ends in the window, and their last such period."""
    found = {}
    for person_id, history in c.care.items():
        ended = [poc for poc in history.periods if poc.end is not None and poc.end in w]
        if ended:
            found[person_id] = max(ended, key=lambda poc: (poc.end, poc.start))
    return found


def current_type(c: Council, person_id: str) -> str | None:
    """R1 rule 10: the current type on D."""
    episode = current_episode(c, person_id)
    return None if episode is None else episode.placement_type


def plan_in_force(c: Council, person_id: str, day: date) -> str | None:
    """Rule 22: the plan in force on a day."""
    held = [
        row
        for row in by_person(c, "permanence")[person_id]
        if row.parallel is not True and is_open(row.decision_date, row.end_date, day)
    ]
    if not held:
        return None
    return str(min(held, key=lambda row: (-row.decision_date.toordinal(), PLANS.index(row.plan))).plan)


def care_plan(c: Council, person_id: str) -> str:
    """The breakdown ``care_plan``: in force on D, or the day before the last end by D for one who has left."""
    day = c.last_day
    if not la(c, person_id, day):
        ends = [poc.end for poc in c.care[person_id].periods if poc.end is not None and poc.end <= day]
        if not ends:
            return NOT_RECORDED
        day = max(ends) - ONE_DAY
    return plan_in_force(c, person_id, day) or NOT_RECORDED


def count(people: Iterable[str | None]) -> Outcome:
    """A count: everybody in the numerator."""
    answer = Outcome()
    for person_id in people:
        answer.add(person_id)
    return answer


def share(base: Iterable[str], met: Callable[[str], bool]) -> Outcome:
    """A percentage of persons."""
    answer = Outcome()
    for person_id in base:
        answer.add(person_id, met(person_id))
    return answer


# --- terms (rule 21) -------------------------------------------------------------------------------------------


def term_days(term: str) -> tuple[date, date]:
    """First and last day of a term such as ``2017-18-1``."""
    year, number = int(term[:4]), int(term[-1])
    if number == 1:
        return date(year, 9, 1), date(year, 12, 31)
    if number == 2:
        return date(year + 1, 1, 1), date(year + 1, 3, 31)
    return date(year + 1, 4, 1), date(year + 1, 8, 31)


def term_holding(day: date) -> str:
    """The term that holds a day."""
    year = day.year if day.month >= 9 else day.year - 1
    number = 1 if day.month >= 9 else 2 if day.month <= 3 else 3
    return f"{year}-{(year + 1) % 100:02d}-{number}"


def latest_term_over(day: date) -> str:
    """T*: the latest term whose last day is on or before a day."""
    first, last = term_days(term_holding(day))
    return term_holding(day) if last <= day else term_holding(first - ONE_DAY)


def ay_rows(c: Council) -> list[Rec]:
    """AY rows: rows of the academic year of T* whose term is over and whose person is looked after at its end."""
    year = latest_term_over(c.last_day)[:7]
    found = []
    for row in rows(c, "education_terms"):
        last = term_days(row.term)[1]
        if row.term[:7] == year and last <= c.last_day and la(c, row.person_id, last):
            found.append(row)
    return found


def year_number(group: Any) -> int:
    """A year group as a number: EY -1, R 0."""
    return {"EY": -1, "R": 0}.get(str(group), int(group) if str(group).isdigit() else -1)


def r_to_11(row: Rec) -> bool:
    """Years R to 11."""
    return 0 <= year_number(row.year_group) <= 11


def age_band_r1(age: int) -> str:
    """R1's age bands of looked-after rows."""
    for band, below in (("under 1", 1), ("1-4", 5), ("5-9", 10), ("10-15", 16)):
        if age < below:
            return band
    return "16 and over"


def minutes(delta: timedelta) -> float:
    """A length of time in minutes."""
    return delta.total_seconds() / 60


def months_before(day: date, months: int) -> date:
    """A day some months before."""
    return add_months(day, -months)
