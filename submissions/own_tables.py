"""Keys of ``council.toml`` that say how a council's own tables are read: values, unfolding, joining, history, acceptance."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

_STRICT = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Unfold(BaseModel):
    """A column of a wide table whose filled cells each make a record.

    Attributes:
        column: Heading of the column.
        to: Contract column that its cells are read as.
        constants: Contract columns that every such record has filled, with their text (``with`` in the file).
    """

    model_config = _STRICT

    column: str = Field(min_length=1)
    to: str = Field(min_length=1)
    constants: dict[str, str] = Field(default_factory=dict, alias="with")


class History(BaseModel):
    """From which day a council's records are complete.

    Attributes:
        from_day: Of every extract (``from`` in the file); ``None`` for what the source or the records say.
        extracts: Extract to its own first day.
    """

    model_config = _STRICT

    from_day: date | None = Field(default=None, alias="from")
    extracts: dict[str, date] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _tables(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        read: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key, value in given.items():
            if isinstance(value, dict) and key not in ("from", "extracts"):
                if set(value) != {"from"}:
                    raise ValueError(f"[history.{key}] has the one key from, such as from = 2017-10-01")
                own[key] = value["from"]
            else:
                read[key] = value
        return {**read, "extracts": own} if own else read


class Accept(BaseModel):
    """A council's word that figures are to rest on an extract although many of its rows are set aside.

    Attributes:
        reason: Why.
        up_to: Per cent of its rows that may be set aside.
    """

    model_config = _STRICT

    reason: str = Field(min_length=1, max_length=400)
    up_to: float = Field(gt=0, le=100, allow_inf_nan=False)


class Postcodes(BaseModel):
    """A look-up file that says where postcodes are, for the return's HOME_POST and PL_POST.

    Attributes:
        file: Name of a CSV beside ``council.toml``.
        postcode: Its column with the postcode.
        easting: Its column with metres east of the national grid's origin.
        northing: Its column with metres north of it.
        authority: Its column with the ONS code of the authority.
    """

    model_config = _STRICT

    file: str = Field(min_length=1)
    postcode: str = "pcds"
    easting: str = "oseast1m"
    northing: str = "osnrth1m"
    authority: str = "oslaua"
