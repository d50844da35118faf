"""School results of children in care on 31 March: early years, phonics, key stage 2 and the GCSE years."""

from __future__ import annotations

from datetime import date

from schemas.codes import code_set

from .. import profile
from ..chance import Chance
from ..life import Life
from ..people import Person
from ..records import Cells, Entry
from ..spoiling import Spoil
from ..town import Town
from .education_terms import academic_year, year_group

#: National curriculum year in which each measure is taken.
_TAKEN = {"GLD": "R", "PHON": "1", "KS2L4": "6", "KS2": "6", "KS4": "11", "BASICS": "11", "A8": "11", "P8": "11"}


def record(life: Life, town: Town) -> None:
    """Put the results of the last few years on file; they are published in the autumn."""
    chance, person = life.chance, life.person
    measures = code_set("ATTAINMENT_MEASURE")
    for year in range(academic_year(town.recent) - 1, academic_year(life.horizon) + 1):
        published, counted = date(year + 1, 10, 10), date(year + 1, 3, 31)
        if published > life.horizon or not person.is_looked_after(counted):
            continue
        group = year_group(person, counted)
        ends = date(year + 1, 8, 31)
        away = chance.yes(0.3)
        for measure, taken in _TAKEN.items():
            since, until = measures.valid_from.get(measure, ends), measures.valid_to.get(measure, ends)
            if taken == group and since <= ends <= until:
                life.put(
                    "attainment", published, academic_year=f"{year}-{(year + 1) % 100:02d}", measure=measure,
                    result=_result(chance, measure), in_area=not away,
                )  # fmt: skip


def _result(chance: Chance, measure: str) -> float:
    if measure == "A8":
        return round(min(80.0, max(0.0, chance.gauss(profile.ATTAINMENT_8, 13.0))), 1)
    if measure == "P8":
        return round(chance.gauss(profile.PROGRESS_8, 0.9), 2)
    return 1.0 if chance.yes(profile.ATTAINED[measure]) else 0.0


def _a_percentage(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    # The school's share instead of the child's own result.
    return None if cells["measure"] in {"A8", "P8"} else [cells | {"result": chance.whole(20, 90)}]


def _before_its_time(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"academic_year": "2013-14"}] if cells["measure"] in {"A8", "P8", "KS2"} else None


FAULTS: tuple[Spoil, ...] = (_a_percentage, _before_its_time)
