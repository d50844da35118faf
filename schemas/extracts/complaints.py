"""The ``complaints`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class Complaints(pa.DataFrameModel):
    """One row a complaint or a compliment."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=29,
            key=("record_id",),
            words="Complaints and compliments",
            serves="Complaints, who made them, answers in time, compliments.",
        )

    record_id: f.Text = f.identifier("*", "The council's own number for the record.")
    kind: f.Text = f.code("*", "COMPLAINT_KIND", "complaint or compliment.")
    received_date: f.Moment = f.day("*", "Day it was received.")
    made_by: f.Text = f.code("*", "COMPLAINT_MADE_BY", "child, parent, carer, professional or other.")
    person_id: f.Text = f.identifier("°", "The child or young person it is about, where there is one.")
    service: f.Text = f.code("°", "COMPLAINT_SERVICE", "Service it is about: looked_after, care_leavers or other.")
    due_date: f.Moment = f.day("", "Day by which it was to be answered.", planned=True)
    responded_date: f.Moment = f.day("", "Day it was answered.")
    outcome: f.Text = f.code("", "COMPLAINT_OUTCOME", "upheld, partly_upheld, not_upheld or withdrawn.")
