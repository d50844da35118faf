"""What the doctor looks at of who may read what, of what belongs together, and of copies that hold everybody."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from automation.doctor import Finding, wrong
from submissions.places import Places
from warehouse.belonging import MARK, identity, read_mark
from warehouse.private import close_to_others, exposed
from warehouse.takeover import whole_copies

_RESTRICTED = "restricted"


def rights(where: Places, *, repair: bool) -> Iterator[Finding]:
    """Folders and files that hold records and that others than the account may read."""
    if sys.platform == "win32":
        yield Finding(
            "rights",
            "Windows keeps them with the folder",
            f"See that only named officers and the service have rights to {where.raw}, {where.warehouse.parent} and "
            f"{where.output / _RESTRICTED} (docs/operating.md).",
        )
        return
    open_to_others = []
    for root in (where.warehouse.parent, where.output / _RESTRICTED, where.dagster_home):
        if repair:
            closed = close_to_others(root)
            if closed:
                yield Finding("rights", f"{closed} folders and files of {root} were open to others: closed")
        open_to_others += exposed(root, limit=1)
    # Submissions are put there by others, so they are only told of.
    for path in open_to_others:
        yield wrong(
            "rights", f"others can read or write {path}, which holds records", "Run: scorecards doctor --repair"
        )
    for path in exposed(where.raw, limit=1):
        yield wrong(
            "rights",
            f"others can read or write {path}, which holds submissions",
            f"Take their rights away: chmod -R go-rwx {where.raw}; or, for a group that delivers, set the folder's group.",
        )
    if not open_to_others:
        yield Finding("rights", "what holds records is for this account alone")


def belonging(where: Places) -> Iterator[Finding]:
    """Roots that belong to another warehouse, or to none although there is one."""
    own = identity(where.warehouse)
    for root in (where.output, where.raw):
        marked = read_mark(root)
        if marked is not None and marked != own:
            yield wrong(
                "belonging",
                f"{root} belongs to another warehouse than {where.warehouse}",
                "Name the folders that belong together; runs are refused until then.",
            )
        elif own is not None and marked is None and root.is_dir():
            yield Finding(
                "belonging",
                f"{root} does not say which warehouse it belongs to ({MARK})",
                "The next command writes it.",
            )


def kept(where: Places) -> Iterator[Finding]:
    """Whole copies of the warehouse from before an upgrade."""
    for path in whole_copies(where.warehouse):
        yield Finding(
            "kept copies",
            f"{path} holds everything, as it was before an upgrade",
            "Delete it when you have seen that all is well; an erasure deletes it too.",
        )
