"""Finds every declaration under ``indicators/themes`` and refuses duplicates and gaps. There is no list to edit."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import indicators.themes
from indicators.definition import DeclarationError, Indicator
from schemas.extracts import EXTRACTS


@cache
def all_indicators() -> tuple[Indicator, ...]:
    """Every indicator in force now, in reading order: themes by their ``ORDER``, then as declared.

    Raises:
        DeclarationError: When an id is declared twice for the same year, or an extract named in ``needs`` does not exist.
    """
    found: dict[tuple[str, str], Indicator] = {}
    names = [m.name for m in iter_modules(indicators.themes.__path__)]
    modules = [import_module(f"indicators.themes.{name}") for name in names]
    for module in sorted(modules, key=lambda m: m.ORDER):
        for declared in module.INDICATORS:
            key = (declared.id, declared.in_force)
            if key in found:
                raise DeclarationError(f"{declared.id}: id: declared twice for {declared.in_force} onwards.")
            unknown = set(declared.needs) - set(EXTRACTS)
            if unknown:
                raise DeclarationError(f"{declared.id}: needs: no such extract: {sorted(unknown)}.")
            found[key] = declared
    latest: dict[str, Indicator] = {}
    for declared in sorted(found.values(), key=lambda i: i.in_force):
        latest[declared.id] = declared
    in_order = [i for i in found.values() if latest[i.id] is i]
    return tuple(in_order)


def indicator(indicator_id: str) -> Indicator:
    """The indicator of that id.

    Raises:
        KeyError: When there is none.
    """
    for declared in all_indicators():
        if declared.id == indicator_id.upper():
            return declared
    raise KeyError(indicator_id)


@cache
def definitions_version() -> str:
    """Twelve characters that change whenever a declaration, a cohort query or a query of the core layer does.

    Kept beside every run and printed on every workbook, so that two figures can be seen to mean the same.
    """
    digest = hashlib.sha256()
    for declared in sorted(all_indicators(), key=lambda i: i.id):
        digest.update(repr(declared).encode())
    root = Path(__file__).parent
    for path in sorted([*(root / "cohorts").glob("*.sql"), *(root.parent / "warehouse" / "core").glob("*.sql")]):
        digest.update(path.name.encode())
        # The same text must count as the same whatever line ends a checkout gives it.
        digest.update(path.read_text(encoding="utf-8").encode())
    return digest.hexdigest()[:12]
