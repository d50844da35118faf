"""Putting a single record right: which values its faulty cell may take, and whether the record would then be loaded.

The possible values are known where the cell takes a code, yes or no, or a score. A date, a number or a name could be
anything, so nothing is tried for them.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from schemas.codes import code_set
from schemas.extracts import EXTRACTS, Extract
from submissions.findings import FindingLog
from submissions.frames import clean_frame
from submissions.headings import Match
from submissions.judge import judge
from submissions.reading.sheet import Sheet
from submissions.table import Table

#: Faults of a record as a whole, after which no cell of it can be relied on, and persons nobody knows.
BEYOND_REPAIR = ("field_count", "broken_quoting", "nul_byte", "undefined_bytes", "person_not_in_children")
#: Rules about one cell.
_CELL_RULES = ("blank", "invalid", "invalid_code", "out_of_range", "code_out_of_date", "end_without_reason")
#: Rules that only a filled cell satisfies.
_MUST_FILL = ("blank", "end_without_reason")
_ALL_SCORES = tuple(str(score) for score in range(41))


class Choice(NamedTuple):
    """One way to put a fault right.

    Attributes:
        column_name: The cell that is changed; ``None`` where the record itself is the right one of two.
        value: What it then says; ``None`` leaves it blank.
        valid_from: First day on which a code may be used; ``None`` where it always may.
        valid_to: Last day.
        judged_on: The record's date on which that is judged.
    """

    column_name: str | None
    value: str | None
    valid_from: date | None = None
    valid_to: date | None = None
    judged_on: str | None = None


def choices(extract: str, column: str | None, rule: str) -> tuple[Choice, ...]:
    """Every way to put a fault right; none where they cannot be listed.

    Args:
        extract: Where the fault is.
        column: The cell concerned; ``None`` where the record as a whole is.
        rule: Which rule is broken.
    """
    if extract not in EXTRACTS:
        return ()
    if rule == "repeated_key":
        return (Choice(None, None),)
    if rule == "score_or_reason":
        cells = ("score", "reason_not_completed")
        return tuple(choice for name in cells for choice in _values(EXTRACTS[extract], name, may_be_blank=True))
    if rule in _CELL_RULES and column in EXTRACTS[extract].column_names:
        return _values(EXTRACTS[extract], str(column), may_be_blank=rule not in _MUST_FILL)
    return ()


def _values(extract: Extract, name: str, *, may_be_blank: bool) -> tuple[Choice, ...]:
    column = extract.column(name)
    found: list[Choice] = []
    if column.kind == "yes_no":
        found = [Choice(name, "Y"), Choice(name, "N")]
    elif column.kind == "code" and column.codes != "PLACEMENT_LA_SPECIAL":
        codes = code_set(column.codes or "")
        found = [
            Choice(name, code, codes.valid_from.get(code), codes.valid_to.get(code), column.judged_on)
            for code in column.accepted_codes
        ]
    elif (extract.name, name) == ("sdqs", "score"):
        found = [Choice(name, score) for score in _ALL_SCORES]
    if found and may_be_blank and column.mark != "*":
        found.append(Choice(name, None))
    return tuple(found)


def judged(extract: Extract, texts: pd.DataFrame, quarter: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Judge records by the rules about one record, as a delivery's are.

    Args:
        extract: What they are records of.
        texts: Contract columns as text, missing where blank, with ``trial``; one row a record.
        quarter: Label of the submission's quarter.

    Returns:
        The clean rows of those that would be loaded, with ``trial``; and why the others would not: ``trial``, ``rule`` and
        ``column_name`` (empty for a rule about the whole record).
    """
    names = extract.column_names
    sheet = Sheet(
        list(names),
        [texts[name].astype(object).where(texts[name].notna(), None).to_numpy(dtype=object) for name in names],
        texts["trial"].to_numpy(dtype=np.int64),
    )
    match = Match(MappingProxyType({name: place for place, name in enumerate(names)}), (), MappingProxyType({}), ())
    table = Table.of(extract, "", sheet, match)
    log = FindingLog("", quarter, most_singly=len(texts))
    judge(table, log)
    keys = {"authority": "", "submission_quarter": quarter}
    clean = clean_frame(extract, [table], keys).rename(columns={"source_row": "trial"})
    found = log.frame(tuple(EXTRACTS))
    grave = found[found["severity"].eq("reject_row") & found["source_row"].notna()]
    refused = grave[["source_row", "rule", "column_name"]].rename(columns={"source_row": "trial"})
    clean = clean.drop(columns=["source_file", "source_sheet", "source_part"])
    return clean, refused.astype({"trial": "int64"}).fillna({"column_name": ""})
