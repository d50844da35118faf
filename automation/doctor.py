"""What ``scorecards doctor`` looks at: settings, folders, disk, versions, the warehouse and what has not arrived."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import duckdb
from packaging.requirements import Requirement

from assets.submitted import find
from automation.arrivals import read_known
from automation.overdue import overdue
from exports.printing import find_libreoffice
from submissions.council import COUNCIL_FILE, ConfigurationError, load_council
from submissions.discover import is_slug
from submissions.installation import Installation, installation_file, read_installation
from submissions.places import Places
from warehouse.builds import Store
from warehouse.calendar import Quarter, quarter_labels
from warehouse.connection import WarehouseBusyError, WarehouseDamagedError, WarehouseError, connect, table_exists
from warehouse.promote import layout_fingerprint

_PROJECT = "corporate-parenting-scorecards"
_GIGABYTE = 10**9
#: Free space a run may need beside a small warehouse: its build, a copy for analysts and the workbooks.
_LEAST_FREE = 2 * _GIGABYTE
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "fuse.sshfs", "davfs", "ncpfs"})
#: A remote drive, as Windows numbers the kinds of drive.
_WINDOWS_REMOTE = 4


@dataclass(frozen=True)
class Finding:
    """What one look came to.

    Attributes:
        subject: What was looked at.
        words: How it is.
        remedy: What to do; empty when there is nothing to do.
        is_wrong: Whether it has to be put right.
    """

    subject: str
    words: str
    remedy: str = ""
    is_wrong: bool = False

    @property
    def mark(self) -> str:
        """``ok``, ``note`` or ``WRONG``."""
        if self.is_wrong:
            return "WRONG"
        return "note" if self.remedy else "ok"


def wrong(subject: str, words: str, remedy: str) -> Finding:
    """Something to put right."""
    return Finding(subject, words, remedy, is_wrong=True)


def examine(
    where: Places, today: date, environment: Mapping[str, str], folder: Path, *, repair: bool = False
) -> Iterator[Finding]:
    """Look at everything, the simplest first.

    Args:
        where: The installation's places.
        today: The day.
        environment: Environment variables.
        folder: The current folder.
        repair: Mark dead runs as failed and settle what they left.
    """
    from automation.doctor_dagster import builds, dagster  # noqa: PLC0415 - dagster takes over a second to load
    from automation.doctor_trust import belonging, kept, rights  # noqa: PLC0415 - it takes its words from here

    installation = Installation()
    with suppress(ConfigurationError):
        installation = read_installation(environment, folder)
    yield from settings(environment, folder)
    places = Store(where.warehouse, where.output)
    looks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("councils", lambda: councils(where.raw, today)),
        ("folders", lambda: folders(where)),
        ("rights", lambda: rights(where, repair=repair)),
        ("belonging", lambda: belonging(where)),
        ("kept copies", lambda: kept(where)),
        ("disk", lambda: disk(where)),
        ("versions", versions),
        ("warehouse", lambda: store(where)),
        ("builds", lambda: builds(places, repair=repair)),
        ("Dagster", lambda: dagster(where, repair=repair)),
        ("overdue", lambda: late(where, today, installation)),
    )
    for subject, look in looks:
        try:
            yield from look()
        except (OSError, WarehouseError) as error:
            # One thing that cannot be looked at hides no other.
            words = error.strerror if isinstance(error, OSError) else str(error)
            yield wrong(
                subject, f"it could not be looked at ({words})", "Give this account the right to read and write it."
            )
    yield office()


def settings(environment: Mapping[str, str], folder: Path) -> Iterator[Finding]:
    """``scorecards.toml``, and the variables it names."""
    path = installation_file(environment, folder)
    try:
        found = read_installation(environment, folder)
    except ConfigurationError as error:
        for problem in error.problems:
            yield wrong("settings", problem, "docs/scorecards.example.toml shows every key.")
        return
    yield Finding(
        "settings", f"{path} is valid" if path.is_file() else "no scorecards.toml: every setting has its default"
    )
    email, webhook = found.notify.email, found.notify.webhook
    for variable in (email.password_env if email else None, webhook.url_env if webhook else None):
        if variable and not environment.get(variable):
            yield wrong(
                "settings",
                f"the environment variable {variable}, which notices need, is not set here",
                "Set it for the account that runs the service, and for whoever runs commands.",
            )
    if email is None and webhook is None:
        yield Finding(
            "notices", "nobody is told of runs", "Fill in [notify.email] or [notify.webhook], if somebody is to be."
        )


def councils(raw: Path, today: date) -> Iterator[Finding]:
    """Every ``council.toml``, and folders that will never be run because of their name."""
    known = set(quarter_labels(Quarter.containing(today).starts))
    problems: list[str] = []
    number = 0
    for folder in sorted(p for p in raw.iterdir() if p.is_dir()) if raw.is_dir() else []:
        if not os.access(folder, os.R_OK | os.X_OK):
            problems.append(f"{folder.name}: the folder cannot be read.")
            continue
        quarters = sorted(p.name for p in folder.iterdir() if p.is_dir())
        if not is_slug(folder.name):
            problems.append(
                f"{folder.name}: the name of a council's folder has small letters, digits and hyphens only."
            )
            continue
        number += 1
        try:
            load_council(folder / COUNCIL_FILE)
        except ConfigurationError as error:
            problems += error.problems
        else:
            runnable = [label for label in quarters if label in known]
            if runnable:
                found = find(raw, Quarter.parse(runnable[-1]), [folder.name])
                problems += [line for lines in found.misconfigured.values() for line in lines]
        problems += [
            f"{folder.name}/{label}: no run will ever read this folder: its name is not a quarter that can be run, such as "
            "2017-18-Q4."
            for label in quarters
            if label not in known
        ]
    for problem in problems:
        yield wrong("councils", problem, "Correct it; 'scorecards check' then says how the files are.")
    if not number:
        yield Finding(
            "councils", f"there is none in {raw}", "'scorecards sample' or 'scorecards demo' makes an example."
        )
    elif not problems:
        yield Finding("councils", f"{number} with a valid {COUNCIL_FILE}")


def existing(path: Path) -> Path:
    """The path itself, or the nearest folder above it that is there."""
    path = path.absolute()
    # Unlike Path.exists, this is no error where a folder above cannot be read.
    return next((place for place in (path, *path.parents) if os.path.exists(place)), path)  # noqa: PTH110


def folders(where: Places) -> Iterator[Finding]:
    """Whether submissions can be read, and warehouse, outputs and run history written, on a disk of this machine."""
    if not where.raw.is_dir():
        yield wrong("folders", f"there is no folder {where.raw}", "Make it, or name the right one with --raw.")
    elif not os.access(where.raw, os.R_OK | os.X_OK):
        yield wrong("folders", f"{where.raw} cannot be read", "Give this account the right to read it.")
    closed = [
        path
        for path in (where.warehouse.parent, where.output, where.dagster_home)
        if not os.access(existing(path), os.W_OK | os.X_OK)
    ]
    if where.warehouse.is_file() and not os.access(where.warehouse, os.W_OK):
        closed.append(where.warehouse)
    for path in closed:
        yield wrong("folders", f"{path} cannot be written to", "Give this account the right to write there.")
    shared = [path for path in (where.warehouse.parent, where.dagster_home) if is_on_network(path)]
    for path in shared:
        yield wrong(
            "folders",
            f"{path} is on a network share, where database files lock badly and may be damaged",
            "Move it to a disk of this machine; submissions and outputs may stay on a share.",
        )
    if where.raw.is_dir() and not closed and not shared:
        yield Finding("folders", f"submissions in {where.raw}, warehouse {where.warehouse}, outputs in {where.output}")


def is_on_network(path: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """Whether a path is on a network share, as far as the system tells (Linux and Windows)."""
    place = existing(path).resolve()
    if sys.platform == "win32":
        from ctypes import windll  # noqa: PLC0415 - there is none elsewhere

        return place.drive.startswith("\\\\") or windll.kernel32.GetDriveTypeW(f"{place.drive}\\") == _WINDOWS_REMOTE
    if not mounts.is_file():
        return False
    kind, depth = "", -1
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, found, *_ = line.split(" ")
        mounted = Path(point.replace("\\040", " "))
        if place.is_relative_to(mounted) and len(mounted.parts) >= depth:
            kind, depth = found, len(mounted.parts)
    return kind in _NETWORK


def disk(where: Places) -> Iterator[Finding]:
    """Room for one more run: its build, its copies, its workbooks."""
    size = where.warehouse.stat().st_size if where.warehouse.is_file() else 0
    needed = max(_LEAST_FREE, 3 * size)
    roomy = True
    for path in (where.warehouse.parent, where.output):
        free = shutil.disk_usage(existing(path)).free
        if free < needed:
            roomy = False
            yield wrong(
                "disk",
                f"{free / _GIGABYTE:.1f} GB free for {path}; a run may need {needed / _GIGABYTE:.1f} GB",
                "Make room, for example with 'scorecards expire', or move the folder to a larger disk.",
            )
    if roomy:
        yield Finding("disk", f"{shutil.disk_usage(existing(where.warehouse.parent)).free / _GIGABYTE:.0f} GB free")


def versions() -> Iterator[Finding]:
    """What is installed against what the project declares."""
    bad = []
    for line in requires(_PROJECT) or []:
        requirement = Requirement(line)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            installed = version(requirement.name)
        except PackageNotFoundError:
            bad.append(f"{requirement.name} is not installed")
            continue
        if not requirement.specifier.contains(installed, prereleases=True):
            bad.append(f"{requirement.name} {installed} does not fit {requirement.specifier}")
    try:
        if version("dagster-webserver") != version("dagster"):
            bad.append("dagster-webserver is of another version than dagster")
        web = ""
    except PackageNotFoundError:
        web = "Only the web UI and the service need dagster-webserver: pip install -c constraints.txt -e '.[web]'"
    for problem in bad:
        yield wrong("versions", problem, "Install what is declared: pip install -c constraints.txt -e .")
    if not bad:
        python = ".".join(str(part) for part in sys.version_info[:3])
        yield Finding("versions", f"scorecards {version(_PROJECT)}, Python {python}, DuckDB {duckdb.__version__}", web)


def store(where: Places) -> Iterator[Finding]:
    """Whether the warehouse can be read, and has the layout of this version."""
    if not where.warehouse.is_file():
        yield Finding("warehouse", "there is none yet: the first run makes it")
        return
    try:
        with connect(where.warehouse, read_only=True, wait=3.0) as connection:
            made = (
                connection.execute("SELECT fingerprint FROM ops.layout").fetchall()
                if table_exists(connection, "ops.layout")
                else []
            )
            runs = connection.execute("SELECT count(*) FROM ops.run").fetchall()[0][0]
    except WarehouseBusyError:
        yield wrong(
            "warehouse",
            "another process has it open for writing",
            "If no run is going on, close the program that has it open, such as a notebook.",
        )
        return
    except WarehouseDamagedError as error:
        yield wrong("warehouse", str(error), "docs/operating.md, 'Backup and restore', says how.")
        return
    except duckdb.Error as error:
        yield wrong(
            "warehouse",
            f"it cannot be read ({type(error).__name__})",
            "Restore it from the last backup (docs/operating.md), and run the quarters that came after.",
        )
        return
    if made == [(layout_fingerprint(),)]:
        yield Finding("warehouse", f"readable, layout current, runs recorded: {runs}")
    else:
        yield wrong(
            "warehouse",
            "its layout is of another version",
            "Back it up, then run any quarter: the run brings it up to date, keeps a copy and says what it does. One of a newer "
            "version is left alone: install that version.",
        )


def late(where: Places, today: date, installation: Installation) -> Iterator[Finding]:
    """Extracts that should have arrived. For the councils to put right, so it does not count as wrong here."""
    found = overdue(where.raw, today, installation, read_known(where.warehouse))
    for owed in found.owed:
        yield Finding(
            "overdue",
            f"{found.quarter}, due {found.due:%d %B %Y}: {owed.words}",
            f"Ask the council for them; they belong in {where.raw / owed.authority / found.quarter.label}.",
        )
    if not found.owed:
        yield Finding("overdue", f"nothing is missing for {found.quarter}")


def office() -> Finding:
    """LibreOffice, which makes the PDF of the printed set."""
    place = find_libreoffice()
    if place:
        return Finding("LibreOffice", f"found: {place}")
    return Finding(
        "LibreOffice", "not found: no PDF is made of the printed set", "Install LibreOffice Calc, if PDFs are wanted."
    )
