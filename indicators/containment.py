"""What a cohort says of itself beside its query: whom it is contained in, what it is split by, what always holds.

A cohort's file opens with comments. Those that begin with ``-- Relation:`` are declarations that disclosure control reads,
and nobody else: from them, and from the conditions of the indicators, follows which figures an outsider can set against
one another. A test over many made-up councils fails on a relation that always holds and does not follow.

==================================================  ==================================================================
``exactly <cohort>``                                The same rows as another cohort, on the same key
``within <cohort> [where <condition>]``             Some of the rows of another cohort (for which the condition holds)
``contains <cohort> where <condition>``             At least the rows of the one it is within for which that holds
``shares <column>, ...``                            Columns that mean the same as in the cohort it is within
``<column> means <condition>``                      A column that is shorthand for a condition on other columns
``always <condition>``                              Holds on every row
``split by <breakdown> from <column>``              The categories of a breakdown follow from a column
``quarters add up``                                 Each row belongs to one quarter: longer windows are sums of quarters
``quarters overlap``                                A row may be in several quarters; a longer window is their union
``persons of <cohort>``                             One row for each person with a row in another cohort
``holds <cohort>``                                  Has every row of the cohort of the last day
``covered by <cohort> [before] and <cohort>``       Each row is in one of the two (the first of the day before the window)
``counts <column> in <cohort> where <condition>``   The column, summed, is the number of those rows of another cohort
``difference of <cohort>``                          Rows of the last day less those of the day before the window
``moves in <cohort>, ...; out <cohort>, ...``       Nearly always: the number before, and who came, less who went, is now's
==================================================  ==================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from indicators.definition import Cohort
from indicators.units.shape import DeclarationError

_MARK = "-- Relation: "


@dataclass(frozen=True)
class Within:
    """Containment in another cohort.

    Attributes:
        cohort: The other cohort.
        where: Condition on its columns.
        is_exact: Every row of the other for which the condition holds is one here.
    """

    cohort: str
    where: str = "TRUE"
    is_exact: bool = False


@dataclass(frozen=True)
class Cover:
    """Each row is in one of two cohorts."""

    one: str
    other: str
    is_before: bool


@dataclass(frozen=True)
class Sum:
    """A column whose sum is the number of rows of another cohort."""

    column: str
    cohort: str
    where: str


@dataclass
class Containment:
    """Everything one cohort declares; the module's docstring says what each line means."""

    within: Within | None = None
    contains: str | None = None
    shares: tuple[str, ...] = ()
    meanings: dict[str, str] = field(default_factory=dict)
    always: list[str] = field(default_factory=list)
    splits: dict[str, str] = field(default_factory=dict)
    quarters: str | None = None
    persons_of: list[str] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    difference_of: str | None = None
    comes: tuple[str, ...] = ()
    goes: tuple[str, ...] = ()


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def _within(c: Containment, found: re.Match[str]) -> None:
    c.within = Within(found["cohort"], found["where"] or "TRUE", found["kind"] == "exactly")


def _moves(c: Containment, found: re.Match[str]) -> None:
    c.comes, c.goes = _names(found["comes"]), _names(found["goes"])


_KINDS = (
    (r"(?P<kind>exactly|within) (?P<cohort>\w+)(?: where (?P<where>.+))?", _within),
    (r"contains \w+ where (?P<where>.+)", lambda c, f: setattr(c, "contains", f["where"])),
    (r"shares (?P<names>.+)", lambda c, f: setattr(c, "shares", _names(f["names"]))),
    (r"(?P<column>\w+) means (?P<sql>.+)", lambda c, f: c.meanings.update({f["column"]: f["sql"]})),
    (r"always (?P<sql>.+)", lambda c, f: c.always.append(f["sql"])),
    (r"split by (?P<breakdown>\w+) from (?P<column>\w+)", lambda c, f: c.splits.update({f["breakdown"]: f["column"]})),
    (r"quarters (?P<how>add up|overlap)", lambda c, f: setattr(c, "quarters", f["how"])),
    (r"persons of (?P<cohort>\w+)", lambda c, f: c.persons_of.append(f["cohort"])),
    (r"holds (?P<cohort>\w+)", lambda c, f: c.holds.append(f["cohort"])),
    (
        r"covered by (?P<one>\w+)(?P<before> before)? and (?P<other>\w+)",
        lambda c, f: c.covers.append(Cover(f["one"], f["other"], f["before"] is not None)),
    ),
    (
        r"counts (?P<column>\w+) in (?P<cohort>\w+) where (?P<where>.+)",
        lambda c, f: c.sums.append(Sum(f["column"], f["cohort"], f["where"])),
    ),
    (r"difference of (?P<cohort>\w+)", lambda c, f: setattr(c, "difference_of", f["cohort"])),
    (r"moves in (?P<comes>[^;]+); out (?P<goes>.+)", _moves),
)


@cache
def containment(cohort: str) -> Containment:
    """What a cohort declares.

    Raises:
        DeclarationError: When a line is none of those the module's docstring lists.
    """
    found = Containment()
    for line in Cohort(cohort).sql.splitlines():
        if not line.startswith(_MARK):
            continue
        said = line.removeprefix(_MARK).strip()
        for pattern, take in _KINDS:
            match = re.fullmatch(pattern, said)
            if match is not None:
                take(found, match)
                break
        else:
            raise DeclarationError(
                f"Cohort '{cohort}': '{said}' is no relation that can be declared; see indicators.containment."
            )
    return found
