"""The files of a submission's folder: each is read and hashed once, and its tables are recognised."""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from schemas.extracts import EXTRACTS
from schemas.headers import normalise
from submissions.council import Council
from submissions.headings import match_headings
from submissions.reading import (
    READ_ENDINGS,
    FileFaultError,
    KnownHeadings,
    Sheet,
    contract_headings,
    open_regular,
    read_content,
)
from submissions.sources import all_sources, contract
from submissions.sources.base import Claim, NearMiss
from submissions.sources.contract import claim as claim_as
from submissions.sources.contract import named_after

#: Times a folder is read before its files are said to keep changing.
_READINGS = 3
_NOTHING = hashlib.sha256(b"").hexdigest()


class ChangingError(OSError):
    """The files of a submission kept changing while they were read; the message says so."""


@dataclass(frozen=True)
class Ignored:
    """A file or sheet that is not used.

    Attributes:
        file: Name of the file.
        sheet: Name of the worksheet; empty for a whole file.
        rule: Code of the rule that tells of it.
        detail: Fills the rule's message.
    """

    file: str
    sheet: str
    rule: str
    detail: str = ""


@dataclass(frozen=True)
class Refused:
    """A file or sheet that cannot be used as a whole.

    Attributes:
        file: Name of the file, or of a member of an archive.
        sheet: Name of the worksheet; empty for a whole file.
        extract: The extract it is named after; empty when it is named after none.
        rule: Code of the rule it breaks.
        detail: Fills the rule's message.
    """

    file: str
    sheet: str
    extract: str
    rule: str
    detail: str = ""


@dataclass
class DeliveredFile:
    """One file of the folder.

    Attributes:
        name: Its name, as findings say it.
        path: Where it is.
        file_hash: SHA-256 of its bytes; of nothing when they cannot be read.
        size_bytes: Its size.
        claims: Its sheets that a source recognised.
        refused: Why it, or a sheet of it, cannot be used as a whole.
    """

    name: str
    path: Path
    file_hash: str = _NOTHING
    size_bytes: int = 0
    claims: list[Claim] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def is_used(self) -> bool:
        """Whether it is part of the submission: recognised, or named after an extract and not readable."""
        return bool(self.claims) or any(one.extract for one in self.refused)


@dataclass(frozen=True)
class Delivery:
    """What a folder holds.

    Attributes:
        files: The files that are part of the submission, by name.
        ignored: What is not used, and why.
    """

    files: tuple[DeliveredFile, ...]
    ignored: tuple[Ignored, ...] = ()

    @property
    def claims(self) -> list[Claim]:
        """Every recognised sheet."""
        return [claim for file in self.files for claim in file.claims]

    def hash_of(self, source_file: str) -> str:
        """Hash of the file that a table is in; of the archive for a member of one."""
        return next((file.file_hash for file in self.files if is_in(source_file, file.name)), _NOTHING)


def is_in(source_file: str, name: str) -> bool:
    """Whether a table's file is the file of that name or a member of it."""
    return source_file == name or source_file.startswith(f"{name}/")


def shown(name: str) -> str:
    """A file's name as text, whatever bytes it has."""
    return os.fsencode(name).decode("utf-8", errors="replace")


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


def extracts_in(folder: Path, council: Council | None = None) -> frozenset[str]:
    """Which extracts a folder holds, without judging them; an empty file counts as absent.

    Args:
        folder: The folder of the submission.
        council: What ``council.toml`` says, for headings of the council's own.
    """
    council = council or Council(name="?", ons_code="E00000000")
    delivery = _read_folder(folder, council)
    return frozenset(
        feed.extract
        for claim in delivery.claims
        for feed in claim.feeds
        if feed.extract in EXTRACTS and not feed.supplements
    )


def read_delivery(folder: Path, council: Council) -> Delivery:
    """Read every file of a submission's folder, and recognise the tables in it.

    What is returned is one set of files as they stood together at one moment: when any of them changed, came or went
    while they were read, they are all read again.

    Args:
        folder: The folder of the submission.
        council: What ``council.toml`` says.

    Raises:
        ChangingError: When files changed during each of several readings.
    """
    for _ in range(_READINGS):
        with suppress(FileNotFoundError):
            before = _as_they_stand(folder)
            delivery = _read_folder(folder, council)
            if _as_they_stand(folder) == before:
                return delivery
    raise ChangingError(
        f"its files changed while they were read, {_READINGS} times in a row. Nothing of them was loaded. Wait until they have "
        "all arrived, then run the quarter again"
    )


def content_hash(delivery: Delivery) -> str:
    """SHA-256 over the names and hashes of the files that are part of the submission, in whatever order they are listed."""
    return hash_of_contents({file.name: file.file_hash for file in delivery.files})


def hash_of_contents(hashes: dict[str, str]) -> str:
    """SHA-256 over names and hashes.

    Args:
        hashes: Name of each file to the hash of its bytes.
    """
    return hashlib.sha256("\n".join(sorted(f"{name}\t{own}" for name, own in hashes.items())).encode()).hexdigest()


def _as_they_stand(folder: Path) -> dict[str, tuple[int, int]]:
    """Name -> size and time of change, of the files that may be part of the submission."""
    stands = {name: (folder / name).stat() for name in delivered_names(folder)}
    return {name: (about.st_size, about.st_mtime_ns) for name, about in stands.items()}


def known_headings(council: Council) -> KnownHeadings:
    """Every heading that some table of the council may have, by which heading rows are found."""
    known = contract_headings().with_own(council.headers)
    for source in all_sources():
        for table in getattr(source, "tables", ()):
            keys = (heading for heading in table.needs[0])
            known = known.and_these(table.headings(), keys)
    own = [entry.column for entries in council.unfold.values() for entry in entries]
    own += [heading for columns in council.join.values() for headings in columns.values() for heading in headings]
    return known.and_these(own)


def _read_folder(folder: Path, council: Council) -> Delivery:
    files: list[DeliveredFile] = []
    ignored: list[Ignored] = []
    known = known_headings(council)
    for path in sorted(folder.iterdir(), key=lambda entry: os.fsencode(entry.name)):
        name = shown(path.name)
        # Hidden files belong to the operating system.
        if path.name.startswith("."):
            continue
        if path.suffix.lower() not in READ_ENDINGS or path.is_dir():
            told = "" if path.is_dir() or _is_regular(path) else ": it is no regular file"
            ignored.append(Ignored(name, "", "unknown_file", told))
            continue
        if path.name.startswith("~"):
            ignored.append(Ignored(name, "", "unknown_file", ": a spreadsheet program made it while a file was open"))
            continue
        file = DeliveredFile(name, path)
        ignored += _read(file, council, known)
        if file.is_used:
            files.append(file)
        else:
            ignored += [Ignored(one.file, one.sheet, one.rule, one.detail) for one in file.refused]
    return Delivery(tuple(files), tuple(ignored))


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _read(file: DeliveredFile, council: Council, known: KnownHeadings) -> list[Ignored]:
    """Read one file; returns what of it is not used."""
    stem = file.path.stem.lower()
    extract = stem if stem in EXTRACTS else ""
    try:
        content = open_regular(file.path, file.path.parent.parent.parent)
        file.file_hash, file.size_bytes = hashlib.sha256(content).hexdigest(), len(content)
        sheets = read_content(content, file.name, known=known)
    except FileFaultError as fault:
        file.refused.append(Refused(file.name, "", extract, fault.rule, fault.detail))
        return []
    if not sheets:
        file.refused.append(Refused(file.name, "", extract, "empty_file"))
        return []
    ignored: list[Ignored] = []
    unclaimed: list[Sheet] = []
    for sheet in sheets:
        if sheet.fault is not None:
            named = named_after(sheet) or ""
            file.refused.append(Refused(sheet.file, sheet.worksheet or "", named, sheet.fault.rule, sheet.fault.detail))
            continue
        claim = _recognised(sheet, council)
        if claim is None:
            unclaimed.append(sheet)
        else:
            file.claims.append(claim)
    for sheet in unclaimed:
        hint = named_after(sheet)
        alone = len(unclaimed) == 1 and not file.claims
        if hint is not None and (alone or (sheet.worksheet or "").strip().lower() == hint):
            file.claims.append(claim_as(EXTRACTS[hint], sheet, council))
        else:
            ignored.append(_not_used(sheet, council))
    return ignored


def _recognised(sheet: Sheet, council: Council) -> Claim | None:
    """What the first source that knows the sheet makes of it.

    The contract accepts the headings of the annual return, so an extract of ours may have every heading that a table of the
    return needs. What the return would make of it leaves out the contract's further columns: due dates, and whether a
    review was held at all. Where the contract explains more of the headings, the sheet is the contract's.
    """
    claim = next((found for one in all_sources() if (found := one.recognise(sheet, council)) is not None), None)
    if claim is None or not claim.is_return:
        return claim
    plain = contract.SOURCE.recognise(sheet, council)
    if plain is None or plain.table not in {feed.extract for feed in claim.feeds}:
        return claim
    present = {normalise(heading) for heading in sheet.headings} - {""}
    own = {heading for feed in claim.feeds for heading in claim.own.get(feed.extract, {})}
    match = match_headings(sheet.headings, EXTRACTS[plain.table], council.headers.get(plain.table, {}))
    beyond = {normalise(sheet.headings[place]) for place in match.unknown}
    return plain if len(present - beyond) > len(present & (claim.known | own)) else claim


def _not_used(sheet: Sheet, council: Council) -> Ignored:
    """What is said of a sheet that no source recognised: what it is near to, where it is near to something."""
    near = [found for one in all_sources() if (found := one.near(sheet, council)) is not None]
    if near:
        return Ignored(sheet.file, sheet.worksheet or "", "near_miss", _near_words(near[0]))
    rule = "unused_sheet" if sheet.worksheet is not None else "unused_table"
    count = f" of {len(sheet):,} rows" if len(sheet) else ""
    return Ignored(sheet.file, sheet.worksheet or "", rule, count)


def _near_words(near: NearMiss) -> str:
    """What a sheet looks like, in words; headings that no source knows are said, for they name columns."""
    missing = " and ".join(near.missing)
    words = f"{near.words}; {missing} {'is' if len(near.missing) == 1 else 'are'} missing"
    if near.unknown:
        named = ", ".join(heading[:60] for heading in near.unknown[:6])
        words += f", {named} {'is' if len(near.unknown) == 1 else 'are'} not known"
    return words
