"""The two panel workbooks of one council and quarter."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from numbers import Real
from pathlib import Path

import duckdb
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook

from exports.content import Masthead
from exports.layout import Book
from exports.normalise import workbook_bytes
from exports.published import Panel, PublishedError, read_panel
from exports.sheet import CHARTS_PLACE, every_sheet
from exports.sheets import chart_sheets, contents
from exports.sheets.about import about
from exports.sheets.cover import cover
from exports.sheets.marks import NoteRegister
from exports.sheets.notes import notes
from exports.text import clean_text
from exports.versions import FIRST, STATES, Approval, Version, Versioned, VersionError, fixed, pointer_text, versioned
from exports.words import CLOSED_EDITION, NOT_FOR_PUBLICATION, PANEL_EDITION
from warehouse.placing import POINTER, supersede
from warehouse.states import APPROVED, DRAFT


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

_NO_CHARTS = "no measure has figures for enough quarters"


def write_panel_workbooks(
    con: duckdb.DuckDBPyConnection,
    authority: str,
    quarter: str,
    folder: Path,
    *,
    state: str | None = None,
    placed: Path | None = None,
    version: Version | None = None,
    approval: Approval | None = None,
) -> list[Path]:
    """Write both workbooks under versioned names, and a pointer to them; the same tables give the same bytes.

    A workbook whose newest version is the very same file is not written again. Nothing is ever written over: a file is
    written whole beside its place and then moved there, earlier versions go into ``superseded/``, the pointer is last.

    Args:
        con: A connection to a database with ``published.*``; nothing else in it is read.
        authority: Slug of the council.
        quarter: Such as ``2017-18-Q4``.
        folder: Where the files go; made if it is not there.
        state: What the workbook is marked as, in its name, on every sheet and page, and in its properties: ``PREVIEW``,
            ``DRAFT`` or ``APPROVED``; as published without it. What is published as a draft may be approved.
        placed: The folder the files will be moved to later, whose versions count; ``folder`` itself without it. Its
            earlier versions stay where they are until then.
        version: Of both workbooks; without it the newest, or the one after it where the content has changed. An
            approved version must be given.
        approval: Who approved it and what it replaces, for the cover of an approved version.

    Returns:
        Where the two newest workbooks are, children in our care first.

    Raises:
        PublishedError: When the tables lack what is needed, say another state, or carry a number they say
        is hidden. VersionError: When state, version and approval do not go together, or the version's name is taken.
        LayoutError: When a sheet is described wrongly; what its cells hold is made to fit.
    """
    final = placed or folder
    finished = []
    for edition in EDITIONS:
        panel = read_panel(con, authority, quarter, edition.scorecard)
        state = _state(panel, state, version, approval)
        stem = f"{edition.stem}_{quarter}_panel"
        make = partial(_file, panel, edition, state, approval)
        if version is None:
            file = versioned(final, stem, state.lower(), make)
        else:
            file = fixed(final, stem, state.lower(), version, make(version))
        finished.append((edition.title, file))
    assert state is not None
    _put(folder, final, finished, pointer_text(quarter, state, finished).encode())
    return [(folder if file.is_new else final) / file.name for _, file in finished]


def _state(panel: Panel, state: str | None, version: Version | None, approval: Approval | None) -> str:
    """The state asked for, else the one published, once it is sure that the workbook may be in it."""
    published = panel.authority.state.upper()
    wanted = (state or published).upper()
    if wanted not in STATES:
        raise VersionError(f"A panel workbook is never {wanted}. Ask for one of {', '.join(STATES)}.")
    if wanted != published and (wanted, published) != (APPROVED, DRAFT):
        raise PublishedError(
            f"published.authority says {published} for '{panel.authority.authority}' in {panel.quarter.label}, and "
            f"{wanted} was asked for. Ask for the state that was published, or publish again."
        )
    if wanted == APPROVED and (version is None or version.major < 1):
        raise VersionError("An approved workbook needs its version, 1.0 or later. Say which version was approved.")
    if wanted != APPROVED and approval is not None:
        raise VersionError(
            f"A {wanted} workbook cannot say who approved it. Ask for {APPROVED}, or leave approval out."
        )
    return wanted


def _put(folder: Path, final: Path, finished: list[tuple[str, Versioned]], pointer: bytes) -> None:
    """Write what is new, set aside what is not the newest any more, and write the pointer last."""
    folder.mkdir(parents=True, exist_ok=True)
    for _, file in finished:
        if file.is_new:
            _write(folder / file.name, file.data)
    kept = final / POINTER
    newest = {file.name for _, file in finished}
    if not kept.is_file() or kept.read_bytes() != pointer or {path.name for path in final.glob("*.xlsx")} - newest:
        if final == folder:
            supersede(folder, frozenset(newest))
        _write(folder / POINTER, pointer)


def _file(panel: Panel, edition: Edition, state: str, approval: Approval | None, version: Version) -> bytes:
    # A workbook says what its data are, not when somebody ran the pipeline, so its clock is the quarter's last day.
    book = build_book(panel, edition, state, version, approval)
    return workbook_bytes(book.workbook, datetime.combine(panel.quarter.ends, time()))


def _write(path: Path, data: bytes) -> None:
    partial_file = path.with_name(f".{path.name}.partial")
    partial_file.write_bytes(data)
    partial_file.replace(path)


def build_book(
    panel: Panel, edition: Edition, state: str, version: Version = FIRST, approval: Approval | None = None
) -> Book:
    """One workbook, ready to be saved."""
    register = NoteRegister()
    drawn = chart_sheets.pictures(panel)
    data = chart_sheets.chart_data(panel, drawn)
    built = [
        (one, replace(table, is_printed=one.is_printed) if (table := one.build(panel, register)) is not None else None)
        for one in every_sheet()
        if one.is_in(panel.scorecard)
    ]
    tables = [table for _, table in built if table is not None]
    notes_sheet = notes([*tables, *([data] if data is not None else [])], register, is_exact=panel.is_closed)
    masthead = Masthead(
        title=edition.title,
        council=clean_text(panel.authority.name),
        quarter_words=panel.authority.quarter_words,
        edition=CLOSED_EDITION if panel.is_closed else PANEL_EDITION,
        state=state,
        version=str(version),
        contents=contents.NAME,
        marking=NOT_FOR_PUBLICATION if panel.is_closed else "",
    )
    about_sheet = about(panel, masthead, approval)
    first = [table for one, table in built if table is not None and one.place < CHARTS_PLACE]
    later = [table for one, table in built if table is not None and one.place > CHARTS_PLACE]

    left_out = [(one.name, one.absent) for one, table in built if table is None]
    listed = [(sheet.name, sheet.answers) for sheet in first]
    if data is None:
        left_out.append((chart_sheets.NAME, _NO_CHARTS))
    else:
        listed += [(chart_sheets.NAME, chart_sheets.ANSWERS), (data.name, data.answers)]
    listed += [(sheet.name, sheet.answers) for sheet in (*later, notes_sheet, about_sheet)]

    book = Book(masthead)
    book.add_text(cover(panel, masthead, approval))
    book.add_table(contents.contents([("Cover", "what this is, and what stands out"), *listed], left_out))
    for sheet in first:
        book.add_table(sheet)
    if data is not None:
        charts = chart_sheets.add_charts(book, drawn)
        chart_sheets.draw_charts(charts, book.add_table(data), data, drawn)
    for sheet in [*later, notes_sheet, about_sheet]:
        book.add_table(sheet)
    _describe(book, panel, approval)
    return book


def _describe(book: Book, panel: Panel, approval: Approval | None) -> None:
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
            f"version {said.version}",
        ]
    )
    properties.category = f"{said.edition}, {said.state}, version {said.version}"
    properties.language = "en-GB"
    custom = book.workbook.custom_doc_props  # type: ignore[attr-defined]  # the stubs lack it
    for name, value in (
        ("Quarter", panel.quarter.label),
        ("Edition", said.edition),
        ("Version", said.version),
        ("Status", said.state),
        ("Delivery", str(panel.authority.delivery)),
        *(approval.properties if approval is not None else ()),
        ("Content hash", content_hash(book.workbook)),
    ):
        custom.append(StringProperty(name=name, value=value))


def content_hash(workbook: Workbook) -> str:
    """SHA-256 over every sheet's name and every cell's place, value and format, in order.

    Values and formats are written so that it is the same before a workbook is saved, after it is loaded, and after another
    spreadsheet program has saved it again with nothing changed.
    """
    digest = hashlib.sha256()
    for worksheet in workbook.worksheets:
        digest.update(f"sheet\t{worksheet.title}\n".encode())
        for cell in (cell for row in worksheet.iter_rows() for cell in row if cell.value is not None):
            digest.update(
                f"{cell.coordinate}\t{plain_value(cell.value)}\t{plain_format(cell.number_format)}\n".encode()
            )
    return digest.hexdigest()


def plain_value(value: object) -> str:
    """A value as text, the same before a workbook is saved and after another program has saved it again."""
    if isinstance(value, bool | str):
        return str(value).replace("\r\n", "\n")
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day).isoformat()
    if isinstance(value, Real):
        return f"{float(value):.12g}"
    return str(value)


def plain_format(number_format: str) -> str:
    """A number format as text, the same whichever program wrote it."""
    # Programs differ in how they mark a literal character; which one it is, and how many decimals, stays.
    return number_format.translate(str.maketrans("", "", '\\"')).lower()
