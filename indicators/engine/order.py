"""Which figures come first: those that others are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indicators.definition import EVERY_FIGURE, Indicator
from indicators.units.shape import DeclarationError


def levels(declared: Sequence[Indicator]) -> Iterator[list[Indicator]]:
    """Groups of indicators, each resting on figures of the groups before it only.

    Raises:
        DeclarationError: When one is made of a figure that is not declared, or of itself.
    """
    known = {i.id for i in declared}
    waiting = list(declared)
    done: set[str] = set()
    while waiting:
        ready = [i for i in waiting if not (_before(i, known) - done)]
        if not ready:
            names = ", ".join(sorted(i.id for i in waiting))
            raise DeclarationError(f"{names}: measure: made of one another in a circle.")
        yield ready
        chosen = {id(i) for i in ready}
        waiting = [i for i in waiting if id(i) not in chosen]
        done |= {i.id for i in ready} - {i.id for i in waiting}


def _before(i: Indicator, known: set[str]) -> set[str]:
    """The indicators whose figures must be there before it is computed."""
    named = {part.indicator_id for part in i.measure.parts()} | set(i.reads)
    if EVERY_FIGURE in named:
        return {other for other in known if other != i.id}
    unknown = (named | set(i.measure.gathers())) - known
    if unknown:
        raise DeclarationError(f"{i.id}: measure: made of {', '.join(sorted(unknown))}, which nobody has declared.")
    return named


def looks_a_year_back(declared: Sequence[Indicator]) -> set[str]:
    """The indicators whose figure of a year before is asked for by another, in every quarter."""
    return {part.indicator_id for i in declared for part in i.measure.parts() if part.quarters_back}
