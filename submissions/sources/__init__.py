"""Sources: one module for each make of files, which recognises tables and says which extracts they feed.

A module beside this one that has a ``SOURCE`` is a source; nothing else has to be said anywhere. See
:class:`submissions.sources.base.Source`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from submissions.sources.base import Source


@cache
def all_sources() -> tuple[Source, ...]:
    """Every source, in the order in which they are asked."""
    found = [
        source
        for module in iter_modules(__path__)
        if (source := getattr(import_module(f"{__name__}.{module.name}"), "SOURCE", None)) is not None
    ]
    return tuple(sorted(found, key=lambda source: source.order))
