"""Where a quarter of a council stands: preview, draft, approved or published; and whether it is locked.

The state is read from the audit trail, so that nothing can be approved, published or opened again without a trace.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.audit import AUDIT
from warehouse.connection import WarehouseError, connect, table_exists

PREVIEW = "PREVIEW"
DRAFT = "DRAFT"
APPROVED = "APPROVED"
PUBLISHED = "PUBLISHED"


class LockedError(WarehouseError):
    """A quarter is approved or published, and what was asked for would change it."""


@dataclass(frozen=True)
class Status:
    """What has been decided about a quarter of a council.

    Attributes:
        authority: Slug of the council.
        quarter: Label of the quarter.
        version: Newest approved version; ``None`` when there is none.
        approved_at: When it was approved (UTC).
        approved_role: In which role.
        is_published: Whether that version was published.
        reopened_at: When it was opened again for a restatement that is not approved yet.
        reason: Why it was opened again, or why the version replaces another.
        replaces: The approved version before the newest.
        run_id: The run behind the newest approved version.
    """

    authority: str
    quarter: str
    version: str | None = None
    approved_at: datetime | None = None
    approved_role: str | None = None
    is_published: bool = False
    reopened_at: datetime | None = None
    reason: str | None = None
    run_id: str | None = None
    replaces: str | None = None

    @property
    def is_locked(self) -> bool:
        """Whether nothing may change it: approved, and not opened again."""
        return self.version is not None and self.reopened_at is None

    @property
    def state(self) -> str:
        """``APPROVED`` or ``PUBLISHED`` while locked, otherwise ``DRAFT``."""
        if not self.is_locked:
            return DRAFT
        return PUBLISHED if self.is_published else APPROVED

    @property
    def lock_words(self) -> str:
        """Why the quarter is locked and what to do, for every place that refuses it."""
        day = f"{self.approved_at:%d %B %Y}".lstrip("0") if self.approved_at else "an unknown day"
        return (
            f"{self.quarter} of {self.authority} is locked: version {self.version} was approved on {day} ({self.approved_role}). "
            "Figures recorded late show as revisions in later quarters. To change this one, open it again: scorecards restate "
            f"--quarter {self.quarter} --authority {self.authority} --by NAME --role ROLE --reason TEXT."
        )


def statuses(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Status]:
    """(authority, quarter) -> status, for every quarter about which something was decided."""
    if not table_exists(connection, AUDIT):
        return {}
    found: dict[tuple[str, str], Status] = {}
    for kind, authority, quarter, version, at, role, reason, run_id in connection.execute(
        "SELECT kind, authority, quarter, version, event_at, role, reason, run_id "
        f"FROM {AUDIT} WHERE kind IN ('approve', 'publish', 'restate') ORDER BY event_number"
    ).fetchall():
        key = (str(authority), str(quarter))
        before = found.get(key, Status(*key))
        if kind == "approve":
            found[key] = Status(
                *key,
                version=version,
                approved_at=at,
                approved_role=role,
                run_id=run_id,
                replaces=before.version,
                reason=reason,
            )
        elif kind == "publish":
            found[key] = replace(before, is_published=True)
        else:
            found[key] = replace(before, reopened_at=at, reason=reason)
    return found


def status_of(connection: duckdb.DuckDBPyConnection, authority: str, quarter: str) -> Status:
    """Where one quarter of one council stands."""
    return statuses(connection).get((authority, quarter), Status(authority, quarter))


def locks(warehouse: Path) -> dict[tuple[str, str], Status]:
    """(authority, quarter) -> status of every locked quarter; none when there is no warehouse yet."""
    if not warehouse.is_file():
        return {}
    with connect(warehouse, read_only=True) as connection:
        return {key: status for key, status in statuses(connection).items() if status.is_locked}


def refuse_locked(connection: duckdb.DuckDBPyConnection, keys: list[tuple[str, str]]) -> None:
    """Raise when any of these (authority, quarter) is locked.

    Raises:
        LockedError: With a sentence for each.
    """
    found = statuses(connection)
    locked = [found[key] for key in keys if key in found and found[key].is_locked]
    if locked:
        raise LockedError("\n".join(status.lock_words for status in locked))
