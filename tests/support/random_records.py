"""Nasty records of everything but care: each maker gives the rows of one extract for one person."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from tests.oracle.dates import add_months, add_working_days, birthday
from tests.support.random_dice import Dice, Row

ACTIVITIES = ("F1", "F2", "F3", "F4", "F5", "P1", "P2", "P3", "P4", "P5", "G4", "G5", "G6", "G4", "G5", "0")
ACCOMMODATION_LETTERS = "BCDEGHKRSTUVWXXXYZ"
IN_TOUCH = (None, None, "YES", "YES", "YES", "NO", "NO", "REFU", "NREQ", "DIED", "RHOM")


def _starts(episodes: list[Row]) -> list[date]:
    return [row["episode_start"] for row in episodes] or [date(2016, 2, 29)]


def _health_assessments(dice: Dice, born: date, episodes: list[Row]) -> list[Row]:
    rows = []
    for start in _starts(episodes):
        due = add_working_days(start, 20)
        fifth = birthday(born, 5)
        for _ in dice.some(2):
            year_old = add_months(dice.quarter.last, -12)
            half_year_old = add_months(dice.quarter.last, -6)
            day = dice.day(add_months(start, -3), due, due, fifth, year_old, half_year_old)
            if dice.chance(0.3) and abs((dice.quarter.last - fifth).days) < 400:
                day = fifth + timedelta(days=dice.choice((-1, 0, 0)))
            elif dice.chance(0.15):
                day = year_old  # so that the next falls due on D
            status = dice.choice(("completed", "completed", "completed", "refused", "planned", "did_not_attend"))
            rows.append(
                {
                    "assessment_type": dice.choice(("IHA", "RHA")),
                    "status": status,
                    "appointment_date": dice.choice((None, day, dice.day())),
                    "completed_date": day if status == "completed" or dice.chance(0.1) else None,
                }
            )
    return rows


def _health_checks(dice: Dice, born: date, episodes: list[Row]) -> list[Row]:
    kinds = ("DENTAL", "IMMUNISATION", "DEVELOPMENT", "GP", "SUBSTANCE", "SUBSTANCE_OFFERED")
    return [
        {"check_type": dice.choice(kinds), "check_date": dice.day(), "outcome": dice.chance(0.6)} for _ in dice.some(8)
    ]


def _sdqs(dice: Dice, born: date, episodes: list[Row]) -> list[Row]:
    rows = []
    for _ in dice.some(2):
        day = dice.day(add_months(dice.quarter.last, -12))
        for who in dice.sample((None, "carer", "teacher", "self"), dice.randint(1, 3)):
            scored = dice.chance(0.75)
            rows.append(
                {
                    "recorded_date": day,
                    "completed_by": who,
                    "score": dice.choice((0, 13, 16, 17, 18, 40)) if scored else None,
                    "reason_not_completed": None if scored else dice.choice(("SDQ1", "SDQ2", "SDQ4")),
                }
            )
    return rows


# --- missing and reviews ---------------------------------------------------------------------------------


def _edges_of_care(dice: Dice, episodes: list[Row]) -> list[date]:
    ends = [row["episode_end"] for row in episodes if row["episode_end"] is not None]
    return [*_starts(episodes), *ends]


def _missing_episodes(dice: Dice, born: date, episodes: list[Row]) -> list[Row]:
    rows = []
    for _ in dice.some(4):
        day = dice.day(*_edges_of_care(dice, episodes))
        started_at = dice.moment(day)
        ended_at: date | datetime | None = None
        if dice.chance(0.85):
            # never the same day: which of a day and a time on it comes first would be a matter of opinion
            ended_at = dice.moment(dice.choice((day + timedelta(days=1), day + timedelta(days=9))))
            if dice.chance(0.3) and dice.quarter.last > day:
                ended_at = dice.moment(dice.quarter.last)
        rows.append(
            {
                "episode_type": dice.choice("MMMA"),
                "started_at": started_at,
                "ended_at": ended_at,
                "interview_offered_date": dice.choice((None, day)),
                "interview_declined": dice.choice((None, False, True)),
                "interview_held_at": _interview(dice, ended_at),
            }
        )
    return rows


def _interview(dice: Dice, ended_at: date | datetime | None) -> date | datetime | None:
    """Held 72 hours after the return, a minute either side of it, by date alone, before it, or not at all."""
    if dice.chance(0.25):
        return None
    if ended_at is None:
        return dice.moment(dice.day())
    if isinstance(ended_at, datetime):
        if dice.chance(0.5):
            return ended_at + timedelta(hours=72, minutes=dice.choice((-1, 0, 1)))
        return dice.moment(ended_at.date() + timedelta(days=dice.choice((-1, 2, 3, 4))))
    return dice.moment(ended_at + timedelta(days=dice.choice((-1, 2, 3, 4))))


def _reviews(dice: Dice, born: date, episodes: list[Row]) -> list[Row]:
    rows = []
    for _ in dice.some(4):
        due = dice.day(*_edges_of_care(dice, episodes))
        held = dice.choice((None, due, due + timedelta(days=1), due - timedelta(days=1), dice.day()))
        rows.append(
            {
                "due_date": due if dice.chance(0.85) else None,
                "held_date": held,
                "status": dice.choice((None, "held", "held", "cancelled")),
                "participation_code": dice.choice((None, *(f"PN{n}" for n in range(8)))),
            }
        )
    return rows


# --- care leavers ----------------------------------------------------------------------------------------


def _status_days(dice: Dice, born: date, most: int) -> list[date]:
    """Days around a birthday: level on either side of it, and at both ends of what counts."""
    centre = dice.birthday_this_year(born)
    apart = timedelta(days=dice.choice((1, 7, 28)))
    pool = [
        centre,
        centre - apart,
        centre + apart,
        add_months(centre, -3),
        add_months(centre, -3) - timedelta(days=1),
        add_months(centre, 1),
        add_months(centre, 1) + timedelta(days=1),
    ]
    return [dice.choice(pool) if dice.chance(0.75) else dice.day() for _ in dice.some(most)]


def _roster(dice: Dice, born: date, episodes: list[Row]) -> list[Row]:
    rows = []
    for _ in dice.some(3):
        start = dice.day()
        ends = [None, None, start, dice.quarter.last, dice.quarter.last + timedelta(days=1)]
        end = dice.choice(ends)
        rows.append(
            {
                "eligibility": dice.choice(("eligible", "relevant", "former_relevant", "qualifying")),
                "start_date": start,
                "end_date": end if end is None or end >= start else None,
            }
        )
    return rows


def _plans(dice: Dice, born: date, episodes: list[Row]) -> list[Row]:
    last = dice.quarter.last
    return [
        {
            "event_type": dice.choice(("needs_assessment", "plan", "plan", "plan", "review", "review")),
            "event_date": dice.day(birthday(born, 16), add_months(last, -6), last),
            "authorised": dice.chance(0.75),
        }
        for _ in dice.some(5)
    ]


def _contacts(dice: Dice, born: date, episodes: list[Row]) -> list[Row]:
    rows = []
    for day in [*_status_days(dice, born, 6), *(dice.day(add_months(dice.quarter.last, -2)) for _ in "ab")]:
        for _ in range(dice.choice((1, 1, 2))):
            rows.append(
                {
                    "contact_date": day,
                    "method": dice.choice(("visit", "visit", "phone", "letter")),
                    "two_way": dice.chance(0.7),
                    "in_touch": dice.choice(IN_TOUCH),
                }
            )
    return rows


def _activities(dice: Dice, born: date, episodes: list[Row]) -> list[Row]:
    return [{"status_date": day, "activity_code": dice.choice(ACTIVITIES)} for day in _status_days(dice, born, 5)]


def _accommodation(dice: Dice, born: date, episodes: list[Row]) -> list[Row]:
    rows = []
    for day in _status_days(dice, born, 5):
        code = dice.choice(ACCOMMODATION_LETTERS) + dice.choice(("", "", "1", "2"))
        rows.append(
            {
                "status_date": day,
                "accommodation_code": "0" if dice.chance(0.1) else code,
                "suitability": dice.choice((None, None, "1", "2")),
                "unsuitable_reason": None,
            }
        )
    return rows


def _allocations(dice: Dice, born: date, episodes: list[Row]) -> list[Row]:
    rows = []
    for _ in dice.some(3):
        start = dice.day()
        end = dice.choice((None, None, dice.quarter.last, dice.quarter.last + timedelta(days=1)))
        rows.append(
            {
                "worker_id": dice.choice(("W1", "W2", "W3", "W4")),
                "role": dice.choice(("PA", "PA", "PA", "SW", "IRO")),
                "start_date": start,
                "end_date": end if end is None or end >= start else None,
            }
        )
    return rows


Maker = Callable[[Dice, date, list[Row]], list[Row]]

FOR_EVERYONE: dict[str, Maker] = {
    "health_assessments": _health_assessments,
    "health_checks": _health_checks,
    "sdqs": _sdqs,
    "missing_episodes": _missing_episodes,
    "reviews": _reviews,
}
FOR_THE_OLDER: dict[str, Maker] = {
    "care_leaver_roster": _roster,
    "pathway_plans": _plans,
    "care_leaver_contacts": _contacts,
    "eet_status": _activities,
    "accommodation": _accommodation,
    "worker_allocations": _allocations,
}
