"""The invented council: its people one after another, its settings, and a submission for each quarter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from zlib import crc32

from warehouse.calendar import Quarter

from . import commentary, profile
from . import extracts as second
from .faults import ODD, PLAIN, FaultPlan
from .people import Person
from .population import extracted, people, town
from .records import COLUMNS, CaseFile, Cells, Entry
from .town import Town
from .writing import Dialect, Sink, open_sink

_HEREFORDSHIRE = "E06000019"


def write_council(
    out: Path,
    *,
    children: int,
    quarters: int,
    seed: int,
    authority: str = "herefordshire-demo",
    last_quarter: str = "2017-18-Q4",
    faults: bool = True,
) -> list[Path]:
    """Write the submissions of an invented council: ``<out>/<authority>/council.toml`` and a folder per quarter.

    Each submission holds everything on file on the day it was extracted, so events recorded late appear only in a
    later one. The same arguments give the same bytes; the number of quarters changes no other file.

    Args:
        out: The folder to write into, made when missing.
        children: Children looked after on the last day of the last quarter, as that submission tells it.
        quarters: How many quarters to write, the last one included.
        seed: Any number; another seed is another council.
        authority: Slug of the council, and name of its folder.
        last_quarter: Label of the newest quarter, such as ``2017-18-Q4``.
        faults: Whether the files have the faults and oddities of real deliveries.

    Returns:
        Every file written, ``council.toml`` first.

    Raises:
        ValueError: When ``children`` or ``quarters`` is below 1, or the quarter's label cannot be read.
    """
    if children < 1 or quarters < 1:
        raise ValueError(
            f"Asked for {children} children and {quarters} quarters. Ask for at least 1 child and 1 quarter."
        )
    newest = Quarter.parse(last_quarter)
    folder = out / authority
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "council.toml"
    settings.write_text(_settings(authority, children, newest, faults), encoding="utf-8", newline="\n")
    plan = FaultPlan(seed, authority, extracted(newest)) if faults else None
    around = town(children, seed, authority, newest)
    population = people(children, around, _ons_code(authority))
    return [settings, *_write_submissions(folder, list(newest.back(quarters - 1)), _rows(population, around), plan)]


def _rows(
    population: Iterable[tuple[Person, CaseFile]], around: Town
) -> Iterator[tuple[Person | None, Iterable[Entry]]]:
    """Everybody's rows, then those of nobody, which rest on what everybody's were."""
    yield from population
    yield None, second.council(around)


def _write_submissions(
    folder: Path,
    quarters: list[Quarter],
    files: Iterable[tuple[Person | None, Iterable[Entry]]],
    plan: FaultPlan | None,
) -> list[Path]:
    """Write every submission in one pass, holding one person at a time."""
    dialects: Mapping[str, Dialect] = PLAIN if plan is None else ODD
    submissions: list[tuple[date, dict[str, Sink]]] = []
    for quarter in quarters:
        place = folder / quarter.label
        place.mkdir(exist_ok=True)
        sinks = {extract: open_sink(place, extract, dialects.get(extract, Dialect())) for extract in COLUMNS}
        for row in commentary.rows(quarter):
            _write(sinks["commentary"], "commentary", row)
        submissions.append((extracted(quarter), sinks))
    for person, file in files:
        for entry in file:
            fault = plan.look(entry, person) if plan else None
            for day, sinks in submissions:
                cells = entry.on(day)
                if cells is None:
                    continue
                for row in [cells] if fault is None else fault.rows(entry, cells, person, day):
                    _write(sinks[entry.extract], entry.extract, row)
    return [sink.close() for _, sinks in submissions for sink in sinks.values()]


def _write(sink: Sink, extract: str, cells: Cells) -> None:
    row = [cells.get(column) for column in COLUMNS[extract]]
    if "" in cells:  # one field more than the heading
        row.append(cells[""])
    sink.write(row)


def _ons_code(authority: str) -> str:
    """Herefordshire's own code for its demonstration folders, otherwise one that belongs to no authority."""
    return _HEREFORDSHIRE if authority.startswith("herefordshire") else f"E0699{crc32(authority.encode()) % 10_000:04d}"


def _settings(authority: str, children: int, newest: Quarter, with_faults: bool) -> str:
    """The text of ``council.toml``."""
    name = authority.removesuffix("-demo").replace("-", " ").title()
    latest = newest.ends.year - (newest.ends.month <= 6)
    population = profile.POPULATION * children / profile.REFERENCE_CHILDREN
    years = "\n".join(
        f"{year} = {round(population * (1 + profile.POPULATION_GROWTH) ** (year - latest))}"
        for year in range(latest - 10, latest + 1)
    )
    headings = '\n[headers.health_assessments]\n"Client No" = "person_id"\n' if with_faults else ""
    return f"""# The data of this council are synthetic: every person, event and figure is invented.
name = "{name} (synthetic)"
ons_code = "{_ons_code(authority)}"

[population_0_17]
{years}

[[targets.LAC-40]]
from = "2017-18"
at_least = 90
floor = 75

[[targets.CL-26]]
from = "2017-18"
between = [20, 22]
{headings}
[disclosure]
threshold = 5
"""
