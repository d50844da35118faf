"""Two people: whoever approves is not who ran it, by the account of the operating system and by name.

Names are always compared. Accounts are compared where the installation has more than one, which the audit trail tells, or
where ``[approval] two_people = true`` asks for it. Only a decision of the audit trail switches the rule off; a line in a
settings file, which anybody could write and take out again, does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import duckdb

from warehouse.accounts import Actor, normalised
from warehouse.audit import AUDIT
from warehouse.connection import table_exists

#: Kind of the event that records a decision about how the installation works.
DECIDE = "decide"
SETTING = "two_people"


@dataclass(frozen=True)
class Rule:
    """How the rule stands.

    Attributes:
        is_on: Whether approver and runner are compared at all.
        by_account: Whether their accounts are compared too.
        why: In words, for the record.
    """

    is_on: bool
    by_account: bool
    why: str


def rule(connection: duckdb.DuckDBPyConnection, approver: Actor, asked: bool | None) -> Rule:
    """How the rule stands for an approval.

    Args:
        connection: On the warehouse.
        approver: Who approves.
        asked: ``[approval] two_people`` of the settings; ``None`` where they do not say.
    """
    decided = _decided(connection)
    if decided is not None and not decided[0]:
        return Rule(is_on=False, by_account=False, why=f"switched off by decision {decided[1]}")
    accounts = known_accounts(connection) | {approver.account}
    if asked or (decided is not None and decided[0]):
        return Rule(is_on=True, by_account=True, why="asked for")
    if len(accounts) > 1:
        return Rule(is_on=True, by_account=True, why=f"{len(accounts)} accounts are at work")
    return Rule(is_on=True, by_account=False, why="one account is at work, so names alone are compared")


def refusal(found: Rule, approver: Actor, runner: Actor, words: str) -> str | None:
    """Why somebody may not approve; ``None`` where they may.

    Args:
        found: How the rule stands.
        approver: Who approves.
        runner: Who ran the draft.
        words: Quarter and council.
    """
    if not found.is_on:
        return None
    way_out = (
        "Somebody else has to approve it. Where that cannot be, record the decision that one person may: scorecards decide "
        "two-people off --by NAME --role ROLE --reason TEXT."
    )
    if found.by_account and approver.account == runner.account:
        return f"{words} was run by the same account ({approver.account}), whatever name is given. {way_out}"
    names = {normalised(name) for name in (runner.account, runner.name) if name}
    if normalised(approver.name) in names or (found.by_account and normalised(approver.account) in names):
        return f"{words} was run by the same person. {way_out}"
    return None


def runner_of(connection: duckdb.DuckDBPyConnection, run_id: str, run_by: str) -> Actor:
    """Who made a run; of a run from before accounts were kept, by its name alone."""
    found = connection.execute(f"SELECT details FROM {AUDIT} WHERE event_id = ?", [run_id]).fetchall()
    details = json.loads(str(found[0][0])) if found else {}
    return Actor(str(details.get("account") or run_by), details.get("claimed") or run_by or None)


def known_accounts(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Every account the audit trail names."""
    if not table_exists(connection, AUDIT):
        return set()
    rows = connection.execute(f"SELECT details FROM {AUDIT}").fetchall()
    return {str(account) for (text,) in rows if (account := json.loads(str(text)).get("account"))}


def _decided(connection: duckdb.DuckDBPyConnection) -> tuple[bool, int] | None:
    """What was last decided about the rule, and by which event."""
    if not table_exists(connection, AUDIT):
        return None
    found = connection.execute(
        f"SELECT details, event_number FROM {AUDIT} WHERE kind = ? ORDER BY event_number DESC", [DECIDE]
    ).fetchall()
    for text, number in found:
        details = json.loads(str(text))
        if details.get("setting") == SETTING:
            return bool(details["value"]), int(number)
    return None
