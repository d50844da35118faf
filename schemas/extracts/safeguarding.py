"""The ``safeguarding`` extract."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell, filled_when


class Safeguarding(Spell):
    """One row a strategy discussion, enquiry or assessment of risk, or a stretch of risk meetings."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=30,
            key=("person_id", "event_type", "event_date"),
            words="Child protection and exploitation",
            serves="Risk of exploitation, strategy discussions, section 47 enquiries, risk meetings.",
            span=("event_date", "end_date"),
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child or young person.")
    event_type: f.Text = f.code(
        "*", "SAFEGUARDING_EVENT", "strategy_discussion, section_47, cse_assessment, cce_assessment or risk_meetings."
    )
    event_date: f.Moment = f.day("*", "Day of the event, or first day of the risk meetings.")
    end_date: f.Moment = f.day("", "Last day of the risk meetings; blank while they last.", ends=True)
    level: f.Text = f.code("", "RISK_LEVEL", "Risk found: none, low, medium or high; must be filled for an assessment.")
    plan: f.YesNo = f.yes_no("", "Whether a safety plan is in place.")

    @pa.dataframe_check(name="level_missing")
    def _assessment_has_a_level(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return filled_when(frame, "level", "event_type", ("cse_assessment", "cce_assessment"))
