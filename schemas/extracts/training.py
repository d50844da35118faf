"""The ``training`` extract."""

from __future__ import annotations

from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell


class Training(Spell):
    """One row a course that somebody in office or in post has to take; holds no child."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=25,
            key=("attendee_id", "course", "required_from_date"),
            words="Training",
            serves="Members and others trained as corporate parents.",
            span=("required_from_date", "required_to_date"),
        )

    attendee_id: f.Text = f.identifier("*", "The council's own number for the member, officer or carer.")
    attendee_role: f.Text = f.code("*", "TRAINEE_ROLE", "In which role the course has to be taken.")
    course: f.Text = f.code("*", "TRAINING_COURSE", "The course.")
    required_from_date: f.Moment = f.day("*", "First day in office or in post.")
    required_to_date: f.Moment = f.day(
        "", "Last day in office or in post; blank while it lasts.", ends=True, planned=True
    )
    completed_date: f.Moment = f.day("", "Day the course was completed.")
