"""Would the result change? For every issue, which figures would move if its record were put right, and from what to what.

Figures that the panel sees, for counting all measures again for every issue would take longer than the run itself; the
sheets that give the answer say so.

Where the right value is one of a few (a code, yes or no, a score, one of two records), each is tried and the figures counted
again (:mod:`indicators.repaired`). Where it could be anything, or a whole child or file is left out, the answer is that
nobody can tell before the fix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from indicators import units
from indicators.definition import Indicator
from indicators.figures import displayed
from indicators.registry import all_indicators
from indicators.repaired import TRIAL_COLUMNS, changes
from schemas.extracts import EXTRACTS
from submissions.repairs import BEYOND_REPAIR, Choice, choices, judged

#: Trials counted at once; of issues beyond them it is said that they were not tried.
MOST_TRIALS = 20_000
#: Findings of the councils that are tried together: enough that many small councils share the cost of one pass.
_TOGETHER = 4_000
#: Outcomes of one figure that are worth telling apart.
MOST_OUTCOMES = 3
#: Values listed for one outcome.
_MOST_VALUES = 6
_PLACE = ("source_file", "source_sheet", "source_part", "source_row")
_COLUMNS = ("authority", "finding_id", "would_change", "moves")

NO = "No"
NOT_ALONE = "No, not until the record's other faults are put right too"
UNLESS_ASKED = "No, unless it should have been one of the extract's columns"
CANNOT = "Cannot be told before the fix"
ANY_VALUE = f"{CANNOT}: it depends on what is entered"
WHOLE_CHILD = f"{CANNOT}: a whole child is left out"
WHOLE_FILE = f"{CANNOT}: a whole file or column is concerned"
TOO_MANY = f"{CANNOT}: there are too many issues to try each"


@dataclass(frozen=True)
class Tried:
    """Every way to put every fault right that could be tried, and what came of it.

    Attributes:
        trials: One row a way: ``trial``, ``authority``, ``finding_id``, ``choice`` (in words), ``severity``, and
            ``refused``: whether the record would still be set aside.
        moved: One row a trial and figure that moves: ``trial``, ``authority``, ``finding_id``, ``choice``,
            ``indicator_id``, ``is_rated``, ``is_sure``, ``numerator``, ``denominator`` and ``shown`` as they are, and
            the same with ``new_`` before the name.
        untried: ``authority`` and ``finding_id`` of those left out because there were too many.
    """

    trials: pd.DataFrame
    moved: pd.DataFrame
    untried: pd.DataFrame


def would_change(connection: duckdb.DuckDBPyConnection, quarter: str, authorities: Sequence[str]) -> pd.DataFrame:
    """What can be said about the findings of some councils, those that could be tried.

    Args:
        connection: A build with evidence and results. None of its tables is changed.
        quarter: The submission's quarter.
        authorities: Councils with results.

    Returns:
        ``authority``, ``finding_id``, ``would_change`` (in words) and ``moves`` (how many rated measures may move).
    """
    tried = [try_repairs(connection, quarter, some) for some in _batches(connection, quarter, authorities)]
    told = [_told(one) for one in tried if not one.trials.empty]
    untried = [one.untried.assign(would_change=TOO_MANY, moves=0) for one in tried if not one.untried.empty]
    if not told:
        return pd.DataFrame(columns=list(_COLUMNS))
    return pd.concat([*told, *untried], ignore_index=True)[list(_COLUMNS)]


def _batches(connection: duckdb.DuckDBPyConnection, quarter: str, authorities: Sequence[str]) -> list[list[str]]:
    """The councils in groups with not too many findings; a council is never divided."""
    found = dict(
        connection.execute(
            "SELECT authority, count(*) FROM quality.findings WHERE submission_quarter = ? GROUP BY authority",
            [quarter],
        ).fetchall()
    )
    batches: list[list[str]] = []
    held = 0
    for authority in authorities:
        count = found.get(authority, 0)
        if not batches or held + count > _TOGETHER:
            batches.append([])
            held = 0
        batches[-1].append(authority)
        held += count
    return batches


def try_repairs(connection: duckdb.DuckDBPyConnection, quarter: str, authorities: Sequence[str]) -> Tried:
    """Put every fault right in every way that can be listed, each by itself, and count the figures again.

    Args:
        connection: A build with evidence and results. None of its tables is changed.
        quarter: The submission's quarter.
        authorities: Councils with results.
    """
    trials, rows, untried = _trials(connection, quarter, authorities)
    if trials.empty:
        return Tried(trials, pd.DataFrame(), untried)
    concerned = set(trials["extract"])
    declared = [i for i in all_indicators() if concerned & set(i.sources) and i.measure.moves_by_counts]
    found = changes(connection, quarter, trials[list(TRIAL_COLUMNS)], rows, declared)
    figures = connection.execute(
        """
        SELECT r.authority, r.indicator_id, r.numerator, r.denominator, r.status, d.unit, d.is_rated, d.display_order
        FROM indicators.result AS r
        INNER JOIN indicators.definition AS d ON d.indicator_id = r.indicator_id AND d.headline_window = r.time_window
        WHERE r.submission_quarter = ? AND r.quarter = r.submission_quarter AND r.breakdown = 'all'
            AND r.status <> 'not_available'
        """,
        [quarter],
    ).df()
    moved = found.merge(trials[["trial", "authority", "finding_id", "choice"]], on="trial").merge(
        figures, on=["authority", "indicator_id"]
    )
    return Tried(trials, _after(moved, declared), untried)


def _trials(
    connection: duckdb.DuckDBPyConnection, quarter: str, authorities: Sequence[str]
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], pd.DataFrame]:
    """Every way to put every fault right: the trials, the records as they would then be loaded, and what is left out."""
    connection.register("choice", _choice_frame(connection, quarter))
    connection.execute(_FAULTY_SQL, [quarter, list(authorities), list(BEYOND_REPAIR)])
    connection.unregister("choice")
    concerned = {row[0] for row in connection.execute("SELECT DISTINCT extract FROM faulty").fetchall()}
    listed: list[pd.DataFrame] = []
    untried = [pd.DataFrame(columns=["authority", "finding_id"])]
    rows: dict[str, pd.DataFrame] = {}
    number = 0
    for name, extract in EXTRACTS.items():
        if name not in concerned:
            continue
        texts = connection.execute(_texts_sql(name), [quarter]).df()
        # A finding is tried in all its ways or in none.
        beyond = texts["finding_id"].isin(texts["finding_id"].iloc[max(0, MOST_TRIALS - number) :])
        untried.append(texts.loc[beyond, ["authority", "finding_id"]].drop_duplicates())
        texts = texts[~beyond].reset_index(drop=True)
        if texts.empty:
            continue
        texts["trial"] = np.arange(number, number + len(texts))
        number += len(texts)
        clean, refused = judged(extract, texts, quarter)
        about = texts[[*TRIAL_COLUMNS, "finding_id", "severity", "rule", "choice"]].copy()
        about["refused"] = about["trial"].isin(refused["trial"])
        # A value that leaves the same rule broken is no way to put it right.
        same = texts[["trial", "rule", "found_in"]].merge(
            refused, left_on=["trial", "rule", "found_in"], right_on=["trial", "rule", "column_name"]
        )
        still = about["trial"].isin(same["trial"])
        listed.append(about[~still])
        rows[name] = clean.merge(about.loc[~still, ["trial", *_PLACE, "rule"]], on="trial").assign(
            submission_quarter=quarter, is_chosen=lambda frame: frame["rule"].eq("repeated_key")
        )
    connection.execute("DROP TABLE faulty")
    left = pd.concat(untried, ignore_index=True)
    if not listed:
        return pd.DataFrame(columns=[*TRIAL_COLUMNS, "finding_id", "choice"]), {}, left
    return pd.concat(listed, ignore_index=True), rows, left


def _choice_frame(connection: duckdb.DuckDBPyConnection, quarter: str) -> pd.DataFrame:
    """One row a way to put a kind of fault right, for the kinds that were found."""
    kinds = connection.execute(
        "SELECT DISTINCT extract, column_name, rule FROM quality.findings WHERE submission_quarter = ? AND source_row "
        "IS NOT NULL AND NOT (extract = 'children' AND severity = 'reject_row' AND rule <> 'repeated_key') ORDER BY ALL",
        [quarter],
    ).fetchall()
    rows = [
        (extract, column, rule, place, *choice, _words(choice))
        for extract, column, rule in kinds
        for place, choice in enumerate(choices(extract, column, rule))
    ]
    names = ["extract", "found_in", "rule", "place", *Choice._fields, "choice"]
    texts = ["extract", "found_in", "rule", "column_name", "value", "judged_on", "choice"]
    frame = pd.DataFrame(rows, columns=names).astype(dict.fromkeys(texts, "str") | {"place": "int64"})
    for name in ("valid_from", "valid_to"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def _words(choice: Choice) -> str:
    if choice.column_name is None:
        return "if this record is the right one of the two"
    return choice.value if choice.value is not None else f"if {choice.column_name} is blank"


#: Each finding with each way to put it right, where the record can be read and its person is known.
_FAULTY_SQL = """
    CREATE OR REPLACE TEMP TABLE faulty AS
    SELECT
        f.authority, f.person_id, f.finding_id, f.rule, f.severity, f.extract, f.source_file,
        f.source_sheet, f.source_part, f.source_row,
        coalesce(f.column_name, '') AS found_in, c.column_name AS set_column, c."value" AS set_value,
        c.valid_from, c.valid_to, c.judged_on, c.place, c.choice
    FROM quality.findings AS f
    INNER JOIN choice AS c ON c.extract = f.extract AND c.found_in IS NOT DISTINCT FROM f.column_name AND c.rule = f.rule
    SEMI JOIN clean.children AS k
        ON k.authority = f.authority AND k.submission_quarter = f.submission_quarter AND k.person_id = f.person_id
    ANTI JOIN (
        SELECT authority, submission_quarter, extract, source_file, source_sheet, source_part, source_row
        FROM quality.findings
        WHERE list_contains($3, rule)
    ) AS beyond
        ON beyond.authority = f.authority AND beyond.submission_quarter = f.submission_quarter
        AND beyond.extract = f.extract AND beyond.source_file = f.source_file AND beyond.source_sheet = f.source_sheet
        AND beyond.source_part = f.source_part AND beyond.source_row = f.source_row
    WHERE f.submission_quarter = $1 AND list_contains($2, f.authority)
        AND NOT (f.extract = 'children' AND f.severity = 'reject_row' AND f.rule <> 'repeated_key')
"""


def _texts_sql(name: str) -> str:
    """The query for the records of an extract with a fault that can be tried: as they landed, with one cell changed."""
    columns = EXTRACTS[name].columns
    cells = ", ".join(
        f"""CASE WHEN f.set_column = '{column.name}' THEN f.set_value ELSE t."{column.name}" END AS "{column.name}" """
        for column in columns
        if column.name != "person_id"
    )
    judged_on = sorted({column.judged_on for column in columns if column.judged_on is not None})
    days = " ".join(
        f"""WHEN '{day}' THEN coalesce(try_strptime(t."{day}", '%d/%m/%Y')::DATE, try_cast(t."{day}" AS DATE))"""
        for day in judged_on
    )
    in_force = f"CASE f.judged_on {days} END" if judged_on else "NULL::DATE"
    return f"""
        SELECT
            f.authority, f.person_id, f.finding_id, f.rule, f.severity, f.extract, f.source_file,
        f.source_sheet, f.source_part, f.source_row, f.choice,
            f.found_in, {cells}
        FROM faulty AS f
        INNER JOIN landing.{name} AS t
            ON t.authority = f.authority AND t.source_file = f.source_file AND t.source_sheet = f.source_sheet
            AND t.source_part = f.source_part AND t.source_row = f.source_row
        WHERE t.submission_quarter = ? AND f.extract = '{name}'
            AND coalesce({in_force} >= f.valid_from, TRUE) AND coalesce({in_force} <= f.valid_to, TRUE)
        ORDER BY f.authority, f.severity, f.finding_id, f.place
    """


def _after(moved: pd.DataFrame, declared: Sequence[Indicator]) -> pd.DataFrame:
    """Numerator, denominator and shown value of each figure moved, beside those it has now."""
    formulas = {i.id: i.measure.formula() for i in declared}
    counted = {"things": moved["base"], "met": moved["met"], "amount": moved["amount"]}
    numerator = moved["indicator_id"].map({name: f.numerator for name, f in formulas.items()})
    denominator = moved["indicator_id"].map({name: f.denominator for name, f in formulas.items()})
    top = np.select([numerator.eq(name) for name in counted], list(counted.values()))
    after = moved.assign(
        new_numerator=moved["numerator"].astype("float64") + top.astype("float64"),
        new_denominator=moved["denominator"].astype("float64")
        + moved["base"].where(denominator.eq("things"), 0).astype("float64"),
    )
    nobody = after["new_denominator"].eq(0)
    scale = units.told(after["unit"], lambda unit: unit.scale).astype("float64").fillna(1)
    per = scale / after["new_denominator"].where(~nobody).fillna(1)
    after["shown"] = displayed(after.assign(value=_value(after, "numerator", "denominator")))
    after["new_shown"] = displayed(
        pd.DataFrame(
            {
                "unit": after["unit"],
                "numerator": after["new_numerator"],
                "denominator": after["new_denominator"],
                "value": after["new_numerator"] * per,
                "status": np.where(nobody, "not_applicable", "ok"),
            }
        )
    )
    same = after["new_numerator"].eq(after["numerator"]) & (
        after["new_denominator"].eq(after["denominator"]) | after["denominator"].isna()
    )
    return after[~same | ~after["is_sure"]]


def _value(frame: pd.DataFrame, numerator: str, denominator: str) -> pd.Series:
    scale = units.told(frame["unit"], lambda unit: unit.scale).astype("float64").fillna(1)
    return (
        frame[numerator].astype("float64") * scale / frame[denominator].astype("float64").replace(0, np.nan).fillna(1)
    )


def _told(tried: Tried) -> pd.DataFrame:
    """One row a finding that was tried: what would change, in words, and how many rated measures may move."""
    keys = ["authority", "finding_id"]
    told = tried.trials.groupby(keys, sort=False).agg(
        refused=("refused", "all"), severity=("severity", "first"), choices=("choice", list)
    )
    told["would_change"] = NO
    told.loc[told["refused"] & told["severity"].eq("reject_row"), "would_change"] = NOT_ALONE
    told["moves"] = 0
    choices_of: dict[Any, list[str]] = told["choices"].to_dict()
    ordered = tried.moved.sort_values(["is_rated", "display_order", "trial"], ascending=[False, True, True])
    lines: dict[Any, list[str]] = {}
    for (authority, finding, indicator), group in ordered.groupby([*keys, "indicator_id"], sort=False):
        said = _outcomes(group, choices_of[authority, finding])
        lines.setdefault((authority, finding), []).append(f"{indicator}: {said}")
    rated = ordered[ordered["is_rated"]].groupby(keys)["indicator_id"].nunique()
    told.loc[rated.index, "moves"] = rated
    told.loc[list(lines), "would_change"] = pd.Series(
        {key: ". ".join(said) for key, said in lines.items()}, dtype="str"
    )
    return told.reset_index()


def _outcomes(group: pd.DataFrame, every: Sequence[str]) -> str:
    """One figure under every way to put one fault right: from what to what, and with which values.

    Args:
        group: The ways in which the figure moves.
        every: All the ways, in words.
    """
    if not group["is_sure"].all():
        return CANNOT.lower()
    rows = group.to_dict("records")
    now = _figure(rows[0], "numerator", "denominator", "shown")
    outcomes: dict[str, list[str]] = {}
    for row in rows:
        outcomes.setdefault(f"to {_figure(row, 'new_numerator', 'new_denominator', 'new_shown')}", []).append(
            row["choice"]
        )
    moving = {choice for found in outcomes.values() for choice in found}
    if staying := [choice for choice in every if choice not in moving]:
        outcomes["no change"] = staying
    if len(outcomes) > MOST_OUTCOMES:
        return f"{now}, {CANNOT.lower()}"
    if len(outcomes) == 1:
        return f"{now} {next(iter(outcomes))}"
    # What most values give needs no list of them.
    commonest = max(outcomes, key=lambda then: (len(outcomes[then]), then == "no change"))
    named = ", ".join(f"{then} {_given(found)}" for then, found in outcomes.items() if then != commonest)
    return f"{now} {named}, otherwise no change" if commonest == "no change" else f"{now} {commonest}, but {named}"


def _given(values: Sequence[str]) -> str:
    """With which values: ``with RHA or IHA``, ``if score is blank``."""
    if len(values) > _MOST_VALUES:
        return f"with one of {len(values)} values"
    codes = [value for value in values if not value.startswith("if ")]
    said = [f"with {' or '.join(codes)}"] if codes else []
    return " or ".join([*said, *(value for value in values if value.startswith("if "))])


def _figure(row: Mapping[Any, Any] | pd.Series, numerator: str, denominator: str, shown: str) -> str:
    """A figure with what it is made of: ``61 of 87 (70.1%)``; a count is the number alone."""
    top, bottom, value = (None if pd.isna(row[name]) else float(row[name]) for name in (numerator, denominator, shown))
    return units.unit_of(row["unit"]).with_parts(top or 0.0, bottom, value)


def unknown_words(issue: Mapping[Any, Any]) -> str:
    """What is said of an issue that was not tried.

    Args:
        issue: ``rule``, ``severity``, ``extract``, ``source_row`` and ``could_change`` (how many measures rest on it).
    """
    if issue["rule"] == "unknown_column":
        return UNLESS_ASKED
    if not issue["could_change"]:
        return NO
    if pd.isna(issue["source_row"]):
        return WHOLE_FILE
    if issue["rule"] == "person_not_in_children" or (
        issue["extract"] == "children" and issue["severity"] == "reject_row"
    ):
        return WHOLE_CHILD
    return ANY_VALUE
