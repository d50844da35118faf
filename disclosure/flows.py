"""Relations between quarters, windows and cohorts: who was there before, who came and went, and what adds up over time.

Whatever a cohort's file declares (:mod:`indicators.containment`) is written down for every quarter whose figures are at
hand. What is only nearly always so is written down too, with little weight: it stays where the figures obey it, for then an
outsider who trusts it is right.
"""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.conditions import EVERYBODY, in_root_words, member, root_of
from disclosure.counted import sum_set
from disclosure.relations import AT_LEAST, EQUAL, NEARLY, Block, Builder
from indicators.containment import Containment, containment

_LENGTH = {"quarter": 1, "r12": 4}


def add_flows(builder: Builder) -> None:
    """Add every declared relation between the blocks at hand."""
    for block in list(builder.blocks):
        for cohort in builder.declared.cohorts[block.root]:
            declared = containment(cohort)
            _add_counts(builder, block, cohort, declared)
            _add_covers(builder, block, cohort, declared)
            _add_moves(builder, block, cohort, declared)
    _add_differences(builder)
    _add_quarters(builder)


def _length(block: Block) -> int:
    """Quarters of a block's window."""
    return block.quarter % 4 + 1 if block.window == "ytd" else _LENGTH.get(block.window, 0)


def _of_day(builder: Builder, block: Block, cohort: str, back: int = 0) -> int | None:
    """The number of a cohort of the last day, so many quarters before."""
    there = Block(block.version, block.quarter - back, "as_at", root_of(cohort))
    return builder.known(there, member(cohort)) if there in builder.blocks else None


def _of_window(builder: Builder, block: Block, cohort: str, window: str) -> int | None:
    there = Block(block.version, block.quarter, window, root_of(cohort))
    return builder.known(there, member(cohort)) if there in builder.blocks else None


def _add_counts(builder: Builder, block: Block, cohort: str, declared: Containment) -> None:
    """A summed column is the number of rows of another cohort; persons are no more than their records."""
    for one in declared.sums:
        there = Block(block.version, block.quarter, block.window, root_of(one.cohort))
        counted = builder.known(there, sum_set(one.cohort, one.where)) if there in builder.blocks else None
        if counted is None:
            continue
        column = in_root_words(cohort, one.column)
        start = builder.groups(block)
        for (base, summed), told in builder.declared.groups[block.root].amounts.items():
            if summed != column:
                continue
            amount = builder.numbers.get((block, "sum", base, column))
            if amount is not None:
                builder.relations.relate([(amount, 1.0), (counted, -1.0)])
            builder.relations.relate([(counted, 1.0), *((start + g, -least) for g, least, _ in told)], AT_LEAST)
    for records in declared.persons_of:
        persons, all_of_them = builder.known(block, member(cohort)), _of_window(builder, block, records, block.window)
        if persons is not None and all_of_them is not None:
            builder.relations.relate([(all_of_them, 1.0), (persons, -1.0)], AT_LEAST)
            builder.relations.relate([(all_of_them, 1.0), (persons, -1.0)], EQUAL, NEARLY)


def _add_covers(builder: Builder, block: Block, cohort: str, declared: Containment) -> None:
    """Who was there at some time was there at one end or came, or went, meanwhile."""
    here = builder.known(block, member(cohort))
    if here is None:
        return
    relate = builder.relations.relate
    for day in declared.holds:
        inside = _of_day(builder, block, day)
        if inside is not None:
            relate([(here, 1.0), (inside, -1.0)], AT_LEAST)
    for cover in declared.covers:
        one = _of_day(builder, block, cover.one, _length(block) if cover.is_before else 0)
        other = _of_window(builder, block, cover.other, block.window)
        for part in (one, other):
            if part is not None:
                relate([(here, 1.0), (part, -1.0)], AT_LEAST, NEARLY)
        if one is not None and other is not None:
            relate([(one, 1.0), (other, 1.0), (here, -1.0)], AT_LEAST)
            relate([(one, 1.0), (other, 1.0), (here, -1.0)], EQUAL, NEARLY)


def _add_moves(builder: Builder, block: Block, cohort: str, declared: Containment) -> None:
    """The number before, with those who came and without those who went, is nearly always the number now."""
    now = builder.known(block, member(cohort)) if declared.comes else None
    if now is None:
        return
    for window in ("quarter", "ytd", "r12"):
        length = _length(Block(0, block.quarter, window, ""))
        before = _of_day(builder, block, cohort, length)
        if before is None:
            continue
        for comes in declared.comes:
            for goes in declared.goes:
                came, went = (_of_window(builder, block, name, window) for name in (comes, goes))
                if came is not None and went is not None:
                    terms = [(before, 1.0), (came, 1.0), (went, -1.0), (now, -1.0)]
                    builder.relations.relate(terms, EQUAL, NEARLY)


def _add_differences(builder: Builder) -> None:
    """The growth of a number is what it is now less what it was."""
    for key, number in list(builder.numbers.items()):
        if not (isinstance(key, tuple) and len(key) == 2 and key[1] == "difference" and isinstance(key[0], Block)):
            continue
        grown = next(
            (c for name in builder.declared.cohorts[key[0].root] if (c := containment(name).difference_of)), None
        )
        if grown is None:
            continue
        now, before = _of_day(builder, key[0], grown), _of_day(builder, key[0], grown, _length(key[0]))
        if now is not None and before is not None:
            builder.relations.relate([(number, 1.0), (now, -1.0), (before, 1.0)])


def _add_quarters(builder: Builder) -> None:
    """Longer windows are sums of quarters, or at least no more than those and no less than any of them."""
    pieces: dict[tuple[int, int, str, str], int] = {}
    for block, condition, number, declared in list(_windowed(builder)):
        if _length(block) < 2:
            continue
        parts = []
        for back in range(_length(block)):
            piece = (block.version, block.quarter - back, block.root, condition)
            if piece not in pieces:
                there = Block(block.version, block.quarter - back, "quarter", block.root)
                printed = builder.known(there, condition) if there in builder.blocks else None
                pieces[piece] = builder.relations.new() if printed is None else printed
            parts.append(pieces[piece])
        if declared.quarters == "add up":
            builder.relations.relate([(number, 1.0), *((p, -1.0) for p in parts)], EQUAL, NEARLY)
            continue
        builder.relations.relate([(number, -1.0), *((p, 1.0) for p in parts)], AT_LEAST, NEARLY)
        builder.relations.relate([(number, -1.0), *((p, 1.0) for p in parts)], EQUAL, NEARLY)
        for p in parts:
            builder.relations.relate([(number, 1.0), (p, -1.0)], AT_LEAST, NEARLY)


def _windowed(builder: Builder) -> Iterator[tuple[Block, str, int, Containment]]:
    """Numbers with a figure, of cohorts that say how their quarters hang together."""
    for key, number in builder.numbers.items():
        if not (isinstance(key, tuple) and len(key) == 2 and isinstance(key[0], Block) and isinstance(key[1], str)):
            continue
        block, condition = key
        declared = containment(block.root)
        if declared.quarters and condition in builder.declared.groups[block.root].members:
            yield block, condition or EVERYBODY, number, declared
