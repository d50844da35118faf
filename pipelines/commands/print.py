"""``scorecards print``: the newest panel workbooks' pack as one PDF for each council."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from pipelines.options import authority_option, parse_quarter, place_options, places, quarter_option
from pipelines.outcome import Exit, Stop, say

_INSTALL = (
    "LibreOffice is not installed, and the PDF is made by it. Install it (Debian and Ubuntu: apt install libreoffice-calc; "
    "Windows and macOS: libreoffice.org) and run this again. Or print from any spreadsheet program the sheets that the "
    "Contents sheet marks Yes."
)


@click.command("print")
@quarter_option
@authority_option
@place_options
def command(
    quarter: str, authorities: tuple[str, ...], raw: Path | None, warehouse: Path | None, output: Path | None
) -> int:
    """Write the sheets a printed pack needs of the newest panel workbooks as one PDF a council, into output/print.

    Needs LibreOffice. Exit codes: 0 done, 2 there is no panel workbook of the quarter, 3 a workbook is not the file that was
    made, 4 LibreOffice is not installed or fails.
    """
    from exports.printing import PrintError, find_libreoffice, pack_name, write_pack  # noqa: PLC0415 - openpyxl is slow to load

    program = find_libreoffice()
    if program is None:
        raise Stop(Exit.CONFIGURATION, _INSTALL)
    label = parse_quarter(quarter).label
    root = places(raw, warehouse, output).output
    for authority, files in _newest(root, label, authorities).items():
        try:
            made = write_pack(files, root / "print" / authority / label, pack_name(files), program)
        except PrintError as error:
            raise Stop(Exit.CONFIGURATION, str(error)) from None
        say(str(made))
    return Exit.DONE


def _newest(root: Path, quarter: str, authorities: tuple[str, ...]) -> dict[str, list[Path]]:
    """Council -> the newest panel workbooks of the quarter, as their pointer names them.

    Raises:
        Stop: With code 2 when there are none, and 3 when one is missing or was changed.
    """
    from exports.versions import read_pointer  # noqa: PLC0415

    wanted = authorities or tuple(sorted(p.parent.name for p in (root / "panel").glob(f"*/{quarter}") if p.is_dir()))
    found: dict[str, list[Path]] = {}
    for authority in wanted:
        folder = root / "panel" / authority / quarter
        for file in read_pointer(folder).get("files", []):
            path = folder / file["name"]
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
                raise Stop(
                    Exit.BLOCKED,
                    f"{path} is missing or is not the file that was made. Nothing was printed; run the quarter again, or put "
                    "the file back ('scorecards verify' tells which one is ours).",
                )
            found.setdefault(authority, []).append(path)
    if missing := [authority for authority in wanted if authority not in found] or (not wanted and ["any council"]):
        raise Stop(
            Exit.DATA,
            f"There is no panel workbook of {', '.join(missing)} for {quarter} in {root / 'panel'}. Run it first: "
            f"scorecards run --quarter {quarter}.",
        )
    return found
