"""The ``offending`` extract."""

from __future__ import annotations

from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell


class Offending(Spell):
    """One row a conviction or caution, or a stretch with the youth offending team."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=18,
            key=("person_id", "event_type", "start_date"),
            words="Convictions, cautions and youth offending team",
            serves="Offending, and work of the youth offending team.",
            span=("start_date", "end_date"),
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    event_type: f.Text = f.code(
        "*", "OFFENDING_EVENT", "conviction, youth_caution, youth_conditional_caution, or yot: open to the team."
    )
    start_date: f.Moment = f.day("*", "Day of the outcome, or first day with the youth offending team.")
    end_date: f.Moment = f.day("", "Last day with the youth offending team; blank while it lasts.", ends=True)
