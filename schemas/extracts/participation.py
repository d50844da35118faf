"""The ``participation`` extract."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell, filled_when
from schemas.codes import code_set

_SURVEYS = tuple(code for code, family in code_set("PARTICIPATION").group.items() if family == "survey")


class Participation(Spell):
    """One row a thing a child or young person took part in, was given, or answered."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=28,
            key=("record_id",),
            words="Taking part",
            serves="Children in care council, advocacy, visitors, surveys, work experience.",
            span=("start_date", "end_date"),
        )

    record_id: f.Text = f.identifier("*", "The council's own number for the record.")
    person_id: f.Text = f.identifier(
        "°", "The council's own number for the child or young person; blank only for an answer to a survey."
    )
    activity: f.Text = f.code("*", "PARTICIPATION", "What it was: an event, a survey's answer, or support that lasts.")
    start_date: f.Moment = f.day("*", "Day of the event or answer, or first day of the support.")
    end_date: f.Moment = f.day("", "Last day of support that lasts; blank while it does.", ends=True)
    answer: f.YesNo = f.yes_no("", "The answer; must be filled for a survey.")

    @pa.dataframe_check(name="person_missing")
    def _somebody_took_part(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return frame["person_id"].notna() | frame["activity"].isna() | frame["activity"].isin(_SURVEYS)

    @pa.dataframe_check(name="answer_missing")
    def _survey_has_an_answer(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return filled_when(frame, "answer", "activity", _SURVEYS)
