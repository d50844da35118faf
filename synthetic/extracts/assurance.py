"""Panel meetings, forums, workshops and annual reports, and the audits of single children's cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from .. import profile
from ..chance import Chance
from ..people import Person
from ..records import Cell, Cells, Entry
from ..spoiling import Spoil
from ..town import Town, entry, months


def council(town: Town) -> Iterator[Entry]:
    """Meetings every two or three months, a report each July, audits every month."""
    chance = town.chance("assurance")
    until = town.horizon + timedelta(days=60)
    for day in months(town.recent + timedelta(days=chance.whole(5, 25)), until, 2):
        young = chance.whole(1, 5) if chance.yes(0.7) else 0
        yield from _event(chance, town, "panel_meeting", day, members=chance.whole(6, 12), young_people=young)
    for kind, step in (("forum", 3), ("workshop", 6), ("feedback_week", 12)):
        for day in months(town.recent + timedelta(days=chance.whole(20, 60)), until, step):
            yield from _event(chance, town, kind, day, young_people=chance.whole(3, 12))
    for year in range(town.recent.year, town.horizon.year + 1):
        yield from _event(chance, town, "annual_report", date(year, 7, 12), members=chance.whole(20, 40))
    for first in months(town.recent.replace(day=10), until, 1):
        for _ in range(town.scaled(profile.AUDITS_A_MONTH)):
            day = first + timedelta(days=chance.whole(0, 17))
            grade = chance.pick({"outstanding": 0.05, "good": 0.5, "requires_improvement": 0.38, "inadequate": 0.07})
            child, since = town.looked_after[chance.whole(0, len(town.looked_after) - 1)]
            whose = child if since <= day else None  # else of somebody who has left since
            yield from _event(chance, town, "audit", day, person_id=whose, grade=grade, safe=chance.yes(0.95))


def _event(chance: Chance, town: Town, kind: str, day: date, **found: Cell) -> Iterator[Entry]:
    """On file when it is planned; what came of it once it was held, which now and then it was not."""
    person = found.pop("person_id", None)
    planned = day - timedelta(days=40)
    if planned > town.horizon:
        return
    row = entry("assurance", planned, event_id=town.number("E"), event_type=kind, planned_date=day, person_id=person)
    held = day + timedelta(days=0 if chance.yes(0.75) else chance.whole(1, 20))
    if held <= town.horizon and chance.yes(0.95):
        row.add(held + timedelta(days=6), held_date=held, **found)
    yield row


def _no_day(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"planned_date": None, "held_date": None}]


FAULTS: tuple[Spoil, ...] = (_no_day,)
