"""The oracle's figures (values, status, breakdowns), and the random councils it is compared on."""

from collections import Counter, defaultdict
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest

from tests.oracle import INDICATORS, Result, figures
from tests.oracle.breakdowns import AROUND_A_BIRTHDAY
from tests.support.one_person import CODE, POPULATION, Q4, chain, day, episode
from tests.support.random_council import KEYS, OPTIONAL_EXTRACTS, random_council

SEEDS = range(24)


def person(person_id: str, born: str = "2008-06-15", **child: Any) -> dict[str, Any]:
    return {"person_id": person_id, "date_of_birth": day(born), **child}


def care(person_id: str, *episodes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"person_id": person_id, **row} for row in episodes]


def keyed(extracts: dict[str, list[dict[str, Any]]], quarter: str = Q4) -> dict[tuple[str, str, str, str], Result]:
    return {result.key: result for result in figures(extracts, quarter, CODE, POPULATION)}


def figure(result: Result) -> tuple[float | None, float | None, float | None, str]:
    return result.numerator, result.denominator, result.value, result.status


# --- values and status -----------------------------------------------------------------------------------


def test_counts_percentages_rates_and_means():
    people = [person("A"), person("B"), person("C")]
    episodes = [
        *care("A", episode("2015-01-01", legal_status="V2")),
        *care("B", episode("2015-01-01")),
        *care("C", episode("2015-01-01")),
    ]
    scores = [
        {"person_id": who, "recorded_date": day("2018-01-01"), "completed_by": "carer", "score": score}
        for who, score in (("A", 10), ("B", 15))
    ]
    results = keyed({"children": people, "care_episodes": episodes, "sdqs": scores})
    assert figure(results["LAC-01", "as_at", "all", "all"]) == (3, None, 3, "ok")
    assert figure(results["LAC-02", "as_at", "all", "all"]) == (3, 36_200, pytest.approx(0.828729281768), "ok")
    assert figure(results["LAC-17", "as_at", "all", "all"]) == (1, 3, pytest.approx(100 / 3), "ok")
    assert figure(results["LAC-60", "as_at", "all", "all"]) == (2, 3, pytest.approx(200 / 3), "ok")
    assert figure(results["LAC-61", "as_at", "all", "all"]) == (25, 2, 12.5, "ok")
    assert figure(results["LAC-08", "quarter", "all", "all"]) == (0, None, 0, "ok")


def test_net_change_may_be_negative():
    results = keyed({"children": [person("A")], "care_episodes": care("A", episode("2015-01-01", "2018-02-01"))})
    assert figure(results["LAC-08", "quarter", "all", "all"]) == (-1, None, -1, "ok")


def test_a_zero_denominator_is_not_applicable_and_a_zero_count_is_nil():
    results = keyed({"children": [], "care_episodes": [], "sdqs": []})
    assert figure(results["LAC-17", "as_at", "all", "all"]) == (0, 0, None, "not_applicable")
    assert figure(results["LAC-61", "as_at", "all", "all"]) == (0, 0, None, "not_applicable")
    assert figure(results["LAC-01", "as_at", "all", "all"]) == (0, None, 0, "ok")
    assert figure(results["LAC-02", "as_at", "all", "all"]) == (0, 36_200, 0, "ok")


def test_without_a_mid_year_before_d_the_rates_are_not_available():
    extracts = {"children": [person("A")], "care_episodes": care("A", episode("2015-01-01"))}
    results = {r.key: r for r in figures(extracts, "2016-17-Q1", CODE, {2016: 36_100})}
    assert figure(results["LAC-02", "as_at", "all", "all"]) == (None, None, None, "not_available")
    assert figure(results["LAC-01", "as_at", "all", "all"]) == (1, None, 1, "ok")


@pytest.mark.parametrize("absent", OPTIONAL_EXTRACTS)
def test_an_absent_extract_makes_exactly_the_rows_that_need_it_not_available(absent):
    extracts = {name: [] for name in KEYS if name != absent}
    for result in figures(extracts, Q4, CODE, POPULATION):
        needs = next(i.needs for i in INDICATORS if i.indicator_id == result.indicator_id)
        assert (result.status == "not_available") == (absent in needs)
        if absent in needs:
            assert figure(result) == (None, None, None, "not_available")
            assert (result.evidence, result.unknown) == ([], 0)


@pytest.mark.parametrize("absent", ["children", "care_episodes"])
def test_without_children_or_episodes_there_are_no_figures(absent):
    assert figures({name: [] for name in KEYS if name != absent}, Q4, CODE, POPULATION) == []


# --- breakdowns ------------------------------------------------------------------------------------------


def category(breakdown: str, indicator_id: str = "LAC-03", **who: Any) -> str:
    """The one category of a breakdown that an invented person of LAC-03 (or CL-01) lands in."""
    episodes = who.pop("episodes", [episode("2017-06-01", "2018-02-01")])
    roster = [{"person_id": "A", "eligibility": "relevant", "start_date": day("2018-01-01"), "end_date": None}]
    results = keyed(
        {
            "children": [person("A", **who)],
            "care_episodes": care("A", *episodes),
            "care_leaver_roster": roster,
        }
    )
    window = "r12" if indicator_id == "LAC-03" else "as_at"
    found = {k[3]: r.numerator for k, r in results.items() if k[:3] == (indicator_id, window, breakdown)}
    (landed,) = (name for name, count in found.items() if count == 1)
    assert sum(filter(None, found.values())) == 1
    assert "Not recorded" in found
    return landed


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2017-04-01", "under 1"),
        ("2017-03-31", "1-4"),
        ("2013-04-01", "1-4"),
        ("2013-03-31", "5-9"),
        ("2008-03-31", "10-15"),
        ("2002-04-01", "10-15"),
        ("2002-03-31", "16 and over"),
        ("1990-01-01", "16 and over"),
    ],
)
def test_age_bands_of_children(born, band):
    assert category("age_band", born=born) == band


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2002-04-01", "under 16"),
        ("2002-03-31", "16-17"),
        ("2000-04-01", "16-17"),
        ("2000-03-31", "18"),
        ("1999-03-31", "19"),
        ("1998-03-31", "20"),
        ("1997-03-31", "21"),
        ("1996-03-31", "22-25"),
        ("1992-04-01", "22-25"),
        ("1992-03-31", "26 and over"),
    ],
)
def test_age_bands_of_care_leavers(born, band):
    assert category("age_band", "CL-01", born=born) == band


@pytest.mark.parametrize(
    ("breakdown", "who", "expected"),
    [
        ("sex", {"sex": "M"}, "M"),
        ("sex", {"sex": "U"}, "U"),
        ("sex", {"sex": None}, "Not recorded"),
        ("ethnicity", {"ethnicity": "WROM"}, "White"),
        ("ethnicity", {"ethnicity": "MOTH"}, "Mixed"),
        ("ethnicity", {"ethnicity": "CHNE"}, "Asian"),
        ("ethnicity", {"ethnicity": "BOTH"}, "Black"),
        ("ethnicity", {"ethnicity": "OOTH"}, "Other"),
        ("ethnicity", {"ethnicity": "REFU"}, "Not recorded"),
        ("ethnicity", {"ethnicity": "NOBT"}, "Not recorded"),
        ("ethnicity", {"ethnicity": None}, "Not recorded"),
        ("disability", {"disability_codes": "NONE"}, "No"),
        ("disability", {"disability_codes": "MOB; LD"}, "Yes"),
        ("disability", {"disability_codes": "NONE;AUT"}, "Yes"),
        ("disability", {"disability_codes": None}, "Not recorded"),
        ("uasc", {"uasc": True}, "Yes"),
        ("uasc", {"uasc": True, "uasc_end_date": date(2018, 3, 31)}, "No"),
        ("uasc", {"uasc": True, "uasc_end_date": date(2018, 4, 1)}, "Yes"),
        ("uasc", {"uasc": False}, "No"),
        ("uasc", {"uasc": None}, "Not recorded"),
    ],
)
def test_attributes_of_the_person(breakdown, who, expected):
    assert category(breakdown, **who) == expected


@pytest.mark.parametrize(
    ("episodes", "placement", "legal"),
    [
        ([episode("2017-06-01", kind="U6", legal_status="V2")], "Foster", "Voluntary"),
        ([episode("2017-06-01", kind="A6", legal_status="E1")], "Placed for adoption", "Placement order"),
        ([episode("2017-06-01", kind="P1", legal_status="C1")], "With parents", "Care order"),
        ([episode("2017-06-01", kind="S1", legal_status="J1")], "Residential", "Other"),
        ([episode("2017-06-01", kind="H5", legal_status="D1")], "Supported accommodation", "Placement order"),
        ([episode("2017-06-01", kind="P3")], "Other", "Care order"),
        ([episode("2017-06-01", kind="T4")], "Not recorded", "Care order"),
        (chain(("2017-06-01", "S", "K2"), ("2018-03-30", "P", "T2")), "Residential", "Care order"),
        (chain(("2017-06-01", "S", "K2"), ("2018-04-01", "P", "U4")), "Residential", "Care order"),
        (chain(("2017-06-01", "S", "K2"), ("2017-08-01", "P", "U4"), end="2018-01-01"), "Foster", "Care order"),
        (
            [episode("2017-06-01", kind="K2"), episode("2017-07-01", "2017-08-01", kind="U4")],
            "Residential",
            "Care order",
        ),
    ],
)
def test_placement_and_legal_status_on_d_or_the_last_before_it(episodes, placement, legal):
    assert category("placement_group", episodes=episodes) == placement
    assert category("legal_status_group", episodes=episodes) == legal


def test_a_care_leaver_is_broken_down_by_eligibility_in_cl_01_only():
    assert category("eligibility", "CL-01") == "relevant"
    breakdowns = defaultdict(set)
    for result in figures({name: [] for name in KEYS}, Q4, CODE, POPULATION):
        breakdowns[result.indicator_id].add(result.breakdown)
    personal = {"all", "sex", "age_band", "ethnicity", "disability", "uasc"}
    for indicator in INDICATORS:
        expected = set(personal)
        if not indicator.indicator_id.startswith("CL-"):
            expected |= {"placement_group", "legal_status_group"}
        if indicator.indicator_id.removesuffix("-Y") in AROUND_A_BIRTHDAY:
            expected |= {"birthday_age"}
        if indicator.indicator_id == "CL-01":
            expected |= {"eligibility"}
        if indicator.unit in ("rate", "mean") or indicator.indicator_id == "LAC-08":
            expected = {"all"}
        assert breakdowns[indicator.indicator_id] == expected, indicator.indicator_id


# --- random councils -------------------------------------------------------------------------------------


@cache
def random_results(seed: int) -> list[Result]:
    made = random_council(seed)
    return figures(made.extracts, made.quarter, made.ons_code, made.population)


@pytest.mark.parametrize("seed", SEEDS)
def test_categories_sum_to_the_headline(seed):
    headlines = {r.key[:2]: r for r in random_results(seed) if r.breakdown == "all"}
    sums: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for result in random_results(seed):
        if result.breakdown != "all" and result.status != "not_available":
            parts = {"n": result.numerator, "d": result.denominator or 0, "u": result.unknown}
            sums[result.key[:3]].update(parts)
    assert sums
    for (indicator_id, window, breakdown), total in sums.items():
        headline = headlines[indicator_id, window]
        expected = (headline.numerator, headline.denominator or 0, headline.unknown)
        assert (total["n"], total["d"], total["u"]) == expected, (indicator_id, window, breakdown)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_councils_are_what_validation_lets_through(seed):
    extracts = random_council(seed).extracts
    people = {child["person_id"] for child in extracts["children"]}
    assert len(people) >= 20
    for name, rows in extracts.items():
        keys = [tuple(_instant(row.get(column)) for column in KEYS[name]) for row in rows]
        assert len(keys) == len(set(keys)), name
        assert {row["person_id"] for row in rows} <= people, name
    pairs = [("care_episodes", "episode_start", "episode_end"), ("missing_episodes", "started_at", "ended_at")]
    pairs += [(name, "start_date", "end_date") for name in ("care_leaver_roster", "worker_allocations")]
    for name, start, end in pairs:
        for row in extracts.get(name, []):
            assert row[end] is None or _instant(row[end]) >= _instant(row[start]), name
    for row in extracts.get("health_assessments", []):
        assert row["status"] != "completed" or row["completed_date"] is not None
    for row in extracts.get("sdqs", []):
        assert (row["score"] is None) != (row["reason_not_completed"] is None)


def _instant(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


def test_the_same_seed_gives_the_same_council():
    assert random_council(7) == random_council(7)
    assert random_council(7) != random_council(8)


def test_random_councils_reach_both_answers_of_every_row_and_every_unknown():
    """A comparison on these councils proves nothing about a row they never fill."""
    met, missed, unknown = Counter(), Counter(), Counter()
    for seed in SEEDS:
        for result in random_results(seed):
            if result.breakdown == "all":
                key = result.key[:2]
                met[key] += sum(row.in_numerator for row in result.evidence)
                missed[key] += sum(not row.in_numerator for row in result.evidence)
                unknown[result.indicator_id] += result.unknown
    for indicator in INDICATORS:
        for window in indicator.windows:
            assert met[indicator.indicator_id, window], (indicator.indicator_id, window)
            if indicator.unit == "%":
                assert missed[indicator.indicator_id, window], (indicator.indicator_id, window)
    with_unknown = {"LAC-38", "LAC-39", "SUF-04", "LAC-48", "LAC-49", "LAC-50", "LAC-85"}
    with_unknown |= {
        i.indicator_id
        for i in INDICATORS
        if i.indicator_id[:5] in ("CL-03", "CL-05", "CL-06", "CL-07", "CL-09") or "CL-12" <= i.indicator_id < "CL-20"
    }
    assert {name for name, count in unknown.items() if count} == with_unknown


@pytest.mark.parametrize("seed", SEEDS[:8])
def test_stock_on_the_last_day_is_stock_before_plus_arrivals_less_departures(seed):
    """LAC-01 of a quarter, less LAC-01 of the quarter before from the same data, is LAC-08."""
    before = {"Q1": "Q4", "Q2": "Q1", "Q3": "Q2", "Q4": "Q3"}
    made = random_council(seed)
    year, number = int(made.quarter[:4]), made.quarter[-2:]
    if number == "Q1":
        year -= 1
    earlier = f"{year}-{(year + 1) % 100:02d}-{before[number]}"
    then = figures(made.extracts, earlier, made.ons_code, made.population)
    stock_then = next(r.numerator for r in then if r.key == ("LAC-01", "as_at", "all", "all"))
    now = {r.key: r.numerator for r in random_results(seed)}
    assert now["LAC-01", "as_at", "all", "all"] - stock_then == now["LAC-08", "quarter", "all", "all"]


def test_a_council_of_300_takes_seconds():
    extracts: dict[str, list[dict[str, Any]]] = {name: [] for name in KEYS}
    for copy in range(8):
        for name, rows in random_council(copy * 7, Q4).extracts.items():
            extracts[name] += [{**row, "person_id": f"{copy}-{row['person_id']}"} for row in rows]
    assert len(extracts["children"]) >= 250
    began = datetime.now()
    results = figures(extracts, Q4, CODE, POPULATION)
    assert (datetime.now() - began).total_seconds() < 20
    assert next(r for r in results if r.indicator_id == "LAC-01").numerator > 100
