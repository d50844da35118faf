"""``scorecards.toml``: what it may say, and how every mistake in it is told at once."""

import subprocess
import sys
from pathlib import Path

import pytest

from assets.release import runner
from submissions.council import ConfigurationError
from submissions.installation import IdentitySettings, Installation, read_installation
from warehouse.accounts import account

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "docs" / "scorecards.example.toml"


def problems_of(folder: Path, text: str) -> list[str]:
    (folder / "scorecards.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_installation({}, folder)
    return caught.value.problems


def test_without_a_file_everything_has_its_default(tmp_path):
    found = read_installation({}, tmp_path)
    assert found.schedule.working_days_after_quarter_end == 10
    assert (found.schedule.hour, found.schedule.timezone) == (6, "Europe/London")
    assert found.notify.email is None
    assert found.notify.webhook is None
    # Unsaid, two accounts are asked for as soon as more than one is at work.
    assert found.approval.two_people is None
    assert (found.retention.restricted_months, found.retention.analyst_copies) == (36, 4)


def test_the_example_file_is_valid_names_every_key_and_gives_the_defaults_it_says(tmp_path):
    (tmp_path / "scorecards.toml").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    found = read_installation({}, tmp_path)
    assert found.notify.email.recipients == ("data.team@example.gov.uk",)
    assert found.notify.webhook.about == ("failure", "overdue")
    for table in ("schedule", "sensor", "overdue", "retention"):
        assert getattr(found, table) == getattr(Installation(), table), table
    assert found.approval.two_people, "the example shows the stricter rule"
    told = EXAMPLE.read_text(encoding="utf-8")
    keys = {
        key
        for table in (
            found.schedule,
            found.sensor,
            found.overdue,
            found.notify.email,
            found.notify.webhook,
            found.approval,
            found.retention,
            found.identity,
        )
        for key in type(table).model_fields
    }
    # The two that hold a secret in the file itself are for those who cannot set a variable.
    assert [key for key in sorted(keys - {"password", "url"}) if f"{key} = " not in told] == []


def test_the_variable_names_the_file_and_must_be_right(tmp_path):
    (tmp_path / "ours.toml").write_text('[identity]\nname = "Insight team"\n', encoding="utf-8-sig")
    assert read_installation({"SCORECARDS_CONFIG": "ours.toml"}, tmp_path).identity.name == "Insight team"
    assert (
        read_installation({"SCORECARDS_CONFIG": str(tmp_path / "ours.toml")}, Path("/")).identity.name == "Insight team"
    )
    with pytest.raises(ConfigurationError, match="SCORECARDS_CONFIG names this file"):
        read_installation({"SCORECARDS_CONFIG": "theirs.toml"}, tmp_path)


def test_every_mistake_is_told_at_once_with_file_key_value_and_what_is_allowed(tmp_path):
    found = problems_of(
        tmp_path,
        """
        [schedule]
        hour = 24
        preview_day = "1"
        timezone = "Europe/Londn"
        working_days = 10
        [notify.email]
        host = "smtp.example"
        sender = "nobody"
        recipients = []
        security = "ssl"
        [nofity]
        [retention]
        analyst_copies = 0
        """,
    )
    told = "\n".join(found)
    for part in (
        "scorecards.toml: schedule.hour = 24: input should be less than or equal to 23",
        "schedule.preview_day = '1'",
        "schedule.timezone = 'Europe/Londn': write a time zone such as Europe/London",
        "schedule.working_days: there is no such key (allowed: working_days_after_quarter_end, preview_day",
        "notify.email.sender = 'nobody'",
        "notify.email.recipients: ",
        "notify.email.security = 'ssl': input should be 'none', 'starttls' or 'tls'",
        "nofity: there is no such key (allowed: schedule, sensor, overdue, notify",
        "retention.analyst_copies = 0: input should be greater than or equal to 1",
    ):
        assert part in told, part
    assert len(found) == 9


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('[notify.webhook]\nurl = "s3cret-place"', "begins with https://"),
        ('[notify.webhook]\nurl = "https://s3cret"\nurl_env = "X"', "give one of url_env and url"),
        ("[notify.webhook]", "give one of url_env and url"),
        ('[notify.email]\nhost="h"\nsender="a@b"\nrecipients=["a@b"]\npassword="s3cret"', "needs both username"),
        ('[notify.email]\nhost="h"\nsender="a@b"\nrecipients=["a@b"]\nusername="u"', "needs both username"),
        (
            '[notify.email]\nhost="h"\nsender="a@b"\nrecipients=["a@b"]\nusername="u"\npassword="s3cret"\nsecurity="none"',
            "not sent unencrypted",
        ),
        ('[notify.email]\nhost="h"\nsender="a@b"\nrecipients=["a@b"]\nusername="u"\npassword=["s3cret"]', "password"),
        ("[schedule", "not valid TOML"),
    ],
)
def test_a_secret_is_never_repeated_in_a_message(tmp_path, table, says):
    (told,) = problems_of(tmp_path, table)
    assert says in told
    assert "s3cret" not in told


def test_a_password_does_not_show_when_the_settings_are_printed(tmp_path):
    (tmp_path / "scorecards.toml").write_text(
        '[notify.email]\nhost="h"\nsender="a@b"\nrecipients=["a@b"]\nusername="u"\npassword="s3cret"\n',
        encoding="utf-8",
    )
    assert "s3cret" not in repr(read_installation({}, tmp_path))


def test_reading_the_settings_loads_none_of_the_heavy_libraries():
    program = "import sys, submissions.installation; print([m for m in ('dagster', 'pandas', 'duckdb', 'openpyxl') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_who_is_at_work_is_the_service_then_who_the_settings_name_then_the_account(monkeypatch):
    named, unnamed = Installation(identity=IdentitySettings(name="Pat Example")), Installation()
    monkeypatch.delenv("SCORECARDS_USER", raising=False)
    assert runner(named).name == "Pat Example"
    assert runner(unnamed).name == account() != ""
    monkeypatch.setenv("SCORECARDS_USER", "scheduled-service")
    assert runner(named).name == runner(unnamed).name == "scheduled-service"
    assert runner(named).account == account()
