"""Checking one submission from its folder to clean rows, findings and an account of every row."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from schemas.commentary import FOR_THE_AUTHOR
from schemas.extracts import EXTRACTS, REQUIRED_EXTRACTS
from schemas.headers import normalise
from submissions.alerts import ColumnFault
from submissions.availability import availability_frame
from submissions.between_rows import warn_between_rows
from submissions.council import Council
from submissions.delivery import Delivery, Ignored, content_hash, read_delivery
from submissions.discover import Submission
from submissions.feeding import Moment, tables_of
from submissions.findings import NOWHERE, FindingLog, Place
from submissions.frames import Keys, clean_frame, landing_frame, received_frame
from submissions.history import history_frame
from submissions.holding import Standing, standing_of, why_no_results
from submissions.judge import judge
from submissions.places_of_care import place_postcodes
from submissions.sources.base import Claim
from submissions.table import Table
from submissions.together import Children, refuse_unmatched, reject_strangers, settle, supplement
from submissions.years import years_of


@dataclass(frozen=True)
class Recognised:
    """What one table of a delivery was taken for.

    Attributes:
        file: Name of the file.
        sheet: Name of the worksheet; empty in a CSV.
        words: What it was recognised as.
        extracts: The extracts it feeds.
        rows_read: Its rows.
    """

    file: str
    sheet: str
    words: str
    extracts: tuple[str, ...]
    rows_read: int


@dataclass(frozen=True)
class CheckedSubmission:
    """A submission after checking; every frame is complete, also where nothing was delivered.

    Attributes:
        authority: Slug of the authority.
        submission_quarter: Label of the folder's quarter.
        council: What ``council.toml`` says.
        content_hash: SHA-256 over the files that are used; equal content has an equal hash.
        landing: Extract to every record read, as text.
        received: Every row as received of tables whose rows are not records of one extract.
        clean: Extract to its loaded rows, typed.
        findings: One row a problem, gravest first.
        quarantine: One row a rejected row, as landed.
        row_counts: One row a table and extract: records read, loaded and quarantined; the last two add up to the first.
        available: Extracts that figures may rest on.
        availability: One row an extract, and an optional column or code of it: whether figures may rest on it.
        history: One row a usable extract: from which day its records are complete.
        no_results: Why the council can have no results, in sentences; none where it can.
        column_alerts: One row a column most of whose filled cells are invalid.
        files: One row a table and extract.
        recognised: What each table was taken for.
        ignored: What of the folder is not used, and why.
    """

    authority: str
    submission_quarter: str
    council: Council
    content_hash: str
    landing: dict[str, pd.DataFrame]
    received: pd.DataFrame
    clean: dict[str, pd.DataFrame]
    findings: pd.DataFrame
    quarantine: pd.DataFrame
    row_counts: pd.DataFrame
    available: frozenset[str]
    availability: pd.DataFrame
    history: pd.DataFrame
    no_results: tuple[str, ...]
    column_alerts: pd.DataFrame
    files: pd.DataFrame
    recognised: tuple[Recognised, ...]
    ignored: tuple[Ignored, ...]


@dataclass
class _Work:
    """A submission on its way through the checks.

    Attributes:
        submission: What is checked.
        run_date: Day of the run.
        log: Its findings.
        delivery: Its files.
        tables: Extract to its tables that are judged.
        spoilt: Extract to its tables that are refused whole.
        refused: Extract to its files and sheets that could not be read.
        alerts: Extract and column most of whose cells are invalid.
    """

    submission: Submission
    run_date: date
    log: FindingLog
    delivery: Delivery
    tables: dict[str, list[Table]] = field(default_factory=lambda: defaultdict(list))
    spoilt: dict[str, list[Table]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    alerts: list[tuple[str, ColumnFault]] = field(default_factory=list)
    reshaped: list[tuple[str, Claim]] = field(default_factory=list)


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
    log = FindingLog(submission.authority, submission.quarter.label)
    work = _Work(submission, run_date, log, read_delivery(submission.folder, submission.council))
    _tell_of_files(work)
    recognised = _make_tables(work)
    _judge(work)
    standings = _standings(work)
    return _outcome(work, standings, recognised)


def _tell_of_files(work: _Work) -> None:
    for ignored in work.delivery.ignored:
        key = f"{ignored.file}/{ignored.sheet}"
        work.log.add(ignored.rule, source_file=ignored.file, sheet=ignored.sheet, detail=ignored.detail, key=key)
    for file in work.delivery.files:
        for one in file.refused:
            work.refused[one.extract or NOWHERE].append(one.file)
            key = f"{one.file}/{one.sheet}/{one.detail}"
            work.log.add(one.rule, one.extract or NOWHERE, one.file, sheet=one.sheet, detail=one.detail, key=key)


def _make_tables(work: _Work) -> tuple[Recognised, ...]:
    """Make the tables of every recognised sheet; those that lack a required column are refused whole."""
    claims, ends = work.delivery.claims, work.submission.quarter.ends
    years = years_of(claims, ends)
    recognised = []
    for place, claim in enumerate(claims):
        sheet = claim.sheet
        if claim.is_return and years[place] is None and any(feed.dated or feed.birthday for feed in claim.feeds):
            work.log.add(
                "year_not_told", source_file=sheet.file, sheet=sheet.worksheet or "", detail=claim.words, key=sheet.file
            )
        tables = tables_of(claim, Moment(years.get(place), ends), work.submission.council)
        extracts = tuple(dict.fromkeys(table.extract.name for table in tables))
        recognised.append(Recognised(sheet.file, sheet.worksheet or "", claim.words, extracts, len(sheet)))
        if not tables:
            work.log.add(
                "not_read", source_file=sheet.file, sheet=sheet.worksheet or "", detail=claim.words, key=claim.words
            )
        if any(table.is_reshaped for table in tables):
            work.reshaped.append((claim.words, claim))
        for table in tables:
            name = table.extract.name
            if _report_faults(table, work.log):
                work.spoilt[name].append(table)
                work.refused[name].append(table.source_file)
            else:
                work.tables[name].append(table)
    return tuple(recognised)


def _report_faults(table: Table, log: FindingLog) -> bool:
    """Say why a table is refused; an unmatched heading is never repeated, for it may be a row of data."""
    name, file = table.extract.name, table.source_file
    for column in table.match.missing:
        log.add(
            "missing_column", name, file, column=column, detail=column, key=f"{file}/{column}", sheet=table.source_sheet
        )
    for column, places in table.match.duplicates.items():
        detail = f"{' and '.join(str(place + 1) for place in places)} ('{column}')"
        log.add("duplicate_column", name, file, detail=detail, key=f"{file}/{detail}", sheet=table.source_sheet)
    return bool(table.match.missing or table.match.duplicates)


def _judge(work: _Work) -> None:
    """Judge every table of every extract, the children first, and settle what several tables say of one record."""
    log = work.log
    children = Children(())
    place_postcodes(work.tables.get("care_episodes", ()), work.submission, log)
    for name, extract in EXTRACTS.items():
        tables = work.tables.get(name, [])
        for table in tables:
            _report_unknown_columns(table, log)
            work.alerts += [(name, fault) for fault in judge(table, log, work.run_date.year)]
        if name == "children":
            settle(extract, tables, log)
            children = Children(tables)
            supplement(tables, children, log)
            continue
        if extract.has_person:
            for table in tables:
                refuse_unmatched(table, children, log)
                if not table.is_unmatched:
                    reject_strangers(table, children, log)
        settle(extract, tables, log)
    warn_between_rows(work.tables, work.submission.quarter.ends, work.run_date, log)


#: Headings of the commentary's template that are there for its author, as headings are compared.
_NOT_READ_BACK = frozenset(normalise(name) for name in FOR_THE_AUTHOR)


def _report_unknown_columns(table: Table, log: FindingLog) -> None:
    for position in table.match.unknown:
        heading = table.sheet.headings[position]
        filled = bool(pd.notna(table.sheet.columns[position]).any())
        is_ours = table.extract.name == "commentary" and normalise(heading) in _NOT_READ_BACK
        if (heading or filled) and not is_ours:
            label = heading or f"number {position + 1}, which has no heading"
            log.add(
                "unknown_column",
                table.extract.name,
                table.source_file,
                heading=label,
                key=label,
                sheet=table.source_sheet,
            )


def _standings(work: _Work) -> dict[str, Standing]:
    found = {
        name: standing_of(
            name, work.tables.get(name, ()), work.refused.get(name, ()), work.submission.council, work.log
        )
        for name in EXTRACTS
    }
    for name in REQUIRED_EXTRACTS:
        if found[name].state == "absent":
            work.log.add("required_extract_absent", extract=name, detail=name)
    return found


def _outcome(work: _Work, standings: Mapping[str, Standing], recognised: tuple[Recognised, ...]) -> CheckedSubmission:
    submission, log, delivery = work.submission, work.log, work.delivery
    keys: Keys = {"authority": submission.authority, "submission_quarter": submission.quarter.label}
    available = frozenset(name for name, standing in standings.items() if standing.is_available)
    availability = availability_frame(standings, work.tables, log)
    no_results = why_no_results(standings, work.tables, submission.quarter.ends, log)
    history = history_frame(work.tables, sorted(available), submission.council, submission.quarter)
    everything = {name: [*work.spoilt.get(name, ()), *work.tables.get(name, ())] for name in EXTRACTS}
    findings = log.frame(tuple(EXTRACTS))
    landing = {
        name: landing_frame(extract, everything[name], delivery.hash_of, keys) for name, extract in EXTRACTS.items()
    }
    clean = {
        name: clean_frame(extract, [t for t in work.tables.get(name, ()) if not t.is_supplement], keys)
        for name, extract in EXTRACTS.items()
    }
    return CheckedSubmission(
        authority=submission.authority,
        submission_quarter=submission.quarter.label,
        council=submission.council,
        content_hash=content_hash(delivery),
        landing=landing,
        received=received_frame(
            [table for tables in everything.values() for table in tables],
            [(words, claim.sheet) for words, claim in work.reshaped],
            delivery.hash_of,
            keys,
        ),
        clean=clean,
        findings=findings,
        quarantine=_quarantine(work, everything, landing, findings, keys),
        row_counts=_row_counts(work, everything, keys),
        available=available,
        availability=availability,
        history=history,
        no_results=no_results,
        column_alerts=_column_alerts(work.alerts),
        files=_files(work, everything),
        recognised=recognised,
        ignored=delivery.ignored,
    )


_QUARANTINE = {
    **dict.fromkeys(
        ["authority", "submission_quarter", "extract", "source_file", "source_sheet", "source_part"], "str"
    ),
    "source_row": "int64",
    "row_json": "str",
    "finding_ids": "str",
}


def _quarantine(
    work: _Work,
    everything: Mapping[str, Sequence[Table]],
    landing: Mapping[str, pd.DataFrame],
    findings: pd.DataFrame,
    keys: Keys,
) -> pd.DataFrame:
    """Every rejected row as landed, with the findings about it (those about its table when that is refused)."""
    about_row: dict[Place, list[str]] = defaultdict(list)
    about_table: dict[tuple[str, str], list[str]] = defaultdict(list)
    grave = findings["severity"].eq("reject_file")
    for extract, file, finding in findings.loc[grave, ["extract", "source_file", "finding_id"]].itertuples(index=False):
        about_table[extract, file].append(finding)
    on_rows = findings[findings["source_row"].notna()]
    place = ["extract", "source_file", "source_sheet", "source_part", "source_row"]
    for extract, file, sheet, part, row, finding in on_rows[[*place, "finding_id"]].itertuples(index=False):
        about_row[extract, file, sheet, part, int(row)].append(finding)
    for where, ids in work.log.together.items():
        about_row[where] += ids
    frames = []
    for name, landed in landing.items():
        out = [t.rejected if t in work.tables.get(name, ()) else ~(t.rejected & False) for t in everything[name]]
        if not out:
            continue
        rejected = landed[np.concatenate([mask.to_numpy(dtype=bool) for mask in out])]
        if rejected.empty:
            continue
        cells = rejected[[*EXTRACTS[name].column_names, "other_columns"]]
        places = rejected[place[1:]].itertuples(index=False)
        frames.append(
            rejected[place[1:]].assign(
                **keys,
                extract=name,
                row_json=[_row_json(row) for row in cells.to_dict("records")],
                finding_ids=[
                    json.dumps(about_row.get((name, *where)) or about_table.get((name, where[0]), []))
                    for where in places
                ],
            )
        )
    if not frames:
        return pd.DataFrame(columns=list(_QUARANTINE)).astype(_QUARANTINE)
    return pd.concat(frames, ignore_index=True)[list(_QUARANTINE)].astype(_QUARANTINE)


def _row_json(row: dict[Hashable, object]) -> str:
    """A rejected row as JSON: its filled cells by contract column, then the cells of no column by heading."""
    others = row.pop("other_columns")
    filled: dict[Hashable, object] = {column: cell for column, cell in row.items() if isinstance(cell, str)}
    if isinstance(others, str):
        filled["other_columns"] = json.loads(others)
    return json.dumps(filled, ensure_ascii=False)


def _row_counts(work: _Work, everything: Mapping[str, Sequence[Table]], keys: Keys) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for name, tables in everything.items():
        counted: dict[tuple[str, str, bool], list[int]] = {}
        for table in tables:
            loaded = int((~table.rejected).sum()) if table in work.tables.get(name, ()) else 0
            sums = counted.setdefault((table.source_file, table.source_sheet, table.is_supplement), [0, 0])
            sums[0] += len(table.text)
            sums[1] += loaded
        rows += [(name, *where, read, loaded, read - loaded) for where, (read, loaded) in counted.items()]
    # A file that could not be read at all, and is named after an extract, has an account of nought.
    seen = {(row[0], row[1]) for row in rows}
    rows += [
        (one.extract, one.file, one.sheet, False, 0, 0, 0)
        for file in work.delivery.files
        for one in file.refused
        if one.extract and (one.extract, one.file) not in seen
    ]
    columns = {
        **dict.fromkeys(["extract", "source_file", "source_sheet"], "str"),
        "is_supplement": "bool",
        **dict.fromkeys(["rows_read", "rows_loaded", "rows_quarantined"], "int64"),
    }
    return pd.DataFrame(rows, columns=list(columns)).astype(columns).assign(**keys)


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


def _files(work: _Work, everything: Mapping[str, Sequence[Table]]) -> pd.DataFrame:
    columns = {
        **dict.fromkeys(["extract", "source_file", "source_sheet", "file_hash"], "str"),
        **dict.fromkeys(["size_bytes", "rows_read"], "int64"),
    }
    sizes = {file.name: file.size_bytes for file in work.delivery.files}
    counted: dict[tuple[str, str, str], int] = {}
    for name, tables in everything.items():
        for table in tables:
            where = (name, table.source_file, table.source_sheet)
            counted[where] = counted.get(where, 0) + len(table.text)
    for file in work.delivery.files:
        for one in file.refused:
            if one.extract:
                counted.setdefault((one.extract, one.file, one.sheet), 0)
    rows = [
        (*where, work.delivery.hash_of(where[1]), sizes.get(where[1].split("/", 1)[0], 0), read)
        for where, read in counted.items()
    ]
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
