"""What a source says: the tables it knows by their headings, and the extracts each of them feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from schemas.headers import normalise
from submissions.council import Council
from submissions.reading.sheet import Sheet

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Feed:
    """How the records of a table become records of one extract.

    Attributes:
        extract: Name of the extract.
        columns: Contract column to the headings that may hold it; the first that the table has is taken.
        constants: Contract column to the text that every record has in it.
        dated: Contract columns that hold the last day of the return's year.
        listed: Contract columns that hold the day the list was made.
        only: Headings of which one must be filled in a row for it to make a record; empty for every row.
        unless: Texts of the first of them, in small letters, that say that there is no record to make.
        words: Contract column to what its texts, in small letters, stand for.
        part: Heading that names the record's place where one row makes several records.
        birthday: Contract column that holds the birthday of the return's year.
        supplements: The records fill columns of records that another table holds.
        blank: Contract column to what a blank cell stands for, where the table has the column.
        precedence: As of the source, where the feed has its own.
    """

    extract: str
    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    dated: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    part: str = ""
    birthday: str = ""
    supplements: bool = False
    blank: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    precedence: int | None = None


@dataclass(frozen=True)
class Known:
    """A table of a source.

    Attributes:
        name: As its own guide calls it.
        needs: Groups of headings, of each of which one must be there for the table to be known.
        may: Further headings it may have.
        feeds: What it gives; empty where no measure reads it.
    """

    name: str
    needs: tuple[tuple[str, ...], ...]
    may: tuple[str, ...] = ()
    feeds: tuple[Feed, ...] = ()

    def headings(self) -> frozenset[str]:
        """Every heading of the table, as :func:`schemas.headers.normalise` writes it."""
        return frozenset(normalise(one) for one in (*(one for group in self.needs for one in group), *self.may))


@dataclass(frozen=True)
class Claim:
    """A sheet that a source has recognised.

    Attributes:
        source: Name of the source.
        table: The table of it that the sheet is.
        sheet: The sheet.
        feeds: What it gives.
        known: Headings, normalised, that belong to the table.
        own: Council's own headings, normalised, to contract columns, by extract.
        is_return: It is part of an annual return.
        precedence: Of records that two tables carry, those of the lower number stand.
    """

    source: str
    table: str
    sheet: Sheet
    feeds: tuple[Feed, ...]
    known: frozenset[str]
    own: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    is_return: bool = False
    precedence: int = 0

    @property
    def words(self) -> str:
        """What it was recognised as, for people."""
        return f"{self.source} {self.table}".strip()


@dataclass(frozen=True)
class NearMiss:
    """A sheet that is almost a table of a source.

    Attributes:
        words: The table.
        missing: Headings it would need.
        unknown: Headings of the sheet that nothing knows.
    """

    words: str
    missing: tuple[str, ...]
    unknown: tuple[str, ...]


class Source(Protocol):
    """One make of files. Each module beside this one has one, as ``SOURCE``."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def order(self) -> int:
        """Of two sources that recognise a sheet, the one with the lower number has it."""

    def recognise(self, sheet: Sheet, council: Council) -> Claim | None:
        """The table that the sheet is, by its headings."""

    def near(self, sheet: Sheet, council: Council) -> NearMiss | None:
        """The table that the sheet almost is."""


def own_headings(council: Council) -> dict[str, dict[str, str]]:
    """By extract, the council's own headings, normalised, to contract columns."""
    return {
        extract: {normalise(heading): column for heading, column in table.items()}
        for extract, table in council.headers.items()
    }


def has_columns(
    known: Known, present: Sequence[str], own: Mapping[str, Mapping[str, str]]
) -> tuple[list[str], list[str]]:
    """Which needed groups are met by the table's own headings, and which by nothing.

    A heading of the council's own that stands for the contract column of a group meets it, but is not the table's own.

    Returns:
        The first heading of each group met by the table's own headings, and of each group that nothing meets.
    """
    there = set(present)
    mapped = {
        (feed.extract, column)
        for feed in known.feeds
        for heading, column in own.get(feed.extract, {}).items()
        if heading in there
    }
    met, missing = [], []
    for group in known.needs:
        names = {normalise(one) for one in group}
        if names & there:
            met.append(group[0])
        elif not any(
            (feed.extract, column) in mapped
            for feed in known.feeds
            for column, headings in feed.columns.items()
            if names & {normalise(one) for one in headings}
        ):
            missing.append(group[0])
    return met, missing
