"""A sprinkling of the faults real extracts have: planned row by row, standing until somebody corrects them.

About seven rows in a thousand are picked. Half of the faults are corrected after some months, so consecutive
submissions show findings that stay, go and appear. The first of each kind is never corrected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schemas.extracts import EXTRACTS, Column

from .chance import Chance
from .extracts import special_faults
from .people import Person, person_id
from .records import Cells, Entry
from .spoiling import Spoil
from .writing import Dialect

#: Rows from one fault to the next, on average.
ROWS_BETWEEN_FAULTS = 150
#: Person numbers from here on are never given to anybody.
_NOBODY = 6_000_000
_MOMENTS = ("date", "datetime")
#: Code sets beside which other texts are good, too.
_OPEN_SETS = ("PLACEMENT_LA_SPECIAL",)

#: What the files of a careful council look like: plain headings, but each system's own dates and yes and no.
PLAIN: dict[str, Dialect] = {
    "health_checks": Dialect(slashes=True),
    "missing_episodes": Dialect(suffix=".xlsx"),
    "reviews": Dialect(slashes=True),
    "care_leaver_roster": Dialect(suffix=".xlsx"),
    "care_leaver_contacts": Dialect(yes_no=("1", "0")),
    "pathway_plans": Dialect(yes_no=("yes", "no")),
}
#: The same with the oddities of real deliveries.
ODD: dict[str, Dialect] = PLAIN | {
    "children": Dialect(headings=(("person_id", "Person ID"), ("date_of_birth", " Date of Birth"), ("sex", "SEX"))),
    "care_episodes": Dialect(encoding="utf-8-sig"),
    "health_assessments": Dialect(headings=(("person_id", "Client No"),)),
    "sdqs": Dialect(unknown_column=("Scored by team", "Health team")),
    "reviews": Dialect(
        slashes=True,
        headings=(("person_id", "CHILD"), ("held_date", "REVIEW"), ("participation_code", "REVIEW_CODE")),
    ),
    "eet_status": Dialect(encoding="cp1252"),
    "worker_allocations": Dialect(trailing_blanks=3),
    "care_leaver_roster": Dialect(suffix=".xlsx", headings=(("start_date", "Start Date"),)),
}


def _first(extract: str, fits: Callable[[Column], bool]) -> str | None:
    """The first column of an extract that fits."""
    return next((column.name for column in EXTRACTS[extract].columns if fits(column)), None)


#: Extract -> the date that a slip of the keyboard spoils: the one that must be there, else the first.
_DATES = {
    name: _first(name, lambda c: c.kind in _MOMENTS and c.mark == "*") or _first(name, lambda c: c.kind in _MOMENTS)
    for name in EXTRACTS
    if name != "children"
}
#: Extract -> a cell that must be filled and is no number of anybody.
_NEEDED = {
    name: _first(name, lambda c: c.mark == "*" and c.kind in ("code", "yes_no", "decimal"))
    or _first(name, lambda c: c.mark == "*" and c.kind in _MOMENTS)
    for name in EXTRACTS
    if name != "children"
}


def _wrong_code(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    filled = [c for c in EXTRACTS[entry.extract].columns if c.codes and c.codes not in _OPEN_SETS and cells.get(c.name)]
    if not filled:
        return None
    column = filled[chance.whole(0, len(filled) - 1)]
    text = f"{str(cells[column.name])[:-1]}9"
    return None if text in column.accepted_codes else [cells | {column.name: text}]


def _impossible_date(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    column = _DATES.get(entry.extract)
    day = None if column is None else cells.get(column)
    if column is None or not isinstance(day, date):
        return None
    return [cells | {column: chance.pick({f"31/02/{day.year}": 0.5, f"{day.year}-13-{day.day:02d}": 0.5})}]


def _blank(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    column = _NEEDED.get(entry.extract)
    return None if column is None else [cells | {column: None}]


def _repeated(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells, cells]


def _orphan(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    if person is None or cells.get("person_id") is None:
        return None
    return [cells, cells | {"person_id": person_id(_NOBODY + chance.whole(0, 999_999))}]


def _end_before_start(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    span = EXTRACTS[entry.extract].span
    start, end = (cells.get(span[0]), cells.get(span[1])) if span else (None, None)
    if span is None or not isinstance(start, date) or not isinstance(end, date):
        return None
    return [cells | {span[1]: start - timedelta(days=chance.whole(1, 30))}]


def _follows(cells: Cells) -> bool:
    return cells["reason_new_episode"] != "S"


def _overlap(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    start = cells.get("episode_start")
    if entry.extract != "care_episodes" or not _follows(cells) or not isinstance(start, date):
        return None
    return [cells | {"episode_start": start - timedelta(days=chance.whole(2, 9))}]


def _chain_break(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    start, end = cells.get("episode_start"), cells.get("episode_end")
    if entry.extract != "care_episodes" or not _follows(cells) or not isinstance(start, date):
        return None
    moved = start + timedelta(days=chance.whole(1, 6))
    return [cells | {"episode_start": moved}] if end is None or (isinstance(end, date) and moved < end) else None


def _open_past_18(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    if entry.extract != "care_episodes" or person is None or cells.get("episode_end") != person.eighteen:
        return None
    return [cells | {"episode_end": None, "reason_episode_ceased": None}]


def _end_without_reason(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    if entry.extract != "care_episodes" or cells.get("episode_end") is None:
        return None
    return [cells | {"reason_episode_ceased": None}]


def _early_interview(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    ended = cells.get("ended_at")
    if not isinstance(ended, datetime) or cells.get("interview_held_at") is None:
        return None
    return [cells | {"interview_held_at": ended - timedelta(hours=chance.whole(2, 40))}]


def _held_without_date(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    if entry.extract != "reviews" or cells.get("held_date") is None:
        return None
    return [cells | {"held_date": None, "status": "held"}]


def _score_and_reason(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    if entry.extract != "sdqs" or cells.get("score") is None:
        return None
    return [cells | {"reason_not_completed": "SDQ4"}]


def _completed_without_date(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    if entry.extract != "health_assessments" or cells.get("status") != "completed":
        return None
    return [cells | {"completed_date": None}]


def _wrong_century(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    # Two digits slipped: long before the child was born, or long after the extract.
    years = {"health_checks": -100, "accommodation": -100, "pathway_plans": 90, "care_leaver_contacts": 90}
    column = _DATES.get(entry.extract)
    day = cells.get(column or "")
    if entry.extract not in years or column is None or not isinstance(day, date):
        return None
    return [cells | {column: date(day.year + years[entry.extract], day.month, min(day.day, 28))}]


def _code_before_its_time(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    # Apprenticeships had no code of their own before April 2021; F3 ended with it.
    day, code = cells.get("status_date"), cells.get("activity_code")
    if entry.extract != "eet_status" or not isinstance(day, date) or code not in {"F1", "F2", "F3", "F5"}:
        return None
    return [cells | {"activity_code": "F4" if day < date(2021, 4, 1) else "F3"}]


def _reason_without_end(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    if entry.extract != "care_episodes" or cells.get("episode_end") is not None:
        return None
    return [cells | {"reason_episode_ceased": "X1"}]


def _surplus_cell(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    # A comma inside an unquoted provider: the record then has one field more than the heading.
    if entry.extract != "eet_status" or not cells.get("provider"):
        return None
    return [cells | {"": "part of the provider"}]


def _untidy(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    column = _NEEDED.get(entry.extract)
    text = None if column is None else cells.get(column)
    if column is None or not isinstance(text, str):
        return None
    return [cells | {column: f" {text.lower()} "}]


_EVERYWHERE: tuple[Spoil, ...] = (
    _early_interview, _held_without_date, _score_and_reason, _completed_without_date, _code_before_its_time,
    _wrong_code, _repeated, _orphan, _impossible_date, _end_before_start, _blank, _untidy, _wrong_century,
    _surplus_cell,
)  # fmt: skip
_OF_CARE: tuple[Spoil, ...] = (
    _chain_break, _overlap, _end_before_start, _wrong_code, _repeated, _open_past_18, _orphan, _impossible_date,
    _end_without_reason, _reason_without_end, _blank, _untidy,
)  # fmt: skip
#: A child rejected takes every row of that child along, so the roster of children keeps to what does not reject.
_OF_CHILDREN: tuple[Spoil, ...] = (_repeated, _wrong_code)
#: The one child whose date of birth cannot be, by order of appearance.
_SPOILT_CHILD = 23


@dataclass(slots=True)
class Fault:
    """A fault of one row: how it spoils the row, its own stream, and until when it stands (``None`` = for good)."""

    spoil: Spoil
    name: str
    until: date | None

    def rows(self, entry: Entry, cells: Cells, person: Person | None, day: date) -> list[Cells]:
        """The rows a submission extracted on a day carries in place of one."""
        if self.until is not None and day >= self.until:
            return [cells]
        # The same draw in every submission, so that an uncorrected fault looks the same each time.
        return self.spoil(entry, cells, person, Chance.named(self.name)) or [cells]


class FaultPlan:
    """Decides, as rows pass by in a fixed order, which of them are faulty."""

    def __init__(self, seed: int, authority: str, horizon: date) -> None:
        self._name = f"{seed}/{authority}/faults"
        # A stream each, so that one more extract leaves the faults of the others as they were.
        self._chance = {extract: Chance.named(self._name, extract) for extract in EXTRACTS}
        self._horizon = horizon
        self._left = {extract: chance.whole(12, 60) for extract, chance in self._chance.items()}
        self._used: Counter[tuple[str, Spoil]] = Counter()
        self._children = 0
        self._planned: Counter[str] = Counter()

    def look(self, entry: Entry, person: Person | None) -> Fault | None:
        """The fault of a row, ``None`` for almost all of them."""
        if entry.extract == "children":
            self._children += 1
            if self._children == _SPOILT_CHILD:
                return Fault(_no_such_birthday, self._name, None)
        self._left[entry.extract] -= 1
        if self._left[entry.extract] > 0:
            return None
        cells, chance = entry.on(self._horizon), self._chance[entry.extract]
        name = f"{self._name}/{entry.extract}/{self._planned[entry.extract]}"
        if cells is None:
            return None
        kinds = [
            kind for kind in self._kinds(entry.extract) if kind(entry, cells, person, Chance.named(name)) is not None
        ]
        if not kinds:
            return None
        # The kind seen least so far, so that the rare ones get their turn.
        spoil = min(kinds, key=lambda kind: self._used[entry.extract, kind])
        corrected = self._used[entry.extract, spoil] > 0 and chance.yes(0.5)
        self._used[entry.extract, spoil] += 1
        self._planned[entry.extract] += 1
        self._left[entry.extract] = chance.whole(20, 2 * ROWS_BETWEEN_FAULTS - 20)
        until = entry.known + timedelta(days=chance.whole(60, 500)) if corrected else None
        return Fault(spoil, name, until)

    @staticmethod
    def _kinds(extract: str) -> Sequence[Spoil]:
        fixed = {"children": _OF_CHILDREN, "care_episodes": _OF_CARE}
        return fixed.get(extract) or (*special_faults(extract), *_EVERYWHERE)


def _no_such_birthday(entry: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"date_of_birth": f"30/02/{person.born.year}"}] if person else None
