"""What the invented council delivers of the second release's extracts: one file each, found by the extract's name.

A file may have ``record(life, town)``, which puts one person's rows on file; ``council(town)``, which gives the rows of
nobody once everybody is invented; and ``FAULTS``, the ways its rows are spoilt beside those that any row may have.
Every extract draws from a stream of its own for each person, so one more changes nobody's other records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from schemas.extracts import EXTRACTS

from ..life import Life
from ..records import Entry
from ..spoiling import Spoil
from ..town import Town


@cache
def makers() -> dict[str, ModuleType]:
    """Extract to the file that makes its records, in the contract's order."""
    there = {module.name for module in iter_modules(__path__)}
    return {name: import_module(f"{__name__}.{name}") for name in EXTRACTS if name in there}


def record(life: Life, town: Town, number: int) -> None:
    """Put a person's rows of every extract of this package on file.

    Args:
        life: The person, with the first release's rows on file.
        town: The council.
        number: The person's place in the order of invention, which names the streams.
    """
    for name, module in makers().items():
        if hasattr(module, "record"):
            module.record(replace(life, chance=town.chance(number, name)), town)


def council(town: Town) -> Iterator[Entry]:
    """The rows that are nobody's, in the order of the extracts."""
    for module in makers().values():
        if hasattr(module, "council"):
            yield from module.council(town)


def special_faults(extract: str) -> tuple[Spoil, ...]:
    """The ways rows of one extract are spoilt beside those of every extract."""
    return tuple(getattr(makers().get(extract), "FAULTS", ()))
