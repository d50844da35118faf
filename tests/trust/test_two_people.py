"""Two people: what somebody would try who ran the quarter and wants to approve it alone."""

from __future__ import annotations

import pytest

from governance.approval import Decision
from governance.people import refusal, rule, runner_of
from pipelines.cli import run
from tests.trust.conftest import options
from warehouse.accounts import Actor, UnfitError
from warehouse.audit import Event, append
from warehouse.calendar import Quarter
from warehouse.connection import connect

RUNNER = Actor("mary", "M. Analyst")


def other_account(store):
    """Another account has been at work on the installation."""
    with connect(store.warehouse) as connection:
        connection.execute("BEGIN TRANSACTION")
        append(connection, Event("run", done_by="M. Analyst", run_id="r", event_id="r", details=RUNNER.details))
        connection.execute("COMMIT")


def said(store, approver, asked=None, runner=RUNNER):
    with connect(store.warehouse, read_only=True) as connection:
        return refusal(rule(connection, approver, asked), approver, runner, "Q of A")


@pytest.mark.parametrize(
    ("approver", "may"),
    [
        (Actor("mary", "A. Director"), False),  # another name typed
        (Actor("mary", "M. Analyst"), False),
        (Actor("john", "m analyst"), False),  # the same name from another account
        (Actor("john", "Mary"), False),  # the runner's account as a name
        (Actor("john", "A. Director"), True),
    ],
)
def test_a_claimed_name_makes_nobody_another_person(store, approver, may):
    other_account(store)
    assert (said(store, approver) is None) is may


def test_with_one_account_names_alone_are_compared_unless_the_settings_ask_for_more(store):
    alone = Actor("only", "A. Director")
    with connect(store.warehouse) as connection:
        connection.execute('UPDATE ops.audit SET details = \'{"account": "only"}\'')
    assert said(store, alone, runner=Actor("only", "M. Analyst")) is None
    assert "whatever name is given" in said(store, alone, asked=True, runner=Actor("only", "M. Analyst"))
    assert said(store, Actor("only", "m. ANALYST"), runner=Actor("only", "M. Analyst")) is not None


def test_only_a_recorded_decision_switches_it_off_and_it_can_be_switched_on_again(store, told):
    other_account(store)
    who = ["--by", "A. Director", "--role", "Director", "--reason", "One officer until September"]
    assert said(store, Actor("mary", "A. Director"), asked=False) is not None
    assert run(["decide", "two-people", "off", *who, *options(store)]) == 0
    assert said(store, Actor("mary", "A. Director")) is None
    assert run(["decide", "two-people", "on", *who, *options(store)]) == 0
    assert said(store, Actor("mary", "A. Director")) is not None
    told()
    assert run(["audit", *options(store)]) == 0
    listed = told()
    assert (
        listed.count("decide") == 2 and "claiming to be A. Director (Director): One officer until September" in listed
    )


@pytest.mark.parametrize(
    ("by", "role", "reason"), [(" ", "Director", "x"), ("A", "\n", "x"), ("A. B", "Director", "a\nb")]
)
def test_empty_names_and_lines_within_a_name_are_refused(store, by, role, reason, told):
    with pytest.raises(UnfitError):
        Decision("testshire", Quarter.parse("2017-18-Q4"), by, role, reason)
    command = ["decide", "two-people", "off", "--by", by, "--role", role, "--reason", reason, *options(store)]
    assert run(command) == 4
    assert "2018-05" not in told()


def test_a_run_from_before_accounts_were_kept_is_known_by_its_name(store):
    with connect(store.warehouse) as connection:
        connection.execute("UPDATE ops.audit SET details = '{}' WHERE kind = 'run'")
        [(run_id,)] = connection.execute("SELECT event_id FROM ops.audit WHERE kind = 'run'").fetchall()
        assert runner_of(connection, run_id, "M. Analyst") == Actor("M. Analyst", "M. Analyst")
