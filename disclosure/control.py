"""Disclosure control: what a published figure must not let anybody work out about a child.

Applied once, when figures are published, to every figure of a submission at a time: headline figures of all its
quarters, each in its one headline window, and the categories of the current quarter and of the same quarter in the two
years before. The rules (with ``k`` the council's threshold, 5 unless it says otherwise):

1. A base of 1 to ``k``: number, base and result are hidden.
2. A number, or the rest of its base, of 1 to ``k``: number and result are hidden. For process measures (whether the
   council did something in time) a recorded decision, with who and when, waives rules 2 and 3.
3. Nobody, or everybody, of a base under 10: number and result are hidden. Any other true nought is shown.
4. A base under 10 that survives is shown with its number, the result is marked unreliable and not rated.
5. Whatever is worked out from a hidden figure is hidden with it, and records with the persons behind them.
6. Further figures are hidden until no hidden one can be bounded to fewer than three values by anybody who holds every
   file and every version (:mod:`disclosure.audit`), such that the least value is lost to the reader
   (:mod:`disclosure.choice`). Where nothing can protect a figure the council is not published.
7. What an approved version hides stays hidden, and what it shows protects nothing (:mod:`disclosure.earlier`).

Nothing is ever replaced by nought or rounded. The count of children left out for want of a distance or an authority is
a fact about recording, not about a child, and is not protected here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from disclosure import rules as rule
from disclosure.audit import WIDTH, Audit, System
from disclosure.choice import Outcome, Problem, choose
from disclosure.conditions import in_root_words, root_of
from disclosure.counted import Declared, declared, sum_set
from disclosure.earlier import combine, no_versions
from disclosure.flows import add_flows
from disclosure.obeyed import obeyed
from disclosure.relations import NEARLY, NONE, Builder, Flags, Floats, Ints, quarter_number
from disclosure.rules import DisclosureError, Rules, primary
from disclosure.value import costs
from indicators import units
from indicators.containment import containment
from indicators.registry import all_indicators

#: Quarters a category is published for: the current one and the same one in the two years before.
PROFILE_BACK = (0, 4, 8)

#: Said of a figure that must be hidden now and cannot be protected any more.
TOLD_ALREADY = "; an approved version shows it already"

_RANGES = tuple(f"{part}_{end}" for part in "xn" for end in ("low", "high"))
_DECIDED = ("number_hidden", "base_hidden", "rule", "reason", "told_already", *_RANGES)


def figures_to_protect(results: pd.DataFrame, definitions: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``indicators.result`` that are published, with what each row prints.

    A measure is published in one window, its headline's: others beside it would only be subtracted from it.

    Returns:
        The rows with ``unit``, ``counts``, ``tier``, ``headline_window`` and ``is_rated`` of their definition, and
        ``quarter_number``, ``age_quarters`` (quarters before the submission's own), ``base_printed``, ``has_base`` (the
        base is a number of people or things), ``is_share`` (the number is part of it), ``counts_people`` (the number is).
    """
    described = definitions[["indicator_id", "unit", "counts", "tier", "headline_window", "is_rated"]]
    figures = results.merge(described, how="left", on="indicator_id")
    labels = {label: quarter_number(str(label)) for label in {*results["quarter"], *results["submission_quarter"]}}
    number = figures["quarter"].map(labels).astype("int64")
    back = figures["submission_quarter"].map(labels).astype("int64") - number
    headline = figures["breakdown"].eq("all")
    kept = (headline | back.isin(PROFILE_BACK)) & figures["time_window"].eq(figures["headline_window"])
    signed = {i.id for i in all_indicators() if i.measure.is_signed}
    return figures.assign(
        quarter_number=number, age_quarters=back, base_printed=headline | back.eq(0),
        has_base=units.holds(figures["unit"], lambda unit: unit.has_base),
        is_share=units.holds(figures["unit"], lambda unit: unit.is_share),
        counts_people=units.holds(figures["unit"], lambda unit: unit.counts_in_numerator) & ~figures["indicator_id"].isin(signed),
    )[kept].reset_index(drop=True)  # fmt: skip


def protect_figures(
    results: pd.DataFrame,
    definitions: pd.DataFrame,
    rules: Mapping[str, Rules],
    versions: pd.DataFrame | None = None,
    refused: dict[str, str] | None = None,
) -> pd.DataFrame:
    """Decide what is hidden.

    Args:
        results: ``indicators.result`` of any number of submissions (one delivery each).
        definitions: ``indicators.definition``.
        rules: Authority -> what its council decided; the default rules for an authority not among them.
        versions: Figures of approved versions, as :func:`disclosure.earlier.combine` takes them; none by default.
        refused: Takes authority -> why it cannot be published; without it the first such council raises.

    Returns:
        The published rows (:func:`figures_to_protect`) with ``number_hidden``, ``base_hidden``, ``rule`` and ``reason``
        (blank where nothing is hidden), ``told_already`` (hidden now, though an outsider has it from approved versions),
        and for a headline hidden at the run quarter the values a reader could believe: ``x_low``, ``x_high``, ``n_low``,
        ``n_high``. Rows of refused councils are left out.

    Raises:
        DisclosureError: When a hidden figure could still be worked out; names authority and indicators.
    """
    figures = figures_to_protect(results, definitions)
    versions = no_versions() if versions is None else versions
    blank = dict.fromkeys(("rule", "reason"), "") | dict.fromkeys(
        ("number_hidden", "base_hidden", "told_already"), False
    )
    figures = figures.assign(**blank, **dict.fromkeys(_RANGES, np.nan))
    known = figures["indicator_id"].isin([i.id for i in all_indicators() if i.is_protected])
    known &= figures["status"].isin(["ok", "not_applicable"]) & (
        figures["numerator"].notna() | figures["denominator"].notna()
    )
    for (authority, _), rows in figures[known].groupby(["authority", "submission_quarter"], sort=True):
        # A median has no number; nought in its place tells nobody anything, and its base is judged like any other.
        chosen = rows.reset_index(drop=True).assign(numerator=lambda f: f["numerator"].fillna(0.0))
        own = versions[versions["authority"].eq(str(authority))]
        try:
            decided = _Decision(chosen, own, rules.get(str(authority), Rules())).frame()
        except DisclosureError as error:
            if refused is None:
                raise
            refused[str(authority)] = str(error)
            continue
        for column in _DECIDED:
            figures.loc[rows.index, column] = decided[column].to_numpy()
    return figures[~figures["authority"].isin(refused or {})].reset_index(drop=True)


class _Decision:
    """What is hidden in the figures of one submission."""

    def __init__(self, figures: pd.DataFrame, versions: pd.DataFrame, own: Rules) -> None:
        self.figures = figures
        self.count = len(figures)
        self.says = says = declared()
        indicators = {i.id: i for i in all_indicators()}
        self.combined = combine(figures, versions, says)
        builder = Builder(says, indicators)
        builder.add(self.combined.rows, self.combined.version_of)
        add_flows(builder)
        self.relations = builder.relations
        for part in ("x", "n", "r"):
            numbers = self.relations.parts()[part]
            for one, other in zip(*(numbers[rows].tolist() for rows in self.combined.same), strict=True):
                if NONE not in (one, other) and one != other:
                    self.relations.relate([(one, 1.0), (other, -1.0)], weight=NEARLY)
        self.x, self.n, self.r = (self.relations.parts()[part][: self.count] for part in "xnr")
        self.value: Floats = np.array(self.relations.value, dtype=float)
        self.system = System.of(self.relations, self._floor(), obeyed(self.relations))
        self.primary = primary(figures, {"x": self.x, "n": self.n, "r": self.r}, self.value, own, self.relations.growth)

    def _floor(self) -> Floats:
        """Nobody takes a hidden number for nought that is not: a true nought is shown."""
        floor = np.where(self.value >= 1, 1.0, 0.0)
        floor[np.array(self.relations.is_signed, dtype=bool)] = -np.inf
        return floor

    def _said(self, column: str, numbers: Ints) -> Flags:
        """Numbers of which some approved version says something."""
        found = np.zeros(self.value.size, dtype=bool)
        chosen = self.combined.rows[column].to_numpy(dtype=bool) & (numbers >= 0)
        found[numbers[chosen]] = True
        return found

    def frame(self) -> pd.DataFrame:
        """The figures with what is decided."""
        figures, every = self.figures, self.relations.parts()
        shown = self._said("number_shown", every["x"]) | self._said("base_shown", every["n"])
        hidden_before = self._said("number_hidden", every["x"]) | self._said("base_hidden", every["n"])
        shown[self.relations.noughts] = True
        printed = shown | hidden_before
        printed[self.x] = True
        with_base = (self.n >= 0) & figures["base_printed"].to_numpy(dtype=bool)
        printed[self.n[with_base]] = True
        stays = self._stays_hidden() | hidden_before
        told = self._told(shown, printed, stays)
        start = self.primary.hidden | stays
        free = printed & ~told
        problem = Problem(
            self.system, printed, free & ((self.value != 0) | self._nobody_of_some()), start & free, self.primary.must & ~told,
            costs(figures, self.x, self.n, self.value), self._implied(free), self._harmless(),
        )  # fmt: skip
        outcome = choose(problem)
        if outcome.stuck.any():
            raise DisclosureError(self._refusal(outcome.stuck))
        # What is told already protects nothing, but a rule that hides it holds for this publication all the same. What a
        # version hides in one place, with its base, and shows in another it does not hide.
        hidden = outcome.hidden | (told & (self.primary.hidden | (stays & ~shown)))
        return self._decided(hidden, stays, told, outcome)

    def _stays_hidden(self) -> Flags:
        """Numbers at hand in the place of one that a version hides, whether or not they have changed."""
        found = np.zeros(self.value.size, dtype=bool)
        rows, places = self.combined.rows, self.combined.place_of
        for column, numbers in (("number_hidden", self.x), ("base_hidden", self.n)):
            chosen = places[rows[column].to_numpy(dtype=bool) & (places >= 0)]
            found[numbers[chosen][numbers[chosen] >= 0]] = True
        return found

    def _told(self, shown: Flags, printed: Flags, stays: Flags) -> Flags:
        """Numbers an outsider has, or can work out, from approved versions alone; nothing can protect them any more."""
        told = shown.copy()
        if shown.any():
            audit = Audit(self.system, shown)
            for number in np.flatnonzero((printed | self.primary.must) & ~shown).tolist():
                if audit.given_away(number) is not None or audit.whole_width(number) < WIDTH:
                    told[number] = True
        return told

    def _nobody_of_some(self) -> Flags:
        """Noughts that are shares of a base, which may be hidden where nothing else will do; no other nought is."""
        share = self.figures["is_share"].to_numpy(dtype=bool)
        found = np.zeros(self.value.size, dtype=bool)
        found[self.x[share]] = True
        found[self.x[~share]] = False
        return np.asarray(found & (self.value == 0))

    def _harmless(self) -> Flags:
        """Noughts no rule hides. Rule 3 shows them; hidden with their base, or for another's sake, they give nobody away."""
        return np.asarray((self.value == 0) & ~self.primary.hidden & ~self.primary.must)

    def _implied(self, free: Flags) -> list[tuple[Ints, Ints]]:
        """A number is hidden with its base, and records with the persons behind them.

        No records say that nobody has any; that nobody has, a rule may hide, and then it hides both.
        """
        based = self.n >= 0
        pairs = [(self.n[based], self.x[based])]
        for persons, records in self._persons_with_records():
            together = (self.value[records] != 0) | self.primary.hidden[persons]
            pairs.append((persons[together], records[together]))
        return [(one[free[one] & free[other]], other[free[one] & free[other]]) for one, other in pairs]

    def _persons_with_records(self) -> Iterator[tuple[Ints, Ints]]:
        """Numbers of persons, each with the number of the records that any of them has."""
        for first, second in _records_with_persons(self.says):
            keys = ["quarter", "time_window", "breakdown", "category"]
            rows = self.figures[[*keys, "indicator_id"]].assign(number=self.x)
            both = rows[rows["indicator_id"].eq(first)].merge(rows[rows["indicator_id"].eq(second)], on=keys)
            yield both["number_x"].to_numpy(dtype=np.int64), both["number_y"].to_numpy(dtype=np.int64)

    def _decided(self, hidden: Flags, stays: Flags, told: Flags, outcome: Outcome) -> pd.DataFrame:
        figures = self.figures
        based = self.n >= 0
        base_gone = based & hidden[np.maximum(self.n, 0)]
        # A nought may be known from elsewhere; in a row without its base it is not shown.
        number_hidden = hidden[self.x] | base_gone
        base_hidden = base_gone & figures["base_printed"].to_numpy(dtype=bool)
        conditions = [self.primary.small_base, self.primary.small_number, self.primary.none_or_all,
                      stays[self.x] & number_hidden, number_hidden & base_gone]  # fmt: skip
        chosen = [rule.SMALL_BASE, rule.SMALL_NUMBER, rule.NONE_OR_ALL, rule.HIDDEN_BEFORE, rule.INHERITED]
        code = np.select(conditions, [c for c, _ in chosen], rule.SUBTRACTION[0])
        words = np.select(conditions, [w for _, w in chosen], rule.SUBTRACTION[1])
        gone = number_hidden | base_hidden
        told_already = hidden[self.x] & told[self.x]
        words = np.where(told_already, np.char.add(words.astype(str), TOLD_ALREADY), words)
        return figures.assign(
            number_hidden=number_hidden, base_hidden=base_hidden, rule=np.where(gone, code, ""),
            reason=np.where(gone, words, ""), told_already=told_already, **self._believed(hidden, outcome.audit),
        )  # fmt: skip

    def _believed(self, hidden: Flags, audit: Audit) -> dict[str, Floats]:
        """For each rated headline hidden at the run quarter, the least and greatest number and base a reader could believe.

        A reader knows of a hidden base, and of a count, that it is not nought, and of other hidden numbers nothing. Where a
        rule hides that nobody of a few is counted, nothing is known of that number, nor of the records behind it: whether
        a status is shown must not tell either. A nought that an approved version keeps hidden has no status of a few.
        """
        floor = np.where(np.array(self.relations.is_signed, dtype=bool), -np.inf, 0.0)
        floor[self.n[self.n >= 0]] = 1.0
        floor[self.x[self.figures["counts_people"].to_numpy(dtype=bool) & (self.n < 0)]] = 1.0
        of_few = np.zeros(floor.size, dtype=bool)
        share, base = self.figures["is_share"].to_numpy(dtype=bool) & (self.n >= 0), np.maximum(self.n, 0)
        of_few[self.x[share & ((self.value[base] < rule.SMALLEST_BASE) | hidden[base])]] = True
        for persons, records in self._persons_with_records():
            of_few[records[of_few[persons]]] = True
        floor[(of_few | (self.value == 0)) & (floor > 0)] = 0.0
        reader = Audit(
            replace(self.system, floor=np.where(np.isfinite(self.system.floor), floor, -np.inf)), audit.known
        )
        found = {name: np.full(self.count, np.nan) for name in _RANGES}
        figures = self.figures
        wanted = figures["breakdown"].eq("all") & figures["age_quarters"].eq(0) & figures["is_rated"].astype(bool)
        for row in np.flatnonzero(wanted.to_numpy() & hidden[self.x]).tolist():
            for part, numbers in (("x", self.x), ("n", self.n)):
                if numbers[row] >= 0:
                    low, high = reader.range_of(int(numbers[row]))
                    found[f"{part}_low"][row], found[f"{part}_high"][row] = low, high
        return found

    def _refusal(self, stuck: Flags) -> str:
        """Which figures stay exposed, by name only."""
        exposed = np.zeros(self.count, dtype=bool)
        for numbers in (self.x, self.n, self.r):
            exposed |= (numbers >= 0) & stuck[np.maximum(numbers, 0)]
        authority = self.figures["authority"].iat[0]
        named = sorted({f"{authority} {i}" for i in self.figures.loc[exposed, "indicator_id"]})
        return (
            f"Not published: {int(stuck.sum())} hidden figures could still be worked out ({', '.join(named[:10])}). "
            "Raise the disclosure threshold in council.toml or leave these indicators out of the panel edition."
        )


def _records_with_persons(says: Declared) -> Iterator[tuple[str, str]]:
    """Figures of records and of the persons who have any, where a cohort declares that the one sums up the other."""
    for (base, column), root in ((key, root) for root, groups in says.groups.items() for key in groups.amounts):
        declared_sums = [
            s for c in says.cohorts[root] for s in containment(c).sums if column == in_root_words(c, s.column)
        ]
        for one in declared_sums:
            records = _counting(says, root_of(one.cohort), sum_set(one.cohort, one.where))
            persons = _counting(says, root, base)
            yield from ((person, record) for person in persons for record in records)


def _counting(says: Declared, root: str, condition: str) -> list[str]:
    """Indicators whose number is the set of a condition."""
    members = says.groups[root].members
    return [
        i for (i, breakdown, _), figure in says.figures.items()
        if breakdown == "all" and figure.root == root and figure.number is not None
        and members[figure.number] == members[condition]
    ]  # fmt: skip
