"""The ``assurance`` extract."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class Assurance(pa.DataFrameModel):
    """One row a panel meeting, forum, workshop, report or audit, planned or held."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=27,
            key=("event_id",),
            words="Panel meetings, audits and reports",
            serves="Panel meetings, audits and what they found.",
        )

    event_id: f.Text = f.identifier("*", "The council's own number for the event.")
    event_type: f.Text = f.code(
        "*", "ASSURANCE_EVENT", "panel_meeting, forum, workshop, annual_report, audit or feedback_week."
    )
    planned_date: f.Moment = f.day("", "Day it is planned for; one of the two days must be filled.", planned=True)
    held_date: f.Moment = f.day("", "Day it was held; one of the two days must be filled.")
    person_id: f.Text = f.identifier("", "The child whose case was audited, where it was one child's.")
    grade: f.Text = f.code("", "OFSTED_GRADE", "Grade the audit gave.")
    safe: f.YesNo = f.yes_no("", "Whether the audit found the child safe.")
    members: f.Whole = f.whole("", "Members of the panel who came.")
    young_people: f.Whole = f.whole("", "Young people who came.")

    @pa.dataframe_check(name="planned_or_held")
    def _planned_or_held(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return frame["planned_date"].notna() | frame["held_date"].notna()
