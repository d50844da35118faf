"""A run that dies at any point leaves what was there, and the same command run again completes."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from tests.pipeline.conftest import QUARTER, Installation
from tests.pipeline.test_whole_path import digests, figures

ROOT = Path(__file__).parent.parent.parent

#: Where the process is killed: module, attribute, and whether it is before promotion.
POINTS = {
    "while results are counted": ("assets.indicators", "write_results"),
    "while a workbook is written": ("assets.workbooks", "write_panel_workbooks"),
    "in the middle of promotion": ("warehouse.promote", "_keep_first_reported"),
}


def killed(installation: Installation, module: str, attribute: str) -> None:
    """Run the command in a process of its own that is killed when it reaches a function."""
    program = (
        "import os, sys\n"
        f"import {module} as target\n"
        f"def die(*a, **k): os._exit(137)\n"
        f"owner = target\n"
        f"for part in {attribute!r}.split('.')[:-1]: owner = getattr(owner, part)\n"
        f"setattr(owner, {attribute!r}.split('.')[-1], die)\n"
        "from pipelines.cli import run\n"
        "sys.exit(run(sys.argv[1:]))\n"
    )
    places = ["--raw", installation.raw, "--warehouse", installation.warehouse, "--output", installation.output]
    done = subprocess.run(
        [sys.executable, "-c", program, "run", "--quarter", QUARTER, *map(str, places)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 137, done.stderr.decode()


def correct_something(installation: Installation) -> None:
    children = installation.submission() / "children.csv"
    lines = children.read_bytes().splitlines(keepends=True)
    children.write_bytes(b"".join(lines[:-3]))


@pytest.fixture
def before(installation):
    assert installation.run() == 0
    correct_something(installation)
    return installation, figures(installation), digests(installation.output)


def test_killed_before_the_moment_that_counts_everything_is_as_it_was(before):
    installation, result, files = before
    for point, (module, attribute) in POINTS.items():
        killed(installation, module, attribute)
        assert figures(installation) == result, point
        assert digests(installation.output) == files, point


def test_killed_after_it_the_next_command_puts_the_files_in_place(before):
    installation, result, _ = before
    # What an undisturbed run of the same submission, after the same history, gives.
    undisturbed = Installation(installation.folder.with_name("undisturbed"))
    copytree(installation.folder, undisturbed.folder)
    killed(installation, "warehouse.builds", "BuildFolder.place_output")
    now = figures(installation)
    assert now != result
    assert installation.run() == 0
    assert figures(installation) == now
    builds = installation.warehouse.parent / "builds"
    assert not [p for p in builds.iterdir() if p.is_dir()]
    finished = digests(installation.output)
    assert undisturbed.run() == 0
    assert digests(undisturbed.output) == finished
