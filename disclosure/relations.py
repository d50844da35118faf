"""Turns the list of what adds up (:mod:`disclosure.additive`) into relations between the figures at hand.

Every figure has up to three whole numbers: ``x`` counted, ``n`` the base, ``r`` the rest of the base. Numbers that are
the same by definition (the base of LAC-30 and the number of LAC-01) become one number, so that one is never shown where
the other is hidden. A relation enters only where the figures obey it exactly: an outsider cannot use one that does not
hold, and a figure that is one day computed differently does not break publication.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from disclosure import additive
from disclosure.bounds import Flags, Floats, Ints
from indicators import units
from warehouse.calendar import Quarter

_NONE = -1


@dataclass(frozen=True)
class Relations:
    """Numbers behind some figures, and the relations between them.

    Attributes:
        x, n, r: For each row, the position of its number, base and rest; -1 where it has none.
        value: True value of each number.
        increase_of: For each number, the figure's row whose year to date grew by it, and -1 for all others. Such a
            number is printed nowhere, but is the difference of two that are.
        increase_part: ``x``, ``n`` or ``r`` of those, empty for all others.
        relation, number, sign: Terms, as in :class:`disclosure.bounds.System`.
    """

    x: Ints
    n: Ints
    r: Ints
    value: Floats
    increase_of: Ints
    increase_part: np.ndarray[tuple[int], np.dtype[np.str_]]
    relation: Ints
    number: Ints
    sign: Floats

    def part(self, name: str) -> Ints:
        """Positions of ``x``, ``n`` or ``r`` by row."""
        return {"x": self.x, "n": self.n, "r": self.r}[name]


def quarter_number(label: str) -> int:
    """Quarters counted from year nought, so that neighbours differ by one; a multiple of four is a first quarter."""
    quarter = Quarter.parse(label)
    return quarter.year * 4 + quarter.number - 1


class _Lookup:
    """Finds the row of another figure beside a row."""

    _PLACE = ("submission", "breakdown", "category")
    #: More than there are quarters, so that place and quarter together are one whole number.
    _QUARTERS = 1 << 20

    def __init__(self, frame: pd.DataFrame) -> None:
        places = pd.MultiIndex.from_frame(frame[list(self._PLACE)])
        self._places = places.unique()
        self._submission = frame["submission"].to_numpy()
        code = self._places.get_indexer(places).astype(np.int64)
        self._cell: Ints = code * self._QUARTERS + frame["quarter_number"].to_numpy(dtype=np.int64)
        figure = frame["indicator_id"].astype("str") + " " + frame["time_window"].astype("str")
        self.rows_of: dict[tuple[str, str], Ints] = {}
        for key, rows in frame.groupby(figure, sort=False).indices.items():
            indicator, _, window = str(key).rpartition(" ")
            self.rows_of[indicator, window] = np.asarray(rows, dtype=np.int64)
        self._index = {key: pd.Index(self._cell[rows]) for key, rows in self.rows_of.items()}

    def windows(self, indicator: str) -> list[str]:
        """Windows of an indicator that are among the figures."""
        return [window for found, window in self.rows_of if found == indicator]

    def beside(self, rows: Ints, key: tuple[str, str], quarters: int = 0, cell: tuple[str, str] | None = None) -> Ints:
        """For each row, the row of another figure of the same submission; -1 where there is none.

        Args:
            rows: Rows to look from.
            key: Indicator and window to find.
            quarters: Quarters later (earlier when negative).
            cell: Breakdown and category to find instead of the row's own.
        """
        if key not in self._index or rows.size == 0:
            return np.full(rows.size, _NONE, dtype=np.int64)
        wanted = self._cell[rows] + quarters
        if cell is not None:
            places = pd.MultiIndex.from_arrays([self._submission[rows], *([name] * rows.size for name in cell)])
            code = self._places.get_indexer(places)
            wanted = np.where(code >= 0, code * self._QUARTERS + wanted % self._QUARTERS, _NONE)
        found = self._index[key].get_indexer(pd.Index(wanted))
        return np.where(found >= 0, self.rows_of[key][found], _NONE)


class _Builder:
    """Gathers equal numbers and relations, then numbers everything afresh."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.lookup = _Lookup(frame)
        count, rows = len(frame), np.arange(len(frame), dtype=np.int64)
        x, n = frame["numerator"].to_numpy(dtype=float), frame["denominator"].to_numpy(dtype=float)
        # The population of a rate is public; only a base of people or things is a number to protect.
        has_base = units.holds(frame["unit"], lambda unit: unit.has_base).to_numpy()
        is_share = units.holds(frame["unit"], lambda unit: unit.is_share).to_numpy()
        self.parts: dict[str, Ints] = {
            "x": rows,
            "n": np.where(has_base, rows + count, _NONE),
            "r": np.where(is_share, rows + 2 * count, _NONE),
        }
        self.value: Floats = np.concatenate([x, np.where(has_base, n, 0.0), np.where(is_share, n - x, 0.0)])
        self.increase_of: list[Ints] = [np.full(3 * count, _NONE, dtype=np.int64)]
        self.increase_part: list[np.ndarray[tuple[int], np.dtype[np.str_]]] = [np.full(3 * count, "", dtype="<U1")]
        self.same: list[tuple[Ints, Ints]] = []
        self.terms: list[tuple[Ints, Ints, Floats]] = []
        self.count = 0

    def numbers(self, part: str, rows: Ints) -> Ints:
        """Numbers of a part of rows; -1 where the row or the part is missing."""
        return np.where(rows >= 0, self.parts[part][rows], _NONE)

    def equal(self, one: Ints, other: Ints) -> None:
        """Say that two numbers are one, wherever both exist and have the same value."""
        both = (one >= 0) & (other >= 0)
        one, other = one[both], other[both]
        agree = self.value[one] == self.value[other]
        self.same.append((one[agree], other[agree]))

    def relate(self, columns: Sequence[tuple[Ints, float]]) -> None:
        """One relation for each position of the columns: the signed numbers add up to nought."""
        whole = np.all([numbers >= 0 for numbers, _ in columns], axis=0)
        total = np.sum([self.value[numbers[whole]] * sign for numbers, sign in columns], axis=0)
        kept = np.flatnonzero(whole)[np.asarray(total) == 0]
        for numbers, sign in columns:
            relation = self.count + np.arange(kept.size, dtype=np.int64)
            self.terms.append((relation, numbers[kept], np.full(kept.size, sign)))
        self.count += kept.size

    def add_categories(self, part: str) -> None:
        """The categories of a breakdown add up to the headline."""
        keys = ["submission", "quarter_number", "indicator_id", "time_window"]
        numbers = self.parts[part]
        rows = self.frame[[*keys, "breakdown"]].assign(number=numbers)[numbers >= 0]
        headline = rows[rows["breakdown"].eq("all")].drop(columns="breakdown")
        categories = rows[rows["breakdown"].ne("all")].merge(headline, on=keys, suffixes=("", "_all"))
        if categories.empty:
            return
        group = categories.groupby([*keys, "breakdown"], sort=False).ngroup().to_numpy(dtype=np.int64)
        totals = categories["number_all"].to_numpy(dtype=np.int64)[np.unique(group, return_index=True)[1]]
        parts = categories["number"].to_numpy(dtype=np.int64)
        holds = np.bincount(group, self.value[parts]) == self.value[totals]
        place = np.cumsum(holds) - 1
        inside = holds[group]
        self.terms.append((self.count + place[group[inside]], parts[inside], np.ones(int(inside.sum()))))
        self.terms.append((self.count + place[holds], totals[holds], np.full(int(holds.sum()), -1.0)))
        self.count += int(holds.sum())

    def new_numbers(self, values: Floats, rows: Ints, part: str) -> Ints:
        """Numbers that are printed nowhere: by how much the years to date of rows grew."""
        start = sum(known.size for known in self.increase_of)
        self.value = np.concatenate([self.value, values])
        self.increase_of.append(rows)
        self.increase_part.append(np.full(rows.size, part, dtype="<U1"))
        return start + np.arange(rows.size, dtype=np.int64)

    def finish(self) -> Relations:
        """Number everything afresh, equal numbers once."""
        label = np.arange(self.value.size, dtype=np.int64)
        one = np.concatenate([pair[0] for pair in self.same]) if self.same else np.empty(0, dtype=np.int64)
        other = np.concatenate([pair[1] for pair in self.same]) if self.same else np.empty(0, dtype=np.int64)
        while True:
            smallest = np.minimum(label[one], label[other])
            new = label.copy()
            np.minimum.at(new, one, smallest)
            np.minimum.at(new, other, smallest)
            new = new[new]
            if np.array_equal(new, label):
                break
            label = new
        kept, place = np.unique(label, return_inverse=True)
        place = place.astype(np.int64)

        def placed(part: str) -> Ints:
            numbers = self.parts[part]
            return np.where(numbers >= 0, place[numbers], _NONE)

        relation, number, sign = (np.concatenate([term[i] for term in self.terms]) for i in range(3))
        return Relations(
            x=placed("x"), n=placed("n"), r=placed("r"), value=self.value[kept],
            increase_of=np.concatenate(self.increase_of)[kept],
            increase_part=np.concatenate(self.increase_part)[kept],
            relation=relation.astype(np.int64), number=place[number.astype(np.int64)], sign=sign.astype(float),
        )  # fmt: skip


def relate(frame: pd.DataFrame, same: tuple[Ints, Ints] | None = None) -> Relations:
    """Relations between figures.

    Args:
        frame: One row per figure that exists: ``submission`` (whole number), ``quarter_number``, ``indicator_id``,
            ``time_window``, ``breakdown``, ``category``, ``unit``, ``numerator``, ``denominator``; indexed 0, 1, 2, ....
        same: Pairs of rows of several submissions that are the same figure; their numbers are one where they agree.
    """
    builder = _Builder(frame)
    if same is not None:
        for part in ("x", "n", "r"):
            builder.equal(*(builder.numbers(part, rows) for rows in same))
    builder.relate([(builder.parts["x"], 1.0), (builder.parts["r"], 1.0), (builder.parts["n"], -1.0)])
    for part in ("x", "n", "r"):
        builder.add_categories(part)
    _add_definitions(builder)
    _add_periods(builder)
    relations = builder.finish()
    return relations if same is None else _without_repeats(relations)


def _without_repeats(relations: Relations) -> Relations:
    """Each relation once: versions that agree say the same again."""
    if relations.relation.size == 0:
        return relations
    weights = np.random.default_rng(0).integers(1, 2**62, relations.value.size)  # one sum a relation, the same every run
    sums = np.zeros(int(relations.relation.max()) + 1, dtype=np.int64)
    np.add.at(sums, relations.relation, weights[relations.number] * relations.sign.astype(np.int64))
    _, first, repeated = np.unique(sums, return_index=True, return_inverse=True)
    kept = first[repeated[relations.relation]] == relations.relation
    return replace(
        relations,
        relation=repeated[relations.relation[kept]].astype(np.int64),
        number=relations.number[kept],
        sign=relations.sign[kept],
    )


def _split(figure: str) -> tuple[str, str]:
    """Indicator and part of a figure as the lists write it: ``LAC-70.n``."""
    indicator, _, part = figure.rpartition(".")
    return indicator, part


def _add_definitions(builder: _Builder) -> None:
    """What the definitions of indicators make equal, or make add up."""
    lookup = builder.lookup
    for figure, other in additive.SAME_NUMBER:
        (indicator, part), (other_indicator, other_part) = _split(figure), _split(other)
        for window in lookup.windows(indicator):
            rows = lookup.rows_of[indicator, window]
            beside = lookup.beside(rows, (other_indicator, window))
            builder.equal(builder.numbers(part, rows), builder.numbers(other_part, beside))
    for parts, whole in additive.SUMS:
        indicator, part = _split(whole)
        for window in lookup.windows(indicator):
            rows = lookup.rows_of[indicator, window]
            columns = [(builder.numbers(part, rows), -1.0)]
            for piece, piece_part in map(_split, parts):
                columns.append((builder.numbers(piece_part, lookup.beside(rows, (piece, window))), 1.0))
            builder.relate(columns)
    for figure, third, other, breakdown, categories in additive.CATEGORY_SUMS:
        (indicator, part), (other_indicator, other_part) = _split(figure), _split(other)
        for window in lookup.windows(indicator):
            rows = _headlines(builder, (indicator, window))
            pieces = [
                builder.numbers(other_part, lookup.beside(rows, (other_indicator, window), cell=(breakdown, category)))
                for category in categories
            ]
            if third is not None:
                third_indicator, third_part = _split(third)
                pieces.append(builder.numbers(third_part, lookup.beside(rows, (third_indicator, window))))
            if len(pieces) == 1:
                builder.equal(builder.numbers(part, rows), pieces[0])
            else:
                builder.relate([(builder.numbers(part, rows), -1.0), *((piece, 1.0) for piece in pieces)])


def _headlines(builder: _Builder, key: tuple[str, str]) -> Ints:
    """Headline rows of a figure."""
    rows = builder.lookup.rows_of[key]
    return rows[builder.frame["breakdown"].eq("all").to_numpy()[rows]]


def _add_periods(builder: _Builder) -> None:
    """How quarters, years to date and rolling years of one figure hang together."""
    lookup = builder.lookup
    number = builder.frame["quarter_number"].to_numpy(dtype=np.int64)
    for indicator, window in list(lookup.rows_of):
        rows = lookup.rows_of[indicator, window]
        # The first quarter is the year to date; the year to date of the fourth is the rolling year.
        longer = {"quarter": ("ytd", 0), "ytd": ("r12", 3)}.get(window)
        if longer is not None:
            same = rows[number[rows] % 4 == longer[1]]
            beside = lookup.beside(same, (indicator, longer[0]))
            for part in ("x", "n", "r"):
                builder.equal(builder.numbers(part, same), builder.numbers(part, beside))
        if window == "ytd":
            _add_year_to_date(builder, indicator)
        if window in ("ytd", "r12") and indicator in additive.ADDITIVE_OVER_TIME:
            _add_overlaps(builder, indicator, window)
        if (indicator, window) == (additive.NET_CHANGE, "quarter"):
            headlines = _headlines(builder, (indicator, window))
            stock = (additive.NET_CHANGE_OF, "as_at")
            now, before = lookup.beside(headlines, stock), lookup.beside(headlines, stock, -1)
            builder.relate(
                [
                    (builder.numbers("x", headlines), -1.0),
                    (builder.numbers("x", now), 1.0),
                    (builder.numbers("x", before), -1.0),
                ]
            )


def _add_overlaps(builder: _Builder, indicator: str, window: str) -> None:
    """A longer window is its quarters, and two that overlap differ by the quarters only one of them has."""
    number = builder.frame["quarter_number"].to_numpy(dtype=np.int64)
    rows = _headlines(builder, (indicator, window))

    def beside(other: str, back: int, chosen: Ints) -> Ints:
        return builder.lookup.beside(chosen, (indicator, other), -back)

    for part in ("x", "n", "r"):

        def numbers(found: Ints, part: str = part) -> Ints:
            return builder.numbers(part, found)

        for position in range(4):
            chosen = rows[number[rows] % 4 == position]
            length = 4 if window == "r12" else position + 1
            quarters = [(numbers(beside("quarter", back, chosen)), 1.0) for back in range(length)]
            builder.relate([(numbers(chosen), -1.0), *quarters])
            if window == "r12" and position < 3:
                builder.relate(
                    [
                        (numbers(chosen), -1.0),
                        (numbers(beside("ytd", 0, chosen)), 1.0),
                        (numbers(beside("ytd", position + 1, chosen)), 1.0),
                        (numbers(beside("ytd", 4, chosen)), -1.0),
                    ]
                )
        if window == "r12":
            builder.relate(
                [
                    (numbers(rows), -1.0),
                    (numbers(beside("quarter", 0, rows)), 1.0),
                    (numbers(beside("r12", 1, rows)), 1.0),
                    (numbers(beside("quarter", 4, rows)), -1.0),
                ]
            )


def _add_year_to_date(builder: _Builder, indicator: str) -> None:
    """A year to date is the one of the quarter before and what was added since.

    Where no printed figure says what was added, the difference of the two printed ones does; it is a number of its own.
    """
    number = builder.frame["quarter_number"].to_numpy(dtype=np.int64)
    rows = _headlines(builder, (indicator, "ytd"))
    # The parts of a mean are the numbers of other figures.
    rows = rows[builder.frame["unit"].to_numpy()[rows] != "mean"]
    before = builder.lookup.beside(rows, (indicator, "ytd"), -1)
    pairs = (before >= 0) & (number[rows] % 4 != 0)
    rows, before = rows[pairs], before[pairs]
    adds_up = indicator in additive.ADDITIVE_OVER_TIME
    quarter = builder.lookup.beside(rows, (indicator, "quarter"))
    for part in ("x", "n", "r"):
        now, then = builder.numbers(part, rows), builder.numbers(part, before)
        if adds_up:
            added = builder.numbers(part, quarter)
        else:
            added = np.full(rows.size, _NONE, dtype=np.int64)
            both = (now >= 0) & (then >= 0)
            grown = builder.value[now[both]] - builder.value[then[both]]
            added[both] = builder.new_numbers(grown, rows[both], part)
        builder.relate([(now, -1.0), (then, 1.0), (added, 1.0)])


def aliases(relations: Relations, rows: Flags, part: str) -> Flags:
    """Which numbers are the given part of any of the given rows."""
    numbers = relations.part(part)[rows]
    flags = np.zeros(relations.value.size, dtype=bool)
    flags[numbers[numbers >= 0]] = True
    return flags
