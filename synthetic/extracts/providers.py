"""Homes and agencies in use: registrations, inspections with their grades, visits and quality assurance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from .. import profile
from ..chance import Chance
from ..homes import OWN_HOMES
from ..people import Person
from ..records import Cells, Entry
from ..spoiling import Spoil
from ..town import Town, entry


def council(town: Town) -> Iterator[Entry]:
    """Each setting that a child of the council has been in, with what was found there."""
    chance = town.chance("providers")
    for urn, (kind, provider) in sorted(town.homes.settings.items()):
        own = urn in OWN_HOMES or provider == "PR1"
        setting = _setting(kind)
        opened = town.recent - timedelta(days=chance.whole(300, 3000))
        yield entry(
            "providers", opened, urn=urn, record_type="registration", record_date=opened, setting_type=setting,
            in_house=own, places=chance.whole(8, 12) if own else None if setting == "fostering_service" else chance.whole(2, 6),
        )  # fmt: skip
        yield from _inspections(chance, town, urn)
        yield from _every(chance, town, urn, "visit", profile.HOMES_VISITED)
        yield from _every(chance, town, urn, "quality_assurance", profile.HOMES_ASSURED)


def _setting(kind: str) -> str:
    fixed = {
        "K1": "secure",
        "S1": "residential_school",
        "H5": "supported_accommodation",
        "K3": "supported_accommodation",
    }
    return fixed.get(kind, "fostering_service" if kind[0] == "U" else "childrens_home" if kind == "K2" else "other")


def _inspections(chance: Chance, town: Town, urn: str) -> Iterator[Entry]:
    day = town.recent - timedelta(days=chance.whole(0, 500))
    good = chance.yes(profile.GOOD_OR_OUTSTANDING)
    while day <= town.horizon:
        good = good if chance.yes(0.8) else chance.yes(profile.GOOD_OR_OUTSTANDING)
        grade = chance.pick(
            {"good": 0.8, "outstanding": 0.2} if good else {"requires_improvement": 0.85, "inadequate": 0.15}
        )
        yield entry(
            "providers", day + timedelta(days=25), urn=urn, record_type="inspection", record_date=day, grade=grade
        )
        day += timedelta(days=chance.around(400, 80, 120))


def _every(chance: Chance, town: Town, urn: str, kind: str, share: float) -> Iterator[Entry]:
    """Something done once a year in a share of the settings."""
    day = town.recent + timedelta(days=chance.whole(0, 364))
    while day <= town.horizon:
        if chance.yes(share):
            yield entry("providers", day + timedelta(days=7), urn=urn, record_type=kind, record_date=day)
        day += timedelta(days=chance.around(350, 20, 200))


def _no_grade(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"grade": None}] if cells["record_type"] == "inspection" else None


def _no_kind(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"setting_type": None}] if cells["record_type"] == "registration" else None


FAULTS: tuple[Spoil, ...] = (_no_grade, _no_kind)
