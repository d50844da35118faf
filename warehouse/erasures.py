"""Erasing one person: a warehouse file that never held them takes the place of the one that did, in one step.

``<store>/erasures/<id>/`` holds what is waiting: a new warehouse file made without the person's rows, so that no page of
it has their bytes, the submissions without their records, and the list of restricted files to delete. Swapping the
warehouse file is the moment that counts: before it nothing has changed; after it the rest is owed, and whichever command
comes next does it, without having to know who was erased.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from schemas.copies import Edition
from warehouse.audit import Event, append
from warehouse.connection import WarehouseError, connect, table_exists, why
from warehouse.copies import ROOTS, remove_read_only
from warehouse.placing import POINTER
from warehouse.promote import is_recorded

if TYPE_CHECKING:
    from warehouse.builds import Store

_DATABASE = "without.duckdb"
_OWED = "owed.json"
_FILES = "files"
#: The identifier as a word of its own.
_WORD = "'(^|[^0-9A-Za-z_])' || regexp_escape($person) || '([^0-9A-Za-z_]|$)'"


@dataclass(frozen=True)
class NewContent:
    """A submission's file that is rewritten.

    Attributes:
        path: The file.
        before: SHA-256 of it as it is; a file that has changed since is left alone.
        content: As it will be.
    """

    path: Path
    before: str
    content: bytes

    @property
    def after(self) -> str:
        """SHA-256 of it as it will be."""
        return hashlib.sha256(self.content).hexdigest()


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


@dataclass(frozen=True)
class Erasure:
    """Whom to erase, and what besides the warehouse it changes.

    Attributes:
        authority: Slug of the council.
        person: The identifier; it is written nowhere.
        submissions: Submissions whose content changes.
        contents: Their files.
        restricted: Restricted files to delete.
        is_telling: The identifier is long enough not to be found in other people's records by chance.
        event: What the audit trail keeps; its details are added to.
    """

    authority: str
    person: str = field(repr=False)
    submissions: tuple[NewSubmission, ...]
    contents: tuple[NewContent, ...]
    restricted: tuple[Path, ...]
    is_telling: bool
    event: Event


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


def erase(store: Store, erasure: Erasure) -> dict[str, int]:
    """Erase a person from the warehouse, the submissions and the restricted files.

    Args:
        store: Held by the caller, so that no run that has read the submissions brings the person back.
        erasure: Whom, and what else changes.

    Returns:
        Table -> rows taken out.

    Raises:
        WarehouseBusyError: When the warehouse is in use; nothing was changed.
        WarehouseError: When something could not be deleted; the next command tries again.
    """
    event_id = erasure.event.event_id
    folder = _root(store) / event_id
    folder.mkdir(parents=True)
    try:
        _stage_files(store, folder, erasure)
        counted = _swap(store.warehouse, folder, erasure)
    except BaseException as error:
        if is_recorded(store.warehouse, event_id):
            raise
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError | duckdb.IOException):
            raise WarehouseError(
                f"Nothing was erased: the new warehouse file could not be written ({why(error)}). It needs as much room as the "
                "warehouse itself; make room and run the same command again."
            ) from None
        raise
    _finish(folder)
    return counted


def owes_erasure(store: Store) -> bool:
    """Whether a killed command left an erasure that is recorded and not finished."""
    return any(is_recorded(store.warehouse, folder.name) for folder in _left(store))


def settle_erasures(store: Store) -> None:
    """Finish the erasures a killed command left, and clear away what it had not begun; nobody else may be at work.

    Raises:
        WarehouseError: When something could not be deleted.
    """
    for folder in _left(store):
        if is_recorded(store.warehouse, folder.name):
            _finish(folder)
        else:
            shutil.rmtree(folder)


def _root(store: Store) -> Path:
    return store.warehouse.parent / "erasures"


def _left(store: Store) -> list[Path]:
    root = _root(store)
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


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
                f"{named} = $person OR extract <> 'commentary' AND {named} IS NULL AND {_holds('row_json')}"
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


def _stage_files(store: Store, folder: Path, erasure: Erasure) -> None:
    """Write what will be owed: the new files, and the list of what goes where and what is deleted."""
    (folder / _FILES).mkdir()
    place = []
    for number, new in enumerate(erasure.contents, start=1):
        (folder / _FILES / str(number)).write_bytes(new.content)
        place.append({"staged": str(number), "target": str(new.path.resolve()), "before": new.before})
    owed = {
        "output": str(store.output.resolve()),
        "place": place,
        "delete": [str(path.resolve()) for path in erasure.restricted],
    }
    (folder / _OWED).write_text(json.dumps(owed), encoding="utf-8")


def _swap(warehouse: Path, folder: Path, erasure: Erasure) -> dict[str, int]:
    """Make the warehouse file without the person, and put it in the place of the other; returns rows taken out."""
    fresh = folder / _DATABASE
    with connect(warehouse) as connection:
        connection.execute("CHECKPOINT")
        quoted = str(fresh).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS fresh")
        counted = _copy_without(connection, erasure)
        connection.execute("USE fresh")
        connection.execute("BEGIN TRANSACTION")
        for submission in erasure.submissions:
            _same_delivery(connection, erasure.authority, submission)
        details = dict(erasure.event.details) | {"rows_by_table": counted}
        append(connection, _with(erasure.event, details))
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT fresh")
        connection.execute("USE warehouse")
        connection.execute("DETACH fresh")
        # While the old file is held nobody else can write to it, so nothing is lost between the copy and the swap.
        with suppress(PermissionError):
            fresh.replace(warehouse)
    if fresh.exists():
        fresh.replace(warehouse)  # systems that do not replace a file that is open
    return counted


def _with(event: Event, details: Mapping[str, object]) -> Event:
    return Event(
        event.kind,
        event.authority,
        done_by=event.done_by,
        role=event.role,
        reason=event.reason,
        details=details,
        event_id=event.event_id,
    )


def _copy_without(connection: duckdb.DuckDBPyConnection, erasure: Erasure) -> dict[str, int]:
    """Copy every table into ``fresh`` without the person's rows, and correct what the accounts of rows say."""
    values = {"authority": erasure.authority, "person": erasure.person}
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
        kept = _without_mentions(there) if erasure.is_telling else "*"
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
    """Rows read stay rows loaded and quarantined: each file's account loses what its tables lost."""
    keys = "authority, submission_quarter, delivery, extract, source_file"
    held = " UNION ALL ".join(
        f"SELECT authority, submission_quarter, delivery, '{extract}' AS extract, source_file, '{column}' AS account, "
        f"{sign} AS difference FROM {database}.{name}"
        for name in tables
        for column, extract in (_account(name),)
        if column
        for database, sign in (("warehouse", 1), ("fresh", -1))
    )
    if not held:
        return
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE lost AS SELECT {keys}, "
        "coalesce(sum(difference) FILTER (account = 'read'), 0) AS read, "
        f"coalesce(sum(difference) FILTER (account = 'loaded'), 0) AS loaded FROM ({held}) GROUP BY ALL "
        "HAVING read <> 0 OR loaded <> 0"
    )
    matching = " AND ".join(f"t.{key.strip()} = lost.{key.strip()}" for key in keys.split(","))
    for name, changes in (
        (
            "quality.row_counts_all",
            "rows_read = rows_read - lost.read, rows_loaded = rows_loaded - lost.loaded, "
            "rows_quarantined = rows_quarantined - (lost.read - lost.loaded)",
        ),
        ("core.source_file_all", "rows_read = rows_read - lost.read"),
    ):
        if name in tables:
            connection.execute(f"UPDATE fresh.{name} AS t SET {changes} FROM lost WHERE {matching}")


def _account(name: str) -> tuple[str, str]:
    """Which account of a file a table's rows belong to, and of which extract; two blanks for other tables."""
    schema, table = name.split(".", 1)
    column = {"landing": "read", "clean": "loaded"}.get(schema, "")
    return column, table.removesuffix("_all")


def _same_delivery(connection: duckdb.DuckDBPyConnection, authority: str, submission: NewSubmission) -> None:
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


def _finish(folder: Path) -> None:
    """Put the rewritten submissions in place, and delete what may still hold the person; each step can be taken again."""
    if not (folder / _OWED).is_file():
        shutil.rmtree(folder)  # everything was done, and the folder was being removed
        return
    owed = json.loads((folder / _OWED).read_text(encoding="utf-8"))
    output = Path(owed["output"])
    try:
        for one in owed["place"]:
            _place(folder / _FILES / one["staged"], Path(one["target"]), one["before"])
        touched = set()
        for path in map(Path, owed["delete"]):
            if path.is_file():
                path.chmod(0o644)
                path.unlink()
            touched.add(path.parent)
        for place in touched:
            _withdraw(place / POINTER)
        copies = output / ROOTS[Edition.RESTRICTED]
        for stale in copies.glob("*") if copies.is_dir() else ():
            if stale.is_dir():
                remove_read_only(stale)
            else:
                stale.unlink()
    except OSError as error:
        raise WarehouseError(
            f"The person is out of the warehouse, but a file could not be deleted or rewritten ({error.strerror}). Close every "
            "program that has a restricted file or copy open, and run any command: it finishes what is left."
        ) from None
    (folder / _OWED).unlink()
    shutil.rmtree(folder)


def _place(staged: Path, target: Path, before: str) -> None:
    if not staged.is_file():
        return
    # A file that was replaced meanwhile is another delivery, and not this erasure's to change.
    if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == before:
        beside = target.with_name(f".{target.name}.part")
        shutil.copyfile(staged, beside)
        shutil.copystat(target, beside)
        beside.replace(target)
    staged.unlink()


def _withdraw(pointer: Path) -> None:
    """Name in a pointer as newest only files that are there; the others are withdrawn, so that no number is given twice."""
    try:
        said = json.loads(pointer.read_text(encoding="utf-8"))
        there = [one for one in said["files"] if (pointer.parent / one["name"]).is_file()]
        gone = [one for one in said["files"] if one not in there]
        if gone:
            said["files"], said["withdrawn"] = there, [*said.get("withdrawn", []), *gone]
    except (OSError, ValueError, KeyError, TypeError):
        return
    beside = pointer.with_name(f".{pointer.name}.part")
    beside.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
    beside.replace(pointer)
