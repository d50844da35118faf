"""The managers' Why: what is late or missing, counted by measure, reason and team, above the list person by person."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from exports.content import Column, Number, TableSheet
from exports.published import Panel
from exports.sheets.marks import reference_width
from exports.styles import COUNT_FORMAT

NAME = "Why"
NO_TEAM = "No team recorded"


def why(found: pd.DataFrame, reasons: Mapping[tuple[str, str], str], panel: Panel) -> TableSheet | None:
    """One row for each measure, reason and team, exact: measures in reading order, the most frequent first.

    Args:
        found: As :func:`exports.exact.read_exceptions`.
        reasons: (measure, reason code) -> words.
        panel: The workbook's figures.
    """
    if found.empty:
        return None
    keys = ["indicator_id", "label", "miss_reason", "team"]
    # A council that records no team gives a column without a type, into which no text could be filled.
    teams = found["team"].astype("object")
    teams = teams.where(teams.notna() & teams.ne(""), NO_TEAM)
    order = {id_: place for place, id_ in enumerate(found["indicator_id"].unique())}
    counted = found.assign(team=teams).groupby(keys, sort=False).size().reset_index(name="number")
    counted["place"] = counted["indicator_id"].map(order)
    listed = counted.sort_values(
        ["place", "number", "miss_reason", "team"], ascending=[True, False, True, True], kind="stable"
    )
    return TableSheet(
        name=NAME,
        answers="what is late or missing, counted by reason and team",
        heading="Why: what is late or missing, by reason and team",
        table_name="why",
        columns=(
            Column("Ref", reference_width(panel)),
            Column("Measure", 50),
            Column("Why", 56, indented=True),
            Column("Team", 36, indented=True),
            Column("How many", 12, numeric=True),
        ),
        rows=tuple(
            (
                str(row["indicator_id"]),
                str(row["label"]),
                reasons.get((row["indicator_id"], row["miss_reason"]), str(row["miss_reason"])),
                str(row["team"]),
                Number(int(row["number"]), COUNT_FORMAT),
            )
            for row in listed.to_dict("records")
        ),
        how_to_read=("Each row counts the lines of Exceptions for one measure, reason and team.",),
    )
