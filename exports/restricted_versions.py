"""Versions of restricted files: never replaced in place, and named in the folder's pointer.

Files that belong together, such as a workbook and the lists too long for it, share a version: when one of them changes,
all get the next. A folder holds several such sets, which come and go by themselves; one pointer names them all.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from exports.restricted import refuse_wrong_place, write_restricted
from exports.versions import FIRST, Version, read_pointer
from warehouse.placing import POINTER, SUPERSEDED, strays, supersede

#: Makes every file of a set as a given version: name -> content.
Make = Callable[[Version], Mapping[str, bytes]]


def file_name(stem: str, version: Version, state: str, extension: str, part: str = "") -> str:
    """Name of one file of a set.

    Args:
        stem: What the names of the set begin with.
        version: Of the set.
        state: Such as ``DRAFT``.
        extension: ``xlsx`` or ``csv``.
        part: Which list it is; empty for the workbook.
    """
    return f"{stem}{f'_{part}' if part else ''}_{version.in_name}_{state.lower()}.{extension}"


def write_versioned(
    folder: Path, stem: str, make: Make, *, title: str, quarter: str, state: str, placed: Path | None = None
) -> list[Path]:
    """Write a set of files under its newest version where that gives the very same files, otherwise under the next.

    Args:
        folder: Where the files go: ``<output>/restricted/<authority>/<quarter>``.
        stem: What the names of the set begin with.
        make: Makes the files.
        title: What the set is called in the pointer; no two sets of a folder share one.
        quarter: Label of the quarter.
        state: Of the quarter, such as ``DRAFT``.
        placed: The folder they will be moved to later, whose versions count; ``folder`` itself without it. Nothing in
            it is changed now.

    Returns:
        The newest files of the set, in the order they were made in, wherever each now is.

    Raises:
        RestrictedPathError: When the folder is not under the restricted root; nothing is written then.
    """
    refuse_wrong_place(folder, stem)
    final = placed or folder
    version, files = _chosen(final, stem, make)
    paths = []
    for name, data in files.items():
        is_there = (final / name).is_file()
        paths.append(final / name if is_there else write_restricted(folder, name, data))
    _point(folder, final, title, quarter, state, [(name, version, data) for name, data in files.items()])
    return paths


def _chosen(final: Path, stem: str, make: Make) -> tuple[Version, Mapping[str, bytes]]:
    known = _known(final, stem)
    if not known:
        return FIRST, make(FIRST)
    newest = max(known)
    files = make(newest)
    if known[newest] == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}:
        return newest, files
    return newest.following, make(newest.following)


def _known(final: Path, stem: str) -> dict[Version, dict[str, str]]:
    """Every version of a set ever seen here: version -> file name -> hash; no hash for a superseded file."""
    form = re.compile(rf"{re.escape(stem)}(?:_[a-z-]+)?_v(\d+)-(\d+)_[a-z]+(?: \(\d+\))?\.(?:xlsx|csv)")
    said = read_pointer(final)
    # What was withdrawn because it named somebody who was erased is gone, and its number is not given again.
    hashes = {one["name"]: one["sha256"] for listed in ("files", "withdrawn") for one in said.get(listed, [])}
    hashes |= {path.name: "" for path in (final / SUPERSEDED).glob(f"{stem}_*")}
    hashes |= {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in final.glob(f"{stem}_*")}
    found: dict[Version, dict[str, str]] = {}
    for name, digest in hashes.items():
        if match := form.fullmatch(name):
            found.setdefault(Version(int(match[1]), int(match[2])), {})[name] = digest
    return found


def _point(
    folder: Path, final: Path, title: str, quarter: str, state: str, files: list[tuple[str, Version, bytes]]
) -> None:
    """Name the newest files of one set in the folder's pointer, and leave its other sets as they are.

    A pointer that waits to be put in place says more than the one in place: another set has been written already.
    """
    pointer = folder / POINTER
    said = read_pointer(folder if pointer.is_file() else final)
    listed = [one for one in said.get("files", []) if one["title"] != title]
    listed += [
        {"title": title, "name": name, "version": str(version), "sha256": hashlib.sha256(data).hexdigest()}
        for name, version, data in files
    ]
    listed.sort(key=lambda one: one["title"])  # files of one set keep their order
    withdrawn = {"withdrawn": said["withdrawn"]} if "withdrawn" in said else {}
    text = json.dumps({"quarter": quarter, "state": state, "files": listed, **withdrawn}, indent=2) + "\n"
    newest = frozenset(one["name"] for one in listed)
    current = pointer if pointer.is_file() else final / POINTER
    if not current.is_file() or current.read_text("utf-8") != text or strays(final, newest):
        if final == folder:
            supersede(folder, newest)
        beside = folder / f".{POINTER}.partial"
        beside.write_text(text, encoding="utf-8")
        beside.replace(pointer)
