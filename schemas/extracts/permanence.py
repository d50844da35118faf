"""The ``permanence`` extract."""

from __future__ import annotations

from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell


class Permanence(Spell):
    """One row a plan for where a child will grow up, from its decision until it was dropped."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=19,
            key=("person_id", "plan", "decision_date"),
            words="Plans for permanence",
            serves="Adoption in time, plans to adulthood, and the plan in force behind other figures.",
            span=("decision_date", "end_date"),
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    plan: f.Text = f.code(
        "*",
        "PERMANENCE_PLAN",
        "adoption, sgo_cao, return_home, long_term_fostering, residential, supported_living or other.",
    )
    decision_date: f.Moment = f.day("*", "Day the plan was decided (DATE_PLACED, DATE_INT).")
    parallel: f.YesNo = f.yes_no("", "Whether it stands beside another plan that is tried first.")
    end_date: f.Moment = f.day("", "Day the plan was dropped (DATE_PLACED_CEASED).", ends=True)
    end_reason: f.Text = f.code(
        "", "REASON_PLACED_CEASED", "Why it was dropped (REASON_PLACED_CEASED): RD1 to RD4, achieved or changed."
    )
    placement_order_date: f.Moment = f.day("", "Day of the placement order, the court's leave to place for adoption.")
    match_date: f.Moment = f.day("", "Day the child was matched with adopters (DATE_MATCH).")
    placed_date: f.Moment = f.day("", "Day the child moved in with them; not DATE_PLACED, which is the decision.")
    foster_carer_adoption: f.YesNo = f.yes_no("", "Whether the child's foster carers adopt (FOSTER_CARE).")
    fostered_from_date: f.Moment = f.day("", "First day with those foster carers.")
    disrupted_date: f.Moment = f.day("", "Day the adoption placement broke down.")
