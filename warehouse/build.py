"""A build: one run's tables, made apart from the warehouse and promoted into it only when they are right.

The build has the tables of the warehouse without the ``_all`` ones: it holds one delivery of one submission quarter.
Every step is one set of statements for all the authorities of the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from schemas.codes import code_sets
from schemas.extracts import EXTRACTS
from schemas.groups import AGE_BANDS, BREAKDOWNS, CODE_GROUPS, ELIGIBILITY
from schemas.settings import ActionSettings, Settings, as_columns
from schemas.warehouse import Table, build_tables, clean_table, ddl, landing_table, table
from warehouse.calendar import Quarter, Window, is_working_day
from warehouse.connection import WarehouseError

CORE_FOLDER = Path(__file__).parent / "core"

#: Quarters computed besides the run quarter.
QUARTERS_BACK = 8
#: Quarters before those that some figures are compared with: the day before a quarter began, and the year before.
COMPARED_BACK = 4

_CALENDAR_STARTS = date(1980, 1, 1)


@dataclass(frozen=True)
class SubmissionFacts:
    """What the warehouse keeps about one submission besides its rows."""

    authority: str
    submission_quarter: str
    name: str
    ons_code: str
    content_hash: str
    population: Mapping[int, int]
    available: frozenset[str]
    projection: Mapping[int, int] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    actions: ActionSettings = field(default_factory=ActionSettings)
    history_from: date | None = None


def create(connection: duckdb.DuckDBPyConnection, quarter: Quarter, quarters_back: int = QUARTERS_BACK) -> None:
    """Make an empty build for a run quarter: schemas, tables with their comments, calendars and lists.

    Args:
        connection: An empty database.
        quarter: The run quarter.
        quarters_back: How many earlier quarters are computed beside it.
    """
    for schema in sorted({described.schema for described in build_tables()}):
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    install_macros(connection)
    for described in build_tables():
        # Comments are for the warehouse; here only the table itself is needed.
        connection.execute(next(iter(ddl(described))))
    _fill_lists(connection)
    _fill_calendar(connection, quarter, quarters_back)


def install_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Install the shared SQL rules (ages, months, answers) in a database."""
    connection.execute((CORE_FOLDER / "macros.sql").read_text(encoding="utf-8"))


def insert_frame(connection: duckdb.DuckDBPyConnection, described: Table, frame: pd.DataFrame) -> int:
    """Add a frame's rows to a table, column by name; columns the table does not have are left behind.

    Returns:
        How many rows were added.

    Raises:
        WarehouseError: When a column is missing or a value does not fit; the value itself is never named.
    """
    if frame.empty:
        return 0  # a list of nothing has no columns either
    missing = [name for name in described.column_names if name not in frame.columns]
    if missing:
        raise WarehouseError(
            f"{described.full_name} cannot be filled: columns {missing} are missing from what was read."
        )
    selected = ", ".join(f'CAST("{column.name}" AS {column.type}) AS "{column.name}"' for column in described.columns)
    connection.register("incoming", frame[list(described.column_names)])
    try:
        connection.execute(f"INSERT INTO {described.full_name} BY NAME SELECT {selected} FROM incoming")
    except duckdb.Error as error:
        # DuckDB's own message prints the value that did not fit, so only its kind is passed on.
        raise WarehouseError(
            f"{described.full_name} could not be filled: {type(error).__name__}. This is a fault of the pipeline, not of "
            "the data; please report it with the run's identifier."
        ) from None
    finally:
        connection.unregister("incoming")
    return len(frame)


def load_submission(connection: duckdb.DuckDBPyConnection, facts: SubmissionFacts) -> None:
    """Record a submission: the council, what of its extracts is usable, its population and its settings."""
    keys = {"authority": facts.authority, "submission_quarter": facts.submission_quarter}
    insert_frame(
        connection,
        table("core.submission"),
        pd.DataFrame(
            [
                {
                    **keys,
                    "name": facts.name,
                    "ons_code": facts.ons_code,
                    "content_hash": facts.content_hash,
                    "history_from": facts.history_from,
                }
            ]
        ),
    )
    insert_frame(
        connection,
        table("core.available_extract"),
        pd.DataFrame([{**keys, "extract": name} for name in sorted(facts.available)]),
    )
    for name, people in (("core.population", facts.population), ("core.projection", facts.projection)):
        rows = [{**keys, "mid_year": year, "people": count} for year, count in sorted(people.items())]
        insert_frame(connection, table(name), pd.DataFrame(rows))
    settings = as_columns(facts.settings, facts.actions)
    insert_frame(connection, table("core.setting"), pd.DataFrame([{**keys, **settings}]))


def load_landing(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pd.DataFrame]) -> int:
    """Add the rows of one submission as received; returns how many."""
    return sum(insert_frame(connection, landing_table(EXTRACTS[name]), frame) for name, frame in frames.items())


def load_clean(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pd.DataFrame]) -> int:
    """Add the typed rows of one submission that passed; returns how many."""
    return sum(insert_frame(connection, clean_table(EXTRACTS[name]), frame) for name, frame in frames.items())


def build_core(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Build persons, episodes, periods of care, placements and the as-at views by set-based SQL.

    Returns:
        Table name -> rows.
    """
    counts: dict[str, int] = {}
    for path in core_queries():
        described = table(f"core.{path.stem.split('_', 1)[1]}")
        names = ", ".join(described.column_names)
        query = path.read_text(encoding="utf-8")
        connection.execute(f"INSERT INTO {described.full_name} ({names}) SELECT {names} FROM ({query}\n)")
        counts[described.full_name] = count_rows(connection, described.full_name)
    return counts


def core_queries() -> Sequence[Path]:
    """The queries of the core layer in the order they run."""
    return sorted(CORE_FOLDER.glob("[0-9]*.sql"))


def count_rows(connection: duckdb.DuckDBPyConnection, full_name: str) -> int:
    """Rows in a table."""
    return int(connection.execute(f"SELECT count(*) FROM {full_name}").fetchall()[0][0])


def _fill_lists(connection: duckdb.DuckDBPyConnection) -> None:
    groups = [
        {"breakdown": breakdown, "code": code, "category": category}
        for breakdown, categories in CODE_GROUPS.items()
        for category, codes in categories.items()
        for code in codes
    ]
    bands = [
        {"scorecard": scorecard, "category": b.category, "from_age": b.from_age, "to_age": b.to_age}
        for scorecard, listed in AGE_BANDS.items()
        for b in listed
    ]
    categories = [
        {"scorecard": scorecard, "breakdown": breakdown.name, "category": category, "category_order": order}
        for breakdown in (*BREAKDOWNS, ELIGIBILITY)
        for scorecard, listed in breakdown.categories.items()
        for order, category in enumerate(listed, start=1)
    ]
    codes = [
        {"code_set": name, "code": code, "meaning": listed.meaning[code], "family": listed.group[code], "place": place}
        for name, listed in code_sets().items()
        for place, code in enumerate(listed.codes, start=1)
    ]
    insert_frame(connection, table("core.code"), pd.DataFrame(codes))
    insert_frame(connection, table("core.code_group"), pd.DataFrame(groups))
    insert_frame(connection, table("core.age_band"), pd.DataFrame(bands))
    insert_frame(connection, table("core.category"), pd.DataFrame(categories))


def _fill_calendar(connection: duckdb.DuckDBPyConnection, quarter: Quarter, quarters_back: int) -> None:
    days = list(_days(_CALENDAR_STARTS, date(quarter.ends.year + 2, 12, 31)))
    calendar = pd.DataFrame(
        {"calendar_date": pd.to_datetime(days), "is_working_day": [is_working_day(d) for d in days]}
    )
    calendar["working_days_so_far"] = calendar["is_working_day"].cumsum()
    insert_frame(connection, table("core.calendar_day"), calendar)
    # A year more than figures are given for, so that each has its figure of a year before and its day before the start;
    # and the quarter to come, for who will enter its figures.
    given = set(quarter.back(quarters_back))
    periods = [
        {
            "submission_quarter": quarter.label,
            "quarter": q.label,
            "time_window": window.value,
            "starts": q.window(window)[0],
            "ends": q.ends,
            "quarter_starts": q.starts,
            "year_starts": q.year_starts,
            "rolling_year_starts": q.rolling_year_starts,
            "is_given": q in given,
        }
        for q in (*quarter.back(quarters_back + COMPARED_BACK), quarter.shift(1))
        for window in Window
    ]
    insert_frame(connection, table("core.reporting_period"), pd.DataFrame(periods))


def _days(first: date, last: date) -> Iterable[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
