"""Trends: every quarter worked out, oldest to newest."""

from __future__ import annotations

from dataclasses import replace

from exports import figures
from exports.content import Column, Content, TableSheet
from exports.published import Panel, ScorecardRow
from exports.sheet import Sheet
from exports.sheets.marks import NoteRegister, reference_width, without_empty_notes
from exports.sheets.revisions import marks_of
from exports.words import GOOD_IS, measure_words

#: The quarter reported and the eight before it: two whole years and the same quarter to set them against.
MOST_QUARTERS = 9


def trend_rows(panel: Panel) -> tuple[ScorecardRow, ...]:
    """Rated measures in every window, the others in the window they are shown in first."""
    return tuple(row for row in panel.rows if row.indicator_id in panel.rated_ids or panel.headline(row))


def trends(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each measure and window; left out until there are two quarters to set side by side."""
    quarters = [quarter for quarter in panel.trend_quarters if quarter <= panel.quarter][-MOST_QUARTERS:]
    if len(quarters) < 2:
        return None
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            row.indicator_id,
            measure_words(row.label, row.unit),
            GOOD_IS[row.better],
            row.window_words,
            *(
                figures.trend_point(
                    panel.trend.get((row.indicator_id, row.time_window), {}).get(quarter.label), row.unit
                )
                for quarter in quarters
            ),
            marks_of(panel, row.indicator_id, row.time_window, quarters),
        )
        for row in trend_rows(panel)
    )
    columns: tuple[Column, ...] = (
        Column("Ref", reference_width(panel)),
        Column("Measure", 33),
        Column("Good is", 11.5, indented=True),
        Column("Period", 13),
        *(Column(figures.months(quarter), 10.5, numeric=True) for quarter in quarters),
        Column("Notes", 13, blank_means="no figure of the row has changed since it was approved", indented=True),
    )
    columns, rows = without_empty_notes(columns, rows)
    if columns[-1].heading == "Notes":  # it has the room of the measure's name
        columns = tuple(replace(column, width=22.5) if column.heading == "Measure" else column for column in columns)
    return TableSheet(
        name="Trends",
        answers="each measure over the last two years",
        heading="Trends: results quarter by quarter",
        table_name="trends",
        columns=columns,
        rows=rows,
        how_to_read=(
            "Each row is one measure, oldest quarter first. Every quarter is shown as now known, "
            "so it can differ from what was first reported.",
            "Year to date begins again each April: compare it with the same quarter of another year.",
        ),
    )


SHEET = Sheet("Trends", 80, trends, absent="there are no earlier quarters to compare with")
