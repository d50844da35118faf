"""The process that is killed: it loads everything once, and forks, so that a kill costs no second import.

A command is run in a fork of it. At the start of every stage, and where it was told to, the command stops and asks what
to do (see ``killing.py``); at the second place it forks a child for each request, which goes on from there and kills
itself just before its step number n. A step is an SQL statement or an operation on a file of the installation. No DuckDB
connection is open where it forks.
"""

import json
import os
import signal
import sys
import traceback
from importlib import import_module
from pathlib import Path

import duckdb

import assets.quarterly
import assets.release
import pipelines.commands.approve
import pipelines.commands.audit
import pipelines.commands.publish
import pipelines.commands.restate
import pipelines.commands.run
import pipelines.definitions  # noqa: F401
from pipelines.cli import run

_ON_FILES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.copyfile", "open")


def answer(**words):
    os.write(ANSWERS, (json.dumps(words) + "\n").encode())


def asked():
    """The next request; read without a buffer, because this process and its forks take turns."""
    line = b""
    while not line.endswith(b"\n"):
        read = os.read(0, 1)
        if not read:
            os._exit(0)
        line += read
    return json.loads(line)


def ended(process):
    _, status = os.waitpid(process, 0)
    answer(
        at="ended", signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, code=os.waitstatus_to_exitcode(status)
    )


class Steps:
    """Counts the steps of this process, and kills it before the one it was told."""

    def __init__(self, root, last):
        self.root, self.last, self.names = root, last, []

    def take(self, name):
        self.names.append(name)
        if len(self.names) == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self):
        sys.addaudithook(self.on_file)
        connect, steps = duckdb.connect, self

        class Connection:
            def __init__(self, real):
                self.real = real

            def execute(self, statement, *values):
                steps.take(" ".join(statement.split())[:60])
                return self.real.execute(statement, *values)

            def executemany(self, statement, *values):
                steps.take(" ".join(statement.split())[:60])
                return self.real.executemany(statement, *values)

            def __getattr__(self, name):
                return getattr(self.real, name)

        duckdb.connect = lambda *arguments, **named: Connection(connect(*arguments, **named))

    def on_file(self, event, arguments):
        if event not in _ON_FILES:
            return
        path = str(arguments[0])
        if event == "open" and not set(str(arguments[1])) & set("wax+"):
            return
        is_inside = path.startswith(self.root) or (event in ("os.remove", "os.rmdir") and not path.startswith("/"))
        if is_inside and "/dagster/" not in path and not path.endswith(".lock"):
            self.take(f"{event} {path.removeprefix(self.root)}")


def stopping(real, steps_root):
    """The function, with a stop before it where children are forked."""

    def stopped(*arguments, **named):
        answer(at="fork")
        while True:
            request = asked()
            if request["do"] == "die":
                os.kill(os.getpid(), signal.SIGKILL)
            child = os.fork()
            if child == 0:
                STEPS.append(Steps(steps_root, request["kill"]))
                STEPS[0].watch()
                try:
                    return real(*arguments, **named)
                except BaseException:
                    # For whoever looks why a child did not come to its step; Dagster keeps stderr for itself.
                    with Path(sys.argv[1]).open("a", encoding="utf-8") as log:
                        traceback.print_exc(file=log)
                    raise
            ended(child)

    return stopped


def staged(real):
    """The function that runs a stage, with a stop before each."""

    def stopped(stage, quarter_run):
        answer(at="stage", name=stage.key)
        if asked()["do"] == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        return real(stage, quarter_run)

    return stopped


STEPS: list[Steps] = []
#: Where answers go; what the commands print goes to the log.
ANSWERS = os.dup(1)


def perform(request):
    """Run a command in this process, with its stops."""
    module, name = request["fork_at"].split(":")
    owner = import_module(module)
    *owners, last = name.split(".")
    for part in owners:
        owner = getattr(owner, part)
    setattr(owner, last, stopping(getattr(owner, last), request["root"]))
    assets.quarterly._run_stage = staged(assets.quarterly._run_stage)
    code = run(request["arguments"])
    if STEPS and STEPS[0].last is None:
        Path(request["steps"]).write_text(json.dumps(STEPS[0].names), encoding="utf-8")
    sys.stdout.flush()
    os._exit(code)


def together(commands):
    """Run commands at the same time, each in a process of its own."""
    processes = []
    for arguments in commands:
        processes.append(os.fork())
        if processes[-1] == 0:
            os._exit(run(arguments))
    answer(codes=[os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes])


def main():
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    while True:
        request = asked()
        if "together" in request:
            together(request["together"])
            continue
        process = os.fork()
        if process == 0:
            perform(request)
        ended(process)


if __name__ == "__main__":
    main()
