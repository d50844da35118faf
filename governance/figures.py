"""The figures a decision is about: copied apart to make workbooks from, kept as printed, and marked with their state."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Protocol

import duckdb

from warehouse.calendar import Quarter
from warehouse.connection import connect
from warehouse.published import copy_published
from warehouse.states import APPROVED, DRAFT, PUBLISHED


class Place(Protocol):
    """Which quarter of which council."""

    @property
    def authority(self) -> str:
        """Slug of the council."""

    @property
    def quarter(self) -> Quarter:
        """The quarter."""


def keep_figures(connection: duckdb.DuckDBPyConnection, place: Place, version: str, now: datetime) -> None:
    """Keep every figure of the trend and the profile as it is printed, for ever."""
    keys = [place.authority, place.quarter.label]
    # After every earlier version of the quarter, also when the clock has been put back since.
    approved_at = connection.execute(
        "SELECT greatest(CAST(? AS TIMESTAMP), coalesce(max(approved_at) + INTERVAL 1 MICROSECOND, TIMESTAMP '1970-01-01')) "
        "FROM published.as_published WHERE authority = ? AND submission_quarter = ?",
        [now, *keys],
    ).fetchall()[0][0]
    connection.execute(
        """
        INSERT INTO published.as_published BY NAME
        SELECT authority, submission_quarter, ? AS version, 'trend' AS table_name, quarter, indicator_id, time_window,
            'all' AS breakdown, 'all' AS category, numerator, denominator, value, displayed_value, shorthand, rating,
            ? AS approved_at
        FROM published.trend
        WHERE authority = ? AND submission_quarter = ?
        """,
        [version, approved_at, *keys],
    )
    # A profile also shows how many there were in the same quarter of the two years before.
    years = {
        "numerator, denominator, value, shorthand": place.quarter.label,
        "year_ago_numerator AS numerator": place.quarter.shift(-4).label,
        "two_years_ago_numerator AS numerator": place.quarter.shift(-8).label,
    }
    for columns, label in years.items():
        connection.execute(
            f"""
            INSERT INTO published.as_published BY NAME
            SELECT authority, submission_quarter, ? AS version, 'profile' AS table_name, ? AS quarter, indicator_id,
                time_window, breakdown, category, {columns}, ? AS approved_at
            FROM published.profile
            WHERE authority = ? AND submission_quarter = ?
            """,
            [version, label, approved_at, *keys],
        )


def set_state(connection: duckdb.DuckDBPyConnection, place: Place, state: str) -> None:
    """Mark the newest delivery of the quarter with what was decided."""
    connection.execute(
        "UPDATE published.authority_all SET state = ? WHERE authority = ? AND submission_quarter = ? AND delivery = "
        "(SELECT delivery FROM core.latest_delivery WHERE authority = ? AND submission_quarter = ?)",
        [state, *[place.authority, place.quarter.label] * 2],
    )


def copy_quarter(connection: duckdb.DuckDBPyConnection, path: Path, place: Place) -> None:
    """Copy what is published of one quarter into a file of its own, which the workbooks are made from."""
    keys = {"authority": place.authority, "quarter": place.quarter.label}
    of_quarter = "SELECT * FROM {table} WHERE authority = $authority AND submission_quarter = $quarter"
    copy_published(connection, path, of_quarter, keys)
    # What a draft is made from; an approved version is asked for by name.
    with connect(path) as copied:
        copied.execute("UPDATE published.authority SET state = ? WHERE state IN (?, ?)", [DRAFT, APPROVED, PUBLISHED])
