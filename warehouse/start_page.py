"""The page a copy for analysts starts with: what it is, what it holds, how to open it, what to mind."""

from __future__ import annotations

import duckdb

from schemas.copies import Edition

_WHO = {
    Edition.PROTECTED: "Small numbers are hidden. For staff who may see the panel's papers.",
    Edition.RESTRICTED: "RESTRICTED: exact figures and the records behind them, with case numbers. For named officers only.",
}


def start_page(connection: duckdb.DuckDBPyConnection, edition: Edition, version: int) -> str:
    """The page as text.

    Args:
        connection: With the finished copy attached as ``copy_file``.
        edition: Who the copy is for.
        version: Number of the copy.
    """
    councils = connection.execute(
        "SELECT authority, any_value(name), min(submission_quarter), max(submission_quarter) "
        "FROM copy_file.published.authority GROUP BY authority ORDER BY authority"
    ).fetchall()
    tables = connection.execute(
        """
        SELECT schema_name || '.' || name, comment
        FROM (
            SELECT database_name, schema_name, table_name AS name, comment FROM duckdb_tables()
            UNION ALL SELECT database_name, schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal
        )
        WHERE database_name = 'copy_file'
        ORDER BY ALL
        """
    ).fetchall()
    lines = [
        f"Corporate parenting scorecards, copy {version} for analysts, {edition.value} edition",
        "",
        _WHO[edition],
        "Nothing here is ever changed: the next copy is a new folder, and latest.json beside the folders names the newest.",
        "",
        "Councils and their submissions",
        *(f"  {slug}: {name}, {first} to {last}" for slug, name, first, last in councils),
        "",
        "Begin with",
        "  SHOW ALL TABLES;",
        "  SELECT * FROM about;",
        "  SELECT * FROM published.current WHERE authority = '...' AND indicator_id = 'LAC-01';",
        "  SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'trend';",
        "Always name the council: one copy holds all of them.",
        "",
        "Tables",
        *(f"  {name}: {comment or ''}".rstrip() for name, comment in tables),
        "",
        "Mind",
        "  Blank is not nought: shorthand or status says why (c hidden, x not available, z nobody in it, u too few).",
        "  Do not work hidden figures out from others.",
        "  Windows overlap (as_at, quarter, ytd, r12) and breakdowns each divide the same headline: never add across them.",
        "  What is not approved is marked DRAFT or PREVIEW in published.authority.",
        "",
    ]
    return "\n".join(lines)
