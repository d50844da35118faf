"""The ``referrals`` extract."""

from __future__ import annotations

from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell


class Referrals(Spell):
    """One row a referral to a service and what came of it."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=32,
            key=("person_id", "service", "referred_date"),
            words="Referrals to mental health services",
            serves="Mental health services: seen and treated in time, caseload.",
            span=("referred_date", "closed_date"),
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    service: f.Text = f.code("*", "REFERRAL_SERVICE", "The service: CAMHS.")
    referred_date: f.Moment = f.day("*", "Day of the referral.")
    first_seen_date: f.Moment = f.day("", "Day the child was first seen.")
    treatment_date: f.Moment = f.day("", "Day treatment began.")
    closed_date: f.Moment = f.day("", "Day the referral was closed; blank while it is open.", ends=True)
