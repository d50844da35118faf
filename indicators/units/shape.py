"""What a shape of figure is: how rows become evidence, evidence becomes a figure, and a figure is shown and judged.

A :class:`Unit` holds what is true of every figure of a unit once it is counted (how it is rounded, shown, tested,
protected). A :class:`Shape` is what a declaration writes: a unit with the SQL conditions and amounts of one indicator.
Nothing outside this package asks which unit a figure has; it asks the unit a question.

One module of this package is one shape, or a few that differ in one point, and is found by :mod:`indicators.units`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from schemas.groups import NOT_RECORDED
from schemas.rounding import round_half_up

#: Keys of a figure, in SQL and in that order.
KEYS = "authority, submission_quarter, quarter, time_window"


class DeclarationError(ValueError):
    """A declaration contradicts itself or leaves out what it needs."""


@dataclass(frozen=True)
class Display:
    """How a figure of a unit is shown; rounded half up, once, by :mod:`schemas.rounding`.

    Attributes:
        places: Decimal places.
        before: What stands before the digits, such as a pound sign.
        after: What stands after them, such as a per cent sign.
        moves_in_points: Whether a difference of two figures is spoken of in points.
        drops_nought: Whether a whole figure is written without decimals (a count's comparator may be a fraction).
    """

    places: int = 1
    before: str = ""
    after: str = ""
    moves_in_points: bool = False
    drops_nought: bool = False

    def rounded(self, value: float | Fraction | None) -> float | None:
        """The figure as it is shown and judged."""
        return round_half_up(value, self.places)

    def is_whole(self, shown: float) -> bool:
        """Whether a shown figure is written without decimals."""
        return self.places == 0 or (self.drops_nought and shown.is_integer())

    def words(self, value: float) -> str:
        """The figure inside a sentence: ``70.9%``, ``312``, ``£3,274``; a minus sign stands before the pound sign."""
        shown = self.rounded(value)
        if shown is None:
            return ""
        places = 0 if self.is_whole(shown) else self.places
        return f"{'-' if shown < 0 else ''}{self.before}{abs(shown):,.{places}f}{self.after}"

    @property
    def number_format(self) -> str:
        """The same for a spreadsheet cell."""
        digits = "0" if self.after else "#,##0"
        if self.places and not self.drops_nought:
            digits += "." + "0" * self.places
        before = f'"{self.before}"' if self.before else ""
        after = f'"{self.after}"' if self.after else ""
        return f"{before}{digits}{after}"

    @property
    def axis_format(self) -> str:
        """The same for the axis of a chart: no decimals."""
        before = f'"{self.before}"' if self.before else ""
        after = f'"{self.after}"' if self.after else ""
        return f"{before}{'0' if self.after else '#,##0'}{after}"


PERCENT = Display(after="%", moves_in_points=True)
POUNDS = Display(places=0, before="£")
DECIMAL = Display()
WHOLE = Display(drops_nought=True)


@dataclass(frozen=True)
class Unit:
    """What is true of every figure of a unit.

    Attributes:
        name: As in ``indicators.definition.unit``.
        title: What the indicator dictionary calls it.
        name_ends: What a measure's name ends with where its label does not say it.
        axis: Title of a chart's axis.
        display: How it is shown.
        scale: The figure is so many times numerator over denominator; ``None`` where it is no such ratio.
        is_share: Numerator and denominator count the same things, the one among the other: the rest of the base is a
            number too, the figure has a Wilson interval and its changes are tested by Newcombe's.
        has_base: The denominator counts the things the figure rests on, so that a small one says little and is
            protected. (The population of a rate, weeks, and nothing at all are no such base.)
        counts_in_numerator: The numerator is a number of things, to be protected as such. Otherwise it is an amount,
            which is hidden with the base.
        is_whole_breakdown: Categories of a breakdown are hidden together.
        answer: Column of the evidence that changes when a row's answer does.
        default_band: Width of the amber band where nobody has set a floor.
        revised_by: A revision is large from so many points on; ``None``: from two per cent on.
        may_be_few: A move of fewer things than the disclosure threshold is no large revision.
        has_parts: It is made of other figures, and inherits their protection.
        has_denominator: There is a denominator; otherwise the number is out of nothing.
    """

    name: str
    title: str
    name_ends: str
    axis: str
    display: Display
    scale: int | None = None
    is_share: bool = False
    has_base: bool = False
    counts_in_numerator: bool = False
    is_whole_breakdown: bool = False
    answer: str = '"value"'
    default_band: float = 0.0
    revised_by: float | None = None
    may_be_few: bool = False
    has_parts: bool = False
    has_denominator: bool = True

    def in_pounds(self) -> Unit:
        """The same unit for money: whole pounds, half up."""
        return replace(
            self,
            name=f"£{self.name}",
            title=f"{self.title} in pounds",
            name_ends="pounds",
            axis="Pounds",
            display=POUNDS,
        )

    def shown(self, numerator: float | None, denominator: float | None, value: float | None) -> float | None:
        """The figure as shown, from the exact ratio where numerator and denominator are whole numbers.

        ``0.2875 * 100`` is a little under 28.75 in binary and would be shown as 28.7.
        """
        exact = self.scale is not None and _is_whole(numerator) and _is_whole(denominator)
        if exact and denominator and denominator > 0:
            return self.display.rounded(Fraction(int(numerator or 0) * (self.scale or 1), int(denominator)))
        return self.display.rounded(value)

    def with_parts(self, numerator: float, denominator: float | None, shown: float | None) -> str:
        """A figure with what it is made of, in words: ``61 of 87 (70.1%)``, ``15.1 (302 over 20)``."""
        if shown is None:
            return "no figure (nobody in it)"
        words = self.display.words(shown)
        if denominator is None or self.scale is None:
            return words
        if self.is_share:
            return f"{numerator:,.0f} of {denominator:,.0f} ({words})"
        if self.has_base:
            return f"{words} ({numerator:,.0f} over {denominator:,.0f})"
        return f"{words} ({numerator:,.0f})"


def _is_whole(number: float | None) -> bool:
    return number is not None and not math.isnan(number) and float(number).is_integer()


@dataclass(frozen=True)
class Row:
    """How a row of a cohort is read: SQL expressions on the cohort's columns.

    Attributes:
        counted: Whether it is a row of evidence.
        met: Whether such a row is in the numerator.
        value: Its amount.
        base: The amount it is set against.
        carries: A row that is no evidence may carry such an amount too.
        category: Its category, for a distribution; kept in the evidence.
    """

    counted: str = "TRUE"
    met: str = "TRUE"
    value: str = "NULL"
    base: str = "NULL"
    category: str = "NULL"
    carries: bool = False


@dataclass(frozen=True)
class Formula:
    """How counted rows become a figure: SQL expressions.

    ``numerator`` and ``denominator`` may speak of ``things`` (rows of evidence), ``met`` (those in the numerator),
    ``amount`` and ``base_amount`` (sums of ``value`` and ``base``), ``middle`` (median ``value``), ``total`` (rows of
    evidence of the whole figure, whatever the category), ``people`` (residents aged 0-17), ``other`` (the numerator of
    the figure named by :meth:`Shape.over`) and ``blank_bases`` (rows of evidence without a base). ``value`` may speak of
    ``numerator``, ``denominator`` and the same.

    Attributes:
        rests_on: SQL condition without which the figure is not available.
        missing: What is missing then, in words.
        only_subtracts: A nil denominator leaves a figure (SQL).
    """

    numerator: str
    denominator: str
    value: str
    rests_on: str = "TRUE"
    missing: str = ""
    only_subtracts: str = "FALSE"


@dataclass(frozen=True)
class By:
    """A breakdown of an indicator's own.

    Attributes:
        name: As in ``indicators.result.breakdown``.
        column: SQL expression for the category of a row, most often a column of the cohort.
        categories: In reading order; empty where the categories are texts as given.
        label: What a reader is told.
        missing: What a missing value is called; always the last category.
        is_missing_listed: Whether that category appears though it is nil.
        needs: Extract without which there are no rows of the breakdown; the headline does not need it.
    """

    name: str
    column: str
    categories: tuple[str, ...]
    label: str
    missing: str = NOT_RECORDED
    is_missing_listed: bool = True
    needs: str = ""

    @property
    def listed(self) -> tuple[str, ...]:
        """Every category that appears, nil included; of texts as given nobody knows beforehand."""
        if not self.categories or not self.is_missing_listed or self.missing in self.categories:
            return self.categories
        return (*self.categories, self.missing)


@dataclass(frozen=True)
class FigureOf:
    """Another indicator's figure, that a shape is made of.

    Attributes:
        indicator_id: Its id.
        window: Its window, by value; the same window where blank.
        quarters_back: So many quarters earlier, from the same delivery.
    """

    indicator_id: str
    window: str = ""
    quarters_back: int = 0


@dataclass(frozen=True)
class Shape:
    """The kind of figure an indicator is, with its conditions; see the module's docstring.

    Every class that can be declared has a :attr:`UNIT`.
    """

    UNIT: ClassVar[Unit]
    #: A rule in words is needed for whom the figure is a share of.
    NEEDS_BASE_WORDS: ClassVar[bool] = False
    #: Broken down by the attributes of the person, where rows are about persons.
    BY_PERSON: ClassVar[bool] = False
    #: Its rows are kept as evidence. A shape without has no list anybody could open.
    HAS_EVIDENCE: ClassVar[bool] = True
    #: Rows counted and not met are exceptions (``-``).
    HAS_MISSES: ClassVar[bool] = False

    @property
    def unit(self) -> Unit:
        """The unit of the figure."""
        return self.UNIT

    @property
    def has_headline(self) -> bool:
        """Whether there is a figure of the whole beside the breakdowns."""
        return True

    @property
    def is_signed(self) -> bool:
        """Whether the number is a difference that may be negative, and so no group of people."""
        return False

    @property
    def in_words(self) -> str:
        """What amounts are measured in: ``days``, ``places``, ``fte``; blank where they are plain numbers."""
        return ""

    def row(self) -> Row:
        """How a row of the cohort is read."""
        return Row()

    def formula(self) -> Formula:
        """How counted rows become a figure."""
        raise NotImplementedError(f"{type(self).__name__} says no formula.")

    @property
    def moves_by_counts(self) -> bool:
        """Whether a row more or less moves numerator and denominator by what that row counts, and nothing else does."""
        if self.derived("") is not None or not self.HAS_EVIDENCE:
            return False
        formula = self.formula()
        return formula.numerator in ("things", "met", "amount") and formula.denominator in ("NULL", "things", "people")

    @property
    def breakdowns(self) -> tuple[By, ...]:
        """Breakdowns the shape itself brings."""
        return ()

    def parts(self) -> tuple[FigureOf, ...]:
        """Figures of other indicators it is made of, which must be there first."""
        return ()

    def gathers(self) -> tuple[str, ...]:
        """Indicators whose rows are its rows, instead of a cohort's."""
        return ()

    def over(self) -> FigureOf | None:
        """The figure whose numerator stands in ``Formula`` as ``other``, if there is one."""
        return None

    def derived(self, indicator_id: str) -> str | None:
        """The query that makes the figure out of others; ``None`` where rows are counted.

        It reads ``asked`` (:data:`KEYS` and ``ends``, ``people``: the periods to give figures for) and
        ``indicators.result``, and gives :data:`KEYS`, ``breakdown``, ``category``, ``numerator``, ``denominator``,
        ``value``, ``status`` and ``missing``.
        """
        return None

    def problems(self) -> tuple[tuple[str, str], ...]:
        """What contradicts itself in the declaration: field and problem."""
        return ()
