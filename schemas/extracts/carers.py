"""The ``carers`` extract."""

from __future__ import annotations

from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell


class Carers(Spell):
    """One row a stretch of time in which nothing about a fostering or adopting household changed; holds no child."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=22,
            key=("household_id", "start_date"),
            words="Foster carers and adopters",
            serves="Fostering households, vacancies, growth, adopters waiting.",
            span=("start_date", "end_date"),
        )

    household_id: f.Text = f.identifier("*", "The council's own number for the household.")
    carer_type: f.Text = f.code("*", "CARER_TYPE", "What the household is approved as.")
    start_date: f.Moment = f.day("*", "First day of the stretch.")
    end_date: f.Moment = f.day("", "Day the stretch ended; blank while it lasts.", ends=True)
    approved_date: f.Moment = f.day("*", "Day the household was approved.")
    places: f.Whole = f.whole("", "Children it is approved for.")
    vacancies: f.Whole = f.whole("", "Places free and usable.")
    on_hold: f.Whole = f.whole("", "Places free that cannot be used for now.")
    ethnicity: f.Text = f.code("", "ETHNICITY", "Ethnic background of the main carer.")
    matched_date: f.Moment = f.day("", "Adopters: day they were matched with a child.")
