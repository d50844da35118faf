"""The ``education_terms`` extract."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import BLAMES


class EducationTerms(pa.DataFrameModel):
    """One row a child's term of school, nursery or college."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=16,
            key=("person_id", "term"),
            words="School terms",
            serves="School: moves, plans, attendance, suspensions, early-years places, offers in year 11.",
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    term: f.Text = f.period("*", "term", "Term: 2017-18-1 autumn, -2 spring, -3 summer.")
    year_group: f.Text = f.code(
        "*", "YEAR_GROUP", "National curriculum year: EY before Reception, R, 1 to 13, 14 for later years."
    )
    school_id: f.Text = f.identifier("°", "The school or setting at the end of the term.")
    phase_transfer: f.YesNo = f.yes_no(
        "", "Whether the move into this school was the normal transfer from one phase to the next."
    )
    sessions_possible: f.Whole = f.whole("", "Half days the child could have attended in the term.")
    sessions_absent: f.Whole = f.whole("", "Half days absent, with or without leave.", not_above="sessions_possible")
    suspensions: f.Whole = f.whole("", "Suspensions (fixed-period exclusions) that began in the term.")
    sessions_suspended: f.Whole = f.whole("", "Half days lost to suspension in the term.")
    permanently_excluded: f.YesNo = f.yes_no("", "Whether the child was permanently excluded in the term.")
    alternative_provision: f.YesNo = f.yes_no("", "Whether the child was taught in alternative provision.")
    place_taken: f.YesNo = f.yes_no("", "Whether the early-years place was taken up (year EY).")
    pep_date: f.Moment = f.day("", "Day of the personal education plan of the term.")
    pep_quality: f.Text = f.code("", "PEP_QUALITY", "Quality of that plan: good, improve or poor.")
    offer: f.YesNo = f.yes_no("", "Year 11: whether the young person has a guaranteed offer for September.")

    @pa.dataframe_check(name=f"{BLAMES}sessions_absent")
    def _absent_within_possible(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return ~(frame["sessions_absent"] > frame["sessions_possible"]).fillna(False).astype(bool)
