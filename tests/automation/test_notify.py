"""Notices reach a real mail server and a real web server, and one that cannot be sent stops nothing."""

import json
import logging
import ssl
import time

import pytest
import trustme
from aiosmtpd.smtp import AuthResult

from assets.outcome import Failure
from automation import announcing
from automation.notices import Notice
from automation.notify import announce, send
from submissions.installation import Installation
from warehouse.calendar import Quarter

NOTICE = Notice(
    "failure", "Scorecards 2017-18-Q4: the run failed", "What happened – and what to do.\n", {"quarter": "2017-18-Q4"}
)
PASSWORD = "correct horse"


@pytest.fixture
def authority(monkeypatch, tmp_path):
    """A certificate authority this process trusts, as it would the council's own."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


def server_side(authority):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def check_login(server, session, envelope, mechanism, auth_data):
    return AuthResult(
        success=(auth_data.login, auth_data.password) == (b"scorecards", PASSWORD.encode()), handled=False
    )


def settings(port, **named):
    email = {
        "host": "127.0.0.1",
        "port": port,
        "sender": "scorecards@example.gov.uk",
        "timeout_seconds": 5,
        "recipients": ["data.team@example.gov.uk", "manager@example.gov.uk"],
        **named,
    }
    return Installation.model_validate({"notify": {"email": email}}).notify


def test_a_notice_arrives_by_plain_mail(mail_server):
    inbox, port = mail_server()
    assert list(send(NOTICE, settings(port, security="none"), {})) == [
        (True, "E-mail: notice sent to 2 of 2 recipients.")
    ]
    (message,) = inbox.messages
    assert message["Subject"] == NOTICE.subject
    assert message["From"] == "scorecards@example.gov.uk"
    assert message["To"] == "data.team@example.gov.uk, manager@example.gov.uk"
    assert message.get_payload(decode=True).decode().splitlines() == NOTICE.text.splitlines()


# The server's own remark that our server is on this machine only.
@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_notice_arrives_encrypted_and_with_a_login(mail_server, authority, security):
    context = server_side(authority)
    named = {"context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    inbox, port = mail_server(
        authenticator=check_login, auth_required=True, auth_require_tls=security == "starttls", **named
    )
    login = settings(port, security=security, username="scorecards", password_env="OUR_PASSWORD")
    assert next(send(NOTICE, login, {"OUR_PASSWORD": PASSWORD}))[0]
    assert len(inbox.messages) == 1
    for environment, why in (
        ({"OUR_PASSWORD": "wrong"}, "535"),
        ({}, "the environment variable OUR_PASSWORD is not set"),
    ):
        ((sent, words),) = send(NOTICE, login, environment)
        assert not sent
        assert why in words
        assert "wrong" not in words
    assert len(inbox.messages) == 1


def test_a_server_nobody_vouches_for_gets_no_password(mail_server, tmp_path):
    _, port = mail_server(tls_context=server_side(trustme.CA()), authenticator=check_login)
    login = settings(port, security="starttls", username="scorecards", password=PASSWORD)
    ((sent, words),) = send(NOTICE, login, {})
    assert not sent
    assert "the encrypted connection could not be made" in words


def test_a_server_that_offers_no_encryption_gets_nothing(mail_server):
    inbox, port = mail_server()
    ((sent, _),) = send(NOTICE, settings(port, security="starttls"), {})
    assert not sent
    assert inbox.messages == []


def hook(**named):
    return Installation.model_validate({"notify": {"webhook": named}}).notify


def test_a_notice_arrives_as_json(web_server):
    url, received = web_server
    assert list(send(NOTICE, hook(url_env="HOOK"), {"HOOK": f"{url}/200"})) == [
        (True, "Webhook: notice sent (answer 200).")
    ]
    ((_, kind, body),) = received
    assert kind == "application/json; charset=utf-8"
    assert json.loads(body) == {
        "text": f"{NOTICE.subject}\n\n{NOTICE.text}",
        "subject": NOTICE.subject,
        "occasion": "failure",
        "facts": {"quarter": "2017-18-Q4"},
    }


@pytest.mark.parametrize(
    ("path", "why"),
    [("500", "answered 500"), ("302", "answered 302"), ("404", "answered 404"), ("0", "did not answer in time")],
)
def test_a_web_server_that_refuses_is_told_without_its_address(web_server, path, why):
    url, received = web_server
    ((sent, words),) = send(NOTICE, hook(url=f"{url}/{path}", timeout_seconds=1), {})
    assert not sent
    assert why in words
    assert "s3cret" not in words
    # A redirect is not followed: the notice goes to the address in the settings and to no other.
    assert len(received) == 1


def test_nobody_there_is_told_for_each_way_and_takes_no_time(web_server):
    unused = settings(1, security="none").email
    both = Installation.model_validate(
        {"notify": {"email": unused.model_dump(), "webhook": {"url": "http://127.0.0.1:1/s3cret"}}}
    ).notify
    began = time.monotonic()
    answers = list(send(NOTICE, both, {}))
    assert time.monotonic() - began < 5
    assert [sent for sent, _ in answers] == [False, False]
    assert all("could not be reached" in words and "s3cret" not in words for _, words in answers)


def test_only_the_occasions_somebody_asked_for_are_sent(web_server):
    url, received = web_server
    assert list(send(NOTICE, hook(url=f"{url}/200", about=["success", "overdue"]), {})) == []
    assert received == []


def test_settings_that_cannot_be_used_are_told_in_the_log_and_stop_nothing(monkeypatch, tmp_path, caplog):
    file = tmp_path / "scorecards.toml"
    file.write_text("[notify.emial]\n", encoding="utf-8")
    monkeypatch.setenv("SCORECARDS_CONFIG", str(file))

    with caplog.at_level("WARNING"):
        announce(NOTICE, logging.getLogger("scorecards.progress"))
    assert "notify.emial: there is no such key (allowed: email, webhook)" in caplog.text


def test_what_cannot_be_composed_is_told_by_its_kind_and_stops_nothing(caplog, monkeypatch):
    def compose(failure):
        raise KeyError("somebody's record")

    monkeypatch.setattr(announcing, "failed", compose)
    failure = Failure(Quarter.parse("2017-18-Q4"), "run", "why", (), is_refused=False)
    with caplog.at_level("WARNING"):
        announcing.Notices().failed(failure, logging.getLogger("scorecards.progress"))
    assert "it could not be composed (KeyError)" in caplog.text
    assert "record" not in caplog.text
