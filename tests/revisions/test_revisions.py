"""What a quarter reported, beside what is known of it later: one council's figures, row by row."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from indicators.revisions import is_beyond_threshold, reasons_in_words, without_numbers
from tests.revisions.conftest import COUNCIL, FOURTH, LATER, Q3, Q4, THIRD, History, people
from warehouse.connection import connect
from warehouse.reported import reported_figures


def by_measure(frame: pd.DataFrame, quarter: str = Q3) -> dict[str, dict[str, object]]:
    rows = frame[frame["quarter"].eq(quarter)].set_index("indicator_id")
    assert rows.index.is_unique
    return rows.to_dict("index")


def test_figures_first_reported_are_revised_for_managers_and_for_nobody_else(unapproved):
    """Distance 50.0 to 52.5 is large; reviews 87.5 to 87.7 small; children looked after 60 both times is no revision."""
    assert unapproved["published.revision"].empty  # nothing was ever approved
    rows = by_measure(unapproved["scorecards.revision"])
    assert set(rows) == {"LAC-38", "LAC-85", "LAC-48", "CL-10"}
    distance = rows["LAC-38"]
    assert (distance["then_numerator"], distance["then_denominator"], distance["then_displayed_value"]) == (20, 40, 50)
    assert (distance["numerator"], distance["denominator"], distance["displayed_value"]) == (21, 40, 52.5)
    assert (distance["then_version"], distance["reported_at"]) == ("first reported", datetime(2018, 1, 20, 9, 1))
    assert (distance["difference"], distance["is_beyond_threshold"]) == (2.5, True)
    assert (rows["LAC-85"]["difference"], rows["LAC-85"]["is_beyond_threshold"]) == (0.2, False)
    assert (rows["CL-10"]["difference"], rows["CL-10"]["is_beyond_threshold"]) == (7, True)


def test_the_reason_counts_the_rows_that_came_went_or_changed_their_answer(unapproved):
    rows = by_measure(unapproved["scorecards.revision"])
    assert rows["LAC-38"]["reason"] == "Records corrected (1)"
    assert rows["LAC-85"]["reason"] == "Records added (2)"
    assert rows["LAC-48"]["reason"] == "Records added (1), removed (1) and corrected (6)"


def test_the_paper_tells_what_both_papers_show_and_nothing_else(approved):
    """Immunisations were hidden (3 of 40) and stay so: no row, though managers see 3 and 9."""
    exact, printed = (by_measure(approved[name]) for name in ("scorecards.revision", "published.revision"))
    assert set(printed) == {"LAC-38", "LAC-85", "CL-10"}
    assert (exact["LAC-48"]["then_numerator"], exact["LAC-48"]["numerator"]) == (3, 9)
    trend = approved["published.trend"].set_index(["quarter", "indicator_id"])["shorthand"]
    assert trend[Q3, "LAC-48"] == "c"
    distance, reviews = printed["LAC-38"], printed["LAC-85"]
    assert (distance["then_displayed_value"], distance["displayed_value"], distance["difference"]) == (50.0, 52.5, 2.5)
    assert (distance["then_version"], distance["reported_at"]) == ("1.0", datetime(2018, 5, 3, 10))
    assert distance["is_beyond_threshold"] and pd.isna(distance["shorthand"])
    assert (reviews["is_beyond_threshold"], reviews["shorthand"]) == (False, "r")


def test_published_reasons_have_no_numbers(approved):
    printed = by_measure(approved["published.revision"])
    assert printed["LAC-38"]["reason"] == "Records corrected"
    assert printed["LAC-85"]["reason"] == "Records added"
    assert not approved["published.revision"]["reason"].str.contains(r"\d").any()


def test_a_figure_approved_is_compared_with_the_approved_one(history: History):
    """First 20 of 40, approved as 22 of 40: the later 21 is one less than approved, not one more than first reported."""
    again = history.run(Q3, dict(THIRD) | {(Q3, "LAC-38"): (people(22), people(18, start=23))}, on=date(2018, 1, 25))
    assert again["scorecards.revision"].empty  # running a quarter again before it is approved revises nothing
    first = "SELECT numerator FROM indicators.first_reported WHERE indicator_id = 'LAC-38'"
    assert history.ask(first) == [(20,)]
    history.approve(Q3)
    row = by_measure(history.run(Q4, FOURTH)["scorecards.revision"])["LAC-38"]
    assert (row["then_version"], row["then_numerator"], row["numerator"], row["difference"]) == ("1.0", 22, 21, -2.5)


def test_a_restated_quarter_lists_every_changed_cell_and_the_next_starts_from_it(history: History):
    """Version 1.1 is set beside 1.0: the small change to reviews is listed too, and a figure that must now be hidden."""
    history.approve(Q3)
    before = history.ask("SELECT * FROM published.as_published ORDER BY ALL")
    history.reopen(Q3)
    restated = dict(LATER) | {(Q3, "LAC-38"): (people(4), people(36, start=5))}
    printed = by_measure(history.run(Q3, restated, on=date(2018, 5, 21))["published.revision"])
    assert set(printed) == {"LAC-38", "LAC-85", "CL-10"}
    assert all(row["is_beyond_threshold"] for row in printed.values())
    assert printed["LAC-85"]["difference"] == 0.2
    gone = printed["LAC-38"]
    assert (gone["then_shorthand"], gone["shorthand"]) == ("c", "c")
    assert all(pd.isna(gone[name]) for name in ("then_numerator", "numerator", "then_value", "value", "difference"))
    assert gone["reason"] == "The figure is hidden to protect children"

    history.approve(Q3, "1.1", datetime(2018, 5, 22, 10))
    assert history.ask("SELECT * FROM published.as_published WHERE version = '1.0' ORDER BY ALL") == before
    later = history.run(Q4, dict(FOURTH) | {(Q3, "CL-10"): (people(45), ())})
    row = by_measure(later["published.revision"])["CL-10"]
    assert (row["then_version"], row["then_numerator"], row["numerator"]) == ("1.1", 37, 45)
    exact = by_measure(later["scorecards.revision"])["LAC-38"]
    assert (exact["then_version"], exact["then_numerator"], exact["numerator"]) == ("1.1", 4, 21)  # hidden, still known


def test_where_the_earlier_rows_are_gone_the_reason_says_so(history: History):
    with connect(history.warehouse) as connection:
        connection.execute("DELETE FROM indicators.evidence_all WHERE indicator_id = 'LAC-38'")
    rows = by_measure(history.run(Q4, FOURTH)["scorecards.revision"])
    assert rows["LAC-38"]["reason"] == "Not known: the records behind the earlier figure are no longer held"
    assert rows["LAC-85"]["reason"] == "Records added (2)"


def test_a_preview_reports_nothing_and_the_run_after_the_quarter_does(tmp_path):
    history = History(tmp_path)
    history.run(Q3, THIRD, on=date(2017, 12, 31))
    assert history.ask("SELECT count(*) FROM indicators.first_reported") == [(0,)]
    history.run(Q3, dict(THIRD) | {(Q3, "CL-10"): (people(31), ())}, on=date(2018, 1, 1))
    kept = "SELECT numerator, run_id FROM indicators.first_reported WHERE indicator_id = 'CL-10'"
    assert history.ask(kept) == [(31, "run-2")]


def test_only_the_councils_asked_for_are_read(third: History):
    assert reported_figures(third.warehouse, [COUNCIL]) is not None
    assert reported_figures(third.warehouse, ["elsewhere"]) is None
    assert reported_figures(third.folder / "nothing.duckdb", [COUNCIL]) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"definitions_changed": True}, "Definitions were changed"),
        ({"added": 2, "definitions_changed": True}, "Records added (2); definitions were changed"),
        ({"unit": "rate", "denominator": 36300}, "The population estimate was replaced"),
        ({"then_status": "not_available", "added": 9}, "An extract it needs was supplied"),
        ({"status": "not_available", "removed": 9}, "An extract it needs was not supplied again"),
        ({"rating": "Red"}, "The target of that year was changed"),
        ({"numerator": 31}, "Not known: the same records give another figure"),
        ({"added": None}, "Not known: the records behind the earlier figure are no longer held"),
    ],
)
def test_reasons_in_words(changes, expected):
    row = {"unit": "%", "numerator": 30, "denominator": 36200, "status": "ok", "rating": "Green", "then_numerator": 30,
           "then_denominator": 36200, "then_status": "ok", "then_rating": "Green", "added": 0, "removed": 0, "corrected": 0,
           "definitions_changed": False}  # fmt: skip
    assert reasons_in_words(pd.DataFrame([row | changes])).tolist() == [expected]


@pytest.mark.parametrize(
    ("unit", "then", "now", "expected"),
    [
        ("%", (100, 1000), (119, 1000), False), ("%", (100, 1000), (120, 1000), True),  # 10.0 to 11.9 and to 12.0
        ("%", (500, 1000), (520, 1000), True), ("%", (6000, 12000), (6230, 12000), True),  # clear, though under two points
        ("%", (6000, 12000), (6030, 12000), False),
        ("n", (300, None), (305, None), False), ("n", (300, None), (306, None), True),  # 1.7 and 2.0 per cent
        ("n", (20, None), (25, None), False), ("n", (20, None), (26, None), True),  # five people, and six
        ("mean", (180, 100), (183, 100), False), ("mean", (180, 100), (190, 100), True),  # 1.8 to 1.8 and to 1.9
    ],
)  # fmt: skip
def test_how_large_a_revision_must_be(unit, then, now, expected):
    def shown(figure: tuple[int, int | None]) -> float:
        x, n = figure
        return round(x / n * (100 if unit == "%" else 1), 1) if n else x

    row = {
        "authority": "demo", "submission_quarter": Q4, "quarter": Q3, "unit": unit,
        "numerator": now[0], "denominator": now[1], "displayed_value": shown(now), "status": "ok", "rating": "Not rated",
        "then_numerator": then[0], "then_denominator": then[1], "then_displayed_value": shown(then), "then_status": "ok",
        "then_rating": "Not rated",
    }  # fmt: skip
    assert is_beyond_threshold(pd.DataFrame([row]), {"demo": 5}).tolist() == [expected]
    assert is_beyond_threshold(pd.DataFrame([row | {"rating": "Red", "then_rating": "Amber"}]), {}).tolist() == [True]
    assert is_beyond_threshold(pd.DataFrame([row | {"then_status": "not_available"}]), {}).tolist() == [True]
    assert is_beyond_threshold(pd.DataFrame([row | {"quarter": Q4}]), {}).tolist() == [True]


def test_a_published_reason_has_no_number():
    reasons = pd.Series(
        ["Records added (1), removed (1,204) and corrected (5)", "The population estimate was replaced"]
    )
    assert without_numbers(reasons).tolist() == [
        "Records added, removed and corrected",
        "The population estimate was replaced",
    ]
