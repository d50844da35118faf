"""Conditions of declarations as sets: which columns they speak of, and which values of those make a difference.

Conditions are SQL on the columns of a cohort. Those of a cohort that is contained in another are put in the words of the
outermost one, so that figures of both can be set against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from indicators.containment import containment
from schemas.groups import AGE_BANDS, CODE_GROUPS, NOT_RECORDED

EVERYBODY = "TRUE"

_KEYWORDS = frozenset(
    ["AND", "OR", "NOT", "IN", "IS", "NULL", "TRUE", "FALSE", "BETWEEN", "LIKE", "CASE", "WHEN", "THEN", "ELSE", "END"]
)
_TOKEN = re.compile(r"'(?:[^']|'')*'|[A-Za-z_]\w*|.", re.DOTALL)
_STRING = r"'(?:[^']|'')*'"
_NUMBER = r"-?\d+(?:\.\d+)?"

#: Numbers beyond any that a condition speaks of.
FAR = 1_000_000


def _tokens(sql: str) -> Iterator[tuple[str, bool]]:
    """Tokens of a condition, and whether each is the name of a column."""
    found = list(_TOKEN.finditer(sql))
    for match in found:
        token = match[0]
        is_word = token[0].isalpha() or token[0] == "_"
        is_call = sql[match.end() : match.end() + 1] == "("
        yield token, is_word and token.upper() not in _KEYWORDS and not is_call


@cache
def columns_of(sql: str) -> frozenset[str]:
    """Columns a condition speaks of."""
    return frozenset(token for token, is_column in _tokens(sql) if is_column)


def _renamed(sql: str, names: dict[str, str]) -> str:
    return "".join(names.get(token, token) if is_column else token for token, is_column in _tokens(sql))


def both(*conditions: str) -> str:
    """All conditions at once."""
    told = [c for c in dict.fromkeys(conditions) if c != EVERYBODY]
    if len(told) < 2:
        return told[0] if told else EVERYBODY
    return " AND ".join(f"({c})" for c in told)


def root_of(cohort: str) -> str:
    """The outermost cohort one is contained in; itself where there is none."""
    within = containment(cohort).within
    return cohort if within is None else root_of(within.cohort)


def member(cohort: str) -> str:
    """The condition, in the words of the outermost cohort, of being one of a cohort's rows."""
    within = containment(cohort).within
    if within is None:
        return EVERYBODY
    inside = both(member(within.cohort), in_root_words(within.cohort, within.where))
    return inside if within.is_exact else both(inside, f"in__{cohort}")


def in_root_words(cohort: str, condition: str) -> str:
    """A condition on a cohort's columns in the words of the outermost one."""
    declared = containment(cohort)
    names = {column: f"({sql})" for column, sql in declared.meanings.items()}
    condition = _renamed(condition, names) if names else condition
    own = {}
    for column in columns_of(condition):
        shared = declared.within is not None and column in declared.shares
        own[column] = (
            in_root_words(declared.within.cohort, column) if shared and declared.within else f"{cohort}__{column}"
        )
    # Brackets of a shorthand that stands alone say nothing.
    return _renamed(condition, own)


def always(cohort: str) -> list[str]:
    """Everything that holds on every row of a cohort, of those within it included, in the words of the outermost one."""
    declared = containment(cohort)
    here = member(cohort)
    found = [_implies(here, in_root_words(cohort, sql)) for sql in declared.always]
    if declared.within is not None:
        inside = both(member(declared.within.cohort), in_root_words(declared.within.cohort, declared.within.where))
        if not declared.within.is_exact:
            found.append(_implies(f"in__{cohort}", inside))
        if declared.contains is not None:
            parent = declared.within.cohort
            found.append(_implies(both(member(parent), in_root_words(parent, declared.contains)), here))
    return found


def _implies(one: str, other: str) -> str:
    return other if one == EVERYBODY else f"NOT coalesce({one}, FALSE) OR coalesce({other}, FALSE)"


def category(cohort: str, breakdown: str, name: str) -> str:
    """The condition of being in a category of a breakdown."""
    quoted = name.replace("'", "''")
    return in_root_words(cohort, f"by_{breakdown} = '{quoted}'")


def one_of(cohort: str, breakdown: str, names: Iterable[str]) -> str:
    """The condition of being in one of some categories."""
    return in_root_words(cohort, f"by_{breakdown} IN ({_quoted(name.replace(chr(39), chr(39) * 2) for name in names)})")


def splits(cohort: str, scorecard: str) -> list[str]:
    """How categories of breakdowns follow from columns: conditions that hold on every row."""
    found = []
    for breakdown, column in containment(cohort).splits.items():
        by = f"by_{breakdown}"
        if breakdown in CODE_GROUPS:
            groups = {name: f"{column} IN ({_quoted(codes)})" for name, codes in CODE_GROUPS[breakdown].items()}
        elif breakdown == "age_band":
            groups = {b.category: f"{column} BETWEEN {b.from_age} AND {b.to_age}" for b in AGE_BANDS[scorecard]}
        elif breakdown == "uasc":
            found.append(f"({by} = 'Yes') = coalesce({column}, FALSE)")
            continue
        else:  # the column holds the category itself
            found.append(f"{by} = coalesce({column}, '{NOT_RECORDED}')")
            continue
        cases = " ".join(f"WHEN {condition} THEN '{name}'" for name, condition in groups.items())
        found.append(f"{by} = CASE {cases} ELSE '{NOT_RECORDED}' END")
    return [in_root_words(cohort, sql) for sql in found]


def _quoted(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def values_of(column: str, conditions: Iterable[str], *, is_amount: bool = False) -> list[str]:
    """Values of a column, as SQL, of which at least one stands for any value it can have in some conditions.

    Every value a condition names, its neighbours where it is a number, one that none names, and no value at all.
    """
    strings: set[str] = set()
    numbers: set[int] = set()
    is_truth, is_compared = False, False
    name = re.escape(column)
    for sql in conditions:
        if column not in columns_of(sql):
            continue
        known = len(strings) + len(numbers)
        for listed in re.findall(rf"\b{name}\s+(?:NOT\s+)?IN\s*\(([^)]*)\)", sql):
            strings.update(re.findall(_STRING, listed))
            numbers.update(int(float(n)) for n in re.findall(_NUMBER, re.sub(_STRING, "", listed)))
        for bounds in re.findall(rf"\b{name}\s+(?:NOT\s+)?BETWEEN\s+({_NUMBER})\s+AND\s+({_NUMBER})", sql):
            numbers.update(int(float(n)) for n in bounds)
        compared = rf"\b{name}\s*(?:=|<>|<=|>=|<|>)\s*(?:coalesce\(\w+, )?({_STRING}|{_NUMBER}|\w+)"
        for value in re.findall(compared, sql):
            if value.startswith("'"):
                strings.add(value)
            elif re.fullmatch(_NUMBER, value):
                numbers.add(int(float(value)))
            elif value.upper() not in _KEYWORDS:
                is_compared = True
        if re.search(rf"\b\w+\s*(?:=|<>)\s*{name}\b", sql):
            is_compared = True
        named = re.search(rf"\b{name}\s+IS\s+(?:NOT\s+)?NULL|\bCASE\b", sql)
        is_truth = is_truth or not (len(strings) + len(numbers) > known or is_compared or named or strings or numbers)
    if numbers or is_amount:
        near = {n + step for n in numbers for step in (-1, 0, 1)} | {-FAR, FAR}
        return [*(str(n) for n in sorted(near)), "NULL"]
    if strings or is_compared:
        return (
            [*sorted(strings), "'~ another'", "'~ a third'", "NULL"]
            if is_compared
            else [*sorted(strings), "'~ another'", "NULL"]
        )
    return ["TRUE", "FALSE", "NULL"] if is_truth else ["1", "NULL"]
