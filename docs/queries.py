"""The worked queries of ``docs/analysts.md``: each is run on the copies of a synthetic council and its answer written below it.

A block of SQL begins with a comment that names the copy it is for. The answer is a table of its own; all that is between
the markers is written by :func:`answered`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import duckdb

#: The synthetic council the answers come from.
SAMPLE: Mapping[str, object] = {
    "children": 40,
    "quarters": 1,
    "seed": 7,
    "authority": "testshire-demo",
    "last_quarter": "2017-18-Q4",
}
_BLOCK = re.compile(
    r"```sql\n(?P<sql>-- (?P<edition>protected|restricted) copy\n.*?)```\n\n<!-- answer -->\n.*?<!-- end -->", re.DOTALL
)


def answered(text: str, copies: Mapping[str, Path]) -> str:
    """The page with every answer as the copies give it.

    Args:
        text: The page.
        copies: Edition -> DuckDB file.
    """
    connections = {edition: duckdb.connect(path, read_only=True) for edition, path in copies.items()}

    def with_answer(block: re.Match[str]) -> str:
        answer = _table(connections[block["edition"]], block["sql"])
        return f"```sql\n{block['sql']}```\n\n<!-- answer -->\n{answer}\n<!-- end -->"

    try:
        return _BLOCK.sub(with_answer, text)
    finally:
        for connection in connections.values():
            connection.close()


def queries(text: str) -> list[tuple[str, str]]:
    """(edition, SQL) of every worked query."""
    return [(block["edition"], block["sql"]) for block in _BLOCK.finditer(text)]


def newest_copies(output: Path) -> dict[str, Path]:
    """Edition -> the newest DuckDB file under an output folder."""
    from schemas.copies import Edition  # noqa: PLC0415
    from warehouse.copies import ROOTS, read_latest  # noqa: PLC0415

    return {
        edition.value: output / ROOTS[edition] / str(read_latest(output / ROOTS[edition])["database"])
        for edition in Edition
    }


def make_sample(folder: Path) -> dict[str, Path]:
    """Write the synthetic council, run its quarter, and return the copies."""
    from pipelines.quarter import run_quarter  # noqa: PLC0415
    from submissions.places import Places  # noqa: PLC0415
    from synthetic import write_council  # noqa: PLC0415
    from warehouse.calendar import Quarter  # noqa: PLC0415

    write_council(folder / "raw", **SAMPLE)  # type: ignore[arg-type]
    os.environ.pop("DAGSTER_HOME", None)
    places = Places.from_environment(
        {}, raw=folder / "raw", warehouse=folder / "store" / "warehouse.duckdb", output=folder / "output"
    )
    run_quarter(places, Quarter.parse(str(SAMPLE["last_quarter"])))
    return newest_copies(places.output)


def _table(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    found = connection.execute(sql)
    names = [column[0] for column in found.description or ()]
    rows = [[_cell(value) for value in row] for row in found.fetchall()]
    return "\n".join("| " + " | ".join(row) + " |" for row in (names, ["---"] * len(names), *rows))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value).replace("|", "\\|")
