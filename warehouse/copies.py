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
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from filelock import FileLock, Timeout

from schemas.copies import ABOUT, VIEWS, Edition
from schemas.warehouse import SCHEMA_VERSION
from warehouse.audit import AUDIT
from warehouse.connection import DEFAULT_WAIT, WarehouseBusyError, WarehouseError, connect, table_exists, why
from warehouse.copy_content import PART, Earlier, Newest, database_name, figures_name, write_copy
from warehouse.placing import POINTER
from warehouse.private import OTHERS, open_to_others
from warehouse.promote import layout_fingerprint
from warehouse.seals import COPIES

if TYPE_CHECKING:
    from warehouse.builds import Store

#: Folder of each edition's versions, relative to the output folder.
ROOTS = {Edition.PROTECTED: Path("analysts"), Edition.RESTRICTED: Path("restricted") / "analysts"}
#: What changes what a copy holds.
_KINDS = ("run", "approve", "publish", "erase")
_VERSION = re.compile(r"v(\d{4,})")
_READ_ONLY = 0o444
#: Every so many copies one is made from nothing.
_ANEW = 10
#: Bytes of a warehouse whose many small tables one thread copies faster than several.
_SMALL = 256 * 1024 * 1024


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
            files = _publish(store)
            _record(store)
            if files and store.keep_copies is not None:
                prune_copies(store, store.keep_copies)
            return files
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
    if sys.platform == "win32":
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


def _is_there(store: Store, newest: Newest) -> bool:
    return all(
        (pointer := read_latest(store.output / root)).get("event_id") == newest.event_id
        and (store.output / root / str(pointer["folder"])).is_dir()
        for root in ROOTS.values()
    )


def _newest(connection: duckdb.DuckDBPyConnection) -> Newest | None:
    if not table_exists(connection, AUDIT):
        return None
    found = connection.execute(
        f"SELECT event_id FROM {AUDIT} WHERE kind IN {_KINDS} ORDER BY event_number DESC LIMIT 1"
    ).fetchall()
    runs = connection.execute(
        "SELECT r.run_id, r.quarter, r.code_version, r.definitions_version FROM ops.run AS r "
        f"INNER JOIN {AUDIT} AS a ON a.event_id = r.run_id ORDER BY a.event_number DESC LIMIT 1"
    ).fetchall()
    return Newest(str(found[0][0]), *runs[0]) if found and runs else None


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
        contents: dict[Edition, dict[str, str]] = {}
        for edition, root in roots.items():
            root.mkdir(parents=True, exist_ok=True)
            for stale in root.glob(f".v*{PART}"):
                remove_read_only(stale)
            made[edition] = root / f".{_name(version)}{PART}"
            made[edition].mkdir()
            earlier = _earlier(root, version)
            contents[edition] = write_copy(connection, edition, newest, version, made[edition], earlier)
    files: list[str] = []
    pointers: dict[Path, str] = {}
    for edition, folder in made.items():
        place = roots[edition] / _name(version)
        pointers[roots[edition] / POINTER] = _pointer(folder, edition, newest, version, contents[edition])
        for path in folder.rglob("*"):
            if path.is_file():
                path.chmod(_READ_ONLY & ~OTHERS)
        folder.replace(place)
        for path in place.rglob("*"):
            if path.is_file():
                open_to_others(path, store.output)
        files += sorted(p.relative_to(store.output).as_posix() for p in place.rglob("*") if p.is_file())
    for path, text in pointers.items():
        beside = path.with_name(f".{path.name}{PART}")
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
        open_to_others(path, store.output)
    return tuple(files)


def _pointed(root: Path) -> int:
    number = read_latest(root).get("version", 0)
    return number if isinstance(number, int) else 0


def _earlier(root: Path, version: int) -> Earlier | None:
    """The copy the pointer names, where it was made by the same layout and its file is whole; every tenth is made from nothing."""
    said_there = read_latest(root)
    contents, database = said_there.get("contents"), root / str(said_there.get("database"))
    # What was replaced many times leaves room in the file that nothing uses.
    if said_there.get("layout") != _layout() or not isinstance(contents, dict) or version % _ANEW == 0:
        return None
    listed = said_there.get("files")
    digests = {one["name"]: one["sha256"] for one in listed} if isinstance(listed, list) else {}
    whole = digests.get(said_there.get("database"))
    if not database.is_file() or hashlib.sha256(database.read_bytes()).hexdigest() != whole:
        return None
    return Earlier(database.parent, database, contents)


def _layout() -> str:
    """Of the tables and views a copy holds."""
    views = [(view.full_name, view.sql, view.columns, view.description) for listed in VIEWS.values() for view in listed]
    return hashlib.sha256(f"{layout_fingerprint()}{views}{ABOUT}{ABOUT.columns}".encode()).hexdigest()


def _record(store: Store) -> None:
    """Keep the hash of each pointer once: it names every file of its copy with its hash."""
    with connect(store.warehouse, read_only=True) as connection:
        if not table_exists(connection, COPIES):
            return
        known = set(connection.execute(f"SELECT copy_version, edition FROM {COPIES}").fetchall())
    rows = []
    for edition, root in ROOTS.items():
        version = _pointed(store.output / root)
        if version and (version, edition.value) not in known:
            pointer = store.output / root / POINTER
            digest = hashlib.sha256(pointer.read_bytes()).hexdigest()
            event_id = read_latest(store.output / root).get("event_id")
            rows.append((version, edition.value, digest, event_id, datetime.now(UTC).replace(tzinfo=None)))
    if rows:
        with connect(store.warehouse) as connection:
            connection.executemany(
                f"INSERT INTO {COPIES} (copy_version, edition, sha256, event_id, made_at) VALUES (?, ?, ?, ?, ?)", rows
            )


def _pointer(folder: Path, edition: Edition, newest: Newest, version: int, contents: dict[str, str]) -> str:
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
        "database": f"{_name(version)}/{database_name(edition, version)}",
        "figures": f"{_name(version)}/{figures_name(edition, version)}",
        "schema_version": SCHEMA_VERSION,
        "run_id": newest.run_id,
        "quarter": newest.quarter,
        "event_id": newest.event_id,
        "files": files,
        "layout": _layout(),
        "contents": contents,
    }
    return json.dumps(said_there, indent=2) + "\n"
