"""What a run reads of approved versions, and the check that nothing they hide is shown."""

from __future__ import annotations

from datetime import date

import pandas as pd

from assets.publication import shown_after_hidden
from assets.stage import QuarterRun
from schemas.warehouse import table
from tests.revisions.conftest import COUNCIL, Q3, Q4, History
from warehouse import build
from warehouse.builds import BuildFolder
from warehouse.calendar import Quarter
from warehouse.connection import connect
from warehouse.reported import approved_versions


def read(history: History) -> pd.DataFrame:
    found = approved_versions(history.warehouse, [COUNCIL])
    assert found is not None
    return found


def test_nothing_is_read_where_nothing_was_approved(third: History):
    assert approved_versions(third.warehouse, [COUNCIL]) is None
    assert approved_versions(None, [COUNCIL]) is None


def test_a_hidden_number_comes_with_the_exact_one_its_version_was_made_from(history: History):
    history.approve(Q3)
    figure = read(history).set_index("indicator_id").loc["LAC-48"]
    assert figure["shorthand"] == "c" and pd.isna(figure["numerator"])
    assert (figure["true_numerator"], figure["true_denominator"]) == (3, 40)


def test_exact_numbers_that_are_not_those_of_the_version_are_left_aside(history: History):
    """The same files run again by other rules: 31 of something printed as 30, so the 4 may not be the 3 hidden then."""
    history.approve(Q3)
    with connect(history.warehouse) as connection:
        connection.execute("UPDATE indicators.result_all SET numerator = 31 WHERE indicator_id = 'CL-10'")
        connection.execute("UPDATE indicators.result_all SET numerator = 4 WHERE indicator_id = 'LAC-48'")
    found = read(history)
    assert found["true_numerator"].isna().all()
    assert found.set_index("indicator_id").at["CL-10", "numerator"] == 30


def test_a_blank_of_an_earlier_year_in_a_profile_is_hidden_unless_there_was_no_figure(history: History):
    history.approve(Q3)
    with connect(history.warehouse) as connection:
        for category, year in (("M", "2016-17-Q3"), ("F", "2015-16-Q3")):
            connection.execute(
                "INSERT INTO published.as_published BY NAME SELECT DISTINCT authority, submission_quarter, version, approved_at, "
                "'profile' AS table_name, ? AS quarter, 'LAC-01' AS indicator_id, 'as_at' AS time_window, 'sex' AS breakdown, "
                "? AS category FROM published.as_published",
                [year, category],
            )
        connection.execute(
            "INSERT INTO indicators.result_all BY NAME SELECT DISTINCT authority, submission_quarter, delivery, "
            "'2015-16-Q3' AS quarter, 'LAC-01' AS indicator_id, 'as_at' AS time_window, 'sex' AS breakdown, 'F' AS category, "
            "'not_available' AS status FROM indicators.result_all"
        )
    blanks = read(history).query("table_name == 'profile'").set_index("category")["shorthand"]
    assert blanks.to_dict() == {"M": "c", "F": "x"}


def test_a_number_hidden_before_and_shown_now_fails_the_check(history: History):
    """Six of what was hidden; a nought in the same place tells of nobody."""
    history.approve(Q3)
    versions = read(history)
    failures = []
    for numerator in (6.0, 0.0, None):
        with connect() as connection:
            build.create(connection, Quarter.parse(Q4), quarters_back=0)
            row = {"authority": COUNCIL, "submission_quarter": Q4, "quarter": Q3, "indicator_id": "LAC-48",
                   "time_window": "as_at", "numerator": numerator, "denominator": 40.0}  # fmt: skip
            trend = table("published.trend")
            build.insert_frame(connection, trend, pd.DataFrame([dict.fromkeys(trend.column_names) | row]))
            quarter_run = QuarterRun(
                "run", Quarter.parse(Q4), date(2018, 5, 1), BuildFolder(history.folder, history.folder), connection, []
            )
            failures.append(shown_after_hidden(quarter_run, versions))
    assert failures == [1, 0, 0]
