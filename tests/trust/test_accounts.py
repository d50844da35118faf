"""Who did it: the account is asked of the system, and names that would make a false line are refused."""

from __future__ import annotations

import getpass

import pytest

from warehouse import accounts
from warehouse.accounts import UnfitError, account, actor, fit, normalised


def test_no_variable_of_the_environment_makes_somebody_else_of_the_account(monkeypatch):
    """Somebody sets the variables the usual library asks."""
    before = account()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER"):
        monkeypatch.setenv(name, "somebody-else")
    assert getpass.getuser() == "somebody-else"
    assert account() == before
    monkeypatch.setenv("SCORECARDS_USER", "Head of data")
    found = actor()
    assert (found.account, found.claimed, found.name) == (before, "Head of data", "Head of data")


def test_whoever_logged_in_is_the_account_also_under_the_services(monkeypatch, tmp_path):
    login = tmp_path / "loginuid"
    monkeypatch.setattr(accounts, "_LOGIN", login)
    login.write_text("0", encoding="ascii")
    assert account() == "root"
    login.write_text(str(2**32 - 1), encoding="ascii")
    assert account() == accounts._name_of(__import__("os").geteuid())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"), ("   ", "empty"), ("---", "no letter"), ("\u200b", "no letter"),
        ("A. Director\n   2  2018-05-01 09:00 UTC  approve", "line break"),
        ("A.\u202eDirector", "invisible"), ("Late\x1b[2K data", "control"), ("x" * 81, "80 are kept"),
    ],
)  # fmt: skip
def test_a_name_that_is_empty_or_would_make_a_false_line_is_refused(text, says):
    with pytest.raises(UnfitError, match=says):
        fit(text, "name")


def test_names_are_compared_without_case_width_blanks_and_points():
    assert len({normalised(n) for n in ("A. Director", "a director", "Ａ．ＤＩＲＥＣＴＯＲ", " A.Director ")}) == 1
    assert normalised("A. Director") != normalised("B. Director")
