"""Needs of young people leaving care, asked once a year, and facts about their own children."""

from __future__ import annotations

from datetime import date, timedelta

from .. import profile
from ..chance import Chance
from ..life import Life
from ..records import Entry
from ..town import Town

_ASKED = (
    "MENTAL_HEALTH",
    "SUBSTANCE",
    "DOMESTIC_ABUSE",
    "OFFENDING_RISK",
    "ISOLATED",
    "DISABILITY",
    "ACCOMMODATION_UNMET",
)
_OWN_CHILD = {
    "OWN_CHILD_NONE": 0.5, "OWN_CHILD_CIN": 0.14, "OWN_CHILD_S47": 0.06, "OWN_CHILD_CPP": 0.08, "OWN_CHILD_CPP_PAST": 0.06,
    "OWN_CHILD_LOOKED_AFTER": 0.1, "OWN_CHILD_ADOPTED": 0.06,
}  # fmt: skip


def record(life: Life, town: Town) -> None:
    """Put the yearly answers of a young person open to leaving care on file."""
    chance, person = life.chance, life.person
    spells = life.leaving()
    if not spells:
        return
    has = {need: chance.yes(profile.NEEDS[need]) for need in _ASKED}
    if person.disability not in {"NONE", ""}:
        has["DISABILITY"] = True
    day = max(spells[0][0], town.recent) + timedelta(days=chance.whole(10, 120))
    last = min(spells[-1][1] or life.horizon, life.horizon)
    parent = _became_parent(life)
    if parent is None and chance.yes(profile.PARENTS_BY_NEEDS_ALONE):
        parent = person.birthday(17) + timedelta(days=chance.whole(0, 1000))  # told to the adviser, not on the roster
    while day <= last:
        for need, present in has.items():
            if chance.yes(0.97):
                _put(life, need, day, present=present if chance.yes(0.97) else not present)
        _put(life, "PARENT", day, present=parent is not None and parent <= day)
        day += timedelta(days=chance.around(350, 30, 200))
    if parent is not None:
        _family(life, chance, parent, last)


def _put(life: Life, need: str, day: date, *, present: bool) -> None:
    life.put("needs", day, need=need, recorded_date=day, present=present)


def _became_parent(life: Life) -> date | None:
    """The day the roster of children says the person became a parent."""
    rows: list[Entry] = life.file.of("children")
    return next((known for known, cells in rows[0].later if cells.get("parent")), None) if rows else None


def _family(life: Life, chance: Chance, parent: date, last: date) -> None:
    """Pregnancy, whether the child lives at home, and what social care says of it."""
    pregnant = parent - timedelta(days=chance.whole(40, 200))
    if life.person.sex == "F" and life.since <= pregnant <= last:
        _put(life, "PREGNANT", pregnant, present=True)
    asked = parent + timedelta(days=chance.whole(10, 60))
    if asked <= last:
        _put(life, "CHILD_AT_HOME", asked, present=chance.yes(profile.CHILD_AT_HOME[life.person.sex]))
        _put(life, chance.pick(_OWN_CHILD), asked, present=True)
