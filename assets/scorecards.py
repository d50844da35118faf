"""Scorecards: targets, ratings, change in words and comparators beside each exact figure."""

from __future__ import annotations

import pandas as pd

from assets.revisions import write_exact
from assets.stage import QuarterRun, Report, Stage
from indicators.comparators import read_comparators
from indicators.effects import could_change
from indicators.registry import all_indicators
from indicators.scorecard import LOOKED_AFTER_CARD, CouncilFacts, scorecard_frames
from quality.plausible import differing
from schemas.extracts import EXTRACTS
from schemas.warehouse import table
from warehouse.build import insert_frame

_KEYS = ["authority", "submission_quarter"]
#: Share of a kind of record set aside from which the figures resting on it are marked.
MARKED_FROM = 0.02


def run(quarter_run: QuarterRun) -> Report:
    """Build the two scorecards of the run quarter, the trend and the profile."""
    if not quarter_run.with_results:
        return Report(0, "no council has results")
    connection = quarter_run.connection
    insert_frame(
        connection, table("quality.findings"), differing(connection, quarter_run.warehouse, quarter_run.quarter)
    )
    frames = scorecard_frames(
        connection.execute("SELECT * FROM indicators.result").df(),
        connection.execute("SELECT * FROM indicators.definition").df(),
        {name: CouncilFacts.of(c) for name, c in quarter_run.councils.items()},
        read_comparators(),
        connection.execute("SELECT * FROM core.category").df(),
        quality_notes(connection.execute("SELECT * FROM quality.column_alerts").df()),
        records_missing(quarter_run),
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
        "SELECT authority, rows_set_aside FROM quality.availability "
        "WHERE extract = 'children' AND column_name IS NULL AND rows_set_aside > 0"
    ).fetchall()
    words = {}
    for authority, count in rows:
        threshold = quarter_run.councils[authority].disclosure.threshold
        many = f"{count:,}" if count > threshold else f"{threshold} or fewer"
        words[authority] = f"{many} rows of the children extract could not be used and are in no figure"
    return words


def records_missing(quarter_run: QuarterRun) -> pd.DataFrame:
    """Figures that rest on a kind of record of which more than 2% could not be used, and how many, in words.

    Both editions may print the words: a number up to the council's threshold is not named.

    Returns:
        ``authority``, ``submission_quarter``, ``indicator_id``, ``records_missing``.
    """
    found = quarter_run.connection.execute(
        """
        SELECT authority, submission_quarter, extract, sum(rows_quarantined) AS aside
        FROM quality.row_counts
        GROUP BY ALL
        HAVING sum(rows_quarantined) > ? * sum(rows_read)
        ORDER BY ALL
        """,
        [MARKED_FROM],
    ).fetchall()
    rows = []
    for authority, quarter, extract, aside in found:
        threshold = quarter_run.councils[authority].disclosure.threshold
        many = f"{aside:,}" if aside > threshold else f"fewer than {threshold + 1}"
        kind = EXTRACTS[extract].words if extract in EXTRACTS else extract
        words = f"{many} records could not be used: {kind[:1].lower()}{kind[1:]}"
        rows += [
            (authority, quarter, i.id, words)
            for i in all_indicators()
            if extract in {name.partition(".")[0] for name in i.sources}
        ]
    frame = pd.DataFrame(rows, columns=[*_KEYS, "indicator_id", "records_missing"], dtype="object")
    return frame.groupby([*_KEYS, "indicator_id"])["records_missing"].agg("; ".join).reset_index()


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
