"""How much disclosure control hides, by size of council, beside the least the solver proves: the table in docs/disclosure.md.

python -m benchmarks.disclosure [CHILDREN ...]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from disclosure import control
from disclosure.choice import Outcome, Problem
from disclosure.control import protect_figures
from indicators.calculate import calculate, definition_frame
from indicators.registry import all_indicators
from submissions.discover import find_submissions
from submissions.validate import check_submission
from synthetic import write_council
from warehouse import build
from warehouse.calendar import Quarter
from warehouse.connection import connect

SIZES = (25, 60, 150, 310, 900)
QUARTER = "2017-18-Q4"
HEADING = (
    "| Children | Rated shown | Cells | Hidden | Of these small themselves | Value lost | Bound | Ratio | Seconds |"
)


def council_results(children: int, seed: int = 1) -> pd.DataFrame:
    """``indicators.result`` of an invented council without faults, profiled categories only, in a fixed order."""
    quarter = Quarter.parse(QUARTER)
    with tempfile.TemporaryDirectory() as folder, connect() as connection:
        write_council(Path(folder), children=children, quarters=1, seed=seed, authority="demo", faults=False)
        build.create(connection, quarter, 8)
        for submission in find_submissions(Path(folder), quarter, ["demo"]):
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
    profiled = [i.id for i in all_indicators() if i.is_profiled]
    kept = results[results["breakdown"].eq("all") | results["indicator_id"].isin(profiled)]
    keys = ["quarter", "indicator_id", "time_window", "breakdown", "category"]
    return kept.sort_values(keys, ignore_index=True)


def line(children: int) -> str:
    """One row of the table."""
    results = council_results(children)
    definitions = definition_frame(all_indicators())
    seen: list[Outcome] = []
    choose = control.choose

    def remember(problem: Problem) -> Outcome:
        seen.append(choose(problem))
        return seen[-1]

    control.choose = remember
    try:
        began = time.monotonic()
        decided = protect_figures(results, definitions, {})
        seconds = time.monotonic() - began
    finally:
        control.choose = choose
    rated = decided[decided["breakdown"].eq("all") & decided["age_quarters"].eq(0) & decided["is_rated"].astype(bool)]
    hidden = decided[decided["number_hidden"] | decided["base_hidden"]]
    own = int(hidden["rule"].isin(["1", "2", "3"]).sum())
    cost, bound = seen[0].cost, seen[0].bound
    ratio = cost / bound if bound else 1.0
    shown = int((~rated["number_hidden"]).sum())
    return (
        f"| {children} | {shown} of {len(rated)} | {len(decided)} | {len(hidden)} | {own} | {cost:,.0f} | {bound:,.0f} "
        f"| {ratio:.3f} | {seconds:.1f} |"
    )


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    print(HEADING)
    print("|" + "---|" * (HEADING.count("|") - 1))
    for children in [int(a) for a in arguments] or SIZES:
        print(line(children), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
