"""From figures at hand to numbers nobody but the council knows, and everything that sets them against one another.

Every figure has up to three whole numbers: ``x`` counted, ``n`` the base, ``r`` the rest of the base. Those of one set of
people are one number. Beside the numbers stand the sizes of the smallest groups the declarations tell apart
(:mod:`disclosure.sets`); a number is a sum of them. Quarters, windows, flows and versions add relations of their own
(:mod:`disclosure.flows`). All of it is derived from the declarations (:mod:`indicators.containment`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from disclosure.conditions import EVERYBODY
from disclosure.counted import Counted, Declared
from indicators.definition import Indicator
from warehouse.calendar import Quarter, Window

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NONE = -1
EQUAL, AT_LEAST = 0, 1

#: Relations that follow from the definitions, from what is nearly always so, and from versions that agree.
CERTAIN, NEARLY = 1.0, 0.01


def quarter_number(label: str) -> int:
    """Quarters counted from year nought, so that neighbours differ by one; a multiple of four is a first quarter."""
    quarter = Quarter.parse(label)
    return quarter.year * 4 + quarter.number - 1


@dataclass(frozen=True)
class Block:
    """Where groups of people stand: the figures of one outermost cohort, quarter and window, as one version has them.

    Attributes:
        version: 0 for what is known now, else the position of the version whose figures differ.
        quarter: As :func:`quarter_number` counts.
        window: ``as_at`` for cohorts of the last day, whatever the window of the figure.
        root: The outermost cohort.
    """

    version: int
    quarter: int
    window: str
    root: str


@dataclass
class Relations:
    """Numbers, sizes of groups, and relations between them.

    Attributes:
        value: True value of each number; unknown (NaN) for sizes of groups and other numbers that nothing prints.
        is_signed: Numbers that may be negative.
        x, n, r: Number of each row of figures; :data:`NONE` where it has none.
        noughts: Numbers that nothing prints and everybody knows to be nought.
        growth: Numbers that nothing prints: by how much a year to date grew in a quarter, with the row that grew and its part.
        terms: Relation, number and factor of each term.
        kinds: Of each relation: the terms add up to nought, or to nought at least.
        weights: How certain each relation is.
    """

    value: list[float] = field(default_factory=list)
    is_signed: list[bool] = field(default_factory=list)
    x: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    n: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    r: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    noughts: list[int] = field(default_factory=list)
    growth: list[tuple[int, int, str]] = field(default_factory=list)
    relation: list[int] = field(default_factory=list)
    number: list[int] = field(default_factory=list)
    factor: list[float] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def new(self, value: float = float("nan"), *, is_signed: bool = False) -> int:
        """One more number."""
        self.value.append(value)
        self.is_signed.append(is_signed)
        return len(self.value) - 1

    def relate(self, terms: Iterable[tuple[int, float]], kind: int = EQUAL, weight: float = CERTAIN) -> None:
        """One more relation: the terms add up to nought (or to nought at least)."""
        place = len(self.kinds)
        for number, factor in terms:
            self.relation.append(place)
            self.number.append(number)
            self.factor.append(factor)
        self.kinds.append(kind)
        self.weights.append(weight)

    def parts(self) -> Mapping[str, Ints]:
        """Numbers of each row by part."""
        return {"x": self.x, "n": self.n, "r": self.r}


def _cohort(i: Indicator) -> str:
    return "" if i.cohort is None else i.cohort.name


class Builder:
    """Gathers numbers and relations for the figures of one submission, and of approved versions beside it."""

    def __init__(self, declared: Declared, indicators: Mapping[str, Indicator]) -> None:
        self.declared = declared
        self.indicators = indicators
        self.relations = Relations()
        #: Number of a set of people, by what identifies it.
        self.numbers: dict[Hashable, int] = {}
        self.blocks: dict[Block, int] = {}
        self.day_roots = {
            figure.root
            for (i, _, _), figure in declared.figures.items()
            if i in indicators and Window.AS_AT in indicators[i].windows and _cohort(indicators[i]) == figure.root
        }
        self._same: dict[tuple[str, tuple[int, ...]], str] = {}

    def add(self, figures: pd.DataFrame, version_of: Ints) -> None:
        """Add rows of figures.

        Args:
            figures: ``quarter_number``, ``indicator_id``, ``time_window``, ``breakdown``, ``category``, ``has_base``,
                ``is_share``, ``numerator``, ``denominator``; indexed 0, 1, 2, ....
            version_of: For each row, the version whose figures it belongs with; 0 for what is known now.
        """
        found: dict[str, list[int]] = {"x": [], "n": [], "r": []}
        columns = ["quarter_number", "indicator_id", "time_window", "breakdown", "category", "has_base", "is_share",
                   "numerator", "denominator"]  # fmt: skip
        lists = [figures[column].tolist() for column in columns]
        for version, quarter, indicator, window, breakdown, category, has_base, is_share, top, bottom in zip(
            version_of.tolist(), *lists, strict=True
        ):
            place = (version, quarter, indicator, window, breakdown, category)
            figure = self.declared.figures.get((indicator, breakdown, category))
            block = None if figure is None else self._block(version, quarter, window, figure)
            x = self._number_of(figure, block, place, float(top))
            n = self._base_of(figure, block, place, float(bottom)) if has_base else NONE
            r = self._worked_out(("rest", x, n), bottom - top, [(x, 1.0), (n, -1.0)]) if is_share else NONE
            for part, number in (("x", x), ("n", n), ("r", r)):
                found[part].append(number)
        self.relations.x, self.relations.n, self.relations.r = (np.array(found[p], dtype=np.int64) for p in "xnr")
        self._add_absent(figures, version_of)
        self._add_growth(figures, version_of)

    def _add_absent(self, figures: pd.DataFrame, version_of: Ints) -> None:
        """A category that is not there, where the others make up the whole, has nobody in it."""
        columns = ["quarter_number", "indicator_id", "time_window", "breakdown", "category", "numerator"]
        whole: dict[tuple[int, int, str, str], float] = {}
        parts: dict[tuple[int, int, str, str, str], dict[str, float]] = {}
        for version, row in zip(version_of.tolist(), figures[columns].itertuples(index=False, name=None), strict=True):
            quarter, indicator, window, breakdown, name, number = row
            if breakdown == "all":
                whole[version, quarter, indicator, window] = number
            else:
                parts.setdefault((version, quarter, indicator, window, breakdown), {})[name] = number
        for (version, quarter, indicator, window, breakdown), listed in parts.items():
            if whole.get((version, quarter, indicator, window)) != sum(listed.values()):
                continue
            for name in self.declared.categories.get((indicator, breakdown), ()):
                figure = self.declared.figures[indicator, breakdown, name]
                block = self._block(version, quarter, window, figure)
                if name not in listed and block is not None and figure.number is not None:
                    self.relations.noughts.append(self.set_number(block, figure.number, 0.0))

    def _add_growth(self, figures: pd.DataFrame, version_of: Ints) -> None:
        """A year to date is the one of the quarter before and what was added since, which is a number of its own."""
        ytd = (figures["time_window"].eq("ytd") & figures["breakdown"].eq("all")).to_numpy()
        columns = ["quarter_number", "indicator_id"]
        rows = {
            (version, *key): place
            for place, (version, key, chosen) in enumerate(
                zip(version_of.tolist(), figures[columns].itertuples(index=False, name=None), ytd, strict=True)
            )
            if chosen
        }
        for (version, quarter, indicator), place in rows.items():
            before = rows.get((version, quarter - 1, indicator))
            if before is None or quarter % 4 == 0:
                continue
            for part, numbers in self.relations.parts().items():
                now, then = int(numbers[place]), int(numbers[before])
                if NONE not in (now, then) and self.relations.value[now] >= self.relations.value[then]:
                    grown = self.relations.new(self.relations.value[now] - self.relations.value[then])
                    self.relations.relate([(grown, 1.0), (now, -1.0), (then, 1.0)])
                    self.relations.growth.append((grown, place, part))

    def _block(self, version: int, quarter: int, window: str, figure: Counted) -> Block | None:
        """The block of a figure; none where its window is not the one its cohort stands for."""
        if figure.root not in self.day_roots:
            return Block(version, quarter, window, figure.root)
        headline = self.indicators[figure.indicator_id].headline_window
        return Block(version, quarter, "as_at", figure.root) if window in ("as_at", headline) else None

    def _number_of(self, figure: Counted | None, block: Block | None, place: Hashable, value: float) -> int:
        if figure is None or block is None:
            return self._own((place, "x"), value)
        if figure.number is not None:
            return self.set_number(block, figure.number, value)
        if figure.amount is not None and figure.base is not None:
            return self._amount(block, figure.base, figure.amount, value)
        return self._own((block, "difference"), value, is_signed=True)

    def _base_of(self, figure: Counted | None, block: Block | None, place: Hashable, value: float) -> int:
        if figure is None or block is None or figure.base is None:
            return self._own((place, "n"), value)
        return self.set_number(block, figure.base, value)

    def _own(self, key: Hashable, value: float, *, is_signed: bool = False) -> int:
        if key not in self.numbers:
            self.numbers[key] = self.relations.new(value, is_signed=is_signed)
        return self.numbers[key]

    def _worked_out(self, key: Hashable, value: float, less: list[tuple[int, float]]) -> int:
        """A number that is what is left of others: itself and the signed others add up to nought."""
        if key not in self.numbers:
            self.numbers[key] = self.relations.new(float(value))
            self.relations.relate([(self.numbers[key], 1.0), *less])
        return self.numbers[key]

    def groups(self, block: Block) -> int:
        """Position of the first of a block's groups; they are added when first asked for."""
        if block not in self.blocks:
            groups = self.declared.groups[block.root]
            start = len(self.relations.value)
            self.relations.value += [float("nan")] * groups.count
            self.relations.is_signed += [False] * groups.count
            self.blocks[block] = start
            for one, other in groups.agree:
                self.relations.relate([*((start + g, 1.0) for g in one), *((start + g, -1.0) for g in other)])
        return self.blocks[block]

    def key(self, block: Block, condition: str) -> tuple[Block, str]:
        """What identifies a set: conditions that hold for the same groups are one."""
        members = self.declared.groups[block.root].members[condition]
        return block, self._same.setdefault((block.root, members), condition)

    def set_number(self, block: Block, condition: str, value: float = float("nan")) -> int:
        """The number of a set of people, which is a sum of groups; it may have no figure and so no known value."""
        key = self.key(block, condition)
        if key not in self.numbers:
            start = self.groups(block)
            number = self.relations.new(value)
            self.numbers[key] = number
            members = self.declared.groups[block.root].members[condition]
            self.relations.relate([(number, 1.0), *((start + g, -1.0) for g in members)])
        elif np.isnan(self.relations.value[self.numbers[key]]):
            self.relations.value[self.numbers[key]] = value
        return self.numbers[key]

    def _amount(self, block: Block, base: str, column: str, value: float) -> int:
        """A sum of amounts, which lies between the least and the most that its groups can come to."""
        key = (block, "sum", base, column)
        if key not in self.numbers:
            number = self.relations.new(value, is_signed=True)
            self.numbers[key] = number
            start = self.groups(block)
            told = self.declared.groups[block.root].amounts[base, column]
            if all(np.isfinite(least) for _, least, _ in told):
                self.relations.relate(
                    [(number, 1.0), *((start + g, -least) for g, least, _ in told if least)], AT_LEAST
                )
            if all(np.isfinite(most) for _, _, most in told):
                self.relations.relate([(number, -1.0), *((start + g, most) for g, _, most in told if most)], AT_LEAST)
        return self.numbers[key]

    def known(self, block: Block, condition: str = EVERYBODY) -> int | None:
        """The number of a set that has a figure."""
        if condition not in self.declared.groups[block.root].members:
            return None
        number = self.numbers.get(self.key(block, condition))
        return None if number is None or np.isnan(self.relations.value[number]) else number
