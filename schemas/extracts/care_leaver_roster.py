"""The ``care_leaver_roster`` extract."""

from __future__ import annotations

from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell


class CareLeaverRoster(Spell):
    """One row a stretch of time during which a person is on the leaving-care roster in one category."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=8,
            key=("person_id", "start_date"),
            words="Young people with leaving care support",
            serves="Everything about young people open to leaving care.",
            span=("start_date", "end_date"),
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the young person.")
    eligibility: f.Text = f.code(
        "*",
        "CARE_LEAVER_ELIGIBILITY",
        "Recorded category: eligible, relevant, former_relevant or qualifying.",
    )
    start_date: f.Moment = f.day("*", "First day in this category.")
    end_date: f.Moment = f.day("", "Last day in this category; blank while it lasts.", ends=True)
    closure_reason: f.Text = f.text("", "Why the case was closed, in the council's own words.")
    team: f.Text = f.text("", "Team responsible for the young person.")
