"""Posts and who fills them: the workers of the allocations, those who left, agency workers and vacancies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ..chance import Chance
from ..people import Person
from ..records import Cells, Entry
from ..spoiling import Spoil
from ..town import Town, entry


def council(town: Town) -> Iterator[Entry]:
    """One row a stretch of each post, over the years that systems keep."""
    for post in town.workforce.posts:
        for held in post.held:
            if held.end is not None and held.end < town.recent:
                continue
            row = entry(
                "workforce", held.start + timedelta(days=5), post_id=post.post_id, start_date=held.start, end_date=None,
                role=post.role, team=post.team, fte=post.fte, filled_by=held.filled_by, worker_id=held.worker_id,
                left_service=None,
            )  # fmt: skip
            if held.end is not None and held.end <= town.horizon:
                left = held.left_service if held.worker_id else None
                row.add(held.end + timedelta(days=5), end_date=held.end, left_service=left)
            yield row


def _too_full_time(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"fte": 37}]  # hours a week instead of a share


def _nobody_in_it(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"worker_id": None}] if cells.get("worker_id") else None


FAULTS: tuple[Spoil, ...] = (_nobody_in_it, _too_full_time)
