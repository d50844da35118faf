"""The ``reviews`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class Reviews(pa.DataFrameModel):
    """One row a review of a child's care plan, due or held (SSDA903 Reviews)."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=7,
            key=("person_id", "held_date", "due_date"),
            words="Care plan reviews",
            serves="Reviews in time, and how children took part in them.",
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    due_date: f.Moment = f.day("", "Day by which the review had to be held.", planned=True)
    held_date: f.Moment = f.day("", "Day the review was held (REVIEW).")
    status: f.Text = f.code("", "REVIEW_STATUS", "held or cancelled; blank, or no such column, means held.")
    participation_code: f.Text = f.code(
        "",
        "REVIEW_PARTICIPATION",
        "How the child took part (REVIEW_CODE), PN0 to PN7.",
        judged_on="held_date",
    )
    chaired_by_child: f.YesNo = f.yes_no("", "Whether the child chaired the review.")
