"""The extracts about health: ``health_assessments``, ``health_checks`` and ``sdqs``."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas.extracts import fields as f


class HealthAssessments(pa.DataFrameModel):
    """One row a statutory health assessment: planned, held, refused, cancelled or not attended."""

    class Config(BaseConfig):
        """Names the columns that together name one row."""

        metadata = f.key("person_id", "assessment_type", "status", "appointment_date", "completed_date")

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    assessment_type: f.Text = f.code("*", "ASSESSMENT_TYPE", "IHA initial or RHA review health assessment.")
    status: f.Text = f.code(
        "*",
        "HEALTH_ASSESSMENT_STATUS",
        "Where the assessment stands: planned, completed, refused, cancelled or did_not_attend.",
    )
    requested_date: f.Moment = f.day("", "Day the council asked health services for the assessment.")
    appointment_date: f.Moment = f.day("", "Day of the appointment.", planned=True)
    completed_date: f.Moment = f.day(
        "", "Day the assessment was held; must be filled when the status is completed."
    )
    report_returned_date: f.Moment = f.day("", "Day the written report came back.")
    done_out_of_area: f.YesNo = f.yes_no("", "Whether it was done outside the council's area.")

    @pa.dataframe_check(name="completed_without_date")
    def _completed_has_a_date(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return ~(frame["status"].eq("completed") & frame["completed_date"].isna())


class HealthChecks(pa.DataFrameModel):
    """One row a health check or health fact of a child on a day."""

    class Config(BaseConfig):
        """Names the columns that together name one row."""

        metadata = f.key("person_id", "check_type", "check_date")

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    check_type: f.Text = f.code(
        "*",
        "HEALTH_CHECK_TYPE",
        "What was checked: DENTAL, IMMUNISATION, DEVELOPMENT, GP, SUBSTANCE, SUBSTANCE_OFFERED "
        "or SUBSTANCE_RECEIVED.",
        judged_on="check_date",
    )
    check_date: f.Moment = f.day("*", "Day of the check, or the day the fact was recorded.")
    outcome: f.YesNo = f.yes_no(
        "*",
        "Yes when seen (DENTAL), up to date (IMMUNISATION, DEVELOPMENT), registered (GP), problem identified "
        "(SUBSTANCE), help offered or received.",
    )


class Sdqs(pa.DataFrameModel):
    """One row a Strengths and Difficulties Questionnaire, or the reason there is none."""

    class Config(BaseConfig):
        """Names the columns that together name one row."""

        metadata = f.key("person_id", "recorded_date", "completed_by")

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    recorded_date: f.Moment = f.day("*", "Day the score or the reason was recorded.")
    completed_by: f.Text = f.code("", "SDQ_COMPLETED_BY", "Who filled it in: carer, teacher or self.")
    score: f.Whole = f.whole("", "Total difficulties score, 0 to 40 (SDQ_SCORE).", at_least=0, at_most=40)
    reason_not_completed: f.Text = f.code(
        "", "SDQ_REASON", "Why there is no score (SDQ_REASON), SDQ1 to SDQ5.", judged_on="recorded_date"
    )

    @pa.dataframe_check(name="score_or_reason")
    def _exactly_one_of_score_and_reason(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return frame["score"].notna() ^ frame["reason_not_completed"].notna()
