"""Judging the rows of one file: reading its cells, then pandera, then what the column marks make of it.

pandera is the judge of what a clean row is; this module turns its failure cases into findings. The cases hold the
values of cells, so nothing of them but column, check and row ever leaves here.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from schemas.checks import BLAMES
from schemas.codes import code_set
from schemas.extracts import Column, Extract
from submissions.alerts import ColumnFault, column_fault
from submissions.cells import TypedColumn, trimmed, type_column
from submissions.findings import FindingLog
from submissions.moments import DAYS_1900_TO_1904
from submissions.reading.sheet import Mask
from submissions.rules import RULES, Severity
from submissions.table import Table

_READ_AS = {
    "date": ("a date", "the date as DD/MM/YYYY or YYYY-MM-DD"),
    "datetime": ("a date, with or without a time", "DD/MM/YYYY HH:MM or YYYY-MM-DD HH:MM, or the date alone"),
    "yes_no": ("yes or no", "Y or N"),
    "integer": ("a whole number", "a whole number"),
    "decimal": ("a number", "a number with a full stop before its decimals"),
    "term": ("a term", "the academic year and the number of the term, such as 2017-18-1"),
    "academic_year": ("an academic year", "the year as 2017-18"),
    "financial_year": ("a financial year", "the year as 2017-18"),
    "quarter": ("a quarter", "the financial year and the quarter, such as 2017-18-Q4"),
    "identifier": ("an identifier, for it is a number with decimals", "the identifier as text"),
}
_MANY_CODES = 20


def judge(table: Table, log: FindingLog, this_year: int | None = None) -> list[ColumnFault]:
    """Read and judge every row of a file; findings go to the log.

    Sets ``table.typed`` (cells that are invalid are missing there) and marks the rejected rows.

    Args:
        table: The file.
        log: Where findings go.
        this_year: Year of the run, by which years of two digits are understood; today's where none is given.

    Returns:
        The columns most of whose filled cells are invalid.
    """
    extract, file = table.extract, table.source_file
    _whole_rows(table, log)
    # A record whose fields cannot be told apart says nothing reliable about any column.
    whole = table.intact = ~table.rejected
    read, table.typed, invalid = _read(table, this_year)
    if _tell_of_columns(table, read, log):
        return []
    failures, broken_rules = _validate(table.extract, table.typed, invalid)
    faults = []
    for column in extract.columns:
        name = column.name
        heading = table.heading(name)
        is_month_first = name in read and read[name].month_first
        cases = {"month_first" if is_month_first else "invalid": invalid[name], **failures.get(name, {})}
        for rule, rows in cases.items():
            found = rows & whole
            if not found.any():
                continue
            severity = Severity.REJECT_ROW if column.rejects else Severity.WARN
            detail, allowed = _words(column, rule)
            log.add(
                rule,
                extract.name,
                file,
                rows=table.about(found),
                column=name,
                heading=heading,
                severity=severity,
                detail=detail,
                allowed=allowed,
            )
            if column.rejects:
                table.rejected |= found
        wrong = _any([rows for rule, rows in cases.items() if rule != "blank"], whole)
        texts = trimmed(table.text[name], column)[whole] if wrong.any() else None
        fault = column_fault(column, texts, wrong[whole]) if texts is not None else None
        if fault is not None:
            faults.append(fault)
            log.add(
                "column_mostly_invalid",
                extract.name,
                file,
                column=name,
                heading=heading,
                detail=f"{fault.cells_invalid} of {fault.cells_filled}",
                allowed=fault.hint,
            )
    for rule, rows in broken_rules.items():
        found = rows & whole
        table.rejected |= found
        log.add(rule, extract.name, file, rows=table.about(found))
    _halves_of_lines(table, log)
    _numeric_identifiers(table, log)
    return faults


def _whole_rows(table: Table, log: FindingLog) -> None:
    """Say what is wrong with records as a whole, and what of the table is no record."""
    name, file, sheet = table.extract.name, table.source_file, table.sheet
    for rule, broken in sheet.faults.items():
        rows = pd.Series(broken, index=table.text.index)
        table.rejected |= rows
        log.add(rule, name, file, rows=table.about(rows))
    for first, last in sheet.swallowed:
        log.add("quotation_mark_swallows_lines", name, file, detail=f"{first} to {last}", key=f"{first}")
    if sheet.aside:
        kinds: dict[str, list[int]] = {}
        for line in sheet.aside:
            kinds.setdefault(line.why, []).append(line.row)
        words = [f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'} {why}" for why, rows in kinds.items()]
        log.add("no_records", name, file, detail=f"{' and '.join(words)} taken for no records", key="; ".join(kinds))


def _halves_of_lines(table: Table, log: FindingLog) -> None:
    """Reject a record that lacks cells when the line behind it is the other half: a line break parted them.

    Cells that lack at the end are blank (real-files 2.4), but not where they stand on the next line, which is no record.
    """
    given = table.sheet.given
    if given is None or len(given) < 2:
        return
    width = table.sheet.width
    together = given[:-1] + given[1:]
    rejected = table.rejected.to_numpy()
    halves = (given[:-1] < width) & (given[1:] < width) & (together >= width) & (together <= width + 1) & rejected[1:]
    found = pd.Series([*halves.tolist(), False], index=table.text.index) & ~table.rejected
    if found.any():
        table.rejected |= found
        log.add("field_count", table.extract.name, table.source_file, rows=table.about(found))


def _tell_of_columns(table: Table, read: dict[str, TypedColumn], log: FindingLog) -> bool:
    """Say what there is to say of columns as a whole; whether identifiers have lost digits, so that no row can be used."""
    name, file = table.extract.name, table.source_file
    for column, typed in read.items():
        for told in typed.told:
            log.add(told.rule, name, file, column=column, heading=table.heading(column), detail=told.detail, key=file)
    lost = [one.name for one in table.extract.columns if one.mark == "*" and read[one.name].scientific]
    for column in lost:
        log.add("scientific_identifier", name, file, column=column, heading=table.heading(column), key=file)
    if lost:
        table.rejected |= True
    return bool(lost)


def _read(table: Table, this_year: int | None) -> tuple[dict[str, TypedColumn], pd.DataFrame, dict[str, pd.Series]]:
    """The columns read, the typed frame, and the cells that are filled and cannot be read; each by column."""
    columns: dict[str, TypedColumn] = {}
    typed: dict[str, pd.Series] = {}
    invalid: dict[str, pd.Series] = {}
    for column in table.extract.columns:
        name = column.name
        place = table.match.positions.get(name, -1)
        cells = table.text[name]
        numeric = table.sheet.numeric.get(place)
        if table.sheet.from_1904 and numeric is not None and column.kind in ("date", "datetime"):
            cells = _days_of_1900(cells, numeric)
        read = columns[name] = type_column(cells, column, this_year)
        typed[name], invalid[name] = read.values, read.invalid
        if read.has_time is not None:
            typed[f"{name}_has_time"] = read.has_time
        fractional = table.sheet.fractional.get(place)
        if column.kind == "identifier" and fractional is not None:
            spoilt = pd.Series(fractional, index=table.text.index)
            typed[name] = typed[name].where(~spoilt)
            invalid[name] = invalid[name] | spoilt
    return columns, pd.DataFrame(typed), invalid


def _days_of_1900(cells: pd.Series, numeric: Mask) -> pd.Series:
    """Day numbers of a workbook that counts from 1904 as those that count from 1900."""
    days = pd.to_numeric(cells.where(numeric), errors="coerce") + DAYS_1900_TO_1904
    whole = days.eq(days.round())
    written = days.astype("str").where(~whole, days.round().astype("Int64").astype("str"))
    return cells.where(days.isna(), written)


def _validate(
    extract: Extract, typed: pd.DataFrame, invalid: dict[str, pd.Series]
) -> tuple[dict[str, dict[str, pd.Series]], dict[str, pd.Series]]:
    """Put the typed frame before pandera, and take what fails out of it.

    Returns:
        By column and rule the rows that fail; by rule between cells the rows that break it.
    """
    cells, rows = _failures(extract, typed)
    failures: dict[str, dict[str, pd.Series]] = {}
    blanked = pd.Series(False, index=typed.index)
    for (name, rule), places in cells.items():
        found = pd.Series(False, index=typed.index)
        found.loc[places] = True
        if rule == "blank":
            # A cell that could not be read is missing in the typed frame, but was not blank.
            found &= ~invalid[name]
        else:
            typed[name] = typed[name].where(~found)
            blanked |= found
        failures.setdefault(name, {})[rule] = found
    # Rules between cells are judged on what will load, so once more where a cell was taken out.
    if blanked.any():
        _, again = _failures(extract, typed[blanked])
        for rule in {*rows, *again}:
            kept = rows.get(rule, pd.Index([])).difference(typed.index[blanked])
            rows[rule] = kept.union(again.get(rule, pd.Index([])))
    broken = {}
    for rule, places in rows.items():
        broken[rule] = pd.Series(typed.index.isin(places), index=typed.index)
    return failures, broken


def _failures(extract: Extract, typed: pd.DataFrame) -> tuple[dict[tuple[str, str], pd.Index], dict[str, pd.Index]]:
    """Pandera's failure cases as row labels: by column and rule, and by rule between cells."""
    try:
        extract.model.validate(typed, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return {}, {}
    if cases["index"].isna().any():
        # Only a fault of this program gives a case without a row: a column of another type than declared.
        columns = sorted(set(cases.loc[cases["index"].isna(), "column"].astype(str)))
        raise TypeError(f"The columns {columns} of {extract.name} do not have their declared type.")
    # A check between cells that blames one of them is a case of that cell.
    blaming = cases["check"].str.startswith(BLAMES)
    cases.loc[blaming, "column"] = cases.loc[blaming, "check"].str.removeprefix(BLAMES)
    between = cases["check"].isin(list(RULES))
    # A rule between cells gives one case a column, so each row is counted once.
    rows = {str(rule): pd.Index(group["index"].unique()) for rule, group in cases[between].groupby("check", sort=False)}
    single = cases[~between]
    rules = single["check"].map(_cell_rule)
    cells = {
        (str(column), str(rule)): pd.Index(group["index"].unique())
        for (column, rule), group in single.groupby([single["column"], rules], sort=False)
    }
    return cells, rows


def _cell_rule(check: str) -> str:
    if check == "not_nullable":
        return "blank"
    return "invalid_code" if check.startswith(("isin", "str_matches")) else "out_of_range"


def _any(masks: list[pd.Series], whole: pd.Series) -> pd.Series:
    together = pd.Series(False, index=whole.index)
    for mask in masks:
        together |= mask & whole
    return together


def _words(column: Column, rule: str) -> tuple[str, str]:
    """What the cell cannot be read as, and what may be written instead."""
    if rule == "invalid_code":
        return "", allowed_codes(column)
    detail, allowed = _READ_AS.get(column.kind, ("", ""))
    if rule == "out_of_range":
        allowed = column.allowed
    return detail, allowed


def allowed_codes(column: Column) -> str:
    """The codes a column accepts, in words; a long set is named and not listed."""
    if column.codes == "PLACEMENT_LA_SPECIAL":
        special = ", ".join(code_set(column.codes).codes)
        return f"the ONS code of the authority (a letter and eight digits), or one of {special}"
    codes = column.accepted_codes
    if len(codes) > _MANY_CODES:
        return f"a code of the set {column.codes} (docs/extracts.md)"
    several = ", several of them separated by semicolons" if column.kind == "code_list" else ""
    return f"one of {', '.join(codes)}{several}"


def _numeric_identifiers(table: Table, log: FindingLog) -> None:
    for column in table.extract.columns:
        numbers = table.sheet.numeric.get(table.match.positions.get(column.name, -1))
        if column.kind == "identifier" and numbers is not None and numbers.any():
            log.add(
                "numeric_identifier",
                table.extract.name,
                table.source_file,
                column=column.name,
                heading=table.heading(column.name),
                detail=str(int(numbers.sum())),
                key=table.source_file,
            )
