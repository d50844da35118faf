"""The ``providers`` extract."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell, filled_when


class Providers(Spell):
    """One row what is known of a home or agency: its registration, an inspection, a visit or a review; holds no person."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=23,
            key=("urn", "record_type", "record_date"),
            words="Homes and agencies in use",
            serves="Grades of homes, own places, visits and quality assurance.",
            span=("record_date", "end_date"),
        )

    urn: f.Text = f.identifier("*", "Ofsted unique reference number of the setting.")
    record_type: f.Text = f.code(
        "*", "PROVIDER_RECORD", "registration (in use by the council), inspection, visit or quality_assurance."
    )
    record_date: f.Moment = f.day("*", "Day of the event, or first day of the registration.")
    end_date: f.Moment = f.day("", "Last day of the registration; blank while it lasts.", ends=True)
    setting_type: f.Text = f.code("", "SETTING_TYPE", "Kind of setting; must be filled for a registration.")
    in_house: f.YesNo = f.yes_no("", "Whether the council runs it; must be filled for a registration.")
    places: f.Whole = f.whole("", "Places registered.")
    grade: f.Text = f.code("", "OFSTED_GRADE", "Overall grade; must be filled for an inspection.")

    @pa.dataframe_check(name="registration_incomplete")
    def _registration_is_whole(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        registered = ("registration",)
        return filled_when(frame, "setting_type", "record_type", registered) & filled_when(
            frame, "in_house", "record_type", registered
        )

    @pa.dataframe_check(name="inspection_without_grade")
    def _inspection_has_a_grade(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return filled_when(frame, "grade", "record_type", ("inspection",))
