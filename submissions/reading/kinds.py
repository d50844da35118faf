"""What a file is by its first bytes, and whether that is what its ending says."""

from __future__ import annotations

import codecs
import io
import zipfile
from enum import StrEnum
from pathlib import PurePath

from submissions.reading.sheet import FileFaultError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_START = 4096


class Kind(StrEnum):
    """How a file is read."""

    TEXT = "text"
    XLSX = "an Excel workbook"
    XLS = "an old Excel workbook"
    ODS = "an OpenDocument spreadsheet"
    XML = "XML"
    ZIP = "a zip archive"


#: Ending to what the file should be.
ENDINGS = {
    ".csv": Kind.TEXT,
    ".txt": Kind.TEXT,
    ".tsv": Kind.TEXT,
    ".xlsx": Kind.XLSX,
    ".xlsm": Kind.XLSX,
    ".xls": Kind.XLS,
    ".ods": Kind.ODS,
    ".xml": Kind.XML,
    ".zip": Kind.ZIP,
}
#: A workbook under the ending of another kind of workbook is read as what it is: nothing can be taken amiss.
_WORKBOOKS = frozenset({Kind.XLSX, Kind.XLS, Kind.ODS})


def kind_of(content: bytes, name: str) -> Kind:
    """How a file is read.

    Raises:
        FileFaultError: When it is nothing that is read, or not what its ending says.
    """
    said = ENDINGS.get(PurePath(name).suffix.lower())
    if said is None:
        raise FileFaultError("wrong_file_type", "of a kind that is not read")
    found = _found(content)
    if found is said or {found, said} <= _WORKBOOKS:
        return found
    if found is Kind.TEXT:
        raise FileFaultError("wrong_file_type", f"not {said.value}")
    raise FileFaultError("wrong_file_type", found.value)


def _found(content: bytes) -> Kind:
    start = content[:_START]
    if start.startswith(_OLE):
        if _ENCRYPTED in content:
            raise FileFaultError("encrypted_file")
        return Kind.XLS
    if start.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02")) and len(content) > 20 and start[3] == 0:
        return Kind.XLS  # the records of the oldest workbooks without a container
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(content)
    if start.startswith(b"%PDF-"):
        raise FileFaultError("wrong_file_type", "a PDF")
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()[:64].lower()
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = start.decode("utf-16", errors="replace").lstrip()[:64].lower().encode("utf-8", errors="replace")
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<body", b"<meta")):
        raise FileFaultError("wrong_file_type", "a web page")
    if text.startswith(b"{\\rtf"):
        raise FileFaultError("wrong_file_type", "a word processor's document")
    return Kind.XML if text.startswith(b"<") else Kind.TEXT


def _archive(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileFaultError("unreadable_file", "the archive is damaged") from error
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if "xl/workbook.bin" in names:
        raise FileFaultError("wrong_file_type", "a binary Excel workbook (.xlsb)")
    if "content.xml" in names and "mimetype" in names:
        return Kind.ODS
    if "[Content_Types].xml" in names:
        raise FileFaultError("wrong_file_type", "a document of another program")
    return Kind.ZIP
