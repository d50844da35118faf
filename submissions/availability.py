"""What of a submission figures may rest on: each extract as a whole and each optional column, with the reason where not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from schemas.extracts import EXTRACTS
from submissions.table import Table

COLUMNS = ("extract", "column_name", "state", "reason", "rows_read", "rows_set_aside")
HISTORY_COLUMNS = ("extract", "covers_from", "is_annual")


def availability_frame(tables: Mapping[str, Table], refused: Mapping[str, int]) -> pd.DataFrame:
    """One row an extract and an optional column of a usable one (``quality.availability``).

    Args:
        tables: Extract to its judged, usable file.
        refused: Extract to the rows of its files that were refused whole.
    """
    rows = [row for name in EXTRACTS for row in _of(name, tables.get(name), refused.get(name))]
    types = {**dict.fromkeys(COLUMNS[:4], "str"), "rows_read": "int64", "rows_set_aside": "int64"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)


def _of(name: str, table: Table | None, refused: int | None) -> Iterator[tuple[str, str | None, str, str | None, int, int]]:
    if table is None:
        if refused is None:
            yield name, None, "absent", "no file of the submission holds it", 0, 0
        else:
            yield name, None, "set_aside", "its file was refused; the findings say why", refused, refused
        return
    read, aside = len(table.text), int(table.rejected.sum())
    yield name, None, "available", None, read, aside
    for column in table.extract.columns:
        if column.required:
            continue
        if column.name not in table.match.positions:
            yield name, column.name, "absent", "the file has no such column", read, aside
        elif read and not table.text[column.name].notna().any():
            yield name, column.name, "blank", "the column is there and wholly blank", read, aside
        else:
            yield name, column.name, "available", None, read, aside


def history_frame(tables: Mapping[str, Table]) -> pd.DataFrame:
    """One row a usable extract: the first day from which its records are complete (``core.history``)."""
    covers: pd.Timestamp | None = None
    if "care_episodes" in tables:
        table = tables["care_episodes"]
        covers = table.typed.loc[~table.rejected, "episode_start"].min()
    rows = [] if covers is None or pd.isna(covers) else [(name, covers, False) for name in EXTRACTS if name in tables]
    types = {"extract": "str", "covers_from": "datetime64[us]", "is_annual": "bool"}
    return pd.DataFrame(rows, columns=list(HISTORY_COLUMNS)).astype(types)
