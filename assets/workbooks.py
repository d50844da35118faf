"""Workbooks: the panel's two files, made from a database of published tables only, and the commentary template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from assets.isolation import each_council
from assets.publication import commentary
from assets.stage import QuarterRun, Report, Stage
from exports.commentary_template import Refused, template_bytes
from exports.panel import EDITIONS, write_panel_workbooks
from exports.published import read_panel
from indicators.commentary import Remark
from schemas.commentary import TEXTS
from warehouse.connection import connect
from warehouse.published import copy_published

#: Rows of a build, which has one delivery of each submission, with its number.
_OF_BUILD = (
    "SELECT t.*, d.delivery FROM {table} AS t INNER JOIN main.delivery AS d USING (authority, submission_quarter)"
)


def run(quarter_run: QuarterRun) -> Report:
    """Copy the published tables into a file of their own, and write each council's workbooks from that."""
    copy_published(quarter_run.connection, quarter_run.folder.published, _OF_BUILD)
    with connect(quarter_run.folder.published, read_only=True) as published:
        refused = commentary(quarter_run).refused
        written = each_council(
            quarter_run,
            "workbooks",
            quarter_run.with_results,
            lambda name: _write(quarter_run, published, name, refused),
        )
    new = sum(written.values())
    return Report(new, f"{new} panel workbooks written for {len(quarter_run.with_results)} councils", {"files": new})


def _write(
    quarter_run: QuarterRun, published: duckdb.DuckDBPyConnection, authority: str, refused: Sequence[Remark]
) -> int:
    """Write one council's workbooks and template; returns how many workbooks are new."""
    quarter = quarter_run.quarter.label
    place = Path("panel") / authority / quarter
    staged, placed = quarter_run.folder.staged_output / place, quarter_run.folder.output / place
    paths = write_panel_workbooks(published, authority, quarter, staged, placed=placed)
    write_template(quarter_run, published, authority, [remark for remark in refused if remark.authority == authority])
    return sum(path.parent == staged for path in paths)


def write_template(
    quarter_run: QuarterRun, published: duckdb.DuckDBPyConnection, authority: str, refused: Sequence[Remark]
) -> None:
    """Write a council's commentary template into the restricted root: working material, not a panel paper.

    A template that is in place just so is not written again.
    """
    quarter = quarter_run.quarter
    found = quarter_run.connection.execute(
        f"SELECT upper(trim(indicator_id)), {', '.join(TEXTS)} FROM clean.commentary WHERE authority = ? "
        "ORDER BY source_row DESC",
        [authority],
    ).fetchall()
    data = template_bytes(
        [read_panel(published, authority, quarter.label, edition.scorecard) for edition in EDITIONS],
        quarter,
        {row[0]: dict(zip(TEXTS, row[1:], strict=True)) for row in found},
        [Refused(r.source_row, r.indicator_id, r.column_name, r.what, r.remedy) for r in refused],
    )
    relative = Path("restricted") / authority / quarter.label / f"commentary_{quarter.label}_template.xlsx"
    in_place = quarter_run.folder.output / relative
    if not in_place.is_file() or in_place.read_bytes() != data:
        target = quarter_run.folder.staged_output / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


STAGE = Stage(
    key="workbooks",
    group="5_outputs",
    description="The two panel workbooks of each council, marked PREVIEW or DRAFT, waiting to be put in place.",
    after=("published",),
    run=run,
    is_by_council=True,
)
