"""From a cell of a panel workbook to the run, the files and the records behind it; and figures that add up over time."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from indicators.definition import Counts
from indicators.registry import all_indicators
from schemas.rounding import round_half_up
from tests.exports.test_panel_workbooks import scorecard, table
from tests.pipeline.conftest import COUNCIL, QUARTER, Installation, query
from warehouse.connection import connect

__all__ = ["query"]

Query = Callable[..., list[tuple[object, ...]]]


def children(finished: Installation) -> Path:
    [path] = (finished.output / "panel" / COUNCIL / QUARTER).glob("children-in-our-care*.xlsx")
    return path


def test_from_a_cell_of_a_panel_file_one_can_walk_back_to_the_run_its_files_and_its_records(
    finished: Installation, query: Query
) -> None:
    path = children(finished)
    properties = {item.name: item.value for item in load_workbook(path).custom_doc_props.props}
    about = {row["Item"]: row["Value"] for row in table(path, "About")}

    [(event, named)] = query(
        finished, "SELECT event_id, path FROM ops.output WHERE content_hash = ?", properties["Content hash"]
    )
    assert str(named).endswith(path.name)
    [(run_id, code, definitions, layout)] = query(
        finished,
        "SELECT run_id, code_version, definitions_version, schema_version FROM ops.run WHERE run_id = ?",
        event,
    )
    assert about["Pipeline"] == f"Version {code}"
    assert about["Definitions"] == f"Version {definitions}"
    assert about["Table layout"] == f"Version {layout}"

    files = query(
        finished, "SELECT file_hash, rows_read FROM ops.input WHERE run_id = ? AND authority = ?", run_id, COUNCIL
    )
    read = {row["Value"]: row["Rows read"] for row in table(path, "About") if row["Item"].startswith("Records read: ")}
    assert read == {f"1 file, fingerprint {str(digest)[:12]}": rows for digest, rows in files}

    with connect(finished.warehouse, read_only=True) as connection:
        shown = scorecard(path, connection, "published.lac_scorecard")
    shares = {i.id: i.headline_window.value for i in all_indicators() if i.unit == "%"}
    counted = {
        ref: found
        for ref, row in shown.items()
        if ref in shares and (found := re.fullmatch(r"([\d,]+) of ([\d,]+)", str(row["Number of"])))
    }
    assert counted
    for ref, found in counted.items():
        [(met, base)] = query(
            finished,
            "SELECT count(*) FILTER (in_numerator), count(*) FROM indicators.evidence "
            "WHERE indicator_id = ? AND time_window = ? AND quarter = ?",
            ref,
            shares[ref],
            QUARTER,
        )
        assert [int(number.replace(",", "")) for number in found.groups()] == [met, base], ref
        assert shown[ref]["Result"] == round_half_up(100 * int(str(met)) / int(str(base)), 1), ref


def test_nothing_in_about_names_a_run_a_person_a_place_on_disk_or_a_time(finished: Installation, query: Query) -> None:
    said = " ".join(f"{row['Item']} {row['Value']}" for row in table(children(finished), "About"))
    [(run_id, by, started)] = query(finished, "SELECT run_id, run_by, started_at FROM ops.run")
    assert str(run_id) not in said
    assert f" {by} " not in said
    assert str(finished.folder) not in said
    assert str(started)[:10] not in said
    names = [str(name) for (name,) in query(finished, "SELECT source_file FROM core.source_file")]
    assert names
    assert not any(name in said for name in names)


def test_events_add_up_from_quarters_to_the_year_to_date_and_to_twelve_months(
    finished: Installation, query: Query
) -> None:
    figures = {
        (str(ref), str(window), str(quarter)): (number, base)
        for ref, window, quarter, number, base in query(
            finished,
            "SELECT indicator_id, time_window, quarter, numerator, denominator FROM indicators.result "
            "WHERE breakdown = 'all' AND status = 'ok'",
        )
    }
    quarters = sorted({quarter for _, _, quarter in figures})
    # A record or a period belongs to one quarter, and so does a child's first start in the financial year.
    events = {i.id for i in all_indicators() if i.counts is not Counts.PERSONS} | {"LAC-04"}
    # An audit planned in one quarter may be held in a later one: the year then knows of more than its quarters did.
    answered_later = {("ACT-09-DONE", 0)}
    compared = set()
    for (ref, window, quarter), total in figures.items():
        if ref not in events or window not in ("ytd", "r12"):
            continue
        place = quarters.index(quarter)
        parts = quarters[max(0, place - (int(quarter[-1]) if window == "ytd" else 4) + 1) : place + 1]
        if len(parts) < (int(quarter[-1]) if window == "ytd" else 4):
            continue  # the first quarters of the stretch are older than what is worked out
        flows = [figures.get((ref, "quarter", part)) for part in parts]
        if any(flow is None for flow in flows):
            continue  # nobody in the group in one of them, so that it has no figure to add
        for position in (0, 1):
            values = [flow[position] for flow in flows if flow is not None]
            if total[position] is not None and None not in values:
                if (ref, position) in answered_later:
                    assert total[position] >= sum(values), f"{ref} {window} {quarter}"  # type: ignore[operator, arg-type]
                    continue
                # Money and days are decimals, whose last digit depends on the order of the sum.
                assert total[position] == pytest.approx(sum(values)), f"{ref} {window} {quarter}"  # type: ignore[arg-type]
        compared.add((ref, window))
    assert {window for _, window in compared} >= {"ytd"}
    assert len({ref for ref, _ in compared}) >= 4


def test_the_year_to_date_is_the_quarter_in_the_first_and_the_twelve_months_in_the_last(
    finished: Installation, query: Query
) -> None:
    both = query(
        finished,
        "SELECT a.indicator_id, a.quarter, a.numerator, b.numerator, a.denominator, b.denominator "
        "FROM indicators.result AS a INNER JOIN indicators.result AS b "
        "USING (authority, submission_quarter, quarter, indicator_id, breakdown, category) "
        "WHERE a.time_window = 'ytd' AND b.time_window = CASE right(a.quarter, 2) WHEN 'Q1' THEN 'quarter' WHEN 'Q4' THEN 'r12' END",
    )
    assert len(both) > 10
    for ref, quarter, number, other, base, other_base in both:
        assert (number, base) == (other, other_base), f"{ref} {quarter}"
