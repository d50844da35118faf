"""The ``actions`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class Actions(pa.DataFrameModel):
    """One row the state of one action of a plan as recorded on a day; holds no person."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=26,
            key=("plan", "action_ref", "recorded_date"),
            words="Actions of plans and strategies",
            serves="Actions by status, overdue actions, impact stated and computed.",
        )

    plan: f.Text = f.text("*", "The plan or strategy.")
    action_ref: f.Text = f.identifier("*", "Number of the action in the plan.")
    recorded_date: f.Moment = f.day("*", "Day this state was recorded.")
    recommendation: f.Text = f.text("", "Recommendation the action answers.")
    title: f.Text = f.text("", "What is to be done.")
    lead: f.Text = f.text("", "Who leads on it, by role.")
    start_date: f.Moment = f.day("", "Day the work began.", planned=True)
    due_date: f.Moment = f.day("", "Day by which it is to be complete.", planned=True)
    status: f.Text = f.code("*", "ACTION_STATUS", "not_started, in_progress or complete.")
    progress_rag: f.Text = f.code(
        "", "ACTION_PROGRESS_RAG", "Stated progress: red, amber, green, or blue for complete."
    )
    impact_rag: f.Text = f.code("", "ACTION_IMPACT_RAG", "Stated impact: red, amber or green.")
    linked_indicators: f.Text = f.text(
        "", "Measures that should move, separated by semicolons: LAC-40 or LAC-40@quarter."
    )
