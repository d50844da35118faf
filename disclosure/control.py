"""Disclosure control: what a published figure must not let anybody work out about a child.

Applied once, when figures are published, to every figure of a submission at a time: headline figures of all its
quarters and the categories of the current quarter and of the same quarter in the two years before. The rules (with
``k`` the council's threshold, 5 unless it says otherwise):

1. A base of 1 to ``k``: number, base and result are hidden.
2. A number, or the rest of its base, of 1 to ``k``: number and result are hidden. For process measures (whether the
   council did something in time) a recorded decision, with who and when, waives this rule.
3. A true nought is shown.
4. A base under 10 that survives is shown with its number, the result is marked unreliable and not rated.
5. Whatever is worked out from a hidden figure is hidden with it.
6. Further figures are hidden until no hidden one can be worked out by subtraction (:mod:`disclosure.additive` lists
   what adds up): at least three values must stay possible. Otherwise nothing is published.
7. What an approved version hides stays hidden, and what it shows protects nothing (:mod:`disclosure.earlier`).

Nothing is ever replaced by nought or rounded. The count of children left out for want of a distance or an authority is
a fact about recording, not about a child, and is not protected here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from disclosure import additive
from disclosure.bounds import Flags, Floats, System, protect
from disclosure.earlier import Before, combine, no_versions
from disclosure.relations import Relations, quarter_number
from disclosure.together import hidden_together, noughts, whole_breakdowns, whole_histories

#: Counts from 1 up to this are hidden unless a council sets another threshold.
DEFAULT_THRESHOLD = 5

PROCESS = "process"

SMALL_BASE = ("1", "The base is small")
SMALL_NUMBER = ("2", "The number, or the rest of the base, is small")
INHERITED = ("5", "Worked out from a hidden figure, or nearly the same as one")
HIDDEN_BEFORE = ("7", "Hidden in an approved version, which showing it now would give away")
SUBTRACTION = ("6", "Would give a hidden figure away by subtraction")

#: Quarters a category is published for: the current one and the same one in the two years before.
PROFILE_BACK = (0, 4, 8)

#: Said of a figure that must be hidden now and cannot be protected any more.
TOLD_ALREADY = "; an approved version shows it already"

#: Figures looked at in one go, whole submissions at a time; bounds the memory used.
_TOGETHER = 100_000

#: What a reader loses when a figure is hidden, lowest first. Categories before headlines, old before current, noughts
#: only where nothing else will do, and the numbers nearly everything else rests on last of all.
_COST = {"category_before": 0.001, "category": 0.002, "nought": 5.0, "before": 30.0, "before_headline_window": 60.0, "current": 100.0,
         "current_headline_window": 400.0, "everybody": 20_000.0}  # fmt: skip
_EVERYBODY = ("LAC-01", "CL-01")


class DisclosureError(Exception):
    """Figures cannot be published without giving somebody away; the message says where, never what."""


@dataclass(frozen=True)
class Waiver:
    """A recorded decision that rule 2 does not apply to a process measure.

    Attributes:
        indicators: Identifiers it covers.
        approved_by: Role of whoever decided.
        approved_on: When.
    """

    indicators: frozenset[str]
    approved_by: str
    approved_on: date


def read_waivers(entries: Iterable[Any]) -> list[Waiver]:
    """Read ``[[disclosure.process_waivers]]`` tables of ``council.toml``, or objects with the same names.

    Each has ``indicators`` (a list), ``approved_by`` and ``approved_on`` (a date). One that lacks its approver or its
    date is no decision and is ignored.
    """
    waivers = []
    for entry in entries:
        found = entry if isinstance(entry, Mapping) else vars(entry)
        indicators, who, when = (found.get(name) for name in ("indicators", "approved_by", "approved_on"))
        if isinstance(when, str):
            when = date.fromisoformat(when)
        if indicators and who and isinstance(when, date):
            waivers.append(Waiver(frozenset(indicators), str(who), when))
    return waivers


@dataclass(frozen=True)
class Rules:
    """What one council decided.

    Attributes:
        threshold: ``k``.
        waived: Process measures rule 2 is waived for.
    """

    threshold: int = DEFAULT_THRESHOLD
    waived: frozenset[str] = frozenset()

    @classmethod
    def decided(cls, threshold: int = DEFAULT_THRESHOLD, process_waivers: Iterable[Any] = ()) -> Rules:
        """Rules from the ``[disclosure]`` settings of a council; see :func:`read_waivers`."""
        waivers = read_waivers(process_waivers)
        return cls(threshold, frozenset().union(*(waiver.indicators for waiver in waivers)))


def figures_to_protect(results: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``indicators.result`` that are published, with what each row prints.

    Returns:
        The rows, plus ``quarter_number``, ``age_quarters`` (quarters before the submission's own) and ``base_printed``.
    """
    labels = {label: quarter_number(str(label)) for label in {*results["quarter"], *results["submission_quarter"]}}
    number = results["quarter"].map(labels).astype("int64")
    back = results["submission_quarter"].map(labels).astype("int64") - number
    headline = results["breakdown"].eq("all")
    kept = headline | back.isin(PROFILE_BACK)
    return results.assign(
        quarter_number=number, age_quarters=back, base_printed=headline | back.eq(0)
    )[kept].reset_index(drop=True)  # fmt: skip


def protect_figures(
    results: pd.DataFrame, definitions: pd.DataFrame, rules: Mapping[str, Rules], versions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Decide what is hidden.

    Args:
        results: ``indicators.result`` of any number of submissions (one delivery each).
        definitions: ``indicators.definition``: ``indicator_id``, ``unit``, ``counts``, ``tier``, ``headline_window``.
        rules: Authority -> what its council decided; the default rules for an authority not among them.
        versions: Figures of approved versions, as :func:`disclosure.earlier.combine` takes them; none by default.

    Returns:
        The published rows (:func:`figures_to_protect`) with ``unit``, ``number_hidden``, ``base_hidden``, ``rule`` and
        ``reason`` (blank where nothing is hidden), and ``told_already`` (hidden now, though an outsider has it from
        approved versions).

    Raises:
        DisclosureError: When a hidden figure could still be worked out; names authority and indicators.
    """
    figures = figures_to_protect(results)
    described = definitions[["indicator_id", "unit", "counts", "tier", "headline_window"]]
    figures = figures.merge(described, how="left", on="indicator_id")
    figures["submission"] = figures.groupby(["authority", "submission_quarter"], sort=True).ngroup()
    figures = figures.assign(number_hidden=False, base_hidden=False, rule="", reason="", told_already=False)
    versions = no_versions() if versions is None else versions
    known = figures["status"].isin(["ok", "not_applicable"]) & figures["numerator"].notna()
    sizes = figures.groupby("submission")["authority"].agg(["size", "first"])
    sizes["size"] += sizes["first"].map(versions["authority"].value_counts()).fillna(0).astype("int64")
    batch = figures["submission"].map((sizes["size"].cumsum() - 1) // _TOGETHER)
    for number in batch.unique():
        chosen = known & batch.eq(number)
        if not chosen.any():
            continue
        decided = _decide(figures[chosen].reset_index(drop=True), rules, versions)
        for column in ("number_hidden", "base_hidden", "rule", "reason", "told_already"):
            figures.loc[chosen, column] = decided[column].to_numpy()
    return figures.drop(columns=["submission"])


def _decide(figures: pd.DataFrame, rules: Mapping[str, Rules], versions: pd.DataFrame) -> pd.DataFrame:
    """Decide for some submissions together."""
    before = combine(figures, versions)
    relations = before.relations
    primary = _primary(figures, relations, rules)
    system, told = _system(figures, before, primary)
    together = hidden_together(figures, relations)
    categories, headlines = noughts(figures, relations)
    whole = whole_breakdowns(figures, relations)
    histories = whole_histories(figures, relations)
    based = relations.n >= 0

    def imply(hidden: Flags) -> Flags:
        hidden = hidden.copy()
        while True:
            so_far = hidden.copy()
            hidden[relations.x[based & hidden[relations.n]]] = True
            for numbers, group in whole:
                touched = np.bincount(group, hidden[numbers]) > 0
                hidden[numbers[touched[group]]] = True
            for numbers, group, given_up in histories:
                touched = np.bincount(group, hidden[numbers]) > 0
                hidden[numbers[touched[group] & given_up & (system.value[numbers] != 0)]] = True
            for first, second in together:
                follows = second[hidden[first]]
                hidden[follows[system.value[follows] != 0]] = True
            hidden[categories] = hidden[headlines]
            if np.array_equal(hidden, so_far):
                return hidden & ~told

    start = _flag(relations, primary) | before.hidden | before.stays_hidden
    hidden, stuck = protect(system, start & ~told, imply)
    if stuck.any():
        raise DisclosureError(_refusal(figures, relations, stuck))
    # What is told already protects nothing, but a rule that hides it holds for this publication all the same.
    hidden = hidden | (start & told)
    hidden[relations.x[based & hidden[relations.n] & told[relations.x]]] = True
    number_hidden = hidden[relations.x]
    base_hidden = based & hidden[relations.n] & figures["base_printed"].to_numpy()
    stays_hidden = (before.hidden | before.stays_hidden)[relations.x] & number_hidden
    conditions = [primary.small_base, primary.small_number, stays_hidden, number_hidden & based & hidden[relations.n]]
    shown = number_hidden | base_hidden
    told_already = number_hidden & told[relations.x]
    chosen = [SMALL_BASE, SMALL_NUMBER, HIDDEN_BEFORE, INHERITED]
    rule = np.select(conditions, [code for code, _ in chosen], SUBTRACTION[0])
    reason = np.select(conditions, [words for _, words in chosen], SUBTRACTION[1])
    return figures.assign(
        number_hidden=number_hidden,
        base_hidden=base_hidden,
        rule=np.where(shown, rule, ""),
        reason=np.where(shown, np.where(told_already, np.char.add(reason.astype(str), TOLD_ALREADY), reason), ""),
        told_already=told_already,
    )


@dataclass(frozen=True)
class _Primary:
    """What rules 1 and 2 say of each row, and of what years to date grew by."""

    small_base: Flags
    small_number: Flags
    number_sensitive: Flags
    rest_sensitive: Flags
    increase_sensitive: Flags


def _primary(figures: pd.DataFrame, relations: Relations, rules: Mapping[str, Rules]) -> _Primary:
    """Apply rules 1 and 2 to each row on its own."""
    own = {authority: rules.get(str(authority), Rules()) for authority in figures["authority"].unique()}
    threshold = figures["authority"].map({name: rule.threshold for name, rule in own.items()}).to_numpy(dtype=float)
    waived = {(name, indicator) for name, rule in own.items() for indicator in rule.waived}
    is_waived = (
        np.asarray(
            [pair in waived for pair in zip(figures["authority"], figures["indicator_id"], strict=True)]
            if waived
            else np.zeros(len(figures)),
            dtype=bool,
        )
        & figures["tier"].eq(PROCESS).to_numpy()
    )
    # A sum behind a mean and a net change count nobody.
    counts = figures["unit"].ne("mean").to_numpy() & figures["indicator_id"].ne(additive.NET_CHANGE).to_numpy()

    def small(value: Floats, limit: Floats) -> Flags:
        return np.asarray((value >= 1) & (value <= limit))

    def part(name: str) -> Floats:
        numbers = relations.part(name)
        return np.where(numbers >= 0, relations.value[numbers], 0.0)

    judged = counts & ~is_waived
    small_base = small(part("n"), threshold)
    number_sensitive = judged & small(part("x"), threshold)
    rest_sensitive = judged & small(part("r"), threshold)
    grew = np.flatnonzero((relations.increase_of >= 0) & (relations.increase_of < len(figures)))
    rows = relations.increase_of[grew]
    increase = np.zeros(relations.value.size, dtype=bool)
    is_base = relations.increase_part[grew] == "n"
    increase[grew] = small(relations.value[grew], threshold[rows]) & (is_base | judged[rows])
    return _Primary(small_base, number_sensitive | rest_sensitive, number_sensitive, rest_sensitive, increase)


def _flag(relations: Relations, primary: _Primary) -> Flags:
    """Numbers the primary rules hide."""
    hidden = np.zeros(relations.value.size, dtype=bool)
    hidden[relations.n[primary.small_base]] = True
    hidden[relations.x[primary.small_base | primary.small_number]] = True
    return hidden


def _system(figures: pd.DataFrame, before: Before, primary: _Primary) -> tuple[System, Flags]:
    """Numbers, what of them is printed, and what it costs to hide each; and which of them are told already."""
    relations = before.relations
    count = relations.value.size
    printed, must = np.zeros(count, dtype=bool), primary.increase_sensitive.copy()
    printed[relations.x] = True
    printed[relations.n[(relations.n >= 0) & figures["base_printed"].to_numpy()]] = True
    must[relations.x[primary.number_sensitive]] = True
    must[relations.r[primary.rest_sensitive]] = True
    must[relations.n[primary.small_base]] = True
    must[relations.x[primary.small_base & (relations.value[relations.x] > 0)]] = True
    negative = (relations.increase_of >= 0) | before.may_be_negative
    negative[relations.x[figures["indicator_id"].eq(additive.NET_CHANGE).to_numpy()]] = True
    hidden_by = np.full(count, -1, dtype=np.int64)
    with_rest = relations.r >= 0
    hidden_by[relations.r[with_rest]] = relations.x[with_rest]
    hidden_by[printed] = -1
    can_be_hidden = printed.copy()
    can_be_hidden[noughts(figures, relations)[0]] = False
    cost = _costs(figures)
    total = np.bincount(relations.x, cost, count).astype(float)
    based = relations.n >= 0
    total += np.bincount(relations.n[based], cost[based] * 1.5, count)
    total[relations.value == 0] += _COST["nought"]
    system = System(
        value=relations.value, may_be_negative=negative, is_printed=printed | before.shown | before.hidden,
        must_protect=must, can_be_hidden=can_be_hidden, cost=total, hidden_by=hidden_by,
        relation=relations.relation, number=relations.number, sign=relations.sign,
    )  # fmt: skip
    if before.is_first:
        return system, np.zeros(count, dtype=bool)
    told = before.known_already(system)
    return replace(system, must_protect=must & ~told, can_be_hidden=can_be_hidden & ~told), told


def _costs(figures: pd.DataFrame) -> Floats:
    """What hiding each row costs a reader."""
    headline = figures["breakdown"].eq("all")
    current = figures["age_quarters"].eq(0)
    main = figures["time_window"].eq(figures["headline_window"])
    return np.asarray(
        np.select(
            [headline & figures["indicator_id"].isin(_EVERYBODY), headline & current & main, headline & current,
             headline & main, headline, current],
            [_COST["everybody"], _COST["current_headline_window"], _COST["current"], _COST["before_headline_window"],
             _COST["before"], _COST["category"]],
            _COST["category_before"],
        ),
        dtype=float,
    )  # fmt: skip


def _refusal(figures: pd.DataFrame, relations: Relations, stuck: Flags) -> str:
    """Which figures stay exposed, by name only."""
    exposed = np.zeros(len(figures), dtype=bool)
    for part in ("x", "n", "r"):
        numbers = relations.part(part)
        exposed |= (numbers >= 0) & stuck[numbers]
    found = figures[exposed]
    places = sorted({f"{a} {i}" for a, i in zip(found["authority"], found["indicator_id"], strict=True)})
    return (
        f"Not published: {int(stuck.sum())} hidden figures could still be worked out ({', '.join(places[:10])}). "
        "Raise the disclosure threshold in council.toml or leave these indicators out of the panel edition."
    )
