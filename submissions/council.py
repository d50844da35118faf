"""``council.toml``: who the council is, its targets and its own headings."""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from schemas.settings import ActionSettings, Settings
from submissions.council_pages import OwnComparator, PanelSettings, ScorecardSettings
from submissions.own_tables import Accept, History, Postcodes, Unfold

COUNCIL_FILE = "council.toml"
#: Levels of tables and lists within each other that the file may have.
DEEPEST = 32
#: Bytes the file may have; a real one has a few thousand.
_LONGEST_FILE = 1 << 20
#: More children than any authority has.
_MOST_PEOPLE = 10_000_000
#: Counts from 1 up to this are hidden unless a council decides otherwise.
USUAL_THRESHOLD = 5
#: Room for a name in the lines that every sheet repeats.
LONGEST_NAME = 80
_STRICT = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
_Number = Annotated[float, Field(strict=False, allow_inf_nan=False)]


class ConfigurationError(Exception):
    """A configuration that cannot be used.

    Attributes:
        problems: Every problem found, each naming the file, the key and what is allowed.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class TargetOverride(BaseModel):
    """A council's own target for one indicator from a financial year on.

    Attributes:
        from_year: First financial year it holds for, such as ``2017-18`` (``from`` in the file).
        at_least: The figure is to be this or more.
        at_most: The figure is to be this or less.
        between: The figure is to lie between these two, both included.
        floor: Worst figure that is still rated amber.
    """

    model_config = _STRICT

    from_year: str = Field(alias="from", pattern=r"^[0-9]{4}-[0-9]{2}$")
    at_least: _Number | None = None
    at_most: _Number | None = None
    between: tuple[_Number, _Number] | None = None
    floor: _Number | None = None

    @field_validator("from_year")
    @classmethod
    def _years_follow(cls, value: str) -> str:
        if (int(value[:4]) + 1) % 100 != int(value[5:]):
            raise ValueError("write a financial year such as 2017-18")
        return value

    @model_validator(mode="after")
    def _one_target(self) -> TargetOverride:
        given = [name for name in ("at_least", "at_most", "between") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of at_least, at_most and between")
        if self.between is not None and self.between[0] > self.between[1]:
            raise ValueError("between needs the smaller number first")
        if self.floor is not None and self.at_least is not None and self.floor > self.at_least:
            raise ValueError("floor may not lie above at_least")
        if self.floor is not None and self.at_most is not None and self.floor < self.at_most:
            raise ValueError("floor may not lie below at_most, because there a higher figure is worse")
        return self

    @property
    def type(self) -> Literal["at_least", "at_most", "between"]:
        """Which kind of target it is."""
        if self.at_least is not None:
            return "at_least"
        return "at_most" if self.at_most is not None else "between"


class ProcessWaiver(BaseModel):
    """A recorded decision to show small numbers of measures about the council's own work, such as reviews on time.

    Attributes:
        indicators: Identifiers of process measures.
        approved_by: Role of whoever decided.
        approved_on: When.
    """

    model_config = _STRICT

    indicators: list[str] = Field(min_length=1)
    approved_by: str = Field(min_length=1)
    approved_on: date


class Decision(BaseModel):
    """A recorded decision.

    Attributes:
        approved_by: Role of whoever decided.
        approved_on: When.
    """

    model_config = _STRICT

    approved_by: str = Field(min_length=1)
    approved_on: date


class DisclosureSettings(BaseModel):
    """Settings of disclosure control.

    Attributes:
        threshold: Counts from 1 up to this are hidden from the panel; under 5 only with a recorded decision.
        threshold_decision: Who decided on a threshold under 5, and when.
        process_waivers: Decisions to show small numbers of process measures.
        closed_edition: Who decided, and when, that a session from which press and public are excluded gets exact figures.
    """

    model_config = _STRICT

    threshold: int = Field(default=USUAL_THRESHOLD, ge=1, strict=True)
    threshold_decision: Decision | None = None
    process_waivers: list[ProcessWaiver] = Field(default_factory=list)
    closed_edition: Decision | None = None

    @model_validator(mode="after")
    def _low_threshold_was_decided(self) -> DisclosureSettings:
        if self.threshold < USUAL_THRESHOLD and self.threshold_decision is None:
            raise ValueError(
                "a threshold under 5 needs a recorded decision: [disclosure.threshold_decision] with approved_by and approved_on"
            )
        return self


class Council(BaseModel):
    """One council as its ``council.toml`` describes it.

    Attributes:
        name: Name as the panel reads it.
        ons_code: ONS code of the authority, such as ``E06000019``.
        population_0_17: Year of a mid-year estimate to the number of children aged 0 to 17.
        targets: Indicator to its overrides, earliest year first.
        headers: Extract to the council's own headings and the contract columns they stand for.
        disclosure: Settings of disclosure control.
        projection_0_17: Year of a mid-year projection to the number of children aged 0 to 17.
        settings: Numbers the rules leave to the council.
        actions: From which gain on an action counts as having worked.
        values: Extract and column to the council's own words and the codes they stand for, of this or several columns.
        unfold: Extract to the columns of a wide table that each make a record.
        join: Extract and column to the headings whose cells are put together for it.
        history: From which day the records are complete.
        accept: Extract to the council's word that figures are to rest on it although many rows are set aside.
        postcodes: A look-up file that says where postcodes are.
        scorecard: Which measures are rated, and which default targets are adopted.
        panel: What the Cover says besides: contact, meeting, up to when records were entered.
        comparators: Indicator to published figures of others to stand beside it.
    """

    model_config = _STRICT

    name: str = Field(min_length=1, max_length=LONGEST_NAME, strict=True)
    ons_code: str = Field(pattern=r"^E[0-9]{8}$", strict=True)
    population_0_17: dict[int, Annotated[int, Field(gt=0, lt=_MOST_PEOPLE, strict=True)]] = Field(default_factory=dict)
    targets: dict[str, list[TargetOverride]] = Field(default_factory=dict)
    headers: dict[str, dict[str, str]] = Field(default_factory=dict)
    disclosure: DisclosureSettings = Field(default_factory=DisclosureSettings)
    projection_0_17: dict[int, Annotated[int, Field(gt=0, lt=_MOST_PEOPLE, strict=True)]] = Field(default_factory=dict)
    settings: Settings = Field(default_factory=Settings)
    actions: ActionSettings = Field(default_factory=ActionSettings)
    values: dict[str, dict[str, dict[str, str | dict[str, str]]]] = Field(default_factory=dict)
    unfold: dict[str, list[Unfold]] = Field(default_factory=dict)
    join: dict[str, dict[str, Annotated[list[str], Field(min_length=2)]]] = Field(default_factory=dict)
    history: History = Field(default_factory=History)
    accept: dict[str, Accept] = Field(default_factory=dict)
    postcodes: Postcodes | None = None
    scorecard: ScorecardSettings = Field(default_factory=ScorecardSettings)
    panel: PanelSettings = Field(default_factory=PanelSettings)
    comparators: dict[str, list[OwnComparator]] = Field(default_factory=dict)

    @field_validator("name")
    @classmethod
    def _name_is_filled(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("the name is blank")
        if any(not character.isprintable() for character in value):
            raise ValueError("the name has a control or invisible character; type it again")
        return value.strip()

    @field_validator("population_0_17", "projection_0_17", mode="before")
    @classmethod
    def _years(cls, value: Any) -> Any:
        if isinstance(value, dict):
            for year in value:
                if not (str(year).isdigit() and len(str(year)) == 4):
                    raise ValueError("each key must be the year of a mid-year estimate, such as 2017")
        return value

    @field_validator("targets")
    @classmethod
    def _one_target_a_year(cls, value: dict[str, list[TargetOverride]]) -> dict[str, list[TargetOverride]]:
        for indicator, overrides in value.items():
            years = [override.from_year for override in overrides]
            if len(set(years)) < len(years):
                raise ValueError(f"{indicator} has two targets from the same financial year")
        return {
            indicator: sorted(overrides, key=lambda override: override.from_year)
            for indicator, overrides in value.items()
        }


def load_council(path: Path) -> Council:
    """Read a ``council.toml``.

    Args:
        path: The file.

    Raises:
        ConfigurationError: With every problem the file has, each naming the file and the key.
    """
    where = f"{path.parent.name}/{path.name}"
    given = _read_toml(path, where)
    problems: list[str] = []
    council: Council | None = None
    try:
        council = Council.model_validate(given)
    except ValidationError as error:
        problems = [_problem(where, dict(detail)) for detail in error.errors(include_url=False, include_input=False)]
    except (ArithmeticError, RecursionError, ValueError):  # a number beyond all numbers
        problems = [f"{where}: a value of it cannot be read, such as a number of hundreds of digits."]
    problems += _table_problems(where, given)
    if council is None or problems:
        raise ConfigurationError(problems)
    return council


def _read_toml(path: Path, where: str) -> dict[str, Any]:
    """What the file says; it is read only as a regular file of the landing folder, of moderate size and depth."""
    try:
        # Opening a pipe may never end, and a link may lead to anything: the file is looked at before it is opened.
        about = path.stat()
        if not stat.S_ISREG(about.st_mode) or not path.resolve().is_relative_to(path.parent.parent.resolve()):
            raise ConfigurationError(
                [f"{where}: it is no regular file of the landing folder. Put the file itself there."]
            )
        if about.st_size > _LONGEST_FILE:
            raise ConfigurationError([f"{where}: the file has more than {_LONGEST_FILE:,} bytes, which is the limit."])
        # Windows editors put a byte order mark before the text, which the TOML parser does not expect.
        given: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigurationError(
            [f"{where}: the file is not there. Write one with at least the keys name and ons_code."]
        ) from None
    except OSError:
        raise ConfigurationError([f"{where}: the file cannot be opened. Check who may read it."]) from None
    except UnicodeDecodeError:
        raise ConfigurationError([f"{where}: the file is not UTF-8. Save it as UTF-8."]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError([f"{where}: the file is not valid TOML: {error}."]) from None
    except RecursionError:
        raise ConfigurationError([_too_deep(where)]) from None
    except ValueError:
        raise ConfigurationError([f"{where}: a number in the file has too many digits."]) from None
    if _depth(given) > DEEPEST:
        raise ConfigurationError([_too_deep(where)])
    return given


def _too_deep(where: str) -> str:
    return f"{where}: tables or lists stand more than {DEEPEST} levels deep within each other, which is the limit."


def _depth(given: Any) -> int:
    """Levels of tables and lists, counted without recursion."""
    deepest, level = 0, [given]
    while level and deepest <= DEEPEST:
        deepest += 1
        inner = [value for one in level for value in (one.values() if isinstance(one, dict) else one)]
        level = [value for value in inner if isinstance(value, (dict, list))]
    return deepest


_WORDS = {
    "missing": "the key is required and is not there",
    "extra_forbidden": "there is no such key; check its spelling",
}


def _problem(where: str, detail: Mapping[str, Any]) -> str:
    """One problem of the file in words; pydantic's own text follows where it says what is allowed."""
    key = ".".join(str(part) for part in detail["loc"]) or "the file"
    words = _WORDS.get(detail["type"])
    if words is None:
        words = str(detail["msg"]).removeprefix("Value error, ")
        words = words[:1].lower() + words[1:]
        if key == "ons_code":
            words = "write the authority's ONS code: E and eight digits, such as E06000019"
    if detail["type"] == "extra_forbidden":
        words += _allowed(detail["loc"])
    return f"{where}: {key}: {words}."


_SECTIONS: dict[str, type[BaseModel]] = {
    "scorecard": ScorecardSettings,
    "panel": PanelSettings,
    "comparators": OwnComparator,
}


def _allowed(place: tuple[Any, ...]) -> str:
    model: type[BaseModel] = Council
    if place[0] == "targets":
        model = TargetOverride
    elif place[0] == "disclosure":
        model = DisclosureSettings
    elif place[0] in _SECTIONS:
        model = _SECTIONS[place[0]]
    names = [about.alias or name for name, about in model.model_fields.items()]
    return f" (allowed: {', '.join(names)})"


def _table_problems(where: str, given: Mapping[str, Any]) -> list[str]:
    """What the tables about files name that is no extract or no column of it."""
    # The models load pandas and pandera, which most commands that read a council.toml have no use for.
    from schemas.extracts import EXTRACTS  # noqa: PLC0415
    from schemas.headers import normalise  # noqa: PLC0415

    problems: list[str] = []
    extracts = {name: extract.column_names for name, extract in EXTRACTS.items()}
    for key in ("headers", "values", "unfold", "join", "history", "accept"):
        table = given.get(key)
        for extract, own in table.items() if isinstance(table, dict) else ():
            if key == "history" and extract == "from":
                continue
            if extract not in extracts:
                problems.append(f"{where}: {key}.{extract}: there is no such extract (allowed: {', '.join(extracts)}).")
                continue
            problems += [
                f"{where}: {key}.{extract}{place}: it is mapped to no column of the contract (allowed: "
                f"{', '.join(extracts[extract])})."
                for place, column in _columns_named(key, own)
                if not isinstance(column, str) or column not in extracts[extract]
            ]
            if key == "headers" and isinstance(own, dict):
                seen: dict[str, str] = {}
                problems += [
                    f'{where}: headers.{extract}."{heading}": the heading is mapped twice, to different columns. Leave one of '
                    "them."
                    for heading, column in own.items()
                    if isinstance(column, str) and seen.setdefault(normalise(heading), column) != column
                ]
    return problems


def _columns_named(key: str, own: Any) -> list[tuple[str, Any]]:
    """Each contract column that a table of an extract names, with its place in the file."""
    if key == "headers" and isinstance(own, dict):
        return [(f'."{heading}"', column) for heading, column in own.items()]
    if key == "join" and isinstance(own, dict):
        return [(f".{column}", column) for column in own]
    if key == "unfold" and isinstance(own, list):
        entries = [entry for entry in own if isinstance(entry, dict)]
        return [("", entry.get("to")) for entry in entries] + [
            (".with", column) for entry in entries if isinstance(entry.get("with"), dict) for column in entry["with"]
        ]
    if key == "values" and isinstance(own, dict):
        found = [(f".{column}", column) for column in own]
        for column, words in own.items():
            for word, meaning in words.items() if isinstance(words, dict) else ():
                found += [(f'.{column}."{word}"', name) for name in meaning] if isinstance(meaning, dict) else []
        return found
    return []
