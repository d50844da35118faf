"""Check 17: sentences of a length people follow, and none of the words a panel paper leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exports.accessibility.opened import Opened, Problem, filled_cells, introduction
from exports.text import sentences
from exports.words import BANNED_WORDS

LONGEST_AVERAGE = 20
#: Sheets that give statutory names and sources as they are written.
EXEMPT = ("Definitions", "Targets")
_REFERENCE = re.compile(r"\b(LAC|CL|SUF)-\d+(-[A-Z]+)*\b")
#: The title of somebody else's paper or section is quoted as it stands.
_QUOTED = re.compile(r'"[^"]*"')
_BANNED = re.compile(rf"\b({'|'.join(BANNED_WORDS)})\b", re.IGNORECASE)


def wording(opened: Opened) -> Iterator[Problem]:
    """17: banned words in any text, and the average sentence above each table and on the cover.

    Officers are told the codes their records take, so restricted workbooks may name them.
    """
    for sheet in opened.sheets:
        if sheet.title not in EXEMPT and not opened.is_restricted:
            for cell in filled_cells(sheet):
                found = _BANNED.search(_REFERENCE.sub("", _QUOTED.sub("", str(cell.value))))
                if found:
                    yield Problem(17, sheet.title, cell.coordinate, f"'{found[0]}' is not a plain word.",
                                  "Say it in words a panel member uses.")  # fmt: skip
        lengths = [len(part.split()) for text in introduction(sheet) for part in sentences(text)]
        if lengths and sum(lengths) / len(lengths) > LONGEST_AVERAGE:
            yield Problem(17, sheet.title, "", "Sentences are long.", f"Keep them under {LONGEST_AVERAGE} words.")


CHECKS = (wording,)
