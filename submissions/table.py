"""One table of a delivery read as one extract: its cells by contract column, before and after reading."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from schemas.extracts import Extract
from submissions.headings import Match
from submissions.reading.sheet import Sheet


@dataclass(eq=False)
class Table:
    """The records that one table of a file has for one extract.

    Attributes:
        extract: The extract it is read as.
        source_file: Name of the file.
        sheet: The records as read, or as made from the rows of a table of another shape.
        match: Which column of the sheet is which of the contract.
        text: Contract columns as text, missing where blank or absent; one row a record.
        rejected: Whether each record is rejected.
        typed: Contract columns after reading; empty until judged.
        intact: Whether the fields of each record could be told apart; set when judged.
        source_part: Heading the records were made from where a row makes several, otherwise empty.
        source: What the table was recognised as.
        precedence: Of records that two tables carry, those of the lower number stand.
        year_ends: Last day of the year of an annual return; ``None`` for other tables.
        is_annual: Its records were dated by the year of an annual return and say nothing of a day.
        is_supplement: Its records fill columns of records that another table holds.
        is_reshaped: Its records were made from rows of another shape, which are landed as received beside them.
        told_once: Contract columns whose unreadable cells are told together, with their count.
        superseded: Whether each record gives way to the same one in another table.
        outside: Whether each record is set aside only because its child was.
        filled: Contract columns that a supplement filled.
        is_unmatched: Whether it was set aside because its identifiers are not those of the children.
    """

    extract: Extract
    source_file: str
    sheet: Sheet
    match: Match
    text: pd.DataFrame
    rejected: pd.Series
    typed: pd.DataFrame = field(default_factory=pd.DataFrame)
    intact: pd.Series = field(default_factory=lambda: pd.Series(dtype=bool))
    source_part: str = ""
    source: str = ""
    precedence: int = 0
    year_ends: date | None = None
    is_annual: bool = False
    is_supplement: bool = False
    is_reshaped: bool = False
    told_once: frozenset[str] = frozenset()
    superseded: pd.Series = field(default_factory=lambda: pd.Series(dtype=bool))
    outside: pd.Series = field(default_factory=lambda: pd.Series(dtype=bool))
    filled: set[str] = field(default_factory=set)
    is_unmatched: bool = False

    @classmethod
    def of(cls, extract: Extract, source_file: str, sheet: Sheet, match: Match) -> Table:
        """The table of a sheet whose headings have been matched."""
        blank = np.full(len(sheet), None, dtype=object)
        columns = {
            name: sheet.columns[match.positions[name]] if name in match.positions else blank
            for name in extract.column_names
        }
        text = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})
        none = pd.Series(False, index=text.index)
        return cls(extract, source_file, sheet, match, text, none, superseded=none.copy(), outside=none.copy())

    @property
    def source_sheet(self) -> str:
        """Name of the worksheet, or of the record element of an XML; empty in a CSV."""
        return self.sheet.worksheet or ""

    @property
    def source_rows(self) -> npt.NDArray[np.int64]:
        """Row of the file that each record stands in."""
        return self.sheet.source_rows

    @property
    def own_faults(self) -> int:
        """Records set aside for a fault of their own: not because their child was, nor for the same record elsewhere."""
        return int((self.rejected & ~self.superseded & ~self.outside).sum())

    @property
    def rows_of_its_own(self) -> int:
        """Records that are not given up for the same record in another table."""
        return int((~self.superseded).sum())

    def heading(self, column: str) -> str:
        """The heading a contract column has in the file; its contract name when it is absent."""
        position = self.match.positions.get(column)
        return column if position is None else self.sheet.headings[position]

    def has(self, column: str) -> bool:
        """Whether the table holds a contract column."""
        return column in self.match.positions or column in self.filled

    def landing(self) -> pd.DataFrame:
        """Every record as text, with the cells of no contract column as JSON in ``other_columns``."""
        landed = self.text.copy()
        others: object = None if self.is_reshaped else self._other_columns()
        landed["other_columns"] = pd.Series(others, index=landed.index, dtype="str")
        return landed.assign(
            source_file=self.source_file,
            source_sheet=self.source_sheet,
            source_part=self.source_part,
            source_row=self.source_rows,
        )

    def _other_columns(self) -> list[str | None]:
        return other_cells(self.sheet, frozenset(self.match.positions.values()))

    def about(self, rows: pd.Series) -> pd.DataFrame:
        """What a finding says of each of some rows: where it stands, ``person_id`` and the text of its key.

        Args:
            rows: Boolean, one a record.
        """
        places = np.flatnonzero(rows.to_numpy())
        text = self.text.iloc[places]
        key = pd.Series("", index=text.index, dtype="str")
        for name in self.extract.key:
            written = text[name].fillna("").str.strip()
            if name in self.typed:
                values = self.typed[name].iloc[places]
                if pd.api.types.is_datetime64_any_dtype(values):
                    read = values.dt.strftime("%Y-%m-%dT%H:%M:%S")
                else:
                    read = values.astype("object").where(values.notna()).astype("str")
                written = read.fillna(written)
            key = key + "/" + written
        person: pd.Series = pd.Series(None, index=text.index, dtype="str")
        if self.extract.has_person:
            person = text["person_id"].str.strip()
        return pd.DataFrame(
            {
                "source_row": self.source_rows[places],
                "source_sheet": self.source_sheet,
                "source_part": self.source_part,
                "person_id": person.to_numpy(),
                "key": key.to_numpy(),
            }
        )


def other_cells(sheet: Sheet, read: frozenset[int]) -> list[str | None]:
    """The cells of a sheet that are not read, as JSON by heading; one text a record, ``None`` where there are none.

    Args:
        sheet: The sheet.
        read: Positions of the columns that are read.
    """
    labels: dict[str, int] = {}
    filled: list[dict[str, str]] = [{} for _ in range(len(sheet))]
    for position, heading in enumerate(sheet.headings):
        if position in read:
            continue
        label = heading or f"column {position + 1}"
        labels[label] = labels.get(label, 0) + 1
        label = label if labels[label] == 1 else f"{label} ({labels[label]})"
        cells = sheet.columns[position]
        for place in np.flatnonzero(pd.notna(cells)).tolist():
            filled[place][label] = cells[place]
    for place, surplus in sheet.surplus.items():
        filled[place].update(surplus)
    return [json.dumps(cells, ensure_ascii=False) if cells else None for cells in filled]
