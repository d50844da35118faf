"""The ``placement_costs`` extract."""

from __future__ import annotations

from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell


class PlacementCosts(Spell):
    """One row a stretch during which a person's placement or package has one weekly cost."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=20,
            key=("person_id", "cost_category", "start_date"),
            words="What homes and packages cost",
            serves="Unit and total costs, savings, packages, placements held by over-18s.",
            span=("start_date", "end_date"),
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child or young person.")
    cost_category: f.Text = f.code("*", "COST_CATEGORY", "Kind of placement or package.")
    start_date: f.Moment = f.day("*", "First day at this cost.")
    end_date: f.Moment = f.day("", "Day the cost ended; blank while it lasts.", ends=True)
    weekly_cost: f.Decimal = f.decimal("*", "Net cost a week, in pounds.", at_least=0)
    bespoke_outcomes: f.YesNo = f.yes_no("", "Whether the agreement states outcomes for this child.")
