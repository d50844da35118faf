"""Every set of people a figure counts, as a sum of the smallest groups that the declarations tell apart.

All conditions on one outermost cohort are judged over every combination of values that makes a difference, so equal,
contained, disjoint and complementary sets are found and never listed. Columns that no condition and no rule
brings together are kept apart: their groups only have to agree on what they share, and then (the columns hanging together
like a tree) there are always people to whom all of it applies. So the groups stay few and nothing is lost.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import duckdb

from disclosure.conditions import EVERYBODY, FAR, columns_of, values_of

_Values = tuple[str, ...]
_Truths = tuple[bool, ...]


@dataclass(frozen=True)
class Groups:
    """The smallest groups of one outermost cohort, whose sizes are what nobody knows.

    Attributes:
        count: How many there are.
        members: Condition -> positions of the groups for which it holds.
        agree: Two sets of groups with as many people in each, for what separate columns share.
        amounts: Condition and column -> each of its groups with the least and most its column can be (``inf`` for none).
    """

    count: int
    members: dict[str, tuple[int, ...]]
    agree: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    amounts: dict[tuple[str, str], tuple[tuple[int, float, float], ...]] = field(default_factory=dict)


@dataclass
class _Part:
    """Columns brought together, with every combination of their values that the rules allow.

    Attributes:
        columns: Their names, sorted.
        conditions: Conditions on these columns alone.
        rows: Values of the columns, and whether each condition holds.
    """

    columns: _Values
    conditions: list[str]
    rows: list[tuple[_Values, _Truths]]


def groups_of(
    connection: duckdb.DuckDBPyConnection,
    conditions: Iterable[str],
    rules: Iterable[str],
    amounts: Sequence[tuple[str, str]] = (),
) -> Groups:
    """Divide the rows of a cohort.

    Args:
        connection: Judges the conditions; nothing is written.
        conditions: Every condition figures count by.
        rules: What holds on every row.
        amounts: Condition and column: sums of the column over the rows for which the condition holds.
    """
    every = sorted({EVERYBODY, *conditions, *(c for c, _ in amounts)})
    rules = sorted(set(rules))
    # A condition that cannot be judged by itself (a macro, a date) is a fact of its own, which nothing else bears on.
    apart: dict[str, str] = {}
    while True:
        spelt = {c: apart.get(c, c) for c in every}
        known = [r for r in rules if r not in apart]
        try:
            told = [(spelt[c], column) for c, column in amounts]
            found = _divide(connection, sorted(set(spelt.values())), known, told)
            break
        except duckdb.Error:
            culprits = [
                c for c in (*spelt.values(), *known) if not _can_be_judged(connection, c, [*spelt.values(), *known])
            ]
            if not culprits:
                raise
            apart |= {c: f"apart_{len(apart) + n}" for n, c in enumerate(culprits)}
    again = {(c, column): found.amounts[spelt[c], column] for c, column in amounts}
    return replace(found, members={c: found.members[sql] for c, sql in spelt.items()}, amounts=again)


def _can_be_judged(connection: duckdb.DuckDBPyConnection, condition: str, every: list[str]) -> bool:
    """Whether a condition can be judged over the values its columns can have."""
    lists = [f"(SELECT unnest([{', '.join(values_of(c, every))}]) AS {c})" for c in sorted(columns_of(condition))]
    try:
        connection.execute(
            f"SELECT coalesce({condition}, FALSE) FROM {' CROSS JOIN '.join(lists) or '(SELECT 1)'}"
        ).fetchall()
    except duckdb.Error:
        return False
    return True


def _divide(
    connection: duckdb.DuckDBPyConnection, wanted: list[str], rules: list[str], amounts: Sequence[tuple[str, str]]
) -> Groups:
    kept = {column for _, column in amounts}
    # A rule that bears on no figure only multiplies the values to look at.
    scopes = [columns_of(c) for c in wanted] + [columns_of(c) | {column} for c, column in amounts]
    used = {column for scope in scopes for column in scope}
    known = [r for r in rules if columns_of(r) & used]
    cliques = _cliques([s for s in (*scopes, *(columns_of(r) for r in known)) if s])
    spoken = {c: [sql for sql in (*wanted, *known) if c in columns_of(sql)] for clique in cliques for c in clique}
    values = {c: values_of(c, told, is_amount=c in kept) for c, told in spoken.items()}
    parts = [_part(connection, clique, values, wanted, known) for clique in cliques]
    _merge_values(parts, kept)
    if not parts:
        return Groups(1, dict.fromkeys(wanted, (0,)), ())
    return _Assembly(parts).groups(wanted, amounts)


def _cliques(scopes: list[frozenset[str]]) -> list[frozenset[str]]:
    """Sets of columns, hanging together like a tree, such that every scope is inside one (least fill-in first)."""
    beside: dict[str, set[str]] = {c: set() for scope in scopes for c in scope}
    for scope in scopes:
        for one, other in combinations(scope, 2):
            beside[one].add(other)
            beside[other].add(one)
    found: list[frozenset[str]] = []
    while beside:

        def fill(column: str) -> tuple[int, int, str]:
            missing = sum(b not in beside[a] for a, b in combinations(sorted(beside[column]), 2))
            return missing, len(beside[column]), column

        column = min(beside, key=fill)
        near = beside.pop(column)
        clique = frozenset({column, *near})
        if not any(clique <= other for other in found):
            found.append(clique)
        for one in near:
            beside[one] |= near - {one}
            beside[one].discard(column)
    return found


def _part(
    connection: duckdb.DuckDBPyConnection,
    clique: frozenset[str],
    values: dict[str, list[str]],
    wanted: list[str],
    rules: list[str],
) -> _Part:
    columns = tuple(sorted(clique))
    inside = [c for c in wanted if columns_of(c) <= clique]
    lists = " CROSS JOIN ".join(f"(SELECT unnest([{', '.join(values[c])}]) AS {c})" for c in columns)
    as_text = ", ".join(f"coalesce(CAST({c} AS VARCHAR), 'none')" for c in columns)
    holds = ", ".join(f"coalesce({c}, FALSE)" for c in inside)
    where = " AND ".join(f"coalesce({r}, FALSE)" for r in rules if columns_of(r) <= clique) or "TRUE"
    found = connection.execute(f"SELECT {as_text}, {holds} FROM {lists} WHERE {where}").fetchall()
    size = len(columns)
    return _Part(columns, inside, sorted({(row[:size], row[size:]) for row in found}))


def _merge_values(parts: list[_Part], kept: set[str]) -> None:
    """Of values of a column that make no difference anywhere, keep one; values impossible somewhere are dropped."""
    for column in sorted({c for part in parts for c in part.columns} - kept):
        holders = [part for part in parts if column in part.columns]
        meanings: dict[str, list[frozenset[tuple[_Values, _Truths]]]] = {}
        for part in holders:
            place = part.columns.index(column)
            told: dict[str, set[tuple[_Values, _Truths]]] = {}
            for values, truths in part.rows:
                told.setdefault(values[place], set()).add(((*values[:place], *values[place + 1 :]), truths))
            for value, rows in told.items():
                meanings.setdefault(value, []).append(frozenset(rows))
        first: dict[tuple[frozenset[tuple[_Values, _Truths]], ...], str] = {}
        for value in sorted(meanings):
            if len(meanings[value]) == len(holders):
                first.setdefault(tuple(meanings[value]), value)
        stay = set(first.values())
        for part in holders:
            place = part.columns.index(column)
            part.rows = [row for row in part.rows if row[0][place] in stay]


class _Assembly:
    """Numbers the groups of all parts one after another and says what their sizes must agree on."""

    def __init__(self, parts: list[_Part]) -> None:
        self.parts = parts
        self.links = _tree(parts)

    def groups(self, wanted: list[str], amounts: Sequence[tuple[str, str]]) -> Groups:
        """The outcome."""
        home = {c: next(n for n, part in enumerate(self.parts) if c in part.conditions) for c in wanted}
        scope = {a: columns_of(a[0]) | {a[1]} for a in amounts}
        place = {a: next(n for n, part in enumerate(self.parts) if scope[a] <= set(part.columns)) for a in amounts}
        members: dict[str, tuple[int, ...]] = {}
        told: dict[tuple[str, str], tuple[tuple[int, float, float], ...]] = {}
        sides: list[list[dict[_Values, tuple[int, ...]]]] = [[] for _ in self.links]
        start = 0
        for number, part in enumerate(self.parts):
            summed = [a for a in amounts if place[a] == number]
            own = sorted({c for c in wanted if home[c] == number} | {c for c, _ in summed})
            truths = [part.conditions.index(c) for c in own]
            links = [n for n, link in enumerate(self.links) if number in link[:2]]
            shared = {n: [part.columns.index(c) for c in self.links[n][2]] for n in links}
            cells: dict[tuple[object, ...], list[tuple[_Values, _Truths]]] = {}
            for values, holds in part.rows:
                key = (*(holds[t] for t in truths), *(tuple(values[s] for s in shared[n]) for n in links))
                cells.setdefault(key, []).append((values, holds))
            rows = [cells[key] for key in sorted(cells, key=repr)]
            for condition, truth in zip(own, truths, strict=True):
                if home[condition] == number:
                    members[condition] = tuple(start + n for n, inside in enumerate(rows) if inside[0][1][truth])
            for condition, column in summed:
                truth, at = part.conditions.index(condition), part.columns.index(column)
                told[condition, column] = tuple(
                    (start + n, *_least_and_most([values[at] for values, holds in inside if holds[truth]]))
                    for n, inside in enumerate(rows)
                    if inside[0][1][truth]
                )
            for n in links:
                side: dict[_Values, tuple[int, ...]] = {}
                for position, inside in enumerate(rows):
                    value = tuple(inside[0][0][s] for s in shared[n])
                    side[value] = (*side.get(value, ()), start + position)
                sides[n].append(side)
            start += len(rows)
        agree = [(one.get(value, ()), other.get(value, ())) for one, other in sides for value in sorted({*one, *other})]
        return Groups(start, members, tuple(agree), told)


def _tree(parts: list[_Part]) -> list[tuple[int, int, _Values]]:
    """Pairs of parts that share most, so that all hang together: one, other and the columns they share."""
    joined: list[int] = [0]
    links: list[tuple[int, int, _Values]] = []
    columns = [set(part.columns) for part in parts]
    while len(joined) < len(parts):
        one, other = max(
            ((a, b) for a in joined for b in range(len(parts)) if b not in joined),
            key=lambda pair: (len(columns[pair[0]] & columns[pair[1]]), -pair[0], -pair[1]),
        )
        links.append((one, other, tuple(sorted(columns[one] & columns[other]))))
        joined.append(other)
    return links


def _least_and_most(values: Iterable[str]) -> tuple[float, float]:
    """The least and most an amount can be; a blank one counts nought."""
    numbers = [0.0 if value == "none" else float(value) for value in values]
    least, most = min(numbers), max(numbers)
    return (least if least > -FAR else -math.inf, most if most < FAR else math.inf)
