"""What the copies for analysts hold beyond the warehouse's own tables: a table about the copy, views, and a flat file.

Each copy is made in two editions: ``protected`` holds ``published.*`` only, ``restricted`` the exact figures and the
records behind them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from schemas.columns import COLUMNS, Column
from schemas.warehouse import Table, table


class Edition(StrEnum):
    """Who a copy is for."""

    PROTECTED = "protected"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class View:
    """A reading of the copied tables that most questions start from.

    Attributes:
        full_name: ``schema.name``.
        description: What one row is.
        columns: In order.
        sql: The query; it names tables by schema and name.
        is_stored: Written out as a table, because what it is made from is not in the copy.
        replaces: A table that is then a reading of this one, instead of being written twice.
    """

    full_name: str
    description: str
    columns: tuple[Column, ...]
    sql: str
    is_stored: bool = False
    replaces: str = ""


def _columns(names: str, **own: str) -> tuple[Column, ...]:
    return tuple(Column(name, COLUMNS[name][0], own.get(name, COLUMNS[name][1])) for name in names.split())


#: One row in every copy, in the file's ``main`` schema.
ABOUT = Table(
    "main",
    "about",
    "One row: which copy this is, and what it was made from",
    (
        Column("copy_version", "INTEGER", "Number of the copy, as in the name of its folder"),
        Column("edition", "VARCHAR", "protected (small numbers hidden) or restricted (exact, with case numbers)"),
        Column("schema_version", *COLUMNS["schema_version"]),
        Column("run_id", "VARCHAR", "Identifier of the newest run in the copy"),
        Column("quarter", "VARCHAR", "Newest quarter of a submission in the copy"),
        Column("run_quarter", "VARCHAR", "Quarter of that run, which may be an earlier one"),
        Column("code_version", *COLUMNS["code_version"]),
        Column("definitions_version", *COLUMNS["definitions_version"]),
        Column("event_id", "VARCHAR", "Newest event of the audit trail in the copy"),
        Column("made_at", "TIMESTAMP", "When the copy was made (UTC)"),
    ),
    is_by_delivery=False,
)

_PUBLISHED = (
    "authority submission_quarter quarter indicator_id time_window breakdown category numerator denominator value"
)

_PUBLISHED_HISTORY = View(
    "published.history",
    "One row per figure of each submission, as protected: how a quarter's figure changed from submission to submission",
    _columns(f"{_PUBLISHED} shorthand"),
    """
    SELECT authority, submission_quarter, quarter, indicator_id, time_window, 'all' AS breakdown, 'all' AS category,
        numerator, denominator, value, shorthand
    FROM published.trend
    UNION ALL
    SELECT authority, submission_quarter, quarter, indicator_id, time_window, breakdown, category, numerator,
        denominator, value, shorthand
    FROM published.profile
    """,
)
_NEWEST = "QUALIFY submission_quarter = max(submission_quarter) OVER (PARTITION BY authority, quarter)"
_PUBLISHED_CURRENT = View(
    "published.current",
    "One row per figure as now known, protected: from the newest submission that speaks of the quarter",
    _PUBLISHED_HISTORY.columns,
    f"SELECT * FROM published.history {_NEWEST}",
)

#: Whatever the warehouse says of a figure: a column that is added there is in the copies too.
_RESULT = " ".join(table("indicators.result").column_names)
_RESULT_HISTORY = View(
    "indicators.history",
    "One row per exact figure of every delivery of every submission; restricted",
    (
        *_columns("delivery"),
        Column("received_at", "TIMESTAMP", "When this delivery was last received as the newest (UTC)"),
        *_columns(_RESULT),
    ),
    f"""
    SELECT delivery, s.received_at, {_RESULT.replace(" ", ", ")}
    FROM indicators.result_all
    INNER JOIN core.submission_all AS s USING (authority, submission_quarter, delivery)
    """,
    is_stored=True,
    replaces="indicators.result",
)
_RESULT_NEWEST = View(
    "indicators.result",
    "One exact figure per indicator, quarter, window, breakdown and category (newest delivery); restricted",
    _columns(f"{_RESULT} delivery"),
    f"""
    SELECT {_RESULT.replace(" ", ", ")}, delivery
    FROM indicators.history
    SEMI JOIN core.submission USING (authority, submission_quarter, delivery)
    """,
)
_RESULT_CURRENT = View(
    "indicators.current",
    "One row per exact figure as now known: from the newest submission that speaks of the quarter; restricted",
    _columns(_RESULT),
    f"SELECT {_RESULT.replace(' ', ', ')} FROM indicators.result {_NEWEST}",
)

#: Schemas whose tables are copied, the newest delivery of each.
SCHEMAS: Mapping[Edition, tuple[str, ...]] = {
    Edition.PROTECTED: ("published",),
    Edition.RESTRICTED: ("quality", "core", "indicators", "scorecards", "published", "ops"),
}

#: In the order they are made.
VIEWS: Mapping[Edition, tuple[View, ...]] = {
    Edition.PROTECTED: (_PUBLISHED_HISTORY, _PUBLISHED_CURRENT),
    Edition.RESTRICTED: (_PUBLISHED_HISTORY, _PUBLISHED_CURRENT, _RESULT_HISTORY, _RESULT_NEWEST, _RESULT_CURRENT),
}

#: The flat file: column -> what it holds. ``{said}`` is ``shorthand`` where figures are protected, else ``status``.
FIGURES: Mapping[str, str] = {
    "authority": COLUMNS["authority"][1],
    "council": COLUMNS["name"][1],
    "indicator_id": COLUMNS["indicator_id"][1],
    "title": COLUMNS["title"][1],
    "submission_quarter": COLUMNS["submission_quarter"][1],
    "state": COLUMNS["state"][1],
    "quarter": COLUMNS["quarter"][1],
    "time_window": COLUMNS["time_window"][1],
    "period_start": COLUMNS["starts"][1],
    "period_end": COLUMNS["ends"][1],
    "breakdown": COLUMNS["breakdown"][1],
    "category": COLUMNS["category"][1],
    "numerator": COLUMNS["numerator"][1],
    "denominator": COLUMNS["denominator"][1],
    "value": COLUMNS["value"][1],
    "unit": COLUMNS["unit"][1],
}


def said(edition: Edition) -> str:
    """The flat file's last column, which says why numbers are blank: ``shorthand`` or ``status``."""
    return "shorthand" if edition is Edition.PROTECTED else "status"


def current(edition: Edition) -> str:
    """The view the flat file is made from."""
    return "published.current" if edition is Edition.PROTECTED else "indicators.current"
