"""Erasing one person: what of theirs there is, and taking it out of submissions, warehouse and restricted files.

The identifier is handed on in memory and written nowhere: not in the audit trail, not in a message, not in the list of
what is still owed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from submissions.council import COUNCIL_FILE, load_council
from submissions.removal import SHORTEST_SOUGHT, Removal, mentions, remove_person
from warehouse.accounts import actor, fit
from warehouse.audit import Event, new_event_id
from warehouse.builds import Store
from warehouse.calendar import Quarter
from warehouse.copies import publish_copies
from warehouse.erasures import Erasure, NewContent, erase
from warehouse.states import locks
from warehouse.without_person import NewSubmission, count_person

_RESTRICTED = "restricted"


@dataclass(frozen=True)
class Found:
    """Where a person is.

    Attributes:
        authority: Slug of the council.
        person: The identifier; it is written nowhere.
        submissions: Submissions that hold records of theirs.
        rows: Table of the warehouse -> rows of theirs.
        restricted: Restricted files that mention them.
        by_hand: Files that mention them outside their own records or cannot be looked into, relative to the raw folder.
        run_again: Quarters whose restricted files are deleted and can be made again.
        locked: Quarters whose restricted files are deleted and that are locked.
        left: Restricted files of locked quarters that stay and still name the person.
    """

    authority: str
    person: str = field(repr=False)
    submissions: tuple[Removal, ...]
    rows: dict[str, int]
    restricted: tuple[Path, ...]
    by_hand: tuple[str, ...]
    run_again: tuple[str, ...]
    locked: tuple[str, ...]
    left: tuple[Path, ...] = ()

    @property
    def records(self) -> int:
        """Records of theirs in the submissions."""
        return sum(one.rows for submission in self.submissions for one in submission.files)

    @property
    def is_anywhere(self) -> bool:
        """Whether there is anything to erase."""
        return bool(self.records or self.rows or (self.is_telling and self.restricted))

    @property
    def is_telling(self) -> bool:
        """Whether the identifier is long enough not to be found in text by chance."""
        return len(self.person) >= SHORTEST_SOUGHT


def find_person(raw: Path, store: Store, authority: str, person: str, *, with_locked: bool = False) -> Found:
    """Look for a person in everything kept of one council; nothing is changed.

    Args:
        raw: The landing folder.
        store: The warehouse and the output folder, settled before.
        authority: Slug of the council.
        person: The identifier.
        with_locked: Also delete restricted files of locked quarters, which no run can make again.

    Raises:
        ConfigurationError: When ``council.toml`` cannot be used, so that the submissions' headings are not known.
        RemovalError: When a submission's file cannot be rewritten.
    """
    council = raw / authority
    removals = []
    if council.is_dir():
        settings = load_council(council / COUNCIL_FILE)
        removals = [remove_person(folder, settings, person) for folder in _submissions(council)]
    root = store.output / _RESTRICTED / authority
    locked = {quarter for name, quarter in locks(store.warehouse) if name == authority}
    mentioning = tuple(_restricted(root, person))
    left = tuple(p for p in mentioning if not with_locked and p.relative_to(root).parts[0] in locked)
    restricted = tuple(path for path in mentioning if path not in left)
    touched = {path.relative_to(root).parts[0] for path in restricted}
    by_hand = [path for removal in removals for path in removal.mentioned]
    by_hand += _beside(council, person)
    return Found(
        authority,
        person,
        tuple(removal for removal in removals if removal.files),
        count_person(store.warehouse, authority, person),
        restricted,
        tuple(path.relative_to(raw).as_posix().replace(person, "[identifier]") for path in by_hand),
        tuple(sorted(touched - locked)),
        tuple(sorted(touched & locked)),
        left,
    )


def erase_person(store: Store, found: Found, by: str, role: str, reason: str) -> str:
    """Erase everything that was found, and make the analysts' copies anew.

    Args:
        store: The warehouse and the output folder, held by the caller.
        found: What there is of the person.
        by: Who asks for it.
        role: In which role.
        reason: Why.

    Returns:
        Identifier of the event in the audit trail.

    Raises:
        WarehouseError: When a file cannot be deleted.
    """
    event = Event(
        "erase",
        found.authority,
        done_by=fit(by, "name"),
        role=fit(role, "role"),
        reason=fit(reason, "reason"),
        details=actor(by).details | _details(found, store),
        event_id=new_event_id(),
    )
    erase(
        store,
        Erasure(
            found.authority,
            found.person,
            tuple(_new_submission(removal) for removal in found.submissions),
            tuple(
                NewContent(one.path, one.before, one.content) for removal in found.submissions for one in removal.files
            ),
            found.restricted,
            found.is_telling,
            event,
        ),
    )
    publish_copies(store)
    return event.event_id


def _details(found: Found, store: Store) -> dict[str, object]:
    """What was done, by file and table; with both hashes, so that earlier runs' inputs can still be followed."""
    return {
        "records_by_file": [
            {
                "quarter": removal.quarter,
                "file": one.path.name,
                "rows": one.rows,
                "sha256_before": one.before,
                "sha256_after": one.after,
            }
            for removal in found.submissions
            for one in removal.files
        ],
        "content_hashes": [
            {"quarter": removal.quarter, "before": removal.before, "after": removal.after}
            for removal in found.submissions
        ],
        "restricted_files_left": sorted(path.relative_to(store.output).as_posix() for path in found.left),
        "restricted_files_deleted": sorted(path.relative_to(store.output).as_posix() for path in found.restricted),
    }


def _new_submission(removal: Removal) -> NewSubmission:
    files = {one.path.name: (one.after, len(one.content)) for one in removal.files}
    return NewSubmission(removal.quarter, removal.before, removal.after, files)


def _submissions(council: Path) -> Iterator[Path]:
    for folder in sorted(p for p in council.iterdir() if p.is_dir()):
        try:
            Quarter.parse(folder.name)
        except ValueError:
            continue
        yield folder


def _beside(council: Path, person: str) -> list[Path]:
    """Files of the council that belong to no submission and mention the person."""
    if not council.is_dir() or len(person) < SHORTEST_SOUGHT:
        return []
    submissions = set(_submissions(council))
    return [
        path
        for path in sorted(council.rglob("*"))
        if path.is_file()
        and not submissions & set(path.parents)
        and mentions(path.name, path.read_bytes(), person, if_unreadable=True)
    ]


def _restricted(folder: Path, person: str) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and mentions(path.name, path.read_bytes(), person):
            yield path
