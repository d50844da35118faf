"""About: where the figures come from and how the file is checked, so that anyone can walk back from a cell to its files.

It says nothing about the run that made it, and no clock: two runs on the same inputs give the same file. Who ran it, and
when, is in the warehouse's record of runs.
"""

from __future__ import annotations

from exports.content import Column, Content, Masthead, Number, TableSheet
from exports.published import InputRow, Panel
from exports.styles import COUNT_FORMAT
from exports.text import clean_text
from exports.versions import Approval
from exports.words import EXTRACT_WORDS

NAME = "About"
NOT_KNOWN = "Not recorded"
_CHECKS = (
    "Every row read is used or set aside. No number of people from 1 to the council's threshold is shown where it could point "
    "to somebody, nor one that would give a hidden number away. A run that fails a check makes no workbook."
)
_VERIFY = (
    "The command 'scorecards verify' followed by the file's name says whether a file is approved, superseded, altered or "
    "unknown."
)
_RECORD = (
    "In the council's warehouse, ops.output lists this file by its content hash, which is among the file's properties, and "
    "leads to ops.run and ops.input: who ran it, when, on which files."
)
_FIGURE = (
    "The command 'scorecards explain' followed by a measure's reference shows the query and the counts behind a figure."
)


def about(panel: Panel, said: Masthead, approval: Approval | None = None) -> TableSheet:
    """One row for each fact about the workbook, then one for each kind of record that was read.

    Args:
        panel: What is published.
        said: Council, quarter, edition, state and version, as every sheet repeats them.
        approval: Who approved it and what it replaces.
    """
    published = panel.authority
    facts: list[tuple[str, Content]] = [
        ("Council", said.council),
        ("Quarter", f"{said.quarter_words}, {panel.quarter.label}"),
        ("Edition", said.edition),
        ("State and version", f"{said.state}, version {said.version}"),
    ]
    if approval is not None:
        facts.append(("Approval", f"{approval.words[:1].upper()}{approval.words[1:]}"))
    facts += [
        ("Delivery", f"Delivery {published.delivery} of this quarter's records"),
        ("Pipeline", _version(published.code_version)),
        ("Definitions", _version(published.definitions_version)),
        ("Table layout", _version(published.schema_version)),
        ("Checks passed", _CHECKS),
        ("Is this file the approved one?", _VERIFY),
        ("Where the run is recorded", _RECORD),
        ("How a figure was worked out", _FIGURE),
    ]
    rows: list[tuple[Content, ...]] = [(item, value, None) for item, value in facts]
    rows += [_input_row(extract, files) for extract, files in _by_extract(panel.inputs)]
    return TableSheet(
        name=NAME,
        answers="where the figures come from, and how to check this file",
        heading="About: where the figures come from, and how to check this file",
        table_name="about",
        columns=(
            Column("Item", 52),
            Column("Value", 84),
            Column("Rows read", 14, numeric=True, blank_means="the row is about something else"),
        ),
        rows=tuple(rows),
        how_to_read=(
            "Each row is one fact about this workbook, or one kind of record it was made from.",
            "A fingerprint is the first 12 characters of a file's SHA-256 hash.",
        ),
    )


def _version(value: str | int | None) -> str:
    return f"Version {clean_text(str(value))}" if value is not None else NOT_KNOWN


def _by_extract(inputs: tuple[InputRow, ...]) -> list[tuple[str, list[InputRow]]]:
    """Files by extract, in the order the extracts are told of elsewhere."""
    order = {name: position for position, name in enumerate(EXTRACT_WORDS)}
    names = sorted({file.extract for file in inputs}, key=lambda name: (order.get(name, len(order)), name))
    return [(name, [file for file in inputs if file.extract == name]) for name in names]


def _input_row(extract: str, files: list[InputRow]) -> tuple[Content, ...]:
    kind = EXTRACT_WORDS.get(extract, extract)
    prints = "fingerprint " if len(files) == 1 else "fingerprints "
    read = files[0].rows_read
    return (
        f"Records read: {kind}",
        f"{len(files):,} file{'' if len(files) == 1 else 's'}, {prints}{', '.join(file.file_hash for file in files)}",
        None if read is None else Number(read, COUNT_FORMAT),
    )
