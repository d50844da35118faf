"""The ``missing_episodes`` extract."""

from __future__ import annotations

from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell


class MissingEpisodes(Spell):
    """One row a time a child was missing from care or away without authorisation (SSDA903 Missing)."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=6,
            key=("person_id", "episode_type", "started_at", "ended_at"),
            words="Times children were missing or away",
            serves="Times missing, and return interviews.",
            span=("started_at", "ended_at"),
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    episode_type: f.Text = f.code(
        "*", "MISSING_TYPE", "M missing or A away without authorisation (MISSING).", judged_on="started_at"
    )
    started_at: f.Moment = f.moment("*", "When the child went missing (MIS_START), with the time where it is known.")
    ended_at: f.Moment = f.moment(
        "",
        "When the child returned (MIS_END), with the time where it is known; blank while missing.",
        ends=True,
    )
    interview_offered_date: f.Moment = f.day("", "Day an independent return interview was offered.")
    interview_declined: f.YesNo = f.yes_no("", "Whether the child declined the return interview.")
    interview_held_at: f.Moment = f.moment("", "When the return interview took place, with the time where it is known.")
    interviewer_independent: f.YesNo = f.yes_no("", "Whether somebody independent held the return interview.")
