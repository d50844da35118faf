"""The files of a submission's folder: which extract each of them is, and what was read from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from schemas.extracts import EXTRACTS
from schemas.headers import normalise, recognise_ssda903
from submissions.headings import Match, match_headings
from submissions.reading import READ_ENDINGS, KnownHeadings, contract_headings, open_regular, read_content
from submissions.reading.sheet import FileFaultError, Sheet

#: Times a folder is read before its files are said to keep changing.
_READINGS = 3


class ChangingError(OSError):
    """The files of a submission kept changing while they were read; the message says so."""


@dataclass
class DeliveredFile:
    """One file of the folder that is an extract.

    Attributes:
        extract: Name of the extract it is.
        name: Name of the file.
        file_hash: SHA-256 of its bytes; of nothing when they cannot be read.
        size_bytes: Its size.
        sheet: Its records; ``None`` when empty or unreadable.
        match: How its headings were read; ``None`` without records.
        faults: Rules about files that it breaks: code, detail, further words for the remedy's reader.
    """

    extract: str
    name: str
    file_hash: str
    size_bytes: int
    sheet: Sheet | None = None
    match: Match | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def rows_read(self) -> int:
        """Records read from it."""
        return 0 if self.sheet is None else len(self.sheet)


@dataclass(frozen=True)
class Delivery:
    """What a folder holds.

    Attributes:
        files: The files that are extracts, in the contract's order and then by name.
        unknown: Names of the other files and folders, with what may be said about them.
    """

    files: tuple[DeliveredFile, ...]
    unknown: tuple[tuple[str, str], ...]


def delivered_names(folder: Path) -> list[str]:
    """Names of the files that may be part of a submission, in order.

    Hidden files belong to the operating system, ``~$`` files to a spreadsheet program that has a file open, and any other
    ending to a copy that is not finished or to nothing of ours.
    """
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.suffix.lower() in READ_ENDINGS and not path.name.startswith((".", "~")) and path.is_file()
    )


def extracts_in(folder: Path) -> frozenset[str]:
    """Which extracts a folder holds, without judging them; an empty file counts as absent.

    Only files that are not named after an extract are opened, to see whether they are tables of the SSDA903 return.
    """
    found = set()
    for name in delivered_names(folder):
        path = folder / name
        suffix, extract = path.suffix.lower(), path.stem.lower()
        if path.stat().st_size == 0:
            continue
        if extract in EXTRACTS:
            found.add(extract)
            continue
        sheet = _read(path, suffix, "").sheet
        known = recognise_ssda903(sheet.headings) if sheet is not None else None
        if known is not None:
            found.add(known)
    return frozenset(found)


def read_delivery(folder: Path, headers: Mapping[str, Mapping[str, str]]) -> Delivery:
    """Read every file of a submission's folder.

    A file is an extract by its name, or by its headings when it is a table of the SSDA903 return; a file named
    after the extract goes before one known by its headings.

    What is returned is one set of files as they stood together at one moment: when any of them changed, came or went
    while they were read, they are all read again.

    Args:
        folder: The folder of the submission.
        headers: The council's own headings by extract.

    Raises:
        ChangingError: When files changed during each of several readings.
    """
    for _ in range(_READINGS):
        with suppress(FileNotFoundError):
            before = _as_they_stand(folder)
            delivery = _read_folder(folder, headers)
            if _as_they_stand(folder) == before:
                return delivery
    raise ChangingError(
        f"its files changed while they were read, {_READINGS} times in a row. Nothing of them was loaded. Wait until they have "
        "all arrived, then run the quarter again"
    )


def _as_they_stand(folder: Path) -> dict[str, tuple[int, int]]:
    """Name -> size and time of change, of the files that may be part of the submission."""
    stands = {name: (folder / name).stat() for name in delivered_names(folder)}
    return {name: (about.st_size, about.st_mtime_ns) for name, about in stands.items()}


def _read_folder(folder: Path, headers: Mapping[str, Mapping[str, str]]) -> Delivery:
    named: list[DeliveredFile] = []
    recognised: list[DeliveredFile] = []
    unknown: list[tuple[str, str]] = []
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        # Hidden files belong to the operating system.
        if path.name.startswith("."):
            continue
        suffix, stem = path.suffix.lower(), path.stem.lower()
        if not path.is_file() or suffix not in READ_ENDINGS:
            unknown.append((path.name, ""))
        elif stem in EXTRACTS:
            named.append(_read(path, suffix, stem))
        else:
            file = _read(path, suffix, "")
            known = recognise_ssda903(file.sheet.headings) if file.sheet is not None else None
            if known is None:
                unknown.append((path.name, ""))
            else:
                file.extract = known
                recognised.append(file)
    present = {file.extract for file in named}
    for file in recognised:
        if file.extract in present:
            unknown.append((file.name, f", because its headings are those of '{file.extract}', which has its own file"))
        else:
            named.append(file)
    _refuse_twins(named)
    for file in named:
        _match(file, headers.get(file.extract, {}))
    places = {name: place for place, name in enumerate(EXTRACTS)}
    return Delivery(tuple(sorted(named, key=lambda file: (places[file.extract], file.name))), tuple(sorted(unknown)))


def content_hash(files: tuple[DeliveredFile, ...]) -> str:
    """SHA-256 over the names and hashes of a delivery's extract files, whatever order the folder lists them in."""
    lines = sorted(f"{file.name}\t{file.file_hash}" for file in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _read(path: Path, suffix: str, extract: str) -> DeliveredFile:
    try:
        content = open_regular(path, path.parent.parent.parent)
    except FileFaultError as fault:
        file = DeliveredFile(extract, path.name, hashlib.sha256(b"").hexdigest(), 0)
        file.faults.append((fault.rule, fault.detail))
        return file
    file = DeliveredFile(extract, path.name, hashlib.sha256(content).hexdigest(), len(content))
    known = contract_headings()
    try:
        sheets = read_content(content, path.name, known=known)
    except FileFaultError as fault:
        file.faults.append((fault.rule, fault.detail))
        return file
    file.sheet = max(sheets, key=lambda sheet: _known(sheet, known), default=None)
    if file.sheet is None:
        file.faults.append(("empty_file", ""))
    elif file.sheet.fault is not None:
        file.faults.append((file.sheet.fault.rule, file.sheet.fault.detail))
        file.sheet = None
    return file


def _known(sheet: Sheet, known: KnownHeadings) -> int:
    return sum(normalise(heading) in known.headings for heading in sheet.headings)


def _refuse_twins(files: list[DeliveredFile]) -> None:
    by_extract: dict[str, list[DeliveredFile]] = {}
    for file in files:
        by_extract.setdefault(file.extract, []).append(file)
    for extract, twins in by_extract.items():
        if len(twins) > 1:
            for file in twins:
                file.faults.append(("duplicate_file", extract))


def _match(file: DeliveredFile, own: Mapping[str, str]) -> None:
    if file.sheet is None:
        return
    file.match = match_headings(file.sheet.headings, EXTRACTS[file.extract], own)
    for column in file.match.missing:
        file.faults.append(("missing_column", column))
    for column, places in file.match.duplicates.items():
        numbers = " and ".join(str(place + 1) for place in places)
        file.faults.append(("duplicate_column", f"{numbers} ('{column}')"))
