"""What ``council.toml`` says for the pages: the measures a panel rates, whose targets they are, comparators, contact."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

_STRICT = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
#: Text a page repeats.
_Line = Annotated[str, Field(min_length=1, max_length=200, strict=True)]
_Number = Annotated[float, Field(strict=False, allow_inf_nan=False)]


def _printable(value: str) -> str:
    if any(not character.isprintable() for character in value) or not value.strip():
        raise ValueError("it is blank or has a control or invisible character; type it again")
    return value.strip()


class RatedGroup(BaseModel):
    """Measures under one heading of the Scorecard (``[[scorecard.rated]]``).

    Attributes:
        heading: As the panel reads it.
        measures: Identifiers, in the order they are shown.
    """

    model_config = _STRICT

    heading: Annotated[str, Field(min_length=1, max_length=60, strict=True)]
    measures: list[str] = Field(min_length=1)

    _heading = field_validator("heading")(_printable)


class Adoption(BaseModel):
    """The council's decision to take default targets as its own (``[scorecard.adopted]``).

    Attributes:
        targets: ``all``, or the identifiers of the measures whose default targets are adopted.
        by: Role or body that decided.
        on: When.
    """

    model_config = _STRICT

    targets: Literal["all"] | list[str]
    by: _Line
    on: date

    _by = field_validator("by")(_printable)


class ScorecardSettings(BaseModel):
    """What the Scorecard shows (``[scorecard]``).

    Attributes:
        rated: The measures rated, by heading; the default set where it is left out.
        adopted: Which default targets the council has adopted.
    """

    model_config = _STRICT

    rated: list[RatedGroup] = Field(default_factory=list)
    adopted: Adoption | None = None


class PanelSettings(BaseModel):
    """What the Cover tells a panel (``[panel]``).

    Attributes:
        contact: Whom to ask, with telephone or e-mail.
        meeting: Day of the meeting the papers are for.
        records_to: Day up to which records were entered when the extracts were taken.
    """

    model_config = _STRICT

    contact: _Line | None = None
    meeting: date | None = None
    records_to: date | None = None

    @field_validator("contact")
    @classmethod
    def _contact(cls, value: str | None) -> str | None:
        return None if value is None else _printable(value)


class OwnComparator(BaseModel):
    """A published figure to stand beside the council's (``[[comparators.<indicator>]]``).

    Attributes:
        area: Whose figure it is.
        value: In the indicator's unit.
        period: As a reader is told it, such as ``2016 to 2017``.
        ends: Last day of the period; it stands beside quarters that end on or after it.
        same_definition: Whether it counts what the indicator counts; if not it is refused.
        source: Where it was published.
    """

    model_config = _STRICT

    area: Literal["England", "Region", "Statistical neighbours"]
    value: _Number
    period: _Line
    ends: date
    same_definition: bool
    source: _Line

    @field_validator("same_definition")
    @classmethod
    def _comparable(cls, value: bool) -> bool:
        if not value:
            raise ValueError("a figure of another definition may not stand beside this one; take it out")
        return value
