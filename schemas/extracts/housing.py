"""The ``housing`` extract."""

from __future__ import annotations

from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell


class Housing(Spell):
    """One row an event about a young person's housing, or a stretch in a priority band or tenancy."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=31,
            key=("person_id", "event_type", "start_date"),
            words="Housing of care leavers",
            serves="Homelessness, priority bands, tenancies kept.",
            span=("start_date", "end_date"),
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the young person.")
    event_type: f.Text = f.code(
        "*",
        "HOUSING_EVENT",
        "homeless_presentation, intentionally_homeless, not_priority_need, priority_band or tenancy.",
    )
    start_date: f.Moment = f.day("*", "Day of the event, or first day in the band or tenancy.")
    end_date: f.Moment = f.day("", "Last day in the band or tenancy; blank while it lasts.", ends=True)
    end_reason: f.Text = f.code("", "HOUSING_END_REASON", "Why it ended: planned_move, eviction, abandoned or other.")
    jointly_agreed: f.YesNo = f.yes_no(
        "", "Whether the decision was agreed with children's services (intentionally_homeless, not_priority_need)."
    )
