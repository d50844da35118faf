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
from collections.abc import Sequence
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
#: Longest the workbooks of a council may take, in seconds.
_PATIENCE = 180


class PrintError(RuntimeError):
    """LibreOffice made no PDF; the message says what to do."""


def find_libreoffice() -> str | None:
    """LibreOffice's program, or ``None`` when it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _USUAL_PLACES if Path(place).is_file()), None)


def write_pdfs(workbooks: Sequence[Path], folder: Path, program: str) -> list[Path]:
    """Write the printed set of each workbook as ``<its name>.pdf``; none of them unless all can be made.

    Args:
        workbooks: Panel workbooks of ours.
        folder: Where the PDFs go; made if it is not there.
        program: As :func:`find_libreoffice` gives it.

    Raises:
        PrintError: When LibreOffice fails, or takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="scorecards-print-") as scratch:
        copies = [Path(scratch) / workbook.name for workbook in workbooks]
        for workbook, copy in zip(workbooks, copies, strict=True):
            copy.write_bytes(only_printed(workbook))
        _convert(program, copies, Path(scratch))
        made = [copy.with_suffix(".pdf") for copy in copies]
        if lacking := [pdf.stem for pdf in made if not pdf.is_file()]:
            raise PrintError(
                f"LibreOffice made no PDF of {', '.join(lacking)}. Open the workbook in it and export the PDF there."
            )
        folder.mkdir(parents=True, exist_ok=True)
        for pdf in made:
            beside = folder / f".{pdf.name}.partial"
            shutil.copyfile(pdf, beside)
            beside.replace(folder / pdf.name)
    return [folder / pdf.name for pdf in made]


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


def _convert(program: str, workbooks: Sequence[Path], scratch: Path) -> None:
    profile = (scratch / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", _FILTER]
    try:
        subprocess.run(
            [*command, "--outdir", str(scratch), *map(str, workbooks)],
            env={**os.environ, "HOME": str(scratch)},
            check=True,
            capture_output=True,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise PrintError(f"LibreOffice took more than {_PATIENCE} seconds and was stopped. Try again.") from None
    except (OSError, subprocess.CalledProcessError) as error:
        raise PrintError(
            f"LibreOffice could not convert {', '.join(one.name for one in workbooks)} ({type(error).__name__}). Open the "
            "workbook in it to see why."
        ) from None
