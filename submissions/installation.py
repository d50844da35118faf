"""``scorecards.toml``: how one installation runs, tells people and keeps things. Every key has a default.

Light on purpose: every command reads it, so nothing of Dagster or pandas may be imported here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from submissions.council import ConfigurationError

INSTALLATION_FILE = "scorecards.toml"
#: Environment variable that names the file when it is not in the current folder.
INSTALLATION_VARIABLE = "SCORECARDS_CONFIG"
#: What a notice may be about.
Occasion = Literal["success", "failure", "overdue"]
_EVERY_OCCASION: tuple[Occasion, ...] = ("success", "failure", "overdue")
_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
_Seconds = Annotated[int, Field(ge=1, le=120)]
_Occasions = Annotated[tuple[Occasion, ...], Field(strict=False, min_length=1)]
_Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
_Address = Annotated[str, Field(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$")]
#: Keys whose value is never repeated in a message.
_SECRET = frozenset({"password", "url"})


class ScheduleSettings(BaseModel):
    """When the schedules of the Dagster service run.

    Attributes:
        working_days_after_quarter_end: Working days after the last day of a quarter before it is run.
        preview_day: Day of the month of the monthly preview.
        hour: Hour of the day, 0 to 23, at which schedules look.
        timezone: Zone of that hour.
    """

    model_config = _STRICT

    working_days_after_quarter_end: int = Field(default=10, ge=1, le=60)
    preview_day: int = Field(default=1, ge=1, le=28)
    hour: int = Field(default=6, ge=0, le=23)
    timezone: str = "Europe/London"

    @field_validator("timezone")
    @classmethod
    def _zone_is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, OSError, ValueError):  # unknown; a folder of zones; not a name at all
            raise ValueError("write a time zone such as Europe/London") from None
        return value


class SensorSettings(BaseModel):
    """When the sensor takes a submission as complete.

    Attributes:
        quiet_minutes: Minutes for which no file of it may have changed.
    """

    model_config = _STRICT

    quiet_minutes: int = Field(default=5, ge=0, le=1440)


class OverdueSettings(BaseModel):
    """How often missing extracts are announced.

    Attributes:
        repeat_every_working_days: Working days between two reminders, from the due day on.
    """

    model_config = _STRICT

    repeat_every_working_days: int = Field(default=5, ge=1, le=60)


class EmailSettings(BaseModel):
    """Notices by e-mail.

    Attributes:
        host: Name of the SMTP server.
        port: Its port.
        security: ``starttls``, ``tls`` (from the first byte) or ``none``.
        sender: Address notices come from.
        recipients: Addresses they go to.
        username: Login name; without it nobody logs in.
        password_env: Environment variable that holds the password.
        password: The password itself, where no variable can be set.
        timeout_seconds: Seconds to wait for the server at each step.
        about: Which notices: success, failure, overdue.
    """

    model_config = _STRICT

    host: str = Field(min_length=1)
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["none", "starttls", "tls"] = "starttls"
    sender: _Address
    recipients: tuple[_Address, ...] = Field(min_length=1, strict=False)
    username: str | None = Field(default=None, min_length=1)
    password_env: _Variable | None = None
    password: SecretStr | None = None
    timeout_seconds: _Seconds = 20
    about: _Occasions = _EVERY_OCCASION

    @model_validator(mode="after")
    def _login_is_whole(self) -> EmailSettings:
        if self.password_env and self.password:
            raise ValueError("give one of password_env and password")
        has_password = bool(self.password_env or self.password)
        if has_password != bool(self.username):
            raise ValueError("a login needs both username and password_env (or password)")
        if has_password and self.security == "none":
            raise ValueError("a password is not sent unencrypted: security must be starttls or tls")
        return self


class WebhookSettings(BaseModel):
    """Notices as JSON, posted to an address.

    Attributes:
        url_env: Environment variable that holds the address.
        url: The address itself, where no variable can be set.
        timeout_seconds: Seconds to wait for an answer.
        about: Which notices: success, failure, overdue.
    """

    model_config = _STRICT

    url_env: _Variable | None = None
    url: SecretStr | None = None
    timeout_seconds: _Seconds = 20
    about: _Occasions = _EVERY_OCCASION

    @field_validator("url")
    @classmethod
    def _url_is_one(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("https://", "http://")):
            raise ValueError("write an address that begins with https:// or http://")
        return value

    @model_validator(mode="after")
    def _one_address(self) -> WebhookSettings:
        if bool(self.url_env) == bool(self.url):
            raise ValueError("give one of url_env and url")
        return self


class NotifySettings(BaseModel):
    """Where notices go; neither by default.

    Attributes:
        email: Notices by e-mail.
        webhook: Notices as JSON, posted to an address.
    """

    model_config = _STRICT

    email: EmailSettings | None = None
    webhook: WebhookSettings | None = None


class ApprovalSettings(BaseModel):
    """How a quarter is approved.

    Attributes:
        two_people: Whoever approves must not be who ran the quarter, by their accounts too. Without it they must not where more
            than one account is at work. ``false`` switches nothing off: that is a recorded decision (``scorecards decide``).
    """

    model_config = _STRICT

    two_people: bool | None = None


class RetentionSettings(BaseModel):
    """How long copies are kept.

    Attributes:
        restricted_months: Months after which restricted files expire.
        analyst_copies: Newest copies for analysts that are kept.
    """

    model_config = _STRICT

    restricted_months: int = Field(default=36, ge=1)
    analyst_copies: int = Field(default=4, ge=1)


class WebSettings(BaseModel):
    """The web page of the service.

    Attributes:
        names: Host names under which a login on this machine passes requests on; others than the machine's own are refused.
    """

    model_config = _STRICT

    names: tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]+$")], ...] = Field(default=(), strict=False)


class IdentitySettings(BaseModel):
    """Who acts, where the account's name does not say it.

    Attributes:
        name: Who runs are recorded under in the audit trail, and who may then not approve them alone.
    """

    model_config = _STRICT

    name: str | None = Field(default=None, min_length=1, max_length=80)


class Installation(BaseModel):
    """One installation as its ``scorecards.toml`` describes it.

    Attributes:
        schedule: When the schedules run.
        sensor: When the sensor takes a submission as complete.
        overdue: How often missing extracts are announced.
        notify: Where notices go.
        approval: How a quarter is approved.
        retention: How long copies are kept.
        identity: Who acts.
        web: The web page of the service.
    """

    model_config = _STRICT

    schedule: ScheduleSettings = Field(default_factory=ScheduleSettings)
    sensor: SensorSettings = Field(default_factory=SensorSettings)
    overdue: OverdueSettings = Field(default_factory=OverdueSettings)
    notify: NotifySettings = Field(default_factory=NotifySettings)
    approval: ApprovalSettings = Field(default_factory=ApprovalSettings)
    retention: RetentionSettings = Field(default_factory=RetentionSettings)
    identity: IdentitySettings = Field(default_factory=IdentitySettings)
    web: WebSettings = Field(default_factory=WebSettings)


def installation_file(environment: Mapping[str, str], folder: Path) -> Path:
    """Where the file is looked for: what ``SCORECARDS_CONFIG`` names, else ``scorecards.toml`` in the folder."""
    named = environment.get(INSTALLATION_VARIABLE)
    return folder / named if named else folder / INSTALLATION_FILE


def read_installation(environment: Mapping[str, str], folder: Path) -> Installation:
    """Read the installation's settings; without a file, the defaults.

    Args:
        environment: Environment variables.
        folder: The current folder.

    Raises:
        ConfigurationError: With every problem the file has, each naming the file, the key, the value and what is
            allowed; or when ``SCORECARDS_CONFIG`` names a file that is not there.
    """
    path = installation_file(environment, folder)
    where = path.name
    try:
        # Windows editors put a byte order mark before the text, which the TOML parser does not expect.
        given: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if INSTALLATION_VARIABLE not in environment:
            return Installation()
        raise ConfigurationError([f"{path}: {INSTALLATION_VARIABLE} names this file, and it is not there."]) from None
    except OSError:
        raise ConfigurationError([f"{path}: the file cannot be opened. Check who may read it."]) from None
    except UnicodeDecodeError:
        raise ConfigurationError([f"{where}: the file is not UTF-8. Save it as UTF-8."]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError([f"{where}: the file is not valid TOML: {error}."]) from None
    try:
        return Installation.model_validate(given)
    except ValidationError as error:
        # The error itself carries the whole input, a password among it; only our own sentences leave this place.
        problems = [_problem(where, dict(detail)) for detail in error.errors(include_url=False)]
        raise ConfigurationError(problems) from None


def _problem(where: str, detail: Mapping[str, Any]) -> str:
    """One problem of the file in words: file, key, value unless it is a secret, and what is allowed."""
    place: tuple[Any, ...] = detail["loc"]
    key = ".".join(str(part) for part in place)
    if detail["type"] == "missing":
        return f"{where}: {key}: the key is required and is not there."
    if detail["type"] == "extra_forbidden":
        return f"{where}: {key}: there is no such key (allowed: {', '.join(_allowed(place[:-1]))})."
    words = str(detail["msg"]).removeprefix("Value error, ")
    value = detail["input"]
    is_plain = isinstance(value, str | int | float | bool) and not _SECRET & {str(part) for part in place}
    given = f" = {value!r}" if is_plain else ""
    return f"{where}: {key}{given}: {words[:1].lower()}{words[1:]}."


def _allowed(place: Sequence[Any]) -> list[str]:
    """The keys a table of the file may have."""
    model: type[BaseModel] = Installation
    for part in place:
        annotation = model.model_fields[str(part)].annotation
        if get_origin(annotation) is not None:
            annotation = next(kind for kind in get_args(annotation) if kind is not type(None))
        assert isinstance(annotation, type) and issubclass(annotation, BaseModel)
        model = annotation
    return list(model.model_fields)
