"""Headings: how a council's column names are read.

``aliases.csv`` holds the headings the data contract accepts beside its own column names (``*`` stands for
every extract that has the column); ``ssda903.csv`` holds the headings by which a table of the SSDA903 return
is known, whatever its file is called. Both are data: adding a heading needs no Python.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_IGNORED = re.compile(r"[\s_\-]+")


def normalise(heading: str) -> str:
    """A heading without case, spaces, underscores and hyphens: ``Person ID`` and ``person_id`` become one."""
    return _IGNORED.sub("", heading).casefold()


@cache
def aliases(extract: str) -> Mapping[str, str]:
    """Accepted headings of an extract beside its own column names: normalised heading to contract column."""
    with (_HERE / "aliases.csv").open(encoding="utf-8", newline="") as file:
        return {
            normalise(row["heading"]): row["column"]
            for row in csv.DictReader(file)
            if row["extract"] in ("*", extract)
        }


@cache
def _ssda903_tables() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """SSDA903 table, the extract it is read as, and the headings it is known by."""
    tables: dict[tuple[str, str], set[str]] = {}
    with (_HERE / "ssda903.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            tables.setdefault((row["table"], row["extract"]), set()).add(normalise(row["heading"]))
    return tuple((table, extract, frozenset(known)) for (table, extract), known in tables.items())


def recognise_ssda903(headings: Iterable[str]) -> str | None:
    """The extract an SSDA903 table is read as, known by its headings; ``None`` for any other table."""
    present = {normalise(heading) for heading in headings}
    for _table, extract, known in _ssda903_tables():
        if known <= present:
            return extract
    return None
