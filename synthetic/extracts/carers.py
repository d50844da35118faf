"""Fostering households and adopters: who is approved, with how many places free, in stretches without change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from .. import profile
from ..chance import Chance
from ..homes import Household
from ..people import Person
from ..records import Cell, Cells, Entry
from ..spoiling import Spoil
from ..town import Town, entry

#: Days for which connected persons are approved before their assessment (regulation 24: 16 weeks).
_TEMPORARY = 112


def council(town: Town) -> Iterator[Entry]:
    """Own households, kinship carers and adopters, in that order."""
    chance = town.chance("carers")
    for household in town.homes.own:
        yield from _own(chance, town, household)
    for household in town.homes.kin:
        yield from _kin(chance, town, household)
    yield from _adopters(chance, town)


def _stretch(town: Town, household: Household, kind: str, start: date, end: date | None, **cells: Cell) -> Entry:
    row = entry(
        "carers", start + timedelta(days=3), household_id=household.household_id, carer_type=kind, start_date=start,
        end_date=None, approved_date=household.approved, ethnicity=household.ethnicity or None, **cells,
    )  # fmt: skip
    if end is not None and end <= town.horizon:
        row.add(end + timedelta(days=3), end_date=end)
    return row


def _own(chance: Chance, town: Town, household: Household) -> Iterator[Entry]:
    """A new stretch each time a child comes or goes, over the years that systems keep."""
    if household.left is not None and household.left < town.recent:
        return
    begins = max(household.approved, town.recent)
    changes = {d for stay in household.stays for d in (stay.start, stay.end) if d is not None and d > begins}
    days = sorted(d for d in changes | {begins} if household.is_open(d) and d <= town.horizon)
    for start, end in zip(days, [*days[1:], household.left], strict=False):
        free = max(0, household.free(start))
        waiting = household.carer_type in {"short_break", "supported_lodgings"}
        on_hold = min(free, household.places) if waiting or chance.yes(profile.ON_HOLD) else 0
        yield _stretch(
            town, household, household.carer_type, start, end, places=household.places, vacancies=free - on_hold,
            on_hold=on_hold,
        )  # fmt: skip


def _kin(chance: Chance, town: Town, household: Household) -> Iterator[Entry]:
    """Sixteen weeks approved for the time being, then as family and friends."""
    if household.left is not None and household.left < town.recent:
        return
    approved = household.approved + timedelta(days=_TEMPORARY)
    ends = household.left
    places: Cells = {"places": max(1, len(household.stays)), "vacancies": 0, "on_hold": 0}
    if approved > town.horizon or (ends is not None and ends <= approved):
        yield _stretch(town, household, "temporary_reg24", household.approved, ends, **places)
        return
    yield _stretch(town, household, "temporary_reg24", household.approved, approved, **places)
    yield _stretch(town, household, "kinship", approved, ends, **places)


def _adopters(chance: Chance, town: Town) -> Iterator[Entry]:
    """Approved through the years, matched after some months, done with the order."""
    for n in range(town.scaled(profile.ADOPTERS_A_YEAR * 6)):
        approved = town.horizon - timedelta(days=chance.whole(0, 365 * 6))
        matched = approved + timedelta(days=chance.around(330, 150, 40))
        ordered = matched + timedelta(days=chance.around(300, 60, 120))
        row = entry(
            "carers", approved + timedelta(days=3), household_id=f"D{n + 1:04d}", carer_type="adopter",
            start_date=approved, end_date=None, approved_date=approved, matched_date=None, places=1,
            ethnicity=chance.pick(profile.CARER_ETHNICITY) or None,
        )  # fmt: skip
        if matched <= town.horizon:
            row.add(matched + timedelta(days=5), matched_date=matched)
        if ordered <= town.horizon:
            row.add(ordered + timedelta(days=5), end_date=ordered)
        yield row


def _half_a_place(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"places": "1.5"}] if cells.get("places") else None


FAULTS: tuple[Spoil, ...] = (_half_a_place,)
