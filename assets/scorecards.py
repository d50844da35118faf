"""Scorecards: targets, ratings, change in words and comparators beside each exact figure."""

from __future__ import annotations

import pandas as pd

from assets.revisions import write_exact
from assets.stage import QuarterRun, Report, Stage
from indicators.comparators import read_comparators
from indicators.effects import could_change
from indicators.registry import all_indicators
from indicators.scorecard import LOOKED_AFTER_CARD, CouncilFacts, scorecard_frames
from schemas.extracts import EXTRACTS
from schemas.warehouse import table
from warehouse.build import insert_frame

_KEYS = ["authority", "submission_quarter"]


def run(quarter_run: QuarterRun) -> Report:
    """Build the two scorecards of the run quarter, the trend and the profile."""
    if not quarter_run.with_results:
        return Report(0, "no council has results")
    connection = quarter_run.connection
    frames = scorecard_frames(
        connection.execute("SELECT * FROM indicators.result").df(),
        connection.execute("SELECT * FROM indicators.definition").df(),
        {name: CouncilFacts(c.ons_code, c.targets) for name, c in quarter_run.councils.items()},
        read_comparators(),
        connection.execute("SELECT * FROM core.category").df(),
        quality_notes(connection.execute("SELECT * FROM quality.column_alerts").df()),
    )
    looked_after = frames[LOOKED_AFTER_CARD]
    counted = looked_after["indicator_id"].eq("LAC-01")
    looked_after.loc[counted, "notes"] = looked_after.loc[counted, "authority"].map(children_left_out(quarter_run))
    for name, frame in frames.items():
        insert_frame(connection, table(name), frame)
    cards = [frame for name, frame in frames.items() if name.endswith("_scorecard")]
    rated = sum(int(frame["is_rated"].sum()) for frame in cards)
    rows = sum(len(frame) for frame in cards)
    revised = write_exact(quarter_run)
    since = f", {revised:,} figures revised since they were reported" if revised else ""
    return Report(
        rows,
        f"{rows:,} scorecard rows, {rated:,} of them rated{since}",
        {"rated_rows": rated, "figures_revised": revised},
    )


def children_left_out(quarter_run: QuarterRun) -> dict[str, str]:
    """How many children are missing from every figure because their record could not be used, as said beside LAC-01.

    Returns:
        Authority -> a sentence that both editions may print: small numbers are not named. Nothing where there are none.
    """
    rows = quarter_run.connection.execute(
        "SELECT authority, count(*) FROM quality.quarantine WHERE extract = 'children' GROUP BY ALL"
    ).fetchall()
    words = {}
    for authority, count in rows:
        threshold = quarter_run.councils[authority].disclosure.threshold
        many = f"{count:,}" if count > threshold else f"{threshold} or fewer"
        words[authority] = f"{many} rows of the children extract could not be used and are in no figure"
    return words


def quality_notes(alerts: pd.DataFrame) -> pd.DataFrame:
    """Figures that rest on a column most of whose values could not be used.

    A figure rests on an alerted column when it needs the extract and either the column is one whose bad cells set rows
    aside, or the figure's queries name it.

    Args:
        alerts: ``quality.column_alerts``.

    Returns:
        ``authority``, ``submission_quarter``, ``indicator_id``, ``note``.
    """
    rows: list[dict[str, str]] = []
    for alert in alerts.to_dict("records"):
        extract = EXTRACTS[str(alert["extract"])]
        column = next(c for c in extract.columns if c.name == alert["column_name"])
        note = f"Most values of {column.name} in {extract.name} could not be used"
        for i in all_indicators():
            if could_change(i, extract.name, column.name, sets_aside=column.rejects):
                rows.append({**{key: str(alert[key]) for key in _KEYS}, "indicator_id": i.id, "note": note})
    if not rows:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in (*_KEYS, "indicator_id", "note")})
    grouped = pd.DataFrame(rows).groupby([*_KEYS, "indicator_id"])["note"].agg("; ".join)
    return grouped.reset_index()


STAGE = Stage(
    key="scorecards",
    group="4_scorecards",
    description="`scorecards.lac_scorecard` and `scorecards.care_leaver_scorecard`: one row per indicator and window of the "
    "run quarter, with target, rating, gap, change in words and comparators. Exact and restricted.",
    after=("results",),
    run=run,
)
