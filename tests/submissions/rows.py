"""Sound rows of every extract, and what a check said about single cells."""

from __future__ import annotations

from schemas.extracts import EXTRACTS
from submissions.validate import CheckedSubmission
from tests.submissions.folder import Folder, findings

#: A sound row of each extract, by column.
SOUND: dict[str, dict[str, str]] = {
    "children": {"person_id": "A2", "date_of_birth": "2004-01-01", "sex": "M", "ethnicity": "WBRI"},
    "care_episodes": {
        "person_id": "A1",
        "episode_start": "2016-02-03",
        "reason_new_episode": "S",
        "legal_status": "C2",
        "category_of_need": "N1",
        "placement_type": "U6",
        "placement_provider": "PR1",
        "episode_end": "2017-02-03",
        "reason_episode_ceased": "E4A",
    },
    "health_assessments": {
        "person_id": "A1",
        "assessment_type": "IHA",
        "status": "completed",
        "completed_date": "2016-03-01",
    },
    "health_checks": {"person_id": "A1", "check_type": "DENTAL", "check_date": "2017-06-01", "outcome": "Y"},
    "sdqs": {"person_id": "A1", "recorded_date": "2017-06-01", "score": "12"},
    "missing_episodes": {
        "person_id": "A1",
        "episode_type": "M",
        "started_at": "2017-06-01",
        "ended_at": "2017-06-02",
    },
    "reviews": {"person_id": "A1", "held_date": "2017-06-01", "due_date": "2017-06-02"},
    "care_leaver_roster": {
        "person_id": "A1",
        "eligibility": "relevant",
        "start_date": "2017-06-01",
        "end_date": "2017-07-01",
    },
    "pathway_plans": {"person_id": "A1", "event_type": "plan", "event_date": "2017-06-01", "authorised": "Y"},
    "care_leaver_contacts": {"person_id": "A1", "contact_date": "2017-06-01", "method": "visit", "two_way": "Y"},
    "eet_status": {"person_id": "A1", "status_date": "2017-06-01", "activity_code": "F1"},
    "accommodation": {"person_id": "A1", "status_date": "2017-06-01", "accommodation_code": "B"},
    "worker_allocations": {
        "person_id": "A1",
        "worker_id": "W1",
        "role": "PA",
        "start_date": "2017-06-01",
        "end_date": "2017-07-01",
    },
    "commentary": {"indicator_id": "LAC-40", "why": "because"},
}
ENDS = [
    ("care_episodes", "episode_end"),
    ("missing_episodes", "ended_at"),
    ("care_leaver_roster", "end_date"),
    ("worker_allocations", "end_date"),
]
STRETCHES = [
    ("care_episodes", "episode_start", "episode_end"),
    ("missing_episodes", "started_at", "ended_at"),
    ("care_leaver_roster", "start_date", "end_date"),
    ("worker_allocations", "start_date", "end_date"),
]
MARKED = [(e.name, c.name, c.mark, c.kind) for e in EXTRACTS.values() for c in e.columns]


def write(folder: Folder, extract: str, *rows: dict[str, str]) -> None:
    """An extract of some rows, beside the child A1 where it is another extract."""
    if extract != "children":
        folder.child()
    header = list(dict.fromkeys(name for row in rows for name in row))
    folder.csv(extract, ",".join(header), *(",".join(row.get(name, "") for name in header) for row in rows))


#: Findings a lone row of one extract brings with it, whatever its cells.
LONE = {
    "required_extract_absent",
    "roster_without_care",
    "score_or_reason",
    "completed_without_date",
    "held_without_date",
    "end_without_reason",
    "reason_without_end",
}


def about(checked: CheckedSubmission, extract: str) -> list[tuple[str, str | None]]:
    """Rule and column of each finding that speaks of single cells."""
    return [(rule, column) for rule, _, column in findings(checked, extract) if rule not in LONE]
