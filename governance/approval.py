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
from exports.versions import Approval, Version, VersionError, read_pointer
from governance import conditions
from governance.figures import copy_quarter, keep_figures, set_state
from governance.people import Rule, refusal, rule, runner_of
from indicators.registry import definitions_version
from quality.plausible import unexplained
from schemas.version import code_version
from warehouse.accounts import Actor, actor, fit
from warehouse.audit import Event, append, new_event_id, record_outputs
from warehouse.belonging import refuse_unknown_approved
from warehouse.builds import BuildFolder, Store
from warehouse.calendar import Quarter
from warehouse.connection import checkpoint, connect, table_exists
from warehouse.copies import publish_copies
from warehouse.placing import MANIFEST
from warehouse.states import APPROVED, DRAFT, PUBLISHED, Status, status_of
from warehouse.trail import Anchor, head


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
        reason: Why; needed to open a quarter again, and to approve one whose number of children is far from the one before.
    """

    authority: str
    quarter: Quarter
    by: str
    role: str
    reason: str | None = None

    def __post_init__(self) -> None:
        """Refuse a name, role or reason that is empty or would make a line of the record look like another.

        Raises:
            UnfitError: Saying which, and what to do.
        """
        object.__setattr__(self, "by", fit(self.by, "name"))
        object.__setattr__(self, "role", fit(self.role, "role"))
        if self.reason is not None:
            object.__setattr__(self, "reason", fit(self.reason, "reason"))

    @property
    def who(self) -> Actor:
        """The account that decides, and the name it gives."""
        return actor(self.by)

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
        remarks: What whoever approves is told beside, a sentence each.
        anchor: The trail's newest event once it is done, to be kept elsewhere.
    """

    version: str
    files: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    anchor: Anchor | None = None


@dataclass(frozen=True)
class _Draft:
    """The files to be approved, as the run that made them recorded them."""

    run_id: str
    runner: Actor
    version: Version
    files: tuple[str, ...]


def approve(store: Store, decision: Decision, *, two_people: bool | None = None) -> Done:
    """Approve the newest draft: lock the quarter, and put the approved workbooks in place.

    Args:
        store: The warehouse and the output folder.
        decision: Who approves what.
        two_people: What the settings say of the rule that approver and runner are two; ``None`` where they do not.

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
            words = unexplained(connection, decision.authority, decision.quarter.label)
            if words is not None and not (decision.reason or "").strip():
                raise RuleError(f"{decision.words}: {words}")
            copy_quarter(connection, folder.published, decision)
            people = rule(connection, decision.who, two_people)
            refused = refusal(people, decision.who, draft.runner, decision.words)
            if refused is not None:
                raise RuleError(refused)
            remarks = _judged(connection, folder.published, decision)
        now = datetime.now(UTC).replace(tzinfo=None)
        version = draft.version if draft.version.major else Version(1, 0)
        replaces = Version.parse(status.version) if status.version is not None else None
        _write_approved(store, folder, decision, draft, version, Approval(decision.role, now.date(), replaces))
        with connect(store.warehouse, read_only=True) as connection:
            refuse_unknown_approved(connection, store.output, folder.staged_files())
        _record_approval(store, folder, decision, draft, event_id, version, now, status, people, remarks)
        files = folder.staged_files()
        folder.place_output()
        publish_copies(store)
    return Done(str(version), files, remarks, _anchor(store))


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
            anchor = head(connection)
        target = folder.staged_output / "collection" / decision.place
        target.mkdir(parents=True)
        for path in approved:
            (target / path.name).write_bytes(path.read_bytes())
        note = f"handover_{decision.quarter.label}_{Version.parse(status.version).in_name}.txt"
        (target / note).write_text(_note(decision, status, approved, anchor), encoding="utf-8")
        manifest = _manifest(decision, status, event_id, [*approved, target / note], anchor)
        (target / MANIFEST).write_text(manifest, encoding="utf-8")
        with connect(store.warehouse, read_only=True) as connection:
            refuse_unknown_approved(connection, store.output, folder.staged_files())
        with connect(store.warehouse) as connection:
            connection.execute("BEGIN TRANSACTION")
            _refuse_changed(connection, status)
            set_state(connection, decision, PUBLISHED)
            record_outputs(
                connection, event_id, [describe(folder.staged_output, path) for path in folder.staged_files()]
            )
            append(
                connection,
                Event(
                    "publish", decision.authority, decision.quarter.label, decision.by, decision.role, status.version,
                    decision.reason, status.run_id, decision.who.details, event_id,
                ),
            )  # fmt: skip
            connection.execute("COMMIT")
            checkpoint(connection)
        files = folder.staged_files()
        folder.place_output()
        publish_copies(store)
    return Done(status.version, files, anchor=_anchor(store))


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
                decision.reason, status.run_id, decision.who.details,
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
        raise RuleError(
            "Somebody else decided about this quarter at the same moment. Look at it again: scorecards audit."
        )


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
    return _Draft(str(run_id), runner_of(connection, str(run_id), str(run_by or "")), version, tuple(names))


def _judged(connection: duckdb.DuckDBPyConnection, copied: Path, decision: Decision) -> tuple[str, ...]:
    """What the approver is told, once every condition holds.

    Raises:
        RuleError: With a sentence for each condition that does not.
    """
    with connect(copied, read_only=True) as published:
        draft = conditions.Draft(connection, published, decision.authority, decision.quarter)
        refused = [sentence for condition in conditions.CONDITIONS for sentence in condition(draft)]
        remarks = tuple(sentence for remark in conditions.REMARKS for sentence in remark(draft))
    if refused:
        raise RuleError("\n".join([*refused, *remarks]))
    return remarks


def _anchor(store: Store) -> Anchor | None:
    with connect(store.warehouse, read_only=True) as connection:
        return head(connection)


def _write_approved(
    store: Store, folder: BuildFolder, decision: Decision, draft: _Draft, version: Version, approval: Approval
) -> None:
    """Make the approved workbooks from the published figures, after making sure the draft in place shows the same."""
    label = decision.quarter.label
    final = store.output / "panel" / decision.place
    staged = folder.staged_output / "panel" / decision.place
    with connect(folder.published, read_only=True) as published:
        checked = folder.path / "checked"
        made = write_panel_workbooks(published, decision.authority, label, checked, placed=final)
        if {path.name for path in made} != set(draft.files) or any(path.parent == checked for path in made):
            raise RuleError(
                f"The draft of {decision.words} in place does not show what the warehouse holds now. Run it again: scorecards "
                f"run --quarter {label} --authority {decision.authority}."
            )
        try:
            write_panel_workbooks(
                published,
                decision.authority,
                label,
                staged,
                state=APPROVED,
                placed=final,
                version=version,
                approval=approval,
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
    people: Rule,
    remarks: tuple[str, ...],
) -> None:
    with connect(store.warehouse) as connection:
        connection.execute("BEGIN TRANSACTION")
        _refuse_changed(connection, status)
        if _draft(connection, store, decision) != draft:
            raise RuleError(f"{decision.words} was run again at the same moment. Look at the new draft first.")
        keep_figures(connection, decision, str(version), now)
        set_state(connection, decision, APPROVED)
        record_outputs(connection, event_id, [describe(folder.staged_output, path) for path in folder.staged_files()])
        details: Mapping[str, object] = {
            **decision.who.details,
            "two_people": people.is_on,
            "two_people_why": people.why,
            "remarks": list(remarks),
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


def _note(decision: Decision, status: Status, approved: Sequence[Path], anchor: Anchor | None) -> str:
    note = handover_note(
        approved,
        quarter_words=decision.quarter.words,
        version=str(status.version),
        replaces=status.replaces,
        reason=status.reason or "",
    )
    return (
        f"{note}Keep: {anchor} is the anchor of the audit trail; 'scorecards audit --anchor' proves with it that nothing decided "
        "or recorded up to then was changed.\n"
    )


def _manifest(decision: Decision, status: Status, event_id: str, files: Sequence[Path], anchor: Anchor | None) -> str:
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
        "anchor": str(anchor),
        "files": listed,
    }
    return json.dumps(content, indent=2) + "\n"
