"""Core: persons, episodes, periods of care, placements and the as-at views."""

from __future__ import annotations

from assets.stage import Check, QuarterRun, Report, Stage, count
from schemas.warehouse import table
from warehouse import build

_WHOLE = "histories_whole"

#: Where a person's category on the roster is not the one the care history gives (data contract, section 3.19).
_ELIGIBILITY_FINDINGS = """
    SELECT
        r.authority,
        r.submission_quarter,
        'care_leaver_roster' AS extract,
        r.source_file,
        r.source_sheet,
        r.source_part,
        r.source_row,
        r.person_id,
        'eligibility' AS column_name,
        left(sha256(concat_ws('|', r.authority, 'care_leaver_roster', 'eligibility_differs', 'eligibility', r.person_id,
            CAST(r.start_date AS VARCHAR))), 16) AS finding_id
    FROM core.care_leaver AS c
    INNER JOIN clean.care_leaver_roster AS r
        ON r.authority = c.authority
        AND r.submission_quarter = c.submission_quarter
        AND r.person_id = c.person_id
        AND r.eligibility = c.eligibility
        AND r.start_date <= c.on_date
        AND (r.end_date IS NULL OR r.end_date > c.on_date)
    -- Without care episodes nothing can be derived, and nothing can differ.
    SEMI JOIN core.available_extract AS a
        ON a.authority = c.authority AND a.submission_quarter = c.submission_quarter AND a.extract = 'care_episodes'
    WHERE c.quarter = c.submission_quarter AND c.is_open AND c.eligibility IS DISTINCT FROM c.derived_eligibility
"""


def run(quarter_run: QuarterRun) -> Report:
    """Build the core tables of every council of the run in the same statements."""
    connection = quarter_run.connection
    counts = build.build_core(connection)
    differing = _add_eligibility_findings(quarter_run)
    persons = count(connection, "SELECT count(*) FROM core.person")
    episodes = count(connection, "SELECT count(*) FROM core.episode")
    checks = (Check(_WHOLE, _torn(quarter_run), STAGE.checks[_WHOLE]),)
    return Report(
        sum(build.count_rows(connection, name) for name in counts),
        f"{persons:,} persons, {episodes:,} episodes, "
        f"{count(connection, 'SELECT count(*) FROM core.period_of_care'):,} periods of care, "
        f"{count(connection, 'SELECT count(*) FROM core.placement'):,} placements",
        {"persons": persons, "episodes": episodes, "eligibility_differs": differing},
        checks,
    )


def _torn(quarter_run: QuarterRun) -> int:
    """Episodes lost between clean and core, and periods of care whose parts do not fit together."""
    connection = quarter_run.connection
    return count(
        connection,
        "SELECT abs((SELECT count(*) FROM core.episode) - (SELECT count(*) FROM clean.care_episodes "
        "WHERE legal_status NOT IN ('V3', 'V4')))",
    ) + count(
        connection,
        "SELECT count(*) FROM core.placement AS p ANTI JOIN core.period_of_care AS c "
        "ON c.authority = p.authority AND c.submission_quarter = p.submission_quarter AND c.person_id = p.person_id "
        "AND c.period_of_care_number = p.period_of_care_number AND p.placement_start >= c.period_of_care_start",
    )


def _add_eligibility_findings(quarter_run: QuarterRun) -> int:
    from submissions.rules import RULES  # noqa: PLC0415 - only this function needs it

    rule = RULES["eligibility_differs"]
    frame = quarter_run.connection.execute(_ELIGIBILITY_FINDINGS).df()
    frame["rule"] = rule.code
    frame["severity"] = rule.severity
    frame["message"] = (
        frame["source_file"]
        + ", row "
        + frame["source_row"].astype("str")
        + ", column eligibility: the category recorded is not the one the care history gives on the last day of the quarter."
    )
    frame["remedy"] = rule.remedy
    return build.insert_frame(quarter_run.connection, table("quality.findings"), frame)


STAGE = Stage(
    key="core",
    group="2_histories",
    description="Who the figures are about: persons, episodes (short breaks removed), periods of care, placements, care "
    "leavers, and one as-at view per quarter end that every breakdown reads. Set-based SQL in `warehouse/core/`.",
    after=("clean",),
    run=run,
    checks={_WHOLE: "No episode is lost between clean and core, and every placement lies in its period of care"},
)
