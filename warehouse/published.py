"""The published tables in a file of their own, from which panel workbooks are made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from schemas.warehouse import build_tables


def copy_published(
    connection: duckdb.DuckDBPyConnection, path: Path, by_delivery: str, parameters: Mapping[str, str] | None = None
) -> None:
    """Write ``published.*`` into a separate file, so that a panel workbook cannot hold what was not published.

    Args:
        connection: Where the tables are.
        path: The file to make.
        by_delivery: Query that gives the rows, with their delivery, of a table kept by delivery; ``{table}`` is its name.
        parameters: Of that query.
    """
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS panel")
    connection.execute("CREATE SCHEMA panel.published")
    for described in build_tables():
        if described.schema == "published":
            kept = described.is_by_delivery
            query = by_delivery.format(table=described.full_name) if kept else f"SELECT * FROM {described.full_name}"
            connection.execute(f"CREATE TABLE panel.{described.full_name} AS {query}", parameters if kept else None)
    connection.execute("DETACH panel")
