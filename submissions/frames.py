"""The frames a checked submission is handed on in: fixed columns and types, empty or full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import pandas as pd

from schemas.extracts import Extract
from submissions.table import Table

_PANDAS_TYPES = {
    "date": "datetime64[us]",
    "datetime": "datetime64[us]",
    "yes_no": "boolean",
    "integer": "Int64",
    "decimal": "float64",
}


def column_types(extract: Extract) -> dict[str, str]:
    """Columns of a clean frame, lineage left out, with their pandas types; moments have their flag beside them."""
    types: dict[str, str] = {}
    for column in extract.columns:
        types[column.name] = _PANDAS_TYPES.get(column.kind, "str")
        if column.kind == "datetime":
            types[f"{column.name}_has_time"] = "bool"
    return types


def landing_frame(
    extract: Extract, tables: Sequence[Table], hashes: Mapping[str, str], authority: str, quarter: str
) -> pd.DataFrame:
    """Every row read of an extract as text, whether it was loaded or not.

    Args:
        extract: The extract.
        tables: Its files, used or rejected.
        hashes: File name to SHA-256.
        authority: Slug of the authority.
        quarter: Label of the submission's quarter.
    """
    texts = [*extract.column_names, "other_columns"]
    lineage = ["authority", "submission_quarter", "source_file", "source_row", "file_hash"]
    types = {**dict.fromkeys([*texts, *lineage], "str"), "source_row": "int64"}
    if not tables:
        return _empty(types)
    landed = pd.concat([table.landing() for table in tables], ignore_index=True)
    landed["authority"] = authority
    landed["submission_quarter"] = quarter
    landed["file_hash"] = landed["source_file"].map(dict(hashes))
    return landed[[*texts, *lineage]].astype(types)


def clean_frame(extract: Extract, table: Table | None, authority: str, quarter: str) -> pd.DataFrame:
    """The loaded rows of an extract, typed, in the order of the file.

    Args:
        extract: The extract.
        table: Its judged file; ``None`` when the extract is not available.
        authority: Slug of the authority.
        quarter: Label of the submission's quarter.
    """
    cells = column_types(extract)
    types = {**cells, "authority": "str", "submission_quarter": "str", "source_file": "str", "source_row": "int64"}
    if table is None:
        return _empty(types)
    loaded = ~table.rejected
    clean = table.typed.loc[loaded, list(cells)].copy()
    clean["authority"] = authority
    clean["submission_quarter"] = quarter
    clean["source_file"] = table.source_file
    clean["source_row"] = table.sheet.source_rows[loaded.to_numpy()]
    return clean.astype(types).reset_index(drop=True)


def _empty(types: Mapping[str, str]) -> pd.DataFrame:
    return _empty_frame(tuple(types.items())).copy()


@cache
def _empty_frame(types: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types})
