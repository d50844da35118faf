"""The frames a checked submission is handed on in: fixed columns and types, empty or full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    frames = [table.landing() for table in tables]
    if frames:
        landed = pd.concat(frames, ignore_index=True)
    else:
        landed = pd.DataFrame(columns=[*texts, "source_file", "source_row"])
    landed["authority"] = authority
    landed["submission_quarter"] = quarter
    landed["file_hash"] = landed["source_file"].map(dict(hashes))
    lineage = ["authority", "submission_quarter", "source_file", "source_row", "file_hash"]
    types = {**dict.fromkeys([*texts, *lineage], "str"), "source_row": "int64"}
    return landed[[*texts, *lineage]].astype(types)


def clean_frame(extract: Extract, table: Table | None, authority: str, quarter: str) -> pd.DataFrame:
    """The loaded rows of an extract, typed, in the order of the file.

    Args:
        extract: The extract.
        table: Its judged file; ``None`` when the extract is not available.
        authority: Slug of the authority.
        quarter: Label of the submission's quarter.
    """
    types = column_types(extract)
    if table is None:
        clean = pd.DataFrame(columns=[*types, "source_file", "source_row"])
    else:
        loaded = ~table.rejected
        clean = table.typed.loc[loaded, list(types)].copy()
        clean["source_file"] = table.source_file
        clean["source_row"] = table.sheet.source_rows[loaded.to_numpy()]
    clean.insert(len(types), "authority", authority)
    clean.insert(len(types) + 1, "submission_quarter", quarter)
    lineage = {"authority": "str", "submission_quarter": "str", "source_file": "str", "source_row": "int64"}
    return clean.astype({**types, **lineage}).reset_index(drop=True)
