"""Commands as people call them: examples, consoles that cannot print, folders that cannot be written to."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from pipelines.cli import COMMANDS, cli, run
from pipelines.outcome import say, tell

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example_that_its_own_options_take(name):
    command = import_module(f"pipelines.commands.{name}").command
    assert isinstance(command, click.Command) and command.epilog
    begin = f"scorecards {name}"
    text = command.epilog
    examples = [
        text[at:].split(";")[0].split(" says what")[0].split(", with the anchor")[0] for at in _starts(text, begin)
    ]
    assert examples
    for example in examples:
        words = shlex.split(example.split(" takes it away")[0].split(" puts right")[0].split(" removes it")[0])[2:]
        words = [w for w in words if w != "..."]
        with click.Context(command, parent=click.Context(cli)) as context:
            command.parse_args(context, words)  # raises on an option it does not have, or misses


def _starts(text: str, begin: str) -> list[int]:
    found, at = [], text.find(begin)
    while at >= 0:
        found.append(at)
        at = text.find(begin, at + 1)
    return found


def test_a_letter_the_console_cannot_show_changes_nothing(monkeypatch):
    class Narrow(io.TextIOWrapper):
        pass

    for stream, write in (("stdout", say), ("stderr", tell)):
        written = io.BytesIO()
        monkeypatch.setattr(sys, stream, Narrow(written, encoding="ascii"))
        write("Ynys Môn: 3 councils")
        getattr(sys, stream).flush()
        assert written.getvalue() == b"Ynys M\\xf4n: 3 councils\n"


def test_a_console_that_has_gone_changes_nothing_about_what_was_done():
    """Somebody pipes the answer into a program that stops reading."""
    program = "from pipelines.cli import main; import sys; sys.argv = ['scorecards', 'demo', '--folder', 'nowhere', '--remove']; main()"
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=writing, stderr=subprocess.PIPE, cwd=ROOT, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_folder_that_cannot_be_written_to_is_a_slip_of_the_command_line(tmp_path, told):
    (tmp_path / "a-file").write_text("in the way", encoding="utf-8")
    assert run(["sample", "--out", str(tmp_path / "a-file" / "raw"), "--children", "1"]) == 4
    assert "--out" in told() and not list(tmp_path.glob("raw*"))


def test_the_demonstration_keeps_apart_from_everything_real(tmp_path, monkeypatch, told):
    """Somebody tries it where a service has named its folders, in a folder with something in it."""
    real = tmp_path / "real"
    real.mkdir()
    (real / "council.toml").write_text("x", encoding="utf-8")
    monkeypatch.setenv("SCORECARDS_RAW", str(real))
    assert run(["demo", "--folder", str(real)]) == 4
    assert run(["demo", "--folder", str(real), "--remove"]) == 4
    assert "was not made by" in told()
    assert [p.name for p in real.iterdir()] == ["council.toml"]
    made = tmp_path / "demo"
    made.mkdir()
    (made / ".scorecards-demo").touch()
    assert run(["demo", "--folder", str(made), "--remove"]) == 0
    assert not made.exists()
    assert run(["demo", "--folder", str(made), "--remove"]) == 0
