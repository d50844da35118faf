"""Is this the file that was approved? Comparing a workbook handed back with what was put in place.

Bytes are compared first. A file with other bytes is compared with the one it claims to be in everything a reader could be
shown or not shown (:mod:`exports.package`): where nothing of that differs it was only saved again, otherwise it was altered.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from exports.identity import Identity, identify
from exports.package import Differences, differences, facts

#: More differing places than this are counted, not named.
MOST_NAMED = 20


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
        changed: What was changed where, if it was.
    """

    word: str
    sentence: str
    known: Known | None = None
    changed: tuple[str, ...] = ()


def verify(
    connection: duckdb.DuckDBPyConnection, file: Path, standing: dict[tuple[str, str], str], output: Path
) -> Verdict:
    """Judge a file.

    Args:
        connection: On the warehouse.
        file: The file handed back.
        standing: (authority, quarter) -> newest approved version.
        output: The output root, where the file it was is looked for.
    """
    said = identify(file)
    files = _known(connection)
    same = [known for known in files if known.sha256 == said.sha256]
    if same:
        return _as_recorded(same[-1], standing, "")
    claimed = [known for known in files if said.content_hash and known.content_hash == said.content_hash]
    ours = claimed[-1] if claimed else _by_properties(files, said)
    if ours is None:
        return Verdict("unknown", "No run, approval or publication on this warehouse made this file. Do not use it.")
    original = _original(output, ours)
    if original is None:
        return _altered(
            ours, (), "what it was is not in the output folder any more, so nobody can tell what was changed"
        )
    try:
        found = differences(facts(file), facts(original))
    except ValueError:
        return _altered(ours, (), "it cannot be read as a workbook any more")
    if found.changed:
        return _altered(ours, found.changed, _counted(len(found.changed)))
    return _as_recorded(ours, standing, _saved_again(found))


def _counted(number: int) -> str:
    return "one thing has been changed since" if number == 1 else f"{number} things have been changed since"


def _saved_again(found: Differences) -> str:
    lost = " It lost the descriptions of charts, which those who cannot see them need." if found.lost else ""
    return (
        " It was saved again by another program; every cell is as it was, nothing is hidden or added, and what is printed is "
        f"the same.{lost}"
    )


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


def _altered(known: Known, changed: tuple[str, ...], why: str) -> Verdict:
    return Verdict(
        "altered",
        f"Altered: it comes from {known.path.rsplit('/', 1)[-1]} ({known.quarter} of {known.authority}), and {why}. Do not use "
        "it; take the file from the collection folder.",
        known,
        changed,
    )


def _by_properties(files: list[Known], said: Identity) -> Known | None:
    """The file of ours whose quarter, version and status it claims, where it lost its hash."""
    claim = (said.properties.get("Quarter"), said.properties.get("Version"), said.properties.get("Status"))
    if "Content hash" not in said.properties or None in claim:
        return None
    found = [k for k in files if (k.quarter, k.version) == claim[:2]]
    # Two councils may have such a file, and a guess would name the wrong one.
    return found[-1] if len({k.authority for k in found}) == 1 else None


def _original(output: Path, known: Known) -> Path | None:
    """The file as it was put in place, by its hash: in its place, superseded, or collected."""
    place = output / known.path
    collected = output / known.path.replace("panel/", "collection/", 1)
    kept = [place, *sorted((place.parent / "superseded").glob(f"{place.stem}*{place.suffix}")), collected]
    return next((path for path in kept if path.is_file() and identify(path).sha256 == known.sha256), None)
