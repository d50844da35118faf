"""What the figures would be if a record were put right, found by counting again and not by reasoning about rules.

Every trial is one person's records with one of them put right. In a database in memory each trial is a council of its own,
so that one pass of the core queries and of the indicators' own queries answers all trials at once. A figure is a count of
evidence rows, and each row rests on the records of one person; so what changes for the person changes for the council.
That is checked and not assumed: the person is also counted alone as the records stand, and where that differs from
``indicators.evidence`` nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pandas as pd

from indicators.definition import Indicator
from indicators.engine.periods import make_period
from indicators.engine.tally import fill_tally
from schemas.extracts import EXTRACTS
from schemas.warehouse import build_tables, clean_table, ddl, table
from warehouse import build

#: Columns of a trial; see :func:`changes`.
TRIAL_COLUMNS = (
    "trial", "authority", "person_id", "extract", "source_file", "source_sheet", "source_part", "source_row"
)  # fmt: skip
_BY_PERSON = tuple(name for name, extract in EXTRACTS.items() if extract.has_person)
_LISTS = ("calendar_day", "code_group", "age_band", "category")
_PER_COUNCIL = (
    "core.submission", "core.available_extract", "core.history", "core.population", "core.projection", "core.setting",
    "quality.availability",
)  # fmt: skip


def changes(
    connection: duckdb.DuckDBPyConnection,
    quarter: str,
    trials: pd.DataFrame,
    rows: Mapping[str, pd.DataFrame],
    declared: Sequence[Indicator],
) -> pd.DataFrame:
    """Count every trial, and say how far each figure of the run quarter moves in its measure's first period.

    Args:
        connection: A build whose evidence is complete. It is only read.
        quarter: The submission's quarter.
        trials: One row a trial: ``trial`` (number), ``authority``, ``person_id``, and the record as it stands (``extract``,
            ``source_file``, ``source_sheet``, ``source_part``, ``source_row``), which is left out.
        rows: Extract -> the records put right, as clean rows with ``trial`` and ``is_chosen``: whether the record takes the
            place of another with the same key, whichever stands first. A trial without a row leaves the record out.
        declared: The indicators to count: those of them that are published.

    Returns:
        ``trial``, ``indicator_id``, ``is_sure``, and the differences ``base``, ``met`` and ``amount``; only where something
        differs, or is not sure.
    """
    home = str(connection.execute("SELECT current_database()").fetchall()[0][0])
    counted = [i for i in declared if i.measure.HAS_EVIDENCE and i.is_published]
    own = connection.cursor()
    try:
        own.execute("ATTACH ':memory:' AS repaired")
        own.execute("USE repaired")
        _fill(own, home, quarter, trials, rows)
        build.build_core(own)
        make_period(own)
        fill_tally(own, counted)
        return _compared(own, home, quarter, [i.id for i in counted])
    finally:
        own.close()
        connection.execute("DETACH DATABASE IF EXISTS repaired")


def _fill(
    own: duckdb.DuckDBPyConnection, home: str, quarter: str, trials: pd.DataFrame, rows: Mapping[str, pd.DataFrame]
) -> None:
    for schema in ("clean", "core", "indicators", "quality"):
        own.execute(f"CREATE SCHEMA {schema}")
    build.install_macros(own)
    for described in build_tables():
        if described.full_name in _PER_COUNCIL or (
            described.schema in ("clean", "core") and described.name not in _LISTS
        ):
            own.execute(next(iter(ddl(described))))
    for name in _LISTS:
        own.execute(f"CREATE VIEW core.{name} AS SELECT * FROM {home}.core.{name}")
    own.execute(f"CREATE VIEW indicators.definition AS SELECT * FROM {home}.indicators.definition")
    # The quarter itself, the one before it for the day before its start, and the one to come, as every build has them.
    own.execute(
        f"""
        INSERT INTO core.reporting_period
        SELECT r.*
        FROM {home}.core.reporting_period AS r
        SEMI JOIN (
            SELECT unnest([lag(quarter) OVER byday, quarter, lead(quarter) OVER byday]) AS quarter, quarter AS middle
            FROM (SELECT DISTINCT quarter, ends FROM {home}.core.reporting_period WHERE submission_quarter = $quarter)
            WINDOW byday AS (ORDER BY ends)
        ) AS near ON near.quarter = r.quarter AND near.middle = $quarter
        WHERE r.submission_quarter = $quarter
        """,
        {"quarter": quarter},
    )
    own.register("trials", trials)
    own.execute("""
        CREATE TEMP TABLE subject AS
        SELECT 'trial ' || trial AS subject, trial, authority AS council, person_id, extract, source_file,
            source_sheet, source_part, source_row
        FROM trials
        UNION ALL BY NAME
        SELECT 'as it stands ' || row_number() OVER () AS subject, council, person_id
        FROM (SELECT DISTINCT authority AS council, person_id FROM trials)
    """)
    own.unregister("trials")
    for name in _PER_COUNCIL:
        _copy(own, name, f"SELECT s.subject AS authority, t.* EXCLUDE (authority) FROM subject AS s INNER JOIN "
              f"{home}.{name} AS t ON t.authority = s.council WHERE t.submission_quarter = ?", quarter)  # fmt: skip
    for name in _BY_PERSON:
        _copy_records(own, home, quarter, name, rows.get(name))


def _copy(own: duckdb.DuckDBPyConnection, target: str, query: str, quarter: str) -> None:
    names = ", ".join(f'"{name}"' for name in table(target).column_names)
    own.execute(f"INSERT INTO {target} ({names}) SELECT {names} FROM ({query})", [quarter])


def _copy_records(
    own: duckdb.DuckDBPyConnection, home: str, quarter: str, name: str, repaired: pd.DataFrame | None
) -> None:
    """Give each subject its person's records, with the one put right.

    Of several with one key the chosen one stays, else the first of the file, as in a delivery.
    """
    query = f"""
        SELECT s.subject AS authority, t.* EXCLUDE (authority), FALSE AS is_chosen
        FROM subject AS s
        INNER JOIN {home}.clean.{name} AS t ON t.authority = s.council AND t.person_id = s.person_id
        WHERE t.submission_quarter = ? AND NOT coalesce(
            s.extract = '{name}' AND t.source_file = s.source_file AND t.source_sheet = s.source_sheet
            AND t.source_part = s.source_part AND t.source_row = s.source_row, FALSE)
    """
    if repaired is not None and len(repaired):
        columns = clean_table(EXTRACTS[name]).columns
        cells = ", ".join(f'CAST("{column.name}" AS {column.type}) AS "{column.name}"' for column in columns)
        key = ", ".join(f'"{column}"' for column in EXTRACTS[name].key)
        own.register("repaired_rows", repaired.assign(authority="trial " + repaired["trial"].astype("str")))
        query = f"""
            SELECT * FROM ({query} UNION ALL BY NAME SELECT {cells}, is_chosen FROM repaired_rows)
            QUALIFY row_number() OVER (PARTITION BY authority, {key} ORDER BY is_chosen DESC, source_row) = 1
        """
    _copy(own, f"clean.{name}", query, quarter)


def _compared(own: duckdb.DuckDBPyConnection, home: str, quarter: str, ids: Sequence[str]) -> pd.DataFrame:
    counted = """
        count(*) FILTER (WHERE in_denominator) AS base, count(*) FILTER (WHERE in_numerator) AS met,
        coalesce(sum("value") FILTER (WHERE in_denominator), 0) AS amount
    """
    own.register("asked", pd.DataFrame({"indicator_id": list(ids)}))
    found = own.execute(
        f"""
        WITH counted AS (
            SELECT t.authority AS subject, t.indicator_id, {counted}
            FROM tally AS t
            INNER JOIN indicators.definition AS d
                ON d.indicator_id = t.indicator_id AND d.headline_window = t.time_window
            WHERE t.quarter = $quarter
            GROUP BY ALL
        ),
        known AS (
            SELECT e.authority AS council, e.person_id, e.indicator_id, {counted}
            FROM (SELECT *, TRUE AS in_denominator FROM {home}.indicators.evidence) AS e
            INNER JOIN indicators.definition AS d
                ON d.indicator_id = e.indicator_id AND d.headline_window = e.time_window
            WHERE e.submission_quarter = $quarter AND e.quarter = $quarter
            GROUP BY ALL
        ),
        -- Rows about somebody else than a person of ours, such as a worker, may rest on the records of several.
        apart AS (
            SELECT DISTINCT indicator_id FROM {home}.indicators.evidence WHERE person_id IS NULL
        ),
        compared AS (
            SELECT
                s.trial, a.indicator_id,
                coalesce(n.base, 0) - coalesce(b.base, 0) AS base,
                coalesce(n.met, 0) - coalesce(b.met, 0) AS met,
                coalesce(n.amount, 0) - coalesce(b.amount, 0) AS amount,
                p.indicator_id IS NOT NULL AS is_apart,
                NOT is_apart
                    AND coalesce(b.base, 0) = coalesce(k.base, 0)
                    AND coalesce(b.met, 0) = coalesce(k.met, 0)
                    AND coalesce(b.amount, 0) = coalesce(k.amount, 0) AS is_sure
            FROM subject AS s
            CROSS JOIN asked AS a
            INNER JOIN subject AS o ON o.trial IS NULL AND o.council = s.council AND o.person_id = s.person_id
            LEFT JOIN counted AS n ON n.subject = s.subject AND n.indicator_id = a.indicator_id
            LEFT JOIN counted AS b ON b.subject = o.subject AND b.indicator_id = a.indicator_id
            LEFT JOIN known AS k
                ON k.council = s.council AND k.person_id = s.person_id AND k.indicator_id = a.indicator_id
            LEFT JOIN apart AS p ON p.indicator_id = a.indicator_id
            WHERE s.trial IS NOT NULL
        )
        SELECT trial, indicator_id, is_sure, base, met, amount
        FROM compared
        WHERE base <> 0 OR met <> 0 OR amount <> 0 OR NOT (is_sure OR is_apart)
        ORDER BY trial, indicator_id
        """,
        {"quarter": quarter},
    ).df()
    own.unregister("asked")
    return found
