"""A command killed at any step leaves everything as it was or as it is to be, and the next command completes it."""

import os
from pathlib import Path

import pytest

from tests.governance.conftest import COUNCIL, QUARTER, WHO
from tests.robustness.killing import Forked, standing, store

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")

ABOUT = ("--quarter", QUARTER, "--authority", COUNCIL)
#: Every step instead of a sample, for whoever changes what is done there: minutes of work.
EVERY = os.environ.get("SCORECARDS_KILL_EVERYWHERE") == "1"


def correct_something(root: Path) -> None:
    children = root / "raw" / COUNCIL / QUARTER / "children.csv"
    lines = children.read_bytes().splitlines(keepends=True)
    children.write_bytes(b"".join(lines[:-3]))


def see(forked: Forked, before: int, after: int) -> None:
    """Kill it at so many steps before and after it is recorded, and see that there is one moment that counts."""
    commit = forked.commit
    points = sorted({*forked.spread(before, 1, commit), *forked.spread(after, commit + 1, len(forked.steps))})
    if EVERY:
        points = list(range(1, len(forked.steps) + 1))
    # It counts once the commit is done, and not one statement earlier.
    assert {point: forked.check(point) for point in points} == {point: point > commit for point in points}


def test_a_run_killed_at_any_stage_or_step(installed, killing):
    root = installed("run")
    correct_something(root)
    before, builds = standing(root), root / "store" / "builds"
    command = ("assets.quarterly:release", "run", "--quarter", QUARTER)

    answer = killing.start(root, *command)
    while answer["name"] != "evidence":
        answer = killing.ask(do="go")
    killing.die()
    assert standing(root) == before
    [killed] = [p for p in builds.iterdir() if p.is_dir()]

    # The next run begins from the very state the killed one began from, and is looked at before each stage.
    answer = killing.start(root, *command)
    assert not killed.exists()
    stages = []
    while answer["at"] == "stage":
        stages.append(answer["name"])
        # What is on disk now is what a kill now would leave; the warehouse is not even open.
        assert standing(root) == before, answer["name"]
        answer = killing.ask(do="go")
    assert len(stages) == 10
    assert answer == {"at": "fork"}
    see(Forked(killing, root), before=2, after=2)
    killing.die()


def test_an_approval_a_publication_and_a_reopening_killed_at_any_step(installed, killing):
    root = installed("decided")
    for command, fork_at, after, more in (
        ("approve", "governance.approval:_record_approval", 1, ()),
        ("publish", "governance.approval:publish", 1, ()),
        ("restate", "governance.approval:restate", 1, ("--reason", "A late file.")),
    ):
        assert killing.start(root, fork_at, command, *ABOUT, *WHO, *more) == {"at": "fork"}
        forked = Forked(killing, root)
        see(forked, before=2, after=after)
        left = forked.kill(len(forked.steps))  # the next decision is about what is left, once it is settled
        killing.die()
        store(left).settle()
        root = left.rename(left.with_name(f"after-{command}"))
