"""Finds every declaration under ``indicators/themes`` and refuses duplicates and gaps. There is no list to edit."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import indicators.themes
from indicators.definition import Indicator
from indicators.units.shape import DeclarationError
from schemas.extracts import EXTRACTS


@cache
def all_blocks() -> tuple[Indicator, ...]:
    """Every declaration, in reading order: themes by their ``ORDER``, then as declared.

    A definition that changed is several blocks with one id; each but the last is in force until the next begins.

    Raises:
        DeclarationError: When an id is declared twice for the same year, or what it needs does not exist.
    """
    found: dict[tuple[str, str], Indicator] = {}
    names = [m.name for m in iter_modules(indicators.themes.__path__)]
    modules = [import_module(f"indicators.themes.{name}") for name in names]
    for module in sorted(modules, key=lambda m: m.ORDER):
        for declared in module.INDICATORS:
            key = (declared.id, declared.in_force)
            if key in found:
                raise DeclarationError(f"{declared.id}: id: declared twice for {declared.in_force} onwards.")
            _refuse_unknown_needs(declared)
            found[key] = declared
    years: dict[str, list[str]] = {}
    for indicator_id, year in sorted(found):
        years.setdefault(indicator_id, []).append(year)
    until = {
        (indicator_id, year): later
        for indicator_id, listed in years.items()
        for year, later in zip(listed, [*listed[1:], ""], strict=True)
    }
    return tuple(replace(i, until=until[key]) if until[key] else i for key, i in found.items())


def _refuse_unknown_needs(declared: Indicator) -> None:
    for need in declared.all_needs:
        if need.extract not in EXTRACTS:
            raise DeclarationError(
                f"{declared.id}: needs: no such extract: '{need.extract}'. There are: {', '.join(sorted(EXTRACTS))}."
            )
        names = [column.name for column in EXTRACTS[need.extract].columns]
        if need.column and need.column not in names:
            raise DeclarationError(
                f"{declared.id}: needs: {need.extract} has no column '{need.column}'. It has: {', '.join(names)}."
            )


@cache
def all_indicators() -> tuple[Indicator, ...]:
    """Every indicator as it is defined now, in reading order; see :func:`all_blocks`."""
    return tuple(i for i in all_blocks() if not i.until)


def indicator(indicator_id: str) -> Indicator:
    """The indicator of that id.

    Raises:
        KeyError: When there is none.
    """
    for declared in all_indicators():
        if declared.id == indicator_id.upper():
            return declared
    raise KeyError(indicator_id)


def reason_words() -> dict[tuple[str, str], str]:
    """(measure, reason code) -> words, from the declarations."""
    return {
        (i.id, reason.code): reason.words
        for i in all_indicators()
        if i.exceptions is not None
        for reason in i.exceptions.reasons
    }


@cache
def definitions_version() -> str:
    """Twelve characters that change whenever a declaration, a cohort query or a query of the core layer does.

    Kept beside every run and printed on every workbook, so that two figures can be seen to mean the same.
    """
    digest = hashlib.sha256()
    for declared in sorted(all_blocks(), key=lambda i: (i.id, i.in_force)):
        digest.update(repr(declared).encode())
    root = Path(__file__).parent
    for path in sorted([*(root / "cohorts").glob("*.sql"), *(root.parent / "warehouse" / "core").glob("*.sql")]):
        digest.update(path.name.encode())
        # The same text must count as the same whatever line ends a checkout gives it.
        digest.update(path.read_text(encoding="utf-8").encode())
    return digest.hexdigest()[:12]
