"""Workbooks: the panel's two files, made from a database of published tables only, and the commentary template."""

from __future__ import annotations

from pathlib import Path

import duckdb

from assets.publication import commentary
from assets.stage import QuarterRun, Report, Stage
from exports.commentary_template import Refused, template_bytes
from exports.panel import EDITIONS, write_panel_workbooks
from exports.published import read_panel
from schemas.commentary import TEXTS
from schemas.warehouse import build_tables
from warehouse.connection import connect


def run(quarter_run: QuarterRun) -> Report:
    """Copy the published tables into a file of their own, and write each council's workbooks from that."""
    copy_published(quarter_run)
    written: list[str] = []
    with connect(quarter_run.folder.published, read_only=True) as published:
        for authority in quarter_run.with_results:
            place = Path("panel") / authority / quarter_run.quarter.label
            staged, placed = quarter_run.folder.staged_output / place, quarter_run.folder.output / place
            paths = write_panel_workbooks(published, authority, quarter_run.quarter.label, staged, placed=placed)
            written += [path.name for path in paths if path.parent == staged]
        write_templates(quarter_run, published)
    return Report(
        len(written),
        f"{len(written)} panel workbooks written for {len(quarter_run.with_results)} councils",
        {"files": len(written)},
    )


def write_templates(quarter_run: QuarterRun, published: duckdb.DuckDBPyConnection) -> None:
    """Write each council's commentary template into the restricted root: working material, not a panel paper.

    A template that is in place just so is not written again.
    """
    quarter = quarter_run.quarter
    refused = commentary(quarter_run).refused
    found = quarter_run.connection.execute(
        f"SELECT authority, upper(trim(indicator_id)), {', '.join(TEXTS)} "
        "FROM clean.commentary ORDER BY authority, source_row DESC"
    ).fetchall()
    for authority in quarter_run.with_results:
        data = template_bytes(
            [read_panel(published, authority, quarter.label, edition.scorecard) for edition in EDITIONS],
            quarter,
            {row[1]: dict(zip(TEXTS, row[2:], strict=True)) for row in found if row[0] == authority},
            [
                Refused(r.source_row, r.indicator_id, r.column_name, r.what, r.remedy)
                for r in refused
                if r.authority == authority
            ],
        )
        relative = Path("restricted") / authority / quarter.label / f"commentary_{quarter.label}_template.xlsx"
        in_place = quarter_run.folder.output / relative
        if not in_place.is_file() or in_place.read_bytes() != data:
            target = quarter_run.folder.staged_output / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


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
    description="The two panel workbooks of each council, marked PREVIEW or DRAFT, waiting to be put in place.",
    after=("published",),
    run=run,
)
