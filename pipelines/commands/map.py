"""``scorecards map``: how a council's own table may be read, proposed for a person to confirm."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.outcome import Exit, Stop, say


@click.command("map", epilog="Example: scorecards map raw/herefordshire/2017-18-Q4/plans.xlsx --extract pathway_plans")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--extract", "asked", help="The extract it is to be read as; proposed from the headings otherwise.")
@click.option("--write", is_flag=True, help="Add the proposals to the council's council.toml, to be confirmed there.")
def command(file: Path, asked: str | None, write: bool) -> int:
    """Propose how the headings and words of FILE (in raw/<authority>/<quarter>/) are to be read.

    Headings, words of coded columns, confidence and three rows are shown; never what stands in a record.
    """
    from quality.mapping import as_toml, fitting_extract, propose_headings, propose_words  # noqa: PLC0415 - pandas is slow
    from schemas.extracts import EXTRACTS  # noqa: PLC0415
    from submissions.reading import FileFaultError, read_file  # noqa: PLC0415

    if asked is not None and asked not in EXTRACTS:
        raise Stop(Exit.CONFIGURATION, f"There is no extract '{asked}'. The extracts are {', '.join(EXTRACTS)}.")
    try:
        sheets = read_file(file, file.name, file.parent)
    except FileFaultError as fault:
        raise Stop(
            Exit.CONFIGURATION, f"{file.name} cannot be read ({fault.rule.replace('_', ' ')}). {fault.detail}"
        ) from None
    code = Exit.DATA
    written: list[str] = []
    for sheet in sheets:
        place = f"{file.name}{f', sheet {sheet.worksheet}' if sheet.worksheet else ''}"
        extract = EXTRACTS[asked] if asked else fitting_extract(sheet)
        if extract is None:
            say(f"{place}: fits no extract better than every other; name one with --extract.")
            continue
        headings = propose_headings(sheet, extract)
        proposals = [*headings, *propose_words(sheet, extract, headings)]
        say(f"{place}: proposed as {extract.name}")
        for one in proposals:
            rows = ", ".join(str(row) for row in one.positions)
            stands = f"{one.column} = {one.code}" if one.code else one.column
            say(f"  {one.kind} '{one.given}' -> {stands} (confidence {one.confidence:.0%}; rows {rows})")
        told = {one.given for one in headings}
        for heading in sheet.headings:
            if heading and heading not in told:
                say(
                    f"  heading '{heading}': nothing fits well enough, or two fit alike; map it by hand or leave it out"
                )
        text = as_toml(extract.name, proposals)
        if text:
            written.append(text)
            code = Exit.DONE
    if not written:
        say("Nothing to propose.")
        return code
    block = "\n\n# Proposed by 'scorecards map'; confirm each line, or take it out.\n" + "\n\n".join(written) + "\n"
    if not write:
        say(block.strip())
        say("With --write this is added to council.toml.")
        return code
    return _add(file.resolve().parent.parent / "council.toml", block)


def _add(path: Path, block: str) -> int:
    """Add the proposals to the council's file, unless it then could not be read."""
    from submissions.council import ConfigurationError, load_council  # noqa: PLC0415

    if not path.is_file():
        raise Stop(
            Exit.CONFIGURATION, f"There is no {path.name} beside the quarter's folder; put the file in raw first."
        )
    before = path.read_text(encoding="utf-8-sig")
    path.write_text(before.rstrip("\n") + block, encoding="utf-8")
    try:
        load_council(path)
    except ConfigurationError as error:
        path.write_text(before, encoding="utf-8")
        raise Stop(
            Exit.CONFIGURATION,
            "The proposals do not fit what council.toml says already, and it was left as it was; add them by hand:\n"
            f"{block}\n{error}",
        ) from None
    say(f"Added to {path.parent.name}/{path.name}. Confirm each line there, then run 'scorecards check'.")
    return Exit.DONE
