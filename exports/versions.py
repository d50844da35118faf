"""Versions of a workbook: which is the newest in a folder, and the pointer that names the newest files.

A name carries the version, such as ``care-leavers_2017-18-Q4_panel_v0-2_draft.xlsx``, and never names other content.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warehouse.calendar import Quarter
from warehouse.placing import POINTER, SUPERSEDED
from warehouse.states import APPROVED, DRAFT, PREVIEW

#: What a panel workbook can say it is.
STATES = (PREVIEW, DRAFT, APPROVED)


class VersionError(ValueError):
    """A version or state that a workbook may not have; the message says what is asked for."""


def state_on(day: date, quarter: Quarter) -> str:
    """What a run on a day makes of a quarter: a preview until the quarter is over, a draft from then on."""
    return PREVIEW if day <= quarter.ends else DRAFT


@dataclass(frozen=True, order=True)
class Version:
    """A version, such as 0.2: below 1 nothing has been approved."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"

    @classmethod
    def parse(cls, text: str) -> Version:
        """``1.0`` as a version.

        Raises:
            ValueError: When it is not one.
        """
        major, minor = text.split(".")
        return cls(int(major), int(minor))

    @property
    def in_name(self) -> str:
        """As a file name has it: ``v0-2``."""
        return f"v{self.major}-{self.minor}"

    @property
    def following(self) -> Version:
        """The next draft."""
        return Version(self.major, self.minor + 1)


FIRST = Version(0, 1)


@dataclass(frozen=True)
class Approval:
    """Who approved a version, as its cover says it; the person's name is in the audit record alone.

    Attributes:
        role: Job title, such as ``Director of children's services``.
        approved_on: The day.
        replaces: The approved version this one takes the place of; ``None`` for the first.
    """

    role: str
    approved_on: date
    replaces: Version | None = None

    @property
    def words(self) -> str:
        """What is replaced, by whose decision and when, to follow the version: ``replaces nothing. Approved by ...``."""
        replaced = f"version {self.replaces}" if self.replaces is not None else "nothing"
        return f"replaces {replaced}. Approved by {self.role}, {self.approved_on.day} {self.approved_on:%B %Y}."

    @property
    def properties(self) -> tuple[tuple[str, str], ...]:
        """The same for a document's properties, as name and value."""
        return (
            ("Approved by", self.role),
            ("Approved on", self.approved_on.isoformat()),
            ("Replaces", f"version {self.replaces}" if self.replaces is not None else "nothing"),
        )


@dataclass(frozen=True)
class Versioned:
    """One workbook as it is to stand in its folder.

    Attributes:
        name: Of the file.
        version: Its version.
        data: The file.
        is_new: Whether it must be written; otherwise the very same file is there already.
    """

    name: str
    version: Version
    data: bytes
    is_new: bool

    @property
    def sha256(self) -> str:
        """Of the file."""
        return hashlib.sha256(self.data).hexdigest()


def versioned(folder: Path, stem: str, state: str, make: Callable[[Version], bytes]) -> Versioned:
    """Make a workbook under its newest version when that gives the same file, and otherwise under the next.

    Args:
        folder: Where its versions are kept; need not exist. Nothing in it is changed.
        stem: What each version's name begins with.
        state: In the name, such as ``draft``.
        make: Makes the file as a given version.
    """
    known = _known(folder, stem)
    if not known:
        return Versioned(_name(stem, FIRST, state), FIRST, make(FIRST), is_new=True)
    newest = max(known)
    data = make(newest)
    name = _name(stem, newest, state)
    same = Versioned(name, newest, data, is_new=not (folder / name).is_file())
    if known[newest].get(name) == same.sha256:
        return same
    following = newest.following
    return Versioned(_name(stem, following, state), following, make(following), is_new=True)


def fixed(folder: Path, stem: str, state: str, version: Version, data: bytes) -> Versioned:
    """A workbook under a version that was decided elsewhere.

    Args:
        folder: Where its versions are kept. Nothing in it is changed.
        stem: What each version's name begins with.
        state: In the name, such as ``approved``.
        version: The version.
        data: The file as that version.

    Raises:
        VersionError: When the name stands for other content already.
    """
    name = _name(stem, version, state)
    made = Versioned(name, version, data, is_new=not (folder / name).is_file())
    taken = {digest for names in _known(folder, stem).values() for known, digest in names.items() if known == name}
    if taken - {made.sha256}:
        raise VersionError(
            f"{name} exists with other content, and a name never changes what it means. Use {version.following}."
        )
    return made


def _name(stem: str, version: Version, state: str) -> str:
    return f"{stem}_{version.in_name}_{state}.xlsx"


def _known(folder: Path, stem: str) -> dict[Version, dict[str, str]]:
    """Every version ever seen here: version -> file name -> hash, from the files themselves and from the pointer."""
    form = re.compile(rf"{re.escape(stem)}_v(\d+)-(\d+)_\w+(?: \(\d+\))?\.xlsx")
    hashes = {str(one["name"]): str(one["sha256"]) for one in read_pointer(folder).get("files", [])}
    # A superseded file shows that its version is taken; it is never the newest file itself.
    hashes |= {path.name: "" for path in (folder / SUPERSEDED).glob("*.xlsx")}
    hashes |= {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.xlsx")}
    found: dict[Version, dict[str, str]] = {}
    for name, digest in hashes.items():
        if match := form.fullmatch(name):
            found.setdefault(Version(int(match[1]), int(match[2])), {})[name] = digest
    return found


def read_pointer(folder: Path) -> dict[str, list[dict[str, str]]]:
    """What a folder's pointer says of its files: title, name, version, hash; nothing when it is no pointer of ours.

    Under ``files`` the newest, under ``withdrawn`` those that were deleted because they named somebody who was erased.
    """
    try:
        found = json.loads((folder / POINTER).read_text(encoding="utf-8"))
        names = ("title", "name", "version", "sha256")
        listed = {"files": found["files"]} | {k: found[k] for k in ("withdrawn",) if k in found}
        return {key: [{name: str(f[name]) for name in names} for f in files] for key, files in listed.items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def pointer_text(quarter: str, state: str, files: list[tuple[str, Versioned]]) -> str:
    """The pointer as JSON.

    Args:
        quarter: Such as ``2017-18-Q4``.
        state: Such as ``DRAFT``.
        files: Title and file of each workbook.
    """
    listed = [
        {"title": title, "name": file.name, "version": str(file.version), "sha256": file.sha256}
        for title, file in files
    ]
    return json.dumps({"quarter": quarter, "state": state, "files": listed}, indent=2) + "\n"
