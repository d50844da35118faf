"""The ``commentary`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class Commentary(pa.DataFrameModel):
    """One row what the service says to the panel about one indicator; holds no person."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=14,
            key=("indicator_id",),
            words="Commentary",
            serves="The service's words beside the figures; figures need none of it.",
        )

    indicator_id: f.Text = f.identifier("*", "The indicator spoken of, such as LAC-40.")
    what_it_shows: f.Text = f.text("", "What the figures show.")
    why: f.Text = f.text("", "Why they are as they are.")
    action: f.Text = f.text("", "What the service is doing about it.")
    lead: f.Text = f.text("", "Who leads on it, by role.")
    by_when: f.Text = f.text("", "By when it will be done, in words or as a date.")
    ask: f.Text = f.text("", "What the panel is asked.")
    progress: f.Text = f.text("", "What became of the action promised the quarter before.")
