"""The records of a separated text below its headings, gathered by column with every irregular line accounted for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from submissions.reading.sheet import Cells, Mask
from submissions.reading.text import UNDEFINED

#: Shown in landing instead of a NUL byte, which neither JSON nor a database column holds well.
NUL_SHOWN = "\u2400"
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
#: Label of what a record holds that cannot be told apart into cells.
UNREADABLE = "unreadable record"


class Column:
    """The cells of one column; each distinct text is kept once, a blank one as ``None``."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._parts: list[Cells] = []

    def add(self, cells: list[str]) -> None:
        """Take in the next cells."""
        given = np.empty(len(cells), dtype=object)
        given[:] = cells
        places, distinct = pd.factorize(given)
        known = self._texts
        texts = np.empty(len(distinct), dtype=object)
        texts[:] = [known.setdefault(text, text) if text and not text.isspace() else None for text in distinct]
        self._parts.append(texts[places])

    def cells(self) -> Cells:
        """All cells in order."""
        return np.concatenate(self._parts) if self._parts else np.empty(0, dtype=object)


class Body:
    """What has been read below the headings.

    Attributes:
        width: Cells of a record.
        length: Records so far.
    """

    def __init__(self, width: int, lossy: bool, separator: str) -> None:
        self.width = width
        self.length = 0
        self._lossy = lossy
        self._separator = separator
        self._columns = [Column() for _ in range(width)]
        self._positions: list[npt.NDArray[np.int64]] = []
        self._lines: list[npt.NDArray[np.int64]] = []
        self._faults: dict[str, list[int]] = {}
        self._given: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []
        self.surplus: dict[int, dict[str, str]] = {}

    def add_lines(self, lines: list[str], position: int, line: int) -> None:
        """Take in lines without quotation marks, each of them one record.

        Args:
            lines: The lines.
            position: Record position of the first.
            line: Physical line of the first.
        """
        nothing = self._separator + _SPACES
        blank = [not text.strip(nothing) for text in lines]
        numbers = np.arange(len(lines), dtype=np.int64)
        if any(blank):
            numbers = numbers[~np.array(blank)]
            lines = [lines[number] for number in numbers.tolist()]
        separator = self._separator
        given = np.fromiter((text.count(separator) + 1 for text in lines), np.int64, len(lines))
        lines = self._mend(lines, given)
        flat = separator.join(lines).split(separator) if self.width > 1 else lines
        columns = [flat[number :: self.width] for number in range(self.width)] if lines else []
        self._take(columns, position + numbers, line + numbers, line + numbers, given)

    def add_records(
        self, records: list[list[str]], positions: list[int], first_lines: list[int], last_lines: list[int]
    ) -> None:
        """Take in records whose cells are told apart; blank ones are left out."""
        kept = [number for number, cells in enumerate(records) if any(cell and not cell.isspace() for cell in cells)]
        given = np.array([len(records[number]) for number in kept], dtype=np.int64)
        rows = [self._fit(records[number], self.length + place) for place, number in enumerate(kept)]
        columns = [list(column) for column in zip(*rows, strict=True)]
        where = [
            np.array([values[number] for number in kept], dtype=np.int64)
            for values in (positions, first_lines, last_lines)
        ]
        self._take(columns, where[0], where[1], where[2], given)

    def add_unreadable(self, text: str, rule: str, position: int, first_line: int, last_line: int) -> None:
        """Take in one record whose cells cannot be told apart."""
        self._note(rule, self.length)
        self.surplus[self.length] = {UNREADABLE: text.replace("\0", NUL_SHOWN)}
        one, first, last, given = (
            np.array([value], dtype=np.int64) for value in (position, first_line, last_line, self.width)
        )
        self._take([[""] for _ in range(self.width)], one, first, last, given)

    def columns(self) -> list[Cells]:
        """One array a column."""
        return [column.cells() for column in self._columns]

    def positions(self) -> npt.NDArray[np.int64]:
        """Record position of each."""
        return _joined(self._positions, (0,))

    def lines(self) -> npt.NDArray[np.int64]:
        """First and last physical line of each."""
        return _joined(self._lines, (0, 2))

    def given(self) -> npt.NDArray[np.int64] | None:
        """How many cells each record gave; ``None`` when all gave as many as there are columns."""
        if not self._given:
            return None
        given = np.full(self.length, self.width, dtype=np.int64)
        for places, numbers in self._given:
            given[places] = numbers
        return given

    def faults(self) -> dict[str, Mask]:
        """Rule to the records that break it as a whole."""
        masks = {}
        for rule, places in self._faults.items():
            masks[rule] = np.zeros(self.length, dtype=np.bool_)
            masks[rule][places] = True
        return masks

    def mark(self, rule: str, place: int) -> None:
        """Say that a record breaks a rule as a whole."""
        self._note(rule, place)

    def _note(self, rule: str, place: int) -> None:
        self._faults.setdefault(rule, []).append(place)

    def _mend(self, lines: list[str], given: npt.NDArray[np.int64]) -> list[str]:
        """The lines with as many cells as there are columns, and without characters that cannot be kept."""
        odd = set(np.flatnonzero(given != self.width).tolist())
        for _, sign in self._signs():
            odd |= {place for place, text in enumerate(lines) if sign in text}
        if not odd:
            return lines
        mended = list(lines)
        for place in sorted(odd):
            cells = self._fit(lines[place].split(self._separator), self.length + place)
            mended[place] = self._separator.join(cells)
        return mended

    def _signs(self) -> list[tuple[str, str]]:
        return [("nul_byte", "\0"), *([("undefined_bytes", UNDEFINED)] if self._lossy else [])]

    def _fit(self, cells: list[str], place: int) -> list[str]:
        """The cells of a record, as many as there are columns; what does not fit is kept beside them."""
        for rule, sign in self._signs():
            if any(sign in cell for cell in cells):
                self._note(rule, place)
        cells = [cell.replace("\0", NUL_SHOWN) for cell in cells] if any("\0" in cell for cell in cells) else cells
        more = {
            f"column {number}": cell
            for number, cell in enumerate(cells[self.width :], self.width + 1)
            if cell and not cell.isspace()
        }
        if more:
            self._note("field_count", place)
            self.surplus[place] = more
        return [*cells[: self.width], *[""] * (self.width - len(cells))]

    def _take(
        self,
        columns: list[list[str]],
        positions: npt.NDArray[np.int64],
        first_lines: npt.NDArray[np.int64],
        last_lines: npt.NDArray[np.int64],
        given: npt.NDArray[np.int64],
    ) -> None:
        if not len(positions):
            return
        for column, cells in zip(self._columns, columns, strict=True):
            column.add(cells)
        short = np.flatnonzero(given < self.width)
        if len(short):
            self._given.append((short + self.length, given[short]))
        self._positions.append(positions)
        self._lines.append(np.column_stack([first_lines, last_lines]))
        self.length += len(positions)


def _joined(parts: list[npt.NDArray[np.int64]], shape: tuple[int, ...]) -> npt.NDArray[np.int64]:
    return np.concatenate(parts) if parts else np.empty(shape, dtype=np.int64)
