"""Who enters a measure next quarter, who has met it, who is certain to miss it, and who can still be helped.

The run quarter ends on 31 March 2018; the quarter to come on 30 June 2018.
"""

from datetime import date

import pandas as pd
import pytest

from indicators.calculate import definition_frame
from indicators.coming import outlook
from indicators.ratings import targets_in_force
from indicators.registry import all_indicators
from schemas.rounding import round_half_up
from tests.coming.support import NEXT_QUARTER, RUN_QUARTER, child, episode, look_ahead, move
from warehouse.calendar import add_working_days

#: A Monday 20 working days after which is 16 April 2018 or so: due in the quarter to come.
CAME = date(2018, 3, 12)


def initial(person: str, **more: object) -> dict[str, object]:
    return {"person_id": person, "assessment_type": "IHA", **more}


def test_a_first_health_check_falls_due_next_quarter_and_is_open_met_or_certainly_missed():
    due = add_working_days(CAME, 20)
    assert due > date(2018, 3, 31)
    late = add_working_days(CAME, 21)
    people = ("open", "on-time", "late", "left")
    found = look_ahead(
        {
            "children": [child(p) for p in people],
            "care_episodes": [
                *(episode(p, CAME) for p in people[:3]),
                episode("left", CAME, episode_end=date(2018, 3, 29), reason_episode_ceased="E4"),
            ],
            "health_assessments": [
                initial("on-time", status="completed", completed_date=due),
                initial("late", status="completed", completed_date=late),
            ],
        },
        about=["LAC-40"],
    )
    assert found.outlook("LAC-40", "open") == ["open"]
    assert found.outlook("LAC-40", "on-time") == ["met"]
    assert found.outlook("LAC-40", "late") == ["certain_to_miss"]
    assert found.outlook("LAC-40", "left") == []
    row = found.measure("LAC-40")
    assert row["quarter"] == NEXT_QUARTER
    assert (row["entering"], row["already_met"], row["certain_to_miss"], row["still_open"]) == (3, 1, 1, 1)
    assert row["best_possible"] == pytest.approx(200 / 3)
    # All of three must be met; one is lost, so two more are needed and only one is open.
    assert (row["needed"], bool(row["is_reachable"])) == (2, False)


@pytest.mark.parametrize(
    ("third_home_begins", "expected"),
    [(date(2018, 3, 31), "certain_to_miss"), (None, "met")],
    ids=["three homes already", "two homes so far"],
)
def test_three_homes_in_the_year_to_come_cannot_be_undone(third_home_begins, expected):
    homes = [date(2016, 1, 4), date(2017, 9, 1), *([third_home_begins] if third_home_begins else [])]
    found = look_ahead({"children": [child("1")], "care_episodes": move("1", *homes)}, about=["LAC-30"])
    assert found.outlook("LAC-30", "1") == [expected]


@pytest.mark.parametrize(
    ("second_home", "expected"),
    [(date(2017, 7, 1), "met"), (date(2017, 7, 2), "certain_to_miss")],
    ids=["first home has left the twelve months", "first home has one day in them"],
)
def test_the_twelve_months_are_those_of_the_quarter_to_come(second_home, expected):
    # The year to 30 June 2018 begins on 1 July 2017; the first home counts when it ended after that day.
    homes = move("1", date(2016, 1, 4), second_home, date(2018, 2, 1))
    found = look_ahead({"children": [child("1")], "care_episodes": homes}, about=["LAC-30"])
    assert found.outlook("LAC-30", "1") == [expected]


@pytest.mark.parametrize(
    ("moved", "expected"),
    [(date(2016, 6, 30), "met"), (date(2016, 7, 1), "certain_to_miss")],
    ids=["two years on 30 June", "a day short of two years"],
)
def test_two_years_in_one_home_by_the_end_of_next_quarter(moved, expected):
    # A children's home, so that adoption by the present carer cannot help.
    homes = move("1", date(2015, 1, 5), moved)
    homes[1] |= {"placement_type": "K2", "placement_provider": "PR4"}
    found = look_ahead({"children": [child("1")], "care_episodes": homes}, about=["LAC-32"])
    assert found.outlook("LAC-32", "1") == [expected]


def test_a_home_that_may_become_the_adoptive_one_is_still_open():
    # Long in the home before, and straight from it into this one: were this one to become adoptive, both would count.
    homes = move("1", date(2014, 1, 6), date(2017, 1, 9))
    found = look_ahead({"children": [child("1")], "care_episodes": homes}, about=["LAC-32"])
    assert found.outlook("LAC-32", "1") == ["open"]


@pytest.mark.parametrize(
    ("birthday", "expected"),
    [(date(2018, 12, 31), "certain_to_miss"), (date(2019, 1, 1), "open")],
    ids=["16 on the last day", "16 on the day after"],
)
def test_a_plan_by_the_16th_birthday_is_lost_once_the_birthday_is_past(birthday, expected):
    # Year to date, so a birthday of the run quarter is still in it when the next one is not in a new year.
    found = look_ahead(
        {
            "children": [child("1", birthday.replace(year=birthday.year - 16))],
            "care_episodes": [episode("1", date(2010, 1, 4))],
            "pathway_plans": [],
        },
        "2018-19-Q3",
        about=["CL-22"],
    )
    assert found.outlook("CL-22", "1") == [expected]


@pytest.mark.parametrize(
    ("birthday", "status", "expected"),
    [
        (date(2018, 2, 28), "G5", "certain_to_miss"),
        (date(2018, 3, 1), "G5", "open"),
        (date(2018, 2, 28), None, "open"),
        (date(2018, 2, 28), "F2", "met"),
    ],
    ids=["month after is over", "month ends the day after", "nothing recorded, may be entered late", "in education"],
)
def test_a_status_around_a_birthday_cannot_change_once_its_month_is_over(birthday, status, expected):
    records = [{"person_id": "1", "status_date": date(2018, 2, 27), "activity_code": status}] if status else []
    found = look_ahead(
        {
            "children": [child("1", birthday.replace(year=birthday.year - 19))],
            "care_episodes": [episode("1", date(2012, 1, 9), episode_end=date(2017, 3, 1), reason_episode_ceased="E4")],
            "care_leaver_contacts": [],
            "eet_status": records,
        },
        about=["CL-12"],
    )
    assert found.outlook("CL-12", "1") == [expected]


def test_a_cancelled_review_is_lost_and_a_planned_one_is_not():
    found = look_ahead(
        {
            "children": [child("1")],
            "care_episodes": [episode("1", date(2016, 1, 4))],
            "reviews": [
                {"person_id": "1", "due_date": date(2018, 4, 10), "status": "cancelled"},
                {"person_id": "1", "due_date": date(2018, 5, 10)},
            ],
        },
        about=["LAC-85"],
    )
    assert found.outlook("LAC-85", "1") == ["certain_to_miss", "open"]
    planned = found.rows[(found.rows["indicator_id"] == "LAC-85") & (found.rows["outlook"] == "open")].iloc[0]
    assert planned["miss_reason"] == "STILL_TO_BE_HELD"


def test_the_quarter_to_come_stays_out_of_results_and_evidence():
    found = look_ahead({"children": [child("1")], "care_episodes": [episode("1", date(2016, 1, 4))]})
    assert found.result_quarters == {RUN_QUARTER}
    assert set(found.evidence["quarter"]) == {RUN_QUARTER}
    assert set(found.coming["quarter"]) == {NEXT_QUARTER}


def test_every_measure_with_exceptions_has_one_row_whatever_was_supplied():
    found = look_ahead({"children": [child("1")], "care_episodes": [episode("1", date(2016, 1, 4))]})
    listed = [i.id for i in all_indicators() if i.exceptions is not None]
    assert sorted(found.coming["indicator_id"]) == sorted(listed)
    absent = found.measure("LAC-40")
    assert absent["status"] == "not_available"
    assert pd.isna(absent["entering"])
    assert pd.isna(absent["best_possible"])
    assert pd.isna(absent["needed"])


def test_the_councils_own_target_of_the_coming_year_is_the_one_in_force():
    two = {"children": [child("1"), child("2")], "care_episodes": [*move("1", CAME), *move("2", CAME)]}
    own = {"LAC-30": [{"from": "2018-19", "at_most": 20, "floor": 30}]}
    assert look_ahead(two, about=["LAC-30"]).measure("LAC-30")["target_high"] == 10
    assert look_ahead(two, targets=own, about=["LAC-30"]).measure("LAC-30")["target_high"] == 20


def frame(**columns: object) -> pd.DataFrame:
    """One measure's counts for `outlook`."""
    plain = {
        "entering": 0, "already_met": 0, "certain_to_miss": 0, "still_open": 0, "unit": "%", "exceptions": "-",
        "is_unavailable": False, "target_type": "at_least", "target_low": 100.0, "target_high": None,
    }  # fmt: skip
    return pd.DataFrame([{**plain, **columns}])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # 869 of 1,000 shows as 86.9, 870 as 87.0.
        ({"entering": 1000, "already_met": 860, "still_open": 140, "target_low": 87.0}, (10, True)),
        # Two of three shows as 66.7, so a target of 66.7 is met by two.
        ({"entering": 3, "already_met": 1, "still_open": 1, "certain_to_miss": 1, "target_low": 66.7}, (1, True)),
        ({"entering": 3, "already_met": 1, "still_open": 1, "certain_to_miss": 1, "target_low": 66.8}, (2, False)),
        # 112 of 158 shows as 70.9, never 70.8.
        ({"entering": 158, "already_met": 110, "still_open": 48, "target_low": 70.9}, (2, True)),
        # At most 10 of 100 in the numerator: 13 now, of whom 9 are certain.
        (
            {
                "entering": 100, "already_met": 87, "certain_to_miss": 9, "still_open": 4, "exceptions": "+",
                "target_type": "at_most", "target_low": None, "target_high": 10.0,
            },
            (3, True),
        ),
        (
            {
                "entering": 100, "already_met": 87, "certain_to_miss": 11, "still_open": 2, "exceptions": "+",
                "target_type": "at_most", "target_low": None, "target_high": 10.0,
            },
            (3, False),
        ),
        # A count: none in bed and breakfast.
        (
            {
                "entering": 2, "still_open": 2, "unit": "n", "exceptions": "+",
                "target_type": "at_most", "target_low": None, "target_high": 0.0,
            },
            (2, True),
        ),
    ],
)  # fmt: skip
def test_what_the_target_needs_is_judged_on_the_figure_as_shown(counts, expected):
    row = outlook(frame(**counts)).iloc[0]
    assert (int(row["needed"]), bool(row["is_reachable"])) == expected


def test_nobody_entering_is_no_figure_and_no_target_no_need():
    nobody = outlook(frame()).iloc[0]
    assert nobody["status"] == "not_applicable"
    assert pd.isna(nobody["best_possible"])
    assert pd.isna(nobody["needed"])
    aimless = outlook(frame(entering=4, already_met=4, target_type=None, target_low=None)).iloc[0]
    assert aimless["best_possible"] == 100
    assert pd.isna(aimless["needed"])
    assert pd.isna(aimless["is_reachable"])


def test_what_is_needed_agrees_with_the_rating_of_the_same_figure():
    """Meeting as many as needed gives the target as the scorecard shows and rates it; one fewer does not."""
    definitions = definition_frame(all_indicators())
    chosen = pd.DataFrame({"authority": "a", "indicator_id": ["LAC-47", "LAC-48", "LAC-32"], "quarter": NEXT_QUARTER})
    targets = targets_in_force(chosen, definitions)
    for base in range(1, 60):
        row = frame(entering=base, still_open=base).drop(columns=["target_type", "target_low", "target_high"])
        for position in targets.index:
            one = pd.concat([row, targets.loc[[position]].reset_index(drop=True)], axis=1)
            needed = int(outlook(one).iloc[0]["needed"])
            low = one["target_low"].iloc[0]
            shown = [round_half_up(100.0 * k / base) for k in (needed - 1, needed)]
            assert shown[1] >= low > shown[0]
