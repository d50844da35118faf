"""One delivered file of an extract: its cells by contract column, before and after reading."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from schemas.extracts import Extract
from submissions.headings import Match
from submissions.reading.sheet import Sheet


@dataclass
class Table:
    """The records of one file of an extract.

    Attributes:
        extract: The extract it is read as.
        source_file: Name of the file.
        sheet: The records as read.
        match: Which column of the file is which of the contract.
        text: Contract columns as text, missing where blank or absent; one row a record.
        rejected: Whether each record is rejected by a rule about rows.
        typed: Contract columns after reading; empty until judged.
        intact: Whether the fields of each record could be told apart; set when judged.
    """

    extract: Extract
    source_file: str
    sheet: Sheet
    match: Match
    text: pd.DataFrame
    rejected: pd.Series
    typed: pd.DataFrame = field(default_factory=pd.DataFrame)
    intact: pd.Series = field(default_factory=lambda: pd.Series(dtype=bool))

    @classmethod
    def of(cls, extract: Extract, source_file: str, sheet: Sheet, match: Match) -> Table:
        """The table of a sheet whose headings have been matched."""
        blank = np.full(len(sheet), None, dtype=object)
        columns = {
            name: sheet.columns[match.positions[name]] if name in match.positions else blank
            for name in extract.column_names
        }
        text = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})
        return cls(extract, source_file, sheet, match, text, pd.Series(False, index=text.index))

    def heading(self, column: str) -> str:
        """The heading a contract column has in the file; its contract name when it is absent."""
        position = self.match.positions.get(column)
        return column if position is None else self.sheet.headings[position]

    def landing(self) -> pd.DataFrame:
        """Every record as text, with the cells of no contract column as JSON in ``other_columns``."""
        landed = self.text.copy()
        landed["other_columns"] = pd.Series(self._other_columns(), index=landed.index, dtype="str")
        landed["source_file"] = self.source_file
        landed["source_row"] = self.sheet.source_rows
        return landed

    def _other_columns(self) -> list[str | None]:
        labels: dict[str, int] = {}
        others: list[tuple[str, int]] = []
        read = set(self.match.positions.values())
        for position, heading in enumerate(self.sheet.headings):
            if position in read:
                continue
            label = heading or f"column {position + 1}"
            labels[label] = labels.get(label, 0) + 1
            others.append((label if labels[label] == 1 else f"{label} ({labels[label]})", position))
        filled: list[dict[str, str]] = [{} for _ in range(len(self.sheet))]
        for label, position in others:
            cells = self.sheet.columns[position]
            for place in np.flatnonzero(pd.notna(cells)).tolist():
                filled[place][label] = cells[place]
        for place, surplus in self.sheet.surplus.items():
            filled[place].update(surplus)
        return [json.dumps(cells, ensure_ascii=False) if cells else None for cells in filled]

    def about(self, rows: pd.Series) -> pd.DataFrame:
        """What a finding says of each of some rows: ``source_row``, ``person_id`` and the text of its key.

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
            {"source_row": self.sheet.source_rows[places], "person_id": person.to_numpy(), "key": key.to_numpy()}
        )
