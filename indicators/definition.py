"""The vocabulary an indicator is declared in.

One frozen :class:`Indicator` states everything about a figure: who counts, what is met, over which windows, which way
is good, and where the rule comes from. Headline, breakdowns, exception lists, sheets, checks and the indicator
dictionary are all read from it. A declaration that contradicts itself is refused when it is made, with a message that
names the indicator and the field.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from schemas.groups import CARE_LEAVER, LOOKED_AFTER, Breakdown
from warehouse.calendar import Window

COHORT_FOLDER = Path(__file__).parent / "cohorts"


class DeclarationError(ValueError):
    """A declaration contradicts itself or leaves out what it needs."""


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


class Basis(StrEnum):
    """How quarters of this figure relate, and so how change is spoken of (statistics design, section 4.2)."""

    FLOW = "flow"
    STOCK = "stock"
    BIRTHDAY = "birthday"


class Tier(StrEnum):
    """How far small numbers must be hidden: an outcome describes children, a process describes the council."""

    OUTCOME = "outcome"
    PROCESS = "process"


@dataclass(frozen=True)
class Cohort:
    """Who is asked about: a query in ``indicators/cohorts/<name>.sql``.

    It reads ``period`` (one row per submission, quarter and window: ``authority``, ``submission_quarter``, ``quarter``,
    ``time_window``, ``starts``, ``ends``, ``quarter_starts``, ``year_starts``, ``rolling_year_starts``) and gives one
    row per thing counted, with those four keys, ``row_id``, ``person_id`` and whatever columns measures speak of.
    """

    name: str

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
class Percentage:
    """Of the rows where ``of`` holds, the share where ``met`` holds.

    Attributes:
        met: SQL condition for the numerator; unknown (NULL) is not met.
        of: SQL condition for the denominator; the whole cohort by default.
    """

    met: str
    of: str = "TRUE"
    unit = "%"


@dataclass(frozen=True)
class Count:
    """The number of rows where ``of`` holds; ``amount`` other than 1 makes it a signed sum (net change)."""

    of: str = "TRUE"
    amount: str | None = None
    unit = "n"


@dataclass(frozen=True)
class Rate:
    """Rows where ``of`` holds for every 10,000 residents aged 0-17."""

    of: str = "TRUE"
    unit = "rate"


@dataclass(frozen=True)
class Mean:
    """Sum of ``amount`` over the rows where ``of`` holds, divided by their number."""

    amount: str
    of: str = "TRUE"
    unit = "mean"


Measure = Percentage | Count | Rate | Mean


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
    when: str


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
    reasons: tuple[Reason, ...]
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
    """One figure of a scorecard; see the module's docstring.

    Attributes:
        id: Stable identifier of the data contract, never reused.
        title: Statutory wording.
        label: Plain words for the panel.
        theme: Heading it stands under.
        scorecard: ``looked_after`` or ``care_leaver``.
        windows: In the order of the data contract; the headline window is the one a scorecard rates.
        numerator_words, denominator_words: Who is counted, in words (no denominator for counts).
        needs: Extracts besides children and care_episodes; without one the figure is not available.
        unknown: SQL condition for rows to be counted in ``unknown`` (over the whole cohort, so that rows left out of
            the denominator for want of a fact can be counted); ``None`` where the contract names none.
        breakdowns: Further breakdowns beyond those every figure of its scorecard has.
        is_rated: Whether a status is given, against ``target``.
        is_profiled: Whether its categories are published, as the profile of who the children are. Every breakdown is
            computed; publishing them all would only mean hiding most of them, and headlines with them.
        in_force: First financial year the definition is used for; a later block with the same id replaces it.
    """

    id: str
    title: str
    label: str
    theme: str
    cohort: Cohort
    measure: Measure
    windows: tuple[Window, ...]
    numerator_words: str
    source: Source
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
    is_profiled: bool = False
    headline: Window | None = None
    breakdowns: tuple[Breakdown, ...] = ()
    in_force: str = "2010-11"

    def __post_init__(self) -> None:
        def refuse(field_name: str, problem: str) -> None:
            raise DeclarationError(f"{self.id}: {field_name}: {problem}")

        if not self.windows:
            refuse("windows", "give at least one window.")
        if self.headline is not None and self.headline not in self.windows:
            refuse(
                "headline", f"'{self.headline}' is not one of its windows {[str(w) for w in self.windows]}."
            )
        if isinstance(self.measure, Percentage) and not self.denominator_words:
            refuse("denominator_words", "a percentage says in words whom it is a share of.")
        if self.is_rated and self.better is Direction.CONTEXT:
            refuse("better", "a rated figure says which way is good.")
        if self.target is not None and self.better is Direction.CONTEXT:
            refuse("better", "a target needs a direction.")
        if self.exceptions is not None:
            if self.exceptions.side not in ("+", "-"):
                refuse("exceptions.side", "write '+' (the numerator) or '-' (the denominator without it).")
            if self.exceptions.side == "-" and not isinstance(self.measure, Percentage):
                refuse("exceptions.side", "only a percentage has rows that are counted and not met.")
            if not self.exceptions.reasons or self.exceptions.reasons[-1].when != "TRUE":
                refuse(
                    "exceptions.reasons",
                    "end with a reason that always holds, so that no exception is without one.",
                )
            if bool(self.exceptions.last_event) != (self.exceptions.last_event_date is not None):
                refuse("exceptions.last_event", "give the words and the date of the last event together.")

    @property
    def scorecard(self) -> str:
        """``care_leaver`` for CL rows, ``looked_after`` for LAC and SUF rows."""
        return CARE_LEAVER if self.id.startswith("CL-") else LOOKED_AFTER

    @property
    def unit(self) -> str:
        """``n``, ``%``, ``rate`` or ``mean``."""
        return self.measure.unit

    @property
    def headline_window(self) -> Window:
        """The window a scorecard shows first and rates."""
        return self.headline or self.windows[-1]

    @property
    def has_breakdowns(self) -> bool:
        """Whether the figure is broken down: counts and percentages are, except a net change."""
        return isinstance(self.measure, Percentage) or (
            isinstance(self.measure, Count) and self.measure.amount is None
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """Every extract the figure rests on."""
        return ("children", "care_episodes", *self.needs)
