"""The folder a run works in, apart from everything anyone reads, and what becomes of it.

``<store>/builds/<run id>/`` holds the build's database and the files it will put in place. Promotion into the warehouse
is the moment that counts: before it nothing has changed; after it the run's files are owed, and whichever command comes
next puts in place what a killed run still owed.

Three locks of the operating system's, which go when their process does, are taken in this order:

* ``builds/<run id>.lock`` says that the run is alive, also while it waits.
* ``councils/<slug>.lock`` is held by a run for each of its councils from beginning to end, and by a decision about one:
  runs of the same council follow one another, those of different councils go side by side.
* ``writer.lock`` is held by whoever changes the warehouse or the outputs: by a run only while it begins and while it
  releases, by a decision throughout.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from warehouse.belonging import mark, refuse_foreign
from warehouse.connection import WarehouseBusyError, WarehouseError, why
from warehouse.copies import publish_copies
from warehouse.erasures import settle_erasures
from warehouse.placing import place, staged_files
from warehouse.promote import is_recorded
from warehouse.upgrade import bring_up_to_date

_log = logging.getLogger("scorecards.progress")

_DATABASE = "build.duckdb"
# Not "published": DuckDB names a database by its file, and that is the name of the schema.
_PUBLISHED = "panel.duckdb"
_OUTPUT = "output"
_OWED = "output-folder.json"
_WRITER = "writer.lock"
_COUNCILS = "councils"


@dataclass(frozen=True)
class Store:
    """Where the warehouse and its builds live.

    Attributes:
        warehouse: The working file.
        output: Folder the panel and restricted workbooks are put in.
        wait: Seconds to wait for another run or decision to end.
        raw: Root of the submissions that belongs to the warehouse; ``None`` for work that reads none.
        keep_copies: Newest copies for analysts that stay when one is added; ``None`` for all.
    """

    warehouse: Path
    output: Path
    wait: float = 1800.0
    raw: Path | None = None
    keep_copies: int | None = None

    @property
    def builds(self) -> Path:
        """Folder of the builds, beside the working file."""
        return self.warehouse.parent / "builds"

    @property
    def is_at_work(self) -> bool:
        """Whether somebody changes the warehouse or the outputs at this moment."""
        return _is_held(self.warehouse.parent / _WRITER)

    def is_alive(self, run_id: str) -> bool:
        """Whether the process of a run or decision that has begun is still there."""
        return _is_held(self.builds / f"{run_id}.lock")

    @contextmanager
    def writing(self, tell: Callable[[str], None] = _log.info) -> Iterator[None]:
        """Be the only one at work on the warehouse and its outputs, after settling what earlier runs left.

        Args:
            tell: Gets a sentence when another run or decision has to be waited for.

        Raises:
            WarehouseBusyError: When the other has not ended after ``wait`` seconds.
            WarehouseError: When the folder cannot be written to, or files that are owed cannot be put in place.
        """
        with self._alone(self.warehouse.parent / _WRITER, self.warehouse.name, tell):
            self._admit(tell)
            self._settle()
            yield

    @contextmanager
    def claim(self, councils: Iterable[str], tell: Callable[[str], None] = _log.info) -> Iterator[None]:
        """Be the only run or decision that concerns some councils.

        Args:
            councils: Their slugs.
            tell: Gets a sentence when another run or decision has to be waited for.

        Raises:
            WarehouseBusyError: When the other has not ended after ``wait`` seconds.
            WarehouseError: When the folder of the warehouse cannot be written to.
        """
        with ExitStack() as held:
            # Always in the same order, so that no two wait for each other.
            for name in sorted(set(councils)):
                held.enter_context(self._alone(self.warehouse.parent / _COUNCILS / f"{name}.lock", name, tell))
            yield

    @contextmanager
    def build(
        self, run_id: str, tell: Callable[[str], None] = _log.info, *, councils: Iterable[str] = (), alone: bool = True
    ) -> Iterator[BuildFolder]:
        """Open a fresh build; it is removed at the end, unless it still owes files.

        Args:
            run_id: Identifier of the run or decision.
            tell: Gets a sentence when another run or decision has to be waited for.
            councils: Those it concerns, which are claimed.
            alone: Be the only one at work on the warehouse throughout; otherwise only while the build is opened, and
                whoever builds asks for :meth:`writing` again to release.

        Raises:
            WarehouseBusyError: When the other has not ended after ``wait`` seconds.
            WarehouseError: When the folder cannot be written to, or files that are owed cannot be put in place.
        """
        folder = BuildFolder(self.builds / run_id, self.output)
        # Alive from now on, also while it waits.
        with self._alive(run_id), self.claim(councils, tell), ExitStack() as writing:
            writing.enter_context(self.writing(tell))
            with self._writable():
                folder.staged_output.mkdir(parents=True, exist_ok=True)
                (folder.path / _OWED).write_text(json.dumps(str(self.output.resolve())), encoding="utf-8")
            if not alone:
                writing.close()
            try:
                yield folder
            except BaseException:
                # What was promoted owes its files still: whichever command comes next puts them in place.
                with suppress(Exception):
                    self._clear_away(folder)
                raise
            mark(self.warehouse, self.roots)
            shutil.rmtree(folder.path, ignore_errors=True)

    @contextmanager
    def _alive(self, run_id: str) -> Iterator[None]:
        with self._writable():
            self.builds.mkdir(parents=True, exist_ok=True)
            own = FileLock(self.builds / f"{run_id}.lock")
            own.acquire()
        try:
            yield
        finally:
            own.release()
            with suppress(OSError):
                (self.builds / f"{run_id}.lock").unlink()

    def settle(self) -> None:
        """Finish or clear away what a killed run left: promoted runs still owe their files, others owe nothing.

        While somebody is at work nothing is done: they settled when they began.
        """
        if not self.warehouse.parent.is_dir():
            return
        lock = FileLock(self.warehouse.parent / _WRITER)
        with self._writable():
            try:
                lock.acquire(timeout=0)
            except Timeout:
                return
        try:
            self._admit(_log.info)
            self._settle()
        finally:
            lock.release()

    def _admit(self, tell: Callable[[str], None]) -> None:
        """Refuse what is not this warehouse's to work on, and bring an older warehouse up to date.

        Raises:
            LockedError: When a root belongs to another warehouse.
            WarehouseError: When a newer program made the warehouse.
        """
        refuse_foreign(self.warehouse, self.roots)
        bring_up_to_date(self.warehouse, tell)

    @property
    def roots(self) -> tuple[Path, ...]:
        """The roots that belong to the warehouse."""
        return (self.output, self.raw) if self.raw is not None else (self.output,)

    def _settle(self) -> None:
        mark(self.warehouse, self.roots)
        settle_erasures(self)
        left = self.builds.iterdir() if self.builds.is_dir() else ()
        for path in sorted(p for p in left if p.is_dir() and not self.is_alive(p.name)):
            folder = BuildFolder(path, self.output)
            owed = path / _OWED
            # Without the note of where they belong no file is owed: it is written first, and nothing goes before the files.
            if owed.is_file() and is_recorded(self.warehouse, path.name):
                folder = BuildFolder(path, Path(json.loads(owed.read_text(encoding="utf-8"))))
                folder.place_output()
            shutil.rmtree(path, ignore_errors=True)
            with suppress(OSError):
                (self.builds / f"{path.name}.lock").unlink()
        publish_copies(self)

    def _clear_away(self, folder: BuildFolder) -> None:
        if not is_recorded(self.warehouse, folder.path.name):
            shutil.rmtree(folder.path, ignore_errors=True)

    @contextmanager
    def _alone(self, path: Path, about: str, tell: Callable[[str], None]) -> Iterator[None]:
        with self._writable():
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(path)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                tell(f"Another run or decision is at work on {about}; waiting for it to end")
                try:
                    lock.acquire(timeout=self.wait, poll_interval=0.1)
                except Timeout:
                    raise WarehouseBusyError(
                        f"Another run or decision is at work on {about}, and still was after "
                        f"{self.wait / 60:.0f} minutes. Nothing was changed. Run the same command again when it has ended."
                    ) from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _writable(self) -> Iterator[None]:
        """Say in words that the folder of the warehouse cannot be written to."""
        try:
            yield
        except OSError as error:
            raise WarehouseError(
                f"The folder {self.warehouse.parent} cannot be written to ({why(error)}). Nothing was changed. See that there "
                "is room and that it may be written to, then run the same command again."
            ) from None


def _is_held(path: Path) -> bool:
    """Whether somebody holds a lock at this moment."""
    if not path.is_file():
        return False
    try:
        with FileLock(path).acquire(timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        # The folder may not be written to, so nobody can be at work in it.
        return False


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
        """Put every waiting file in place; see :mod:`warehouse.placing`. A folder that cannot be filled stops no other.

        Raises:
            WarehouseError: When a file cannot be put in place; the next command does what is left.
        """
        fault: OSError | None = None
        for folder in sorted({str(PurePosixPath(name).parent) for name in self.staged_files()}):
            try:
                place(self.staged_output, self.output, self.path.name, folder)
            except OSError as error:
                fault = fault or error
        if fault is not None:
            raise WarehouseError(
                f"What was done is kept in the warehouse, but its files could not all be put in place in {self.output} "
                f"({why(fault)}). See that there is room and that the folder may be written to; the next command then puts "
                "the others there."
            ) from None
