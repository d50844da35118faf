"""What one copy for analysts holds: tables, views, Parquet files, a flat file and a start page.

A table that holds what it held in the copy before is not copied again: the database begins as a copy of the earlier file,
and the Parquet file is the same file under a second name.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from schemas.copies import ABOUT, FIGURES, SCHEMAS, VIEWS, Edition, View, current, said
from schemas.warehouse import SCHEMA_VERSION, comments, ddl
from warehouse.start_page import start_page

#: Every restricted file's name says so, for it may be copied out of its folder.
MARK = {Edition.PROTECTED: "", Edition.RESTRICTED: "_restricted"}
PART = ".part"
#: Bytes; of the usual 262,144 most would stay empty in a file of many small tables.
_BLOCK = 16_384
#: Submissions whose figures a protected copy holds: what is approved, and each council's newest draft, which was protected
#: with the approved ones in view. Two drafts side by side, or a preview of a quarter still going on, could give away by
#: their difference what each of them hides.
_TOLD = """SEMI JOIN (
    SELECT authority, submission_quarter FROM published.authority WHERE state IN ('APPROVED', 'PUBLISHED')
    UNION
    SELECT authority, max(submission_quarter) FROM published.authority WHERE state = 'DRAFT' GROUP BY ALL
) AS told USING (authority, submission_quarter)"""
_AS_PUBLISHED = "published.as_published"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Newest:
    """The newest event, and the run behind the newest figures."""

    event_id: str
    run_id: str
    quarter: str
    code_version: str
    definitions_version: str | None


@dataclass(frozen=True)
class Earlier:
    """The copy before, whose unchanged tables are kept.

    Attributes:
        folder: Of the copy.
        database: Its DuckDB file.
        contents: Table -> what it held.
    """

    folder: Path
    database: Path
    contents: Mapping[str, str]


@dataclass(frozen=True)
class _Piece:
    """A table of the copy.

    Attributes:
        name: ``schema.name``.
        sql: What it holds, as a query on the warehouse.
        comments: Statements that say what it and its columns are.
    """

    name: str
    sql: str
    comments: tuple[str, ...]


def database_name(edition: Edition, version: int) -> str:
    """Name of a copy's DuckDB file."""
    # DuckDB names a database by its file: were that the name of a schema, no table in the schema could be named.
    return f"scorecards_v{version:04d}{MARK[edition]}.duckdb"


def figures_name(edition: Edition, version: int) -> str:
    """Name of a copy's flat file."""
    return f"figures_v{version:04d}{MARK[edition]}.csv"


def write_copy(
    connection: duckdb.DuckDBPyConnection,
    edition: Edition,
    newest: Newest,
    version: int,
    folder: Path,
    earlier: Earlier | None,
) -> dict[str, str]:
    """Write one edition's database, Parquet files, flat file and start page.

    Args:
        connection: On the warehouse, for reading.
        edition: Who the copy is for.
        newest: What it is made from.
        version: Its number.
        folder: Where it is written; empty.
        earlier: The copy before, made by the same layout; ``None`` to copy everything.

    Returns:
        Table -> what it holds, for the copy after this one.
    """
    database = folder / database_name(edition, version)
    if earlier is not None:
        shutil.copyfile(earlier.database, database)
    connection.execute(f"ATTACH '{_quoted(database)}' AS copy_file (BLOCK_SIZE {_BLOCK})")
    pieces = _pieces(connection, edition)
    contents = _contents(connection, pieces)
    known = earlier.contents if earlier is not None else {}
    changed = [piece for piece in pieces if known.get(piece.name) != contents[piece.name]]
    connection.execute("BEGIN TRANSACTION")
    statements = [f"CREATE SCHEMA IF NOT EXISTS copy_file.{schema}" for schema in SCHEMAS[edition]]
    statements += [f"DROP TABLE IF EXISTS copy_file.{name}" for name in sorted(known.keys() - contents.keys())]
    for piece in changed:
        statements += [
            f"DROP TABLE IF EXISTS copy_file.{piece.name}",
            f"CREATE TABLE copy_file.{piece.name} AS {piece.sql} ORDER BY ALL",
            *piece.comments,
        ]
    # Together they take a fraction of the time they take one by one.
    connection.execute(";\n".join(statements))
    _add_about(connection, edition, newest, version)
    for view in VIEWS[edition]:
        if not view.is_stored:
            _add_view(connection, view)
    connection.execute("COMMIT")
    connection.execute("CHECKPOINT copy_file")
    _write_parquet(connection, edition, folder, [piece.name for piece in pieces], {p.name for p in changed}, earlier)
    _write_figures(connection, edition, folder / figures_name(edition, version))
    (folder / f"START{MARK[edition]}.txt").write_text(start_page(connection, edition, version), encoding="utf-8")
    connection.execute("DETACH copy_file")
    return contents


def _contents(connection: duckdb.DuckDBPyConnection, pieces: list[_Piece]) -> dict[str, str]:
    """Table -> what it holds, in a few digits: equal where every row is, in any order."""
    # The one row of a total keeps its shape whatever the query returns.
    totals = (
        f"SELECT '{piece.name}', count(*), coalesce(sum(hash(t)), 0)::VARCHAR FROM ({piece.sql}) AS t" for piece in pieces
    )
    found = connection.execute(" UNION ALL ".join(totals)).fetchall()
    return {str(name): f"{rows}:{digits}" for name, rows, digits in found}


def _write_parquet(
    connection: duckdb.DuckDBPyConnection,
    edition: Edition,
    folder: Path,
    names: list[str],
    changed: set[str],
    earlier: Earlier | None,
) -> None:
    place = folder / "parquet"
    place.mkdir()
    replacing = {view.replaces: view.full_name for view in VIEWS[edition] if view.replaces}
    views = [view.full_name for view in VIEWS[edition] if view.full_name in replacing]
    # A view is read from the table that took its place, and from which delivery is the newest.
    made_from = {name: {replacing[name], "core.submission"} for name in views}
    for name in (*names, *views, ABOUT.full_name):
        file = f"{name.removeprefix('main.')}{MARK[edition]}.parquet"
        before = earlier.folder / "parquet" / file if earlier is not None else None
        is_same = name != ABOUT.full_name and not made_from.get(name, {name}) & changed
        if before is not None and is_same and before.is_file():
            _link(before, place / file)
            continue
        connection.execute(f"COPY copy_file.{name} TO '{_quoted(place / file)}' (FORMAT parquet, COMPRESSION zstd)")


def _link(file: Path, place: Path) -> None:
    """The same file under a second name; copied where the system or the disk cannot do that well."""
    if sys.platform == "win32":  # a read-only file there cannot lose one of its names
        shutil.copyfile(file, place)
        return
    try:
        os.link(file, place)
    except OSError:
        shutil.copyfile(file, place)


def _replaced(edition: Edition) -> set[str]:
    return {view.replaces for view in VIEWS[edition] if view.replaces}


def _pieces(connection: duckdb.DuckDBPyConnection, edition: Edition) -> list[_Piece]:
    """Each table, or the view of its newest delivery, with its comments; and the stored views."""
    schemas = SCHEMAS[edition]
    found = connection.execute(
        """
        SELECT schema_name || '.' || name, comment
        FROM (
            SELECT database_name, schema_name, table_name AS name, comment FROM duckdb_tables()
            UNION ALL SELECT database_name, schema_name, view_name, comment FROM duckdb_views()
        )
        WHERE database_name = current_database() AND list_contains(?, schema_name) AND NOT name LIKE '%\\_all' ESCAPE '\\'
        ORDER BY ALL
        """,
        [list(schemas)],
    ).fetchall()
    columns: dict[str, list[tuple[str, str]]] = {}
    for name, column, comment in connection.execute(
        "SELECT schema_name || '.' || table_name, column_name, comment FROM duckdb_columns() "
        "WHERE database_name = current_database() ORDER BY schema_name, table_name, column_index"
    ).fetchall():
        columns.setdefault(name, []).append((column, comment or ""))
    pieces = []
    for name, comment in found:
        if name in _replaced(edition):
            continue
        is_told = edition is Edition.PROTECTED and name != _AS_PUBLISHED
        told = (
            _TOLD if is_told and {"authority", "submission_quarter"} <= {column for column, _ in columns[name]} else ""
        )
        about = [f"COMMENT ON TABLE copy_file.{name} IS '{_quoted(comment or '')}'"]
        about += [
            f"""COMMENT ON COLUMN copy_file.{name}."{column}" IS '{_quoted(words)}'"""
            for column, words in columns[name]
        ]
        pieces.append(_Piece(name, f"SELECT * FROM {name} {told}", tuple(about)))
    for view in VIEWS[edition]:
        if view.is_stored:
            about = list(comments(f"copy_file.{view.full_name}", "TABLE", view.description, view.columns))
            pieces.append(_Piece(view.full_name, f"SELECT * FROM ({view.sql})", tuple(about)))
    return pieces


def _add_about(connection: duckdb.DuckDBPyConnection, edition: Edition, newest: Newest, version: int) -> None:
    name = f"copy_file.{ABOUT.full_name}"
    connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.execute(";\n".join(ddl(ABOUT, name=name)))
    newest_quarter = connection.execute("SELECT max(submission_quarter) FROM copy_file.published.authority").fetchall()
    values = {
        "copy_version": version,
        "edition": edition.value,
        "schema_version": SCHEMA_VERSION,
        "run_id": newest.run_id,
        "quarter": newest_quarter[0][0],
        "run_quarter": newest.quarter,
        "code_version": newest.code_version,
        "definitions_version": newest.definitions_version,
        "event_id": newest.event_id,
        "made_at": datetime.now(UTC).replace(tzinfo=None),
    }
    connection.execute(
        f"INSERT INTO {name} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values())
    )


def _add_view(connection: duckdb.DuckDBPyConnection, view: View) -> None:
    connection.execute("USE copy_file")
    try:
        connection.execute(f"CREATE OR REPLACE VIEW {view.full_name} AS {view.sql}")
    finally:
        connection.execute("USE warehouse")
    connection.execute(";\n".join(comments(f"copy_file.{view.full_name}", "VIEW", view.description, view.columns)))


def _write_figures(connection: duckdb.DuckDBPyConnection, edition: Edition, path: Path) -> None:
    """Write the flat file: every figure as now known, with its council, title, unit and the dates it speaks of."""
    last = said(edition)
    numbers = ", ".join(
        # A count is written as one.
        f"CASE WHEN {n} = floor({n}) THEN CAST(CAST({n} AS BIGINT) AS VARCHAR) ELSE CAST({n} AS VARCHAR) END AS {n}"
        for n in ("numerator", "denominator", "value")
    )
    columns = ", ".join((*FIGURES, last))
    beside = path.with_name(f"{path.name}{PART}")
    connection.execute("USE copy_file")
    try:
        connection.execute(
            f"""
            COPY (
                SELECT {columns}
                FROM (
                    SELECT c.authority, c.indicator_id, d.title, c.submission_quarter, n.state, c.quarter, c.time_window,
                        p.starts AS period_start,
                        p.ends AS period_end, c.breakdown, c.category, {numbers}, d.unit, c.{last},
                        -- What a spreadsheet program would run as a formula gets an apostrophe before it.
                        CASE WHEN regexp_matches(n.name, '^[-=+@\\t\\r]') THEN '''' || n.name ELSE n.name END AS council
                    FROM {current(edition)} AS c
                    INNER JOIN published.definition AS d USING (indicator_id)
                    LEFT JOIN published.authority AS n USING (authority, submission_quarter)
                    LEFT JOIN warehouse.core.reporting_period AS p USING (submission_quarter, quarter, time_window)
                )
                ORDER BY ALL
            ) TO '{_quoted(beside)}' (FORMAT csv, HEADER)
            """
        )
    finally:
        connection.execute("USE warehouse")
    # With its mark, so that spreadsheet programs read it right.
    with path.open("wb") as whole, beside.open("rb") as plain:
        whole.write(_BYTE_ORDER_MARK)
        shutil.copyfileobj(plain, whole)
    beside.unlink()


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")
