"""The invented council: its people one after another, its settings, and a submission for each quarter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from zlib import crc32

from warehouse.calendar import Quarter, add_months

from . import after_care, care, commentary, health, leaving_care, missing, profile, reviews, workers
from .chance import Chance
from .faults import ODD, PLAIN, FaultPlan
from .people import Person, invent, person_id
from .records import COLUMNS, CaseFile, Cells
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
    return [settings, *_write_submissions(folder, children, quarters, seed, authority, newest, faults)]


def _write_submissions(
    folder: Path, children: int, quarters: int, seed: int, authority: str, newest: Quarter, with_faults: bool
) -> list[Path]:
    """Write every submission in one pass over the people, holding one person at a time."""
    dialects: Mapping[str, Dialect] = ODD if with_faults else PLAIN
    plan = FaultPlan(seed, authority, _extracted(newest)) if with_faults else None
    submissions: list[tuple[date, dict[str, Sink]]] = []
    for quarter in newest.back(quarters - 1):
        place = folder / quarter.label
        place.mkdir(exist_ok=True)
        sinks = {extract: open_sink(place, extract, dialects.get(extract, Dialect())) for extract in COLUMNS}
        for row in commentary.rows(quarter):
            _write(sinks["commentary"], "commentary", row)
        submissions.append((_extracted(quarter), sinks))
    for person, file in people(children, seed, authority, newest):
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


def _extracted(quarter: Quarter) -> date:
    """The day a quarter's submission is extracted."""
    return quarter.ends + timedelta(days=profile.EXTRACT_DELAY_DAYS)


def people(children: int, seed: int, authority: str, newest: Quarter) -> Iterator[tuple[Person, CaseFile]]:
    """Invent people one after another until enough children are looked after on the newest quarter's last day.

    Everybody's life comes from a stream of their own. Only people in care within the years on file are kept.

    Yields:
        Each person with the rows the case system holds, the roster of children first.
    """
    horizon, since = _extracted(newest), add_months(newest.ends, -12 * profile.YEARS_ON_FILE)
    workforce = workers.Workforce.for_children(children)
    calendar = _StartCalendar(add_months(newest.ends, -12 * 18), horizon)
    home_authority = _ons_code(authority)
    found, number = 0, 0
    while found < children:
        number += 1
        chance = Chance.named(seed, authority, number)
        start = calendar.day(chance)
        if chance.yes(profile.SHORT_BREAK_SHARE):
            child = _short_break_child(chance, number, max(start, since), horizon)
            if child is not None:
                yield child
            continue
        person = invent(chance, number, start)
        person.periods = care.history(chance, person, start, horizon, home_authority)
        left = person.last_day_in_care
        if left is not None and left < since:
            continue
        file = _case_file(chance, person, workforce, since, horizon)
        found += _is_counted(file, newest.ends, horizon)
        yield person, file


def _is_counted(file: CaseFile, day: date, known: date) -> bool:
    """Whether the records known on a day show the person looked after on another."""
    for entry in file:
        if entry.extract != "care_episodes":
            continue
        cells = entry.on(known)
        if cells is None:
            continue
        start, end = cells["episode_start"], cells["episode_end"]
        if isinstance(start, date) and start <= day and (not isinstance(end, date) or end > day):
            return True
    return False


def _case_file(chance: Chance, person: Person, workforce: workers.Workforce, since: date, horizon: date) -> CaseFile:
    """Everything the case system holds of a person."""
    file = CaseFile(person.person_id, care.first_recorded(chance, person))
    _child(chance, person, horizon, file)
    care.record(chance, person, file)
    health.record(chance, person, since, horizon, file)
    missing.record(chance, person, since, horizon, file)
    reviews.record(chance, person, since, horizon, file)
    spells = leaving_care.spells(chance, person, horizon)
    leaving_care.record_roster(chance, spells, file)
    leaving_care.record_plans(chance, person, spells, since, horizon, file)
    after_care.record(chance, person, spells, since, horizon, file)
    owed = [spell for spell in spells if spell.eligibility != "qualifying"]
    adviser = (owed[0].start, owed[-1].end) if owed else None
    workers.record(chance, person, workforce, since, horizon, file, adviser)
    return file


def _child(chance: Chance, person: Person, horizon: date, file: CaseFile) -> None:
    """The person's row in the roster of children, with what changed on it later."""
    start = person.periods[0].start if person.periods else file.opened
    school_age = person.birthday(5) <= horizon and not person.is_unaccompanied
    entry = file.add(
        "children", file.opened, date_of_birth=person.born, sex=person.sex, ethnicity=person.ethnicity or None,
        upn=f"Z000{chance.whole(0, 999_999_999):09d}" if school_age and chance.yes(0.97) else None,
        disability_codes=person.disability or None, uasc=person.is_unaccompanied, uasc_end_date=None, parent=False,
        team="Short Breaks Team" if person.short_breaks_only else f"Child Protection Team {chance.whole(1, 2)}",
    )  # fmt: skip
    if entry is None or person.short_breaks_only:
        return
    changes: list[tuple[date, Cells]] = [
        (add_months(start, 9), {"team": "Looked After Children Team"}),
        (person.birthday(16), {"team": "16+ Team"}),
    ]
    if person.disability not in {"NONE", ""} and chance.yes(0.7):
        changes = [(add_months(start, 3), {"team": "Children with Disabilities Team"})]
    if person.is_unaccompanied:
        ended = person.eighteen
        if person.periods[-1].ceased == "E15" and person.periods[-1].end is not None:
            ended = person.periods[-1].end
        changes.append((ended, {"uasc_end_date": ended}))
    if chance.yes(profile.PARENTS[person.sex]):
        changes.append((person.birthday(16) + timedelta(days=chance.whole(60, 1800)), {"parent": True}))
    for day, cells in sorted(changes, key=lambda change: change[0]):
        if day <= horizon:
            entry.add(max(day, file.opened), **cells)


def _short_break_child(
    chance: Chance, number: int, start: date, horizon: date
) -> tuple[Person, CaseFile] | None:
    """A disabled child who lives at home and stays away now and then; never counted as looked after."""
    person = invent(chance, number, start)
    if person.is_unaccompanied or (person.eighteen - start).days < 60:
        return None
    person.short_breaks_only, person.need = True, "N2"
    if person.disability in {"NONE", ""}:
        person.disability = chance.pick(profile.DISABILITY_CODES)
    file = CaseFile(person_id(number), start)
    _child(chance, person, horizon, file)
    care.record_short_breaks(chance, person, start, horizon, file)
    return person, file


class _StartCalendar:
    """Days on which care starts, weighted by year, quarter and month."""

    def __init__(self, first: date, last: date) -> None:
        self._months: list[date] = []
        weights: list[float] = []
        month, self._last = first.replace(day=1), last
        while month <= last:
            year, place = (month.year if month.month >= 4 else month.year - 1), (month.month - 4) % 12
            weight = profile.STARTS_BY_YEAR.get(year, profile.STARTS_OTHERWISE) * profile.STARTS_BY_MONTH[place]
            if year == 2017:
                weight *= profile.STARTS_BY_QUARTER_2017[place // 3]
            following = add_months(month, 1)
            days = (min(following, last + timedelta(days=1)) - month).days
            self._months.append(month)
            weights.append(weight * days / (following - month).days)
            month = following
        self._sums = list(accumulate(weights))

    def day(self, chance: Chance) -> date:
        """A day on which somebody comes into care."""
        month = self._months[bisect_left(self._sums, chance.random() * self._sums[-1])]
        until = min(add_months(month, 1), self._last + timedelta(days=1))
        return month + timedelta(days=chance.whole(0, (until - month).days - 1))


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
