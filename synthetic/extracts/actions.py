"""The tracker of the corporate parenting strategy: its actions as recorded at the end of each quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from warehouse.calendar import add_months

from ..records import Entry
from ..town import Town, entry

_PLAN = "Corporate Parenting Strategy"
#: Recommendation, action, lead, linked measures.
_ACTIONS = (
    ("Health", "Send the notice of a new child in care to the health team the same day", "Designated nurse", "LAC-40@quarter"),
    ("Health", "Book review health checks two months ahead", "Named nurse", "LAC-43; LAC-46"),
    ("Health", "Agree a place at the dentist for every child who moves", "Designated nurse", "LAC-47"),
    ("Health", "Ask for the wellbeing questionnaire before each health check", "Fostering manager", "LAC-60; LAC-61"),
    ("Health", "Give every young person a health passport before 18", "Designated nurse", "CL-34@ytd"),
    ("Homes", "Recruit ten fostering households a year", "Fostering manager", "SUF-09; SUF-10@r12"),
    ("Homes", "Hold a meeting when a home is under strain", "Service manager, children in care", "LAC-30; LAC-32"),
    ("Homes", "Place brothers and sisters together", "Fostering manager", "SUF-12"),
    ("Homes", "Use good and outstanding homes only", "Commissioning manager", "SUF-13"),
    ("Homes", "Bring children back from homes far away", "Commissioning manager", "LAC-38; LAC-38-OUT"),
    ("Homes", "Keep the cost of placements within the plan", "Finance manager", "SUF-14@quarter; SUF-30@quarter"),
    ("School", "Hold a plan for school every term", "Head of the virtual school", "LAC-95"),
    ("School", "Follow up every absence with the carer", "Head of the virtual school", "LAC-96; LAC-97"),
    ("School", "Guarantee an offer to everybody in year 11", "Head of the virtual school", "LAC-101"),
    ("Safety", "Offer every return interview within a day", "Missing and exploitation coordinator", "LAC-78@ytd; LAC-79@ytd"),
    ("Safety", "Have a safety plan for every child at risk of exploitation", "Service manager, safeguarding", "LAC-80-PLAN"),
    ("Voice", "Open the children in care council to younger children", "Participation officer", "LAC-90"),
    ("Voice", "Offer every child an advocate", "Participation officer", "LAC-91-ADV@r12"),
    ("Leaving care", "Write every pathway plan before 16 and 3 months", "Leaving care manager", "CL-21-LAC; CL-23@ytd"),
    ("Leaving care", "Check every address at the birthday", "Leaving care manager", "CL-05@r12; CL-07@r12"),
    ("Leaving care", "Keep apprenticeships of the council for care leavers", "Head of human resources", "CL-16-N; CL-16-C"),
    ("Leaving care", "End the use of bed and breakfast", "Housing manager", "CL-10-BB@quarter"),
    ("Leaving care", "Find every young person who is not learning or working a mentor", "Leaving care manager", "CL-12; CL-13"),
    ("People", "Train every member as a corporate parent", "Democratic services manager", "ACT-04"),
    ("People", "Fill every social worker's post with permanent staff", "Principal social worker", "ACT-07@r12; ACT-07-P"),
    ("People", "Present an annual report to the council", "Director of children's services", ""),
)  # fmt: skip


def council(town: Town) -> Iterator[Entry]:
    """The state of each action after each quarter since the strategy began, two years before the newest one's end."""
    chance = town.chance("actions")
    begins = add_months(town.newest.ends, -24)
    for n, (recommendation, title, lead, links) in enumerate(_ACTIONS, start=1):
        start = begins + timedelta(days=chance.whole(0, 200))
        due = start + timedelta(days=chance.whole(200, 800))
        done = due + timedelta(days=chance.whole(-120, 90)) if chance.yes(0.7) else None
        for quarter in town.quarters(7):
            recorded = quarter.ends + timedelta(days=5)
            if recorded > town.horizon:
                continue
            complete = done is not None and done <= recorded
            status = "complete" if complete else "not_started" if recorded < start else "in_progress"
            late = recorded > due
            progress = "blue" if complete else "red" if late else chance.pick({"green": 0.75, "amber": 0.25})
            impact = chance.pick({"green": 0.5, "amber": 0.4, "red": 0.1}) if complete and chance.yes(0.6) else None
            yield entry(
                "actions", recorded, plan=_PLAN, action_ref=str(n), recorded_date=recorded, recommendation=recommendation,
                title=title, lead=lead, start_date=start, due_date=due, status=status,
                progress_rag=None if chance.yes(0.04) else progress, impact_rag=impact, linked_indicators=links or None,
            )  # fmt: skip
