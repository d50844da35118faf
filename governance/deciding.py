"""Decisions about how the installation works: recorded with account, name, role, reason and time; nothing else makes them so."""

from __future__ import annotations

from governance.people import DECIDE, SETTING
from warehouse.accounts import actor, fit
from warehouse.audit import Event, append
from warehouse.builds import Store
from warehouse.connection import checkpoint, connect

#: What can be decided -> the setting it is recorded as.
DECIDABLE = {"two-people": SETTING}


def decide(store: Store, what: str, *, is_on: bool, by: str, role: str, reason: str) -> str:
    """Record that a rule of the installation is on or off from now on.

    Args:
        store: The warehouse and the output folder.
        what: A key of :data:`DECIDABLE`.
        is_on: Whether the rule holds.
        by: Who decides.
        role: In which role.
        reason: Why.

    Returns:
        Identifier of the event.

    Raises:
        UnfitError: When a name, role or reason cannot be kept.
    """
    who = actor(by)
    with store.writing(), connect(store.warehouse) as connection:
        connection.execute("BEGIN TRANSACTION")
        event_id = append(
            connection,
            Event(
                DECIDE,
                done_by=who.name,
                role=fit(role, "role"),
                reason=fit(reason, "reason"),
                details=who.details | {"setting": DECIDABLE[what], "value": is_on},
            ),
        )
        connection.execute("COMMIT")
        checkpoint(connection)
    return event_id
