"""What each figure counts: the sets of people (or periods, or records) behind its number and its base.

Read from the declarations alone. The numbers of a figure are its number ``x`` and its base ``n``; the rest of the base is
worked out from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import duckdb

from disclosure.conditions import EVERYBODY, always, both, category, in_root_words, member, one_of, root_of, splits
from disclosure.sets import Groups, groups_of
from indicators.containment import containment
from indicators.definition import Indicator
from indicators.registry import all_indicators


@dataclass(frozen=True)
class Counted:
    """What one figure counts.

    Attributes:
        indicator_id: The figure.
        root: The outermost cohort its rows belong to.
        number: Condition of being in the number, in the words of that cohort; ``None`` where the number is an amount.
        base: Condition of being in the base; ``None`` where there is none, or the base counts no rows.
        amount: Column whose sum over the base is the number.
        difference_of: The cohort of whose number the number is the growth.
    """

    indicator_id: str
    root: str
    number: str | None
    base: str | None
    amount: str | None = None
    difference_of: str | None = None


def counted(i: Indicator) -> Counted | None:
    """What an indicator's headline counts; nothing where it is made of other figures."""
    if i.cohort is None:
        return None
    cohort, row, unit = i.cohort.name, i.measure.row(), i.measure.unit
    root = root_of(cohort)
    if i.measure.is_signed:
        return Counted(i.id, root, None, None, difference_of=containment(cohort).difference_of)
    here = both(member(cohort), in_root_words(cohort, row.counted))
    base = here if unit.has_base else None
    if unit.counts_in_numerator:
        return Counted(i.id, root, both(here, in_root_words(cohort, row.met)), base)
    is_column = row.value.isidentifier() and row.value.upper() != "NULL"
    return Counted(i.id, root, None, base, in_root_words(cohort, row.value) if is_column else None)


def counted_in(figure: Counted, i: Indicator, breakdown: str, name: str) -> Counted:
    """What a category of an indicator's breakdown counts."""
    if breakdown == "all":
        return figure
    if i.cohort is None:
        return figure
    inside = category(i.cohort.name, breakdown, name)
    return Counted(
        figure.indicator_id,
        figure.root,
        None if figure.number is None else both(figure.number, inside),
        None if figure.base is None else both(figure.base, inside),
    )


@dataclass(frozen=True)
class Declared:
    """Everything the declarations say of what figures count.

    Attributes:
        figures: Indicator, breakdown and category -> what is counted.
        groups: Outermost cohort -> the smallest groups it divides into.
        cohorts: Cohorts by their outermost one, itself included.
        categories: Indicator and breakdown -> every category.
    """

    figures: dict[tuple[str, str, str], Counted]
    groups: dict[str, Groups]
    cohorts: dict[str, tuple[str, ...]]
    categories: dict[tuple[str, str], tuple[str, ...]]


@cache
def declared() -> Declared:
    """All indicators in force now that are published; categories of those that are profiled."""
    return declare(i for i in all_indicators() if i.is_published)


def declare(indicators: Iterable[Indicator]) -> Declared:
    """The same for any indicators; sheets and tests need not have all of them."""
    figures: dict[tuple[str, str, str], Counted] = {}
    cohorts: dict[str, set[str]] = {}
    conditions: dict[str, set[str]] = {}
    rules: dict[str, set[str]] = {}
    amounts: dict[str, set[tuple[str, str]]] = {}
    for i in indicators:
        headline = counted(i)
        if headline is None or i.cohort is None:
            continue
        found = {("all", "all"): headline}
        if i.is_profiled:
            for breakdown, names in i.categories.items():
                for name in names:
                    found[breakdown, name] = counted_in(headline, i, breakdown, name)
                # Everybody is in one of them.
                rules.setdefault(headline.root, set()).add(one_of(i.cohort.name, breakdown, names))
            rules.setdefault(headline.root, set()).update(splits(i.cohort.name, i.scorecard))
        figures |= {(i.id, *place): what for place, what in found.items()}
        cohorts.setdefault(headline.root, set()).update(_line(i.cohort.name))
        told = conditions.setdefault(headline.root, set())
        for what in found.values():
            told.update(c for c in (what.number, what.base) if c is not None)
        if headline.amount is not None and headline.base is not None:
            amounts.setdefault(headline.root, set()).add((headline.base, headline.amount))
    for root, members in cohorts.items():
        for cohort in members:
            conditions[root].add(member(cohort))
            rules.setdefault(root, set()).update(always(cohort))
            for one in containment(cohort).sums:
                _add_sum(one.cohort, one.where, cohorts, conditions)
    with duckdb.connect() as connection:
        groups = {
            root: groups_of(connection, conditions[root], rules[root], sorted(amounts.get(root, ())))
            for root in cohorts
        }
    categories: dict[tuple[str, str], tuple[str, ...]] = {}
    for indicator, breakdown, name in figures:
        if breakdown != "all":
            categories[indicator, breakdown] = (*categories.get((indicator, breakdown), ()), name)
    return Declared(figures, groups, {root: tuple(sorted(members)) for root, members in cohorts.items()}, categories)


def _line(cohort: str) -> set[str]:
    """A cohort and those it is contained in."""
    within = containment(cohort).within
    return {cohort} if within is None else {cohort} | _line(within.cohort)


def _add_sum(cohort: str, where: str, cohorts: dict[str, set[str]], conditions: dict[str, set[str]]) -> None:
    if root_of(cohort) in cohorts:
        conditions[root_of(cohort)].add(sum_set(cohort, where))


def sum_set(cohort: str, where: str) -> str:
    """The rows of a cohort for which a condition holds, in the words of the outermost one."""
    return both(member(cohort), in_root_words(cohort, where)) or EVERYBODY
