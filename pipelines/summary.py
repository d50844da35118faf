"""What a command prints about finished figures: published ones only, so that a log never gives a child away."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.outcome import say
from submissions.places import Places
from warehouse.calendar import Quarter

_SHORTHAND = {"c": "[c] hidden", "x": "[x] not available", "z": "[z] nobody in it", "u": "[u] too few"}


def print_summary(places: Places, quarter: Quarter, authorities: Sequence[str]) -> None:
    """One line per council: what was loaded, and how its rated measures stand."""
    from warehouse.connection import connect  # noqa: PLC0415 - duckdb is loaded when there is something to read

    with connect(places.warehouse, read_only=True) as connection:
        # What makes every figure doubtful comes before them all.
        for (message,) in connection.execute(
            "SELECT message FROM quality.findings WHERE submission_quarter = ? AND list_contains(?, authority) "
            "AND rule = 'looked_after_differs' ORDER BY authority",
            [quarter.label, list(authorities)],
        ).fetchall():
            say(f"FIRST: {message}")
        for authority in authorities:
            loaded, quarantined = connection.execute(
                "SELECT sum(rows_loaded), sum(rows_quarantined) FROM quality.row_counts "
                "WHERE authority = ? AND submission_quarter = ?",
                [authority, quarter.label],
            ).fetchall()[0]
            ratings = connection.execute(
                "SELECT rating, count(*) FROM ("
                "SELECT * FROM published.lac_scorecard UNION ALL SELECT * FROM published.care_leaver_scorecard) "
                "WHERE authority = ? AND submission_quarter = ? AND is_rated GROUP BY ALL ORDER BY ALL",
                [authority, quarter.label],
            ).fetchall()
            words = ", ".join(f"{count} {rating.lower()}" for rating, count in ratings)
            say(f"{authority}: {loaded:,} rows loaded, {quarantined:,} quarantined; {words}")


def print_workbooks(places: Places, quarter: Quarter, authorities: Sequence[str], written: Sequence[str]) -> None:
    """Where each council's two newest workbooks and its restricted files are, and whether this run wrote them."""
    from exports.versions import read_pointer  # noqa: PLC0415

    for authority in authorities:
        folder = places.output / "panel" / authority / quarter.label
        for found in read_pointer(folder).get("files", []):
            path = folder / found["name"]
            is_new = path.relative_to(places.output).as_posix() in written
            say(f"  {path}{'' if is_new else ' (unchanged)'}")
        place = f"restricted/{authority}/{quarter.label}"
        kept = read_pointer(places.output / place).get("files", [])
        new = sum(f"{place}/{found['name']}" in written for found in kept)
        if kept:
            say(f"  {places.output / place} ({len(kept)} restricted files, {new} of them new; latest.json names them)")
        template = f"restricted/{authority}/{quarter.label}/commentary_{quarter.label}_template.xlsx"
        if template in written:
            say(f"  {places.output / template} (to be filled in; restricted)")


def print_headlines(places: Places, quarter: Quarter, authority: str) -> None:
    """The headline scorecard of one council, as the panel sees it."""
    from indicators.units import unit_of  # noqa: PLC0415 - loads pandas
    from warehouse.connection import connect  # noqa: PLC0415

    with connect(places.warehouse, read_only=True) as connection:
        name = connection.execute(
            "SELECT name FROM published.authority WHERE authority = ? AND submission_quarter = ?",
            [authority, quarter.label],
        ).fetchall()
        rows = connection.execute(
            """
            SELECT s.label, s.unit, s.numerator, s.denominator, s.displayed_value, s.shorthand, s.rating
            FROM (
                SELECT 1 AS card, * FROM published.lac_scorecard
                UNION ALL SELECT 2 AS card, * FROM published.care_leaver_scorecard
            ) AS s
            INNER JOIN published.definition AS d ON d.indicator_id = s.indicator_id AND d.headline_window = s.time_window
            WHERE s.authority = ? AND s.submission_quarter = ?
                AND (s.is_rated OR s.indicator_id IN ('LAC-01', 'LAC-02', 'LAC-04', 'LAC-06', 'LAC-61', 'CL-06', 'CL-07',
                    'CL-13', 'CL-01'))
            ORDER BY s.card, s.display_order
            """,
            [authority, quarter.label],
        ).fetchall()
    say(f"{name[0][0] if name else authority}, {quarter.words}")
    say(f"{'Measure':<66} {'Result':>10} {'Number':>14}  Status")
    for label, unit, numerator, denominator, shown, shorthand, rating in rows:
        result = _SHORTHAND.get(shorthand, "") if shown is None else unit_of(unit).display.words(shown)
        number = ""
        if numerator is not None and denominator is not None and unit_of(unit).is_share:
            number = f"{numerator:,.0f} of {denominator:,.0f}"
        status = rating if rating != "Not rated" else ""
        say(f"{label[:66]:<66} {result:>10} {number:>14}  {status}")
