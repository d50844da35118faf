"""The ``eet_status`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class EetStatus(pa.DataFrameModel):
    """One row a young person's main activity as recorded on a day."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=11,
            key=("person_id", "status_date"),
            words="Education, work and training",
            serves="What care leavers do.",
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the young person.")
    status_date: f.Moment = f.day("*", "Day the activity was recorded.")
    activity_code: f.Text = f.code(
        "*",
        "OC3_ACTIV",
        "Main activity (ACTIV): F1 to F5 full time, P1 to P5 part time, G4 to G6 not in education, "
        "employment or training, 0 no information.",
        judged_on="status_date",
    )
    provider: f.Text = f.text("", "College, employer or training provider.")
    hours: f.Decimal = f.decimal("", "Hours a week.", at_least=0)
    apprenticeship: f.YesNo = f.yes_no("", "Whether training or work coded F3 or P3 is an apprenticeship.")
    council_provided: f.YesNo = f.yes_no("", "Whether the council is the employer or provider.")
