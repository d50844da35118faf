"""Whether the audit trail is whole, and whether what it seals still is as it was sealed; with an anchor, proved.

The chain of hashes shows a row changed or taken out of the middle. Its end could be cut off, or all of it made anew, by
somebody who can write to the file: an anchor, the number and hash of an event as it was written into a handover note, a
manifest or a notice, shows that too, because the event must still be there with that very hash.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from warehouse.audit import AUDIT, FIRST_HASH, HASHED, SEALING
from warehouse.connection import table_exists
from warehouse.seals import FIGURES, SEALED, by_event, differing, hash_of, of_figures, of_release
from warehouse.states import statuses

_ANCHOR = re.compile(r"\s*(\d+)[:.\s-]+([0-9a-f]{64})\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Anchor:
    """Number and hash of an event: whoever keeps it can later prove that nothing up to there was changed.

    Attributes:
        number: Of the event.
        event_hash: Its hash, which rests on every event before it.
    """

    number: int
    event_hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.event_hash}"

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """An anchor as it was printed.

        Raises:
            ValueError: When it is not one.
        """
        found = _ANCHOR.fullmatch(text)
        if found is None:
            raise ValueError(
                "an anchor is a number, a colon and 64 digits and letters, as in a handover note, a manifest or a notice"
            )
        return cls(int(found[1]), found[2].lower())


def head(connection: duckdb.DuckDBPyConnection) -> Anchor | None:
    """The newest event as an anchor; ``None`` before the first."""
    if not table_exists(connection, AUDIT):
        return None
    found = connection.execute(
        f"SELECT event_number, event_hash FROM {AUDIT} ORDER BY event_number DESC LIMIT 1"
    ).fetchall()
    return Anchor(int(found[0][0]), str(found[0][1])) if found else None


def against_anchor(connection: duckdb.DuckDBPyConnection, anchor: Anchor, where: str) -> str | None:
    """What an anchor shows to have been changed, in a sentence; ``None`` where the trail holds it.

    Args:
        connection: On the warehouse.
        anchor: As it was written down.
        where: Where it was found, for the sentence.
    """
    found = (
        connection.execute(f"SELECT event_hash FROM {AUDIT} WHERE event_number = ?", [anchor.number]).fetchall()
        if table_exists(connection, AUDIT)
        else []
    )
    if not found:
        return f"Event {anchor.number}, which the anchor {where} names, is not there: the end of the trail was cut off."
    if found[0][0] != anchor.event_hash:
        return (
            f"Event {anchor.number} has another hash than the anchor {where}: the trail up to there was made anew, or it is the "
            "trail of another warehouse."
        )
    return None


def broken_events(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What has been changed since it was recorded, a sentence each; empty when the trail is whole.

    Rows of runs made before there was an audit trail are not under any event and are not judged.
    """
    if not table_exists(connection, AUDIT):
        return []
    rows = connection.execute(f"SELECT {', '.join(HASHED)}, event_hash FROM {AUDIT} ORDER BY event_number").fetchall()
    found = [dict(zip((*HASHED, "event_hash"), row, strict=True)) for row in rows]
    problems = [*_chain(found), *_rows(connection, found), *_releases(connection, found)]
    return [*problems, *_strays(connection, found), *_states(connection)]


def _chain(found: list[dict[str, object]]) -> Iterator[str]:
    previous = FIRST_HASH
    for expected, event in enumerate(found, start=1):
        number, kind = event["event_number"], event["kind"]
        if number != expected or event["previous_hash"] != previous:
            yield f"Event {number} ({kind}) does not follow the one before it: a row was taken out or put in."
        if hash_of([event[name] for name in HASHED]) != event["event_hash"]:
            yield f"Event {number} ({kind}) has been changed since it was recorded."
        previous = str(event["event_hash"])


def _rows(connection: duckdb.DuckDBPyConnection, found: list[dict[str, object]]) -> Iterator[str]:
    """Rows that carry the identifier of an event."""
    before: str | None = None
    for event in found:
        details = json.loads(str(event["details"]))
        sealed = dict(details.get("sealed", {}))
        now = by_event(connection, str(event["event_id"]), before)
        if event["kind"] == "approve":
            now[FIGURES] = of_figures(connection, *(_text(event[n]) for n in ("authority", "quarter", "version")))
        if details.get("sealing", 1) < SEALING:  # what an earlier version did not seal yet is not judged
            now = {table: digest for table, digest in now.items() if table in (*dict(SEALED), FIGURES)}
        for table in differing(sealed, {table: digest for table, digest in now.items() if digest}):
            yield f"Rows of {table} that belong to event {event['event_number']} ({event['kind']}) have been changed."
        before = str(event["event_id"])


def _releases(connection: duckdb.DuckDBPyConnection, found: list[dict[str, object]]) -> Iterator[str]:
    """What the newest run of each delivery left: results, states, hidden cells, everything published."""
    newest: dict[str, tuple[object, dict[str, str]]] = {}
    for event in found:
        for name, sealed in json.loads(str(event["details"])).get("release", {}).items():
            newest[name] = (event["event_number"], sealed)
    keys = [(a, q, int(d)) for a, q, d in (name.split("/") for name in newest)]
    now = of_release(connection, keys)
    for name, (number, sealed) in newest.items():
        authority, quarter, _ = name.split("/")
        # A table that a later version added is not judged.
        kept = {table: digest for table, digest in now[name].items() if table in sealed}
        for table in differing(sealed, kept):
            yield f"Rows of {table} for {quarter} of {authority} are not those that event {number} (run) released."


def _strays(connection: duckdb.DuckDBPyConnection, found: list[dict[str, object]]) -> Iterator[str]:
    """Rows that no event left."""
    if table_exists(connection, FIGURES):
        for authority, quarter, version in connection.execute(
            f"SELECT DISTINCT authority, submission_quarter, version FROM {FIGURES} AS f ANTI JOIN {AUDIT} AS a "
            "ON a.kind = 'approve' AND a.authority = f.authority AND a.quarter = f.submission_quarter "
            "AND a.version = f.version ORDER BY ALL"
        ).fetchall():
            yield f"Rows of {FIGURES} for version {version} of {quarter} of {authority} belong to no approval."
    if not found:
        return
    first = found[0]["event_at"]
    for table, column in SEALED:
        # Rows of runs from before the trail are older than its first event.
        own = "" if table != "ops.run" else f" AND r.started_at >= TIMESTAMP '{first}'"
        number = connection.execute(
            f"SELECT count(*) FROM {table} AS r ANTI JOIN {AUDIT} AS a ON a.event_id = r.{column} WHERE "
            f"{_since(table)}{own}"
        ).fetchall()[0][0]
        if number:
            yield f"{number} rows of {table} belong to no event: they were put in."


def _since(table: str) -> str:
    # What an input row belongs to is told by its run.
    return (
        "r.run_id IN (SELECT event_id FROM ops.audit) OR r.run_id NOT IN (SELECT run_id FROM ops.run)"
        if (table == "ops.input")
        else "TRUE"
    )


def _states(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """States that are not what the decisions of the trail make them."""
    if not table_exists(connection, "published.authority"):
        return
    decided = statuses(connection)
    shown: dict[tuple[str, str], str] = {
        (str(a), str(q)): str(state)
        for a, q, state in connection.execute(
            "SELECT authority, submission_quarter, state FROM published.authority"
        ).fetchall()
    }
    by_key: dict[tuple[str, str], str] = defaultdict(str)
    by_key |= {key: status.state for key, status in decided.items() if status.is_locked}
    for key, state in sorted(shown.items()):
        is_decided = state in ("APPROVED", "PUBLISHED")
        status = decided.get(key)
        # Until the next run a quarter that was opened again still shows what was approved.
        if status is not None and not status.is_locked:
            continue
        if by_key[key] != state and (is_decided or by_key[key]):
            yield (
                f"published.authority says {state} of {key[1]} of {key[0]}, and the decisions of the trail say "
                f"{by_key[key] or 'nothing'}."
            )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
