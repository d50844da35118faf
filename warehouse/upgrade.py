"""A warehouse of another version: an older one is brought up to date with a copy kept, a newer one is left alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from schemas.warehouse import SCHEMA_VERSION
from warehouse.connection import WarehouseError, checkpoint, connect, table_exists, why
from warehouse.promote import ensure_tables, layout_fingerprint
from warehouse.takeover import KEPT, whole_copies

#: Copies of the working file that are kept; each is as large as it was.
_MOST_KEPT = 2


@dataclass(frozen=True)
class Layout:
    """What a warehouse says of its layout.

    Attributes:
        schema_version: Of the program that made it; 1 where it does not say.
        is_current: Made by exactly this version's description of tables.
    """

    schema_version: int
    is_current: bool


def layout_of(warehouse: Path) -> Layout | None:
    """The layout of a warehouse; ``None`` where there is none yet, or it has no tables."""
    if not warehouse.is_file():
        return None
    with connect(warehouse, read_only=True) as connection:
        if not table_exists(connection, "ops.layout"):
            return Layout(1, is_current=False) if table_exists(connection, "ops.run") else None
        return Layout(_version(connection), _fingerprint(connection) == layout_fingerprint())


def refuse_newer(warehouse: Path) -> None:
    """Leave a warehouse alone that a newer program made.

    Raises:
        WarehouseError: Naming both versions.
    """
    layout = layout_of(warehouse)
    if layout is not None and layout.schema_version > SCHEMA_VERSION:
        raise WarehouseError(
            f"{warehouse} was made by a newer version of the program (layout {layout.schema_version}; this one knows up to "
            f"{SCHEMA_VERSION}). Nothing was changed. Install the newer version again, or restore the backup made before the "
            "upgrade."
        )


def bring_up_to_date(warehouse: Path, tell: Callable[[str], None]) -> None:
    """Give an older warehouse the layout of this version, in one transaction, after copying it; nothing where it is current.

    The caller must be the only one at work on it.

    Args:
        warehouse: The working file; need not exist.
        tell: Gets sentences that say what is done.

    Raises:
        WarehouseError: When it was made by a newer version, or cannot be copied; nothing is changed then.
    """
    refuse_newer(warehouse)
    layout = layout_of(warehouse)
    if layout is None or layout.is_current:
        return
    kept = _keep(warehouse, layout.schema_version)
    with connect(warehouse) as connection:
        before = _columns(connection)
        connection.execute("BEGIN TRANSACTION")
        ensure_tables(connection)
        connection.execute("COMMIT")
        checkpoint(connection)
        added = sorted(_columns(connection) - before)
    tables = sorted({table for table, _ in added} - {table for table, _ in before})
    columns = [f"{table}.{column}" for table, column in added if table not in tables]
    tell(
        f"{warehouse.name} had layout {layout.schema_version} and has {SCHEMA_VERSION} now: {len(tables)} tables added, "
        f"{len(columns)} columns added, descriptions renewed, no row changed. As it was it is kept as {kept}."
    )


def _keep(warehouse: Path, schema_version: int) -> Path:
    with connect(warehouse) as connection:
        connection.execute("CHECKPOINT")
    folder = warehouse.parent / KEPT
    kept = folder / f"{warehouse.stem}_layout{schema_version}_{datetime.now(UTC):%Y%m%dT%H%M%SZ}{warehouse.suffix}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        beside = folder / f".{kept.name}.part"
        shutil.copyfile(warehouse, beside)
        beside.chmod(0o600)
        beside.replace(kept)
    except OSError as error:
        raise WarehouseError(
            f"{warehouse} has the layout of an older version and has to be brought up to date, but could not be copied first "
            f"({why(error)}). Nothing was changed. It needs as much room as the file itself; make room and run the same "
            "command again."
        ) from None
    for old in whole_copies(warehouse)[:-_MOST_KEPT]:
        old.unlink()
    return kept


def _columns(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    return {
        (str(name), str(column))
        for name, column in connection.execute(
            "SELECT c.schema_name || '.' || c.table_name, c.column_name FROM duckdb_columns() AS c "
            "SEMI JOIN duckdb_tables() AS t USING (database_name, schema_name, table_name) "
            "WHERE c.database_name = current_database()"
        ).fetchall()
    }


def _fingerprint(connection: duckdb.DuckDBPyConnection) -> str:
    found = connection.execute("SELECT fingerprint FROM ops.layout").fetchall()
    return str(found[0][0]) if found else ""


def _version(connection: duckdb.DuckDBPyConnection) -> int:
    columns = {row[0] for row in connection.execute("DESCRIBE ops.layout").fetchall()}
    if "schema_version" not in columns:
        return 1
    found = connection.execute("SELECT schema_version FROM ops.layout").fetchall()
    return int(found[0][0] or 1) if found else 1
