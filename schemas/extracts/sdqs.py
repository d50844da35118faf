"""The ``sdqs`` extract."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class Sdqs(pa.DataFrameModel):
    """One row a Strengths and Difficulties Questionnaire, or the reason there is none."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=5,
            key=("person_id", "recorded_date", "completed_by"),
            words="Strengths and difficulties questionnaires",
            serves="Emotional health: scores and why there is none.",
        )

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
