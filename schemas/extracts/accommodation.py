"""The ``accommodation`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class Accommodation(pa.DataFrameModel):
    """One row where a young person lived as recorded on a day."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=12,
            key=("person_id", "status_date"),
            words="Where care leavers live",
            serves="Where care leavers live, and whether it suits them.",
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the young person.")
    status_date: f.Moment = f.day("*", "Day the accommodation was recorded.")
    accommodation_code: f.Text = f.code(
        "*",
        "OC3_ACCOM",
        "Type of accommodation (ACCOM): a letter, alone or followed by 1 (suitable) or 2 (unsuitable); "
        "0 no information.",
        judged_on="status_date",
    )
    suitability: f.Text = f.code("", "ACCOMMODATION_SUITABILITY", "1 suitable, 2 unsuitable; outweighs the code.")
    unsuitable_reason: f.Text = f.text("", "Why it is unsuitable, in the council's own words.")
