"""From which day the records of a submission are complete (``core.history``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pandas as pd

from submissions.council import Council
from submissions.table import Table
from warehouse.calendar import Quarter

HISTORY_COLUMNS = ("extract", "covers_from", "is_annual")
#: What names the lists that are a picture of one day (``Table.source``).
_PICTURE = "Annex A"
#: Date by which a record of an extract is in one year or another.
_WHEN: Mapping[str, str] = {
    "care_episodes": "episode_end",
    "missing_episodes": "ended_at",
    "reviews": "held_date",
    "worker_allocations": "end_date",
}


def history_frame(
    tables: Mapping[str, Sequence[Table]], usable: Iterable[str], council: Council, quarter: Quarter
) -> pd.DataFrame:
    """One row a usable extract: the first day from which its records are complete, and whether they are of a year.

    The stretch is the delivery's: what the council says, else what the source knows, else the earliest episode's start.

    Args:
        tables: Judged tables by extract.
        usable: Extracts that figures may rest on.
        council: What ``council.toml`` says of its history.
        quarter: The submission's quarter.
    """
    episodes = [table for table in tables.get("care_episodes", ()) if not table.rejected.all()]
    stretch = council.history.from_day or _stretch(episodes, quarter)
    rows = []
    for name in usable:
        own = [table for table in tables[name] if not table.is_supplement]
        day = council.history.extracts.get(name)
        if day is None:
            day = stretch
            if name != "care_episodes" and stretch is not None and council.history.from_day is None:
                day = max(stretch, _first_day(own, quarter) or stretch)
        if day is not None:
            rows.append((name, pd.Timestamp(day), bool(own) and all(table.is_annual for table in own)))
    types = {"extract": "str", "covers_from": "datetime64[us]", "is_annual": "bool"}
    return pd.DataFrame(rows, columns=list(HISTORY_COLUMNS)).astype(types)


def _stretch(episodes: Sequence[Table], quarter: Quarter) -> date | None:
    """The first day from which the episodes are complete by what their sources know of themselves."""
    starts = [table.typed.loc[~table.rejected, "episode_start"].min() for table in episodes]
    first = min((day.date() for day in starts if not pd.isna(day)), default=None)
    return _first_day(episodes, quarter) or first


def _first_day(tables: Sequence[Table], quarter: Quarter) -> date | None:
    """The first day that annual returns or lists of one day cover; ``None`` where a table goes back as far as it goes."""
    if not tables:
        return None
    if all(table.source.startswith(_PICTURE) for table in tables):
        return quarter.starts
    if any(table.year_ends is None for table in tables if not table.source.startswith(_PICTURE)):
        return None
    years = sorted({table.year_ends for table in tables if table.year_ends is not None}, reverse=True)
    # Returns of years that follow each other are one history; one beyond a gap is not.
    first = years[0]
    for year in years[1:]:
        if year.year != first.year - 1:
            break
        first = year
    begins = date(first.year - 1, 4, 1)
    return None if any(_ended_before(table, begins) for table in tables) else begins


def _ended_before(table: Table, day: date) -> bool:
    """Whether a table holds a record that ended before a day, as the return of a year does not."""
    column = _WHEN.get(table.extract.name)
    if column is None:
        return False
    when = table.typed.loc[~table.rejected, column]
    return bool((when < pd.Timestamp(day)).any())
