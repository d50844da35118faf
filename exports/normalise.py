"""Saving a workbook so that the same content is the same bytes.

openpyxl stamps the clock into every zip entry and into the document properties. Here both come from the
caller, and charts get the description openpyxl has no option for.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

#: The earliest moment a zip entry can carry.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


class _DescribedDrawing(SpreadsheetDrawing):
    """A drawing whose charts carry their own name and alt text (attributes ``alt_name`` and ``alt_text``)."""

    #: Declared again because openpyxl collects a class's elements from its own body.
    __elements__ = SpreadsheetDrawing.__elements__

    def _chart_frame(self, idx: int) -> Any:
        frame = super()._chart_frame(idx)  # type: ignore[misc]
        chart = self.charts[idx - 1]
        properties = frame.nvGraphicFramePr.cNvPr
        properties.name = chart.alt_name
        properties.descr = chart.alt_text
        return frame


class _Writer(ExcelWriter):
    """Writes each sheet's charts through :class:`_DescribedDrawing`."""

    def write_worksheet(self, ws: Worksheet) -> None:
        super().write_worksheet(ws)
        drawing = _DescribedDrawing()
        drawing.charts = ws._charts  # type: ignore[attr-defined]
        ws._drawing = drawing  # type: ignore[attr-defined]


def normalise_zip(data: bytes) -> bytes:
    """The same archive with entries in a fixed order and no clock in it.

    The list of content types stays first, where readers that stream the file look for it.
    """
    packed = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def workbook_bytes(workbook: Workbook, produced: datetime) -> bytes:
    """The workbook as a file: equal content and equal ``produced`` give equal bytes.

    Args:
        workbook: The finished workbook.
        produced: What the file says about when it was created and last changed.
    """
    workbook.properties.created = produced
    workbook.properties.modified = produced
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        _Writer(workbook, archive).write_data()
    return normalise_zip(written.getvalue())
