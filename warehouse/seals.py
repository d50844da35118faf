"""What an event of the audit trail seals: hashes over the rows it left, so that a row changed later no longer fits.

Two kinds of rows are sealed. Rows that carry the identifier of their event or run never change. The results, the states, the
log of hidden cells and everything published of a submission are written anew when the same delivery is run again; for them
the newest run that wrote them speaks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

import duckdb

from schemas.warehouse import build_tables
from warehouse.connection import columns_present, table_exists

#: Tables whose rows belong to an event, and the column that says so.
SEALED: tuple[tuple[str, str], ...] = (("ops.run", "run_id"), ("ops.input", "run_id"), ("ops.output", "event_id"))
FIGURES = "published.as_published"
FIRST = "indicators.first_reported"
COPIES = "ops.copy"
#: What a decision changes after the run that wrote it; the trail itself says what it must be.
_DECIDED = {"published.authority": ("state",)}
_KEYS = ("authority", "submission_quarter", "delivery")

#: (authority, submission quarter, delivery)
Key = tuple[str, str, int]


def hash_of(values: object) -> str:
    """SHA-256 over values written as JSON."""
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()


def rows_hash(found: duckdb.DuckDBPyConnection) -> str:
    """Over the rows of a query, in any order; blank without any.

    By name and without blanks, so that a column added by a later version changes no earlier hash.
    """
    names = [column[0] for column in found.description or ()]
    rows = found.fetchall()
    if not rows:
        return ""
    written = [
        sorted((name, str(value)) for name, value in zip(names, row, strict=True) if value is not None) for row in rows
    ]
    return hash_of(sorted(written))


def by_event(connection: duckdb.DuckDBPyConnection, event_id: str, previous_id: str | None) -> dict[str, str]:
    """A hash for each table with rows that belong to an event; of copies, those made for the event before.

    Args:
        connection: On the warehouse.
        event_id: Of the event.
        previous_id: Of the event before it; copies are made after their event, so the next one seals them.
    """
    found = {}
    for table, column in SEALED:
        found[table] = rows_hash(connection.execute(f"SELECT * FROM {table} WHERE {column} = ?", [event_id]))
    if table_exists(connection, COPIES) and previous_id is not None:
        found[COPIES] = rows_hash(connection.execute(f"SELECT * FROM {COPIES} WHERE event_id = ?", [previous_id]))
    if table_exists(connection, FIRST):
        found[FIRST] = _set_hash(connection, FIRST, "run_id = ?", [event_id])
    return {table: digest for table, digest in found.items() if digest}


def of_figures(
    connection: duckdb.DuckDBPyConnection, authority: str | None, quarter: str | None, version: str | None
) -> str:
    """Over the figures an approval left, as they were printed."""
    return rows_hash(
        connection.execute(
            f"SELECT * FROM {FIGURES} WHERE authority = ? AND submission_quarter = ? AND version = ?",
            [authority, quarter, version],
        )
    )


def of_release(connection: duckdb.DuckDBPyConnection, keys: Iterable[Key]) -> dict[str, dict[str, str]]:
    """Table -> hash of what a release wrote, for each submission of it, named ``authority/quarter/delivery``.

    Args:
        connection: On the warehouse.
        keys: The deliveries of the submissions.
    """
    wanted = sorted(set(keys))
    found: dict[str, dict[str, str]] = {_name(key): {} for key in wanted}
    if not wanted:
        return found
    values = ", ".join("(?, ?, ?)" for _ in wanted)
    parameters = [part for key in wanted for part in key]
    held = columns_present(connection)
    for table in _released():
        columns = [name for name in held.get(f"{table}_all", []) if name not in _DECIDED.get(table, ())]
        if not columns:
            continue
        rows = connection.execute(
            f"SELECT {', '.join(_KEYS)}, sha256(string_agg(line, chr(30) ORDER BY line)) FROM ("
            f"SELECT {', '.join(_KEYS)}, {_line(columns)} AS line FROM {table}_all "
            f"WHERE ({', '.join(_KEYS)}) IN (VALUES {values})) GROUP BY ALL",
            parameters,
        ).fetchall()
        for authority, quarter, delivery, digest in rows:
            found[_name((authority, quarter, delivery))][table] = str(digest)
    return found


def differing(sealed: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Tables whose hash is not what was sealed, those gained or lost among them."""
    return sorted(table for table in {*sealed, *now} if sealed.get(table) != now.get(table))


def _released() -> list[str]:
    """Tables of results, scorecards and what is published; none that names a person, which an erasure changes."""
    return [
        described.full_name
        for described in build_tables()
        if described.is_by_delivery
        and "person_id" not in described.column_names
        and (described.schema in ("scorecards", "published") or described.full_name == "indicators.result")
    ]


def _set_hash(connection: duckdb.DuckDBPyConnection, table: str, condition: str, parameters: list[object]) -> str:
    line = _line(columns_present(connection)[table])
    found = connection.execute(
        f"SELECT sha256(string_agg(line, chr(30) ORDER BY line)) FROM (SELECT {line} AS line FROM {table} WHERE {condition})",
        parameters,
    ).fetchall()
    return str(found[0][0] or "")


def _line(columns: list[str]) -> str:
    """One row as text: names and values, blanks left out, so that a column added later changes no earlier hash."""
    parts = ", ".join(f"""'{name}=' || CAST("{name}" AS VARCHAR)""" for name in columns)
    return f"concat_ws(chr(31), {parts})"


def _name(key: Key) -> str:
    return "/".join(map(str, key))
