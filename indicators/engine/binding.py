"""Wrong declarations speak: every condition a declaration writes is bound against its cohort, and named where it does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from indicators.definition import Cohort, Indicator
from indicators.units.shape import KEYS, DeclarationError

#: What conditions may speak of besides the columns of the cohort.
_PERIOD = "CAST(NULL AS DATE) AS ends, CAST(NULL AS DATE) AS known_on"
_REQUIRED = (*KEYS.split(", "), "row_id", "person_id")


def bind(connection: duckdb.DuckDBPyConnection, declared: Sequence[Indicator]) -> None:
    """Bind every condition of the declarations; nothing is computed.

    Args:
        connection: A database with the tables of a build and ``period``.
        declared: The indicators.

    Raises:
        DeclarationError: Naming the indicator, the field, what was written and what there is.
    """
    columns: dict[str, list[str]] = {}
    for i in declared:
        if i.cohort is None:
            continue
        if i.cohort.name not in columns:
            columns[i.cohort.name] = _columns(connection, i.cohort)
        known = columns[i.cohort.name]
        for field, expression in _written(i):
            _bind_one(connection, i, field, expression, known)


def first_line(error: Exception) -> str:
    """The first line of a database's message about a query: columns and functions, no data."""
    return str(error).splitlines()[0]


def _columns(connection: duckdb.DuckDBPyConnection, cohort: Cohort) -> list[str]:
    try:
        found = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM ({cohort.sql}\n) AS c").fetchall()]
    except duckdb.Error as error:
        raise DeclarationError(f"indicators/cohorts/{cohort.name}.sql cannot be read: {first_line(error)}") from None
    missing = [name for name in _REQUIRED if name not in found]
    if missing:
        raise DeclarationError(
            f"indicators/cohorts/{cohort.name}.sql: gives no {', '.join(missing)}. It gives: {', '.join(found)}."
        )
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW bound_{cohort.name} AS SELECT c.*, {_PERIOD} FROM ({cohort.sql}\n) AS c"
    )
    return [*found, "ends", "known_on"]


def _written(i: Indicator) -> Iterator[tuple[str, str]]:
    """Every SQL text of a declaration, with the field it stands in."""
    row = i.measure.row()
    for name in ("counted", "met", "value", "base", "category"):
        yield f"measure ({name})", getattr(row, name)
    if i.unknown is not None:
        yield "unknown", i.unknown
    for by in i.by:
        yield f"by {by.name}", by.column
    if i.exceptions is not None:
        for reason in i.exceptions.reasons:
            yield f"exceptions.reasons {reason.code}", reason.when
        for field in ("due", "done", "last_event_date", "certain"):
            if (text := getattr(i.exceptions, field)) is not None:
                yield f"exceptions.{field}", text


def _bind_one(
    connection: duckdb.DuckDBPyConnection, i: Indicator, field: str, expression: str, known: Sequence[str]
) -> None:
    assert i.cohort is not None
    try:
        connection.execute(f"DESCRIBE SELECT ({expression}) AS answer FROM bound_{i.cohort.name}")
    except duckdb.Error as error:
        raise DeclarationError(
            f"{i.id}: {field}: '{expression}' does not fit cohort '{i.cohort.name}': {first_line(error)} "
            f"It has: {', '.join(sorted(known))}."
        ) from None
