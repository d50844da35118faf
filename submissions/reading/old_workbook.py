"""Reading workbooks of Excel 97 to 2003 (.xls): the values of every sheet."""

from __future__ import annotations

import io
from datetime import time
from typing import Any

from submissions.reading.known import KnownHeadings
from submissions.reading.limits import Limits
from submissions.reading.sheet import FileFault, FileFaultError, Sheet
from submissions.reading.table import Values, table_of


def read_old_workbook(content: bytes, name: str, limits: Limits, known: KnownHeadings) -> tuple[Sheet, ...]:
    """Read the bytes of an old workbook.

    Args:
        content: The bytes.
        name: What findings call the file.
        limits: How much is read.
        known: Headings by which heading rows are found.

    Returns:
        One sheet a worksheet that holds anything, hidden ones too.

    Raises:
        FileFaultError: When the file cannot be used as a whole.
    """
    import xlrd  # noqa: PLC0415 - seldom needed

    try:
        # Rows end at their last filled cell, so one far cell costs nothing; what the library has to say is not shown.
        book = xlrd.open_workbook(file_contents=content, ragged_rows=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise FileFaultError("encrypted_file") from error
        raise FileFaultError("unreadable_file", "the workbook is damaged or no workbook") from error
    except Exception as error:  # the library does not promise which errors a damaged file raises
        raise FileFaultError("unreadable_file", "the workbook is damaged") from error
    sheets = []
    for number in range(book.nsheets):
        try:
            given = book.sheet_by_index(number)
            rows: Values = [
                [
                    _value(kind, value, book.datemode)
                    for kind, value in zip(given.row_types(row), given.row_values(row), strict=True)
                ]
                for row in range(given.nrows)
            ]
            sheet = table_of(rows, name, given.name, limits, known, is_hidden=bool(given.visibility))
        except FileFaultError as fault:
            sheet = Sheet.refused(name, book.sheet_names()[number], FileFault(fault.rule, fault.detail))
        except Exception as error:
            raise FileFaultError("unreadable_file", "one of its sheets is damaged") from error
        if sheet is not None:
            sheet.from_1904 = book.datemode == 1
            sheets.append(sheet)
    return tuple(sheets)


def _value(kind: int, value: Any, date_mode: int) -> Any:
    """A cell's value as the reader of newer workbooks gives it."""
    import xlrd  # noqa: PLC0415 - seldom needed

    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, "#ERROR")
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind != xlrd.XL_CELL_DATE:
        return value
    try:
        moment = xlrd.xldate.xldate_as_datetime(value, date_mode)
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return value
    if value < 1:
        return moment.time()
    return moment.date() if moment.time() == time() else moment
