"""A warehouse without one person: which rows are theirs, and a copy that never held them.

Rows that are deleted leave their bytes in a DuckDB file; a file they were never written to has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.extracts import EXTRACTS
from warehouse.connection import connect, table_exists

#: The identifier as a word of its own.
_WORD = "'(^|[^0-9A-Za-z_])' || regexp_escape($person) || '([^0-9A-Za-z_]|$)'"
#: Extracts whose records are nobody's, as an SQL list: a word in them that looks like the identifier is not the person.
_NOBODY = ", ".join(f"'{name}'" for name, extract in EXTRACTS.items() if not extract.has_person)


@dataclass(frozen=True)
class NewSubmission:
    """A submission whose content changes although it is the same delivery.

    Attributes:
        quarter: Label of its quarter.
        before: Content hash as it is.
        after: Content hash as it will be.
        files: File name -> (hash, size) as it will be, of the files that change.
    """

    quarter: str
    before: str
    after: str
    files: Mapping[str, tuple[str, int]]


def count_person(warehouse: Path, authority: str, person: str) -> dict[str, int]:
    """Table -> rows of the person in it; tables without any are left out."""
    if not warehouse.is_file():
        return {}
    with connect(warehouse, read_only=True) as connection:
        counted = {}
        for name, condition in _conditions(connection).items():
            values = {"authority": authority, "person": person}
            rows = connection.execute(f"SELECT count(*) FROM {name} WHERE {condition}", values).fetchall()[0][0]
            if rows:
                counted[name] = int(rows)
        return counted


def copy_without(
    connection: duckdb.DuckDBPyConnection, authority: str, person: str, *, is_telling: bool
) -> dict[str, int]:
    """Copy every table of ``warehouse`` into ``fresh`` without a person's rows, and correct what the accounts of rows say.

    Args:
        connection: With both databases attached; ``fresh`` is empty.
        authority: Slug of the council.
        person: The identifier.
        is_telling: It is long enough not to be found in other people's records by chance.

    Returns:
        Table -> rows left out.
    """
    values = {"authority": authority, "person": person}
    conditions = _conditions(connection)
    connection.execute("COPY FROM DATABASE warehouse TO fresh (SCHEMA)")
    counted = {}
    tables = connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() "
        "WHERE database_name = 'warehouse' AND NOT temporary ORDER BY ALL"
    ).fetchall()
    for (name,) in tables:
        condition = conditions.get(name)
        if condition is None:
            connection.execute(f"INSERT INTO fresh.{name} FROM warehouse.{name}")
            continue
        there = [row[0] for row in connection.execute(f"DESCRIBE warehouse.{name}").fetchall()]
        kept = _without_mentions(there) if is_telling else "*"
        connection.execute(
            f"INSERT INTO fresh.{name} SELECT {kept} FROM warehouse.{name} WHERE NOT {condition}", values
        )
        gone = connection.execute(
            f"SELECT (SELECT count(*) FROM warehouse.{name}) - (SELECT count(*) FROM fresh.{name})"
        ).fetchall()[0][0]
        if gone:
            counted[name] = int(gone)
    _correct_accounts(connection, [name for (name,) in tables])
    return counted


def _correct_accounts(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> None:
    """Rows read stay rows loaded and quarantined: each table's account loses what its tables lost."""
    keys = "authority, submission_quarter, delivery, extract, source_file, source_sheet"
    parts = []
    for name in tables:
        account, extract = _account(name)
        if account:
            parts += [
                f"SELECT {keys.replace('extract', f'{extract} AS extract')}, '{account}' AS account, {sign} AS difference "
                f"FROM {database}.{name}"
                for database, sign in (("warehouse", 1), ("fresh", -1))
            ]
    if not parts:
        return
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE lost AS SELECT {keys}, "
        "coalesce(sum(difference) FILTER (account = 'read'), 0) AS read, "
        f"coalesce(sum(difference) FILTER (account = 'quarantined'), 0) AS quarantined FROM ({' UNION ALL '.join(parts)}) "
        "GROUP BY ALL HAVING read <> 0 OR quarantined <> 0"
    )
    matching = " AND ".join(f"t.{key.strip()} = lost.{key.strip()}" for key in keys.split(","))
    for name, changes in (
        (
            "quality.row_counts_all",
            "rows_read = rows_read - lost.read, rows_quarantined = rows_quarantined - lost.quarantined, "
            "rows_loaded = rows_loaded - (lost.read - lost.quarantined)",
        ),
        ("core.source_file_all", "rows_read = rows_read - lost.read"),
    ):
        if name in tables:
            connection.execute(f"UPDATE fresh.{name} AS t SET {changes} FROM lost WHERE {matching}")


def _account(name: str) -> tuple[str, str]:
    """Which account of a table of a file a table's rows belong to, and of which extract, as SQL; two blanks for others."""
    schema, table = name.split(".", 1)
    if name == "quality.quarantine_all":
        return "quarantined", "extract"
    if schema == "landing" and table != "received_all":
        return "read", f"'{table.removesuffix('_all')}'"
    return "", ""


def same_delivery(connection: duckdb.DuckDBPyConnection, authority: str, submission: NewSubmission) -> None:
    """Keep the delivery's number under its new content, so that nothing takes the rewritten files for a new delivery."""
    if not table_exists(connection, "core.submission_all"):
        return
    key = [authority, submission.quarter]
    delivery = (
        "SELECT delivery FROM core.submission_all WHERE authority = ? AND submission_quarter = ? AND content_hash = ?"
    )
    found = connection.execute(delivery, [*key, submission.before]).fetchall()
    for (number,) in found:
        connection.execute(
            "UPDATE core.submission_all SET content_hash = ? "
            "WHERE authority = ? AND submission_quarter = ? AND delivery = ?",
            [submission.after, *key, number],
        )
        tables = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() "
            "WHERE database_name = current_database() AND schema_name = 'landing' ORDER BY ALL"
        ).fetchall()
        for file, (file_hash, size) in submission.files.items():
            where = "WHERE authority = ? AND submission_quarter = ? AND delivery = ? AND source_file = ?"
            for (name,) in tables:
                connection.execute(f"UPDATE {name} SET file_hash = ? {where}", [file_hash, *key, number, file])
            connection.execute(
                f"UPDATE core.source_file_all SET file_hash = ?, size_bytes = ? {where}",
                [file_hash, size, *key, number, file],
            )


def _conditions(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Table -> condition that holds for a person's rows (``$authority``, ``$person``); every table that could have any."""
    columns: dict[str, set[str]] = {}
    for name, column in connection.execute(
        "SELECT c.schema_name || '.' || c.table_name, c.column_name FROM duckdb_columns() AS c "
        "SEMI JOIN duckdb_tables() AS t USING (database_name, schema_name, table_name) "
        "WHERE c.database_name = current_database() ORDER BY ALL"
    ).fetchall():
        columns.setdefault(name, set()).add(column)
    found = {}
    for name, there in columns.items():
        conditions = []
        if "person_id" in there:
            conditions.append("trim(person_id) = $person")
        # A record that names nobody could not be read; it is theirs when it holds the identifier as a word of its own.
        if {"person_id", "other_columns"} <= there:
            conditions.append(f"coalesce(trim(person_id), '') = '' AND {_holds('other_columns')}")
        if "row_json" in there:
            named = "trim(json_extract_string(row_json, '$.person_id'))"
            conditions.append(
                f"{named} = $person OR extract NOT IN ({_NOBODY}) AND {named} IS NULL AND {_holds('row_json')}"
            )
        if conditions and "authority" in there:
            found[name] = f"coalesce(authority = $authority AND ({' OR '.join(conditions)}), FALSE)"
    return found


def _holds(column: str) -> str:
    return f"regexp_matches({column}, {_WORD})"


def _without_mentions(columns: Sequence[str]) -> str:
    """Select list that takes the identifier out of what other people's records hold in columns nobody asked for."""
    changes = [
        f"CASE WHEN authority = $authority THEN regexp_replace({column}, {_WORD}, '\\1[erased]\\2', 'g') ELSE {column} END "
        f"AS {column}"
        for column in ("other_columns", "row_json")
        if column in columns
    ]
    return f"* REPLACE ({', '.join(changes)})" if changes else "*"
