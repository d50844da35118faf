"""The sheets only managers get: exact figures, breakdowns, exceptions, what is due, what comes, what is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from exports import figures
from exports.content import Column, Content, Number, Shorthand, TableSheet
from exports.published import Panel, ScorecardRow
from exports.sheets.marks import NOTES_COLUMN, NoteRegister, reference_width, without_empty_notes
from exports.words import breakdown_words, category_words, measure_words
from warehouse.calendar import Window

#: Rows of one list in a workbook. The CSV beside it has them all.
MOST_LISTED = 4_000

_TABLE_WORDS = {
    "published.lac_scorecard": "Scorecard",
    "published.care_leaver_scorecard": "Scorecard",
    "published.trend": "Trends",
    "published.profile": "Profile",
}


def scorecard(panel: Panel, notes: NoteRegister) -> TableSheet:
    """One row for each measure in the period it is shown in first: rated ones, then the others."""
    columns: tuple[Column, ...] = (
        Column("Ref", reference_width(panel)),
        Column("Measure", 24),
        Column("Period", 13, indented=True),
        Column("Number", 9.5, numeric=True),
        Column("Out of", 9.5, numeric=True),
        Column("Result", 9, numeric=True),
        Column("Low 95", 9, numeric=True),
        Column("High 95", 9, numeric=True),
        Column("Before", 9, numeric=True),
        Column("Target", 10, numeric=True),
        Column("Gap", 8, numeric=True),
        Column("Status", 16, indented=True),
        Column("Change", 19, indented=True),
        NOTES_COLUMN,
    )
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            row.indicator_id,
            measure_words(row.label, row.unit),
            row.window_words,
            figures.numerator(row),
            figures.denominator(row),
            figures.result(row),
            _bound(row, row.lower_95),
            _bound(row, row.upper_95),
            figures.before(row),
            figures.target(row),
            figures.gap(row),
            figures.status(row),
            figures.change(row),
            notes.cell(row),
        )
        for row in (*panel.rated, *panel.context)
    )
    columns, rows = without_empty_notes(columns, rows)
    return TableSheet(
        name="Scorecard",
        answers="every measure, exact, with the range chance allows",
        heading="Scorecard: every measure, exact",
        table_name="scorecard",
        columns=columns,
        rows=rows,
        how_to_read=(
            "Rated measures come first, then the others. Nothing is hidden.",
            "Low 95 and High 95 are the ends of the Wilson 95% interval: a percentage that differs by chance alone "
            "would seldom lie outside it. Only percentages have one.",
            "Gap is how far the result is from its target; plus is always good.",
        ),
    )


def _bound(row: ScorecardRow, value: float | None) -> Content:
    return figures.figure(value, row.unit, None, row.status)


def breakdowns(found: pd.DataFrame, panel: Panel) -> TableSheet | None:
    """One row for each rated measure, breakdown and category with somebody in it."""
    rows = tuple(
        (
            str(row["indicator_id"]),
            measure_words(str(row["label"]), str(row["unit"])),
            Window(row["time_window"]).words,
            breakdown_words(row["breakdown"]),
            category_words(row["breakdown"], row["category"]),
            figures.count(_number(row["numerator"]), None, row["status"]),
            _out_of(row),
            figures.figure(_number(row["value"]), row["unit"], None, row["status"]),
        )
        for row in found.to_dict("records")
        if _number(row["denominator"]) != 0
    )
    if not rows:
        return None
    return TableSheet(
        name="Breakdowns",
        answers="each rated measure by age, sex, ethnicity and other groups",
        heading="Breakdowns: each rated measure by group",
        table_name="breakdowns",
        columns=(
            Column("Ref", reference_width(panel)),
            Column("Measure", 40),
            Column("Period", 17, indented=True),
            Column("Breakdown", 24, indented=True),
            Column("Group", 36, indented=True),
            Column("Number", 12, numeric=True),
            Column("Out of", 12, numeric=True),
            Column("Result", 12, numeric=True),
        ),
        rows=rows,
        how_to_read=(
            "Each row is one group of one rated measure, this quarter. Groups with nobody in them are left out.",
            "Most groups are small: a few people move a percentage a long way. These figures are not for publication.",
        ),
    )


def _out_of(row: Mapping[Any, Any]) -> Content:
    if row["unit"] == "n" and row["status"] == "ok":
        return Shorthand("z")
    return figures.count(_number(row["denominator"]), None, row["status"])


def exceptions(
    found: pd.DataFrame, reasons: Mapping[tuple[str, str], str], panel: Panel, csv_name: str
) -> TableSheet | None:
    """One row for each thing that is late or missing, by measure and then the longest overdue.

    Args:
        found: As :func:`exports.exact.read_exceptions`.
        reasons: (measure, reason code) -> words.
        panel: The workbook's figures.
        csv_name: File beside the workbook that has every row.
    """
    if found.empty:
        return None
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            row["indicator_id"],
            row["label"],
            row["person_id"],
            category_words("age_band", row["age_band"]),
            _text(row["team"]),
            _text(row["worker_id"]),
            reasons.get((row["indicator_id"], row["miss_reason"]), row["miss_reason"]),
            _day(row["due_date"]),
            Number(int(row["days_overdue"]), "#,##0") if pd.notna(row["days_overdue"]) else None,
            _text(row["last_event"]),
            _day(row["last_event_date"]),
        )
        for row in found.head(MOST_LISTED).to_dict("records")
    )
    return TableSheet(
        name="Exceptions",
        answers="who is behind each figure that is late or missing",
        heading="Exceptions: what is late or missing, person by person",
        table_name="exceptions",
        columns=(
            Column("Ref", reference_width(panel)),
            Column("Measure", 24),
            Column("Case number", 13, indented=True),
            Column("Age band", 13),
            Column("Team", 18, blank_means="no team is recorded"),
            Column("Worker", 11, blank_means="nobody was allocated on the last day of the quarter"),
            Column("What is late or missing", 29),
            Column("Due", 22, blank_means="the measure has no date by which it is due"),
            Column("Days over", 9, numeric=True, blank_means="it is not overdue, or nothing is due"),
            Column("Last event", 18, indented=True, blank_means="nothing on file bears on it"),
            Column("Date of last event", 22, blank_means="nothing on file bears on it"),
        ),
        rows=rows,
        how_to_read=(
            "Each row is one thing that counts against a measure, or in one that counts what should not be.",
            "Measures follow the scorecard's order, each in the period shown there. The longest overdue come first.",
            "Age band and worker are those of the last day of the quarter. A person may have several rows.",
            *left_out_words(len(found), csv_name),
        ),
        is_working_list=True,
    )


def due_and_overdue(found: pd.DataFrame, panel: Panel, csv_name: str) -> TableSheet | None:
    """One row for each thing overdue on the last day of the quarter, or due within four weeks of it."""
    if found.empty:
        return None
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            _day(row["due_date"]),
            Number(int(row["days_overdue"]), "#,##0") if pd.notna(row["days_overdue"]) else None,
            row["indicator_id"],
            row["label"],
            row["person_id"],
            category_words("age_band", row["age_band"]),
            _text(row["team"]),
            _text(row["worker_id"]),
            _text(row["words"]),
            _text(row["last_event"]),
            _day(row["last_event_date"]),
        )
        for row in found.head(MOST_LISTED).to_dict("records")
    )
    return TableSheet(
        name="Due and overdue",
        answers="what is overdue, and what falls due in the four weeks after the quarter",
        heading="Due and overdue: what to do, the oldest first",
        table_name="due_and_overdue",
        columns=(
            Column("Due", 22),
            Column("Days over", 9, numeric=True, blank_means="it was not overdue on the last day of the quarter"),
            Column("Ref", reference_width(panel) + 3, indented=True),
            Column("Measure", 24),
            Column("Case number", 13, indented=True),
            Column("Age band", 13),
            Column("Team", 18, blank_means="no team is recorded"),
            Column("Worker", 11, blank_means="nobody was allocated on the last day of the quarter"),
            Column("What is late or missing", 29, blank_means="nothing is late yet"),
            Column("Last event", 18, indented=True, blank_means="nothing on file bears on it"),
            Column("Date of last event", 22, blank_means="nothing on file bears on it"),
        ),
        rows=rows,
        how_to_read=(
            "Each row is one thing to do, as the records stood on the last day of the quarter.",
            "What was done late is not here: Exceptions has it.",
            *left_out_words(len(found), csv_name),
        ),
        is_working_list=True,
    )


def coming(found: pd.DataFrame, panel: Panel) -> TableSheet | None:
    """One row for each measure with exceptions: the next quarter as now known."""
    if found.empty:
        return None
    columns = ("entering", "already_met", "certain_to_miss", "still_open")
    return TableSheet(
        name="What is coming",
        answers="the next quarter as now known, and what the targets need",
        heading="What is coming: the next quarter as now known",
        table_name="what_is_coming",
        columns=(
            Column("Ref", reference_width(panel)),
            Column("Measure", 37),
            Column("Period", 16, indented=True),
            Column("Enter the measure", 12, numeric=True),
            Column("Already met", 12, numeric=True),
            Column("Certain to miss", 12, numeric=True),
            Column("Still open", 11, numeric=True),
            Column("Best possible result", 13, numeric=True),
            Column("Needed for the target", 13, numeric=True),
            Column("Target within reach", 14, indented=True),
        ),
        rows=tuple(
            (
                str(row["indicator_id"]),
                measure_words(str(row["label"]), str(row["unit"])),
                Window(row["time_window"]).words,
                *(figures.count(_number(row[name]), None, row["status"]) for name in columns),
                Shorthand("z")
                if _is_open_ended(row)
                else figures.figure(_number(row["best_possible"]), row["unit"], None, row["status"]),
                figures.count(_number(row["needed"]), None, row["status"]),
                _reach(row),
            )
            for row in found.to_dict("records")
        ),
        how_to_read=(
            "Each row is one measure with its exceptions, asked again for the next quarter. It is no forecast: people "
            "may come, leave or change.",
            "Those who enter are already met, certain to miss, or still open. Needed is how many of the open ones the "
            "target takes.",
        ),
    )


def _is_open_ended(row: Mapping[Any, Any]) -> bool:
    """Whether nothing is settled ahead: of what should not be, nobody is certain, so the best would always be nobody."""
    return row["better"] == "lower" and _number(row["certain_to_miss"]) == 0


def _reach(row: Mapping[Any, Any]) -> Content:
    """Whether the target can still be reached, where that is a question at all."""
    if pd.isna(row["is_reachable"]) or _number(row["entering"]) == 0:
        return Shorthand("z")
    if _number(row["needed"]) == 0 and row["is_reachable"]:
        return "Met as now known"
    if _is_open_ended(row):
        return Shorthand("z")
    return "Yes" if row["is_reachable"] else "No"


def hidden(found: pd.DataFrame, panel: Panel, csv_name: str) -> TableSheet | None:
    """One row for each cell the panel edition hides, with what stands in it."""
    if found.empty:
        return None
    rows = tuple(
        (
            _TABLE_WORDS.get(row["table_name"], row["table_name"]),
            row["quarter"],
            row["indicator_id"],
            Window(row["time_window"]).words,
            "Everyone" if row["breakdown"] == "all" else _group(row),
            f"Rule {row['rule']}",
            row["reason"],
            figures.count(_number(row["numerator"]), None, "not_available"),
            Shorthand("z") if row["unit"] == "n" else figures.count(_number(row["denominator"]), None, "not_available"),
            figures.figure(_number(row["value"]), row["unit"], None, "not_applicable"),
        )
        for row in found.head(MOST_LISTED).to_dict("records")
    )
    return TableSheet(
        name="Hidden in panel",
        answers="what the panel edition hides, why, and what stands there",
        heading="Hidden in panel: what the panel edition hides, and why",
        table_name="hidden_in_panel",
        columns=(
            Column("Where", 12),
            Column("Quarter", 13),
            Column("Ref", reference_width(panel)),
            Column("Period", 15),
            Column("Group", 34, indented=True),
            Column("Rule", 9),
            Column("Why", 36),
            Column("True number", 10, numeric=True),
            Column("True out of", 10, numeric=True),
            Column("True result", 10, numeric=True),
        ),
        rows=rows,
        how_to_read=(
            "Each row is one figure hidden in the panel edition, this quarter's first. Never read one out in public.",
            "Rule 1: few people to count. Rule 2: few in the number, or few not in it. Rule 5: worked out from a "
            "hidden figure. Rule 6: would give a hidden figure away."
            # Only a council that has approved a version has figures the seventh rule is about.
            + (" Rule 7: hidden in an approved version." if found["rule"].eq("7").any() else ""),
            *left_out_words(len(found), csv_name),
        ),
    )


def _group(row: Mapping[Any, Any]) -> str:
    label = breakdown_words(row["breakdown"])
    return f"{label}: {category_words(row['breakdown'], row['category'])}"


def left_out_words(rows: int, csv_name: str) -> tuple[str, ...]:
    """How many rows a capped list leaves out, and where they are; nothing when all are listed."""
    if rows <= MOST_LISTED:
        return ()
    more = rows - MOST_LISTED
    return (f"The first {MOST_LISTED:,} are listed; the other {more:,} are in {csv_name} beside this file.",)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _text(value: Any) -> str | None:
    return str(value) if value is not None and pd.notna(value) and str(value).strip() else None


def _day(value: Any) -> Any:
    return pd.Timestamp(value).date() if value is not None and pd.notna(value) else None
