"""Which headings are known: by them the heading row of a table is told from a title, and a record from a total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from schemas.extracts import EXTRACTS
from schemas.headers import aliases, normalise


@dataclass(frozen=True)
class KnownHeadings:
    """Headings as ``schemas.headers.normalise`` writes them.

    Attributes:
        headings: Every heading that some table of the council may have.
        keys: Those of the column that names whom or what a record is about; a row without it is no record when it
            stands below all the others.
    """

    headings: frozenset[str]
    keys: frozenset[str]

    def with_own(self, headers: Mapping[str, Mapping[str, str]]) -> KnownHeadings:
        """These and the council's own headings.

        Args:
            headers: By extract the council's own heading to the contract column.
        """
        pairs = [(normalise(heading), column) for own in headers.values() for heading, column in own.items()]
        return self.and_these((name for name, _ in pairs), (name for name, column in pairs if column in KEY_COLUMNS))

    def and_these(self, headings: Iterable[str], keys: Iterable[str] = ()) -> KnownHeadings:
        """These and more of them, written in any way."""
        more = frozenset(normalise(heading) for heading in keys)
        return KnownHeadings(
            self.headings | more | frozenset(normalise(heading) for heading in headings), self.keys | more
        )


#: Contract columns that name whom or what a record is about.
KEY_COLUMNS = frozenset(
    extract.key[0]
    for extract in EXTRACTS.values()
    if not extract.has_person
    and not any(extract.key[0] in one.column_names for one in EXTRACTS.values() if one.has_person)
) | {"person_id"}


@cache
def contract_headings() -> KnownHeadings:
    """The contract's column names and the headings accepted for them."""
    named: dict[str, str] = {}
    for name, extract in EXTRACTS.items():
        named |= {normalise(column): column for column in extract.column_names}
        named |= dict(aliases(name))
    return KnownHeadings(
        frozenset(named), frozenset(heading for heading, column in named.items() if column in KEY_COLUMNS)
    )
