"""What is written: the same for the same arguments, complete, and readable by the project's own reader."""

import tomllib
from pathlib import Path

import pytest

import synthetic
from schemas.extracts import EXTRACTS
from tests.synthetic.conftest import QUARTERS
from tests.synthetic.reading import checked


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_same_arguments_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        synthetic.write_council(tmp_path / name, children=12, quarters=2, seed=3)
    first = contents(tmp_path / "a")
    assert any(name.endswith(".xlsx") for name in first)
    assert first == contents(tmp_path / "b")


def test_another_seed_and_another_council_are_other_people(tmp_path: Path) -> None:
    for name, seed, authority in (("a", 3, "one"), ("b", 4, "one"), ("c", 3, "two")):
        synthetic.write_council(tmp_path / name, children=12, quarters=1, seed=seed, authority=authority)
    rosters = {next((tmp_path / name).rglob("children.csv")).read_bytes() for name in ("a", "b", "c")}
    assert len(rosters) == 3


def test_asking_for_more_quarters_changes_no_submission(tmp_path: Path) -> None:
    synthetic.write_council(tmp_path / "one", children=12, quarters=1, seed=5)
    synthetic.write_council(tmp_path / "three", children=12, quarters=3, seed=5)
    one, three = contents(tmp_path / "one"), contents(tmp_path / "three")
    assert one == {name: three[name] for name in one}
    assert len(three) == 1 + 3 * len(EXTRACTS)


def test_every_path_is_reported(tmp_path: Path) -> None:
    written = synthetic.write_council(tmp_path, children=5, quarters=2, seed=1, authority="somewhere")
    assert sorted(written) == sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert written[0] == tmp_path / "somewhere" / "council.toml"


@pytest.mark.parametrize(
    ("children", "quarters", "last"), [(0, 1, "2017-18-Q4"), (5, 0, "2017-18-Q4"), (5, 1, "2017-19-Q4")]
)
def test_impossible_requests_are_refused(tmp_path: Path, children: int, quarters: int, last: str) -> None:
    with pytest.raises(ValueError):
        synthetic.write_council(tmp_path, children=children, quarters=quarters, seed=1, last_quarter=last)
    assert not any(tmp_path.iterdir())


def test_the_settings_say_the_data_are_synthetic(careful: Path) -> None:
    text = (careful / "herefordshire-demo" / "council.toml").read_text(encoding="utf-8")
    assert text.startswith("#") and "synthetic" in text.splitlines()[0]
    settings = tomllib.loads(text)
    assert settings["name"] == "Herefordshire (synthetic)"
    assert 60 / settings["population_0_17"]["2017"] * 10_000 == pytest.approx(86.6, abs=0.2)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_a_careful_council_loses_no_row(careful: Path, quarter: str) -> None:
    submission = checked(careful, quarter)
    assert submission.available == frozenset(EXTRACTS)
    assert not submission.findings["severity"].str.startswith("reject").any()
    # Nobody signs a survey, and a school or service is left blank now and then: told, and nothing is lost.
    told = submission.findings[submission.findings["rule"].ne("blank")]
    assert told["extract"].isin(["care_episodes", "children", "care_leaver_roster"]).all()
    assert (submission.row_counts["rows_loaded"] > 0).all()
    for name, extract in EXTRACTS.items():
        assert set(extract.column_names) <= set(submission.clean[name].columns)


def test_faults_are_a_sprinkling(ordinary: Path) -> None:
    submission = checked(ordinary, "2017-18-Q4")
    counts = submission.row_counts
    assert (counts["rows_read"] == counts["rows_loaded"] + counts["rows_quarantined"]).all()
    assert 0.002 < counts["rows_quarantined"].sum() / counts["rows_read"].sum() < 0.01
    assert submission.available == frozenset(EXTRACTS)
    assert submission.column_alerts.empty


def test_one_child_is_left_out_and_no_more(ordinary: Path) -> None:
    lost = checked(ordinary, "2017-18-Q4").quarantine.query("extract == 'children'")
    assert lost["row_json"].str.contains("/02/").sum() == 1
    findings = checked(ordinary, "2017-18-Q4").findings
    mine = findings[(findings["extract"] == "children") & findings["severity"].str.startswith("reject")]
    assert (mine["rule"] != "repeated_key").sum() == 1


def test_faults_reach_every_kind_of_finding_in_rows(ordinary: Path) -> None:
    found = set(checked(ordinary, "2017-18-Q4").findings["rule"])
    assert found >= {
        "blank", "invalid", "invalid_code", "repeated_key", "person_not_in_children", "end_before_start",
        "field_count", "score_or_reason", "completed_without_date", "overlapping_episodes", "chain_break",
        "open_past_18", "end_without_reason", "reason_without_end", "held_without_date",
        "interview_before_return", "date_before_birth", "date_in_future", "unknown_column", "code_out_of_date",
        "roster_without_care", "out_of_range", "person_missing", "answer_missing", "level_missing",
        "registration_incomplete", "inspection_without_grade", "worker_missing", "planned_or_held",
    }  # fmt: skip


def test_odd_files_are_odd_in_bytes(ordinary: Path) -> None:
    folder = ordinary / "herefordshire-demo" / "2017-18-Q4"
    assert (folder / "care_episodes.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with pytest.raises(UnicodeDecodeError):
        (folder / "eet_status.csv").read_text(encoding="utf-8")
    assert (folder / "worker_allocations.csv").read_bytes().endswith(b"\r\n,,,,\r\n")
    assert (folder / "children.csv").read_text(encoding="utf-8").startswith("Person ID, Date of Birth,SEX")
