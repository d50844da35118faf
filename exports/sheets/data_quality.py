"""Data quality: how far the records behind the figures can be trusted."""

from __future__ import annotations

from exports.content import Column, TableSheet
from exports.figures import count
from exports.published import Panel
from exports.sheet import Sheet
from exports.sheets.marks import NoteRegister
from exports.words import EXTRACT_WORDS


def data_quality(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each kind of record that was read."""
    order = {name: position for position, name in enumerate(EXTRACT_WORDS)}
    quality = sorted(panel.quality, key=lambda row: (order.get(row.extract, len(order)), row.extract))
    if not quality:
        return None
    return TableSheet(
        name="Data quality",
        answers="how many records were read, used and set aside",
        heading="Data quality: records read, used and set aside",
        table_name="data_quality",
        columns=(
            Column("Records", 48),
            Column("Read", 15, numeric=True),
            Column("Used", 15, numeric=True),
            Column("Set aside", 15, numeric=True),
            Column("Faults that stopped the file", 22, numeric=True),
            Column("Faults that set a record aside", 22, numeric=True),
            Column("Warnings", 15, numeric=True),
        ),
        rows=tuple(
            (
                EXTRACT_WORDS.get(row.extract, row.extract),
                *(
                    count(number, row.shorthand or "x")
                    for number in (
                        row.rows_read,
                        row.rows_loaded,
                        row.rows_quarantined,
                        row.findings_reject_file,
                        row.findings_reject_row,
                        row.findings_warn,
                    )
                ),
            )
            for row in quality
        ),
        how_to_read=(
            "Each row is one kind of record. Every record read is either used or set aside: none is "
            "dropped in silence.",
            "Records set aside are put right in the case system and counted the next time. A record with "
            "a warning is used.",
            "Records of a kind not listed here were not supplied, and figures that need them are [x].",
        ),
    )


SHEET = Sheet("Data quality", 150, data_quality, absent="no count of records is published")
