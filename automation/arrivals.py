"""What has arrived in the landing folder: whether it has stopped changing, and whether it has been run.

Dagster's sensor asks this module at every tick. What it remembers between ticks is one piece of text, so it survives a
restart; a piece of text that cannot be read is a fresh start, in which the warehouse still tells what was run.
"""

from __future__ import annotations

import hashlib
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal
from uuid import uuid4

import duckdb
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.extracts import REQUIRED_EXTRACTS
from submissions.council import COUNCIL_FILE, ConfigurationError, Council, load_council
from submissions.delivery import content_hash, delivered_names, extracts_in, read_delivery
from submissions.discover import is_slug
from warehouse.calendar import Quarter, not_runnable
from warehouse.connection import WarehouseError, connect, table_exists
from warehouse.states import statuses

#: Submissions read at one tick; the others wait for the next, so that a tick stays short.
MOST_AT_ONCE = 40
#: Seconds to wait for the warehouse, which a run may be entering at this moment.
_WAIT = 3.0

#: Letters of a hash that are remembered; whether files are what was run is asked of whole ones.
_LENGTH = 16
#: What a packed text begins with; one without it is read as it is.
_PACKED = "z:"

Key = tuple[str, str]


class Remembered(BaseModel):
    """One submission as it was at the last tick.

    Attributes:
        fingerprint: Of the names, sizes and times of its files.
        since: When that fingerprint was first seen (seconds since 1970).
        state: ``changing`` until decided; ``locked`` when its new content waits for a locked quarter.
        asked: Content and configuration a run was last asked for, or was found to have been made with.
    """

    model_config = ConfigDict(extra="forbid")

    fingerprint: str
    since: float
    state: Literal["changing", "decided", "locked"] = "changing"
    asked: str = ""


class Memory(BaseModel):
    """What the sensor remembers between ticks.

    Attributes:
        series: Marks this memory, so that after a fresh start no run key is one that was used before.
        sequence: Number of requests made.
        submissions: ``authority/quarter`` to what was seen of it.
    """

    model_config = ConfigDict(extra="forbid")

    series: str = Field(default_factory=lambda: uuid4().hex[:8])
    sequence: int = 0
    submissions: dict[str, Remembered] = Field(default_factory=dict)

    @classmethod
    def read(cls, text: str | None) -> Memory:
        """What a text says; a fresh memory when there is none or it cannot be read."""
        try:
            packed = (text or "").removeprefix(_PACKED)
            return cls.model_validate_json(packed if packed == (text or "") else zlib.decompress(b64decode(packed)))
        except (ValidationError, ValueError, zlib.error):
            return cls()

    def write(self) -> str:
        """A text that :meth:`read` reads: Dagster keeps one for every tick, so it is packed."""
        plain = self.model_dump_json().encode()
        return _PACKED + b64encode(zlib.compress(plain, 9)).decode()

    def next_key(self, quarter: str) -> str:
        """A run key that was never used before: the same content may have to be run again."""
        self.sequence += 1
        return f"{quarter}:{self.series}:{self.sequence}"


@dataclass(frozen=True)
class Known:
    """What the warehouse tells.

    Attributes:
        newest: (authority, quarter) to the content hash of the delivery received last.
        locked: (authority, quarter) to why it is locked and what to do.
    """

    newest: Mapping[Key, str] = field(default_factory=dict)
    locked: Mapping[Key, str] = field(default_factory=dict)


@dataclass
class Tick:
    """What came of one tick.

    Attributes:
        wanted: Quarter to the councils a run is wanted for.
        told: Sentences about what waits, and for what.
    """

    wanted: dict[str, list[str]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def read_known(warehouse: Path) -> Known | None:
    """What the warehouse tells of runs and locks; ``None`` when it is there and cannot be read now."""
    if not warehouse.is_file():
        return Known()
    try:
        with connect(warehouse, read_only=True, wait=_WAIT) as connection:
            newest = {}
            if table_exists(connection, "core.submission_all"):
                rows = connection.execute(
                    "SELECT authority, submission_quarter, content_hash FROM core.submission"
                ).fetchall()
                newest = {(str(authority), str(quarter)): str(content) for authority, quarter, content in rows}
            locked = {key: status.lock_words for key, status in statuses(connection).items() if status.is_locked}
            return Known(newest, locked)
    except (WarehouseError, duckdb.Error):
        return None


def look(raw: Path, today: date) -> dict[str, str]:
    """``authority/quarter`` to the fingerprint of every submission that may be run today.

    Files of the operating system, of a spreadsheet program that is open and of a copy that is not finished are not part
    of a submission, so they are not looked at.
    """
    found: dict[str, str] = {}
    councils = sorted(p for p in raw.iterdir() if p.is_dir()) if raw.is_dir() else []
    for council in councils:
        if not is_slug(council.name):
            continue
        try:
            folders = sorted(p for p in council.iterdir() if p.is_dir())
        except OSError:
            # A folder that cannot be read must not keep the others waiting; the doctor tells of it.
            continue
        for folder in folders:
            try:
                quarter = Quarter.parse(folder.name)
            except ValueError:
                continue
            if not_runnable(quarter, today) is None:
                fingerprint = _fingerprint(folder)
                if fingerprint is not None:
                    found[f"{council.name}/{folder.name}"] = fingerprint
    return found


def submitted(raw: Path, quarter: Quarter) -> list[str]:
    """Councils that have files for a quarter, in order."""
    councils = sorted(p for p in raw.iterdir() if is_slug(p.name)) if raw.is_dir() else []
    return [council.name for council in councils if _fingerprint(council / quarter.label) is not None]


def _fingerprint(folder: Path) -> str | None:
    """Of names, sizes and times; ``None`` without files, when one went away while they were listed, or cannot be read."""
    lines = []
    try:
        names = delivered_names(folder)
        if not names:
            return None
        council = folder.parent / COUNCIL_FILE
        for path in [folder / name for name in names] + ([council] if council.is_file() else []):
            about = path.stat()
            lines.append(f"{path.name}\t{about.st_size}\t{about.st_mtime_ns}")
    except OSError:
        return None
    return _short("\n".join(lines))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def tick(
    memory: Memory,
    raw: Path,
    today: date,
    now: float,
    quiet_seconds: float,
    known: Callable[[], Known | None],
    last_run: Callable[[str], Literal["going", "failed", "other"]],
) -> Tick:
    """Bring the memory up to date, and say which runs are wanted.

    Args:
        memory: Changed in place.
        raw: The landing folder.
        today: The day.
        now: The moment, in seconds since 1970.
        quiet_seconds: How long nothing of a submission may have changed.
        known: Reads the warehouse; called only when there is something to decide.
        last_run: What became of the newest run of a quarter.
    """
    outcome = Tick()
    undecided = _remember(memory, look(raw, today), now)
    ready = []
    for name in undecided:
        about = memory.submissions[name]
        if about.state == "changing" and (about.since == now or now - about.since < quiet_seconds):
            outcome.told.append(f"{name}: waiting until no file changes any more ({quiet_seconds / 60:g} minutes).")
        else:
            ready.append(name)
    if not ready:
        return outcome
    told = known()
    read = 0
    for name in ready:
        if read == MOST_AT_ONCE:
            outcome.told.append("More submissions are looked at in the next tick.")
            break
        try:
            read += _decide(name, memory.submissions[name], raw / name, told, last_run, outcome)
        except Exception as error:
            # One council's unforeseen fault never stops another; its text may hold a value, so only its kind is told.
            read += 1
            outcome.told.append(f"{name}: looking at it stopped on a fault of the pipeline ({type(error).__name__}).")
    return outcome


def _remember(memory: Memory, seen: Mapping[str, str], now: float) -> list[str]:
    """Bring the memory up to what is seen; returns what is still to be decided."""
    before, memory.submissions = memory.submissions, {}
    for name, fingerprint in seen.items():
        about = before.get(name)
        if about is None or about.fingerprint != fingerprint:
            about = Remembered(fingerprint=fingerprint, since=now, asked=about.asked if about else "")
        # After the clock was put back, the wait begins anew rather than lasting into a future that was never.
        about.since = min(about.since, now)
        memory.submissions[name] = about
    return [name for name, about in memory.submissions.items() if about.state != "decided"]


def _decide(
    name: str,
    about: Remembered,
    folder: Path,
    known: Known | None,
    last_run: Callable[[str], Literal["going", "failed", "other"]],
    outcome: Tick,
) -> bool:
    """Decide about a submission that has stopped changing, or say what it waits for; returns whether it was read."""
    authority, quarter = folder.parent.name, folder.name
    lock = known.locked.get((authority, quarter)) if known else None
    if about.state == "locked" and lock:
        outcome.told.append(f"{name}: changed files are not run. {lock}")
        return False
    try:
        council = load_council(folder.parent / COUNCIL_FILE)
        missing = [extract for extract in REQUIRED_EXTRACTS if extract not in extracts_in(folder)]
    except ConfigurationError as error:
        number = len(error.problems)
        outcome.told.append(
            f"{name}: {COUNCIL_FILE} cannot be used ({number} problem{'s' if number > 1 else ''}); 'scorecards doctor' lists "
            "them."
        )
        return False
    except OSError:
        outcome.told.append(
            f"{name}: a file cannot be opened. Check who may read it, and whether a program has it open."
        )
        return False
    if missing:
        outcome.told.append(f"{name}: waiting for {' and '.join(missing)}, without which there are no results.")
        return False
    before = last_run(quarter)
    if before == "going":
        outcome.told.append(f"{name}: waiting for the run of {quarter} that is going on.")
        return False
    identity = _identity(folder, council, about.fingerprint)
    if identity is None:
        outcome.told.append(f"{name}: changed while it was read; looked at again in the next tick.")
        return True
    content, configuration = identity
    if known is None and not about.asked:
        outcome.told.append(f"{name}: the warehouse is in use, so what was run cannot be told; looked at again.")
        return True
    asked = f"{content[:_LENGTH]}:{configuration}"
    newest = known.newest.get((authority, quarter)) if known else None
    if _is_wanted(about.asked, asked, newest, content, before == "failed"):
        if lock:
            about.state = "locked"
            outcome.told.append(f"{name}: changed files are not run. {lock}")
            return True
        outcome.wanted.setdefault(quarter, []).append(authority)
    about.state, about.asked = "decided", asked
    return True


def _identity(folder: Path, council: Council, fingerprint: str) -> tuple[str, str] | None:
    """Content hash of the extracts and hash of the configuration; ``None`` when a file changed meanwhile."""
    try:
        content = content_hash(read_delivery(folder, council))
        configuration = hashlib.sha256((folder.parent / COUNCIL_FILE).read_bytes()).hexdigest()[:_LENGTH]
    except OSError:
        return None
    return (content, configuration) if _fingerprint(folder) == fingerprint else None


def _is_wanted(before: str, asked: str, newest: str | None, content: str, has_failed: bool) -> bool:
    """Whether files that changed are something that was not run.

    Args:
        before: Content and configuration last asked for; empty when never.
        asked: Those that are there now.
        newest: Content hash of the delivery the warehouse received last, if known.
        content: Content hash of the files.
        has_failed: Whether the newest run of the quarter failed.
    """
    if before == asked:
        # Delivered once more unchanged: only worth a run when the one asked for did not arrive, or another came after it.
        return newest != content if newest is not None else has_failed
    same_configuration = not before or before.split(":")[1] == asked.split(":")[1]
    return not (newest == content and same_configuration)
