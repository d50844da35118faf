"""Checking one submission from its folder to clean rows, findings and an account of every row."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from schemas.commentary import FOR_THE_AUTHOR
from schemas.extracts import EXTRACTS, REQUIRED_EXTRACTS
from schemas.headers import normalise
from submissions.alerts import ColumnFault
from submissions.availability import availability_frame, history_frame
from submissions.between_rows import warn_between_rows
from submissions.council import Council
from submissions.delivery import DeliveredFile, content_hash, read_delivery
from submissions.discover import Submission
from submissions.findings import FindingLog
from submissions.frames import clean_frame, landing_frame
from submissions.judge import judge
from submissions.table import Table


@dataclass(frozen=True)
class CheckedSubmission:
    """A submission after checking; every frame is complete, also where nothing was delivered.

    Attributes:
        authority: Slug of the authority.
        submission_quarter: Label of the folder's quarter.
        council: What ``council.toml`` says.
        content_hash: SHA-256 over the extract files; equal content has an equal hash.
        landing: Extract to every row read, as text.
        clean: Extract to its loaded rows, typed.
        findings: One row a problem, gravest first.
        quarantine: One row a rejected row, as landed.
        row_counts: One row a file: rows read, loaded and quarantined; the last two add up to the first.
        available: Extracts that may be used.
        availability: One row an extract and an optional column of it: whether figures may rest on it.
        history: One row a usable extract: from which day its records are complete.
        column_alerts: One row a column most of whose filled cells are invalid.
        files: One row an extract file.
    """

    authority: str
    submission_quarter: str
    council: Council
    content_hash: str
    landing: dict[str, pd.DataFrame]
    clean: dict[str, pd.DataFrame]
    findings: pd.DataFrame
    quarantine: pd.DataFrame
    row_counts: pd.DataFrame
    available: frozenset[str]
    availability: pd.DataFrame
    history: pd.DataFrame
    column_alerts: pd.DataFrame
    files: pd.DataFrame


def check_submission(submission: Submission, run_date: date) -> CheckedSubmission:
    """Read and check everything a submission's folder holds.

    Args:
        submission: The submission.
        run_date: Day of the run; later dates are warned about.

    Returns:
        Landing, clean rows, findings and accounts. No fault of the data raises an exception.

    Raises:
        ChangingError: When the files keep changing while they are read.
    """
    label = submission.quarter.label
    log = FindingLog(submission.authority, label)
    delivery = read_delivery(submission.folder, submission.council.headers)
    for name, words in delivery.unknown:
        log.add("unknown_file", source_file=name, detail=words, key=name)
    tables: dict[str, Table] = {}
    spoilt: list[tuple[DeliveredFile, Table | None]] = []
    for file in delivery.files:
        table = _table(file)
        if file.faults or table is None:
            _report_file(file, log)
            spoilt.append((file, table))
        else:
            tables[file.extract] = table
    alerts: list[tuple[str, ColumnFault]] = []
    children: pd.Index = pd.Index([])
    for name in EXTRACTS:
        if name in tables:
            table = tables[name]
            _report_unknown_columns(table, log)
            alerts += [(name, fault) for fault in judge(table, log)]
            if name != "children" and table.extract.has_person:
                _reject_strangers(table, children, log)
            _reject_repeated_keys(table, log)
        if name == "children" and name in tables:
            children = pd.Index(tables[name].typed.loc[~tables[name].rejected, "person_id"])
    for name in REQUIRED_EXTRACTS:
        if not any(file.extract == name for file in delivery.files):
            log.add("required_extract_absent", extract=name, detail=name)
    warn_between_rows(tables, submission.quarter.ends, run_date, log)

    findings = log.frame(tuple(EXTRACTS))
    landing, clean = {}, {}
    for name, extract in EXTRACTS.items():
        everything = [table for file, table in spoilt if file.extract == name and table is not None]
        everything += [tables[name]] if name in tables else []
        hashes = {file.name: file.file_hash for file in delivery.files}
        landing[name] = landing_frame(extract, everything, hashes, submission.authority, label)
        clean[name] = clean_frame(extract, tables.get(name), submission.authority, label)
    return CheckedSubmission(
        authority=submission.authority,
        submission_quarter=label,
        council=submission.council,
        content_hash=content_hash(delivery.files),
        landing=landing,
        clean=clean,
        findings=findings,
        quarantine=_quarantine(tables, landing, findings),
        row_counts=_row_counts(delivery.files, tables, submission.authority, label),
        available=frozenset(tables),
        availability=availability_frame(tables, {file.extract: file.rows_read for file, _ in spoilt}),
        history=history_frame(tables),
        column_alerts=_column_alerts(alerts),
        files=_files(delivery.files),
    )


def _table(file: DeliveredFile) -> Table | None:
    if file.sheet is None or file.match is None:
        return None
    return Table.of(EXTRACTS[file.extract], file.name, file.sheet, file.match)


def _report_file(file: DeliveredFile, log: FindingLog) -> None:
    """Say why a file is rejected; an unmatched heading is never repeated, for it may be a row of data."""
    for rule, detail in file.faults:
        column = detail if rule == "missing_column" else None
        log.add(rule, file.extract, file.name, column=column, detail=detail, key=f"{file.name}/{detail}")


def _report_unknown_columns(table: Table, log: FindingLog) -> None:
    for position in table.match.unknown:
        heading = table.sheet.headings[position]
        filled = bool(pd.notna(table.sheet.columns[position]).any())
        is_ours = table.extract.name == "commentary" and normalise(heading) in FOR_THE_AUTHOR
        if (heading or filled) and not is_ours:
            label = heading or f"number {position + 1}, which has no heading"
            log.add("unknown_column", table.extract.name, table.source_file, heading=label, key=label)


def _reject_strangers(table: Table, children: pd.Index, log: FindingLog) -> None:
    """Reject rows of persons who are not among the loaded children; a blank number is another rule's matter."""
    person = table.typed["person_id"]
    strangers = person.notna() & ~person.isin(children) & table.intact
    log.add(
        "person_not_in_children",
        table.extract.name,
        table.source_file,
        rows=table.about(strangers),
        column="person_id",
        heading=table.heading("person_id"),
    )
    table.rejected |= strangers


def _reject_repeated_keys(table: Table, log: FindingLog) -> None:
    """Of the rows not rejected otherwise, the first with a key is loaded; blank equals blank."""
    standing = table.typed.loc[~table.rejected, list(table.extract.key)]
    repeated = pd.Series(False, index=table.text.index)
    repeated.loc[standing.index[standing.duplicated(keep="first")]] = True
    log.add("repeated_key", table.extract.name, table.source_file, rows=table.about(repeated))
    table.rejected |= repeated


def _quarantine(tables: dict[str, Table], landing: dict[str, pd.DataFrame], findings: pd.DataFrame) -> pd.DataFrame:
    """Every rejected row as landed, with the findings about it (those about its file when the file is rejected)."""
    columns = [
        "authority",
        "submission_quarter",
        "extract",
        "source_file",
        "source_row",
        "row_json",
        "finding_ids",
    ]
    about_row: dict[tuple[str, int], list[str]] = defaultdict(list)
    about_file: dict[str, list[str]] = defaultdict(list)
    grave = findings["severity"].eq("reject_file")
    for file, finding in findings.loc[grave, ["source_file", "finding_id"]].itertuples(index=False):
        about_file[file].append(finding)
    on_rows = findings[findings["source_row"].notna()]
    for file, row, finding in on_rows[["source_file", "source_row", "finding_id"]].itertuples(index=False):
        about_row[file, row].append(finding)
    frames = []
    for name, landed in landing.items():
        used = tables.get(name)
        out = pd.Series(True, index=landed.index)
        if used is not None:
            out = ~landed["source_file"].eq(used.source_file)
            out[~out] = used.rejected.to_numpy()
        rejected = landed[out]
        if rejected.empty:
            continue
        cells = rejected[[*EXTRACTS[name].column_names, "other_columns"]]
        frames.append(
            pd.DataFrame(
                {
                    "authority": rejected["authority"],
                    "submission_quarter": rejected["submission_quarter"],
                    "extract": name,
                    "source_file": rejected["source_file"],
                    "source_row": rejected["source_row"],
                    "row_json": [_row_json(row) for row in cells.to_dict("records")],
                    "finding_ids": [
                        json.dumps(about_row.get((file, row)) or about_file.get(file, []))
                        for file, row in zip(rejected["source_file"], rejected["source_row"], strict=True)
                    ],
                }
            )
        )
    types = {**dict.fromkeys(columns, "str"), "source_row": "int64"}
    if not frames:
        return pd.DataFrame(columns=columns).astype(types)
    return pd.concat(frames, ignore_index=True).astype(types)


def _row_json(row: dict[Hashable, object]) -> str:
    """A rejected row as JSON: its filled cells by contract column, then the cells of no column by heading."""
    others = row.pop("other_columns")
    filled: dict[Hashable, object] = {column: cell for column, cell in row.items() if isinstance(cell, str)}
    if isinstance(others, str):
        filled["other_columns"] = json.loads(others)
    return json.dumps(filled, ensure_ascii=False)


def _row_counts(
    files: tuple[DeliveredFile, ...], tables: dict[str, Table], authority: str, quarter: str
) -> pd.DataFrame:
    rows = []
    for file in files:
        used = tables.get(file.extract)
        loaded = 0 if used is None or used.source_file != file.name else int((~used.rejected).sum())
        rows.append(
            {
                "authority": authority,
                "submission_quarter": quarter,
                "extract": file.extract,
                "source_file": file.name,
                "rows_read": file.rows_read,
                "rows_loaded": loaded,
                "rows_quarantined": file.rows_read - loaded,
            }
        )
    texts = ["authority", "submission_quarter", "extract", "source_file"]
    counts = ["rows_read", "rows_loaded", "rows_quarantined"]
    types = {**dict.fromkeys(texts, "str"), **dict.fromkeys(counts, "int64")}
    return pd.DataFrame(rows, columns=[*texts, *counts]).astype(types)


def _column_alerts(alerts: list[tuple[str, ColumnFault]]) -> pd.DataFrame:
    rows = [
        (extract, fault.column_name, fault.cells_filled, fault.cells_invalid, fault.cells_invalid / fault.cells_filled)
        for extract, fault in alerts
    ]
    columns = {
        "extract": "str",
        "column_name": "str",
        "cells_filled": "int64",
        "cells_invalid": "int64",
        "share": "float64",
    }
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _files(files: tuple[DeliveredFile, ...]) -> pd.DataFrame:
    columns = {
        "extract": "str",
        "source_file": "str",
        "file_hash": "str",
        "size_bytes": "int64",
        "rows_read": "int64",
    }
    rows = [(file.extract, file.name, file.file_hash, file.size_bytes, file.rows_read) for file in files]
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
