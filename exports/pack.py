"""The pack: the printed sheets of a council's books, one after the other, in one passing workbook that is made into a PDF.

One workbook, so that pages are numbered through and the PDF has one list of bookmarks, a book and a sheet each. The books
themselves are never touched: their sheets are copied as they stand, without links, which lead nowhere on paper.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from exports.sheet import printed_names

#: Longest name a sheet may have.
_LONGEST_NAME = 31


def pack_bytes(books: Sequence[Path]) -> bytes:
    """The printed sheets of some books as one workbook; sheets only charts are drawn from are hidden in it.

    Args:
        books: Panel workbooks of ours, in the order they are read.
    """
    pack = Workbook()
    pack.remove(pack.worksheets[0])
    for number, path in enumerate(books):
        book = load_workbook(path)
        title = str(book.properties.title or path.stem)
        names = {name: _named(pack, title, name, number) for name in book.sheetnames}
        drawn = {_sheet_of(series) for sheet in book.worksheets for chart in sheet._charts for series in chart.series}  # type: ignore[attr-defined]
        for sheet in book.worksheets:
            if sheet.title not in printed_names() and sheet.title not in drawn:
                continue
            copied = pack.create_sheet(names[sheet.title])
            _copy(sheet, copied)
            if sheet.title not in printed_names():
                copied.sheet_state = "hidden"
                continue
            _copy_page(sheet, copied)
            for chart in sheet._charts:  # type: ignore[attr-defined]
                for series in chart.series:
                    _lead_to(series, names)
                copied.add_chart(chart)
        if number == 0:
            pack.properties.title, pack.properties.language = title, "en-GB"
            pack.properties.creator = book.properties.creator
        else:
            pack.properties.title = f"{pack.properties.title}; {title}"
    written = io.BytesIO()
    pack.save(written)
    return written.getvalue()


def _named(pack: Workbook, title: str, name: str, number: int) -> str:
    """A sheet's name in the pack, and its bookmark: book and sheet, as far as there is room."""
    whole = f"{title} {name}"
    if len(whole) <= _LONGEST_NAME and whole not in pack.sheetnames:
        return whole
    return f"{title[: _LONGEST_NAME - len(name) - 4].rstrip()} {number + 1} {name}"


def _copy(sheet: Worksheet, copied: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell, Cell) or (cell.value is None and not cell.has_style):
                continue
            placed = copied.cell(cell.row, cell.column)
            placed.value = cell.value
            placed.data_type = cell.data_type
            if cell.has_style:
                placed.font, placed.fill, placed.border = copy(cell.font), copy(cell.fill), copy(cell.border)  # type: ignore[assignment]
                placed.alignment, placed.number_format = copy(cell.alignment), cell.number_format  # type: ignore[assignment]
    for letter, column in sheet.column_dimensions.items():
        copied.column_dimensions[letter].width = column.width
    for number, dimension in sheet.row_dimensions.items():
        copied.row_dimensions[number].height = dimension.height
    copied.sheet_view.showGridLines = False


def _copy_page(sheet: Worksheet, copied: Worksheet) -> None:
    setup, target = sheet.page_setup, copied.page_setup
    target.orientation, target.paperSize, target.scale = setup.orientation, setup.paperSize, setup.scale
    target.fitToWidth, target.fitToHeight = setup.fitToWidth, setup.fitToHeight
    copied.sheet_properties.pageSetUpPr = copy(sheet.sheet_properties.pageSetUpPr)
    margins = sheet.page_margins
    copied.page_margins = PageMargins(
        margins.left, margins.right, margins.top, margins.bottom, margins.header, margins.footer
    )
    copied.print_area = str(sheet.print_area).rpartition("!")[2].replace("$", "")
    if sheet.print_title_rows:
        copied.print_title_rows = str(sheet.print_title_rows).rpartition("!")[2].replace("$", "")
    for one in sheet.row_breaks.brk:
        copied.row_breaks.append(Break(id=one.id))
    for name in ("oddHeader", "oddFooter"):
        for part in ("left", "center", "right"):
            getattr(getattr(copied, name), part).text = getattr(getattr(sheet, name), part).text


def _sheet_of(series: Any) -> str:
    """The sheet a line is drawn from."""
    return str(series.val.numRef.f).rpartition("!")[0].strip("'")


def _lead_to(series: Any, names: dict[str, str]) -> None:
    """Let a line be drawn from the copy of its sheet."""
    for reference in (series.val.numRef, series.cat.strRef if series.cat is not None else None):
        if reference is not None:
            name, _, cells = str(reference.f).rpartition("!")
            reference.f = f"'{names[name.strip(chr(39))]}'!{cells}"
