"""Revisions: what each earlier quarter reported beside what is now known of it, exact and as printed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from assets.stage import QuarterRun
from indicators import units
from indicators.registry import definitions_version
from indicators.revisions import (
    EXACT,
    FIGURE,
    PUBLISHED,
    exact_revisions,
    published_revisions,
    reasons_in_words,
)
from indicators.scorecard import TREND, CouncilFacts, rated_figures
from schemas.warehouse import table
from warehouse.build import insert_frame
from warehouse.reported import FIRST_REPORTED, evidence_then, reported_figures


def write_exact(quarter_run: QuarterRun) -> int:
    """Fill ``scorecards.revision`` from the scorecards' own trend; returns how many figures were revised."""
    reported = _reported(quarter_run)
    if reported is None or quarter_run.warehouse is None:
        return 0
    connection = quarter_run.connection
    revised = exact_revisions(
        reported[reported["then_numerator"].notna() | reported["then_status"].ne("ok")],
        connection.execute(f"SELECT * FROM {TREND}").df(),
        connection.execute("SELECT * FROM indicators.definition").df(),
        _thresholds(quarter_run),
    )
    if revised.empty:
        return 0
    revised = revised.merge(_record_changes(connection, quarter_run.warehouse, revised), how="left", on=FIGURE)
    revised["definitions_changed"] = revised["definitions_version"].ne(definitions_version())
    revised["reason"] = reasons_in_words(revised)
    return insert_frame(connection, table(EXACT), revised)


def write_published(quarter_run: QuarterRun) -> int:
    """Fill ``published.revision`` from what was printed then and is printed now; returns how many rows."""
    reported = _reported(quarter_run)
    if reported is None:
        return 0
    names = ("numerator", "denominator", "value", "displayed_value", "rating")
    printed = reported[reported["then_version"].ne(FIRST_REPORTED)]
    printed = printed.assign(**{f"then_{name}": printed[f"printed_{name}"] for name in names})
    connection = quarter_run.connection
    frame = published_revisions(
        printed,
        connection.execute("SELECT * FROM published.trend").df(),
        connection.execute("SELECT * FROM indicators.definition").df(),
        connection.execute(f"SELECT * FROM {EXACT}").df(),
        _thresholds(quarter_run),
    )
    return insert_frame(connection, table(PUBLISHED), frame)


def _thresholds(quarter_run: QuarterRun) -> dict[str, int]:
    return {name: council.disclosure.threshold for name, council in quarter_run.councils.items()}


def _reported(quarter_run: QuarterRun) -> pd.DataFrame | None:
    """What the quarters of this run reported: as printed, and exact, rated by the targets of their day."""
    reported = reported_figures(quarter_run.warehouse, quarter_run.with_results)
    if reported is None:
        return None
    definitions = quarter_run.connection.execute("SELECT * FROM indicators.definition").df()
    # A quarter that was never approved is not revised by running it again.
    own = reported["quarter"].eq(quarter_run.quarter.label) & reported["then_version"].eq(FIRST_REPORTED)
    reported = reported[~own & reported["indicator_id"].isin(definitions["indicator_id"])].reset_index(drop=True)
    if reported.empty:
        return None
    worked_out = rated_figures(
        reported[[*FIGURE, "numerator", "denominator", "value", "status"]].assign(
            submission_quarter=reported["quarter"], breakdown="all"
        ),
        definitions,
        {name: CouncilFacts.of(c) for name, c in quarter_run.councils.items()},
        pd.DataFrame(
            {name: pd.Series(dtype="str") for name in ("authority", "submission_quarter", "indicator_id", "note")}
        ),
    )
    said = reported["then_version"].ne(FIRST_REPORTED) & ~reported["shorthand"].isin(["c", "u"])
    shown = {name: reported[f"printed_{name}"].where(said, worked_out[name]) for name in ("displayed_value", "rating")}
    exact = {name: reported[name] for name in ("numerator", "denominator", "value", "status")}
    return reported.drop(columns=list(exact)).rename(columns={"shorthand": "then_shorthand"}).assign(
        **{f"then_{name}": values for name, values in (exact | shown).items()}
    )  # fmt: skip


def _record_changes(connection: duckdb.DuckDBPyConnection, warehouse: Path, revised: pd.DataFrame) -> pd.DataFrame:
    """How many rows behind each revised figure were added, removed or corrected since.

    Returns:
        :data:`FIGURE`, ``added``, ``removed``, ``corrected``; only figures whose earlier rows are still held, which is
        seen by their giving the earlier figure.
    """
    wanted = revised[revised["delivery"].notna()][[*FIGURE, "delivery", "unit", "then_numerator", "then_denominator"]]
    connection.register("wanted", wanted)
    connection.register("held", evidence_then(warehouse, wanted))
    found = connection.execute(
        f"""
        WITH now AS (
            SELECT authority, quarter, indicator_id, time_window, row_id, in_numerator, value
            FROM indicators.evidence
            SEMI JOIN wanted USING (authority, quarter, indicator_id, time_window)
        ),
        compared AS (
            SELECT authority, quarter, indicator_id, time_window,
                count(*) FILTER (h.row_id IS NULL) AS added,
                count(*) FILTER (n.row_id IS NULL) AS removed,
                count(*) FILTER (
                    n.row_id = h.row_id
                    AND (n.in_numerator IS DISTINCT FROM h.in_numerator OR n.value IS DISTINCT FROM h.value)
                ) AS corrected,
                count(h.row_id) AS rows_then,
                count(*) FILTER (h.in_numerator) AS met_then
            FROM now AS n
            FULL JOIN held AS h USING (authority, quarter, indicator_id, time_window, row_id)
            GROUP BY ALL
        )
        SELECT authority, quarter, indicator_id, time_window, added, removed, corrected
        FROM wanted
        INNER JOIN compared USING (authority, quarter, indicator_id, time_window)
        -- The earlier rows are still held where they give the earlier figure.
        WHERE CASE
            WHEN unit IN ({units.sql_list(lambda unit: unit.is_share)})
                THEN rows_then = then_denominator AND met_then = then_numerator
            WHEN unit IN ({
            units.sql_list(
                lambda unit: (
                    not unit.is_share and not unit.has_base and unit.counts_in_numerator and unit.has_denominator
                )
            )
        })
                THEN rows_then = then_numerator
            ELSE rows_then > 0 OR then_numerator = 0
        END
        """
    ).df()
    connection.unregister("wanted")
    connection.unregister("held")
    return found
