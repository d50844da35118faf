"""The extracts a council delivers: one pandera model each, and the registry the rest of the project reads.

A column is described here and nowhere else: its mark, kind, codes and meaning all come from the model.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import pandera.pandas as pa

from schemas.extracts.care_episodes import CareEpisodes
from schemas.extracts.children import Children
from schemas.extracts.commentary import Commentary
from schemas.extracts.health import HealthAssessments, HealthChecks, Sdqs
from schemas.extracts.in_care import MissingEpisodes, Reviews
from schemas.extracts.leaving_care import (
    Accommodation,
    CareLeaverContacts,
    CareLeaverRoster,
    EetStatus,
    PathwayPlans,
    WorkerAllocations,
)

Kind = Literal["identifier", "text", "code", "code_list", "date", "datetime", "yes_no", "integer", "decimal"]

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
        judged_on: Date column on which a code's validity dates are judged, ``None`` where they are not.
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
    """

    name: str
    model: type[pa.DataFrameModel]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    description: str

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
        """Whether its rows speak of a person (all but the commentary)."""
        return "person_id" in self.column_names


def _extract(name: str, model: type[pa.DataFrameModel]) -> Extract:
    schema: Any = model.to_schema()
    columns = []
    for column in schema.columns.values():
        about: dict[str, Any] = column.metadata
        columns.append(
            Column(
                name=column.name,
                kind=about["kind"],
                mark=about["mark"],
                codes=about.get("codes"),
                description=column.description,
                duckdb_type=DUCKDB_TYPES[about["kind"]],
                ends=about.get("ends", False),
                planned=about.get("planned", False),
                judged_on=about.get("judged_on"),
            )
        )
    key: tuple[str, ...] = (model.Config.metadata or {})["key"]
    return Extract(name, model, key, tuple(columns), inspect.cleandoc(model.__doc__ or ""))


#: Every extract, in the contract's order.
EXTRACTS: Mapping[str, Extract] = MappingProxyType(
    {
        name: _extract(name, model)
        for name, model in (
            ("children", Children),
            ("care_episodes", CareEpisodes),
            ("health_assessments", HealthAssessments),
            ("health_checks", HealthChecks),
            ("sdqs", Sdqs),
            ("missing_episodes", MissingEpisodes),
            ("reviews", Reviews),
            ("care_leaver_roster", CareLeaverRoster),
            ("pathway_plans", PathwayPlans),
            ("care_leaver_contacts", CareLeaverContacts),
            ("eet_status", EetStatus),
            ("accommodation", Accommodation),
            ("worker_allocations", WorkerAllocations),
            ("commentary", Commentary),
        )
    }
)

#: Extracts without which an authority has no results.
REQUIRED_EXTRACTS = ("children", "care_episodes")
