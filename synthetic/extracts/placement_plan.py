"""The budget: placements and weekly cost planned for each quarter, set the spring before from what there was then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from schemas.codes import code_set

from ..records import Entry
from ..town import Town, entry


def council(town: Town) -> Iterator[Entry]:
    """A row each quarter and kind of placement that anybody lived in."""
    chance = town.chance("plan")
    kinds = [kind for kind, family in code_set("COST_CATEGORY").group.items() if family == "placement"]
    for quarter in town.quarters(9, on=3):
        spring = quarter.shift(-quarter.number)
        set_on = spring.ends - timedelta(days=20)
        days = (spring.ends - spring.starts).days + 1
        for kind in kinds:
            weeks, pounds = town.weeks.get((kind, spring.ends + timedelta(days=1)), (0.0, 0.0))
            if weeks:
                yield entry(
                    "placement_plan", set_on, quarter=quarter.label, cost_category=kind,
                    planned_placements=round(weeks * 7 / days * chance.uniform(0.93, 1.02), 1),
                    planned_weekly_cost=round(pounds / weeks * chance.uniform(0.97, 1.01)),
                )  # fmt: skip
