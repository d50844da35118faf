"""Many quarters in one command: in order, each named, none stopping another."""

from pathlib import Path

import dagster as dg
import pytest

from assets.quarterly import quarterly_build
from pipelines.cli import run
from warehouse.connection import connect


def call(installation, *options):
    places = [
        "--raw",
        installation / "raw",
        "--warehouse",
        installation / "w.duckdb",
        "--output",
        installation / "output",
    ]
    return run(["backfill", *options, *map(str, places)])


def test_quarters_are_run_in_order_and_whatever_stops_one_is_named(landing, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    # A submission without episodes is run and has no results, which takes a moment only.
    (landing.deliver("aford", "2016-17-Q1") / "care_episodes.csv").unlink()
    landing.deliver("beford", "2015-16-Q4")
    landing.council("beford", 'nmae = "Beford"\n')
    assert call(tmp_path, "--from", "2015-16-Q3", "--to", "2016-17-Q2") == 4
    said = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("  beford")]
    assert said[0] == "2015-16-Q4: not done. beford/council.toml: name: the key is required and is not there."
    assert said[1] == "2016-17-Q1: no council has results"
    assert said[2].startswith("  aford has no results: care_episodes cannot be used: no file of the submission holds it.")
    assert said[3] == "No submission for: 2015-16-Q3, 2016-17-Q2"
    with connect(tmp_path / "w.duckdb", read_only=True) as connection:
        assert connection.execute("SELECT quarter FROM ops.run").fetchall() == [("2016-17-Q1",)]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--from", "2016-17-Q3", "--to", "2016-17-Q1"), "--from: 2016-17-Q3 is after 2016-17-Q1"),
        (("--from", "2016-17-Q1", "--to", "2090-91-Q1"), "--to: 2090-91-Q1 has not begun: it starts on 1 April 2090."),
        (("--from", "2016", "--to", "2016-17-Q1"), "--from: '2016' is not a quarter"),
        (("--from", "2016-17-Q1", "--to", "2016-17-Q2"), "There is no submission for any quarter"),
    ],
)
def test_a_range_that_cannot_be_run_is_exit_four(landing, tmp_path, capsys, options, says):
    assert call(tmp_path, *options) == 4
    assert says in capsys.readouterr().err
    assert not (tmp_path / "w.duckdb").exists()


def test_the_web_ui_backfills_one_run_a_quarter():
    assert isinstance(quarterly_build, dg.AssetsDefinition)
    assert quarterly_build.backfill_policy == dg.BackfillPolicy.multi_run(max_partitions_per_run=1)


def test_the_operators_guide_shows_pictures_that_are_there_and_small():
    docs = Path(__file__).parent.parent.parent / "docs"
    text = (docs / "operating.md").read_text(encoding="utf-8")
    pictures = [line for line in text.splitlines() if line.startswith("![")]
    assert len(pictures) > 3
    for line in pictures:
        words, _, rest = line[2:].partition("](")
        assert len(words) > 20
        assert (docs / rest.rstrip(")")).stat().st_size < 250_000
