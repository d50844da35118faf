"""Opening zip archives and workbooks, which are such archives, in memory and within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from submissions.reading.limits import Limits
from submissions.reading.sheet import FileFaultError

#: What the library raises, between them, for an archive or a part of it that was damaged on its way.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError)
#: How the names of files begin that an operating system or a program put beside those that were meant.
_BYSTANDERS = (".", "~$")
_MOST_MEMBERS = 10_000


class Archive:
    """An archive whose size, once unpacked, is within limits.

    Raises:
        FileFaultError: When it is damaged, protected by a password or past a limit.
    """

    def __init__(self, content: bytes, limits: Limits) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except _DAMAGED as error:
            raise FileFaultError("unreadable_file", "the archive is damaged") from error
        self.members = self._archive.infolist()
        if any(member.flag_bits & 1 for member in self.members):
            raise FileFaultError("encrypted_file")
        if len(self.members) > _MOST_MEMBERS:
            raise FileFaultError("past_limit", f"an archive of more than {_MOST_MEMBERS:,} files")
        limits.check_size(sum(member.file_size for member in self.members), len(content))

    def names(self) -> list[str]:
        """Names of the members, in the archive's order."""
        return [member.filename for member in self.members]

    def read(self, name: str | zipfile.ZipInfo) -> bytes:
        """The content of one member, which is never longer than it says.

        Raises:
            FileFaultError: ``unreadable_file`` when it is damaged or not there.
        """
        try:
            return self._archive.read(name)
        except _DAMAGED as error:
            raise FileFaultError("unreadable_file", "a part of it is damaged or missing") from error

    def files(self) -> Iterator[zipfile.ZipInfo]:
        """The members that somebody put into it."""
        for member in self.members:
            *folders, last = member.filename.split("/")
            if not member.is_dir() and "__MACOSX" not in folders and not last.startswith(_BYSTANDERS):
                yield member


def shown_name(archive: str, member: str) -> str:
    """What findings call a member: the archive's name, a stroke and its own, without what leads out of a folder."""
    parts = [part for part in member.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    own = "".join(letter if letter.isprintable() else "\ufffd" for letter in "/".join(parts))
    return f"{archive}/{own}"
