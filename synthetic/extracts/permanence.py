"""Plans for permanence, decided some months after care began, in keeping with what became of the stay."""

from __future__ import annotations

from datetime import date, timedelta

from ..chance import Chance
from ..life import Life
from ..people import Period, Person
from ..records import Cells, Entry
from ..spoiling import Spoil
from ..town import Town

_BY_REASON = {"E41": "sgo_cao", "E11": "adoption", "E12": "adoption", "E4A": "return_home", "E4B": "return_home"}
_GUARDIANS = frozenset({"E43", "E44", "E45", "E46", "E47", "E48"})
_BY_TYPE = {
    "U1": "long_term_fostering", "U4": "long_term_fostering", "P1": "return_home", "K2": "residential",
    "S1": "residential", "H5": "supported_living", "P2": "supported_living", "K3": "supported_living",
}  # fmt: skip


def record(life: Life, town: Town) -> None:
    """Put the plans of each stay on file: going home first for most, then what the stay led to."""
    chance = life.chance
    for period, last in life.stays():
        if period.episodes[0].legal in {"J1", "J2", "J3"}:
            continue
        order = next((e.start for e in period.episodes if e.legal == "E1"), None)
        if order is not None:
            _adoption(life, period, order, last)
            continue
        first = period.start + timedelta(days=chance.whole(8, 40))
        settled = period.start + timedelta(days=chance.around(170, 60, 60))
        plan = _lasting_plan(life.person, period, min(settled, last))
        if first > last:
            continue
        if plan == "return_home" or not chance.yes(0.8):
            life.put("permanence", first, plan=plan, decision_date=first)
            continue
        row = life.put("permanence", first, plan="return_home", decision_date=first, end_date=None)
        if settled <= last and row is not None:
            row.add(chance.recorded(settled), end_date=settled, end_reason="changed")
            life.put("permanence", settled, plan=plan, decision_date=settled, parallel=False)


def _lasting_plan(person: Person, period: Period, day: date) -> str:
    """What the stay led to, or where the child lives, or how old it is."""
    if period.ceased in _GUARDIANS:
        return "sgo_cao"
    if period.ceased in _BY_REASON:
        return _BY_REASON[period.ceased]
    home = period.episodes[-1].placement.type
    if home in _BY_TYPE:
        return _BY_TYPE[home]
    return "long_term_fostering" if person.age(day) >= 6 else "other"


def _adoption(life: Life, period: Period, order: date, last: date) -> None:
    """The plan before the placement order, the match, moving in; a parallel plan beside it now and then."""
    chance = life.chance
    decided = max(period.start + timedelta(days=20), order - timedelta(days=chance.whole(20, 75)))
    if decided > last:
        return
    row = life.put("permanence", decided, plan="adoption", decision_date=decided, parallel=False, end_date=None)
    if row is None:
        return
    if order <= life.horizon:
        row.add(chance.recorded(order), placement_order_date=order)
    moved = next((e for e in period.episodes if e.placement.type[0] == "A"), None)
    if moved is not None:
        matched = max(order - timedelta(days=10), moved.start - timedelta(days=chance.whole(8, 35)))
        fostered = next(e.start for e in period.episodes if e.placement.id == moved.placement.id)
        known: Cells = {
            "match_date": matched,
            "placed_date": moved.start,
            "foster_carer_adoption": fostered < moved.start,
        }
        if fostered < moved.start:
            known["fostered_from_date"] = fostered
        row.add(chance.recorded(moved.start), **known)
        if chance.yes(0.015) and moved.start + timedelta(days=90) < last:
            broke = moved.start + timedelta(days=chance.whole(30, 90))
            row.add(chance.recorded(broke), disrupted_date=broke)
    elif (last - order).days > 540 and chance.yes(0.4):
        dropped = order + timedelta(days=chance.whole(365, 520))
        row.add(
            chance.recorded(dropped), end_date=dropped, end_reason=chance.pick({"RD3": 0.6, "RD1": 0.3, "RD4": 0.1})
        )
        life.put("permanence", dropped, plan="long_term_fostering", decision_date=dropped, parallel=False)
    if chance.yes(0.15):
        life.put("permanence", decided, plan="sgo_cao", decision_date=decided, parallel=True)


def _moved_in_before_birth(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    moved = cells.get("placed_date")
    return [cells | {"placed_date": date(moved.year - 20, moved.month, 1)}] if isinstance(moved, date) else None


FAULTS: tuple[Spoil, ...] = (_moved_in_before_birth,)
