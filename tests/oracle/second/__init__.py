"""The second release's indicators computed a second time: plain Python, one rule at a time, nothing of the project's."""

from tests.oracle.second.figures import second_figures
from tests.oracle.second.table import ENTRIES

__all__ = ["ENTRIES", "second_figures"]
