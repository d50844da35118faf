"""The automated accessibility checks, on any ``.xlsx`` file.

:func:`check_workbook` runs all seventeen and returns what is wrong: where, what, and what to do. They cannot tell
whether alt text is true in human terms, whether English is plain, or how a given screen reader orders charts; those
remain for a person to look at each quarter.

Numbers are those of the accessibility section of the workbook design: 1 properties, 2 sheets, 3 forbidden content,
4 table mark-up, 5 blank cells, 6 introductions, 7 shorthand and notes, 8 charts, 9 contrast, 10 fills, 11 links,
12 view, 13 fonts, 14 page headers, 15 numbers as text, 16 cut-off text and print size, 17 plain words.
"""

from __future__ import annotations

from pathlib import Path

from exports.accessibility import charts, colour, document, tables, wording
from exports.accessibility.opened import Opened, Problem, open_workbook

CHECKS = (*document.CHECKS, *tables.CHECKS, *charts.CHECKS, *colour.CHECKS, *wording.CHECKS)

__all__ = ["CHECKS", "Opened", "Problem", "check_workbook", "open_workbook"]


def check_workbook(file: Path | bytes, *, is_restricted: bool = False) -> list[Problem]:
    """Every problem found in a workbook, in the order of the checks; an empty list means that all of them pass.

    Args:
        file: Where it is, or its bytes.
        is_restricted: Whether it is a workbook for named officers. Its working lists may have filter buttons and print
            smaller, and its columns of identifiers are text even where every character is a digit.

    Raises:
        ValueError: When it is not an ``.xlsx`` file.
    """
    opened = open_workbook(file, is_restricted=is_restricted)
    return sorted((problem for check in CHECKS for problem in check(opened)), key=lambda problem: problem.check)
