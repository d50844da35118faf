"""The ``needs`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class Needs(pa.DataFrameModel):
    """One row whether a need was present on a day it was recorded."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=33,
            key=("person_id", "need", "recorded_date"),
            words="Needs of care leavers",
            serves="Needs of care leavers, parents and their children.",
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the young person.")
    need: f.Text = f.code("*", "NEED", "The need, or a fact about the young person's own child.")
    recorded_date: f.Moment = f.day("*", "Day it was recorded.")
    present: f.YesNo = f.yes_no("*", "Whether it was present.")
