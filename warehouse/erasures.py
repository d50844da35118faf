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
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from schemas.copies import Edition
from warehouse.audit import Event, append
from warehouse.connection import WarehouseError, connect, why
from warehouse.copies import ROOTS, remove_read_only
from warehouse.placing import POINTER
from warehouse.promote import is_recorded
from warehouse.takeover import whole_copies
from warehouse.without_person import NewSubmission, copy_without, same_delivery

if TYPE_CHECKING:
    from warehouse.builds import Store

_DATABASE = "without.duckdb"
_OWED = "owed.json"
_FILES = "files"


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
        # Whole copies of the warehouse from before an upgrade hold the person too.
        "delete": [str(path.resolve()) for path in (*erasure.restricted, *whole_copies(store.warehouse))],
    }
    (folder / _OWED).write_text(json.dumps(owed), encoding="utf-8")


def _swap(warehouse: Path, folder: Path, erasure: Erasure) -> dict[str, int]:
    """Make the warehouse file without the person, and put it in the place of the other; returns rows taken out."""
    fresh = folder / _DATABASE
    with connect(warehouse) as connection:
        connection.execute("CHECKPOINT")
        quoted = str(fresh).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS fresh")
        counted = copy_without(connection, erasure.authority, erasure.person, is_telling=erasure.is_telling)
        connection.execute("USE fresh")
        connection.execute("BEGIN TRANSACTION")
        for submission in erasure.submissions:
            same_delivery(connection, erasure.authority, submission)
        details = dict(erasure.event.details) | {"rows_by_table": counted}
        append(connection, replace(erasure.event, details=details))
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
                path.chmod(0o600)
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
