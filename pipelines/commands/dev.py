"""``scorecards dev``: Dagster's web page on this project, with schedules and sensor."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from pipelines.options import installation, place_options, places
from pipelines.outcome import Exit, Stop, tell
from pipelines.supervising import supervise
from submissions.places import Places

_DEFINITIONS = ("-m", "pipelines.definitions")


@click.command("dev", epilog="Example: scorecards dev --port 3001")
@place_options
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of this machine itself to listen on.")
@click.option("--port", default=3000, show_default=True, help="Port to listen on.")
def command(raw: Path | None, warehouse: Path | None, output: Path | None, host: str, port: int) -> int:
    """Open the Dagster web page: the graph of stages, quarters as partitions, runs and checks; with schedules and sensor.

    For this machine only, for nobody logs in to it; the operator's guide says how to put it behind a login. Ctrl+C, or the
    signal by which a service is stopped, ends everything it started.
    """
    from pipelines.web import LOOPBACK  # noqa: PLC0415

    if find_spec("dagster_webserver") is None:
        raise Stop(
            Exit.CONFIGURATION,
            "The web UI is not installed. Install it with: pip install -c constraints.txt -e '.[web]'",
        )
    if host not in LOOPBACK:
        raise Stop(
            Exit.CONFIGURATION,
            f"--host: nobody logs in to the page, so it listens to this machine only ({', '.join(LOOPBACK)}), not to {host}. The "
            "operator's guide says how to reach it from elsewhere: through SSH, or behind a login.",
        )
    installation()
    where = places(raw, warehouse, output)
    from filelock import FileLock, Timeout  # noqa: PLC0415

    home = where.prepare_dagster_home()
    try:
        with FileLock(home / "service.lock", timeout=0):
            return _serve(where, home, host, port)
    except Timeout:
        raise Stop(Exit.CONFIGURATION, f"The service of this installation is running already ({home}).") from None


def _serve(where: Places, home: Path, host: str, port: int) -> int:
    environment = {**os.environ, **where.environment(), "PYTHONWARNINGS": "ignore"}
    os.environ["DAGSTER_HOME"] = str(home)
    _close_killed(where)
    tell(f"Opening the web UI at http://{host}:{port} (Ctrl+C stops it). Run history is in {home}.")
    gone = supervise(
        {
            "web page": [sys.executable, "-m", "pipelines.web", *_DEFINITIONS, "-h", host, "-p", str(port)],
            "daemon": [sys.executable, "-m", "dagster._daemon", "run", *_DEFINITIONS],
        },
        environment,
    )
    if gone is None:
        tell("Everything the service had started has ended.")
        return Exit.DONE
    raise Stop(
        Exit.INTERNAL,
        f"The service stopped, because its {gone} ended by itself; what it said stands above. Is another program using port "
        f"{port}? Start it again; 'scorecards doctor' looks at the installation.",
    )


def _close_killed(where: Places) -> None:
    """Record as failed what was going on when the service, or a command, was killed."""
    import dagster as dg  # noqa: PLC0415 - over a second to load

    from automation.runs import close_killed  # noqa: PLC0415
    from warehouse.builds import Store  # noqa: PLC0415

    with dg.DagsterInstance.get() as instance:
        for sentence in close_killed(instance, Store(where.warehouse, where.output), service_starts=True):
            tell(sentence)
