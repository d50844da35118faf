"""``scorecards dev``: Dagster's web UI on this project."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from pipelines.options import installation, place_options, places
from pipelines.outcome import Exit, Stop, tell


@click.command("dev")
@place_options
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=3000, show_default=True, help="Port to listen on.")
def command(raw: Path | None, warehouse: Path | None, output: Path | None, host: str, port: int) -> int:
    """Open the Dagster web UI: the graph of stages, quarters as partitions, runs and checks."""
    if find_spec("dagster_webserver") is None:
        raise Stop(
            Exit.CONFIGURATION,
            "The web UI is not installed. Install it with: pip install -c constraints.txt -e '.[web]'",
        )
    installation()
    where = places(raw, warehouse, output)
    home = where.prepare_dagster_home()
    tell(f"Opening the web UI at http://{host}:{port} (Ctrl+C stops it). Run history is in {home}.")
    arguments = [sys.executable, "-m", "dagster", "dev", "-m", "pipelines.definitions", "-h", host, "-p", str(port)]
    environment = {**os.environ, **where.environment(), "PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(arguments, env=environment) as server:
        try:
            server.wait()
        except KeyboardInterrupt:
            if sys.platform != "win32":  # there Ctrl+C reaches every process of the window by itself
                server.send_signal(signal.SIGINT)
            server.wait()
    return Exit.DONE
