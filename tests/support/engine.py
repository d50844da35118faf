"""Runs rows straight through the engine, for tests that say what a particular child should count as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb
import pandas as pd

from indicators.calculate import calculate
from indicators.definition import Indicator
from schemas.extracts import EXTRACTS
from warehouse import build
from warehouse.calendar import Quarter
from warehouse.connection import connect

AUTHORITY = "worked-example"
POPULATION = {2016: 36100, 2017: 36200}


@dataclass(frozen=True)
class Figures:
    """What the engine made of the rows: the tables ``indicators.evidence`` and ``indicators.result``."""

    evidence: pd.DataFrame
    result: pd.DataFrame


def compute(
    extracts: Mapping[str, Sequence[Mapping[str, Any]]],
    quarter: str,
    *,
    ons_code: str = "E06000019",
    population: Mapping[int, int] | None = None,
    quarters_back: int = 0,
    declared: Sequence[Indicator] | None = None,
) -> Figures:
    """Compute every figure for rows in contract column names.

    Args:
        extracts: Extract -> rows; an extract left out is an absent file, an empty list a file without rows.
        quarter: The run quarter.
        ons_code: The council's code.
        population: Mid-year -> residents aged 0-17.
        quarters_back: Earlier quarters to compute beside it.
        declared: Indicators to compute; all by default.
    """
    with built(extracts, quarter, ons_code=ons_code, population=population, quarters_back=quarters_back) as connection:
        calculate(connection, declared)
        only = f"WHERE quarter = '{quarter}'" if quarters_back == 0 else ""
        return Figures(
            connection.execute(f"SELECT * FROM indicators.evidence {only}").df(),
            connection.execute(f"SELECT * FROM indicators.result {only}").df(),
        )


@dataclass(frozen=True)
class Held:
    """What one council delivered, and how many children live there."""

    extracts: Mapping[str, Sequence[Mapping[str, Any]]]
    population: Mapping[int, int] | None = None


def compute_councils(
    councils: Mapping[str, Held], quarter: str, wanted: Mapping[str, Sequence[str]], *, ons_code: str = "E06000019"
) -> dict[str, Figures]:
    """Compute many councils in the same statements, as a national run does.

    Args:
        councils: Authority -> what it delivered.
        quarter: The run quarter of all of them.
        wanted: Authority -> indicators to give back.
        ons_code: The code of each council.

    Returns:
        Authority -> its figures of the quarter.
    """
    with built_councils(councils, quarter, ons_code=ons_code) as connection:
        calculate(connection)
        pairs = pd.DataFrame(
            [(a, i) for a, listed in wanted.items() for i in listed], columns=["authority", "indicator_id"]
        )
        connection.register("pairs", pairs)
        evidence, result = (
            connection.execute(
                f"SELECT * FROM {name} SEMI JOIN pairs USING (authority, indicator_id) WHERE quarter = ?", [quarter]
            ).df()
            for name in ("indicators.evidence", "indicators.result")
        )
    no_evidence, no_result = evidence.iloc[:0], result.iloc[:0]
    by_evidence, by_result = dict(list(evidence.groupby("authority"))), dict(list(result.groupby("authority")))
    return {a: Figures(by_evidence.get(a, no_evidence), by_result.get(a, no_result)) for a in councils}


@contextmanager
def built(
    extracts: Mapping[str, Sequence[Mapping[str, Any]]],
    quarter: str,
    *,
    ons_code: str = "E06000019",
    population: Mapping[int, int] | None = None,
    quarters_back: int = 0,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build in memory with its core tables filled, before any figure is computed; arguments as for `compute`."""
    councils = {AUTHORITY: Held(extracts, population)}
    with built_councils(councils, quarter, ons_code=ons_code, quarters_back=quarters_back) as connection:
        yield connection


@contextmanager
def built_councils(
    councils: Mapping[str, Held], quarter: str, *, ons_code: str = "E06000019", quarters_back: int = 0
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same for many councils."""
    with connect() as connection:
        build.create(connection, Quarter.parse(quarter), quarters_back)
        for authority, held in councils.items():
            facts = build.SubmissionFacts(
                authority,
                quarter,
                "Worked example",
                ons_code,
                "0" * 64,
                POPULATION if held.population is None else held.population,
                frozenset(held.extracts),
            )
            build.load_submission(connection, facts)
        names = {name for held in councils.values() for name in held.extracts}
        frames = {
            name: pd.concat(
                [
                    _frame(a, name, held.extracts[name], quarter)
                    for a, held in councils.items()
                    if name in held.extracts
                ],
                ignore_index=True,
            )
            for name in names
        }
        build.load_clean(connection, frames)
        build.build_core(connection)
        yield connection


def _frame(authority: str, name: str, rows: Sequence[Mapping[str, Any]], quarter: str) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "authority": authority,
        "submission_quarter": quarter,
        "source_file": f"{name}.csv",
        "source_sheet": "",
        "source_part": "",
        "source_row": [number for number, _ in enumerate(rows, start=2)],
    }
    for column in EXTRACTS[name].columns:
        values = [row.get(column.name) for row in rows]
        if column.kind in ("date", "datetime"):
            columns[column.name] = pd.to_datetime(pd.Series(values, dtype="object")).astype("datetime64[us]")
        else:
            kind = {"yes_no": "boolean", "integer": "Int64", "decimal": "Float64"}.get(column.kind, "str")
            columns[column.name] = pd.Series(values, dtype="object").astype(kind)
        if column.kind == "datetime":
            timed = [isinstance(v, datetime) if isinstance(v, date) else None for v in values]
            columns[f"{column.name}_has_time"] = pd.Series(timed, dtype="boolean")
    return pd.DataFrame(columns, index=range(len(rows)))
