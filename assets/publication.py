"""Publication: disclosure control, once, over everything a panel may see."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from assets.isolation import take_out
from assets.revisions import write_published
from assets.stage import Check, QuarterRun, Report, SetAside, Stage, count
from disclosure.closed import closed_frames
from disclosure.control import TOLD_ALREADY
from disclosure.publish import HIDDEN_CELLS, published_frames
from disclosure.rules import Rules
from exports.versions import state_on
from indicators import units
from indicators.commentary import Judged, Remark, hidden_indicators, judge_commentary
from indicators.reasons import counted_reasons, told_reasons
from indicators.registry import all_indicators, definitions_version, reason_words
from indicators.scorecard import CARE_LEAVER_CARD, LOOKED_AFTER_CARD, PROFILE, TREND
from schemas.commentary import TEXTS
from schemas.version import code_version
from schemas.warehouse import SCHEMA_VERSION, table
from warehouse.build import insert_frame
from warehouse.reported import approved_versions, last_actions

_NONE_SMALL, _STAYS_HIDDEN = "no_small_number_shown", "hidden_before_stays_hidden"
_log = logging.getLogger("scorecards.progress")
#: Remarks on commentary told one by one while a run goes on.
_MOST_TOLD = 12


def run(quarter_run: QuarterRun) -> Report:
    """Protect the scorecards and write the published tables."""
    connection = quarter_run.connection
    definitions = connection.execute("SELECT * FROM indicators.definition").df()
    insert_frame(connection, table("published.definition"), definitions[definitions["is_published"].astype(bool)])
    connection.register("thresholds", _thresholds(quarter_run))
    _write_quality(quarter_run)
    _write_inputs(quarter_run)
    connection.unregister("thresholds")
    if not quarter_run.with_results:
        return Report(
            0, "no council has results", checks=tuple(Check(name, 0, words) for name, words in STAGE.checks.items())
        )
    scorecards = {
        name: connection.execute(f"SELECT * FROM {name}").df()
        for name in (LOOKED_AFTER_CARD, CARE_LEAVER_CARD, PROFILE, TREND)
    }
    rules = rules_of(quarter_run)
    profiled = [i.id for i in all_indicators() if i.is_profiled]
    versions = approved_versions(quarter_run.warehouse, quarter_run.with_results)
    refused: dict[str, str] = {}
    frames = published_frames(
        connection.execute("SELECT * FROM indicators.result").df(),
        definitions,
        scorecards,
        rules,
        profiled,
        versions,
        refused,
    )
    for authority, reason in sorted(refused.items()):
        take_out(quarter_run, authority)
        quarter_run.set_aside.append(SetAside(authority, reason, STAGE.key, is_by_rule=True))
    if not quarter_run.with_results:
        return Report(
            0,
            "no council can be published",
            checks=tuple(Check(name, 0, words) for name, words in STAGE.checks.items()),
        )
    decided = [name for name, council in quarter_run.councils.items() if council.disclosure.closed_edition is not None]
    closed = closed_frames(scorecards, frames, decided, profiled)
    for name, frame in (frames | closed).items():
        insert_frame(connection, table(name), frame)
    insert_frame(connection, table("published.reason"), _reasons(quarter_run, frames))
    insert_frame(connection, table("published.action"), _actions(quarter_run))
    # Judged against the figures as published, so after them.
    judged = commentary(quarter_run)
    insert_frame(connection, table("published.commentary"), judged.accepted)
    insert_frame(connection, table("published.authority"), _authorities(quarter_run))
    revised = write_published(quarter_run)
    hidden = len(frames[HIDDEN_CELLS])
    told = int(frames[HIDDEN_CELLS]["reason"].str.endswith(TOLD_ALREADY).sum())
    known = f", {told:,} of them in an approved version already" if told else ""
    rows = sum(len(frame) for name, frame in frames.items() if name != HIDDEN_CELLS)
    return Report(
        rows,
        f"{rows:,} rows published, {hidden:,} figures hidden to protect children{known}{_tell_refused(judged)}",
        {
            "figures_hidden": hidden,
            "figures_hidden_but_told_already": told,
            "figures_revised_since_approval": revised,
            "commentary_published": len(judged.accepted),
            "commentary_left_out": _rows(judged),
            "commentary_remarks": "\n".join(_lines(judged.remarks)),
        },
        (
            Check(_NONE_SMALL, _small_shown(quarter_run), STAGE.checks[_NONE_SMALL]),
            Check(_STAYS_HIDDEN, shown_after_hidden(quarter_run, versions), STAGE.checks[_STAYS_HIDDEN]),
        ),
    )


def rules_of(quarter_run: QuarterRun) -> dict[str, Rules]:
    """Authority -> what its council decided about disclosure."""
    return {
        name: Rules.decided(c.disclosure.threshold, c.disclosure.process_waivers)
        for name, c in quarter_run.councils.items()
    }


def commentary(quarter_run: QuarterRun) -> Judged:
    """What of the commentary supplied may be published, judged against the figures as published.

    Needs the published scorecards, trend and profile; reads them and ``clean.commentary`` only.
    """
    return judge_against_published(quarter_run, quarter_run.connection.execute("SELECT * FROM clean.commentary").df())


def judge_against_published(quarter_run: QuarterRun, supplied: pd.DataFrame) -> Judged:
    """Which words may be published beside the figures as they are published now.

    Args:
        quarter_run: A run whose published scorecards, trend and profile are filled.
        supplied: Rows as ``clean.commentary`` has them.
    """
    connection = quarter_run.connection
    names = [f"published.{name}" for name in ("lac_scorecard", "care_leaver_scorecard", "trend", "profile")]
    frames = {name: connection.execute(f"SELECT * FROM {name}").df() for name in names}
    pairs = pd.concat([frames[name][["authority", "indicator_id"]] for name in names[:2]])
    on_scorecard = frozenset(pairs.itertuples(index=False, name=None))
    return judge_commentary(supplied, on_scorecard, hidden_indicators(frames))


def _reasons(quarter_run: QuarterRun, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Why rated measures whose figure is shown are missed, as far as a panel may be told."""
    cards = pd.concat([frames[f"published.{name}"] for name in ("lac_scorecard", "care_leaver_scorecard")])
    shown = cards[cards["is_rated"] & cards["shorthand"].isna() & cards["displayed_value"].notna()]
    thresholds = {name: council.disclosure.threshold for name, council in quarter_run.councils.items()}
    counted = counted_reasons(quarter_run.connection, reason_words())
    return told_reasons(counted, shown[["authority", "indicator_id", "time_window"]], thresholds)


def _actions(quarter_run: QuarterRun) -> pd.DataFrame:
    """What was promised the quarter before and may still be said, by the newest words published for it."""
    columns = list(table("published.action").column_names)
    before = quarter_run.quarter.shift(-1).label
    promised = last_actions(quarter_run.warehouse, quarter_run.with_results, before)
    if promised.empty:
        return pd.DataFrame(columns=columns)
    words = dict.fromkeys(TEXTS, None)
    rows = promised.assign(
        submission_quarter=before,
        source_row=range(1, len(promised) + 1),
        **{n: v for n, v in words.items() if n not in promised},
    )
    told = judge_against_published(quarter_run, rows).accepted
    return told.assign(submission_quarter=quarter_run.quarter.label)[columns]


def _tell_refused(judged: Judged) -> str:
    """How many rows of commentary are left out, for the stage's sentence; why is told line by line before it."""
    if not judged.refused:
        return ""
    lines = _lines(judged.refused)
    for line in lines[:_MOST_TOLD]:
        _log.info("  %s", line)
    if len(lines) > _MOST_TOLD:
        _log.info(
            "  and %d more remarks; each council's commentary template names those about its own",
            len(lines) - _MOST_TOLD,
        )
    rows = _rows(judged)
    return f"; {rows} row{'' if rows == 1 else 's'} of commentary left out, as said above"


def _rows(judged: Judged) -> int:
    return len({(r.authority, r.source_row) for r in judged.refused})


def _lines(remarks: Sequence[Remark]) -> list[str]:
    """Each remark by position and measure, never with the text it is about."""
    return [f"{r.authority}: {r}. {r.remedy}" for r in remarks]


def _write_quality(quarter_run: QuarterRun) -> None:
    """Rows read and problems by extract; small numbers are hidden, and the rows used with them, which would give them."""
    connection = quarter_run.connection
    connection.execute("""
        INSERT INTO published.data_quality BY NAME
        WITH counted AS (
            SELECT r.authority, r.submission_quarter, r.extract, t.k,
                sum(r.rows_read) AS rows_read, sum(r.rows_loaded) AS rows_loaded,
                sum(r.rows_quarantined) AS rows_quarantined
            FROM quality.row_counts AS r
            INNER JOIN thresholds AS t USING (authority)
            GROUP BY ALL
        ),
        found AS (
            SELECT authority, submission_quarter, extract,
                count(*) FILTER (WHERE severity = 'reject_file') AS files,
                count(*) FILTER (WHERE severity = 'reject_row') AS rows,
                count(*) FILTER (WHERE severity = 'warn') AS warnings
            FROM quality.findings
            GROUP BY ALL
        )
        SELECT
            c.authority, c.submission_quarter, c.extract,
            -- Of a small extract the rows read, or used, are a number of children like any other.
            CASE WHEN NOT c.is_small THEN c.rows_read END AS rows_read,
            CASE WHEN NOT c.is_small AND c.rows_quarantined NOT BETWEEN 1 AND c.k THEN c.rows_loaded END AS rows_loaded,
            CASE WHEN NOT c.is_small AND c.rows_quarantined NOT BETWEEN 1 AND c.k THEN c.rows_quarantined END
                AS rows_quarantined,
            coalesce(f.files, 0) AS findings_reject_file,
            CASE WHEN coalesce(f.rows, 0) NOT BETWEEN 1 AND c.k THEN coalesce(f.rows, 0) END AS findings_reject_row,
            CASE WHEN coalesce(f.warnings, 0) NOT BETWEEN 1 AND c.k THEN coalesce(f.warnings, 0) END AS findings_warn,
            CASE
                WHEN c.is_small OR c.rows_quarantined BETWEEN 1 AND c.k OR f.rows BETWEEN 1 AND c.k
                    OR f.warnings BETWEEN 1 AND c.k THEN 'c'
            END AS shorthand
        FROM (
            SELECT *, rows_read BETWEEN 1 AND k OR rows_loaded BETWEEN 1 AND k AS is_small FROM counted
        ) AS c
        LEFT JOIN found AS f USING (authority, submission_quarter, extract)
    """)


def _write_inputs(quarter_run: QuarterRun) -> None:
    """The files read, by extract and hash; rows by extract alone, as on the Data quality sheet."""
    quarter_run.connection.execute("""
        INSERT INTO published.input_file BY NAME
        SELECT authority, submission_quarter, extract, left(file_hash, 12) AS file_hash,
            CASE WHEN rows_of_extract NOT BETWEEN 1 AND k THEN rows_of_extract END AS rows_read
        FROM (
            SELECT *, sum(rows_read) OVER (PARTITION BY authority, submission_quarter, extract) AS rows_of_extract
            FROM core.source_file
        ) AS f
        INNER JOIN thresholds USING (authority)
        WHERE extract IS NOT NULL
    """)


def _thresholds(quarter_run: QuarterRun) -> pd.DataFrame:
    councils = quarter_run.councils
    return pd.DataFrame({"authority": list(councils), "k": [c.disclosure.threshold for c in councils.values()]})


def _authorities(quarter_run: QuarterRun) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "authority": authority,
                "submission_quarter": quarter_run.quarter.label,
                "name": quarter_run.councils[authority].name,
                "ons_code": quarter_run.councils[authority].ons_code,
                "quarter_words": quarter_run.quarter.words,
                "state": state_on(quarter_run.run_date, quarter_run.quarter),
                "run_date": pd.Timestamp(quarter_run.run_date),
                "code_version": code_version(),
                "schema_version": SCHEMA_VERSION,
                "definitions_version": definitions_version(),
                "disclosure_threshold": quarter_run.councils[authority].disclosure.threshold,
                "contact": quarter_run.councils[authority].panel.contact,
                "meeting_date": _day(quarter_run.councils[authority].panel.meeting),
                "records_to": _day(quarter_run.councils[authority].panel.records_to),
            }
            for authority in quarter_run.with_results
        ],
        columns=list(table("published.authority").column_names),
    )


def _day(day: date | None) -> pd.Timestamp | None:
    return None if day is None else pd.Timestamp(day)


def _small_shown(quarter_run: QuarterRun) -> int:
    """Published numbers from 1 to 5 about children, and the rest of a base from 1 to 5, of outcome measures."""
    connection = quarter_run.connection
    connection.register("thresholds", _thresholds(quarter_run))
    waived = [(name, i) for name, rules in rules_of(quarter_run).items() for i in sorted(rules.waived)]
    connection.register("waived", pd.DataFrame(waived, columns=["authority", "indicator_id"]).astype("str"))
    # A net change is the difference of two published totals, and no group of children.
    signed = ", ".join(f"'{i.id}'" for i in all_indicators() if i.measure.is_signed)
    protected = ", ".join(f"'{i.id}'" for i in all_indicators() if i.is_protected)
    shown = count(
        connection,
        f"""
        SELECT count(*)
        FROM published.trend AS t
        INNER JOIN published.definition AS d USING (indicator_id)
        INNER JOIN thresholds AS h USING (authority)
        ANTI JOIN waived AS w
            ON d.tier = 'process' AND w.authority = t.authority AND w.indicator_id = t.indicator_id
        WHERE t.indicator_id IN ({protected}) AND (
            (
                t.numerator BETWEEN 1 AND h.k AND t.indicator_id NOT IN ({signed})
                AND d.unit IN ({units.sql_list(lambda unit: unit.counts_in_numerator)})
            )
            OR t.denominator BETWEEN 1 AND h.k AND d.unit IN ({units.sql_list(lambda unit: unit.has_base)})
            OR (d.unit IN ({units.sql_list(lambda unit: unit.is_share)}) AND t.denominator - t.numerator BETWEEN 1 AND h.k))
        """,
    )
    shown += count(
        connection,
        "SELECT count(*) FROM published.profile INNER JOIN thresholds USING (authority) "
        "WHERE numerator BETWEEN 1 AND k OR year_ago_numerator BETWEEN 1 AND k OR two_years_ago_numerator BETWEEN 1 AND k",
    )
    connection.unregister("thresholds")
    connection.unregister("waived")
    return shown


def shown_after_hidden(quarter_run: QuarterRun, versions: pd.DataFrame | None) -> int:
    """Published numbers that an approved version hides; a nought, which a category becomes with its headline, is none."""
    if versions is None:
        return 0
    connection = quarter_run.connection
    connection.register("hidden_before", versions[versions["shorthand"].eq("c")])
    shown = count(
        connection,
        """
        WITH shown AS (
            SELECT authority, quarter, indicator_id, time_window, 'all' AS breakdown, 'all' AS category, numerator
            FROM published.trend
            UNION ALL
            SELECT authority, quarter, indicator_id, time_window, breakdown, category, numerator FROM published.profile
        )
        SELECT count(*)
        FROM shown
        SEMI JOIN hidden_before USING (authority, quarter, indicator_id, time_window, breakdown, category)
        WHERE numerator > 0
        """,
    )
    connection.unregister("hidden_before")
    return shown


STAGE = Stage(
    key="published",
    group="4_scorecards",
    description="What a panel may see: the scorecards, trend and profile with small numbers, and whatever would give them away, "
    "hidden. Workbooks are made from these tables alone.",
    after=("scorecards", "clean"),
    run=run,
    checks={
        _NONE_SMALL: "No number from 1 to the council's threshold is shown, nor the rest of a base that small",
        _STAYS_HIDDEN: "No number that an approved version hides is shown",
    },
)
