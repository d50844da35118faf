"""Sending notices by e-mail and webhook. A notice that cannot be sent is told in the log and stops nothing."""

from __future__ import annotations

import json
import os
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from assets.outcome import Log
from automation.notices import Notice
from submissions.council import ConfigurationError
from submissions.installation import EmailSettings, NotifySettings, WebhookSettings, read_installation

#: A server that keeps answering a little at a time is given up after so many times the time-out of one step.
_STEPS = 3


class _CannotSendError(Exception):
    """The message says why, without password or address."""


class _NoRedirect(HTTPRedirectHandler):
    """A notice goes where the settings say and nowhere else."""

    def redirect_request(self, *arguments: object, **named: object) -> None:
        return None


def send(notice: Notice, settings: NotifySettings, environment: Mapping[str, str]) -> Iterator[tuple[bool, str]]:
    """Send a notice everywhere the settings say.

    Args:
        notice: What to send.
        settings: Where to.
        environment: Where passwords and addresses named in the settings are looked up.

    Yields:
        For each way: whether it was sent, and a sentence for the log.
    """
    email, webhook = settings.email, settings.webhook
    if email is not None and notice.occasion in email.about:
        yield _try("E-mail", email.timeout_seconds, lambda: _mail(notice, email, environment))
    if webhook is not None and notice.occasion in webhook.about:
        yield _try("Webhook", webhook.timeout_seconds, lambda: _post(notice, webhook, environment))


def announce(notice: Notice, *logs: Log) -> None:
    """Send a notice as this installation's settings say; whatever goes wrong is told in the logs only."""
    try:
        settings = read_installation(os.environ, Path.cwd()).notify
    except ConfigurationError as error:
        for log in logs:
            log.warning(f"No notice was sent: {'; '.join(error.problems)}")
        return
    for sent, words in send(notice, settings, os.environ):
        for log in logs:
            (log.info if sent else log.warning)(words)


def _try(way: str, timeout: int, work: Callable[[], str]) -> tuple[bool, str]:
    """Do the sending aside, and stop waiting for it after a bounded time."""
    came: list[tuple[bool, str]] = []

    def attempt() -> None:
        try:
            came.append((True, f"{way}: notice sent {work()}."))
        except Exception as error:
            came.append((False, f"{way}: the notice could not be sent: {_why(error)}. The run itself is not affected."))

    thread = Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(timeout * _STEPS)
    return (
        came[0] if came else (False, f"{way}: the notice could not be sent: no end after {timeout * _STEPS} seconds.")
    )


def _why(error: Exception) -> str:
    """The kind of failure. Texts of servers are left out, for they may repeat a login or an address."""
    if isinstance(error, _CannotSendError):
        return str(error)
    if isinstance(error, HTTPError):
        return f"the server answered {error.code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "the server refused every recipient"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the server answered {error.smtp_code} ({type(error).__name__})"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "the server ended the connection, or did not answer in time"
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    if isinstance(cause, TimeoutError):
        return "the server did not answer in time"
    if isinstance(cause, ssl.SSLError):
        return f"the encrypted connection could not be made ({cause.reason or type(cause).__name__})"
    if isinstance(cause, OSError) and cause.strerror:
        return f"the server could not be reached ({cause.strerror})"
    return type(cause).__name__


def _secret(environment: Mapping[str, str], variable: str) -> str:
    value = environment.get(variable, "")
    if not value:
        raise _CannotSendError(f"the environment variable {variable} is not set")
    return value


def _mail(notice: Notice, settings: EmailSettings, environment: Mapping[str, str]) -> str:
    message = EmailMessage()
    message["Subject"] = notice.subject
    message["From"] = settings.sender
    message["To"] = ", ".join(settings.recipients)
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2])
    message.set_content(notice.text)
    timeout = settings.timeout_seconds
    server: smtplib.SMTP
    if settings.security == "tls":
        server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=timeout, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=timeout)
    with server:
        if settings.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.username is not None:
            password = settings.password.get_secret_value() if settings.password else ""
            server.login(settings.username, password or _secret(environment, settings.password_env or ""))
        refused = server.send_message(message)
    accepted = len(settings.recipients) - len(refused)
    return f"to {accepted} of {len(settings.recipients)} recipients"


def _post(notice: Notice, settings: WebhookSettings, environment: Mapping[str, str]) -> str:
    url = settings.url.get_secret_value() if settings.url else _secret(environment, settings.url_env or "")
    if not url.startswith(("https://", "http://")):
        raise _CannotSendError("the address does not begin with https:// or http://")
    # Chat programs show "text"; the rest is for machines.
    content = {"text": f"{notice.subject}\n\n{notice.text}", "subject": notice.subject, "occasion": notice.occasion}
    body = json.dumps(content | {"facts": dict(notice.facts)}, ensure_ascii=False).encode()
    request = Request(url, data=body, headers={"Content-Type": "application/json; charset=utf-8"}, method="POST")
    with build_opener(_NoRedirect).open(request, timeout=settings.timeout_seconds) as answer:
        return f"(answer {answer.status})"
