"""Matching the headings of a file to the columns of an extract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.extracts import Extract
from schemas.headers import aliases, normalise


@dataclass(frozen=True)
class Match:
    """How the columns of a file are read.

    Attributes:
        positions: Contract column to the position of its column in the file.
        unknown: Positions of the columns that match nothing.
        duplicates: Contract column to the positions that all match it.
        missing: Required contract columns that nothing matches.
    """

    positions: Mapping[str, int]
    unknown: tuple[int, ...]
    duplicates: Mapping[str, tuple[int, ...]]
    missing: tuple[str, ...]


def match_headings(headings: Sequence[str], extract: Extract, own: Mapping[str, str]) -> Match:
    """Match headings by contract name, then by the accepted aliases, then by the council's own table.

    Args:
        headings: The headings of the file.
        extract: The extract it is read as.
        own: The council's own headings to contract columns.
    """
    columns = extract.column_names
    steps = (
        {normalise(name): name for name in columns},
        {heading: column for heading, column in aliases(extract.name).items() if column in columns},
        {normalise(heading): column for heading, column in own.items()},
    )
    found: dict[str, list[int]] = {}
    unknown: list[int] = []
    for position, heading in enumerate(headings):
        name = normalise(heading)
        column = next((step[name] for step in steps if name in step), None)
        if column is None:
            unknown.append(position)
        else:
            found.setdefault(column, []).append(position)
    return Match(
        positions={column: places[0] for column, places in found.items() if len(places) == 1},
        unknown=tuple(unknown),
        duplicates={column: tuple(places) for column, places in found.items() if len(places) > 1},
        missing=tuple(column.name for column in extract.columns if column.required and column.name not in found),
    )
