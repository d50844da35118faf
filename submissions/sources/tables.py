"""Recognising the tables of a source that says them as a list of :class:`submissions.sources.base.Known`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from schemas.headers import normalise
from submissions.council import Council
from submissions.reading.sheet import Sheet
from submissions.sources.base import Claim, Known, NearMiss, has_columns, own_headings

#: A sheet that lacks more of a table's needed headings than this is not said to be near it.
_FEW = 1


@dataclass(frozen=True)
class ListedSource:
    """A source whose tables are known by lists of headings.

    Attributes:
        name: What people call it.
        order: Of two sources that recognise a sheet, the one with the lower number has it.
        tables: Its tables; of two that fit, the one of which more headings are there is taken.
        is_return: Whether its tables are those of an annual return.
        precedence: Of records that two sources carry, those of the lower number stand.
        apart: Whether a sheet is of another make although the headings fit.
    """

    name: str
    order: int
    tables: tuple[Known, ...]
    is_return: bool = False
    precedence: int = 0
    apart: Callable[[Known, Sheet], bool] | None = None

    def recognise(self, sheet: Sheet, council: Council) -> Claim | None:
        """The table of which the sheet has every needed heading, at least half of them in the table's own words."""
        present = [normalise(heading) for heading in sheet.headings]
        own = own_headings(council)
        fitting = []
        for known in self.tables:
            met, missing = has_columns(known, present, own)
            if not missing and 2 * len(met) >= len(known.needs) and not (self.apart and self.apart(known, sheet)):
                fitting.append((len(known.headings() & set(present)), len(known.needs), known))
        if not fitting:
            return None
        known = max(fitting, key=lambda one: one[:2])[2]
        return Claim(self.name, known.name, sheet, known.feeds, known.headings(), own, self.is_return, self.precedence)

    def near(self, sheet: Sheet, council: Council) -> NearMiss | None:
        """The table of which the sheet lacks one needed heading and has most of the others."""
        present = [normalise(heading) for heading in sheet.headings]
        own = own_headings(council)
        best: tuple[float, NearMiss] | None = None
        for known in self.tables:
            met, missing = has_columns(known, present, own)
            if not 0 < len(missing) <= _FEW or len(met) < 2:
                continue
            ours = known.headings() | {heading for feed in known.feeds for heading in own.get(feed.extract, {})}
            unknown = tuple(h for h, name in zip(sheet.headings, present, strict=True) if h and name not in ours)
            share = len(known.headings() & set(present)) / len(known.headings())
            if best is None or share > best[0]:
                best = (share, NearMiss(f"{self.name} {known.name}", tuple(missing), unknown))
        return None if best is None else best[1]
