"""Which warehouse an output root and a raw root belong to: the lock belongs to what it protects.

A warehouse has an identity from its first run on, and the roots it works with carry it in a small file. A run with another
warehouse finds that the files it would replace are not its own, and stops before anything is changed. Where the small file
was taken away, approved files speak for themselves: those a warehouse did not make, it never supersedes.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from pathlib import Path

import duckdb

from warehouse.connection import WarehouseError, connect, table_exists
from warehouse.states import LockedError

#: Names the warehouse a root belongs to.
MARK = ".scorecards-installation.json"
TABLE = "ops.installation"
_APPROVED = "*_approved.xlsx"


def identity(warehouse: Path) -> str | None:
    """The identity of a warehouse; ``None`` before its first run, or when it was made by a version without one."""
    if not warehouse.is_file():
        return None
    with connect(warehouse, read_only=True) as connection:
        return identity_in(connection)


def identity_in(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The same on an open warehouse."""
    if not table_exists(connection, TABLE):
        return None
    found = connection.execute(f"SELECT installation_id FROM {TABLE}").fetchall()
    return str(found[0][0]) if found else None


def give_identity(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a warehouse its identity, once, within the caller's transaction."""
    if identity_in(connection) is None:
        connection.execute(
            f"INSERT INTO {TABLE} (installation_id, made_at) VALUES (?, now() AT TIME ZONE 'UTC')", [str(uuid.uuid4())]
        )


def refuse_foreign(warehouse: Path, roots: Iterable[Path]) -> None:
    """Refuse roots that belong to another warehouse.

    Raises:
        LockedError: Naming the root, and what to do.
    """
    own: str | None = None
    asked = False
    for root in roots:
        marked = read_mark(root)
        if marked is None:
            continue
        if not asked:
            own, asked = identity(warehouse), True
        if marked != own:
            what = "has none of its runs" if own is None else "is another one"
            raise LockedError(
                f"{root} belongs to another warehouse ({marked[:8]}), and {warehouse} {what}. Nothing was changed, so that "
                "what was approved there stands. Name the warehouse it belongs to (--warehouse, SCORECARDS_WAREHOUSE), or a "
                f"folder of its own for this one. To try something out on a copy of the folder, delete {MARK} in the copy."
            )


def refuse_unknown_approved(connection: duckdb.DuckDBPyConnection, output: Path, staged: Iterable[str]) -> None:
    """Refuse to supersede approved files, or replace collected ones, that this warehouse did not put there.

    Args:
        connection: On the warehouse.
        output: The output root.
        staged: Files about to be put in place, relative to it, with forward slashes.

    Raises:
        LockedError: Naming the file.
    """
    folders = {output / Path(name).parent for name in staged if name.split("/", 1)[0] in ("panel", "collection")}
    there = [path for folder in sorted(folders) for path in sorted(folder.glob(_APPROVED))]
    if not there:
        return
    known = {
        str(row[0])
        for row in (
            connection.execute("SELECT sha256 FROM ops.output WHERE state = 'APPROVED'").fetchall()
            if table_exists(connection, "ops.output")
            else []
        )
    }
    for path in there:
        if hashlib.sha256(path.read_bytes()).hexdigest() not in known:
            raise LockedError(
                f"{path} is approved, and not by this warehouse: it was approved in another one, or changed since. Nothing was "
                "changed. Use the warehouse that approved it, restore the file from a backup, or move it out of the folder "
                "yourself if it is not to count any more."
            )


def read_mark(root: Path) -> str | None:
    """The identity a root carries; ``None`` when it carries none."""
    try:
        return str(json.loads((root / MARK).read_text(encoding="utf-8"))["installation_id"])
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise WarehouseError(
            f"{root / MARK}, which says which warehouse the folder belongs to, cannot be read. Restore it from a backup."
        ) from None


def mark(warehouse: Path, roots: Iterable[Path]) -> None:
    """Write a warehouse's identity into roots that carry none; one that may not be written to stays without."""
    own = identity(warehouse)
    if own is None:
        return
    for root in roots:
        if root.is_dir() and read_mark(root) is None:
            words = "Which warehouse this folder belongs to. Runs with another one are refused here."
            text = json.dumps({"about": words, "installation_id": own}, indent=2) + "\n"
            beside = root / f".{MARK}.part"
            try:
                beside.write_text(text, encoding="utf-8")
                beside.replace(root / MARK)
            except OSError:
                continue  # submissions may lie where nothing may be written; the doctor says so
