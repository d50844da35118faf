"""The ``pathway_plans`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class PathwayPlans(pa.DataFrameModel):
    """One row an event of pathway planning: needs assessment, plan or review."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=9,
            key=("person_id", "event_type", "event_date"),
            words="Pathway plans",
            serves="Pathway plans and their reviews.",
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the young person.")
    event_type: f.Text = f.code("*", "PATHWAY_EVENT", "needs_assessment, plan or review.")
    event_date: f.Moment = f.day("*", "Day of the event.")
    authorised: f.YesNo = f.yes_no("*", "Whether a manager has signed it off.")
