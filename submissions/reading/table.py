"""From the values of a worksheet's cells to the records of its table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any

import numpy as np

from submissions.reading.body import Column
from submissions.reading.heading import ROWS_LOOKED_AT, find_heading, set_foot_aside, whole_headings
from submissions.reading.known import KnownHeadings
from submissions.reading.limits import Limits
from submissions.reading.sheet import Aside, Cells, Mask, Sheet

Values = list[list[Any]]
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]
#: Rows that are looked through for the headings; most may be blank.
_LOOKED_AT = 5 * ROWS_LOOKED_AT


def table_of(
    rows: Values,
    name: str,
    worksheet: str,
    limits: Limits,
    known: KnownHeadings,
    *,
    merged: Merged = (),
    is_hidden: bool = False,
) -> Sheet | None:
    """The records of a worksheet.

    Args:
        rows: Values of its cells from the first row and column on; rows may be shorter than others.
        name: What findings call the file.
        worksheet: Its name.
        limits: How much is read.
        known: Headings by which the heading row is found.
        merged: Corners of merged cells, counted from 0.
        is_hidden: Whether it is hidden.

    Returns:
        The records, or ``None`` when it holds nothing.

    Raises:
        FileFaultError: When it is past a limit.
    """
    first = next((place for place, row in enumerate(rows) if any(_text(value) for value in row)), None)
    if first is None:
        return None
    top = [[_text(value) for value in row] for row in rows[first : first + _LOOKED_AT]]
    place = find_heading(top, known)
    assert place is not None  # the first of these rows is filled
    here = [((a[0] - first, a[1]), (b[0] - first, b[1])) for a, b in merged]
    headings, last = whole_headings(top, place, known, here)
    body = rows[first + last + 1 :]
    width = max(len(headings), max(map(len, body), default=0))
    headings += [""] * (width - len(headings))
    columns: list[Cells] = []
    numeric: dict[int, Mask] = {}
    fractional: dict[int, Mask] = {}
    for number, values in enumerate(zip_longest(*body, fillvalue="") if body else [()] * width):
        columns.append(_column(values))
        if not {float, int}.isdisjoint(map(type, values)):
            numeric[number] = np.array([type(value) in (float, int) for value in values], dtype=np.bool_)
            fractional[number] = np.array(
                [type(value) is float and not value.is_integer() for value in values], np.bool_
            )
    columns += [np.full(len(body), None, dtype=object) for _ in range(width - len(columns))]
    filled = np.zeros(len(body), dtype=np.bool_)
    for column in columns:
        filled |= column != None  # noqa: E711 - by element
    limits.check_columns(sum(1 for heading in headings if heading))
    limits.check_rows(int(filled.sum()))
    sheet = Sheet(
        headings=headings,
        columns=[column[filled] for column in columns],
        source_rows=np.flatnonzero(filled).astype(np.int64) + first + last + 2,
        numeric={number: mask[filled] for number, mask in numeric.items()},
        fractional={number: mask[filled] for number, mask in fractional.items()},
        file=name,
        worksheet=worksheet,
        is_hidden=is_hidden,
        heading_row=first + place + 1,
        aside=tuple(
            Aside(first + number + 1, "above the headings") for number, row in enumerate(top[:place]) if any(row)
        ),
    )
    return set_foot_aside(sheet, known).without_blank_columns()


def _column(values: Sequence[Any]) -> Cells:
    column = Column()
    column.add(list(values) if set(map(type, values)) <= {str} else [_text(value) or "" for value in values])
    return column.cells()


def _text(value: Any) -> str | None:
    """A cell as text: numbers without needless decimals, dates as YYYY-MM-DD, midnight without a time of day."""
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        # Excel stores a time as a fraction of a day, which may miss the second by a hair.
        whole = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        return whole.date().isoformat() if whole.time() == time() else whole.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return None if value is None else str(value)
