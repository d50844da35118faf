"""From bytes to sheets: every kind of file a council hands over, read as text by column within limits.

Nothing here knows what a table is for; ``submissions`` decides that from its headings.
"""

from __future__ import annotations

from pathlib import Path, PurePath

from submissions.reading.archive import Archive, shown_name
from submissions.reading.kinds import ENDINGS, Kind, kind_of
from submissions.reading.known import KnownHeadings, contract_headings
from submissions.reading.limits import Limits
from submissions.reading.old_workbook import read_old_workbook
from submissions.reading.records_xml import read_records
from submissions.reading.regular import open_regular
from submissions.reading.separated import read_separated
from submissions.reading.sheet import Aside, FileFault, FileFaultError, Sheet
from submissions.reading.workbook import read_workbook

__all__ = [
    "READ_ENDINGS",
    "Aside",
    "FileFault",
    "FileFaultError",
    "KnownHeadings",
    "Limits",
    "Sheet",
    "contract_headings",
    "open_regular",
    "read_content",
    "read_file",
]

#: Endings, in lower case, of the files that are read.
READ_ENDINGS = frozenset(ENDINGS)


def read_file(
    path: Path, name: str, within: Path, limits: Limits | None = None, known: KnownHeadings | None = None
) -> tuple[Sheet, ...]:
    """Read every table of a file.

    Args:
        path: The file.
        name: What findings call it.
        within: The landing folder, which a link may not lead out of.
        limits: How much is read before it is refused.
        known: Headings by which a heading row is found; the contract's where none are given.

    Returns:
        One sheet a table, in the file's order; none when it holds nothing at all. A sheet that is refused by itself (a
        worksheet, a member of a zip) carries its ``fault``.

    Raises:
        FileFaultError: When the file is refused whole.
    """
    return read_content(open_regular(path, within, limits), name, limits, known)


def read_content(
    content: bytes, name: str, limits: Limits | None = None, known: KnownHeadings | None = None
) -> tuple[Sheet, ...]:
    """Read every table in the bytes of a file; as ``read_file``, for a reader who needs the bytes too.

    Raises:
        FileFaultError: When the file is refused whole.
    """
    if not content:
        return ()
    limits, known = limits or Limits(), known or contract_headings()
    kind = kind_of(content, name)
    if kind is Kind.ZIP:
        return _read_archive(content, name, limits, known)
    if kind is Kind.TEXT:
        sheet = read_separated(content, name, limits, known)
        return () if sheet is None else (sheet,)
    if kind is Kind.XML:
        return read_records(content, name, limits, known)
    if kind is Kind.XLS:
        return read_old_workbook(content, name, limits, known)
    return read_workbook(content, name, limits, known)


def _read_archive(content: bytes, name: str, limits: Limits, known: KnownHeadings) -> tuple[Sheet, ...]:
    """Every table of every file in an archive, opened in memory; an archive inside it is not opened."""
    archive = Archive(content, limits)
    sheets: list[Sheet] = []
    for member in archive.files():
        shown = shown_name(name, member.filename)
        try:
            if PurePath(shown).suffix.lower() == ".zip":
                raise FileFaultError("wrong_file_type", "an archive inside an archive")
            sheets += read_content(archive.read(member), shown, limits, known)
        except FileFaultError as fault:
            sheets.append(Sheet.refused(shown, None, FileFault(fault.rule, fault.detail)))
    return tuple(sheets)
