"""The extracts a council delivers: one file each, and the registry the rest of the project reads.

A file of this package declares one pandera model, named after its extract in capitals (``visits.py``: ``Visits``). The
model says everything about the extract: columns with mark, kind, codes and meaning, key, words, what it serves; it is
found here and stated nowhere else.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any, Literal

import pandera.pandas as pa

from schemas.codes import code_set

Kind = Literal[
    "identifier", "text", "code", "code_list", "date", "datetime", "yes_no", "integer", "decimal",
    "term", "academic_year", "financial_year", "quarter",
]  # fmt: skip

#: DuckDB type of each kind of column.
DUCKDB_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "identifier": "VARCHAR",
        "text": "VARCHAR",
        "code": "VARCHAR",
        "code_list": "VARCHAR",
        "date": "DATE",
        "datetime": "TIMESTAMP",
        "yes_no": "BOOLEAN",
        "integer": "INTEGER",
        "decimal": "DOUBLE",
        "term": "VARCHAR",
        "academic_year": "VARCHAR",
        "financial_year": "VARCHAR",
        "quarter": "VARCHAR",
    }
)


@dataclass(frozen=True)
class Column:
    """One column of an extract.

    Attributes:
        name: Contract name.
        kind: What a cell holds.
        mark: ``*`` must be filled and valid, ``°`` must be there, empty may be absent.
        codes: Name of the code set of a coded column, otherwise ``None``.
        description: What the column says, for the data dictionary.
        duckdb_type: Type in the warehouse.
        ends: An end date: an invalid cell rejects the row.
        planned: A date that states a plan and may lie in the future.
        judged_on: Column with the date, or the academic year, on which a code's validity dates are judged; ``None`` where
            they are not.
        allowed: Numbers the column takes, in words; empty for other kinds.
        family: The one family of the code set that the column takes; ``None`` for the whole set.
    """

    name: str
    kind: Kind
    mark: str
    codes: str | None
    description: str
    duckdb_type: str
    ends: bool = False
    planned: bool = False
    judged_on: str | None = None
    allowed: str = ""
    family: str | None = None

    @property
    def accepted_codes(self) -> tuple[str, ...]:
        """The codes a cell may hold; none where the column is not coded."""
        return code_set(self.codes).of_family(self.family) if self.codes else ()

    @property
    def required(self) -> bool:
        """Whether a file without the column is rejected."""
        return self.mark != ""

    @property
    def rejects(self) -> bool:
        """Whether an invalid cell rejects its row."""
        return self.mark == "*" or self.ends


@dataclass(frozen=True)
class Extract:
    """One extract: a file of a submission.

    Attributes:
        name: File stem and table name.
        model: The pandera model that judges it.
        key: Columns that together name one row.
        columns: Its columns in the contract's order.
        description: What one row is.
        words: What a reader calls these records.
        serves: What a delivery of it makes available.
        span: Columns that hold the first and the last day of what a row is; ``None`` where rows do not last.
        is_required: Whether an authority without it has no results.
    """

    name: str
    model: type[pa.DataFrameModel]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    description: str
    words: str
    serves: str
    span: tuple[str, str] | None = None
    is_required: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        """Contract names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """One column by name.

        Raises:
            KeyError: When the extract has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def has_person(self) -> bool:
        """Whether its rows speak of a person."""
        return "person_id" in self.column_names


def _extract(name: str, model: type[pa.DataFrameModel]) -> Extract:
    schema: Any = model.to_schema()
    columns = []
    for column in schema.columns.values():
        stated: dict[str, Any] = column.metadata
        columns.append(
            Column(
                name=column.name,
                kind=stated["kind"],
                mark=stated["mark"],
                codes=stated.get("codes"),
                description=column.description,
                duckdb_type=DUCKDB_TYPES[stated["kind"]],
                ends=stated.get("ends", False),
                planned=stated.get("planned", False),
                judged_on=stated.get("judged_on"),
                allowed=stated.get("allowed", ""),
                family=stated.get("family"),
            )
        )
    about: dict[str, Any] = model.Config.metadata or {}
    return Extract(
        name=name,
        model=model,
        key=about["key"],
        columns=tuple(columns),
        description=inspect.cleandoc(model.__doc__ or ""),
        words=about["words"],
        serves=about["serves"],
        span=about["span"],
        is_required=about["is_required"],
    )


def _found() -> Mapping[str, Extract]:
    """Every extract declared in this package, in the contract's order."""
    places: dict[int, Extract] = {}
    for module in iter_modules(__path__):
        model = getattr(import_module(f"{__name__}.{module.name}"), module.name.title().replace("_", ""))
        place = model.Config.metadata["place"]
        if place in places:
            raise ValueError(
                f"{module.name} and {places[place].name} both have place {place}. Give one of them another."
            )
        places[place] = _extract(module.name, model)
    return MappingProxyType({places[place].name: places[place] for place in sorted(places)})


#: Every extract, in the contract's order.
EXTRACTS: Mapping[str, Extract] = _found()

#: Extracts without which an authority has no results.
REQUIRED_EXTRACTS = tuple(name for name, extract in EXTRACTS.items() if extract.is_required)
