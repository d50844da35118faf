"""The ``workforce`` extract."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell, filled_when


class Workforce(Spell):
    """One row a stretch of time in which nothing about a post changed; holds no child."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=24,
            key=("post_id", "start_date"),
            words="Posts and who fills them",
            serves="Turnover, vacancies, agency staff, caseloads for each full-time worker.",
            span=("start_date", "end_date"),
        )

    post_id: f.Text = f.identifier("*", "The council's own number for the post.")
    start_date: f.Moment = f.day("*", "First day of the stretch.")
    end_date: f.Moment = f.day("", "Day the stretch ended; blank while it lasts.", ends=True)
    role: f.Text = f.code("*", "POST_ROLE", "social_worker, personal_adviser, iro, manager or other.")
    team: f.Text = f.text("", "Team the post belongs to.")
    fte: f.Decimal = f.decimal("*", "Share of full time, above 0 and up to 1.", above=0, at_most=1)
    filled_by: f.Text = f.code("*", "POST_FILLED_BY", "permanent, agency or vacant.")
    worker_id: f.Text = f.identifier("", "The worker in the post; must be filled unless it is vacant.")
    left_service: f.YesNo = f.yes_no("", "Whether the worker left the council on the last day.")

    @pa.dataframe_check(name="worker_missing")
    def _filled_post_has_a_worker(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return filled_when(frame, "worker_id", "filled_by", ("permanent", "agency"))
