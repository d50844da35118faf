"""From bytes to sheets: every kind of file a council hands over, read as text by column within limits.

Nothing here knows what a table is for; ``submissions`` decides that from its headings.
"""

from __future__ import annotations

from pathlib import Path, PurePath

from submissions.reading.known import KnownHeadings, contract_headings
from submissions.reading.limits import Limits
from submissions.reading.regular import open_regular
from submissions.reading.separated import read_csv
from submissions.reading.sheet import Aside, FileFault, FileFaultError, Sheet
from submissions.reading.workbook import read_xlsx

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

_READERS = {".csv": read_csv, ".xlsx": read_xlsx}
#: Endings, in lower case, of the files that are read.
READ_ENDINGS = frozenset(_READERS)


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
    reader = _READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise FileFaultError("wrong_file_type", "of a kind that is not read")
    sheet = reader(content) if content else None
    if sheet is None:
        return ()
    sheet.file = name
    return (sheet,)
