"""``scorecards explain``: how one figure came about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.options import authority_option, parse_quarter, place_options, places, quarter_option
from pipelines.outcome import Exit, Stop, say

if TYPE_CHECKING:
    import duckdb

    from indicators.definition import Indicator
    from submissions.places import Places
    from warehouse.calendar import Quarter, Window


@click.command("explain", epilog="Example: scorecards explain LAC-40 --quarter 2017-18-Q4 --authority herefordshire")
@click.argument("indicator")
@quarter_option
@authority_option
@place_options
@click.option("--sql/--no-sql", "with_sql", default=True, show_default=True, help="Print the query.")
def command(
    indicator: str,
    quarter: str,
    authorities: tuple[str, ...],
    raw: Path | None,
    warehouse: Path | None,
    output: Path | None,
    with_sql: bool,
) -> int:
    """Explain INDICATOR (such as LAC-40): definition, query, counts at each step and movement since last quarter.

    Exact and unprotected, so for the managers' side only. The rows behind the figure go to a file under the restricted
    output folder; none is printed.
    """
    from indicators.explain import sql  # noqa: PLC0415 - loads duckdb and the declarations
    from indicators.registry import all_indicators  # noqa: PLC0415
    from warehouse.connection import connect  # noqa: PLC0415

    where = places(raw, warehouse, output)
    run_of = parse_quarter(quarter)
    known = {i.id: i for i in all_indicators()}
    i = known.get(indicator.upper())
    if i is None:
        raise Stop(Exit.CONFIGURATION, f"There is no indicator {indicator.upper()}. Known: {', '.join(known)}.")
    if not where.warehouse.is_file():
        raise Stop(Exit.CONFIGURATION, f"There is no warehouse at {where.warehouse}. Run the quarter first.")
    say(f"{i.id}  {i.title}")
    say(f"  Plain words:  {i.label}")
    say(f"  Counted:      {i.numerator_words}")
    if i.denominator_words:
        say(f"  Out of:       {i.denominator_words}")
    if i.left_out_words:
        say(f"  Left out:     {i.left_out_words}")
    say(f"  Source:       {i.source.text}")
    if i.source.limits:
        say(f"  Know that:    {i.source.limits}")
    if with_sql:
        say("\nThe query (period is one row per submission, quarter and window):\n")
        say(sql(i))
    with connect(where.warehouse, read_only=True) as connection:
        held = connection.execute(
            "SELECT DISTINCT authority FROM indicators.result WHERE submission_quarter = ? AND quarter = ? ORDER BY ALL",
            [run_of.label, run_of.label],
        ).fetchall()
        chosen = [a for (a,) in held if not authorities or a in authorities]
        missing = sorted(set(authorities) - set(chosen))
        for authority in chosen:
            for window in i.windows:
                _explain_one(connection, i, authority, run_of, window, where)
    for authority in missing:
        say(
            f"\n{authority} has no results for {run_of}. Run it with: scorecards run --quarter {run_of} --authority {authority}"
        )
    if not chosen and not missing:
        raise Stop(Exit.DATA, f"No council has results for {run_of}. Run it with: scorecards run --quarter {run_of}")
    return Exit.DATA if missing else Exit.DONE


def _explain_one(
    connection: duckdb.DuckDBPyConnection, i: Indicator, authority: str, quarter: Quarter, window: Window, where: Places
) -> None:
    """Print one council's figure step by step, and write the rows behind it to the restricted folder."""
    from indicators.explain import evidence, movement, steps  # noqa: PLC0415

    rows = connection.execute(
        "SELECT numerator, denominator, value, unknown, status FROM indicators.result WHERE authority = ? AND "
        "submission_quarter = ? AND quarter = ? AND indicator_id = ? AND time_window = ? AND breakdown = 'all'",
        [authority, quarter.label, quarter.label, i.id, window.value],
    ).fetchall()
    say(f"\n{authority}, {quarter.words}, {window.words.lower()}")
    if not rows or rows[0][4] == "not_available":
        say(f"  Not available: it needs {', '.join(i.sources)}, or a population estimate, and not all are there.")
        return
    numerator, denominator, value, unknown, _ = rows[0]
    counted = steps(connection, i, authority, quarter, window)
    moved = movement(connection, i, authority, quarter, window)
    say(f"  In the cohort              {counted.in_cohort:>8,}")
    say(f"  Not asked about            {-counted.not_asked:>8,}   (of them not known: {counted.not_known:,})")
    say(f"  Rows of evidence           {counted.denominator:>8,}")
    say(f"  Counted                    {counted.numerator:>8,}")
    shown = "no figure (nobody in it)" if value is None else f"{value:,.4f}"
    say(f"  Numerator {numerator:g}, denominator {'none' if denominator is None else f'{denominator:g}'}: {shown}")
    if unknown:
        say(f"  Not known beside it        {unknown:>8,}")
    for code, words, count in counted.reasons:
        say(f"    {words + ' (' + code + ')':<60} {count:>6,}")
    say(
        f"  Since {quarter.shift(-1)}: {moved.before:,} rows then, {moved.entered:,} entered, {moved.left:,} left, "
        f"{moved.changed:,} changed their answer, {moved.now:,} now"
    )
    folder = where.output / "restricted" / authority / quarter.label
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"explain_{i.id}_{window.value}_restricted.csv"
    evidence(connection, i, authority, quarter, window).to_csv(path, index=False)
    say(f"  Rows behind it (restricted): {path}")
