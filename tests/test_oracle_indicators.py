"""The oracle on children looked after, worked by hand: LAC-01 to LAC-39 and the SUF rows.

Health, missing episodes and reviews are in test_oracle_health_missing.py.

Unless a case says otherwise the quarter is 2017-18-Q4: S is 1 January 2018, D is 31 March 2018, FY is
1 April 2017.
"""

import pytest

from tests.support.one_person import chain, day, episode, one_person, rows, values

# --- starting and ceasing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "quarter", "ytd"),
    [
        (["2018-01-01"], [True], [True]),
        (["2018-03-31"], [True], [True]),
        (["2017-12-31"], [], [True]),
        (["2017-04-01"], [], [True]),
        (["2017-03-31"], [], []),
        (["2018-04-01"], [], []),
        (["2017-05-01", "2018-02-01"], [], [True]),  # only the first start of the year places the child
        (["2017-03-01", "2018-02-01"], [True], [True]),
    ],
)
def test_lac_04_first_start_of_the_year(starts, quarter, ytd):
    care = [episode(start, day(start).replace(day=28).isoformat()) for start in starts[:-1]] + [episode(starts[-1])]
    person = one_person(care_episodes=care)
    assert (rows(person, "LAC-04", "quarter"), rows(person, "LAC-04", "ytd")) == (quarter, ytd)


def test_lac_05_a_person_with_two_starts_counts_once():
    person = one_person(care_episodes=[episode("2017-05-01", "2017-06-01"), episode("2018-02-01")])
    assert rows(person, "LAC-05", "ytd") == rows(person, "LAC-05", "r12") == [True]
    earlier = one_person("2017-18-Q1", care_episodes=[episode("2016-07-01")])  # r12 begins that day
    assert (rows(earlier, "LAC-05", "ytd"), rows(earlier, "LAC-05", "r12")) == ([], [True])


@pytest.mark.parametrize(
    ("end", "quarter", "ytd"),
    [
        ("2017-12-31", [], [True]),
        ("2018-01-01", [True], [True]),
        ("2018-03-31", [True], [True]),
        ("2018-04-01", [], []),
        (None, [], []),
    ],
)
def test_lac_06_and_lac_07_ceased(end, quarter, ytd):
    person = one_person(care_episodes=[episode("2017-01-01", end)])
    assert (rows(person, "LAC-06", "quarter"), rows(person, "LAC-06", "ytd")) == (quarter, ytd)
    assert rows(person, "LAC-07", "ytd") == rows(person, "LAC-07", "r12") == ytd


@pytest.mark.parametrize(
    ("start", "end", "amounts"),
    [
        ("2017-01-01", None, [1, -1]),
        ("2018-01-01", None, [1]),
        ("2017-12-31", "2018-03-31", [-1]),
        ("2017-01-01", "2017-12-31", []),
        ("2018-01-01", "2018-03-31", []),
    ],
)
def test_lac_08_net_change(start, end, amounts):
    assert values(one_person(care_episodes=[episode(start, end)]), "LAC-08") == amounts


@pytest.mark.parametrize(
    ("flag", "ended", "met"),
    [
        (True, None, [True]),
        (True, "2018-03-31", [False]),
        (True, "2018-04-01", [True]),
        (False, None, [False]),
        (None, None, [False]),
    ],
)
def test_lac_15_unaccompanied(flag, ended, met):
    child = {"uasc": flag, "uasc_end_date": None if ended is None else day(ended)}
    assert rows(one_person(child=child, care_episodes=[episode("2017-01-01")]), "LAC-15") == met


@pytest.mark.parametrize(
    ("ends", "met"),
    [
        ([("2017-05-01", "E45")], [True]),
        *[([("2018-03-31", f"E4{n}")], [True]) for n in (3, 4, 5, 6, 7, 8)],
        ([("2017-05-01", "E41")], [False]),
        ([("2017-05-01", "E4A")], [False]),
        ([("2017-05-01", "E45"), ("2018-02-01", "E4A")], [False]),  # the last end decides
        ([("2017-05-01", "E4A"), ("2018-02-01", "E45")], [True]),
        ([("2017-05-01", "E45"), ("2018-04-01", "E4A")], [True]),  # the later one is outside the window
        ([("2017-03-31", "E45")], []),
    ],
)
def test_lac_20_special_guardianship(ends, met):
    starts = ("2016-01-01", "2017-06-01")
    care = [
        episode(start, end, reason_episode_ceased=reason) for start, (end, reason) in zip(starts, ends, strict=False)
    ]
    assert rows(one_person(care_episodes=care), "LAC-20", "ytd") == met


@pytest.mark.parametrize(
    ("quarter", "ended", "start", "met"),
    [
        ("2017-18-Q4", "2017-02-28", "2018-02-28", [True]),
        ("2017-18-Q4", "2017-02-27", "2018-02-28", [False]),
        ("2015-16-Q4", "2015-02-28", "2016-02-29", [True]),  # 29 February less 12 months is 28 February
        ("2015-16-Q4", "2015-02-27", "2016-02-29", [False]),
    ],
)
def test_lac_21_re_entry(quarter, ended, start, met):
    care = [episode("2014-06-01", ended), episode(start)]
    assert rows(one_person(quarter, care_episodes=care), "LAC-21") == met


def test_lac_21_counts_each_start_and_a_first_start_is_no_return():
    care = [episode("2018-01-05", "2018-01-20"), episode("2018-02-01", "2018-02-10"), episode("2018-03-01")]
    assert sorted(rows(one_person(care_episodes=care), "LAC-21")) == [False, True, True]
    only_once = one_person(care_episodes=[episode("2018-01-05", "2018-01-20")])
    assert rows(only_once, "LAC-21") == [False]


# --- stability and distance ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "care", "met"),
    [
        (
            "the third starts on D",
            chain(("2016-01-01", "S", "U4"), ("2017-06-01", "P", "K2"), ("2018-03-31", "P", "U6")),
            True,
        ),
        (
            "the day after D",
            chain(("2016-01-01", "S", "U4"), ("2017-06-01", "P", "K2"), ("2018-04-01", "P", "U6")),
            False,
        ),
        (
            "the first ends on 2 April",
            chain(("2016-01-01", "S", "U4"), ("2017-04-02", "P", "K2"), ("2018-01-01", "P", "U6")),
            True,
        ),
        (
            "the first ends on 1 April",
            chain(("2016-01-01", "S", "U4"), ("2017-04-01", "P", "K2"), ("2018-01-01", "P", "U6")),
            False,
        ),
        (
            "a leg carries the first over 1 April",
            chain(
                ("2016-01-01", "S", "U4"),
                ("2017-03-30", "P", "T4"),
                ("2017-04-02", "P", "K2"),
                ("2018-01-01", "P", "U6"),
            ),
            True,
        ),
        (
            "a period of care before this one counts too",
            [episode("2017-04-05", "2017-05-01"), *chain(("2017-08-01", "S", "U4"), ("2018-01-01", "P", "U6"))],
            True,
        ),
        (
            "a holiday and a house move are no placements",
            chain(
                ("2016-01-01", "S", "U4"),
                ("2017-06-01", "P", "T2"),
                ("2017-06-08", "P", "U4"),
                ("2018-01-01", "T", "U4"),
                ("2018-02-01", "P", "K2"),
            ),
            False,
        ),
    ],
)
def test_lac_30_three_placements_in_twelve_months(why, care, met):
    assert rows(one_person(care_episodes=care), "LAC-30") == [met], why


@pytest.mark.parametrize(
    ("why", "born", "care", "expected"),
    [
        (
            "30 and 24 months to the day",
            "2008-06-15",
            chain(("2015-09-30", "S", "K2"), ("2016-03-31", "P", "U4")),
            [True],
        ),
        ("in care a day short", "2008-06-15", chain(("2015-10-01", "S", "K2"), ("2016-03-31", "P", "U4")), []),
        ("placed a day short", "2008-06-15", chain(("2015-09-30", "S", "K2"), ("2016-04-01", "P", "U4")), [False]),
        ("16 on D", "2002-03-31", chain(("2015-09-30", "S", "U4")), []),
        ("16 tomorrow", "2002-04-01", chain(("2015-09-30", "S", "U4")), [True]),
        (
            "adoptive, with the carers before",
            "2014-06-15",
            chain(("2015-09-30", "S", "K2"), ("2016-03-31", "P", "U4"), ("2018-03-01", "P", "A5")),
            [True],
        ),
        (
            "adoptive, the one before too new",
            "2014-06-15",
            chain(("2015-09-30", "S", "K2"), ("2016-04-01", "P", "U4"), ("2018-03-01", "P", "A5")),
            [False],
        ),
        (
            "long-term fostering gets no such help",
            "2014-06-15",
            chain(("2015-09-30", "S", "K2"), ("2016-03-31", "P", "U4"), ("2018-03-01", "P", "U1")),
            [False],
        ),
        (
            "adoptive, on holiday on D",
            "2014-06-15",
            chain(("2015-09-30", "S", "U4"), ("2018-03-01", "P", "A3"), ("2018-03-28", "P", "T2")),
            [True],
        ),
        (
            "turned adoptive without a move: its first episode was of another type",
            "2014-06-15",
            chain(("2015-09-30", "S", "K2"), ("2016-04-01", "P", "U5"), ("2018-03-01", "U", "A3")),
            [False],
        ),
        ("a new period of care", "2008-06-15", chain(("2015-01-01", "S", "U4"), ("2017-01-01", "S", "U4")), []),
    ],
)
def test_lac_32_long_term_stability(why, born, care, expected):
    assert rows(one_person(born=born, care_episodes=care), "LAC-32") == expected, why


@pytest.mark.parametrize(("miles", "met"), [(20.0, [False]), (20.1, [True]), (0.0, [False]), (999.9, []), (None, [])])
def test_lac_38_more_than_20_miles(miles, met):
    assert rows(one_person(care_episodes=[episode("2017-01-01", placement_distance_miles=miles)]), "LAC-38") == met


@pytest.mark.parametrize(
    ("where", "met"),
    [("E06000019", [False]), ("E08000025", [True]), ("WAL", [True]), ("NUK", [True]), ("CON", []), (None, [])],
)
def test_lac_39_outside_the_authority(where, met):
    assert rows(one_person(care_episodes=[episode("2017-01-01", placement_authority=where)]), "LAC-39") == met


@pytest.mark.parametrize(
    ("kind", "provider", "foster", "kin", "in_house", "residential"),
    [
        ("U1", "PR1", True, [True], [], False),
        ("U4", "PR1", True, [False], [True], False),
        ("U6", "PR4", True, [False], [False], False),
        ("K1", "PR4", False, [], [], True),
        ("K2", "PR1", False, [], [], True),
        ("R1", "PR4", False, [], [], False),
        ("A5", None, False, [], [], False),
    ],
)
def test_suf_rows(kind, provider, foster, kin, in_house, residential):
    person = one_person(care_episodes=[episode("2017-01-01", kind=kind, placement_provider=provider)])
    assert rows(person, "SUF-02") == [foster]
    assert rows(person, "SUF-03") == kin
    assert rows(person, "SUF-04") == in_house
    assert rows(person, "SUF-05") == [residential]
