"""Is this the file that was approved? Comparing a workbook handed back with what was put in place.

Bytes are compared first. A file that was only opened and saved again has other bytes and the same cells, which the hash in
its properties shows; a file whose cells differ was altered.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import duckdb
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from exports.identity import Identity, identify
from exports.panel import content_hash

#: More differing cells than this are counted, not named.
_MOST_CELLS = 20


@dataclass(frozen=True)
class Known:
    """A panel file put in place, as the warehouse recorded it."""

    event_id: str
    kind: str
    authority: str
    quarter: str
    version: str
    path: str
    sha256: str
    content_hash: str


@dataclass(frozen=True)
class Verdict:
    """What may be said of a file.

    Attributes:
        word: ``approved``, ``superseded``, ``altered``, ``draft`` or ``unknown``.
        sentence: The same in a sentence, and what to do.
        known: The record of the file it is, or was before somebody changed it.
    """

    word: str
    sentence: str
    known: Known | None = None


def verify(connection: duckdb.DuckDBPyConnection, file: Path, standing: dict[tuple[str, str], str]) -> Verdict:
    """Judge a file.

    Args:
        connection: On the warehouse.
        file: The file handed back.
        standing: (authority, quarter) -> newest approved version.
    """
    said = identify(file)
    files = _known(connection)
    same = [known for known in files if known.sha256 == said.sha256]
    if same:
        return _as_recorded(same[-1], standing, "")
    claimed = [known for known in files if said.content_hash and known.content_hash == said.content_hash]
    if claimed:
        found = _cells(file)
        if found is not None and found == said.content_hash:
            return _as_recorded(claimed[-1], standing, " It was saved again by another program; every cell is as it was.")
        return _altered(claimed[-1])
    ours = _by_properties(files, said)
    if ours is not None:
        return _altered(ours)
    return Verdict("unknown", "No run, approval or publication on this warehouse made this file. Do not use it.")


def differing_cells(file: Path, original: Path) -> tuple[list[str], int]:
    """Where two workbooks differ: up to twenty cells as ``Sheet!A1``, and how many there are. No value is given."""
    with_values = [load_workbook(path, read_only=False) for path in (file, original)]
    ours, theirs = (
        {
            (sheet.title, cell.coordinate): cell.value
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for book in with_values
    )
    places = [key for key in {**theirs, **ours} if ours.get(key) != theirs.get(key)]
    return [f"{sheet}!{cell}" for sheet, cell in places[:_MOST_CELLS]], len(places)


def _known(connection: duckdb.DuckDBPyConnection) -> list[Known]:
    rows = connection.execute(
        "SELECT o.event_id, a.kind, o.authority, o.quarter, coalesce(o.version, ''), o.path, o.sha256, "
        "coalesce(o.content_hash, '') FROM ops.output AS o INNER JOIN ops.audit AS a USING (event_id) "
        # A published copy is the approved file itself.
        "WHERE o.path LIKE 'panel/%.xlsx' ORDER BY a.event_number"
    ).fetchall()
    return [Known(*map(str, row)) for row in rows]


def _as_recorded(known: Known, standing: dict[tuple[str, str], str], saved_again: str) -> Verdict:
    newest = standing.get((known.authority, known.quarter))
    what = f"{known.quarter} of {known.authority}, version {known.version}"
    if known.kind != "approve":
        remark = f" Version {newest} is the approved one." if newest else " Nothing is approved for that quarter."
        return Verdict("draft", f"A draft, never approved: {what}.{remark}{saved_again}", known)
    if known.version != newest:
        return Verdict("superseded", f"Superseded: {what}. Version {newest} took its place.{saved_again}", known)
    return Verdict("approved", f"Approved, and the newest: {what}.{saved_again}", known)


def _altered(known: Known) -> Verdict:
    return Verdict(
        "altered",
        f"Altered: it comes from {known.path.rsplit('/', 1)[-1]} ({known.quarter} of {known.authority}), and cells have been "
        "changed since. Do not use it; take the file from the collection folder.",
        known,
    )


def _by_properties(files: list[Known], said: Identity) -> Known | None:
    """The file of ours whose quarter, version and status it claims, where it lost its hash."""
    claim = (said.properties.get("Quarter"), said.properties.get("Version"), said.properties.get("Status"))
    if "Content hash" not in said.properties or None in claim:
        return None
    found = [k for k in files if (k.quarter, k.version) == claim[:2]]
    # Two councils may have such a file, and a guess would name the wrong one.
    return found[-1] if len({k.authority for k in found}) == 1 else None


def _cells(file: Path) -> str | None:
    try:
        return content_hash(load_workbook(file))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        return None
