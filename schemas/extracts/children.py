"""The ``children`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class Children(pa.DataFrameModel):
    """One row a child or young person known to the service, whether still looked after or not."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=1,
            key=("person_id",),
            words="Children and young people",
            serves="Who is counted; no figure can be made without it.",
            is_required=True,
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child; the same in every extract.")
    date_of_birth: f.Moment = f.day("*", "Date of birth.")
    sex: f.Text = f.code("°", "SEX", "Sex as recorded: M, F or U (unknown); 1 and 2 are read as M and F.")
    ethnicity: f.Text = f.code("°", "ETHNICITY", "Ethnic background, as coded in the SSDA903 return.")
    upn: f.Text = f.identifier("", "Unique pupil number.")
    disability_codes: f.Text = f.code_list(
        "",
        "DISABILITY",
        "Every disability recorded, separated by semicolons; NONE when asked and there is none.",
    )
    uasc: f.YesNo = f.yes_no("", "Whether the child is or was an unaccompanied asylum-seeking child.")
    uasc_end_date: f.Moment = f.day("", "Day the status of unaccompanied asylum-seeking child ended.")
    parent: f.YesNo = f.yes_no("", "Whether the young person is a parent.")
    team: f.Text = f.text("", "Team responsible for the child.")
    sibling_group: f.Text = f.identifier("", "The same for brothers and sisters who should live together.")
    previous_permanence: f.Text = f.code(
        "", "PREV_PERM", "Permanent home before this time in care (PREV_PERM): P1 to P4, Z1 for none."
    )
    previous_permanence_date: f.Moment = f.day("", "Day of the order that gave it (DATE_PERM).")
