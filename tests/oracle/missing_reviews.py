"""Missing and away episodes, return interviews and looked-after reviews: LAC-70 to LAC-86."""

from datetime import datetime, timedelta

from tests.oracle.council import Answer, Council
from tests.oracle.dates import Window
from tests.oracle.records import MissingEpisode, Moment, day_of

PARTICIPATION_RECORDED = ("PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7")
PARTICIPATED = ("PN1", "PN2", "PN3", "PN5", "PN6")


def _while_looked_after(council: Council, episode: MissingEpisode) -> bool:
    return council.care[episode.person_id].looked_after_on(day_of(episode.started_at))


def _starts(council: Council, person_id: str, kind: str, window: Window) -> int:
    """How many episodes of a type the person started in the window on a day looked after."""
    return sum(
        episode.episode_type == kind and day_of(episode.started_at) in window and _while_looked_after(council, episode)
        for episode in council.missing_episodes[person_id]
    )


def children_missing(council: Council, window: Window) -> Answer:
    """LAC-70, over LAC-03 of the same window."""
    answer = Answer()
    for person_id, history in council.care.items():
        if history.looked_after_during(window.first, window.last):
            answer.add(person_id, _starts(council, person_id, "M", window) >= 1)
    return answer


def missing_episodes(council: Council, window: Window) -> Answer:
    """LAC-71: one row per episode."""
    return _episodes(council, "M", window)


def away_episodes(council: Council, window: Window) -> Answer:
    """LAC-74: one row per episode."""
    return _episodes(council, "A", window)


def _episodes(council: Council, kind: str, window: Window) -> Answer:
    answer = Answer()
    for person_id in council.children:
        for _ in range(_starts(council, person_id, kind, window)):
            answer.add(person_id)
    return answer


def episodes_per_missing_child(council: Council, window: Window) -> Answer:
    """LAC-72: one row per child of LAC-70's numerator, its episodes as the amount."""
    answer = Answer()
    for person_id in council.children:
        starts = _starts(council, person_id, "M", window)
        if starts >= 1:
            answer.add(person_id, value=starts)
    return answer


def repeatedly_missing(council: Council, window: Window) -> Answer:
    """LAC-73."""
    answer = Answer()
    for person_id in council.children:
        starts = _starts(council, person_id, "M", window)
        if starts >= 1:
            answer.add(person_id, starts >= 2)
    return answer


def missing_on_the_last_day(council: Council, window: Window) -> Answer:
    """LAC-75."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        if any(
            episode.episode_type == "M"
            and day_of(episode.started_at) <= council.last_day
            and (episode.ended_at is None or day_of(episode.ended_at) > council.last_day)
            for episode in council.missing_episodes[person_id]
        ):
            answer.add(person_id)
    return answer


def _returns(council: Council, window: Window) -> list[MissingEpisode]:
    """The base of LAC-77 to LAC-79."""
    return [
        episode
        for episode in council.missing_episodes.rows
        if episode.episode_type == "M"
        and episode.ended_at is not None
        and day_of(episode.ended_at) in window
        and _while_looked_after(council, episode)
    ]


def interview_offered(council: Council, window: Window) -> Answer:
    """LAC-77."""
    answer = Answer()
    for episode in _returns(council, window):
        answer.add(episode.person_id, episode.interview_offered_date is not None)
    return answer


def interview_held(council: Council, window: Window) -> Answer:
    """LAC-78."""
    answer = Answer()
    for episode in _returns(council, window):
        answer.add(episode.person_id, episode.interview_held_at is not None)
    return answer


def within_72_hours(ended_at: Moment, held_at: Moment) -> bool:
    """Contract rule 3.18: clock times where both have one, otherwise three days by date."""
    if isinstance(ended_at, datetime) and isinstance(held_at, datetime):
        return held_at - ended_at <= timedelta(hours=72)
    return day_of(held_at) <= day_of(ended_at) + timedelta(days=3)


def interview_within_72_hours(council: Council, window: Window) -> Answer:
    """LAC-79."""
    answer = Answer()
    for episode in _returns(council, window):
        held_at, ended_at = episode.interview_held_at, episode.ended_at
        assert ended_at is not None
        answer.add(episode.person_id, held_at is not None and within_72_hours(ended_at, held_at))
    return answer


def reviews_on_time(council: Council, window: Window) -> Answer:
    """LAC-85; held without a date is unknown (contract rule 3.15)."""
    answer = Answer()
    for review in council.reviews.rows:
        due = review.due_date
        if due is None or due not in window or not council.care[review.person_id].looked_after_on(due):
            continue
        answer.add(review.person_id, review.held and review.held_date is not None and review.held_date <= due)
        if review.held and review.held_date is None:
            answer.unknown.append(review.person_id)
    return answer


def participation(council: Council, window: Window) -> Answer:
    """LAC-86: reviews that were held, not cancelled ones that carry a date."""
    answer = Answer()
    for review in council.reviews.rows:
        held = review.held_date
        if not review.held or held is None or held not in window:
            continue
        if review.participation_code not in PARTICIPATION_RECORDED:
            continue
        if council.care[review.person_id].looked_after_on(held):
            answer.add(review.person_id, review.participation_code in PARTICIPATED)
    return answer
