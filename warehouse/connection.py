"""Opening DuckDB files: always closed, never waiting for ever, never guessing at Python variables."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

#: Seconds to wait for another process to let go of a file before giving up.
DEFAULT_WAIT = 60.0

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    # A missing table must be an error, never a Python variable of the same name.
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # Results must not depend on how many cores there are.
    "preserve_insertion_order": "true",
}


#: Faults of a disk that DuckDB repeats in the system's words.
_DISK_FAULTS = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EIO,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.EEXIST,
)


#: How DuckDB says that another process holds a file: elsewhere, and on Windows, where the rest is in the system's language.
_HELD = ("Could not set lock", "File is already open in")


#: How DuckDB says that what is in a file cannot be what it wrote.
_DAMAGED = (
    "not a valid DuckDB database file",
    "Corrupt database file",
    "Could not read enough bytes",
    "Failure while replaying WAL",
    "Failed to deserialize",
)


class WarehouseError(Exception):
    """Something about the warehouse that a person can put right; the message says what."""


class WarehouseBusyError(WarehouseError):
    """Another process holds the file."""


class WarehouseDamagedError(WarehouseError):
    """The file is empty, or what is in it is damaged; more room on the disk would not help."""


class WarehouseDiskError(WarehouseError):
    """The disk is full, or the file or its folder may not be used."""


def disk_fault(error: BaseException) -> str | None:
    """What the system says of a disk or folder that cannot be used; ``None`` for any other error.

    Only the system's own words, which hold nothing of a file's content: the text of DuckDB's errors may.
    """
    if isinstance(error, OSError):
        return error.strerror if error.errno in _DISK_FAULTS else None
    if not isinstance(error, duckdb.Error):
        return None
    text = str(error)
    return next((words for words in map(os.strerror, _DISK_FAULTS) if words in text), None)


def why(error: Exception) -> str:
    """Why a file could not be read or written, in words that hold nothing of its content."""
    return disk_fault(error) or getattr(error, "strerror", None) or type(error).__name__


@contextmanager
def connect(
    path: Path | None = None, *, read_only: bool = False, wait: float = DEFAULT_WAIT
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB file, and close it whatever happens.

    The file is attached under the name ``warehouse``, whatever it is called. DuckDB names a database after its file, and
    in one called as a schema of ours, such as ``scorecards.duckdb``, no table of that schema could be named.

    Args:
        path: The file; ``None`` for a database in memory.
        read_only: Open for reading; several readers may do so at once, but not beside a writer.
        wait: Seconds to wait while another process holds the file.

    Raises:
        WarehouseBusyError: When the file is still held after ``wait`` seconds.
        WarehouseDamagedError: When the file is empty or damaged.
        WarehouseDiskError: When the disk is full, or the file or its folder may not be used.
    """
    connection = duckdb.connect(":memory:", config=_CONFIG)
    try:
        if path is not None:
            _attach(connection, path, read_only, wait)
        yield connection
    except duckdb.Error as error:
        _refuse_damaged(path, error)
        fault = disk_fault(error)
        if fault is None:
            raise
        raise WarehouseDiskError(
            f"{path or 'The database in memory'} could not be read or written ({fault}). What was finished before stands, and "
            "nothing is half done. See that there is room on the disk and that the folder may be written to, then run the "
            "same command again."
        ) from None
    finally:
        connection.close()


def _refuse_damaged(path: Path | None, error: duckdb.Error) -> None:
    """Tell an empty and a damaged file from a full disk, each with its own advice."""
    if path is None or not any(words in str(error) for words in _DAMAGED):
        return
    restore = (
        "stop the service, restore the folder from the last backup (docs/operating.md), and run what came after it"
    )
    if path.is_file() and path.stat().st_size == 0:
        raise WarehouseDamagedError(
            f"{path} is empty: it holds nothing, not even the start of a warehouse. Nothing was changed. If there was a "
            f"warehouse before, {restore}. If there never was one, delete the empty file; the next run makes it."
        ) from None
    raise WarehouseDamagedError(
        f"{path} is damaged: what it holds is not what was written to it. The disk need not be full. Nothing was changed. "
        f"Copy the file as it is, then {restore}. See to the disk first: 'scorecards doctor' looks at it."
    ) from None


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, read_only: bool, wait: float) -> None:
    quoted = str(path).replace("'", "''")
    give_up = time.monotonic() + wait
    while True:
        try:
            connection.execute(f"ATTACH '{quoted}' AS warehouse{' (READ_ONLY)' if read_only else ''}")
            connection.execute("USE warehouse")
            return
        except duckdb.IOException as error:
            if not any(words in str(error) for words in _HELD):
                raise
            if time.monotonic() > give_up:
                raise WarehouseBusyError(
                    f"{path.name} is in use by another process, and still was after {wait:.0f} seconds. Close the program "
                    "that has it open (a notebook, another run), then run the same command again."
                ) from None
            time.sleep(0.2)


def checkpoint(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring what was committed into the file itself, where there is room; it is kept beside it in any case."""
    with suppress(duckdb.Error):
        connection.execute("CHECKPOINT")


def table_exists(connection: duckdb.DuckDBPyConnection, full_name: str) -> bool:
    """Whether the database in use has a table or view of that name (``schema.name``)."""
    schema, name = full_name.split(".")
    return bool(
        connection.execute(
            "SELECT 1 FROM information_schema.tables WHERE table_catalog = current_database() "
            "AND table_schema = ? AND table_name = ?",
            [schema, name],
        ).fetchall()
    )


def columns_present(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Full name of each table and view of the database in use -> its columns, by name."""
    found: dict[str, list[str]] = {}
    for schema, name, column in connection.execute(
        "SELECT table_schema, table_name, column_name FROM information_schema.columns "
        "WHERE table_catalog = current_database() ORDER BY ALL"
    ).fetchall():
        found.setdefault(f"{schema}.{name}", []).append(str(column))
    return found
