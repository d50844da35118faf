"""What a file says of itself: its hashes, and the quarter, edition, version and state in its properties.

A workbook of ours carries a hash over its cells among its properties. Saving it again with another program changes its bytes
but not that hash, so that a file handed back can be told from one that was altered.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl.xml.functions import fromstring

from warehouse.audit import OutputFile

_CUSTOM = "docProps/custom.xml"
_NAME = re.compile(r"_v(?P<major>\d+)-(?P<minor>\d+)(?:_(?P<state>[a-z]+))?(?:\.|$)")


@dataclass(frozen=True)
class Identity:
    """What a file says of itself.

    Attributes:
        sha256: Of its bytes.
        properties: Its own properties: Quarter, Edition, Version, Status, Content hash, ...; none for other files.
    """

    sha256: str
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def content_hash(self) -> str | None:
        """The hash over its cells that it carries."""
        return self.properties.get("Content hash")


def identify(path: Path) -> Identity:
    """Read a file's hashes and properties; a file that is no workbook has no properties."""
    data = path.read_bytes()
    return Identity(hashlib.sha256(data).hexdigest(), _properties(path))


def in_name(path: str) -> tuple[str | None, str | None]:
    """Version and state in a file's name: ``("0.2", "DRAFT")``; ``None`` for each that is not there."""
    found = _NAME.search(PurePosixPath(path).name)
    if found is None:
        return None, None
    state = found["state"]
    return f"{found['major']}.{found['minor']}", state.upper() if state else None


def _properties(path: Path) -> dict[str, str]:
    if path.suffix.lower() != ".xlsx":
        return {}
    try:
        with ZipFile(path) as archive:
            if _CUSTOM not in archive.namelist():
                return {}
            root = fromstring(archive.read(_CUSTOM))
    except (BadZipFile, ParseError, ValueError):
        return {}
    return {str(node.get("name")): "".join(node.itertext()) for node in root}


def describe(staged: Path, path: str) -> OutputFile:
    """A file waiting to be put in place: its hashes, and its council, quarter, version and state.

    Args:
        staged: The folder of the waiting files, laid out as the output folder is.
        path: Of the file, relative to it, with forward slashes.
    """
    said = identify(staged / path)
    version, state = in_name(path)
    _, *about = path.split("/")[:-1]
    authority, quarter = about if len(about) == 2 else (None, None)
    return OutputFile(path, authority, quarter, version, state, said.sha256, said.content_hash)
