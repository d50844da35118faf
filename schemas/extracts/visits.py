"""The ``visits`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class Visits(pa.DataFrameModel):
    """One row a visit of a social worker to a child, made or tried."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=15,
            key=("person_id", "visit_date"),
            words="Statutory visits to children",
            serves="Statutory visits up to date.",
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    visit_date: f.Moment = f.day("*", "Day of the visit.")
    seen: f.YesNo = f.yes_no("*", "Whether the child was seen.")
    seen_alone: f.YesNo = f.yes_no("", "Whether the child was seen alone.")
