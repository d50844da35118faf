"""The folder a run works in, apart from everything anyone reads, and what becomes of it.

``<store>/builds/<run id>/`` holds the build's database and the files it will put in place. Promotion into the warehouse
is the moment that counts: before it nothing has changed; after it the run's files are owed, and whichever command comes
next puts in place what a killed run still owed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse.copies import publish_copies
from warehouse.erasures import settle_erasures
from warehouse.placing import place, staged_files
from warehouse.promote import is_recorded

_DATABASE = "build.duckdb"
# Not "published": DuckDB names a database by its file, and that is the name of the schema.
_PUBLISHED = "panel.duckdb"
_OUTPUT = "output"
_OWED = "output-folder.json"


@dataclass(frozen=True)
class Store:
    """Where the warehouse and its builds live.

    Attributes:
        warehouse: The working file.
        output: Folder the panel and restricted workbooks are put in.
    """

    warehouse: Path
    output: Path

    @property
    def builds(self) -> Path:
        """Folder of the builds, beside the working file."""
        return self.warehouse.parent / "builds"

    @contextmanager
    def build(self, run_id: str) -> Iterator[BuildFolder]:
        """Open a fresh build, after settling what earlier runs left; it is removed at the end."""
        self.settle()
        folder = BuildFolder(self.builds / run_id, self.output)
        folder.path.mkdir(parents=True, exist_ok=True)
        with FileLock(self.builds / f"{run_id}.lock"):
            # An erasure begun since then does not see this run, and this run would not see what it erases.
            settle_erasures(self)
            (folder.path / _OWED).write_text(json.dumps(str(self.output.resolve())), encoding="utf-8")
            folder.staged_output.mkdir(exist_ok=True)
            try:
                yield folder
            finally:
                shutil.rmtree(folder.path, ignore_errors=True)
        with suppress(OSError):
            (self.builds / f"{run_id}.lock").unlink()

    def settle(self) -> None:
        """Finish or clear away what a killed command left: what was recorded still owes its files, the rest nothing."""
        settle_erasures(self)
        left = self.builds.iterdir() if self.builds.is_dir() else ()
        for path in sorted(p for p in left if p.is_dir()):
            lock = FileLock(self.builds / f"{path.name}.lock")
            try:
                with lock.acquire(timeout=0):
                    if is_recorded(self.warehouse, path.name):
                        output = Path(json.loads((path / _OWED).read_text(encoding="utf-8")))
                        BuildFolder(path, output).place_output()
                    shutil.rmtree(path, ignore_errors=True)
            except Timeout:
                continue  # still running
            with suppress(OSError):
                (self.builds / f"{path.name}.lock").unlink()
        publish_copies(self)


@dataclass(frozen=True)
class BuildFolder:
    """One run's folder.

    Attributes:
        path: The folder.
        output: Where its files will be put in place.
    """

    path: Path
    output: Path

    @property
    def database(self) -> Path:
        """The build's database."""
        return self.path / _DATABASE

    @property
    def published(self) -> Path:
        """A database with ``published.*`` only, which panel workbooks are made from."""
        return self.path / _PUBLISHED

    @property
    def staged_output(self) -> Path:
        """Files waiting to be put in place, laid out as in the output folder."""
        return self.path / _OUTPUT

    def staged_files(self) -> tuple[str, ...]:
        """The waiting files, relative to the output folder, with forward slashes."""
        return staged_files(self.staged_output)

    def place_output(self) -> None:
        """Put every waiting file in place; see :mod:`warehouse.placing`."""
        place(self.staged_output, self.output, self.path.name)
