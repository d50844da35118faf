"""What is coming in the next quarter, and the list a week can be worked from."""

from __future__ import annotations

from pathlib import Path

from assets.stage import Check, QuarterRun, Report, Stage, count
from exports.restricted import ROOT, csv_bytes
from exports.restricted_versions import file_name, write_versioned
from exports.versions import Version, state_on
from indicators.coming import write_coming
from indicators.registry import all_indicators
from indicators.worklist import worklist_frame, write_worklist

_ADDS_UP, _MATCHES = "outlook_adds_up", "overdue_matches_evidence"


def run(quarter_run: QuarterRun) -> Report:
    """Ask every measure with exceptions again for the next quarter, and gather what is due and overdue."""
    if not quarter_run.with_results:
        passed = tuple(Check(name, 0, description) for name, description in STAGE.checks.items())
        return Report(0, "no council has results", checks=passed)
    connection = quarter_run.connection
    declared = all_indicators()
    write_coming(connection, declared, {name: c.targets for name, c in quarter_run.councils.items()})
    write_worklist(connection, declared)
    for authority in quarter_run.with_results:
        _write_list(quarter_run, authority)
    rows = count(connection, "SELECT count(*) FROM indicators.coming")
    overdue = count(connection, "SELECT count(*) FROM indicators.worklist WHERE days_overdue > 0")
    due = count(connection, "SELECT count(*) FROM indicators.worklist WHERE days_overdue IS NULL")
    unequal = count(
        connection,
        "SELECT count(*) FROM indicators.coming WHERE entering <> already_met + certain_to_miss + still_open",
    )
    unmatched = count(
        connection,
        """
        SELECT count(*)
        FROM indicators.worklist AS w
        ANTI JOIN indicators.evidence AS e
            ON e.authority = w.authority
            AND e.submission_quarter = w.submission_quarter
            AND e.quarter = w.submission_quarter
            AND e.indicator_id = w.indicator_id
            AND e.row_id = w.row_id
            AND e.miss_reason = w.miss_reason
        WHERE w.days_overdue > 0
        """,
    )
    return Report(
        rows,
        f"outlook of {rows:,} measures for {quarter_run.quarter.shift(1)}; worklists with {overdue:,} overdue and "
        f"{due:,} due within four weeks",
        {"overdue": overdue, "due_within_four_weeks": due},
        (
            Check(_ADDS_UP, unequal, STAGE.checks[_ADDS_UP]),
            Check(_MATCHES, unmatched, STAGE.checks[_MATCHES]),
        ),
    )


def _write_list(quarter_run: QuarterRun, authority: str) -> None:
    """Write one council's worklist as a restricted CSV file; an unchanged one keeps its version."""
    quarter = quarter_run.quarter.label
    state = state_on(quarter_run.run_date, quarter_run.quarter)
    stem, place = f"worklist_{quarter}_restricted", Path(ROOT) / authority / quarter
    data = csv_bytes(worklist_frame(quarter_run.connection, authority, quarter))

    def make(version: Version) -> dict[str, bytes]:
        return {file_name(stem, version, state, "csv"): data}

    folder, placed = quarter_run.folder.staged_output / place, quarter_run.folder.output / place
    write_versioned(folder, stem, make, title="Worklist", quarter=quarter, state=state, placed=placed)


STAGE = Stage(
    key="coming",
    group="3_figures",
    description="The quarter to come as now known: who will enter each measure, who has met it, who is certain to miss "
    "it, the best result still possible and what the target needs; and one list of what is due within four weeks or "
    "overdue, by team and worker. Restricted.",
    after=("results",),
    run=run,
    checks={
        _ADDS_UP: "Already met, certain to miss and open add up to those who enter",
        _MATCHES: "Everything overdue on the worklist is an exception in the evidence of the run quarter",
    },
)
