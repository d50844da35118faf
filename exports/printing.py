"""The printed set of a panel workbook as a PDF, made by LibreOffice where it is installed.

The sheets that are only for looking things up are hidden in a passing copy, with their print areas taken away, and
LibreOffice then leaves them out; the workbook itself is never touched. LibreOffice runs with a profile of its own in a
folder that is thrown away.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.xml.functions import fromstring, tostring

from exports.sheets.contents import PRINTED

_WORKBOOK = "xl/workbook.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: Where LibreOffice is when it is not on the path.
_USUAL_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
#: Tagged, so that assistive software finds headings and tables; with the document's title in the window.
_FILTER = (
    'pdf:calc_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"DisplayPDFDocumentTitle":{"type":"boolean","value":"true"}}'
)
#: Longest one workbook may take, in seconds.
_PATIENCE = 180


class PrintError(RuntimeError):
    """LibreOffice made no PDF; the message says what to do."""


def find_libreoffice() -> str | None:
    """LibreOffice's program, or ``None`` when it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _USUAL_PLACES if Path(place).is_file()), None)


def write_pdf(workbook: Path, folder: Path, program: str) -> Path:
    """Write the printed set of a workbook as ``<its name>.pdf``, whole or not at all.

    Args:
        workbook: A panel workbook of ours.
        folder: Where the PDF goes; made if it is not there.
        program: As :func:`find_libreoffice` gives it.

    Raises:
        PrintError: When LibreOffice fails, or takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="scorecards-print-") as scratch:
        copy = Path(scratch) / workbook.name
        copy.write_bytes(only_printed(workbook))
        made = copy.with_suffix(".pdf")
        _convert(program, copy, Path(scratch))
        if not made.is_file():
            raise PrintError(
                f"LibreOffice made no PDF of {workbook.name}. Open the workbook in it and export the PDF there."
            )
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / made.name
        beside = target.with_name(f".{target.name}.partial")
        shutil.copyfile(made, beside)
        beside.replace(target)
    return target


def only_printed(workbook: Path) -> bytes:
    """The workbook with every sheet hidden that a printed pack does not need; all else stays byte for byte."""
    with tempfile.TemporaryFile() as written:
        with ZipFile(workbook) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
            for entry in source.infolist():
                data = source.read(entry)
                target.writestr(entry, _hide(data) if entry.filename == _WORKBOOK else data)
        written.seek(0)
        return written.read()


def _hide(workbook_xml: bytes) -> bytes:
    root = fromstring(workbook_xml)
    hidden = set()
    for place, sheet in enumerate(root.iter(f"{_MAIN}sheet")):
        if sheet.get("name") not in PRINTED:
            sheet.set("state", "hidden")
            hidden.add(str(place))
    # LibreOffice prints a hidden sheet all the same while it has a print area.
    for names in root.iter(f"{_MAIN}definedNames"):
        for name in [name for name in names if name.get("localSheetId") in hidden]:
            names.remove(name)
    return cast("bytes", tostring(root))  # the stubs take it for text


def _convert(program: str, workbook: Path, scratch: Path) -> None:
    profile = (scratch / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", _FILTER]
    try:
        subprocess.run(
            [*command, "--outdir", str(scratch), str(workbook)],
            env={**os.environ, "HOME": str(scratch)},
            check=True,
            capture_output=True,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise PrintError(
            f"LibreOffice took more than {_PATIENCE} seconds over {workbook.name} and was stopped. Try again."
        ) from None
    except (OSError, subprocess.CalledProcessError) as error:
        raise PrintError(
            f"LibreOffice could not convert {workbook.name} ({type(error).__name__}). Open the workbook in it to see why."
        ) from None
