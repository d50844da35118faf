"""Release: the build enters the warehouse in one transaction, and its files are put in place."""

from __future__ import annotations

import os
from datetime import datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile

from assets.isolation import each_council, take_out
from assets.stage import QuarterRun, SetAside
from exports.identity import describe
from indicators.registry import definitions_version
from schemas.version import code_version
from submissions.council import Council
from submissions.installation import Installation, read_installation
from warehouse.accounts import Actor, actor
from warehouse.audit import OutputFile
from warehouse.belonging import refuse_unknown_approved
from warehouse.builds import Store
from warehouse.connection import connect
from warehouse.copies import prune_copies, publish_copies
from warehouse.promote import RunRecord, promote, stale
from warehouse.states import LockedError, locks

#: Sections of ``council.toml`` that are decisions; some are of extensions that an installation may not have.
_DECISIONS = ("disclosure", "accept", "closed", "editions")


def runner(settings: Installation) -> Actor:
    """Who runs: the account, and the name a variable or the settings claim for it.

    Raises:
        UnfitError: When that name is not fit to be kept.
    """
    return actor(os.environ.get("SCORECARDS_USER", "").strip() or settings.identity.name)


def decided(council: Council) -> dict[str, object]:
    """What a council's configuration says was decided about its figures, with who and when.

    Threshold, waivers, editions, accepted losses; what is left out has its usual value.
    """
    said = council.model_dump(mode="json", include=set(_DECISIONS) & set(Council.model_fields), exclude_defaults=True)
    return {name: value for name, value in sorted(said.items()) if value}


def outcome(quarter_run: QuarterRun) -> str:
    """What came of the run, in a sentence without any person's data."""
    done = quarter_run.with_results
    words = f"{len(done)} of {len(done) + len(quarter_run.set_aside)} councils have results"
    return words + "".join(f"; {s.authority} set aside: {s.reason}" for s in quarter_run.set_aside)


def refuse(quarter_run: QuarterRun) -> dict[str, str]:
    """Take out the councils that may not be released, and say why.

    A council is refused whose quarter was locked since the run began, or whose files would supersede what another warehouse
    approved; one whose files another run has loaded otherwise meanwhile is set aside. The caller must be the only one at
    work on the warehouse.

    Returns:
        Authority -> why, of the refused ones.
    """
    quarter, warehouse = quarter_run.quarter.label, quarter_run.warehouse
    exists = warehouse is not None and warehouse.is_file()
    refused = {}
    if warehouse is not None and exists:
        refused = {
            a: s.lock_words for (a, q), s in locks(warehouse).items() if q == quarter and a in quarter_run.councils
        }
    with connect(warehouse if exists else None, read_only=exists) as connection:
        overtaken = stale(connection, quarter_run.deliveries, quarter, quarter_run.content) if exists else {}
        for authority in quarter_run.councils.keys() - refused.keys():
            try:
                refuse_unknown_approved(connection, quarter_run.folder.output, _files_of(quarter_run, authority))
            except LockedError as error:
                refused[authority] = str(error)
    for authority in refused:
        take_out(quarter_run, authority)
    for authority in overtaken.keys() - refused.keys():
        take_out(quarter_run, authority)
        quarter_run.set_aside.append(SetAside(authority, overtaken[authority], "release"))
    return refused


def _files_of(quarter_run: QuarterRun, authority: str) -> list[str]:
    return [path for path in quarter_run.folder.staged_files() if authority in Path(path).parts[:-1]]


def described(quarter_run: QuarterRun) -> tuple[OutputFile, ...]:
    """What is waiting to be put in place, with its hashes, and the council, quarter, version and state of each file.

    A council whose files cannot be described, or whose folders cannot be written to, is set aside.
    """
    folder = quarter_run.folder

    def of_council(authority: str) -> list[OutputFile]:
        own = _files_of(quarter_run, authority)
        for place in {(folder.output / path).parent for path in own}:
            place.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=place):
                pass
        return [describe(folder.staged_output, path) for path in own]

    found = each_council(quarter_run, "release", quarter_run.councils, of_council)
    return tuple(sorted(chain.from_iterable(found.values()), key=lambda file: file.path))


def release(
    quarter_run: QuarterRun,
    store: Store,
    files: tuple[OutputFile, ...],
    started_at: datetime,
    ended_at: datetime,
    command: str,
) -> tuple[str, ...]:
    """Promote the build, put its files in place and copy the tables for analysts.

    Args:
        quarter_run: The run; its database must be closed, and the caller the only one at work on the warehouse.
        store: The warehouse and the output folder.
        files: What :func:`described` says.
        started_at: UTC, without zone.
        ended_at: UTC, without zone.
        command: How the run was started.

    Returns:
        The build's files, relative to the output folder.

    Raises:
        ConfigurationError: When ``scorecards.toml`` cannot be used; nothing is promoted then.
        LockedError: When a quarter of the run has been approved since the run began.
        WarehouseError: When the warehouse is in use, or another run has loaded other files meanwhile.
    """
    settings = read_installation(os.environ, Path.cwd())
    folder = quarter_run.folder
    record = RunRecord(
        run_id=quarter_run.run_id,
        started_at=started_at,
        ended_at=ended_at,
        quarter=quarter_run.quarter.label,
        input_hashes=quarter_run.content,
        code_version=code_version(),
        outcome=outcome(quarter_run),
        outputs=files,
        run_by=runner(settings),
        command=command,
        run_date=quarter_run.run_date,
        definitions_version=definitions_version(),
        decisions={authority: decided(council) for authority, council in sorted(quarter_run.councils.items())},
    )
    promote(store.warehouse, folder.database, record)
    folder.place_output()
    publish_copies(store)
    prune_copies(store, settings.retention.analyst_copies)
    return tuple(file.path for file in files)
