"""A real run, asked for by the sensor, tells people what came of it, and nothing a child could be known by."""

import json
from pathlib import Path
from shutil import copytree

import dagster as dg
import pytest

from assets.quarterly import quarterly_build
from assets.resources import Settings, launched
from automation.announcing import Notices
from automation.jobs import JOB, quarterly_scorecards
from automation.sensors import new_submissions
from synthetic import write_council
from tests.pipeline.rewriting import rewrite_column
from warehouse.connection import connect

NAME = "Zebedee Quillfeather"
COUNCIL, QUARTER = "testshire-demo", "2017-18-Q4"


@pytest.fixture
def planted(tmp_path):
    """A small council's submission with a name in every place a council might put one, file names among them."""
    write_council(tmp_path / "raw", children=16, quarters=1, seed=7, authority=COUNCIL, last_quarter=QUARTER)
    folder = tmp_path / "raw" / COUNCIL / QUARTER
    rewrite_column(folder, "children", "team", lambda value: NAME)
    rewrite_column(folder, "eet_status", "provider", lambda value: NAME)
    rewrite_column(folder, "worker_allocations", "worker_id", lambda value: f"W-{NAME}-{value}")
    seen = []

    def spoil(value):
        seen.append(value)
        return NAME if len(seen) % 40 == 0 else value

    rewrite_column(folder, "eet_status", "activity_code", spoil)
    rewrite_column(folder, "reviews", "held_date", spoil)
    (folder / f"{NAME}.csv").write_text(f"{NAME}\n{NAME}\n", encoding="utf-8")
    (folder / "sdqs.csv").write_text(f"{NAME}\n{NAME}\n", encoding="utf-8")
    copytree(tmp_path / "raw" / COUNCIL, tmp_path / "raw" / "otherton")
    (tmp_path / "raw" / "otherton" / "council.toml").write_text(f'nmae = "{NAME}"\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def told(planted, mail_server, web_server, monkeypatch):
    """Settings that tell both servers, and what both were sent so far."""
    inbox, port = mail_server()
    url, received = web_server
    (planted / "scorecards.toml").write_text(
        f"""
        [sensor]
        quiet_minutes = 0
        [notify.email]
        host = "127.0.0.1"
        port = {port}
        security = "none"
        sender = "scorecards@example.gov.uk"
        recipients = ["data.team@example.gov.uk"]
        [notify.webhook]
        url = "{url}/200"
        """,
        encoding="utf-8",
    )
    monkeypatch.setenv("SCORECARDS_CONFIG", str(planted / "scorecards.toml"))

    def messages():
        mails = [(m["Subject"], m.get_payload(decode=True).decode()) for m in inbox.messages]
        return mails, [json.loads(body) for _, _, body in received]

    return messages


def test_success_and_failure_are_told_with_counts_and_without_anyone(planted, told, monkeypatch):
    settings = Settings(
        raw=str(planted / "raw"), warehouse=str(planted / "store" / "warehouse.duckdb"), output=str(planted / "output")
    )
    defs = dg.Definitions(
        assets=[quarterly_build],
        jobs=[quarterly_scorecards],
        sensors=[new_submissions],
        resources={
            "settings": launched(settings),
            "announcer": dg.ResourceDefinition.hardcoded_resource(Notices()),
        },
    )
    job = defs.resolve_job_def(JOB)
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

    def ticks(instance, cursor, number):
        for _ in range(number):
            with dg.build_sensor_context(
                instance=instance,
                cursor=cursor,
                resources={"settings": settings},
                repository_def=defs.get_repository_def(),
            ) as context:
                data = new_submissions.evaluate_tick(context)
            cursor = data.cursor
        return data

    with dg.DagsterInstance.ephemeral() as instance:
        tick = ticks(instance, None, 2)
        (request,) = tick.run_requests
        # The other council's settings cannot be used, so no run is asked for it.
        assert request.run_config["resources"]["settings"]["config"]["authorities"] == [COUNCIL]
        assert job.execute_in_process(
            partition_key=QUARTER, run_config=request.run_config | quiet, instance=instance
        ).success
        # What the sensor reads back from the warehouse is what it asked for, with a fresh cursor too.
        assert not ticks(instance, tick.cursor, 2).run_requests
        assert not ticks(instance, None, 2).run_requests

        # A fault of the pipeline whose text holds somebody's record.
        def stop(*arguments):
            raise RuntimeError(f"{NAME} was here")

        monkeypatch.setattr("assets.extracts.check_submission", stop)
        monkeypatch.setattr("assets.clean._unaccounted", stop)
        assert not job.execute_in_process(
            partition_key=QUARTER, run_config=quiet, instance=instance, raise_on_error=False
        ).success
        # And a run that is refused before it begins: it makes nothing and ends well.
        refusal = job.execute_in_process(
            partition_key="2027-28-Q1", run_config=quiet, instance=instance, raise_on_error=False
        )
        assert refusal.success and not refusal.get_asset_materialization_events()

    mails, posts = told()
    assert (
        [subject for subject, _ in mails]
        == [post["subject"] for post in posts]
        == [
            f"Scorecards {QUARTER}: 1 council done",
            f"Scorecards {QUARTER}: the run failed",
            "Scorecards 2027-28-Q1: the run was refused",
        ]
    )
    success, failure, refused = (text for _, text in mails)
    with connect(Path(settings.warehouse), read_only=True) as connection:
        ratings = dict(
            connection.execute(
                "SELECT rating, count(*) FROM (SELECT rating, is_rated FROM published.lac_scorecard UNION ALL "
                "SELECT rating, is_rated FROM published.care_leaver_scorecard) WHERE is_rated GROUP BY ALL"
            ).fetchall()
        )
        hidden = connection.execute(
            "SELECT count(*) FROM (SELECT shorthand FROM published.lac_scorecard UNION ALL "
            "SELECT shorthand FROM published.care_leaver_scorecard) WHERE shorthand = 'c'"
        ).fetchall()[0][0]
        rejected = connection.execute("SELECT count(*) FROM quality.findings WHERE severity = 'reject_row'").fetchall()[
            0
        ][0]
        identifiers = {
            i for (i,) in connection.execute("SELECT person_id FROM landing.children").fetchall() if len(i) > 5
        }
        workers = {w for (w,) in connection.execute("SELECT worker_id FROM landing.worker_allocations").fetchall()}
    assert sum(ratings.values()) > 10
    assert posts[0]["facts"]["councils"][0]["ratings"] == ratings
    assert f"; {hidden} figures hidden; 1 file rejected, {rejected} findings rejecting a row, " in success
    assert f"{ratings['Green']} green" in success
    assert "sdqs was rejected (missing_column)" in success
    assert str(Path("output") / "panel" / COUNCIL / QUARTER) in success
    assert "RuntimeError in clean.py, line " in failure
    assert f"run it again with: scorecards run --quarter {QUARTER}" in failure
    assert "2027-28-Q1 has not begun: it starts on 1 April 2027" in refused
    assert "run it again" not in refused

    everything = "\n".join(f"{subject}\n{text}" for subject, text in mails) + json.dumps(posts, ensure_ascii=False)
    assert len(identifiers) > 15
    assert len(workers) > 1
    for forbidden in (NAME, "Zebedee", "Quillfeather", *identifiers, *workers):
        assert forbidden not in everything
