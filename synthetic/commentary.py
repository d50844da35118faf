"""A first draft of the managers' commentary: plain sentences, no counts, job titles instead of names."""

from __future__ import annotations

from datetime import timedelta

from warehouse.calendar import Quarter, add_months

from .records import Cells

_ROWS: tuple[tuple[str, str, str, str, str, int], ...] = (
    (
        "LAC-40",
        "More first health checks are done in time than a year ago, though not yet all of them.",
        "Late notice from social care to the health team is still the main cause – not a lack of appointments.",
        "Send the notice on the day a child comes into care and report every late one to the head of service.",
        "Designated nurse for children in care",
        3,
    ),
    (
        "LAC-43",
        "Most yearly and half-yearly health checks are up to date.",
        "Older teenagers turn down the offer most often, and checks far from home take longer to arrange.",
        "Offer teenagers a choice of place and person, and book far-away checks two months ahead.",
        "Named nurse for children in care",
        3,
    ),
    (
        "LAC-60",
        "A third of the children who should have a wellbeing questionnaire do not have one for the year.",
        "Carers say they are not told what the answers are used for.",
        "Ask for the questionnaire before each health check and show carers what changed because of it.",
        "Fostering team manager",
        6,
    ),
    (
        "LAC-30",
        "Few children have had to move home often in the year.",
        "Meetings held early, when a home is under strain, keep more children where they are.",
        "Hold the same meetings for children who live with agency carers.",
        "Service manager, children in care",
        6,
    ),
    (
        "LAC-78",
        "Too many children are not spoken to after they have been missing.",
        "Interviews are arranged late when a child lives outside the county.",
        "Agree with neighbouring councils who will see the child within three days.",
        "Missing and exploitation coordinator",
        3,
    ),
    (
        "CL-12",
        "More care leavers are learning or working than a year ago, but fewer than across England.",
        "There is little work experience on offer and no shared route into council apprenticeships.",
        "Guarantee an interview to care leavers who meet the need of the post.",
        "Head of the virtual school",
        9,
    ),
    (
        "CL-07",
        "For one in five young people we cannot say where they live.",
        "Addresses are checked at the birthday only when an adviser has met the young person.",
        "Check every address at least twice a year and record the answer on the same day.",
        "16+ team manager",
        3,
    ),
    (
        "CL-21-LEFT",
        "Most care leavers have a plan; too many plans have not been looked at for six months.",
        "Advisers hold more young people than planned for while posts are vacant.",
        "Fill the vacant posts and bring overdue plans to supervision every month.",
        "Service manager, leaving care",
        6,
    ),
)


def rows(quarter: Quarter) -> list[Cells]:
    """The commentary of a quarter, one row for each indicator spoken of; dates follow the end of the quarter."""
    return [
        {
            "indicator_id": indicator,
            "what_it_shows": shows,
            "why": why,
            "action": action,
            "lead": lead,
            "by_when": add_months(quarter.ends + timedelta(days=1), months) - timedelta(days=1),
        }
        for indicator, shows, why, action, lead, months in _ROWS
    ]
