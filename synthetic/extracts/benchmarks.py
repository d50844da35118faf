"""Figures of others to compare with: England, neighbours, deprivation, and pupils not looked after.

Rounded from what the Department for Education published for 2014 to 2019; later years carry the last one on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..chance import Chance
from ..people import Person
from ..records import Cells, Entry
from ..spoiling import Spoil
from ..town import Town, entry

#: Indicator and area -> first year and the figures of that year and those after it.
_FIGURES: dict[tuple[str, str], tuple[int, tuple[float, ...]]] = {
    ("LAC-02", "england"): (2014, (60, 60, 62, 64, 65, 67)),
    ("LAC-02", "neighbours"): (2014, (53, 54, 56, 59, 61, 64)),
    ("LAC-02", "deprivation"): (2014, (61, 61, 62, 63, 64, 64)),
    ("LAC-02", "region"): (2014, (73, 73, 75, 78, 82, 84)),
    ("LAC-30", "england"): (2014, (10, 10, 10, 10, 10, 10)),
    ("LAC-32", "england"): (2014, (68, 68, 70, 70, 69, 68)),
    ("CL-12", "england"): (2014, (48, 49, 50, 51, 52, 53)),
    ("CL-05", "england"): (2014, (81, 83, 84, 84, 85, 85)),
    ("LAC-99-KS2", "england_all_pupils"): (2015, (53, 61, 64, 65)),
    ("LAC-99-KS2", "england_non_lac"): (2015, (53, 62, 65, 66)),
    ("LAC-99-KS2", "local_non_lac"): (2015, (51, 59, 63, 64)),
    ("LAC-99-A8", "england_all_pupils"): (2015, (48.5, 44.6, 44.5, 44.7)),
    ("LAC-99-A8", "england_non_lac"): (2015, (48.1, 44.5, 44.4, 44.6)),
    ("LAC-99-A8", "local_non_lac"): (2015, (49.6, 46.4, 46.1, 46.0)),
    ("LAC-99-GLD", "england_all_pupils"): (2015, (69.3, 70.7, 71.5, 71.8)),
    ("LAC-99-GLD", "local_non_lac"): (2015, (70.1, 72.0, 73.0, 73.1)),
    ("LAC-99-PHON", "england_all_pupils"): (2015, (80.5, 81.1, 82.5, 81.8)),
    ("LAC-99-PHON", "england_non_lac"): (2015, (80.6, 81.2, 82.6, 81.9)),
    ("LAC-99-KS4", "england_all_pupils"): (2013, (53.4, 53.8, 53.5)),
    ("LAC-99-KS4", "local_non_lac"): (2013, (55.0, 56.1, 56.4)),
    ("LAC-99-BASICS", "england_all_pupils"): (2015, (59.3, 58.9, 59.4, 59.8)),
    ("LAC-99-P8", "england_non_lac"): (2015, (-0.03, -0.03, -0.02, -0.03)),
    ("LAC-99-P8", "england_all_pupils"): (2015, (-0.03, -0.03, -0.02, -0.03)),
}
_ATTAINMENT = "LAC-99"


def council(town: Town) -> Iterator[Entry]:
    """Each figure once its year had ended and it was published, about eight months later."""
    for (indicator, area), (first, figures) in _FIGURES.items():
        is_school = indicator.startswith(_ATTAINMENT)
        for year in range(first, town.horizon.year + 1):
            ended = date(year + 1, 8, 31) if is_school else date(year + 1, 3, 31)
            published = date(year + 1, 12, 1)
            discontinued = indicator == "LAC-99-KS4" and year - first >= len(figures)
            if published > town.horizon or ended > town.horizon or discontinued:
                break
            yield entry(
                "benchmarks", published, indicator_id=indicator, area=area, period=f"{year}-{(year + 1) % 100:02d}",
                value=float(figures[min(year - first, len(figures) - 1)]), source="Department for Education, rounded",
            )  # fmt: skip


def _calendar_year(row: Entry, cells: Cells, person: Person | None, chance: Chance) -> list[Cells] | None:
    return [cells | {"period": str(cells["period"])[:4]}]


FAULTS: tuple[Spoil, ...] = (_calendar_year,)
