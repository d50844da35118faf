"""Clean: rows that passed, typed; with findings, quarantine and an account of every row."""

from __future__ import annotations

from assets.stage import Check, QuarterRun, Report, Stage, count
from schemas.extracts import EXTRACTS, Extract

_ACCOUNT = "rows_accounted_for"
_OPEN_SETS = ("PLACEMENT_LA_SPECIAL",)


def run(quarter_run: QuarterRun) -> Report:
    """Check what was loaded against the schemas, and account for every row."""
    connection = quarter_run.connection
    loaded = count(connection, "SELECT coalesce(sum(rows_loaded), 0) FROM quality.row_counts")
    quarantined = count(connection, "SELECT coalesce(sum(rows_quarantined), 0) FROM quality.row_counts")
    findings = count(connection, "SELECT count(*) FROM quality.findings")
    alerts = connection.execute(
        "SELECT authority, extract, column_name FROM quality.column_alerts ORDER BY ALL"
    ).fetchall()
    checks = [Check(_ACCOUNT, _unaccounted(quarter_run), STAGE.checks[_ACCOUNT])]
    for name, extract in EXTRACTS.items():
        checks.append(Check(name, _broken(quarter_run, extract), STAGE.checks[name]))
    sentence = f"{loaded:,} rows loaded, {quarantined:,} quarantined, {findings:,} findings"
    if alerts:
        named = ", ".join(f"{extract}.{column} ({authority})" for authority, extract, column in alerts)
        sentence += f". MOST VALUES INVALID in {named}: figures that rest on it are marked"
    return Report(
        loaded,
        sentence,
        {"rows_quarantined": quarantined, "findings": findings, "columns_mostly_invalid": len(alerts)},
        tuple(checks),
    )


def _unaccounted(quarter_run: QuarterRun) -> int:
    connection = quarter_run.connection
    wrong = count(
        connection,
        "SELECT count(*) FROM quality.row_counts WHERE rows_read IS DISTINCT FROM rows_loaded + rows_quarantined",
    )
    for name in EXTRACTS:
        # Per table as well as in total: what is said to be loaded is in clean, what was read is in landing. Rows that only
        # fill columns of other records are no rows of clean themselves.
        for schema, column, counted in (
            ("clean", "rows_loaded", "NOT is_supplement"),
            ("landing", "rows_read", "TRUE"),
        ):
            wrong += count(
                connection,
                f"""
                SELECT count(*)
                FROM (
                    SELECT authority, source_file, source_sheet, sum({column}) AS said
                    FROM quality.row_counts
                    WHERE extract = '{name}' AND {counted}
                    GROUP BY ALL
                )
                FULL JOIN (
                    SELECT authority, source_file, source_sheet, count(*) AS held FROM {schema}.{name} GROUP BY ALL
                ) USING (authority, source_file, source_sheet)
                WHERE coalesce(said, 0) <> coalesce(held, 0)
                """,
            )
    wrong += count(
        connection,
        "SELECT abs((SELECT count(*) FROM quality.quarantine) - "
        "(SELECT coalesce(sum(rows_quarantined), 0) FROM quality.row_counts))",
    )
    return wrong


def _broken(quarter_run: QuarterRun, extract: Extract) -> int:
    """Rows of a clean table that break its own schema; any is a fault of ours, since such rows are quarantined."""
    required = [f'"{c.name}" IS NULL' for c in extract.columns if c.mark == "*"]
    for c in extract.columns:
        if c.kind == "code" and c.codes is not None:
            codes = ", ".join("'" + code.replace("'", "''") + "'" for code in c.accepted_codes)
            # The set of special places stands beside the ONS codes of authorities, which it does not list.
            other = f""" AND NOT regexp_full_match("{c.name}", '[EWSN][0-9]{{8}}')""" if c.codes in _OPEN_SETS else ""
            required.append(f'("{c.name}" IS NOT NULL AND "{c.name}" NOT IN ({codes}){other})')
    key = ", ".join(f'"{name}"' for name in ("authority", "submission_quarter", *extract.key))
    return count(
        quarter_run.connection, f"SELECT count(*) FROM clean.{extract.name} WHERE {' OR '.join(required)}"
    ) + count(
        quarter_run.connection,
        f"SELECT count(*) FROM (SELECT 1 FROM clean.{extract.name} GROUP BY {key} HAVING count(*) > 1)",
    )


STAGE = Stage(
    key="clean",
    group="1_submissions",
    description="Rows that passed validation, typed, in `clean.<extract>`; problems in `quality.findings`, rejected rows "
    "in `quality.quarantine`, and for every file rows read = loaded + quarantined in `quality.row_counts`.",
    after=("landing",),
    run=run,
    checks={
        _ACCOUNT: "For every file, rows read are rows loaded plus rows quarantined, and both are really there",
        **{
            name: f"Every row of clean.{name} has its key once, its required columns filled and its codes in their sets"
            for name in EXTRACTS
        },
    },
)
