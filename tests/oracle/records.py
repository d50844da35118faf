"""One typed dataclass per extract of the data contract, section 2, and the reading of plain dictionaries.

A row of an extract arrives as a dictionary of contract column names and Python values. Missing keys, None
and empty text are all missing. Yes/no columns are booleans. A moment is a ``datetime`` when it has a time of
day and a ``date`` when it has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Row = Mapping[str, Any]
Moment = date | datetime


@dataclass(frozen=True)
class Child:
    """One person."""

    person_id: str
    date_of_birth: date
    sex: str | None
    ethnicity: str | None
    disability_codes: str | None
    uasc: bool | None
    uasc_end_date: date | None


@dataclass(frozen=True)
class Episode:
    """One episode of care."""

    person_id: str
    start: date
    end: date | None
    reason_new_episode: str
    legal_status: str
    placement_type: str
    placement_provider: str | None
    urn: str | None
    reason_ceased: str | None
    reason_placement_change: str | None
    distance_miles: float | None
    placement_authority: str | None

    def open_on(self, day: date) -> bool:
        """Contract rule 3.5: begun by the day and not ended by it."""
        return self.start <= day and (self.end is None or self.end > day)


@dataclass(frozen=True)
class HealthAssessment:
    """One health assessment, done or not."""

    person_id: str
    assessment_type: str
    status: str
    appointment_date: date | None
    completed_date: date | None


@dataclass(frozen=True)
class HealthCheck:
    """One health check with a yes or no outcome."""

    person_id: str
    check_type: str
    check_date: date
    outcome: bool


@dataclass(frozen=True)
class Sdq:
    """One strengths and difficulties questionnaire; ``row`` is its place in the file."""

    person_id: str
    row: int
    recorded_date: date
    completed_by: str | None
    score: int | None


@dataclass(frozen=True)
class MissingEpisode:
    """One episode missing (M) or away without authorisation (A)."""

    person_id: str
    episode_type: str
    started_at: Moment
    ended_at: Moment | None
    interview_offered_date: date | None
    interview_held_at: Moment | None


@dataclass(frozen=True)
class Review:
    """One looked-after review; a blank status was held."""

    person_id: str
    due_date: date | None
    held_date: date | None
    held: bool
    participation_code: str | None


@dataclass(frozen=True)
class RosterSpell:
    """One spell on the leaving-care roster."""

    person_id: str
    eligibility: str
    start: date
    end: date | None


@dataclass(frozen=True)
class PlanEvent:
    """One pathway plan event."""

    person_id: str
    event_type: str
    event_date: date
    authorised: bool


@dataclass(frozen=True)
class Contact:
    """One contact with a care leaver; ``row`` is its place in the file."""

    person_id: str
    row: int
    contact_date: date
    method: str
    two_way: bool
    in_touch: str | None


@dataclass(frozen=True)
class Activity:
    """What a care leaver was doing from a date."""

    person_id: str
    status_date: date
    code: str


@dataclass(frozen=True)
class Accommodation:
    """Where a care leaver was living from a date."""

    person_id: str
    status_date: date
    code: str
    suitability: str | None


@dataclass(frozen=True)
class Allocation:
    """One worker allocated to one person."""

    person_id: str
    worker_id: str
    role: str
    start: date
    end: date | None


def _value(row: Row, name: str) -> Any:
    value = row.get(name)
    return None if value is None or value == "" else value


def _text(row: Row, name: str) -> str | None:
    value = _value(row, name)
    return None if value is None else str(value)


def _day(row: Row, name: str) -> date | None:
    value = _value(row, name)
    return None if value is None else day_of(value)


def _required(row: Row, name: str) -> Any:
    value = _value(row, name)
    if value is None:
        raise ValueError(f"The oracle was given a row without its required {name}")
    return value


def day_of(moment: Moment) -> date:
    """The calendar day of a moment, with or without a time of day."""
    return moment.date() if isinstance(moment, datetime) else moment


def has_time(moment: Moment) -> bool:
    """Whether a moment carries a time of day (midnight included)."""
    return isinstance(moment, datetime)


def read_child(row: Row) -> Child:
    """One row of ``children``."""
    return Child(
        person_id=_required(row, "person_id"),
        date_of_birth=day_of(_required(row, "date_of_birth")),
        sex=_text(row, "sex"),
        ethnicity=_text(row, "ethnicity"),
        disability_codes=_text(row, "disability_codes"),
        uasc=_value(row, "uasc"),
        uasc_end_date=_day(row, "uasc_end_date"),
    )


def read_episode(row: Row) -> Episode:
    """One row of ``care_episodes``."""
    return Episode(
        person_id=_required(row, "person_id"),
        start=day_of(_required(row, "episode_start")),
        end=_day(row, "episode_end"),
        reason_new_episode=_required(row, "reason_new_episode"),
        legal_status=_required(row, "legal_status"),
        placement_type=_required(row, "placement_type"),
        placement_provider=_text(row, "placement_provider"),
        urn=_text(row, "urn"),
        reason_ceased=_text(row, "reason_episode_ceased"),
        reason_placement_change=_text(row, "reason_placement_change"),
        distance_miles=_value(row, "placement_distance_miles"),
        placement_authority=_text(row, "placement_authority"),
    )


def read_health_assessment(row: Row) -> HealthAssessment:
    """One row of ``health_assessments``."""
    return HealthAssessment(
        person_id=_required(row, "person_id"),
        assessment_type=_required(row, "assessment_type"),
        status=_required(row, "status"),
        appointment_date=_day(row, "appointment_date"),
        completed_date=_day(row, "completed_date"),
    )


def read_health_check(row: Row) -> HealthCheck:
    """One row of ``health_checks``."""
    return HealthCheck(
        person_id=_required(row, "person_id"),
        check_type=_required(row, "check_type"),
        check_date=day_of(_required(row, "check_date")),
        outcome=_required(row, "outcome"),
    )


def read_sdq(row: Row, position: int) -> Sdq:
    """One row of ``sdqs``, at a place in its file."""
    return Sdq(
        person_id=_required(row, "person_id"),
        row=position,
        recorded_date=day_of(_required(row, "recorded_date")),
        completed_by=_text(row, "completed_by"),
        score=_value(row, "score"),
    )


def read_missing_episode(row: Row) -> MissingEpisode:
    """One row of ``missing_episodes``."""
    return MissingEpisode(
        person_id=_required(row, "person_id"),
        episode_type=_required(row, "episode_type"),
        started_at=_required(row, "started_at"),
        ended_at=_value(row, "ended_at"),
        interview_offered_date=_day(row, "interview_offered_date"),
        interview_held_at=_value(row, "interview_held_at"),
    )


def read_review(row: Row) -> Review:
    """One row of ``reviews``."""
    return Review(
        person_id=_required(row, "person_id"),
        due_date=_day(row, "due_date"),
        held_date=_day(row, "held_date"),
        held=_text(row, "status") in (None, "held"),
        participation_code=_text(row, "participation_code"),
    )


def read_roster_spell(row: Row) -> RosterSpell:
    """One row of ``care_leaver_roster``."""
    return RosterSpell(
        person_id=_required(row, "person_id"),
        eligibility=_required(row, "eligibility"),
        start=day_of(_required(row, "start_date")),
        end=_day(row, "end_date"),
    )


def read_plan_event(row: Row) -> PlanEvent:
    """One row of ``pathway_plans``."""
    return PlanEvent(
        person_id=_required(row, "person_id"),
        event_type=_required(row, "event_type"),
        event_date=day_of(_required(row, "event_date")),
        authorised=_required(row, "authorised"),
    )


def read_contact(row: Row, position: int) -> Contact:
    """One row of ``care_leaver_contacts``, at a place in its file."""
    return Contact(
        person_id=_required(row, "person_id"),
        row=position,
        contact_date=day_of(_required(row, "contact_date")),
        method=_required(row, "method"),
        two_way=_required(row, "two_way"),
        in_touch=_text(row, "in_touch"),
    )


def read_activity(row: Row) -> Activity:
    """One row of ``eet_status``."""
    return Activity(
        person_id=_required(row, "person_id"),
        status_date=day_of(_required(row, "status_date")),
        code=str(_required(row, "activity_code")),
    )


def read_accommodation(row: Row) -> Accommodation:
    """One row of ``accommodation``."""
    return Accommodation(
        person_id=_required(row, "person_id"),
        status_date=day_of(_required(row, "status_date")),
        code=str(_required(row, "accommodation_code")),
        suitability=_text(row, "suitability"),
    )


def read_allocation(row: Row) -> Allocation:
    """One row of ``worker_allocations``."""
    return Allocation(
        person_id=_required(row, "person_id"),
        worker_id=_required(row, "worker_id"),
        role=_required(row, "role"),
        start=day_of(_required(row, "start_date")),
        end=_day(row, "end_date"),
    )
