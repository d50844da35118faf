"""The vocabulary an indicator is declared in.

One frozen :class:`Indicator` states everything about a figure: who counts, what is met, over which windows, which way
is good, and where the rule comes from. Headline, breakdowns, exception lists, sheets, checks and the indicator
dictionary are all read from it. What kind of figure it is, its shape (:mod:`indicators.units`) knows. A declaration that
contradicts itself is refused when it is made, with a message that names the indicator and the field.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import duckdb

from indicators.needs import Need
from indicators.units.shape import By, DeclarationError, Shape
from schemas.groups import BREAKDOWNS, CARE_LEAVER, LOOKED_AFTER
from warehouse.calendar import Window

COHORT_FOLDER = Path(__file__).parent / "cohorts"

#: Without these nothing can be said; an episode whose end nobody could have written down is not known to be open.
ALWAYS_NEEDED = ("children", "care_episodes", "care_episodes.episode_end")

#: What ``Indicator.reads`` says of a cohort that reads figures of every other indicator.
EVERY_FIGURE = "*"


class Direction(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    RANGE = "range"
    CONTEXT = "context"


class Counts(StrEnum):
    """What one row of evidence is."""

    PERSONS = "p"
    PERIODS = "c"
    RECORDS = "r"
    HOUSEHOLDS = "h"
    WORKERS = "w"
    ACTIONS = "a"
    SETTINGS = "s"
    SIBLING_GROUPS = "g"
    COURSES = "t"
    EVENTS = "m"

    @property
    def words(self) -> str:
        """What the dictionary calls them."""
        return {
            Counts.PERSONS: "persons",
            Counts.PERIODS: "periods of care",
            Counts.RECORDS: "records",
            Counts.HOUSEHOLDS: "households",
            Counts.WORKERS: "workers or posts",
            Counts.ACTIONS: "actions",
            Counts.SETTINGS: "settings",
            Counts.SIBLING_GROUPS: "sibling groups",
            Counts.COURSES: "required courses of a trainee",
            Counts.EVENTS: "meetings, audits and other events",
        }[self]

    @property
    def is_about_children(self) -> bool:
        """Whether a small number of them could tell of a child or young person (data contract 2, Disclosure 1 and 2)."""
        return self in (Counts.PERSONS, Counts.PERIODS, Counts.RECORDS, Counts.SIBLING_GROUPS)

    @property
    def has_person(self) -> bool:
        """Whether a row is about one person, whose attributes divide the figure."""
        return self in (Counts.PERSONS, Counts.PERIODS, Counts.RECORDS)


class Basis(StrEnum):
    """How quarters of this figure relate, and so how change is spoken of (statistics design, section 4.2)."""

    FLOW = "flow"
    STOCK = "stock"
    BIRTHDAY = "birthday"


class Tier(StrEnum):
    """How far small numbers must be hidden: an outcome describes children, a process describes the council."""

    OUTCOME = "outcome"
    PROCESS = "process"


class Book(StrEnum):
    """Which book of the panel a measure stands in."""

    LOOKED_AFTER = "looked_after"
    CARE_LEAVER = "care_leaver"
    HOMES_AND_MONEY = "homes_and_money"
    PROMISES = "promises"


#: The book of a measure, by the first part of its id, unless its theme says otherwise.
_BOOKS = {
    "LAC": Book.LOOKED_AFTER,
    "CL": Book.CARE_LEAVER,
    "SUF": Book.HOMES_AND_MONEY,
    "ACT": Book.PROMISES,
    "DQ": Book.PROMISES,
}


@dataclass(frozen=True)
class Cohort:
    """Who is asked about: a query in ``indicators/cohorts/<name>.sql``.

    It reads ``period`` (one row per submission, quarter and window: ``authority``, ``submission_quarter``, ``quarter``,
    ``time_window``, ``starts``, ``ends``, ``quarter_starts``, ``year_starts``, ``rolling_year_starts``) and gives one
    row per thing counted, with those four keys, ``row_id``, ``person_id`` and whatever columns measures speak of.

    Attributes:
        name: Name of the file.
        words: Who they are, in words; what a percentage of all of them is a share of.
        reach: First day of history the query needs, as SQL on the columns of ``period``; the window's first day by default.
        marked_reach: First day it looks back to where it can be had; a figure whose history begins later is given all the
            same, and marked. The reach itself by default.
    """

    name: str
    words: str = ""
    reach: str = "starts"
    marked_reach: str = ""

    @cached_property
    def sql(self) -> str:
        """The query as written.

        Raises:
            DeclarationError: When there is no such file.
        """
        path = COHORT_FOLDER / f"{self.name}.sql"
        if not path.is_file():
            raise DeclarationError(f"Cohort '{self.name}' has no file indicators/cohorts/{self.name}.sql.")
        return path.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Reason:
    """Why a row is on the exception list. Of several that hold, the first declared speaks.

    Attributes:
        code: Stable code in ``indicators.evidence.miss_reason``.
        words: What a manager reads.
        when: SQL condition on the cohort's columns.
    """

    code: str
    words: str
    when: str = "TRUE"


#: The reason of an exception where the declaration has no finer one.
NOT_MET = Reason("NOT_MET", "Not met")


@dataclass(frozen=True)
class Exceptions:
    """Which rows a manager must be able to open one by one.

    Attributes:
        side: ``+`` lists the numerator, ``-`` the denominator without it.
        reasons: In order; a last catch-all reason is required so that every exception has one.
        due: Column with the date by which it should have been done, if there is one.
        done: Column with the date it was done after all, which stops the count of days overdue.
        last_event: Plain words for the last thing on file that bears on the miss, such as "Last visit".
        last_event_date: SQL expression for its date; the two go together.
        certain: SQL condition for a row of a coming quarter that is missed as now known and can no longer be met. It
            may speak of ``known_on``, the last day of the run quarter, and of ``ends``, that of the quarter to come.
    """

    side: str
    reasons: tuple[Reason, ...] = (NOT_MET,)
    due: str | None = None
    done: str | None = None
    last_event: str = ""
    last_event_date: str | None = None
    certain: str = "FALSE"


@dataclass(frozen=True)
class Target:
    """What the council aims for, and the floor below which (or ceiling above which) it is red.

    Exactly one of ``at_least``, ``at_most`` and ``between``.

    Attributes:
        source: Who says so: a paper, a regulation, or the England figure.
    """

    source: str
    at_least: float | None = None
    at_most: float | None = None
    between: tuple[float, float] | None = None
    floor: float | None = None

    def __post_init__(self) -> None:
        given = [kind for kind in (self.at_least, self.at_most, self.between) if kind is not None]
        if len(given) != 1:
            raise DeclarationError("A target takes exactly one of at_least, at_most and between.")

    @property
    def kind(self) -> str:
        """``at_least``, ``at_most`` or ``between``."""
        if self.at_least is not None:
            return "at_least"
        return "at_most" if self.at_most is not None else "between"

    @property
    def low(self) -> float | None:
        """Lowest figure that meets the target."""
        return self.between[0] if self.between else self.at_least

    @property
    def high(self) -> float | None:
        """Highest figure that meets the target."""
        return self.between[1] if self.between else self.at_most


@dataclass(frozen=True)
class Source:
    """Where the rule comes from.

    Attributes:
        text: Regulation, guidance or return, as it would be cited.
        limits: What a reader must know before relying on the figure.
    """

    text: str
    limits: str = ""


@dataclass(frozen=True)
class Indicator:
    """One figure of a scorecard; see the module's docstring. A theme writes most of it (:mod:`indicators.theme`).

    Attributes:
        id: Stable identifier of the data contract, never reused.
        title: Statutory wording.
        label: Plain words for the panel.
        theme: Heading it stands under.
        measure: Its shape, with its conditions.
        windows: In the order of the data contract; the headline window is the one a scorecard rates.
        numerator_words, denominator_words: Who is counted, in words (no denominator for counts).
        cohort: Who is asked about; ``None`` where the figure is made of other figures.
        needs: What it rests on besides children and care_episodes (see :mod:`indicators.needs`): extracts, and columns of
            any extract. Without one the figure is not available.
        unknown: SQL condition for rows to be counted in ``unknown`` (over the whole cohort, so that rows left out of
            the denominator for want of a fact can be counted); ``None`` where the contract names none. To keep unknown
            rows in the base, do not exclude them in ``measure.of``.
        by: Breakdowns of its own, beyond those every figure about persons has.
        by_person: Whether it is broken down by the attributes of the persons; by default, where its shape and ``counts``
            have them.
        is_rated: Whether a status is given, against ``target``.
        is_published: Whether the panel, and whoever holds protected copies, sees it. A figure is published once disclosure
            control knows how it hangs together with the others; until then it is exact and restricted.
        is_profiled: Whether its categories are published, as the profile of who the children are. Every breakdown is
            computed; publishing them all would only mean hiding most of them, and headlines with them.
        reach: First day of history it needs, as SQL on the columns of ``period``; the cohort's by default. A figure whose
            reach begins before the history on file is not available.
        is_told_by_returns: Whether the rows of an annual return, each dated 31 March, can stand for the records it counts. So
            can those of birthdays, whatever is said here. Where they cannot, a council that gives the return alone has no
            figure: the return says who was up to date, not what happened and when.
        reads: Indicators whose figures its cohort reads from ``indicators.result``, or :data:`EVERY_FIGURE`.
        prepared_by: Fills tables its cohort or shape reads, once and just before.
        in_force: First financial year the definition is used for; a later block with the same id replaces it.
        until: First financial year it is no longer used for; the registry sets it where there is a later block.
    """

    id: str
    title: str
    label: str
    theme: str
    measure: Shape
    windows: tuple[Window, ...]
    numerator_words: str
    source: Source
    cohort: Cohort | None = None
    denominator_words: str = ""
    left_out_words: str = ""
    counts: Counts = Counts.PERSONS
    better: Direction = Direction.CONTEXT
    basis: Basis = Basis.STOCK
    tier: Tier = Tier.OUTCOME
    needs: tuple[str, ...] = ()
    unknown: str | None = None
    exceptions: Exceptions | None = None
    target: Target | None = None
    is_rated: bool = False
    is_published: bool = True
    is_profiled: bool = False
    headline: Window | None = None
    by: tuple[By, ...] = ()
    by_person: bool | None = None
    reach: str | None = None
    is_told_by_returns: bool = False
    reads: tuple[str, ...] = ()
    prepared_by: Callable[[duckdb.DuckDBPyConnection], object] | None = field(default=None, repr=False)
    own_book: Book | None = None
    in_force: str = "2010-11"
    until: str = ""

    def __post_init__(self) -> None:
        for field_name, problem in (*self._problems(), *self._exception_problems()):
            raise DeclarationError(f"{self.id}: {field_name}: {problem}")

    def _problems(self) -> list[tuple[str, str]]:
        """What contradicts itself: field and problem."""
        found = [
            (not self.windows, "windows", "give at least one window."),
            (
                self.headline is not None and self.headline not in self.windows,
                "headline",
                f"'{self.headline}' is not one of its windows {[str(w) for w in self.windows]}.",
            ),
            (
                self.measure.NEEDS_BASE_WORDS and not self.denominator_words,
                "denominator_words",
                "a share says in words whom it is a share of.",
            ),
            (
                self.is_rated and self.better is Direction.CONTEXT,
                "better",
                "a rated figure says which way is good.",
            ),
            (self.target is not None and self.better is Direction.CONTEXT, "better", "a target needs a direction."),
            (
                self.cohort is None and not (self.measure.gathers() or self.measure.derived(self.id)),
                "cohort",
                f"{type(self.measure).__name__} counts the rows of a cohort; name one.",
            ),
            (
                self.id.partition("-")[0] not in _BOOKS,
                "id",
                f"begins with none of {', '.join(_BOOKS)}, which say the book it stands in.",
            ),
        ]
        return [(name, problem) for holds, name, problem in found if holds] + list(self.measure.problems())

    def _exception_problems(self) -> list[tuple[str, str]]:
        listed = self.exceptions
        if listed is None:
            return []
        found = [
            (
                listed.side not in ("+", "-"),
                "exceptions.side",
                "write '+' (the numerator) or '-' (the denominator without it).",
            ),
            (
                listed.side == "-" and not self.measure.HAS_MISSES,
                "exceptions.side",
                "only a percentage has rows that are counted and not met.",
            ),
            (
                not listed.reasons or listed.reasons[-1].when != "TRUE",
                "exceptions.reasons",
                "end with a reason that always holds, so that no exception is without one.",
            ),
            (
                bool(listed.last_event) != (listed.last_event_date is not None),
                "exceptions.last_event",
                "give the words and the date of the last event together.",
            ),
        ]
        return [(name, problem) for holds, name, problem in found if holds]

    @property
    def scorecard(self) -> str:
        """Whose attributes divide it: ``care_leaver`` for CL rows, otherwise ``looked_after``."""
        return CARE_LEAVER if self.id.startswith("CL-") else LOOKED_AFTER

    @property
    def book(self) -> Book:
        """Which book of the panel it stands in."""
        return self.own_book or _BOOKS[self.id.partition("-")[0]]

    @property
    def unit(self) -> str:
        """Name of its unit: ``n``, ``%``, ``£sum`` and so on (:func:`indicators.units.unit_of`)."""
        return self.measure.unit.name

    @property
    def headline_window(self) -> Window:
        """The window a scorecard shows first and rates."""
        return self.headline or self.windows[-1]

    @property
    def has_person_breakdowns(self) -> bool:
        """Whether it is broken down by the attributes of the persons (data contracts, Breakdowns)."""
        if self.by_person is not None:
            return self.by_person
        on_a_card = self.id.startswith(("LAC-", "SUF-", "CL-"))
        return on_a_card and self.measure.BY_PERSON and self.counts.has_person

    @property
    def is_protected(self) -> bool:
        """Whether a small number of it could tell of a child or young person (data contract 2, Disclosure 1, 2 and 7).

        Households count where they stand beside the children's ethnicity (SUF-26); rows on recording only where they count
        episodes of children (DQ-05, DQ-08).
        """
        if self.id.startswith("DQ-"):
            return self.id in ("DQ-05", "DQ-08")
        return self.counts.is_about_children or self.id == "SUF-26"

    @property
    def own_breakdowns(self) -> tuple[By, ...]:
        """Breakdowns of its own: what its shape brings, then what the declaration names."""
        return (*self.measure.breakdowns, *self.by)

    @property
    def categories(self) -> dict[str, tuple[str, ...]]:
        """Breakdown -> every category that appears, in reading order, nil included; the headline apart."""
        by_person = BREAKDOWNS if self.has_person_breakdowns else ()
        return {
            **{b.name: b.categories[self.scorecard] for b in by_person if self.scorecard in b.categories},
            **{b.name: b.listed for b in self.own_breakdowns},
        }

    @cached_property
    def all_needs(self) -> tuple[Need, ...]:
        """Every extract, column and code it rests on."""
        return tuple(Need.read(text) for text in (*ALWAYS_NEEDED, *self.needs))

    @property
    def extracts(self) -> tuple[str, ...]:
        """Extracts it needs besides children and care_episodes, each once."""
        return tuple(name for name in self.sources if name not in ("children", "care_episodes"))

    @property
    def sources(self) -> tuple[str, ...]:
        """Every extract the figure rests on, each once."""
        return tuple(dict.fromkeys(need.extract for need in self.all_needs))

    @property
    def reaches(self) -> str:
        """First day of history it needs, as SQL on the columns of ``period``."""
        return self.reach or (self.cohort.reach if self.cohort is not None else "starts")

    @property
    def marked_reach(self) -> str:
        """First day it looks back to where it can be had, likewise; blank where that is no further."""
        return self.cohort.marked_reach if self.cohort is not None else ""
