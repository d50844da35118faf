"""The columns the second release adds to the first one's extracts: filled in on rows already on file.

Each draws from a stream of its own, so the rows themselves stay as the first release made them.
"""

from __future__ import annotations

from datetime import date, timedelta

from warehouse.calendar import add_months

from . import profile
from .chance import Chance
from .life import Life
from .people import Person
from .town import Town


def record(life: Life, town: Town, number: int) -> None:
    """Fill in the added columns of a person's rows, and add the new kinds of health check.

    Args:
        life: The person, with the first release's rows on file.
        town: The council.
        number: The person's place in the order of invention, which names the stream.
    """
    chance = town.chance(number, "additions")
    _child(life, chance)
    _approvals(life, chance)
    for row in life.file.of("missing_episodes"):
        for _, cells in row.later:
            if cells.get("interview_held_at") is not None:
                cells["interviewer_independent"] = None if chance.yes(0.04) else chance.yes(0.82)
    for row in life.file.of("reviews"):
        held = row.cells["held_date"]
        if isinstance(held, date) and life.person.age(held) >= 8:
            row.cells["chaired_by_child"] = None if chance.yes(0.05) else chance.yes(profile.CHAIRED_BY_CHILD)
    for row in life.file.of("care_leaver_contacts"):
        day = row.cells["contact_date"]
        if isinstance(day, date) and life.person.age(day) >= 21:
            row.cells["support_given"] = bool(row.cells["two_way"]) and chance.yes(0.5)
    _work(life, chance)
    _checks(life, chance)


def _child(life: Life, chance: Chance) -> None:
    """Brothers and sisters, and a permanent home before this time in care."""
    rows = life.file.of("children")
    if not rows or not life.person.periods:
        return
    rows[0].cells["sibling_group"] = life.person.sibling_group
    before = chance.pick(profile.PREVIOUS_PERMANENCE)
    start = life.person.periods[0].start
    order = start - timedelta(days=chance.whole(200, 1800))
    if before in {"P1", "P2", "P3"} and order <= life.person.born:
        before = "Z1"
    rows[0].cells["previous_permanence"] = before
    rows[0].cells["previous_permanence_date"] = order if before in {"P1", "P2", "P3"} else None


def _approvals(life: Life, chance: Chance) -> None:
    """Whether a senior manager approved each coming into care, and when."""
    starts = {period.start for period in life.person.periods}
    for row in life.file.of("care_episodes"):
        start = row.cells["episode_start"]
        if isinstance(start, date) and start in starts and row.cells["reason_new_episode"] == "S":
            approved = start + timedelta(days=chance.pick({-2: 0.2, -1: 0.3, 0: 0.42, 1: 0.05, 4: 0.03}))
            row.cells["admission_approved_date"] = None if chance.yes(0.05) else max(life.person.born, approved)


def _work(life: Life, chance: Chance) -> None:
    """Apprenticeships, also those coded as training, and places with the council."""
    for row in life.file.of("eet_status"):
        code = str(row.cells["activity_code"])
        if code[0] not in "FP":
            continue
        apprentice = code[1] == "4" or (code[1] == "3" and chance.yes(profile.APPRENTICES))
        row.cells["apprenticeship"] = apprentice
        row.cells["council_provided"] = chance.yes(0.3 if apprentice else 0.01)


def _checks(life: Life, chance: Chance) -> None:
    """Health passports before 18, developmental delay under five, the need for mental health services."""
    person: Person = life.person
    for period, last in life.stays():
        passport = person.eighteen - timedelta(days=chance.whole(5, 250))
        if period.start <= passport <= last and passport >= life.since and chance.yes(profile.PASSPORT):
            life.put("health_checks", passport, check_type="PASSPORT", check_date=passport, outcome=True)
        day = max(period.start, life.since) + timedelta(days=chance.whole(20, 200))
        while day <= last:
            kind, share = ("DELAY", profile.DELAY) if person.age(day) < 5 else ("CAMHS_NEED", profile.CAMHS_NEED)
            if chance.yes(0.9):
                life.put("health_checks", day, check_type=kind, check_date=day, outcome=chance.yes(share))
            day = add_months(day, 12)
