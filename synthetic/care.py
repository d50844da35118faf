"""Care histories: periods of care, legal changes and episodes as SSDA903 records them."""

from __future__ import annotations

from datetime import date, timedelta

from . import profile
from .chance import Chance
from .life import Life
from .people import Episode, Period, Person, Placement
from .placements import LEG, MOVE, SAME_CARER, Step, choose_type, path, settle

#: Mean and spread in days of a stay that ends by a court order, and the shortest one.
_ORDERED = {"adoption": (770, 170, 330), "guardian": (480, 190, 150), "arrangements": (380, 180, 100)}
_AT_EIGHTEEN = {"E5": 0.40, "E6": 0.08, "E17": 0.22, "E4A": 0.10, "E13": 0.05, "E7": 0.05, "E8": 0.08, "E9": 0.02}
_OTHERWISE = {"E8": 0.35, "E3": 0.10, "E5": 0.30, "E9": 0.15, "E13": 0.10}
_GUARDIAN_CODES_SPLIT = date(2018, 4, 1)

Legal = list[tuple[date, str]]


def history(chance: Chance, person: Person, start: date, horizon: date, home_authority: str) -> list[Period]:
    """Every period of care of a person from the first start to the horizon, none open past 18."""
    periods: list[Period] = []
    while start <= horizon and (person.eighteen - start).days > 10:
        period = _period(chance, person, start, horizon, home_authority)
        periods.append(period)
        went_home = period.ceased in {"E4A", "E4B", "E13"}
        if period.end is None or not went_home or not chance.yes(profile.RETURN_SHARE):
            break
        start = period.end + timedelta(days=chance.waiting(profile.RETURN_DAYS, 3))
    return periods


def _period(chance: Chance, person: Person, start: date, horizon: date, home_authority: str) -> Period:
    route = _route(chance, person, start)
    end, ceased = _ending(chance, person, start, route)
    fill = min(end, horizon + timedelta(days=1))
    legal = _legal(chance, person, start, fill, end, route)
    if legal[-1][1] == "E1" and route == "adoption":
        steps = _towards_adoption(chance, person, start, fill, end, legal[-1][0], home_authority)
    elif route == "remand":
        first = chance.pick({"K1": 0.3, "R5": 0.3, "K2": 0.4})
        steps = [Step(start, settle(chance, first, home_authority), MOVE, None)]
    else:
        first = choose_type(chance, person, start)
        if first in {"P1", "S1", "U4", "U1"}:  # nobody starts in a long-term home
            first = "U6" if first[0] != "U" else {"U4": "U6", "U1": "U3"}[first]
        steps = path(chance, person, start, fill, first, home_authority)
    episodes = _episodes(start, legal, steps)
    is_over = end <= horizon
    episodes[-1].end, episodes[-1].ceased = (end, ceased) if is_over else (None, None)
    return Period(start, end if is_over else None, ceased if is_over else None, episodes)


def _route(chance: Chance, person: Person, start: date) -> str:
    """What becomes of a stay that starts now."""
    if person.is_unaccompanied:
        return "stay" if chance.yes(0.9) else "other"
    age = min(person.age(start), 17)
    if age >= 12 and chance.yes(0.03):
        return "remand"
    route = chance.pick(next(table for (low, high), table in profile.ROUTES.items() if low <= age < high))
    return "home" if route == "stay" and chance.by_level(profile.WENT_HOME_INSTEAD, start) else route


def _ending(chance: Chance, person: Person, start: date, route: str) -> tuple[date, str]:
    """The day a stay ends, the 18th birthday at the latest, and the SSDA903 reason."""
    ceased = "E8"
    if route == "home":
        days = chance.whole(*chance.pick({(2, 28): 0.28, (29, 200): 0.40, (201, 900): 0.32}))
        ceased = chance.pick({"E4A": 0.62, "E4B": 0.26, "E13": 0.12})
    elif route in _ORDERED:
        days = chance.around(*_ORDERED[route])
        if route == "adoption":
            ceased = chance.pick({"E12": 0.75, "E11": 0.25})
        elif route == "arrangements":
            ceased = "E41"
        elif start + timedelta(days=days) < _GUARDIAN_CODES_SPLIT:
            ceased = chance.pick({"E43": 0.6, "E44": 0.4})
        else:
            ceased = chance.pick({"E45": 0.5, "E46": 0.12, "E47": 0.3, "E48": 0.08})
    elif route == "remand":
        days, ceased = chance.whole(12, 110), chance.pick({"E14": 0.7, "E9": 0.3})
    elif route == "other":
        days = chance.waiting(280, 20)
        ceased = "E15" if person.is_unaccompanied and chance.yes(0.6) else chance.pick(_OTHERWISE)
        if ceased in {"E5", "E9"} and person.age(start + timedelta(days=days)) < 16:
            ceased = "E8"
    else:
        return person.eighteen, chance.pick(_AT_EIGHTEEN)
    end = start + timedelta(days=days)
    return (end, ceased) if end < person.eighteen else (person.eighteen, chance.pick(_AT_EIGHTEEN))


def _legal(chance: Chance, person: Person, start: date, fill: date, end: date, route: str) -> Legal:
    """Legal statuses by the day they begin, all before ``fill``; ``end`` is when the stay will be over."""
    age = person.age(start)
    if person.is_unaccompanied:
        return [(start, "V2")]
    if route == "remand":
        return [(start, "J1")]
    if route == "adoption":
        opening = {"C1": 0.55, "V2": 0.25, "L2": 0.2}
    elif route == "home":
        opening = {"V2": 0.70, "C1": 0.15, "L2": 0.06, "L1": 0.09}
    else:
        opening = {"V2": 0.42 if age < 10 else 0.66, "C1": 0.36, "L2": 0.07, "L1": 0.08}
    status = chance.pick(opening)
    legal: Legal = [(start, status)]
    day = start
    if status in {"L1", "L2"}:
        day += timedelta(days=chance.whole(1, 3) if status == "L1" else chance.whole(4, 8))
        status = "C1" if status == "L2" or route != "home" else "V2"
        legal.append((day, status))
    into_court = {"adoption": 1.0, "guardian": 0.8, "arrangements": 0.4, "stay": 0.72 if age < 10 else 0.45}
    if status == "V2":
        if age < 16 and chance.yes(into_court.get(route, 0.08)):
            day += timedelta(days=chance.whole(20, 90) if route == "adoption" else chance.waiting(230, 15))
            legal.append((day, "C1"))
            status = "C1"
    if status == "C1":
        day += timedelta(days=chance.around(215, 55, 60))
        if route == "adoption":
            legal.append((min(day, end - timedelta(days=200)), "E1"))
        elif route in {"stay", "other"} or (end - day).days > 60:
            legal.append((day, "C2"))
    return [(day, status) for n, (day, status) in enumerate(legal) if n == 0 or start < day < fill]


def _towards_adoption(
    chance: Chance, person: Person, start: date, fill: date, end: date, order: date, home_authority: str
) -> list[Step]:
    """Foster care until the match, then the adoptive placement: often new carers, now and then the same ones."""
    placed = max(order + timedelta(days=20), end - timedelta(days=chance.around(240, 70, 80)))
    same = chance.yes(0.14)
    steps = path(chance, person, start, min(placed, fill), "U5" if same else "U6", home_authority)
    if placed >= fill:
        return steps
    before = steps[-1].placement
    if same and before.type[0] == "U":
        home = Placement("A5", before.provider, before.distance, before.authority, before.urn)
        return [*steps, Step(placed, home, SAME_CARER, None)]
    return [*steps, Step(placed, settle(chance, "A6", home_authority), MOVE, "CARPL")]


def _episodes(start: date, legal: Legal, steps: list[Step]) -> list[Episode]:
    """Join legal and placement changes into episodes: one for every day on which either changed."""
    statuses, moves = dict(legal), {step.day: step for step in steps}
    episodes: list[Episode] = []
    status, step = legal[0][1], steps[0]
    for day in sorted(statuses.keys() | moves.keys()):
        new_status = day in statuses and statuses[day] != status
        new_step = day in moves and day != start
        status, step = statuses.get(day, status), moves.get(day, step)
        if day == start:
            reason = "S"
        elif new_step:
            same_carer = step.kind == SAME_CARER
            reason = ("U" if same_carer else "B") if new_status else ("T" if same_carer else "P")
        elif new_status:
            reason = "L"
        else:
            continue
        if episodes:
            last = episodes[-1]
            last.end, last.ceased = day, "X1"
            last.change = step.reason if new_step and step.kind in {MOVE, LEG} else None
        episodes.append(Episode(day, reason, status, step.placement))
    return episodes


def first_recorded(chance: Chance, person: Person) -> date:
    """The day the person's first episode reached the case system."""
    return chance.recorded(person.periods[0].start)


def record(life: Life) -> None:
    """Put the episodes of a person on file; an end and the episode after it are recorded together."""
    chance, person, file = life.chance, life.person, life.file
    known = file.opened
    for period in person.periods:
        known = max(known, chance.recorded(period.start)) if period is not person.periods[0] else known
        for episode in period.episodes:
            home = episode.placement
            entry = file.add(
                "care_episodes",
                known,
                episode_start=episode.start,
                reason_new_episode=episode.reason,
                legal_status=episode.legal,
                category_of_need=person.need,
                placement_type=home.type,
                placement_provider=home.provider,
                episode_end=None,
                placement_distance_miles=home.distance,
                placement_authority=home.authority,
                urn=home.urn,
            )
            if entry is None or episode.end is None:
                continue
            known = max(known, chance.recorded(episode.end))
            entry.add(
                known,
                episode_end=episode.end,
                reason_episode_ceased=episode.ceased,
                reason_placement_change=episode.change,
            )


def record_short_breaks(life: Life, start: date) -> None:
    """Put the short breaks of a disabled child who lives at home on file: an agreement (V4) or single stays (V3)."""
    chance, horizon = life.chance, life.horizon
    over = min(start + timedelta(days=chance.whole(300, 1400)), life.person.eighteen)
    if chance.yes(0.6):
        _short_break(life, start, over, ("V4", "U6"))
        return
    day = start
    while day < min(over, horizon) - timedelta(days=3):
        back = day + timedelta(days=chance.whole(1, 3))
        _short_break(life, day, back, ("V3", chance.pick({"U6": 0.7, "K2": 0.3})))
        day = back + timedelta(days=chance.whole(20, 40))


def _short_break(life: Life, start: date, end: date, legal_and_type: tuple[str, str]) -> None:
    legal, type_ = legal_and_type
    entry = life.put(
        "care_episodes", start, episode_start=start, reason_new_episode="S", legal_status=legal,
        category_of_need="N2", placement_type=type_, placement_provider="PR1", episode_end=None,
    )  # fmt: skip
    if entry is not None and end <= life.horizon:
        entry.add(life.chance.recorded(end), episode_end=end, reason_episode_ceased="E4A")
