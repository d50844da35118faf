"""The data-quality report of one submission: what is wrong, where, and what to do. Restricted: it names records."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pandas as pd

from exports.content import Column, Line, Masthead, Number, TableSheet, TextSheet
from exports.layout import Book
from exports.normalise import workbook_bytes
from warehouse.calendar import Quarter

MARKING = "OFFICIAL-SENSITIVE: personal data. For case-system administrators; not for the panel"

#: Problems listed one by one; a fault repeated through a whole file is told once, and the rest are in the CSV.
MOST_LISTED = 2_000

_COUNT = "#,##0"
_SEVERITY = {
    "reject_file": "1 The file could not be used",
    "reject_row": "2 The row was set aside",
    "warn": "3 The row was used; please check it",
}


def write_findings(
    findings: pd.DataFrame, row_counts: pd.DataFrame, folder: Path, council: str, quarter: Quarter
) -> tuple[Path, Path]:
    """Write the report as a workbook, and every problem as CSV.

    Args:
        findings: As ``quality.findings``.
        row_counts: As ``quality.row_counts``.
        folder: Under the restricted root.
        council: Name of the council.
        quarter: The submission's quarter.

    Returns:
        The workbook and the CSV.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"data-quality_{quarter.label}_restricted"
    csv_path = folder / f"{stem}.csv"
    findings.to_csv(csv_path, index=False)
    book = Book(Masthead("Data quality report", council, quarter.words, MARKING, "DRAFT"))
    book.add_text(_cover(findings, row_counts))
    book.add_table(_files(row_counts))
    if len(findings):
        book.add_table(_by_rule(findings))
        book.add_table(_one_by_one(findings))
    properties = book.workbook.properties
    properties.title, properties.creator, properties.language = "Data quality report", council, "en-GB"
    properties.keywords, properties.subject = f"data quality, {quarter.label}, restricted", MARKING
    workbook_path = folder / f"{stem}.xlsx"
    workbook_path.write_bytes(workbook_bytes(book.workbook, datetime.combine(quarter.ends, time())))
    return workbook_path, csv_path


def _cover(findings: pd.DataFrame, row_counts: pd.DataFrame) -> TextSheet:
    read, loaded, aside = (int(row_counts[name].sum()) for name in ("rows_read", "rows_loaded", "rows_quarantined"))
    lines = [
        Line("Data quality report", "title"),
        Line(MARKING),
        Line(f"{read:,} rows were read: {loaded:,} are used and {aside:,} are set aside. No row is dropped unseen."),
        Line("What to do first", "heading"),
        Line(
            "Start with files that could not be used, then rows set aside: they are missing from every figure. Correct the "
            "record in the case system and deliver the extract again; a corrected row is counted in the next run."
        ),
        Line("How many", "heading"),
        *(
            Line(f"{words[2:]}: {int((findings['severity'] == severity).sum()):,}")
            for severity, words in _SEVERITY.items()
        ),
    ]
    return TextSheet(name="Cover", answers="what this report is", lines=tuple(lines))


def _files(row_counts: pd.DataFrame) -> TableSheet:
    return TableSheet(
        name="Files",
        answers="every file and what became of its rows",
        heading="Files: every file and what became of its rows",
        table_name="files",
        columns=(
            Column("Extract", 26),
            Column("File", 34),
            Column("Rows read", 14, numeric=True),
            Column("Rows used", 14, numeric=True),
            Column("Rows set aside", 14, numeric=True),
        ),
        rows=tuple(
            (
                str(row.extract),
                str(row.source_file),
                Number(int(row.rows_read), _COUNT),
                Number(int(row.rows_loaded), _COUNT),
                Number(int(row.rows_quarantined), _COUNT),
            )
            for row in row_counts.itertuples()
        ),
        how_to_read=("Rows read are rows used plus rows set aside.",),
    )


def _by_rule(findings: pd.DataFrame) -> TableSheet:
    tally = (
        findings.groupby(["severity", "extract", "rule"], dropna=False)
        .agg(count=("finding_id", "size"), remedy=("remedy", "first"))
        .reset_index()
        .sort_values(["severity", "count", "extract", "rule"], ascending=[True, False, True, True])
    )
    return TableSheet(
        name="By rule",
        answers="which kinds of problem there are, the most frequent first",
        heading="By rule: which kinds of problem there are",
        table_name="by_rule",
        columns=(
            Column("What became of it", 30),
            Column("Extract", 26),
            Column("Rule", 28),
            Column("Problems", 12, numeric=True),
            Column("What to do", 70),
        ),
        rows=tuple(
            (
                _SEVERITY[row["severity"]][2:],
                str(row["extract"]) if pd.notna(row["extract"]) else "whole submission",
                str(row["rule"]),
                Number(int(row["count"]), _COUNT),
                str(row["remedy"]),
            )
            for row in tally.to_dict("records")
        ),
    )


def _one_by_one(findings: pd.DataFrame) -> TableSheet:
    listed = findings.assign(order=findings["severity"].map(_SEVERITY)).sort_values(
        ["order", "extract", "source_file", "source_row"], kind="stable"
    )
    left_out = len(listed) - MOST_LISTED
    note = (
        (f"The first {MOST_LISTED:,} are listed; the other {left_out:,} are in the CSV file beside this workbook.",)
        if left_out > 0
        else ()
    )
    return TableSheet(
        name="Problems",
        answers="every problem with its place and remedy",
        heading="Problems: every problem with its place and remedy",
        table_name="problems",
        columns=(
            Column("Problem", 19),
            Column("What became of it", 17),
            Column("File", 24, blank_means="the whole submission"),
            Column("Row", 8, numeric=True, blank_means="the whole file"),
            Column("Case number", 14, blank_means="no person is concerned"),
            Column("Column", 20, blank_means="no single column"),
            Column("What is wrong", 34),
            Column("What to do", 34),
        ),
        rows=tuple(
            (
                str(row["finding_id"]),
                _SEVERITY[row["severity"]][2:],
                _text(row["source_file"]),
                Number(int(row["source_row"]), "0") if pd.notna(row["source_row"]) else None,
                _text(row["person_id"]),
                _text(row["column_name"]),
                str(row["message"]),
                str(row["remedy"]),
            )
            for row in listed.head(MOST_LISTED).to_dict("records")
        ),
        how_to_read=("A problem keeps its number from run to run until it is put right.", *note),
    )


def _text(value: object) -> str | None:
    return str(value) if pd.notna(value) else None  # type: ignore[call-overload]  # a scalar cell
