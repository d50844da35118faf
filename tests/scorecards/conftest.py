"""A made-up council's figures of nine quarters, computed once for the tests of scorecards and publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pytest

from disclosure.publish import published_frames
from disclosure.rules import Rules
from indicators.calculate import calculate, definition_frame
from indicators.comparators import read_comparators
from indicators.registry import all_indicators
from indicators.scorecard import CouncilFacts, scorecard_frames
from submissions.discover import find_submissions
from submissions.validate import check_submission
from synthetic import write_council
from warehouse import build
from warehouse.calendar import Quarter
from warehouse.connection import connect

QUARTER = "2017-18-Q4"
CHILDREN = {"small-town": 45, "shire": 170}


@dataclass(frozen=True)
class Publication:
    """Exact and published frames of the made-up councils."""

    results: pd.DataFrame
    definitions: pd.DataFrame
    categories: pd.DataFrame
    exact: dict[str, pd.DataFrame]
    published: dict[str, pd.DataFrame]


@pytest.fixture(scope="session")
def publication(tmp_path_factory) -> Publication:
    raw = tmp_path_factory.mktemp("raw")
    run_quarter = Quarter.parse(QUARTER)
    for authority, children in CHILDREN.items():
        write_council(raw, children=children, quarters=1, seed=11, authority=authority, faults=False)
    with connect() as connection:
        build.create(connection, run_quarter, 8)
        for submission in find_submissions(raw, run_quarter, list(CHILDREN)):
            checked = check_submission(submission, date(2018, 5, 1))
            council = checked.council
            facts = build.SubmissionFacts(
                checked.authority, QUARTER, council.name, council.ons_code, checked.content_hash,
                council.population_0_17, checked.available,
            )  # fmt: skip
            build.load_submission(connection, facts)
            build.load_clean(connection, checked.clean)
        build.build_core(connection)
        calculate(connection)
        results = connection.execute("SELECT * FROM indicators.result").df()
        categories = connection.execute("SELECT * FROM core.category").df()
    definitions = definition_frame(all_indicators())
    councils = {
        "small-town": CouncilFacts("E06000019", {"LAC-85": [{"from": "2017-18", "at_least": 80, "floor": 60}]}),
        "shire": CouncilFacts("E10000034", {}),
    }
    notes = pd.DataFrame(
        [
            {
                "authority": "shire",
                "submission_quarter": QUARTER,
                "indicator_id": "LAC-47",
                "note": "Most dates could not be used",
            }
        ]
    )
    exact = scorecard_frames(results, definitions, councils, read_comparators(), categories, notes)
    profiled = [i.id for i in all_indicators() if i.is_profiled]
    published = published_frames(results, definitions, exact, {"shire": Rules(), "small-town": Rules()}, profiled)
    return Publication(results, definitions, categories, exact, published)
