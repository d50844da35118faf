"""Care histories: periods of care, legal changes and episodes as SSDA903 records them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import profile
from .chance import Chance
from .life import Life
from .people import Episode, Period, Person
from .placements import LEG, MOVE, SAME_CARER, HomeFinder, Step

#: Mean and spread in days of a stay that ends by a court order, and the shortest one.
_ORDERED = {"adoption": (770, 170, 330), "guardian": (480, 190, 150), "arrangements": (380, 180, 100)}
_AT_EIGHTEEN = {"E5": 0.40, "E6": 0.08, "E17": 0.22, "E4A": 0.10, "E13": 0.05, "E7": 0.05, "E8": 0.08, "E9": 0.02}
_OTHERWISE = {"E8": 0.35, "E3": 0.10, "E5": 0.30, "E9": 0.15, "E13": 0.10}
_GUARDIAN_CODES_SPLIT = date(2018, 4, 1)
_GUARDIAN_CODES = {
    False: {"E43": 0.6, "E44": 0.4},
    True: {"E45": 0.5, "E46": 0.12, "E47": 0.3, "E48": 0.08},
}
_ORDER_CODES = {"adoption": {"E12": 0.75, "E11": 0.25}, "arrangements": {"E41": 1.0}}
#: Legal status on the first day, by route; other routes by age.
_OPENING = {
    "adoption": {"C1": 0.55, "V2": 0.25, "L2": 0.2},
    "home": {"V2": 0.70, "C1": 0.15, "L2": 0.06, "L1": 0.09},
}
#: Share of voluntary stays that go to court (under 10 for a stay until 18).
_INTO_COURT = {"adoption": 1.0, "guardian": 0.8, "arrangements": 0.4, "stay": 0.72}

Legal = list[tuple[date, str]]


@dataclass(frozen=True, slots=True)
class _Stay:
    """A period of care as it will have been: its route, its end and the part of it before the horizon (``fill``)."""

    start: date
    end: date
    fill: date
    route: str
    ceased: str


def history(finder: HomeFinder, start: date, horizon: date) -> list[Period]:
    """Every period of care of a person from the first start to the horizon, none open past 18."""
    chance, person = finder.chance, finder.person
    periods: list[Period] = []
    while start <= horizon and (person.eighteen - start).days > 10:
        stay = _stay(chance, person, start, horizon)
        period = _period(finder, stay, is_over=stay.end <= horizon)
        periods.append(period)
        went_home = period.ceased in {"E4A", "E4B", "E13"}
        if period.end is None or not went_home or not chance.yes(profile.RETURN_SHARE):
            break
        start = period.end + timedelta(days=chance.waiting(profile.RETURN_DAYS, 3))
    return periods


def _stay(chance: Chance, person: Person, start: date, horizon: date) -> _Stay:
    route = _route(chance, person, start)
    end, ceased = _ending(chance, person, start, route)
    return _Stay(start, end, min(end, horizon + timedelta(days=1)), route, ceased)


def _period(finder: HomeFinder, stay: _Stay, *, is_over: bool) -> Period:
    legal = _legal(finder.chance, finder.person, stay)
    if legal[-1][1] == "E1" and stay.route == "adoption":
        steps = _towards_adoption(finder, stay, order=legal[-1][0])
    elif stay.route == "remand":
        first = finder.chance.pick({"K1": 0.3, "R5": 0.3, "K2": 0.4})
        steps = [Step(stay.start, finder.settle(first), MOVE, None)]
    else:
        first = finder.suitable_type(stay.start)
        # Nobody starts in a home meant to last, nor with the parents.
        first = {"P1": "U6", "S1": "U6", "U4": "U6", "U1": "U3"}.get(first, first)
        steps = finder.path(stay.start, stay.fill, first)
    episodes = _episodes(stay.start, legal, steps)
    if not is_over:
        return Period(stay.start, None, None, episodes)
    episodes[-1].end, episodes[-1].ceased = stay.end, stay.ceased
    return Period(stay.start, stay.end, stay.ceased, episodes)


def _route(chance: Chance, person: Person, start: date) -> str:
    """What becomes of a stay that starts now."""
    if person.is_unaccompanied:
        return "stay" if chance.yes(0.9) else "other"
    age = min(person.age(start), 17)
    if age >= 12 and chance.yes(0.03):
        return "remand"
    route = chance.pick(profile.for_age(profile.ROUTES, age))
    return "home" if route == "stay" and chance.by_level(profile.WENT_HOME_INSTEAD, start) else route


def _ending(chance: Chance, person: Person, start: date, route: str) -> tuple[date, str]:
    """The day a stay ends, the 18th birthday at the latest, and the SSDA903 reason."""
    ceased = "E8"
    if route == "home":
        days = chance.whole(*chance.pick({(2, 28): 0.28, (29, 200): 0.40, (201, 900): 0.32}))
        ceased = chance.pick({"E4A": 0.62, "E4B": 0.26, "E13": 0.12})
    elif route in _ORDERED:
        days = chance.around(*_ORDERED[route])
        is_split = start + timedelta(days=days) >= _GUARDIAN_CODES_SPLIT
        ceased = chance.pick(_GUARDIAN_CODES[is_split] if route == "guardian" else _ORDER_CODES[route])
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


def _legal(chance: Chance, person: Person, stay: _Stay) -> Legal:
    """Legal statuses by the day they begin, all within the part of the stay to fill."""
    age, route, day = person.age(stay.start), stay.route, stay.start
    if person.is_unaccompanied:
        return [(day, "V2")]
    if route == "remand":
        return [(day, "J1")]
    opening = {"V2": 0.42 if age < 10 else 0.66, "C1": 0.36, "L2": 0.07, "L1": 0.08}
    status = chance.pick(_OPENING.get(route, opening))
    legal: Legal = [(day, status)]
    if status in {"L1", "L2"}:  # police protection lasts three days at most, an emergency order eight
        day += timedelta(days=chance.whole(1, 3) if status == "L1" else chance.whole(4, 8))
        status = "C1" if status == "L2" or route != "home" else "V2"
        legal.append((day, status))
    into_court = _INTO_COURT.get(route, 0.08) if route != "stay" or age < 10 else 0.45
    if status == "V2" and age < 16 and chance.yes(into_court):
        day += timedelta(days=chance.whole(20, 90) if route == "adoption" else chance.waiting(230, 15))
        status = "C1"
        legal.append((day, status))
    if status == "C1":
        day += timedelta(days=chance.around(215, 55, 60))
        if route == "adoption":
            legal.append((min(day, stay.end - timedelta(days=200)), "E1"))
        elif route in {"stay", "other"} or (stay.end - day).days > 60:
            legal.append((day, "C2"))
    return [(day, status) for n, (day, status) in enumerate(legal) if n == 0 or stay.start < day < stay.fill]


def _towards_adoption(finder: HomeFinder, stay: _Stay, *, order: date) -> list[Step]:
    """Foster care until the match, then the adoptive placement: often new carers, now and then the same ones."""
    chance = finder.chance
    placed = max(order + timedelta(days=20), stay.end - timedelta(days=chance.around(240, 70, 80)))
    same = chance.yes(0.14)
    steps = finder.path(stay.start, min(placed, stay.fill), "U5" if same else "U6")
    if placed >= stay.fill:
        return steps
    before = steps[-1].placement
    if same and before.type[0] == "U":
        return [*steps, Step(placed, replace(before, type="A5"), SAME_CARER, None)]
    return [*steps, Step(placed, finder.settle("A6"), MOVE, "CARPL")]


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
                placement_id=home.id,
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
