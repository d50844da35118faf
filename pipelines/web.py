"""Dagster's web page, for this machine only: what comes under another name, or from another page, is refused.

Nobody logs in to that page, so it listens to the machine itself. That alone does not keep a web page elsewhere from sending
requests through the browser of somebody who works here: by a name that is made to lead to this machine, or across sites.
Both are told by their headers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

#: Names by which a machine calls itself.
LOOPBACK = ("127.0.0.1", "localhost", "::1")

_MAKES = "create_app_from_workspace_process_context"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class OwnNamesOnly:
    """Lets a request through when it names this machine and comes from a page of this machine; answers others with 403."""

    def __init__(self, app: App, names: Collection[str]) -> None:
        """Guard an application.

        Args:
            app: What is guarded.
            names: Host names it may be called by, without port.
        """
        self._app = app
        self._names = frozenset(name.casefold() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on, one connection."""
        if scope["type"] in ("http", "websocket") and not self._is_own(scope):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 403, "headers": headers})
            words = (
                b"This page is for the machine it runs on. The operator's guide says how to reach it from elsewhere.\n"
            )
            await send({"type": "http.response.body", "body": words})
            return
        await self._app(scope, receive, send)

    def _is_own(self, scope: Scope) -> bool:
        said = {name.decode("latin-1").casefold(): value.decode("latin-1") for name, value in scope["headers"]}
        hosts = [value for name, value in scope["headers"] if name.lower() == b"host"]
        origin = said.get("origin")
        if len(hosts) != 1 or _host(f"//{said['host']}") not in self._names:
            return False
        return origin is None or _host(origin) in self._names


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").casefold()
    except ValueError:
        return ""


def main() -> None:
    """Serve Dagster's page behind the guard; takes the options of ``dagster-webserver``."""
    from dagster_webserver import cli  # noqa: PLC0415 - loaded by the service only

    from submissions.installation import read_installation  # noqa: PLC0415
    from warehouse.private import make_private  # noqa: PLC0415

    make_private()
    names = (*LOOPBACK, *read_installation(os.environ, Path.cwd()).web.names)
    # Dagster's command makes the application and serves it in one step, so the step between is put in here.
    make = getattr(cli, _MAKES)

    def guarded(*arguments: Any, **named: Any) -> OwnNamesOnly:
        return OwnNamesOnly(make(*arguments, **named), names)

    setattr(cli, _MAKES, guarded)
    cli.cli(args=sys.argv[1:], auto_envvar_prefix="DAGSTER_WEBSERVER")


if __name__ == "__main__":
    main()
