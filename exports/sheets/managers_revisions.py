"""The managers' sheet of revisions: what earlier quarters reported, exact, beside what is now known of them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports import figures
from exports.content import Column, Content, Number, Shorthand, TableSheet
from exports.published import Panel
from exports.sheets.marks import reference_width
from exports.styles import GAP_FORMAT
from exports.words import measure_words
from indicators.units import unit_of
from warehouse.calendar import Window
from warehouse.reported import FIRST_REPORTED


def revisions(found: pd.DataFrame, panel: Panel) -> TableSheet | None:
    """One row for each measure, period and quarter that was reported otherwise: the large ones first.

    Args:
        found: As :func:`exports.exact.read_revisions`.
        panel: The workbook's figures.
    """
    if found.empty:
        return None
    large = int(found["is_beyond_threshold"].sum())
    return TableSheet(
        name="Revisions",
        answers="which figures of earlier quarters have changed since they were reported, and why",
        heading="Revisions: figures that have changed since they were reported",
        table_name="revisions",
        columns=(
            Column("Ref", reference_width(panel)),
            Column("Measure", 20),
            Column("Quarter", 11.5, indented=True),
            Column("Period", 11),
            Column("Number then", 10, numeric=True),
            Column("Out of then", 8.5, numeric=True),
            Column("Result then", 8.5, numeric=True),
            Column("Number now", 10, numeric=True),
            Column("Out of now", 8.5, numeric=True),
            Column("Result now", 8.5, numeric=True),
            Column("Difference", 13, numeric=True),
            Column("Status", 12, indented=True),
            Column("Why", 18),
            Column("Reported", 12),
        ),
        rows=tuple(_row(row) for row in found.to_dict("records")),
        how_to_read=(
            "Each row is one figure. Then is the quarter's newest approved version, else its first report. Now is as known "
            "today.",
            f"The first {large:,} are large: the status changed, the change is clear, or the figure moved by two points "
            "(others by two per cent)."
            if large
            else "All of them are small: no status changed, and no figure moved by two points (others by two per cent).",
            "Why counts the records behind the figure that were added, removed or corrected since.",
        ),
    )


def _row(row: dict[Any, Any]) -> tuple[Content, ...]:
    unit = str(row["unit"])
    rating, difference = str(row["rating"]), _number(row["difference"])
    when = pd.Timestamp(row["reported_at"])
    version = "First reported" if row["then_version"] == FIRST_REPORTED else f"Version {row['then_version']}"
    return (
        str(row["indicator_id"]),
        measure_words(str(row["label"]), unit),
        str(row["quarter"]),
        Window(row["time_window"]).words,
        *_side(row, "then_", unit),
        *_side(row, "", unit),
        Shorthand("z") if difference is None else Number(difference, GAP_FORMAT),
        rating if rating == row["then_rating"] else f"{row['then_rating']}, now {rating}",
        str(row["reason"]),
        f"{version}, {when.day} {when:%B %Y}",
    )


def _side(row: dict[Any, Any], prefix: str, unit: str) -> tuple[Content, Content, Content]:
    """Number, base and result of one side."""
    status = str(row[f"{prefix}status"])
    numerator, denominator, value = (
        _number(row[f"{prefix}{name}"]) for name in ("numerator", "denominator", "displayed_value")
    )
    out_of = (
        Shorthand("z")
        if not unit_of(unit).has_denominator and status == "ok"
        else figures.count(denominator, None, status)
    )
    return figures.count(numerator, None, status), out_of, figures.figure(value, unit, None, status)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
