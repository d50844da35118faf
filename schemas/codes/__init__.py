"""Code sets: what a coded cell may say, in which words, and during which dates.

The codes live in ``codesets.csv`` beside this module, one row a code, so that an analyst can change a
meaning or a validity date without touching Python. Every row names its source.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

CODESETS_FILE = Path(__file__).with_name("codesets.csv")


@dataclass(frozen=True)
class Code:
    """One code of a set.

    Attributes:
        code: The code as the warehouse stores it.
        meaning: What it means, in a few words.
        group: The family it is counted in where the set has families, otherwise empty.
        valid_from: First day the code may be used; ``None`` when always so far.
        valid_to: Last day the code may be used; ``None`` when still in use.
        stands_for: The code it is read as (``1`` of SEX is read as ``M``), otherwise empty.
        source: Where the code and its dates come from.
    """

    code: str
    meaning: str
    group: str
    valid_from: date | None
    valid_to: date | None
    stands_for: str
    source: str


@dataclass(frozen=True)
class CodeSet:
    """All codes of one set, in the order of the file.

    Attributes:
        name: The set's name, such as ``LEGAL_STATUS``.
        entries: Every code, including old codes that are read as another one.
    """

    name: str
    entries: tuple[Code, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes a clean column may hold: old codes that are read as another one are left out."""
        return tuple(entry.code for entry in self.entries if not entry.stands_for)

    def of_family(self, family: str | None) -> tuple[str, ...]:
        """The codes of one family; of all of them when ``None``."""
        return tuple(code for code, of in self.group.items() if family in (None, of))

    @property
    def meaning(self) -> dict[str, str]:
        """Code to meaning."""
        return {entry.code: entry.meaning for entry in self.entries if not entry.stands_for}

    @property
    def group(self) -> dict[str, str]:
        """Code to family."""
        return {entry.code: entry.group for entry in self.entries if not entry.stands_for}

    @property
    def valid_from(self) -> dict[str, date]:
        """Code to the first day of use, for the codes that have one."""
        return {entry.code: entry.valid_from for entry in self.entries if entry.valid_from}

    @property
    def valid_to(self) -> dict[str, date]:
        """Code to the last day of use, for the codes that have one."""
        return {entry.code: entry.valid_to for entry in self.entries if entry.valid_to}

    @property
    def readings(self) -> dict[str, str]:
        """Every accepted spelling in lower case to the code it is read as."""
        return {entry.code.lower(): entry.stands_for or entry.code for entry in self.entries}

    def canonical(self, text: str) -> str | None:
        """The code a cell means, ignoring case and outer spaces; ``None`` when there is no such code."""
        return self.readings.get(text.strip().lower())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def code_sets() -> Mapping[str, CodeSet]:
    """Every code set by name, read once."""
    entries: dict[str, list[Code]] = {}
    with CODESETS_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            entries.setdefault(row["codeset"], []).append(
                Code(
                    code=row["code"],
                    meaning=row["meaning"],
                    group=row["group"],
                    valid_from=_day(row["valid_from"]),
                    valid_to=_day(row["valid_to"]),
                    stands_for=row["stands_for"],
                    source=row["source"],
                )
            )
    return {name: CodeSet(name, tuple(codes)) for name, codes in entries.items()}


def code_set(name: str) -> CodeSet:
    """One code set.

    Raises:
        KeyError: When no set has that name.
    """
    return code_sets()[name]
