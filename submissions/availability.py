"""What of a submission figures may rest on: extracts, optional columns and kinds of check (``quality.availability``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from schemas.codes import code_set
from schemas.extracts import EXTRACTS, Column, Extract
from submissions.findings import FindingLog
from submissions.holding import Standing
from submissions.table import Table

COLUMNS = ("extract", "column_name", "state", "reason", "rows_read", "rows_set_aside")
#: Columns of which a blank says that nothing happened, so that one wholly blank may be the truth.
NOTHING_HAPPENED = frozenset(
    {
        ("children", "uasc_end_date"),
        ("health_assessments", "requested_date"),
        ("health_assessments", "appointment_date"),
        ("health_assessments", "completed_date"),
        ("health_assessments", "report_returned_date"),
        ("missing_episodes", "interview_offered_date"),
        ("missing_episodes", "interview_held_at"),
        ("missing_episodes", "interview_declined"),
        ("care_leaver_roster", "closure_reason"),
        ("accommodation", "unsuitable_reason"),
        ("sdqs", "reason_not_completed"),
    }
)
#: Coded columns of which each code is a thing of its own, that a table may have no rows of.
BY_CODE: Mapping[str, str] = {
    "health_checks": "check_type",
    "health_assessments": "assessment_type",
    "worker_allocations": "role",
}
#: Of these a table of the contract's own without a row of the code says that there is none.
_SAYS_NONE = ("health_assessments", "worker_allocations")
_Row = tuple[str, str | None, str, str | None, int, int]


def availability_frame(
    standings: Mapping[str, Standing], tables: Mapping[str, Sequence[Table]], log: FindingLog
) -> pd.DataFrame:
    """One row an extract, and an optional column and code of a usable one.

    Args:
        standings: How each extract stands.
        tables: Judged tables by extract.
        log: Where is told which columns are there and wholly blank.
    """
    rows: list[_Row] = []
    for name, extract in EXTRACTS.items():
        stands = standings[name]
        numbers = (stands.rows_read, stands.rows_set_aside)
        rows.append((name, None, stands.state, stands.reason or None, *numbers))
        if stands.is_available:
            own = [table for table in tables[name] if not table.is_supplement]
            for column, state, reason in (*_columns(extract, own, log), *_codes(extract, own)):
                rows.append((name, column, state, reason or None, *numbers))
    types = {**dict.fromkeys(COLUMNS[:4], "str"), "rows_read": "int64", "rows_set_aside": "int64"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)


def _columns(extract: Extract, tables: Sequence[Table], log: FindingLog) -> Iterator[tuple[str, str, str]]:
    read = sum(len(table.text) for table in tables)
    for column in extract.columns:
        having = [table for table in tables if table.has(column.name)]
        is_due = (extract.name, column.name) == ("reviews", "due_date")
        if not having and is_due and read and all(table.year_ends is not None for table in tables):
            # The return has none, and core.review derives it; a file of the council's own could have had it.
            log.add("due_dates_derived", extract.name, tables[0].source_file, column=column.name, key=column.name)
            yield column.name, "available", "due dates are derived from the statutory intervals"
        elif not having:
            yield column.name, "absent", f"no file has the column {column.name}"
        elif read and not _is_filled(column, having):
            happened = (
                (extract.name, column.name) in NOTHING_HAPPENED or column.ends or _goes_with_a_blank(column, having)
            )
            if not column.required and column.name in _MEASURED and not _goes_with_a_blank(column, having):
                log.add(
                    "column_blank",
                    extract.name,
                    having[0].source_file,
                    column=column.name,
                    heading=having[0].heading(column.name),
                    key=having[0].source_file,
                )
            words = f"the column {column.name} is there and wholly blank"
            yield column.name, "available" if happened else "blank", words
        else:
            yield column.name, "available", ""


#: Columns that measures are made of, so that one wholly blank is worth a warning.
_MEASURED = frozenset(
    {
        "uasc",
        "completed_date",
        "interview_offered_date",
        "interview_held_at",
        "placement_distance_miles",
        "placement_authority",
        "placement_provider",
        "due_date",
        "participation_code",
        "in_touch",
        "score",
        "reason_episode_ceased",
    }
)


def _goes_with_a_blank(column: Column, tables: Sequence[Table]) -> bool:
    """Whether a column is blank because what it says more about did not happen: the reason of an end without any end."""
    return column.name == "reason_episode_ceased" and not any(
        bool(table.typed["episode_end"].notna().any()) for table in tables
    )


def _is_filled(column: Column, tables: Sequence[Table]) -> bool:
    return any(bool(table.typed[column.name].notna().any()) for table in tables)


def _codes(extract: Extract, tables: Sequence[Table]) -> Iterator[tuple[str, str, str]]:
    column = BY_CODE.get(extract.name)
    if column is None or not sum(len(table.text) for table in tables):
        return
    held = {code for table in tables for code in table.typed.loc[~table.rejected, column].dropna().unique()}
    says_none = extract.name in _SAYS_NONE and any(table.year_ends is None for table in tables)
    for code in code_set(extract.column(column).codes or "").codes:
        is_there = code in held or says_none
        words = "" if is_there else f"no record of {code} in {column}"
        yield f"{column}={code}", "available" if is_there else "absent", words
