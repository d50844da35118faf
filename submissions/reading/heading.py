"""Where a table begins and ends: its heading row under titles, and the totals and notes below it that are no records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from schemas.headers import normalise
from submissions.reading.known import KnownHeadings
from submissions.reading.sheet import Aside, Mask, Sheet

#: Filled rows among which the heading row is looked for.
ROWS_LOOKED_AT = 60
#: Fewer known headings than this may be chance: "Team" stands in titles too.
_FEWEST_KNOWN = 2
#: Filled cells a record usually has, below which a row with one of them is not told from a record.
_FEWEST_CELLS = 3
_TOTAL = re.compile(r"(?:(?:grand|overall|running|report)[\s-]+)?(?:sub[\s-]?)?totals?\s*:?", re.IGNORECASE)
_NO_KEY = re.compile(
    r"(?:(?:grand|overall|running|report|sub)[\s-]*)?totals?\b.*|(?:sum|count|average|mean)\s*:?|"
    r"(?:data\s+)?sources?\b.*|(?:foot)?notes?\b.*|n\.?b\.?[:\s].*|"
    r"\(?[0-9,]+\s+(?:rows?|records?|lines?|results?)\b.*|end of\b.*|"
    r"(?:printed|produced|generated|exported|extracted|run)\s+(?:on|at|by|from)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(r"[£$€]?\s?[+-]?[0-9][0-9,]*(?:\.[0-9]+)?\s?%?")


def find_heading(rows: Sequence[Sequence[str | None]], known: KnownHeadings) -> int | None:
    """The place of the heading row among the first rows of a table; ``None`` when none of them is filled.

    It is the first row with the most known headings; where none has two of them, the first that is at least half as wide
    as the widest, which a title is not.

    Args:
        rows: The first rows, blank ones too.
        known: Headings that are known.
    """
    scores = [len({normalise(cell) for cell in row if cell} & known.headings) for row in rows]
    if scores and max(scores) >= _FEWEST_KNOWN:
        return scores.index(max(scores))
    widths = [sum(1 for cell in row if cell and not cell.isspace()) for row in rows]
    widest = max(widths, default=0)
    return next((place for place, width in enumerate(widths) if width and 2 * width >= widest), None)


def whole_headings(
    rows: Sequence[Sequence[str | None]],
    place: int,
    known: KnownHeadings,
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = (),
) -> tuple[list[str], int]:
    """The headings, put together where they stand on two rows.

    Args:
        rows: The first rows of the table.
        place: Place of the heading row.
        known: Headings that are known.
        merged: Merged cells by row and column of their corners, rows counted as ``rows`` are.

    Returns:
        One heading a column, and the place of the last row that belongs to them.
    """
    headings = [(cell or "").strip() for cell in rows[place]]
    above = rows[place - 1] if place else ()
    reaching_down = {corner[1] for corner, end in merged if corner[0] == place - 1 and end[0] >= place}
    for column, cell in enumerate(above):
        text = (cell or "").strip()
        is_heading = column in reaching_down or normalise(text) in known.headings
        if text and is_heading and column < len(headings) and not headings[column]:
            headings[column] = text
    below = rows[place + 1] if place + 1 < len(rows) else ()
    wide = {
        column: headings[corner[1]]
        for corner, end in merged
        if corner[0] == place and end[0] == place and end[1] > corner[1]
        for column in range(corner[1], min(end[1] + 1, len(headings)))
    }
    parts = {column: cell.strip() for column, cell in enumerate(below) if cell and cell.strip()}
    if not parts or not wide or any(column not in wide or _NUMBER.fullmatch(part) for column, part in parts.items()):
        return headings, place
    for column, part in parts.items():
        whole = f"{wide[column]} {part}".strip()
        is_known_alone = normalise(part) in known.headings and normalise(whole) not in known.headings
        headings[column] = part if is_known_alone else whole
    return headings, place + 1


def set_foot_aside(sheet: Sheet, known: KnownHeadings) -> Sheet:
    """The sheet without the rows that are no records: headings said again, and totals and notes below the table.

    A total between the records stays a record, set aside for what it is, for a row is never dropped from among others.
    """
    sheet = _without(sheet, _headings_again(sheet), "that say the headings once more")
    if not len(sheet):
        return sheet
    key = next((n for n, heading in enumerate(sheet.headings) if normalise(heading) in known.keys), None)
    first = key if key is not None else next((n for n, heading in enumerate(sheet.headings) if heading), 0)
    keys = sheet.columns[first]
    filled = np.sum([pd.notna(column) for column in sheet.columns], axis=0)
    usual = float(np.median(filled))
    foot: Mask = np.zeros(len(sheet), dtype=np.bool_)
    for place in range(len(sheet) - 1, -1, -1):
        if place in sheet.surplus or not _is_foot(
            sheet, place, keys[place], int(filled[place]), usual, key is not None
        ):
            break
        foot[place] = True
    if foot.all():
        # Without one row that names somebody nothing tells a note from a record.
        return sheet
    sheet = _without(sheet, foot, "of totals or notes below the table")
    totals = np.array([cell is not None and bool(_TOTAL.fullmatch(cell.strip())) for cell in sheet.columns[first]])
    if totals.any():
        sheet.faults["total_among_records"] = totals
    return sheet


def _is_foot(sheet: Sheet, place: int, key: str | None, filled: int, usual: float, has_key: bool) -> bool:
    cells = [column[place] for column in sheet.columns if column[place] is not None]
    first = cells[0].strip() if cells else ""
    if key is not None:
        said = key.strip()
        alone = filled == 1 and usual >= _FEWEST_CELLS and any(letter.isspace() for letter in said)
        return alone or bool(_NO_KEY.fullmatch(said))
    if not has_key:
        return False
    only_numbers = all(_NUMBER.fullmatch(cell.strip()) for cell in cells)
    return bool(_NO_KEY.fullmatch(first)) or only_numbers or 2 * filled < usual


def _headings_again(sheet: Sheet) -> Mask:
    again: Mask = np.ones(len(sheet), dtype=np.bool_)
    named = [(heading, column) for heading, column in zip(sheet.headings, sheet.columns, strict=True) if heading]
    for heading, column in named:
        if not again.any():
            break
        again &= column == heading
    return again if len(named) > 1 else np.zeros(len(sheet), dtype=np.bool_)


def _without(sheet: Sheet, rows: Mask, why: str) -> Sheet:
    """The sheet with some rows set aside as no records."""
    if not rows.any():
        return sheet
    stays = ~rows
    places = np.cumsum(stays) - 1
    return replace(
        sheet,
        columns=[column[stays] for column in sheet.columns],
        source_rows=sheet.source_rows[stays],
        lines=None if sheet.lines is None else sheet.lines[stays],
        given=None if sheet.given is None else sheet.given[stays],
        faults={rule: mask[stays] for rule, mask in sheet.faults.items()},
        numeric={column: mask[stays] for column, mask in sheet.numeric.items()},
        fractional={column: mask[stays] for column, mask in sheet.fractional.items()},
        surplus={int(places[place]): cells for place, cells in sheet.surplus.items() if stays[place]},
        aside=tuple(
            sorted((*sheet.aside, *(Aside(int(row), why) for row in sheet.source_rows[rows])), key=lambda one: one.row)
        ),
    )
