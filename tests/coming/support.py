"""Runs rows through the engine and on into the quarter to come and the worklist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from indicators.calculate import calculate
from indicators.coming import write_coming
from indicators.definition import Indicator
from indicators.registry import all_indicators
from indicators.worklist import worklist_frame, write_worklist
from tests.support.engine import AUTHORITY, built

RUN_QUARTER, NEXT_QUARTER = "2017-18-Q4", "2018-19-Q1"


@dataclass(frozen=True)
class Ahead:
    """Tables of one small council after its run."""

    evidence: pd.DataFrame
    coming: pd.DataFrame
    rows: pd.DataFrame
    worklist: pd.DataFrame
    file: pd.DataFrame
    result_quarters: set[str]

    def measure(self, indicator_id: str) -> dict[str, Any]:
        """The row of ``indicators.coming`` for one measure."""
        found = self.coming[self.coming["indicator_id"] == indicator_id]
        assert len(found) == 1
        return dict(found.iloc[0])

    def outlook(self, indicator_id: str, person_id: str) -> list[str]:
        """The outlook of each of a person's rows; empty when the person does not enter."""
        found = self.rows[(self.rows["indicator_id"] == indicator_id) & (self.rows["person_id"] == person_id)]
        return sorted(found["outlook"])

    def work(self, indicator_id: str, person_id: str) -> pd.DataFrame:
        """A person's rows of the worklist for one measure."""
        return self.worklist[
            (self.worklist["indicator_id"] == indicator_id) & (self.worklist["person_id"] == person_id)
        ]


def look_ahead(
    extracts: Mapping[str, Sequence[Mapping[str, Any]]],
    quarter: str = RUN_QUARTER,
    *,
    about: Sequence[str] = (),
    targets: Mapping[str, Sequence[Any]] | None = None,
    ons_code: str = "E06000019",
) -> Ahead:
    """Compute the run quarter, what is coming after it, and the worklist, for some indicators or for all."""
    chosen: list[Indicator] = [i for i in all_indicators() if not about or i.id in about]
    with built(extracts, quarter, ons_code=ons_code) as connection:
        calculate(connection, chosen)
        write_coming(connection, chosen, {AUTHORITY: targets or {}})
        write_worklist(connection, chosen)
        quarters = connection.execute("SELECT DISTINCT quarter FROM indicators.result").fetchall()
        return Ahead(
            connection.execute("SELECT * FROM indicators.evidence WHERE quarter = submission_quarter").df(),
            connection.execute("SELECT * FROM indicators.coming").df(),
            connection.execute("SELECT * FROM indicators.coming_row").df(),
            connection.execute("SELECT * FROM indicators.worklist").df(),
            worklist_frame(connection, AUTHORITY, quarter),
            {row[0] for row in quarters},
        )


def child(person_id: str, born: date = date(2010, 5, 14), **more: Any) -> dict[str, Any]:
    """A row of ``children``."""
    return {"person_id": person_id, "date_of_birth": born, "sex": "F", "ethnicity": "WBRI", **more}


def episode(person_id: str, start: date, **more: Any) -> dict[str, Any]:
    """A row of ``care_episodes``: an open foster placement unless told otherwise."""
    return {
        "person_id": person_id,
        "episode_start": start,
        "reason_new_episode": "S",
        "legal_status": "C2",
        "category_of_need": "N1",
        "placement_type": "U6",
        "placement_provider": "PR1",
        **more,
    }


def move(person_id: str, *starts: date) -> list[dict[str, Any]]:
    """Episodes of a child who moves to a new home on each day after the first."""
    rows = []
    for position, start in enumerate(starts):
        last = position == len(starts) - 1
        rows.append(
            episode(
                person_id,
                start,
                reason_new_episode="S" if position == 0 else "P",
                episode_end=None if last else starts[position + 1],
                reason_episode_ceased=None if last else "X1",
            )
        )
    return rows
