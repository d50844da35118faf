"""The service: whatever ends it ends all of it, a killed run is closed by the next start, and strangers are refused."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.events import DagsterEvent, DagsterEventType
from filelock import FileLock

from automation.jobs import announce_overdue
from automation.runs import close_killed
from pipelines.cli import run
from pipelines.web import LOOPBACK, OwnNamesOnly
from warehouse.builds import Store

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"host": "127.0.0.1:3000"}, True),
        ({"host": "localhost:3000", "origin": "http://localhost:3000"}, True),
        ({"host": "[::1]:3000"}, True),
        ({"host": "scorecards.council.gov.uk"}, True),  # named in the settings
        ({"host": "evil.example"}, False),  # a name made to lead here
        ({"host": "127.0.0.1.evil.example"}, False),
        ({"host": "127.0.0.1:3000", "origin": "https://evil.example"}, False),  # another page's script
        ({"host": "127.0.0.1:3000", "origin": "null"}, False),
        ({}, False),
        ({"host": "127.0.0.1:3000@evil.example"}, False),
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_only_requests_that_name_this_machine_and_come_from_it_pass(headers, passes, kind):
    reached, sent = [], []

    async def app(scope, receive, send):
        reached.append(scope)

    async def send(message):
        sent.append(message)

    async def receive():
        return {}

    guard = OwnNamesOnly(app, (*LOOPBACK, "Scorecards.council.gov.uk"))
    scope = {"type": kind, "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}
    asyncio.run(guard(scope, receive, send))
    assert bool(reached) is passes
    assert passes or sent[0].get("status", sent[0].get("code")) in (403, 1008)


def test_the_page_is_never_offered_to_the_network(capsys):
    assert run(["dev", "--host", "0.0.0.0"]) == 4
    assert "behind a login" in capsys.readouterr().err


def test_a_killed_run_is_closed_by_the_next_start_and_told(tmp_path):
    store = Store(tmp_path / "store" / "w.duckdb", tmp_path / "output")
    store.builds.mkdir(parents=True)
    with dg.DagsterInstance.ephemeral() as instance:

        def started():
            made = instance.create_run_for_job(job_def=announce_overdue, tags={"dagster/partition": "2017-18-Q4"})
            began = DagsterEvent(event_type_value=DagsterEventType.RUN_START.value, job_name=made.job_name)
            instance.report_dagster_event(began, made.run_id)
            return made.run_id

        killed, alive, beginning = started(), started(), started()
        (store.builds / f"{killed}.lock").touch()
        with FileLock(store.builds / f"{alive}.lock"):
            [sentence] = close_killed(instance, store)
            assert killed in sentence and "2017-18-Q4 was killed" in sentence
            assert close_killed(instance, store, service_starts=True) == []
        statuses = {r: instance.get_run_by_id(r).status for r in (killed, alive, beginning)}
        assert statuses[killed] is dg.DagsterRunStatus.FAILURE
        assert statuses[alive] is statuses[beginning] is dg.DagsterRunStatus.STARTED


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _alive(folder: Path) -> set[int]:
    """Processes that work in an installation, told by their environment."""
    mark = f"SCORECARDS_WAREHOUSE={folder}".encode()
    found = set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if (
                mark in (place / "environ").read_bytes()
                and b"Z" not in (place / "stat").read_bytes().split(b") ")[-1][:1]
            ):
                found.add(int(place.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="needs a system that tells what processes there are"
)
def test_the_signal_that_stops_a_service_stops_everything_it_started(tmp_path):
    port = _free_port()
    places = [
        "--raw",
        str(tmp_path / "raw"),
        "--warehouse",
        str(tmp_path / "w.duckdb"),
        "--output",
        str(tmp_path / "output"),
    ]
    environment = os.environ | {"DAGSTER_HOME": "", "PYTHONPATH": str(ROOT)}
    service = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "dev", "--port", str(port), *places],
        cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        give_up = time.monotonic() + 240
        while True:
            assert service.poll() is None and time.monotonic() < give_up
            try:
                answers = []
                for host in (f"127.0.0.1:{port}", "evil.example"):
                    asked = HTTPConnection("127.0.0.1", port, timeout=30)
                    asked.request("GET", "/server_info", headers={"Host": host})
                    answers.append(asked.getresponse().status)
                break
            except OSError:
                time.sleep(1)
        assert answers == [200, 403]
        assert len(_alive(tmp_path / "w.duckdb")) >= 3
        service.send_signal(signal.SIGTERM)
        assert service.wait(120) == 0
        give_up = time.monotonic() + 30
        while _alive(tmp_path / "w.duckdb") and time.monotonic() < give_up:
            time.sleep(0.5)
        assert _alive(tmp_path / "w.duckdb") == set()
    finally:
        for process in _alive(tmp_path / "w.duckdb"):
            os.kill(process, signal.SIGKILL)
        service.kill()
        service.wait()
