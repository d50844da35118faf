"""What holds for any council, on random ones."""

import pandas as pd
import pytest

from indicators.registry import all_indicators
from tests.coming.support import Ahead, look_ahead
from tests.support.random_council import random_council
from warehouse.calendar import Quarter


@pytest.fixture(scope="module", params=[3, 11, 17])
def found(request: pytest.FixtureRequest) -> Ahead:
    council = random_council(request.param)
    return look_ahead(council.extracts, council.quarter, ons_code=council.ons_code)


def test_met_certain_to_miss_and_open_are_everybody_who_enters(found):
    known = found.coming[found.coming["status"] != "not_available"]
    assert known["entering"].sum() > 50
    assert (known["entering"] == known["already_met"] + known["certain_to_miss"] + known["still_open"]).all()
    listed = found.rows.groupby("indicator_id").size()
    counted = known.set_index("indicator_id")["entering"]
    assert counted[counted > 0].sort_index().astype("int64").to_dict() == listed.sort_index().to_dict()


def test_the_best_result_is_no_worse_than_the_present_one(found):
    side = {i.id: i.exceptions.side for i in all_indicators() if i.exceptions is not None}
    shares = found.coming[(found.coming["status"] == "ok") & (found.coming["entering"] > 0)].merge(
        pd.DataFrame([(i.id, i.unit) for i in all_indicators()], columns=["indicator_id", "unit"]), on="indicator_id"
    )
    shares = shares[shares["unit"] == "%"]
    now = 100.0 * shares["already_met"].astype(float) / shares["entering"].astype(float)
    lower = shares["indicator_id"].map(side) == "+"
    assert len(shares) > 10
    assert (shares.loc[~lower, "best_possible"] >= now[~lower] - 1e-9).all()
    assert (shares.loc[lower, "best_possible"] <= 100 - now[lower] + 1e-9).all()


def test_a_reachable_target_is_reached_by_the_best_result(found):
    aimed = found.coming[found.coming["is_reachable"].notna() & found.coming["target_low"].notna()]
    assert len(aimed) > 5
    for row in aimed.itertuples():
        # Shown at one decimal, so a best result may fall short by less than half a tenth.
        assert bool(row.is_reachable) == (row.best_possible >= row.target_low - 0.05 - 1e-9)


def test_the_worklist_holds_every_overdue_exception_with_a_due_date(found):
    evidence = found.evidence[found.evidence["due_date"].notna() & found.evidence["miss_reason"].notna()]
    ends = pd.Timestamp(Quarter.parse(evidence["quarter"].iloc[0]).ends)
    # Overdue to the last day itself: nothing was done before it that stopped the count.
    overdue = evidence[evidence["days_overdue"] == (ends - evidence["due_date"]).dt.days]
    assert len(overdue) > 5
    wanted = set(zip(overdue["indicator_id"], overdue["row_id"], strict=True))
    listed = found.worklist[found.worklist["days_overdue"].notna()]
    held = set(zip(listed["indicator_id"], listed["row_id"], strict=True))
    assert held <= wanted
    # Done on the last day itself counts to that day in the evidence, and is no work.
    undated = {i.id for i in all_indicators() if i.exceptions is not None and i.exceptions.done is None}
    assert {pair for pair in wanted if pair[0] in undated} <= held
    assert len(wanted - held) <= 2


def test_a_thing_is_on_the_worklist_once_a_measure(found):
    assert not found.worklist.duplicated(["indicator_id", "row_id"]).any()
    assert found.worklist["due_date"].notna().all()


def test_every_exception_with_a_last_event_says_what_it_was(found):
    evidence = found.evidence
    assert (evidence["last_event"].notna() == evidence["last_event_date"].notna()).all()
    assert evidence.loc[evidence["miss_reason"].isna(), "last_event"].isna().all()
    words = {i.id: i.exceptions.last_event for i in all_indicators() if i.exceptions is not None}
    told = evidence[evidence["last_event"].notna()]
    assert (told["last_event"] == told["indicator_id"].map(words)).all()
    assert told["indicator_id"].nunique() > 15


def test_a_last_event_has_a_name_and_a_date_or_neither():
    named = [i for i in all_indicators() if i.exceptions is not None and i.exceptions.last_event]
    dated = [i for i in all_indicators() if i.exceptions is not None and i.exceptions.last_event_date]
    assert named == dated
    # What falls due is chased by what happened last.
    assert {i.id for i in named} >= {"LAC-40", "LAC-43", "LAC-85", "LAC-88", "CL-12", "CL-22", "CL-24"}
