"""The two panel workbooks of one council and quarter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

import duckdb
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook

from exports.content import Masthead, TableSheet
from exports.layout import Book
from exports.normalise import workbook_bytes
from exports.published import Panel, PublishedError, read_panel
from exports.sheets import chart_sheets
from exports.sheets.comparisons import comparisons
from exports.sheets.cover import cover
from exports.sheets.data_quality import data_quality
from exports.sheets.definitions import definitions
from exports.sheets.marks import NoteRegister
from exports.sheets.notes import notes
from exports.sheets.profile import profile
from exports.sheets.scorecard import context, scorecard, targets
from exports.sheets.trends import trends
from exports.text import clean_text
from exports.words import PANEL_EDITION

Builder = Callable[[Panel, NoteRegister], TableSheet | None]


@dataclass(frozen=True)
class Edition:
    """One of the two workbooks.

    Attributes:
        scorecard: ``looked_after`` or ``care_leaver``.
        title: Of the workbook.
        stem: How its file name begins.
    """

    scorecard: str
    title: str
    stem: str


EDITIONS = (
    Edition("looked_after", "Children in our care", "children-in-our-care"),
    Edition("care_leaver", "Care leavers", "care-leavers"),
)

#: The sheets in order with why one of them may have nothing to say; charts go between the two groups.
_BEFORE_CHARTS: tuple[tuple[str, Builder, str], ...] = (
    ("Scorecard", scorecard, "no measure has a target"),
    ("Context", context, "every figure is on the Scorecard"),
    ("Targets", targets, "no measure has a target"),
    ("Trends", trends, "there are no earlier quarters to compare with"),
)
_AFTER_CHARTS: tuple[tuple[str, Builder, str], ...] = (
    ("Profile", profile, "no breakdown is published"),
    ("Comparisons", comparisons, "no England or similar councils' figure is held for this year"),
    ("Definitions", definitions, "no measure is published"),
    ("Data quality", data_quality, "no count of records is published"),
)
_NO_CHARTS = "no measure has figures for enough quarters"
_COMMENTARY = (
    "Left out: Commentary (this edition gives the figures only; the covering report gives reasons and actions)."
)


def write_panel_workbooks(
    con: duckdb.DuckDBPyConnection, authority: str, quarter: str, folder: Path, *, state: str = "DRAFT"
) -> list[Path]:
    """Write both workbooks; the same published tables give the same bytes.

    A file is written whole beside its place and then moved there, so no half-written workbook is ever seen.

    Args:
        con: A connection to a database with ``published.*``; nothing else in it is read.
        authority: Slug of the council.
        quarter: Such as ``2017-18-Q4``.
        folder: Where the files go; made if it is not there.
        state: What the workbook is marked as, in its name, on every sheet and page, and in its properties.

    Returns:
        The two paths, children in our care first.

    Raises:
        PublishedError: When the tables lack what is needed, say another state, or carry a number they say
        is hidden. LayoutError: When a sheet would break a rule of accessible spreadsheets. TextError: When
        a text is too long to be shown whole.
    """
    finished = []
    for edition in EDITIONS:
        panel = read_panel(con, authority, quarter, edition.scorecard)
        if panel.authority.state.upper() != state.upper():
            raise PublishedError(
                f"published.authority says {panel.authority.state} for '{authority}' in {quarter}, and "
                f"{state} was asked for. Ask for the state that was published, or publish again."
            )
        book = build_book(panel, edition, state)
        produced = datetime.combine(panel.authority.run_date, time())
        name = f"{edition.stem}_{quarter}_panel_{state.lower()}.xlsx"
        finished.append((folder / name, workbook_bytes(book.workbook, produced)))
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in finished:
        partial = path.with_name(f".{path.name}.partial")
        partial.write_bytes(data)
        partial.replace(path)
    return [path for path, _ in finished]


def build_book(panel: Panel, edition: Edition, state: str) -> Book:
    """One workbook, ready to be saved."""
    register = NoteRegister()
    drawn = chart_sheets.pictures(panel)
    data = chart_sheets.chart_data(panel, drawn)
    before = [(name, build(panel, register), why) for name, build, why in _BEFORE_CHARTS]
    after = [(name, build(panel, register), why) for name, build, why in _AFTER_CHARTS]
    tables = [sheet for _, sheet, _ in [*before, (chart_sheets.DATA_NAME, data, ""), *after] if sheet is not None]
    notes_sheet = notes(tables, register)

    left_out = [f"Left out: {name} ({why})." for name, sheet, why in [*before, *after] if sheet is None]
    contents = [(sheet.name, sheet.answers) for _, sheet, _ in before if sheet is not None]
    if data is None:
        left_out.append(f"Left out: {chart_sheets.NAME} ({_NO_CHARTS}).")
    else:
        contents += [(chart_sheets.NAME, chart_sheets.ANSWERS), (data.name, data.answers)]
    contents += [(sheet.name, sheet.answers) for _, sheet, _ in after if sheet is not None]
    contents.append((notes_sheet.name, notes_sheet.answers))

    book = Book(
        Masthead(
            title=edition.title,
            council=clean_text(panel.authority.name, "The council's name"),
            quarter_words=panel.authority.quarter_words,
            edition=PANEL_EDITION,
            state=state,
        )
    )
    book.add_text(cover(panel, edition.title, state, contents, [*left_out, _COMMENTARY]))
    for _, sheet, _ in before:
        if sheet is not None:
            book.add_table(sheet)
    if data is not None:
        charts_sheet = chart_sheets.add_charts(book, drawn)
        chart_sheets.draw_charts(charts_sheet, book.add_table(data), data, drawn)
    for sheet in [*(sheet for _, sheet, _ in after if sheet is not None), notes_sheet]:
        book.add_table(sheet)
    _describe(book, panel)
    return book


def _describe(book: Book, panel: Panel) -> None:
    """Fill in the document's properties, which assistive software and records systems read."""
    said = book.masthead
    properties = book.workbook.properties
    properties.title = said.title
    properties.creator = properties.lastModifiedBy = said.council
    properties.subject = said.quarter_words
    properties.keywords = ", ".join(
        [
            "corporate parenting",
            "scorecard",
            said.title.lower(),
            panel.quarter.label,
            said.edition,
            said.state,
        ]
    )
    properties.category = f"{said.edition}, {said.state}"
    properties.language = "en-GB"
    custom = book.workbook.custom_doc_props  # type: ignore[attr-defined]  # the stubs lack it
    for name, value in (
        ("Quarter", panel.quarter.label),
        ("Edition", said.edition),
        ("Status", said.state),
        ("Delivery", str(panel.authority.delivery)),
        ("Content hash", content_hash(book.workbook)),
    ):
        custom.append(StringProperty(name=name, value=value))


def content_hash(workbook: Workbook) -> str:
    """SHA-256 over every sheet's name and every cell's place, value and format, in order."""
    digest = hashlib.sha256()
    for worksheet in workbook.worksheets:
        digest.update(f"sheet\t{worksheet.title}\n".encode())
        for cell in (cell for row in worksheet.iter_rows() for cell in row if cell.value is not None):
            digest.update(f"{cell.coordinate}\t{cell.value!r}\t{cell.number_format}\n".encode())
    return digest.hexdigest()
