"""A council over two years: what its case system held at the end of each quarter, with what was recorded late.

The people are those of several random councils; nobody in them is real. A submission holds what had happened by the last day of
its quarter, without the records that somebody entered weeks later, which the next one brings.
"""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from indicators.registry import all_indicators
from tests.oracle.dates import parse_quarter
from tests.support.random_council import KEYS, _first_of_each_key, random_council

Row = Mapping[str, Any]
Extracts = dict[str, list[dict[str, Any]]]

AUTHORITY = "twoyears-demo"
ONS_CODE = "E06000019"
POPULATION = {2013: 35_900, 2014: 36_000, 2015: 36_000, 2016: 36_100, 2017: 36_200}
#: So many that no figure of the first quarter stays exposed: a council of which one does is not published.
SEEDS = (1, 2, 3, 4, 5, 6, 7, 8)
#: Extract -> columns whose first filled one says when the row came to be.
_WHEN = {
    "care_episodes": ("episode_start",),
    "health_assessments": ("completed_date", "appointment_date", "requested_date"),
    "health_checks": ("check_date",),
    "sdqs": ("recorded_date",),
    "missing_episodes": ("started_at",),
    "reviews": ("held_date", "due_date"),
    "care_leaver_roster": ("start_date",),
    "pathway_plans": ("event_date",),
    "care_leaver_contacts": ("contact_date",),
    "eet_status": ("status_date",),
    "accommodation": ("status_date",),
    "worker_allocations": ("start_date",),
}
#: Extract -> its end column, and what goes with it; a later end is not known yet.
_ENDS = {
    "care_episodes": ("episode_end", "reason_episode_ceased"),
    "missing_episodes": ("ended_at", "interview_offered_date", "interview_declined", "interview_held_at"),
    "care_leaver_roster": ("end_date", "closure_reason"),
    "worker_allocations": ("end_date",),
}
_LATE = ("health_assessments", "sdqs", "reviews")
_LATE_DAYS = 60


def everything() -> Extracts:
    """Every record there will ever be."""
    found: Extracts = {name: [] for name in KEYS}
    for seed in SEEDS:
        council = random_council(seed, "2017-18-Q4")
        for name in KEYS:
            for row in council.extracts.get(name, []):
                found[name].append({**row, "person_id": f"{seed}{row['person_id']}"})
    return found


def as_delivered(records: Extracts, quarter: str, *, with_late: bool = False) -> Extracts:
    """What a submission of the quarter holds.

    Args:
        records: Every record.
        quarter: Its label.
        with_late: Whether what was entered late is there already, as in a correction.
    """
    last = parse_quarter(quarter).last
    found: Extracts = {"children": list(records["children"])}
    for name, columns in _WHEN.items():
        rows = []
        for number, row in enumerate(records[name]):
            happened = next((_day(row[c]) for c in columns if row.get(c) is not None), None)
            if happened is None or happened > last:
                continue
            if not with_late and name in _LATE and number % 3 == 1 and (last - happened).days < _LATE_DAYS:
                continue
            end, *with_it = _ENDS.get(name, (None,))
            is_open = end is not None and row.get(end) is not None and _day(row[end]) > last
            rows.append({**row, end: None, **dict.fromkeys(with_it)} if is_open else row)
        found[name] = [dict(row) for row in _first_of_each_key(rows, KEYS[name])]
    return found


def write(folder: Path, extracts: Extracts) -> None:
    """Write a submission as CSV files, with words for every measure that can be rated."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in extracts.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([_text(row.get(column)) for column in columns] for row in rows)
    rated = [i.id for i in all_indicators() if i.is_rated]
    lines = [
        f"{i},It moved.,Appointments were short.,More clinics are booked.,Head of service,30/06/2030" for i in rated
    ]
    (folder / "commentary.csv").write_text(
        "\n".join(["indicator_id,what_it_shows,why,action,lead,by_when", *lines]), encoding="utf-8"
    )


def write_council(raw: Path) -> None:
    """Write ``council.toml``."""
    people = "\n".join(f"{year} = {number}" for year, number in POPULATION.items())
    (raw / AUTHORITY).mkdir(parents=True, exist_ok=True)
    (raw / AUTHORITY / "council.toml").write_text(
        f'name = "Two Years (synthetic)"\nons_code = "{ONS_CODE}"\n[population_0_17]\n{people}\n', encoding="utf-8"
    )


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def rows(extracts: Extracts) -> dict[str, Sequence[Row]]:
    """The same for the oracle."""
    return {name: list(found) for name, found in extracts.items()}
