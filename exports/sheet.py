"""What a sheet says about itself, and finding every sheet: one file each in :mod:`exports.sheets`, found by its ``SHEET``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import exports.sheets
from exports.content import TableSheet
from exports.published import Panel
from exports.sheets.marks import NoteRegister

Builder = Callable[[Panel, NoteRegister], TableSheet | None]


@dataclass(frozen=True)
class Sheet:
    """One table sheet of the panel's books.

    Attributes:
        name: On the tab.
        place: Where it stands among the others; sheets of figures come before those for looking things up.
        build: Makes it from what is published; nothing when it has nothing to say.
        absent: Why it may be left out, as Contents says it.
        is_printed: Whether a panel's pack has it.
        books: The books that have it; every one when none is named.
    """

    name: str
    place: int
    build: Builder
    absent: str
    is_printed: bool = False
    books: tuple[str, ...] = ()

    def is_in(self, book: str) -> bool:
        """Whether a book has the sheet."""
        return not self.books or book in self.books


@cache
def every_sheet() -> tuple[Sheet, ...]:
    """Every sheet, in order."""
    modules = (
        importlib.import_module(f"exports.sheets.{module.name}")
        for module in pkgutil.iter_modules(exports.sheets.__path__)
    )
    found = [module.SHEET for module in modules if isinstance(getattr(module, "SHEET", None), Sheet)]
    return tuple(sorted(found, key=lambda sheet: (sheet.place, sheet.name)))


#: Sheets that are no table, with their place and whether a panel's pack has them.
COVER, CHARTS = "Cover", "Charts"
CHARTS_PLACE = 90


@cache
def printed_names() -> tuple[str, ...]:
    """The sheets a panel's pack needs, in order; the others are for looking things up."""
    placed = [(sheet.place, sheet.name) for sheet in every_sheet() if sheet.is_printed]
    return (COVER, *(name for _, name in sorted([*placed, (CHARTS_PLACE, CHARTS)])))
