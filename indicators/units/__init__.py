"""The shapes a figure can have: one small class each, found here, and asked instead of being told apart by name.

``shape`` says what a shape is; every other module of the package is one. A new shape is one new module: nothing else
lists them. Frames and SQL that only know a figure's unit by name ask it here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

import pandas as pd

from indicators.units.shape import Shape, Unit

Answer = TypeVar("Answer")


@cache
def all_units() -> dict[str, Unit]:
    """Every unit by its name, in pounds too, shapes in alphabetical order of their modules.

    Raises:
        ValueError: When two shapes say different things of one unit.
    """
    found: dict[str, Unit] = {}
    for module in sorted(m.name for m in iter_modules(__path__)):
        for shape in vars(import_module(f"{__name__}.{module}")).values():
            if isinstance(shape, type) and issubclass(shape, Shape) and "UNIT" in vars(shape):
                for unit in (shape.UNIT, shape.UNIT.in_pounds()):
                    if found.setdefault(unit.name, unit) != unit:
                        raise ValueError(f"{shape.__name__}: unit '{unit.name}' already means something else.")
    return found


def unit_of(name: str) -> Unit:
    """The unit of that name.

    Raises:
        KeyError: When there is none.
    """
    return all_units()[name]


def told(names: pd.Series, question: Callable[[Unit], Answer]) -> pd.Series:
    """The answer of each figure's unit to a question; missing names give a missing answer.

    Args:
        names: Units by name.
        question: What is asked of each.
    """
    answers = {name: question(unit) for name, unit in all_units().items()}
    return names.map(answers)


def holds(names: pd.Series, question: Callable[[Unit], bool]) -> pd.Series:
    """Where a yes-or-no question is answered yes: a plain boolean series."""
    return names.isin([name for name, unit in all_units().items() if question(unit)])


def sql_list(question: Callable[[Unit], bool]) -> str:
    """The names of the units that answer yes, for ``unit IN (...)``."""
    return ", ".join(f"'{name}'" for name, unit in all_units().items() if question(unit))
