"""The panel's pack as one PDF, made by LibreOffice where it is installed.

The sheets a pack needs are put together in a passing workbook (:mod:`exports.pack`); the books themselves are never
touched. LibreOffice runs with a profile of its own in a folder that is thrown away.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from exports.pack import pack_bytes

#: Where LibreOffice is when it is not on the path.
_USUAL_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
#: Tagged, so that assistive software finds headings and tables; with the document's title in the window.
_FILTER = (
    'pdf:calc_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"},'
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


def write_pack(workbooks: Sequence[Path], folder: Path, name: str, program: str) -> Path:
    """Write the printed sheets of a council's books as one PDF, or nothing.

    Args:
        workbooks: Panel workbooks of ours, in the order they are read.
        folder: Where the PDF goes; made if it is not there.
        name: Of the file, without its ending.
        program: As :func:`find_libreoffice` gives it.

    Raises:
        PrintError: When LibreOffice fails, or takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="scorecards-print-") as scratch:
        copied = Path(scratch) / f"{name}.xlsx"
        copied.write_bytes(pack_bytes(workbooks))
        _convert(program, [copied], Path(scratch))
        made = copied.with_suffix(".pdf")
        if not made.is_file():
            raise PrintError(
                f"LibreOffice made no PDF of {', '.join(one.name for one in workbooks)}. Open the workbooks in it and export "
                "the PDF there."
            )
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f".{made.name}.partial"
        shutil.copyfile(made, beside)
        beside.replace(folder / made.name)
    return folder / made.name


def pack_name(workbooks: Sequence[Path]) -> str:
    """What the pack of some books is called: ``panel-pack_2017-18-Q4_v1-0_approved``, from the name of the first."""
    _, _, rest = workbooks[0].stem.partition("_")
    return f"panel-pack_{rest.replace('_panel', '')}"


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
