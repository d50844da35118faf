"""Killing a command at a chosen step, and saying exactly how it left things."""

import hashlib
import json
import os
import select
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, rmtree

from warehouse.builds import Store
from warehouse.connection import connect
from warehouse.copies import ROOTS, publish_copies, read_latest
from warehouse.trail import broken_events

PROJECT = Path(__file__).parent.parent.parent
PATIENCE = 300.0


@dataclass(frozen=True)
class Standing:
    """What an installation holds: figures, events, and files by their hashes."""

    figures: tuple[tuple[object, ...], ...]
    events: tuple[tuple[object, ...], ...]
    outputs: tuple[tuple[object, ...], ...]
    files: tuple[tuple[str, str], ...]

    @property
    def recorded(self) -> tuple[object, ...]:
        return self.figures, self.events, self.outputs


def store(root: Path) -> Store:
    return Store(root / "store" / "warehouse.duckdb", root / "output")


def files(output: Path) -> dict[str, str]:
    """Every file but the analysts' copies, which say when they were made."""
    found = {}
    for path in sorted(output.rglob("*")):
        name = path.relative_to(output).as_posix()
        if path.is_file() and not name.startswith(("analysts/", "restricted/analysts/")):
            content = path.read_bytes()
            if path.name == "manifest.json":  # names the event, which is another in every child
                content = json.dumps(json.loads(content) | {"event_id": ""}).encode()
            found[name] = hashlib.sha256(content).hexdigest()
    return found


def standing(root: Path) -> Standing:
    """How an installation stands; the audit trail must be whole."""
    with connect(store(root).warehouse, read_only=True) as connection:
        assert broken_events(connection) == []
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT schema_name || '.' || table_name FROM duckdb_tables() "
                "WHERE database_name = 'warehouse' AND schema_name <> 'ops' ORDER BY ALL"
            ).fetchall()
        ]
        # When a delivery was received is by the clock, and a run begun anew has another name.
        varying = {"core.submission_all": "EXCLUDE (received_at)", "indicators.first_reported": "EXCLUDE (run_id)"}
        rows = " UNION ALL ".join(
            f"SELECT '{name}' AS name, count(*) AS rows, bit_xor(hash(t)) AS content "
            f"FROM (SELECT * {varying.get(name, '')} FROM {name}) AS t"
            for name in tables
        )
        figures = connection.execute(f"SELECT * FROM ({rows}) ORDER BY ALL").fetchall()
        events = connection.execute("SELECT kind, authority, quarter, version FROM ops.audit ORDER BY event_number")
        recorded = tuple(events.fetchall())
        outputs = connection.execute("SELECT path, version, state FROM ops.output ORDER BY ALL").fetchall()
    return Standing(tuple(figures), recorded, tuple(outputs), tuple(files(root / "output").items()))


def copies_are_newest(root: Path) -> bool:
    """Whether both editions of the analysts' copies are whole, and no newer ones are owed."""
    pointers = [(root / "output" / place, read_latest(root / "output" / place)) for place in ROOTS.values()]
    return publish_copies(store(root)) == () and all(
        hashlib.sha256((place / one["name"]).read_bytes()).hexdigest() == one["sha256"]
        for place, said in pointers
        for one in said["files"]
    )


class Killing:
    """The process in which commands are killed."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "killing.log"
        self.steps = folder / "steps.json"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.robustness.server", str(self.log)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(PROJECT), "DAGSTER_HOME": ""},
        )

    def close(self) -> None:
        self.process.kill()
        self.process.wait()

    def ask(self, **request: object) -> dict[str, object]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write((json.dumps(request) + "\n").encode())
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        assert ready, f"no answer to {request}:\n{self.log.read_text()[-2000:]}"
        return dict(json.loads(os.read(self.process.stdout.fileno(), 10_000)))

    def start(self, root: Path, fork_at: str, *arguments: str) -> dict[str, object]:
        """Begin a command on an installation; it stops at its first stage, or where it is to be forked."""
        return self.ask(arguments=[*arguments, *places(root)], fork_at=fork_at, root=str(root), steps=str(self.steps))

    def die(self) -> None:
        """Kill the command that has stopped."""
        assert self.ask(do="die")["signal"] == 9


class Forked:
    """A command that has stopped, to be continued from there and killed any number of times."""

    def __init__(self, killing: Killing, root: Path) -> None:
        self.killing, self.root = killing, root
        self.saved = root.with_name(f"{root.name}-saved")
        copy(root, self.saved)
        self.before = standing(self.saved)
        assert killing.ask(do="child", kill=None) == {"at": "ended", "signal": 0, "code": 0}, killing.log.read_text()[
            -2000:
        ]
        self.after = standing(root)
        assert self.after != self.before
        assert copies_are_newest(root)
        self.steps: list[str] = json.loads(killing.steps.read_text(encoding="utf-8"))

    def kill(self, step: int) -> Path:
        """Kill it just before a step, counted from 1; returns what is left, as another command would find it."""
        rmtree(self.root)
        copy(self.saved, self.root)
        assert self.killing.ask(do="child", kill=step)["signal"] == 9
        left = self.root.with_name(f"{self.root.name}-killed")
        rmtree(left, ignore_errors=True)
        self.root.rename(left)
        for lock in left.rglob("*.lock"):
            lock.unlink()  # The process that forks holds it; of a killed one the system lets it go.
        for owed in left.glob("store/builds/*/output-folder.json"):
            if owed.read_text(encoding="utf-8"):
                owed.write_text(json.dumps(str(left / "output")), encoding="utf-8")
        self.root.mkdir()
        return left

    def check(self, step: int) -> bool:
        """Kill it before a step, see that nothing is in between, and that the next command completes it.

        Returns:
            Whether what it did is recorded.
        """
        left = self.kill(step)
        where = f"step {step}: {self.steps[step - 1]}"
        found = standing(left)
        is_done = found.events == self.after.events
        meant = self.after if is_done else self.before
        assert found.recorded == meant.recorded, where
        known = {digest for _, digest in (*self.before.files, *self.after.files)}
        seen = {name: digest for name, digest in found.files if not Path(name).name.startswith(".")}
        assert set(seen.values()) <= known, f"{where}: {[n for n, d in seen.items() if d not in known]}"
        if not is_done:
            assert found.files == self.before.files, where
        warehouse = store(left).warehouse.read_bytes()
        store(left).settle()
        assert files(left / "output") == dict(meant.files), where
        # Settling puts files in place; to what is recorded it does nothing.
        assert store(left).warehouse.read_bytes() == warehouse or standing(left) == meant, where
        assert not is_done or copies_are_newest(left), where
        assert not [p for p in (left / "store" / "builds").iterdir() if p.is_dir()], where
        return is_done

    @property
    def commit(self) -> int:
        """The step that is to record what is done."""
        return self.steps.index("COMMIT") + 1

    def spread(self, number: int, begin: int, end: int) -> list[int]:
        """Step numbers spread evenly over a stretch, both ends among them."""
        count = min(number, end - begin + 1)
        return sorted({begin + round(i * (end - begin) / max(count - 1, 1)) for i in range(count)})


def copy(source: Path, target: Path) -> None:
    """Copy an installation; what is never written to in place is linked."""
    copytree(source, target, ignore=lambda folder, names: names if Path(folder).name == "analysts" else [])
    for root in ROOTS.values():
        if (source / "output" / root).is_dir():
            copytree(source / "output" / root, target / "output" / root, copy_function=os.link, dirs_exist_ok=True)


def places(root: Path) -> list[str]:
    return [
        "--raw", str(root / "raw"), "--warehouse", str(root / "store" / "warehouse.duckdb"),
        "--output", str(root / "output"),
    ]  # fmt: skip
