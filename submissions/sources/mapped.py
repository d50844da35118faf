"""A council's own table: one row a child and one column an event, unfolded as ``council.toml`` says.

A table whose columns are those of an extract under the council's own headings needs no entry here: the contract's own source
reads ``[headers.*]`` and ``[join.*]`` too.
"""

from __future__ import annotations

from schemas.extracts import EXTRACTS
from schemas.headers import aliases, normalise
from submissions.council import Council
from submissions.reading.sheet import Sheet
from submissions.sources.base import Claim, Feed, NearMiss, own_headings


class _Mapped:
    """Tables that ``[[unfold.*]]`` names a column of."""

    name = "the council's own table"
    order = 5

    def recognise(self, sheet: Sheet, council: Council) -> Claim | None:
        """A table that has columns to unfold and one that says whom each row is about."""
        present = {normalise(heading) for heading in sheet.headings}
        own = own_headings(council)
        feeds: list[Feed] = []
        for extract, entries in council.unfold.items():
            found = [entry for entry in entries if normalise(entry.column) in present]
            columns = _columns(extract, present, own.get(extract, {}))
            if not found or "person_id" not in columns:
                continue
            set_here = {name for entry in found for name in (entry.to, *entry.constants)}
            shared = {name: headings for name, headings in columns.items() if name not in set_here}
            feeds += [
                Feed(
                    extract,
                    {**shared, entry.to: (entry.column,)},
                    constants=entry.constants,
                    only=(entry.column,),
                    part=entry.column,
                )
                for entry in found
            ]
        if not feeds:
            return None
        known = frozenset(normalise(one) for feed in feeds for names in feed.columns.values() for one in names)
        return Claim(self.name, "", sheet, tuple(feeds), known, own)

    def near(self, sheet: Sheet, council: Council) -> NearMiss | None:
        """Never: what the council says of its own table is there or is not."""
        return None


def _columns(extract: str, present: set[str], own: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Contract column to the heading of the sheet that is read as it."""
    accepted = {normalise(name): name for name in EXTRACTS[extract].column_names} | dict(aliases(extract)) | own
    found: dict[str, tuple[str, ...]] = {}
    for heading, column in accepted.items():
        if heading in present and column in EXTRACTS[extract].column_names:
            found.setdefault(column, (heading,))
    return found


SOURCE = _Mapped()
