"""Workbooks: the panel's two files, made from a database that holds published tables only."""

from __future__ import annotations

from assets.stage import QuarterRun, Report, Stage
from exports.panel import write_panel_workbooks
from schemas.warehouse import build_tables
from warehouse.connection import connect


def run(quarter_run: QuarterRun) -> Report:
    """Copy the published tables into a file of their own, and write each council's workbooks from that."""
    copy_published(quarter_run)
    written: list[str] = []
    with connect(quarter_run.folder.published, read_only=True) as published:
        for authority in quarter_run.with_results:
            folder = quarter_run.folder.staged_output / "panel" / authority / quarter_run.quarter.label
            paths = write_panel_workbooks(published, authority, quarter_run.quarter.label, folder)
            written += [path.name for path in paths]
    return Report(
        len(written),
        f"{len(written)} panel workbooks for {len(quarter_run.with_results)} councils",
        {"files": len(written)},
    )


def copy_published(quarter_run: QuarterRun) -> None:
    """Write ``published.*`` into a separate file, so that a panel workbook cannot hold what was not published."""
    path = str(quarter_run.folder.published).replace("'", "''")
    connection = quarter_run.connection
    connection.execute(f"ATTACH '{path}' AS panel")
    connection.execute("CREATE SCHEMA panel.published")
    for described in build_tables():
        if described.schema == "published":
            extra = ", d.delivery" if described.is_by_delivery else ""
            join = "INNER JOIN main.delivery AS d USING (authority, submission_quarter)" if extra else ""
            connection.execute(
                f"CREATE TABLE panel.{described.full_name} AS SELECT t.*{extra} FROM {described.full_name} AS t {join}"
            )
    connection.execute("DETACH panel")


STAGE = Stage(
    key="workbooks",
    group="5_outputs",
    description="The two panel workbooks of each council, marked DRAFT, waiting to be put in place.",
    after=("published",),
    run=run,
)
