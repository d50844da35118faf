"""Approve, publish, open again: what makes a quarter's figures the ones the panel was told.

Each is one event of the audit trail. The files are made first, in a folder of their own; the event is recorded in one
transaction; then the files are put in place, by the next command if this one is killed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from exports.handover import handover_note
from exports.identity import describe, identify
from exports.panel import EDITIONS, write_panel_workbooks
from exports.published import read_panel
from exports.versions import Approval, Version, VersionError, read_pointer
from indicators.registry import definitions_version
from schemas.version import code_version
from warehouse.audit import Event, append, current_user, new_event_id, record_outputs
from warehouse.builds import BuildFolder, Store
from warehouse.calendar import Quarter
from warehouse.connection import checkpoint, connect, table_exists
from warehouse.copies import publish_copies
from warehouse.placing import MANIFEST
from warehouse.published import copy_published
from warehouse.states import APPROVED, DRAFT, PUBLISHED, Status, status_of


class RuleError(Exception):
    """A rule forbids what was asked for; the message says which, and what to do."""


@dataclass(frozen=True)
class Decision:
    """Who decides about which quarter of which council.

    Attributes:
        authority: Slug of the council.
        quarter: The quarter.
        by: Name of the person, kept in the audit trail only.
        role: Their role, which the cover shows.
        reason: Why; needed to open a quarter again.
    """

    authority: str
    quarter: Quarter
    by: str
    role: str
    reason: str | None = None

    @property
    def place(self) -> str:
        """Folder of the council's quarter within a root."""
        return f"{self.authority}/{self.quarter.label}"

    @property
    def words(self) -> str:
        """For messages."""
        return f"{self.quarter.label} of {self.authority}"


@dataclass(frozen=True)
class Done:
    """What came of it.

    Attributes:
        version: The version approved, published or opened again.
        files: Files put in place, relative to the output folder.
    """

    version: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Draft:
    """The files to be approved, as the run that made them recorded them."""

    run_id: str
    run_by: str
    version: Version
    files: tuple[str, ...]


def approve(store: Store, decision: Decision, *, two_people: bool = True) -> Done:
    """Approve the newest draft: lock the quarter, and put the approved workbooks in place.

    Args:
        store: The warehouse and the output folder.
        decision: Who approves what.
        two_people: Whether the approver must be somebody else than whoever ran it.

    Raises:
        RuleError: When it is locked already, the quarter is not over, the draft in place is not the one the last run made,
            words are missing where the panel needs them, or the approver ran it.
    """
    event_id = new_event_id()
    with store.build(event_id, councils=[decision.authority]) as folder:
        with connect(store.warehouse, read_only=True) as connection:
            status = status_of(connection, decision.authority, decision.quarter.label)
            _refuse_locked(status)
            draft = _draft(connection, store, decision)
            _copy_published(connection, folder.published, decision)
        if two_people and decision.by.strip().casefold() == draft.run_by.strip().casefold():
            raise RuleError(
                f"{decision.words} was run by the same person. Somebody else has to approve it (or set two_people = false "
                "under [approval] in scorecards.toml, which the audit trail will show)."
            )
        now = datetime.now(UTC).replace(tzinfo=None)
        version = draft.version if draft.version.major else Version(1, 0)
        replaces = Version.parse(status.version) if status.version is not None else None
        _write_approved(store, folder, decision, draft, version, Approval(decision.role, now.date(), replaces))
        _record_approval(store, folder, decision, draft, event_id, version, now, status, two_people)
        files = folder.staged_files()
        folder.place_output()
        publish_copies(store)
    return Done(str(version), files)


def publish(store: Store, decision: Decision) -> Done:
    """Put the approved workbooks, a handover note and a manifest into the collection folder, and nothing else.

    Raises:
        RuleError: When nothing is approved, or a file in place is not the approved one.
    """
    event_id = new_event_id()
    with store.build(event_id, councils=[decision.authority]) as folder:
        with connect(store.warehouse, read_only=True) as connection:
            status = status_of(connection, decision.authority, decision.quarter.label)
            if not status.is_locked or status.version is None:
                raise RuleError(
                    f"{decision.words} is not approved, and only approved workbooks are published. Approve it first: "
                    f"scorecards approve --quarter {decision.quarter.label} --authority {decision.authority}."
                )
            if status.is_published:
                raise RuleError(f"Version {status.version} of {decision.words} is published already.")
            approved = _approved_files(connection, store, decision, status)
        target = folder.staged_output / "collection" / decision.place
        target.mkdir(parents=True)
        for path in approved:
            (target / path.name).write_bytes(path.read_bytes())
        note = f"handover_{decision.quarter.label}_{Version.parse(status.version).in_name}.txt"
        (target / note).write_text(_note(decision, status, approved), encoding="utf-8")
        (target / MANIFEST).write_text(_manifest(decision, status, event_id, [*approved, target / note]), encoding="utf-8")
        with connect(store.warehouse) as connection:
            connection.execute("BEGIN TRANSACTION")
            _refuse_changed(connection, status)
            _set_state(connection, decision, PUBLISHED)
            record_outputs(connection, event_id, [describe(folder.staged_output, path) for path in folder.staged_files()])
            append(
                connection,
                Event(
                    "publish", decision.authority, decision.quarter.label, decision.by, decision.role, status.version,
                    decision.reason, status.run_id, {"account": current_user()}, event_id,
                ),
            )  # fmt: skip
            connection.execute("COMMIT")
            checkpoint(connection)
        files = folder.staged_files()
        folder.place_output()
        publish_copies(store)
    return Done(status.version, files)


def restate(store: Store, decision: Decision) -> Done:
    """Open an approved quarter again, so that the next run makes a draft of the version to come.

    What was approved stands, with its files and figures, until the new version is approved.

    Raises:
        RuleError: When the quarter is not locked, or no reason is given.
    """
    if not (decision.reason or "").strip():
        raise RuleError("Opening a quarter again needs a reason, which the audit trail keeps.")
    with store.claim([decision.authority]), store.writing(), connect(store.warehouse) as connection:
        status = status_of(connection, decision.authority, decision.quarter.label)
        if not status.is_locked or status.version is None:
            raise RuleError(f"{decision.words} is not locked: it can be run as it is.")
        connection.execute("BEGIN TRANSACTION")
        append(
            connection,
            Event(
                "restate", decision.authority, decision.quarter.label, decision.by, decision.role, status.version,
                decision.reason, status.run_id, {"account": current_user()},
            ),
        )  # fmt: skip
        connection.execute("COMMIT")
        checkpoint(connection)
    return Done(status.version)


def _refuse_locked(status: Status) -> None:
    if status.is_locked:
        raise RuleError(status.lock_words)


def _refuse_changed(connection: duckdb.DuckDBPyConnection, before: Status) -> None:
    if status_of(connection, before.authority, before.quarter) != before:
        raise RuleError("Somebody else decided about this quarter at the same moment. Look at it again: scorecards audit.")


def _draft(connection: duckdb.DuckDBPyConnection, store: Store, decision: Decision) -> _Draft:
    """The newest draft of both workbooks, once it is sure that the files in place are what the last run made."""
    again = f"Run it again: scorecards run --quarter {decision.quarter.label} --authority {decision.authority}."
    runs = []
    if table_exists(connection, "ops.input"):
        runs = connection.execute(
            "SELECT r.run_id, r.run_by, r.code_version, r.definitions_version FROM ops.run AS r "
            "INNER JOIN ops.audit AS a ON a.event_id = r.run_id "
            "WHERE r.run_id IN (SELECT run_id FROM ops.input WHERE authority = ? AND submission_quarter = ?) "
            "ORDER BY a.event_number DESC LIMIT 1",  # clocks may be put back
            [decision.authority, decision.quarter.label],
        ).fetchall()
    if not runs:
        raise RuleError(f"There is no draft of {decision.words} to approve. {again}")
    run_id, run_by, code, definitions = runs[0]
    state = connection.execute(
        "SELECT state FROM published.authority WHERE authority = ? AND submission_quarter = ?",
        [decision.authority, decision.quarter.label],
    ).fetchall()
    if state != [(DRAFT,)]:
        what = f"is a {state[0][0].lower()}" if state else "has no results"
        raise RuleError(f"{decision.words} {what}, and only a draft can be approved. {again}")
    if (code, definitions) != (code_version(), definitions_version()):
        raise RuleError(
            f"The definitions or the program have changed since the draft of {decision.words} was made. {again}"
        )
    place = store.output / "panel" / decision.place
    pointer = read_pointer(place).get("files", [])
    known = {
        str(path).rsplit("/", 1)[-1]: str(digest)
        for path, digest in connection.execute(
            "SELECT path, sha256 FROM ops.output WHERE authority = ? AND quarter = ? AND state = ? AND path LIKE 'panel/%'",
            [decision.authority, decision.quarter.label, DRAFT],
        ).fetchall()
    }
    names = [file["name"] for file in pointer]
    for name in names:
        if name not in known:
            raise RuleError(f"{name} was not made by a run on this warehouse. {again}")
        if not (place / name).is_file() or identify(place / name).sha256 != known[name]:
            raise RuleError(f"{name} was changed or taken away since it was made, so it cannot be approved. {again}")
    if len(names) != len(EDITIONS):
        raise RuleError(f"The two panel workbooks of {decision.words} are not in place. {again}")
    version = max(Version.parse(file["version"]) for file in pointer)
    return _Draft(str(run_id), str(run_by or ""), version, tuple(names))


def _write_approved(
    store: Store, folder: BuildFolder, decision: Decision, draft: _Draft, version: Version, approval: Approval
) -> None:
    """Make the approved workbooks from the published figures, after making sure the draft in place shows the same."""
    label = decision.quarter.label
    final = store.output / "panel" / decision.place
    staged = folder.staged_output / "panel" / decision.place
    with connect(folder.published, read_only=True) as published:
        gaps = [
            f"{row.label} ({row.indicator_id})"
            for edition in EDITIONS
            for row in read_panel(published, decision.authority, label, edition.scorecard).wordless
        ]
        if gaps:
            raise RuleError(
                f"{decision.words} cannot be approved yet. These measures are red, amber or clearly worse and have no "
                f"complete commentary (why, action, lead and date): {'; '.join(gaps)}. Fill in the commentary template, put it "
                "among the extracts as 'commentary' and run the quarter again."
            )
        checked = folder.path / "checked"
        made = write_panel_workbooks(published, decision.authority, label, checked, placed=final)
        if {path.name for path in made} != set(draft.files) or any(path.parent == checked for path in made):
            raise RuleError(
                f"The draft of {decision.words} in place does not show what the warehouse holds now. Run it again: scorecards "
                f"run --quarter {label} --authority {decision.authority}."
            )
        try:
            write_panel_workbooks(
                published, decision.authority, label, staged, state=APPROVED, placed=final, version=version, approval=approval
            )
        except VersionError as error:
            raise RuleError(str(error)) from None


def _record_approval(
    store: Store,
    folder: BuildFolder,
    decision: Decision,
    draft: _Draft,
    event_id: str,
    version: Version,
    now: datetime,
    status: Status,
    two_people: bool,
) -> None:
    with connect(store.warehouse) as connection:
        connection.execute("BEGIN TRANSACTION")
        _refuse_changed(connection, status)
        if _draft(connection, store, decision) != draft:
            raise RuleError(f"{decision.words} was run again at the same moment. Look at the new draft first.")
        _keep_figures(connection, decision, str(version), now)
        _set_state(connection, decision, APPROVED)
        record_outputs(connection, event_id, [describe(folder.staged_output, path) for path in folder.staged_files()])
        details: Mapping[str, object] = {
            "account": current_user(),
            "two_people": two_people,
            "draft": list(draft.files),
            "replaces": status.version,
        }
        append(
            connection,
            Event(
                "approve", decision.authority, decision.quarter.label, decision.by, decision.role, str(version),
                decision.reason or status.reason, draft.run_id, details, event_id,
            ),
            now,
        )  # fmt: skip
        connection.execute("COMMIT")
        checkpoint(connection)


def _keep_figures(connection: duckdb.DuckDBPyConnection, decision: Decision, version: str, now: datetime) -> None:
    """Keep every figure of the trend and the profile as it is printed, for ever."""
    keys = [decision.authority, decision.quarter.label]
    # After every earlier version of the quarter, also when the clock has been put back since.
    approved_at = connection.execute(
        "SELECT greatest(CAST(? AS TIMESTAMP), coalesce(max(approved_at) + INTERVAL 1 MICROSECOND, TIMESTAMP '1970-01-01')) "
        "FROM published.as_published WHERE authority = ? AND submission_quarter = ?",
        [now, *keys],
    ).fetchall()[0][0]
    connection.execute(
        """
        INSERT INTO published.as_published BY NAME
        SELECT authority, submission_quarter, ? AS version, 'trend' AS table_name, quarter, indicator_id, time_window,
            'all' AS breakdown, 'all' AS category, numerator, denominator, value, displayed_value, shorthand, rating,
            ? AS approved_at
        FROM published.trend
        WHERE authority = ? AND submission_quarter = ?
        """,
        [version, approved_at, *keys],
    )
    # A profile also shows how many there were in the same quarter of the two years before.
    years = {
        "numerator, denominator, value, shorthand": decision.quarter.label,
        "year_ago_numerator AS numerator": decision.quarter.shift(-4).label,
        "two_years_ago_numerator AS numerator": decision.quarter.shift(-8).label,
    }
    for columns, label in years.items():
        connection.execute(
            f"""
            INSERT INTO published.as_published BY NAME
            SELECT authority, submission_quarter, ? AS version, 'profile' AS table_name, ? AS quarter, indicator_id,
                time_window, breakdown, category, {columns}, ? AS approved_at
            FROM published.profile
            WHERE authority = ? AND submission_quarter = ?
            """,
            [version, label, approved_at, *keys],
        )


def _set_state(connection: duckdb.DuckDBPyConnection, decision: Decision, state: str) -> None:
    connection.execute(
        "UPDATE published.authority_all SET state = ? WHERE authority = ? AND submission_quarter = ? AND delivery = "
        "(SELECT delivery FROM core.latest_delivery WHERE authority = ? AND submission_quarter = ?)",
        [state, *[decision.authority, decision.quarter.label] * 2],
    )


def _copy_published(connection: duckdb.DuckDBPyConnection, path: Path, decision: Decision) -> None:
    """Copy what is published of one quarter into a file of its own, which the workbooks are made from."""
    keys = {"authority": decision.authority, "quarter": decision.quarter.label}
    of_quarter = "SELECT * FROM {table} WHERE authority = $authority AND submission_quarter = $quarter"
    copy_published(connection, path, of_quarter, keys)
    # What a draft is made from; an approved version is asked for by name.
    with connect(path) as copied:
        copied.execute("UPDATE published.authority SET state = ? WHERE state IN (?, ?)", [DRAFT, APPROVED, PUBLISHED])


def _approved_files(
    connection: duckdb.DuckDBPyConnection, store: Store, decision: Decision, status: Status
) -> list[Path]:
    place = store.output / "panel" / decision.place
    rows = connection.execute(
        "SELECT o.path, o.sha256 FROM ops.output AS o INNER JOIN ops.audit AS a USING (event_id) "
        "WHERE a.kind = 'approve' AND a.authority = ? AND a.quarter = ? AND a.version = ? AND o.path LIKE '%.xlsx' "
        "ORDER BY o.path DESC",  # children in our care first
        [decision.authority, decision.quarter.label, status.version],
    ).fetchall()
    found = []
    for path, digest in rows:
        name = str(path).rsplit("/", 1)[-1]
        file = place / name
        if not file.is_file() or identify(file).sha256 != digest:
            raise RuleError(
                f"{name} in {place} is not the approved file any more, so it cannot be published. Put the approved file back "
                "from a backup (scorecards verify FILE recognises it), or open the quarter again."
            )
        found.append(file)
    return found


def _note(decision: Decision, status: Status, approved: Sequence[Path]) -> str:
    return handover_note(
        approved,
        quarter_words=decision.quarter.words,
        version=str(status.version),
        replaces=status.replaces,
        reason=status.reason or "",
    )


def _manifest(decision: Decision, status: Status, event_id: str, files: Sequence[Path]) -> str:
    listed = [{"name": file.name, "sha256": identify(file).sha256} for file in files]
    assert status.approved_at is not None
    content = {
        "authority": decision.authority,
        "quarter": decision.quarter.label,
        "state": PUBLISHED,
        "version": status.version,
        "approved_on": status.approved_at.date().isoformat(),
        "approved_role": status.approved_role,
        "event_id": event_id,
        "files": listed,
    }
    return json.dumps(content, indent=2) + "\n"

