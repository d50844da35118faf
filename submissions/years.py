"""Which year an annual return is of, as far as its files tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from schemas.extracts import EXTRACTS
from schemas.headers import normalise
from submissions.cells import type_column
from submissions.sources.base import Claim

_YEAR = re.compile(r"(?<!\d)(20[1-4]\d)(?!\d)|(?<!\d)(20[1-4]\d)(?=[01]\d[0-3]\d(?!\d))")
#: Headings of the dates by which the year of a return is known.
_DATES = frozenset(normalise(one) for one in ("DECOM", "DEC", "MIS_START", "MIS_END", "REVIEW", "SW_DECOM", "SW_DEC"))


def year_end(day: date) -> date:
    """Last day of the financial year that a day lies in."""
    return date(day.year + (day.month > 3), 3, 31)


def years_of(claims: Sequence[Claim], ends: date) -> dict[int, date | None]:
    """The last day of the year of each table of an annual return, by its place; ``None`` where nothing tells it.

    Tables of one workbook, archive or XML are one return; loose files are of one return when their names hold the same
    year. The year is that of the latest date in the return. A table without dates, such as OC2, whose return has no other
    table is of the only year there is, or of the year its name says where that is one of several.

    Args:
        claims: Recognised tables.
        ends: Last day of the submission's quarter; later dates are slips of the keyboard.
    """
    returns: dict[str, list[int]] = {}
    for place, claim in enumerate(claims):
        if claim.is_return:
            returns.setdefault(_return_of(claims, claim), []).append(place)
    latest = {name: _latest([claims[place] for place in places], ends) for name, places in returns.items()}
    known = sorted({year_end(day) for day in latest.values() if day is not None})
    found: dict[int, date | None] = {}
    for name, places in returns.items():
        day = latest[name]
        year = year_end(day) if day is not None else None
        if year is None and len(known) == 1:
            year = known[0]
        if year is None and not known:
            year = year_end(ends)
        if year is None:
            said = {int(text) for text in re.findall(r"\d{4}", name)}
            named = [one for one in known if {one.year, one.year - 1} & said]
            exact = [one for one in named if one.year in said]
            year = exact[0] if len(exact) == 1 else named[0] if len(named) == 1 else None
        found |= dict.fromkeys(places, year)
    return found


def _return_of(claims: Sequence[Claim], claim: Claim) -> str:
    """What names the return that a table is part of."""
    whole = claim.sheet.file.split("/", 1)[0]
    if sum(one.is_return and one.sheet.file.split("/", 1)[0] == whole for one in claims) > 1:
        return whole
    years = [next(filter(None, groups)) for groups in _YEAR.findall(claim.sheet.file)]
    return " ".join(years)


def _latest(claims: Iterable[Claim], ends: date) -> date | None:
    """The latest date of a return that is not after the quarter."""
    days = [day for claim in claims for day in (_latest_of(claim, ends),) if day is not None]
    return max(days, default=None)


def _latest_of(claim: Claim, ends: date) -> date | None:
    column = EXTRACTS["care_episodes"].column("episode_start")
    found = []
    for heading, cells in zip(claim.sheet.headings, claim.sheet.columns, strict=True):
        if normalise(heading) in _DATES:
            days = type_column(pd.Series(cells, dtype="str"), column).values
            day = days[days <= pd.Timestamp(ends)].max()
            if not pd.isna(day):
                found.append(day.date())
    return max(found, default=None)
