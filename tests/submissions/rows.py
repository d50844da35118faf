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
    "visits": {"person_id": "A1", "visit_date": "2017-06-01", "seen": "Y"},
    "education_terms": {
        "person_id": "A1",
        "term": "2016-17-3",
        "year_group": "7",
        "school_id": "S1",
        "sessions_possible": "100",
        "sessions_absent": "4",
    },
    "attainment": {"person_id": "A1", "academic_year": "2016-17", "measure": "A8", "result": "41.5"},
    "offending": {"person_id": "A1", "event_type": "yot", "start_date": "2017-06-01", "end_date": "2017-07-01"},
    "permanence": {
        "person_id": "A1",
        "plan": "adoption",
        "decision_date": "2017-06-01",
        "end_date": "2017-07-01",
        "end_reason": "RD1",
    },
    "placement_costs": {
        "person_id": "A1",
        "cost_category": "ifa",
        "start_date": "2017-06-01",
        "end_date": "2017-07-01",
        "weekly_cost": "791.50",
    },
    "placement_plan": {
        "quarter": "2017-18-Q4",
        "cost_category": "ifa",
        "planned_placements": "61.5",
        "planned_weekly_cost": "800",
    },
    "carers": {
        "household_id": "H1",
        "carer_type": "mainstream",
        "start_date": "2017-06-01",
        "end_date": "2017-07-01",
        "approved_date": "2016-06-01",
    },
    "providers": {
        "urn": "SC1",
        "record_type": "registration",
        "record_date": "2017-06-01",
        "end_date": "2017-07-01",
        "setting_type": "childrens_home",
        "in_house": "Y",
        "grade": "good",
    },
    "workforce": {
        "post_id": "P1",
        "start_date": "2017-06-01",
        "end_date": "2017-07-01",
        "role": "social_worker",
        "fte": "1",
        "filled_by": "permanent",
        "worker_id": "W1",
    },
    "training": {
        "attendee_id": "M1",
        "attendee_role": "member",
        "course": "corporate_parenting",
        "required_from_date": "2017-06-01",
        "required_to_date": "2017-07-01",
    },
    "actions": {"plan": "Strategy", "action_ref": "1", "recorded_date": "2017-06-01", "status": "in_progress"},
    "assurance": {"event_id": "E1", "event_type": "audit", "planned_date": "2017-06-01", "held_date": "2017-06-02"},
    "participation": {
        "record_id": "R1",
        "person_id": "A1",
        "activity": "advocacy",
        "start_date": "2017-06-01",
        "end_date": "2017-07-01",
    },
    "complaints": {
        "record_id": "R1",
        "kind": "complaint",
        "received_date": "2017-06-01",
        "made_by": "child",
        "person_id": "A1",
        "service": "looked_after",
    },
    "safeguarding": {
        "person_id": "A1",
        "event_type": "risk_meetings",
        "event_date": "2017-06-01",
        "end_date": "2017-07-01",
    },
    "housing": {"person_id": "A1", "event_type": "tenancy", "start_date": "2017-06-01", "end_date": "2017-07-01"},
    "referrals": {
        "person_id": "A1",
        "service": "CAMHS",
        "referred_date": "2017-06-01",
        "closed_date": "2017-07-01",
    },
    "needs": {"person_id": "A1", "need": "PARENT", "recorded_date": "2017-06-01", "present": "Y"},
    "benchmarks": {"indicator_id": "LAC-02", "area": "england", "period": "2016-17", "value": "62"},
}
STRETCHES = [(name, *extract.span) for name, extract in EXTRACTS.items() if extract.span]
ENDS = [(name, end) for name, _, end in STRETCHES]
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
    "registration_incomplete",
    "inspection_without_grade",
    "worker_missing",
    "planned_or_held",
    "person_missing",
    "answer_missing",
    "level_missing",
}


def about(checked: CheckedSubmission, extract: str) -> list[tuple[str, str | None]]:
    """Rule and column of each finding that speaks of single cells."""
    return [(rule, column) for rule, _, column in findings(checked, extract) if rule not in LONE]
