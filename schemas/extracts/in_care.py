"""The extracts about life in care: ``missing_episodes`` and ``reviews``."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas.extracts import fields as f
from schemas.extracts.checks import not_before


class MissingEpisodes(pa.DataFrameModel):
    """One row a time a child was missing from care or away without authorisation (SSDA903 Missing)."""

    class Config(BaseConfig):
        """Names the columns that together name one row."""

        metadata = f.key("person_id", "episode_type", "started_at", "ended_at")

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    episode_type: f.Text = f.code(
        "*", "MISSING_TYPE", "M missing or A away without authorisation (MISSING).", judged_on="started_at"
    )
    started_at: f.Moment = f.moment(
        "*", "When the child went missing (MIS_START), with the time where it is known."
    )
    ended_at: f.Moment = f.moment(
        "",
        "When the child returned (MIS_END), with the time where it is known; blank while missing.",
        ends=True,
    )
    interview_offered_date: f.Moment = f.day("", "Day an independent return interview was offered.")
    interview_declined: f.YesNo = f.yes_no("", "Whether the child declined the return interview.")
    interview_held_at: f.Moment = f.moment(
        "", "When the return interview took place, with the time where it is known."
    )

    @pa.dataframe_check(name="end_before_start")
    def _ends_after_it_starts(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return not_before(frame, "ended_at", "started_at")


class Reviews(pa.DataFrameModel):
    """One row a review of a child's care plan, due or held (SSDA903 Reviews)."""

    class Config(BaseConfig):
        """Names the columns that together name one row."""

        metadata = f.key("person_id", "held_date", "due_date")

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
