"""What a workbook's library reads as blank and is not: error cells, formulas without a stored value; and cells far out.

The library keeps a whole sheet as a rectangle, so a sheet's reach is known before it is asked for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from submissions.reading.limits import Deadline, Limits
from submissions.reading.sheet import FORMULA_WITHOUT_VALUE, FileFaultError
from submissions.reading.xml_walk import walk

#: Any sign in a worksheet's XML of what has to be looked for cell by cell: a formula, an error, a cell far out.
_UNUSUAL = re.compile(
    rb"<(?:\w{1,30}:)?f[\s>/]|\st\s{0,9}=\s{0,9}[\"']e[\"']"
    rb"|\sr\s{0,9}=\s{0,9}[\"'](?:[A-Z]{3}|[A-Z]{2}[0-9]{5}|[A-Z]?[0-9]{6})"
)
_REFERENCE = re.compile(r"([A-Z]{1,4})([0-9]{1,9})", re.IGNORECASE)
#: Cells that a sheet may span, and how many times those that are filled, beyond which it is not read.
_MOST_SPANNED, _TIMES_FILLED = 40_000_000, 8
_ERROR = "#ERROR"


@dataclass
class Oddities:
    """What is unusual in a sheet; rows and columns are counted from 0.

    Attributes:
        texts: Place of a cell that is no blank to what it shows.
        rows: Rows that the filled cells span from the top.
        columns: Columns that they span from the left.
        filled: How many cells are filled.
    """

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    filled: int = 0

    def reach(self, row: int, column: int, times: int = 1) -> None:
        """Take note of a filled cell."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        self.filled += times

    def check(self, limits: Limits) -> None:
        """Refuse a sheet whose cells lie too far apart.

        Raises:
            FileFaultError: ``past_limit``.
        """
        limits.check_columns(self.columns)
        limits.check_rows(self.rows)
        spanned = self.rows * self.columns
        if spanned > _MOST_SPANNED and spanned > _TIMES_FILLED * self.filled:
            raise FileFaultError(
                "past_limit", f"spread over {self.rows:,} rows and {self.columns:,} columns with few cells filled"
            )


def of_worksheet(xml: bytes, limits: Limits) -> Oddities:
    """What is unusual in the XML of a worksheet (.xlsx, .xlsm).

    Raises:
        FileFaultError: When a limit is passed or the XML is damaged.
    """
    if b"\0" in xml[:1000]:
        raise FileFaultError("unreadable_file", "a worksheet in an unusual encoding")
    if not _UNUSUAL.search(xml):
        return Oddities()
    reader = _Worksheet()
    walk(xml, reader.start, reader.end, reader.text, Deadline(limits.seconds))
    reader.found.check(limits)
    return reader.found


class _Worksheet:
    """Follows the cells of a worksheet's XML."""

    def __init__(self) -> None:
        self.found = Oddities()
        self._row = self._column = -1
        self._kind = ""
        self._in_cell = self._in_value = self._has_value = self._has_formula = False
        self._texts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdecimal() and len(number) < 10 else self._row + 1
            self._column = -1
        elif self._in_cell:
            if name == "f":
                self._has_formula = True
            elif name in ("v", "t"):
                self._in_value = True
                # An empty element is a value only where the formula is said to give a text: the empty one.
                self._has_value |= self._kind == "str"

    def text(self, piece: str) -> None:
        if self._in_value:
            self._has_value = True
            if self._kind == "e":
                self._texts.append(piece)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._in_value = False
        elif name == "c" and self._in_cell:
            self._in_cell = False
            if self._kind == "e":
                self.found.texts[self._row, self._column] = "".join(self._texts).strip() or _ERROR
            elif self._has_formula and not self._has_value:
                self.found.texts[self._row, self._column] = FORMULA_WITHOUT_VALUE
            if self._has_value or self._has_formula:
                self.found.reach(self._row, self._column)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        if place:
            self._column = _column_number(place[1]) - 1
            self._row = int(place[2]) - 1
        else:
            self._column += 1
        self._kind = attributes.get("t", "")
        self._in_cell, self._in_value = True, False
        self._has_value = self._has_formula = False
        self._texts = []


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def of_spreadsheet(xml: bytes, limits: Limits) -> list[Oddities]:
    """What is unusual in each table of an OpenDocument spreadsheet's content.

    Raises:
        FileFaultError: When a limit is passed or the XML is damaged.
    """
    reader = _Spreadsheet(limits)
    walk(xml, reader.start, reader.end, reader.text, Deadline(limits.seconds))
    for found in reader.tables:
        found.check(limits)
    return reader.tables


class _Spreadsheet:
    """Follows the cells of OpenDocument tables, which say how often a row or cell is repeated."""

    def __init__(self, limits: Limits) -> None:
        self.tables: list[Oddities] = []
        self._limits = limits
        self._row = self._column = self._rows_alike = self._cells_alike = 0
        self._wanted = ""
        self._is_filled = False
        self._texts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "table":
            self.tables.append(Oddities())
            self._row = 0
        elif name == "table-row":
            self._rows_alike, self._column = _times(said.get("number-rows-repeated")), 0
        elif name in ("table-cell", "covered-table-cell"):
            self._cells_alike = _times(said.get("number-columns-repeated"))
            kinds = {key: value for key, value in attributes.items() if key.endswith(":value-type")}
            self._is_filled = bool(kinds) or "formula" in said
            self._wanted = (
                "error" if "error" in kinds.values() else "formula" if "formula" in said and not kinds else ""
            )
            self._texts = []

    def text(self, piece: str) -> None:
        if self._wanted == "error":
            self._texts.append(piece)

    def end(self, name: str) -> None:
        if name in ("table-cell", "covered-table-cell") and self.tables:
            if self._is_filled:
                self._take()
            self._column += self._cells_alike
            self._is_filled, self._wanted = False, ""
        elif name == "table-row":
            self._row += self._rows_alike

    def _take(self) -> None:
        table = self.tables[-1]
        last = self._row + self._rows_alike - 1, self._column + self._cells_alike - 1
        table.reach(*last, self._rows_alike * self._cells_alike)
        table.check(self._limits)
        if not self._wanted:
            return
        said = "".join(self._texts).strip()
        shown = (
            FORMULA_WITHOUT_VALUE if self._wanted == "formula" else said if said.startswith(("#", "Err:")) else _ERROR
        )
        for row in range(self._row, last[0] + 1):
            for column in range(self._column, last[1] + 1):
                table.texts[row, column] = shown


def _times(number: str | None) -> int:
    return int(number) if number and number.isdecimal() and len(number) < 10 else 1
