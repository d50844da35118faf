"""Whether the files that decisions and runs put in place still are what was put there; and anchors that lie beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb

from warehouse.audit import AUDIT
from warehouse.connection import table_exists
from warehouse.copies import ROOTS, read_latest
from warehouse.placing import MANIFEST, POINTER
from warehouse.seals import COPIES
from warehouse.trail import Anchor, against_anchor

_RESTRICTED = "restricted/"


def changed_files(connection: duckdb.DuckDBPyConnection, output: Path) -> Iterator[str]:
    """Collected files, panel files, pointers and analysts' copies that are not what was put in place, a sentence each.

    Restricted files are judged while they are there: they expire, and an erasure deletes them.

    Args:
        connection: On the warehouse.
        output: The output root.
    """
    yield from _put_in_place(connection, output)
    yield from _copies(connection, output)


def anchors_kept(connection: duckdb.DuckDBPyConnection, output: Path) -> Iterator[str]:
    """What the anchors in the manifests of the collection folders show to have been changed, a sentence each."""
    for manifest in sorted((output / "collection").glob(f"*/*/{MANIFEST}")):
        name = manifest.relative_to(output).as_posix()
        try:
            anchor = Anchor.parse(str(json.loads(manifest.read_text(encoding="utf-8"))["anchor"]))
        except KeyError:
            continue  # collected by a version that kept none
        except (OSError, ValueError, TypeError):
            yield f"{name} holds no anchor that can be read: it has been changed."
            continue
        problem = against_anchor(connection, anchor, f"in {name}")
        if problem is not None:
            yield problem


def _put_in_place(connection: duckdb.DuckDBPyConnection, output: Path) -> Iterator[str]:
    if not table_exists(connection, "ops.output"):
        return
    rows = connection.execute(
        f"SELECT o.path, arg_max(o.sha256, a.event_number), max(a.event_number) FROM ops.output AS o "
        f"INNER JOIN {AUDIT} AS a USING (event_id) GROUP BY o.path ORDER BY o.path"
    ).fetchall()
    was_erased = bool(connection.execute(f"SELECT 1 FROM {AUDIT} WHERE kind = 'erase'").fetchall())
    collected: dict[Path, set[str]] = {}
    for path, digest, number in rows:
        file = output / path
        if path.startswith("collection/"):
            collected.setdefault(file.parent, set()).add(file.name)
        if _may_change(path, was_erased=was_erased):
            continue
        if file.is_file():
            if hashlib.sha256(file.read_bytes()).hexdigest() != digest:
                yield f"{path} is not what event {number} put there: it has been changed since."
        elif path.startswith("collection/") and _is_listed(file):
            yield f"{path}, which event {number} put there, is gone."
    for folder, names in sorted(collected.items()):
        there = {p.name for p in folder.iterdir() if p.is_file()} if folder.is_dir() else set()
        for name in sorted(there - names):
            yield f"{(folder / name).relative_to(output).as_posix()} was not put there by any publication."


def _may_change(path: str, *, was_erased: bool) -> bool:
    """Files somebody fills in; pointers of restricted folders after an erasure, which takes names out of them."""
    if path.endswith("_template.xlsx"):
        return True
    return was_erased and path.startswith(_RESTRICTED) and path.endswith(POINTER)


def _is_listed(file: Path) -> bool:
    """Whether the folder's manifest still names the file; one that was replaced by a later version is kept elsewhere."""
    try:
        files = json.loads((file.parent / MANIFEST).read_text(encoding="utf-8"))["files"]
        return file.name == MANIFEST or any(one["name"] == file.name for one in files)
    except (OSError, ValueError, KeyError, TypeError):
        return True


def _copies(connection: duckdb.DuckDBPyConnection, output: Path) -> Iterator[str]:
    if not table_exists(connection, COPIES):
        return
    for edition, root in ROOTS.items():
        known = dict(
            connection.execute(
                f"SELECT copy_version, sha256 FROM {COPIES} WHERE edition = ?", [edition.value]
            ).fetchall()
        )
        pointer = output / root / POINTER
        if not known or not pointer.is_file():
            continue
        name = pointer.relative_to(output).as_posix()
        said = read_latest(output / root)
        if known.get(said.get("version")) != hashlib.sha256(pointer.read_bytes()).hexdigest():
            yield f"{name} is not what was put there: it has been changed since."
            continue
        listed = said["files"]
        for one in listed if isinstance(listed, list) else ():
            file = output / root / one["name"]
            if not file.is_file():
                yield f"{file.relative_to(output).as_posix()}, which {name} names, is gone."
            elif hashlib.sha256(file.read_bytes()).hexdigest() != one["sha256"]:
                yield f"{file.relative_to(output).as_posix()} has been changed since it was put there."
