"""The ``care_leaver_contacts`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class CareLeaverContacts(pa.DataFrameModel):
    """One row a contact, tried or made, with a young person."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=10,
            key=("person_id", "contact_date", "method", "two_way", "in_touch"),
            words="Contacts with care leavers",
            serves="Contact with care leavers, and the birthday cohorts.",
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the young person.")
    contact_date: f.Moment = f.day("*", "Day of the contact.")
    method: f.Text = f.code("*", "CONTACT_METHOD", "visit, phone, text, video, email, letter or other.")
    two_way: f.YesNo = f.yes_no("*", "Whether the young person answered: a message left is not two-way.")
    in_touch: f.Text = f.code(
        "",
        "OC3_IN_TOUCH",
        "In-touch status recorded with the contact (IN_TOUCH): YES, NO, REFU, NREQ, DIED or RHOM.",
        judged_on="contact_date",
    )
    support_given: f.YesNo = f.yes_no("", "Whether support was asked for and given (ages 22 to 25).")
