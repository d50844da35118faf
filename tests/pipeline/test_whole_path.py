"""One command takes a quarter's submission from raw files to workbooks, or changes nothing."""

import json

import pytest

from schemas.extracts import EXTRACTS
from schemas.warehouse import build_tables
from tests.pipeline.conftest import COUNCIL, QUARTER, Installation


def test_a_run_leaves_two_panel_workbooks_and_nothing_restricted_beside_them(finished):
    folder = finished.output / "panel" / COUNCIL / QUARTER
    books = sorted(p.name for p in folder.glob("*.xlsx"))
    assert [name.split("_")[0] for name in books] == ["care-leavers", "children-in-our-care"]
    assert all("draft" in name for name in books)
    assert not [p for p in (finished.output / "panel").rglob("*") if "restricted" in p.name]


def test_every_row_of_every_file_is_accounted_for(finished, query):
    rows = query(finished, "SELECT extract, rows_read, rows_loaded, rows_quarantined FROM quality.row_counts")
    # The synthetic council delivers every extract, in a file of its own.
    assert sorted(row[0] for row in rows) == sorted(EXTRACTS)
    assert all(read == loaded + aside for _, read, loaded, aside in rows)
    for extract, read, loaded, _ in rows:
        assert query(finished, f"SELECT count(*) FROM landing.{extract}") == [(read,)]
        assert query(finished, f"SELECT count(*) FROM clean.{extract}") == [(loaded,)]
    aside = query(finished, "SELECT count(*) FROM quality.quarantine")
    assert aside == [(sum(row[3] for row in rows),)]


def test_every_quarantined_row_names_findings_that_exist(finished, query):
    known = {row[0] for row in query(finished, "SELECT finding_id FROM quality.findings")}
    for row_json, finding_ids in query(finished, "SELECT row_json, finding_ids FROM quality.quarantine"):
        assert json.loads(row_json)
        assert json.loads(finding_ids)
        assert set(json.loads(finding_ids)) <= known


def test_the_run_quarter_and_the_eight_before_it_are_computed(finished, query):
    quarters = [row[0] for row in query(finished, "SELECT DISTINCT quarter FROM indicators.result ORDER BY 1")]
    assert len(quarters) == 9
    assert quarters[0] == "2015-16-Q4"
    assert quarters[-1] == QUARTER


def test_every_table_view_and_column_has_a_comment(finished, query):
    schemas = sorted({described.schema for described in build_tables()} | {"ops"})
    silent = query(
        finished,
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE list_contains(?, schema_name) AND comment IS NULL "
        "UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE list_contains(?, schema_name) AND comment IS NULL "
        "UNION ALL SELECT schema_name, table_name || '.' || column_name FROM duckdb_columns() "
        "WHERE list_contains(?, schema_name) AND comment IS NULL",
        schemas,
        schemas,
        schemas,
    )
    assert silent == []


def test_the_highest_exit_code_of_several_councils_counts_and_the_others_are_done(mixed, query):
    assert mixed.code == 4
    assert query(mixed.installation, "SELECT DISTINCT authority FROM indicators.result ORDER BY 1") == [
        ("codeshire",), ("healthless",), (COUNCIL,)
    ]  # fmt: skip
    panel = mixed.installation.output / "panel"
    assert sorted(p.name for p in panel.iterdir()) == ["codeshire", "healthless", COUNCIL]


def test_a_faultless_council_has_the_same_figures_alone_as_beside_others(mixed, finished, query):
    # Of a sum of money the last binary digit depends on the order in which it was added up.
    rounded = ", ".join(f"round({name}, 6) AS {name}" for name in ("numerator", "denominator", "value"))
    sql = f"SELECT * REPLACE ({rounded}) FROM indicators.result WHERE authority = ? ORDER BY ALL"
    assert query(mixed.installation, sql, COUNCIL) == query(finished, sql, COUNCIL)


def test_without_an_optional_extract_its_figures_are_not_available(mixed, query):
    about = "AND authority = 'healthless'"
    rows = query(
        mixed.installation,
        "SELECT DISTINCT status, numerator FROM indicators.result WHERE indicator_id IN ('LAC-40', 'LAC-41', 'LAC-43') "
        + about,
    )
    assert rows == [("not_available", None)]
    assert query(
        mixed.installation,
        "SELECT status FROM indicators.result WHERE indicator_id = 'LAC-01' AND breakdown = 'all' "
        "AND quarter = submission_quarter " + about,
    ) == [("ok",)]
    shown = query(
        mixed.installation,
        "SELECT DISTINCT shorthand FROM published.lac_scorecard WHERE indicator_id = 'LAC-40' " + about,
    )
    assert shown == [("x",)]


def test_a_council_without_a_required_extract_is_set_aside(mixed, query):
    assert "otherton has no results: care_episodes cannot be used: no file of the submission holds it." in mixed.out
    landed = query(mixed.installation, "SELECT DISTINCT authority FROM landing.children")
    assert ("otherton",) in landed
    assert query(
        mixed.installation,
        "SELECT extract, rule FROM quality.findings WHERE authority = 'otherton' AND severity = 'reject_file'",
    ) == [("care_episodes", "required_extract_absent")]


def test_a_bad_council_toml_skips_that_council_and_says_everything_at_once(mixed):
    for part in ("nmae: there is no such key", "name: the key is required", '"Client"'):
        assert part in mixed.err


def test_a_whole_column_of_unknown_codes_is_announced_and_marks_its_figures(mixed, query):
    assert "MOST VALUES INVALID in sdqs.score (codeshire)" in mixed.err
    assert query(mixed.installation, "SELECT authority, extract, column_name FROM quality.column_alerts") == [
        ("codeshire", "sdqs", "score")
    ]
    note = query(
        mixed.installation,
        "SELECT data_quality_note, rating FROM scorecards.lac_scorecard WHERE indicator_id = 'LAC-60' AND authority = 'codeshire'",
    )
    assert note[0][0].startswith("Most values of score in sdqs could not be used")
    assert note[0][1] == "Not rated"


def test_a_target_for_an_indicator_that_does_not_exist_is_a_configuration_error(installation, capsys):
    toml = installation.raw / COUNCIL / "council.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8") + '\n[[targets.LAC-999]]\nfrom = "2017-18"\nat_least = 5\n', encoding="utf-8"
    )
    assert installation.run() == 4
    assert "LAC-999" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "--quarter", "2017-Q4"], "for example 2017-18-Q4"),
        (["run", "--quarter", "2090-91-Q1"], "can be run today"),
        (["run"], "--quarter"),
        (["nonsense"], "nonsense"),
        (["explain", "LAC-999", "--quarter", QUARTER], "Known: LAC-01"),
    ],
)
def test_wrong_usage_is_exit_four_with_a_sentence(arguments, says, capsys, tmp_path, monkeypatch):
    from pipelines.cli import run

    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 4
    assert says in capsys.readouterr().err


def test_an_empty_folder_is_told_what_belongs_in_it(tmp_path, capsys):
    made = Installation(tmp_path)
    assert made.run() == 4
    assert f"<authority>/{QUARTER}/" in capsys.readouterr().err
    assert not made.warehouse.exists()


def test_a_council_asked_for_by_name_that_is_not_there_is_exit_two(installation, capsys):
    assert installation.run("--authority", "nowhere") == 2
    assert f"nowhere/{QUARTER}" in capsys.readouterr().err


def test_check_validates_and_leaves_the_warehouse_alone(installation, capsys):
    assert installation.call("check", "--quarter", QUARTER) == 0
    said = capsys.readouterr().out
    assert "rows read =" in said
    assert not installation.warehouse.exists()
    report = installation.output / "restricted" / COUNCIL / QUARTER
    assert [p.suffix for p in sorted(report.iterdir())] == [".csv", ".xlsx", ".json"]


def test_explain_adds_up_to_the_figure(finished, query, capsys):
    assert finished.call("explain", "lac-43", "--quarter", QUARTER) == 0
    said = capsys.readouterr().out
    numbers = {
        line.split("   ")[0].strip(): int(line.split()[-1].replace(",", ""))
        for line in said.splitlines()
        if line.startswith(("  Rows of evidence", "  Counted  "))
    }
    numerator, denominator = query(
        finished,
        "SELECT numerator, denominator FROM indicators.result WHERE indicator_id = 'LAC-43' AND breakdown = 'all' "
        "AND quarter = ?",
        QUARTER,
    )[0]
    assert numbers["Rows of evidence"] == denominator
    assert numbers["Counted"] == numerator
    assert "regulation 7" in said
    assert "SELECT" in said


def test_the_panel_file_holds_published_tables_only(mixed):
    assert {schema for schema, _ in mixed.in_panel_files} == {"published"}
