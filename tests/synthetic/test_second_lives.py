"""The second release's records agree with the lives they belong to, read back from a council that makes no mistakes."""

from pathlib import Path

import pandas as pd
import pytest

from schemas.extracts import EXTRACTS
from synthetic.extracts import makers, special_faults
from tests.synthetic.reading import checked

LAST = "2017-18-Q4"
Clean = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def clean(careful: Path) -> Clean:
    return checked(careful, LAST).clean


def in_care(clean: Clean, rows: pd.DataFrame, column: str) -> pd.Series:
    """Whether the person of each row was looked after on its day."""
    episodes = clean["care_episodes"]
    far = pd.Timestamp(2200, 1, 1)
    spans = episodes[["person_id", "episode_start"]].assign(until=episodes["episode_end"].fillna(far))
    both = rows.reset_index()[["index", "person_id", column]].merge(spans, on="person_id")
    held = both[(both["episode_start"] <= both[column]) & (both["until"] > both[column])]
    return pd.Series(rows.index.isin(held["index"]), index=rows.index)


def test_every_extract_of_the_second_release_has_its_maker() -> None:
    assert list(makers()) == list(EXTRACTS)[14:]
    for name, module in makers().items():
        assert hasattr(module, "record") or hasattr(module, "council"), name
    assert sum(bool(special_faults(name)) for name in makers()) >= 10


@pytest.mark.parametrize(
    ("extract", "column"), [("visits", "visit_date"), ("referrals", "referred_date"), ("offending", "start_date")]
)
def test_what_happens_in_care_happens_in_care(clean: Clean, extract: str, column: str) -> None:
    rows = clean[extract]
    assert len(rows) > 5
    assert in_care(clean, rows, column).all()


def test_a_childs_year_group_is_that_of_its_age(clean: Clean) -> None:
    rows = clean["education_terms"].merge(clean["children"][["person_id", "date_of_birth"]], on="person_id")
    year = rows["term"].str[:4].astype(int)
    born = rows["date_of_birth"]
    age = year - born.dt.year - ((born.dt.month * 100 + born.dt.day) > 831)
    group = rows["year_group"]
    numbered = ~group.isin(["EY", "R"])
    assert (group[numbered].astype(int) == (age[numbered] - 4).clip(upper=14)).all()
    assert (age[group.eq("R")] == 4).all()
    assert (rows["sessions_absent"] <= rows["sessions_possible"]).fillna(True).all()


def test_costs_follow_the_placement_and_never_overlap(clean: Clean) -> None:
    costs = clean["placement_costs"].sort_values(["person_id", "cost_category", "start_date"])
    before = costs.groupby(["person_id", "cost_category"])["end_date"].shift()
    assert (before.isna() | (before <= costs["start_date"])).all()
    packages = costs["cost_category"].isin(["sgo_allowance", "cao_allowance", "adoption_allowance"])
    assert packages.any() and not in_care(clean, costs[packages], "start_date").any()
    homes = costs[costs["cost_category"].isin(["own_fostering", "ifa", "kinship", "agency_residential"])]
    assert in_care(clean, homes, "start_date").mean() > 0.95


def test_foster_placements_are_in_households_approved_then(clean: Clean) -> None:
    episodes, carers = clean["care_episodes"], clean["carers"]
    own = episodes[episodes["placement_id"].str.startswith("F", na=False) & episodes["episode_end"].isna()]
    still = carers[carers["end_date"].isna()]
    assert len(own) > 5
    assert own["placement_id"].isin(still["household_id"]).all()
    assert set(own["placement_type"]) <= {"U4", "U5", "U6"} and set(own["placement_provider"]) == {"PR1"}


def test_every_home_in_use_is_registered(clean: Clean) -> None:
    providers = clean["providers"]
    registered = set(providers.loc[providers["record_type"].eq("registration"), "urn"])
    assert set(clean["care_episodes"]["urn"].dropna()) <= registered


def test_a_child_placed_for_adoption_has_that_plan_and_moved_in_then(clean: Clean) -> None:
    placed = clean["care_episodes"][clean["care_episodes"]["placement_type"].isin(["A5", "A6"])]
    first = placed.groupby("person_id")["episode_start"].min()
    plans = clean["permanence"][clean["permanence"]["plan"].eq("adoption")]
    moved = plans.dropna(subset=["placed_date"]).groupby("person_id")["placed_date"].min()
    both = pd.concat([first, moved], axis=1, keys=["placed", "plan"]).dropna()
    assert len(both) >= 3
    assert (both["placed"] == both["plan"]).all()


def test_workers_of_allocations_hold_posts(clean: Clean) -> None:
    allocations, posts = clean["worker_allocations"], clean["workforce"]
    now = allocations[allocations["end_date"].isna()]
    there = posts[posts["end_date"].isna() & posts["filled_by"].ne("vacant")]
    assert now["worker_id"].isin(there["worker_id"]).mean() > 0.95
    assert not posts.loc[posts["filled_by"].eq("vacant"), "worker_id"].notna().any()


def test_housing_and_needs_are_of_young_people_leaving_care(clean: Clean) -> None:
    roster = set(clean["care_leaver_roster"]["person_id"])
    assert set(clean["needs"]["person_id"]) <= roster
    tenancies = clean["housing"][clean["housing"]["event_type"].eq("tenancy")]
    assert len(tenancies) and set(tenancies["person_id"]) <= set(clean["accommodation"]["person_id"])


def test_the_plan_is_near_what_was_paid(clean: Clean) -> None:
    plan = clean["placement_plan"].set_index(["quarter", "cost_category"])
    own = clean["placement_costs"][clean["placement_costs"]["cost_category"].eq("own_fostering")]
    assert plan.loc[(LAST, "own_fostering"), "planned_weekly_cost"] == pytest.approx(own["weekly_cost"].mean(), rel=0.2)
