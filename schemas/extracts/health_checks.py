"""The ``health_checks`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class HealthChecks(pa.DataFrameModel):
    """One row a health check or health fact of a child on a day."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=4,
            key=("person_id", "check_type", "check_date"),
            words="Dental, immunisation and other health checks",
            serves="Teeth, immunisations, development, substance misuse, health passports.",
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    check_type: f.Text = f.code(
        "*",
        "HEALTH_CHECK_TYPE",
        "What was checked: DENTAL, IMMUNISATION, DEVELOPMENT, GP, SUBSTANCE, SUBSTANCE_OFFERED, "
        "SUBSTANCE_RECEIVED, PASSPORT, DELAY or CAMHS_NEED.",
        judged_on="check_date",
    )
    check_date: f.Moment = f.day("*", "Day of the check, or the day the fact was recorded.")
    outcome: f.YesNo = f.yes_no(
        "*",
        "Yes when seen (DENTAL), up to date (IMMUNISATION, DEVELOPMENT), registered (GP), problem identified "
        "(SUBSTANCE), help offered or received, health passport issued (PASSPORT), developmental delay identified "
        "(DELAY), need for CAMHS identified (CAMHS_NEED).",
    )
