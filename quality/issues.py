"""The issues of one submission: findings with their values, what they could change, and their history.

Exports may not read declarations and rules; here both are joined to ``quality.findings`` by set-based SQL, and handed
to the data-quality workbook as frames.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from exports.quality import QualityReport
from exports.versions import state_on
from indicators.effects import could_change
from indicators.registry import all_indicators
from quality.repairs import CANNOT, NO, WHOLE_CHILD, unknown_words
from schemas.extracts import EXTRACTS, Column
from submissions.accepted import AcceptedList
from submissions.rules import RULES
from warehouse.calendar import Quarter
from warehouse.connection import connect

#: Extracts that say who is counted: while a row of theirs is set aside, nobody can tell which figures miss the person.
WHO_COUNTS = ("children", "care_episodes", "care_leaver_roster")
LONGEST_VALUE = 40
NOT_WORKED_OUT = "Not worked out: the extracts were checked, and figures come with a run"
_MANY_CODES = 12
_MANY_MEASURES = 8
_FORMATS = {
    "date": "A date: DD/MM/YYYY or YYYY-MM-DD",
    "datetime": "A date, with or without a time: DD/MM/YYYY HH:MM",
    "yes_no": "Y or N",
    "integer": "A whole number",
    "decimal": "A number",
    "identifier": "The identifier as text",
    "text": "Any text",
}
_HISTORY = ("finding_id", "extract", "source_row", "person_id", "column_name", "rule", "severity", "message")


def quality_report(
    con: duckdb.DuckDBPyConnection,
    authority: str,
    quarter: str,
    *,
    delivery: int,
    run_date: date,
    accepted: AcceptedList,
    warehouse: Path | None,
    effects: pd.DataFrame | None = None,
) -> QualityReport:
    """Everything the data-quality workbook of one submission says.

    Args:
        con: The build; figures need not have been worked out.
        authority: Slug of the council.
        quarter: Label of the submission's quarter.
        delivery: Number of this delivery.
        run_date: Day of the run, on which acceptances are judged.
        accepted: What the council has accepted.
        warehouse: The working file, for earlier deliveries; it need not exist.
        effects: What :func:`quality.repairs.would_change` says; ``None`` when the extracts were checked and no figures
            worked out.
    """
    issues = _issues(con, authority, quarter)
    seen, previous, before = _history(warehouse, authority, quarter, delivery)
    issues = issues.merge(seen, on="finding_id", how="left")
    open_before = issues["finding_id"].isin(before["finding_id"])
    issues["status"] = "New"
    issues.loc[issues["first_seen"].notna(), "status"] = "Returned"
    issues.loc[open_before, "status"] = "Open"
    this = f"{quarter}, delivery {delivery}"
    issues["first_seen"] = issues["first_seen"].astype(object).where(issues["first_seen"].notna(), this)
    holding = {name for name, entry in accepted.accepted.items() if entry.holds_on(run_date)}
    issues.loc[issues["finding_id"].isin(holding), "status"] = "Accepted"
    issues = _ordered(_with_effects(issues, authority, effects))
    gone = before[~before["finding_id"].isin(issues["finding_id"])].copy()
    keys = [authority, quarter]
    available = "SELECT extract FROM core.available_extract WHERE authority = ? AND submission_quarter = ?"
    usable = {row[0] for row in con.execute(available, keys).fetchall()}
    gone["outcome"] = [
        "Not checked: no usable file of the extract this time"
        if name in EXTRACTS and name not in usable
        else "No longer found"
        for name in gone["extract"]
    ]
    named = "SELECT name FROM core.submission WHERE authority = ? AND submission_quarter = ?"
    name = str(con.execute(named, keys).fetchall()[0][0])
    return QualityReport(
        council=name,
        quarter=quarter,
        state=state_on(run_date, Quarter.parse(quarter)),
        is_check=effects is None,
        delivery=delivery,
        previous=previous,
        issues=issues,
        fixed=gone,
        accepted=_accepted(accepted, set(issues["finding_id"]), run_date),
        accepted_problems=accepted.problems,
        extracts=_extracts(con, authority, quarter),
        rules=pd.DataFrame(
            [(rule.code, rule.title, rule.severity or "", rule.remedy) for rule in RULES.values()],
            columns=["rule", "title", "severity", "remedy"],
        ),
    )


def _issues(con: duckdb.DuckDBPyConnection, authority: str, quarter: str) -> pd.DataFrame:
    """Findings with value, allowed, measures and how far they reach; the order of the Issues sheet."""
    keys = {"authority": authority, "quarter": quarter}
    con.register("resting", _resting(con, keys))
    con.execute("CREATE OR REPLACE TEMP TABLE value_now (finding_id VARCHAR, value_now VARCHAR)")
    for extract, column in _places(con, keys):
        if extract in EXTRACTS and column in EXTRACTS[extract].column_names:
            con.execute(
                f'INSERT INTO value_now SELECT f.finding_id, t."{column}" FROM quality.findings AS f '
                f"INNER JOIN landing.{extract} AS t USING (authority, submission_quarter, source_file, source_row) "
                "WHERE f.authority = $authority AND f.submission_quarter = $quarter AND f.extract = $extract "
                "AND f.column_name = $column",
                {**keys, "extract": extract, "column": column},
            )
    found = con.execute(
        """
        WITH base AS (
            SELECT DISTINCT e.person_id, e.indicator_id
            FROM indicators.evidence AS e
            INNER JOIN indicators.definition AS d
                ON d.indicator_id = e.indicator_id AND d.headline_window = e.time_window
            WHERE e.authority = $authority AND e.submission_quarter = $quarter AND e.quarter = $quarter
        ),
        issue AS (
            SELECT
                *, severity <> 'warn' AS sets_aside,
                row_number() OVER (PARTITION BY rule, person_id ORDER BY extract, source_file, source_row) AS place
            FROM quality.findings
            WHERE authority = $authority AND submission_quarter = $quarter AND severity <> 'info'
        ),
        touched AS (
            SELECT
                i.finding_id, count(*) AS could_change, first(r.words) AS measures,
                count(*) FILTER (WHERE b.person_id IS NOT NULL) AS counted_in,
                count(*) FILTER (WHERE r.is_rated AND b.person_id IS NOT NULL) AS rated_in,
                count(*) FILTER (WHERE r.is_rated) AS rated
            FROM issue AS i
            INNER JOIN resting AS r
                ON r.extract = i.extract AND r.column_name IS NOT DISTINCT FROM i.column_name
                AND r.sets_aside = i.sets_aside
            LEFT JOIN base AS b ON b.person_id = i.person_id AND b.indicator_id = r.indicator_id
            GROUP BY i.finding_id
        ),
        moment AS (
            SELECT
                q.extract, q.source_file, q.source_row,
                list_max(list_filter(
                    list_transform(
                        regexp_extract_all(q.row_json, '\\b(\\d{4}-\\d{2}-\\d{2}|\\d{2}/\\d{2}/\\d{4})\\b'),
                        lambda t: coalesce(try_cast(t AS DATE), try_strptime(t, '%d/%m/%Y')::DATE)
                    ),
                    lambda d: d <= p.ends
                )) AS newest
            FROM quality.quarantine AS q,
                (SELECT max(ends) AS ends FROM core.reporting_period WHERE quarter = $quarter) AS p
            WHERE q.authority = $authority AND q.submission_quarter = $quarter AND q.extract <> 'children'
        ),
        child AS (
            SELECT person_id, min(finding_id) AS leader
            FROM issue
            WHERE extract = 'children' AND severity = 'reject_row' AND rule <> 'repeated_key'
            GROUP BY ALL
        ),
        stranger AS (
            SELECT person_id, finding_id AS leader FROM issue WHERE rule = 'person_not_in_children' AND place = 1
        )
        SELECT
            i.* EXCLUDE (sets_aside, place), n.value_now, coalesce(pe.team, '') AS team,
            coalesce(t.measures, '') AS measures, coalesce(t.could_change, 0) AS could_change,
            CASE
                WHEN t.finding_id IS NULL THEN 0
                WHEN i.person_id IS NULL THEN t.rated
                -- Of a record given twice the first is used, so nobody is missed.
                WHEN i.sets_aside AND i.rule <> 'repeated_key' AND t.counted_in = 0
                    AND list_contains($who_counts, i.extract) THEN t.rated
                ELSE t.rated_in
            END AS reach,
            m.newest,
            CASE
                WHEN i.rule = 'person_not_in_children' THEN coalesce(c.leader, s.leader)
                ELSE i.finding_id
            END AS leader
        FROM issue AS i
        LEFT JOIN value_now AS n USING (finding_id)
        LEFT JOIN touched AS t USING (finding_id)
        LEFT JOIN core.person AS pe
            ON pe.authority = i.authority
            AND pe.submission_quarter = i.submission_quarter
            AND pe.person_id = i.person_id
        LEFT JOIN moment AS m USING (extract, source_file, source_row)
        LEFT JOIN child AS c ON c.person_id = i.person_id
        LEFT JOIN stranger AS s ON s.person_id = i.person_id
        """,
        {**keys, "who_counts": list(WHO_COUNTS)},
    ).df()
    con.unregister("resting")
    con.execute("DROP TABLE value_now")
    found["allowed"] = [_allowed(extract, column) for extract, column in zip(
        found["extract"], found["column_name"], strict=True)]  # fmt: skip
    found["value_now"] = [_trimmed(value) for value in found["value_now"]]
    following = found[found["leader"] != found["finding_id"]].groupby("leader")
    counts, latest = following.size().to_dict(), following["newest"].max().to_dict()
    found["follow"] = [counts.get(name, 0) for name in found["finding_id"]]
    # A child's row has no date of its own: how recent it is, the records that wait for it say.
    found["newest"] = pd.to_datetime(
        pd.Series(
            [latest.get(name) if pd.isna(own) else own for name, own in found[["finding_id", "newest"]].to_numpy()],
            index=found.index,
            dtype="object",
        )
    )
    return found


def _with_effects(issues: pd.DataFrame, authority: str, effects: pd.DataFrame | None) -> pd.DataFrame:
    """Add ``would_change`` (in words), ``outlook`` (Yes, No or Not known) and ``effect``: the rated measures that may move.

    Of an issue whose effect nobody can tell, all the rated measures it reaches may move.
    """
    if effects is None:
        return issues.assign(would_change=NOT_WORKED_OUT, outlook="Not known", effect=issues["reach"])
    mine = effects.loc[effects["authority"].eq(authority), ["finding_id", "would_change", "moves"]]
    issues = issues.merge(mine, on="finding_id", how="left")
    issues["would_change"] = [
        row["would_change"] if isinstance(row["would_change"], str) else unknown_words(row)
        for row in issues.to_dict("records")
    ]
    is_no, cannot = issues["would_change"].str.startswith(NO), issues["would_change"].str.startswith(CANNOT)
    issues["outlook"] = np.select([is_no, cannot], ["No", "Not known"], "Yes")
    issues["effect"] = np.select([is_no, cannot], [0, issues["reach"]], issues["moves"].fillna(0)).astype("int64")
    return issues


def _ordered(issues: pd.DataFrame) -> pd.DataFrame:
    """Severity, then effect on figures, then age; among equals the most recent record first.

    What would change a figure comes before what nobody can tell, and a whole child left out is among the former: while
    it is set aside the child is in no figure. What changes nothing comes last.
    """
    grade = issues["severity"].map({"reject_file": 0, "reject_row": 1, "warn": 2})
    # A column most of whose cells are invalid is a fault of the export: it comes before single records.
    grade = grade.mask(issues["rule"].eq("column_mostly_invalid"), 0)
    child = issues["would_change"].eq(WHOLE_CHILD) & issues["effect"].gt(0)
    tier = np.select([issues["outlook"].eq("Yes") | child, issues["effect"].gt(0)], [0, 1], 2)
    seen = issues["first_seen"].str.extract(r"^(?P<quarter>.*), delivery (?P<delivery>[0-9]+)$")
    return (
        issues.assign(grade=grade, tier=tier, seen_in=seen["quarter"], seen_as=seen["delivery"].astype("Int64"))
        .sort_values(
            ["grade", "tier", "effect", "follow", "seen_in", "seen_as", "newest", "extract", "source_file", "source_row",
             "finding_id"],
            ascending=[True, True, False, False, True, True, False, True, True, True, True],
            na_position="last",
            kind="stable",
        )
        .reset_index(drop=True)
    )  # fmt: skip


def _places(con: duckdb.DuckDBPyConnection, keys: dict[str, str]) -> list[tuple[str, str]]:
    return con.execute(
        "SELECT DISTINCT extract, column_name FROM quality.findings WHERE authority = $authority "
        "AND submission_quarter = $quarter AND column_name IS NOT NULL AND source_row IS NOT NULL ORDER BY ALL",
        keys,
    ).fetchall()


def _resting(con: duckdb.DuckDBPyConnection, keys: dict[str, str]) -> pd.DataFrame:
    """Every kind of fault found, with each measure it could change and all of them in words."""
    kinds = con.execute(
        "SELECT DISTINCT extract, column_name, severity <> 'warn' FROM quality.findings "
        "WHERE authority = $authority AND submission_quarter = $quarter AND severity <> 'info' ORDER BY ALL",
        keys,
    ).fetchall()
    rows = []
    for extract, column, sets_aside in kinds:
        reached = [i for i in all_indicators() if could_change(i, extract, column, sets_aside=sets_aside)]
        ids = [i.id for i in reached]
        more = len(ids) - _MANY_MEASURES
        words = ", ".join(ids[:_MANY_MEASURES]) + (f" and {more} more" if more > 0 else "")
        rows += [(extract, column, sets_aside, i.id, i.is_rated, words) for i in reached]
    frame = pd.DataFrame(rows, columns=["extract", "column_name", "sets_aside", "indicator_id", "is_rated", "words"])
    return frame.astype({"extract": "str", "column_name": "str", "sets_aside": bool, "indicator_id": "str",
                         "is_rated": bool, "words": "str"})  # fmt: skip


def _allowed(extract: str, column: object) -> str:
    """What the column takes, in words; empty where no single column is concerned."""
    if not isinstance(column, str) or extract not in EXTRACTS or column not in EXTRACTS[extract].column_names:
        return ""
    about: Column = EXTRACTS[extract].column(column)
    if about.codes is None:
        return _FORMATS.get(about.kind, "")
    codes = about.accepted_codes
    if len(codes) > _MANY_CODES:
        return f"One of the {len(codes)} codes of {about.codes} (docs/extracts.md)"
    return f"One of {', '.join(codes)}"


def _trimmed(value: object) -> str:
    text = value if isinstance(value, str) else ""
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _history(
    warehouse: Path | None, authority: str, quarter: str, delivery: int
) -> tuple[pd.DataFrame, str, pd.DataFrame]:
    """First sight of every finding, the delivery before this one in words, and that delivery's findings.

    Deliveries follow one another by submission quarter, then by number; the run's own is no part of its history.
    """
    seen = pd.DataFrame({"finding_id": pd.Series(dtype="str"), "first_seen": pd.Series(dtype="str")})
    before = pd.DataFrame({name: pd.Series(dtype="object") for name in _HISTORY})
    if warehouse is None or not warehouse.is_file():
        return seen, "", before
    with connect(warehouse, read_only=True) as con:
        tables = {row[0] for row in con.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables "
            "WHERE table_catalog = current_database()").fetchall()}  # fmt: skip
        if not {"quality.findings_all", "core.submission_all"} <= tables:
            return seen, "", before
        mine = [authority, quarter, quarter, delivery]
        earlier = "authority = ? AND (submission_quarter < ? OR (submission_quarter = ? AND delivery < ?))"
        last = con.execute(
            f"SELECT submission_quarter, delivery FROM core.submission_all WHERE {earlier} "
            "ORDER BY 1 DESC, 2 DESC LIMIT 1",
            mine,
        ).fetchall()
        if not last:
            return seen, "", before
        seen = con.execute(
            "SELECT finding_id, min(submission_quarter || ', delivery ' || lpad(delivery::VARCHAR, 4, '0')) "
            f"AS first_seen FROM quality.findings_all WHERE {earlier} AND severity <> 'info' GROUP BY ALL",
            mine,
        ).df()
        seen["first_seen"] = seen["first_seen"].str.replace(r"delivery 0+", "delivery ", regex=True)
        before = con.execute(
            f"SELECT {', '.join(_HISTORY)} FROM quality.findings_all "
            "WHERE authority = ? AND submission_quarter = ? AND delivery = ? "
            "AND severity <> 'info' ORDER BY extract, source_row, finding_id",
            [authority, *last[0]],
        ).df()
    return seen, f"{last[0][0]}, delivery {last[0][1]}", before


def _accepted(accepted: AcceptedList, found: set[str], run_date: date) -> pd.DataFrame:
    rows = []
    for entry in accepted.accepted.values():
        standing = "Accepted" if entry.holds_on(run_date) else "Lapsed: the date has passed, so it is open again"
        if entry.finding_id not in found:
            standing = "No longer found"
        rows.append((entry.finding_id, entry.reason, entry.accepted_by, entry.until, standing))
    return pd.DataFrame(rows, columns=["finding_id", "reason", "accepted_by", "until", "standing"])


def _extracts(con: duckdb.DuckDBPyConnection, authority: str, quarter: str) -> pd.DataFrame:
    """One row a file: its rows, columns without any value, missing required columns and columns nobody asked for."""
    files = con.execute(
        """
        SELECT
            c.extract, c.source_file, c.rows_read, c.rows_loaded, c.rows_quarantined,
            coalesce(string_agg(f.column_name, ', ') FILTER (WHERE f.rule = 'missing_column'), '') AS missing,
            count(f.finding_id) FILTER (WHERE f.rule = 'unknown_column') AS extra
        FROM quality.row_counts AS c
        LEFT JOIN quality.findings AS f USING (authority, submission_quarter, extract, source_file)
        WHERE c.authority = ? AND c.submission_quarter = ?
        GROUP BY ALL
        """,
        [authority, quarter],
    ).df()
    empty = []
    for row in files.to_dict("records"):
        names = EXTRACTS[row["extract"]].column_names
        counted = ", ".join(f'count("{name}")' for name in names)
        filled = con.execute(
            f"SELECT {counted} FROM landing.{row['extract']} "
            "WHERE authority = ? AND submission_quarter = ? AND source_file = ?",
            [authority, quarter, row["source_file"]],
        ).fetchall()[0]
        empty.append(", ".join(name for name, number in zip(names, filled, strict=True) if not number))
    order = {name: place for place, name in enumerate(EXTRACTS)}
    files["empty"] = empty
    return files.sort_values("extract", key=lambda names: names.map(order), kind="stable").reset_index(drop=True)
