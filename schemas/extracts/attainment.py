"""The ``attainment`` extract."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import BLAMES
from schemas.codes import code_set


class Attainment(pa.DataFrameModel):
    """One row a child's result in one national measure of one academic year."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=17,
            key=("person_id", "academic_year", "measure"),
            words="School results",
            serves="Attainment, and the gap to other children.",
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    academic_year: f.Text = f.period("*", "academic_year", "Academic year of the result, such as 2016-17.")
    measure: f.Text = f.code(
        "*",
        "ATTAINMENT_MEASURE",
        "What was measured, from GLD (early years) to P8 (Progress 8).",
        judged_on="academic_year",
    )
    result: f.Decimal = f.decimal(
        "*",
        "Reached (1) or not (0) for measures that are percentages; points for A8 and P8, which may be negative.",
        allowed="0 or 1, or for A8 and P8 the points",
    )
    in_area: f.YesNo = f.yes_no("", "Whether the school is in the council's area.")

    @pa.dataframe_check(name=f"{BLAMES}result")
    def _reached_or_not(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        is_share = frame["measure"].map(code_set("ATTAINMENT_MEASURE").group).eq("percentage")
        return ~(is_share & frame["result"].notna() & ~frame["result"].isin([0, 1]))
