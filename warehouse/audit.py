"""The audit trail: what was done, by whom, in which role, when, to which files; append only, and it shows if it was not.

Each row of ``ops.audit`` holds the hash of the row before it and of itself, so that a row changed or taken out later is
seen by :mod:`warehouse.trail`. What an event leaves in other tables is under its hash (:mod:`warehouse.seals`). No row holds a
child's data.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb

from warehouse.connection import table_exists
from warehouse.seals import FIGURES, Key, by_event, hash_of, of_figures, of_release

AUDIT = "ops.audit"
FIRST_HASH = "0" * 64
#: What an event seals: 2 since results, states, hidden cells, first figures and copies are under it too.
SEALING = 2

#: Columns under an event's own hash, in their order.
HASHED = (
    "event_number", "event_id", "event_at", "kind", "authority", "quarter", "version", "done_by", "role", "reason", "run_id",
    "details", "previous_hash",
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One thing done.

    Attributes:
        kind: ``run``, ``approve``, ``publish``, ``restate``, ``erase`` or ``expire``.
        authority: Slug of the council; ``None`` where it concerns all of them.
        quarter: Label of the quarter; ``None`` where it concerns all of them.
        done_by: Who did it.
        role: In which role.
        version: Version approved, published or opened again.
        reason: Why.
        run_id: The run whose figures are meant.
        details: Counts, hashes and names of files; never a person's data.
        event_id: Made when not given; a run's is its run id.
    """

    kind: str
    authority: str | None = None
    quarter: str | None = None
    done_by: str | None = None
    role: str | None = None
    version: str | None = None
    reason: str | None = None
    run_id: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    event_id: str = ""


@dataclass(frozen=True)
class OutputFile:
    """A file put in place.

    Attributes:
        path: Relative to the output folder, with forward slashes.
        authority: Slug of the council it is about, if it is about one.
        quarter: Label of the quarter it is about, if it is about one.
        version: In its name, if it has one.
        state: As it is marked, if it is.
        sha256: Of its bytes.
        content_hash: Over its cells, for a panel workbook.
    """

    path: str
    authority: str | None
    quarter: str | None
    version: str | None
    state: str | None
    sha256: str
    content_hash: str | None


def new_event_id() -> str:
    """A fresh identifier."""
    return str(uuid.uuid4())


def record_outputs(connection: duckdb.DuckDBPyConnection, event_id: str, files: Sequence[OutputFile]) -> None:
    """Add the files an event put, or will put, in place; before :func:`append`, which seals them."""
    if files:
        connection.executemany(
            "INSERT INTO ops.output (event_id, path, authority, quarter, version, state, sha256, content_hash) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(event_id, f.path, f.authority, f.quarter, f.version, f.state, f.sha256, f.content_hash) for f in files],
        )


def append(connection: duckdb.DuckDBPyConnection, event: Event, at: datetime | None = None) -> str:
    """Add an event within the caller's transaction; the rows it seals must be there already.

    Args:
        connection: Open for writing on the warehouse, in a transaction.
        event: What was done.
        at: When, UTC without zone; now, unless given.

    Returns:
        The event's identifier.
    """
    event_id = event.event_id or new_event_id()
    last = connection.execute(
        f"SELECT event_number, event_hash, event_id FROM {AUDIT} ORDER BY event_number DESC LIMIT 1"
    ).fetchall()
    number, previous = (int(last[0][0]) + 1, str(last[0][1])) if last else (1, FIRST_HASH)
    sealed = by_event(connection, event_id, str(last[0][2]) if last else None)
    if event.kind == "approve":
        sealed |= {FIGURES: of_figures(connection, event.authority, event.quarter, event.version)}
    kept = {table: digest for table, digest in sealed.items() if digest}
    details: dict[str, object] = {**event.details, "sealing": SEALING, "sealed": kept}
    if event.kind == "run":
        details["release"] = of_release(connection, _deliveries(connection, event_id))
    values: dict[str, object] = {
        "event_number": number,
        "event_id": event_id,
        "event_at": at or datetime.now(UTC).replace(tzinfo=None),
        "kind": event.kind,
        "authority": event.authority,
        "quarter": event.quarter,
        "version": event.version,
        "done_by": event.done_by,
        "role": event.role,
        "reason": event.reason,
        "run_id": event.run_id,
        "details": json.dumps(details, sort_keys=True),
        "previous_hash": previous,
    }
    values["event_hash"] = hash_of(list(values.values()))
    connection.execute(
        f"INSERT INTO {AUDIT} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values())
    )
    return event_id


def _deliveries(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[Key]:
    """The deliveries a run wrote: those of its inputs."""
    return [
        (str(authority), str(quarter), int(delivery))
        for authority, quarter, delivery in connection.execute(
            "SELECT DISTINCT authority, submission_quarter, delivery FROM ops.input WHERE run_id = ?", [run_id]
        ).fetchall()
    ]


def authorities(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Slugs of every council anything is recorded of."""
    if not table_exists(connection, AUDIT):
        return []
    rows = connection.execute(
        f"SELECT authority FROM {AUDIT} WHERE authority IS NOT NULL UNION SELECT authority FROM ops.input ORDER BY 1"
    ).fetchall()
    return [str(row[0]) for row in rows]


def events(
    connection: duckdb.DuckDBPyConnection, quarter: str | None = None, authority: str | None = None
) -> list[str]:
    """The events in order, a line each.

    Args:
        connection: On the warehouse.
        quarter: Only this quarter's, and those that concern every quarter.
        authority: Only this council's, runs for several councils among them.
    """
    if not table_exists(connection, AUDIT):
        return []
    rows = connection.execute(
        f"""
        SELECT a.event_number, a.event_at, a.kind, a.authority, a.quarter, a.version, a.done_by, a.role, a.reason, a.event_id,
            r.command, r.outcome, a.details
        FROM {AUDIT} AS a
        LEFT JOIN ops.run AS r ON r.run_id = a.event_id
        WHERE ($1 IS NULL OR a.quarter IS NULL OR a.quarter = $1)
            AND ($2 IS NULL OR a.authority = $2 OR a.event_id IN (SELECT run_id FROM ops.input WHERE authority = $2))
        ORDER BY a.event_number
        """,
        [quarter, authority],
    ).fetchall()
    lines: list[str] = []
    in_force: dict[str, str] = {}
    for number, at, kind, council, label, version, by, role, reason, event_id, command, outcome, details in rows:
        about = " ".join(part for part in (label, council, f"version {version}" if version else None) if part)
        who = _who(by, role, json.loads(details or "{}"))
        why = f": {reason}" if reason else f": {outcome} [{command}]" if outcome else ""
        lines.append(f"{number:>4}  {at:%Y-%m-%d %H:%M} UTC  {kind:<8} {about} {who}{why}  {event_id[:8]}")
        lines += _decided(json.loads(details or "{}").get("decisions", {}), in_force, authority)
    return lines


def _decided(decisions: Mapping[str, object], in_force: dict[str, str], only: str | None) -> list[str]:
    """Decisions of councils' configurations that a run was the first to work by, a line each; remembers them."""
    lines = []
    for council, said in decisions.items():
        words = json.dumps(said, sort_keys=True)
        if in_force.get(council, "{}") != words and only in (None, council):
            lines.append(f"      from here on {council} decided: {words if said else 'as usual'}")
        in_force[council] = words
    return lines


def _who(by: str | None, role: str | None, details: Mapping[str, object]) -> str:
    """The account, and the name that was claimed where that is another; of events before accounts were kept, the name."""
    account, claimed = details.get("account"), details.get("claimed", by)
    in_role = f" ({role})" if role else ""
    if account is None:
        return f"by {by}{in_role}" if by else ""
    return f"by account {account}" + (f", claiming to be {claimed}{in_role}" if claimed else in_role)


def behind(connection: duckdb.DuckDBPyConnection, event_id: str, authority: str) -> list[str]:
    """From a council's file and its event back to the run, its input files and definitions, a line each."""
    found = connection.execute(
        f"SELECT kind, run_id, done_by, role, event_at, version FROM {AUDIT} WHERE event_id = ?",
        [event_id],
    ).fetchall()
    if not found:
        return []
    kind, run_id, by, role, at, version = found[0]
    lines = []
    if kind == "approve":
        lines.append(f"Approved as version {version} by {by} ({role}) on {at:%Y-%m-%d %H:%M} UTC")
    run = connection.execute(
        "SELECT run_by, command, started_at, code_version, definitions_version, schema_version FROM ops.run WHERE run_id = ?",
        [run_id],
    ).fetchall()
    for run_by, command, started, code, definitions, layout in run:
        lines.append(f"Run {run_id} by {run_by} ({command}), {started:%Y-%m-%d %H:%M} UTC")
        lines.append(f"Pipeline {code}, definitions {definitions}, table layout {layout}")
    lines += [
        f"{extract}: delivery {delivery}, {rows:,} rows, file {str(digest)[:12]}"
        for extract, delivery, rows, digest in connection.execute(
            "SELECT extract, delivery, coalesce(rows_read, 0), file_hash FROM ops.input "
            "WHERE run_id = ? AND authority = ? ORDER BY extract",
            [run_id, authority],
        ).fetchall()
    ]
    return lines
