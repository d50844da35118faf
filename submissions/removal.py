"""Taking one person's records out of a submission's files, leaving every other byte of a CSV as it is.

A record is emptied rather than cut out: an emptied record is ignored when the file is read, and every other record keeps
its position, so what the warehouse says about rows of the file stays true.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

from submissions.cells import type_column
from submissions.council import Council
from submissions.delivery import DeliveredFile, Delivery, content_hash, hash_of_contents, read_delivery
from submissions.feeding import Moment, tables_of
from submissions.reading import Sheet, read_content
from submissions.reading.kinds import Kind, kind_of
from submissions.reading.workbook import LINKS_PART, WORKBOOK_PART, sheet_paths
from submissions.sources.base import Claim

#: An identifier shorter than this is found by chance in too many places to be looked for in text.
SHORTEST_SOUGHT = 5

_ROW = re.compile(rb"<(?P<prefix>\w+:)?row\b(?P<about>[^>]*?)(?:/>|>(?P<cells>.*?)</(?:\w+:)?row>)", re.DOTALL)
_NUMBER = re.compile(rb'\br="(\d+)"')
_SHARED_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*\bt="s"[^>]*>\s*(?:<(?:\w+:)?f\b.*?)?<(?:\w+:)?v>(\d+)</', re.DOTALL)
_SHARED = re.compile(rb"<(?P<prefix>\w+:)?si\b[^>]*?(?:/>|>.*?</(?:\w+:)?si>)", re.DOTALL)
_SHARED_STRINGS = "xl/sharedStrings.xml"


class RemovalError(Exception):
    """A file that cannot be changed without changing other records; the message names the file only."""


@dataclass(frozen=True)
class Rewritten:
    """One file without the person's records.

    Attributes:
        path: The file.
        extract: Name of the extract.
        rows: How many records are taken out.
        before: SHA-256 of the file as it is.
        content: The file as it will be.
    """

    path: Path
    extract: str
    rows: int
    before: str
    content: bytes

    @property
    def after(self) -> str:
        """SHA-256 of the file as it will be."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Removal:
    """What taking a person out of one submission changes.

    Attributes:
        authority: Slug of the council.
        quarter: Label of the submission's quarter.
        files: The files that change.
        before: Content hash of the submission as it is.
        after: Content hash as it will be.
        mentioned: Files that hold the identifier elsewhere, or cannot be looked into: a person has to.
    """

    authority: str
    quarter: str
    files: tuple[Rewritten, ...]
    before: str
    after: str
    mentioned: tuple[Path, ...]


def remove_person(folder: Path, council: Council, person: str) -> Removal:
    """Work out a submission without one person; nothing is written.

    A record is the person's when it names the person in the column of the identifier, or names nobody and holds the
    identifier anywhere else (a record that could not be read).

    Args:
        folder: The folder of the submission.
        council: What ``council.toml`` says.
        person: The identifier, trimmed.

    Raises:
        RemovalError: When a file would lose more than the person's records.
    """
    delivery = read_delivery(folder, council)
    rewritten = []
    for file in delivery.files:
        rows = _rows_of(file, council, person)
        if rows:
            content = file.path.read_bytes()
            emptied = _empty(file, content, rows)
            _see_that_the_rest_stands(file, rows, emptied)
            count = sum(len(of_sheet) for of_sheet in rows.values())
            extract = next((feed.extract for claim in file.claims for feed in claim.feeds), "")
            rewritten.append(Rewritten(file.path, extract, count, hashlib.sha256(content).hexdigest(), emptied))
    after = {one.path.name: one.after for one in rewritten}
    return Removal(
        folder.parent.name,
        folder.name,
        tuple(rewritten),
        content_hash(delivery),
        _hash_after(delivery, after),
        tuple(_mentioned(folder, {one.path.name: one.content for one in rewritten}, person)),
    )


def mentions(name: str, content: bytes, person: str, *, if_unreadable: bool = False) -> bool:
    """Whether a file's content, or that of a part of an archive, holds the identifier as a word of its own.

    Args:
        name: Of the file.
        content: Its bytes.
        person: The identifier.
        if_unreadable: What to say of an archive that cannot be looked into.
    """
    if zipfile.is_zipfile(io.BytesIO(content)):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return any(
                    mentions(part, archive.read(part), person, if_unreadable=if_unreadable)
                    for part in archive.namelist()
                )
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            return if_unreadable  # damaged, or encrypted
    sought = {person.encode(), escape(person).encode()} if name.endswith((".xml", ".rels")) else {person.encode()}
    return any(re.search(rb"(?<![0-9A-Za-z])" + re.escape(one) + rb"(?![0-9A-Za-z])", content) for one in sought)


def _hash_after(delivery: Delivery, after: Mapping[str, str]) -> str:
    return hash_of_contents({file.name: after.get(file.path.name, file.file_hash) for file in delivery.files})


def _rows_of(file: DeliveredFile, council: Council, person: str) -> dict[str | None, set[int]]:
    """Worksheet to the positions (``source_row``) of the person's records on it; sheets without any are left out."""
    found: dict[str | None, set[int]] = {}
    for claim in file.claims:
        rows = _rows_of_sheet(claim, council, person)
        if rows:
            found.setdefault(claim.sheet.worksheet, set()).update(rows)
    return found


def _rows_of_sheet(claim: Claim, council: Council, person: str) -> set[int]:
    sheet = claim.sheet
    # Only whom each row is about is asked, so the year does not matter.
    tables = tables_of(claim, Moment(date(2000, 3, 31), date(2000, 3, 31)), council)
    if tables and not any(table.extract.has_person for table in tables):
        return set()  # words about a measure are nobody's record: where they name somebody, a person has to look
    named: dict[int, set[str]] = {}
    for table in tables:
        if table.extract.has_person:
            who = type_column(table.text["person_id"], table.extract.column("person_id")).values
            for row, identifier in zip(table.source_rows.tolist(), who, strict=True):
                if isinstance(identifier, str):
                    named.setdefault(row, set()).add(identifier)
    word = re.compile(rf"(?<!\w){re.escape(person)}(?!\w)")
    found = set()
    for place, row in enumerate(sheet.source_rows.tolist()):
        others = [*(cells[place] for cells in sheet.columns), *sheet.surplus.get(place, {}).values()]
        is_told = person in named.get(row, ())
        if is_told or (row not in named and any(isinstance(c, str) and word.search(c) for c in others)):
            found.add(row)
    return found


def _empty(file: DeliveredFile, content: bytes, rows: Mapping[str | None, set[int]]) -> bytes:
    """The bytes with those rows emptied.

    Raises:
        RemovalError: When a file of that kind cannot be rewritten record by record.
    """
    kind = kind_of(content, file.name)
    if kind is Kind.TEXT:
        return _empty_text(content, file.claims[0].sheet, next(iter(rows.values())))
    if kind is Kind.XLSX:
        for worksheet, own in rows.items():
            content = _empty_xlsx(content, worksheet or "", own)
        return content
    raise RemovalError(
        f"{file.name} is {kind.value}, which is not rewritten. Nothing was changed; take the person's rows out of it by hand, "
        "save it, and run the same command again."
    )


def _empty_text(content: bytes, sheet: Sheet, rows: set[int]) -> bytes:
    """The bytes with the records at those positions emptied; each keeps the end of its last line and so its position."""
    mark = next((mark for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) if content.startswith(mark)), b"")
    encoding = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(mark, "latin-1")
    # As Latin-1 every byte is one character, so line ends fall in the same places and every byte comes back.
    lines = list(io.StringIO(content.removeprefix(mark).decode(encoding, errors="surrogatepass"), newline=""))
    assert sheet.lines is not None
    for first, last in sheet.lines[np.isin(sheet.source_rows, list(rows))].tolist():
        end = lines[last - 1]
        lines[first - 1 : last] = [*[""] * (last - first), end[len(end.rstrip("\r\n")) :]]
    return mark + "".join(lines).encode(encoding, errors="surrogatepass")


def _empty_xlsx(content: bytes, worksheet: str, rows: set[int]) -> bytes:
    """The workbook with those rows of one sheet emptied, and the texts only they used."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first = sheet_paths(archive.read(WORKBOOK_PART), archive.read(LINKS_PART))[worksheet]
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
        parts[first], gone = _empty_rows(parts[first], rows)
        used: set[int] = set()
        for name, part in parts.items():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                used |= _shared(part)
        if _SHARED_STRINGS in parts:
            parts[_SHARED_STRINGS] = _empty_texts(parts[_SHARED_STRINGS], gone - used)
        with zipfile.ZipFile(out, "w") as written:
            for info in archive.infolist():
                written.writestr(info, parts[info.filename])
    return out.getvalue()


def _shared(xml: bytes) -> set[int]:
    return {int(number) for number in _SHARED_CELL.findall(xml)}


def _empty_rows(xml: bytes, rows: set[int]) -> tuple[bytes, set[int]]:
    """The sheet's XML with rows emptied, and the numbers of the shared texts they used."""
    gone: set[int] = set()
    number = 0

    def emptied(row: re.Match[bytes]) -> bytes:
        nonlocal number
        given = _NUMBER.search(row["about"])
        number = int(given[1]) if given else number + 1
        if number not in rows:
            return row[0]
        gone.update(_shared(row["cells"] or b""))
        return b'<%srow r="%d"/>' % (row["prefix"] or b"", number)

    return _ROW.sub(emptied, xml), gone


def _empty_texts(xml: bytes, numbers: set[int]) -> bytes:
    place = -1

    def emptied(text: re.Match[bytes]) -> bytes:
        nonlocal place
        place += 1
        prefix = text["prefix"] or b""
        return b"<%ssi><%st/></%ssi>" % (prefix, prefix, prefix) if place in numbers else text[0]

    return _SHARED.sub(emptied, xml)


def _see_that_the_rest_stands(file: DeliveredFile, rows: Mapping[str | None, set[int]], emptied: bytes) -> None:
    """Read the new bytes, and compare everything but the rows taken out with what the file held.

    Raises:
        RemovalError: When anything else differs.
    """
    now = {sheet.worksheet: sheet for sheet in read_content(emptied, file.name)}
    for claim in file.claims:
        before = claim.sheet
        stays = ~np.isin(before.source_rows, list(rows.get(before.worksheet, ())))
        sheet = now.get(before.worksheet)
        if sheet is None or not _same(sheet, before, stays):
            raise RemovalError(
                f"{file.name} cannot be rewritten without changing other records. Nothing was changed; take the person's rows "
                "out of it by hand, save it, and run the same command again."
            )


def _same(sheet: Sheet, before: Sheet, stays: np.ndarray) -> bool:
    def filled(one: Sheet, rows: np.ndarray) -> list[tuple[str, list[object]]]:
        """Headings and cells; a column without either is no part of a sheet."""
        columns = [(heading, cells[rows].tolist()) for heading, cells in zip(one.headings, one.columns, strict=True)]
        return [(heading, cells) for heading, cells in columns if heading or any(cell is not None for cell in cells)]

    return sheet.source_rows.tolist() == before.source_rows[stays].tolist() and filled(
        sheet, np.ones(len(sheet), dtype=np.bool_)
    ) == filled(before, stays)


def _mentioned(folder: Path, rewritten: Mapping[str, bytes], person: str) -> Iterator[Path]:
    """Files of the submission that hold the identifier outside the person's records."""
    if len(person) >= SHORTEST_SOUGHT:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            content = rewritten.get(path.name) if path.parent == folder else None
            if mentions(path.name, path.read_bytes() if content is None else content, person, if_unreadable=True):
                yield path
