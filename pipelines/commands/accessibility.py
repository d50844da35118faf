"""``scorecards accessibility``: the accessibility checks on any workbook."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.outcome import Exit, say, tell


@click.command(
    "accessibility",
    epilog="Example: scorecards accessibility "
    "output/panel/herefordshire/2017-18-Q4/care-leavers_2017-18-Q4_panel_v0-1_draft.xlsx",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
def command(files: tuple[Path, ...]) -> int:
    """Check each workbook FILE against the rules of accessible spreadsheets, and print what is wrong and what to do.

    Works on any .xlsx file. Exit codes: 0 no problem found, 3 some, 4 a file is not there or is no workbook. What no
    program can tell remains for a person: whether a chart's description is true, and how a screen reader takes it.
    """
    from exports.accessibility import check_workbook  # noqa: PLC0415 - openpyxl is slow to load

    code = Exit.DONE
    for file in files:
        if not file.is_file():
            tell(f"There is no file {file}. Give the path of an .xlsx workbook.")
            code = max(code, Exit.CONFIGURATION)
            continue
        try:
            problems = check_workbook(file)
        except ValueError as error:
            tell(f"{file}: {error}")
            code = max(code, Exit.CONFIGURATION)
            continue
        say(f"{file}: {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}")
        for problem in problems:
            say(f"  {problem}")
        if problems:
            code = max(code, Exit.BLOCKED)
    return code
