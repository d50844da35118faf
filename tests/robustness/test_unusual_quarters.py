"""Quarters with little or something unusual before them: all work, and say what they lack."""

from datetime import date, datetime

import pandas as pd
import pytest

from tests.revisions.conftest import History, people

FIRST = "2017-18-Q4"


def card(history: History, quarter: str) -> dict[str, tuple[object, ...]]:
    """Indicator -> value shown, quarter it is compared with, value then, and the words for the change, as published."""
    rows = history.ask(
        "SELECT indicator_id, displayed_value, compared_quarter, compared_value, change FROM published.lac_scorecard "
        f"WHERE submission_quarter = '{quarter}'"
    )
    return {str(name): tuple(None if pd.isna(v) else v for v in found) for name, *found in rows}


@pytest.fixture
def history(tmp_path):
    return History(tmp_path)


def reviews(quarter: str, on_time: int, late: int):
    return {(quarter, "LAC-85"): (people(on_time), people(late, start=501))}


def test_the_first_quarter_ever_has_figures_no_change_and_no_revisions(history):
    found = history.run(FIRST, reviews(FIRST, 140, 20))
    assert card(history, FIRST)["LAC-85"][0] == 87.5
    assert card(history, FIRST)["LAC-85"][2:] == (None, "No earlier figure")
    assert found["scorecards.revision"].empty
    assert found["published.revision"].empty
    # It is what later quarters will be held against.
    assert history.ask("SELECT quarter, numerator, denominator FROM indicators.first_reported") == [(FIRST, 140, 160)]


def test_the_first_quarter_of_a_year_is_compared_across_the_turn_of_the_year(history):
    quarter = "2018-19-Q1"
    known = reviews(quarter, 80, 80) | reviews(FIRST, 140, 20)
    # A rolling year is held against the rolling year a year before, which nobody knows here.
    known[quarter, "LAC-73"] = (people(40), people(40, start=501))
    history.run(quarter, known, on=date(2018, 8, 1))
    shown = card(history, quarter)
    assert shown["LAC-85"] == (50.0, FIRST, 87.5, "Worse: clear change")
    assert shown["LAC-73"][1:] == ("2017-18-Q1", None, "No earlier figure")


def test_a_council_that_skipped_quarters_gets_them_from_the_next_submission_and_has_reported_nothing_for_them(history):
    history.run("2017-18-Q1", reviews("2017-18-Q1", 100, 60), on=date(2017, 8, 1))
    known = reviews("2017-18-Q1", 100, 60) | reviews("2017-18-Q3", 120, 40) | reviews(FIRST, 140, 20)
    found = history.run(FIRST, known)
    # The quarter before is known by now, and the change is told; the one nobody has a record of is not there.
    assert card(history, FIRST)["LAC-85"][:3] == (87.5, "2017-18-Q3", 75.0)
    trend = history.ask(
        f"SELECT quarter FROM published.trend WHERE submission_quarter = '{FIRST}' AND indicator_id = 'LAC-85' ORDER BY 1"
    )
    assert trend == [("2017-18-Q1",), ("2017-18-Q3",), (FIRST,)]
    assert history.ask("SELECT quarter FROM indicators.first_reported ORDER BY 1") == [("2017-18-Q1",), (FIRST,)]
    assert found["scorecards.revision"].empty


def test_a_correction_two_years_late_is_a_delivery_of_its_own_quarter_and_a_revision_everywhere_else(history):
    old = "2015-16-Q4"
    history.run(old, reviews(old, 100, 60), on=date(2016, 5, 1))
    history.approve(old, at=datetime(2016, 5, 20, 10))
    history.run(FIRST, reviews(old, 100, 60) | reviews(FIRST, 140, 20))
    shown = card(history, FIRST)
    told = history.ask("SELECT * FROM published.as_published ORDER BY ALL")
    history.reopen(old)
    restated = history.run(old, reviews(old, 130, 30), on=date(2018, 6, 1))
    # The quarter itself lists what the panel was told then and what it would be told now.
    [row] = restated["published.revision"].itertuples()
    assert (row.quarter, row.then_version, row.then_displayed_value, row.displayed_value) == (old, "1.0", 62.5, 81.3)
    assert row.reason
    assert card(history, old)["LAC-85"][0] == 81.3
    assert history.ask("SELECT submission_quarter, delivery FROM core.latest_delivery ORDER BY ALL") == [
        (old, 2),
        (FIRST, 1),
    ]
    # What was first reported, what was approved, and the newer quarter stand until it is run again.
    assert history.ask("SELECT numerator FROM indicators.first_reported ORDER BY quarter") == [(100,), (140,)]
    assert history.ask("SELECT * FROM published.as_published ORDER BY ALL") == told
    assert card(history, FIRST) == shown
    again = history.run(FIRST, reviews(old, 130, 30) | reviews(FIRST, 140, 20), on=date(2018, 6, 2))
    assert [(r.quarter, r.then_numerator, r.numerator) for r in again["scorecards.revision"].itertuples()] == [
        (old, 100, 130)
    ]
    assert again["published.revision"]["then_version"].tolist() == ["1.0"]
