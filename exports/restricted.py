"""Files that name people: where they may be written, and what every one of them says about itself.

Every restricted file goes through :func:`write_restricted`, which refuses any folder but
``<output>/restricted/<authority>/<quarter>`` before a byte is written.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from openpyxl.packaging.custom import StringProperty

from exports.layout import Book
from exports.text import clean_text

ROOT = "restricted"
PANEL_ROOT = "panel"
#: Every restricted file's name says so too, for it may be copied out of its folder.
NAME_PART = "_restricted"
#: How a cell may begin that a spreadsheet program would take for a formula when it opens a CSV file.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class RestrictedPathError(ValueError):
    """A restricted file was about to land where it must not; nothing was written."""


def refuse_wrong_place(folder: Path, name: str) -> None:
    """Raise unless a file that names people may be written there.

    Args:
        folder: Where it would go; links and ``..`` are followed first.
        name: Of the file.

    Raises:
        RestrictedPathError: When the folder is not ``<output>/restricted/<authority>/<quarter>``, or lies in the panel
            root, or the name does not say that the file is restricted.
    """
    parts = folder.resolve().parts
    root, above = parts[-3:-2], parts[-4:-3]
    if root != (ROOT,) or above == (PANEL_ROOT,):
        raise RestrictedPathError(
            f"A restricted file was to be written into '{folder.name}' outside the restricted root. Nothing was "
            f"written; give a folder of the form <output>/{ROOT}/<authority>/<quarter>."
        )
    if NAME_PART not in name or Path(name).name != name:
        raise RestrictedPathError(
            f"The name of a restricted file must hold '{NAME_PART}' and no folder. Nothing was written."
        )


def write_restricted(folder: Path, name: str, data: bytes) -> Path:
    """Write one restricted file whole: beside its place first, then moved there.

    Raises:
        RestrictedPathError: See :func:`refuse_wrong_place`.
    """
    refuse_wrong_place(folder, name)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    partial = path.with_name(f".{name}.partial")
    partial.write_bytes(data)
    partial.replace(path)
    return path


def describe(book: Book, quarter: str, keywords: Sequence[str]) -> None:
    """Fill in the document's properties; the marking is among them.

    Args:
        book: The finished workbook; its masthead has a marking.
        quarter: Label of the quarter.
        keywords: What the workbook is about.
    """
    said = book.masthead
    properties = book.workbook.properties
    properties.title = said.title
    properties.creator = properties.lastModifiedBy = clean_text(said.council)
    properties.subject = said.marking
    properties.keywords = ", ".join([*keywords, quarter, "restricted", said.state, f"version {said.version}"])
    properties.category = said.marking
    properties.language = "en-GB"
    custom = book.workbook.custom_doc_props  # type: ignore[attr-defined]  # the stubs lack it
    for name, value in (
        ("Marking", said.marking),
        ("Quarter", quarter),
        ("Edition", said.edition),
        ("Version", said.version),
        ("Status", said.state),
    ):
        custom.append(StringProperty(name=name, value=value))


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A frame as CSV (UTF-8 with its mark, so that spreadsheet programs read it right).

    Text that a spreadsheet program would run as a formula gets an apostrophe before it.
    """
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == object or pd.api.types.is_string_dtype(safe[name]):
            safe[name] = [f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
                          for cell in safe[name]]  # fmt: skip
    written = io.StringIO()
    safe.to_csv(written, index=False, lineterminator="\r\n")
    return written.getvalue().encode("utf-8-sig")
