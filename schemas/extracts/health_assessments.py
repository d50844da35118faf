"""The ``health_assessments`` extract."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class HealthAssessments(pa.DataFrameModel):
    """One row a statutory health assessment: planned, held, refused, cancelled or not attended."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=3,
            key=("person_id", "assessment_type", "status", "appointment_date", "completed_date"),
            words="Health assessments",
            serves="First and review health assessments in time.",
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    assessment_type: f.Text = f.code("*", "ASSESSMENT_TYPE", "IHA initial or RHA review health assessment.")
    status: f.Text = f.code(
        "*",
        "HEALTH_ASSESSMENT_STATUS",
        "Where the assessment stands: planned, completed, refused, cancelled or did_not_attend.",
    )
    requested_date: f.Moment = f.day("", "Day the council asked health services for the assessment.")
    appointment_date: f.Moment = f.day("", "Day of the appointment.", planned=True)
    completed_date: f.Moment = f.day("", "Day the assessment was held; must be filled when the status is completed.")
    report_returned_date: f.Moment = f.day("", "Day the written report came back.")
    done_out_of_area: f.YesNo = f.yes_no("", "Whether it was done outside the council's area.")

    @pa.dataframe_check(name="completed_without_date")
    def _completed_has_a_date(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return ~(frame["status"].eq("completed") & frame["completed_date"].isna())
