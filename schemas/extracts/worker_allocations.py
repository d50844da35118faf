"""The ``worker_allocations`` extract."""

from __future__ import annotations

from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell


class WorkerAllocations(Spell):
    """One row a worker allocated to a person in one role."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=13,
            key=("person_id", "worker_id", "role", "start_date"),
            words="Social workers and personal advisers",
            serves="Who works with whom, changes of worker, caseloads.",
            span=("start_date", "end_date"),
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child or young person.")
    worker_id: f.Text = f.identifier("*", "The council's own number for the worker.")
    role: f.Text = f.code("*", "WORKER_ROLE", "SW social worker, PA personal adviser or IRO reviewing officer.")
    start_date: f.Moment = f.day("*", "First day of the allocation.")
    end_date: f.Moment = f.day("", "Last day of the allocation; blank while it lasts.", ends=True)
