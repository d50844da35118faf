"""Which figures a fault in the data could change, read from the declarations and their queries."""

from __future__ import annotations

import re

from indicators.definition import Indicator


def names_column(i: Indicator, column: str) -> bool:
    """Whether an indicator's queries name a column of an extract (``uasc`` is ``is_uasc`` once it is typed)."""
    spoken = f"{i.cohort.sql if i.cohort else ''} {i.measure!r} {i.unknown or ''}"
    return re.search(rf"\b(?:is_)?{re.escape(column)}\b", spoken) is not None


def could_change(i: Indicator, extract: str, column: str | None, *, sets_aside: bool) -> bool:
    """Whether a fault could change the figure.

    Args:
        i: The indicator.
        extract: Where the fault is.
        column: The column concerned; ``None`` where the fault is about a record or a file as a whole.
        sets_aside: Whether the row, or the whole file, is not used because of it.

    Returns:
        True when the figure needs the extract and either loses the row, or names the column.
    """
    if extract not in i.sources:
        return False
    return sets_aside or column is None or names_column(i, column)
