"""From a recognised sheet to the tables of the extracts it feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from schemas.extracts import EXTRACTS, Extract
from schemas.headers import normalise
from submissions.cells import type_column
from submissions.council import Council
from submissions.headings import Match, match_headings
from submissions.reading.sheet import Cells, Sheet
from submissions.sources.base import Claim, Feed
from submissions.table import Table

_Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Moment:
    """When the records of a table stand for.

    Attributes:
        year_ends: Last day of an annual return's year; ``None`` for other tables.
        listed_on: Day for which a list without dates of its own speaks.
    """

    year_ends: date | None
    listed_on: date


def tables_of(claim: Claim, moment: Moment, council: Council) -> list[Table]:
    """The tables of every extract that a recognised sheet feeds.

    A feed whose extract is not of this release, or whose column the sheet lacks, gives none.
    """
    tables: list[Table] = []
    for feed in claim.feeds:
        if feed.extract not in EXTRACTS:
            continue
        extract = EXTRACTS[feed.extract]
        table = _direct(claim, extract, council) if not feed.columns else _fed(claim, feed, extract, moment)
        if table is None:
            continue
        table.source = claim.words
        table.precedence = claim.precedence if feed.precedence is None else feed.precedence
        table.is_annual = bool(feed.dated or feed.birthday)
        table.year_ends = moment.year_ends
        table.is_supplement = feed.supplements
        table.is_reshaped = table.sheet is not claim.sheet and bool(feed.columns)
        _put_codes(table, council.values.get(extract.name, {}))
        if tables:
            # What is no record of the sheet is told once, and not by every extract it feeds.
            table.sheet = replace(table.sheet, aside=(), swallowed=())
        tables.append(table)
    return tables


def _direct(claim: Claim, extract: Extract, council: Council) -> Table:
    """A sheet whose rows are records of the extract and whose headings are the contract's or the council's own."""
    sheet = claim.sheet
    match = match_headings(sheet.headings, extract, council.headers.get(extract.name, {}))
    for column, headings in council.join.get(extract.name, {}).items():
        sheet, match = _joined(sheet, match, column, headings)
    return Table.of(extract, sheet.file, sheet, match)


def _joined(sheet: Sheet, match: Match, column: str, headings: Sequence[str]) -> tuple[Sheet, Match]:
    """The sheet with one more column, which holds the texts of several with a space between."""
    names = [normalise(heading) for heading in sheet.headings]
    wanted = [normalise(heading) for heading in headings]
    if column in match.positions or not all(name in names for name in wanted):
        return sheet, match
    parts = [sheet.columns[names.index(name)] for name in wanted]
    cells = np.empty(len(sheet), dtype=object)
    cells[:] = [" ".join(part.strip() for part in row if part) or None for row in zip(*parts, strict=True)]
    # A date cell that a program gave a midnight, before a time of its own.
    cells[:] = [cell and cell.replace(" 00:00:00 ", " ") for cell in cells]
    used = {names.index(name) for name in wanted}
    return (
        replace(
            sheet,
            headings=[*sheet.headings, " and ".join(headings)],
            columns=[*sheet.columns, cells],
            width=sheet.width + 1,
        ),
        replace(
            match,
            positions=MappingProxyType({**match.positions, column: len(sheet.headings)}),
            unknown=tuple(place for place in match.unknown if place not in used),
            missing=tuple(name for name in match.missing if name != column),
        ),
    )


def _fed(claim: Claim, feed: Feed, extract: Extract, moment: Moment) -> Table | None:
    """A sheet of a source's own make, or the part of its rows that are records of the extract."""
    sheet = claim.sheet
    names = [normalise(heading) for heading in sheet.headings]
    found, duplicates = _positions(names, feed, extract, claim.own.get(extract.name, {}))
    only = [names.index(normalise(heading)) for heading in feed.only if normalise(heading) in names]
    if (feed.only and not only) or ((feed.dated or feed.birthday) and moment.year_ends is None):
        return None
    unknown = tuple(
        place
        for place, name in enumerate(names)
        if name not in claim.known and not any(name in own for own in claim.own.values())
    )
    filled = {**feed.constants, **{column: moment.listed_on.isoformat() for column in feed.listed}}
    if moment.year_ends is not None:
        filled |= {column: moment.year_ends.isoformat() for column in feed.dated}
    missing = (
        ()
        if feed.only or filled or feed.supplements or feed.precedence is not None
        else _missing(extract, found, duplicates)
    )
    if not (feed.only or filled or feed.words or feed.birthday or feed.supplements or feed.blank.keys() & found.keys()):
        match = Match(MappingProxyType(found), unknown, MappingProxyType(duplicates), missing)
        return Table.of(extract, sheet.file, sheet, match)
    places = _kept(sheet, only, feed.unless)
    shaped, match = _shaped(sheet, places, found, {k: v for k, v in filled.items() if k in extract.column_names})
    if feed.birthday and moment.year_ends is not None:
        born = next((sheet.columns[place][places] for place, name in enumerate(names) if name == "dob"), None)
        days = _birthdays(born, moment.year_ends) if born is not None else np.full(len(places), None, dtype=object)
        shaped, match = _with_column(shaped, match, feed.birthday, "DOB", days)
    table = Table.of(
        extract, sheet.file, shaped, replace(match, duplicates=MappingProxyType(duplicates), missing=missing)
    )
    table.source_part = feed.part and next(
        (h for h in sheet.headings if normalise(h) == normalise(feed.part)), feed.part
    )
    for column, words in feed.words.items():
        table.text[column] = _reworded(table.text[column], words)
    for column, blank in feed.blank.items():
        if column in found:
            table.text[column] = table.text[column].fillna(blank)
    return table


def _positions(
    names: Sequence[str], feed: Feed, extract: Extract, own: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """Contract column to the position that holds it, and to the positions that all claim to."""
    found: dict[str, int] = {}
    duplicates: dict[str, tuple[int, ...]] = {}
    for column, headings in feed.columns.items():
        if column not in extract.column_names:
            continue
        wanted = [normalise(heading) for heading in headings]
        places = next((here for name in wanted if (here := [p for p, n in enumerate(names) if n == name])), [])
        if not places:
            places = [place for place, name in enumerate(names) if own.get(name) == column]
        if len(places) == 1:
            found[column] = places[0]
        elif places:
            duplicates[column] = tuple(places)
    for place, name in enumerate(names):
        column = own.get(name, "")
        if column in extract.column_names and place not in found.values():
            found.setdefault(column, place)
    return found, duplicates


def _missing(extract: Extract, found: Mapping[str, int], duplicates: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(c.name for c in extract.columns if c.required and c.name not in found and c.name not in duplicates)


def _kept(sheet: Sheet, only: Sequence[int], unless: Sequence[str]) -> _Places:
    """Positions of the rows that make a record."""
    if not only:
        return np.arange(len(sheet))
    filled = np.zeros(len(sheet), dtype=bool)
    for place in only:
        cells = pd.Series(sheet.columns[place], dtype="str").str.strip()
        filled |= (cells.notna() & cells.ne("")).to_numpy()
    if unless:
        first = pd.Series(sheet.columns[only[0]], dtype="str").str.strip().str.lower()
        filled &= ~first.isin(list(unless)).to_numpy()
    # A row that could not be read is set aside in every extract that it would have had a record of.
    for broken in sheet.faults.values():
        filled |= np.asarray(broken)
    return np.flatnonzero(filled)


def _shaped(sheet: Sheet, places: _Places, found: Mapping[str, int], filled: Mapping[str, str]) -> tuple[Sheet, Match]:
    """Some rows of a sheet with their columns in the contract's order, and columns that are the same in every row."""
    order = list(found.items())
    shaped = replace(
        sheet,
        headings=[sheet.headings[place] for _, place in order] + list(filled),
        columns=[sheet.columns[place][places] for _, place in order]
        + [np.full(len(places), text, dtype=object) for text in filled.values()],
        source_rows=sheet.source_rows[places],
        faults={rule: np.asarray(broken)[places] for rule, broken in sheet.faults.items()},
        surplus={},
        lines=None,
        given=None,
        width=len(order) + len(filled),
        numeric=_taken(sheet.numeric, order, places),
        fractional=_taken(sheet.fractional, order, places),
    )
    positions = {column: number for number, column in enumerate([*found, *(c for c in filled if c not in found)])}
    return shaped, Match(MappingProxyType(positions), (), MappingProxyType({}), ())


def _taken(
    masks: Mapping[int, npt.NDArray[np.bool_]], order: Sequence[tuple[str, int]], places: _Places
) -> dict[int, npt.NDArray[np.bool_]]:
    return {number: masks[place][places] for number, (_, place) in enumerate(order) if place in masks}


def _with_column(sheet: Sheet, match: Match, column: str, heading: str, cells: Cells) -> tuple[Sheet, Match]:
    return (
        replace(sheet, headings=[*sheet.headings, heading], columns=[*sheet.columns, cells], width=sheet.width + 1),
        replace(match, positions=MappingProxyType({**match.positions, column: len(sheet.headings)})),
    )


def _birthdays(born: Cells, year_ends: date) -> Cells:
    """The birthday in the year of each date of birth, as text; ``None`` where the date cannot be read.

    A 29 February birthday falls on 1 March in common years.
    """
    cells = pd.Series(born, dtype="str")
    read = type_column(cells, EXTRACTS["children"].column("date_of_birth")).values
    begins = pd.Timestamp(year_ends) - pd.DateOffset(years=1) + timedelta(days=1)
    month, day = read.dt.month, read.dt.day
    late = (month > begins.month) | (month.eq(begins.month) & (day >= begins.day))
    year = month.where(month.isna(), np.where(late, begins.year, year_ends.year))
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    moved = month.eq(2) & day.eq(29) & ~leap
    parts = pd.DataFrame({"year": year, "month": month.mask(moved, 3), "day": day.mask(moved, 1)})
    days = pd.to_datetime(parts, errors="coerce").dt.strftime("%Y-%m-%d")
    return days.astype(object).where(days.notna(), None).to_numpy(dtype=object)


def _reworded(cells: pd.Series, words: Mapping[str, str]) -> pd.Series:
    return cells.str.strip().str.lower().map(dict(words)).astype("str").fillna(cells)


def _put_codes(table: Table, values: Mapping[str, Mapping[str, str | Mapping[str, str]]]) -> None:
    """Put codes for the council's own words; one word may fill several columns."""
    for column, words in values.items():
        plain = table.text[column].str.strip().str.casefold()
        for word, meaning in words.items():
            rows = plain.eq(word.strip().casefold())
            if not rows.any():
                continue
            for name, code in (meaning if isinstance(meaning, Mapping) else {column: meaning}).items():
                table.text.loc[rows, name] = code
                _note(table, name, column)
    table.told_once = frozenset(values)


def _note(table: Table, name: str, column: str) -> None:
    """A column that the council's words fill is there, under the heading of the words."""
    if name not in table.match.positions and column in table.match.positions:
        here = {**table.match.positions, name: table.match.positions[column]}
        table.match = replace(
            table.match,
            positions=MappingProxyType(here),
            missing=tuple(one for one in table.match.missing if one != name),
        )
