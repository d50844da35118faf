"""What was read from one file, before anything is known about its columns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

Cells = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]
#: Stands in a cell whose formula has no stored value: what it would say is not known, so it is no blank.
FORMULA_WITHOUT_VALUE = "#FORMULA WITHOUT VALUE"


class FileFaultError(Exception):
    """A file that cannot be used as a whole.

    Attributes:
        rule: Code of the rule it breaks.
        detail: Fills the rule's message; never a cell's value.
    """

    def __init__(self, rule: str, detail: str = "") -> None:
        super().__init__(rule)
        self.rule = rule
        self.detail = detail


@dataclass(frozen=True)
class Aside:
    """A line or row of a file that is not one of its records.

    Attributes:
        row: Worksheet row, or position in a CSV counted as for ``Sheet.source_rows``; above the heading of a CSV 0 or less.
        why: What it was taken for, in our words and without its values.
    """

    row: int
    why: str


@dataclass(frozen=True)
class FileFault:
    """Why a file, a member of a zip or a worksheet cannot be used as a whole.

    Attributes:
        rule: Code of the rule it breaks.
        detail: Fills the rule's message; never a cell's value.
    """

    rule: str
    detail: str = ""


@dataclass
class Sheet:
    """The records of one table of a file (a CSV, a worksheet, the records of one kind in an XML) as text.

    Attributes:
        headings: One heading a column, trimmed; an unnamed column has an empty one.
        columns: One array a column: text as it stands in the file, ``None`` where the cell is blank.
        source_rows: Worksheet row, or position of the record in a CSV with the header as 1.
        faults: Rule code to the records that break it as a whole.
        surplus: Record position to the cells that belong to no column, by a label.
        numeric: Column position to the cells that are stored as numbers (Excel only).
        fractional: Column position to the cells stored as numbers with decimals (Excel only).
        file: Name of the file as findings say it; the member of a zip is ``returns.zip/header.csv``.
        worksheet: Name of the worksheet, or of the record element of an XML; ``None`` in a CSV.
        is_hidden: Whether the worksheet is hidden.
        heading_row: Worksheet row of the headings, or the number of the record in a CSV that holds them, from 1.
        aside: Lines that are no records (titles above, totals and notes below), in order. They do not count as rows read.
        fault: Why the table cannot be used as a whole, when it cannot; then it may have no headings and no records.
        lines: First and last physical line of each record of a text file, from 1; ``None`` elsewhere.
        given: Cells that each record gave, where some gave fewer than there are headings; otherwise ``None``.
        width: Columns of the file, those at its end without heading and cells too.
        swallowed: First and last ``source_row`` of the lines that each stray quotation mark swallowed.
        from_1904: Whether day numbers count from 1904, as in workbooks from a Mac.
    """

    headings: list[str]
    columns: list[Cells]
    source_rows: npt.NDArray[np.int64]
    faults: dict[str, Mask] = field(default_factory=dict)
    surplus: dict[int, dict[str, str]] = field(default_factory=dict)
    numeric: dict[int, Mask] = field(default_factory=dict)
    fractional: dict[int, Mask] = field(default_factory=dict)
    file: str = ""
    worksheet: str | None = None
    is_hidden: bool = False
    heading_row: int = 1
    aside: tuple[Aside, ...] = ()
    fault: FileFault | None = None
    lines: npt.NDArray[np.int64] | None = None
    given: npt.NDArray[np.int64] | None = None
    width: int = 0
    swallowed: tuple[tuple[int, int], ...] = ()
    from_1904: bool = False

    @classmethod
    def refused(cls, file: str, worksheet: str | None, fault: FileFault) -> Sheet:
        """A table that cannot be used as a whole."""
        return cls([], [], np.empty(0, dtype=np.int64), file=file, worksheet=worksheet, fault=fault)

    def without_blank_columns(self) -> Sheet:
        """The sheet without the columns at its end that have neither a heading nor a cell; the others keep their place."""
        width = len(self.headings)
        while width and not self.headings[width - 1] and not any(cell is not None for cell in self.columns[width - 1]):
            width -= 1
        if width == len(self.headings):
            return self
        kept = range(width)
        return replace(
            self,
            headings=[self.headings[place] for place in kept],
            columns=[self.columns[place] for place in kept],
            numeric={now: self.numeric[place] for now, place in enumerate(kept) if place in self.numeric},
            fractional={now: self.fractional[place] for now, place in enumerate(kept) if place in self.fractional},
        )

    def __len__(self) -> int:
        return len(self.source_rows)
