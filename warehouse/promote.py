"""Promotion: a finished build enters the warehouse in one transaction, or not at all.

Every table from landing to published is kept by delivery in ``<name>_all``; the plain name is a view of the delivery
received last. A build replaces its own delivery, so running the same submission twice changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import duckdb

from schemas.columns import COLUMNS, Column
from schemas.warehouse import (
    OPERATIONS,
    REFERENCE,
    SCHEMA_VERSION,
    Table,
    build_tables,
    comments,
    ddl,
)
from warehouse.accounts import Actor
from warehouse.audit import AUDIT, Event, OutputFile, append, record_outputs
from warehouse.belonging import give_identity
from warehouse.build import CORE_FOLDER, install_macros
from warehouse.calendar import Quarter
from warehouse.connection import WarehouseError, checkpoint, columns_present, connect, table_exists
from warehouse.states import refuse_locked

_DELIVERY = Column("delivery", *COLUMNS["delivery"])
_SUBMISSION_ALL = "core.submission_all"
_KEYS = "(authority, submission_quarter, delivery)"


@dataclass(frozen=True)
class RunRecord:
    """What ``ops.run`` keeps of a run.

    Attributes:
        run_id: Identifier of the run, also in Dagster.
        started_at: UTC, without zone.
        ended_at: UTC, without zone.
        quarter: The run quarter.
        input_hashes: Authority -> content hash.
        code_version: Version of the pipeline.
        outcome: A sentence.
        outputs: Files it puts in place.
        run_by: Who started it.
        command: How it was started.
        run_date: The day the figures are computed as of.
        definitions_version: Of the declarations and queries behind the figures.
        decisions: Authority -> what its configuration says was decided, with who and when: threshold, waivers, editions, losses.
    """

    run_id: str
    started_at: datetime
    ended_at: datetime
    quarter: str
    input_hashes: Mapping[str, str]
    code_version: str
    outcome: str
    outputs: tuple[OutputFile, ...]
    run_by: Actor
    command: str
    run_date: date
    definitions_version: str
    decisions: Mapping[str, object] = field(default_factory=dict)


def deliveries(warehouse: Path, quarter: str, content: Mapping[str, str]) -> dict[str, int]:
    """The delivery number each submission has, or gets if its content is new.

    Args:
        warehouse: The working file; it need not exist yet.
        quarter: The submission quarter.
        content: Authority -> content hash.

    Returns:
        Authority -> 1, 2, ...; content received before keeps its number.
    """
    known: dict[str, dict[str, int]] = {}
    if warehouse.is_file():
        with connect(warehouse, read_only=True) as connection:
            if table_exists(connection, _SUBMISSION_ALL):
                found = connection.execute(
                    f"SELECT authority, content_hash, delivery FROM {_SUBMISSION_ALL} WHERE submission_quarter = ?",
                    [quarter],
                ).fetchall()
                for authority, content_hash, delivery in found:
                    known.setdefault(authority, {})[content_hash] = delivery
    numbers: dict[str, int] = {}
    for authority, content_hash in content.items():
        earlier = known.get(authority, {})
        numbers[authority] = earlier.get(content_hash, max(earlier.values(), default=0) + 1)
    return numbers


def promote(warehouse: Path, build: Path, run: RunRecord) -> None:
    """Copy a build into the warehouse in one transaction.

    Args:
        warehouse: The working file; made when it does not exist.
        build: The build's database, closed.
        run: What to record of the run.

    Raises:
        WarehouseBusyError: When another process holds the warehouse.
        LockedError: When a quarter has meanwhile been approved.
        WarehouseError: When another run has meanwhile given one of these deliveries to other content.
    """
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with connect(warehouse) as connection:
        escaped = str(build).replace("'", "''")
        connection.execute(f"ATTACH '{escaped}' AS build (READ_ONLY)")
        connection.execute("BEGIN TRANSACTION")
        try:
            ensure_tables(connection)
            _refuse_stale(connection)
            refuse_locked(
                connection,
                connection.execute("SELECT authority, submission_quarter FROM build.main.delivery").fetchall(),
            )
            _copy(connection)
            _keep_first_reported(connection, run)
            _record(connection, run)
            connection.execute("COMMIT")
        except BaseException:
            with suppress(duckdb.Error):  # a commit that failed has ended the transaction already
                connection.execute("ROLLBACK")
            raise
        connection.execute("DETACH build")
        checkpoint(connection)


def is_recorded(warehouse: Path, run_id: str) -> bool:
    """Whether a run was promoted, or an approval or publication recorded."""
    if not warehouse.is_file():
        return False
    with connect(warehouse, read_only=True) as connection:
        return any(
            connection.execute(f"SELECT 1 FROM {table} WHERE {column} = ?", [run_id]).fetchall()
            for table, column in (("ops.run", "run_id"), (AUDIT, "event_id"))
            if table_exists(connection, table)
        )


def layout_fingerprint() -> str:
    """Hash of every table's description: when it is unchanged, the warehouse already has its tables and comments."""
    digest = hashlib.sha256((CORE_FOLDER / "macros.sql").read_bytes())
    for described in (*build_tables(), *OPERATIONS):
        for statement in ddl(described):
            digest.update(statement.encode())
    return digest.hexdigest()


def ensure_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make what is missing, the warehouse's identity too; nothing where it was last made by the same layout."""
    fingerprint = layout_fingerprint()
    if table_exists(connection, "ops.layout") and connection.execute(
        "SELECT fingerprint FROM ops.layout"
    ).fetchall() == [(fingerprint,)]:
        return
    _make_tables(connection)
    give_identity(connection)
    connection.execute("DELETE FROM ops.layout")
    connection.execute(
        "INSERT INTO ops.layout (fingerprint, schema_version) VALUES (?, ?)", [fingerprint, SCHEMA_VERSION]
    )


def _make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    kept = [described for described in build_tables() if described.is_by_delivery]
    plain = (*REFERENCE, *OPERATIONS)
    install_macros(connection)
    present = columns_present(connection)
    statements = [
        f"CREATE SCHEMA IF NOT EXISTS {schema}"
        for schema in sorted({described.schema for described in (*kept, *plain)})
    ]
    for described in plain:
        statements += _making(described, described.full_name, (), present)
    received = Column("received_at", "TIMESTAMP", "When this content was last received as the newest (UTC)")
    for described in kept:
        name = f"{described.full_name}_all"
        extra = (_DELIVERY, received) if name == _SUBMISSION_ALL else (_DELIVERY,)
        statements += _making(described, name, extra, present)
    statements.append(
        "CREATE OR REPLACE VIEW core.latest_delivery AS "
        f"SELECT authority, submission_quarter, arg_max(delivery, received_at) AS delivery FROM {_SUBMISSION_ALL} "
        "GROUP BY ALL"
    )
    statements += comments(
        "core.latest_delivery",
        "VIEW",
        "One row per submission: the delivery received last, which the views show",
        [Column(name, *COLUMNS[name]) for name in ("authority", "submission_quarter", "delivery")],
    )
    for described in kept:
        statements += _view(described)
    # Together they take a seventh of the time they take one by one.
    connection.execute(";\n".join(statements))


def _making(described: Table, name: str, extra: tuple[Column, ...], present: Mapping[str, Sequence[str]]) -> Iterator[str]:
    create, *commenting = ddl(described, name=name, extra=extra)
    yield create
    # A warehouse made by an earlier version gains the columns it lacks; earlier rows hold nothing in them.
    for column in (*extra, *described.columns):
        if name in present and column.name not in present[name]:
            yield f'ALTER TABLE {name} ADD COLUMN "{column.name}" {column.type}'
    yield from commenting


def _view(described: Table) -> Iterator[str]:
    names = ", ".join(f't."{name}"' for name in (*described.column_names, _DELIVERY.name))
    yield (
        f"CREATE OR REPLACE VIEW {described.full_name} AS SELECT {names} FROM {described.full_name}_all AS t "
        "SEMI JOIN core.latest_delivery AS l USING (authority, submission_quarter, delivery)"
    )
    yield from comments(
        described.full_name, "VIEW", f"{described.description} (latest delivery)", (*described.columns, _DELIVERY)
    )


def stale(
    connection: duckdb.DuckDBPyConnection, numbered: Mapping[str, int], quarter: str, content: Mapping[str, str]
) -> dict[str, str]:
    """Councils whose delivery number another run has meanwhile given to other content.

    Args:
        connection: The warehouse.
        numbered: Authority -> the number its delivery was given.
        quarter: The submission quarter.
        content: Authority -> content hash.

    Returns:
        Authority -> what to say of it.
    """
    if not table_exists(connection, _SUBMISSION_ALL):
        return {}
    taken = connection.execute(
        f"SELECT authority, delivery, content_hash FROM {_SUBMISSION_ALL} WHERE submission_quarter = ?", [quarter]
    ).fetchall()
    return {
        authority: f"Another run has loaded other files for {authority} since this one began. Nothing was changed for it; run "
        "the same command again."
        for authority, delivery, content_hash in taken
        if numbered.get(authority) == delivery and content.get(authority) != content_hash
    }


def _refuse_stale(connection: duckdb.DuckDBPyConnection) -> None:
    """Two runs may have started from the same warehouse; the later one must not take the other's number."""
    found = connection.execute(
        "SELECT b.authority, d.delivery, b.submission_quarter, b.content_hash FROM build.core.submission AS b "
        "INNER JOIN build.main.delivery AS d USING (authority, submission_quarter)"
    ).fetchall()
    for quarter in {row[2] for row in found}:
        mine = [row for row in found if row[2] == quarter]
        words = stale(connection, {r[0]: r[1] for r in mine}, quarter, {r[0]: r[3] for r in mine})
        if words:
            raise WarehouseError("\n".join(words.values()))


def _copy(connection: duckdb.DuckDBPyConnection) -> None:
    _stamp(connection)
    statements = []
    is_known = bool(connection.execute(f"SELECT 1 FROM {_SUBMISSION_ALL} SEMI JOIN received USING {_KEYS}").fetchall())
    for described in build_tables():
        if not described.is_by_delivery:
            continue
        target = f"{described.full_name}_all"
        if is_known:
            statements.append(
                f"DELETE FROM {target} WHERE {_KEYS} IN (SELECT authority, submission_quarter, delivery FROM received)"
            )
        names = ", ".join(f't."{name}"' for name in described.column_names)
        received = ", d.received_at" if target == _SUBMISSION_ALL else ""
        statements.append(
            f"INSERT INTO {target} BY NAME SELECT d.delivery, {names}{received} FROM build.{described.full_name} AS t "
            "INNER JOIN received AS d USING (authority, submission_quarter)"
        )
    for described in REFERENCE:
        quarters = f" WHERE submission_quarter IN (SELECT submission_quarter FROM build.{described.full_name})"
        has_quarter = "submission_quarter" in described.column_names
        statements += [
            f"DELETE FROM {described.full_name}{quarters if has_quarter else ''}",
            f"INSERT INTO {described.full_name} BY NAME SELECT * FROM build.{described.full_name}",
        ]
    connection.execute(";\n".join([*statements, "DROP TABLE received"]))


def _stamp(connection: duckdb.DuckDBPyConnection) -> None:
    """Say when each delivery of the build was received as the newest, in a table of the session.

    Content that already is the newest keeps the moment it came, so that loading twice changes nothing. Otherwise the
    moment lies after every earlier one of the submission, also when the clock has been put back since.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE received AS
        SELECT
            d.authority,
            d.submission_quarter,
            d.delivery,
            CASE
                WHEN k.newest = d.delivery THEN k.last_at
                ELSE greatest(now() AT TIME ZONE 'UTC', coalesce(k.last_at + INTERVAL 1 MICROSECOND, TIMESTAMP '1970-01-01'))
            END AS received_at
        FROM build.main.delivery AS d
        LEFT JOIN (
            SELECT authority, submission_quarter, arg_max(delivery, received_at) AS newest, max(received_at) AS last_at
            FROM {_SUBMISSION_ALL}
            GROUP BY ALL
        ) AS k USING (authority, submission_quarter)
        """
    )


def _keep_first_reported(connection: duckdb.DuckDBPyConnection, run: RunRecord) -> None:
    """Keep what each quarter first reported: its own submission's figures, the first time there are any.

    A quarter that is not over has reported nothing yet.
    """
    if run.run_date <= Quarter.parse(run.quarter).ends:
        return
    connection.execute(
        """
        INSERT INTO indicators.first_reported BY NAME
        SELECT r.* EXCLUDE (submission_quarter, missing, units), ? AS run_id
        FROM build.indicators.result AS r
        ANTI JOIN indicators.first_reported AS f ON f.authority = r.authority AND f.quarter = r.quarter
        WHERE r.quarter = r.submission_quarter
        """,
        [run.run_id],
    )


def _record(connection: duckdb.DuckDBPyConnection, run: RunRecord) -> None:
    """Keep what was run, by whom, on which files, and what came out; sealed by an event of the audit trail."""
    values: dict[str, object] = {
        "run_id": run.run_id,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "quarter": run.quarter,
        "input_hashes": json.dumps(dict(run.input_hashes), sort_keys=True),
        "code_version": run.code_version,
        "schema_version": SCHEMA_VERSION,
        "outcome": run.outcome,
        "outputs": json.dumps(sorted(file.path for file in run.outputs)),
        "run_by": run.run_by.name,
        "command": run.command,
        "run_date": run.run_date,
        "definitions_version": run.definitions_version,
    }
    connection.execute(
        f"INSERT INTO ops.run ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values())
    )
    connection.execute(
        """
        INSERT INTO ops.input BY NAME
        SELECT ? AS run_id, f.authority, f.submission_quarter, d.delivery, f.extract, f.source_file, f.file_hash,
            r.rows_read, r.rows_loaded, r.rows_quarantined
        FROM build.core.source_file AS f
        INNER JOIN build.main.delivery AS d USING (authority, submission_quarter)
        LEFT JOIN build.quality.row_counts AS r USING (authority, submission_quarter, extract, source_file, source_sheet)
        """,
        [run.run_id],
    )
    record_outputs(connection, run.run_id, run.outputs)
    details = run.run_by.details | {"command": run.command, "decisions": dict(run.decisions)}
    event = Event(
        "run", quarter=run.quarter, done_by=run.run_by.name, run_id=run.run_id, event_id=run.run_id, details=details
    )
    append(connection, event, run.ended_at)
