"""The frames a checked submission is handed on in: fixed columns and types, empty or full."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import pandas as pd

from schemas.extracts import Extract
from submissions.reading.sheet import Sheet
from submissions.table import Table, other_cells

#: ``authority`` and ``submission_quarter`` of a submission.
Keys = Mapping[str, str]
_KEYS = ("authority", "submission_quarter")
_PLACE = ("source_file", "source_sheet", "source_part", "source_row")

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


def landing_frame(extract: Extract, tables: Sequence[Table], hashes: Callable[[str], str], keys: Keys) -> pd.DataFrame:
    """Every record read for an extract as text, whether it was loaded or not.

    Args:
        extract: The extract.
        tables: Its tables, used or refused.
        hashes: Name of a table's file to the SHA-256 of the file's bytes.
        keys: Whose submission it is.
    """
    texts = [*extract.column_names, "other_columns"]
    lineage = [*_KEYS, *_PLACE, "file_hash"]
    types = {**dict.fromkeys([*texts, *lineage], "str"), "source_row": "int64"}
    if not tables:
        return _empty(types)
    landed = pd.concat([table.landing() for table in tables], ignore_index=True)
    landed = landed.assign(
        **keys, file_hash=landed["source_file"].map({t.source_file: hashes(t.source_file) for t in tables})
    )
    return landed[[*texts, *lineage]].astype(types)


def received_frame(tables: Sequence[Table], sheets: Sequence[tuple[str, Sheet]], hashes: Callable[[str], str],
                   keys: Keys) -> pd.DataFrame:  # fmt: skip
    """Every row, as received, of the sheets whose rows are not records of one extract.

    Args:
        tables: What was made of them, for whom each row is about.
        sheets: What each was recognised as, and the sheet.
        hashes: Name of a file to the SHA-256 of its bytes.
        keys: Whose submission it is.
    """
    types = {**dict.fromkeys([*_KEYS, "source_file", "source_sheet"], "str"), "source_row": "int64"}
    types |= dict.fromkeys(["file_hash", "source_table", "person_id", "other_columns"], "str")
    if not sheets:
        return _empty(types)
    frames = []
    for words, sheet in sheets:
        person: dict[int, object] = {}
        for table in tables:
            if (
                table.source_file == sheet.file
                and table.source_sheet == (sheet.worksheet or "")
                and table.extract.has_person
            ):
                person |= dict(zip(table.source_rows.tolist(), table.text["person_id"].str.strip(), strict=True))
        frames.append(
            pd.DataFrame(
                {
                    **keys,
                    "source_file": sheet.file,
                    "source_sheet": sheet.worksheet or "",
                    "source_row": sheet.source_rows,
                    "file_hash": hashes(sheet.file),
                    "source_table": words,
                    "person_id": [person.get(row) for row in sheet.source_rows.tolist()],
                    "other_columns": other_cells(sheet, frozenset()),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)[list(types)].astype(types)


def clean_frame(extract: Extract, tables: Sequence[Table], keys: Keys) -> pd.DataFrame:
    """The loaded rows of an extract, typed, in the order of the files.

    Args:
        extract: The extract.
        tables: Its judged tables; none when nothing was delivered of it.
        keys: Whose submission it is.
    """
    cells = column_types(extract)
    types = {**cells, **dict.fromkeys([*_KEYS, *_PLACE], "str"), "source_row": "int64"}
    if not tables:
        return _empty(types)
    frames = []
    for table in tables:
        loaded = ~table.rejected
        frames.append(
            table.typed.loc[loaded, list(cells)].assign(
                **keys,
                source_file=table.source_file,
                source_sheet=table.source_sheet,
                source_part=table.source_part,
                source_row=table.source_rows[loaded.to_numpy()],
            ).astype(types)
        )  # fmt: skip
    return frames[0].reset_index(drop=True) if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _empty(types: Mapping[str, str]) -> pd.DataFrame:
    return _empty_frame(tuple(types.items())).copy()


@cache
def _empty_frame(types: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types})
