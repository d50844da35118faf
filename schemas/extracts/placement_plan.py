"""The ``placement_plan`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class PlacementPlan(pa.DataFrameModel):
    """One row what is planned for one kind of placement in one quarter; holds no person."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=21,
            key=("quarter", "cost_category"),
            words="Budget for homes",
            serves="Placements, days and pounds against plan.",
        )

    quarter: f.Text = f.period("*", "quarter", "Quarter planned for, such as 2017-18-Q4.")
    cost_category: f.Text = f.code("*", "COST_CATEGORY", "Kind of placement, never a package.", family="placement")
    planned_placements: f.Decimal = f.decimal("*", "Placements planned, on average over the quarter.")
    planned_weekly_cost: f.Decimal = f.decimal("*", "Planned cost of each a week, in pounds.")
