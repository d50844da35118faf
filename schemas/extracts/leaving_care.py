"""The extracts about leaving care: roster, pathway plans, contacts, activity and accommodation."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas.extracts import fields as f
from schemas.extracts.checks import not_before


class CareLeaverRoster(pa.DataFrameModel):
    """One row a stretch of time during which a person is on the leaving-care roster in one category."""

    class Config(BaseConfig):
        """Names the columns that together name one row."""

        metadata = f.key("person_id", "start_date")

    person_id: f.Text = f.identifier("*", "The council's own number for the young person.")
    eligibility: f.Text = f.code(
        "*",
        "CARE_LEAVER_ELIGIBILITY",
        "Recorded category: eligible, relevant, former_relevant or qualifying.",
    )
    start_date: f.Moment = f.day("*", "First day in this category.")
    end_date: f.Moment = f.day("", "Last day in this category; blank while it lasts.", ends=True)
    closure_reason: f.Text = f.text("", "Why the case was closed, in the council's own words.")
    team: f.Text = f.text("", "Team responsible for the young person.")

    @pa.dataframe_check(name="end_before_start")
    def _ends_after_it_starts(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return not_before(frame, "end_date", "start_date")


class PathwayPlans(pa.DataFrameModel):
    """One row an event of pathway planning: needs assessment, plan or review."""

    class Config(BaseConfig):
        """Names the columns that together name one row."""

        metadata = f.key("person_id", "event_type", "event_date")

    person_id: f.Text = f.identifier("*", "The council's own number for the young person.")
    event_type: f.Text = f.code("*", "PATHWAY_EVENT", "needs_assessment, plan or review.")
    event_date: f.Moment = f.day("*", "Day of the event.")
    authorised: f.YesNo = f.yes_no("*", "Whether a manager has signed it off.")


class CareLeaverContacts(pa.DataFrameModel):
    """One row a contact, tried or made, with a young person."""

    class Config(BaseConfig):
        """Names the columns that together name one row."""

        metadata = f.key("person_id", "contact_date", "method", "two_way", "in_touch")

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


class EetStatus(pa.DataFrameModel):
    """One row a young person's main activity as recorded on a day."""

    class Config(BaseConfig):
        """Names the columns that together name one row."""

        metadata = f.key("person_id", "status_date")

    person_id: f.Text = f.identifier("*", "The council's own number for the young person.")
    status_date: f.Moment = f.day("*", "Day the activity was recorded.")
    activity_code: f.Text = f.code(
        "*",
        "OC3_ACTIV",
        "Main activity (ACTIV): F1 to F5 full time, P1 to P5 part time, G4 to G6 not in education, "
        "employment or training, 0 no information.",
        judged_on="status_date",
    )
    provider: f.Text = f.text("", "College, employer or training provider.")
    hours: f.Decimal = f.decimal("", "Hours a week.", at_least=0)


class Accommodation(pa.DataFrameModel):
    """One row where a young person lived as recorded on a day."""

    class Config(BaseConfig):
        """Names the columns that together name one row."""

        metadata = f.key("person_id", "status_date")

    person_id: f.Text = f.identifier("*", "The council's own number for the young person.")
    status_date: f.Moment = f.day("*", "Day the accommodation was recorded.")
    accommodation_code: f.Text = f.code(
        "*",
        "OC3_ACCOM",
        "Type of accommodation (ACCOM): a letter, alone or followed by 1 (suitable) or 2 (unsuitable); "
        "0 no information.",
        judged_on="status_date",
    )
    suitability: f.Text = f.code(
        "", "ACCOMMODATION_SUITABILITY", "1 suitable, 2 unsuitable; outweighs the code."
    )
    unsuitable_reason: f.Text = f.text("", "Why it is unsuitable, in the council's own words.")


class WorkerAllocations(pa.DataFrameModel):
    """One row a worker allocated to a person in one role."""

    class Config(BaseConfig):
        """Names the columns that together name one row."""

        metadata = f.key("person_id", "worker_id", "role", "start_date")

    person_id: f.Text = f.identifier("*", "The council's own number for the child or young person.")
    worker_id: f.Text = f.identifier("*", "The council's own number for the worker.")
    role: f.Text = f.code(
        "*", "WORKER_ROLE", "SW social worker, PA personal adviser or IRO reviewing officer."
    )
    start_date: f.Moment = f.day("*", "First day of the allocation.")
    end_date: f.Moment = f.day("", "Last day of the allocation; blank while it lasts.", ends=True)

    @pa.dataframe_check(name="end_before_start")
    def _ends_after_it_starts(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805
        return not_before(frame, "end_date", "start_date")
