"""council.toml: what it may say, and that everything wrong with it is said at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from submissions.council import ConfigurationError, Council, load_council
from submissions.discover import discover, find_submissions
from warehouse.calendar import Quarter

CONTRACT_EXAMPLE = """
name = "Herefordshire (synthetic)"
ons_code = "E06000019"
[population_0_17]              # mid-year estimates; the estimate used for D is the latest mid-year before D
2016 = 36100
2017 = 36200
[[targets.LAC-40]]             # overrides the default of one indicator from a financial year on
from = "2017-18"
at_least = 90                  # or at_most = 10, or between = [20, 22]
floor = 75
[headers.health_assessments]   # council's own heading -> contract column
"Client No" = "person_id"
[disclosure]
threshold = 5
"""
SMALLEST = 'name = "Demo"\nons_code = "E06000019"\n'
TARGET = SMALLEST + '[[targets.LAC-40]]\nfrom = "2017-18"'


def load(tmp_path: Path, text: str) -> Council:
    folder = tmp_path / "demo-council"
    folder.mkdir(exist_ok=True)
    (folder / "council.toml").write_text(text, encoding="utf-8")
    return load_council(folder / "council.toml")


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    assert all(problem.startswith("demo-council/council.toml: ") for problem in caught.value.problems)
    assert str(tmp_path) not in str(caught.value)
    return caught.value.problems


def test_the_contracts_example_is_read(tmp_path: Path) -> None:
    council = load(tmp_path, CONTRACT_EXAMPLE)
    assert (council.name, council.ons_code) == ("Herefordshire (synthetic)", "E06000019")
    assert council.population_0_17 == {2016: 36100, 2017: 36200}
    target = council.targets["LAC-40"][0]
    assert (target.from_year, target.type, target.at_least, target.floor) == ("2017-18", "at_least", 90, 75)
    assert council.headers == {"health_assessments": {"Client No": "person_id"}}
    assert council.disclosure.threshold == 5


def test_only_name_and_ons_code_are_required(tmp_path: Path) -> None:
    council = load(tmp_path, SMALLEST)
    assert (council.population_0_17, council.targets, council.headers) == ({}, {}, {})
    assert council.disclosure.threshold == 5


def test_a_byte_order_mark_before_the_text_is_no_problem(tmp_path: Path) -> None:
    assert load(tmp_path, "\ufeff" + SMALLEST).name == "Demo"


def test_targets_are_ordered_by_their_year(tmp_path: Path) -> None:
    targets = (
        '[[targets.LAC-38]]\nfrom = "2018-19"\nat_most = 15\nfloor = 25\n'
        '[[targets.LAC-38]]\nfrom = "2016-17"\nbetween = [20, 22]\n'
    )
    read = load(tmp_path, SMALLEST + targets).targets["LAC-38"]
    assert [(target.from_year, target.type) for target in read] == [("2016-17", "between"), ("2018-19", "at_most")]


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ('ons_code = "E06000019"', "name", "required"),
        ('name = "Demo"', "ons_code", "required"),
        ('name = " "\nons_code = "E06000019"', "name", "blank"),
        ('name = "Demo"\nons_code = "Herefordshire"', "ons_code", "E06000019"),
        (SMALLEST + 'colour = "red"', "colour", "allowed: name, ons_code"),
        (SMALLEST + "[disclosure]\nthreshhold = 5", "disclosure.threshhold", "allowed: threshold"),
        (SMALLEST + "[disclosure]\nthreshold = 0", "disclosure.threshold", "greater than or equal to 1"),
        (SMALLEST + '[population_0_17]\n"mid 2016" = 1', "population_0_17", "year"),
        (SMALLEST + "[population_0_17]\n2016 = 0", "population_0_17.2016", "greater than 0"),
        (SMALLEST + '[population_0_17]\n2016 = "many"', "population_0_17.2016", "integer"),
        (TARGET + '', "targets.LAC-40.0", "exactly one"),
        (TARGET + '\nat_least = 1\nat_most = 2', "targets.LAC-40.0", "exactly one"),
        (SMALLEST + "[[targets.LAC-40]]\nat_least = 1", "targets.LAC-40.0.from", "required"),
        (SMALLEST + '[[targets.LAC-40]]\nfrom = "2017-19"\nat_least = 1', "targets.LAC-40.0.from", "financial year"),
        (TARGET + '\nbetween = [22, 20]', "targets.LAC-40.0", "smaller number first"),
        (TARGET + '\nat_least = 90\nfloor = 95', "targets.LAC-40.0", "floor"),
        (TARGET + '\nat_most = 10\nfloor = 5', "targets.LAC-40.0", "floor"),
        (TARGET + '\nat_leest = 10', "targets.LAC-40.0.at_leest", "allowed: from"),
        (
            TARGET + '\nat_least = 1\n[[targets.LAC-40]]\nfrom = "2017-18"\nat_least = 2',
            "targets", "two targets",
        ),
        (SMALLEST + '[headers.reviews]\n"Held" = "held"', 'headers.reviews."Held"', "no column of the contract"),
        (SMALLEST + '[headers.review]\n"Held" = "held_date"', "headers.review", "no such extract"),
        (SMALLEST + '[headers.reviews]\n"Held" = "held_date"\n"h e l d" = "due_date"', "h e l d", "mapped twice"),
    ],
)  # fmt: skip
def test_a_problem_names_its_key_and_what_is_allowed(tmp_path: Path, text: str, key: str, words: str) -> None:
    found = [problem for problem in problems(tmp_path, text) if key in problem and words in problem]
    assert found, problems(tmp_path, text)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = (
        'ons_code = "X"\ncolour = 1\n[disclosure]\nthreshold = "few"\n'
        '[headers.reviews]\n"A" = "nothing"\n"B" = "neither"\n[headers.unknown]\n"C" = "person_id"\n'
    )
    assert len(problems(tmp_path, text)) == 7


def test_a_heading_may_be_mapped_twice_to_one_column(tmp_path: Path) -> None:
    assert load(tmp_path, SMALLEST + '[headers.reviews]\n"Held" = "held_date"\n"held" = "held_date"').headers


def test_what_is_not_toml_or_not_there_is_said(tmp_path: Path) -> None:
    assert "not valid TOML" in problems(tmp_path, "name = ")[0]
    (tmp_path / "demo-council" / "council.toml").write_bytes(b'name = "\xe9"')
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        load_council(tmp_path / "demo-council" / "council.toml")
    with pytest.raises(ConfigurationError, match="not there"):
        load_council(tmp_path / "elsewhere" / "council.toml")


def test_reading_a_plain_council_loads_neither_pandas_nor_pandera() -> None:
    code = "import sys, submissions.council; print(sorted({'pandas', 'pandera'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


QUARTER = Quarter.parse("2017-18-Q4")


def council_folder(raw: Path, name: str, toml: str = SMALLEST, quarter: str = "2017-18-Q4") -> None:
    (raw / name / quarter).mkdir(parents=True)
    (raw / name / "council.toml").write_text(toml)


def test_every_authority_with_the_quarter_is_found_in_order(tmp_path: Path) -> None:
    council_folder(tmp_path, "b-council")
    council_folder(tmp_path, "a-council")
    council_folder(tmp_path, "later", quarter="2018-19-Q1")
    (tmp_path / "README.md").write_text("not a council")
    found = find_submissions(tmp_path, QUARTER, None)
    assert [submission.authority for submission in found] == ["a-council", "b-council"]
    assert found[0].folder == tmp_path / "a-council" / "2017-18-Q4"
    assert found[0].council.name == "Demo"


def test_a_bad_council_never_stops_another(tmp_path: Path) -> None:
    council_folder(tmp_path, "good")
    council_folder(tmp_path, "bad", toml='name = "x"')
    council_folder(tmp_path, "Not A Slug")
    found = discover(tmp_path, QUARTER)
    assert [submission.authority for submission in found.submissions] == ["good"]
    assert set(found.misconfigured) == {"bad", "Not A Slug"}
    assert found.absent == {}


def test_authorities_asked_for_by_name(tmp_path: Path) -> None:
    council_folder(tmp_path, "here")
    council_folder(tmp_path, "later", quarter="2018-19-Q1")
    found = discover(tmp_path, QUARTER, ["here", "later", "nowhere", "../etc"])
    assert [submission.authority for submission in found.submissions] == ["here"]
    assert set(found.absent) == {"later", "nowhere"}
    assert set(found.misconfigured) == {"../etc"}


def test_a_landing_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert find_submissions(tmp_path / "none", QUARTER) == []
