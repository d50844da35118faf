"""What somebody in a hurry would do: each slip is refused, or says first what it would do."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from assets.submitted import find
from pipelines.cli import run
from submissions.council import ConfigurationError, load_council
from tests.trust.conftest import COUNCIL, QUARTER, options
from warehouse.calendar import Quarter

ROOT = Path(__file__).parent.parent.parent
TOML = 'name = "Testshire"\nons_code = "E06000019"\n'


def restricted(store, quarter):
    folder = store.output / "restricted" / COUNCIL / quarter
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "worklist.csv").write_text("x", encoding="utf-8")
    return folder


@pytest.mark.parametrize("slip", [date.today(), date.today() + timedelta(days=365)])
def test_a_date_after_the_last_ended_quarter_expires_nothing(store, slip, told):
    folder = restricted(store, "2017-18-Q3")
    if slip == Quarter.containing(date.today()).starts:
        pytest.skip("today is the first day of a quarter, when it is no slip")
    assert run(["expire", "--before", slip.isoformat(), "--yes", *options(store)]) == 4
    assert "after the last quarter that has ended" in told() and folder.is_dir()


def test_expiring_says_first_what_would_go_and_leaves_locked_quarters(store, told):
    locked, free = restricted(store, QUARTER), restricted(store, "2017-18-Q3")
    command = ["expire", "--before", "2019-01-01", *options(store)]
    assert run(command) == 0
    assert "2017-18-Q3: 1 restricted files would be removed" in told() and free.is_dir()
    assert run([*command, "--yes"]) == 0
    assert "files stay, for the quarter is locked" in told()
    assert locked.is_dir() and not free.exists()
    assert run([*command, "--yes", "--locked"]) == 0
    assert not locked.exists()


@pytest.mark.parametrize(
    ("indicator", "target", "says"),
    [
        ("LAC-40", "at_most = 5", "at_most aims against the measure, for which higher is better. Write at_least."),
        ("LAC-30", "at_least = 5", "at_least aims against the measure, for which lower is better. Write at_most."),
        ("LAC-01", "at_least = 5", "so it has no target"),
    ],
)
def test_a_target_against_its_measure_is_refused(tmp_path, indicator, target, says):
    folder = tmp_path / "testshire" / QUARTER
    folder.mkdir(parents=True)
    toml = f'{TOML}[[targets.{indicator}]]\nfrom = "2017-18"\n'
    (folder.parent / "council.toml").write_text(f"{toml}{target}\n", encoding="utf-8")
    found = find(tmp_path, Quarter.parse(QUARTER))
    assert not found.submissions
    assert says in found.misconfigured["testshire"][0]
    (folder.parent / "council.toml").write_text(f"{TOML}", encoding="utf-8")
    assert find(tmp_path, Quarter.parse(QUARTER)).submissions


@pytest.mark.parametrize("given", ["", 'approved_by = "Director"\n', "approved_on = 2018-01-01\n"])
def test_a_low_threshold_needs_who_decided_and_when(tmp_path, given):
    path = tmp_path / "testshire" / "council.toml"
    path.parent.mkdir()
    path.write_text(f"{TOML}[disclosure]\nthreshold = 3\n[disclosure.threshold_decision]\n{given}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="threshold_decision"):
        load_council(path)
    path.write_text(
        f'{TOML}[disclosure]\nthreshold = 3\n[disclosure.threshold_decision]\napproved_by = "Director"\napproved_on = 2018-01-01\n',
        encoding="utf-8",
    )
    assert load_council(path).disclosure.threshold == 3


def test_the_table_of_attempts_counts_what_it_lists_and_names_tests_that_are_there():
    page = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and "](../tests/" in line]
    counted = sum(int(found[1]) if (found := re.search(r" \((\d+)\) \|", row)) else 1 for row in rows)
    assert f"**{counted} attempts**" in page
    for row in rows:
        found = re.search(r"\[([^]]+)\]\(\.\./(tests/[^)]+)\)", row)
        assert found is not None, row
        source = (ROOT / found[2]).read_text(encoding="utf-8")
        assert f"def test_{found[1].replace(' ', '_')}(" in source, row
