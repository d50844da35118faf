"""Training as corporate parents of elected members, and of those who work with children."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from .. import profile
from ..chance import level
from ..records import Entry
from ..town import Town, entry

_OTHERS = {
    "senior_officer": (14, "corporate_parenting"), "social_worker": (30, "cultural_competence"),
    "personal_adviser": (8, "pathway_planning"), "iro": (5, "exploitation"), "foster_carer": (60, "health_and_sdq"),
    "residential_staff": (16, "exploitation"), "school": (25, "education"), "partner": (12, "corporate_parenting"),
    "young_person": (10, "pre_employment"),
}  # fmt: skip


def council(town: Town) -> Iterator[Entry]:
    """Members since their election, then everybody else."""
    chance = town.chance("training")
    election = date(town.newest.ends.year - 3 - (town.newest.ends.month < 5), 5, 7)
    people = [("member", "corporate_parenting", election)] * profile.MEMBERS
    for role, (number, course) in _OTHERS.items():
        people += [(role, course, election)] * town.scaled(number)
    for n, (role, course, since) in enumerate(people, start=1):
        start = since if role == "member" else since + timedelta(days=chance.whole(0, 900))
        if start > town.horizon:
            continue
        row = entry(
            "training", start, attendee_id=f"T{n:04d}", attendee_role=role, course=course, required_from_date=start,
            required_to_date=None, completed_date=None,
        )  # fmt: skip
        done = start + timedelta(days=chance.whole(20, 1050))
        ends = start + timedelta(days=chance.waiting(365 * 9, 90))
        if done <= town.horizon and done < ends and chance.yes(level(profile.TRAINED, done)):
            row.add(done + timedelta(days=4), completed_date=done)
        if ends <= town.horizon:
            row.add(ends, required_to_date=ends)
        yield row
