"""Copies for analysts: a new, versioned, read-only set of files after each run, so that nobody reads the working file.

``<output>/analysts/v0007/`` is protected and ``<output>/restricted/analysts/v0007/`` exact. Each holds a DuckDB file, one
Parquet file per table and one flat CSV of the figures. A version is built beside its place and moved there whole;
``latest.json``, written last, names the newest. A file in place is never written to, so readers block nobody.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from filelock import FileLock, Timeout

from schemas.copies import ABOUT, FIGURES, SCHEMAS, VIEWS, Edition, View, current, said
from schemas.warehouse import SCHEMA_VERSION, comments, ddl
from warehouse.audit import AUDIT
from warehouse.connection import DEFAULT_WAIT, WarehouseBusyError, WarehouseError, connect, table_exists, why
from warehouse.placing import POINTER
from warehouse.private import OTHERS, open_to_others

if TYPE_CHECKING:
    from warehouse.builds import Store

#: Folder of each edition's versions, relative to the output folder.
ROOTS = {Edition.PROTECTED: Path("analysts"), Edition.RESTRICTED: Path("restricted") / "analysts"}
#: Every restricted file's name says so, for it may be copied out of its folder.
_MARK = {Edition.PROTECTED: "", Edition.RESTRICTED: "_restricted"}
#: What changes what a copy holds.
_KINDS = ("run", "approve", "publish", "erase")
_VERSION = re.compile(r"v(\d{4,})")
_PART = ".part"
_READ_ONLY = 0o444
#: Bytes; of the usual 262,144 most would stay empty in a file of many small tables.
_BLOCK = 16_384
#: Bytes of a warehouse whose many small tables one thread copies faster than several.
_SMALL = 256 * 1024 * 1024
_AS_PUBLISHED = "published.as_published"
#: Submissions whose figures a protected copy holds: what is approved, and each council's newest draft, which was protected
#: with the approved ones in view. Two drafts side by side, or a preview of a quarter still going on, could give away by
#: their difference what each of them hides.
_TOLD = """SEMI JOIN (
    SELECT authority, submission_quarter FROM published.authority WHERE state IN ('APPROVED', 'PUBLISHED')
    UNION
    SELECT authority, max(submission_quarter) FROM published.authority WHERE state = 'DRAFT' GROUP BY ALL
) AS told USING (authority, submission_quarter)"""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class _Newest:
    """The newest event, and the run behind the newest figures."""

    event_id: str
    run_id: str
    quarter: str
    code_version: str
    definitions_version: str | None


def publish_copies(store: Store) -> tuple[str, ...]:
    """Make the copies the newest run, approval, publication or erasure still owes; nothing where they are there.

    Returns:
        Files put in place, relative to the output folder.

    Raises:
        WarehouseError: When the files cannot be written; whoever calls next tries again.
    """
    if not store.warehouse.is_file():
        return ()
    try:
        with FileLock(store.warehouse.parent / "analysts.lock", timeout=DEFAULT_WAIT):
            return _publish(store)
    except Timeout:
        raise WarehouseBusyError(
            "Another command is writing the copies for analysts and has not finished. Run the same command again."
        ) from None
    except (OSError, duckdb.IOException) as error:
        raise WarehouseError(
            f"What was done is kept in the warehouse, but the copies for analysts could not be written ({why(error)}). See that "
            f"there is room and that {store.output} may be written to; the next command then makes them."
        ) from None


def prune_copies(store: Store, keep: int) -> tuple[str, ...]:
    """Remove all but the newest versions of each edition.

    A version that cannot be removed because somebody has it open is left for the next time.

    Returns:
        Folders removed, relative to the output folder.
    """
    removed = []
    for root in ROOTS.values():
        for number in sorted(_versions(store.output / root))[:-keep]:
            folder = store.output / root / _name(number)
            with suppress(OSError):
                remove_read_only(folder)
                removed.append(folder.relative_to(store.output).as_posix())
    return tuple(removed)


def remove_read_only(folder: Path) -> None:
    """Remove a folder of read-only files, which some systems do not remove as they are."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o600)
    shutil.rmtree(folder)


def read_latest(root: Path) -> dict[str, object]:
    """What the pointer of a folder of versions says; nothing when there is none, or it cannot be read."""
    try:
        said_there = json.loads((root / POINTER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said_there if isinstance(said_there, dict) else {}


def _name(version: int) -> str:
    return f"v{version:04d}"


def _versions(root: Path) -> list[int]:
    found = (_VERSION.fullmatch(path.name) for path in root.iterdir()) if root.is_dir() else ()
    return [int(match[1]) for match in found if match]


def _is_there(store: Store, newest: _Newest) -> bool:
    return all(
        (pointer := read_latest(store.output / root)).get("event_id") == newest.event_id
        and (store.output / root / str(pointer["folder"])).is_dir()
        for root in ROOTS.values()
    )


def _newest(connection: duckdb.DuckDBPyConnection) -> _Newest | None:
    if not table_exists(connection, AUDIT):
        return None
    found = connection.execute(
        f"SELECT event_id FROM {AUDIT} WHERE kind IN {_KINDS} ORDER BY event_number DESC LIMIT 1"
    ).fetchall()
    runs = connection.execute(
        "SELECT r.run_id, r.quarter, r.code_version, r.definitions_version FROM ops.run AS r "
        f"INNER JOIN {AUDIT} AS a ON a.event_id = r.run_id ORDER BY a.event_number DESC LIMIT 1"
    ).fetchall()
    return _Newest(str(found[0][0]), *runs[0]) if found and runs else None


def _publish(store: Store) -> tuple[str, ...]:
    """Make both editions beside their places, move them there, then point to them."""
    with connect(store.warehouse, read_only=True) as connection:
        newest = _newest(connection)
        if newest is None or _is_there(store, newest):
            return ()
        if store.warehouse.stat().st_size < _SMALL:
            connection.execute("SET threads = 1")
        roots = {edition: store.output / root for edition, root in ROOTS.items()}
        # One number for both editions, above every one that was ever pointed to or half made.
        version = 1 + max((n for root in roots.values() for n in [0, *_versions(root), _pointed(root)]), default=0)
        made: dict[Edition, Path] = {}
        for edition, root in roots.items():
            root.mkdir(parents=True, exist_ok=True)
            for stale in root.glob(f".v*{_PART}"):
                remove_read_only(stale)
            made[edition] = root / f".{_name(version)}{_PART}"
            made[edition].mkdir()
            _write(connection, edition, newest, version, made[edition])
    files: list[str] = []
    pointers: dict[Path, str] = {}
    for edition, folder in made.items():
        place = roots[edition] / _name(version)
        pointers[roots[edition] / POINTER] = _pointer(folder, edition, newest, version)
        for path in folder.rglob("*"):
            if path.is_file():
                path.chmod(_READ_ONLY & ~OTHERS)
        folder.replace(place)
        for path in place.rglob("*"):
            if path.is_file():
                open_to_others(path, store.output)
        files += sorted(p.relative_to(store.output).as_posix() for p in place.rglob("*") if p.is_file())
    for path, text in pointers.items():
        beside = path.with_name(f".{path.name}{_PART}")
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
        open_to_others(path, store.output)
    return tuple(files)


def _pointed(root: Path) -> int:
    number = read_latest(root).get("version", 0)
    return number if isinstance(number, int) else 0


def _pointer(folder: Path, edition: Edition, newest: _Newest, version: int) -> str:
    files = [
        {
            "name": f"{_name(version)}/{path.relative_to(folder).as_posix()}",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    said_there = {
        "version": version,
        "folder": _name(version),
        "edition": edition.value,
        "database": f"{_name(version)}/{_database(edition, version)}",
        "figures": f"{_name(version)}/{_figures(edition, version)}",
        "schema_version": SCHEMA_VERSION,
        "run_id": newest.run_id,
        "quarter": newest.quarter,
        "event_id": newest.event_id,
        "files": files,
    }
    return json.dumps(said_there, indent=2) + "\n"


def _database(edition: Edition, version: int) -> str:
    # DuckDB names a database by its file: were that the name of a schema, no table in the schema could be named.
    return f"scorecards_{_name(version)}{_MARK[edition]}.duckdb"


def _figures(edition: Edition, version: int) -> str:
    return f"figures_{_name(version)}{_MARK[edition]}.csv"


def _write(
    connection: duckdb.DuckDBPyConnection, edition: Edition, newest: _Newest, version: int, folder: Path
) -> None:
    """Write one edition's database, Parquet files and flat file."""
    connection.execute(f"ATTACH '{_quoted(folder / _database(edition, version))}' AS copy_file (BLOCK_SIZE {_BLOCK})")
    connection.execute("BEGIN TRANSACTION")
    tables = _copy_tables(connection, edition)
    _add_about(connection, edition, newest, version)
    for view in VIEWS[edition]:
        _add_view(connection, view)
    connection.execute("COMMIT")
    connection.execute("CHECKPOINT copy_file")
    written = [
        *tables,
        *(view.full_name for view in VIEWS[edition] if view.is_stored or view.full_name in _replaced(edition)),
    ]
    parquet = folder / "parquet"
    parquet.mkdir()
    for name in (*written, ABOUT.full_name):
        stem = name.removeprefix("main.")
        connection.execute(
            f"COPY copy_file.{name} TO '{_quoted(parquet / f'{stem}{_MARK[edition]}.parquet')}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
    _write_figures(connection, edition, folder / _figures(edition, version))
    connection.execute("DETACH copy_file")


def _replaced(edition: Edition) -> set[str]:
    return {view.replaces for view in VIEWS[edition] if view.replaces}


def _copy_tables(connection: duckdb.DuckDBPyConnection, edition: Edition) -> list[str]:
    """Copy each table, or the view of its newest delivery, with its comments; returns their names."""
    schemas = SCHEMAS[edition]
    for schema in schemas:
        connection.execute(f"CREATE SCHEMA copy_file.{schema}")
    found = connection.execute(
        """
        SELECT schema_name || '.' || name, comment
        FROM (
            SELECT database_name, schema_name, table_name AS name, comment FROM duckdb_tables()
            UNION ALL SELECT database_name, schema_name, view_name, comment FROM duckdb_views()
        )
        WHERE database_name = current_database() AND list_contains(?, schema_name) AND NOT name LIKE '%\\_all' ESCAPE '\\'
        ORDER BY ALL
        """,
        [list(schemas)],
    ).fetchall()
    columns: dict[str, list[tuple[str, str]]] = {}
    for name, column, comment in connection.execute(
        "SELECT schema_name || '.' || table_name, column_name, comment FROM duckdb_columns() "
        "WHERE database_name = current_database() ORDER BY schema_name, table_name, column_index"
    ).fetchall():
        columns.setdefault(name, []).append((column, comment or ""))
    said_of: list[str] = []
    found = [row for row in found if row[0] not in _replaced(edition)]
    for name, comment in found:
        connection.execute(f"CREATE TABLE copy_file.{name} AS SELECT * FROM {name} ORDER BY ALL")
        said_of.append(f"COMMENT ON TABLE copy_file.{name} IS '{_quoted(comment or '')}'")
        said_of += [
            f"""COMMENT ON COLUMN copy_file.{name}."{column}" IS '{_quoted(words)}'"""
            for column, words in columns[name]
        ]
    connection.execute(";".join(said_of))
    return [name for name, _ in found]


def _add_about(connection: duckdb.DuckDBPyConnection, edition: Edition, newest: _Newest, version: int) -> None:
    name = f"copy_file.{ABOUT.full_name}"
    for statement in ddl(ABOUT, name=name):
        connection.execute(statement)
    values = {
        "copy_version": version,
        "edition": edition.value,
        "schema_version": SCHEMA_VERSION,
        "run_id": newest.run_id,
        "quarter": newest.quarter,
        "code_version": newest.code_version,
        "definitions_version": newest.definitions_version,
        "event_id": newest.event_id,
        "made_at": datetime.now(UTC).replace(tzinfo=None),
    }
    connection.execute(
        f"INSERT INTO {name} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values())
    )


def _add_view(connection: duckdb.DuckDBPyConnection, view: View) -> None:
    name = f"copy_file.{view.full_name}"
    if view.is_stored:
        # From the warehouse, which the connection uses; sorted like every other table.
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM ({view.sql}) ORDER BY ALL")
    else:
        connection.execute("USE copy_file")
        try:
            connection.execute(f"CREATE VIEW {view.full_name} AS {view.sql}")
        finally:
            connection.execute("USE warehouse")
    kind = "TABLE" if view.is_stored else "VIEW"
    for statement in comments(name, kind, view.description, view.columns):
        connection.execute(statement)


def _write_figures(connection: duckdb.DuckDBPyConnection, edition: Edition, path: Path) -> None:
    """Write the flat file: every figure as now known, with its council, title, unit and the dates it speaks of."""
    last = said(edition)
    numbers = ", ".join(
        # A count is written as one.
        f"CASE WHEN {n} = floor({n}) THEN CAST(CAST({n} AS BIGINT) AS VARCHAR) ELSE CAST({n} AS VARCHAR) END AS {n}"
        for n in ("numerator", "denominator", "value")
    )
    columns = ", ".join((*FIGURES, last))
    beside = path.with_name(f"{path.name}{_PART}")
    connection.execute("USE copy_file")
    try:
        connection.execute(
            f"""
            COPY (
                SELECT {columns}
                FROM (
                    SELECT c.authority, c.indicator_id, d.title, c.submission_quarter, n.state, c.quarter, c.time_window,
                        p.starts AS period_start,
                        p.ends AS period_end, c.breakdown, c.category, {numbers}, d.unit, c.{last},
                        -- What a spreadsheet program would run as a formula gets an apostrophe before it.
                        CASE WHEN regexp_matches(n.name, '^[-=+@\\t\\r]') THEN '''' || n.name ELSE n.name END AS council
                    FROM {current(edition)} AS c
                    INNER JOIN published.definition AS d USING (indicator_id)
                    LEFT JOIN published.authority AS n USING (authority, submission_quarter)
                    LEFT JOIN warehouse.core.reporting_period AS p USING (submission_quarter, quarter, time_window)
                )
                ORDER BY ALL
            ) TO '{_quoted(beside)}' (FORMAT csv, HEADER)
            """
        )
    finally:
        connection.execute("USE warehouse")
    # With its mark, so that spreadsheet programs read it right.
    with path.open("wb") as whole, beside.open("rb") as plain:
        whole.write(_BYTE_ORDER_MARK)
        shutil.copyfileobj(plain, whole)
    beside.unlink()


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")
