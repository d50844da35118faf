"""What placements and packages cost a week: by kind of home, raised every April, with packages after an order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from .. import profile
from ..chance import Chance
from ..life import Life
from ..people import Person, Placement
from ..records import Cells, Entry
from ..spoiling import Spoil
from ..town import Town

_GUARDIANS = frozenset({"E43", "E44", "E45", "E46", "E47", "E48"})
_BOUGHT = frozenset({"ifa", "agency_residential", "external_supported"})


def category(home: Placement, is_unaccompanied: bool) -> str | None:
    """Cost category of a placement, ``None`` where nothing is paid for it."""
    own = home.provider == "PR1"
    kind = home.type
    if kind[0] == "U":
        return "kinship" if kind in {"U1", "U2", "U3"} else "own_fostering" if own else "ifa"
    if kind in {"H5", "K3"}:
        return "own_supported" if own else "uasc" if is_unaccompanied else "external_supported"
    fixed = {"K1": "secure", "K2": "own_residential" if own else "agency_residential", "S1": "residential_school",
             "P2": "supported_lodgings"}  # fmt: skip
    return fixed.get(kind, None if kind[0] in "APTZ" else "other_placement")


def record(life: Life, town: Town) -> None:
    """Put the costs of a person's placements and packages on file."""
    for first, until, home in _stays(life):
        kind = category(home, life.person.is_unaccompanied)
        if kind is not None:
            _stretches(life, town, kind, first, until)
    _packages(life, town)
    _after_eighteen(life, town)


def _stays(life: Life) -> Iterator[tuple[date, date | None, Placement]]:
    """First day, end and home of every placement; a temporary leg is paid as the placement it interrupts."""
    for period in life.person.periods:
        first, home = period.start, None
        for episode in period.episodes:
            if episode.placement.is_temporary or episode.placement.id == (home and home.id):
                continue
            if home is not None:
                yield first, episode.start, home
            first, home = episode.start, episode.placement
        if home is not None:
            yield first, period.end, home


def _stretches(life: Life, town: Town, kind: str, first: date, until: date | None) -> None:
    """One row from each April on, for prices change then."""
    chance, horizon = life.chance, life.horizon
    factor = max(0.35, chance.gauss(1.0, profile.COST_SPREAD.get(kind, 0.12)))
    outcomes = chance.yes(profile.BESPOKE_OUTCOMES) if kind in _BOUGHT else None
    day = max(first, town.recent)
    while day <= horizon and (until is None or day < until):
        april = date(day.year + (day.month >= 4), 4, 1)
        over = april if until is None else min(april, until)
        years = (day.year - (day.month < 4)) - 2017
        cost = round(profile.WEEKLY_COST[kind] * factor * 1.015**years, 2)
        row = life.put(
            "placement_costs", day, cost_category=kind, start_date=day, end_date=None, weekly_cost=cost,
            bespoke_outcomes=outcomes,
        )  # fmt: skip
        if row is not None and over <= horizon:
            row.add(chance.recorded(over), end_date=over)
        _sum(life, town, kind, cost, day, over)
        day = over


def _sum(life: Life, town: Town, kind: str, cost: float, day: date, over: date) -> None:
    """Add the child-weeks and pounds to each quarter they fall in, for the plan."""
    while day < over:
        following = date(day.year + (day.month > 9), (day.month - 1) // 3 * 3 + 4 if day.month <= 9 else 1, 1)
        end = min(over, following)
        weeks, pounds = town.weeks.get((kind, following), (0.0, 0.0))
        part = (end - day).days / 7
        town.weeks[kind, following] = (weeks + part, pounds + part * cost)
        day = end


def _packages(life: Life, town: Town) -> None:
    """Allowances after an order until 18, and payments to families of disabled children."""
    chance, person = life.chance, life.person
    for period in person.periods:
        kind, share = ("", 0.0)
        if period.ceased in _GUARDIANS:
            kind, share = "sgo_allowance", 0.85
        elif period.ceased == "E41":
            kind, share = "cao_allowance", 0.8
        elif period.ceased in {"E11", "E12"}:
            kind, share = "adoption_allowance", 0.16
        if period.end is not None and chance.yes(share):
            _stretches(life, town, kind, period.end, person.eighteen)
    if person.disability not in {"NONE", ""} and chance.yes(0.95) and not person.is_looked_after(life.horizon):
        _stretches(life, town, "direct_payment", life.file.opened, person.eighteen)


def _after_eighteen(life: Life, town: Town) -> None:
    """Staying with former carers, or in supported accommodation, as long as the records of where they live say so."""
    rows = sorted(
        (day, str(cells["accommodation_code"])[0])
        for cells in life.file.on("accommodation", life.horizon)
        if isinstance(day := cells["status_date"], date) and day >= life.person.eighteen
    )
    for (day, letter), (after, _) in pairwise([*rows, (life.person.birthday(22), "")]):
        kind = {"Z": "staying_put", "D": "external_supported", "T": "supported_lodgings"}.get(letter)
        if kind == "staying_put" or (kind and life.chance.yes(0.25)):
            _stretches(life, town, kind, day, after)


def _below_nought(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"weekly_cost": -float(str(cells["weekly_cost"]))}]


FAULTS: tuple[Spoil, ...] = (_below_nought,)
